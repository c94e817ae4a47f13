//! Phrases found in running text, at word boundaries and all at once.

use crate::incident::wording::{fold, is_cjk};
use aho_corasick::{AhoCorasick, MatchKind};
use std::ops::Range;

/// A set of phrases, each with its meaning.
#[derive(Debug)]
pub struct Phrases<T> {
    matcher: Option<AhoCorasick>,
    meanings: Vec<T>,
}

/// A phrase in a folded text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit<T> {
    /// What it means.
    pub meaning: T,
    /// Where it is in the folded text.
    pub at: Range<usize>,
}

impl<T: Copy + PartialEq> Phrases<T> {
    /// Compiles phrases as people write them.
    pub fn new(phrases: impl IntoIterator<Item = (String, T)>) -> Phrases<T> {
        let (texts, meanings): (Vec<String>, Vec<T>) =
            phrases.into_iter().map(|(text, meaning)| (fold(&text), meaning)).unzip();
        let matcher = AhoCorasick::builder().match_kind(MatchKind::Standard).build(&texts).ok();
        Phrases { matcher, meanings }
    }

    /// Every phrase of a folded text, in order of its start, the longest first.
    pub fn all(&self, folded: &str) -> Vec<Hit<T>> {
        let Some(matcher) = &self.matcher else { return vec![] };
        let found =
            matcher.find_overlapping_iter(folded).filter(|hit| is_whole(folded, hit.start()..hit.end()));
        let mut hits: Vec<Hit<T>> = found
            .map(|hit| Hit { meaning: self.meanings[hit.pattern().as_usize()], at: hit.start()..hit.end() })
            .collect();
        hits.sort_by_key(|hit| (hit.at.start, std::cmp::Reverse(hit.at.end)));
        hits
    }

    /// The first phrase of a folded text.
    pub fn first(&self, folded: &str) -> Option<T> {
        self.all(folded).first().map(|hit| hit.meaning)
    }

    /// Whether a folded text has a phrase of this meaning.
    pub fn says(&self, folded: &str, meaning: T) -> bool {
        self.all(folded).iter().any(|hit| hit.meaning == meaning)
    }
}

/// Whether no word goes on at either end. Scripts without spaces have no such ends.
fn is_whole(text: &str, at: Range<usize>) -> bool {
    let inside = |a: Option<char>, b: Option<char>| {
        let both = a.zip(b);
        both.is_some_and(|(a, b)| a.is_alphanumeric() && b.is_alphanumeric() && !is_cjk(a) && !is_cjk(b))
    };
    let phrase = &text[at.clone()];
    let before = text[..at.start].chars().next_back();
    let after = text[at.end..].chars().next();
    !inside(before, phrase.chars().next()) && !inside(phrase.chars().next_back(), after)
}
