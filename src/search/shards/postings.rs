//! Reads terms with their postings from tantivy's segments and encodes them, in parallel by ranges of terms
//! and independent of segments. [`super::terms`] classifies the terms.

use super::encode::{Bits, number, rice_of_steps};
use super::terms::Entry;
use crate::search::document::{FIELDS, Field};
use crate::search::index_reader::Corpus;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;
use tantivy::postings::{Postings as _, TermInfo};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet as _, InvertedIndexReader, TERMINATED};

/// Terms per unit of parallel work.
const RANGE: u64 = 1024;

/// Returns every term of the index, in order.
///
/// # Errors
/// tantivy's error, if the index cannot be read.
pub fn entries(corpus: &Corpus) -> tantivy::Result<Vec<Entry>> {
    let ranges = ranges(corpus)?;
    let read = ranges.par_iter().map(|(from, to)| within(corpus, from.as_deref(), to.as_deref()));
    let read = read.collect::<tantivy::Result<Vec<Vec<Entry>>>>()?;
    let mut entries = Vec::with_capacity(read.iter().map(Vec::len).sum());
    read.into_iter().for_each(|part| entries.extend(part));
    Ok(entries)
}

/// A range of terms: inclusive start, exclusive end.
type Range = (Option<Vec<u8>>, Option<Vec<u8>>);

/// Splits all terms into ranges of similar size, using the terms of the largest dictionary as boundaries.
fn ranges(corpus: &Corpus) -> tantivy::Result<Vec<Range>> {
    let (searcher, fields, _) = corpus.parts();
    let mut largest: Option<Arc<InvertedIndexReader>> = None;
    for segment in searcher.segment_readers() {
        for id in fields.text {
            let inverted = segment.inverted_index(id)?;
            let size = |inverted: &Arc<InvertedIndexReader>| inverted.terms().num_terms();
            if largest.as_ref().is_none_or(|largest| size(largest) < size(&inverted)) {
                largest = Some(inverted);
            }
        }
    }
    let mut borders = vec![];
    if let Some(largest) = largest {
        for ord in (RANGE..largest.terms().num_terms() as u64).step_by(RANGE as usize) {
            let mut term = vec![];
            largest.terms().ord_to_term(ord, &mut term)?;
            borders.push(Some(term));
        }
    }
    let from = std::iter::once(None).chain(borders.iter().cloned());
    let to = borders.iter().cloned().chain(std::iter::once(None));
    Ok(from.zip(to).collect())
}

/// A term in one field of one segment.
struct Found {
    term: Vec<u8>,
    field: Field,
    segment: usize,
    info: TermInfo,
}

/// The documents with a term in one field.
#[derive(Default)]
struct Occurrences {
    /// Document number, term frequency, and start of its positions in `places`.
    list: Vec<(u32, u32, usize)>,
    places: Vec<u32>,
}

fn within(corpus: &Corpus, from: Option<&[u8]>, to: Option<&[u8]>) -> tantivy::Result<Vec<Entry>> {
    let (searcher, fields, _) = corpus.parts();
    let mut found = vec![];
    for (at, segment) in searcher.segment_readers().iter().enumerate() {
        for (field, id) in Field::ALL.into_iter().zip(fields.text) {
            let inverted = segment.inverted_index(id)?;
            let mut range = inverted.terms().range();
            if let Some(from) = from {
                range = range.ge(from);
            }
            if let Some(to) = to {
                range = range.lt(to);
            }
            let mut stream = range.into_stream()?;
            while stream.advance() {
                let (term, info) = (stream.key().to_vec(), stream.value().clone());
                found.push(Found { term, field, segment: at, info });
            }
        }
    }
    // The sort is stable: by field and segment within a term.
    found.sort_by(|a, b| (&a.term, a.field).cmp(&(&b.term, b.field)));
    let mut entries = vec![];
    let mut occurrences: [Occurrences; FIELDS] = Default::default();
    for same in found.chunk_by(|a, b| a.term == b.term) {
        let Ok(text) = std::str::from_utf8(&same[0].term) else { continue };
        for occurrences in &mut occurrences {
            occurrences.list.clear();
            occurrences.places.clear();
        }
        for found in same {
            occurrences[found.field as usize].read(corpus, text, found)?;
        }
        if occurrences.iter().any(|occurrences| !occurrences.list.is_empty()) {
            entries.push(encode(text.to_owned(), &mut occurrences, corpus.len));
        }
    }
    Ok(entries)
}

impl Occurrences {
    fn read(&mut self, corpus: &Corpus, text: &str, found: &Found) -> tantivy::Result<()> {
        let (searcher, fields, numbers) = corpus.parts();
        let segment = &searcher.segment_readers()[found.segment];
        let inverted = segment.inverted_index(fields.text[found.field as usize])?;
        let positioned = has_places(found.field, text);
        let record = match positioned {
            true => IndexRecordOption::WithFreqsAndPositions,
            false => IndexRecordOption::WithFreqs,
        };
        let mut postings = inverted.read_postings_from_terminfo(&found.info, record)?;
        let mut places = vec![];
        while postings.doc() != TERMINATED {
            let number = numbers[found.segment][postings.doc() as usize];
            // Deleted documents have no number.
            if number < corpus.len {
                self.list.push((number, postings.term_freq(), self.places.len()));
                if positioned {
                    postings.positions(&mut places);
                    self.places.extend_from_slice(&places);
                }
            }
            postings.advance();
        }
        Ok(())
    }
}

/// Returns whether phrase queries need a term's positions. Compounds don't: phrases use their parts.
fn has_places(field: Field, term: &str) -> bool {
    field.has_positions() && !term.contains(['_', '-', '.'])
}

fn encode(text: String, fields: &mut [Occurrences; FIELDS], documents: u32) -> Entry {
    let mut entry = Entry { text, ..Entry::default() };
    fields.iter_mut().for_each(|field| field.list.sort_unstable_by_key(|(doc, ..)| *doc));
    let present = Field::ALL.into_iter().filter(|field| !fields[*field as usize].list.is_empty());
    let mask = present.fold(0, |mask, field| mask | field.bit());
    entry.df = u32::try_from(count_documents(fields)).unwrap_or(u32::MAX);
    // Most terms occur only in the body.
    match mask {
        1 => entry.postings.push(0, 1),
        mask => entry.postings.push(1 << FIELDS | u64::from(mask), 1 + FIELDS as u32),
    }
    for (field, occurrences) in Field::ALL.into_iter().zip(fields).filter(|(_, found)| !found.list.is_empty())
    {
        documents_of(&occurrences.list, documents, &mut entry.postings);
        if has_places(field, &entry.text) {
            for (_, tf, from) in &occurrences.list {
                steps(&occurrences.places[*from..*from + *tf as usize], &mut entry.places);
            }
        }
    }
    entry
}

/// Returns how many documents contain the term in any field.
fn count_documents(fields: &[Occurrences; FIELDS]) -> usize {
    let mut present = fields.iter().filter(|field| !field.list.is_empty());
    match (present.next(), present.next()) {
        (Some(only), None) => only.list.len(),
        _ => fields.iter().flat_map(|field| &field.list).map(|(doc, ..)| *doc).collect::<BTreeSet<_>>().len(),
    }
}

/// Encodes document count, gaps and term frequencies.
fn documents_of(occurrences: &[(u32, u32, usize)], documents: u32, out: &mut Bits) {
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

/// Encodes positions as gaps.
fn steps(at: &[u32], out: &mut String) {
    let mut before = 0;
    for position in at {
        number((position - before).into(), out);
        before = *position;
    }
}
