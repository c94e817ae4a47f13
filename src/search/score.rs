//! BM25 scores as tantivy computes them, summed over fields with their boosts. All arithmetic is in 32 bits
//! and in the same order as in `search.js`, so that results are bit-identical.

use super::document::Field;
use super::index_reader::{Corpus, Posting};

/// tantivy's BM25 parameters.
const K1: f32 = 1.2;
const B: f32 = 0.75;

/// Matching documents with their scores.
#[derive(Debug, Clone, PartialEq)]
pub struct Matches {
    /// Whether each document matches.
    pub hit: Vec<bool>,
    /// The score of each document.
    pub score: Vec<f32>,
}

impl Matches {
    /// Returns an empty set of matches.
    pub fn none(corpus: &Corpus) -> Matches {
        Matches { hit: vec![false; corpus.len as usize], score: vec![0.0; corpus.len as usize] }
    }

    /// Returns the number of matching documents.
    pub fn count(&self) -> u32 {
        self.hit.iter().map(|hit| u32::from(*hit)).sum()
    }

    /// Union with another set; scores are added.
    pub fn add(&mut self, other: &Matches) {
        self.join(other, |a, b| a + b);
    }

    /// Union with another set; the higher score wins.
    pub fn best(&mut self, other: &Matches, factor: f32) {
        self.join(other, |a, b| a.max(b * factor));
    }

    fn join(&mut self, other: &Matches, join: impl Fn(f32, f32) -> f32) {
        for (doc, _) in other.hit.iter().enumerate().filter(|(_, hit)| **hit) {
            self.score[doc] = join(self.score[doc], other.score[doc]);
            self.hit[doc] = true;
        }
    }

    /// Intersection with another set; scores are added.
    pub fn narrow(&mut self, other: &Matches) {
        for doc in 0..self.hit.len() {
            let both = self.hit[doc] && other.hit[doc];
            self.score[doc] = if both { self.score[doc] + other.score[doc] } else { 0.0 };
            self.hit[doc] = both;
        }
    }
}

/// Returns the inverse document frequency ln(1 + (N - n + 0.5) / (n + 0.5)). The logarithm is computed in
/// 64 bits, which every platform rounds to the same 32-bit value.
pub fn idf(n: u32, total: u32) -> f32 {
    let x = (total.saturating_sub(n) as f32 + 0.5) / (n as f32 + 0.5);
    f64::from(1.0 + x).ln() as f32
}

/// Scores one match: the idf of a term, or the sum over a phrase.
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

/// Matches documents that contain a term in any of the fields.
///
/// # Errors
/// tantivy's error, if the index cannot be read.
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

/// Matches documents that contain the terms at the given offsets from the first, in any of the fields.
///
/// # Errors
/// tantivy's error, if the index cannot be read.
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

/// Intersects two lists of start positions, sorted by document and position.
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
