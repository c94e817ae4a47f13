//! Did the fix hold? For every incident whose cause had been seen before: what had been promised against
//! that cause by then, how it stood on the day, and one of a few verdicts, none of them blame.

mod history;
mod ledger;

use super::scope::{Figure, Scope, Which, days_between};
use super::statistics::poisson::upper_bound_of_none;
use super::statistics::yearly;
use crate::diagnostic::count;
use crate::knowledge::Id;
use history::Histories;
use jiff::civil::Date;
use ledger::Ledger;
use serde::Serialize;
use std::collections::BTreeMap;

/// Whether fixes held, over all causes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fixes {
    /// Incidents whose cause had been seen before, newest first.
    pub recurrences: Vec<Recurrence>,
    /// How long each cause has stayed away, the most recently seen first.
    pub standing: Vec<Standing>,
    /// Verdicts with their incidents.
    pub verdicts: BTreeMap<Verdict, Figure>,
    /// How many follow-ups are taken to address their incident's own cause, since no follow-up of that
    /// incident says what it addresses.
    pub assumed: usize,
    /// Where a cause is among those that stayed away.
    #[serde(skip)]
    standings: BTreeMap<String, usize>,
    /// Each cause's counted incidents with a date, newest first.
    #[serde(skip)]
    chains: BTreeMap<String, Vec<Id>>,
}

/// A cause that came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Recurrence {
    /// The cause's name in addresses.
    pub cause: String,
    /// Its name for people.
    pub title: String,
    /// The incident it came back in.
    pub incident: Which,
    /// The day it came back.
    pub date: Date,
    /// The incident it had been in last.
    pub previous: Which,
    /// The days since.
    pub days_since: i64,
    /// How many incidents had had it.
    pub seen_before: usize,
    /// What had been promised, as it stood on the day.
    #[serde(flatten)]
    pub promised: Promised,
    /// What can be said.
    pub verdict: Verdict,
    /// The same for people: `Recurred while the fix was open, 12 days overdue`.
    pub sentence: String,
}

/// The follow-ups against a cause, as they stood on a day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Promised {
    /// How many were done.
    pub done: usize,
    /// How many were open.
    pub open: usize,
    /// How many are done, nobody wrote when.
    pub undated: usize,
    /// How many had been dropped, or are and nobody wrote when.
    pub dropped: usize,
    /// How many had neither owner nor due date, and were open: ideas, not promises.
    pub ideas: usize,
    /// How many of the open ones are open still.
    #[serde(skip)]
    pub still_open: usize,
    /// How many of the open ones have been done since.
    #[serde(skip)]
    pub done_since: usize,
    /// The days the longest overdue of the open ones was over its date.
    pub overdue_days: Option<i64>,
    /// The open ones by due date, then those done last: not more than people read.
    pub fixes: Vec<Fix>,
}

/// A follow-up against a cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fix {
    /// The incident it was promised after.
    pub incident: Which,
    /// What was to be done.
    pub action: String,
    /// Who does it.
    pub owner: Option<String>,
    /// Until when.
    pub due: Option<Date>,
    /// When it was done or given up, which may be after the day.
    pub closed: Option<Date>,
    /// Whether it was given up in the end.
    #[serde(skip)]
    pub is_dropped: bool,
    /// How it stood on the day.
    pub state: FixState,
    /// Whether it is only taken to address the cause.
    pub assumed: bool,
}

/// How a follow-up stood on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FixState {
    /// Finished before the day.
    Done,
    /// Not finished.
    Open,
    /// Not finished, and its date was over.
    Overdue,
    /// Finished; nobody wrote when.
    DoneUndated,
    /// Given up.
    Dropped,
}

/// What can be said of a recurrence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Everything promised had been done.
    AfterFix,
    /// Something promised was still open.
    WhileOpen,
    /// Everything promised had been given up.
    FixDropped,
    /// Nothing had been promised.
    NothingPromised,
    /// The fix is done, and nobody wrote when: it cannot be told which of the two it was.
    FixUndated,
}

/// A cause since it was last seen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Standing {
    /// The cause's name in addresses.
    pub cause: String,
    /// Its name for people.
    pub title: String,
    /// The incident it was last seen in.
    pub last: Which,
    /// The day of it.
    pub date: Date,
    /// The days since.
    pub days: i64,
    /// The rate a year that this rules out with 95 % confidence.
    pub upper_bound_per_year: Option<f64>,
    /// What was promised, as it stands today.
    #[serde(flatten)]
    pub promised: Promised,
    /// The same for people: `No recurrence in 412 days`.
    pub sentence: String,
}

impl Verdict {
    /// The verdict for people.
    pub fn words(self) -> &'static str {
        match self {
            Verdict::AfterFix => "Recurred after the fix was done",
            Verdict::WhileOpen => "Recurred while the fix was open",
            Verdict::FixDropped => "Recurred, what had been promised was dropped",
            Verdict::NothingPromised => "Recurred, nothing had been promised",
            Verdict::FixUndated => "Recurred; the fix is done, and nobody wrote when",
        }
    }

    /// The verdict for programs and classes.
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
            // One undated among the done leaves open whether all was done.
            Promised { undated: 1.., .. } => Verdict::FixUndated,
            Promised { done: 1.., .. } => Verdict::AfterFix,
            Promised { dropped: 1.., .. } => Verdict::FixDropped,
            _ => Verdict::NothingPromised,
        }
    }
}

impl FixState {
    /// The state for people.
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
    /// The recurrences in a scope; what came before it is history and looked at whole.
    pub fn new(scope: &Scope<'_>) -> Fixes {
        let histories = Histories::new(scope.knowledge);
        let (mut recurrences, mut standing) = (vec![], vec![]);
        for (cause, history) in &histories.by_cause {
            let mut ledger = Ledger::new(scope.knowledge, &history.promises);
            for incident in &history.incidents {
                let promised = ledger.on(incident.at, incident.day);
                // Of two incidents of the same moment neither came before the other.
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

    /// The counted incidents of a cause that have a date, newest first, whatever the stretch of time.
    pub fn chain(&self, cause: &str) -> &[Id] {
        self.chains.get(cause).map_or(&[], Vec::as_slice)
    }

    /// The recurrence of a cause in an incident.
    pub fn recurrence(&self, cause: &str, id: Id) -> Option<&Recurrence> {
        let order = |one: &Recurrence| (one.incident.id, one.cause.as_str()).cmp(&(id, cause));
        self.recurrences.binary_search_by(order).ok().map(|at| &self.recurrences[at])
    }

    /// How long a cause has stayed away.
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

/// `None` for a cause that was not seen in the stretch of time looked at.
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
