//! Lengths of time that some incidents record and others do not: how long they lasted, how long nobody knew. Never
//! averaged, since a few long ones would stand for all.

use super::scope::{Figure, Scope};
use super::statistics::quantiles::Spread;
use crate::incident::Incident;
use crate::knowledge::Id;
use jiff::SignedDuration;
use serde::Serialize;

/// One length of each of some incidents, where it is recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Lengths {
    /// Their sum in seconds.
    pub total_seconds: i64,
    /// The incidents that record one.
    pub recorded: Figure,
    /// Of how many.
    pub of: usize,
    /// How they are spread, in seconds.
    pub spread: Option<Spread>,
}

impl Lengths {
    /// How long some incidents lasted.
    pub fn of_incidents(scope: &Scope<'_>, ids: &[Id]) -> Lengths {
        Lengths::new(scope, ids, |incident| incident.duration.map(|stated| stated.length))
    }

    /// How long nobody knew of some incidents, of those that record both ends to the minute.
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
