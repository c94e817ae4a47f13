//! TOML through the toml crate, which keeps spans and limits recursion itself.

use super::value::{Entry, Node, Value};
use super::{MAX_DEPTH, Problem, too_deep};
use crate::diagnostic::Code;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

pub(super) fn parse(block: &str, start: usize) -> Result<Vec<Entry>, Problem> {
    let table = DeTable::parse(block).map_err(|error| {
        let span = error.span().unwrap_or(0..1);
        Problem::new(
            Code::FrontMatterSyntax,
            span.start + start..span.end.max(span.start + 1) + start,
            format!("front matter is not valid TOML: {}", error.message().trim()),
        )
    })?;
    entries(table.get_ref(), block, start, 0)
}

fn entries(table: &DeTable<'_>, block: &str, start: usize, depth: usize) -> Result<Vec<Entry>, Problem> {
    let mut entries = Vec::new();
    for (key, value) in table {
        let key_span = shift(&key.span(), start);
        let node = node(value, block, start, depth + 1)?;
        entries.push(Entry { key: key.get_ref().to_string(), key_span, node });
    }
    // The table is sorted by key; a document is read in the order it was written.
    entries.sort_by_key(|entry| entry.key_span.start);
    Ok(entries)
}

fn node(spanned: &Spanned<DeValue<'_>>, block: &str, start: usize, depth: usize) -> Result<Node, Problem> {
    let span = shift(&spanned.span(), start);
    if depth > MAX_DEPTH {
        return Err(too_deep(span));
    }
    let written = block.get(spanned.span()).unwrap_or("").to_owned();
    let value = match spanned.get_ref() {
        DeValue::String(text) => Value::Scalar { text: text.to_string(), quoted: true },
        DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Datetime(_) => {
            Value::Scalar { text: written, quoted: false }
        }
        DeValue::Array(items) => {
            let items: Result<Vec<Node>, Problem> =
                items.iter().map(|item| node(item, block, start, depth + 1)).collect();
            Value::List(items?)
        }
        DeValue::Table(table) => Value::Map(entries(table, block, start, depth)?),
    };
    Ok(Node { value, span })
}

fn shift(span: &Range<usize>, start: usize) -> Range<usize> {
    span.start + start..span.end + start
}
