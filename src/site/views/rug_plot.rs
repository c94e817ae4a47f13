//! Rug plots: one tick per incident on a time axis shared by the whole site, so that plots can be compared.

use crate::knowledge::facets::FacetKind;
use crate::knowledge::{Id, KnowledgeBase};
use jiff::civil::{Date, date};
use serde::Serialize;
use std::collections::BTreeMap;

/// Number of positions on the axis. Incidents at the same position share a taller tick, which bounds the
/// size of a plot.
const PLACES: i64 = 200;

/// The years of the archive, from 1 January of the first to 31 December of the last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Axis {
    /// The first year.
    pub from: String,
    /// The last year, possibly the same.
    pub to: String,
    #[serde(skip)]
    first: Date,
    #[serde(skip)]
    days: i64,
}

impl Axis {
    /// Returns the axis; `None` if no incident has a date.
    pub fn new(knowledge: &KnowledgeBase) -> Option<Axis> {
        let years = &knowledge.facet(FacetKind::Year).terms;
        let (from, to) = (years.keys().next()?, years.keys().next_back()?);
        let first = date(from.parse().ok()?, 1, 1);
        let last = date(to.parse().ok()?, 12, 31);
        let days = i64::from(last.since(first).ok()?.get_days()).max(1);
        Some(Axis { from: from.clone(), to: to.clone(), first, days })
    }

    /// Returns the `d` attribute of a `<path>` with a tick for each incident, in a 200 × 10 box.
    pub fn ticks(&self, knowledge: &KnowledgeBase, ids: &[Id]) -> String {
        let mut places: BTreeMap<i64, usize> = BTreeMap::new();
        for id in ids {
            let day = knowledge.entries[*id].incident.date.map(|date| date.day());
            if let Some(days) = day.and_then(|day| day.since(self.first).ok()) {
                *places.entry(i64::from(days.get_days()) * PLACES / self.days).or_default() += 1;
            }
        }
        let tick = |(place, count): (i64, usize)| match count {
            1 => format!("M{place} 2v6"),
            _ => format!("M{place} 0v10"),
        };
        places.into_iter().map(tick).collect()
    }
}
