//! All files below a folder of sources, in one fixed order, and what was passed over and why.
//!
//! It follows a symbolic link to a file inside the folder and no other: not out of the folder (a post-mortem
//! archive must not publish `/etc/passwd`), not to folders (their files are found where they are, so there
//! are no loops).
#![expect(clippy::disallowed_methods, reason = "part of crate::fs")]

use super::{Error, Kind, Result, Stamp, list, resolve, stamp, sys, target};
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
    /// Why.
    pub reason: Reason,
}

/// Why something was passed over.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// It is nothing that a walk takes: a phrase that completes "left out: ".
    Kind(&'static str),
    /// The system refused to show it: its answer, and what to do about it.
    Refused(String, Option<&'static str>),
}

impl From<Error> for Reason {
    fn from(error: Error) -> Reason {
        Reason::Refused(error.to_string(), error.remedy())
    }
}

/// Finds every file below `root` for which `enter` is true of it and of each folder on the way (relative
/// paths). Only a root that cannot be listed is an error; a folder below it that cannot is skipped.
pub fn walk(root: &Path, enter: &dyn Fn(&Path) -> bool) -> Result<Walk> {
    let real = resolve(root)?;
    let mut names = Names { root, enter, inside: vec![], skipped: vec![] };
    names.list(PathBuf::new())?;
    let mut found = Walk { skipped: names.skipped, ..Walk::default() };
    // Most of a walk is waiting for the system to look at one name after the other.
    let looked: Vec<_> =
        names.inside.into_par_iter().with_min_len(64).map(|inside| look(root, &real, inside)).collect();
    for seen in looked {
        match seen? {
            Seen::Nothing => {}
            Seen::File(file) => found.files.push(file),
            Seen::Folder(folder) => found.folders.push(folder),
            Seen::Skipped(skipped) => found.skipped.push(skipped),
        }
    }
    found.skipped.sort();
    Ok(found)
}

/// Every name below a root, in order: what is in a folder follows it.
struct Names<'w> {
    root: &'w Path,
    enter: &'w dyn Fn(&Path) -> bool,
    inside: Vec<PathBuf>,
    skipped: Vec<Skipped>,
}

impl Names<'_> {
    fn list(&mut self, folder: PathBuf) -> Result<()> {
        let dir =
            if folder.as_os_str().is_empty() { self.root.to_path_buf() } else { self.root.join(&folder) };
        let is_root = folder.as_os_str().is_empty();
        let names = match list(&dir) {
            Ok(names) => names,
            // A name that vanishes meanwhile was not there.
            Err(error) if !is_root && error.source.kind() == ErrorKind::NotFound => return Ok(()),
            Err(error) if !is_root => {
                self.skipped.push(Skipped { path: folder, reason: error.into() });
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        self.inside.push(folder.clone());
        for (name, kind) in names {
            let inside = folder.join(name);
            if !(self.enter)(&inside) {
                continue;
            }
            match kind {
                Kind::Dir => self.list(inside)?,
                _ => self.inside.push(inside),
            }
        }
        Ok(())
    }
}

/// What a name stands for.
enum Seen {
    Nothing,
    File(Found),
    Folder(Found),
    Skipped(Skipped),
}

fn look(root: &Path, real: &Path, inside: PathBuf) -> Result<Seen> {
    let is_root = inside.as_os_str().is_empty();
    let path = if is_root { root.to_path_buf() } else { root.join(&inside) };
    // The root may be a link; its stamp is that of the folder it leads to.
    let stamp = if is_root { target(&path) } else { stamp(&path) };
    let outcome = match stamp {
        Ok(None) => return Ok(Seen::Nothing),
        Ok(Some(stamp)) => match stamp.kind {
            Kind::Dir => return Ok(Seen::Folder(Found { path: inside, stamp })),
            Kind::File => Ok(stamp),
            Kind::Symlink => follow(&path, real),
            Kind::Other => Err(Reason::Kind("neither a file nor a folder")),
        },
        Err(error) if is_root => return Err(error),
        Err(error) => Err(error.into()),
    };
    Ok(match outcome {
        Ok(stamp) => Seen::File(Found { path: inside, stamp }),
        Err(reason) => Seen::Skipped(Skipped { path: inside, reason }),
    })
}

fn follow(link: &Path, real_root: &Path) -> std::result::Result<Stamp, Reason> {
    let Ok(target) = fs::canonicalize(link) else {
        return Err(Reason::Kind("a symbolic link that leads nowhere"));
    };
    match fs::metadata(&target) {
        _ if !target.starts_with(real_root) => {
            Err(Reason::Kind("a symbolic link that leads out of the folder"))
        }
        Ok(meta) if meta.is_dir() => Err(Reason::Kind("a symbolic link to a folder")),
        Ok(meta) if meta.is_file() => Ok(sys::stamp(&meta)),
        _ => Err(Reason::Kind("a symbolic link to neither a file nor a folder")),
    }
}

#[cfg(all(test, target_os = "linux"))]
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
