//! From a query to ranked documents, by one algorithm that `docs/search-format.md` specifies and `search.js`
//! repeats: every word a *unit*; documents with all units; if there are none, those with the weightiest.

use super::analysis::{self, Class, Token};
use super::corpus::Corpus;
use super::document::{ALL_FIELDS, Field};
use super::expand::{Expander, MIN_COMPLETED, Mode};
use super::facts::Facts;
use super::filter::{self, Condition};
use super::query::{Clause, Fact, Item, Query, Sort, is_blank};
use super::score::{self, Matches, idf};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Words of a query of more words than this may be data: numbers, digests, times.
const FEW_WORDS: usize = 4;
/// What a hit of such a word counts.
const LIGHT: f32 = 0.25;
/// The share of the query's weight a document needs when none has all words.
const RELAXED: f32 = 0.3;
/// The share that is enough for a few, where none has so much.
const REMOTE: f32 = 0.15;
/// How many those may be.
const REMOTE_DOCS: usize = 5;
const NOTHING_ASKED: &str = "there is no word in the query that could be looked up";
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
    let says_words = query.clauses.iter().any(says_words);
    for clause in &query.clauses {
        evaluation.clause(clause, says_words)?;
    }
    if evaluation.units.is_empty() && evaluation.bonuses.is_empty() && says_words && !is_typed(query) {
        // A sign that no document can have been indexed by is not a question for all of them.
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

/// A part of the query that a document has or has not.
struct Unit {
    matches: Matches,
    /// How many documents have the word itself, if any has.
    exact: Option<u32>,
    /// Whether it is the beginning of a word that is being typed, too short to tell which.
    begun: bool,
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

    fn clause(&mut self, clause: &Clause, says_words: bool) -> tantivy::Result<()> {
        if let ([Item::Filter { fact, value }], false, true) =
            (clause.items.as_slice(), clause.negated, says_words)
            && let Some(hint) = self.unknown_name(*fact, value)
        {
            // `status:503` of a log is no filter, and a typing error in a name should not hide what the words find.
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
            self.units.push(Unit { matches: any, exact: None, begun: false, data: false, light: false });
        }
        Ok(())
    }

    /// The hint for a name that no incident has.
    fn unknown_name(&self, fact: Fact, value: &str) -> Option<String> {
        let conditions = filter::read(fact, value, self.facts).ok()?;
        let hints: Option<Vec<String>> =
            conditions.iter().map(|condition| filter::unknown_name(condition, value)).collect();
        hints?.into_iter().next()
    }

    /// Bare words: each part of an identifier is a unit, the whole of it a bonus.
    fn words(&mut self, text: &str, fields: u8, typing: bool) -> tantivy::Result<()> {
        let tokens = analysis::tokens(text);
        let end = tokens.iter().map(|token| token.position).max();
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

    /// What matches a word, and how many documents have the word itself, if any has.
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

    /// In a long query, data weighs little: no other document has this very time or digest.
    fn weigh(&mut self, query: &Query) {
        let pasted = self.units.len() > FEW_WORDS && !query.clauses.is_empty();
        if pasted && self.units.iter().any(|unit| !unit.data) {
            self.units.iter_mut().for_each(|unit| unit.light = unit.data);
        }
    }

    fn rank(&self) -> tantivy::Result<Ranked> {
        let all: Vec<u32> = (0..self.corpus().len).filter(|doc| self.allowed[*doc as usize]).collect();
        let has = |unit: &Unit, doc: &u32| unit.light || unit.matches.hit[*doc as usize];
        let has_all = |doc: &u32| self.units.iter().all(|unit| has(unit, doc));
        let mut strict: Vec<u32> = all.iter().copied().filter(has_all).collect();
        if strict.is_empty() && self.units.iter().any(|unit| !unit.begun) {
            // What is found must not vanish between two letters.
            let has_whole = |doc: &u32| self.units.iter().all(|unit| unit.begun || has(unit, doc));
            strict = all.iter().copied().filter(has_whole).collect();
        }
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
        let weight_of = |doc: u32| {
            let mut sum = 0.0;
            for (unit, weight) in self.units.iter().zip(&weights) {
                if unit.matches.hit[doc as usize] {
                    sum += weight;
                }
            }
            sum
        };
        // A whole identifier tells more than the sum of its parts.
        let named = |doc: u32| self.bonuses.iter().any(|bonus| bonus.hit[doc as usize]);
        let least = total * RELAXED;
        let is_enough = |doc: u32| weight_of(doc) > 0.0 && (weight_of(doc) >= least || named(doc));
        let found: Vec<u32> = docs.iter().copied().filter(|doc| is_enough(*doc)).collect();
        if !found.is_empty() {
            return found;
        }
        // At 03:00 something remote is better than nothing, and said to be no more.
        let least = total * REMOTE;
        let size = self.corpus().len;
        let telling = |unit: &&Unit| unit.matches.count() * 3 <= size;
        let telling: Vec<&Unit> = self.units.iter().filter(telling).collect();
        let is_told = |doc: u32| telling.iter().any(|unit| unit.matches.hit[doc as usize]);
        let mut remote: Vec<(Reverse<i64>, Reverse<u32>)> = docs
            .iter()
            .filter(|doc| weight_of(**doc) >= least && is_told(**doc))
            .map(|doc| (Reverse(shown(self.hit(*doc).score)), Reverse(*doc)))
            .collect();
        remote.sort_unstable();
        let mut found: Vec<u32> = remote.into_iter().take(REMOTE_DOCS).map(|(_, Reverse(doc))| doc).collect();
        found.sort_unstable();
        found
    }

    /// As rare as the word itself: what it may have been a beginning or a misspelling of is no measure.
    fn weight(&self, unit: &Unit) -> f32 {
        let rarity = idf(unit.exact.unwrap_or_else(|| unit.matches.count()), self.corpus().len);
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

/// Whether all the text of a query is punctuation, behind which something may follow.
fn is_typed(query: &Query) -> bool {
    let texts = query.clauses.iter().filter(|clause| !clause.negated).flat_map(|clause| &clause.items);
    texts.filter_map(Item::text).all(|text| text.chars().all(|c| c.is_ascii_punctuation() || is_blank(c)))
}

/// Whether a clause asks for text.
fn says_words(clause: &Clause) -> bool {
    !clause.negated && clause.items.iter().any(|item| !matches!(item, Item::Filter { .. }))
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

/// Scores are compared as they are shown: four places.
fn shown(score: f32) -> i64 {
    (f64::from(score) * 10_000.0).round() as i64
}

fn sorted(ranked: Ranked, facts: &Facts, sort: Sort) -> Vec<Hit> {
    let mut hits = ranked.hits;
    let row = |hit: &Hit| &facts.rows[hit.doc as usize];
    match sort {
        Sort::Relevance => hits
            .sort_by_key(|(standing, hit)| (Reverse(*standing), Reverse(shown(hit.score)), Reverse(hit.doc))),
        Sort::Date => hits.sort_by_key(|(_, hit)| Reverse(hit.doc)),
        Sort::Severity => hits.sort_by_key(|(_, hit)| (row(hit).rank, Reverse(hit.doc))),
        Sort::Duration => hits.sort_by_key(|(_, hit)| (Reverse(row(hit).duration), Reverse(hit.doc))),
    }
    hits.into_iter().map(|(_, hit)| hit).collect()
}
