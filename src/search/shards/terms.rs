//! The dictionary of terms with postings and word forms with stems, divided into the parts that become
//! shards. See [`super::postings`] and [`super::dictionary`].

use super::encode::Bits;
use super::postings;
use crate::search::index_reader::{Corpus, Form};
use crate::search::query_expansion::is_code;
use crate::search::stem::Stemmer;
use crate::search::tokenizer::is_cjk;
use rayon::prelude::*;
use std::collections::BTreeSet;

/// A dictionary entry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// A term, a word form, or both.
    pub text: String,
    /// The stem, if the entry is a form with a different stem.
    pub stem: Option<String>,
    /// Whether the entry is a stem that never occurs as a form.
    pub bare: bool,
    /// Encoded postings; empty if the entry is not a term.
    pub postings: Bits,
    /// Encoded positions.
    pub places: String,
    /// Document frequency of the term, or of the form.
    pub df: u32,
}

impl Entry {
    /// Returns the entry's size in a shard, in bytes.
    pub fn size(&self) -> usize {
        self.text.len() / 2 + self.postings.len() / 6
    }
}

/// The dictionary by part.
#[derive(Debug, Default)]
pub struct Dictionary {
    /// Common terms, most frequent first, so that similar entries are adjacent.
    pub common: Vec<Entry>,
    /// Frequent forms of common terms, in order.
    pub forms: Vec<Entry>,
    /// Other words, bigrams and forms, in order.
    pub words: Vec<Entry>,
    /// Other terms with digits, and compounds, in order.
    pub codes: Vec<Entry>,
}

/// Returns whether a term is frequent enough to be likely in a query.
fn is_common(df: u32, documents: u32) -> bool {
    df >= (documents / 24).max(4)
}

/// Returns whether a form of a common term is listed with it: if it is at least half as frequent.
fn is_frequent(df: u32, documents: u32) -> bool {
    df >= (documents / 48).max(2)
}

/// Reads the dictionary from the index. `forms` are all word forms, in order.
///
/// # Errors
/// tantivy's error, if the index cannot be read.
pub fn dictionary(corpus: &Corpus, stemmer: Stemmer, forms: &[Form]) -> tantivy::Result<Dictionary> {
    // Entries are not moved unless necessary: there are many of them.
    let mut codes = postings::entries(corpus)?;
    let mut words: Vec<Entry> = codes.extract_if(.., |entry| !is_code(&entry.text)).collect();
    for entry in &mut words {
        entry.bare = forms.binary_search_by(|form| form.text.as_str().cmp(&entry.text)).is_err()
            && !entry.text.starts_with(is_cjk);
    }
    words.par_extend(forms.par_iter().filter_map(|form| {
        let stem = stemmer.stem(&form.text);
        let (text, df) = (form.text.clone(), form.df);
        (stem != text).then(|| Entry { text, stem: Some(stem), df, ..Entry::default() })
    }));
    // Merges two sorted runs.
    words.sort_by(|a, b| a.text.cmp(&b.text));
    words.dedup_by(|form, term| {
        let same = form.text == term.text;
        if same {
            // A form can be the stem of another: merge both into one entry.
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

fn parts(mut words: Vec<Entry>, mut codes: Vec<Entry>, documents: u32) -> Dictionary {
    // An entry that is both a term and a form of another is rare, so it stays among the words.
    let common = |entry: &mut Entry| {
        !entry.postings.is_empty() && entry.stem.is_none() && is_common(entry.df, documents)
    };
    let mut frequent: Vec<Entry> = words.extract_if(.., common).collect();
    frequent.extend(codes.extract_if(.., common));
    let stems: BTreeSet<&str> = frequent.iter().map(|entry| entry.text.as_str()).collect();
    let is_form = |entry: &mut Entry| {
        let stem = entry.stem.as_deref().filter(|_| entry.postings.is_empty());
        is_frequent(entry.df, documents) && stem.is_some_and(|stem| stems.contains(stem))
    };
    let forms = words.extract_if(.., is_form).collect();
    frequent.sort_by(|a, b| (b.df.ilog2(), &a.text).cmp(&(a.df.ilog2(), &b.text)));
    Dictionary { common: frequent, forms, words, codes }
}
