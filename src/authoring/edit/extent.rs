//! Where a value ends.

use super::put::line_start;
use crate::incident::front_matter::{Format, Node, Value};
use std::ops::Range;

/// The bytes of a whole value. YAML's reader tells only where a list or a map begins.
pub(super) fn extent(text: &str, format: Format, node: &Node) -> Option<Range<usize>> {
    let children: Vec<&Node> = match &node.value {
        _ if format != Format::Yaml => return Some(node.span.clone()),
        Value::List(items) => items.iter().collect(),
        Value::Map(entries) => entries.iter().map(|entry| &entry.node).collect(),
        Value::Null | Value::Scalar { .. } => return Some(node.span.clone()),
    };
    let start = node.span.start;
    if text[start..].starts_with(['[', '{']) {
        return Some(start..start + closing(&text[start..])?);
    }
    let last = extent(text, format, children.last()?)?;
    let first = children.first()?.span.start;
    let start = match &node.value {
        // From the dash of the first item.
        Value::List(_) => line_start(text, first) + text[line_start(text, first)..first].find('-')?,
        _ => start,
    };
    Some(start..last.end)
}

/// The length of a bracketed value, its last bracket included; quotes and comments hide brackets.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0;
    let mut quote = None;
    let mut comment = false;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        match (quote, c) {
            _ if comment => comment = c != '\n',
            (Some('"'), '"') if before == '\\' => {}
            (Some(open), c) if open == c => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '#') if before.is_whitespace() => comment = true,
            (None, '[' | '{') => depth += 1,
            (None, ']' | '}') => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at + c.len_utf8());
        }
        before = if before == '\\' { ' ' } else { c };
    }
    None
}
