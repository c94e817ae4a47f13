//! Reads the index: postings by document *number*, independent of tantivy's segments.
//!
//! Number 0 is the oldest document. Statistics cover live documents only (tantivy also counts deleted
//! ones), so that an updated index gives the same results as a new one.

use super::document::{FIELDS, Field};
use super::index::UpToDate;
use super::schema::Fields;
use rayon::prelude::*;
use std::collections::BTreeMap;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::Postings as _;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet as _, Searcher, SegmentReader, TERMINATED, Term};

/// Marks a deleted document.
const NOBODY: u32 = u32::MAX;

/// A document with a term frequency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posting {
    /// Number of the document.
    pub doc: u32,
    /// Term frequency, at least 1.
    pub tf: u32,
}

/// A document with term positions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Positions {
    /// Number of the document.
    pub doc: u32,
    /// Word positions in the field.
    pub at: Vec<u32>,
}

/// A word form with its document frequency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// The normalised, unstemmed word.
    pub text: String,
    /// Document frequency.
    pub df: u32,
}

/// The index as the search reads it.
pub struct Corpus {
    searcher: Searcher,
    fields: Fields,
    /// Document numbers by segment and tantivy's document id.
    numbers: Vec<Vec<u32>>,
    /// Number of documents.
    pub len: u32,
    /// tantivy's one-byte field lengths, by field and document; empty for fields without lengths.
    pub lengths: [Vec<u8>; FIELDS],
    /// Average length by field; 1 for fields without lengths.
    pub average: [f32; FIELDS],
}

impl Corpus {
    /// Opens an index. `keys` are the documents' keys, in order.
    ///
    /// # Errors
    /// tantivy's error, if the index cannot be read.
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

    /// Returns the postings of a term in a field, by document number.
    pub fn postings(&self, field: Field, term: &str) -> tantivy::Result<Vec<Posting>> {
        let mut found = vec![];
        self.walk(field, term, IndexRecordOption::WithFreqs, |doc, postings| {
            found.push(Posting { doc, tf: postings.term_freq() });
        })?;
        found.sort_unstable_by_key(|posting| posting.doc);
        Ok(found)
    }

    /// Returns the positions of a term in a field, by document number.
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

    /// Returns whether any document contains the exact word form.
    pub fn has_form(&self, form: &str) -> tantivy::Result<bool> {
        Ok(self.forms(form, Some(form))?.first().is_some_and(|found| found.text == form))
    }

    /// Returns the forms that start with `prefix`, in order; all forms for an empty prefix.
    pub fn forms_with(&self, prefix: &str) -> tantivy::Result<Vec<Form>> {
        self.forms(prefix, None)
    }

    /// Returns the forms starting with `from`, or only the form `only`.
    fn forms(&self, from: &str, only: Option<&str>) -> tantivy::Result<Vec<Form>> {
        let segments = self.searcher.segment_readers().par_iter().zip(&self.numbers);
        let found = segments.map(|(segment, numbers)| self.forms_of(segment, numbers, from, only));
        let mut forms = found.collect::<tantivy::Result<Vec<Vec<Form>>>>()?.concat();
        // Merges sorted runs, one per segment.
        forms.sort_by(|a, b| a.text.cmp(&b.text));
        forms.dedup_by(|again, form| {
            let same = again.text == form.text;
            form.df += if same { again.df } else { 0 };
            same
        });
        Ok(forms)
    }

    /// Returns the matching forms of one segment.
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

    /// Returns up to `limit` terms of any field that start with `prefix`, in order. Terms without live
    /// documents are skipped.
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

    /// Returns whether any document has the term in any field.
    pub fn has_term(&self, term: &str) -> tantivy::Result<bool> {
        for field in Field::ALL {
            if !self.postings(field, term)?.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Returns the number of tokens in a field of a document; above 40 rounded down as tantivy does.
    pub fn length(&self, field: Field, doc: u32) -> u32 {
        let ids = &self.lengths[field as usize];
        ids.get(doc as usize).map_or(1, |id| FieldNormReader::id_to_fieldnorm(*id))
    }

    /// Returns the parts that the shards are made from.
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
