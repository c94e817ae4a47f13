//! All files below a folder of sources, in one fixed order, and what was passed over and why.
//!
//! It follows a symbolic link to a file inside the folder and no other: not out of the folder (a post-mortem
//! archive must not publish `/etc/passwd`), not to folders (their files are found where they are, so there
//! are no loops).
#![expect(clippy::disallowed_methods, reason = "part of crate::fs")]

use super::{Error, Kind, Result, Stamp, resolve, sys};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

/// What a walk found. Paths are relative to its root.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Walk {
    /// Regular files, and links to such inside the root; sorted.
    pub files: Vec<Found>,
    /// The folders it went into, the root (an empty path) first; sorted.
    pub folders: Vec<Found>,
    /// What was passed over; sorted.
    pub skipped: Vec<Skipped>,
}

/// A file or a folder as it was when the walk came by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Where, relative to the root.
    pub path: PathBuf,
    /// Of the file itself; for a link, of the file it leads to.
    pub stamp: Stamp,
}

/// Something a walk passed over.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// Where, relative to the root.
    pub path: PathBuf,
    /// Why: a phrase that completes "skipped: ".
    pub reason: String,
}

/// Finds every file below `root` for which `enter` is true of it and of each folder on the way (relative
/// paths). Only a root that cannot be listed is an error; a folder below it that cannot is skipped.
pub fn walk(root: &Path, enter: &dyn Fn(&Path) -> bool) -> Result<Walk> {
    let real = resolve(root)?;
    let mut found = Walk::default();
    let inside = |path: &Path| path.strip_prefix(root).map(Path::to_path_buf).unwrap_or_default();
    let entries = WalkDir::new(root).sort_by_file_name().into_iter();
    for entry in entries.filter_entry(|entry| entry.depth() == 0 || enter(&inside(entry.path()))) {
        let (path, stamp) = match entry.and_then(|entry| Ok((inside(entry.path()), stamp_of(&entry)?))) {
            Ok(seen) => seen,
            Err(error) => {
                found.skipped.extend(unreadable(root, error)?);
                continue;
            }
        };
        let outcome = match stamp.kind {
            Kind::Dir => {
                found.folders.push(Found { path, stamp });
                continue;
            }
            Kind::File => Ok(stamp),
            Kind::Symlink => follow(&root.join(&path), &real),
            Kind::Other => Err("neither a file nor a folder".to_owned()),
        };
        match outcome {
            Ok(stamp) => found.files.push(Found { path, stamp }),
            Err(reason) => found.skipped.push(Skipped { path, reason }),
        }
    }
    found.files.sort_by(|a, b| a.path.cmp(&b.path));
    found.folders.sort_by(|a, b| a.path.cmp(&b.path));
    found.skipped.sort();
    Ok(found)
}

/// The stamp of an entry; the root's own is that of the folder a link leads to.
fn stamp_of(entry: &DirEntry) -> walkdir::Result<Stamp> {
    if entry.depth() == 0
        && let Ok(meta) = fs::metadata(entry.path())
    {
        return Ok(sys::stamp(&meta));
    }
    entry.metadata().map(|meta| sys::stamp(&meta))
}

/// A folder that cannot be listed is passed over, unless it is the root. A name that vanishes meanwhile was
/// not there.
fn unreadable(root: &Path, error: walkdir::Error) -> Result<Option<Skipped>> {
    let path = error.path().unwrap_or(root).to_path_buf();
    let depth = error.depth();
    let source = error.into_io_error().unwrap_or_else(|| ErrorKind::Other.into());
    if depth > 0 && source.kind() == ErrorKind::NotFound {
        return Ok(None);
    }
    let error = Error { op: "list", path, source };
    if depth == 0 {
        return Err(error);
    }
    let path = error.path.strip_prefix(root).unwrap_or(&error.path).to_path_buf();
    Ok(Some(Skipped { path, reason: error.to_string() }))
}

fn follow(link: &Path, real_root: &Path) -> std::result::Result<Stamp, String> {
    let Ok(target) = fs::canonicalize(link) else {
        return Err("a symbolic link that leads nowhere".to_owned());
    };
    match fs::metadata(&target) {
        _ if !target.starts_with(real_root) => Err("a symbolic link that leads out of the folder".to_owned()),
        Ok(meta) if meta.is_dir() => Err("a symbolic link to a folder".to_owned()),
        Ok(meta) if meta.is_file() => Ok(sys::stamp(&meta)),
        _ => Err("a symbolic link to neither a file nor a folder".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn a_walk_stays_inside_and_says_what_it_skips() {
        let place = tempfile::tempdir().unwrap();
        let root = place.path().join("content");
        fs::create_dir_all(root.join("b/c")).unwrap();
        fs::write(place.path().join("secret"), "x").unwrap();
        for file in ["b/c/2.md", "b/1.md", "a.md", "skip.txt"] {
            fs::write(root.join(file), "x").unwrap();
        }
        symlink("../secret", root.join("out")).unwrap();
        symlink("a.md", root.join("in.md")).unwrap();
        symlink("loop", root.join("loop")).unwrap();
        symlink("..", root.join("b/up")).unwrap();
        rustix::fs::mknodat(rustix::fs::CWD, root.join("pipe"), rustix::fs::FileType::Fifo, 0o644.into(), 0)
            .unwrap();

        let found = walk(&root, &|path| path != Path::new("skip.txt")).unwrap();
        let files: Vec<_> = found.files.iter().map(|file| file.path.to_str().unwrap()).collect();
        assert_eq!(files, ["a.md", "b/1.md", "b/c/2.md", "in.md"]);
        let folders: Vec<_> = found.folders.iter().map(|dir| dir.path.to_str().unwrap()).collect();
        assert_eq!(folders, ["", "b", "b/c"]);
        let skipped: Vec<_> = found.skipped.iter().map(|s| s.path.to_str().unwrap()).collect();
        assert_eq!(skipped, ["b/up", "loop", "out", "pipe"]);
        assert_eq!(
            super::super::read(&root.join("pipe")).unwrap_err().source.to_string(),
            "not a regular file"
        );
    }
}
