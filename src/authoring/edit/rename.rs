//! One name becomes another wherever a list of the front matter has it.

use super::put::line_start;
use super::spell::{Quotes, text_in};
use super::{Refusal, Splice, apply, format_of, read, verified};
use crate::incident::fields::keys::Keys;
use crate::incident::front_matter::{Entry, Format, FrontMatter, Node, Value};
use std::ops::Range;

/// The text with `from` called `to` in the field, or `None` if it is not there. Where the list has `to`
/// already, `from` goes.
pub fn rename(text: &str, keys: &Keys, field: &str, from: &str, to: &str) -> Result<Option<String>, Refusal> {
    let before = read(text)?;
    let is_field = |entry: &Entry| keys.find(&entry.key).is_some_and(|(key, _)| key == field);
    let format = format_of(&before);
    let mut splices = vec![];
    for entry in before.entries.iter().filter(|entry| is_field(entry)) {
        splices.extend(in_value(text, format, &entry.node, from, to));
    }
    if splices.is_empty() {
        return Ok(None);
    }
    let mut out = text.to_owned();
    apply(&mut out, splices);
    let others = |front: &FrontMatter| -> Vec<String> {
        names(front, &is_field).into_iter().filter(|name| name != from && name != to).collect()
    };
    let wanted = |after: &FrontMatter| {
        let is = names(after, &is_field);
        others(after) == others(&before)
            && is.iter().any(|name| name == to)
            && !is.iter().any(|name| name == from)
    };
    verified(text, &before, out, &is_field, &wanted).map(Some)
}

/// The names the field has, one a list item.
fn names(front: &FrontMatter, is_field: &dyn Fn(&Entry) -> bool) -> Vec<String> {
    let of = |entry: &Entry| match &entry.node.value {
        Value::List(items) => items.iter().map(|item| named(item).1).collect(),
        Value::Scalar { text, .. } => text.split(", ").map(|name| name.trim().to_owned()).collect(),
        _ => vec![],
    };
    front.entries.iter().filter(|entry| is_field(entry)).flat_map(of).collect()
}

fn in_value(text: &str, format: Format, node: &Node, from: &str, to: &str) -> Vec<Splice> {
    match &node.value {
        Value::Scalar { text: said, quoted } => {
            let several = !quoted && said.contains(", ");
            let renamed = match several {
                true => without_repeats(said, from, to),
                false if said.trim() == from => Some(to.to_owned()),
                false => None,
            };
            let spelled = |new: String| match several {
                // The commas are what makes it a list, so it must stay unquoted.
                true => (node.span.clone(), new),
                false => scalar(text, format, node, &new, false),
            };
            renamed.map(spelled).into_iter().collect()
        }
        Value::List(items) => in_list(text, format, node, items, from, to),
        _ => vec![],
    }
}

/// `a, b` with a name replaced; `None` if it does not have it.
fn without_repeats(said: &str, from: &str, to: &str) -> Option<String> {
    let has = said.split(", ").any(|name| name.trim() == from);
    let mut kept: Vec<&str> = vec![];
    for name in said.split(", ").map(str::trim).map(|name| if name == from { to } else { name }) {
        if name != to || !kept.contains(&to) {
            kept.push(name);
        }
    }
    has.then(|| kept.join(", "))
}

fn in_list(text: &str, format: Format, list: &Node, items: &[Node], from: &str, to: &str) -> Vec<Splice> {
    let block = format == Format::Yaml && !text[list.span.start..].starts_with('[');
    let mut there = items.iter().any(|item| named(item).1 == to);
    let mut splices = vec![];
    for (at, item) in items.iter().enumerate() {
        let (node, name) = named(item);
        if name != from {
            continue;
        }
        match there {
            false => splices.push(scalar(text, format, node, to, !block)),
            true if block => splices.push((lines_of(text, &item.span), String::new())),
            true => splices.push((with_comma(text, items, at), String::new())),
        }
        there = true;
    }
    splices
}

fn scalar(text: &str, format: Format, node: &Node, new: &str, in_list: bool) -> Splice {
    let quotes = Quotes::of(&text[node.span.clone()]);
    (node.span.clone(), text_in(format, new, quotes, in_list))
}

/// The part of an item that names it, and the name.
fn named(item: &Node) -> (&Node, String) {
    let named = ["name", "title", "id"].iter().find_map(|key| item.get(key));
    let node = named.unwrap_or(item);
    (node, node.text().unwrap_or("").to_owned())
}

/// Whole lines, for an item of a block list.
fn lines_of(text: &str, span: &Range<usize>) -> Range<usize> {
    let end = text[span.end..].find('\n').map_or(text.len(), |at| span.end + at + 1);
    line_start(text, span.start)..end
}

/// An item between commas, with one of them.
fn with_comma(text: &str, items: &[Node], at: usize) -> Range<usize> {
    let own = items[at].span.clone();
    match (items.get(at + 1), at.checked_sub(1).and_then(|before| items.get(before))) {
        (Some(next), _) if !text[own.end..next.span.start].contains('#') => own.start..next.span.start,
        (Some(next), _) => {
            let comma = text[own.end..next.span.start].find(',').map_or(0, |comma| comma + 1);
            own.start..own.end + comma
        }
        (None, Some(before)) => before.span.end..own.end,
        (None, None) => own,
    }
}
