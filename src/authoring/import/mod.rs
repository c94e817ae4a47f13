//! Front matter for documents that say in their text what belongs there.
//!
//! Only what the document says is proposed, and only what can be read in one way: a date that the file
//! name and the title give differently is left out, and so is a time whose day is not sure. What the
//! front matter has, under whatever name, stays.

mod document;
pub mod split;

use super::edit::{self, Refusal, Setting};
use crate::incident::evidence::evidence;
use crate::incident::fields::words::Kind;
use crate::incident::{self, Conventions};
use crate::source::Source;
use document::Document;
use jiff::tz::{Offset, TimeZone};

/// How often what was found may help to find more.
const ROUNDS: usize = 4;

/// What is proposed for one document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proposal {
    /// The keys and their values, in the order they are written.
    pub settings: Vec<(&'static str, Setting)>,
    /// What was left out although something was said; one line each.
    pub doubts: Vec<String>,
}

/// What the front matter of a document lacks and its text says. An index page or a template gets nothing.
pub fn propose(source: &Source, conventions: &Conventions) -> Proposal {
    let mut proposal = at_sight(source, conventions);
    // A date that is now said makes times of day in the text readable: what a second run would add is added
    // by the first.
    for _ in 0..ROUNDS {
        let Ok(text) = edit::set(&source.text, &proposal.settings) else { break };
        let more = at_sight(&Source { text: text.into(), ..source.clone() }, conventions).settings;
        if more.is_empty() {
            break;
        }
        proposal.settings.extend(more);
    }
    proposal
}

fn at_sight(source: &Source, conventions: &Conventions) -> Proposal {
    let Some(incident) = incident::parse(source, conventions).incident else { return Proposal::default() };
    if incident.kind == Kind::Document {
        return Proposal::default();
    }
    let document = Document {
        evidence: evidence(source, conventions),
        moved: incident::parse(source, &far_away(conventions)).incident,
        incident: &incident,
    };
    document.proposal()
}

/// The document with what is proposed for it; `None` if it has all of it.
pub fn apply(source: &Source, proposal: &Proposal) -> Result<Option<String>, Refusal> {
    let after = edit::set(&source.text, &proposal.settings)?;
    Ok((*after != *source.text).then_some(after))
}

/// The same conventions in another zone: a time that means the same in both states its zone.
fn far_away(conventions: &Conventions) -> Conventions {
    let offset = Offset::from_seconds(-(11 * 60 + 15) * 60).unwrap_or(Offset::UTC);
    Conventions { zone: TimeZone::fixed(offset), ..conventions.clone() }
}

#[cfg(test)]
mod tests;
