//! Body words that few documents share: identifiers, error messages, component names. In a small archive
//! most words are rare, so only name-like words count there. Words are compared by digest and read again
//! only for display.

use super::doc_frequency::Tally;
use crate::incident::Incident;
use crate::incident::vocabulary::Which;
use std::sync::Arc;

/// A word in more documents than this is never rare.
const RARE: usize = 8;
/// A word in more than one in this many documents is never rare.
const SHARE: usize = 10;
/// From this many documents on, ordinary words are recognised by their frequency.
const LARGE: usize = 1000;
/// A rare word in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rare {
    /// The word's number, the same in all documents.
    pub term: u32,
    /// Byte offset of its first occurrence across all sections.
    at: u32,
}

/// The rare words of every document, stored as flat lists for locality.
#[derive(Debug)]
pub struct RareWords {
    /// Rare words of all documents, sorted by term within each document.
    of: Vec<Rare>,
    /// Start of each document's words.
    of_from: Vec<usize>,
    /// Documents of each term, ascending; at least two.
    postings: Vec<u32>,
    /// Start of each term's documents.
    postings_from: Vec<usize>,
    tally: Tally,
}

impl RareWords {
    /// Returns the rare words of a document.
    pub fn of(&self, document: usize) -> &[Rare] {
        &self.of[self.of_from[document]..self.of_from[document + 1]]
    }

    /// Returns the documents of a term.
    pub fn posting(&self, term: u32) -> &[u32] {
        let term = term as usize;
        &self.postings[self.postings_from[term]..self.postings_from[term + 1]]
    }

    /// Returns the number of terms.
    pub fn terms(&self) -> u32 {
        u32::try_from(self.postings_from.len() - 1).unwrap_or(u32::MAX)
    }

    fn new(tally: Tally) -> RareWords {
        let (documents, limit) = (tally.incidents.len(), tally.limit);
        let groups = tally.kept.chunk_by(|a, b| a.digest == b.digest);
        let rare = || groups.clone().filter(|group| (2..=limit).contains(&group.len()));
        let mut counts = vec![0; documents + 1];
        rare().flatten().for_each(|word| counts[word.document as usize + 1] += 1);
        for document in 0..documents {
            counts[document + 1] += counts[document];
        }
        let mut next = counts.clone();
        let mut of = vec![Rare { term: 0, at: 0 }; counts[documents]];
        let (mut postings, mut postings_from) = (vec![], vec![0]);
        for (term, group) in (0..).zip(rare()) {
            for word in group {
                let place = &mut next[word.document as usize];
                of[*place] = Rare { term, at: word.at };
                *place += 1;
                postings.push(word.document);
            }
            postings_from.push(postings.len());
        }
        RareWords { of, of_from: counts, postings, postings_from, tally }
    }
}

/// Finds the rare words. Returns none if the archive is too small to tell rare words from ordinary ones.
pub fn find(before: Option<&RareWords>, incidents: &Arc<[Arc<Incident>]>) -> RareWords {
    let limit = (incidents.len() / SHARE).min(RARE);
    let which = if incidents.len() < LARGE { Which::Names } else { Which::All };
    let tally = before.and_then(|before| before.tally.after(incidents, which, limit));
    RareWords::new(tally.unwrap_or_else(|| Tally::new(incidents, which, limit)))
}

/// Returns the words two documents share, rarest first, as the first document spells them.
pub fn shared(words: &RareWords, incidents: &[Arc<Incident>], a: usize, b: usize) -> Vec<String> {
    let others = words.of(b);
    let mut both: Vec<(usize, &Rare, &Rare)> = words
        .of(a)
        .iter()
        .filter_map(|rare| {
            let at = others.binary_search_by_key(&rare.term, |other| other.term).ok()?;
            Some((words.posting(rare.term).len(), rare, &others[at]))
        })
        .collect();
    both.sort_unstable();
    both.into_iter()
        .filter_map(|(_, one, other)| {
            let (one, other) = (incidents[a].word_at(one.at)?, incidents[b].word_at(other.at)?);
            // Guards against digest collisions.
            (one.to_lowercase() == other.to_lowercase()).then(|| one.to_owned())
        })
        .collect()
}
