//! What was promised, and how it stands: open, overdue, by owner, by age, how long such things take, and
//! what is proposed again and again. An action without owner and due date is an idea, not a broken promise.
//!
//! Owners are listed by name: this is a list of what is open, not a table of who is best.

pub mod calendar;
mod closing;
mod item;
pub mod repeated;
mod standings;
mod terms;

pub use closing::Closing;
pub use item::{Item, State, is_idea, state};
pub use standings::{Age, Owner, Standings, Tally};

use super::scope::{Coverage, Header, Recorded, Scope, Window};
use crate::incident::actions::{Action, ActionStatus};
use crate::knowledge::Id;
use closing::closing;
use item::is_taken;
use jiff::civil::Date;
use repeated::Repeated;
use serde::Serialize;
use standings::{ages, own};
use std::collections::BTreeMap;

/// The report on follow-ups.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FollowUps {
    /// Its head.
    #[serde(flatten)]
    pub header: Header,
    /// How the commitments stand.
    pub commitments: Standings,
    /// The open ones: the longest overdue first, then by due date.
    pub open: Vec<Item>,
    /// Those that were finished in the stretch of time asked for, whenever they were promised; newest first.
    pub closed: Vec<Item>,
    /// Open, overdue and done by owner, in the order of the alphabet.
    pub owners: Vec<Owner>,
    /// The open ones by age.
    pub ages: Vec<Age>,
    /// How long commitments take to close.
    pub closing: Closing,
    /// Actions without owner and due date that nobody has done, newest first.
    pub ideas: Vec<Item>,
    /// Actions proposed again after other incidents, the oldest proposal first.
    pub repeated: Vec<Repeated>,
    /// Every commitment that is finished or given up, newest incident first.
    pub settled: Vec<Item>,
}

impl FollowUps {
    /// The follow-ups of a scope, after incidents of every kind: a promise made after an exercise is one.
    pub fn new(scope: &Scope<'_>) -> FollowUps {
        let (repeated, rest) = rayon::join(|| repeated(scope), || FollowUps::without_repeated(scope));
        FollowUps { repeated, ..rest }
    }

    /// As [`FollowUps::new`], without what was proposed again: to find that takes longer than all the rest.
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

    /// Keeps of all items those that are overdue; the figures stay what they are.
    pub fn only_overdue(&mut self) {
        self.open.retain(|item| item.state == State::Overdue);
        self.closed.clear();
        self.settled.clear();
        self.ideas.clear();
        self.repeated.clear();
    }

    /// The open ones whose date is over.
    pub fn overdue(&self) -> impl Iterator<Item = &Item> {
        self.open.iter().filter(|item| item.state == State::Overdue)
    }
}

/// Of what was done, how much tells when; of everything proposed, how much somebody took on.
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

/// The actions that were proposed again in the stretch of time; the first proposal may be older.
fn repeated(scope: &Scope<'_>) -> Vec<Repeated> {
    if !scope.window.is_bounded() {
        return repeated::find(scope);
    }
    let mut repeated = repeated::find(&Scope::new(scope.knowledge, Window::default()));
    let again = |day: Option<Date>| day.is_some_and(|day| scope.window.contains(day));
    repeated.retain(|one| one.proposals.iter().skip(1).any(|proposal| again(proposal.date)));
    repeated
}

/// What was finished in the stretch of time, after whatever incident; everything when it has no bounds.
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
