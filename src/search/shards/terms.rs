//! Terms with their postings, and words with their stems, out of tantivy's segments: in parallel by ranges of
//! terms, in order of term and document, whatever the segments are.

use super::encode::{Bits, number, rice_of_steps};
use crate::search::analysis::is_cjk;
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
    /// The documents of the term and how often it is in each; empty if the entry is no term.
    pub postings: Bits,
    /// Where the term is in them, encoded.
    pub places: String,
    /// How many documents have the term, or the form.
    pub df: u32,
}

impl Entry {
    /// Bytes of the entry in a shard.
    pub fn size(&self) -> usize {
        self.text.len() / 2 + self.postings.len() / 6
    }
}

/// The dictionary in parts.
#[derive(Debug, Default)]
pub struct Dictionary {
    /// What many documents have: the more, the further in front, so that like is beside like.
    pub common: Vec<Entry>,
    /// Frequent forms of the common terms, in order.
    pub forms: Vec<Entry>,
    /// Other words, pairs of characters, and forms, in order.
    pub words: Vec<Entry>,
    /// Other terms with digits, and compounds, in order.
    pub codes: Vec<Entry>,
}

/// A term is common when so many documents have it that it is likely to be asked for.
fn is_common(df: u32, documents: u32) -> bool {
    df >= (documents / 24).max(4)
}

/// A form of a common term is listed with it when it is half as frequent.
fn is_frequent(df: u32, documents: u32) -> bool {
    df >= (documents / 48).max(2)
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
            words.push(Entry { text: form.text, stem: Some(stem), df: form.df, ..Entry::default() });
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
                term.df = term.df.max(form.df);
            }
        }
        same
    });
    Ok(parts(words, codes, corpus.len))
}

fn parts(words: Vec<Entry>, codes: Vec<Entry>, documents: u32) -> Dictionary {
    // What is both a term and a form of another stays among the words: it is rare.
    let common =
        |entry: &Entry| !entry.postings.is_empty() && entry.stem.is_none() && is_common(entry.df, documents);
    let (mut frequent, words): (Vec<Entry>, Vec<Entry>) = words.into_iter().partition(common);
    let (more, codes): (Vec<Entry>, Vec<Entry>) = codes.into_iter().partition(common);
    frequent.extend(more);
    let stems: BTreeSet<String> = frequent.iter().map(|entry| entry.text.clone()).collect();
    let (forms, words) = words.into_iter().partition(|entry| {
        let stem = entry.stem.as_ref().filter(|_| entry.postings.is_empty());
        is_frequent(entry.df, documents) && stem.is_some_and(|stem| stems.contains(stem))
    });
    frequent.sort_by(|a, b| (b.df.ilog2(), &a.text).cmp(&(a.df.ilog2(), &b.text)));
    Dictionary { common: frequent, forms, words, codes }
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
    Ok(found.into_iter().map(|(text, fields)| encode(text, fields, corpus.len)).collect())
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

fn encode(text: String, mut fields: [Vec<Occurrence>; FIELDS], documents: u32) -> Entry {
    let mut entry = Entry { text, ..Entry::default() };
    fields.iter_mut().for_each(|occurrences| occurrences.sort_unstable_by_key(|(doc, ..)| *doc));
    let present = Field::ALL.into_iter().filter(|field| !fields[*field as usize].is_empty());
    let mask = present.fold(0, |mask, field| mask | field.bit());
    let all: BTreeSet<u32> = fields.iter().flatten().map(|(doc, ..)| *doc).collect();
    entry.df = u32::try_from(all.len()).unwrap_or(u32::MAX);
    // Most terms are in the body and nowhere else.
    match mask {
        1 => entry.postings.push(0, 1),
        mask => entry.postings.push(1 << FIELDS | u64::from(mask), 1 + FIELDS as u32),
    }
    for (field, occurrences) in Field::ALL.into_iter().zip(&fields).filter(|(_, list)| !list.is_empty()) {
        documents_of(occurrences, documents, &mut entry.postings);
        if has_places(field, &entry.text) {
            occurrences.iter().for_each(|(_, _, at)| steps(at, &mut entry.places));
        }
    }
    entry
}

/// How many documents, the steps from one to the next, and how often the term is in each.
fn documents_of(occurrences: &[Occurrence], documents: u32, out: &mut Bits) {
    let count = occurrences.len() as u64;
    out.number(count - 1);
    let k = rice_of_steps(count, documents.into());
    let mut next = 0;
    for (doc, ..) in occurrences {
        out.rice((doc - next).into(), k);
        next = doc + 1;
    }
    let more = occurrences.iter().any(|(_, tf, _)| *tf > 1);
    out.push(more.into(), 1);
    if more {
        let cost = |k: &u32| {
            occurrences.iter().map(|(_, tf, _)| u64::from((tf - 1) >> k) + 1 + u64::from(*k)).sum::<u64>()
        };
        let k = (0..4).min_by_key(cost).unwrap_or(0);
        out.push(k.into(), 2);
        occurrences.iter().for_each(|(_, tf, _)| out.rice((tf - 1).into(), k));
    }
}

/// Positions, each as the step from the one before.
fn steps(at: &[u32], out: &mut String) {
    let mut before = 0;
    for position in at {
        number((position - before).into(), out);
        before = *position;
    }
}
