//! Incidents like each other, and why: shared causes, services, tags, words of the title, and words of the
//! body that few others have.
//!
//! Two are related when they are more alike than nine in ten of all pairs that share anything: a place among
//! the others, and no fixed number. What a feature weighs grows in steps, by halvings of the share of
//! incidents that have it, so that one document more, or one edited, rarely moves anybody else's list. Each
//! incident is compared through what it shares, not with every other; and after an edit only those are
//! compared again of which anything they share has other incidents than before.

mod doc_frequency;
mod features;
mod scores;
mod words;

use super::Id;
use super::facet_index::Groups;
use crate::incident::Incident;
use crate::incident::fields::words::Kind;
use features::{Features, features_of};
use rayon::prelude::*;
use scores::{Index, Scale, Scored, Scratch};
use std::sync::{Arc, OnceLock};

/// Maximum number of rare words to name as reasons.
const NAMED: usize = 3;

/// A related incident with the reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// The other incident.
    pub id: Id,
    /// Percentage of all pairs sharing a feature that are less similar.
    pub percentile: u8,
    /// The shared features, strongest first: `cause: Expired certificate`.
    pub why: Vec<Shared>,
}

/// A shared feature.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shared {
    /// Its kind.
    pub kind: SharedKind,
    /// Its display name.
    pub name: String,
}

/// What two incidents can share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SharedKind {
    /// A root cause.
    Cause,
    /// A service.
    Service,
    /// A tag.
    Tag,
    /// A title word.
    Word,
    /// A body word that few incidents contain.
    Rare,
}

/// Finds related incidents lazily.
#[derive(Debug)]
pub(super) struct Kin {
    incidents: Arc<[Arc<Incident>]>,
    groups: Arc<Groups>,
    /// The last computed result.
    before: Option<Arc<Found>>,
    found: OnceLock<Arc<Found>>,
}

/// The computed result.
#[derive(Debug)]
struct Found {
    groups: Arc<Groups>,
    index: Index,
    scored: Vec<Arc<Scored>>,
    scale: Scale,
}

impl Kin {
    /// Prepares the search for related incidents, reusing an earlier state.
    pub fn new(before: Option<&Kin>, incidents: Arc<[Arc<Incident>]>, groups: Arc<Groups>) -> Kin {
        let before = before.and_then(|kin| kin.found.get().or(kin.before.as_ref()).cloned());
        Kin { incidents, groups, before, found: OnceLock::new() }
    }

    /// Returns the most similar incidents, without the reasons.
    pub fn alike(&self, id: Id) -> Vec<Id> {
        self.found().most_alike(id).map(|(_, other)| *other).collect()
    }

    fn found(&self) -> &Found {
        self.found.get_or_init(|| Arc::new(self.find()))
    }

    /// Returns the most similar incidents.
    pub fn related(&self, id: Id) -> Vec<Related> {
        let found = self.found();
        let related = found.most_alike(id);
        let of =
            |id: Id| features_of(&self.incidents[id], &self.groups.services[id], &self.groups.causes[id]);
        let own = of(id);
        related
            .map(|(score, other)| {
                let others = of(*other);
                let mut why: Vec<Shared> = own
                    .iter()
                    .filter(|(feature, _)| others.contains_key(feature))
                    .map(|((kind, _), name)| Shared { kind: *kind, name: name.clone() })
                    .collect();
                why.sort();
                let words = words::shared(&found.index.words, &self.incidents, id, *other);
                let new = |word: &String| !why.iter().any(|shared| shared.name.eq_ignore_ascii_case(word));
                let words: Vec<String> = words.into_iter().filter(new).take(NAMED).collect();
                why.extend(words.into_iter().map(|name| Shared { kind: SharedKind::Rare, name }));
                Related { id: *other, percentile: found.scale.percentile(*score), why }
            })
            .collect()
    }

    /// Rescores incidents whose inputs changed.
    fn find(&self) -> Found {
        let before = self.before.as_deref();
        let features = match before.filter(|before| Arc::ptr_eq(&before.groups, &self.groups)) {
            Some(before) => before.index.features.clone(),
            None => Arc::new(Features::new(&self.incidents, &self.groups)),
        };
        let documents = self.incidents.iter().map(|incident| incident.kind == Kind::Document).collect();
        let index = Index::new(
            features,
            words::find(before.map(|before| &before.index.words), &self.incidents),
            documents,
        );
        let known = |id: Id| {
            let before = before.filter(|before| before.index.digests.get(id) == Some(&index.digests[id]))?;
            before.scored.get(id).cloned()
        };
        let scored: Vec<Arc<Scored>> = (0..self.incidents.len())
            .into_par_iter()
            .map_init(
                || Scratch::new(self.incidents.len()),
                |scratch, id| known(id).unwrap_or_else(|| Arc::new(index.score(id, scratch))),
            )
            .collect();
        let scale = Scale::new(&scored);
        Found { groups: self.groups.clone(), index, scored, scale }
    }
}

impl Found {
    /// Returns scores and incidents, most similar first; empty for an unknown incident.
    fn most_alike(&self, id: Id) -> impl Iterator<Item = &(u32, Id)> {
        let best = self.scored.get(id).map_or(&[][..], |scored| &scored.best);
        best.iter().filter(|(score, _)| *score >= self.scale.cut)
    }
}

#[cfg(test)]
mod tests;
