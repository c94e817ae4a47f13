//! YAML through serde-saphyr: spans, no anchors, aliases or merge keys, and budgets that end a bomb
//! in milliseconds.

use super::value::{Entry, Node, Value};
use super::{MAX_DEPTH, Problem, remedy, too_deep};
use crate::diagnostic::Code;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{Error, Options, Spanned};
use std::ops::Range;

const MAX_NODES: usize = 10_000;

/// The keys of a block that starts at byte `start` of the file.
pub(super) fn parse(block: &str, start: usize) -> Result<Vec<Entry>, Problem> {
    if let Some(line) = compact_nesting(block) {
        return Err(too_deep(start + line..start + line + 1));
    }
    match serde_saphyr::from_str_with_options::<Option<Spanned<Raw>>>(block, options()) {
        Ok(Some(Spanned { value: Raw::Map(pairs), .. })) => {
            Ok(pairs.into_iter().map(|pair| entry(pair, block, start)).collect())
        }
        Ok(None | Some(Spanned { value: Raw::Null, .. })) => Ok(Vec::new()),
        Ok(Some(other)) => Err(Problem::new(
            Code::FrontMatterSyntax,
            range(&other, block, start),
            "front matter must be `key: value` lines",
        )
        .hint("as in `title: Checkout returned 503`, with a blank behind the colon")),
        Err(error) => Err(failure(&error, block, start)),
    }
}

fn options() -> Options {
    serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_depth: MAX_DEPTH,
            flow_nesting_limit: MAX_DEPTH,
            max_nodes: MAX_NODES,
            max_events: MAX_NODES * 4,
            max_aliases: 0,
            max_anchors: 0,
            max_merge_keys: 0,
            max_documents: 1,
        },
        strict_booleans: true,
        with_snippet: false,
    }
}

/// Where a line begins that nests too deep. `- - - -` nests without indentation; scanners recurse on it, so it is met
/// before parsing.
fn compact_nesting(block: &str) -> Option<usize> {
    let mut at = 0;
    for line in block.split_inclusive('\n') {
        let mut rest = line.trim_start();
        let mut depth = 0;
        while let Some(next) = rest.strip_prefix("- ").or_else(|| rest.strip_prefix("? ")) {
            depth += 1;
            rest = next.trim_start();
        }
        if depth > MAX_DEPTH {
            return Some(at);
        }
        at += line.len();
    }
    None
}

/// Where an unquoted value is cut by ` #12` or ` #word`, as byte ranges of the block: YAML reads a comment, and a
/// person meant a reference. A comment that people write has a space behind the sign.
pub(super) fn cut_by_comment(block: &str) -> Vec<Range<usize>> {
    let (mut found, mut at, mut text_until) = (vec![], 0, None);
    for line in block.split_inclusive('\n') {
        let (from, indent) = (at, line.len() - line.trim_start().len());
        at += line.len();
        // Lines of a literal or folded text are text, signs and all.
        if text_until.is_some_and(|outer| indent > outer || line.trim().is_empty()) {
            continue;
        }
        text_until = None;
        let Some((_, value)) = line.trim_end().split_once(": ") else { continue };
        let value = value.trim_start();
        if value.starts_with(['|', '>']) {
            text_until = Some(indent);
        }
        let is_plain = !value.starts_with(['"', '\'', '[', '{', '|', '>', '&', '*', '!', '#']);
        let Some(sign) = value.find(" #").filter(|_| is_plain) else { continue };
        if value[sign + 2..].starts_with(char::is_alphanumeric) {
            let start = from + line.trim_end().len() - value.len() + sign + 1;
            found.push(start..from + line.trim_end().len());
        }
    }
    found
}

fn failure(error: &Error, block: &str, start: usize) -> Problem {
    let span = error.location().map_or(start..start + 1, |location| {
        let at = location
            .span()
            .byte_offset()
            .map_or_else(|| offset_of(block, location.line(), location.column()), |b| b as usize);
        let at = at.min(block.len());
        let len = location.span().byte_len().unwrap_or(1).max(1) as usize;
        start + at..start + (at + len).min(block.len().max(at + 1))
    });
    let text = error.without_snippet().to_string();
    let message = text.split(" at line ").next().unwrap_or(&text).trim().trim_end_matches('.').to_owned();
    let line = block[..span.start.saturating_sub(start).min(block.len())].rfind('\n').map_or(0, |at| at + 1);
    let source = block[line..].lines().next().unwrap_or("");
    if text.contains("budget")
        && (text.contains("Alias") || text.contains("Anchor") || text.contains("Merge"))
    {
        return Problem::new(
            Code::FrontMatterSyntax,
            span,
            "anchors, aliases and merge keys are not read in front matter",
        )
        .hint("write the value out");
    }
    if text.contains("budget") || text.contains("recursion") || text.contains("nesting") {
        return too_deep(span);
    }
    // What a reader's options could accept is nothing to whoever writes a postmortem.
    let message = message.split(", set ").next().unwrap_or_default().to_owned();
    let hint = remedy::of(&message, source, span.start.saturating_sub(start + line));
    Problem {
        hint,
        ..Problem::new(Code::FrontMatterSyntax, span, format!("front matter is not valid YAML: {message}"))
    }
}

fn offset_of(block: &str, line: u64, column: u64) -> usize {
    let line = usize::try_from(line).unwrap_or(1).max(1);
    let start: usize = block.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let column = usize::try_from(column).unwrap_or(1).max(1);
    start + block[start..].chars().take(column - 1).map(char::len_utf8).sum::<usize>()
}

/// A value as serde sees it; scalars are read again from their bytes.
enum Raw {
    Null,
    Scalar(String),
    List(Vec<Spanned<Raw>>),
    Map(Vec<Pair>),
}

type Pair = (Spanned<String>, Spanned<Raw>);

fn range<T>(spanned: &Spanned<T>, block: &str, start: usize) -> Range<usize> {
    let span = spanned.referenced.span();
    let at = (span.byte_offset().unwrap_or(0) as usize).min(block.len());
    let end = (at + span.byte_len().unwrap_or(0) as usize).min(block.len());
    start + at..start + end
}

fn entry((key, value): Pair, block: &str, start: usize) -> Entry {
    let key_span = range(&key, block, start);
    Entry { key_span, node: node(value, block, start), key: key.value }
}

fn node(spanned: Spanned<Raw>, block: &str, start: usize) -> Node {
    let span = range(&spanned, block, start);
    let written = block.get(span.start - start..span.end - start).unwrap_or("").trim_end();
    let value = match spanned.value {
        Raw::Null => Value::Null,
        Raw::Scalar(text) if is_plain(written) && written.trim() == written && !written.contains('\n') => {
            // The spelling, not the number: `1.10` must not become 1.1.
            let _ = text;
            Value::Scalar { text: written.to_owned(), quoted: false }
        }
        Raw::Scalar(text) => Value::Scalar { text, quoted: !is_plain(written) },
        Raw::List(items) => Value::List(items.into_iter().map(|item| node(item, block, start)).collect()),
        Raw::Map(pairs) => Value::Map(pairs.into_iter().map(|pair| entry(pair, block, start)).collect()),
    };
    // The reader gives lists and maps a beginning only; they end where the last value in them does.
    let last = match &value {
        Value::List(items) => items.last().map(|item| item.span.end),
        Value::Map(entries) => entries.last().map(|entry| entry.node.span.end),
        _ => None,
    };
    let end = (span.start + written.len()).max(last.unwrap_or(span.start));
    Node { value, span: span.start..end }
}

/// Whether the scalar was written without quotes, block indicator or tag.
fn is_plain(written: &str) -> bool {
    !written.is_empty() && !written.starts_with(['"', '\'', '|', '>', '!', '&'])
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Raw, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

macro_rules! scalar {
    ($($method:ident: $type:ty),+) => {
        $(fn $method<E>(self, value: $type) -> Result<Raw, E> { Ok(Raw::Scalar(value.to_string())) })+
    };
}

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a value")
    }

    scalar!(visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_i128: i128, visit_u128: u128, visit_f64: f64, visit_str: &str);

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Raw, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Raw, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Raw::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Raw, A::Error> {
        let mut pairs = Vec::new();
        while let Some(pair) = map.next_entry()? {
            pairs.push(pair);
        }
        Ok(Raw::Map(pairs))
    }
}
