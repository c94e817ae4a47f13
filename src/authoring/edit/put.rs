//! Where the bytes of a new or changed value go.

use super::extent::extent;
use super::spell::{self, Quotes};
use super::{Setting, Splice, format_of, line_end};
use crate::incident::front_matter::{Entry, Format, FrontMatter, Node, Value};

/// A key that is not there yet.
pub(super) fn insert(text: &str, front: &FrontMatter, key: &str, setting: &Setting) -> Option<Splice> {
    let format = format_of(front);
    let (name, value) = (spell::key(format, key), spell::value(format, setting, Quotes::Auto));
    let end = line_end(text);
    let Some((_, fence)) = &front.fence else {
        return Some((front.body..front.body, format!("---{end}{name}: {value}{end}---{end}")));
    };
    match format {
        Format::Yaml => {
            let indent = front.entries.first().map_or("", |entry| indent_before(text, entry.key_span.start));
            let said = fence.start + written_end(&text[fence.clone()]);
            let keeper = front.entries.last().map(|last| last.key_span.start);
            let keeper = keeper.filter(|start| said < fence.end && keeps_blank_lines(&text[*start..said]));
            let at = keeper.map_or(said, |start| above_remarks(text, line_start(text, start)));
            Some((at..at, format!("{indent}{name}: {value}{end}")))
        }
        Format::Toml => {
            let at = last_above_tables(text, front).map_or(fence.start, |at| line_end_after(text, at));
            Some((at..at, format!("{name} = {value}{end}")))
        }
        Format::Json => insert_json(text, front, &format!("{name}: {value}"), end),
    }
}

/// A member behind the last one, on a line of its own where the others have that.
fn insert_json(text: &str, front: &FrontMatter, member: &str, end: &str) -> Option<Splice> {
    let (_, fence) = front.fence.as_ref()?;
    let Some(last) = front.entries.last() else {
        let at = fence.start + text[fence.clone()].find('{')? + 1;
        return Some((at..at, member.to_owned()));
    };
    let first = front.entries.first()?;
    let indent = indent_of_line(text, first.node.span.start);
    let apart = text[line_start(text, first.node.span.start)..].trim_start().starts_with('"');
    let at = last.node.span.end;
    Some((at..at, if apart { format!(",{end}{indent}{member}") } else { format!(", {member}") }))
}

/// Another value for a key.
pub(super) fn replace(text: &str, front: &FrontMatter, entry: &Entry, setting: &Setting) -> Option<Splice> {
    let format = format_of(front);
    let span = extent(text, format, &entry.node)?;
    let written = text.get(span.clone())?;
    let block_list = format == Format::Yaml && written.starts_with('-') && !list_is_empty(&entry.node);
    let multiline = format == Format::Yaml && matches!(entry.node.value, Value::Map(_) | Value::List(_));
    match (setting, &entry.node.value) {
        (_, Value::Null) if format == Format::Yaml && !matches!(written, "~" | "null" | "Null" | "NULL") => {
            let at = entry.key_span.end + text[entry.key_span.end..].find(':')? + 1;
            Some((at..at, format!(" {}", spell::value(format, setting, Quotes::Auto))))
        }
        (Setting::List(items), _) if block_list && !items.is_empty() => {
            let column = " ".repeat(span.start - line_start(text, span.start));
            let items: Vec<String> =
                items.iter().map(|item| spell::text_in(format, item, Quotes::Auto, false)).collect();
            let joint = format!("{}{column}- ", line_end(text));
            Some((span, format!("- {}", items.join(&joint))))
        }
        _ if multiline && !written.starts_with(['[', '{']) => {
            // What stands under its key moves up to it, so nothing but blanks may be between the two.
            let at = entry.key_span.end + text[entry.key_span.end..].find(':')? + 1;
            let between = text.get(at..span.start)?;
            let value = spell::value(format, setting, Quotes::Auto);
            between.trim().is_empty().then(|| (at..span.end, format!(" {value}")))
        }
        (_, Value::Scalar { .. }) => Some((span, spell::value(format, setting, Quotes::of(written)))),
        _ => Some((span, spell::value(format, setting, Quotes::Auto))),
    }
}

fn list_is_empty(node: &Node) -> bool {
    matches!(&node.value, Value::List(items) if items.is_empty())
}

/// Where TOML's keys end and its `[tables]` begin: a key behind those would belong to the last of them.
fn last_above_tables(text: &str, front: &FrontMatter) -> Option<usize> {
    let is_table =
        |entry: &&Entry| text[..entry.key_span.start].trim_end_matches([' ', '\t', '"', '\'']).ends_with('[');
    let plain = front.entries.iter().filter(|entry| !is_table(entry));
    plain.map(furthest).max()
}

/// The end of a value with all that is in it; the parts of `a.b = 1` are further on than `a`.
fn furthest(entry: &Entry) -> usize {
    let inner = match &entry.node.value {
        Value::Map(entries) => entries.iter().map(furthest).max().unwrap_or(0),
        _ => 0,
    };
    inner.max(entry.node.span.end)
}

/// The end of the last line that says something.
fn written_end(block: &str) -> usize {
    let said = block.trim_end().len();
    block[said..].find(['\n', '\r']).map_or(said, |at| {
        let rest = &block[said + at..];
        said + at + if rest.starts_with("\r\n") { 2 } else { 1 }
    })
}

/// Whether blank lines behind the last value are part of it (`|+`, `>2+`): a key between the two would take them away.
fn keeps_blank_lines(entry: &str) -> bool {
    entry.split(['\n', '\r']).any(|line| {
        let line = line.split(" #").next().unwrap_or(line).trim_end();
        let header = line.trim_end_matches(|c: char| c == '+' || c.is_ascii_digit());
        header.ends_with(['|', '>']) && line[header.len()..].contains('+')
    })
}

/// The beginning of the remarks that stand right above a line.
fn above_remarks(text: &str, mut line: usize) -> usize {
    while line > 0 {
        let above = line_start(text, text[..line].trim_end_matches(['\n', '\r']).len());
        if !text[above..line].trim_start().starts_with('#') {
            break;
        }
        line = above;
    }
    line
}

/// The first byte of the next line.
fn line_end_after(text: &str, at: usize) -> usize {
    text[at..].find('\n').or_else(|| text[at..].find('\r')).map_or(text.len(), |found| at + found + 1)
}

pub(super) fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind(['\n', '\r']).map_or(0, |found| found + 1)
}

/// What stands between the beginning of the line and a place, if that is blank.
fn indent_before(text: &str, at: usize) -> &str {
    let before = &text[line_start(text, at)..at];
    if before.trim().is_empty() { before } else { "" }
}

fn indent_of_line(text: &str, at: usize) -> &str {
    let line = &text[line_start(text, at)..at];
    &line[..line.len() - line.trim_start().len()]
}
