//! The detection report: who found incidents first, we or our users, by quarter and service, and how long
//! it took.

use super::lengths::Lengths;
use super::scope::{Coverage, Figure, Header, Scope, Which};
use crate::incident::actions::ActionStatus;
use crate::incident::fields::words::DetectedBy;
use crate::knowledge::Id;
use crate::knowledge::facets::FacetKind;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;

/// Number of a service's latest incidents to look at.
const LAST: usize = 3;
/// Minimum number of incidents with a known detector before anything is reported.
const ENOUGH: usize = 2;
/// Action types that improve detection, as people write them.
const DETECT: &[&str] = &["detect", "detection", "monitor", "monitoring", "alerting", "検知", "検出", "检测"];

/// The detection report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Detection {
    /// The header shared by all reports.
    #[serde(flatten)]
    pub header: Header,
    /// Who found all incidents in scope.
    pub found: Found,
    /// Incidents by `detected_by` value.
    pub ways: BTreeMap<&'static str, Figure>,
    /// Who found incidents, by quarter, oldest first. Quarters without incidents are included.
    pub quarters: Vec<Quarter>,
    /// Who found incidents, by service, in alphabetical order.
    pub services: Vec<Service>,
    /// Time to detect.
    pub delay: Lengths,
    /// Time to detect for incidents that we found.
    pub delay_we: Lengths,
    /// Time to detect for incidents that others reported.
    pub delay_they: Lengths,
    /// Services whose latest incidents were all reported by others.
    pub told: Vec<Told>,
}

/// Incidents by who found them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Found {
    /// Found by our alerts, dashboards, synthetic checks or CI.
    pub we: Figure,
    /// Reported by customers, employees, partners or others.
    pub they: Figure,
    /// Not recorded.
    pub unknown: Figure,
}

/// A calendar quarter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Quarter {
    /// The quarter's label: `2026 Q1`.
    pub quarter: String,
    /// Who found its incidents.
    #[serde(flatten)]
    pub found: Found,
}

/// A service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Service {
    /// Slug of the service.
    pub service: String,
    /// Its title.
    pub title: String,
    /// Who found its incidents.
    #[serde(flatten)]
    pub found: Found,
    /// Time to detect.
    pub delay: Lengths,
}

/// A service whose latest incidents were all reported by others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Told {
    /// Slug of the service.
    pub service: String,
    /// Its title.
    pub title: String,
    /// Its latest incidents with a known detector, newest first.
    pub last: Figure,
    /// Follow-ups of its incidents that improve detection, newest first.
    pub promised: Vec<Promise>,
}

/// A follow-up that improves detection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Promise {
    /// Title of the follow-up.
    pub action: String,
    /// The incident it belongs to.
    pub incident: Which,
    /// Its state.
    pub state: super::follow_ups::State,
}

impl Detection {
    /// Computes the report for a scope.
    pub fn new(scope: &Scope<'_>) -> Detection {
        let by = |side: bool| -> Vec<Id> {
            let ids = scope.counted.iter().copied();
            ids.filter(|id| by_us(scope, *id) == Some(side)).collect()
        };
        let services = scope.by_service(&scope.counted);
        Detection {
            header: scope.header("detection", coverage(scope)),
            found: found(scope, &scope.counted),
            ways: ways(scope),
            quarters: quarters(scope),
            services: services
                .iter()
                .map(|(slug, ids)| Service {
                    service: (*slug).to_owned(),
                    title: title(scope, slug),
                    found: found(scope, ids),
                    delay: Lengths::until_detected(scope, ids),
                })
                .collect(),
            delay: Lengths::until_detected(scope, &scope.counted),
            delay_we: Lengths::until_detected(scope, &by(true)),
            delay_they: Lengths::until_detected(scope, &by(false)),
            told: services.iter().filter_map(|(slug, ids)| told(scope, slug, ids)).collect(),
        }
    }
}

fn coverage(scope: &Scope<'_>) -> Coverage {
    Coverage::from([
        ("detected_by", scope.recorded(|entry| entry.incident.facts.detected_by.is_some())),
        ("time_to_detect", scope.recorded(|entry| entry.incident.times.to_detect().is_some())),
        ("date", scope.recorded(|entry| entry.incident.date.is_some())),
        ("services", scope.recorded(|entry| !entry.services.is_empty())),
    ])
}

fn by_us(scope: &Scope<'_>, id: Id) -> Option<bool> {
    scope.entry(id).incident.facts.detected_by.map(DetectedBy::by_us)
}

fn found(scope: &Scope<'_>, ids: &[Id]) -> Found {
    let of = |side: Option<bool>| -> Figure {
        let ids: Vec<Id> = ids.iter().copied().filter(|id| by_us(scope, *id) == side).collect();
        scope.figure(&ids)
    };
    Found { we: of(Some(true)), they: of(Some(false)), unknown: of(None) }
}

fn ways(scope: &Scope<'_>) -> BTreeMap<&'static str, Figure> {
    let mut ways: BTreeMap<&'static str, Vec<Id>> = BTreeMap::new();
    for id in &scope.counted {
        if let Some(by) = scope.entry(*id).incident.facts.detected_by {
            ways.entry(by.word()).or_default().push(*id);
        }
    }
    ways.into_iter().map(|(way, ids)| (way, scope.figure(&ids))).collect()
}

/// Returns all quarters of the scope as (year, quarter), including those without incidents.
fn quarters(scope: &Scope<'_>) -> Vec<Quarter> {
    let number = |day: Date| i32::from(day.year()) * 4 + i32::from(day.month() - 1) / 3;
    let mut by_quarter: BTreeMap<i32, Vec<Id>> = BTreeMap::new();
    for id in &scope.counted {
        if let Some(day) = scope.day(*id) {
            by_quarter.entry(number(day)).or_default().push(*id);
        }
    }
    let (Some(first), Some(last)) = (by_quarter.keys().next(), by_quarter.keys().next_back()) else {
        return vec![];
    };
    (*first..=*last)
        .map(|number| Quarter {
            quarter: format!("{} Q{}", number.div_euclid(4), number.rem_euclid(4) + 1),
            found: found(scope, by_quarter.get(&number).map_or(&[][..], Vec::as_slice)),
        })
        .collect()
}

fn title(scope: &Scope<'_>, service: &str) -> String {
    scope.knowledge.facet(FacetKind::Service).title(service).to_owned()
}

/// Checks whether a service's latest incidents were all reported by others. `ids` must be sorted newest
/// first.
fn told(scope: &Scope<'_>, service: &str, ids: &[Id]) -> Option<Told> {
    let known = ids.iter().copied().filter(|id| by_us(scope, *id).is_some());
    let last: Vec<Id> = known.take(LAST).collect();
    if last.len() < ENOUGH || last.iter().any(|id| by_us(scope, *id) != Some(false)) {
        return None;
    }
    let today = scope.knowledge.today;
    let promised = ids.iter().flat_map(|id| {
        let actions = scope.entry(*id).incident.actions.iter();
        let detecting = actions.filter(|action| {
            action.status != ActionStatus::Dropped
                && action.kind.as_deref().is_some_and(|kind| DETECT.contains(&kind))
        });
        detecting.map(|action| Promise {
            action: action.title.clone(),
            incident: Which::new(scope.knowledge, *id),
            state: super::follow_ups::state(action, today).0,
        })
    });
    Some(Told {
        service: service.to_owned(),
        title: title(scope, service),
        last: scope.figure(&last),
        promised: promised.collect(),
    })
}
