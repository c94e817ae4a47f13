//! All files below a folder of sources, in one fixed order, and what was passed over and why.
//!
//! It follows a symbolic link to a file inside the folder and no other: not out of the folder (a post-mortem
//! archive must not publish `/etc/passwd`), not to folders (their files are found where they are, so there
//! are no loops).
#![expect(clippy::disallowed_methods, reason = "part of crate::fs")]

use super::{Kind, Result, Stamp, attempt, resolve, sys};
use rayon::prelude::*;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

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
    let stamp = attempt("look at", root, || fs::metadata(root).map(|meta| sys::stamp(&meta)))?;
    let mut found = Walk::default();
    visit(root, &real, Found { path: PathBuf::new(), stamp }, enter, &mut found)?;
    found.files.sort_by(|a, b| a.path.cmp(&b.path));
    found.folders.sort_by(|a, b| a.path.cmp(&b.path));
    found.skipped.sort();
    Ok(found)
}

fn visit(
    root: &Path,
    real: &Path,
    dir: Found,
    enter: &dyn Fn(&Path) -> bool,
    found: &mut Walk,
) -> Result<()> {
    let names = stamps(&root.join(&dir.path), &dir.path, enter)?;
    found.folders.push(dir);
    for Found { path, stamp } in names {
        let outcome = match stamp.kind {
            Kind::File => Ok(stamp),
            Kind::Other => Err("neither a file nor a folder".to_owned()),
            Kind::Symlink => follow(&root.join(&path), real),
            Kind::Dir => match visit(root, real, Found { path: path.clone(), stamp }, enter, found) {
                Ok(()) => continue,
                Err(error) => Err(error.to_string()),
            },
        };
        match outcome {
            Ok(stamp) => found.files.push(Found { path, stamp }),
            Err(reason) => found.skipped.push(Skipped { path, reason }),
        }
    }
    Ok(())
}

/// What is in a folder, sorted. A name that vanishes meanwhile was not there.
fn stamps(dir: &Path, inside: &Path, enter: &dyn Fn(&Path) -> bool) -> Result<Vec<Found>> {
    let mut names = attempt("list", dir, || fs::read_dir(dir)?.collect::<std::io::Result<Vec<_>>>())?;
    names.sort_by_cached_key(fs::DirEntry::file_name);
    let entered = names.into_iter().filter_map(|entry| {
        let path = inside.join(entry.file_name());
        enter(&path).then_some((path, entry))
    });
    let entered: Vec<(PathBuf, fs::DirEntry)> = entered.collect();
    let look = |(path, entry): (PathBuf, fs::DirEntry)| match attempt("look at", &path, || entry.metadata()) {
        Ok(meta) => Ok(Some(Found { path, stamp: sys::stamp(&meta) })),
        Err(error) if error.source.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    };
    let found: Result<Vec<Option<Found>>> = entered.into_par_iter().with_min_len(512).map(look).collect();
    Ok(found?.into_iter().flatten().collect())
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
