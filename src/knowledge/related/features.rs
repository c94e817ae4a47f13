//! Features that incidents can share: causes, services, tags and title words.

use super::SharedKind;
use crate::incident::Incident;
use crate::incident::fields::words::Kind;
use crate::knowledge::Id;
use crate::knowledge::causes::Cause;
use crate::knowledge::facet_index::Groups;
use crate::knowledge::facets::Service;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// A feature: its kind and the text it is compared by.
pub type Feature = (SharedKind, String);

/// Title words that don't relate incidents.
const PLAIN: [&str; 24] = [
    "after", "again", "been", "before", "being", "could", "down", "during", "from", "have", "hours", "into",
    "made", "minutes", "most", "over", "that", "their", "this", "were", "when", "while", "with", "without",
];

/// The features of all incidents, numbered.
#[derive(Debug)]
pub struct Features {
    /// The features of each incident, ascending.
    pub of: Vec<Vec<u32>>,
    /// The incidents of each feature, ascending.
    pub postings: Vec<Vec<Id>>,
    /// The weight of each feature.
    pub weights: Vec<u32>,
}

impl Features {
    /// Collects the features of incidents.
    pub fn new(incidents: &[Arc<Incident>], groups: &Groups) -> Features {
        // Compare names by digest, since there are more names than incidents.
        let mut all: Vec<(u64, SharedKind, Id)> = (0..incidents.len())
            .into_par_iter()
            .flat_map_iter(|id| {
                let own = features_of(&incidents[id], &groups.services[id], &groups.causes[id]);
                own.into_keys()
                    .map(move |(kind, key)| (xxh3_64_with_seed(key.as_bytes(), kind as u64), kind, id))
            })
            .collect();
        all.par_sort_unstable();
        let mut features = Features { of: vec![vec![]; incidents.len()], postings: vec![], weights: vec![] };
        for group in all.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            let number = u32::try_from(features.postings.len()).unwrap_or(u32::MAX);
            group.iter().for_each(|(_, _, id)| features.of[*id].push(number));
            features.postings.push(group.iter().map(|(_, _, id)| *id).collect());
            features.weights.push(weight(group[0].1, group.len(), incidents.len()));
        }
        features
    }
}

/// Returns the features of an incident with their display names.
pub fn features_of(incident: &Incident, services: &[Service], causes: &[Cause]) -> BTreeMap<Feature, String> {
    let mut features = BTreeMap::new();
    if incident.kind == Kind::Document {
        return features;
    }
    for cause in causes {
        features.insert((SharedKind::Cause, cause.slug.clone()), cause.title.clone());
    }
    for service in services {
        features.insert((SharedKind::Service, service.slug.clone()), service.title.clone());
    }
    for (slug, tag) in incident.names.tags.iter().zip(&incident.facts.tags) {
        features.insert((SharedKind::Tag, slug.clone()), tag.clone());
    }
    for (lower, word) in incident.names.words.iter().filter(|(word, _)| !PLAIN.contains(&word.as_str())) {
        features.insert((SharedKind::Word, lower.clone()), word.clone());
    }
    features
}

/// Returns the weight of a feature: one more for each halving of the share of incidents that have it.
pub fn weight(kind: SharedKind, shared_by: usize, total: usize) -> u32 {
    let rarity = (total / shared_by.max(1)).max(1).ilog2() + 1;
    rarity
        * match kind {
            SharedKind::Cause => 4,
            SharedKind::Service => 2,
            SharedKind::Tag | SharedKind::Word | SharedKind::Rare => 1,
        }
}
