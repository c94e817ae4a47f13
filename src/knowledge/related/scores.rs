//! How alike incidents are: a score for every pair that shares anything, and their scale.

use super::SharedKind;
use super::features::{Features, weight};
use super::words::RareWords;
use crate::knowledge::Id;
use rayon::prelude::*;
use std::cmp::Reverse;
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_64_with_seed;

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
/// No score is higher.
const HIGHEST: usize = 1024;

/// Everything the incidents share.
#[derive(Debug)]
pub struct Index {
    /// What they state.
    pub features: Arc<Features>,
    /// Rare words they write.
    pub words: RareWords,
    /// What a rare word weighs.
    word_weights: Vec<u32>,
    /// Whether each is a page and no incident.
    documents: Vec<bool>,
    /// Of everything that the score of each depends on.
    pub digests: Vec<u64>,
}

/// One incident against those it shares anything with.
#[derive(Debug)]
pub struct Scored {
    /// How many others have each score.
    histogram: Box<[u32]>,
    /// The best others with their scores, the best first. In boxes, for both grow with the archive before they are cut.
    pub best: Box<[(u32, Id)]>,
}

/// What one thread adds up in.
pub struct Scratch {
    scores: Vec<u32>,
    words: Vec<u8>,
    touched: Vec<Id>,
}

impl Scratch {
    /// For so many incidents.
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
    /// Of what incidents state and write.
    pub fn new(features: Arc<Features>, words: RareWords, documents: Vec<bool>) -> Index {
        let total = documents.len();
        let of = |term: u32| weight(SharedKind::Rare, words.posting(term).len(), total);
        let word_weights = (0..words.terms()).map(of).collect();
        let mut index = Index { features, words, word_weights, documents, digests: vec![] };
        index.digests = index.digests();
        index
    }

    /// A score depends on what is shared, what that weighs and who else has it; nothing else may be asked
    /// for in [`Index::score`].
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

    /// An incident against those it shares anything with.
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

/// The incidents of a posting, or those next in time to one of a long posting.
fn near(posting: &[Id], id: Id) -> &[Id] {
    if posting.len() <= 2 * NEAR {
        return posting;
    }
    let at = posting.partition_point(|other| *other < id);
    &posting[at.saturating_sub(NEAR)..(at + NEAR).min(posting.len())]
}

/// All pairs that share anything, by score.
#[derive(Debug)]
pub struct Scale {
    /// How many pairs have a lower score.
    below: Vec<u64>,
    total: u64,
    /// The lowest score of related ones.
    pub cut: u32,
}

impl Scale {
    /// Of all pairs.
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

    /// How many in a hundred pairs are less alike.
    pub fn percentile(&self, score: u32) -> u8 {
        let below = self.below[(score as usize).min(HIGHEST)];
        u8::try_from(below * 100 / self.total.max(1)).unwrap_or(100)
    }
}
