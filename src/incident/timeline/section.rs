//! Where the timeline stands in a document.

use super::collect::Collector;
use super::heading::is_timeline_heading;
use super::label;
use super::row::{Context, Row};
use super::table;
use crate::incident::moment::zone_of;
use crate::incident::outline::{Block, Inline};
use crate::incident::sections::HeadingNames;
use jiff::tz::TimeZone;

/// How many times of day a list or table must begin its rows with to be a timeline unannounced.
const ENOUGH: usize = 3;

/// How many blocks may stand above the first section.
const HEAD: usize = 6;

/// The rows of a document's timeline sections, and the anchor of the first heading that announces one.
pub(super) fn rows(blocks: &[Block], names: &HeadingNames) -> (Vec<Row>, Option<String>) {
    let said = zone_above(blocks).map(|zone| Context { zone: Some(zone), ..Context::default() });
    let mut rows: Vec<Row> = said.map(Row::Context).into_iter().collect();
    let (mut announced, mut anchor) = (false, None);
    let mut at = 0;
    while at < blocks.len() {
        let Some((level, heading)) = announcement(blocks, at, names) else {
            at += 1;
            continue;
        };
        announced = true;
        if let (None, Block::Heading { id, .. }) = (&anchor, &blocks[at]) {
            anchor = Some(id.clone());
        }
        let end = end_of_section(blocks, at + 1, level);
        rows.push(Row::Context(Context::of_heading(heading)));
        rows.extend(Collector::collect(&blocks[at + 1..end], names));
        at = end;
    }
    if !announced {
        rows.extend(unannounced(blocks, names));
    }
    (rows, anchor)
}

/// The zone that a line above the first section says of all times in the document: `All times in PDT (UTC-7).`
pub fn zone_above(blocks: &[Block]) -> Option<TimeZone> {
    let head = blocks.iter().take_while(|block| !matches!(block, Block::Heading { level: 2.., .. }));
    head.take(HEAD).find_map(|block| match block {
        Block::Paragraph { text, in_item: false, .. } if text.text.len() <= 80 => zone_of(&text.text),
        _ => None,
    })
}

/// The level and the words of a heading that announces a timeline. A paragraph that is one bold
/// line is a heading too, below all others.
fn announcement<'b>(blocks: &'b [Block], at: usize, names: &HeadingNames) -> Option<(u8, &'b str)> {
    match &blocks[at] {
        Block::Heading { level, text, .. } if is_timeline_heading(&text.text, names) => {
            (*level > 1 || !is_title(blocks, at)).then_some((*level, text.text.as_str()))
        }
        Block::Paragraph { text, in_item: false, .. }
            if is_bold_line(text) && is_timeline_heading(&text.text, names) =>
        {
            Some((7, text.text.as_str()))
        }
        _ => None,
    }
}

/// Whether a first-level heading is the title of a document with sections of its own.
fn is_title(blocks: &[Block], at: usize) -> bool {
    let heading = |block: &Block| matches!(block, Block::Heading { .. });
    let section = |block: &Block| matches!(block, Block::Heading { level: 2.., text, .. } if label::read(&text.text).is_none());
    !blocks[..at].iter().any(heading) && blocks[at + 1..].iter().any(section)
}

fn is_bold_line(text: &Inline) -> bool {
    let bare = |text: &str| text.trim().trim_end_matches([':', '：']).len();
    text.lead.as_deref().is_some_and(|lead| bare(lead) == bare(&text.text))
}

/// A section ends at the next heading as high as its own, unless that is a day or a time.
fn end_of_section(blocks: &[Block], from: usize, section: u8) -> usize {
    let ends = |block: &Block| match block {
        Block::Heading { level, text, .. } => {
            *level < section || *level == section && label::read(&text.text).is_none()
        }
        Block::Paragraph { text, in_item: false, .. } => {
            section == 7 && is_bold_line(text) && label::read(&text.text).is_none()
        }
        _ => false,
    };
    blocks[from..].iter().position(ends).map_or(blocks.len(), |length| from + length)
}

/// The first list or table whose rows begin with times of day, where no heading announces one.
fn unannounced(blocks: &[Block], names: &HeadingNames) -> Vec<Row> {
    let mut from = 0;
    while from < blocks.len() {
        let listed = blocks[from..].iter().take_while(|block| is_of_list(block)).count();
        let end = from + listed.max(1);
        let timed = blocks[from..end].iter().filter(|block| is_timed_item(block)).count();
        let table = match &blocks[from] {
            Block::Table { header, rows, .. } => table::counts_times(header, rows) >= ENOUGH,
            _ => false,
        };
        if timed >= ENOUGH || table {
            return Collector::collect(&blocks[from..end], names);
        }
        from = end;
    }
    Vec::new()
}

fn is_of_list(block: &Block) -> bool {
    match block {
        Block::Item { .. } => true,
        Block::Paragraph { in_item, .. } => *in_item,
        _ => false,
    }
}

fn is_timed_item(block: &Block) -> bool {
    let Block::Item { text, .. } = block else { return false };
    label::read(&text.text).is_some_and(|label| label.stamp.clock.is_some() && label.parted)
}
