//! Computes the state of one cause's follow-ups as of successive days. Days must be queried in ascending
//! order, so that each follow-up is processed once however often the cause recurred.

use super::history::Promise;
use super::{Fix, FixState, Promised};
use crate::incident::actions::{Action, ActionStatus};
use crate::knowledge::KnowledgeBase;
use crate::report::follow_ups::is_idea;
use crate::report::scope::{Which, days_between};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Maximum number of open fixes to list, longest overdue first.
const OPEN: usize = 4;
/// Maximum number of done fixes to list, latest first.
const DONE: usize = 3;

/// The follow-ups of one cause.
#[derive(Debug)]
pub struct Ledger<'k> {
    knowledge: &'k KnowledgeBase,
    promises: &'k [Promise],
    /// Number of follow-ups that existed on the last queried day.
    entered: usize,
    /// Neither done nor dropped by that day, by due date.
    open: BTreeSet<(Date, usize)>,
    /// The same follow-ups, by the day they will be closed.
    closing: BTreeSet<(Date, usize)>,
    /// How many of those will be done; the others will be dropped.
    to_be_done: usize,
    /// Done follow-ups in the order they were closed.
    done: Vec<usize>,
    dropped: Vec<usize>,
    undated: Vec<usize>,
    ideas: usize,
}

impl<'k> Ledger<'k> {
    /// Starts before the first follow-up.
    pub fn new(knowledge: &'k KnowledgeBase, promises: &'k [Promise]) -> Ledger<'k> {
        Ledger {
            knowledge,
            promises,
            entered: 0,
            open: BTreeSet::new(),
            closing: BTreeSet::new(),
            to_be_done: 0,
            done: vec![],
            dropped: vec![],
            undated: vec![],
            ideas: 0,
        }
    }

    /// Returns the state of follow-ups on a day, counting those that existed before a point in time on that
    /// day.
    pub fn on(&mut self, at: Timestamp, day: Date) -> Promised {
        while let Some(promise) = self.promises.get(self.entered)
            && promise.seen.at < at
        {
            self.enter(self.entered);
            self.entered += 1;
        }
        self.close(day);
        self.promised(day)
    }

    /// Returns the state of all follow-ups today.
    pub fn today(&mut self, today: Date) -> Promised {
        for at in self.entered..self.promises.len() {
            self.enter(at);
        }
        self.entered = self.promises.len();
        // A follow-up closed today counts as done.
        self.close(today.tomorrow().unwrap_or(today));
        self.promised(today)
    }

    fn action(&self, at: usize) -> &'k Action {
        let promise = &self.promises[at];
        &self.knowledge.entries[promise.seen.id].incident.actions[promise.action]
    }

    fn due(&self, at: usize) -> Option<Date> {
        self.action(at).due.map(|due| due.day())
    }

    fn enter(&mut self, at: usize) {
        let action = self.action(at);
        let key = (self.due(at).unwrap_or(Date::MAX), at);
        match (action.status, action.closed) {
            // A dropped follow-up without owner or due date was never a commitment.
            (ActionStatus::Dropped, _) if is_idea(action) => {}
            (ActionStatus::Dropped, None) => self.dropped.push(at),
            (ActionStatus::Done, None) => self.undated.push(at),
            // Until the day it was dropped, a follow-up counts as open.
            (ActionStatus::Done | ActionStatus::Dropped, Some(closed)) => {
                self.open.insert(key);
                self.closing.insert((closed.day(), at));
                self.to_be_done += usize::from(action.status == ActionStatus::Done);
            }
            _ if is_idea(action) => self.ideas += 1,
            _ => drop(self.open.insert(key)),
        }
    }

    /// Closes follow-ups that were closed before a day. One closed on the day itself may have been part of
    /// the response.
    fn close(&mut self, day: Date) {
        while let Some((closed, at)) = self.closing.first().copied()
            && closed < day
        {
            self.closing.pop_first();
            self.open.remove(&(self.due(at).unwrap_or(Date::MAX), at));
            match self.action(at).status {
                ActionStatus::Dropped => self.dropped.push(at),
                _ => {
                    self.to_be_done -= 1;
                    self.done.push(at);
                }
            }
        }
    }

    fn promised(&self, day: Date) -> Promised {
        let overdue = self.open.first().filter(|(due, _)| *due < day);
        let open = self
            .open
            .iter()
            .take(OPEN)
            .map(|(due, at)| self.fix(*at, if *due < day { FixState::Overdue } else { FixState::Open }));
        let done = self.done.iter().rev().take(DONE).map(|at| self.fix(*at, FixState::Done));
        let undated = self.undated.iter().rev().take(DONE).map(|at| self.fix(*at, FixState::DoneUndated));
        let dropped = self.dropped.iter().rev().take(DONE).map(|at| self.fix(*at, FixState::Dropped));
        Promised {
            done: self.done.len(),
            open: self.open.len(),
            undated: self.undated.len(),
            dropped: self.dropped.len(),
            ideas: self.ideas,
            still_open: self.open.len() - self.closing.len(),
            done_since: self.to_be_done,
            overdue_days: overdue.map(|(due, _)| days_between(*due, day)),
            fixes: open.chain(done).chain(undated).chain(dropped).collect(),
        }
    }

    fn fix(&self, at: usize, state: FixState) -> Fix {
        let (promise, action) = (&self.promises[at], self.action(at));
        Fix {
            incident: Which::new(self.knowledge, promise.seen.id),
            action: action.title.clone(),
            owner: action.owner.clone(),
            due: action.due.map(|due| due.day()),
            closed: action.closed.map(|closed| closed.day()),
            is_dropped: action.status == ActionStatus::Dropped,
            state,
            assumed: promise.assumed,
        }
    }
}
