//! An incident's follow-ups on its page, with their state as of the build, in the wording of the reports.

use super::When;
use super::incident::{Detail, detail};
use crate::incident::actions::{Action, ActionStatus};
use crate::knowledge::KnowledgeBase;
use crate::report::follow_ups::{State, is_idea, state};
use serde::Serialize;

/// A follow-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ActionView {
    /// The title.
    pub title: String,
    /// The owner.
    pub owner: Option<String>,
    /// The due date.
    pub due: Option<When>,
    /// State for CSS classes: `open`, `in-progress`, `done`, `dropped` or `overdue`.
    pub state: String,
    /// State for readers: `Overdue by 12 days`.
    pub state_text: String,
    /// The closing date.
    pub closed: Option<When>,
    /// Tickets.
    pub tickets: Vec<Detail>,
    /// The type: `prevent`, `detect`, …
    pub kind: Option<String>,
}

/// The anchor of the page's list of follow-ups.
pub const FOLLOW_UPS: &str = "hs-follow-ups";

/// Returns the anchor of the body's own list, if it contains every follow-up with all its details and none
/// is overdue (which the body cannot say).
pub fn told<'a>(actions: &'a [Action], views: &[ActionView]) -> Option<&'a str> {
    let first = actions.first()?;
    let all = actions.iter().all(|action| !action.stated);
    (all && views.iter().all(|view| view.state != State::Overdue.word())).then_some(first.anchor.as_str())
}

/// Returns a follow-up with its state as of the build.
pub fn action_view(knowledge: &KnowledgeBase, action: &Action) -> ActionView {
    let (state, overdue) = state(action, knowledge.today);
    let text = match (state, overdue) {
        (_, Some(days)) => format!("Overdue by {}", super::days(usize::try_from(days).unwrap_or(0))),
        (State::Done, _) => "Done".to_owned(),
        (State::Dropped, _) => "Dropped".to_owned(),
        // The reports count ideas apart from commitments.
        (State::InProgress, _) if is_idea(action) => "Idea, in progress".to_owned(),
        (State::InProgress, _) => "In progress".to_owned(),
        _ if is_idea(action) => "Idea".to_owned(),
        _ => "Open".to_owned(),
    };
    ActionView {
        title: action.title.clone(),
        owner: action.owner.clone(),
        due: action.due.as_ref().map(When::new),
        state: state.word().to_owned(),
        state_text: text,
        closed: action.closed.as_ref().map(When::new),
        tickets: action.tickets.iter().map(|ticket| detail("ticket", ticket.clone())).collect(),
        kind: action.kind.clone(),
    }
}

/// Summarises follow-ups by state, in the wording of the reports.
pub fn actions_summary(actions: &[Action], views: &[ActionView]) -> Option<String> {
    let ideas = || actions.iter().filter(|action| is_idea(action) && action.status != ActionStatus::Dropped);
    let taken = || actions.iter().zip(views).filter(|(action, _)| !is_idea(action));
    let of = |state: &str| match state {
        "dropped" => views.iter().filter(|view| view.state == state).count(),
        _ => taken().filter(|(_, view)| view.state == state).count(),
    };
    let ideas = match ideas().count() {
        0 => None,
        1 => Some("1 idea".to_owned()),
        n => Some(format!("{n} ideas")),
    };
    let parts: Vec<String> = [
        ("overdue", "overdue"),
        ("open", "open"),
        ("in-progress", "in progress"),
        ("done", "done"),
        ("dropped", "dropped"),
    ]
    .into_iter()
    .map(|(state, words)| (of(state), words))
    .filter(|(n, _)| *n > 0)
    .map(|(n, words)| format!("{n} {words}"))
    .chain(ideas)
    .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}
