//! The trends report: incidents per month by severity, durations, which services fail for which causes, and
//! which services fail together. Severity and duration are shown side by side and never combined.

use super::lengths::Lengths;
use super::scope::{Coverage, Figure, Header, Scope, Which};
use super::statistics::comparison::{SIGNIFICANT, holm};
use super::statistics::fisher::Together;
use super::statistics::rounded;
use crate::knowledge::Id;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;

/// Minimum number of shared incidents before two services are tested.
const TOGETHER: usize = 3;

/// The trends report.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Trends {
    /// The header shared by all reports.
    #[serde(flatten)]
    pub header: Header,
    /// Severities, worst first, then unrated.
    pub severities: Vec<Severity>,
    /// All months from the first incident to the last, including months without incidents.
    pub months: Vec<Month>,
    /// All recorded durations, newest first.
    pub durations: Vec<Duration>,
    /// Number of incidents by service and cause, most frequent first.
    pub services_by_cause: Vec<ServiceCause>,
    /// Services that fail together more often than chance explains, lowest p-value first.
    pub together: Vec<Pair>,
    /// Number of service pairs tested.
    pub pairs_tested: usize,
}

/// A severity level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Severity {
    /// Its name; `None` for unrated incidents.
    pub severity: Option<String>,
    /// Its rank; 1 is the worst.
    pub rank: Option<u32>,
    /// Its incidents.
    pub incidents: Figure,
    /// Their durations.
    pub durations: Lengths,
}

/// A calendar month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Month {
    /// The month's label: `2026-03`.
    pub month: String,
    /// Its incidents.
    pub incidents: Figure,
    /// Its incidents by severity, in the order of `severities`.
    pub by_severity: Vec<Figure>,
}

/// The duration of one incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Duration {
    /// The incident.
    pub incident: Which,
    /// Its day.
    pub date: Option<Date>,
    /// Its severity.
    pub severity: Option<String>,
    /// Its duration in seconds.
    pub seconds: i64,
}

/// A service and a cause that occur together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ServiceCause {
    /// Slug of the service.
    pub service: String,
    /// Slug of the cause.
    pub cause: String,
    /// The incidents with both.
    pub incidents: Figure,
}

/// A pair of services that fail together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pair {
    /// Slug of the first service.
    pub service: String,
    /// Slug of the second service.
    pub other: String,
    /// Incidents that affected both.
    pub incidents: Figure,
    /// Number of incidents that affected the first.
    pub of_service: usize,
    /// Number of incidents that affected the second.
    pub of_other: usize,
    /// Number expected by chance.
    pub expected: f64,
    /// The p-value.
    pub p: f64,
    /// The p-value after correction for the number of pairs tested.
    pub p_adjusted: f64,
}

impl Trends {
    /// Computes the report for a scope.
    pub fn new(scope: &Scope<'_>) -> Trends {
        let severities = severities(scope);
        let (together, pairs_tested) = together(scope);
        Trends {
            header: scope.header("trends", coverage(scope)),
            months: months(scope, &severities),
            severities,
            durations: durations(scope),
            services_by_cause: services_by_cause(scope),
            together,
            pairs_tested,
        }
    }
}

fn coverage(scope: &Scope<'_>) -> Coverage {
    Coverage::from([
        ("date", scope.recorded(|entry| entry.incident.date.is_some())),
        ("severity", scope.recorded(|entry| entry.severity.is_some())),
        ("duration", scope.recorded(|entry| entry.incident.duration.is_some())),
        ("services", scope.recorded(|entry| !entry.services.is_empty())),
        ("root_cause", scope.recorded(|entry| !entry.causes.is_empty())),
    ])
}

type Level = (u32, Option<String>);

fn level(scope: &Scope<'_>, id: Id) -> Level {
    let severity = scope.entry(id).severity.as_ref();
    severity.map_or((u32::MAX, None), |severity| (severity.rank, Some(severity.name.clone())))
}

fn severities(scope: &Scope<'_>) -> Vec<Severity> {
    let mut by_level: BTreeMap<Level, Vec<Id>> = BTreeMap::new();
    for id in &scope.counted {
        by_level.entry(level(scope, *id)).or_default().push(*id);
    }
    let severity = |((rank, name), ids): (Level, Vec<Id>)| Severity {
        rank: name.is_some().then_some(rank),
        severity: name,
        incidents: scope.figure(&ids),
        durations: Lengths::of_incidents(scope, &ids),
    };
    by_level.into_iter().map(severity).collect()
}

fn months(scope: &Scope<'_>, severities: &[Severity]) -> Vec<Month> {
    let number = |day: Date| i32::from(day.year()) * 12 + i32::from(day.month()) - 1;
    let mut by_month: BTreeMap<i32, Vec<Id>> = BTreeMap::new();
    for id in &scope.counted {
        if let Some(day) = scope.day(*id) {
            by_month.entry(number(day)).or_default().push(*id);
        }
    }
    let (Some(first), Some(last)) = (by_month.keys().next(), by_month.keys().next_back()) else {
        return vec![];
    };
    // Months without incidents count too, before the first one and after the last up to today.
    let today = scope.knowledge.today;
    let end = scope.window.last().map_or(today, |last| last.min(today));
    let first = scope.window.since.map_or(*first, |since| number(since).min(*first));
    (first..=number(end).max(*last))
        .map(|number| {
            let ids = by_month.get(&number).map_or(&[][..], Vec::as_slice);
            let of = |severity: &Severity| {
                let same = |id: &Id| level(scope, *id).1 == severity.severity;
                scope.figure(&ids.iter().copied().filter(same).collect::<Vec<Id>>())
            };
            Month {
                month: format!("{}-{:02}", number.div_euclid(12), number.rem_euclid(12) + 1),
                incidents: scope.figure(ids),
                by_severity: severities.iter().map(of).collect(),
            }
        })
        .collect()
}

fn durations(scope: &Scope<'_>) -> Vec<Duration> {
    let duration = |id: &Id| {
        let incident = &scope.entry(*id).incident;
        Some(Duration {
            incident: Which::new(scope.knowledge, *id),
            date: scope.day(*id),
            severity: level(scope, *id).1,
            seconds: incident.duration?.length.as_secs(),
        })
    };
    scope.counted.iter().filter_map(duration).collect()
}

fn services_by_cause(scope: &Scope<'_>) -> Vec<ServiceCause> {
    let mut cells: BTreeMap<(&str, &str), Vec<Id>> = BTreeMap::new();
    for id in &scope.counted {
        let entry = scope.entry(*id);
        for service in &entry.services {
            for cause in &entry.causes {
                cells.entry((service, cause)).or_default().push(*id);
            }
        }
    }
    let mut cells: Vec<ServiceCause> = cells
        .into_iter()
        .map(|((service, cause), ids)| ServiceCause {
            service: service.to_owned(),
            cause: cause.to_owned(),
            incidents: scope.figure(&ids),
        })
        .collect();
    cells.sort_by_key(|cell| std::cmp::Reverse(cell.incidents.count));
    cells
}

/// Returns pairs of services that fail together more often than chance, and the number of pairs tested.
/// Only incidents that name a service are considered.
fn together(scope: &Scope<'_>) -> (Vec<Pair>, usize) {
    let mut alone: BTreeMap<&str, usize> = BTreeMap::new();
    let mut pairs: BTreeMap<(&str, &str), Vec<Id>> = BTreeMap::new();
    let mut total = 0;
    for id in &scope.counted {
        let mut services: Vec<&str> = scope.entry(*id).services.iter().map(String::as_str).collect();
        services.sort_unstable();
        total += usize::from(!services.is_empty());
        for (at, service) in services.iter().enumerate() {
            *alone.entry(service).or_default() += 1;
            for other in &services[at + 1..] {
                pairs.entry((service, other)).or_default().push(*id);
            }
        }
    }
    pairs.retain(|_, ids| ids.len() >= TOGETHER);
    let of = |service: &str| alone.get(service).copied().unwrap_or_default();
    let tests: Vec<Together> = pairs
        .iter()
        .map(|((service, other), ids)| Together {
            both: ids.len() as u64,
            first: of(service) as u64,
            second: of(other) as u64,
            total: total as u64,
        })
        .collect();
    let probabilities: Vec<f64> = tests.iter().map(Together::probability).collect();
    let adjusted = holm(&probabilities);
    let tested = pairs.len();
    let mut found: Vec<Pair> = pairs
        .into_iter()
        .zip(tests)
        .zip(probabilities.into_iter().zip(adjusted))
        .filter(|(_, (_, adjusted))| *adjusted <= SIGNIFICANT)
        .map(|((((service, other), ids), test), (p, adjusted))| Pair {
            service: service.to_owned(),
            other: other.to_owned(),
            incidents: scope.figure(&ids),
            of_service: of(service),
            of_other: of(other),
            expected: rounded(test.expected()),
            p: rounded(p),
            p_adjusted: rounded(adjusted),
        })
        .collect();
    found.sort_by(|a, b| a.p_adjusted.total_cmp(&b.p_adjusted));
    (found, tested)
}
