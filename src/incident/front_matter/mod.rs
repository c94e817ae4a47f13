//! The metadata block above a postmortem: where it ends, and its keys and values with their places.
//!
//! Not what the keys mean: `fields` gives them types. gray_matter decides where a block ends and
//! is kept behind `split`; serde-saphyr, toml and serde_json read the values within budgets.

mod json;
mod remedy;
mod split;
#[cfg(test)]
mod tests;
mod toml;
pub mod value;
mod yaml;

pub use split::{Format, Split};
pub use value::{Entry, Node, Value};

use super::hidden;
use super::problem::Problem;
use crate::diagnostic::{Code, Diagnostic};
use std::sync::Arc;

/// Deepest nesting of lists and maps that is read.
const MAX_DEPTH: usize = 16;

/// A document's metadata and where its body begins.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FrontMatter {
    /// The keys in the order they were written.
    pub entries: Vec<Entry>,
    /// Its language and the bytes it lies in; `None` where there is none. See [`Split::fence`].
    pub fence: Option<(Format, std::ops::Range<usize>)>,
    /// First byte of the body.
    pub body: usize,
}

/// Reads the metadata of `text`. A block that cannot be read is a diagnostic and gives no entries;
/// its text never becomes part of the body.
pub fn read(path: &Arc<str>, text: &str) -> (FrontMatter, Vec<Diagnostic>) {
    let split = split::split(text);
    let mut diagnostics: Vec<Diagnostic> =
        split.problem.into_iter().map(|problem| problem.of(path)).collect();
    let (fence, body) = (split.fence, split.body);
    let Some((format, block, start)) = split.block else {
        return (FrontMatter { entries: Vec::new(), fence, body }, diagnostics);
    };
    if format == Format::Yaml {
        diagnostics.extend(yaml::cut_by_comment(&block).into_iter().map(|cut| {
            let message =
                format!("`{}` is a comment to YAML, and the value ends before it", &block[cut.clone()]);
            let span = start + cut.start..start + cut.end;
            Problem::new(Code::CutByComment, span, message).hint("put the whole value in quotes").of(path)
        }));
    }
    let parsed = match format {
        Format::Yaml => yaml::parse(&block, start),
        Format::Toml => toml::parse(&block, start),
        Format::Json => json::parse(&block, start),
    };
    let mut entries = parsed.unwrap_or_else(|problem| {
        diagnostics.push(problem.of(path));
        Vec::new()
    });
    let hidden = entries.iter_mut().flat_map(Entry::drop_invisible);
    diagnostics.extend(hidden.map(|(c, span)| hidden::in_front_matter(c, span).of(path)));
    (FrontMatter { entries, fence, body }, diagnostics)
}

/// Reads metadata that is not on the first line, and so is text: what it says about publication counts all the same.
pub fn misplaced(text: &str) -> Vec<Entry> {
    let block = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    match block.starts_with("---") {
        true => read(&Arc::from(""), block).0.entries,
        false => vec![],
    }
}

/// What is told of metadata with more levels than are read.
fn too_deep(span: std::ops::Range<usize>) -> Problem {
    Problem::new(
        Code::FrontMatterTooLarge,
        span,
        format!("front matter is nested deeper than {MAX_DEPTH} levels"),
    )
    .hint("keep metadata flat: text, lists, and lists of maps")
}

/// What is told of JSON that cannot be read, which stands at byte `start` of the file.
fn broken_json(error: &serde_json::Error, block: &str, start: usize) -> Problem {
    let line: usize = block.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let at = start + (line + error.column().saturating_sub(1)).min(block.len());
    let said = error.to_string();
    let said = said.split(" at line ").next().unwrap_or(&said);
    Problem::new(Code::FrontMatterSyntax, at..at + 1, format!("front matter is not valid JSON: {said}"))
}
