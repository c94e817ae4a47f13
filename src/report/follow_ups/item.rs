//! A follow-up as of today: title, owner, due date, state, and whether anybody committed to it.

use crate::incident::actions::{Action, ActionStatus};
use crate::knowledge::Id;
use crate::report::scope::{Scope, Which, days_between};
use jiff::civil::Date;
use serde::Serialize;

/// A follow-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Item {
    /// Its title.
    pub action: String,
    /// The incident it belongs to.
    pub incident: Which,
    /// The day of the incident.
    pub date: Option<Date>,
    /// Its owner.
    pub owner: Option<String>,
    /// Its due date.
    pub due: Option<Date>,
    /// The day it was closed.
    pub closed: Option<Date>,
    /// Its state.
    pub state: State,
    /// Days past the due date.
    pub overdue_days: Option<i64>,
    /// Days since the incident.
    pub age_days: Option<i64>,
    /// Its tickets.
    pub tickets: Vec<String>,
    /// Its type: `prevent`, `detect`, …
    #[serde(rename = "type")]
    pub kind: Option<String>,
}

/// The state of a follow-up today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Open and past its due date.
    Overdue,
    /// Not started.
    Open,
    /// In progress.
    InProgress,
    /// Done.
    Done,
    /// Dropped.
    Dropped,
}

/// Returns whether a follow-up has an owner or a due date.
pub fn is_taken(action: &Action) -> bool {
    action.owner.is_some() || action.due.is_some()
}

/// Returns whether a follow-up is only an idea: no owner, no due date, and not done.
pub fn is_idea(action: &Action) -> bool {
    !is_taken(action) && action.status != ActionStatus::Done
}

/// Returns the state of a follow-up on a day, and the days past its due date.
pub fn state(action: &Action, today: Date) -> (State, Option<i64>) {
    let overdue = action.due.map(|due| days_between(due.day(), today)).filter(|days| *days > 0);
    match (action.status, overdue) {
        (ActionStatus::Done, _) => (State::Done, None),
        (ActionStatus::Dropped, _) => (State::Dropped, None),
        (_, Some(days)) => (State::Overdue, Some(days)),
        (ActionStatus::InProgress, None) => (State::InProgress, None),
        (ActionStatus::Open, None) => (State::Open, None),
    }
}

impl State {
    /// Returns the state's identifier in JSON and CSS classes.
    pub fn word(self) -> &'static str {
        match self {
            State::Overdue => "overdue",
            State::Open => "open",
            State::InProgress => "in-progress",
            State::Done => "done",
            State::Dropped => "dropped",
        }
    }

    /// Returns the state as a word for readers.
    pub fn words(self) -> &'static str {
        if self == State::InProgress { "in progress" } else { self.word() }
    }
}

impl Item {
    /// Returns an incident's follow-up as of today.
    pub fn new(scope: &Scope<'_>, id: Id, action: &Action) -> Item {
        let today = scope.knowledge.today;
        let (state, overdue_days) = state(action, today);
        let date = scope.day(id);
        Item {
            action: action.title.clone(),
            incident: Which::new(scope.knowledge, id),
            date,
            owner: action.owner.clone(),
            due: action.due.map(|due| due.day()),
            closed: action.closed.map(|closed| closed.day()),
            state,
            overdue_days,
            age_days: date.map(|date| days_between(date, today).max(0)),
            tickets: action.tickets.clone(),
            kind: action.kind.clone(),
        }
    }
}
