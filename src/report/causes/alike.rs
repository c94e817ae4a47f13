//! Free-text causes that look alike: offered to be named as one in the configuration, never merged. With a
//! vocabulary the configured terms are distinct by decision and are left alone.

use super::CauseFigures;
use crate::incident::slug::fold;
use crate::report::scope::{Figure, Scope};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A word that more causes than this have tells nothing about any two.
const COMMON: usize = 40;
/// As alike as `expired-certificate` and `expired-tls-certificate`.
const ALIKE: f64 = 0.6;
/// As alike as `expired-certificate` and `expired-certficate`.
const SPELLED_ALIKE: f64 = 0.88;

/// Two causes that may be one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Alike {
    /// The more frequent one.
    pub cause: String,
    /// Its name for people.
    pub title: String,
    /// Its incidents.
    pub incidents: Figure,
    /// The other one.
    pub other: String,
    /// Its name for people.
    pub other_title: String,
    /// Its incidents.
    pub other_incidents: Figure,
}

/// The pairs among causes, which are given most frequent first.
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

/// What brings two names together: a word in common, or the first letters, for a typing error.
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
