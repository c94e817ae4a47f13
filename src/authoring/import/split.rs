//! One long log becomes one document an incident, on request: each heading with a date begins one.
//!
//! What stands under a heading, the heading included, becomes a body; nothing is moved, joined or dropped. In its
//! new place its links lead where they did, the definitions it uses come along, and what was secret stays so. The
//! log itself is left as it is, for its owner to remove.

mod brought;
mod destinations;
mod head;
mod leads;
mod moved;
mod secret;

use crate::authoring::edit::{self, Refusal};
use crate::incident::moment::{self, Moment};
use crate::incident::outline::{self, Block};
use crate::incident::slug::slugify;
use crate::incident::{Conventions, front_matter, readable};
use crate::source::Source;
use head::Head;
use moved::Log;
use std::collections::BTreeSet;
use std::ops::Range;

/// A document that a section of a log becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Its path, beside the log and in a folder named for it.
    pub path: String,
    /// Front matter and the section.
    pub text: String,
}

/// What a log becomes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pieces {
    /// The documents, in the order of the log.
    pub pieces: Vec<Piece>,
    /// Headings among the incidents that have no date, and so stay in the log alone.
    pub left: Vec<String>,
}

/// A section that becomes a document.
struct Part<'t> {
    title: &'t str,
    date: Moment,
    span: Range<usize>,
    path: String,
}

/// The documents in a log: the highest level on which at least two headings begin or end with a date. `None`
/// if the document is no log.
pub fn split(source: &Source, conventions: &Conventions) -> Result<Option<Pieces>, Refusal> {
    let text = readable(&source.text);
    let (front, problems) = front_matter::read(&source.path, &text);
    if let Some(problem) = problems.iter().find(|p| p.severity == crate::diagnostic::Severity::Error) {
        return Err(Refusal(problem.message.clone()));
    }
    let blocks = outline::blocks(&outline::events(&text[front.body..], front.body));
    let headings: Vec<Heading<'_>> = blocks.iter().filter_map(|block| heading(block, conventions)).collect();
    let dated = |level: u8| headings.iter().filter(|h| h.level == level && h.date.is_some()).count();
    let Some(level) = (1..=6).find(|level| dated(*level) >= 2) else { return Ok(None) };
    let mut found = Pieces::default();
    let mut parts = vec![];
    let mut taken = BTreeSet::new();
    for (at, heading) in headings.iter().enumerate().filter(|(_, heading)| heading.level == level) {
        let Some(date) = heading.date else {
            found.left.push(heading.text.to_owned());
            continue;
        };
        let next = headings[at + 1..].iter().find(|next| next.level <= level);
        let span = heading.span.start..next.map_or(text.len(), |next| next.span.start);
        let path = path(source, &date, heading.text, &mut taken);
        parts.push(Part { title: heading.text, date, span, path });
    }
    let head = Head::of(&front, conventions);
    let log = Log::new(source, &text, front.body, &headings, &parts);
    for (at, part) in parts.iter().enumerate() {
        let settings = head.settings(part, log.names_a_secret(at));
        let text = edit::set(&log.text_of(at)?, &settings)?;
        found.pieces.push(Piece { path: part.path.clone(), text });
    }
    Ok(Some(found))
}

struct Heading<'b> {
    level: u8,
    text: &'b str,
    id: &'b str,
    date: Option<Moment>,
    span: Range<usize>,
}

fn heading<'b>(block: &'b Block, conventions: &Conventions) -> Option<Heading<'b>> {
    let Block::Heading { level, text, id, span } = block else { return None };
    let text = text.text.trim();
    let edge = |c: char| !c.is_alphanumeric();
    // A date amid the words may be that of something else: `Follow-up to the outage of 2026-03-02 in eu`.
    let date = moment::find(text, &conventions.zone).filter(|(_, range)| {
        text[..range.start].trim_matches(edge).is_empty() || text[range.end..].trim_matches(edge).is_empty()
    });
    Some(Heading { level: *level, text, id, date: date.map(|(moment, _)| moment), span: span.clone() })
}

/// `notes/outages.md` gives `notes/outages/2026-03-02-checkout-down.md`; a second of that name gets a number.
fn path(source: &Source, date: &Moment, title: &str, taken: &mut BTreeSet<String>) -> String {
    let name = leads::file_name(&source.path);
    // A folder cannot have the name of a log without an extension.
    let folder = match name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()) {
        Some((_, extension)) => source.path[..source.path.len() - extension.len() - 1].to_owned(),
        None => format!("{}-incidents", source.path),
    };
    let zone = jiff::tz::TimeZone::UTC;
    let words = match moment::find(title, &zone) {
        Some((_, range)) => format!("{} {}", &title[..range.start], &title[range.end..]),
        None => title.to_owned(),
    };
    let name = match words.chars().any(char::is_alphanumeric) {
        true => format!("{}-{}", date.day(), slugify(&words)),
        false => date.day().to_string(),
    };
    let names = std::iter::once(name.clone()).chain((2..).map(|n| format!("{name}-{n}")));
    let free = names.map(|name| format!("{folder}/{name}.md")).find(|path| taken.insert(path.clone()));
    free.unwrap_or_else(|| format!("{folder}/{name}.md"))
}
