//! How long commitments take to close, where enough of them tell when they were done.

use super::item::is_idea;
use crate::incident::actions::{Action, ActionStatus};
use crate::knowledge::Id;
use crate::report::scope::{Scope, days_between};
use crate::report::statistics::survival::{Survival, Watched, kaplan_meier};
use serde::Serialize;

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

/// One in so many may be done without a day before the curve is none.
const FEW: usize = 20;

/// How long the commitments among some actions take to close.
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
    /// Whether there is a curve to show.
    pub fn is_told(&self) -> bool {
        self.survival.n > 0 && has_curve(&self.survival, self.undated)
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
