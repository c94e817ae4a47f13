//! The metadata block above a postmortem: where it ends, and its keys and values with their places.
//!
//! Not what the keys mean: `fields` gives them types. gray_matter decides where a block ends and
//! is kept behind `split`; serde-saphyr, toml and serde_json read the values within budgets.

mod json;
mod split;
#[cfg(test)]
mod tests;
mod toml;
pub mod value;
mod yaml;

pub use split::{Format, Split};
pub use value::{Entry, Node, Value};

use crate::diagnostic::{Code, Diagnostic, Place};
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
    let mut diagnostics: Vec<Diagnostic> = split
        .problem
        .iter()
        .map(|(code, span, message, hint)| {
            Diagnostic::new(*code, Place::span(path.clone(), span.clone()), message.clone())
                .hint(hint.clone())
        })
        .collect();
    let (fence, body) = (split.fence, split.body);
    let Some((format, block, start)) = split.block else {
        return (FrontMatter { entries: Vec::new(), fence, body }, diagnostics);
    };
    if format == Format::Yaml {
        diagnostics.extend(yaml::cut_by_comment(&block).into_iter().map(|cut| {
            let message =
                format!("`{}` is a comment to YAML, and the value ends before it", &block[cut.clone()]);
            let place = Place::span(path.clone(), start + cut.start..start + cut.end);
            Diagnostic::new(Code::CutByComment, place, message).hint("put the whole value in quotes")
        }));
    }
    let parsed = match format {
        Format::Yaml => yaml::parse(&block, start),
        Format::Toml => toml::parse(&block, start),
        Format::Json => json::parse(&block, start),
    };
    let entries = parsed.unwrap_or_else(|failure| {
        let place = Place::span(path.clone(), failure.span);
        let diagnostic = Diagnostic::new(failure.code, place, failure.message);
        diagnostics.push(match failure.hint {
            Some(hint) => diagnostic.hint(hint),
            None => diagnostic,
        });
        Vec::new()
    });
    (FrontMatter { entries, fence, body }, diagnostics)
}

/// Why a block could not be read, with a place in the file.
#[derive(Debug)]
struct Failure {
    code: Code,
    span: std::ops::Range<usize>,
    message: String,
    hint: Option<String>,
}
