//! The cover: a second folder with all that the new site has, made of hard links, so that the whole site can
//! be put in place in one step. Foreign files are in it too.
//!
//! It starts from whatever is there: the cover of the last build, half a cover that a killed run left, or
//! nothing. Two names that are not one file are made one, so a cover is never trusted, only completed. It may
//! be impossible: no hard links here, files of another owner, a folder mounted inside, or a hidden foreign
//! folder (`.git/`), whose owner may be writing to it under names that hindsite must not double.

use super::journal::Change;
use super::manifest::{self, Manifest};
use super::place::{Place, parent};
use crate::fs::{self, Error, Kind, Occupant, Result};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// Completes the cover; says whether that is possible. `kept` are the files that must stay as they are.
pub(super) fn complete(place: &Place, change: &Change, kept: &BTreeSet<&Path>) -> Result<bool> {
    let replaced = change.write.iter().chain(&change.delete).map(String::as_str);
    let cover = Cover {
        site: place.site(),
        root: &place.cover(),
        replaced: replaced.chain([manifest::NAME]).map(Path::new).collect(),
        kept,
    };
    let cleared = change.delete.par_iter().try_for_each(|path| cover.clear(Path::new(path)));
    let Some(found) = cleared.and_then(|()| cover.fill(Path::new("")))? else {
        return Ok(false);
    };
    if found < kept.len() {
        let source = io::Error::new(ErrorKind::NotFound, "a file was removed from it meanwhile");
        return Err(Error { op: "keep what has not changed in", path: place.site().to_path_buf(), source });
    }
    let add = |path: &str| {
        cover.clear(Path::new(path))?;
        link(&place.new_file(path), &cover.root.join(path))
    };
    let added = change.write.par_iter().try_for_each(|path| add(path)).and_then(|()| add(manifest::NAME));
    match added {
        Err(error) if error.is_inability() => Ok(false),
        added => added.map(|()| true),
    }
}

struct Cover<'a> {
    site: &'a Path,
    root: &'a Path,
    replaced: BTreeSet<&'a Path>,
    kept: &'a BTreeSet<&'a Path>,
}

impl Cover<'_> {
    /// Makes a folder of the cover hold just what stays of the same folder of the site, and those below.
    /// Says how many of the kept files it came across; `None` where linking is impossible.
    fn fill(&self, folder: &Path) -> Result<Option<usize>> {
        let names = fs::list(&self.site.join(folder))?;
        let (folders, files): (Vec<_>, Vec<_>) = names.iter().partition(|(_, kind)| *kind == Kind::Dir);
        if folders.iter().any(|(name, _)| name.to_string_lossy().starts_with('.')) {
            return Ok(None);
        }
        let files = files.iter().map(|(name, kind)| (folder.join(name), *kind));
        let files: Vec<(PathBuf, Kind)> =
            files.filter(|(path, _)| !self.replaced.contains(path.as_path())).collect();
        let had = self.sift(folder, &names)?;
        if had.is_none() && (!files.is_empty() || names.is_empty()) {
            fs::create_dir_all(&self.root.join(folder))?;
        }
        let had = had.unwrap_or_default();
        for (path, _) in &files {
            match self.keep(path, path.file_name().is_some_and(|name| had.contains_key(name))) {
                Err(error) if error.is_inability() => return Ok(None),
                done => done?,
            }
        }
        let below = folders.par_iter().map(|(name, _)| self.fill(&folder.join(name)));
        let below: Option<usize> = below.collect::<Result<Vec<_>>>()?.into_iter().sum();
        if files.is_empty() && !names.is_empty() && !folder.as_os_str().is_empty() {
            fs::remove_dir_if_empty(&self.root.join(folder))?;
        }
        Ok(below
            .map(|below| below + files.iter().filter(|(path, _)| self.kept.contains(path.as_path())).count()))
    }

    /// Removes from a folder of the cover what the site has not, or has as another kind; says what is left.
    fn sift(&self, folder: &Path, wanted: &[(OsString, Kind)]) -> Result<Option<BTreeMap<OsString, Kind>>> {
        let here = self.root.join(folder);
        let names = match fs::list(&here) {
            Err(error) if error.source.kind() == ErrorKind::NotFound => return Ok(None),
            names => names?,
        };
        let mut left = BTreeMap::new();
        for (name, kind) in names {
            let is_wanted =
                wanted.binary_search_by(|(other, _)| other.cmp(&name)).is_ok_and(|at| wanted[at].1 == kind);
            match (is_wanted, kind) {
                (true, _) => drop(left.insert(name, kind)),
                (false, Kind::Dir) => fs::remove_scratch(&here.join(name))?,
                (false, _) => fs::remove_file(&here.join(name))?,
            }
        }
        Ok(Some(left))
    }

    /// Makes a file of the site the same file in the cover.
    fn keep(&self, path: &Path, is_there: bool) -> Result<()> {
        let (from, to) = (self.site.join(path), self.root.join(path));
        if is_there {
            let same = |(a, b): (fs::Stamp, fs::Stamp)| a.identity.is_some() && a.identity == b.identity;
            if fs::stamp(&from)?.zip(fs::stamp(&to)?).is_some_and(same) {
                return Ok(());
            }
            fs::remove_file(&to)?;
        }
        fs::hard_link(&from, &to)
    }

    fn clear(&self, path: &Path) -> Result<()> {
        match fs::occupant(self.root, path)? {
            Occupant::At(stamp) if stamp.kind != Kind::Dir => fs::remove_file(&self.root.join(path)),
            _ => Ok(()),
        }
    }
}

fn link(from: &Path, to: &Path) -> Result<()> {
    match fs::hard_link(from, to) {
        Err(error) if error.source.kind() == ErrorKind::NotFound => {
            fs::create_dir_all(parent(to))?;
            fs::hard_link(from, to)
        }
        done => done,
    }
}

/// What somebody else wrote into the cover while it stood in for the output folder is moved to the folder
/// that is back; of two versions of a foreign file the later one stays.
pub(super) fn rescue(place: &Place) -> Result<()> {
    rescue_folder(&place.cover(), place.site(), Path::new(""), &Manifest::load(place.site())?)
}

fn rescue_folder(cover: &Path, site: &Path, folder: &Path, ours: &Manifest) -> Result<()> {
    let is_ours = |path: &Path| {
        path.to_str().is_some_and(|path| path == manifest::NAME || ours.files.contains_key(path))
    };
    fs::list(&cover.join(folder))?.par_iter().try_for_each(|(name, kind)| {
        let path = folder.join(name);
        match kind {
            Kind::Dir => return rescue_folder(cover, site, &path, ours),
            _ if is_ours(&path) => return Ok(()),
            _ => {}
        }
        let is_missed = match (fs::occupant(site, &path)?, fs::stamp(&cover.join(&path))?) {
            (Occupant::Vacant, Some(_)) => true,
            (Occupant::At(old), Some(new)) => {
                old.kind != Kind::Dir && old.identity != new.identity && old.modified < new.modified
            }
            _ => false,
        };
        if is_missed { move_to(&cover.join(&path), &site.join(&path)) } else { Ok(()) }
    })
}

/// Moves a file, making the folder it goes to if need be.
pub(super) fn move_to(from: &Path, to: &Path) -> Result<()> {
    match fs::rename(from, to) {
        Err(error) if error.source.kind() == ErrorKind::NotFound => {
            fs::create_dir_all(parent(to))?;
            fs::rename(from, to)
        }
        done => done,
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests set their stage")]
mod tests {
    use super::*;
    use crate::output::manifest::Entry;
    use std::fs as disk;
    use std::time::{Duration, SystemTime};

    #[test]
    fn what_somebody_wrote_meanwhile_is_rescued_and_the_later_version_of_a_file_stays() {
        let dir = tempfile::tempdir().unwrap();
        let site = dir.path().join("public");
        disk::create_dir(&site).unwrap();
        let place = Place::of(&site, None).unwrap();
        let write = |folder: &Path, name: &str, hours: u64| {
            let path = folder.join(name);
            disk::create_dir_all(parent(&path)).unwrap();
            disk::write(&path, hours.to_string()).unwrap();
            let time = SystemTime::UNIX_EPOCH + Duration::from_secs(hours * 3600);
            disk::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
        };
        let ours = Manifest::new([("index.html".to_owned(), Entry::of(0, b"1"))].into());
        disk::write(site.join(manifest::NAME), ours.to_json()).unwrap();
        for (name, there, meanwhile) in [
            ("index.html", Some(1), 2),
            ("later", Some(1), 2),
            ("earlier", Some(2), 1),
            ("logs/new", None, 2),
        ] {
            there.iter().for_each(|hours| write(&site, name, *hours));
            write(&place.cover(), name, meanwhile);
        }
        rescue(&place).unwrap();
        let read = |name: &str| disk::read_to_string(site.join(name)).unwrap();
        assert_eq!(["index.html", "later", "earlier", "logs/new"].map(read), ["1", "2", "2", "2"]);
    }
}
