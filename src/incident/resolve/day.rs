//! The date a document is filed under.

use super::candidates::Candidates;
use crate::incident::Conventions;
use crate::incident::derive::Times;
use crate::incident::fields::Facts;
use crate::incident::lexicon::{Label, built_in};
use crate::incident::moment::{self, Moment};
use crate::incident::outline::{Block, Inline};
use crate::incident::provenance::{Rule, Source};
use crate::incident::sections::{SectionKind, kind_of};
use crate::incident::timeline::Timeline;
use std::ops::Range;

/// How many blocks of a body count as its first lines.
const FIRST_BLOCKS: usize = 6;

/// The day that a timeline without days is read on: the first that the document states or its name has.
pub(super) fn filed(
    path: &str,
    facts: &Facts,
    labelled: Option<&Moment>,
    blocks: &[Block],
    conventions: &Conventions,
) -> Option<Moment> {
    facts
        .date
        .or(facts.started)
        .or(labelled.copied())
        .or_else(|| named(path, facts, conventions))
        .or(facts.detected)
        .or_else(|| first_lines(blocks, conventions))
        .or(facts.resolved)
}

/// The date: what is typed; what a label, the start or a sentence with a cue says; the file's name; any other mention.
pub(super) fn decide(
    path: &str,
    facts: &Facts,
    found: &Candidates,
    times: &Times,
    timeline: &Timeline,
    blocks: &[Block],
    conventions: &Conventions,
) -> Option<Moment> {
    let typed = facts.date.or(facts.started);
    let labelled =
        || found.best("date").or_else(|| found.best("started").filter(|c| c.rule <= Rule::LabelRange));
    let told = || {
        let start = found
            .best("started")
            .filter(|c| matches!(c.rule, Rule::SentenceRange | Rule::Sentence | Rule::EntryLabel))?;
        Some(start.moment)
    };
    let labelled_point = |field: &str| {
        let labelled = found.best(field).filter(|c| matches!(c.rule, Rule::Label | Rule::LabelRange));
        labelled.map(|candidate| candidate.moment)
    };
    let named = || named(path, facts, conventions);
    let mentioned = || {
        facts
            .detected
            .or_else(|| first_lines(blocks, conventions))
            .or_else(|| labelled_point("detected"))
            .or(facts.resolved)
            .or_else(|| labelled_point("resolved"))
    };
    let date = typed
        .or_else(|| labelled().map(|candidate| candidate.moment))
        .or_else(told)
        .or_else(named)
        .or_else(mentioned)
        .or_else(|| first_event(path, timeline))?;
    // What is filed under its end goes back to the earlier point that is known.
    let is_end = facts.date.is_none() && times.resolved == Some(date);
    let earlier = times.started.or(times.detected).filter(|earlier| is_end && earlier.at < date.at);
    Some(earlier.unwrap_or(date))
}

/// The day of the file's name or folders, else of the address that front matter gives the page.
fn named(path: &str, facts: &Facts, conventions: &Conventions) -> Option<Moment> {
    let zone = &conventions.zone;
    let address = || {
        let keys = facts
            .extra
            .iter()
            .filter(|(key, _)| ["path", "slug", "permalink", "url"].contains(&key.as_str()));
        keys.filter_map(|(_, node)| moment::in_path(node.text()?, zone)).next()
    };
    moment::in_path(path, zone).or_else(address)
}

/// The rule that gave a date.
pub(super) fn source(
    facts: &Facts,
    date: &Moment,
    taken: &[Source],
    outdone: &[Source],
) -> (Rule, Option<Range<usize>>) {
    if let Some(key) = ["date", "started"].into_iter().find(|key| facts.spans.contains_key(key)) {
        return (Rule::FrontMatter, facts.spans.get(key).cloned());
    }
    let day = date.day().to_string();
    let same = |source: &&Source| {
        source.value.starts_with(&day) && matches!(source.field, "date" | "started" | "detected")
    };
    let found = outdone.iter().filter(|source| source.field == "date").chain(taken).find(same);
    found.map_or((Rule::FileName, None), |source| (source.rule, source.span.clone()))
}

/// The first event of a timeline that has a time: of the year that the file's name has, if it has one and the timeline
/// too. A timeline may begin years before with what made it possible.
fn first_event(path: &str, timeline: &Timeline) -> Option<Moment> {
    let moments = || timeline.events.iter().filter_map(|event| event.at);
    let name = path.rsplit('/').next().unwrap_or(path);
    let mut numbers = name.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() == 4);
    let year = numbers.find_map(|run| run.parse::<i16>().ok().filter(|year| (1990..2100).contains(year)));
    year.and_then(|year| moments().find(|moment| moment.day().year() == year)).or_else(|| moments().next())
}

/// The first date in a heading, a paragraph, an item or a cell at the top, unless it is that of a version or an update.
fn first_lines(blocks: &[Block], conventions: &Conventions) -> Option<Moment> {
    let found = |text: &str| {
        let (moment, at) = moment::find(text, &conventions.zone)?;
        (!is_of_something_else(&text[..at.start])).then_some(moment)
    };
    // A date amid the sentence of a cell may be of another day: "the last good run was on 2026-03-02".
    let opens = |text: &str| {
        let (moment, range) = moment::find(text, &conventions.zone)?;
        text[..range.start].trim().is_empty().then_some(moment)
    };
    let head = blocks.iter().take_while(|block| match block {
        // Times of a timeline are in the zone it states, and read with it.
        Block::Heading { text, .. } => {
            kind_of(&text.text, &conventions.headings) != Some(SectionKind::Timeline)
        }
        _ => true,
    });
    head.take(FIRST_BLOCKS).find_map(|block| match block {
        Block::Heading { text, .. } | Block::Paragraph { text, .. } | Block::Item { text, .. } => {
            if text.text.starts_with("--- ") || text.text.starts_with("+++ ") {
                return None;
            }
            found(&text.text)
        }
        Block::Table { header, rows, .. } => {
            // When it was over is not when it was.
            let over = |row: &&Vec<Inline>| {
                let label = row.first().and_then(|cell| built_in().label(&cell.text));
                matches!(label, Some(Label::Mitigated | Label::Resolved))
            };
            let rows = rows.iter().filter(|row| !over(row)).flatten();
            header.iter().chain(rows).find_map(|cell| opens(&cell.text))
        }
        Block::Code { .. } => None,
    })
}

/// Whether the words right before a date say that it is a release, an update or a version.
fn is_of_something_else(before: &str) -> bool {
    let folded = crate::incident::wording::fold(before);
    let mut last = folded.rsplit([' ', '|']).filter(|word| !word.is_empty()).take(3);
    last.any(|word| built_in().has("not_a_date_beside", word))
}
