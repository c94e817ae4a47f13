//! Where the timeline stands in a document.

use super::collect::Collector;
use super::label;
use super::row::{Context, Row};
use super::table;
use crate::incident::moment::zone_of;
use crate::incident::outline::{Block, Inline};
use crate::incident::sections::{HeadingNames, is_timeline_heading};
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

/// The first list or table whose rows begin with times of day, where no heading announces one; of a nested list, the
/// items of one parent. Two that name their day are enough.
fn unannounced(blocks: &[Block], names: &HeadingNames) -> Vec<Row> {
    let mut from = 0;
    while from < blocks.len() {
        let listed = blocks[from..].iter().take_while(|block| is_of_list(block)).count();
        let end = from + listed.max(1);
        let table = match &blocks[from] {
            Block::Table { header, rows, .. } => table::counts_times(header, rows) >= ENOUGH,
            _ => false,
        };
        if table {
            return Collector::collect(&blocks[from..end], names);
        }
        if let Some((start, stop)) = siblings(&blocks[from..end]) {
            return Collector::collect(&blocks[from + start..from + stop], names);
        }
        from = end;
    }
    updates(blocks, names)
}

/// The first run of items at one depth under one parent that begins with enough times.
fn siblings(list: &[Block]) -> Option<(usize, usize)> {
    let depth_of = |block: &Block| match block {
        Block::Item { depth, .. } => Some(*depth),
        _ => None,
    };
    let mut depths: Vec<u8> = list.iter().filter_map(depth_of).collect();
    depths.sort_unstable();
    depths.dedup();
    for depth in depths {
        let mut from = 0;
        while from < list.len() {
            let above = |block: &Block| depth_of(block).is_some_and(|other| other < depth);
            let stop = list[from..].iter().position(above).map_or(list.len(), |length| from + length);
            let items = list[from..stop].iter().filter(|block| depth_of(block) == Some(depth));
            let stamps: Vec<bool> = items.filter_map(timed_item).collect();
            if stamps.len() >= ENOUGH || stamps.len() >= 2 && stamps.iter().all(|dated| *dated) {
                return Some((from, stop));
            }
            from = stop + 1;
        }
    }
    None
}

/// The updates of a status page: paragraphs that are nothing but a time, the newest first as often as not.
fn updates(blocks: &[Block], names: &HeadingNames) -> Vec<Row> {
    let is_time = |block: &Block| match block {
        Block::Paragraph { text, in_item: false, quoted: false, .. } => {
            label::read(&text.text).is_some_and(|label| label.stamp.clock.is_some() && label.rest.is_empty())
        }
        _ => false,
    };
    let starts: Vec<usize> = (0..blocks.len()).filter(|at| is_time(&blocks[*at])).collect();
    if starts.len() < 2 {
        return Vec::new();
    }
    let mut parts: Vec<Vec<Row>> = starts
        .iter()
        .enumerate()
        .map(|(at, start)| {
            let end = starts.get(at + 1).copied().unwrap_or(blocks.len());
            Collector::collect(&blocks[*start..end], names)
        })
        .collect();
    let clock = |at: usize| match &blocks[at] {
        Block::Paragraph { text, .. } => {
            label::read(&text.text).map(|label| (label.stamp.day, label.stamp.clock))
        }
        _ => None,
    };
    let times: Vec<_> = starts.iter().filter_map(|at| clock(*at)?.1).map(|clock| clock.time).collect();
    if times.windows(2).all(|pair| pair[0] >= pair[1]) {
        parts.reverse();
    }
    parts.into_iter().flatten().collect()
}

fn is_of_list(block: &Block) -> bool {
    match block {
        Block::Item { .. } => true,
        Block::Paragraph { in_item, .. } => *in_item,
        _ => false,
    }
}

/// Whether an item begins with a time of day, and whether that names its day too.
fn timed_item(block: &Block) -> Option<bool> {
    let Block::Item { text, .. } = block else { return None };
    let label = label::read(&text.text)?;
    let timed = label.stamp.clock.is_some() && (label.parted || label.stamp.day.is_some());
    timed.then(|| label.stamp.day.is_some_and(|day| day.year().is_some()))
}
