//! Estimates how long follow-ups take to close, if enough of them record a closing date.

use super::item::is_idea;
use crate::incident::actions::{Action, ActionStatus};
use crate::knowledge::Id;
use crate::report::scope::{Scope, days_between};
use crate::report::statistics::survival::{Survival, Watched, kaplan_meier};
use serde::Serialize;

/// Time to close, with open follow-ups as censored observations.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Closing {
    /// Follow-ups with a known start and, if done, a known end. Empty if too many done ones lack a closing
    /// date: the rest would be mostly open ones.
    #[serde(flatten)]
    pub survival: Survival,
    /// Follow-ups that are done but have no closing date.
    pub undated: usize,
}

/// Maximum share of done follow-ups without a closing date: one in this many.
const FEW: usize = 20;

/// Computes the time to close of the commitments among the given actions.
pub fn closing(scope: &Scope<'_>, actions: &[(Id, &Action)]) -> Closing {
    let commitments =
        || actions.iter().filter(|(_, action)| !is_idea(action) && action.status != ActionStatus::Dropped);
    let survival = kaplan_meier(commitments().filter_map(|(id, action)| watch(scope, *id, action)).collect());
    let is_undated = |action: &Action| action.status == ActionStatus::Done && action.closed.is_none();
    let undated = commitments().filter(|(_, action)| is_undated(action)).count();
    let survival = if has_curve(&survival, undated) { survival } else { survival.without_curve() };
    Closing { survival, undated }
}

fn has_curve(survival: &Survival, undated: usize) -> bool {
    undated * FEW <= survival.n + undated
}

impl Closing {
    /// Returns whether there is a curve to show.
    pub fn is_told(&self) -> bool {
        self.survival.n > 0 && has_curve(&self.survival, self.undated)
    }
}

/// Returns the time from the incident to closing, or to today. `None` if a required date is unknown.
fn watch(scope: &Scope<'_>, id: Id, action: &Action) -> Option<Watched> {
    let promised = scope.day(id)?;
    let (until, ended) = match (action.status, action.closed) {
        (ActionStatus::Done, Some(closed)) => (closed.day(), true),
        (ActionStatus::Done, None) => return None,
        _ => (scope.knowledge.today, false),
    };
    Some(Watched { days: days_between(promised, until).max(0), ended })
}
