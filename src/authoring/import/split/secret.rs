//! What only colleagues may read stays between its markers, wherever a log is cut.

use super::moved::Log;
use crate::incident::redaction::unbalanced;
use std::ops::Range;

const OPEN: &str = "<!-- internal -->";
const CLOSE: &str = "<!-- /internal -->";

impl Log<'_> {
    /// Whether the heading of a part, which becomes its title, is one that only colleagues may read.
    pub fn names_a_secret(&self, part: usize) -> bool {
        let start = self.parts[part].span.start;
        let heading = self.headings.iter().find(|heading| heading.span.start == start);
        let overlaps = |a: &Range<usize>, b: &Range<usize>| a.start < b.end && b.start < a.end;
        heading.is_some_and(|heading| self.internal.iter().any(|stretch| overlaps(stretch, &heading.span)))
    }

    /// What a stretch of the log became, with the markers that were cut off from it: `gap` stands between them and
    /// the text, `tail` at the end.
    pub(super) fn enclosed(&self, span: &Range<usize>, text: String, gap: &str, tail: &str) -> String {
        let around = self.internal.iter().find(|part| part.start < span.start && span.start < part.end);
        let mut out = text;
        if let Some(around) = around {
            // Each that is closed in here was opened before; so was one that stays open.
            let inside = &self.text[span.start..around.end.min(span.end)];
            let is_open = around.end > span.end || (around.end == self.text.len() && self.is_left_open);
            let opened = unbalanced(inside).1 + usize::from(is_open);
            out.insert_str(0, &format!("{OPEN}{gap}").repeat(opened));
        }
        while unbalanced(&out).0 > 0 {
            out = format!("{}{gap}{CLOSE}{tail}", out.trim_end());
        }
        out
    }
}
