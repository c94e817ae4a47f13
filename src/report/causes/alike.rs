//! Finds free-text causes that look alike and suggests merging them in the configuration. Causes are never
//! merged automatically, and configured causes are never suggested: the vocabulary already tells them
//! apart.

use super::CauseFigures;
use crate::incident::slug::fold;
use crate::report::scope::{Figure, Scope};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Ignore a word shared by more causes than this when looking for pairs.
const COMMON: usize = 40;
/// Minimum similarity of word sets: `expired-certificate` and `expired-tls-certificate` pass.
const ALIKE: f64 = 0.6;
/// Minimum similarity of spelling: `expired-certificate` and `expired-certficate` pass.
const SPELLED_ALIKE: f64 = 0.88;

/// Two causes that may be the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Alike {
    /// Slug of the more frequent cause.
    pub cause: String,
    /// Its title.
    pub title: String,
    /// Incidents with this cause.
    pub incidents: Figure,
    /// Slug of the other cause.
    pub other: String,
    /// Its title.
    pub other_title: String,
    /// Incidents with the other cause.
    pub other_incidents: Figure,
}

/// Returns the pairs of similar causes. `causes` must be sorted by frequency, descending.
pub fn find(scope: &Scope<'_>, causes: &[CauseFigures]) -> Vec<Alike> {
    let configured = |cause: &CauseFigures| scope.knowledge.config.causes.contains_key(&cause.cause);
    let names: Vec<String> = causes.iter().map(|cause| fold(&cause.title)).collect();
    let mut by_word: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, name) in names.iter().enumerate() {
        for key in keys(name) {
            by_word.entry(key).or_default().push(at);
        }
    }
    let mut pairs: BTreeSet<(usize, usize)> = BTreeSet::new();
    for (at, name) in names.iter().enumerate() {
        for key in keys(name) {
            let others = by_word.get(key).filter(|others| others.len() <= COMMON);
            pairs.extend(others.into_iter().flatten().filter(|other| **other > at).map(|other| (at, *other)));
        }
    }
    pairs
        .into_iter()
        .filter(|(a, b)| !(configured(&causes[*a]) && configured(&causes[*b])))
        .filter(|(a, b)| are_alike(&names[*a], &names[*b]))
        .map(|(a, b)| Alike {
            cause: causes[a].cause.clone(),
            title: causes[a].title.clone(),
            incidents: causes[a].incidents.clone(),
            other: causes[b].cause.clone(),
            other_title: causes[b].title.clone(),
            other_incidents: causes[b].incidents.clone(),
        })
        .collect()
}

/// Returns the blocking keys of a name: its words, and its first letters to catch typos.
fn keys(name: &str) -> BTreeSet<&str> {
    let head = name.char_indices().nth(4).map_or(name, |(end, _)| &name[..end]);
    words(name).into_iter().chain([head]).collect()
}

fn words(name: &str) -> BTreeSet<&str> {
    name.split('-').filter(|word| word.len() > 1).collect()
}

fn are_alike(a: &str, b: &str) -> bool {
    let (first, second) = (words(a), words(b));
    let shared = first.intersection(&second).count();
    let all = first.union(&second).count().max(1);
    shared as f64 / all as f64 >= ALIKE || strsim::normalized_damerau_levenshtein(a, b) >= SPELLED_ALIKE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_alike_are_a_word_or_a_letter_apart() {
        for (a, b, alike) in [
            ("expired-certificate", "expired-tls-certificate", true),
            ("expired-certificate", "expired-certficate", true),
            ("expired-certificate", "certificate-expired", true),
            ("expired-certificate", "expired-token", false),
            ("disk-full", "disk-slow", false),
            ("dns", "dnssec", false),
        ] {
            assert_eq!(are_alike(&fold(a), &fold(b)), alike, "{a}, {b}");
        }
    }
}
