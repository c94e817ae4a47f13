//! What happened when: the events of a postmortem's timeline, from the tables, lists, paragraphs
//! and headings people write them as.
//!
//! Blocks become rows (what was written, in order), rows become events (when it was): only the
//! second step knows days, zones and midnight. Nothing is invented: a row whose time cannot be read
//! keeps its place without one. Times in the rest of the document are not looked at.

mod collect;
mod label;
mod mark;
mod row;
mod section;
mod settle;
mod table;

use super::Conventions;
use super::moment::{self, Moment};
use super::outline::Block;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::ops::Range;

pub use section::zone_above;

/// The timeline of one postmortem, in the order it was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Timeline {
    /// Its events.
    pub events: Vec<Event>,
    /// Whether the document says the zone of every time of day in it (in the row, its column, a
    /// heading, or once for all in the first row), so that none had to be read in the default zone.
    /// `false` without any time of day.
    pub zone_stated: bool,
    /// The zone that every time of day in it is said to be in, where it is the same one.
    pub zone: Option<TimeZone>,
    /// Names in the place of a zone that are not known: times beside them are no moments.
    pub unknown_zones: Vec<String>,
    /// The anchor of the heading that announces it, with or without events under it.
    pub anchor: Option<String>,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When, if that can be read.
    pub at: Option<Moment>,
    /// The time as written, for display; empty where none was.
    pub written: String,
    /// What happened, as plain text. Lines are what was written under it.
    pub text: String,
    /// Bytes in the file.
    pub span: Range<usize>,
    /// What the event calls itself, if it does.
    pub mark: Option<Mark>,
}

/// The moments of an incident that an event may be labelled with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// The cause came to be.
    Introduced,
    /// Users were affected from here on.
    Started,
    /// Somebody or something noticed.
    Detected,
    /// Somebody took it up.
    Acknowledged,
    /// Users were no longer affected, or less.
    Mitigated,
    /// It was over.
    Resolved,
}

impl Mark {
    /// Every mark, in the order they happen.
    pub const ALL: [Mark; 6] = [
        Mark::Introduced,
        Mark::Started,
        Mark::Detected,
        Mark::Acknowledged,
        Mark::Mitigated,
        Mark::Resolved,
    ];

    /// The front-matter key of that moment.
    pub fn name(self) -> &'static str {
        match self {
            Mark::Introduced => "introduced",
            Mark::Started => "started",
            Mark::Detected => "detected",
            Mark::Acknowledged => "acknowledged",
            Mark::Mitigated => "mitigated",
            Mark::Resolved => "resolved",
        }
    }

    /// The mark of that key.
    pub fn from_name(name: &str) -> Option<Mark> {
        Mark::ALL.into_iter().find(|mark| mark.name() == name)
    }
}

/// The timeline in the blocks of a body.
///
/// Times whose zone the document does not say are in that of the conventions; `date` is the incident's own
/// day: that of times without one, and the year of days without one. Without a heading that
/// announces a timeline, a list or table of at least three times of day is taken for one.
pub fn read(blocks: &[Block], conventions: &Conventions, date: Option<Date>) -> Timeline {
    let (rows, anchor) = section::rows(blocks, &conventions.headings);
    let names = zone_names(blocks, conventions);
    Timeline { anchor, ..settle::settle(rows, &conventions.zone, date, &names) }
}

/// The zones that names have in this document: those of the team, and those that the document defines.
pub fn zone_names(blocks: &[Block], conventions: &Conventions) -> BTreeMap<String, TimeZone> {
    let mut names = conventions.zones.clone();
    for block in blocks {
        let text = match block {
            Block::Heading { text, .. } | Block::Paragraph { text, .. } | Block::Item { text, .. } => {
                &text.text
            }
            _ => continue,
        };
        if text.contains("UTC") || text.contains("GMT") {
            names.extend(moment::definitions(text));
        }
    }
    names
}

#[cfg(test)]
mod tests;
