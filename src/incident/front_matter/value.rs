//! Values as they were written. Scalars keep their spelling: `1.10` and `007` stay text, so that
//! versions and identifiers survive; whoever wants a number or a date reads the text.

use crate::invisible::{dropped, readable};
use std::ops::Range;

/// A value and its bytes in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Bytes in the file.
    pub span: Range<usize>,
}

/// A key, its value, and where the key stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The key as written.
    pub key: String,
    /// Bytes of the key in the file.
    pub key_span: Range<usize>,
    /// The value.
    pub node: Node,
}

/// A value of any of the three formats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// `null`, `~` or nothing.
    Null,
    /// A number, a boolean, a date or text, by its spelling.
    Scalar {
        /// The spelling, without quotes.
        text: String,
        /// Whether it was quoted, and so is text whatever it looks like.
        quoted: bool,
    },
    /// A list.
    List(Vec<Node>),
    /// A map, in the order it was written.
    Map(Vec<Entry>),
}

impl Entry {
    /// Drops invisible characters from the key and its value. Returns the first of each text and the bytes of the text.
    pub(super) fn drop_invisible(&mut self) -> Vec<(char, Range<usize>)> {
        let mut found: Vec<_> = drop_from(&mut self.key, &self.key_span).into_iter().collect();
        self.node.drop_invisible(&mut found);
        found
    }
}

fn drop_from(text: &mut String, span: &Range<usize>) -> Option<(char, Range<usize>)> {
    let (_, first) = *dropped(text).first()?;
    *text = readable(text).into_owned();
    Some((first, span.clone()))
}

impl Node {
    fn drop_invisible(&mut self, found: &mut Vec<(char, Range<usize>)>) {
        match &mut self.value {
            Value::Null => {}
            Value::Scalar { text, .. } => found.extend(drop_from(text, &self.span)),
            Value::List(items) => items.iter_mut().for_each(|item| item.drop_invisible(found)),
            Value::Map(entries) => {
                entries.iter_mut().for_each(|entry| found.extend(entry.drop_invisible()));
            }
        }
    }

    /// The scalar's text, trimmed; `None` for lists, maps and nothing.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { text, .. } => Some(text.trim()).filter(|t| !t.is_empty()),
            _ => None,
        }
    }

    /// `true` or `false`, unquoted.
    pub fn boolean(&self) -> Option<bool> {
        match &self.value {
            Value::Scalar { text, quoted: false } if text.eq_ignore_ascii_case("true") => Some(true),
            Value::Scalar { text, quoted: false } if text.eq_ignore_ascii_case("false") => Some(false),
            _ => None,
        }
    }

    /// One line for people: lists joined by commas, maps as `key: value`.
    pub fn display(&self) -> String {
        match &self.value {
            Value::Null => String::new(),
            Value::Scalar { text, .. } => text.trim().to_owned(),
            Value::List(items) => items.iter().map(Node::display).collect::<Vec<_>>().join(", "),
            Value::Map(entries) => {
                let pairs: Vec<String> =
                    entries.iter().map(|e| format!("{}: {}", e.key, e.node.display())).collect();
                pairs.join(", ")
            }
        }
    }

    /// The value of `key` in any case, when this is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        match &self.value {
            Value::Map(entries) => {
                entries.iter().find(|e| e.key.trim().eq_ignore_ascii_case(key)).map(|e| &e.node)
            }
            _ => None,
        }
    }
}
