//! The search: documents, the tantivy index, the query language, and the shards that browsers search.
//!
//! ```text
//! KnowledgeBase ─▶ documents ─▶ index (tantivy) ─▶ Corpus ─▶ evaluate ─▶ hits ─▶ excerpts
//!        └───────▶ facts ───────────────────────────┴──────▶ shards ─▶ the same in search.js
//! ```
//!
//! `docs/search-format.md` specifies what Rust and JavaScript both do. Nothing here prints or knows a page.

pub mod doc_values;
pub mod document;
pub mod evaluate;
pub mod excerpt;
pub mod filter;
pub mod index;
mod index_error;
pub mod index_reader;
pub mod memory_index;
pub mod more_like_this;
mod pasted_text;
pub mod query;
pub mod query_expansion;
pub mod schema;
pub mod score;
pub mod shards;
pub mod stem;
mod tokenized_doc;
pub mod tokenizer;

use crate::knowledge::{Entry, Id, KnowledgeBase};
use doc_values::Facts;
use document::SearchDoc;
use evaluate::Found;
use index::UpToDate;
use index_reader::Corpus;
use memory_index::Resident;
use query::Sort;
use query_expansion::Expander;
use std::path::Path;
use stem::Stemmer;

/// The search over a knowledge base.
pub struct Search<'k> {
    knowledge: &'k KnowledgeBase,
    /// The index.
    pub corpus: Corpus,
    /// Values for filtering and sorting.
    pub facts: Facts,
    /// The stemmer.
    pub stemmer: Stemmer,
    /// Messages about the index for the user.
    pub notes: Vec<String>,
}

impl<'k> Search<'k> {
    /// Opens the index in a folder and brings it up to date; without a folder it is built in memory.
    ///
    /// # Errors
    /// tantivy's error, if no index can be built.
    pub fn new(knowledge: &'k KnowledgeBase, folder: Option<&Path>) -> Result<Search<'k>, String> {
        Search::with(knowledge, |language, documents| index::up_to_date(folder, language, documents))
    }

    /// Brings an in-memory index up to date.
    ///
    /// # Errors
    /// See [`Search::new`].
    pub fn resident(knowledge: &'k KnowledgeBase, index: &Resident) -> Result<Search<'k>, String> {
        Search::with(knowledge, |language, documents| index.up_to_date(language, documents))
    }

    fn with(
        knowledge: &'k KnowledgeBase,
        up_to_date: impl FnOnce(&str, &[SearchDoc<'_>]) -> Result<UpToDate, String>,
    ) -> Result<Search<'k>, String> {
        let language = &knowledge.config.language;
        let documents = document::documents(knowledge);
        let mut index = up_to_date(language, &documents)?;
        let notes = std::mem::take(&mut index.notes);
        let keys = documents.iter().map(|document| document.key);
        let corpus = Corpus::new(index, keys).map_err(|error| error.to_string())?;
        Ok(Search { knowledge, corpus, facts: Facts::new(knowledge), stemmer: Stemmer::new(language), notes })
    }

    /// Evaluates a query.
    ///
    /// # Errors
    /// tantivy's error, if the index cannot be read.
    pub fn find(&self, text: &str, order: Option<Sort>) -> Result<Found, String> {
        evaluate::evaluate(&self.expander(), &self.facts, &query::parse(text), order)
            .map_err(|error| error.to_string())
    }

    /// Returns the query expander.
    pub fn expander(&self) -> Expander<'_> {
        Expander { corpus: &self.corpus, stemmer: self.stemmer }
    }

    /// Returns the document with a number.
    pub fn entry(&self, doc: u32) -> &'k Entry {
        &self.knowledge.entries[self.id(doc)]
    }

    /// Converts a document number (oldest first) to an entry index (newest first).
    fn id(&self, doc: u32) -> Id {
        self.knowledge.entries.len() - 1 - doc as usize
    }
}
