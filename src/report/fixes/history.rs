//! Collects each cause's incidents in chronological order and the follow-ups that address it. A follow-up
//! addresses the causes it names; if no follow-up of an incident names any, all of them address the
//! incident's own causes.

use crate::incident::Incident;
use crate::incident::actions::Action;
use crate::incident::slug::fold;
use crate::knowledge::causes::by_spelling;
use crate::knowledge::facets::FacetKind;
use crate::knowledge::{Id, KnowledgeBase};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Action types that detect or mitigate the next incident rather than prevent it.
const NO_FIX: &[&str] = &[
    "detect",
    "detection",
    "monitoring",
    "mitigate",
    "mitigation",
    "communication",
    "documentation",
    "docs",
    "training",
    "検知",
    "検出",
    "緩和",
    "軽減",
];

/// The histories of all causes.
#[derive(Debug, Default)]
pub struct Histories {
    /// History by slug of the cause.
    pub by_cause: BTreeMap<String, History>,
    /// Number of follow-ups that are assumed to address a cause because they name none.
    pub assumed: usize,
}

/// The history of one cause.
#[derive(Debug, Default)]
pub struct History {
    /// Title of the cause.
    pub title: String,
    /// Its counted incidents with a date, oldest first.
    pub incidents: Vec<Seen>,
    /// Follow-ups against it, ordered by incident.
    pub promises: Vec<Promise>,
}

/// An incident with its time.
#[derive(Debug, Clone, Copy)]
pub struct Seen {
    /// The incident.
    pub id: Id,
    /// When it started.
    pub at: Timestamp,
    /// The day it started.
    pub day: Date,
}

/// A follow-up against a cause.
#[derive(Debug, Clone, Copy)]
pub struct Promise {
    /// The incident it belongs to.
    pub seen: Seen,
    /// Index into the incident's actions.
    pub action: usize,
    /// Whether the cause is assumed rather than named by the follow-up.
    pub assumed: bool,
}

impl Histories {
    /// Collects the histories of all causes.
    pub fn new(knowledge: &KnowledgeBase) -> Histories {
        let facet = knowledge.facet(FacetKind::Cause);
        let spellings = by_spelling(&knowledge.config, facet);
        let mut histories = Histories::default();
        // Entries are newest first.
        for (id, entry) in knowledge.entries.iter().enumerate().rev() {
            let incident = &entry.incident;
            let Some(date) = incident.date else { continue };
            let seen = Seen { id, at: date.at, day: date.day() };
            if incident.kind.counts() {
                for cause in &entry.causes {
                    histories.history(knowledge, cause).incidents.push(seen);
                }
            }
            let says = incident.actions.iter().any(|action| !action.addresses.is_empty());
            for (at, action) in incident.actions.iter().enumerate() {
                let promise = Promise { seen, action: at, assumed: !says };
                let named = action.addresses.iter().filter_map(|name| spellings.get(&fold(name)));
                let causes: Vec<&String> = match says {
                    true => named.collect(),
                    false if is_fix(incident, action) => entry.causes.iter().collect(),
                    false => vec![],
                };
                histories.assumed += usize::from(!says && !causes.is_empty());
                for cause in causes {
                    histories.history(knowledge, cause).promises.push(promise);
                }
            }
        }
        histories.by_cause.retain(|_, history| !history.incidents.is_empty());
        histories
    }

    fn history(&mut self, knowledge: &KnowledgeBase, cause: &str) -> &mut History {
        if !self.by_cause.contains_key(cause) {
            let title = knowledge.facet(FacetKind::Cause).title(cause).to_owned();
            self.by_cause.insert(cause.to_owned(), History { title, ..History::default() });
        }
        self.by_cause.entry(cause.to_owned()).or_default()
    }
}

/// Returns whether a follow-up that names no cause may count as a fix of the incident's root cause.
fn is_fix(incident: &Incident, action: &Action) -> bool {
    let softens = action.kind.as_deref().is_some_and(|kind| NO_FIX.contains(&kind));
    incident.kind.counts() && !softens
}
