//! Answers "did the fix hold?". For every incident whose cause had occurred before, reports the follow-ups
//! against that cause, their state on that day, and a verdict that blames nobody.

mod as_of;
mod history;

use super::scope::{Figure, Scope, Which, days_between};
use super::statistics::poisson::upper_bound_of_none;
use super::statistics::yearly;
use crate::diagnostic::count;
use crate::knowledge::Id;
use as_of::Ledger;
use history::Histories;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;

/// Whether fixes held, for all causes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fixes {
    /// Recurrences, newest first.
    pub recurrences: Vec<Recurrence>,
    /// Time since each cause last occurred, most recent first.
    pub standing: Vec<Standing>,
    /// Incidents by verdict.
    pub verdicts: BTreeMap<Verdict, Figure>,
    /// Number of follow-ups assumed to address their incident's own causes because no follow-up of that
    /// incident names a cause.
    pub assumed: usize,
    /// Index into `standing` by slug of the cause.
    #[serde(skip)]
    standings: BTreeMap<String, usize>,
    /// Each cause's counted incidents with a date, newest first.
    #[serde(skip)]
    chains: BTreeMap<String, Vec<Id>>,
}

/// A recurrence of a cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Recurrence {
    /// Slug of the cause.
    pub cause: String,
    /// Its title.
    pub title: String,
    /// The incident in which it recurred.
    pub incident: Which,
    /// The day it recurred.
    pub date: Date,
    /// The previous incident with this cause.
    pub previous: Which,
    /// Days since the previous incident.
    pub days_since: i64,
    /// Number of earlier incidents with this cause.
    pub seen_before: usize,
    /// The follow-ups against the cause, as of that day.
    #[serde(flatten)]
    pub promised: Promised,
    /// The verdict.
    pub verdict: Verdict,
    /// The verdict as a sentence: `Recurred while the fix was open, 12 days overdue`.
    pub sentence: String,
}

/// Follow-ups against a cause, as of a day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Promised {
    /// Done.
    pub done: usize,
    /// Open.
    pub open: usize,
    /// Done, but without a closing date.
    pub undated: usize,
    /// Dropped by that day, or dropped without a date.
    pub dropped: usize,
    /// Open without owner or due date: ideas rather than commitments.
    pub ideas: usize,
    /// Open on that day and still open today.
    #[serde(skip)]
    pub still_open: usize,
    /// Open on that day and done since.
    #[serde(skip)]
    pub done_since: usize,
    /// Days by which the longest overdue one was late.
    pub overdue_days: Option<i64>,
    /// Open fixes by due date, then the latest done ones; capped for display.
    pub fixes: Vec<Fix>,
}

/// A follow-up against a cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fix {
    /// The incident it belongs to.
    pub incident: Which,
    /// Its title.
    pub action: String,
    /// Its owner.
    pub owner: Option<String>,
    /// Its due date.
    pub due: Option<Date>,
    /// When it was closed (done or dropped), possibly after that day.
    pub closed: Option<Date>,
    /// Whether it was dropped in the end.
    #[serde(skip)]
    pub is_dropped: bool,
    /// Its state on that day.
    pub state: FixState,
    /// Whether it is only assumed to address the cause.
    pub assumed: bool,
}

/// The state of a follow-up on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FixState {
    /// Done before the day.
    Done,
    /// Open.
    Open,
    /// Open and past its due date.
    Overdue,
    /// Done, without a closing date.
    DoneUndated,
    /// Dropped.
    Dropped,
}

/// The verdict on a recurrence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Recurred after all fixes were done.
    AfterFix,
    /// Recurred while a fix was open.
    WhileOpen,
    /// Recurred after all fixes had been dropped.
    FixDropped,
    /// Recurred with no fix planned.
    NothingPromised,
    /// A fix is done but has no closing date, so it may have been done before or after the recurrence.
    FixUndated,
}

/// The time since a cause last occurred.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Standing {
    /// Slug of the cause.
    pub cause: String,
    /// Its title.
    pub title: String,
    /// Its latest incident.
    pub last: Which,
    /// The day of that incident.
    pub date: Date,
    /// Days since then.
    pub days: i64,
    /// Upper bound of the yearly rate, with 95% confidence, given no recurrence since.
    pub upper_bound_per_year: Option<f64>,
    /// Its follow-ups as of today.
    #[serde(flatten)]
    pub promised: Promised,
    /// As a sentence: `No recurrence in 412 days`.
    pub sentence: String,
}

impl Verdict {
    /// Returns the verdict as a phrase for readers.
    pub fn words(self) -> &'static str {
        match self {
            Verdict::AfterFix => "Recurred after the fix was done",
            Verdict::WhileOpen => "Recurred while the fix was open",
            Verdict::FixDropped => "Recurred, what had been promised was dropped",
            Verdict::NothingPromised => "Recurred, nothing had been promised",
            Verdict::FixUndated => "Recurred; the fix is done, and nobody wrote when",
        }
    }

    /// Returns the verdict's identifier in JSON and CSS classes.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::AfterFix => "after-fix",
            Verdict::WhileOpen => "while-open",
            Verdict::FixDropped => "fix-dropped",
            Verdict::NothingPromised => "nothing-promised",
            Verdict::FixUndated => "fix-undated",
        }
    }

    fn of(promised: &Promised) -> Verdict {
        match promised {
            Promised { open: 1.., .. } => Verdict::WhileOpen,
            // With an undated one among the done fixes, it is unclear whether all were done.
            Promised { undated: 1.., .. } => Verdict::FixUndated,
            Promised { done: 1.., .. } => Verdict::AfterFix,
            Promised { dropped: 1.., .. } => Verdict::FixDropped,
            _ => Verdict::NothingPromised,
        }
    }
}

impl FixState {
    /// Returns the state as a phrase for readers.
    pub fn words(self) -> &'static str {
        match self {
            FixState::Done => "done",
            FixState::Open => "open",
            FixState::Overdue => "overdue",
            FixState::DoneUndated => "done, not recorded when",
            FixState::Dropped => "dropped",
        }
    }
}

impl Fixes {
    /// Computes recurrences within a scope. Earlier incidents count as history.
    pub fn new(scope: &Scope<'_>) -> Fixes {
        let histories = Histories::new(scope.knowledge);
        let (mut recurrences, mut standing) = (vec![], vec![]);
        for (cause, history) in &histories.by_cause {
            let mut ledger = Ledger::new(scope.knowledge, &history.promises);
            for incident in &history.incidents {
                let promised = ledger.on(incident.at, incident.day);
                // Of two incidents with the same start time, neither precedes the other.
                let seen_before = history.incidents.partition_point(|other| other.at < incident.at);
                let Some(earlier) = seen_before.checked_sub(1).map(|at| &history.incidents[at]) else {
                    continue;
                };
                if scope.window.contains(incident.day) {
                    let verdict = Verdict::of(&promised);
                    recurrences.push(Recurrence {
                        cause: cause.clone(),
                        title: history.title.clone(),
                        incident: Which::new(scope.knowledge, incident.id),
                        date: incident.day,
                        previous: Which::new(scope.knowledge, earlier.id),
                        days_since: days_between(earlier.day, incident.day),
                        seen_before,
                        sentence: sentence(verdict, &promised),
                        promised,
                        verdict,
                    });
                }
            }
            standing.extend(stand(scope, cause, history, &mut ledger));
        }
        recurrences.sort_by(|a, b| (a.incident.id, &a.cause).cmp(&(b.incident.id, &b.cause)));
        standing.sort_by(|a: &Standing, b| (a.last.id, &a.cause).cmp(&(b.last.id, &b.cause)));
        let chain = |history: &history::History| history.incidents.iter().rev().map(|seen| seen.id).collect();
        let standings = standing.iter().enumerate().map(|(at, one)| (one.cause.clone(), at));
        Fixes {
            verdicts: verdicts(scope, &recurrences),
            assumed: histories.assumed,
            standings: standings.collect(),
            chains: histories
                .by_cause
                .iter()
                .map(|(cause, history)| (cause.clone(), chain(history)))
                .collect(),
            recurrences,
            standing,
        }
    }

    /// Returns all counted, dated incidents of a cause, newest first, regardless of the period.
    pub fn chain(&self, cause: &str) -> &[Id] {
        self.chains.get(cause).map_or(&[], Vec::as_slice)
    }

    /// Returns the recurrence of a cause in an incident.
    pub fn recurrence(&self, cause: &str, id: Id) -> Option<&Recurrence> {
        let order = |one: &Recurrence| (one.incident.id, one.cause.as_str()).cmp(&(id, cause));
        self.recurrences.binary_search_by(order).ok().map(|at| &self.recurrences[at])
    }

    /// Returns the time since a cause last occurred.
    pub fn standing(&self, cause: &str) -> Option<&Standing> {
        self.standings.get(cause).map(|at| &self.standing[*at])
    }
}

fn verdicts(scope: &Scope<'_>, recurrences: &[Recurrence]) -> BTreeMap<Verdict, Figure> {
    let mut ids: BTreeMap<Verdict, Vec<Id>> = BTreeMap::new();
    for recurrence in recurrences {
        let of_verdict = ids.entry(recurrence.verdict).or_default();
        if of_verdict.last() != Some(&recurrence.incident.id) {
            of_verdict.push(recurrence.incident.id);
        }
    }
    ids.into_iter().map(|(verdict, ids)| (verdict, scope.figure(&ids))).collect()
}

/// Returns `None` for a cause that did not occur in the period.
fn stand(
    scope: &Scope<'_>,
    cause: &str,
    history: &history::History,
    ledger: &mut Ledger<'_>,
) -> Option<Standing> {
    let last = history.incidents.last()?;
    history.incidents.iter().find(|incident| scope.window.contains(incident.day))?;
    let today = scope.knowledge.today;
    let days = days_between(last.day, today).max(0);
    let promised = ledger.today(today);
    let upper_bound_per_year = upper_bound_of_none(days);
    let bound = upper_bound_per_year.map_or_else(String::new, |bound| {
        format!(" (at most {} a year with 95 % confidence)", yearly(bound))
    });
    Some(Standing {
        cause: cause.to_owned(),
        title: history.title.clone(),
        last: Which::new(scope.knowledge, last.id),
        date: last.day,
        days,
        upper_bound_per_year,
        promised,
        sentence: format!("No recurrence in {}{bound}", count(days, "day")),
    })
}

fn sentence(verdict: Verdict, promised: &Promised) -> String {
    let overdue = promised.overdue_days;
    let overdue = overdue.map_or_else(String::new, |days| format!(", {} overdue", count(days, "day")));
    let of = promised.done + promised.open + promised.undated;
    match verdict {
        Verdict::WhileOpen if promised.open < of => {
            format!("Recurred while part of the fix was open ({} of {of}){overdue}", promised.open)
        }
        Verdict::WhileOpen => format!("{}{overdue}", verdict.words()),
        _ => verdict.words().to_owned(),
    }
}
