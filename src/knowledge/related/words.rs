//! The words of all bodies that few documents share: identifiers, error messages, names of parts. In a small
//! archive most words are rare, so there only what looks like a name counts. Words are compared by their
//! digests, and read again only where one is shown.

use crate::incident::Incident;
use rayon::prelude::*;
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_64;

/// The shortest word in characters, and the longest in bytes.
const SHORTEST: usize = 4;
const LONGEST: usize = 48;
/// A word that more documents than this have is not rare, however many there are.
const RARE: usize = 8;
/// A word that more than one in so many documents has is not rare, however few there are.
const SHARE: usize = 10;
/// An archive of so many documents knows its ordinary words by their number.
const LARGE: usize = 1000;
/// Names that tell when and not what.
const DATES: [&str; 19] = [
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "time",
];
/// How many counters there are, as a power of two. Two words on one counter look less rare than they are.
const COUNTERS: u32 = 22;

/// A rare word of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rare {
    /// The word, one number for all documents.
    pub term: u32,
    /// Where it is first written, in bytes over all sections.
    at: u32,
}

/// The rare words of every document.
#[derive(Debug, Default)]
pub struct RareWords {
    /// Each document's, ascending by term.
    pub of: Vec<Vec<Rare>>,
    /// Each term's documents, ascending; two at least.
    pub postings: Vec<Vec<u32>>,
}

/// Finds the rare words. An archive too small to tell rare from ordinary has none.
pub fn find(incidents: &[Arc<Incident>]) -> RareWords {
    let limit = (incidents.len() / SHARE).min(RARE);
    if limit < 2 {
        return RareWords { of: vec![vec![]; incidents.len()], postings: vec![] };
    }
    let words: Vec<Vec<(u32, u32)>> =
        incidents.par_iter().map(|incident| words_of(incident, incidents.len() < LARGE)).collect();
    let mut counters = vec![0_u8; 1 << COUNTERS];
    let counter = |digest: u32| (digest >> (32 - COUNTERS)) as usize;
    for (digest, _) in words.iter().flatten() {
        let count = &mut counters[counter(*digest)];
        *count = count.saturating_add(1);
    }
    let rare = |digest: u32| (2..=limit).contains(&usize::from(counters[counter(digest)]));
    let mut kept: Vec<(u32, u32, u32)> = vec![];
    for (document, words) in (0_u32..).zip(&words) {
        let rare = words.iter().filter(|(digest, _)| rare(*digest));
        kept.extend(rare.map(|(digest, at)| (*digest, document, *at)));
    }
    kept.par_sort_unstable();
    let mut found = RareWords { of: vec![vec![]; incidents.len()], postings: vec![] };
    for group in kept.chunk_by(|a, b| a.0 == b.0).filter(|group| (2..=limit).contains(&group.len())) {
        let term = u32::try_from(found.postings.len()).unwrap_or(u32::MAX);
        for (_, document, at) in group {
            found.of[*document as usize].push(Rare { term, at: *at });
        }
        found.postings.push(group.iter().map(|(_, document, _)| *document).collect());
    }
    found
}

/// The words that two documents share, the rarest first, as the first one writes them.
pub fn shared(words: &RareWords, incidents: &[Arc<Incident>], a: usize, b: usize) -> Vec<String> {
    let mut both: Vec<(usize, &Rare, &Rare)> = words.of[a]
        .iter()
        .filter_map(|rare| {
            let at = words.of[b].binary_search_by_key(&rare.term, |other| other.term).ok()?;
            Some((words.postings[rare.term as usize].len(), rare, &words.of[b][at]))
        })
        .collect();
    both.sort_unstable();
    both.into_iter()
        .filter_map(|(_, one, other)| {
            let (one, other) = (word_at(&incidents[a], one.at)?, word_at(&incidents[b], other.at)?);
            // Digests of different words are the same once in a long while.
            (one.to_lowercase() == other.to_lowercase()).then(|| one.to_owned())
        })
        .collect()
}

/// Every word of a body once: its digest, and where it is first written.
fn words_of(incident: &Incident, names_only: bool) -> Vec<(u32, u32)> {
    let mut words = vec![];
    let mut start = 0;
    for section in &incident.sections {
        for (at, word) in words_in(&section.text) {
            if names_only && !is_name(&section.text, at, word) {
                continue;
            }
            if let Ok(at) = u32::try_from(start + at) {
                words.push((digest(word), at));
            }
        }
        start += section.text.len();
    }
    words.sort_unstable();
    words.dedup_by_key(|(digest, _)| *digest);
    words
}

/// Runs of letters and digits, with what joins the parts of an identifier.
fn words_in(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let joins = |c: char| matches!(c, '_' | '-' | '.' | ':' | '/');
    text.split(move |c: char| !c.is_alphanumeric() && !joins(c))
        .map(move |word| word.trim_matches(joins))
        .filter(|word| (SHORTEST..=LONGEST).contains(&word.len()) && word.chars().count() >= SHORTEST)
        // A number, a date or a time tells nothing.
        .filter(|word| word.chars().any(char::is_alphabetic))
        .map(move |word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
}

/// Whether a word looks like a name: it has a digit, a joint or a capital within, or begins with one in the
/// middle of a sentence.
fn is_name(text: &str, at: usize, word: &str) -> bool {
    let mut chars = word.chars();
    let capital = chars.next().is_some_and(char::is_uppercase);
    let within = chars.any(|c| c.is_uppercase() || c.is_numeric() || matches!(c, '_' | '.' | ':' | '/'));
    let before = text[..at].trim_end_matches([' ', '"', '(', '“', '\'']);
    let inside = capital && before.ends_with(|c: char| c.is_alphanumeric() || c == ',');
    within || (inside && !DATES.iter().any(|date| date.eq_ignore_ascii_case(word)))
}

fn digest(word: &str) -> u32 {
    let mut lower = [0_u8; LONGEST];
    let digest = if word.is_ascii() {
        let lower = &mut lower[..word.len()];
        lower.copy_from_slice(word.as_bytes());
        lower.make_ascii_lowercase();
        xxh3_64(lower)
    } else {
        xxh3_64(word.to_lowercase().as_bytes())
    };
    (digest >> 32) as u32
}

fn word_at(incident: &Incident, at: u32) -> Option<&str> {
    let mut start = 0;
    for section in &incident.sections {
        let end = start + section.text.len();
        if (at as usize) < end {
            let rest = section.text.get(at as usize - start..)?;
            return words_in(rest).next().map(|(_, word)| word);
        }
        start = end;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_from_words_that_begin_a_sentence() {
        let text = "Slowly the pods of Kinesis went NotReady. Then (Azure) us-east-1 followed.";
        let names: Vec<&str> =
            words_in(text).filter(|(at, word)| is_name(text, *at, word)).map(|(_, word)| word).collect();
        assert_eq!(names, ["Kinesis", "NotReady", "Azure", "us-east-1"]);
    }

    #[test]
    fn words_are_names_and_not_numbers() {
        let words: Vec<&str> = words_in("ERR_CONN_RESET at 10:42, pod `auth-7d9f` (12345): see a/b and it.")
            .map(|(_, w)| w)
            .collect();
        assert_eq!(words, ["ERR_CONN_RESET", "auth-7d9f"]);
        assert_eq!(digest("Fluentd"), digest("fluentd"));
        assert_ne!(digest("fluentd"), digest("fluent"));
    }
}
