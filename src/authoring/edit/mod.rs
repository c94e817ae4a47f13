//! Edits of front matter that touch nothing else: comments, order, quoting, line endings, a byte-order
//! mark and every byte of the body stay.
//!
//! An edit is made on the bytes of one value or between two lines, and then the result is read again: if
//! anything but the wanted key reads differently, the edit is refused. So a shape nobody thought of is
//! an error message and never a damaged file.

mod extent;
mod put;
mod rename;
mod spell;

pub use rename::rename;

use crate::diagnostic::Severity;
use crate::incident::front_matter::{self, Entry, Format, FrontMatter, Node, Value};
use crate::incident::readable;
use std::ops::Range;

/// What a key is set to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Setting {
    /// Text, quoted where it could be taken for something else.
    Text(String),
    /// A date, a point in time or a boolean: unquoted where the format has such values.
    Bare(String),
    /// A list of texts.
    List(Vec<String>),
}

/// Why a document was left as it is; one line, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal(pub String);

/// A replacement of bytes.
type Splice = (Range<usize>, String);

/// The text with each key set, in the order given. A key that has the value already stays as it is
/// written; keys that are new stand after the others; without front matter, YAML is added on top.
pub fn set(text: &str, settings: &[(&str, Setting)]) -> Result<String, Refusal> {
    let before = read(text)?;
    let mut out = text.to_owned();
    for (key, setting) in settings {
        let front = read(&out)?;
        let splice = match front.entries.iter().find(|entry| entry.key == *key) {
            Some(entry) if holds(&entry.node, setting) => continue,
            Some(entry) => put::replace(&out, &front, entry, setting),
            None => put::insert(&out, &front, key, setting),
        };
        apply(&mut out, vec![splice.ok_or_else(unsure)?]);
    }
    verified(text, &before, out, &|entry| settings.iter().any(|(key, _)| *key == entry.key), &|after| {
        settings.iter().all(|(key, setting)| {
            after.entries.iter().any(|entry| entry.key == *key && holds(&entry.node, setting))
        })
    })
}

/// Reads front matter that may be edited.
fn read(text: &str) -> Result<FrontMatter, Refusal> {
    let (front, problems) = front_matter::read(&"".into(), &readable(text));
    let blocking = problems.iter().find(|problem| {
        problem.severity == Severity::Error || problem.code == crate::diagnostic::Code::FrontMatterNotFirst
    });
    match blocking {
        Some(problem) => Err(Refusal(problem.message.clone())),
        None => Ok(front),
    }
}

fn unsure() -> Refusal {
    Refusal("its front matter has a shape that hindsite does not edit; change it by hand".into())
}

/// Makes replacements that do not overlap.
fn apply(text: &mut String, mut splices: Vec<Splice>) {
    splices.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    for (range, with) in splices {
        text.replace_range(range, &with);
    }
}

/// The text after an edit, if it says what was wanted and everything else as before.
fn verified(
    text: &str,
    before: &FrontMatter,
    after_text: String,
    edited: &dyn Fn(&Entry) -> bool,
    wanted: &dyn Fn(&FrontMatter) -> bool,
) -> Result<String, Refusal> {
    let after = read(&after_text).map_err(|_| unsure())?;
    let others = |front: &FrontMatter| -> Vec<Entry> {
        front.entries.iter().filter(|entry| !edited(entry)).cloned().collect()
    };
    let (was, is) = (others(before), others(&after));
    let kept = was.len() == is.len() && was.iter().zip(&is).all(|(a, b)| same_entry(a, b));
    match kept && wanted(&after) && text[before.body..] == after_text[after.body..] {
        true => Ok(after_text),
        false => Err(unsure()),
    }
}

fn same_entry(a: &Entry, b: &Entry) -> bool {
    a.key == b.key && same(&a.node, &b.node)
}

/// Equal wherever they stand.
fn same(a: &Node, b: &Node) -> bool {
    match (&a.value, &b.value) {
        (Value::List(a), Value::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Map(a), Value::Map(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_entry(a, b))
        }
        (a, b) => a == b,
    }
}

/// Whether a value is what it is to be set to.
fn holds(node: &Node, setting: &Setting) -> bool {
    let is = |node: &Node, wanted: &str| match &node.value {
        Value::Scalar { text, .. } => text.trim() == wanted.trim(),
        _ => false,
    };
    match (setting, &node.value) {
        (Setting::Text(text) | Setting::Bare(text), _) => is(node, text),
        (Setting::List(texts), Value::List(items)) => {
            items.len() == texts.len() && items.iter().zip(texts).all(|(item, text)| is(item, text))
        }
        _ => false,
    }
}

/// How the text ends its lines.
pub fn line_end(text: &str) -> &'static str {
    match text.find('\n') {
        Some(at) if text[..at].ends_with('\r') => "\r\n",
        Some(_) => "\n",
        None if text.contains('\r') => "\r",
        None => "\n",
    }
}

/// The language new keys are written in.
fn format_of(front: &FrontMatter) -> Format {
    front.fence.as_ref().map_or(Format::Yaml, |(format, _)| *format)
}

#[cfg(test)]
mod tests;
