//! A point in time as precisely as a document states it, and how people write one.
//!
//! Pure text to value: the clock and the machine's own time zone are never asked.

use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, civil};

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
    /// The date and time as written.
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
        Some(Moment { at: zoned.timestamp(), local, offset: zoned.offset(), precision })
    }

    /// The calendar day it was written as.
    pub fn day(&self) -> civil::Date {
        self.local.date()
    }
}
