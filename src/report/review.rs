//! One stretch of time in one document: what a lead takes to a quarterly review.

use super::Reports;
use super::causes::change::{Change, Periods, judged};
use super::follow_ups::{FollowUps, Item};
use super::scope::{Coverage, Header, Scope, Which, Window};
use super::statistics::comparison::{can_tell, more_often};
use crate::knowledge::{Id, KnowledgeBase};
use jiff::civil::Date;
use serde::Serialize;

/// Everything a review looks at.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Review {
    /// Its head.
    #[serde(flatten)]
    pub header: Header,
    /// The two stretches of time that are compared.
    pub periods: Option<Periods>,
    /// Whether there were more incidents than before.
    pub change: Option<Change>,
    /// The incidents, newest first.
    pub incidents: Vec<Incident>,
    /// What is overdue today, whenever it was promised.
    pub overdue: Vec<Item>,
    /// The reports on the stretch of time.
    pub reports: Reports,
}

/// One incident, as a review lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Incident {
    /// Its name in addresses.
    pub id: Which,
    /// Its title.
    pub title: String,
    /// Its day.
    pub date: Option<Date>,
    /// Its severity.
    pub severity: Option<String>,
    /// How long it took, in seconds.
    pub duration_seconds: Option<i64>,
    /// Slugs of the services it hit.
    pub services: Vec<String>,
    /// Slugs of its root causes.
    pub causes: Vec<String>,
    /// Who found it, in the words of the front matter.
    pub detected_by: Option<&'static str>,
}

impl Review {
    /// The review of a stretch of time.
    pub fn new(knowledge: &KnowledgeBase, window: Window) -> Review {
        let scope = Scope::new(knowledge, window);
        let periods = Periods::new(&scope);
        let always = FollowUps::new(&Scope::new(knowledge, Window::default()));
        Review {
            header: scope.header("review", coverage(&scope)),
            change: periods.as_ref().map(|periods| change(knowledge, periods)),
            periods,
            incidents: scope.counted.iter().map(|id| Incident::new(&scope, *id)).collect(),
            overdue: always.overdue().cloned().collect(),
            reports: Reports::new(knowledge, window),
        }
    }
}

impl Review {
    /// The review as its JSON document.
    pub fn json(&self) -> serde_json::Result<String> {
        serde_json::to_string(self)
    }
}

fn coverage(scope: &Scope<'_>) -> Coverage {
    Coverage::from([
        ("severity", scope.recorded(|entry| entry.severity.is_some())),
        ("duration", scope.recorded(|entry| entry.incident.duration.is_some())),
        ("services", scope.recorded(|entry| !entry.services.is_empty())),
        ("root_cause", scope.recorded(|entry| !entry.causes.is_empty())),
        ("detected_by", scope.recorded(|entry| entry.incident.facts.detected_by.is_some())),
    ])
}

fn change(knowledge: &KnowledgeBase, periods: &Periods) -> Change {
    let (now, before) = periods.split(knowledge, knowledge.incidents().map(|(id, _)| id));
    let share = periods.share();
    let testable = can_tell((now.count + before.count) as u64, share);
    let p = testable.then(|| more_often(now.count as u64, before.count as u64, share));
    judged(periods, now, before, p.map(|p| (p, p)), 1)
}

impl Incident {
    fn new(scope: &Scope<'_>, id: Id) -> Incident {
        let entry = scope.entry(id);
        let incident = &entry.incident;
        Incident {
            id: Which::new(scope.knowledge, id),
            title: incident.title.clone(),
            date: scope.day(id),
            severity: entry.severity.as_ref().map(|severity| severity.name.clone()),
            duration_seconds: incident.duration.map(|length| length.length.as_secs()),
            services: entry.services.clone(),
            causes: entry.causes.clone(),
            detected_by: incident.facts.detected_by.map(|by| by.word()),
        }
    }
}
