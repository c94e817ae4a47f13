//! Who found out first: our own instruments, or the people we serve. By quarter and service, with the time
//! lost before anybody knew, and the services where only others ever noticed.

use super::lengths::Lengths;
use super::scope::{Coverage, Figure, Header, Scope, Which};
use crate::incident::actions::ActionStatus;
use crate::incident::fields::words::DetectedBy;
use crate::knowledge::Id;
use crate::knowledge::facets::FacetKind;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;

/// How many of a service's last incidents are looked at.
const LAST: usize = 3;
/// How many there must be to say anything.
const ENOUGH: usize = 2;
/// Sorts of action that find the next incident sooner, as people write them.
const DETECT: &[&str] = &["detect", "detection", "monitor", "monitoring", "alerting", "検知", "検出", "检测"];

/// The report on detection.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Detection {
    /// Its head.
    #[serde(flatten)]
    pub header: Header,
    /// Who found out, over all incidents.
    pub found: Found,
    /// How, in the words of the front matter.
    pub ways: BTreeMap<&'static str, Figure>,
    /// Who found out, by quarter, oldest first; quarters without incidents too.
    pub quarters: Vec<Quarter>,
    /// Who found out, by service, in the order of the alphabet.
    pub services: Vec<Service>,
    /// The time between the start and the moment somebody knew.
    pub delay: Lengths,
    /// The same where we found it.
    pub delay_we: Lengths,
    /// The same where they told us.
    pub delay_they: Lengths,
    /// Services whose last incidents were all found by others.
    pub told: Vec<Told>,
}

/// Who found some incidents.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Found {
    /// Our alerts, dashboards, probes and tests.
    pub we: Figure,
    /// Customers, colleagues, partners, the press.
    pub they: Figure,
    /// Nobody wrote who.
    pub unknown: Figure,
}

/// Three months.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Quarter {
    /// `2026 Q1`
    pub quarter: String,
    /// Who found its incidents.
    #[serde(flatten)]
    pub found: Found,
}

/// A service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Service {
    /// Its name in addresses.
    pub service: String,
    /// Its name for people.
    pub title: String,
    /// Who found its incidents.
    #[serde(flatten)]
    pub found: Found,
    /// The time before anybody knew.
    pub delay: Lengths,
}

/// A service that others watch for us.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Told {
    /// Its name in addresses.
    pub service: String,
    /// Its name for people.
    pub title: String,
    /// Its last incidents of which it is known who found them, newest first.
    pub last: Figure,
    /// What was promised, after its incidents, to find the next one sooner; newest first.
    pub promised: Vec<Promise>,
}

/// A follow-up that finds things.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Promise {
    /// What is to be done.
    pub action: String,
    /// The incident it was promised after.
    pub incident: Which,
    /// How it stands.
    pub state: super::follow_ups::State,
}

impl Detection {
    /// The detection of a scope.
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

/// Years and quarters as one number each, so that those without incidents are not forgotten.
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

/// A service whose last incidents were all found by others; `ids` newest first.
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
