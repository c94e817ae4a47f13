//! A point in time as precisely as a document states it, and how people write one.
//!
//! Pure text to value: the clock and the machine's own time zone are never asked, and what could be
//! read in two ways (`03/04/2022`) is not read at all.

pub(crate) mod clock;
pub(crate) mod day;
mod path;
pub(crate) mod scan;
pub(crate) mod stamp;
mod zone;

use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use jiff::{SignedDuration, Timestamp, civil};
use scan::Cursor;
use std::collections::BTreeMap;
use std::ops::Range;

pub use path::in_path;
pub use zone::{ambiguous, definitions, name_of, zone_names, zone_of};

/// How precisely a moment was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// `2026-03-02`: the moment is the start of that day in its zone.
    Day,
    /// `2026-03-02 14:05`
    Minute,
    /// `2026-03-02T14:05:31Z`
    Second,
}

/// A point in time, and the local reading it was written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    /// The instant.
    pub at: Timestamp,
    /// The date and time as written, but for those that the clocks jumped over: there is none of them but the one after
    /// the jump.
    pub local: civil::DateTime,
    /// The offset from UTC it was written in, or the one its zone had on that day.
    pub offset: Offset,
    /// How precisely it was written.
    pub precision: Precision,
}

impl Moment {
    /// A moment from a local reading in a zone. `None` outside the range of the calendar.
    pub fn new(local: civil::DateTime, zone: &TimeZone, precision: Precision) -> Option<Moment> {
        let zoned = zone.to_ambiguous_zoned(local).compatible().ok()?;
        Some(Moment { at: zoned.timestamp(), local: zoned.datetime(), offset: zoned.offset(), precision })
    }

    /// The moment a length of time after this one, in the same offset and as precise.
    pub fn later(&self, length: SignedDuration) -> Option<Moment> {
        let at = self.at.checked_add(length).ok()?;
        Some(Moment { at, local: self.offset.to_datetime(at), ..*self })
    }

    /// The calendar day it was written as.
    pub fn day(&self) -> civil::Date {
        self.local.date()
    }
}

/// The moment that is the *whole* of `text`, as people write one in front matter or a table cell.
///
/// `zone` is where a time without a zone is read. One with an abbreviation that means several zones (`IST`) is only read
/// where `zone` goes by it. `None` for what is no date, no valid date, or one whose day and month could be
/// swapped. `PST`, `CET` and the like are the fixed offsets their names say, also in summer.
pub fn parse(text: &str, zone: &TimeZone) -> Option<Moment> {
    parse_with(text, zone, &BTreeMap::new())
}

/// The same, with further names of zones.
pub fn parse_with(text: &str, zone: &TimeZone, names: &BTreeMap<String, TimeZone>) -> Option<Moment> {
    let start = Cursor::new(text.trim());
    let (mut stamp, mut rest) = stamp::compact(start).or_else(|| stamp::read(start))?;
    if stamp.clock.is_some()
        && stamp.zone.is_none()
        && stamp.named.is_none()
        && let Some((offset, after)) = zone::offset(rest.spaces())
    {
        stamp.zone = Some(offset);
        rest = after;
    }
    let rest = stamp::suffix(rest).rest().trim_end_matches('.');
    if !rest.trim().is_empty() {
        return None;
    }
    let day = stamp.day?.alone()?;
    stamp.with_names(names).moment(day, zone)
}

/// How a zone's clocks treat a local time that is written without its offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LocalTime {
    /// They show it once.
    Once,
    /// They jump over it.
    Skipped,
    /// They show it twice.
    Twice,
}

/// Whether a text is a local time that the clocks of a zone skip or repeat.
pub fn local_time(text: &str, zone: &TimeZone) -> LocalTime {
    let apart = TimeZone::fixed(Offset::constant(11));
    let (Some(written), Some(elsewhere)) = (parse(text, &TimeZone::UTC), parse(text, &apart)) else {
        return LocalTime::Once;
    };
    if written.at == elsewhere.at || written.precision == Precision::Day {
        return LocalTime::Once;
    }
    match zone.to_ambiguous_zoned(written.local).offset() {
        AmbiguousOffset::Gap { .. } => LocalTime::Skipped,
        AmbiguousOffset::Fold { .. } => LocalTime::Twice,
        AmbiguousOffset::Unambiguous { .. } => LocalTime::Once,
    }
}

/// The first date or date-time in running text, and the bytes it was read from.
///
/// It must have a year; version numbers, addresses, links and identifiers are no dates. A range
/// gives its first moment, in the zone the range ends with.
pub fn find(text: &str, zone: &TimeZone) -> Option<(Moment, Range<usize>)> {
    stamp::search(text, |stamp| stamp.moment(stamp.day?.alone()?, zone))
}

/// Returns the names of each month, January first.
pub fn month_names() -> &'static [&'static [&'static str]] {
    &day::MONTHS
}

/// A time of day at the start of `text`, perhaps emphasised or in brackets (`**13:42**`, `[9:30]`,
/// `~4 PM PST`): the time, the zone written after it, and the rest of the text.
pub fn clock(text: &str) -> Option<(civil::Time, Option<TimeZone>, &str)> {
    let start = stamp::lead_in(Cursor::new(text))?;
    let (clock, after) = clock::read(start)?;
    let (zone, after) = match zone::after_clock(after) {
        Some((zone, after)) => (zone, after),
        None => (None, after),
    };
    Some((clock.time, zone, after.rest().trim_start_matches(['*', '_', ']', ')', '`'])))
}

#[cfg(test)]
mod tests;
