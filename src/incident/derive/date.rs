//! The date a document is filed under: the first that it states or tells, and where two places give days apart.

use super::times::Times;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::incident::fields::Facts;
use crate::incident::moment::{self, Moment};
use crate::incident::outline::{Block, Inline};
use crate::incident::timeline::{Timeline, is_timeline_heading};
use crate::incident::{Conventions, header};
use std::sync::Arc;

/// How many blocks of a body count as its first lines.
pub const FIRST_BLOCKS: usize = 6;

/// The date a document is filed under.
pub fn date(
    path: &str,
    facts: &Facts,
    stated: &Facts,
    blocks: &[Block],
    conventions: &Conventions,
) -> Option<Moment> {
    let zone = &conventions.zone;
    facts
        .date
        .or(facts.started)
        .or_else(|| moment::in_path(path, zone))
        .or(stated.date)
        .or(stated.started)
        .or(facts.detected)
        .or_else(|| first_lines(blocks, conventions))
        .or(stated.detected)
        .or(facts.resolved)
        .or(stated.resolved)
}

/// That the name of the file and the head of the document give days apart, where front matter decides neither.
pub fn days_apart(
    path: &Arc<str>,
    facts: &Facts,
    stated: &Facts,
    conventions: &Conventions,
) -> Option<Diagnostic> {
    if facts.date.or(facts.started).is_some() {
        return None;
    }
    let named = moment::in_path(path, &conventions.zone)?.day();
    let told = stated.date.or(stated.started)?.day();
    // The day of the name may be one of another zone.
    let apart = named.until(told).ok()?.get_days().abs() > 1;
    apart.then(|| {
        let message =
            format!("the file is named {named} and the document says {told}; it is filed under the name");
        let hint = format!("if the document is right, say `date: {told}` in the front matter");
        Diagnostic::new(Code::DateDisagrees, Place::file(path.clone()), message).hint(hint)
    })
}

/// What is filed under its end, for want of another date, is filed under the earlier point that its timeline tells.
pub fn not_its_end(date: Option<Moment>, facts: &Facts, times: &Times) -> Option<Moment> {
    let end = date.filter(|date| facts.date.is_none() && times.resolved == Some(*date));
    let earlier = times.started.or(times.detected);
    end.and_then(|end| earlier.filter(|earlier| earlier.at < end.at)).or(date)
}

/// The first event of a timeline that has a time: of the year that the file's name has, if it has one and the timeline
/// too. A timeline may begin years before with what made it possible.
pub fn first_event(path: &str, timeline: &Timeline) -> Option<Moment> {
    let moments = || timeline.events.iter().filter_map(|event| event.at);
    let name = path.rsplit('/').next().unwrap_or(path);
    let mut numbers = name.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() == 4);
    let year = numbers.find_map(|run| run.parse::<i16>().ok().filter(|year| (1990..2100).contains(year)));
    year.and_then(|year| moments().find(|moment| moment.day().year() == year)).or_else(|| moments().next())
}

/// The first date in a heading, a paragraph, an item or a cell at the top.
fn first_lines(blocks: &[Block], conventions: &Conventions) -> Option<Moment> {
    let found = |text: &str| moment::find(text, &conventions.zone).map(|(moment, _)| moment);
    // A date amid the sentence of a cell may be of another day: "the last good run was on 2026-03-02".
    let opens = |text: &str| {
        let (moment, range) = moment::find(text, &conventions.zone)?;
        text[..range.start].trim().is_empty().then_some(moment)
    };
    let head = blocks.iter().take_while(|block| match block {
        // Times of a timeline are in the zone it states, and read with it.
        Block::Heading { text, .. } => !is_timeline_heading(&text.text, &conventions.headings),
        _ => true,
    });
    head.take(FIRST_BLOCKS).find_map(|block| match block {
        Block::Heading { text, .. } | Block::Paragraph { text, .. } | Block::Item { text, .. } => {
            found(&text.text)
        }
        Block::Table { header, rows, .. } => {
            // When it was over is not when it was.
            let over = |row: &&Vec<Inline>| {
                let key = row.first().and_then(|key| header::canonical(&key.text));
                matches!(key, Some("mitigated" | "resolved"))
            };
            let rows = rows.iter().filter(|row| !over(row)).flatten();
            header.iter().chain(rows).find_map(|cell| opens(&cell.text))
        }
        Block::Code { .. } => None,
    })
}
