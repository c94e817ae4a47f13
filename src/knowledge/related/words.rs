//! The words of all bodies that few documents share: identifiers, error messages, names of parts. In a small
//! archive most words are rare, so there only what looks like a name counts. Words are compared by their
//! digests, and read again only where one is shown.

use super::tally::Tally;
use crate::incident::Incident;
use crate::incident::vocabulary::Which;
use std::sync::Arc;

/// A word that more documents than this have is not rare, however many there are.
const RARE: usize = 8;
/// A word that more than one in so many documents has is not rare, however few there are.
const SHARE: usize = 10;
/// An archive of so many documents knows its ordinary words by their number.
const LARGE: usize = 1000;
/// A rare word of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rare {
    /// The word, one number for all documents.
    pub term: u32,
    /// Where it is first written, in bytes over all sections.
    at: u32,
}

/// The rare words of every document. The lists of all documents are one list, and so are those of all terms:
/// a large archive has more of them than memory has time for.
#[derive(Debug)]
pub struct RareWords {
    /// Each document's, ascending by term.
    of: Vec<Rare>,
    /// Where a document's begin.
    of_from: Vec<usize>,
    /// Each term's documents, ascending; two at least.
    postings: Vec<u32>,
    /// Where a term's begin.
    postings_from: Vec<usize>,
    tally: Tally,
}

impl RareWords {
    /// The rare words of a document.
    pub fn of(&self, document: usize) -> &[Rare] {
        &self.of[self.of_from[document]..self.of_from[document + 1]]
    }

    /// The documents of a term.
    pub fn posting(&self, term: u32) -> &[u32] {
        let term = term as usize;
        &self.postings[self.postings_from[term]..self.postings_from[term + 1]]
    }

    /// How many terms there are.
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

/// Finds the rare words. An archive too small to tell rare from ordinary has none.
pub fn find(before: Option<&RareWords>, incidents: &Arc<[Arc<Incident>]>) -> RareWords {
    let limit = (incidents.len() / SHARE).min(RARE);
    let which = if incidents.len() < LARGE { Which::Names } else { Which::All };
    let tally = before.and_then(|before| before.tally.after(incidents, which, limit));
    RareWords::new(tally.unwrap_or_else(|| Tally::new(incidents, which, limit)))
}

/// The words that two documents share, the rarest first, as the first one writes them.
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
            // Digests of different words are the same once in a long while.
            (one.to_lowercase() == other.to_lowercase()).then(|| one.to_owned())
        })
        .collect()
}
