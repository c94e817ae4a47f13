//! Where the work on an output folder is done, always on the output's own filesystem.
//!
//! The lock is beside the output folder (`.public.hindsite-lock`): all who build into it meet there. The stage
//! is in the project's cache (`.hindsite/stage/`), where the cover stays for the next build; or, if the cache
//! is on another filesystem or read-only, beside the output folder until the build ends. Only where beside
//! is elsewhere too are both inside the output folder, hidden, until the build ends: a mount point, such
//! as a container's volume, or a parent this process may not write to.

use crate::fs::{self, Result};
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

/// The names of the working files of one output folder.
#[derive(Debug, Clone)]
pub(super) struct Place {
    site: PathBuf,
    lock: PathBuf,
    stage: PathBuf,
    is_first: bool,
    can_exchange: bool,
    keeps_cover: bool,
}

impl Place {
    /// The place for an output folder, which need not exist; the folder above it must.
    pub fn of(site: &Path, cache: Option<&Path>) -> Result<Place> {
        let above = parent(site);
        let is_first = fs::stamp(site)?.is_none();
        let can_exchange = is_first || (fs::is_writable(above) && fs::is_same_mount(above, site)?);
        let cache = cache.filter(|cache| can_exchange && may_stage_in(cache, above));
        let name = site.file_name().unwrap_or_default().to_string_lossy();
        let name = |what: &str| {
            if can_exchange {
                above.join(format!(".{name}.hindsite-{what}"))
            } else {
                site.join(format!(".hindsite-{what}"))
            }
        };
        let stage = match cache {
            Some(cache) => cache
                .join(format!("stage/{:016x}", xxh3_64(fs::resolve(site)?.as_os_str().as_encoded_bytes()))),
            None => name("stage"),
        };
        let keeps_cover = cache.is_some();
        Ok(Place { site: site.to_path_buf(), lock: name("lock"), stage, is_first, can_exchange, keeps_cover })
    }

    /// The output folder.
    pub fn site(&self) -> &Path {
        &self.site
    }

    /// Whether there was no output folder.
    pub fn is_first(&self) -> bool {
        self.is_first
    }

    /// Whether the cover can change places with the output folder, as far as can be known before trying.
    pub fn can_exchange(&self) -> bool {
        self.can_exchange
    }

    /// Whether the cover stays for the next build.
    pub fn keeps_cover(&self) -> bool {
        self.keeps_cover
    }

    /// The lock file.
    pub fn lock(&self) -> &Path {
        &self.lock
    }

    /// The folder that all of the following is in.
    pub fn stage(&self) -> &Path {
        &self.stage
    }

    /// The cover: a folder like the output folder.
    pub fn cover(&self) -> PathBuf {
        self.stage.join("cover")
    }

    /// What is being done, for whoever has to finish it.
    pub fn journal(&self) -> PathBuf {
        self.stage.join("journal")
    }

    /// The folder of the new files.
    pub fn news(&self) -> PathBuf {
        if self.is_first { self.cover() } else { self.stage.join("new") }
    }

    /// Where the new file for this path waits. If there is no site yet, in the folder that will be it; else all
    /// are in one folder: making thousands of folders only to remove them costs more than the files.
    pub fn new_file(&self, path: &str) -> PathBuf {
        match self.is_first {
            true => self.news().join(path),
            false => self.news().join(format!("{:032x}", xxh3_128(path.as_bytes()))),
        }
    }
}

fn may_stage_in(cache: &Path, above: &Path) -> bool {
    fs::create_dir_all(cache).is_ok()
        && fs::is_writable(cache)
        && fs::is_same_mount(cache, above).unwrap_or(false)
}

/// The folder a path is in, in a form that can be opened.
pub(super) fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}
