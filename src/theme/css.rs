//! Which files a stylesheet names: in `url()`, in `@import` and in `image-set()`, found by the tokens of CSS, so that
//! what stands in a comment or a text is none.

use cssparser::{ParseError, Parser, Token, serialize_string};
use std::ops::Range;

/// A file that a stylesheet names.
#[derive(Debug, PartialEq, Eq)]
pub struct Reference {
    /// Where its address stands: a text with its quotes, or a whole `url()` without any.
    pub span: Range<usize>,
    /// The address, its escapes undone.
    pub address: String,
}

/// What a text means where it stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Anything,
    Address,
}

/// Whether a stylesheet may name a file. Most name none, and to read one token by token costs as much as to link a hundred
/// documents. An escape may spell any name.
fn may_name(css: &str) -> bool {
    let css = css.to_ascii_lowercase();
    ["url(", "src(", "image-set(", "@import", "\\"].iter().any(|sign| css.contains(sign))
}

/// The files that a stylesheet names, in order.
pub fn references(css: &str) -> Vec<Reference> {
    let mut found = vec![];
    if !may_name(css) {
        return found;
    }
    collect(&mut Parser::new(css), Within::Anything, &mut found);
    found
}

/// The stylesheet with other addresses in the places of some references.
pub fn rewritten(css: &str, addresses: &[(Range<usize>, String)]) -> String {
    let (mut out, mut at) = (String::with_capacity(css.len()), 0);
    for (span, address) in addresses {
        out.push_str(&css[at..span.start]);
        let is_text = css[span.start..].starts_with(['"', '\'']);
        out.push_str(if is_text { "" } else { "url(" });
        // Writing into a `String` cannot fail.
        let _ = serialize_string(address, &mut out);
        out.push_str(if is_text { "" } else { ")" });
        at = span.end;
    }
    out.push_str(&css[at..]);
    out
}

fn collect(parser: &mut Parser<'_>, within: Within, found: &mut Vec<Reference>) {
    let (mut is_import, mut is_namespace) = (false, false);
    loop {
        let start = parser.position().byte_index();
        let Ok(token) = parser.next_including_whitespace_and_comments().cloned() else { break };
        let span = start..parser.position().byte_index();
        match token {
            Token::AtKeyword(name) => {
                is_import = name.eq_ignore_ascii_case("import");
                // The address of a namespace is a name and nothing that is loaded.
                is_namespace = name.eq_ignore_ascii_case("namespace");
            }
            Token::Semicolon => (is_import, is_namespace) = (false, false),
            _ if is_namespace => {}
            Token::UnquotedUrl(address) => found.push(Reference { span, address: address.to_string() }),
            Token::QuotedString(address) if is_import || within == Within::Address => {
                found.push(Reference { span, address: address.to_string() });
                is_import = false;
            }
            Token::Function(name) => {
                let names_files = ["url", "src", "image-set", "-webkit-image-set"];
                let is_one = names_files.iter().any(|known| name.eq_ignore_ascii_case(known));
                block(parser, if is_one { Within::Address } else { Within::Anything }, found);
            }
            Token::CurlyBracketBlock | Token::SquareBracketBlock | Token::ParenthesisBlock => {
                (is_import, is_namespace) = (false, false);
                block(parser, Within::Anything, found);
            }
            _ => {}
        }
    }
}

fn block(parser: &mut Parser<'_>, within: Within, found: &mut Vec<Reference>) {
    let inside = parser.parse_nested_block(|parser| {
        collect(parser, within, found);
        Ok::<(), ParseError<()>>(())
    });
    // Blocks nested too deeply for the parser are nested too deeply for browsers, and are left as they are.
    drop(inside);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(css: &str) -> Vec<String> {
        references(css).into_iter().map(|reference| reference.address).collect()
    }

    #[test]
    fn files_are_found_wherever_css_names_them_and_nowhere_else() {
        let css = "@charset \"utf-8\";\n@namespace svg url(http://www.w3.org/2000/svg);\n@namespace \"x\";\n\
            @import \"a.css\";\n@IMPORT url(b.css) layer(base) screen;\n/* url(no.png) */\n\
            @font-face { font-family: \"A\"; src: local(\"A\"), URL( 'c d.woff2' ) format(\"woff2\"), url(e\\.woff) }\n\
            @media screen { .a:is(.b) { background: url(\"f.png\") } }\n\
            .c { content: \"url(no.png)\"; background: image-set(\"g.png\" 1x, url(h.png) 2x type(\"image/png\")) }\n";
        let expected = ["a.css", "b.css", "c d.woff2", "e.woff", "f.png", "g.png", "h.png"];
        assert_eq!(addresses(css), expected);
    }

    #[test]
    fn only_addresses_are_written_anew() {
        let css = "/* é */ a{background:URL(a.png)no-repeat}@import 'b.css' print;";
        let places: Vec<_> = references(css)
            .into_iter()
            .map(|reference| (reference.span, format!("{}?\"", reference.address)))
            .collect();
        let expected = "/* é */ a{background:url(\"a.png?\\\"\")no-repeat}@import \"b.css?\\\"\" print;";
        assert_eq!(rewritten(css, &places), expected);
        assert_eq!(rewritten("a{b:c}", &[]), "a{b:c}");
    }
}
