//! Formats whose lines say by their beginning what they are: patches, HTTP messages, Markdown.

use super::lexer::run;
use super::{Class, Spans};

/// Highlights a patch.
pub(super) fn diff(code: &str) -> String {
    by_line(code, |line, spans| {
        let class = if line.starts_with("+++") || line.starts_with("---") || line.starts_with("***") {
            Class::Key
        } else if line.starts_with("@@") {
            Class::Keyword
        } else if [
            "diff ",
            "index ",
            "new file",
            "deleted file",
            "similarity ",
            "rename ",
            "old mode",
            "new mode",
        ]
        .iter()
        .any(|opening| line.starts_with(opening))
        {
            Class::Comment
        } else if line.starts_with(['+', '>']) {
            Class::Inserted
        } else if line.starts_with(['-', '<']) {
            Class::Deleted
        } else {
            Class::Plain
        };
        spans.push(class, line);
    })
}

/// Highlights HTTP requests and responses: their first lines and headers; a body stays plain.
pub(super) fn http(code: &str) -> String {
    let mut body = false;
    by_line(code, |line, spans| {
        let bare = line.trim_start_matches(['<', '>', ' ']);
        let lead = line.len() - bare.len();
        let word = run(bare.as_bytes(), |b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        let starts =
            bare.starts_with("HTTP/") || bare[..word].bytes().all(|b| b.is_ascii_uppercase()) && word > 2;
        body = !starts && (body || bare.trim().is_empty());
        spans.push(Class::Plain, &line[..lead]);
        if starts && bare.starts_with("HTTP/") {
            let version = bare.find(' ').unwrap_or(bare.len());
            spans.push(Class::Keyword, &bare[..version]);
            spans.push(Class::Number, &bare[version..]);
        } else if starts {
            spans.push(Class::Keyword, &bare[..word]);
            spans.push(Class::Plain, &bare[word..]);
        } else if !body && word > 0 && bare[word..].starts_with(':') {
            spans.push(Class::Key, &bare[..word]);
            spans.push(Class::Plain, &bare[word..word + 1]);
            spans.push(Class::String, &bare[word + 1..]);
        } else {
            spans.push(Class::Plain, bare);
        }
    })
}

/// Highlights Markdown: headings, quotations and the signs of lists.
pub(super) fn markdown(code: &str) -> String {
    by_line(code, |line, spans| {
        let bare = line.trim_start();
        let lead = line.len() - bare.len();
        let sign = match bare.as_bytes() {
            [b'#', ..] => return spans.push(Class::Keyword, line),
            [b'>', ..] => return spans.push(Class::Comment, line),
            [b'-' | b'*' | b'+', b' ', ..] => 1,
            _ => 0,
        };
        spans.push(Class::Plain, &line[..lead]);
        spans.push(Class::Keyword, &bare[..sign]);
        spans.push(Class::Plain, &bare[sign..]);
    })
}

fn by_line(code: &str, mut push: impl FnMut(&str, &mut Spans)) -> String {
    let mut spans = Spans::new(code);
    for line in code.split_inclusive('\n') {
        push(line, &mut spans);
    }
    spans.finish()
}
