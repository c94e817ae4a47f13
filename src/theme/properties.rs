//! The custom properties that a stylesheet declares for `:root`, by colour scheme, so that a theme with a stylesheet of its
//! own has the colours that are in it, however it is laid out.

use cssparser::{Delimiter, ParseError, Parser, Token};

/// A custom property of `:root`.
#[derive(Debug, PartialEq, Eq)]
pub struct Property<'s> {
    /// Whether it is of the dark scheme only.
    pub is_dark: bool,
    /// Its name, without the dashes.
    pub name: String,
    /// Its value as it is written.
    pub value: &'s str,
}

/// Those of a stylesheet, in order. What stands under another condition than the dark scheme is for other readers.
pub fn declared(css: &str) -> Vec<Property<'_>> {
    let mut found = vec![];
    rules(&mut Parser::new(css), false, &mut found);
    found
}

fn rules<'s>(parser: &mut Parser<'s>, is_dark: bool, found: &mut Vec<Property<'s>>) {
    let mut prelude = String::new();
    while let Ok(token) = parser.next().cloned() {
        match token {
            Token::Semicolon => prelude.clear(),
            Token::CurlyBracketBlock => {
                let head = std::mem::take(&mut prelude);
                let within = parser.parse_nested_block(|parser| {
                    match head.as_str() {
                        "@media(prefers-color-scheme:dark)"
                        | "@mediascreenand(prefers-color-scheme:dark)" => {
                            rules(parser, true, found);
                        }
                        "@media(prefers-color-scheme:light)" | "@mediascreen" => {
                            rules(parser, is_dark, found)
                        }
                        head if head.starts_with("@layer") || head.starts_with("@supports") => {
                            rules(parser, is_dark, found);
                        }
                        head if head.split(',').any(|part| part == ":root") => {
                            declarations(parser, is_dark, found)
                        }
                        _ => {}
                    }
                    Ok::<(), ParseError<()>>(())
                });
                drop(within);
            }
            Token::ParenthesisBlock => {
                let inside = parser.parse_nested_block(|parser| {
                    let start = parser.position();
                    while parser.next().is_ok() {}
                    Ok::<&str, ParseError<()>>(parser.slice_from(start))
                });
                prelude.extend(["(", &without_spaces(inside.unwrap_or_default()), ")"]);
            }
            Token::AtKeyword(name) => prelude = format!("@{}", name.to_ascii_lowercase()),
            Token::Ident(name) => prelude.push_str(&name.to_ascii_lowercase()),
            Token::Colon => prelude.push(':'),
            Token::Comma => prelude.push(','),
            _ => prelude.push('?'),
        }
    }
}

fn without_spaces(text: &str) -> String {
    text.to_ascii_lowercase().split_whitespace().collect()
}

fn declarations<'s>(parser: &mut Parser<'s>, is_dark: bool, found: &mut Vec<Property<'s>>) {
    while !parser.is_exhausted() {
        let one = parser.parse_until_after(Delimiter::Semicolon, |parser| {
            let name = parser.expect_ident_cloned()?;
            parser.expect_colon()?;
            let start = parser.position();
            while parser.next().is_ok() {}
            Ok::<_, ParseError<()>>((name, parser.slice_from(start).trim()))
        });
        if let Ok((name, value)) = one
            && let Some(name) = name.strip_prefix("--")
        {
            found.push(Property { is_dark, name: name.to_owned(), value });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_are_found_however_the_stylesheet_is_laid_out() {
        let css = "/* :root { --no: red } */@import 'a.css';@media screen and (prefers-color-scheme:dark){:root{--ink:#eee}}\
            :ROOT , :host { color: red; --ink : #123; --gap: 1rem; /* --no: red; */ --paper: rgb(1 2 3) }\
            @media ( prefers-color-scheme : dark ) { :root { --paper: #000 } p { --no: red } }\
            @media print { :root { --no: red } }\n@media (forced-colors: active) { :root { --no: Canvas } }\
            a:root { --no: red } @layer base { :root { --line: #ccc } } :root .a { --no: red }";
        let found = declared(css);
        let shown: Vec<_> = found.iter().map(|one| (one.is_dark, one.name.as_str(), one.value)).collect();
        let expected = [
            (true, "ink", "#eee"),
            (false, "ink", "#123"),
            (false, "gap", "1rem"),
            (false, "paper", "rgb(1 2 3)"),
            (true, "paper", "#000"),
            (false, "line", "#ccc"),
        ];
        assert_eq!(shown, expected);
    }
}
