//! One action as it stands today: what was promised, by whom, until when, and whether anybody took it on.

use crate::incident::actions::{Action, ActionStatus};
use crate::knowledge::Id;
use crate::report::scope::{Scope, Which, days_between};
use jiff::civil::Date;
use serde::Serialize;

/// An action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Item {
    /// What is to be done.
    pub action: String,
    /// The incident it came from.
    pub incident: Which,
    /// The day of that.
    pub date: Option<Date>,
    /// Who does it.
    pub owner: Option<String>,
    /// Until when.
    pub due: Option<Date>,
    /// When it was done.
    pub closed: Option<Date>,
    /// How it stands.
    pub state: State,
    /// The days over its date.
    pub overdue_days: Option<i64>,
    /// The days since the incident.
    pub age_days: Option<i64>,
    /// Its tickets.
    pub tickets: Vec<String>,
    /// `prevent`, `detect`, …
    #[serde(rename = "type")]
    pub kind: Option<String>,
}

/// How an action stands today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Not finished, the date over.
    Overdue,
    /// Not begun.
    Open,
    /// Begun.
    InProgress,
    /// Finished.
    Done,
    /// Given up.
    Dropped,
}

/// Whether an action says who does it or until when.
pub fn is_taken(action: &Action) -> bool {
    action.owner.is_some() || action.due.is_some()
}

/// Whether nobody has taken an action on: no owner, no date, and not done.
pub fn is_idea(action: &Action) -> bool {
    !is_taken(action) && action.status != ActionStatus::Done
}

/// The state of an action on a day, and the days it is over its date.
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
    /// The state for programs and classes.
    pub fn word(self) -> &'static str {
        match self {
            State::Overdue => "overdue",
            State::Open => "open",
            State::InProgress => "in-progress",
            State::Done => "done",
            State::Dropped => "dropped",
        }
    }

    /// The state for people.
    pub fn words(self) -> &'static str {
        if self == State::InProgress { "in progress" } else { self.word() }
    }
}

impl Item {
    /// An action of an incident, as it stands today.
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
