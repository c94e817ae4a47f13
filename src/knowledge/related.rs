//! Incidents like each other, and why. Weights are steps of rarity, so that one more document
//! rarely moves anybody's list.

use super::facets::FacetKind;
use super::{Entry, Id, KnowledgeBase};
use crate::incident::Incident;
use crate::incident::fields::words::Kind;
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use xxhash_rust::xxh3::xxh3_64_with_seed;

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

/// Who has what, so that those like one incident are found without looking at all: the digest of a feature
/// and an incident that has it, sorted.
#[derive(Debug, Default)]
pub(super) struct Likeness(Vec<(u64, Id)>);

impl Likeness {
    /// Of these entries.
    pub fn new(entries: &[Entry]) -> Likeness {
        let features = |(id, entry): (Id, &Entry)| {
            let names = &entry.incident.names;
            let services = entry.services.iter().map(|slug| digest(SharedKind::Service, slug));
            let causes = entry.causes.iter().map(|slug| digest(SharedKind::Cause, slug));
            let tags = names.tags.iter().map(|slug| digest(SharedKind::Tag, slug));
            let words = names.words.iter().map(|(word, _)| digest(SharedKind::Word, word));
            let all: Vec<(u64, Id)> =
                services.chain(causes).chain(tags).chain(words).map(|feature| (feature, id)).collect();
            if has_features(entry) { all } else { vec![] }
        };
        let mut postings: Vec<(u64, Id)> =
            entries.par_iter().with_min_len(256).enumerate().flat_map_iter(features).collect();
        postings.par_sort_unstable();
        postings.dedup();
        Likeness(postings)
    }

    /// Those that have a feature, unless it is one that says nothing.
    fn postings(&self, kind: SharedKind, slug: &str) -> &[(u64, Id)] {
        let feature = digest(kind, slug);
        let from = self.0.partition_point(|(other, _)| *other < feature);
        let len = self.0[from..].partition_point(|(other, _)| *other == feature);
        if (2..=MAX_POSTINGS).contains(&len) { &self.0[from..from + len] } else { &[] }
    }
}

fn digest(kind: SharedKind, slug: &str) -> u64 {
    xxh3_64_with_seed(slug.as_bytes(), kind as u64)
}

fn has_features(entry: &Entry) -> bool {
    entry.incident.kind != Kind::Document
}

/// What an incident can share, by kind and slug, with its name for people.
fn features<'k>(knowledge: &'k KnowledgeBase, entry: &'k Entry) -> BTreeMap<(SharedKind, &'k str), &'k str> {
    let mut features = BTreeMap::new();
    if !has_features(entry) {
        return features;
    }
    let Incident { names, facts, .. } = &*entry.incident;
    let title = |kind, slug: &'k String| {
        let term = knowledge.facet(kind).terms.get(slug);
        term.map_or(slug.as_str(), |term| term.title.as_str())
    };
    features.extend(
        entry.causes.iter().map(|slug| ((SharedKind::Cause, &**slug), title(FacetKind::Cause, slug))),
    );
    features.extend(
        entry.services.iter().map(|slug| ((SharedKind::Service, &**slug), title(FacetKind::Service, slug))),
    );
    features
        .extend(names.tags.iter().zip(&facts.tags).map(|(slug, tag)| ((SharedKind::Tag, &**slug), &**tag)));
    features.extend(names.words.iter().map(|(word, written)| ((SharedKind::Word, &**word), &**written)));
    features
}

/// The most alike of an incident.
pub(super) fn most_alike(knowledge: &KnowledgeBase, id: Id) -> Vec<Related> {
    let features = features(knowledge, &knowledge.entries[id]);
    let total = knowledge.entries.len();
    let postings = |(kind, slug): &(SharedKind, &str)| knowledge.likeness.postings(*kind, slug);
    let mut scores: Vec<u32> = vec![0; total];
    let mut touched: Vec<Id> = vec![];
    for feature in features.keys() {
        let ids = postings(feature);
        let weight = weight(feature.0, ids.len(), total);
        for other in ids.iter().map(|(_, other)| *other).filter(|other| *other != id) {
            if scores[other] == 0 {
                touched.push(other);
            }
            scores[other] += weight;
        }
    }
    let mut ranked: Vec<(u32, Id)> =
        touched.into_iter().map(|other| (scores[other], other)).filter(|(score, _)| *score >= 8).collect();
    // The nearer in time first among equals.
    ranked.sort_unstable_by_key(|(score, other)| (Reverse(*score), other.abs_diff(id), *other));
    let has = |other: Id, feature: &(SharedKind, &str)| {
        postings(feature).binary_search_by_key(&other, |(_, id)| *id).is_ok()
    };
    ranked
        .into_iter()
        .take(LIMIT)
        .map(|(_, other)| {
            let shared = features.iter().filter(|(feature, _)| has(other, feature));
            let why = shared.map(|((kind, _), name)| Shared { kind: *kind, name: (*name).to_owned() });
            Related { id: other, why: why.collect() }
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
