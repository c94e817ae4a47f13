//! Documents like a text: what they share with it, and why. The text is a draft, or a line of a log.

use super::analysis::{self, Class};
use super::document::ALL_FIELDS;
use super::evaluate::Hit;
use super::expand::{Expander, Mode};
use super::score::{self, Matches, idf};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// How many terms stand for the text.
const TERMS: usize = 40;
/// How many words are named as the reason.
const NAMED: usize = 5;
/// What each shared service or cause counts, in steps of a rare word.
const SHARED: f32 = 8.0;
/// A score below this share of the best is likeness by accident.
const LEAST: f32 = 0.15;
/// Of a text with more telling words than this, one alone is shared by accident.
const FEW_TERMS: usize = 3;

/// Words that hold sentences together. A small archive has too few documents to tell them from others by their number.
const JOINTS: &str = " a about after again all also an and any are as at be because been before being but by can could \
    did do does for from had has have how i if in into is it its just may might more most must my no not of on only or \
    our out over own same should so some still such than that the their them then there these they this those to too \
    until up very was we were what when where which while who why will with would you your ";

/// A document like the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Alike {
    /// Which, and how much.
    pub hit: Hit,
    /// The words both have, the most telling first, as the text writes them.
    pub words: Vec<String>,
}

/// Documents like the text among those that are `wanted`, and the terms they were found by. `shared` are the documents
/// of each of the text's services and causes.
///
/// # Errors
/// tantivy's, when the index cannot be read.
pub fn alike(
    expander: &Expander<'_>,
    text: &str,
    shared: &[Vec<u32>],
    wanted: &dyn Fn(u32) -> bool,
) -> tantivy::Result<(Vec<Alike>, BTreeMap<String, f32>)> {
    let corpus = expander.corpus;
    let terms = telling(expander, text)?;
    let mut all = Matches::none(corpus);
    let mut named: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for term in &terms {
        let matches = score::term(corpus, ALL_FIELDS, &term.term)?;
        for (doc, _) in (0..).zip(&matches.hit).filter(|(_, hit)| **hit) {
            named.entry(doc).or_default().push(term.word.clone());
        }
        all.add(&matches);
    }
    if terms.len() > FEW_TERMS {
        let alone = named.iter().filter(|(_, words)| words.len() == 1);
        alone.for_each(|(doc, _)| all.score[*doc as usize] = 0.0);
    }
    for docs in shared {
        for doc in docs {
            all.hit[*doc as usize] = true;
            all.score[*doc as usize] += SHARED;
        }
    }
    let scored = (0..).zip(&all.score).filter(|(doc, score)| **score > 0.0 && wanted(*doc));
    let best = scored.clone().map(|(_, score)| *score).fold(0.0, f32::max);
    let mut found: Vec<Alike> = scored
        .filter(|(_, score)| **score >= best * LEAST)
        .map(|(doc, score)| {
            let mut words = named.remove(&doc).unwrap_or_default();
            words.truncate(NAMED);
            Alike { hit: Hit { doc, score: *score }, words }
        })
        .collect();
    found.sort_by(|a, b| b.hit.score.total_cmp(&a.hit.score).then(b.hit.doc.cmp(&a.hit.doc)));
    Ok((found, terms.into_iter().map(|term| (term.term, term.rarity)).collect()))
}

struct Telling {
    term: String,
    word: String,
    rarity: f32,
}

/// The rare terms of the text that documents have, those that it repeats before others.
fn telling(expander: &Expander<'_>, text: &str) -> tantivy::Result<Vec<Telling>> {
    let mut counts: BTreeMap<String, (u32, String, analysis::Token)> = BTreeMap::new();
    for token in analysis::tokens(text) {
        let word = &text[token.from..token.to];
        // A day, an hour or a count is nothing two incidents have in common.
        let is_number = word.bytes().all(|byte| byte.is_ascii_digit()) && word.len() != 3;
        let is_joint = JOINTS.contains(&format!(" {} ", token.text));
        let is_letter = word.len() == 1;
        if is_number || is_joint || is_letter || matches!(token.class, Class::Whole | Class::Hump) {
            continue;
        }
        let word = word.to_owned();
        let entry = counts.entry(expander.stemmer.term(&token)).or_insert((0, word, token));
        entry.0 += 1;
    }
    let total = expander.corpus.len;
    let mut weighed: Vec<(f32, Telling)> = vec![];
    for (tf, word, token) in counts.into_values() {
        let Some(term) = expander.expand(&token, Mode::Exact)?.exact else { continue };
        let df = expander.count(&term)?;
        // What a third of all documents have tells nothing.
        if df * 3 > total.max(6) {
            continue;
        }
        let rarity = idf(df, total);
        weighed.push((rarity * (1.0 + (tf as f32).ln()), Telling { term, word, rarity }));
    }
    weighed.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.term.cmp(&b.1.term)));
    weighed.truncate(TERMS);
    weighed.sort_by_key(|(weight, telling)| (Reverse((weight * 100.0) as i64), telling.term.clone()));
    Ok(weighed.into_iter().map(|(_, telling)| telling).collect())
}
