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
use crate::incident::moment::Moment;
use crate::incident::{self, Conventions, Incident};
use crate::source::Source;
use document::Document;
use jiff::Timestamp;
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
    harmless(source, conventions, proposal)
}

/// The proposal without what would change or lose a fact that is read already.
fn harmless(source: &Source, conventions: &Conventions, mut proposal: Proposal) -> Proposal {
    let Some(before) = incident::parse(source, conventions).incident else { return proposal };
    let is_harmless = |settings: &[(&'static str, Setting)]| {
        let Ok(text) = edit::set(&source.text, settings) else { return true };
        let after = incident::parse(&Source { text: text.into(), ..source.clone() }, conventions).incident;
        after.is_some_and(|after| keeps_facts(&before, &after))
    };
    if proposal.settings.is_empty() || is_harmless(&proposal.settings) {
        return proposal;
    }
    let mut kept: Vec<(&'static str, Setting)> = vec![];
    for setting in std::mem::take(&mut proposal.settings) {
        kept.push(setting);
        if !is_harmless(&kept) {
            kept.pop();
        }
    }
    proposal.settings = kept;
    proposal
}

/// Whether a document states after an edit what it stated before.
fn keeps_facts(before: &Incident, after: &Incident) -> bool {
    let point = |before: Option<Moment>, after: Option<Moment>| {
        before.is_none_or(|before| after.is_some_and(|after| after.at == before.at))
    };
    let points = before.times.named().into_iter().zip(after.times.named());
    let day = |incident: &Incident| incident.date.map(|date| date.day());
    let length = |incident: &Incident| incident.duration.map(|length| length.length.as_mins());
    let timeline = |incident: &Incident| -> Vec<Option<Timestamp>> {
        incident.timeline.events.iter().map(|event| event.at.map(|at| at.at)).collect()
    };
    points.into_iter().all(|((_, before), (_, after))| point(before, after))
        && before.date.is_none_or(|_| day(before) == day(after))
        && before.duration.is_none_or(|_| length(before) == length(after))
        && before.facts.detected_by.is_none_or(|by| after.facts.detected_by == Some(by))
        && (before.kind, before.facts.services.len()) == (after.kind, after.facts.services.len())
        && timeline(before) == timeline(after)
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
