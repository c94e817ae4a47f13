//! Sums and distributions of durations and times to detect. Never averaged: a few long incidents would
//! dominate the mean.

use super::scope::{Figure, Scope};
use super::statistics::quantiles::Spread;
use crate::incident::Incident;
use crate::knowledge::Id;
use jiff::SignedDuration;
use serde::Serialize;

/// A length of time for each incident that records it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Lengths {
    /// Total in seconds.
    pub total_seconds: i64,
    /// Incidents that record it.
    pub recorded: Figure,
    /// Number of incidents considered.
    pub of: usize,
    /// The distribution, in seconds.
    pub spread: Option<Spread>,
}

impl Lengths {
    /// Returns the durations of the given incidents.
    pub fn of_incidents(scope: &Scope<'_>, ids: &[Id]) -> Lengths {
        Lengths::new(scope, ids, |incident| incident.duration.map(|stated| stated.length))
    }

    /// Returns the times to detect of incidents that record both ends to the minute.
    pub fn until_detected(scope: &Scope<'_>, ids: &[Id]) -> Lengths {
        Lengths::new(scope, ids, |incident| incident.times.to_detect())
    }

    fn new(scope: &Scope<'_>, ids: &[Id], length: impl Fn(&Incident) -> Option<SignedDuration>) -> Lengths {
        let known = ids.iter().filter_map(|id| Some((*id, length(&scope.entry(*id).incident)?.as_secs())));
        let (recorded, seconds): (Vec<Id>, Vec<i64>) = known.unzip();
        Lengths {
            total_seconds: seconds.iter().sum(),
            recorded: scope.figure(&recorded),
            of: ids.len(),
            spread: Spread::new(seconds),
        }
    }
}
