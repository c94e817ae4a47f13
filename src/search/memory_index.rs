//! An in-memory index that is kept between states of a knowledge base. Updating it costs only the changed
//! documents.

use super::document::SearchDoc;
use super::index::{UpToDate, empty, update};
use super::schema::Fields;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};
use tantivy::{Index, Searcher};

/// An in-memory index; empty until the first update.
#[derive(Default)]
pub struct Resident(Mutex<Option<Kept>>);

struct Kept {
    language: String,
    index: Index,
}

impl Resident {
    /// Brings the index up to date.
    ///
    /// # Errors
    /// tantivy's error, if no index can be built.
    pub fn up_to_date(&self, language: &str, documents: &[SearchDoc<'_>]) -> Result<UpToDate, String> {
        let fields = Fields::new();
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Taken out of the lock, so that a half-updated index is never used again.
        let before = kept.take().filter(|kept| kept.language == language).map(|kept| kept.index);
        let bring = |index: Index| -> tantivy::Result<(Index, Searcher)> {
            let searcher = update(&index, language, &fields, documents)?;
            Ok((index, searcher))
        };
        let grown = before.and_then(|index| catch_unwind(AssertUnwindSafe(|| bring(index))).ok()?.ok());
        let (index, searcher) = match grown {
            Some(grown) => grown,
            None => bring(empty(&fields)).map_err(|error| error.to_string())?,
        };
        *kept = Some(Kept { language: language.to_owned(), index });
        Ok(UpToDate { searcher, fields, notes: vec![] })
    }
}

impl std::fmt::Debug for Resident {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Resident").finish_non_exhaustive()
    }
}
