//! From a query to ranked documents, by one algorithm that `docs/search-format.md` specifies and `search.js`
//! repeats: every word a *unit*; documents with all units; if there are none, those with the weightiest.

use super::analysis::{self, Class, Token};
use super::corpus::Corpus;
use super::document::{ALL_FIELDS, Field};
use super::expand::{Expander, Mode};
use super::facts::Facts;
use super::filter::{self, Condition};
use super::query::{Clause, Item, Query, Sort};
use super::score::{self, Matches, idf};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Words of a query of more words than this may be data: numbers, digests, times.
const FEW_WORDS: usize = 4;
/// What a hit of such a word counts.
const LIGHT: f32 = 0.25;
/// The share of the query's weight a document needs when none has all words.
const RELAXED: f32 = 0.3;
/// How many of the words that no document has count against those that match.
const UNKNOWN: u32 = 2;

/// What a query finds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// Every match, the best first.
    pub hits: Vec<Hit>,
    /// Whether no document has all words, so that these have some.
    pub relaxed: bool,
    /// Words that were taken for words nobody wrote.
    pub also: Vec<String>,
    /// What was not understood as it may have been meant.
    pub hints: Vec<String>,
    /// The terms to mark, with how much each tells.
    pub terms: BTreeMap<String, f32>,
}

/// A document that matches.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// Its number.
    pub doc: u32,
    /// Its score; 0 when only facts were asked for.
    pub score: f32,
}

/// Answers a query. `order` is what the person chose beside it; a `sort:` in the query wins.
///
/// # Errors
/// tantivy's, when the index cannot be read.
pub fn evaluate(
    expander: &Expander<'_>,
    facts: &Facts,
    query: &Query,
    order: Option<Sort>,
) -> tantivy::Result<Found> {
    let corpus = expander.corpus;
    let found = Found { hints: query.hints.clone(), ..Found::default() };
    let mut evaluation = Evaluation {
        expander,
        facts,
        found,
        units: vec![],
        bonuses: vec![],
        allowed: vec![true; corpus.len as usize],
        whole: Some(Whole::default()),
    };
    for clause in &query.clauses {
        evaluation.clause(clause)?;
    }
    evaluation.weigh(query);
    let ranked = evaluation.rank()?;
    let Evaluation { units, mut found, .. } = evaluation;
    let fallback = if units.is_empty() { Sort::Date } else { Sort::Relevance };
    found.relaxed = ranked.relaxed;
    found.hits = sorted(ranked, facts, query.sort.or(order).unwrap_or(fallback));
    found.also.sort();
    found.also.dedup();
    Ok(found)
}

/// A part of the query that a document has or has not.
struct Unit {
    matches: Matches,
    /// Whether it looks like data, which no other document would have.
    data: bool,
    light: bool,
}

/// The terms of a query that may be the whole of a title: every word, and what else belongs to the words.
#[derive(Default)]
struct Whole {
    words: Vec<String>,
    rest: Vec<String>,
}

struct Evaluation<'e> {
    expander: &'e Expander<'e>,
    facts: &'e Facts,
    found: Found,
    units: Vec<Unit>,
    bonuses: Vec<Matches>,
    allowed: Vec<bool>,
    whole: Option<Whole>,
}

/// What comes before the score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    Scored,
    /// Even the data of the query is in the document: the very line that was pasted.
    Complete,
    /// The query is the whole title.
    Titled,
}

struct Ranked {
    hits: Vec<(Standing, Hit)>,
    relaxed: bool,
}

impl Evaluation<'_> {
    fn corpus(&self) -> &Corpus {
        self.expander.corpus
    }

    fn clause(&mut self, clause: &Clause) -> tantivy::Result<()> {
        if let ([Item::Words { text, fields, prefix: false, typing }], false) =
            (clause.items.as_slice(), clause.negated)
        {
            return self.words(text, *fields, *typing);
        }
        let is_filter = clause.items.iter().all(|item| matches!(item, Item::Filter { .. }));
        let mut any: Option<Matches> = None;
        for item in &clause.items {
            let Some(matches) = self.item(item, clause.negated)? else { continue };
            any = Some(match any {
                None => matches,
                Some(mut any) => {
                    any.add(&matches);
                    any
                }
            });
        }
        // Punctuation, and values that mean nothing, ask for nothing.
        let Some(any) = any else { return Ok(()) };
        if clause.negated || is_filter {
            for (allowed, hit) in self.allowed.iter_mut().zip(&any.hit) {
                *allowed &= *hit != clause.negated;
            }
        } else {
            if !matches!(clause.items.as_slice(), [Item::Phrase { .. }]) {
                self.whole = None;
            }
            self.units.push(Unit { matches: any, data: false, light: false });
        }
        Ok(())
    }

    /// Bare words: each part of an identifier is a unit, the whole of it a bonus.
    fn words(&mut self, text: &str, fields: u8, typing: bool) -> tantivy::Result<()> {
        let tokens = analysis::tokens(text);
        let end = tokens.iter().map(|token| token.position).max();
        for token in &tokens {
            match token.class {
                Class::Whole => {
                    let matches = self.expanded(token, fields, Mode::Exact, true)?;
                    self.bonuses.push(matches);
                }
                Class::Hump => {
                    let term = self.expander.stemmer.term(token);
                    self.whole.iter_mut().for_each(|whole| whole.rest.push(term.clone()));
                }
                _ => {
                    let mode = if typing && Some(token.position) == end { Mode::Typing } else { Mode::Word };
                    let matches = self.expanded(token, fields, mode, true)?;
                    self.units.push(Unit { matches, data: is_data(&token.text), light: false });
                }
            }
        }
        if fields != ALL_FIELDS {
            self.whole = None;
        }
        Ok(())
    }

    /// What an item inside of a larger clause matches; `None` if it asks for nothing.
    fn item(&mut self, item: &Item, negated: bool) -> tantivy::Result<Option<Matches>> {
        match item {
            Item::Filter { fact, value } => {
                let conditions = match filter::read(*fact, value, self.facts) {
                    Ok(conditions) => conditions,
                    Err(hint) => {
                        self.found.hints.push(hint);
                        return Ok(None);
                    }
                };
                let hints = conditions.iter().filter_map(|condition| filter::unknown_name(condition, value));
                self.found.hints.extend(hints);
                Ok(Some(self.meeting(&conditions)))
            }
            Item::Phrase { text, fields, closed } => self.phrase(text, *fields, *closed, !negated),
            Item::Words { text, fields, prefix, .. } => {
                let tokens: Vec<Token> = spoken(text);
                let last = tokens.len().saturating_sub(1);
                let mut all: Option<Matches> = None;
                for (at, token) in tokens.iter().enumerate() {
                    let mode = match (*prefix && at == last, negated) {
                        (true, _) => Mode::Prefix,
                        (false, true) => Mode::Exact,
                        (false, false) => Mode::Word,
                    };
                    let matches = self.expanded(token, *fields, mode, !negated)?;
                    match &mut all {
                        None => all = Some(matches),
                        Some(all) => all.narrow(&matches),
                    }
                }
                Ok(all)
            }
        }
    }

    fn meeting(&self, conditions: &[Condition]) -> Matches {
        let rows = &self.facts.rows;
        let hit: Vec<bool> =
            rows.iter().map(|row| conditions.iter().any(|condition| condition.holds(row))).collect();
        Matches { score: vec![0.0; hit.len()], hit }
    }

    fn phrase(
        &mut self,
        text: &str,
        fields: u8,
        closed: bool,
        wanted: bool,
    ) -> tantivy::Result<Option<Matches>> {
        let mut terms = vec![];
        let tokens = spoken(text);
        for (at, token) in tokens.iter().enumerate() {
            let expansion = self.expander.expand(token, Mode::Exact)?;
            let Some(term) = expansion.exact else {
                // The last word of a phrase that is being typed may not be finished.
                if !closed && at + 1 == tokens.len() && at > 0 {
                    break;
                }
                return Ok(Some(Matches::none(self.corpus())));
            };
            if wanted {
                self.mark(&term)?;
                self.whole.iter_mut().for_each(|whole| whole.words.push(term.clone()));
            }
            terms.push((term, token.position - tokens[0].position));
        }
        if terms.is_empty() {
            return Ok(None);
        }
        score::phrase(self.corpus(), fields, &terms).map(Some)
    }

    fn expanded(&mut self, token: &Token, fields: u8, mode: Mode, wanted: bool) -> tantivy::Result<Matches> {
        let expansion = self.expander.expand(token, mode)?;
        let mut matches = Matches::none(self.corpus());
        for (term, factor) in &expansion.terms {
            matches.best(&score::term(self.corpus(), fields, term)?, *factor);
            if wanted {
                self.mark(term)?;
            }
        }
        if wanted {
            self.found.also.extend(expansion.also);
            match (expansion.exact, &mut self.whole) {
                (Some(term), Some(whole)) if token.class == Class::Whole => whole.rest.push(term),
                (Some(term), Some(whole)) => whole.words.push(term),
                (None, _) if token.class == Class::Whole => {}
                (None, whole) => *whole = None,
                (_, None) => {}
            }
        }
        Ok(matches)
    }

    fn mark(&mut self, term: &str) -> tantivy::Result<()> {
        let rarity = idf(self.expander.count(term)?, self.corpus().len);
        self.found.terms.insert(term.to_owned(), rarity);
        Ok(())
    }

    /// In a long query, data weighs little: no other document has this very time or digest.
    fn weigh(&mut self, query: &Query) {
        let pasted = self.units.len() > FEW_WORDS && !query.clauses.is_empty();
        if pasted && self.units.iter().any(|unit| !unit.data) {
            self.units.iter_mut().for_each(|unit| unit.light = unit.data);
        }
    }

    fn rank(&self) -> tantivy::Result<Ranked> {
        let all: Vec<u32> = (0..self.corpus().len).filter(|doc| self.allowed[*doc as usize]).collect();
        let has_all = |doc: &u32| self.units.iter().all(|unit| unit.light || unit.matches.hit[*doc as usize]);
        let strict: Vec<u32> = all.iter().copied().filter(has_all).collect();
        let relaxed = strict.is_empty() && self.units.len() > 1;
        let docs = if relaxed { self.weighty(&all) } else { strict };
        let is_whole = if relaxed { vec![] } else { self.wholes(&docs)? };
        let has_light = self.units.iter().any(|unit| unit.light);
        let is_complete =
            |doc: u32| has_light && self.units.iter().all(|unit| unit.matches.hit[doc as usize]);
        let standing = |doc: u32| match () {
            () if is_whole.binary_search(&doc).is_ok() => Standing::Titled,
            () if is_complete(doc) => Standing::Complete,
            () => Standing::Scored,
        };
        let hits = docs.into_iter().map(|doc| (standing(doc), self.hit(doc))).collect();
        Ok(Ranked { hits, relaxed })
    }

    fn hit(&self, doc: u32) -> Hit {
        let at = doc as usize;
        let mut score = 0.0;
        for unit in self.units.iter().filter(|unit| unit.matches.hit[at]) {
            score += if unit.light { unit.matches.score[at] * LIGHT } else { unit.matches.score[at] };
        }
        for bonus in &self.bonuses {
            score += bonus.score[at];
        }
        Hit { doc, score }
    }

    /// The documents that have enough of the query, by weight.
    fn weighty(&self, docs: &[u32]) -> Vec<u32> {
        let weights: Vec<f32> = self.units.iter().map(|unit| self.weight(unit)).collect();
        // A word nobody wrote is the rarest of all. A pasted line is full of such, so they count as two at most.
        let (mut total, mut unknown) = (0.0, 0);
        for (unit, weight) in self.units.iter().zip(&weights) {
            unknown += u32::from(unit.matches.count() == 0);
            if unit.matches.count() > 0 || unknown <= UNKNOWN {
                total += weight;
            }
        }
        let least = total * RELAXED;
        let weight_of = |doc: u32| {
            let mut sum = 0.0;
            for (unit, weight) in self.units.iter().zip(&weights) {
                if unit.matches.hit[doc as usize] {
                    sum += weight;
                }
            }
            sum
        };
        docs.iter().copied().filter(|doc| weight_of(*doc) > 0.0 && weight_of(*doc) >= least).collect()
    }

    fn weight(&self, unit: &Unit) -> f32 {
        let rarity = idf(unit.matches.count(), self.corpus().len);
        if unit.light { rarity * LIGHT } else { rarity }
    }

    /// The documents whose title, or name in addresses, has the words of the query and no other.
    fn wholes(&self, docs: &[u32]) -> tantivy::Result<Vec<u32>> {
        let mut found = vec![];
        let Some(whole) = self.whole.as_ref().filter(|whole| !whole.words.is_empty()) else {
            return Ok(found);
        };
        for field in [Field::Title, Field::Id] {
            let mut terms: BTreeMap<&String, bool> = whole.rest.iter().map(|term| (term, false)).collect();
            terms.extend(whole.words.iter().map(|term| (term, true)));
            let mut tally: BTreeMap<u32, (u32, usize)> = BTreeMap::new();
            for (term, is_word) in &terms {
                for posting in self.corpus().postings(field, term)? {
                    let entry = tally.entry(posting.doc).or_default();
                    *entry = (entry.0 + posting.tf, entry.1 + usize::from(*is_word));
                }
            }
            let words = terms.values().filter(|is_word| **is_word).count();
            let is_whole = |doc: &u32, tally: &(u32, usize)| {
                tally.1 == words && tally.0 == self.corpus().length(field, *doc)
            };
            found.extend(tally.iter().filter(|(doc, tally)| is_whole(doc, tally)).map(|(doc, _)| *doc));
        }
        found.retain(|doc| docs.binary_search(doc).is_ok());
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }
}

/// The tokens of a query that are looked up one by one.
fn spoken(text: &str) -> Vec<Token> {
    let mut tokens = analysis::tokens(text);
    tokens.retain(|token| !matches!(token.class, Class::Whole | Class::Hump));
    tokens
}

/// Numbers but those of three digits (a status means something), digests, and what begins with a digit.
fn is_data(word: &str) -> bool {
    let digit = |c: char| c.is_ascii_digit();
    if word.chars().all(digit) {
        return word.len() != 3;
    }
    let digest = word.len() >= 8 && word.chars().any(digit) && word.chars().all(|c| c.is_ascii_hexdigit());
    digest || word.starts_with(digit)
}

fn sorted(ranked: Ranked, facts: &Facts, sort: Sort) -> Vec<Hit> {
    let mut hits = ranked.hits;
    let row = |hit: &Hit| &facts.rows[hit.doc as usize];
    // Scores are compared as they are shown: four places.
    let shown = |hit: &Hit| (f64::from(hit.score) * 10_000.0).round() as i64;
    match sort {
        Sort::Relevance => {
            hits.sort_by_key(|(standing, hit)| (Reverse(*standing), Reverse(shown(hit)), Reverse(hit.doc)))
        }
        Sort::Date => hits.sort_by_key(|(_, hit)| Reverse(hit.doc)),
        Sort::Severity => hits.sort_by_key(|(_, hit)| (row(hit).rank, Reverse(hit.doc))),
        Sort::Duration => hits.sort_by_key(|(_, hit)| (Reverse(row(hit).duration), Reverse(hit.doc))),
    }
    hits.into_iter().map(|(_, hit)| hit).collect()
}
