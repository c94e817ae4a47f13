//! Similarity scores of all pairs of incidents that share a feature, and their distribution.

use super::SharedKind;
use super::features::{Features, weight};
use super::words::RareWords;
use crate::knowledge::Id;
use rayon::prelude::*;
use std::cmp::Reverse;
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// Maximum number of related incidents.
const LIMIT: usize = 5;
/// Related incidents are more similar than this percentage of pairs.
const PERCENTILE: u64 = 90;
/// For a frequent feature, compare only this many neighbours in time on each side.
const NEAR: usize = 100;
/// Number of candidates that are compared in every feature.
const CANDIDATES: usize = 24;
/// Maximum number of rare words that count, so that long documents aren't favoured.
const WORDS: u8 = 4;
/// Upper bound of the score.
const HIGHEST: usize = 1024;

/// Everything incidents can share.
#[derive(Debug)]
pub struct Index {
    /// Features from metadata.
    pub features: Arc<Features>,
    /// Rare words from bodies.
    pub words: RareWords,
    /// The weight of each rare word.
    word_weights: Vec<u32>,
    /// Whether each document is a page rather than an incident.
    documents: Vec<bool>,
    /// Digest of everything each incident's score depends on.
    pub digests: Vec<u64>,
}

/// The scores of one incident against all others.
#[derive(Debug)]
pub struct Scored {
    /// Histogram of scores.
    histogram: Box<[u32]>,
    /// The best incidents with their scores, best first. Boxed slices, because both lists grow with the
    /// archive before they are truncated.
    pub best: Box<[(u32, Id)]>,
}

/// Per-thread scratch space.
pub struct Scratch {
    scores: Vec<u32>,
    words: Vec<u8>,
    touched: Vec<Id>,
}

impl Scratch {
    /// Allocates scratch space for a number of incidents.
    pub fn new(incidents: usize) -> Scratch {
        Scratch { scores: vec![0; incidents], words: vec![0; incidents], touched: vec![] }
    }

    fn add(&mut self, id: Id, weight: u32) {
        if self.scores[id] == 0 {
            self.touched.push(id);
        }
        self.scores[id] += weight;
    }
}

impl Index {
    /// Indexes features and rare words.
    pub fn new(features: Arc<Features>, words: RareWords, documents: Vec<bool>) -> Index {
        let total = documents.len();
        let of = |term: u32| weight(SharedKind::Rare, words.posting(term).len(), total);
        let word_weights = (0..words.terms()).map(of).collect();
        let mut index = Index { features, words, word_weights, documents, digests: vec![] };
        index.digests = index.digests();
        index
    }

    /// Digests everything that [`Index::score`] reads. A score depends on the shared features, their
    /// weights and the other incidents that have them.
    fn digests(&self) -> Vec<u64> {
        let of = |posting: &mut dyn Iterator<Item = Id>, weight: u32| {
            let ids = posting.map(|id| (id as u64) << 1 | u64::from(self.documents[id]));
            digest(ids.chain([weight.into()]))
        };
        let Features { of: features, postings, weights } = &*self.features;
        let stated: Vec<u64> = (0..postings.len())
            .into_par_iter()
            .map(|feature| of(&mut postings[feature].iter().copied(), weights[feature]))
            .collect();
        let written: Vec<u64> = (0..self.words.terms())
            .into_par_iter()
            .with_min_len(1024)
            .map(|term| {
                let mut ids = self.words.posting(term).iter().map(|id| *id as Id);
                of(&mut ids, self.word_weights[term as usize])
            })
            .collect();
        let own = |id: Id| {
            let features = features[id].iter().map(|feature| stated[*feature as usize]);
            let words = self.words.of(id).iter().map(|rare| written[rare.term as usize]);
            digest(features.chain([u64::from(self.documents[id])]).chain(words))
        };
        (0..self.documents.len()).into_par_iter().with_min_len(256).map(own).collect()
    }

    /// Scores an incident against all that share a feature with it.
    pub fn score(&self, id: Id, scratch: &mut Scratch) -> Scored {
        if self.documents[id] {
            return Scored { histogram: Box::default(), best: Box::default() };
        }
        for feature in &self.features.of[id] {
            let weight = self.features.weights[*feature as usize];
            for other in near(&self.features.postings[*feature as usize], id) {
                scratch.add(*other, weight);
            }
        }
        for rare in self.words.of(id) {
            let weight = self.word_weights[rare.term as usize];
            for other in self.words.posting(rare.term) {
                let other = *other as usize;
                if scratch.words[other] < WORDS && !self.documents[other] {
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
        // Ties go to the incident nearer in time.
        let order = |(score, other): &(u32, Id)| (Reverse(*score), other.abs_diff(id), *other);
        if best.len() > CANDIDATES {
            best.select_nth_unstable_by_key(CANDIDATES, order);
            best.truncate(CANDIDATES);
        }
        // Frequent features were compared with neighbours only; now compare them in full.
        for (score, other) in &mut best {
            *score = self.exact(id, *other);
        }
        best.sort_unstable_by_key(order);
        best.truncate(LIMIT);
        Scored { histogram: histogram.into(), best: best.into() }
    }

    fn exact(&self, a: Id, b: Id) -> u32 {
        let others = &self.features.of[b];
        let shared = self.features.of[a].iter().filter(|feature| others.binary_search(feature).is_ok());
        let features: u32 = shared.map(|feature| self.features.weights[*feature as usize]).sum();
        let others = self.words.of(b);
        let has = |term: u32| others.binary_search_by_key(&term, |other| other.term).is_ok();
        let shared = self.words.of(a).iter().filter(|rare| has(rare.term)).take(usize::from(WORDS));
        features + shared.map(|rare| self.word_weights[rare.term as usize]).sum::<u32>()
    }
}

fn digest(parts: impl Iterator<Item = u64>) -> u64 {
    parts.fold(0, |digest, part| xxh3_64_with_seed(&part.to_le_bytes(), digest))
}

/// Returns all incidents of a feature, or the nearest in time if there are many.
fn near(posting: &[Id], id: Id) -> &[Id] {
    if posting.len() <= 2 * NEAR {
        return posting;
    }
    let at = posting.partition_point(|other| *other < id);
    &posting[at.saturating_sub(NEAR)..(at + NEAR).min(posting.len())]
}

/// The distribution of scores of all pairs.
#[derive(Debug)]
pub struct Scale {
    /// Number of pairs with a lower score, by score.
    below: Vec<u64>,
    total: u64,
    /// The lowest score of related incidents.
    pub cut: u32,
}

impl Scale {
    /// Builds the distribution.
    pub fn new(scored: &[Arc<Scored>]) -> Scale {
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

    /// Returns the percentage of pairs with a lower score.
    pub fn percentile(&self, score: u32) -> u8 {
        let below = self.below[(score as usize).min(HIGHEST)];
        u8::try_from(below * 100 / self.total.max(1)).unwrap_or(100)
    }
}
