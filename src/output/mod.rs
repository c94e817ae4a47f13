//! The last stage: from pages to a published folder, all or nothing.
//!
//! ```text
//! guard::check ─▶ Target ─▶ Output::open ─▶ Draft::keep or Draft::put … ─▶ Draft::commit ─▶ Published
//!  is this a      proof     lock, finish    one page, any thread:          old site, then
//!  place to write           a killed run,   is it there already?           new site
//!  to?                      read manifest   if not, take it
//! ```
//!
//! Each step needs the value the one before it gives, so none can be left out. What a page is or how it is
//! rendered is no concern here.

mod commit;
mod cover;
pub mod diff;
mod error;
pub mod guard;
mod journal;
mod leftovers;
mod lock;
pub mod manifest;
mod place;
pub mod publish;
mod recall;

pub use commit::Way;
pub use diff::Planned;
pub use error::Error;
pub use guard::{Project, Target};
pub use leftovers::{Leftover, leftovers};
pub use manifest::Manifest;
pub use publish::Draft;
pub use recall::{Recall, Told};

use crate::{fs, scratch};
use lock::Lock;
use place::Place;
use std::path::PathBuf;
use std::time::Duration;

/// One file of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artifact {
    /// Its path below the output folder, `/` between names.
    pub path: String,
    /// Digest of everything it is made from.
    pub fingerprint: u128,
    /// Its bytes.
    pub content: Content,
}

/// Where a file's bytes come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// From here.
    Bytes(Vec<u8>),
    /// From this file, read when it is put; its bytes must still have this digest (`xxh3_128`).
    CopyOf(PathBuf, u128),
}

/// What to do with files in the output folder that the manifest does not list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreign {
    /// Leave them; one that is in the way is an error.
    Respect,
    /// Overwrite those in the way (`--force`), leave all others.
    Overwrite,
}

/// What publishing did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// New or changed files, sorted.
    pub written: Vec<String>,
    /// How many files stay as they were.
    pub unchanged: usize,
    /// Deleted files, sorted.
    pub deleted: Vec<String>,
    /// What is published now.
    pub manifest: Manifest,
    /// How the new site came to stand where the old one was.
    pub way: Way,
}

/// An output folder that nobody else writes to until this is dropped.
#[derive(Debug)]
pub struct Output {
    place: Place,
    manifest: Manifest,
    _lock: Lock,
}

impl Output {
    /// Locks the folder, waiting at most for `patience`; finishes what a killed run left; reads the manifest.
    /// To tell a person that the build waits, try with no patience first.
    ///
    /// # Errors
    /// [`Error::Busy`] if another run holds it; the disk's errors.
    pub fn open(target: &Target, patience: Duration) -> Result<Output, Error> {
        let site = target.dir();
        fs::create_dir_all(place::parent(site))?;
        let lock = Lock::acquire(&Place::of(site, target.cache())?, patience)?;
        // Whoever held the lock may have made the folder.
        let place = Place::of(site, target.cache())?;
        scratch::check_own(place.stage())?;
        commit::recover(&place)?;
        Ok(Output { manifest: Manifest::load(site)?, place, _lock: lock })
    }

    /// What is published now.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Begins a new site.
    pub fn draft(&self, foreign: Foreign) -> Draft<'_> {
        Draft::new(self, foreign)
    }
}
