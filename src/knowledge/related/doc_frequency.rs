//! Counts in how many documents each word occurs, and updates the counts after an edit.
//!
//! Words share counters by the first bits of their digest, so two words on one counter look more frequent
//! than they are. Words that pass the counters are counted again individually.

use crate::incident::Incident;
use crate::incident::vocabulary::{PARTS, Which, Words};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex, PoisonError};

/// Number of counters, as a power of two.
const COUNTERS: u32 = 22;
/// After an edit of more documents than this, everything is counted again.
const FEW: usize = 16;

/// Document frequencies of words that may be rare.
#[derive(Debug)]
pub struct Tally {
    /// The documents.
    pub incidents: Arc<[Arc<Incident>]>,
    which: Which,
    /// A word in more documents than this is not rare.
    pub limit: usize,
    /// Number of documents per counter. The next state takes it over.
    counters: Mutex<Option<Vec<u32>>>,
    /// Sorted by digest and document.
    pub kept: Vec<Written>,
}

/// An occurrence of a word in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Written {
    /// Digest of the word.
    pub digest: u32,
    /// The document.
    pub document: u32,
    /// Where it first occurs.
    pub at: u32,
}

impl Tally {
    /// Counts the words of all documents.
    pub fn new(incidents: &Arc<[Arc<Incident>]>, which: Which, limit: usize) -> Tally {
        let words: Vec<&Words> = match limit {
            0 | 1 => vec![],
            _ => incidents.par_iter().map(|incident| incident.words(which)).collect(),
        };
        let parts = (0..1 << PARTS).into_par_iter();
        // There are fewer names than counters.
        let (counters, kept) = match which {
            Which::Names => (None, parts.map(|part| words_of(&words, part, |_| true)).collect()),
            Which::All => {
                let (counters, kept): (Vec<_>, Vec<_>) = parts.map(|part| count(&words, part, limit)).unzip();
                (Some(counters.concat()), kept)
            }
        };
        let kept: Vec<Vec<Written>> = kept;
        Tally {
            incidents: incidents.clone(),
            which,
            limit,
            counters: Mutex::new(counters),
            kept: kept.concat(),
        }
    }

    /// Updates the counts for another state of the same documents; `None` if counting everything is
    /// cheaper.
    pub fn after(&self, incidents: &Arc<[Arc<Incident>]>, which: Which, limit: usize) -> Option<Tally> {
        if (self.which, self.limit, self.incidents.len()) != (which, limit, incidents.len()) || limit < 2 {
            return None;
        }
        let changed: Vec<usize> =
            (0..incidents.len()).filter(|id| !Arc::ptr_eq(&self.incidents[*id], &incidents[*id])).collect();
        if changed.len() > FEW {
            return None;
        }
        let mut counters = self.counters.lock().unwrap_or_else(PoisonError::into_inner).take()?;
        // The previous value of each changed counter.
        let mut touched: BTreeMap<usize, u32> = BTreeMap::new();
        for id in &changed {
            for word in self.incidents[*id].words(which).all() {
                let at = counter(word.digest);
                touched.entry(at).or_insert(counters[at]);
                counters[at] -= 1;
            }
            for word in incidents[*id].words(which).all() {
                let at = counter(word.digest);
                touched.entry(at).or_insert(counters[at]);
                counters[at] += 1;
            }
        }
        let is_rare = |count: u32| rare(limit).contains(&count);
        touched.retain(|at, before| is_rare(*before) != is_rare(counters[*at]));
        let entering: Vec<usize> = touched.keys().copied().filter(|at| is_rare(counters[*at])).collect();
        if entering.len() > FEW {
            return None;
        }
        let stays = |word: &&Written| {
            changed.binary_search(&(word.document as usize)).is_err()
                && (touched.is_empty() || !touched.contains_key(&counter(word.digest)))
        };
        let mut kept: Vec<Written> = self.kept.iter().filter(stays).copied().collect();
        for id in &changed {
            let words = incidents[*id].words(which).all().iter();
            let rare = words.filter(|word| is_rare(counters[counter(word.digest)]));
            kept.extend(rare.map(|word| Written { digest: word.digest, document: *id as u32, at: word.at }));
        }
        kept.par_extend((0..incidents.len()).into_par_iter().with_min_len(256).flat_map_iter(|id| {
            let counters = if changed.binary_search(&id).is_ok() { &[][..] } else { &entering };
            let words = incidents[id].words(which);
            counters.iter().flat_map(move |at| on(words, *at)).map(move |(digest, at)| Written {
                digest,
                document: id as u32,
                at,
            })
        }));
        // Merge two sorted runs.
        kept.sort();
        let counters = Mutex::new(Some(counters));
        Some(Tally { incidents: incidents.clone(), which, limit, counters, kept })
    }
}

/// Returns the range of document frequencies of a rare word.
fn rare(limit: usize) -> RangeInclusive<u32> {
    2..=u32::try_from(limit).unwrap_or(u32::MAX)
}

fn counter(digest: u32) -> usize {
    (digest >> (32 - COUNTERS)) as usize
}

/// Iterates over the words on a counter.
fn on(words: &Words, at: usize) -> impl Iterator<Item = (u32, u32)> + '_ {
    let words = words.all();
    let from = words.partition_point(|word| counter(word.digest) < at);
    words[from..].iter().take_while(move |word| counter(word.digest) == at).map(|word| (word.digest, word.at))
}

/// Counts one partition of all digests and returns its counters and possibly rare words.
fn count(words: &[&Words], part: usize, limit: usize) -> (Vec<u32>, Vec<Written>) {
    const SIZE: usize = 1 << (COUNTERS - PARTS);
    let mut counters = vec![0; SIZE];
    let counter = |digest: u32| counter(digest) % SIZE;
    for word in words.iter().flat_map(|words| words.part(part)) {
        counters[counter(word.digest)] += 1;
    }
    let kept = words_of(words, part, |digest| rare(limit).contains(&counters[counter(digest)]));
    (counters, kept)
}

/// Returns the selected words of a partition, in order.
fn words_of(words: &[&Words], part: usize, wanted: impl Fn(u32) -> bool) -> Vec<Written> {
    let mut kept = vec![];
    for (document, words) in (0_u32..).zip(words) {
        let words = words.part(part).iter().filter(|word| wanted(word.digest));
        kept.extend(words.map(|word| Written { digest: word.digest, document, at: word.at }));
    }
    kept.sort_unstable();
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::incident::{Conventions, parse};
    use crate::source::Source;

    fn incident(n: usize, body: &str) -> Arc<Incident> {
        let source = Source { path: format!("{n}.md").into(), text: body.into(), digest: 0 };
        parse(&source, &Conventions::new(&Config::default())).incident.expect("an incident")
    }

    #[test]
    fn counting_what_changed_is_counting_everything() {
        let body = |n: usize| -> String {
            (0..30).map(|word| format!("word{} ", (n * 31 + word * word * 7) % 397)).collect()
        };
        let mut incidents: Vec<Arc<Incident>> = (0..40).map(|n| incident(n, &body(n))).collect();
        let mut tally = Tally::new(&incidents.clone().into(), Which::All, 4);
        let (mut taken, mut rare) = (0, 0);
        for turn in 0..40 {
            for n in 0..=turn % 3 {
                let at = (turn * 11 + n * 5) % incidents.len();
                // Cases from one extra word to an entirely different text.
                let text =
                    if turn % 4 == 0 { body(turn + 100) } else { format!("{} extra{}", body(at), turn % 7) };
                incidents[at] = incident(at, &text);
            }
            let state: Arc<[Arc<Incident>]> = incidents.clone().into();
            let anew = Tally::new(&state, Which::All, 4);
            match tally.after(&state, Which::All, 4) {
                Some(next) => {
                    assert_eq!(next.kept, anew.kept, "turn {turn}");
                    let counters = |of: &Tally| of.counters.lock().unwrap().clone();
                    assert_eq!(counters(&next), counters(&anew), "turn {turn}");
                    taken += 1;
                    tally = next;
                }
                None => tally = anew,
            }
            rare += tally.kept.len();
        }
        assert!(taken > 15 && rare > 1000, "{taken} taken over, {rare} rare words");
    }
}
