//! The dictionary: terms with their postings, and words with their stems, in the parts that shards are made of. How
//! postings are read is [`super::postings`]'s, how shards are cut [`super::dictionary`]'s.

use super::encode::Bits;
use super::postings;
use crate::search::analysis::is_cjk;
use crate::search::corpus::{Corpus, Form};
use crate::search::expand::is_code;
use crate::search::stem::Stemmer;
use rayon::prelude::*;
use std::collections::BTreeSet;

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

/// Reads the dictionary out of the index. `forms` are all forms of words in it, in order.
///
/// # Errors
/// tantivy's, when the index cannot be read.
pub fn dictionary(corpus: &Corpus, stemmer: Stemmer, forms: &[Form]) -> tantivy::Result<Dictionary> {
    // There are many entries, and each move of them costs: what is left stays where it is.
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
    // Two runs in order are merged, not sorted.
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

fn parts(mut words: Vec<Entry>, mut codes: Vec<Entry>, documents: u32) -> Dictionary {
    // What is both a term and a form of another stays among the words: it is rare.
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
