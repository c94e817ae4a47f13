//! The search: documents, the tantivy index, the query language, and the shards that browsers search.
//!
//! ```text
//! KnowledgeBase ─▶ documents ─▶ index (tantivy) ─▶ Corpus ─▶ evaluate ─▶ hits ─▶ excerpts
//!        └───────▶ facts ───────────────────────────┴──────▶ shards ─▶ the same in search.js
//! ```
//!
//! `docs/search-format.md` specifies what Rust and JavaScript both do. Nothing here prints or knows a page.

mod analysed;
pub mod analysis;
pub mod corpus;
pub mod document;
pub mod evaluate;
pub mod excerpt;
pub mod expand;
pub mod facts;
pub mod filter;
pub mod index;
mod line;
pub mod query;
mod refusal;
pub mod resident;
pub mod schema;
pub mod score;
pub mod shards;
pub mod similar;
pub mod stem;

use crate::knowledge::{Entry, Id, KnowledgeBase};
use corpus::Corpus;
use document::SearchDoc;
use evaluate::Found;
use expand::Expander;
use facts::Facts;
use index::UpToDate;
use query::Sort;
use resident::Resident;
use std::path::Path;
use stem::Stemmer;

/// The search of a knowledge base, ready for questions.
pub struct Search<'k> {
    knowledge: &'k KnowledgeBase,
    /// The index.
    pub corpus: Corpus,
    /// The facts.
    pub facts: Facts,
    /// The language.
    pub stemmer: Stemmer,
    /// What the person should know about the index.
    pub notes: Vec<String>,
}

impl<'k> Search<'k> {
    /// Brings the index in the folder up to date; without a folder it is made in memory.
    ///
    /// # Errors
    /// tantivy's message when there can be no index at all.
    pub fn new(knowledge: &'k KnowledgeBase, folder: Option<&Path>) -> Result<Search<'k>, String> {
        Search::with(knowledge, |language, documents| index::up_to_date(folder, language, documents))
    }

    /// Brings an index in memory up to date.
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

    /// Answers a query.
    ///
    /// # Errors
    /// tantivy's message when the index cannot be read.
    pub fn find(&self, text: &str, order: Option<Sort>) -> Result<Found, String> {
        evaluate::evaluate(&self.expander(), &self.facts, &query::parse(text), order)
            .map_err(|error| error.to_string())
    }

    /// The dictionary side of the index.
    pub fn expander(&self) -> Expander<'_> {
        Expander { corpus: &self.corpus, stemmer: self.stemmer }
    }

    /// The document of a number.
    pub fn entry(&self, doc: u32) -> &'k Entry {
        &self.knowledge.entries[self.id(doc)]
    }

    /// Numbers count from the oldest document, entries from the newest.
    fn id(&self, doc: u32) -> Id {
        self.knowledge.entries.len() - 1 - doc as usize
    }
}
