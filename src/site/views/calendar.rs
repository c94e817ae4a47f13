//! The months of a year with the days on which incidents happened.

use crate::diagnostic::count;
use crate::knowledge::{Id, KnowledgeBase};
use crate::site::routes::Route;
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use serde::Serialize;
use std::collections::BTreeMap;

/// The calendar of a year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Calendar {
    /// January to December.
    pub months: Vec<Month>,
}

/// A month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Month {
    /// Its name, such as `March`.
    pub name: String,
    /// Whether there were no incidents.
    pub quiet: bool,
    /// Weeks from Monday to Sunday; days of other months are empty.
    pub weeks: Vec<Vec<Day>>,
}

/// A day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Day {
    /// 1 to 31; `None` for a day of another month.
    pub number: Option<u8>,
    /// Number of incidents.
    pub count: usize,
    /// Link to the incident, or to the first of several in the list.
    pub href: Option<String>,
    /// `3 March: Checkout returned 503`, or `3 March: 2 incidents`.
    pub label: Option<String>,
}

impl Calendar {
    /// Builds the calendar of `year` for incidents `ids`, with links relative to `route`.
    pub fn new(knowledge: &KnowledgeBase, route: &Route, year: i16, ids: &[Id]) -> Calendar {
        let mut days: BTreeMap<Date, Vec<Id>> = BTreeMap::new();
        for id in ids {
            if let Some(moment) = knowledge.entries[*id].incident.date {
                days.entry(moment.day()).or_default().push(*id);
            }
        }
        let months = (1..=12).map(|month| Month::new(knowledge, route, date(year, month, 1), &days));
        Calendar { months: months.collect() }
    }
}

impl Month {
    fn new(knowledge: &KnowledgeBase, route: &Route, first: Date, days: &BTreeMap<Date, Vec<Id>>) -> Month {
        let name = first.strftime("%B").to_string();
        let before = first.weekday().to_monday_zero_offset();
        let mut cells = vec![Day::default(); usize::from(before.unsigned_abs())];
        for number in 1..=first.days_in_month() {
            // The day exists in this month, so the addition cannot saturate.
            let on = days.get(&first.saturating_add((number - 1).days()));
            cells.push(Day::new(knowledge, route, number, &name, on.map_or(&[], Vec::as_slice)));
        }
        cells.resize(cells.len().next_multiple_of(7), Day::default());
        let quiet = cells.iter().all(|day| day.count == 0);
        Month { name, quiet, weeks: cells.chunks(7).map(<[Day]>::to_vec).collect() }
    }
}

impl Day {
    fn new(knowledge: &KnowledgeBase, route: &Route, number: i8, month: &str, ids: &[Id]) -> Day {
        let entry = |id: &Id| &knowledge.entries[*id];
        let (href, what) = match ids {
            [] => (None, None),
            [one] => (
                Some(route.to(&Route::Incident(entry(one).slug.clone()))),
                Some(entry(one).incident.title.clone()),
            ),
            [first, ..] => (Some(format!("#at-{}", entry(first).slug)), Some(count(ids.len(), "incident"))),
        };
        Day {
            number: Some(number.unsigned_abs()),
            count: ids.len(),
            href,
            label: what.map(|what| format!("{number} {month}: {what}")),
        }
    }
}
