//! Headings that are there twice, so that a link to the second is a link to a number.

use super::document::Document;
use super::note;
use crate::diagnostic::{Code, Diagnostic};
use crate::incident::moment;
use crate::incident::outline::Block;
use crate::incident::wording::fold;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// Events of a timeline may share their time, and nobody gives it other words.
fn is_time(heading: &str) -> bool {
    let heading = heading.trim().trim_start_matches(['~', '≈', ' ']);
    moment::clock(heading).is_some() || moment::find(heading, &TimeZone::UTC).is_some()
}

/// A heading of the outline: the one it stands under, by number, its level and its words.
type Key = (Option<usize>, u8, String);

/// Headings of one level with the same words under the same heading.
pub fn repeated(document: &Document<'_>) -> Vec<Diagnostic> {
    let mut above: Vec<(u8, usize)> = vec![];
    // The number of each, and the line where it is told first.
    let mut seen: BTreeMap<Key, (usize, Option<usize>)> = BTreeMap::new();
    let (mut line, mut counted) = (1, 0);
    let mut found = vec![];
    for block in &document.blocks {
        let Block::Heading { level, text, id, span } = block else { continue };
        // Counted on from the heading before: from the beginning each time, a long document takes minutes.
        line += document.text.get(counted..span.start).unwrap_or_default().matches('\n').count();
        counted = span.start;
        above.retain(|(upper, _)| upper < level);
        let next = seen.len();
        let key = (above.last().map(|(_, number)| *number), *level, fold(&text.text));
        let (number, first) = seen.entry(key).or_insert((next, None));
        above.push((*level, *number));
        if text.text.trim().is_empty() || is_time(&text.text) {
            continue;
        }
        let Some(first) = *first else {
            *first = Some(line);
            continue;
        };
        let message = format!("the heading `{}` is on line {first} already", text.text.trim());
        let hint = format!(
            "give it words of its own: a link to it would have to be `#{id}`, and lead elsewhere when the first one goes"
        );
        found.push(note(Code::RepeatedHeading, document.first_line(span.clone()), message, hint));
    }
    found
}
