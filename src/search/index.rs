//! The tantivy index in the cache folder: brought up to date by document, made anew when it cannot be trusted,
//! in memory when the folder cannot be used. It is a cache: nothing is lost with it, and no search fails for it.
//!
//! This is the one module beside [`crate::fs`] where the disk is written to: tantivy does it, in its folder.

use super::document::SearchDoc;
use super::index_error::Refusal;
use super::schema::{Fields, signature, tokenizers};
use super::stem::Stemmer;
use super::tokenized_doc::{Analysed, Analysers};
use crate::{fs, scratch};
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use tantivy::directory::MmapDirectory;
use tantivy::{Index, IndexReader, IndexWriter, ReloadPolicy, Searcher, TantivyDocument, TantivyError, Term};

/// Memory for indexing, a thread; tantivy writes a segment when it is used up.
const BYTES_A_THREAD: usize = 64 << 20;
/// More threads make more segments, and small ones are slower than the time they save.
const MAX_THREADS: usize = 4;
/// Documents that are worth a thread of their own.
const DOCUMENTS_A_THREAD: usize = 500;
/// Documents that are analysed before tantivy has them; it indexes some while others are analysed.
const DOCUMENTS_AT_A_TIME: usize = 1024;

/// Where tantivy lists the files that it made and may delete.
const MANAGED_FILES: &str = ".managed.json";

/// An index that holds exactly the documents of the site.
pub struct UpToDate {
    /// A view of it that does not change.
    pub searcher: Searcher,
    /// The fields.
    pub fields: Fields,
    /// What the person should know: why the index was made anew, or is in memory.
    pub notes: Vec<String>,
}

/// Brings the index in `folder` up to date with the documents; without a folder, or where it cannot be used,
/// the index is made in memory.
///
/// # Errors
/// tantivy's message when not even an index in memory can be made.
pub fn up_to_date(
    folder: Option<&Path>,
    language: &str,
    documents: &[SearchDoc<'_>],
) -> Result<UpToDate, String> {
    let fields = Fields::new();
    let mut notes = vec![];
    let kept = folder.and_then(|folder| {
        let place = Place { folder, language, fields: &fields };
        place.bring(documents, &mut notes)
    });
    let searcher = match kept {
        Some(searcher) => searcher,
        None => in_memory(language, &fields, documents).map_err(|error| error.to_string())?,
    };
    Ok(UpToDate { searcher, fields, notes })
}

struct Place<'a> {
    folder: &'a Path,
    language: &'a str,
    fields: &'a Fields,
}

impl Place<'_> {
    fn bring(&self, documents: &[SearchDoc<'_>], notes: &mut Vec<String>) -> Option<Searcher> {
        let found = self.open().and_then(|index| self.update(&index, documents));
        let refusal = match found {
            Ok(searcher) => return Some(searcher),
            Err(refusal) => refusal,
        };
        let anew = match refusal {
            Refusal::Busy => {
                notes.push("the search index is in use by another hindsite; searching one in memory".into());
                return None;
            }
            Refusal::Missing => None,
            refusal => Some(format!("the search index is made anew: {}", refusal.why(self.folder))),
        };
        match self.create().and_then(|index| self.update(&index, documents)) {
            Ok(searcher) => {
                notes.extend(anew);
                Some(searcher)
            }
            Err(refusal) => {
                let why = refusal.why(self.folder);
                notes.push(format!("the search index cannot be kept, so it is in memory: {why}"));
                None
            }
        }
    }

    /// The index that is there, when every byte of it is what was written.
    fn open(&self) -> Result<Index, Refusal> {
        match fs::stamp(&self.folder.join("meta.json")) {
            Ok(Some(_)) => {}
            Ok(None) => return Err(Refusal::Missing),
            Err(error) => return Err(error.into()),
        }
        scratch::check_folder(self.folder)?;
        self.names_only_own_files()?;
        // tantivy trusts what it reads: a flipped bit can be a panic.
        guarded(|| {
            let mut index = Index::open(directory(self.folder)?)?;
            if index.schema() != self.fields.schema
                || index.load_metas()?.payload.as_deref() != Some(&signature(self.language))
            {
                return Err(Refusal::Unusable("it is of another version or language".into()));
            }
            let damaged: BTreeSet<PathBuf> = index.validate_checksum()?.into_iter().collect();
            if let Some(file) = damaged.first() {
                return Err(Refusal::Unusable(format!("`{}` is damaged", file.display())));
            }
            index.set_tokenizers(tokenizers());
            Ok(index)
        })
    }

    /// Checks the list of files that tantivy may delete: it deletes whatever the list names, wherever that is.
    fn names_only_own_files(&self) -> Result<(), Refusal> {
        let list = self.folder.join(MANAGED_FILES);
        if fs::stamp(&list)?.is_none() {
            return Ok(());
        }
        let is_plain = |name: &String| !name.contains(['/', '\\', ':', '\0']) && name != "." && name != "..";
        match serde_json::from_slice::<Vec<String>>(&fs::read(&list)?) {
            Ok(names) if names.iter().all(is_plain) => Ok(()),
            _ => Err(Refusal::Unusable(format!("`{MANAGED_FILES}` is damaged"))),
        }
    }

    /// An empty index in place of whatever is there.
    fn create(&self) -> Result<Index, Refusal> {
        scratch::clear(self.folder)?;
        scratch::make(self.folder)?;
        self.ignored_by_git();
        guarded(|| {
            let mut index =
                Index::create(directory(self.folder)?, self.fields.schema.clone(), Default::default())?;
            index.set_tokenizers(tokenizers());
            Ok(index)
        })
    }

    /// A cache that appears in a repository should not be offered for commit; that it cannot be said is no harm.
    fn ignored_by_git(&self) {
        if let Some(cache) = self.folder.parent() {
            let _ = fs::write_new(&cache.join(".gitignore"), b"*\n", fs::Flush::Later);
        }
    }

    fn update(&self, index: &Index, documents: &[SearchDoc<'_>]) -> Result<Searcher, Refusal> {
        guarded(|| Ok(update(index, self.language, self.fields, documents)?))
    }
}

fn directory(folder: &Path) -> Result<MmapDirectory, Refusal> {
    MmapDirectory::open(folder).map_err(|error| TantivyError::from(error).into())
}

/// A panic inside of tantivy is an index that cannot be used.
fn guarded<T>(work: impl FnOnce() -> Result<T, Refusal>) -> Result<T, Refusal> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(Refusal::Unusable("it cannot be read".into())))
}

fn in_memory(language: &str, fields: &Fields, documents: &[SearchDoc<'_>]) -> tantivy::Result<Searcher> {
    update(&empty(fields), language, fields, documents)
}

/// An index in memory without documents.
pub(super) fn empty(fields: &Fields) -> Index {
    let mut index = Index::create_in_ram(fields.schema.clone());
    index.set_tokenizers(tokenizers());
    index
}

/// Deletes what is gone, adds what is new; writes nothing when there is neither.
pub(super) fn update(
    index: &Index,
    language: &str,
    fields: &Fields,
    documents: &[SearchDoc<'_>],
) -> tantivy::Result<Searcher> {
    let reader: IndexReader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
    let there = keys(&reader.searcher())?;
    let wanted: BTreeSet<u64> = documents.iter().map(|document| document.key).collect();
    let missing: Vec<&SearchDoc<'_>> =
        documents.iter().filter(|document| !there.contains(&document.key)).collect();
    let gone: Vec<u64> = there.difference(&wanted).copied().collect();
    let is_new = index.load_metas()?.payload.is_none();
    if missing.is_empty() && gone.is_empty() && !is_new {
        return Ok(reader.searcher());
    }
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let threads = (missing.len() / DOCUMENTS_A_THREAD).clamp(1, cores.min(MAX_THREADS));
    let mut writer: IndexWriter = index.writer_with_num_threads(threads, threads * BYTES_A_THREAD)?;
    for key in gone {
        writer.delete_term(Term::from_field_u64(fields.key, key));
    }
    let analysers = Analysers::new(Stemmer::new(language));
    for documents in missing.chunks(DOCUMENTS_AT_A_TIME) {
        for document in analysers.analyse(documents) {
            writer.add_document(tantivy_document(fields, document))?;
        }
    }
    let mut commit = writer.prepare_commit()?;
    commit.set_payload(&signature(language));
    commit.commit()?;
    writer.wait_merging_threads()?;
    reader.reload()?;
    Ok(reader.searcher())
}

fn tantivy_document(fields: &Fields, document: Analysed) -> TantivyDocument {
    let mut out = TantivyDocument::default();
    out.add_u64(fields.key, document.key);
    for (field, texts) in fields.text.iter().zip(document.texts) {
        for text in texts {
            out.add_text(*field, text);
        }
    }
    out.add_text(fields.forms, document.forms);
    out
}

/// The keys of all documents that are not deleted.
fn keys(searcher: &Searcher) -> tantivy::Result<BTreeSet<u64>> {
    let mut keys = BTreeSet::new();
    for segment in searcher.segment_readers() {
        let column = segment.fast_fields().u64("key")?;
        keys.extend(segment.doc_ids_alive().filter_map(|doc| column.first(doc)));
    }
    Ok(keys)
}
