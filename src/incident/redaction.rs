//! Internal parts: text between `<!-- internal -->` and `<!-- /internal -->`, which no public edition shows.
//!
//! Exact markers count everywhere, in code too. What resembles one and is none is reported: an error in a public
//! edition, where nothing may depend on a guess.

mod cut;
mod near_miss;
pub(in crate::incident) mod terms;

pub use cut::Cut;

use super::problem::Problem;
use crate::diagnostic::{Code, Diagnostic, Severity};
use std::ops::Range;
use std::sync::Arc;

/// The internal parts of a body, and what is wrong with its markers.
#[derive(Debug, Default)]
pub struct Redaction {
    /// The parts with their markers, in order and apart.
    pub parts: Vec<Range<usize>>,
    problems: Vec<Problem>,
}

impl Redaction {
    /// Finds the internal parts of a body. What is opened and not closed reaches to the end.
    pub fn find(body: &str) -> Redaction {
        let mut redaction = Redaction::default();
        let mut open: Vec<Range<usize>> = vec![];
        for (at, closes) in markers(body) {
            match (closes, open.pop()) {
                (false, before) => {
                    open.extend(before);
                    open.push(at);
                }
                (true, Some(start)) if open.is_empty() => redaction.parts.push(start.start..at.end),
                (true, Some(_)) => {}
                (true, None) => redaction.problems.push(unopened(at)),
            }
        }
        if let Some(start) = open.first() {
            redaction.problems.push(unclosed(start.clone()));
            redaction.parts.push(start.start..body.len());
        }
        redaction.add_near_misses(body);
        redaction
    }

    /// Near misses count where a public edition would show them.
    fn add_near_misses(&mut self, body: &str) {
        if self.parts.is_empty() {
            self.problems.extend(near_miss::find(body).into_iter().map(|at| near_miss(body, at)));
            return;
        }
        let cut = Cut::of(body, &self.parts);
        let near = near_miss::find(&cut.text).into_iter();
        self.problems.extend(near.map(|at| near_miss(body, cut.whence(at))));
    }

    /// Whether a part is never closed.
    pub fn is_left_open(&self) -> bool {
        self.problems.iter().any(|problem| problem.code == Code::InternalUnclosed)
    }

    /// What is wrong with the markers of the body that begins at byte `offset` of the file at `path`.
    pub fn diagnostics(self, path: &Arc<str>, offset: usize, is_public: bool) -> Vec<Diagnostic> {
        let shifted = self.problems.into_iter().map(|problem| Problem {
            span: problem.span.map(|span| span.start + offset..span.end + offset),
            ..problem
        });
        shifted.map(|problem| weighed(problem.of(path), is_public)).collect()
    }
}

/// Returns what is wrong with markers in front matter: they withhold nothing there.
pub fn in_front_matter(path: &Arc<str>, front: &str, is_public: bool) -> Vec<Diagnostic> {
    let exact = markers(front).next().map(|(at, _)| at);
    let problem = match exact.or_else(|| near_miss::find_in_plain_text(front).into_iter().next()) {
        None => return vec![],
        Some(at) => {
            let message = "an internal part cannot be in front matter: it withholds nothing there";
            Problem::new(Code::InternalUnopened, at, message).hint(
                "move what only colleagues may read into the body, between `<!-- internal -->` and `<!-- /internal -->`",
            )
        }
    };
    vec![weighed(problem.of(path), is_public)]
}

/// Returns the markers of internal parts, which no edition shows, not even in code.
pub fn markers_of(body: &str, parts: &[Range<usize>]) -> Vec<Range<usize>> {
    let own = |at: &Range<usize>| {
        let next = parts.partition_point(|part| part.start <= at.start);
        next > 0 && parts[next - 1].contains(&at.start)
    };
    match parts {
        [] => vec![],
        _ => markers(body).map(|(at, _)| at).filter(own).collect(),
    }
}

/// Counts the markers of a text that lack their other half: openings never closed, and closings never opened.
pub fn unbalanced(text: &str) -> (usize, usize) {
    markers(text).fold((0, 0), |(open, unopened), (_, closes)| match closes {
        false => (open + 1, unopened),
        true if open > 0 => (open - 1, unopened),
        true => (open, unopened + 1),
    })
}

/// The problem as it counts in an edition: nothing public may depend on a guess at what is internal.
fn weighed(problem: Diagnostic, is_public: bool) -> Diagnostic {
    let severity = if is_public { Severity::Error } else { problem.severity };
    Diagnostic { severity, ..problem }
}

fn unopened(at: Range<usize>) -> Problem {
    let message = "this closes an internal part that was never opened";
    Problem::new(Code::InternalUnopened, at, message)
        .hint("put `<!-- internal -->` before the part that only colleagues may read")
}

fn unclosed(at: Range<usize>) -> Problem {
    Problem::new(Code::InternalUnclosed, at, "this internal part is never closed")
        .hint("put `<!-- /internal -->` behind it")
}

fn near_miss(body: &str, at: Range<usize>) -> Problem {
    let written: String =
        body.get(at.clone()).unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
    let written: String = written.replace('`', "'").chars().take(60).collect();
    let message =
        format!("`{written}` looks like the marker of an internal part and is none: it withholds nothing");
    Problem::new(Code::InternalNearMiss, at, message).hint(
        "write `<!-- internal -->` before the part and `<!-- /internal -->` behind it; reword what is not meant as a marker",
    )
}

/// Where the exact markers are, and whether each closes. They count in code as well: what is withheld by mistake can
/// be shown later, and not the other way round.
fn markers(body: &str) -> impl Iterator<Item = (Range<usize>, bool)> {
    // Both ends are walked once: a text of nothing but openings would be searched to its end for each.
    let mut ends = body.match_indices("-->").map(|(at, _)| at).peekable();
    body.match_indices("<!--").filter_map(move |(start, _)| {
        while ends.next_if(|end| *end < start + 4).is_some() {}
        let rest = &body[start + 4..];
        let end = ends.peek()? - start - 4;
        let word = rest[..end].trim();
        let closes = word.strip_prefix('/');
        let is_marker = closes.unwrap_or(word).trim().eq_ignore_ascii_case("internal");
        is_marker.then(|| (start..start + 4 + end + 3, closes.is_some()))
    })
}

#[cfg(test)]
mod tests;
