//! HTML and XML: tags, attributes and comments.

use super::lexer::run;
use super::{Class, Spans};

/// Highlights markup.
pub(super) fn html(code: &str) -> String {
    let mut spans = Spans::new(code);
    let mut at = 0;
    let mut tag = false;
    while at < code.len() {
        let rest = &code[at..];
        let (class, length) = if tag { in_tag(rest) } else { in_text(rest) };
        let token = &rest[..length];
        match class {
            Class::Keyword if !tag => tag = true,
            Class::Keyword => tag = false,
            _ => {}
        }
        spans.push(if class == Class::Keyword { Class::Key } else { class }, token);
        at += length;
    }
    spans.finish()
}

/// A tag's opening has the class `Keyword` here.
fn in_text(rest: &str) -> (Class, usize) {
    let upto = |close: &str| rest.find(close).map_or(rest.len(), |at| at + close.len());
    if rest.starts_with("<!--") {
        return (Class::Comment, upto("-->"));
    }
    if rest.starts_with("<![CDATA[") {
        return (Class::String, upto("]]>"));
    }
    if rest.starts_with('&') {
        let name = run(&rest.as_bytes()[1..], |b| b.is_ascii_alphanumeric() || b == b'#');
        return match rest.as_bytes().get(1 + name) {
            Some(b';') if name > 0 => (Class::Constant, name + 2),
            _ => (Class::Plain, 1),
        };
    }
    if let Some(tag) = rest.strip_prefix('<') {
        let sign = 1 + usize::from(tag.starts_with(['/', '?', '!']));
        let name = run(&rest.as_bytes()[sign..], is_name);
        return if name > 0 { (Class::Keyword, sign + name) } else { (Class::Plain, 1) };
    }
    (Class::Plain, rest.find(['<', '&']).unwrap_or(rest.len()))
}

/// A tag's end has the class `Keyword` here.
fn in_tag(rest: &str) -> (Class, usize) {
    let bytes = rest.as_bytes();
    match bytes[0] {
        b'>' => (Class::Keyword, 1),
        b'/' | b'?' if bytes.get(1) == Some(&b'>') => (Class::Keyword, 2),
        quote @ (b'"' | b'\'') => {
            let end = rest[1..].find(char::from(quote)).map_or(rest.len(), |at| at + 2);
            (Class::String, end)
        }
        b if is_name(b) => (Class::Name, run(bytes, is_name)),
        b'<' => (Class::Keyword, 1),
        _ => (Class::Plain, rest.chars().next().map_or(1, char::len_utf8)),
    }
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_:.@".contains(&byte)
}
