//! "Same cause before and since": the incidents around one that share a root cause, with what can be said of
//! each return. Only the nearest are shown, so that the page of a frequent cause does not list them all.

use super::{Link, When};
use crate::diagnostic::count;
use crate::knowledge::facets::FacetKind;
use crate::knowledge::{Id, KnowledgeBase};
use crate::report::fixes::{Fix, FixState, Fixes, Promised};
use crate::site::routes::Route;
use serde::Serialize;

/// How many incidents are shown on each side.
const NEAREST: usize = 3;

/// One cause of an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Strip {
    /// The cause.
    pub cause: Link,
    /// The incidents, oldest first, this one among them.
    pub incidents: Vec<Companion>,
    /// How many more there are before those shown.
    pub earlier: usize,
    /// How many more after.
    pub later: usize,
    /// What had been promised when it came back in this incident.
    pub promised: Vec<FixView>,
    /// `2 more are done`, when not all are shown.
    pub promised_summary: Option<String>,
    /// `No recurrence in 412 days`, when it has not come back since.
    pub standing: Option<String>,
}

/// An incident of the strip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Companion {
    /// Its title.
    pub title: String,
    /// Its page; nothing for this one.
    pub href: Option<String>,
    /// When.
    pub date: Option<When>,
    /// `before`, `this` or `since`.
    pub place: String,
    /// What can be said of the return, when it is one.
    pub verdict: Option<VerdictView>,
}

/// What can be said of a return.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VerdictView {
    /// `while-open`, for a class.
    pub kind: String,
    /// For people.
    pub text: String,
}

/// A follow-up against a cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FixView {
    /// What was to be done.
    pub action: String,
    /// `done`, `open`, `overdue`, `done-undated` or `dropped`, for a class.
    pub state: String,
    /// `Done 12 Mar 2026`
    pub state_text: String,
    /// The incident it was promised after.
    pub incident: Link,
}

impl Strip {
    /// The strips of an incident: one for each of its causes that other incidents have too.
    pub fn all(knowledge: &KnowledgeBase, fixes: &Fixes, route: &Route, id: Id) -> Vec<Strip> {
        let causes = &knowledge.entries[id].causes;
        causes.iter().filter_map(|cause| Strip::new(knowledge, fixes, route, id, cause)).collect()
    }

    fn new(knowledge: &KnowledgeBase, fixes: &Fixes, route: &Route, id: Id, cause: &str) -> Option<Strip> {
        let term = knowledge.facet(FacetKind::Cause).terms.get(cause)?;
        knowledge.entries[id].incident.date?;
        // Newest first, as entries are. Maintenance and exercises have their place among them
        // without being counted.
        let chain = fixes.chain(cause);
        let at = chain.partition_point(|other| *other < id);
        let newer = &chain[..at];
        let older = chain[at..].strip_prefix(&[id]).unwrap_or(&chain[at..]);
        if newer.is_empty() && older.is_empty() {
            return None;
        }
        let (earlier, later) = (older.len().saturating_sub(NEAREST), newer.len().saturating_sub(NEAREST));
        let shown = older.iter().take(NEAREST).rev().chain([&id]).chain(newer[later..].iter().rev());
        let recurrence = fixes.recurrence(cause, id);
        let standing = fixes.standing(cause).filter(|standing| standing.last.id == id);
        let promised = recurrence.map(|recurrence| &recurrence.promised);
        Some(Strip {
            cause: Link {
                text: term.title.clone(),
                href: route.to(&Route::Term(FacetKind::Cause, cause.to_owned())),
            },
            incidents: shown.map(|other| companion(knowledge, fixes, route, id, *other, cause)).collect(),
            earlier,
            later,
            promised: promised.map_or_else(Vec::new, |promised| {
                promised.fixes.iter().map(|fix| FixView::new(knowledge, route, fix)).collect()
            }),
            promised_summary: promised.and_then(rest),
            standing: standing.map(|standing| standing.sentence.clone()),
        })
    }
}

fn companion(
    knowledge: &KnowledgeBase,
    fixes: &Fixes,
    route: &Route,
    id: Id,
    other: Id,
    cause: &str,
) -> Companion {
    let entry = &knowledge.entries[other];
    let place = match other.cmp(&id) {
        std::cmp::Ordering::Greater => "before",
        std::cmp::Ordering::Equal => "this",
        std::cmp::Ordering::Less => "since",
    };
    let recurrence = fixes.recurrence(cause, other);
    Companion {
        title: entry.incident.title.clone(),
        href: (other != id).then(|| route.to(&Route::Incident(entry.slug.clone()))),
        date: entry.incident.date.as_ref().map(When::new),
        place: place.to_owned(),
        verdict: recurrence.map(|recurrence| VerdictView {
            kind: recurrence.verdict.word().to_owned(),
            text: recurrence.sentence.clone(),
        }),
    }
}

/// What is promised beyond what is shown.
fn rest(promised: &Promised) -> Option<String> {
    let shown = |state: &[FixState]| promised.fixes.iter().filter(|fix| state.contains(&fix.state)).count();
    let open = promised.open - shown(&[FixState::Open, FixState::Overdue]);
    let done = promised.done - shown(&[FixState::Done]);
    let verb = |n: usize| if n == 1 { "is" } else { "are" };
    let parts: Vec<String> = [(open, "open"), (done, "done")]
        .into_iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, state)| format!("{n} more {} {state}", verb(n)))
        .chain(
            (promised.ideas > 0)
                .then(|| format!("{} without owner and due date", count(promised.ideas, "idea"))),
        )
        .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

impl FixView {
    /// A follow-up as a page shows it.
    pub fn new(knowledge: &KnowledgeBase, route: &Route, fix: &Fix) -> FixView {
        let entry = &knowledge.entries[fix.incident.id];
        FixView {
            action: fix.action.clone(),
            state: match fix.state {
                FixState::Done => "done",
                FixState::Open => "open",
                FixState::Overdue => "overdue",
                FixState::DoneUndated => "done-undated",
                FixState::Dropped => "dropped",
            }
            .to_owned(),
            state_text: state_text(fix),
            incident: Link {
                text: entry.incident.title.clone(),
                href: route.to(&Route::Incident(entry.slug.clone())),
            },
        }
    }
}

/// How a follow-up stood on a day, and what became of it.
fn state_text(fix: &Fix) -> String {
    let day = |day: jiff::civil::Date| day.strftime("%-d %b %Y").to_string();
    let (end, ending) = if fix.is_dropped { ("dropped", "Dropped") } else { ("done", "Done") };
    match (fix.state, fix.closed, fix.due) {
        (FixState::Overdue, Some(closed), Some(due)) => format!("Due {}, {end} {}", day(due), day(closed)),
        (FixState::Overdue, None, Some(due)) => format!("Due {}, still open", day(due)),
        (FixState::Done | FixState::Dropped | FixState::Open, Some(closed), _) => {
            format!("{ending} {}", day(closed))
        }
        (FixState::Open, None, Some(due)) => format!("Open, due {}", day(due)),
        (FixState::DoneUndated, ..) => "Done, not recorded when".to_owned(),
        (FixState::Dropped, None, _) => "Dropped".to_owned(),
        (FixState::Open | FixState::Overdue | FixState::Done, ..) => "Open".to_owned(),
    }
}
