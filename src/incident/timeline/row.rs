//! What a timeline says, row by row, before it is known which day anything was.

use crate::incident::moment::day::Written;
use crate::incident::moment::stamp::{self, Stamp};
use crate::incident::moment::{name_of, zone_of};
use jiff::tz::TimeZone;
use std::ops::Range;

/// One row, in reading order.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Row {
    /// Something that holds for the rows after it.
    Context(Context),
    /// Something that happened, or the day or time standing over it.
    Event(Draft),
}

/// What a heading, a column header or an introduction says of the times under it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Context {
    /// The day of times without one.
    pub day: Option<Written>,
    /// The year of days without one.
    pub year: Option<i16>,
    /// The zone of times without one.
    pub zone: Option<TimeZone>,
    /// The name in the place of that zone, where it is not known.
    pub named: Option<String>,
}

/// An event whose time is not worked out yet.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Draft {
    /// Its time as far as it was read.
    pub stamp: Option<Stamp>,
    /// The zone of the table's column it stands in.
    pub column: Option<TimeZone>,
    /// The time as written.
    pub written: String,
    /// What happened.
    pub text: String,
    /// The bold words the text began with.
    pub lead: Option<String>,
    /// Bytes in the file.
    pub span: Range<usize>,
    /// Whether nothing around it has a time either: it only counts where nothing in the section has.
    pub loose: bool,
}

impl Context {
    /// What the words of a heading say of the times under it.
    pub fn of_heading(text: &str) -> Context {
        let day = stamp::search(text, |stamp| stamp.day).map(|(day, _)| day);
        Context { day, year: None, zone: zone_of(text), named: name_of(text) }
    }

    /// What a line of an introduction says of the times after it: nothing unless it names their zone
    /// or begins with a word for date.
    pub fn of_line(text: &str) -> Option<Context> {
        let zone = zone_of(text);
        let named = name_of(text);
        let dates = ["Date:", "Date ", "Datum:", "日付", "発生日"]
            .iter()
            .any(|word| text.trim_start().starts_with(word));
        (zone.is_some() || named.is_some() || dates).then(|| Context {
            zone,
            named,
            ..Context::of_heading(text)
        })
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.day.is_none() && self.year.is_none() && self.zone.is_none() && self.named.is_none()
    }
}

impl Draft {
    /// Whether a time of day was read, not only a day.
    pub fn is_timed(&self) -> bool {
        self.stamp.as_ref().is_some_and(|stamp| stamp.clock.is_some())
    }

    /// Adds what stands under the event.
    pub fn extend(&mut self, separator: char, text: &str, span: &Range<usize>) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push(separator);
        }
        self.text.push_str(text);
        self.span.end = self.span.end.max(span.end);
    }
}

/// A text of several lines as one.
pub(super) fn one_line(text: &str) -> String {
    text.split('\n').map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}
