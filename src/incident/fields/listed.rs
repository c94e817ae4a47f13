//! Keys that hold a list, or a text that is several: their entries, each with its place.

use super::open::is_open_entry;
use super::{MAX_LISTED, Reader, one_line};
use crate::diagnostic::Code;
use crate::incident::front_matter::{Entry, Node, Value};
use std::collections::BTreeSet;
use std::ops::Range;

/// Where an entry stands, of which key, and what it says.
pub(in crate::incident) type Placed = (&'static str, String, Range<usize>);

impl Reader<'_> {
    /// The list of one of our keys; where each entry stands is remembered for those who find it wrong.
    pub(super) fn entries(&mut self, key: &'static str, entry: &Entry) -> Vec<String> {
        let mut entries = self.placed(entry);
        entries.retain(|(text, _)| !is_open_entry(key, text));
        let places = entries.iter().map(|(text, span)| (key, text.clone(), span.clone()));
        self.facts.entries.extend(places);
        entries.into_iter().map(|(text, _)| text).collect()
    }

    /// A cause is text with commas in it as often as not, so only a list is several.
    pub(super) fn causes(&mut self, key: &'static str, entry: &Entry) -> Vec<String> {
        match &entry.node.value {
            Value::Scalar { .. } => entry.node.text().map(one_line).into_iter().collect(),
            _ => self.entries(key, entry),
        }
    }

    pub(super) fn list(&mut self, entry: &Entry) -> Vec<String> {
        self.placed(entry).into_iter().map(|(text, _)| text).collect()
    }

    fn placed(&mut self, entry: &Entry) -> Vec<(String, Range<usize>)> {
        let node = &entry.node;
        let texts = match &node.value {
            Value::Scalar { text, quoted: true } => vec![(one_line(text), node.span.clone())],
            Value::Scalar { text, .. } => divided(text, &node.span),
            Value::List(items) => {
                items.iter().map(|item| (one_line(&named(item)), item.span.clone())).collect()
            }
            _ => {
                self.wrong_type(entry, "a list", "as in `[a, b]`");
                vec![]
            }
        };
        if texts.len() > MAX_LISTED {
            let message =
                format!("`{}` has {} entries; the first {MAX_LISTED} are read", entry.key, texts.len());
            let hint = "each has a page of its own: say what matters most";
            self.warn(Code::WrongType, &node.span, message, hint);
        }
        let texts = texts.into_iter().take(MAX_LISTED);
        let mut seen = BTreeSet::new();
        texts.filter(|(text, _)| !text.is_empty() && seen.insert(text.to_lowercase())).collect()
    }
}

/// `a, b` without quotes is two entries. What is not written as it reads is placed as a whole.
fn divided(text: &str, span: &Range<usize>) -> Vec<(String, Range<usize>)> {
    let is_verbatim = text.len() == span.len();
    let place = |part: &str| {
        let part = part.trim();
        let start = span.start + (part.as_ptr() as usize - text.as_ptr() as usize);
        if is_verbatim { start..start + part.len() } else { span.clone() }
    };
    text.split('、').flat_map(|text| text.split(", ")).map(|part| (one_line(part), place(part))).collect()
}

/// The text of a list item; of a map, what it is called.
pub(super) fn named(node: &Node) -> String {
    let name = ["name", "title", "id"].iter().find_map(|key| node.get(key)).and_then(Node::text);
    name.map_or_else(|| node.display(), str::to_owned)
}
