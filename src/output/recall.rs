//! Whether the site on the disk was made from the very inputs at hand: then a build has nothing to plan.
//!
//! One line in the cache folder names the digest of the inputs and that of the manifest they became. It is no
//! proof of anything else: every file is still looked at, and whatever differs is a build as if it were not there.

use super::manifest;
use super::{Manifest, Output, Published, Way};
use crate::fs::{self, Flush};
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::xxh3_64;

/// The line, and what it must say of the inputs.
pub struct Recall {
    file: PathBuf,
    made_from: u128,
}

impl Recall {
    /// What is remembered in `cache` of inputs with this digest.
    pub fn of(cache: &Path, made_from: u128) -> Recall {
        Recall { file: cache.join("built"), made_from }
    }

    /// Whether the last build was made from them.
    pub fn knows(&self) -> bool {
        self.said().is_some_and(|line| line.starts_with(&self.opening()))
    }

    /// Remembers what they became. A cache that cannot be written costs time and nothing else.
    pub fn keep(&self, manifest: &Manifest) {
        let line = self.line(xxh3_64(manifest.to_json().as_bytes()));
        if self.said().as_deref() != Some(&line) {
            let _ = fs::remove_file(&self.file);
            let _ = fs::write_new(&self.file, line.as_bytes(), Flush::Later);
        }
    }

    fn said(&self) -> Option<String> {
        fs::read_to_string(&self.file).ok()
    }

    fn opening(&self) -> String {
        format!("{:032x} ", self.made_from)
    }

    fn line(&self, manifest: u64) -> String {
        format!("{}{manifest:016x}\n", self.opening())
    }
}

impl Output {
    /// What is published, if it is what these inputs become, to the last file.
    ///
    /// # Errors
    /// If the manifest is there and cannot be read.
    pub fn recalled(&self, recall: &Recall) -> fs::Result<Option<Published>> {
        let site = self.place.site();
        let Some(digest) = manifest::digest(site)? else { return Ok(None) };
        if recall.said() != Some(recall.line(digest)) {
            return Ok(None);
        }
        let files = &self.manifest.files;
        let intact = files.par_iter().all(|(path, entry)| self.manifest.is_intact(site, path, entry));
        Ok((intact && self.manifest.is_written_as(&self.manifest)).then(|| Published {
            written: vec![],
            unchanged: files.len(),
            deleted: vec![],
            manifest: self.manifest.clone(),
            way: Way::Unchanged,
        }))
    }
}
