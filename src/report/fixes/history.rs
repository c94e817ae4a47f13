//! Each cause's incidents in time, and what was promised against it. An action says what it addresses; where
//! no action of an incident does, they are taken to address the incident's own causes.

use crate::incident::Incident;
use crate::incident::actions::Action;
use crate::incident::slug::fold;
use crate::knowledge::causes::by_spelling;
use crate::knowledge::facets::FacetKind;
use crate::knowledge::{Id, KnowledgeBase};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Sorts of action that find or soften the next incident and do not keep it from happening.
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

/// What is known of every cause.
#[derive(Debug, Default)]
pub struct Histories {
    /// By the cause's name in addresses.
    pub by_cause: BTreeMap<String, History>,
    /// How many actions are taken to address a cause without saying so.
    pub assumed: usize,
}

/// One cause.
#[derive(Debug, Default)]
pub struct History {
    /// Its name for people.
    pub title: String,
    /// Its counted incidents with a date, oldest first.
    pub incidents: Vec<Seen>,
    /// What was promised against it, in the order of the incidents it was promised after.
    pub promises: Vec<Promise>,
}

/// An incident in time.
#[derive(Debug, Clone, Copy)]
pub struct Seen {
    /// The incident.
    pub id: Id,
    /// When it began.
    pub at: Timestamp,
    /// The day of that.
    pub day: Date,
}

/// An action against a cause.
#[derive(Debug, Clone, Copy)]
pub struct Promise {
    /// The incident it was promised after.
    pub seen: Seen,
    /// Its position among the incident's actions.
    pub action: usize,
    /// Whether it does not say what it addresses.
    pub assumed: bool,
}

impl Histories {
    /// The histories of all causes that incidents have.
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

/// Whether an action that does not say what it addresses may be taken for a fix of the root cause.
fn is_fix(incident: &Incident, action: &Action) -> bool {
    let softens = action.kind.as_deref().is_some_and(|kind| NO_FIX.contains(&kind));
    incident.kind.counts() && !softens
}
