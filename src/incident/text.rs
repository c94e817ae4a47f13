//! The text of a file as every reader of it sees it: byte for byte as long as the file, so that places hold. What the
//! text says is not looked at.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::source::Source;
use std::borrow::Cow;
use std::sync::Arc;

/// The text as it is worked on, and what is said about it.
pub(super) fn cleaned(source: &Source) -> (Arc<str>, Vec<Diagnostic>) {
    let text: Arc<str> = match readable(&source.text) {
        Cow::Borrowed(_) => return (source.text.clone(), vec![]),
        Cow::Owned(text) => text.into(),
    };
    let Some(at) = strange(&source.text) else { return (text, vec![]) };
    let place = Place::span(source.path.clone(), at..at + 1);
    let message = "a control character is in the text; it is shown as a blank";
    let diagnostic = Diagnostic::new(Code::ControlCharacter, place, message)
        .hint("remove it, or the colours of a pasted terminal");
    (text, vec![diagnostic])
}

/// The text as every reader of a document sees it: control characters blanked and the line ends of old
/// Macs made common, byte for byte, so that places hold.
pub fn readable(text: &str) -> Cow<'_, str> {
    let old_mac = !text.contains('\n') && text.contains('\r');
    if !old_mac && strange(text).is_none() {
        return Cow::Borrowed(text);
    }
    let mut blank = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\r' if old_mac => blank.push('\n'),
            c if is_strange(c) => blank.extend(std::iter::repeat_n(' ', c.len_utf8())),
            c => blank.push(c),
        }
    }
    Cow::Owned(blank)
}

/// Where the first strange character is. Few documents have a byte that one can begin with, and to look for
/// such bytes a block at a time is much faster than to look at characters.
fn strange(text: &str) -> Option<usize> {
    let begins =
        |b: &u8| (*b < b' ' && !matches!(b, b'\n' | b'\r' | b'\t')) || matches!(b, 0x7f | 0xc2 | 0xef);
    let suspect = |block: &[u8]| block.iter().fold(false, |found, b| found | begins(b));
    text.as_bytes().chunks(64).any(suspect).then(|| text.find(is_strange)).flatten()
}

fn is_strange(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
        || matches!(c, '\u{fdd0}' | '\u{fdd1}' | '\u{fffe}' | '\u{ffff}')
}

/// MDX begins with `import` and `export` lines, which are code and not text.
pub fn without_imports<'t>(path: &str, body: &'t str) -> Cow<'t, str> {
    if !path.ends_with(".mdx") {
        return body.into();
    }
    let mut out = String::with_capacity(body.len());
    let mut head = true;
    for line in body.split_inclusive('\n') {
        let code = line.starts_with("import ") || line.starts_with("export ");
        head &= code || line.trim().is_empty();
        match head && code {
            true => out.extend(line.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' })),
            false => out.push_str(line),
        }
    }
    out.into()
}
