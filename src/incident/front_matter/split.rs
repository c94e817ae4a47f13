//! Where the metadata block is. gray_matter does the splitting; the shapes on which it is silently
//! wrong (RELIABILITY: a byte-order mark, a block never closed, `...`, text above) are met before.

use crate::diagnostic::Code;
use crate::incident::problem::Problem;
use gray_matter::engine::Engine;
use gray_matter::{Matter, ParsedEntity, Pod};
use std::borrow::Cow;
use std::ops::Range;

/// More metadata than this is a mistake or an attack.
const MAX_BYTES: usize = 64 * 1024;

/// The language of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Between `---` lines.
    Yaml,
    /// Between `+++` lines.
    Toml,
    /// Between `;;;` lines, or a leading `{ … }`.
    Json,
}

/// What was found at the top of a file.
#[derive(Debug, Default)]
pub struct Split {
    /// The block's text and the byte it starts at.
    pub block: Option<(Format, String, usize)>,
    /// The bytes a block lies in, also one without a key: what stands between the delimiting lines, or
    /// a leading `{ … }` with its braces.
    pub fence: Option<(Format, Range<usize>)>,
    /// First byte of the body.
    pub body: usize,
    /// What is wrong, where, and the remedy.
    pub problem: Option<Problem>,
}

/// gray_matter's engine interface without a parser: the block is read elsewhere, with spans.
struct Verbatim;

impl Engine for Verbatim {
    fn parse(content: &str) -> gray_matter::Result<Pod> {
        Ok(Pod::String(content.to_owned()))
    }
}

/// Finds the block. Offsets are bytes of `text` as given, a byte-order mark included.
pub fn split(text: &str) -> Split {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let rest = &text[start..];
    let first = rest.lines().next().unwrap_or("").trim_end();
    match first {
        "---" => delimited(text, start, Format::Yaml, "---"),
        "+++" => delimited(text, start, Format::Toml, "+++"),
        ";;;" => delimited(text, start, Format::Json, ";;;"),
        _ if first.starts_with('{') => bare_json(text, start),
        _ => Split { body: start, problem: misplaced(rest, start), ..Split::default() },
    }
}

fn delimited(text: &str, start: usize, format: Format, delimiter: &str) -> Split {
    let rest = &text[start..];
    let opening = rest.find('\n').map_or(rest.len(), |at| at + 1);
    let Some(close) = closing_line(&rest[opening..], delimiter) else {
        return unclosed(text, start, opening, delimiter);
    };
    let block = &rest[opening..opening + close.start];
    if format == Format::Yaml && !looks_like_metadata(block) {
        return Split { body: start, ..Split::default() };
    }
    let body = start + opening + close.end;
    if block.len() > MAX_BYTES {
        return Split { body, ..too_large(text, start, delimiter.len(), block.len()) };
    }
    // A carriage return becomes a space: gray_matter drops it, and places would shift.
    let header: Cow<'_, str> = match rest[..opening + close.start].contains('\r') {
        true => Cow::Owned(rest[..opening + close.start].replace('\r', " ")),
        false => Cow::Borrowed(&rest[..opening + close.start]),
    };
    let mut matter: Matter<Verbatim> = Matter::new();
    matter.delimiter = delimiter.to_owned();
    // The closing line is written anew, so that `...` closes a block too, as YAML has it.
    let parsed: Result<ParsedEntity<Pod>, _> = matter.parse(&format!("{header}{delimiter}\n"));
    let block = parsed.map(|entity| entity.matter).unwrap_or_default();
    let at = header[opening..].find(block.as_str()).map_or(opening, |at| opening + at);
    // gray_matter trims the block; without the indentation of its first line, YAML reads the others as nested.
    let indent = header[opening..at].rfind('\n').map_or(at - opening, |line| at - opening - line - 1);
    let (block, at) = (format!("{}{block}", &header[at - indent..at]), start + at - indent);
    let fence = Some((format, start + opening..start + opening + close.start));
    let problem = if delimiter == "---" { cut_short(&text[body..], body) } else { None };
    Split { block: (!block.trim().is_empty()).then_some((format, block, at)), fence, body, problem }
}

fn too_large(text: &str, start: usize, opening: usize, bytes: usize) -> Split {
    let message = format!("front matter of {} kB; hindsite reads up to 64 kB", bytes / 1024);
    let hint = "move long text into the body".to_owned();
    let problem = Some(Problem::new(Code::FrontMatterTooLarge, start..start + opening, message).hint(hint));
    Split { body: text.len(), problem, ..Split::default() }
}

/// A `---` amid the keys, in a block of text for example, ends them. What follows is text by every tool's reading, and
/// hardly meant as such.
fn cut_short(body: &str, at: usize) -> Option<Problem> {
    let first = body.lines().next().filter(|line| is_key_line(line) && !line.starts_with(' '))?;
    let is_more = |line: &&str| {
        (is_key_line(line) || line.starts_with([' ', '\t', '#', '-'])) && line.trim_end() != "---"
    };
    let after = body.lines().find(|line| !is_more(line))?;
    let message = "the `---` above ended the front matter, so this is text and not a key".to_owned();
    let hint = "indent the `---` above, or begin the text with an empty line".to_owned();
    (after.trim_end() == "---")
        .then(|| Problem::new(Code::FrontMatterNotFirst, at..at + first.len(), message).hint(hint))
}

/// The line that closes the block: its bytes, line ending included.
fn closing_line(rest: &str, delimiter: &str) -> Option<Range<usize>> {
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        let trimmed = line.trim_end();
        if trimmed == delimiter || (delimiter == "---" && trimmed == "...") {
            return Some(at..at + line.len());
        }
        at += line.len();
    }
    None
}

fn unclosed(text: &str, start: usize, opening: usize, delimiter: &str) -> Split {
    let block = &text[start + opening..];
    if delimiter == "---" && !looks_like_metadata(block) {
        return Split { body: start, ..Split::default() };
    }
    let message = "front matter opened here is never closed".to_owned();
    let hint = format!("add a line with `{delimiter}` after the last key");
    let problem =
        Some(Problem::new(Code::FrontMatterUnclosed, start..start + delimiter.len(), message).hint(hint));
    Split { body: text.len(), problem, ..Split::default() }
}

/// Whether the first line that says anything is a key, a comment or a brace: a `---` above prose
/// is a horizontal rule.
fn looks_like_metadata(block: &str) -> bool {
    let line = block.lines().map(str::trim_end).find(|line| !line.trim().is_empty());
    line.is_none_or(|line| {
        line.starts_with(['#', '{', '%', '?', '&', '*']) || is_key_line(line) || line.starts_with("- ")
    })
}

fn is_key_line(line: &str) -> bool {
    let key = line.trim_start().split_once(':').map(|(key, _)| key.trim_matches(['"', '\'']));
    key.is_some_and(|key| {
        !key.is_empty()
            && key.len() <= 64
            && key.chars().all(|c| c.is_alphanumeric() || "_-. /<".contains(c))
            && key.split(' ').count() <= 3
    })
}

/// `{ … }` at the very top, closed by a `}` at the start of a line.
fn bare_json(text: &str, start: usize) -> Split {
    let rest = &text[start..];
    let mut stream = serde_json::Deserializer::from_str(rest).into_iter::<serde::de::IgnoredAny>();
    match stream.next() {
        Some(Ok(_)) if rest[..stream.byte_offset()].contains(':') && stream.byte_offset() <= MAX_BYTES => {
            let end = stream.byte_offset();
            let newline = rest[end..].find('\n').map_or(rest.len(), |at| end + at + 1);
            Split {
                block: Some((Format::Json, rest[..end].to_owned(), start)),
                fence: Some((Format::Json, start..start + end)),
                body: start + newline,
                problem: None,
            }
        }
        Some(Ok(_)) if opens_an_object(rest) && stream.byte_offset() > MAX_BYTES => {
            too_large(text, start, 1, stream.byte_offset())
        }
        Some(Err(error)) if opens_an_object(rest) => broken_json(text, start, &error),
        _ => Split { body: start, ..Split::default() },
    }
}

/// Whether the text begins with `{ "key":`, which no Markdown and no shortcode does.
fn opens_an_object(rest: &str) -> bool {
    let key = rest[1..].trim_start().strip_prefix('"').and_then(|rest| rest.split_once('"'));
    key.is_some_and(|(key, after)| !key.contains('\n') && after.trim_start().starts_with(':'))
}

/// Metadata all the same: its text must not become part of the page.
fn broken_json(text: &str, start: usize, error: &serde_json::Error) -> Split {
    let problem = if error.is_eof() {
        Problem::new(Code::FrontMatterUnclosed, start..start + 1, "front matter opened here is never closed")
            .hint("add the `}` after the last key")
    } else {
        super::broken_json(error, &text[start..], start)
    };
    Split { body: text.len(), problem: Some(problem), ..Split::default() }
}

/// `---`, keys and `---` that follow blank lines or a space: text, by every tool's reading.
fn misplaced(rest: &str, start: usize) -> Option<Problem> {
    let lead = rest.len() - rest.trim_start().len();
    let mut lines = rest[lead..].lines();
    let first = lines.next()?.trim_end();
    let dashes = first.len() >= 3 && first.bytes().all(|b| b == b'-');
    if !dashes || (lead == 0 && first == "---") || !lines.clone().next().is_some_and(is_key_line) {
        return None;
    }
    lines.take(200).find(|line| line.trim_end() == "---" || line.trim_end() == first)?;
    let message = "this looks like front matter, but only `---` on the first line opens it".to_owned();
    let hint = "remove what stands before `---`".to_owned();
    Some(
        Problem::new(Code::FrontMatterNotFirst, start + lead..start + lead + first.len(), message).hint(hint),
    )
}
