//! How many actions stand how: by state, by owner, by age. Figures, with the incidents behind them.

use super::item::{Item, State};
use crate::report::scope::{Figure, Which};
use serde::Serialize;
use std::collections::BTreeMap;

/// Commitments by state, with the incidents they were made after.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Standings {
    /// All of them.
    pub total: Tally,
    /// Not finished, the date over.
    pub overdue: Tally,
    /// Not begun, not overdue.
    pub open: Tally,
    /// Begun, not overdue.
    pub in_progress: Tally,
    /// Finished.
    pub done: Tally,
    /// Given up.
    pub dropped: Tally,
}

/// A number of actions, and the incidents behind them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// How many actions.
    pub count: usize,
    /// The incidents they came from, newest first.
    pub incidents: Vec<Which>,
}

/// A team or a handle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Owner {
    /// The name, as the newest document writes it; nothing where none is given.
    pub owner: Option<String>,
    /// Not finished, the date over.
    pub overdue: Tally,
    /// Not finished, not overdue.
    pub open: Tally,
    /// Finished.
    pub done: Tally,
}

/// Open commitments of about one age.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Age {
    /// `under a month`
    pub age: &'static str,
    /// The actions.
    pub open: Tally,
}

/// Upper ends of ages in days.
const AGES: [(&str, i64); 5] = [
    ("under 30 days", 30),
    ("30 to 90 days", 90),
    ("90 to 180 days", 180),
    ("180 days to a year", 365),
    ("over a year", i64::MAX),
];

impl Tally {
    fn add(&mut self, incident: &Which) {
        self.count += 1;
        if self.incidents.last() != Some(incident) {
            self.incidents.push(incident.clone());
        }
    }

    /// The same as a figure of incidents, which may be fewer.
    pub fn figure(&self) -> Figure {
        Figure { count: self.incidents.len(), incidents: self.incidents.clone() }
    }
}

impl Standings {
    /// Whether nobody ever took anything on.
    pub fn is_empty(&self) -> bool {
        self.total.count + self.dropped.count == 0
    }

    /// Counts one more.
    pub fn add(&mut self, item: &Item) {
        let of_state = match item.state {
            State::Overdue => &mut self.overdue,
            State::Open => &mut self.open,
            State::InProgress => &mut self.in_progress,
            State::Done => &mut self.done,
            State::Dropped => &mut self.dropped,
        };
        of_state.add(&item.incident);
        if item.state != State::Dropped {
            self.total.add(&item.incident);
        }
    }
}

/// Counts one more of its owner. Spellings of an owner differ in case; the first one seen is shown.
pub fn own(owners: &mut BTreeMap<Option<String>, Owner>, item: &Item) {
    let key = item.owner.as_ref().map(|owner| owner.to_lowercase());
    let owner = owners.entry(key).or_insert_with(|| Owner {
        owner: item.owner.clone(),
        overdue: Tally::default(),
        open: Tally::default(),
        done: Tally::default(),
    });
    match item.state {
        State::Overdue => owner.overdue.add(&item.incident),
        State::Open | State::InProgress => owner.open.add(&item.incident),
        State::Done => owner.done.add(&item.incident),
        State::Dropped => {}
    }
}

/// The open ones by age.
pub fn ages(open: &[Item]) -> Vec<Age> {
    let mut items: Vec<&Item> = open.iter().collect();
    items.sort_by_key(|item| item.incident.id);
    let mut from = 0;
    let bands = AGES.iter().map(|(age, to)| {
        let mut tally = Tally::default();
        let young = |item: &&&Item| item.age_days.is_some_and(|days| (from..*to).contains(&days));
        items.iter().filter(young).for_each(|item| tally.add(&item.incident));
        from = *to;
        Age { age, open: tally }
    });
    let mut bands: Vec<Age> = bands.collect();
    let mut undated = Tally::default();
    items.iter().filter(|item| item.age_days.is_none()).for_each(|item| undated.add(&item.incident));
    if undated.count > 0 {
        bands.push(Age { age: "not known", open: undated });
    }
    bands
}
