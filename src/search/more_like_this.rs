//! Finds documents similar to a text, such as a draft or a log line, with the shared words as reasons.

use super::document::ALL_FIELDS;
use super::evaluate::Hit;
use super::query_expansion::{Expander, Mode};
use super::score::{self, Matches, idf};
use super::tokenizer::{self, Class};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Maximum number of terms taken from the text.
const TERMS: usize = 40;
/// Maximum number of words named as reasons.
const NAMED: usize = 5;
/// Weight of a shared service or cause, relative to a rare word.
const SHARED: f32 = 8.0;
/// Minimum share of the best score.
const LEAST: f32 = 0.15;
/// If the text has more significant words than this, a single shared word is coincidence.
const FEW_TERMS: usize = 3;

/// Function words. In a small archive, frequency alone does not identify them.
const JOINTS: &str = " a about after again all also an and any are as at be because been before being but by can could \
    did do does for from had has have how i if in into is it its just may might more most must my no not of on only or \
    our out over own same should so some still such than that the their them then there these they this those to too \
    until up very was we were what when where which while who why will with would you your ";

/// A similar document.
#[derive(Debug, Clone, PartialEq)]
pub struct Alike {
    /// The document and its score.
    pub hit: Hit,
    /// The shared words, strongest first, as the text spells them.
    pub words: Vec<String>,
}

/// Returns similar documents among those `wanted`, and the terms they were found by. `shared` lists the
/// documents of each of the text's services and causes.
///
/// # Errors
/// tantivy's error, if the index cannot be read.
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

/// Returns the significant terms of the text that documents contain, repeated ones first.
fn telling(expander: &Expander<'_>, text: &str) -> tantivy::Result<Vec<Telling>> {
    let mut counts: BTreeMap<String, (u32, String, tokenizer::Token)> = BTreeMap::new();
    for token in tokenizer::tokens(text) {
        let word = &text[token.from..token.to];
        // Days, times and counts don't make incidents similar.
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
        // A term that a third of all documents contain is not significant.
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
