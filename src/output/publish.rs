//! A new site in the making: says of each page whether it is there already, takes those that are not as they are
//! rendered, from any thread, then publishes all or none.
//!
//! A page is on the disk (in the stage) as soon as it is put, so a site never has to fit into memory. A page
//! rendered to the bytes that are published already is not written. Nothing the manifest does not list is
//! changed: a foreign file in the way of a page is an error that names it, found before anything is touched;
//! one with the very bytes of the page is taken over. What the manifest lists is replaced and deleted even
//! if somebody edited it: a page that was withdrawn must not stay because of a stray edit.

use super::commit::{Way, clear_up, commit};
use super::journal::Change;
use super::manifest::{self, Entry, Manifest, is_publishable};
use super::{Artifact, Content, Error, Foreign, Output, Planned, Published, diff};
use crate::fs::{self, Flush, Flusher, Kind, Occupant};
use crate::scratch;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

/// Up to so many files, a flush each is quicker than one of the whole filesystem, and never waits for what
/// other programs wrote; beyond, one for all is.
const FLUSH_EACH: usize = 64;

/// After so many bytes written, the disk is set to work on them while pages are still being made.
const FLUSH_AHEAD: u64 = 8 << 20;

/// A site that is being made; dropped without [`Draft::commit`], it leaves no trace.
#[derive(Debug)]
pub struct Draft<'o> {
    output: &'o Output,
    foreign: Foreign,
    made: Mutex<Made>,
    is_committed: bool,
}

#[derive(Debug, Default)]
struct Made {
    written: BTreeMap<String, Entry>,
    /// Not made, or made to the bytes that are there.
    kept: BTreeMap<String, Entry>,
    in_the_way: BTreeSet<PathBuf>,
    has_stage: bool,
    /// Bytes written since the disk was last set to work, and what sets it.
    unflushed: u64,
    flusher: Option<Flusher>,
}

impl Made {
    /// Where the system has no thread to give, the last flush does it all.
    fn flush_ahead(&mut self, news: &Path) {
        if self.flusher.is_none() {
            self.flusher = Flusher::new(news.to_path_buf()).ok();
        }
        self.flusher.iter().for_each(Flusher::ask);
    }
}

enum Verdict {
    Write,
    Unchanged,
    InTheWay(PathBuf),
}

impl<'o> Draft<'o> {
    pub(super) fn new(output: &'o Output, foreign: Foreign) -> Draft<'o> {
        Draft { output, foreign, made: Mutex::default(), is_committed: false }
    }

    /// Whether the page is published already, made from the same; then it stays. To be asked once for each page of
    /// the plan, in any order; one that does not stay is to be [`Draft::put`].
    pub fn keep(&self, page: &Planned<'_>) -> bool {
        let Output { manifest, place, .. } = self.output;
        let intact = |path: &str, entry: &Entry| manifest.is_intact(place.site(), path, entry);
        let Some(entry) = diff::kept(page, manifest, intact) else { return false };
        self.made().kept.insert(page.path.to_owned(), entry.clone());
        true
    }

    fn made(&self) -> MutexGuard<'_, Made> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes the stage for the first file that goes into it: a build that changes nothing leaves none.
    fn make_stage(&self) -> Result<(), Error> {
        let mut made = self.made();
        if !made.has_stage {
            scratch::make(self.output.place.stage())?;
            made.has_stage = true;
        }
        Ok(())
    }

    /// Takes one page.
    ///
    /// # Errors
    /// A path that may not be published, a source that cannot be read, a stage that cannot be written.
    pub fn put(&self, artifact: Artifact) -> Result<(), Error> {
        let Artifact { path, fingerprint, content } = artifact;
        if !is_publishable(&path) {
            return Err(Error::Path { path });
        }
        let bytes = match content {
            Content::Bytes(bytes) => bytes,
            Content::CopyOf(source, digest) => copied(source, digest)?,
        };
        let entry = Entry::of(fingerprint, &bytes);
        let verdict = self.verdict(&path, &entry, &bytes)?;
        if let Verdict::Write = verdict {
            self.make_stage()?;
            fs::write_new(&self.output.place.new_file(&path), &bytes, Flush::Later)?;
        }
        let mut made = self.made();
        match verdict {
            Verdict::Write => {
                made.unflushed += entry.size;
                made.written.insert(path, entry);
                if made.unflushed >= FLUSH_AHEAD {
                    made.unflushed = 0;
                    made.flush_ahead(&self.output.place.news());
                }
            }
            Verdict::Unchanged => drop(made.kept.insert(path, entry)),
            Verdict::InTheWay(by) => drop(made.in_the_way.insert(by)),
        }
        Ok(())
    }

    /// Publishes what was put and what stays; deletes what the manifest lists and the new site has not.
    ///
    /// # Errors
    /// [`Error::InTheWay`] if foreign files are. On any error the output folder has the old site whole or the
    /// new site whole (in place: or the next run completes the new one).
    pub fn commit(mut self) -> Result<Published, Error> {
        let mut made = std::mem::take(&mut self.made).into_inner().unwrap_or_else(PoisonError::into_inner);
        made.flusher.take().map_or(Ok(()), Flusher::finish)?;
        if !made.in_the_way.is_empty() {
            return Err(Error::InTheWay { paths: made.in_the_way.into_iter().collect() });
        }
        let kept = made.kept;
        let files = kept.iter().chain(&made.written).map(|(path, entry)| (path.clone(), entry.clone()));
        let manifest = Manifest::new(files.collect());
        let written: Vec<String> = made.written.into_keys().collect();
        let deleted = self.gone(&manifest)?;
        let way = if written.is_empty() && deleted.is_empty() && self.output.manifest.is_written_as(&manifest)
        {
            Way::Unchanged
        } else {
            let json = manifest.to_json();
            self.stage_manifest(&json, &written)?;
            // From here on a failure may leave what the next run needs to finish it.
            self.is_committed = true;
            let place = &self.output.place;
            let manifests = [manifest::digest(place.site())?, Some(xxh3_64(json.as_bytes()))];
            let change = Change { cover: None, manifests, write: written.clone(), delete: deleted.clone() };
            commit(place, change, &kept.keys().map(Path::new).collect())?
        };
        Ok(Published { written, unchanged: kept.len(), deleted, manifest, way })
    }

    /// Flushes everything, and writes the manifest last of all.
    fn stage_manifest(&self, json: &str, written: &[String]) -> Result<(), Error> {
        let place = &self.output.place;
        let manifest = place.new_file(manifest::NAME);
        self.make_stage()?;
        if written.len() > FLUSH_EACH {
            fs::write_new(&manifest, json.as_bytes(), Flush::Later)?;
            return Ok(fs::flush_all(&place.news())?);
        }
        written.iter().try_for_each(|path| fs::flush(&place.new_file(path)))?;
        Ok(fs::write_new(&manifest, json.as_bytes(), Flush::Now)?)
    }

    /// The files to delete: listed, not in the new site, and still what we wrote: a regular file.
    fn gone(&self, new: &Manifest) -> Result<Vec<String>, Error> {
        let mut gone = Vec::new();
        for path in self.output.manifest.files.keys().filter(|path| !new.files.contains_key(*path)) {
            if let Occupant::At(stamp) = fs::occupant(self.output.place.site(), Path::new(path))?
                && stamp.kind == Kind::File
            {
                gone.push(path.clone());
            }
        }
        Ok(gone)
    }

    fn verdict(&self, path: &str, entry: &Entry, bytes: &[u8]) -> Result<Verdict, Error> {
        let Output { manifest, place, .. } = self.output;
        let (site, file) = (place.site(), place.site().join(path));
        let old = manifest.files.get(path);
        Ok(match fs::occupant(site, Path::new(path))? {
            Occupant::Vacant => Verdict::Write,
            Occupant::At(stamp) if stamp.kind == Kind::File => match old {
                Some(old) if entry.has_bytes_of(old) && manifest.is_intact(site, path, old) => {
                    Verdict::Unchanged
                }
                None if stamp.mode == 0o644 && stamp.size == entry.size && fs::read(&file)? == bytes => {
                    Verdict::Unchanged
                }
                None if self.foreign == Foreign::Respect => Verdict::InTheWay(file),
                _ => Verdict::Write,
            },
            Occupant::At(stamp) if stamp.kind == Kind::Dir && self.is_all_ours(Path::new(path))? => {
                Verdict::Write
            }
            Occupant::At(stamp) if stamp.kind != Kind::Dir && self.foreign == Foreign::Overwrite => {
                Verdict::Write
            }
            Occupant::At(_) => Verdict::InTheWay(file),
            Occupant::Blocked(by) if self.is_our_file(&by)? => Verdict::Write,
            Occupant::Blocked(by) => Verdict::InTheWay(by),
        })
    }

    /// Whether everything in a folder will be deleted with pages that are gone.
    fn is_all_ours(&self, folder: &Path) -> Result<bool, Error> {
        let names = fs::list(&self.output.place.site().join(folder))?;
        for (name, kind) in &names {
            let path = folder.join(name);
            let is_ours = match kind {
                Kind::Dir => self.is_all_ours(&path)?,
                Kind::File => self.is_listed(&path),
                Kind::Symlink | Kind::Other => false,
            };
            if !is_ours {
                return Ok(false);
            }
        }
        Ok(!names.is_empty())
    }

    /// Whether this is a page of ours where the new site has a folder.
    fn is_our_file(&self, path: &Path) -> Result<bool, Error> {
        let is_listed = path.strip_prefix(self.output.place.site()).is_ok_and(|path| self.is_listed(path));
        Ok(is_listed && fs::stamp(path)?.is_some_and(|stamp| stamp.kind == Kind::File))
    }

    fn is_listed(&self, path: &Path) -> bool {
        path.to_str().is_some_and(|path| self.output.manifest.files.contains_key(path))
    }
}

/// The bytes that the fingerprint speaks of. Others, from a file that somebody changed meanwhile, would stay published
/// for as long as the file is again what it was.
fn copied(source: PathBuf, digest: u128) -> Result<Vec<u8>, Error> {
    let bytes = fs::read(&source)?;
    match xxh3_128(&bytes) == digest {
        true => Ok(bytes),
        false => Err(Error::Changed { file: source }),
    }
}

impl Drop for Draft<'_> {
    fn drop(&mut self) {
        if !self.is_committed {
            // What stays behind, the next run clears up before anything else.
            let _ = clear_up(&self.output.place);
        }
    }
}
