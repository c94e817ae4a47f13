//! Counts follow-ups by state, owner and age, with the incidents behind each count.

use super::item::{Item, State};
use crate::report::scope::{Figure, Which};
use serde::Serialize;
use std::collections::BTreeMap;

/// Commitments by state.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Standings {
    /// All commitments.
    pub total: Tally,
    /// Open and past their due date.
    pub overdue: Tally,
    /// Not started and not overdue.
    pub open: Tally,
    /// In progress and not overdue.
    pub in_progress: Tally,
    /// Done.
    pub done: Tally,
    /// Dropped.
    pub dropped: Tally,
}

/// A number of follow-ups with the incidents they belong to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Number of follow-ups.
    pub count: usize,
    /// Their incidents, newest first.
    pub incidents: Vec<Which>,
}

/// An owner: a team or a handle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Owner {
    /// The name as the newest document spells it; `None` for follow-ups without owner.
    pub owner: Option<String>,
    /// Open and past their due date.
    pub overdue: Tally,
    /// Open and not overdue.
    pub open: Tally,
    /// Done.
    pub done: Tally,
}

/// Open commitments in one age range.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Age {
    /// The label of the range: `under a month`.
    pub age: &'static str,
    /// The follow-ups.
    pub open: Tally,
}

/// Upper bounds of the age ranges in days.
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

    /// Returns the distinct incidents as a figure; there may be fewer than follow-ups.
    pub fn figure(&self) -> Figure {
        Figure { count: self.incidents.len(), incidents: self.incidents.clone() }
    }
}

impl Standings {
    /// Returns whether there are no commitments at all.
    pub fn is_empty(&self) -> bool {
        self.total.count + self.dropped.count == 0
    }

    /// Adds a follow-up.
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

/// Adds a follow-up to its owner. Owners are compared without case; the first spelling seen is shown.
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

/// Groups open follow-ups by age.
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
