//! Folders that hindsite makes for itself: the cache, the search index in it, and where a new site is put together.
//!
//! `.hindsite` can be committed, so what is in it may come from a stranger. A symbolic link (or a junction) in it would
//! lead writes and deletions elsewhere: a folder with one is not used. A folder is cleared only if it is empty or has the
//! mark that [`make`] puts into it.

use crate::fs::{self, Error, Flush, Kind, Result};
use std::io::{self, ErrorKind};
use std::path::Path;

/// The name of the file that marks a folder as one that hindsite made.
pub const MARK: &str = ".made-by-hindsite";

const MARK_TEXT: &[u8] = b"hindsite made this folder and deletes what is in it.\n";

/// Checks that a cache folder may be used: it is absent, or a real folder without links in the places that are used.
///
/// # Errors
/// What is in the way, or the disk's errors.
pub fn check_cache(cache: &Path) -> Result<()> {
    if !check_folder(cache)? {
        return Ok(());
    }
    check_folder(&cache.join("search"))?;
    let stages = cache.join("stage");
    if check_folder(&stages)? {
        let names = fs::list(&stages)?.into_iter();
        names
            .filter(|(_, kind)| *kind == Kind::Dir)
            .try_for_each(|(name, _)| check_own(&stages.join(name)))?;
    }
    Ok(())
}

/// Checks that a folder is absent, or a real one without links directly in it. Returns whether it is there.
///
/// # Errors
/// What is in the way, or the disk's errors.
pub fn check_folder(dir: &Path) -> Result<bool> {
    match fs::stamp(dir)?.map(|stamp| stamp.kind) {
        None => return Ok(false),
        Some(Kind::Dir) => {}
        Some(Kind::Symlink) => return Err(refused(dir, "it is a symbolic link")),
        Some(_) => return Err(refused(dir, "it is not a folder")),
    }
    match fs::list(dir)?.into_iter().find(|(_, kind)| *kind == Kind::Symlink) {
        Some((name, _)) => Err(refused(&dir.join(name), "it is a symbolic link")),
        None => Ok(true),
    }
}

/// Checks that a folder is absent, empty or marked, and without links directly in it.
///
/// # Errors
/// What is in the way, or the disk's errors.
pub fn check_own(dir: &Path) -> Result<()> {
    match !check_folder(dir)? || is_marked(dir)? || fs::list(dir)?.is_empty() {
        true => Ok(()),
        false => Err(refused(dir, "it holds files that hindsite did not write")),
    }
}

/// Makes a folder with the mark, and those above it.
///
/// # Errors
/// The disk's.
pub fn make(dir: &Path) -> Result<()> {
    fs::create_dir_all(dir)?;
    if is_marked(dir)? {
        return Ok(());
    }
    match fs::write_new(&dir.join(MARK), MARK_TEXT, Flush::Later) {
        Err(error) if error.source.kind() == ErrorKind::AlreadyExists => Ok(()),
        done => done,
    }
}

/// Removes a folder with all that is in it, if it is marked or empty; one that is absent is no error.
///
/// # Errors
/// If the folder is not hindsite's; the disk's errors.
pub fn clear(dir: &Path) -> Result<()> {
    check_own(dir)?;
    fs::remove_scratch(dir)
}

fn is_marked(dir: &Path) -> Result<bool> {
    Ok(fs::stamp(&dir.join(MARK))?.is_some_and(|stamp| stamp.kind == Kind::File))
}

fn refused(path: &Path, why: &str) -> Error {
    let source = io::Error::new(ErrorKind::AlreadyExists, why.to_owned());
    Error { op: "use", path: path.to_path_buf(), source }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests set their stage")]
mod tests {
    use super::*;
    use std::fs as disk;

    #[test]
    fn only_an_empty_or_marked_folder_is_cleared() {
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| dir.path().join(name);
        for name in ["ours/deep", "empty", "theirs/deep", "other-mark"] {
            disk::create_dir_all(path(name)).unwrap();
        }
        make(&path("ours")).unwrap();
        disk::write(path("ours/deep/x"), "x").unwrap();
        disk::write(path("file"), "x").unwrap();
        disk::write(path("other-mark/CACHEDIR.TAG"), "x").unwrap();
        disk::create_dir_all(path("mark-is-a-folder").join(MARK)).unwrap();
        for name in ["ours", "empty", "absent"] {
            clear(&path(name)).unwrap();
            assert!(!path(name).exists(), "{name}");
        }
        for name in ["theirs", "file", "other-mark", "mark-is-a-folder"] {
            let error = clear(&path(name)).unwrap_err();
            assert!(error.to_string().starts_with("cannot use `") && error.remedy().is_some(), "{error}");
            assert!(path(name).exists(), "{name}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_anywhere_in_a_cache_keeps_it_from_use() {
        use std::os::unix::fs::symlink;
        for link in
            ["", "search", "search/meta.json", "built", "stage", "stage/ab", "stage/ab/cover", "other"]
        {
            for to in ["../elsewhere", "/nowhere", "."] {
                let dir = tempfile::tempdir().unwrap();
                let cache = dir.path().join("kb/.hindsite");
                let at = if link.is_empty() { cache.clone() } else { cache.join(link) };
                disk::create_dir_all(at.parent().unwrap()).unwrap();
                if link == "stage/ab/cover" {
                    make(at.parent().unwrap()).unwrap();
                }
                symlink(to, &at).unwrap();
                let error = check_cache(&cache).unwrap_err();
                assert_eq!(error.path, at, "{link} {to}: {error}");
            }
        }
        let dir = tempfile::tempdir().unwrap();
        check_cache(&dir.path().join("absent")).unwrap();
        make(&dir.path().join("kb/stage/ab")).unwrap();
        disk::create_dir_all(dir.path().join("kb/search")).unwrap();
        check_cache(&dir.path().join("kb")).unwrap();
    }
}
