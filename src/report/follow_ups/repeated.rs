//! The same action proposed again after another incident: what an archive knows and nobody remembers.
//!
//! Two actions are the same when they share most of the meaning of the shorter one, counted in rare terms.
//! Pairs are found through their rare terms, so the work grows with the number of actions and not with its
//! square. Each action joins the oldest one it repeats: groups do not creep from one meaning to another.

use super::terms::terms;
use super::{Item, Scope, State};
use crate::knowledge::Id;
use crate::report::scope::Which;
use jiff::civil::Date;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};

/// A term that this many incidents' actions have is rare, whatever the size of the archive.
const RARE: usize = 6;
/// One that more have than this never is.
const NEVER_RARE: usize = 40;
/// The share of the shorter action's weight that both must have, when they share two terms or more.
const CONTAINED: f64 = 0.85;
/// The share of both actions' weight that both must have otherwise.
const ALIKE: f64 = 0.5;

/// An action and its repetitions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Repeated {
    /// What is to be done, as first proposed.
    pub action: String,
    /// How many incidents it was proposed after.
    pub incidents: usize,
    /// Whether somebody finished it, after whichever incident.
    pub done: bool,
    /// Every proposal, oldest first.
    pub proposals: Vec<Proposal>,
}

/// One proposal of an action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proposal {
    /// The words used.
    pub action: String,
    /// The incident it was proposed after.
    pub incident: Which,
    /// The day of that.
    pub date: Option<Date>,
    /// How it stands.
    pub state: State,
    /// Who does it.
    pub owner: Option<String>,
}

struct Candidate<'n> {
    id: Id,
    action: usize,
    terms: &'n [u32],
    weight: f64,
}

/// The repeated actions of a scope, those repeated most first, then the oldest.
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
                    by_term[*term as usize].push(seeds.len());
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
    // Groups are in the order of their oldest proposal, which stays among equals.
    repeated.sort_by_key(|repeated| std::cmp::Reverse(repeated.incidents));
    repeated
}

/// The terms of all actions, and how rare they are.
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

/// Every action with words in it, oldest first.
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

/// The terms of every wording by number. What is written alike is read once.
struct Numbered<'k> {
    /// Each wording's, ascending. Asked and never listed, so its order is nobody's business.
    of: HashMap<&'k str, Vec<u32>>,
    /// How many terms there are.
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

/// The oldest action that this one repeats, of another incident.
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
    // Both are ascending, so one walk along both finds what they share.
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
