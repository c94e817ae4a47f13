//! Where a problem is, first as a byte range, later as a line and a column for people.

use super::Texts;
use serde::{Deserialize, Serialize};
use std::ops::Range;
use std::sync::Arc;

/// A file, or a stretch of its text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// The path as the user would type it, with `/` between folders.
    pub path: Arc<str>,
    /// First byte; `None` with `end` for the file as a whole.
    start: Option<u32>,
    end: u32,
}

/// A place looked up in its text. Lines and columns count from 1, columns in characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved {
    /// Line of the first character.
    pub line: usize,
    /// Column of the first character.
    pub column: usize,
    /// Line of the last character.
    pub end_line: usize,
    /// Column after the last character.
    pub end_column: usize,
    /// The text of the first line, without its line ending.
    pub source_line: String,
}

impl Place {
    /// The file as a whole.
    pub fn file(path: impl Into<Arc<str>>) -> Self {
        Place { path: path.into(), start: None, end: 0 }
    }

    /// A byte range of the file.
    pub fn span(path: impl Into<Arc<str>>, range: Range<usize>) -> Self {
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Place { path: path.into(), start: Some(clamp(range.start)), end: clamp(range.end) }
    }

    /// A byte range of the file, where one is known, else the file as a whole.
    pub fn of(path: impl Into<Arc<str>>, range: Option<Range<usize>>) -> Self {
        match range {
            Some(range) => Place::span(path, range),
            None => Place::file(path),
        }
    }

    /// The byte range, when the place is more precise than a file.
    pub fn range(&self) -> Option<Range<usize>> {
        self.start.map(|start| start as usize..self.end.max(start) as usize)
    }

    pub(super) fn resolve(&self, texts: &Texts) -> Option<Resolved> {
        let text = texts.get(&self.path)?;
        let range = self.range()?;
        let start = floor_boundary(text, range.start);
        let end = floor_boundary(text, range.end).max(start);
        let (line, column) = line_and_column(text, start);
        let (end_line, end_column) = line_and_column(text, end);
        let source_line = text.lines().nth(line - 1).unwrap_or("").to_owned();
        Some(Resolved { line, column, end_line, end_column, source_line })
    }
}

fn floor_boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let before = &text[..offset];
    let line = before.bytes().filter(|b| *b == b'\n').count() + 1;
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    (line, before[line_start..].chars().count() + 1)
}
