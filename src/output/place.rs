//! Where the work on an output folder is done: names of our own, hidden, on the same filesystem.
//!
//! In `.hindsite/` beside the folder, so that nothing of it is ever published; inside the folder only where
//! beside is elsewhere: a mount point, such as a container's volume, or a parent this process may not write
//! to. Everything depends on the output folder alone, so all who build into it meet here. All of it is gone
//! when a build ends, but for the cover of an output in the project's root, whose `.hindsite/` is the
//! project's cache. It is safe to delete while no build runs.

use crate::fs::{self, Result};
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::xxh3_128;

/// The names of the working files of one output folder.
#[derive(Debug, Clone)]
pub(super) struct Place {
    site: PathBuf,
    base: PathBuf,
    name: String,
    is_beside: bool,
    keeps_cover: bool,
}

impl Place {
    /// The place for an output folder, which need not exist; the folder above it must.
    pub fn of(site: &Path, keeps_cover: bool) -> Result<Place> {
        let above = parent(site);
        let beside = above.join(".hindsite");
        let work = if fs::stamp(&beside)?.is_some() { &beside } else { above };
        let exists = fs::stamp(site)?.is_some();
        let is_beside =
            !exists || (fs::is_writable(work) && fs::is_writable(above) && fs::is_same_mount(work, site)?);
        Ok(Place {
            site: site.to_path_buf(),
            base: if is_beside { beside } else { site.join(".hindsite") },
            name: site.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            is_beside,
            keeps_cover: keeps_cover && is_beside,
        })
    }

    /// The output folder.
    pub fn site(&self) -> &Path {
        &self.site
    }

    /// The folder that all of the following is in.
    pub fn base(&self) -> &Path {
        &self.base
    }

    /// Whether that is beside the output folder, so that the cover can change places with it.
    pub fn is_beside(&self) -> bool {
        self.is_beside
    }

    /// Whether the cover stays for the next build.
    pub fn keeps_cover(&self) -> bool {
        self.keeps_cover
    }

    /// The lock file.
    pub fn lock(&self) -> PathBuf {
        self.base.join(format!("{}.lock", self.name))
    }

    /// The folder of this build.
    pub fn stage(&self) -> PathBuf {
        self.base.join(format!("{}.stage", self.name))
    }

    /// The cover: a folder like the output folder.
    pub fn cover(&self) -> PathBuf {
        self.stage().join("cover")
    }

    /// What is being done, for whoever has to finish it.
    pub fn journal(&self) -> PathBuf {
        self.stage().join("journal")
    }

    /// The folder of the new files.
    pub fn news(&self) -> PathBuf {
        self.stage().join("new")
    }

    /// Where the new file for this path waits. They are all in one folder: making thousands of folders
    /// only to remove them costs more than the files.
    pub fn new_file(&self, path: &str) -> PathBuf {
        self.news().join(format!("{:032x}", xxh3_128(path.as_bytes())))
    }
}

/// The folder a path is in, in a form that can be opened.
pub(super) fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}
