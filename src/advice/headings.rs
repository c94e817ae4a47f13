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

/// Headings of one level with the same words under the same heading.
pub fn repeated(document: &Document<'_>) -> Vec<Diagnostic> {
    let mut above: Vec<(u8, String)> = vec![];
    let mut seen: BTreeMap<Vec<(u8, String)>, usize> = BTreeMap::new();
    let mut found = vec![];
    for block in &document.blocks {
        let Block::Heading { level, text, id, span } = block else { continue };
        above.retain(|(upper, _)| upper < level);
        above.push((*level, fold(&text.text)));
        if text.text.trim().is_empty() || is_time(&text.text) {
            continue;
        }
        let line = document.text[..span.start].matches('\n').count() + 1;
        match seen.get(&above) {
            None => drop(seen.insert(above.clone(), line)),
            Some(first) => {
                let message = format!("the heading `{}` is on line {first} already", text.text.trim());
                let hint = format!(
                    "give it words of its own: a link to it would have to be `#{id}`, and lead elsewhere when the first one goes"
                );
                found.push(note(Code::RepeatedHeading, document.first_line(span.clone()), message, hint));
            }
        }
    }
    found
}
