//! Finds the same follow-up proposed again after another incident.
//!
//! Two follow-ups are the same if they share most of the weight of the shorter one, where rare terms weigh
//! more. Candidate pairs are found through their rare terms, so the work grows linearly with the number of
//! follow-ups. Each follow-up joins the oldest one it repeats, so that groups don't drift from one meaning
//! to another.

use super::terms::terms;
use super::{Item, Scope, State};
use crate::knowledge::Id;
use crate::report::scope::Which;
use jiff::civil::Date;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};

/// A term used by up to this many incidents' follow-ups is rare, whatever the size of the archive.
const RARE: usize = 6;
/// A term used by more than this many is never rare.
const NEVER_RARE: usize = 40;
/// Follow-ups that are found through one term. A document may have thousands with a term that no other document has, and
/// comparing each with all of them would take quadratic time.
const MOST_WITH_TERM: usize = 128;
/// Share of the shorter title's weight that both must have, if they share at least two terms.
const CONTAINED: f64 = 0.85;
/// Share of both titles' weight that both must have otherwise.
const ALIKE: f64 = 0.5;

/// A follow-up and its repetitions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Repeated {
    /// The title when it was first proposed.
    pub action: String,
    /// Number of incidents it was proposed after.
    pub incidents: usize,
    /// Whether it was done after any of them.
    pub done: bool,
    /// All proposals, oldest first.
    pub proposals: Vec<Proposal>,
}

/// One proposal of a follow-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proposal {
    /// Its title.
    pub action: String,
    /// The incident it was proposed after.
    pub incident: Which,
    /// The day of the incident.
    pub date: Option<Date>,
    /// Its state.
    pub state: State,
    /// Its owner.
    pub owner: Option<String>,
}

struct Candidate<'n> {
    id: Id,
    action: usize,
    terms: &'n [u32],
    weight: f64,
}

/// Returns the repeated follow-ups of a scope, most repeated first, then oldest first.
pub fn find(scope: &Scope<'_>) -> Vec<Repeated> {
    let numbered = Numbered::new(scope);
    let (candidates, vocabulary) = candidates(scope, &numbered);
    let mut seeds: Vec<Vec<usize>> = vec![];
    let mut by_words: HashMap<&[u32], usize> = HashMap::new();
    let mut by_term: Vec<Vec<usize>> = vec![vec![]; numbered.terms];
    for (at, candidate) in candidates.iter().enumerate() {
        let same_words = by_words.get(candidate.terms).copied();
        let seed = same_words.or_else(|| nearest(candidate, &candidates, &seeds, &by_term, &vocabulary));
        match seed {
            Some(seed) => seeds[seed].push(at),
            None => {
                by_words.insert(candidate.terms, seeds.len());
                for term in candidate.terms.iter().filter(|term| vocabulary.is_rare(**term)) {
                    let with_term = &mut by_term[*term as usize];
                    if with_term.len() < MOST_WITH_TERM {
                        with_term.push(seeds.len());
                    }
                }
                seeds.push(vec![at]);
            }
        }
    }
    let mut repeated: Vec<Repeated> = seeds
        .iter()
        .filter(|group| group.iter().any(|at| candidates[*at].id != candidates[group[0]].id))
        .map(|group| described(scope, group.iter().map(|at| &candidates[*at])))
        .collect();
    // The sort is stable: groups with the same count stay in the order of their oldest proposal.
    repeated.sort_by_key(|repeated| std::cmp::Reverse(repeated.incidents));
    repeated
}

/// All terms with their document frequency.
struct Vocabulary {
    weights: Vec<f64>,
    incidents: Vec<usize>,
    rare: usize,
}

impl Vocabulary {
    fn is_rare(&self, term: u32) -> bool {
        self.incidents[term as usize] <= self.rare
    }

    fn weight(&self, term: u32) -> f64 {
        self.weights[term as usize]
    }
}

/// Returns every follow-up that has terms, oldest first.
fn candidates<'n>(scope: &Scope<'_>, numbered: &'n Numbered<'_>) -> (Vec<Candidate<'n>>, Vocabulary) {
    let mut incidents: Vec<usize> = vec![0; numbered.terms];
    let mut candidates = vec![];
    let mut documents = 0;
    for id in scope.every.iter().rev() {
        let actions = &scope.entry(*id).incident.actions;
        documents += usize::from(!actions.is_empty());
        let mut seen: BTreeSet<u32> = BTreeSet::new();
        for (at, action) in actions.iter().enumerate() {
            let Some(terms) = numbered.of.get(action.title.as_str()).filter(|terms| !terms.is_empty()) else {
                continue;
            };
            for term in terms.iter().filter(|term| seen.insert(**term)) {
                incidents[*term as usize] += 1;
            }
            candidates.push(Candidate { id: *id, action: at, terms, weight: 0.0 });
        }
    }
    let weights = incidents.iter().map(|of| (1.0 + documents as f64 / (*of).max(1) as f64).ln()).collect();
    let rare = (documents / 50).clamp(RARE, NEVER_RARE);
    let vocabulary = Vocabulary { weights, incidents, rare };
    for candidate in &mut candidates {
        candidate.weight = candidate.terms.iter().map(|term| vocabulary.weight(*term)).sum();
    }
    (candidates, vocabulary)
}

/// The terms of each distinct title as numbers; equal titles share an entry.
struct Numbered<'k> {
    /// Sorted terms of each title. Looked up only and never iterated, so its order does not matter.
    of: HashMap<&'k str, Vec<u32>>,
    /// Number of distinct terms.
    terms: usize,
}

impl<'k> Numbered<'k> {
    fn new(scope: &Scope<'k>) -> Numbered<'k> {
        let actions = scope.every.iter().flat_map(|id| &scope.entry(*id).incident.actions);
        let wordings: BTreeSet<&str> = actions.map(|action| action.title.as_str()).collect();
        let wordings: Vec<&str> = wordings.into_iter().collect();
        let read: Vec<BTreeSet<String>> = wordings.par_iter().map(|wording| terms(wording)).collect();
        let mut numbers: HashMap<String, u32> = HashMap::new();
        let numbered = wordings.into_iter().zip(read).map(|(wording, terms)| {
            let number = |term| {
                let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
                *numbers.entry(term).or_insert(next)
            };
            let mut own: Vec<u32> = terms.into_iter().map(number).collect();
            own.sort_unstable();
            (wording, own)
        });
        let of = numbered.collect();
        Numbered { of, terms: numbers.len() }
    }
}

/// Returns the oldest follow-up of another incident that this one repeats.
fn nearest(
    candidate: &Candidate<'_>,
    candidates: &[Candidate<'_>],
    seeds: &[Vec<usize>],
    by_term: &[Vec<usize>],
    vocabulary: &Vocabulary,
) -> Option<usize> {
    let mut near: Vec<usize> =
        candidate.terms.iter().flat_map(|term| &by_term[*term as usize]).copied().collect();
    near.sort_unstable();
    near.dedup();
    near.into_iter().find(|seed| {
        let other = &candidates[seeds[*seed][0]];
        other.id != candidate.id && is_same(candidate, other, vocabulary)
    })
}

fn is_same(a: &Candidate<'_>, b: &Candidate<'_>, vocabulary: &Vocabulary) -> bool {
    let (mut weight, mut shared) = (0.0, 0);
    let (mut first, mut second) = (a.terms, b.terms);
    // Both lists are sorted, so a single merge finds the shared terms.
    while let ([one, rest @ ..], [other, others @ ..]) = (first, second) {
        if one == other {
            weight += vocabulary.weight(*one);
            shared += 1;
        }
        first = if one <= other { rest } else { first };
        second = if other <= one { others } else { second };
    }
    let contained = shared > 1 && weight >= CONTAINED * a.weight.min(b.weight);
    contained || weight >= ALIKE * (a.weight + b.weight - weight)
}

fn described<'c>(scope: &Scope<'_>, group: impl Iterator<Item = &'c Candidate<'c>>) -> Repeated {
    let items: Vec<Item> = group
        .map(|one| Item::new(scope, one.id, &scope.entry(one.id).incident.actions[one.action]))
        .collect();
    let incidents: BTreeSet<Id> = items.iter().map(|item| item.incident.id).collect();
    Repeated {
        action: items.first().map_or_else(String::new, |item| item.action.clone()),
        incidents: incidents.len(),
        done: items.iter().any(|item| item.state == State::Done),
        proposals: items
            .into_iter()
            .map(|item| Proposal {
                action: item.action,
                incident: item.incident,
                date: item.date,
                state: item.state,
                owner: item.owner,
            })
            .collect(),
    }
}
