//! Selects and ranks documents: those that match all units; if there are none, those that match the
//! heaviest units; else a few weak matches.

use super::{Evaluation, FEW_WORDS, Hit, Unit};
use crate::search::doc_values::Facts;
use crate::search::document::Field;
use crate::search::query::Sort;
use crate::search::score::{Matches, idf};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Weight factor for a word that may be data.
const LIGHT: f32 = 0.25;
/// Minimum share of the query's weight if no document matches all words.
const RELAXED: f32 = 0.3;
/// Minimum share for weak matches, if no document reaches the other limit.
const REMOTE: f32 = 0.15;
/// Maximum number of weak matches.
const REMOTE_DOCS: usize = 5;
/// Maximum number of unknown words that count against the matching ones.
const UNKNOWN: u32 = 2;

/// Rank class, compared before the score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Standing {
    Scored,
    /// The document contains the query's identifiers as a whole, not only their parts.
    Named,
    /// The document also contains the query's data: it has the very line that was pasted.
    Complete,
    /// The query equals the whole title.
    Titled,
}

pub(super) struct Ranked {
    pub(super) hits: Vec<(Standing, Hit)>,
    pub(super) relaxed: bool,
}

impl Evaluation<'_> {
    pub(super) fn rank(&self) -> tantivy::Result<Ranked> {
        let all: Vec<u32> = (0..self.corpus().len).filter(|doc| self.allowed[*doc as usize]).collect();
        let has = |unit: &Unit, doc: &u32| unit.light || unit.matches.hit[*doc as usize];
        let has_all = |doc: &u32| self.units.iter().all(|unit| has(unit, doc));
        let mut strict: Vec<u32> = all.iter().copied().filter(has_all).collect();
        if strict.is_empty() && self.units.iter().any(|unit| !unit.begun) {
            // Results must not disappear while a word is being typed.
            let has_whole = |doc: &u32| self.units.iter().all(|unit| unit.begun || has(unit, doc));
            strict = all.iter().copied().filter(has_whole).collect();
        }
        let relaxed = strict.is_empty() && self.units.len() > 1;
        let docs = if relaxed { self.weighty(&all) } else { strict };
        let is_whole = if relaxed { vec![] } else { self.wholes(&docs)? };
        let has_light = self.units.iter().any(|unit| unit.light);
        let is_complete =
            |doc: u32| has_light && self.units.iter().all(|unit| unit.matches.hit[doc as usize]);
        let identifiers = self.known_identifiers();
        let is_named =
            |doc: u32| !identifiers.is_empty() && identifiers.iter().all(|matches| matches.hit[doc as usize]);
        let standing = |doc: u32| match () {
            () if is_whole.binary_search(&doc).is_ok() => Standing::Titled,
            () if is_complete(doc) => Standing::Complete,
            () if is_named(doc) => Standing::Named,
            () => Standing::Scored,
        };
        let hits = docs.into_iter().map(|doc| (standing(doc), self.hit(doc))).collect();
        Ok(Ranked { hits, relaxed })
    }

    /// Returns the matches of the query's whole identifiers that any document contains. A pasted line has too
    /// many of them to require all.
    fn known_identifiers(&self) -> Vec<&Matches> {
        match self.clauses > FEW_WORDS {
            true => vec![],
            false => self.bonuses.iter().filter(|matches| matches.count() > 0).collect(),
        }
    }

    fn hit(&self, doc: u32) -> Hit {
        let at = doc as usize;
        let mut score = 0.0;
        for unit in self.units.iter().filter(|unit| unit.matches.hit[at]) {
            score += if unit.light { unit.matches.score[at] * LIGHT } else { unit.matches.score[at] };
        }
        for bonus in &self.bonuses {
            score += bonus.score[at];
        }
        Hit { doc, score }
    }

    /// Returns documents that match enough of the query by weight.
    fn weighty(&self, docs: &[u32]) -> Vec<u32> {
        let weights: Vec<f32> = self.units.iter().map(|unit| self.weight(unit)).collect();
        // An unknown word is the rarest of all. A pasted line contains many, so at most two count.
        let (mut total, mut unknown) = (0.0, 0);
        for (unit, weight) in self.units.iter().zip(&weights) {
            unknown += u32::from(unit.matches.count() == 0);
            if unit.matches.count() > 0 || unknown <= UNKNOWN {
                total += weight;
            }
        }
        let weight_of = |doc: u32| {
            let mut sum = 0.0;
            for (unit, weight) in self.units.iter().zip(&weights) {
                if unit.matches.hit[doc as usize] {
                    sum += weight;
                }
            }
            sum
        };
        // A whole identifier is stronger evidence than the sum of its parts.
        let named = |doc: u32| self.bonuses.iter().any(|bonus| bonus.hit[doc as usize]);
        let least = total * RELAXED;
        let is_enough = |doc: u32| weight_of(doc) > 0.0 && (weight_of(doc) >= least || named(doc));
        let found: Vec<u32> = docs.iter().copied().filter(|doc| is_enough(*doc)).collect();
        if !found.is_empty() {
            return found;
        }
        // A weak match is better than none, if it is marked as one.
        let least = total * REMOTE;
        let size = self.corpus().len;
        let telling = |unit: &&Unit| unit.matches.count() * 3 <= size;
        let telling: Vec<&Unit> = self.units.iter().filter(telling).collect();
        let is_told = |doc: u32| telling.iter().any(|unit| unit.matches.hit[doc as usize]);
        let mut remote: Vec<(Reverse<i64>, Reverse<u32>)> = docs
            .iter()
            .filter(|doc| weight_of(**doc) >= least && is_told(**doc))
            .map(|doc| (Reverse(shown(self.hit(*doc).score)), Reverse(*doc)))
            .collect();
        remote.sort_unstable();
        let mut found: Vec<u32> = remote.into_iter().take(REMOTE_DOCS).map(|(_, Reverse(doc))| doc).collect();
        found.sort_unstable();
        found
    }

    /// Returns the weight of a unit: the rarity of the word itself, regardless of completions and
    /// corrections.
    fn weight(&self, unit: &Unit) -> f32 {
        let rarity = idf(unit.exact.unwrap_or_else(|| unit.matches.count()), self.corpus().len);
        if unit.light { rarity * LIGHT } else { rarity }
    }

    /// Returns documents whose title or slug consists of exactly the query's words.
    fn wholes(&self, docs: &[u32]) -> tantivy::Result<Vec<u32>> {
        let mut found = vec![];
        let Some(whole) = self.whole.as_ref().filter(|whole| !whole.words.is_empty()) else {
            return Ok(found);
        };
        for field in [Field::Title, Field::Id] {
            let mut terms: BTreeMap<&String, bool> = whole.rest.iter().map(|term| (term, false)).collect();
            terms.extend(whole.words.iter().map(|term| (term, true)));
            let mut tally: BTreeMap<u32, (u32, usize)> = BTreeMap::new();
            for (term, is_word) in &terms {
                for posting in self.corpus().postings(field, term)? {
                    let entry = tally.entry(posting.doc).or_default();
                    *entry = (entry.0 + posting.tf, entry.1 + usize::from(*is_word));
                }
            }
            let words = terms.values().filter(|is_word| **is_word).count();
            let is_whole = |doc: &u32, tally: &(u32, usize)| {
                tally.1 == words && tally.0 == self.corpus().length(field, *doc)
            };
            found.extend(tally.iter().filter(|(doc, tally)| is_whole(doc, tally)).map(|(doc, _)| *doc));
        }
        found.retain(|doc| docs.binary_search(doc).is_ok());
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }
}

/// Rounds a score to the four decimals that are shown, for comparison.
fn shown(score: f32) -> i64 {
    (f64::from(score) * 10_000.0).round() as i64
}

pub(super) fn sorted(ranked: Ranked, facts: &Facts, sort: Sort) -> Vec<Hit> {
    let mut hits = ranked.hits;
    let row = |hit: &Hit| &facts.rows[hit.doc as usize];
    match sort {
        Sort::Relevance => hits
            .sort_by_key(|(standing, hit)| (Reverse(*standing), Reverse(shown(hit.score)), Reverse(hit.doc))),
        Sort::Date => hits.sort_by_key(|(_, hit)| Reverse(hit.doc)),
        Sort::Severity => hits.sort_by_key(|(_, hit)| (row(hit).rank, Reverse(hit.doc))),
        Sort::Duration => hits.sort_by_key(|(_, hit)| (Reverse(row(hit).duration), Reverse(hit.doc))),
    }
    hits.into_iter().map(|(_, hit)| hit).collect()
}
