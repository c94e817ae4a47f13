//! The follow-ups of a postmortem on its page, each as it stands today, and how they stand together, in the words of the
//! reports.

use super::When;
use super::incident::{Detail, detail};
use crate::incident::actions::{Action, ActionStatus};
use crate::knowledge::KnowledgeBase;
use crate::report::follow_ups::{State, is_idea, state};
use serde::Serialize;

/// A follow-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ActionView {
    /// What is to be done.
    pub title: String,
    /// Who does it.
    pub owner: Option<String>,
    /// Until when.
    pub due: Option<When>,
    /// `open`, `in-progress`, `done`, `dropped` or `overdue`, for a class.
    pub state: String,
    /// The same for people: `Overdue by 12 days`.
    pub state_text: String,
    /// When it was done.
    pub closed: Option<When>,
    /// Tickets.
    pub tickets: Vec<Detail>,
    /// `prevent`, `detect`, …
    pub kind: Option<String>,
}

/// The anchor of the page's own list of follow-ups.
pub const FOLLOW_UPS: &str = "hs-follow-ups";

/// The anchor under which the body lists the follow-ups, when it lists all of them and each as well as the
/// page could: that one is overdue is what it cannot say.
pub fn told<'a>(actions: &'a [Action], views: &[ActionView]) -> Option<&'a str> {
    let first = actions.first()?;
    let all = actions.iter().all(|action| !action.stated);
    (all && views.iter().all(|view| view.state != State::Overdue.word())).then_some(first.anchor.as_str())
}

/// One of them, as it stands on the day of the build.
pub fn action_view(knowledge: &KnowledgeBase, action: &Action) -> ActionView {
    let (state, overdue) = state(action, knowledge.today);
    let text = match (state, overdue) {
        (_, Some(days)) => format!("Overdue by {}", super::days(usize::try_from(days).unwrap_or(0))),
        (State::Done, _) => "Done".to_owned(),
        (State::Dropped, _) => "Dropped".to_owned(),
        // The reports count it apart from what somebody took on.
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

/// How many stand how, in the words of the reports.
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
