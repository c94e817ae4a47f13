//! Evaluates a query into ranked documents. The algorithm is specified in `docs/search-format.md` and
//! implemented again in `search.js`: every word is a *unit*; documents must match all units; if none does,
//! those matching the heaviest units are returned.

mod rank;

use super::doc_values::Facts;
use super::document::ALL_FIELDS;
use super::filter::{self, Condition};
use super::index_reader::Corpus;
use super::query::{Clause, Fact, Item, Query, Sort, is_blank};
use super::query_expansion::{Expander, MIN_COMPLETED, Mode};
use super::score::{self, Matches, idf};
use super::tokenizer::{self, Class, Token};
use rank::sorted;
use std::collections::{BTreeMap, HashSet};

/// In a query of more words than this, words may be data: numbers, digests, times.
const FEW_WORDS: usize = 4;
const NOTHING_ASKED: &str = "there is no word in the query that could be looked up";

/// The result of a query.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// All matches, best first.
    pub hits: Vec<Hit>,
    /// Whether no document matches all words, so that these match only some.
    pub relaxed: bool,
    /// Corrections and completions that were searched for as well.
    pub also: Vec<String>,
    /// Parts of the query that were probably misunderstood.
    pub hints: Vec<String>,
    /// Terms to highlight, with their weights.
    pub terms: BTreeMap<String, f32>,
}

/// A matching document.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// Its number.
    pub doc: u32,
    /// Its score; 0 if the query has only filters.
    pub score: f32,
}

/// Evaluates a query. `order` is the sort order chosen by the user; `sort:` in the query takes precedence.
///
/// # Errors
/// tantivy's error, if the index cannot be read.
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
        clauses: query.clauses.len(),
        whole: Some(Whole::default()),
    };
    let says_words = query.clauses.iter().any(says_words);
    for clause in &query.clauses {
        evaluation.clause(clause, says_words)?;
    }
    if evaluation.units.is_empty() && evaluation.bonuses.is_empty() && says_words && !is_typed(query) {
        // A character that is never indexed must not match every document.
        evaluation.found.hints.push(NOTHING_ASKED.to_owned());
        evaluation.allowed.fill(false);
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

/// A part of the query that a document matches or not.
struct Unit {
    matches: Matches,
    /// Document frequency of the word itself, if any document has it.
    exact: Option<u32>,
    /// Whether it is an unfinished word, too short to complete reliably.
    begun: bool,
    /// Whether it looks like data that no other document would contain.
    data: bool,
    light: bool,
}

/// The terms of a query that may equal a whole title: all words with their alternatives.
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
    /// Number of clauses in the query.
    clauses: usize,
    whole: Option<Whole>,
}

impl Evaluation<'_> {
    fn corpus(&self) -> &Corpus {
        self.expander.corpus
    }

    fn clause(&mut self, clause: &Clause, says_words: bool) -> tantivy::Result<()> {
        if let ([Item::Filter { fact, value }], false, true) =
            (clause.items.as_slice(), clause.negated, says_words)
            && let Some(hint) = self.unknown_name(*fact, value)
        {
            // `status:503` in a log line is no filter, and a typo in a value should not hide text matches.
            self.found.hints.push(format!("{hint}, so it is searched as text"));
            return self.words(value, ALL_FIELDS, false);
        }
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
        // Punctuation and invalid values match nothing.
        let Some(any) = any else { return Ok(()) };
        if clause.negated || is_filter {
            for (allowed, hit) in self.allowed.iter_mut().zip(&any.hit) {
                *allowed &= *hit != clause.negated;
            }
        } else {
            if !matches!(clause.items.as_slice(), [Item::Phrase { .. }]) {
                self.whole = None;
            }
            self.units.push(Unit { matches: any, exact: None, begun: false, data: false, light: false });
        }
        Ok(())
    }

    /// Returns the hint for a facet value that no incident has.
    fn unknown_name(&self, fact: Fact, value: &str) -> Option<String> {
        let conditions = filter::read(fact, value, self.facts).ok()?;
        let hints: Option<Vec<String>> =
            conditions.iter().map(|condition| filter::unknown_name(condition, value)).collect();
        hints?.into_iter().next()
    }

    /// Evaluates bare words: each distinct part of an identifier is a unit, the whole identifier a bonus. An IP
    /// address such as `8.8.8.8` has one distinct part.
    fn words(&mut self, text: &str, fields: u8, typing: bool) -> tantivy::Result<()> {
        let tokens = tokenizer::tokens(text);
        let end = tokens.iter().map(|token| token.position).max();
        let mut seen = HashSet::new();
        for token in &tokens {
            match token.class {
                Class::Whole => {
                    let (matches, _) = self.expanded(token, fields, Mode::Exact, true)?;
                    self.bonuses.push(matches);
                }
                Class::Hump => {
                    let term = self.expander.stemmer.term(token);
                    self.whole.iter_mut().for_each(|whole| whole.rest.push(term.clone()));
                }
                _ if !seen.insert(token.text.as_str()) => {}
                _ => {
                    let last = typing && Some(token.position) == end;
                    let mode = if last { Mode::Typing } else { Mode::Word };
                    let (matches, exact) = self.expanded(token, fields, mode, true)?;
                    let letters = token.text.chars().count();
                    let begun = last && token.class == Class::Natural && letters < MIN_COMPLETED;
                    self.units.push(Unit { matches, exact, begun, data: is_data(&token.text), light: false });
                }
            }
        }
        if fields != ALL_FIELDS {
            self.whole = None;
        }
        Ok(())
    }

    /// Evaluates an item within a clause; `None` if it is empty.
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
                    let (matches, _) = self.expanded(token, *fields, mode, !negated)?;
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
                // The last word of an unclosed phrase may be unfinished.
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

    /// Returns the matches of a word with its expansions, and the document frequency of the word itself.
    fn expanded(
        &mut self,
        token: &Token,
        fields: u8,
        mode: Mode,
        wanted: bool,
    ) -> tantivy::Result<(Matches, Option<u32>)> {
        let expansion = self.expander.expand(token, mode)?;
        let mut matches = Matches::none(self.corpus());
        let mut exact = None;
        for (term, factor) in &expansion.terms {
            let of_term = score::term(self.corpus(), fields, term)?;
            if expansion.exact.as_ref() == Some(term) {
                exact = Some(of_term.count()).filter(|count| *count > 0);
            }
            matches.best(&of_term, *factor);
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
        Ok((matches, exact))
    }

    fn mark(&mut self, term: &str) -> tantivy::Result<()> {
        let rarity = idf(self.expander.count(term)?, self.corpus().len);
        self.found.terms.insert(term.to_owned(), rarity);
        Ok(())
    }

    /// Reduces the weight of data in a long query: no other document contains the same timestamp or digest.
    fn weigh(&mut self, query: &Query) {
        let pasted = self.units.len() > FEW_WORDS && !query.clauses.is_empty();
        if pasted && self.units.iter().any(|unit| !unit.data) {
            self.units.iter_mut().for_each(|unit| unit.light = unit.data);
        }
    }
}

/// Returns whether all text in a query is punctuation that may still be continued.
fn is_typed(query: &Query) -> bool {
    let texts = query.clauses.iter().filter(|clause| !clause.negated).flat_map(|clause| &clause.items);
    texts.filter_map(Item::text).all(|text| text.chars().all(|c| c.is_ascii_punctuation() || is_blank(c)))
}

/// Returns whether a clause contains text.
fn says_words(clause: &Clause) -> bool {
    !clause.negated && clause.items.iter().any(|item| !matches!(item, Item::Filter { .. }))
}

/// Returns the tokens of a query that are looked up individually.
fn spoken(text: &str) -> Vec<Token> {
    let mut tokens = tokenizer::tokens(text);
    tokens.retain(|token| !matches!(token.class, Class::Whole | Class::Hump));
    tokens
}

/// Returns whether a word is data: a number other than three digits (which may be a status code), a digest,
/// or anything starting with a digit.
fn is_data(word: &str) -> bool {
    let digit = |c: char| c.is_ascii_digit();
    if word.chars().all(digit) {
        return word.len() != 3;
    }
    let digest = word.len() >= 8 && word.chars().any(digit) && word.chars().all(|c| c.is_ascii_hexdigit());
    digest || word.starts_with(digit)
}
