//! "Same cause before and since": the nearest incidents with the same root cause, with the verdict on each
//! recurrence.

use super::{Link, When};
use crate::diagnostic::count;
use crate::knowledge::facets::FacetKind;
use crate::knowledge::{Id, KnowledgeBase};
use crate::report::fixes::{Fix, FixState, Fixes, Promised};
use crate::site::routes::Route;
use serde::Serialize;

/// Number of incidents on each side.
const NEAREST: usize = 3;

/// One cause of an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Strip {
    /// The cause.
    pub cause: Link,
    /// The incidents, oldest first, including this one.
    pub incidents: Vec<Companion>,
    /// Number of earlier incidents not shown.
    pub earlier: usize,
    /// Number of later incidents not shown.
    pub later: usize,
    /// Follow-ups against the cause when it recurred in this incident.
    pub promised: Vec<FixView>,
    /// Summary of the follow-ups not shown: `2 more are done`.
    pub promised_summary: Option<String>,
    /// `No recurrence in 412 days`, if it has not recurred since.
    pub standing: Option<String>,
}

/// An incident with the cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Companion {
    /// Its title.
    pub title: String,
    /// URL of its page; `None` for this incident.
    pub href: Option<String>,
    /// Its date.
    pub date: Option<When>,
    /// `before`, `this` or `since`.
    pub place: String,
    /// The verdict, if it is a recurrence.
    pub verdict: Option<VerdictView>,
}

/// The verdict on a recurrence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VerdictView {
    /// Name for CSS classes: `while-open`.
    pub kind: String,
    /// Text for readers.
    pub text: String,
}

/// A follow-up against a cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FixView {
    /// Its title.
    pub action: String,
    /// State for CSS classes: `done`, `open`, `overdue`, `done-undated` or `dropped`.
    pub state: String,
    /// State for readers: `Done 12 Mar 2026`.
    pub state_text: String,
    /// Its incident.
    pub incident: Link,
}

impl Strip {
    /// Builds one strip for each cause that the incident shares with others.
    pub fn all(knowledge: &KnowledgeBase, fixes: &Fixes, route: &Route, id: Id) -> Vec<Strip> {
        let causes = &knowledge.entries[id].causes;
        causes.iter().filter_map(|cause| Strip::new(knowledge, fixes, route, id, cause)).collect()
    }

    fn new(knowledge: &KnowledgeBase, fixes: &Fixes, route: &Route, id: Id, cause: &str) -> Option<Strip> {
        let term = knowledge.facet(FacetKind::Cause).terms.get(cause)?;
        knowledge.entries[id].incident.date?;
        // Sorted newest first, as entries are. Maintenance and exercises are shown but not counted.
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

/// Summarises the follow-ups that aren't shown.
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
    /// Formats a follow-up.
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

/// Describes a follow-up's state on a day and what became of it.
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
