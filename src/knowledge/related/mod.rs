//! Incidents like each other, and why: shared causes, services, tags, words of the title, and words of the
//! body that few others have.
//!
//! Two are related when they are more alike than nine in ten of all pairs that share anything: a place among
//! the others, and no fixed number. What a feature weighs grows in steps, by halvings of the share of
//! incidents that have it, so that one document more, or one edited, rarely moves anybody else's list. Each
//! incident is compared through what it shares, not with every other.

mod words;

use super::Id;
use super::causes::Cause;
use super::facets::Service;
use crate::incident::Incident;
use crate::incident::fields::words::Kind;
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};
use words::RareWords;

/// How many are named at most.
const LIMIT: usize = 5;
/// How many in a hundred pairs are less alike than related ones.
const PERCENTILE: u64 = 90;
/// Of a feature that many have, the incidents next in time are looked at, so many on each side.
const NEAR: usize = 100;
/// How many candidates are compared in every feature.
const CANDIDATES: usize = 24;
/// How many rare words count: a long document is not more like the others.
const WORDS: u8 = 4;
/// How many rare words are named.
const NAMED: usize = 3;
/// No score is higher.
const HIGHEST: usize = 1024;

/// Another incident and what the two share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// The other one.
    pub id: Id,
    /// How many in a hundred of the pairs that share anything are less alike.
    pub percentile: u8,
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
    /// A word of the body that few incidents have.
    Rare,
}

type Feature = (SharedKind, String);

/// Words of titles that relate nothing.
const PLAIN: [&str; 24] = [
    "after", "again", "been", "before", "being", "could", "down", "during", "from", "have", "hours", "into",
    "made", "minutes", "most", "over", "that", "their", "this", "were", "when", "while", "with", "without",
];

/// Everything the incidents share, by number.
struct Index<'i> {
    incidents: &'i [Arc<Incident>],
    /// Each incident's features, ascending, with their names for people.
    features: Vec<Vec<(u32, Shared)>>,
    /// Each feature's incidents, ascending.
    postings: Vec<Vec<Id>>,
    /// What each feature weighs.
    weights: Vec<u32>,
    words: RareWords,
    /// What a rare word weighs.
    word_weights: Vec<u32>,
}

/// What it takes to relate incidents, and who is related once somebody asks.
#[derive(Debug)]
pub(super) struct Kin {
    incidents: Vec<Arc<Incident>>,
    services: Vec<Vec<Service>>,
    causes: Vec<Vec<Cause>>,
    found: OnceLock<Vec<Vec<Related>>>,
}

impl Kin {
    /// Of these incidents; `services` and `causes` are theirs, in the same order.
    pub fn new(incidents: Vec<Arc<Incident>>, services: Vec<Vec<Service>>, causes: Vec<Vec<Cause>>) -> Kin {
        Kin { incidents, services, causes, found: OnceLock::new() }
    }

    /// The most alike of an incident.
    pub fn related(&self, id: Id) -> &[Related] {
        let found = self.found.get_or_init(|| find(&self.incidents, &self.services, &self.causes));
        found.get(id).map_or(&[], Vec::as_slice)
    }
}

/// The most alike of each incident.
pub fn find(
    incidents: &[Arc<Incident>],
    services: &[Vec<Service>],
    causes: &[Vec<Cause>],
) -> Vec<Vec<Related>> {
    let index = Index::new(incidents, services, causes);
    let scored: Vec<Scored> = (0..incidents.len())
        .into_par_iter()
        .map_init(|| Scratch::new(incidents.len()), |scratch, id| index.score(id, scratch))
        .collect();
    let scale = Scale::new(&scored);
    scored.par_iter().enumerate().map(|(id, scored)| index.most_alike(id, scored, &scale)).collect()
}

/// One incident against those it shares anything with.
struct Scored {
    /// How many others have each score.
    histogram: Vec<u32>,
    /// The best others with their scores, the best first.
    best: Vec<(u32, Id)>,
}

/// What one thread adds up in.
struct Scratch {
    scores: Vec<u32>,
    words: Vec<u8>,
    touched: Vec<Id>,
}

impl Scratch {
    fn new(incidents: usize) -> Scratch {
        Scratch { scores: vec![0; incidents], words: vec![0; incidents], touched: vec![] }
    }

    fn add(&mut self, id: Id, weight: u32) {
        if self.scores[id] == 0 {
            self.touched.push(id);
        }
        self.scores[id] += weight;
    }
}

impl<'i> Index<'i> {
    fn new(incidents: &'i [Arc<Incident>], services: &[Vec<Service>], causes: &[Vec<Cause>]) -> Index<'i> {
        let mut numbers: BTreeMap<Feature, u32> = BTreeMap::new();
        let mut postings: Vec<Vec<Id>> = vec![];
        let mut kinds: Vec<SharedKind> = vec![];
        let mut features = vec![];
        for (id, incident) in incidents.iter().enumerate() {
            let mut own = vec![];
            for ((kind, key), name) in features_of(incident, &services[id], &causes[id]) {
                let next = u32::try_from(postings.len()).unwrap_or(u32::MAX);
                let number = *numbers.entry((kind, key)).or_insert(next);
                if number == next {
                    postings.push(vec![]);
                    kinds.push(kind);
                }
                postings[number as usize].push(id);
                own.push((number, Shared { kind, name }));
            }
            own.sort_unstable_by_key(|(number, _)| *number);
            features.push(own);
        }
        let words = words::find(incidents);
        let total = incidents.len();
        Index {
            weights: postings.iter().zip(kinds).map(|(ids, kind)| weight(kind, ids.len(), total)).collect(),
            word_weights: words
                .postings
                .iter()
                .map(|ids| weight(SharedKind::Rare, ids.len(), total))
                .collect(),
            incidents,
            features,
            postings,
            words,
        }
    }

    fn score(&self, id: Id, scratch: &mut Scratch) -> Scored {
        if self.incidents[id].kind == Kind::Document {
            return Scored { histogram: vec![], best: vec![] };
        }
        for (feature, _) in &self.features[id] {
            let weight = self.weights[*feature as usize];
            for other in near(&self.postings[*feature as usize], id) {
                scratch.add(*other, weight);
            }
        }
        for rare in &self.words.of[id] {
            let weight = self.word_weights[rare.term as usize];
            for other in &self.words.postings[rare.term as usize] {
                let other = *other as usize;
                if scratch.words[other] < WORDS && self.incidents[other].kind != Kind::Document {
                    scratch.words[other] += 1;
                    scratch.add(other, weight);
                }
            }
        }
        let mut histogram = vec![];
        let mut best = vec![];
        for other in scratch.touched.drain(..) {
            let score = std::mem::take(&mut scratch.scores[other]);
            scratch.words[other] = 0;
            if other != id {
                let bin = (score as usize).min(HIGHEST);
                if histogram.len() <= bin {
                    histogram.resize(bin + 1, 0);
                }
                histogram[bin] += 1;
                best.push((score, other));
            }
        }
        // The nearer in time first among equals.
        let order = |(score, other): &(u32, Id)| (Reverse(*score), other.abs_diff(id), *other);
        if best.len() > CANDIDATES {
            best.select_nth_unstable_by_key(CANDIDATES, order);
            best.truncate(CANDIDATES);
        }
        // A feature that many have was looked at near in time only: now in full.
        for (score, other) in &mut best {
            *score = self.exact(id, *other);
        }
        best.sort_unstable_by_key(order);
        best.truncate(LIMIT);
        Scored { histogram, best }
    }

    fn exact(&self, a: Id, b: Id) -> u32 {
        let others = &self.features[b];
        let has = |feature: u32| others.binary_search_by_key(&feature, |(other, _)| *other).is_ok();
        let features = self.features[a].iter().filter(|(feature, _)| has(*feature));
        let features: u32 = features.map(|(feature, _)| self.weights[*feature as usize]).sum();
        let words = &self.words.of[b];
        let has = |term: u32| words.binary_search_by_key(&term, |other| other.term).is_ok();
        let shared = self.words.of[a].iter().filter(|rare| has(rare.term)).take(usize::from(WORDS));
        features + shared.map(|rare| self.word_weights[rare.term as usize]).sum::<u32>()
    }

    fn most_alike(&self, id: Id, scored: &Scored, scale: &Scale) -> Vec<Related> {
        let related = scored.best.iter().filter(|(score, _)| *score >= scale.cut);
        related
            .map(|(score, other)| {
                let others = &self.features[*other];
                let has = |feature: u32| others.binary_search_by_key(&feature, |(other, _)| *other).is_ok();
                let mut why: Vec<Shared> = self.features[id]
                    .iter()
                    .filter(|(feature, _)| has(*feature))
                    .map(|(_, shared)| shared.clone())
                    .collect();
                why.sort();
                let words = words::shared(&self.words, self.incidents, id, *other);
                let new = |word: &String| !why.iter().any(|shared| shared.name.eq_ignore_ascii_case(word));
                let words: Vec<String> = words.into_iter().filter(new).take(NAMED).collect();
                why.extend(words.into_iter().map(|name| Shared { kind: SharedKind::Rare, name }));
                Related { id: *other, percentile: scale.percentile(*score), why }
            })
            .collect()
    }
}

/// The incidents of a posting, or those next in time to one of a long posting.
fn near(posting: &[Id], id: Id) -> &[Id] {
    if posting.len() <= 2 * NEAR {
        return posting;
    }
    let at = posting.partition_point(|other| *other < id);
    &posting[at.saturating_sub(NEAR)..(at + NEAR).min(posting.len())]
}

/// All pairs that share anything, by score.
struct Scale {
    /// How many pairs have a lower score.
    below: Vec<u64>,
    total: u64,
    /// The lowest score of related ones.
    cut: u32,
}

impl Scale {
    fn new(scored: &[Scored]) -> Scale {
        let mut histogram: Vec<u64> = vec![0; HIGHEST + 2];
        for scored in scored {
            for (bin, count) in scored.histogram.iter().enumerate() {
                histogram[bin] += u64::from(*count);
            }
        }
        let total: u64 = histogram.iter().sum();
        let mut below = vec![0; histogram.len()];
        for bin in 1..histogram.len() {
            below[bin] = below[bin - 1] + histogram[bin - 1];
        }
        let highest = histogram.iter().rposition(|count| *count > 0).unwrap_or(0);
        let cut = below.iter().position(|below| below * 100 >= PERCENTILE * total).unwrap_or(highest);
        let cut = u32::try_from(cut.min(highest).max(1)).unwrap_or(u32::MAX);
        Scale { below, total, cut }
    }

    fn percentile(&self, score: u32) -> u8 {
        let below = self.below[(score as usize).min(HIGHEST)];
        u8::try_from(below * 100 / self.total.max(1)).unwrap_or(100)
    }
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
    for (slug, tag) in incident.names.tags.iter().zip(&incident.facts.tags) {
        features.insert((SharedKind::Tag, slug.clone()), tag.clone());
    }
    for (lower, word) in incident.names.words.iter().filter(|(word, _)| !PLAIN.contains(&word.as_str())) {
        features.insert((SharedKind::Word, lower.clone()), word.clone());
    }
    features
}

/// Steps of rarity: each halving of the share of incidents that have it adds one.
fn weight(kind: SharedKind, shared_by: usize, total: usize) -> u32 {
    let rarity = (total / shared_by.max(1)).max(1).ilog2() + 1;
    rarity
        * match kind {
            SharedKind::Cause => 4,
            SharedKind::Service => 2,
            SharedKind::Tag | SharedKind::Word | SharedKind::Rare => 1,
        }
}

#[cfg(test)]
mod tests;
