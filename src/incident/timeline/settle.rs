//! From rows to events: which day a time belongs to, which zone it is read in, and what midnight
//! does to both.

use super::row::{Context, Draft, Row};
use super::{Event, Timeline, mark};
use crate::incident::moment::clock::Clock;
use crate::incident::moment::day::{Order, Written};
use crate::incident::moment::stamp::Stamp;
use crate::incident::moment::{Moment, Precision};
use jiff::SignedDuration;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};

/// A step back by more than this is not a row out of order but the next day.
const ANOTHER_DAY: SignedDuration = SignedDuration::from_hours(6);

/// The events of a section's rows; `zone` and `date` are what holds where the rows say nothing.
pub(super) fn settle(
    mut rows: Vec<Row>,
    zone: &TimeZone,
    date: Option<Date>,
    names: &BTreeMap<String, TimeZone>,
) -> Timeline {
    for row in &mut rows {
        match row {
            Row::Event(draft) => draft.stamp = draft.stamp.take().map(|stamp| stamp.with_names(names)),
            Row::Context(context) => {
                if let Some(zone) = context.named.as_ref().and_then(|name| names.get(name)) {
                    context.zone = Some(zone.clone());
                    context.named = None;
                }
            }
        }
    }
    let mut reading = Reading {
        default: zone,
        zone: None,
        unknown: None,
        unknown_zones: BTreeSet::new(),
        usual: usual_zone(&rows),
        day: date.map(|date| before_first_day(&rows, date)).map_or(Day::Unknown, Day::Assumed),
        year: None,
        last: None,
        order: order(&rows, date),
        full_day: stamps(&rows).any(|stamp| stamp.clock.is_some_and(|clock| clock.full_day)),
        zone_missed: false,
        zones: vec![],
    };
    let dated = stamps(&rows).next().is_some();
    let mut events = Vec::new();
    for row in rows {
        match row {
            Row::Context(context) => reading.context(context),
            Row::Event(draft) => {
                let at = draft.stamp.as_ref().and_then(|stamp| reading.moment(stamp, draft.column.as_ref()));
                let is_only_a_day = draft.text.is_empty() && draft.stamp.is_some() && !draft.is_timed();
                if !(is_only_a_day || draft.loose && dated) {
                    events.push(event(draft, at));
                }
            }
        }
    }
    let timed = |event: &Event| event.at.is_some_and(|at| at.precision > Precision::Day);
    let zone_stated = !reading.zone_missed && events.iter().any(timed);
    let zone = reading.zones.pop().filter(|_| zone_stated && reading.zones.is_empty());
    let unknown_zones = reading.unknown_zones.into_iter().collect();
    Timeline { events, zone_stated, zone, unknown_zones, anchor: None }
}

/// The day of the first time, where times without a day stand before one that names its day: as many days earlier as
/// midnights lie between.
fn before_first_day(rows: &[Row], date: Date) -> Date {
    let mut times = vec![];
    for row in rows {
        match row {
            Row::Context(context) if context.day.is_some() => return date,
            Row::Context(_) => {}
            Row::Event(draft) => {
                let Some(stamp) = &draft.stamp else { continue };
                let Some(clock) = stamp.clock else { return date };
                times.push(clock.time);
                if let Some(day) = stamp.day {
                    let Some(mut first) = day.near(Some(date)).filter(|_| times.len() > 1) else {
                        return date;
                    };
                    for pair in times.windows(2) {
                        let back = pair[1].duration_until(pair[0]);
                        if back > ANOTHER_DAY {
                            first = first.yesterday().unwrap_or(first);
                        }
                    }
                    return first;
                }
            }
        }
    }
    date
}

fn event(draft: Draft, at: Option<Moment>) -> Event {
    let mark = mark::of(draft.lead.as_deref(), &draft.text);
    Event { at, written: draft.written, text: draft.text, span: draft.span, mark }
}

fn stamps(rows: &[Row]) -> impl Iterator<Item = &Stamp> {
    rows.iter().filter_map(|row| match row {
        Row::Event(Draft { stamp, .. }) => stamp.as_ref(),
        Row::Context(_) => None,
    })
}

/// The zone of the first time of day, if no other one has another: it is often written just once.
fn usual_zone(rows: &[Row]) -> Option<TimeZone> {
    let mut timed = stamps(rows).filter(|stamp| stamp.clock.is_some());
    let first = timed.next()?.zone.clone()?;
    timed.all(|stamp| stamp.zone.as_ref().is_none_or(|zone| *zone == first)).then_some(first)
}

/// The order of day and month in this document's numbers: as those of its days that leave no choice,
/// or as the one that is the incident's own day. Nothing where they disagree.
fn order(rows: &[Row], date: Option<Date>) -> Option<Order> {
    let of_context = |row: &Row| match row {
        Row::Context(context) => context.day,
        Row::Event(draft) => draft.stamp.as_ref().and_then(|stamp| stamp.day),
    };
    let mut evidence =
        rows.iter().filter_map(of_context).filter_map(|day| day.order().or(own_day(day, date)));
    let first = evidence.next()?;
    evidence.all(|order| order == first).then_some(first)
}

/// The order under which a day in numbers is the incident's own.
fn own_day(day: Written, date: Option<Date>) -> Option<Order> {
    let date = date.filter(|date| date.month() != date.day())?;
    let same = |order: &Order| {
        day.month_day(Some(*order)) == Some((date.month(), date.day()))
            && day.year().is_none_or(|year| year == date.year())
    };
    let Written::Numeric { .. } = day else { return None };
    [Order::MonthFirst, Order::DayFirst].into_iter().find(same)
}

/// The day that times without one belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Day {
    /// None is known, or the last one written could not be read.
    Unknown,
    /// The incident's own, because the timeline has not said any.
    Assumed(Date),
    /// The last one written.
    Written(Date),
}

/// What is known while reading from row to row.
struct Reading<'a> {
    default: &'a TimeZone,
    /// The zone the rows are said to be in.
    zone: Option<TimeZone>,
    /// The name of the zone that they are said to be in, where it is not known.
    unknown: Option<String>,
    /// Every such name.
    unknown_zones: BTreeSet<String>,
    /// The zone they are in by the example of the first.
    usual: Option<TimeZone>,
    day: Day,
    year: Option<i16>,
    /// The last time of day, on the day at hand.
    last: Option<Moment>,
    order: Option<Order>,
    /// Whether the section's times are plainly of a 24-hour clock.
    full_day: bool,
    zone_missed: bool,
    /// The zones that times of day were said to be in, each once.
    zones: Vec<TimeZone>,
}

impl Reading<'_> {
    fn context(&mut self, context: Context) {
        if context.zone.is_some() || context.named.is_some() {
            self.unknown = context.named;
        }
        self.zone = context.zone.or(self.zone.take());
        self.year = context.year.or(self.year);
        if let Some(day) = context.day {
            self.say(day);
        }
    }

    /// A day was written. Times after one that cannot be read are not of the day before it.
    fn say(&mut self, day: Written) {
        match self.date(day) {
            Some(date) => self.turn_to(date),
            None => self.day = Day::Unknown,
        }
    }

    fn turn_to(&mut self, date: Date) {
        self.day = Day::Written(date);
        self.last = None;
    }

    fn moment(&mut self, stamp: &Stamp, column: Option<&TimeZone>) -> Option<Moment> {
        if let Some(day) = stamp.day {
            self.say(day);
        }
        let (Day::Assumed(date) | Day::Written(date)) = self.day else { return None };
        let zone = column.or(self.zone.as_ref()).or(self.usual.as_ref());
        // A time in a zone that is not known is no moment: it is never taken for another zone's.
        if stamp.clock.is_some() && stamp.zone.is_none() && column.is_none() {
            let name = stamp.named.as_ref().or(self.unknown.as_ref());
            if let Some(name) =
                name.filter(|_| stamp.moment(date, self.default).is_none() || stamp.named.is_none())
            {
                self.unknown_zones.insert(name.clone());
                return None;
            }
        }
        let missed = stamp.clock.is_some() && stamp.zone.is_none() && zone.is_none();
        if stamp.clock.is_some()
            && let Some(stated) = stamp.zone.as_ref().or(zone)
            && !self.zones.contains(stated)
        {
            self.zones.push(stated.clone());
        }
        let zone = zone.unwrap_or(self.default).clone();
        let moment = match (stamp.clock, self.last) {
            (Some(clock), Some(last)) => self.after(last, stamp, clock, date, &zone)?,
            _ => stamp.moment(date, &zone)?,
        };
        self.zone_missed |= missed;
        if stamp.clock.is_some() {
            self.last = Some(moment);
        }
        Some(moment)
    }

    /// The moment of a time that follows another one: on the same day or the next.
    fn after(
        &mut self,
        last: Moment,
        stamp: &Stamp,
        clock: Clock,
        date: Date,
        zone: &TimeZone,
    ) -> Option<Moment> {
        let follows = |moment: &Moment| moment.at.duration_until(last.at) <= ANOTHER_DAY;
        let same_day = stamp.moment(date, zone)?;
        let elsewhere = same_day.offset != last.offset;
        if elsewhere && let Some(earlier) = stamp.moment(date.yesterday().ok()?, zone).filter(follows) {
            // A time in another zone, where the day before has not ended.
            return Some(earlier);
        }
        if follows(&same_day) {
            return Some(same_day);
        }
        // `1:05` after `12:10` may be of the same afternoon.
        if clock.half.is_none() && !clock.full_day && !self.full_day {
            return None;
        }
        let next = date.tomorrow().ok()?;
        if !elsewhere {
            self.day = match self.day {
                Day::Written(_) => Day::Written(next),
                _ => Day::Assumed(next),
            };
        }
        stamp.moment(next, zone)
    }

    /// The date of a day, its year taken from what is around it: the year that brings it nearest.
    fn date(&self, written: Written) -> Option<Date> {
        if written.year().is_some() {
            return written.date(self.order);
        }
        let (month, day) = written.month_day(self.order)?;
        let near = match (self.day, self.year) {
            (Day::Assumed(_) | Day::Unknown, Some(year)) => return Date::new(year, month, day).ok(),
            (Day::Assumed(date) | Day::Written(date), _) => date,
            (Day::Unknown, None) => return None,
        };
        let candidates =
            (near.year() - 1..=near.year() + 1).filter_map(|year| Date::new(year, month, day).ok());
        candidates.min_by_key(|date| near.duration_until(*date).unsigned_abs())
    }
}
