//! Query expansion: the terms a typed word may stand for, namely itself with its stem, completions, other
//! word forms, and spelling corrections.

use super::index_reader::{Corpus, Form};
use super::stem::Stemmer;
use super::tokenizer::{Class, Token, class};
use std::cmp::Reverse;

/// Complete the word being typed if fewer documents than this contain it.
const FEW: u32 = 5;
/// Correct a word if fewer documents than this contain it.
const SCARCE: u32 = 2;
/// Maximum number of completions of the word being typed.
const COMPLETIONS: usize = 8;
/// Maximum number of completions of `pre*`.
const PREFIXED: usize = 24;
/// Maximum number of corrections.
const CORRECTIONS: usize = 3;
const COMPLETED: f32 = 0.6;
const INFLECTED: f32 = 0.8;
const CORRECTED: f32 = 0.4;
/// Minimum length of a word to complete.
pub const MIN_COMPLETED: usize = 3;
/// Minimum length of a word to correct.
const MIN_CORRECTED: usize = 4;
/// From this length on, a word may contain two errors.
const TWO_ERRORS: usize = 8;
/// Minimum length of the stem an unknown form falls back to.
const MIN_STEM: usize = 3;

/// How a word is expanded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Not at all.
    Exact,
    /// Only if it has few matches.
    Word,
    /// As a word that may be unfinished.
    Typing,
    /// As a prefix.
    Prefix,
}

/// The expansion of a word.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Expansion {
    /// The term of the word itself, if any document has it.
    pub exact: Option<String>,
    /// All terms with their weights.
    pub terms: Vec<(String, f32)>,
    /// Corrections and completions, as they are spelled.
    pub also: Vec<String>,
}

impl Expansion {
    fn push(&mut self, term: String, factor: f32) {
        if !self.terms.iter().any(|(known, _)| *known == term) {
            self.terms.push((term, factor));
        }
    }
}

/// Expands words using the index's dictionary.
pub struct Expander<'c> {
    /// The index.
    pub corpus: &'c Corpus,
    /// The language.
    pub stemmer: Stemmer,
}

impl Expander<'_> {
    /// Expands a word.
    ///
    /// # Errors
    /// tantivy's error, if the index cannot be read.
    pub fn expand(&self, token: &Token, mode: Mode) -> tantivy::Result<Expansion> {
        let word = token.text.as_str();
        let letters = word.chars().count();
        let mut found = Expansion { exact: self.exact(token)?, ..Expansion::default() };
        if let Some(exact) = &found.exact {
            found.terms.push((exact.clone(), 1.0));
        }
        let count = match &found.exact {
            Some(exact) => self.count(exact)?,
            None => 0,
        };
        match (token.class, mode) {
            (_, Mode::Exact) => {}
            (Class::Pair, _) => {
                if letters == 1 {
                    self.begun_codes(word, PREFIXED, 1.0, |term| class(term) == Class::Natural, &mut found)?;
                }
            }
            (Class::Code | Class::Whole, Mode::Prefix) => {
                self.begun_codes(word, PREFIXED, 1.0, is_code, &mut found)?;
            }
            (Class::Code | Class::Whole, Mode::Typing) if count < FEW && letters >= MIN_COMPLETED => {
                self.begun_codes(word, COMPLETIONS, COMPLETED, is_code, &mut found)?;
            }
            (Class::Code | Class::Whole, _) => {}
            (Class::Natural | Class::Hump, Mode::Prefix) => {
                self.begun_words(word, PREFIXED, 1.0, &mut found)?;
                self.begun_codes(word, COMPLETIONS, 1.0, is_code, &mut found)?;
            }
            (Class::Natural | Class::Hump, _) => {
                if mode == Mode::Typing && count < FEW && letters >= MIN_COMPLETED {
                    self.begun_words(word, COMPLETIONS, COMPLETED, &mut found)?;
                }
                if found.terms.is_empty() {
                    self.inflected(word, &mut found)?;
                }
                // A form that occurs exactly as typed is not a misspelling, however rare.
                if found.exact.is_none() && letters >= MIN_CORRECTED && self.is_scarce(&found)? {
                    self.corrected(word, &mut found)?;
                }
            }
        }
        Ok(found)
    }

    fn exact(&self, token: &Token) -> tantivy::Result<Option<String>> {
        let term = self.stemmer.term(token);
        let known = match token.class {
            Class::Natural | Class::Hump => self.corpus.has_form(&token.text)?,
            _ => self.corpus.has_term(&term)?,
        };
        Ok(known.then_some(term))
    }

    /// Returns how many documents contain a term in any field.
    pub fn count(&self, term: &str) -> tantivy::Result<u32> {
        Ok(super::score::term(self.corpus, super::document::ALL_FIELDS, term)?.count())
    }

    fn is_scarce(&self, found: &Expansion) -> tantivy::Result<bool> {
        let mut count = 0;
        for (term, _) in &found.terms {
            count += self.count(term)?;
        }
        Ok(count < SCARCE)
    }

    /// Returns words with the given prefix, most frequent first.
    fn begun_words(
        &self,
        word: &str,
        limit: usize,
        factor: f32,
        found: &mut Expansion,
    ) -> tantivy::Result<()> {
        let mut forms = self.corpus.forms_with(word)?;
        forms.retain(|form| is_listed(&form.text) && form.text != word);
        forms.sort_by_key(|form| (Reverse(frequency(form)), form.text.clone()));
        for form in forms.into_iter().take(limit) {
            found.push(self.stemmer.stem(&form.text), factor);
        }
        Ok(())
    }

    /// Returns identifiers or bigrams with the given prefix, in order.
    fn begun_codes(
        &self,
        word: &str,
        limit: usize,
        factor: f32,
        wanted: impl Fn(&str) -> bool,
        found: &mut Expansion,
    ) -> tantivy::Result<()> {
        for term in self.corpus.terms_with(word, limit, wanted)? {
            found.push(term, factor);
        }
        Ok(())
    }

    /// Finds the stem of an unknown form: `restarti` and `restarting` match `restart`. Uses the longest
    /// stem followed by one of the language's endings or its beginning.
    fn inflected(&self, word: &str, found: &mut Expansion) -> tantivy::Result<()> {
        let chars: Vec<char> = word.chars().collect();
        for cut in (MIN_STEM..chars.len()).rev() {
            let (stem, rest): (String, String) =
                (chars[..cut].iter().collect(), chars[cut..].iter().collect());
            // `dropping` is `drop`, another `p` and `ing`.
            let doubled = rest.strip_prefix(chars[cut - 1]).unwrap_or(&rest);
            let ends = |rest: &str| self.stemmer.endings().iter().any(|ending| ending.starts_with(rest));
            if (ends(&rest) || ends(doubled)) && self.corpus.has_term(&stem)? {
                found.also.push(stem.clone());
                found.push(stem, INFLECTED);
                return Ok(());
            }
        }
        Ok(())
    }

    /// Finds words that differ in one or two letters; the first letter must match.
    fn corrected(&self, word: &str, found: &mut Expansion) -> tantivy::Result<()> {
        let chars: Vec<char> = word.chars().collect();
        let most = if chars.len() < TWO_ERRORS { 1 } else { 2 };
        let first: String = chars[..1].iter().collect();
        let mut near: Vec<(usize, Reverse<u32>, String)> = self
            .corpus
            .forms_with(&first)?
            .into_iter()
            .filter(|form| is_listed(&form.text))
            .filter_map(|form| {
                let other: Vec<char> = form.text.chars().collect();
                let distance = distance(&chars, &other, most)?;
                (distance > 0).then(|| (distance, Reverse(frequency(&form)), form.text))
            })
            .collect();
        near.sort();
        let nearest = near.first().map(|(distance, ..)| *distance);
        for (_, _, form) in
            near.into_iter().filter(|(distance, ..)| Some(*distance) == nearest).take(CORRECTIONS)
        {
            found.push(self.stemmer.stem(&form), CORRECTED);
            found.also.push(form);
        }
        Ok(())
    }
}

/// Returns whether a term contains a digit or a joining character.
pub fn is_code(term: &str) -> bool {
    class(term) == Class::Code || term.contains(['_', '-', '.'])
}

/// Returns whether a form may be offered as a completion or correction.
pub fn is_listed(form: &str) -> bool {
    form.chars().count() >= MIN_COMPLETED
}

/// Returns the document frequency on a log2 scale, so that one more document rarely changes the order.
pub fn frequency(form: &Form) -> u32 {
    form.df.max(1).ilog2()
}

/// Returns the optimal string alignment distance (substitutions, insertions, deletions, adjacent swaps), or
/// `None` if it exceeds `most`.
pub fn distance(a: &[char], b: &[char], most: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    let mut before: Vec<usize> = vec![];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let cost = usize::from(a[i - 1] != b[j - 1]);
            let mut least = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + cost);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(before[j - 2] + 1);
            }
            row.push(least);
        }
        if row.iter().all(|least| *least > most) {
            return None;
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().filter(|distance| *distance <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_count_swaps_as_one() {
        let distance =
            |a: &str, b: &str| distance(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>(), 2);
        assert_eq!(distance("flunetd", "fluentd"), Some(1));
        assert_eq!(distance("fluentd", "fluentd"), Some(0));
        assert_eq!(distance("kuberntes", "kubernetes"), Some(1));
        assert_eq!(distance("restart", "started"), None);
    }
}
