//! Running text: escaped, bare addresses linked as GitHub links them, `:emoji:` as GitHub shows it.

use crate::incident::highlight;
use crate::invisible::{self, readable};
use linkify::{LinkFinder, LinkKind};
use pulldown_cmark_escape::{escape_href, escape_html, escape_html_body_text};

/// Writes text between tags, without invisible characters. Right-to-left text is isolated from what is around it.
pub fn write(out: &mut String, text: &str, links: bool) {
    let text = &*readable(text);
    if text.chars().any(invisible::is_bidi_control) {
        out.push_str("<bdi>");
        write_linked(out, text, links);
        out.push_str("</bdi>");
    } else {
        write_linked(out, text, links);
    }
}

fn write_linked(out: &mut String, text: &str, links: bool) {
    let bare = text.contains("www.") || text.contains("WWW.");
    if !links || !(bare || text.contains("://")) {
        return write_words(out, text);
    }
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]).url_must_have_scheme(!bare);
    let mut at = 0;
    for link in finder.links(text) {
        let url = link.as_str();
        let scheme = match () {
            () if url.starts_with("https://") || url.starts_with("http://") => "",
            () if is_www(url) && !joined(&text[..link.start()]) => "http://",
            () => continue,
        };
        write_words(out, &text[at..link.start()]);
        out.push_str("<a href=\"");
        out.push_str(scheme);
        href(out, url);
        out.push_str("\">");
        escape(out, url);
        out.push_str("</a>");
        at = link.end();
    }
    write_words(out, &text[at..]);
}

/// Whether an address without a scheme is one that GitHub links: `www.example.org`.
fn is_www(url: &str) -> bool {
    url.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("www.")) && url[4..].contains('.')
}

/// Whether what stands before an address goes on in it: `mail@www.example.org`.
fn joined(before: &str) -> bool {
    before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '@' | '/' | '.' | '-' | '_'))
}

fn write_words(out: &mut String, text: &str) {
    if !text.contains(':') {
        return escape(out, text);
    }
    let mut rest = text;
    while let Some(open) = rest.find(':') {
        let after = &rest[open + 1..];
        let name = after.find(':').map(|close| &after[..close]).filter(|name| is_shortcode(name));
        match name.and_then(emojis::get_by_shortcode) {
            Some(emoji) => {
                escape(out, &rest[..open]);
                out.push_str(emoji.as_str());
                rest = &after[after.find(':').map_or(0, |close| close + 1)..];
            }
            None => {
                escape(out, &rest[..=open]);
                rest = after;
            }
        }
    }
    escape(out, rest);
}

fn is_shortcode(name: &str) -> bool {
    (1..=40).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_+-".contains(&b))
        && !name.bytes().all(|b| b.is_ascii_digit())
}

/// Escapes text between tags.
pub fn escape(out: &mut String, text: &str) {
    // Writing into a String cannot fail.
    let _ = escape_html_body_text(&mut *out, text);
}

/// Escapes code, with a mark for each invisible character.
pub fn code(out: &mut String, code: &str) {
    let mut from = 0;
    for (at, c) in invisible::in_code(code) {
        escape(out, &code[from..at]);
        out.push_str(&highlight::mark(c));
        from = at + c.len_utf8();
    }
    escape(out, &code[from..]);
}

/// Escapes the value of a quoted attribute.
pub fn attribute(out: &mut String, text: &str) {
    // `'` is escaped too, though our attributes stand in double quotes.
    let _ = escape_html(&mut *out, text);
}

/// Escapes and percent-encodes an address for a quoted attribute.
pub fn href(out: &mut String, url: &str) {
    let _ = escape_href(&mut *out, url.trim());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_addresses_are_linked_as_github_links_them() {
        for (text, expected) in [
            (
                "at www.example.com/status, see",
                "at <a href=\"http://www.example.com/status\">www.example.com/status</a>, see",
            ),
            ("(www.example.org).", "(<a href=\"http://www.example.org\">www.example.org</a>)."),
            ("WWW.Example.org", "<a href=\"http://WWW.Example.org\">WWW.Example.org</a>"),
            (
                "https://www.a.org and www.b.org",
                "<a href=\"https://www.a.org\">https://www.a.org</a> and <a href=\"http://www.b.org\">www.b.org</a>",
            ),
            ("www.nothing", "www.nothing"),
            ("ana@www.example.org", "ana@www.example.org"),
            ("example.org and www. it", "example.org and www. it"),
            ("javascript://www.a.org", "javascript://www.a.org"),
        ] {
            let mut out = String::new();
            write(&mut out, text, true);
            assert_eq!(out, expected, "{text}");
        }
    }
}
