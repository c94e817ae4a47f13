//! The causes report: which causes recur, how often and how far apart, which services they affect, how much
//! time they cost, and whether the fixes held. Teams and people are never counted.

pub mod alike;
pub mod change;

use super::fixes::Fixes;
use super::lengths::Lengths;
use super::scope::{Coverage, Figure, Header, Scope, days_between};
use super::statistics::poisson::{Rate, rate};
use crate::knowledge::Id;
use crate::knowledge::facets::FacetKind;
use alike::Alike;
use change::{Change, Periods};
use jiff::civil::Date;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The causes report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Causes {
    /// The header shared by all reports.
    #[serde(flatten)]
    pub header: Header,
    /// The two periods compared, if the archive reaches back far enough.
    pub periods: Option<Periods>,
    /// Number of causes tested; Holm's correction uses this number.
    pub tested: usize,
    /// All causes, most frequent first.
    pub causes: Vec<CauseFigures>,
    /// Pairs of free-text causes that may be the same.
    pub alike: Vec<Alike>,
    /// Whether the fixes held.
    #[serde(flatten)]
    pub fixes: Arc<Fixes>,
}

/// Figures for one cause.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CauseFigures {
    /// Slug of the cause.
    pub cause: String,
    /// Its title.
    pub title: String,
    /// Incidents with this root cause.
    pub incidents: Figure,
    /// Incidents it contributed to.
    pub contributing: Figure,
    /// Affected services, most affected first.
    pub services: Vec<Hit>,
    /// Time lost in its incidents.
    pub time_lost: Lengths,
    /// Day of the first incident.
    pub first: Option<Date>,
    /// Day of the latest incident.
    pub last: Option<Date>,
    /// Days between consecutive incidents, oldest first.
    pub gaps_days: Vec<i64>,
    /// Incidents per year.
    pub rate: Option<Rate>,
    /// Comparison with the period before.
    pub change: Change,
    /// Cumulative share of all incidents with a named cause, in percent.
    pub cumulative_percent: usize,
}

/// A service affected by a cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hit {
    /// Slug of the service.
    pub service: String,
    /// Its title.
    pub title: String,
    /// The incidents that affected it.
    pub incidents: Figure,
}

impl Causes {
    /// Computes the report for a scope.
    pub fn new(scope: &Scope<'_>) -> Causes {
        Causes::with(scope, Arc::new(Fixes::new(scope)))
    }

    /// Computes the report from fixes that are already known.
    pub fn with(scope: &Scope<'_>, fixes: Arc<Fixes>) -> Causes {
        let mut by_cause: BTreeMap<&str, Vec<Id>> = BTreeMap::new();
        for id in &scope.counted {
            for cause in &scope.entry(*id).causes {
                by_cause.entry(cause).or_default().push(*id);
            }
        }
        let contributing = contributing(scope);
        for cause in contributing.keys() {
            by_cause.entry(cause).or_default();
        }
        let periods = Periods::new(scope);
        let (changes, tested) = change::changes(scope, periods.as_ref(), by_cause.keys().copied());
        let mut causes: Vec<CauseFigures> = by_cause
            .iter()
            .zip(changes)
            .map(|((cause, ids), change)| {
                let contributing = contributing.get(cause).map_or(&[][..], Vec::as_slice);
                figures(scope, cause, ids, contributing, change)
            })
            .collect();
        causes.sort_by(|a, b| {
            (Reverse(a.incidents.count), Reverse(a.last), Reverse(a.contributing.count), &a.cause).cmp(&(
                Reverse(b.incidents.count),
                Reverse(b.last),
                Reverse(b.contributing.count),
                &b.cause,
            ))
        });
        accumulate(&mut causes);
        Causes {
            header: scope.header("causes", coverage(scope)),
            periods,
            tested,
            alike: alike::find(scope, &causes),
            causes,
            fixes,
        }
    }

    /// Returns the figures of one cause.
    pub fn find(&self, cause: &str) -> Option<&CauseFigures> {
        self.causes.iter().find(|figures| figures.cause == cause)
    }

    /// Returns the causes of more than one incident.
    pub fn recurring(&self) -> impl Iterator<Item = &CauseFigures> {
        self.causes.iter().filter(|cause| cause.incidents.count > 1)
    }
}

fn coverage(scope: &Scope<'_>) -> Coverage {
    Coverage::from([
        ("root_cause", scope.recorded(|entry| !entry.causes.is_empty())),
        ("duration", scope.recorded(|entry| entry.incident.duration.is_some())),
        ("date", scope.recorded(|entry| entry.incident.date.is_some())),
        ("services", scope.recorded(|entry| !entry.services.is_empty())),
    ])
}

/// Returns the counted incidents that each cause contributed to.
fn contributing<'k>(scope: &Scope<'k>) -> BTreeMap<&'k str, Vec<Id>> {
    let terms = &scope.knowledge.facet(FacetKind::Cause).terms;
    terms
        .iter()
        .map(|(slug, term)| {
            let counted = |id: &Id| scope.counted.binary_search(id).is_ok();
            (slug.as_str(), term.contributing.iter().copied().filter(counted).collect::<Vec<Id>>())
        })
        .filter(|(_, ids)| !ids.is_empty())
        .collect()
}

fn figures(scope: &Scope<'_>, cause: &str, ids: &[Id], contributing: &[Id], change: Change) -> CauseFigures {
    let mut days: Vec<Date> = ids.iter().filter_map(|id| scope.day(*id)).collect();
    days.sort_unstable();
    CauseFigures {
        cause: cause.to_owned(),
        title: scope.knowledge.facet(FacetKind::Cause).title(cause).to_owned(),
        incidents: scope.figure(ids),
        contributing: scope.figure(contributing),
        services: hits(scope, ids),
        time_lost: Lengths::of_incidents(scope, ids),
        first: days.first().copied(),
        last: days.last().copied(),
        gaps_days: days.windows(2).map(|pair| days_between(pair[0], pair[1])).collect(),
        rate: scope.watched().and_then(|(since, until)| rate(days.len(), days_between(since, until))),
        change,
        cumulative_percent: 0,
    }
}

/// Returns the services that the given incidents affected, most affected first.
pub fn hits(scope: &Scope<'_>, ids: &[Id]) -> Vec<Hit> {
    let services = scope.knowledge.facet(FacetKind::Service);
    let mut hits: Vec<Hit> = scope
        .by_service(ids)
        .into_iter()
        .map(|(slug, ids)| Hit {
            service: slug.to_owned(),
            title: services.title(slug).to_owned(),
            incidents: scope.figure(&ids),
        })
        .collect();
    hits.sort_by(|a, b| {
        (Reverse(a.incidents.count), &a.service).cmp(&(Reverse(b.incidents.count), &b.service))
    });
    hits
}

fn accumulate(causes: &mut [CauseFigures]) {
    let total: usize = causes.iter().map(|cause| cause.incidents.count).sum();
    let mut so_far = 0;
    for cause in causes {
        so_far += cause.incidents.count;
        cause.cumulative_percent = (so_far * 100).checked_div(total).unwrap_or(0);
    }
}
