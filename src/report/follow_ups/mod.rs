//! What was promised, and how it stands: open, overdue, by owner, by age, how long such things take, and
//! what is proposed again and again. An action without owner and due date is an idea, not a broken promise.
//!
//! Owners are listed by name: this is a list of what is open, not a table of who is best.

pub mod calendar;
pub mod repeated;
mod terms;

use super::scope::{Coverage, Figure, Header, Recorded, Scope, Which, Window, days_between};
use super::statistics::survival::{Survival, Watched, kaplan_meier};
use crate::incident::actions::{Action, ActionStatus};
use crate::knowledge::Id;
use jiff::civil::Date;
use repeated::Repeated;
use serde::Serialize;
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

/// How long commitments take to close, those still open counted for as long as they are.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Closing {
    /// Those that tell when they were made and, if they are done, when that was. Without a curve where too many are
    /// done and do not tell when: what is left would be mostly what is open.
    #[serde(flatten)]
    pub survival: Survival,
    /// Those that are done and do not tell when.
    pub undated: usize,
}

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

/// Whether an action says who does it or until when.
fn is_taken(action: &Action) -> bool {
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

impl Item {
    fn new(scope: &Scope<'_>, id: Id, action: &Action) -> Item {
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

impl FollowUps {
    /// The follow-ups of a scope, after incidents of every kind: a promise made after an exercise is one.
    pub fn new(scope: &Scope<'_>) -> FollowUps {
        FollowUps { repeated: repeated(scope), ..FollowUps::without_repeated(scope) }
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

impl Standings {
    /// Whether nobody ever took anything on.
    pub fn is_empty(&self) -> bool {
        self.total.count + self.dropped.count == 0
    }

    fn add(&mut self, item: &Item) {
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

/// Spellings of an owner differ in case; the first one seen is shown.
fn own(owners: &mut BTreeMap<Option<String>, Owner>, item: &Item) {
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

/// One in so many may be done without a day before the curve is none.
const FEW: usize = 20;

fn closing(scope: &Scope<'_>, actions: &[(Id, &Action)]) -> Closing {
    let commitments =
        || actions.iter().filter(|(_, action)| !is_idea(action) && action.status != ActionStatus::Dropped);
    let survival = kaplan_meier(commitments().filter_map(|(id, action)| watch(scope, *id, action)).collect());
    let is_undated = |action: &Action| action.status == ActionStatus::Done && action.closed.is_none();
    let undated = commitments().filter(|(_, action)| is_undated(action)).count();
    match undated * FEW > survival.n + undated {
        true => Closing { survival: survival.without_curve(), undated },
        false => Closing { survival, undated },
    }
}

impl Closing {
    /// Whether there is a curve to show.
    pub fn is_told(&self) -> bool {
        self.survival.n > 0 && self.undated * FEW <= self.survival.n + self.undated
    }
}

/// From the incident to the day it was done, or to today; `None` where a day that is needed is not known.
fn watch(scope: &Scope<'_>, id: Id, action: &Action) -> Option<Watched> {
    let promised = scope.day(id)?;
    let (until, ended) = match (action.status, action.closed) {
        (ActionStatus::Done, Some(closed)) => (closed.day(), true),
        (ActionStatus::Done, None) => return None,
        _ => (scope.knowledge.today, false),
    };
    Some(Watched { days: days_between(promised, until).max(0), ended })
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

fn ages(open: &[Item]) -> Vec<Age> {
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
