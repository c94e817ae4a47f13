//! Whether the site on the disk was made from the very inputs at hand: then a build has nothing to parse or plan.
//!
//! A file in the cache folder names the digest of the inputs and that of the manifest they became, and what there
//! was to say about them. It is no proof of anything else: every published file is still looked at, and whatever
//! differs is a build as if it were not there.

use super::manifest;
use super::{Manifest, Output, Published, Way};
use crate::diagnostic::Diagnostic;
use crate::fs::{self, Flush};
use crate::knowledge::left_out::LeftOut;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::xxh3_64;

/// What a build said of its archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// How many incidents the site has.
    pub incidents: usize,
    /// The documents that the edition leaves out.
    pub left_out: Vec<LeftOut>,
    /// What is wrong, but not so wrong as to stop.
    pub diagnostics: Vec<Diagnostic>,
}

/// The file, and what it must say of the inputs.
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
        self.said().is_some_and(|said| said.starts_with(&self.opening()))
    }

    /// Remembers what they became. A cache that cannot be written costs time and nothing else.
    pub fn keep(&self, manifest: &Manifest, told: &Told) {
        let Ok(told) = serde_json::to_string(told) else { return };
        let said = self.line(xxh3_64(manifest.to_json().as_bytes()), &told) + &told;
        if self.said().as_deref() != Some(&said) {
            let _ = fs::remove_file(&self.file);
            let _ = fs::write_new(&self.file, said.as_bytes(), Flush::Later);
        }
    }

    /// What was said, if the inputs became the manifest with this digest. Every byte is as it was written.
    fn told(&self, manifest: u64) -> Option<Told> {
        let said = self.said()?;
        let (line, told) = said.split_at(said.find('\n')? + 1);
        if line != self.line(manifest, told) {
            return None;
        }
        serde_json::from_str(told).ok()
    }

    fn said(&self) -> Option<String> {
        fs::read_to_string(&self.file).ok()
    }

    fn opening(&self) -> String {
        format!("{:032x} ", self.made_from)
    }

    fn line(&self, manifest: u64, told: &str) -> String {
        format!("{}{manifest:016x} {:016x}\n", self.opening(), xxh3_64(told.as_bytes()))
    }
}

impl Output {
    /// What is published, if it is what these inputs become, to the last file; and what there is to say.
    ///
    /// # Errors
    /// If the manifest is there and cannot be read.
    pub fn recalled(&self, recall: &Recall) -> fs::Result<Option<(Published, Told)>> {
        let site = self.place.site();
        let Some(digest) = manifest::digest(site)? else { return Ok(None) };
        let Some(told) = recall.told(digest) else { return Ok(None) };
        let files = &self.manifest.files;
        let intact = files.par_iter().all(|(path, entry)| self.manifest.is_intact(site, path, entry));
        let published = || Published {
            written: vec![],
            unchanged: files.len(),
            deleted: vec![],
            manifest: self.manifest.clone(),
            way: Way::Unchanged,
        };
        Ok((intact && self.manifest.is_written_as(&self.manifest)).then(|| (published(), told)))
    }
}
