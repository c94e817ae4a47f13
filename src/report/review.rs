//! A review of one period in a single document, as a lead takes it to a quarterly review.

use super::Reports;
use super::causes::change::{Change, Periods, judged};
use super::follow_ups::{FollowUps, Item};
use super::scope::{Coverage, Header, Scope, Which, Window};
use super::statistics::comparison::{can_tell, more_often};
use crate::knowledge::{Id, KnowledgeBase};
use jiff::civil::Date;
use serde::Serialize;

/// A review.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Review {
    /// The header shared by all reports.
    #[serde(flatten)]
    pub header: Header,
    /// The two periods compared.
    pub periods: Option<Periods>,
    /// The change in the number of incidents.
    pub change: Option<Change>,
    /// The incidents, newest first.
    pub incidents: Vec<Incident>,
    /// Follow-ups overdue today, whenever they were created.
    pub overdue: Vec<Item>,
    /// The reports on the period.
    pub reports: Reports,
}

/// An incident as listed in a review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Incident {
    /// Its slug.
    pub id: Which,
    /// Its title.
    pub title: String,
    /// Its day.
    pub date: Option<Date>,
    /// Its severity.
    pub severity: Option<String>,
    /// Its duration in seconds.
    pub duration_seconds: Option<i64>,
    /// Slugs of the affected services.
    pub services: Vec<String>,
    /// Slugs of its root causes.
    pub causes: Vec<String>,
    /// Its `detected_by` value.
    pub detected_by: Option<&'static str>,
}

impl Review {
    /// Computes the review of a period.
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
    /// Serialises the review as JSON.
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
