//! Terms with their postings, and words with their stems, out of tantivy's segments: in parallel by ranges of
//! terms, in order of term and document, whatever the segments are.

use super::encode::number;
use crate::search::analysis::{Class, class, is_cjk};
use crate::search::corpus::Corpus;
use crate::search::document::{FIELDS, Field};
use crate::search::expand::is_code;
use crate::search::stem::Stemmer;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use tantivy::postings::Postings as _;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet as _, TERMINATED};

/// Terms that one thread takes at a time.
const RANGE: usize = 1024;

/// An entry of the dictionary.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// A term, a form of a word, or both.
    pub text: String,
    /// The stem, when the entry is a form with another one.
    pub stem: Option<String>,
    /// Whether the entry is a stem that nobody writes.
    pub bare: bool,
    /// The documents of the term, encoded; empty if it is none.
    pub postings: String,
    /// Where the term is in them, encoded.
    pub places: String,
}

/// The dictionary in two parts, each sorted: words, and identifiers.
#[derive(Debug, Default)]
pub struct Dictionary {
    /// Words, pairs of characters, and forms.
    pub words: Vec<Entry>,
    /// Terms with digits, and compounds.
    pub codes: Vec<Entry>,
}

/// Reads the dictionary out of the index.
///
/// # Errors
/// tantivy's, when the index cannot be read.
pub fn dictionary(corpus: &Corpus, stemmer: Stemmer) -> tantivy::Result<Dictionary> {
    let terms: Vec<String> = all_terms(corpus)?.into_iter().collect();
    let ranges: Vec<&[String]> = terms.chunks(RANGE).collect();
    let encoded: Vec<Vec<Entry>> =
        ranges.into_par_iter().map(|range| entries(corpus, range)).collect::<tantivy::Result<_>>()?;
    let (codes, mut words): (Vec<Entry>, Vec<Entry>) =
        encoded.into_iter().flatten().partition(|entry| is_code(&entry.text));
    let forms = corpus.forms_with("")?;
    for entry in &mut words {
        entry.bare = forms.binary_search_by(|form| form.text.as_str().cmp(&entry.text)).is_err()
            && !entry.text.starts_with(is_cjk);
    }
    for form in forms {
        let stem = stemmer.stem(&form.text);
        if stem != form.text {
            words.push(Entry { text: form.text, stem: Some(stem), ..Entry::default() });
        }
    }
    words.sort_by(|a, b| a.text.cmp(&b.text));
    words.dedup_by(|form, term| {
        let same = form.text == term.text;
        if same {
            // A form can be the stem of another: one entry, both meanings.
            term.stem = term.stem.take().or_else(|| form.stem.take());
            if term.postings.is_empty() {
                term.postings = std::mem::take(&mut form.postings);
                term.places = std::mem::take(&mut form.places);
            }
        }
        same
    });
    Ok(Dictionary { words, codes })
}

fn all_terms(corpus: &Corpus) -> tantivy::Result<BTreeSet<String>> {
    let (searcher, fields, _) = corpus.parts();
    let mut terms = BTreeSet::new();
    for segment in searcher.segment_readers() {
        for id in fields.text {
            let inverted = segment.inverted_index(id)?;
            let mut stream = inverted.terms().stream()?;
            while stream.advance() {
                if let Ok(text) = std::str::from_utf8(stream.key())
                    && !terms.contains(text)
                {
                    terms.insert(text.to_owned());
                }
            }
        }
    }
    Ok(terms)
}

/// A document, how often a term is in it, and where.
type Occurrence = (u32, u32, Vec<u32>);

fn entries(corpus: &Corpus, range: &[String]) -> tantivy::Result<Vec<Entry>> {
    let (searcher, fields, numbers) = corpus.parts();
    let mut found: BTreeMap<String, [Vec<Occurrence>; FIELDS]> = BTreeMap::new();
    let [first, .., last] = range else { return single(corpus, range) };
    for (segment, numbers) in searcher.segment_readers().iter().zip(numbers) {
        for (field, id) in Field::ALL.into_iter().zip(fields.text) {
            let inverted = segment.inverted_index(id)?;
            let mut stream = inverted.terms().range().ge(first).le(last).into_stream()?;
            while stream.advance() {
                let Ok(text) = std::str::from_utf8(stream.key()) else { continue };
                let positioned = has_places(field, text);
                let record = match positioned {
                    true => IndexRecordOption::WithFreqsAndPositions,
                    false => IndexRecordOption::WithFreqs,
                };
                let mut postings = inverted.read_postings_from_terminfo(stream.value(), record)?;
                let mut occurrences = vec![];
                while postings.doc() != TERMINATED {
                    let mut at = vec![];
                    if positioned {
                        postings.positions(&mut at);
                    }
                    occurrences.push((numbers[postings.doc() as usize], postings.term_freq(), at));
                    postings.advance();
                }
                // A deleted document has no number.
                occurrences.retain(|(number, ..)| *number < corpus.len);
                if !occurrences.is_empty() {
                    found.entry(text.to_owned()).or_default()[field as usize].append(&mut occurrences);
                }
            }
        }
    }
    Ok(found.into_iter().map(|(text, fields)| encode(text, fields)).collect())
}

/// A range of one term is the range of it twice.
fn single(corpus: &Corpus, range: &[String]) -> tantivy::Result<Vec<Entry>> {
    match range {
        [only] => entries(corpus, &[only.clone(), only.clone()]),
        _ => Ok(vec![]),
    }
}

/// Whether phrases need to know where the term is: not of a compound, whose parts are in phrases.
fn has_places(field: Field, term: &str) -> bool {
    field.has_positions() && !term.contains(['_', '-', '.'])
}

fn encode(text: String, fields: [Vec<Occurrence>; FIELDS]) -> Entry {
    let mut entry = Entry { text, ..Entry::default() };
    let present = Field::ALL.into_iter().filter(|field| !fields[*field as usize].is_empty());
    let mask = present.fold(0, |mask, field| mask | field.bit());
    number(mask.into(), &mut entry.postings);
    for (field, mut occurrences) in Field::ALL.into_iter().zip(fields) {
        if occurrences.is_empty() {
            continue;
        }
        occurrences.sort_unstable_by_key(|(doc, ..)| *doc);
        number(occurrences.len() as u64, &mut entry.postings);
        let positioned = has_places(field, &entry.text);
        let mut next = 0;
        for (doc, tf, at) in occurrences {
            number(u64::from(doc - next) * 2 + u64::from(tf > 1), &mut entry.postings);
            if tf > 1 {
                number(u64::from(tf - 2), &mut entry.postings);
            }
            next = doc + 1;
            if positioned {
                let mut before = 0;
                for position in at {
                    number(u64::from(position - before), &mut entry.places);
                    before = position;
                }
            }
        }
    }
    entry
}

/// Whether a form is among the words that can be completed.
pub fn is_word(form: &str) -> bool {
    class(form) == Class::Natural
}
