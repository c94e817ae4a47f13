//! The follow-ups report: open, overdue, by owner, by age, time to close, and what was proposed again. A
//! follow-up without owner and due date is an idea, not a broken commitment.
//!
//! Owners are listed to show what is open, not to rank people.

pub mod calendar;
mod closing;
mod item;
pub mod repeated;
mod status_counts;
mod terms;

pub use closing::Closing;
pub use item::{Item, State, is_idea, state};
pub use status_counts::{Age, Owner, Standings, Tally};

use super::scope::{Coverage, Header, Recorded, Scope, Window};
use crate::incident::actions::{Action, ActionStatus};
use crate::knowledge::Id;
use closing::closing;
use item::is_taken;
use jiff::civil::Date;
use repeated::Repeated;
use serde::Serialize;
use status_counts::{ages, own};
use std::collections::BTreeMap;

/// The follow-ups report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FollowUps {
    /// The header shared by all reports.
    #[serde(flatten)]
    pub header: Header,
    /// Commitments by state.
    pub commitments: Standings,
    /// Open follow-ups: longest overdue first, then by due date.
    pub open: Vec<Item>,
    /// Follow-ups closed within the period, whenever they were created; newest first.
    pub closed: Vec<Item>,
    /// Open, overdue and done by owner, in alphabetical order.
    pub owners: Vec<Owner>,
    /// Open follow-ups by age.
    pub ages: Vec<Age>,
    /// Time to close.
    pub closing: Closing,
    /// Follow-ups without owner and due date that aren't done, newest first.
    pub ideas: Vec<Item>,
    /// Follow-ups that were proposed again after other incidents, oldest proposal first.
    pub repeated: Vec<Repeated>,
    /// All done or dropped commitments, newest incident first.
    pub settled: Vec<Item>,
}

impl FollowUps {
    /// Computes the report for a scope. Incidents of every kind count: a follow-up of an exercise is one.
    pub fn new(scope: &Scope<'_>) -> FollowUps {
        let (repeated, rest) = rayon::join(|| repeated(scope), || FollowUps::without_repeated(scope));
        FollowUps { repeated, ..rest }
    }

    /// Computes the report without repeated proposals, which take longer than everything else.
    pub fn without_repeated(scope: &Scope<'_>) -> FollowUps {
        let actions: Vec<(Id, &Action)> = scope
            .every
            .iter()
            .flat_map(|id| scope.entry(*id).incident.actions.iter().map(|action| (*id, action)))
            .collect();
        let (mut commitments, mut open, mut settled, mut ideas) =
            (Standings::default(), vec![], vec![], vec![]);
        let mut owners: BTreeMap<Option<String>, Owner> = BTreeMap::new();
        for (id, action) in actions.iter().copied() {
            let item = Item::new(scope, id, action);
            match is_idea(action) {
                true if item.state != State::Dropped => ideas.push(item),
                true => {}
                false => {
                    commitments.add(&item);
                    own(&mut owners, &item);
                    match item.state {
                        State::Overdue | State::Open | State::InProgress => open.push(item),
                        State::Done | State::Dropped => settled.push(item),
                    }
                }
            }
        }
        open.sort_by(|a, b| {
            let key = |item: &Item| (item.due.unwrap_or(Date::MAX), item.incident.id);
            key(a).cmp(&key(b))
        });
        FollowUps {
            header: scope.header("follow-ups", coverage(scope, &actions)),
            commitments,
            closed: closed(scope),
            ages: ages(&open),
            owners: owners.into_values().collect(),
            closing: closing(scope, &actions),
            open,
            ideas,
            settled,
            repeated: vec![],
        }
    }

    /// Keeps only overdue items; the totals stay unchanged.
    pub fn only_overdue(&mut self) {
        self.open.retain(|item| item.state == State::Overdue);
        self.closed.clear();
        self.settled.clear();
        self.ideas.clear();
        self.repeated.clear();
    }

    /// Returns the open items past their due date.
    pub fn overdue(&self) -> impl Iterator<Item = &Item> {
        self.open.iter().filter(|item| item.state == State::Overdue)
    }
}

/// Returns how many done follow-ups have a closing date, and how many of all follow-ups have an owner or
/// due date.
fn coverage(scope: &Scope<'_>, actions: &[(Id, &Action)]) -> Coverage {
    let done = || actions.iter().filter(|(_, action)| action.status == ActionStatus::Done);
    let mut missing: Vec<Id> =
        done().filter(|(_, action)| action.closed.is_none()).map(|(id, _)| *id).collect();
    missing.dedup();
    let known = done().filter(|(_, action)| action.closed.is_some()).count();
    let closing = Recorded { known, of: done().count(), missing: scope.figure(&missing).incidents };
    let (mut known, mut of, mut ideas) = (0, 0, vec![]);
    for id in &scope.every {
        let actions = &scope.entry(*id).incident.actions;
        of += actions.len();
        let taken = actions.iter().filter(|action| is_taken(action)).count();
        known += taken;
        if taken < actions.len() {
            ideas.push(*id);
        }
    }
    let taken = Recorded { known, of, missing: scope.figure(&ideas).incidents };
    Coverage::from([("owner_or_due", taken), ("closing_day", closing)])
}

/// Returns follow-ups that were proposed again within the period; the first proposal may be older.
fn repeated(scope: &Scope<'_>) -> Vec<Repeated> {
    if !scope.window.is_bounded() {
        return repeated::find(scope);
    }
    let mut repeated = repeated::find(&Scope::new(scope.knowledge, Window::default()));
    let again = |day: Option<Date>| day.is_some_and(|day| scope.window.contains(day));
    repeated.retain(|one| one.proposals.iter().skip(1).any(|proposal| again(proposal.date)));
    repeated
}

/// Returns follow-ups closed within the period, of any incident; all closed ones if the period is
/// unbounded.
fn closed(scope: &Scope<'_>) -> Vec<Item> {
    let in_window = |action: &Action| {
        action.status == ActionStatus::Done
            && action.closed.is_some_and(|closed| scope.window.contains(closed.day()))
    };
    let mut items: Vec<Item> = scope
        .knowledge
        .incidents()
        .flat_map(|(id, entry)| {
            let actions = entry.incident.actions.iter().filter(|action| in_window(action));
            actions.map(move |action| Item::new(scope, id, action))
        })
        .collect();
    items.sort_by(|a, b| (b.closed, a.incident.id).cmp(&(a.closed, b.incident.id)));
    items
}
