//! Stretches between `<!-- internal -->` and `<!-- /internal -->`: part of the postmortem, and of no public page.

mod cut;

pub use cut::Cut;

use crate::diagnostic::{Code, Diagnostic, Place, Severity};
use std::ops::Range;
use std::sync::Arc;

/// A marker in front matter: it withholds nothing there, so that a public edition must not be made of it.
pub fn in_front_matter(path: &Arc<str>, front: &str, public: bool) -> Option<Diagnostic> {
    let (at, _) = markers(front).next()?;
    let message = "an internal part cannot be in front matter: it withholds nothing there";
    let problem = Diagnostic::new(Code::InternalUnopened, Place::span(path.clone(), at), message)
        .hint("move what only colleagues may read into the body, between `<!-- internal -->` and `<!-- /internal -->`");
    Some(if public { Diagnostic { severity: Severity::Error, ..problem } } else { problem })
}

/// The stretches of a body, markers included, in order. `offset` is where the body begins in the file. What is opened
/// and not closed reaches to the end.
pub fn stretches(
    path: &Arc<str>,
    body: &str,
    offset: usize,
    public: bool,
) -> (Vec<Range<usize>>, Vec<Diagnostic>) {
    let mut found: Vec<Range<usize>> = vec![];
    let mut problems = vec![];
    let mut open: Vec<Range<usize>> = vec![];
    for (at, closes) in markers(body) {
        match (closes, open.pop()) {
            (false, before) => {
                open.extend(before);
                open.push(at);
            }
            (true, Some(start)) if open.is_empty() => found.push(start.start..at.end),
            (true, Some(_)) => {}
            (true, None) => {
                let place = Place::span(path.clone(), at.start + offset..at.end + offset);
                let message = "this closes an internal part that was never opened";
                problems.push(
                    Diagnostic::new(Code::InternalUnopened, place, message)
                        .hint("put `<!-- internal -->` before the part that only colleagues may read"),
                );
            }
        }
    }
    if let Some(start) = open.first() {
        let place = Place::span(path.clone(), start.start + offset..start.end + offset);
        let problem = Diagnostic::new(Code::InternalUnclosed, place, "this internal part is never closed")
            .hint("put `<!-- /internal -->` behind it");
        // Nothing public may depend on a guess at where it ends.
        problems.push(Diagnostic {
            severity: if public { Severity::Error } else { problem.severity },
            ..problem
        });
        found.push(start.start..body.len());
    }
    (found, problems)
}

/// The markers of stretches, which no edition shows, not even in code.
pub fn markers_of(body: &str, stretches: &[Range<usize>]) -> Vec<Range<usize>> {
    let own = |at: &Range<usize>| {
        let next = stretches.partition_point(|stretch| stretch.start <= at.start);
        next > 0 && stretches[next - 1].contains(&at.start)
    };
    match stretches {
        [] => vec![],
        _ => markers(body).map(|(at, _)| at).filter(own).collect(),
    }
}

/// Where the markers are, and whether each closes. They count in code as well: what is withheld by mistake can be
/// shown later, and not the other way round.
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
mod tests {
    use super::*;

    fn kept(body: &str) -> String {
        let (stretches, problems) = stretches(&"a.md".into(), body, 0, true);
        assert!(problems.is_empty(), "{problems:?}");
        Cut::of(body, &stretches).text
    }

    #[test]
    fn what_stands_between_the_markers_is_gone_and_the_markers_with_it() {
        assert_eq!(kept("a <!-- internal -->x<!-- /internal --> b"), "a b");
        assert_eq!(kept("one\n\n<!-- internal -->\nsecret\n\n<!-- /internal -->\ntwo"), "one\n\ntwo");
    }

    #[test]
    fn markers_nest_and_are_read_in_any_case() {
        let text = "<!--INTERNAL-->a<!-- internal -->b<!-- /Internal -->c<!--/internal-->d";
        assert_eq!(kept(text), "d");
        assert_eq!(kept("é<!-- internal -->ü<!-- /internal -->ö"), "éö");
        assert_eq!(kept("an <!-- internal note --> stays"), "an <!-- internal note --> stays");
    }

    #[test]
    fn a_marker_without_its_other_half_is_a_problem() {
        let (open, problems) = stretches(&"a.md".into(), "a <!-- internal --> b", 0, true);
        assert_eq!((open[0].clone(), problems[0].code), (2..21, Code::InternalUnclosed));
        assert_eq!(problems[0].severity, Severity::Error);
        let (none, problems) = stretches(&"a.md".into(), "a <!-- /internal --> b", 0, true);
        assert_eq!((none.len(), problems[0].code), (0, Code::InternalUnopened));
    }
}
