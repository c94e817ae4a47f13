//! Where things are going: incidents a month by severity, how long they take, which service fails for which
//! cause, which services fail together. Severity and duration stand side by side and are never combined.

use super::lengths::Lengths;
use super::scope::{Coverage, Figure, Header, Scope, Which};
use super::statistics::comparison::{SIGNIFICANT, holm};
use super::statistics::fisher::Together;
use super::statistics::rounded;
use crate::knowledge::Id;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;

/// Fewer common incidents than this show nothing about two services.
const TOGETHER: usize = 3;

/// The report on trends.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Trends {
    /// Its head.
    #[serde(flatten)]
    pub header: Header,
    /// Severities worst first, the unrated last.
    pub severities: Vec<Severity>,
    /// Every month from the first incident to the last, those without incidents too.
    pub months: Vec<Month>,
    /// Every recorded duration, newest first.
    pub durations: Vec<Duration>,
    /// How often each service failed for each cause, the most frequent first.
    pub services_by_cause: Vec<ServiceCause>,
    /// Services that fail together more than chance explains, the least explained first.
    pub together: Vec<Pair>,
    /// How many pairs of services were tested.
    pub pairs_tested: usize,
}

/// A severity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Severity {
    /// Its name; nothing for the unrated.
    pub severity: Option<String>,
    /// Its place, 1 the worst.
    pub rank: Option<u32>,
    /// Its incidents.
    pub incidents: Figure,
    /// How long they took.
    pub durations: Lengths,
}

/// A month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Month {
    /// `2026-03`
    pub month: String,
    /// Its incidents.
    pub incidents: Figure,
    /// Those of each severity, in the order of the severities.
    pub by_severity: Vec<Figure>,
}

/// One duration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Duration {
    /// The incident.
    pub incident: Which,
    /// Its day.
    pub date: Option<Date>,
    /// Its severity.
    pub severity: Option<String>,
    /// How long it took.
    pub seconds: i64,
}

/// A service and a cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ServiceCause {
    /// The service's name in addresses.
    pub service: String,
    /// The cause's.
    pub cause: String,
    /// The incidents with both.
    pub incidents: Figure,
}

/// Two services.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pair {
    /// The first service's name in addresses.
    pub service: String,
    /// The other's.
    pub other: String,
    /// The incidents that hit both.
    pub incidents: Figure,
    /// How many hit the first.
    pub of_service: usize,
    /// How many hit the other.
    pub of_other: usize,
    /// How many would hit both by chance.
    pub expected: f64,
    /// The probability of as many by chance.
    pub p: f64,
    /// The same, corrected for the number of pairs tested.
    pub p_adjusted: f64,
}

impl Trends {
    /// The trends of a scope.
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
    // A month without incidents is one also before the first of them and after the last, up to today.
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

/// Pairs that fail together more than chance, and how many were tested. Only incidents that name a service
/// are looked at: the others tell nothing of any.
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
