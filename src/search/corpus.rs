//! The index as the search reads it: postings by document *number*, whatever segments tantivy keeps them in.
//!
//! Number 0 is the oldest document. All statistics are of documents that are there (tantivy's own count
//! deleted ones too), so that an index that was brought up to date answers as one that was just made.

use super::document::{FIELDS, Field};
use super::index::UpToDate;
use super::schema::Fields;
use rayon::prelude::*;
use std::collections::BTreeMap;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::Postings as _;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet as _, Searcher, SegmentReader, TERMINATED, Term};

/// A number that no document has.
const NOBODY: u32 = u32::MAX;

/// A document and how often the term is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posting {
    /// The document's number.
    pub doc: u32,
    /// The term frequency, at least 1.
    pub tf: u32,
}

/// A document and where the term is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Positions {
    /// The document's number.
    pub doc: u32,
    /// The words, counted from the field's beginning.
    pub at: Vec<u32>,
}

/// A form of a word, and in how many documents it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// The word as it is written, folded.
    pub text: String,
    /// The number of documents.
    pub df: u32,
}

/// Everything the search can ask.
pub struct Corpus {
    searcher: Searcher,
    fields: Fields,
    /// Document numbers by segment and tantivy's own number.
    numbers: Vec<Vec<u32>>,
    /// How many documents there are.
    pub len: u32,
    /// tantivy's one-byte lengths, by field and document; empty for fields that keep none.
    pub lengths: [Vec<u8>; FIELDS],
    /// Mean length by field; 1 for fields whose length does not count.
    pub average: [f32; FIELDS],
}

impl Corpus {
    /// `keys` are those of the documents, in order.
    ///
    /// # Errors
    /// tantivy's, when the index cannot be read.
    pub fn new(index: UpToDate, keys: impl Iterator<Item = u64>) -> tantivy::Result<Corpus> {
        let UpToDate { searcher, fields, .. } = index;
        let by_key: BTreeMap<u64, u32> = keys.zip(0..).collect();
        let len = by_key.len();
        let mut numbers = vec![];
        let mut lengths: [Vec<u8>; FIELDS] =
            Field::ALL.map(|field| if field.has_length() { vec![0; len] } else { vec![] });
        for segment in searcher.segment_readers() {
            let column = segment.fast_fields().u64("key")?;
            let mut of_segment = vec![NOBODY; segment.max_doc() as usize];
            for doc in segment.doc_ids_alive() {
                let number = column.first(doc).and_then(|key| by_key.get(&key));
                of_segment[doc as usize] = number.copied().unwrap_or(NOBODY);
            }
            for field in Field::ALL.into_iter().filter(|field| field.has_length()) {
                let reader = segment.get_fieldnorms_reader(fields.text[field as usize])?;
                for (doc, number) in (0..).zip(&of_segment).filter(|(_, number)| **number != NOBODY) {
                    lengths[field as usize][*number as usize] = reader.fieldnorm_id(doc);
                }
            }
            numbers.push(of_segment);
        }
        let average = Field::ALL.map(|field| average(field, &lengths[field as usize]));
        let len = u32::try_from(len).unwrap_or(NOBODY);
        Ok(Corpus { searcher, fields, numbers, len, lengths, average })
    }

    /// The documents that have a term in a field, by number.
    pub fn postings(&self, field: Field, term: &str) -> tantivy::Result<Vec<Posting>> {
        let mut found = vec![];
        self.walk(field, term, IndexRecordOption::WithFreqs, |doc, postings| {
            found.push(Posting { doc, tf: postings.term_freq() });
        })?;
        found.sort_unstable_by_key(|posting| posting.doc);
        Ok(found)
    }

    /// Where a term is in a field, by document number.
    pub fn positions(&self, field: Field, term: &str) -> tantivy::Result<Vec<Positions>> {
        let mut found = vec![];
        self.walk(field, term, IndexRecordOption::WithFreqsAndPositions, |doc, postings| {
            let mut at = vec![];
            postings.positions(&mut at);
            found.push(Positions { doc, at });
        })?;
        found.sort_unstable_by_key(|positions| positions.doc);
        Ok(found)
    }

    fn walk(
        &self,
        field: Field,
        term: &str,
        record: IndexRecordOption,
        mut visit: impl FnMut(u32, &mut tantivy::postings::SegmentPostings),
    ) -> tantivy::Result<()> {
        let id = self.fields.text[field as usize];
        let term = Term::from_field_text(id, term);
        for (segment, numbers) in self.searcher.segment_readers().iter().zip(&self.numbers) {
            let Some(mut postings) = segment.inverted_index(id)?.read_postings(&term, record)? else {
                continue;
            };
            while postings.doc() != TERMINATED {
                let number = numbers[postings.doc() as usize];
                if number != NOBODY {
                    visit(number, &mut postings);
                }
                postings.advance();
            }
        }
        Ok(())
    }

    /// Whether the word is written like this in any document.
    pub fn has_form(&self, form: &str) -> tantivy::Result<bool> {
        Ok(self.forms(form, Some(form))?.first().is_some_and(|found| found.text == form))
    }

    /// The forms that begin with `prefix`, in order; all of them with an empty one.
    pub fn forms_with(&self, prefix: &str) -> tantivy::Result<Vec<Form>> {
        self.forms(prefix, None)
    }

    /// Forms from `from` on that begin with it, or only the one that is `only`.
    fn forms(&self, from: &str, only: Option<&str>) -> tantivy::Result<Vec<Form>> {
        let segments = self.searcher.segment_readers().par_iter().zip(&self.numbers);
        let found = segments.map(|(segment, numbers)| self.forms_of(segment, numbers, from, only));
        let mut forms = found.collect::<tantivy::Result<Vec<Vec<Form>>>>()?.concat();
        // Each segment's are in order: runs that are merged, not sorted.
        forms.sort_by(|a, b| a.text.cmp(&b.text));
        forms.dedup_by(|again, form| {
            let same = again.text == form.text;
            form.df += if same { again.df } else { 0 };
            same
        });
        Ok(forms)
    }

    /// The same of one segment.
    fn forms_of(
        &self,
        segment: &SegmentReader,
        numbers: &[u32],
        from: &str,
        only: Option<&str>,
    ) -> tantivy::Result<Vec<Form>> {
        let mut forms = vec![];
        let inverted = segment.inverted_index(self.fields.forms)?;
        let mut stream = inverted.terms().range().ge(from.as_bytes()).into_stream()?;
        while stream.advance() {
            let Ok(text) = std::str::from_utf8(stream.key()) else { continue };
            if !text.starts_with(from) || only.is_some_and(|only| only != text) {
                break;
            }
            let mut df = stream.value().doc_freq;
            if segment.has_deletes() {
                let record = IndexRecordOption::Basic;
                let mut postings = inverted.read_postings_from_terminfo(stream.value(), record)?;
                df = 0;
                while postings.doc() != TERMINATED {
                    df += u32::from(numbers[postings.doc() as usize] != NOBODY);
                    postings.advance();
                }
            }
            if df > 0 {
                forms.push(Form { text: text.to_owned(), df });
            }
        }
        Ok(forms)
    }

    /// The terms of all fields that begin with `prefix`, in order, at most `limit`; those without documents are
    /// left out.
    pub fn terms_with(
        &self,
        prefix: &str,
        limit: usize,
        wanted: impl Fn(&str) -> bool,
    ) -> tantivy::Result<Vec<String>> {
        let mut terms = std::collections::BTreeSet::new();
        for segment in self.searcher.segment_readers() {
            for id in self.fields.text {
                let inverted = segment.inverted_index(id)?;
                let mut stream = inverted.terms().range().ge(prefix.as_bytes()).into_stream()?;
                while stream.advance() {
                    let Ok(text) = std::str::from_utf8(stream.key()) else { continue };
                    if !text.starts_with(prefix) {
                        break;
                    }
                    if wanted(text) {
                        terms.insert(text.to_owned());
                    }
                }
            }
        }
        let mut found = vec![];
        for term in terms {
            if found.len() == limit {
                break;
            }
            if self.has_term(&term)? {
                found.push(term);
            }
        }
        Ok(found)
    }

    /// Whether any document has the term in any field.
    pub fn has_term(&self, term: &str) -> tantivy::Result<bool> {
        for field in Field::ALL {
            if !self.postings(field, term)?.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// How many tokens a field of a document has; beyond 40 rounded down as tantivy does.
    pub fn length(&self, field: Field, doc: u32) -> u32 {
        let ids = &self.lengths[field as usize];
        ids.get(doc as usize).map_or(1, |id| FieldNormReader::id_to_fieldnorm(*id))
    }

    /// What the shards are made from.
    pub(super) fn parts(&self) -> (&Searcher, &Fields, &[Vec<u32>]) {
        (&self.searcher, &self.fields, &self.numbers)
    }
}

fn average(field: Field, ids: &[u8]) -> f32 {
    if !field.is_normed() || ids.is_empty() {
        return 1.0;
    }
    let total: u64 = ids.iter().map(|id| u64::from(FieldNormReader::id_to_fieldnorm(*id))).sum();
    (total as f32 / ids.len() as f32).max(1.0)
}
