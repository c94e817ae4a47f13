//! JSON through serde_json. A raw value is a slice of the block, so its place is known.

use super::value::{Entry, Node, Value};
use super::{MAX_DEPTH, Problem, broken_json, too_deep};
use crate::diagnostic::Code;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::ops::Range;

pub(super) fn parse(block: &str, start: usize) -> Result<Vec<Entry>, Problem> {
    let pairs: Pairs<'_> = serde_json::from_str(block).map_err(|error| broken_json(&error, block, start))?;
    entries(pairs, block, start, 0)
}

fn entries(pairs: Pairs<'_>, block: &str, start: usize, depth: usize) -> Result<Vec<Entry>, Problem> {
    let mut entries: Vec<Entry> = Vec::new();
    for (key, raw) in pairs.0 {
        let span = place(raw, block, start);
        if entries.iter().any(|entry| entry.key == key) {
            let message = format!("front matter has the key `{key}` twice");
            return Err(Problem::new(Code::FrontMatterSyntax, span, message).hint("remove one of the two"));
        }
        let node = node(raw, block, start, depth + 1)?;
        entries.push(Entry { key, key_span: span, node });
    }
    Ok(entries)
}

fn node(raw: &RawValue, block: &str, start: usize, depth: usize) -> Result<Node, Problem> {
    let span = place(raw, block, start);
    if depth > MAX_DEPTH {
        return Err(too_deep(span));
    }
    let text = raw.get();
    let fail = |error: serde_json::Error| broken_json(&error, block, start);
    let value = match text.as_bytes().first() {
        Some(b'{') => Value::Map(entries(serde_json::from_str(text).map_err(fail)?, block, start, depth)?),
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_str(text).map_err(fail)?;
            let items: Result<Vec<Node>, Problem> =
                items.into_iter().map(|item| node(item, block, start, depth + 1)).collect();
            Value::List(items?)
        }
        Some(b'"') => Value::Scalar { text: serde_json::from_str(text).map_err(fail)?, quoted: true },
        Some(b'n') => Value::Null,
        _ => Value::Scalar { text: text.to_owned(), quoted: false },
    };
    Ok(Node { value, span })
}

/// The raw value is a part of the block: its address tells where.
fn place(raw: &RawValue, block: &str, start: usize) -> Range<usize> {
    let at = (raw.get().as_ptr() as usize).saturating_sub(block.as_ptr() as usize).min(block.len());
    start + at..start + (at + raw.get().len()).min(block.len())
}

struct Pairs<'a>(Vec<(String, &'a RawValue)>);

impl<'de> serde::Deserialize<'de> for Pairs<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PairsVisitor;
        impl<'de> Visitor<'de> for PairsVisitor {
            type Value = Pairs<'de>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs<'de>, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(PairsVisitor)
    }
}
