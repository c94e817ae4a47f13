//! Incidents like each other, and why. Weights are steps of rarity, so that one more document
//! rarely moves anybody's list.

use super::Id;
use super::causes::Cause;
use super::facets::Service;
use crate::incident::Incident;
use crate::incident::fields::words::Kind;
use crate::incident::slug::slugify;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many are named at most.
const LIMIT: usize = 5;
/// A term that more incidents than this share says nothing about any two.
const MAX_POSTINGS: usize = 400;

/// Another incident and what the two share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// The other one.
    pub id: Id,
    /// What is shared, the most telling first: `cause: Expired certificate`.
    pub why: Vec<Shared>,
}

/// Something two incidents have in common.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shared {
    /// What kind of thing.
    pub kind: SharedKind,
    /// Its name for people.
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
    /// A word of the title.
    Word,
}

type Feature = (SharedKind, String);

/// The most alike of each incident.
pub fn find(
    incidents: &[Arc<Incident>],
    services: &[Vec<Service>],
    causes: &[Vec<Cause>],
) -> Vec<Vec<Related>> {
    let features: Vec<BTreeMap<Feature, String>> = incidents
        .iter()
        .zip(services)
        .zip(causes)
        .map(|((incident, services), causes)| features_of(incident, services, causes))
        .collect();
    let mut postings: BTreeMap<&Feature, Vec<Id>> = BTreeMap::new();
    for (id, features) in features.iter().enumerate() {
        for feature in features.keys() {
            postings.entry(feature).or_default().push(id);
        }
    }
    postings.retain(|_, ids| (2..=MAX_POSTINGS).contains(&ids.len()));
    features
        .iter()
        .enumerate()
        .map(|(id, features)| most_alike(id, features, &postings, incidents.len()))
        .collect()
}

fn features_of(incident: &Incident, services: &[Service], causes: &[Cause]) -> BTreeMap<Feature, String> {
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
    for tag in &incident.facts.tags {
        features.insert((SharedKind::Tag, slugify(tag)), tag.clone());
    }
    for word in incident.title.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() >= 4)
    {
        if !word.chars().all(|c| c.is_ascii_digit()) {
            features.insert((SharedKind::Word, word.to_lowercase()), word.to_owned());
        }
    }
    features
}

fn most_alike(
    id: Id,
    features: &BTreeMap<Feature, String>,
    postings: &BTreeMap<&Feature, Vec<Id>>,
    total: usize,
) -> Vec<Related> {
    let mut scores: BTreeMap<Id, u32> = BTreeMap::new();
    for feature in features.keys() {
        let Some(ids) = postings.get(feature) else { continue };
        for other in ids.iter().filter(|other| **other != id) {
            *scores.entry(*other).or_default() += weight(feature.0, ids.len(), total);
        }
    }
    let mut ranked: Vec<(u32, Id)> =
        scores.into_iter().map(|(other, score)| (score, other)).filter(|(score, _)| *score >= 8).collect();
    // The nearer in time first among equals.
    ranked.sort_unstable_by_key(|(score, other)| (std::cmp::Reverse(*score), other.abs_diff(id), *other));
    ranked
        .into_iter()
        .take(LIMIT)
        .map(|(_, other)| {
            let why = features
                .iter()
                .filter(|(feature, _)| {
                    postings.get(feature).is_some_and(|ids| ids.binary_search(&other).is_ok())
                })
                .map(|((kind, _), name)| Shared { kind: *kind, name: name.clone() })
                .collect();
            Related { id: other, why }
        })
        .collect()
}

/// Steps of rarity: each halving of the share of incidents that have it adds one.
fn weight(kind: SharedKind, shared_by: usize, total: usize) -> u32 {
    let rarity = (total / shared_by.max(1)).max(1).ilog2() + 1;
    rarity
        * match kind {
            SharedKind::Cause => 4,
            SharedKind::Service => 2,
            SharedKind::Tag | SharedKind::Word => 1,
        }
}
