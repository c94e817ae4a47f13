//! Scores: tantivy's BM25 for each field, summed over the fields with their boosts. All arithmetic is in
//! 32 bits, in an order that `search.js` repeats, so that both give the same bits.

use super::corpus::{Corpus, Posting};
use super::document::Field;

/// tantivy's parameters.
const K1: f32 = 1.2;
const B: f32 = 0.75;

/// Which documents match something, and how well.
#[derive(Debug, Clone, PartialEq)]
pub struct Matches {
    /// By document number.
    pub hit: Vec<bool>,
    /// By document number.
    pub score: Vec<f32>,
}

impl Matches {
    /// Nothing matches.
    pub fn none(corpus: &Corpus) -> Matches {
        Matches { hit: vec![false; corpus.len as usize], score: vec![0.0; corpus.len as usize] }
    }

    /// How many documents match.
    pub fn count(&self) -> u32 {
        self.hit.iter().map(|hit| u32::from(*hit)).sum()
    }

    /// What matches either; scores of both are added.
    pub fn add(&mut self, other: &Matches) {
        self.join(other, |a, b| a + b);
    }

    /// What matches either; the better score counts.
    pub fn best(&mut self, other: &Matches, factor: f32) {
        self.join(other, |a, b| a.max(b * factor));
    }

    fn join(&mut self, other: &Matches, join: impl Fn(f32, f32) -> f32) {
        for (doc, _) in other.hit.iter().enumerate().filter(|(_, hit)| **hit) {
            self.score[doc] = join(self.score[doc], other.score[doc]);
            self.hit[doc] = true;
        }
    }

    /// What matches both; scores are added.
    pub fn narrow(&mut self, other: &Matches) {
        for doc in 0..self.hit.len() {
            let both = self.hit[doc] && other.hit[doc];
            self.score[doc] = if both { self.score[doc] + other.score[doc] } else { 0.0 };
            self.hit[doc] = both;
        }
    }
}

/// How rare something is that `n` of `total` documents have: ln(1 + (N - n + 0.5) / (n + 0.5)), the logarithm
/// taken in 64 bits, which every platform rounds to the same 32.
pub fn idf(n: u32, total: u32) -> f32 {
    let x = (total.saturating_sub(n) as f32 + 0.5) / (n as f32 + 0.5);
    f64::from(1.0 + x).ln() as f32
}

/// The score of one hit: `idf` of the term, or the sum of a phrase's.
struct Weight {
    weight: f32,
    average: f32,
    normed: bool,
}

impl Weight {
    fn new(corpus: &Corpus, field: Field, idf: f32) -> Weight {
        let weight = idf * (1.0 + K1) * field.boost();
        Weight { weight, average: corpus.average[field as usize], normed: field.is_normed() }
    }

    fn score(&self, length: u32, tf: u32) -> f32 {
        let norm = if self.normed { K1 * (1.0 - B + B * length as f32 / self.average) } else { K1 };
        let tf = tf as f32;
        self.weight * (tf / (tf + norm))
    }
}

/// The documents that have a term in one of the fields.
///
/// # Errors
/// tantivy's, when the index cannot be read.
pub fn term(corpus: &Corpus, fields: u8, term: &str) -> tantivy::Result<Matches> {
    let mut matches = Matches::none(corpus);
    for field in Field::ALL.into_iter().filter(|field| fields & field.bit() != 0) {
        let postings = corpus.postings(field, term)?;
        let df = u32::try_from(postings.len()).unwrap_or(u32::MAX);
        add(corpus, field, idf(df, corpus.len), &postings, &mut matches);
    }
    Ok(matches)
}

fn add(corpus: &Corpus, field: Field, idf: f32, postings: &[Posting], matches: &mut Matches) {
    let weight = Weight::new(corpus, field, idf);
    for Posting { doc, tf } in postings {
        let score = weight.score(corpus.length(field, *doc), *tf);
        matches.score[*doc as usize] += score;
        matches.hit[*doc as usize] = true;
    }
}

/// The documents that have the terms in this order, each at its distance from the first, in one of the fields.
///
/// # Errors
/// tantivy's, when the index cannot be read.
pub fn phrase(corpus: &Corpus, fields: u8, terms: &[(String, u32)]) -> tantivy::Result<Matches> {
    let mut matches = Matches::none(corpus);
    let searched = |field: &Field| fields & field.bit() != 0 && field.has_positions();
    for field in Field::ALL.into_iter().filter(searched) {
        let mut rarity = 0.0;
        let mut starts: Option<Vec<(u32, Vec<u32>)>> = None;
        for (term, distance) in terms {
            let positions = corpus.positions(field, term)?;
            rarity += idf(u32::try_from(positions.len()).unwrap_or(u32::MAX), corpus.len);
            let begun = positions.into_iter().map(|positions| {
                let at = positions.at.into_iter().filter_map(|at| at.checked_sub(*distance)).collect();
                (positions.doc, at)
            });
            starts = Some(match starts {
                None => begun.collect(),
                Some(before) => both(&before, begun),
            });
        }
        let postings: Vec<Posting> = starts
            .unwrap_or_default()
            .into_iter()
            .filter(|(_, at)| !at.is_empty())
            .map(|(doc, at)| Posting { doc, tf: u32::try_from(at.len()).unwrap_or(u32::MAX) })
            .collect();
        add(corpus, field, rarity, &postings, &mut matches);
    }
    Ok(matches)
}

/// The starts that both have; both are sorted by document and position.
fn both(before: &[(u32, Vec<u32>)], begun: impl Iterator<Item = (u32, Vec<u32>)>) -> Vec<(u32, Vec<u32>)> {
    begun
        .filter_map(|(doc, at)| {
            let known = &before[before.binary_search_by_key(&doc, |(doc, _)| *doc).ok()?].1;
            Some((doc, at.into_iter().filter(|at| known.binary_search(at).is_ok()).collect()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tantivy::fieldnorm::FieldNormReader;
    use tantivy::query::Bm25Weight;

    #[test]
    fn a_score_is_tantivys() {
        for (n, total, average, length, tf) in
            [(1, 10, 7.5, 3, 1), (7, 1000, 812.0, 40, 9), (500, 500, 3.0, 1, 2)]
        {
            let theirs = Bm25Weight::for_one_term(n.into(), total.into(), average)
                .score(FieldNormReader::fieldnorm_to_id(length), tf);
            let ours = Weight { weight: idf(n, total) * (1.0 + K1), average, normed: true }.score(length, tf);
            assert!((theirs - ours).abs() <= theirs * 1e-6, "{theirs} {ours}");
        }
    }
}
