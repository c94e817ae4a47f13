//! The step from the old site to the new one, and back to a known state after a crash.
//!
//! The new files and the new manifest wait in the stage, already flushed. There are two ways on.
//!
//! **Exchanged** (the rule). A [`cover`] is completed: a folder of hard links to the whole new
//! site. One `renameat2(RENAME_EXCHANGE)` gives it the output folder's name: that is the commit. Behind it the
//! original folder, now in the stage, gets the new files; a second exchange puts it back. Under the output
//! folder's name there is the old site whole or the new site whole at every instant, so `kill -9` at any
//! instant leaves one of them. Why put the original back? It is what a container's volume, an inotify watch, or
//! a server started inside it hold on to; a folder swapped away would leave them with a dead one. They see
//! the files change one by one, each whole, within milliseconds.
//!
//! **In place**, where a cover or an exchange is impossible. A journal of the change is flushed (the commit),
//! then each file is moved over the old one. A reader can see a mix for the milliseconds that takes;
//! `kill -9` in them leaves a mix until the next run, which finishes the journal before anything else.
//!
//! A power cut leaves what `kill -9` at some earlier moment would have, provided that the filesystem keeps
//! the order of renames (ext4, XFS and btrfs do): the files are flushed before the first rename. The last
//! renames are not waited for, so a site published within the last seconds may be the one before it.
//!
//! Milliseconds from `Output::open` to the end of `Draft::commit`; ext4, two shared cores, 20 kB a file, a
//! folder a file:
//!
//! | files | way | first | nothing changed | one changed | all changed |
//! |---|---|---|---|---|---|
//! | 2,000 | exchanged, cover kept | 500 | 8 | 45 | 430 |
//! | 2,000 | exchanged, cover made anew | 500 | 8 | 450 | 1,600 |
//! | 2,000 | in place | 2,100 | 14 | 45 | 1,500 |
//! | 10,000 | exchanged, cover kept | 2,100 | 38 | 210 | 1,700 |
//! | 10,000 | exchanged, cover made anew | 5,000 | 45 | 2,400 to 4,700 | 12,000 |
//! | 10,000 | in place | 6,700 | 70 | 115 | 4,400 |
//!
//! Making and removing thousands of folders is what costs (ext4 does not reuse an inode for five seconds and
//! searches past it), deleting 10,000 pages and their folders took 1 to 24 seconds: hence the cover that stays
//! in the cache. An exchange itself takes 10 microseconds; a flush for each of 2,000 files takes 460 ms where
//! one `syncfs` takes 80.

use super::cover::{self, move_to};
use super::journal::Change;
use super::manifest;
use super::place::Place;
use crate::fs::{self, Exchange, Kind, Occupant, Result};
use crate::scratch;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// How a new site came to stand where the old one was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Nothing had changed; nothing was touched.
    Unchanged,
    /// There was no site, or only the manifest differed: one rename.
    Renamed,
    /// All at once.
    Exchanged,
    /// File by file, with a journal.
    InPlace,
}

/// Carries out `change`. `kept` are the files of the old site that the new one has unchanged.
pub(super) fn commit(place: &Place, change: Change, kept: &BTreeSet<&Path>) -> Result<Way> {
    let outcome = carry_out(place, change, kept);
    match &outcome {
        Ok(_) => clear_up(place)?,
        // What can still be finished, the next run finishes; the rest must not fill a disk that may be full.
        Err(_) if unfinished(place).is_ok_and(|change| change.is_none()) => {
            drop(scratch::clear(place.stage()))
        }
        Err(_) => {}
    }
    outcome
}

fn carry_out(place: &Place, mut change: Change, kept: &BTreeSet<&Path>) -> Result<Way> {
    if place.is_first() {
        fs::rename(&place.cover(), place.site())?;
        return Ok(Way::Renamed);
    }
    may_write(place.site(), &change)?;
    if change.write.is_empty() && change.delete.is_empty() {
        fs::rename(&place.new_file(manifest::NAME), &place.site().join(manifest::NAME))?;
        return Ok(Way::Renamed);
    }
    if exchange(place, &mut change, kept)? {
        return Ok(Way::Exchanged);
    }
    fs::remove_scratch(&place.cover())?;
    change.cover = None;
    change.record(place)?;
    apply(place, &change, place.site())?;
    Ok(Way::InPlace)
}

/// That the folders which the change writes to may be written: the one above each new file, as far as it is there, and those
/// above each file that goes, which may be empty without it. Once the change has begun, half of it could not be taken back.
fn may_write(site: &Path, change: &Change) -> Result<()> {
    let above = |path| Path::new(path).ancestors().skip(1).map(|folder| site.join(folder));
    let mut folders: BTreeSet<PathBuf> = change.delete.iter().flat_map(above).collect();
    folders.insert(site.to_path_buf());
    for path in &change.write {
        folders.extend(above(path).find(|folder| fs::is_dir(folder)));
    }
    let refused = folders.par_iter().find_map_first(|folder| fs::writable(folder).err());
    refused.map_or(Ok(()), Err)
}

/// Finishes what a killed run had committed to, and clears up what it had not.
pub(super) fn recover(place: &Place) -> Result<()> {
    if fs::stamp(place.stage())?.is_none() {
        return Ok(());
    }
    scratch::check_own(place.stage())?;
    if let Some(change) = unfinished(place)? {
        match change.cover.is_some() {
            true => put_back(place, &change)?,
            false => apply(place, &change, place.site())?,
        }
        open_folders(place.site(), &change)?;
    }
    clear_up(place)
}

/// A run killed between making a folder and opening it to all left it as narrow as the umask.
fn open_folders(site: &Path, change: &Change) -> Result<()> {
    let folders = change.write.iter().flat_map(|path| Path::new(path).ancestors().skip(1));
    let folders: BTreeSet<&Path> = folders.filter(|folder| !folder.as_os_str().is_empty()).collect();
    folders.into_iter().try_for_each(|folder| fs::open_to_all(&site.join(folder)))
}

/// The change that was committed to and not finished. Not one that was never committed, that is done but for
/// the clearing up, or that is history because somebody else published since.
fn unfinished(place: &Place) -> Result<Option<Change>> {
    let Some(change) = Change::recorded(place)? else {
        return Ok(None);
    };
    let current = manifest::digest(place.site())?;
    let is_under_way = match change.cover {
        Some(_) => change.cover == identity(place.site())? && change.manifests[1] == current,
        None => change.manifests.contains(&current),
    };
    Ok(is_under_way.then_some(change))
}

/// Removes what was needed for one change only. The journal goes first: it must not be carried out again.
pub(super) fn clear_up(place: &Place) -> Result<()> {
    scratch::check_own(place.stage())?;
    fs::remove_file(&place.journal())?;
    match place.keeps_cover() && !place.is_first() {
        true => fs::remove_scratch(&place.news()),
        false => scratch::clear(place.stage()),
    }
}

/// Says whether it was possible; if not, nothing has happened.
fn exchange(place: &Place, change: &mut Change, kept: &BTreeSet<&Path>) -> Result<bool> {
    if !place.can_exchange() || !cover::complete(place, change, kept)? {
        return Ok(false);
    }
    change.cover = identity(&place.cover())?;
    change.record(place)?;
    match fs::exchange(&place.cover(), place.site())? {
        Exchange::Impossible => Ok(false),
        Exchange::Done => put_back(place, change).map(|()| true),
    }
}

/// The cover stands in for the original, which lies where the cover was: brings it up to date and puts it back.
fn put_back(place: &Place, change: &Change) -> Result<()> {
    let original = place.cover();
    apply(place, change, &original)?;
    fs::exchange(&original, place.site())?;
    cover::rescue(place)
}

/// Brings a folder from the old site to the new one, the manifest last. Done again, it does what was left undone.
fn apply(place: &Place, change: &Change, folder: &Path) -> Result<()> {
    delete(folder, &change.delete)?;
    put_new_files(place, change, folder)
}

fn put_new_files(place: &Place, change: &Change, folder: &Path) -> Result<()> {
    let put = |path: &str| match fs::stamp(&place.new_file(path))? {
        None => Ok(()),
        Some(_) => move_to(&place.new_file(path), &folder.join(path)),
    };
    change.write.par_iter().try_for_each(|path| put(path))?;
    put(manifest::NAME)
}

/// Deletes these files, and the folders that are empty without them.
fn delete(site: &Path, paths: &[String]) -> Result<()> {
    paths.par_iter().try_for_each(|path| match fs::occupant(site, Path::new(path))? {
        Occupant::At(stamp) if stamp.kind == Kind::File => fs::remove_file(&site.join(path)),
        _ => Ok(()),
    })?;
    let folders = paths.iter().flat_map(|path| Path::new(path).ancestors().skip(1));
    let folders: BTreeSet<&Path> = folders.filter(|folder| !folder.as_os_str().is_empty()).collect();
    // A folder sorts before those in it.
    for folder in folders.into_iter().rev() {
        if let Occupant::At(_) = fs::occupant(site, folder)? {
            fs::remove_dir_if_empty(&site.join(folder))?;
        }
    }
    Ok(())
}

fn identity(dir: &Path) -> Result<Option<(u64, u64)>> {
    Ok(fs::stamp(dir)?.and_then(|stamp| stamp.identity))
}

#[cfg(all(test, unix))]
#[expect(clippy::disallowed_methods, reason = "tests set their stage")]
mod tests {
    use super::*;
    use std::fs as disk;
    use std::os::unix::fs::PermissionsExt as _;

    /// A site of one page, and a run that was killed after it had written down a change.
    fn recovered(change: impl FnOnce(&Path) -> Change) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        let site = dir.path().join("public");
        disk::create_dir_all(site.join("incidents/a")).unwrap();
        for folder in ["incidents", "incidents/a"] {
            disk::set_permissions(site.join(folder), disk::Permissions::from_mode(0o700)).unwrap();
        }
        disk::write(site.join("index.html"), "x").unwrap();
        disk::write(site.join(manifest::NAME), "{}").unwrap();
        let place = Place::of(&site, None).unwrap();
        scratch::make(place.stage()).unwrap();
        change(&site).record(&place).unwrap();
        recover(&place).unwrap();
        assert!(!place.stage().exists());
        dir
    }

    fn change(cover: Option<(u64, u64)>, manifests: [Option<u64>; 2]) -> Change {
        Change {
            cover,
            manifests,
            write: vec!["incidents/a/index.html".to_owned()],
            delete: vec!["index.html".to_owned()],
        }
    }

    #[test]
    fn a_change_is_finished_unless_somebody_else_has_published_since() {
        let is_deleted = |dir: &tempfile::TempDir| !dir.path().join("public/index.html").exists();
        let current = |site: &Path| manifest::digest(site).unwrap();
        assert!(is_deleted(&recovered(|site| change(None, [current(site), Some(2)]))));
        assert!(is_deleted(&recovered(|site| change(None, [Some(1), current(site)]))));
        assert!(!is_deleted(&recovered(|_| change(None, [Some(1), Some(2)]))));
        assert!(!is_deleted(&recovered(|site| change(identity(site).unwrap(), [Some(1), Some(2)]))));
    }

    #[test]
    fn a_folder_that_the_umask_left_narrow_is_opened_to_all() {
        let dir = recovered(|site| change(None, [manifest::digest(site).unwrap(), Some(2)]));
        for folder in ["public/incidents", "public/incidents/a"] {
            let mode = disk::metadata(dir.path().join(folder)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o755, "{folder}");
        }
    }
}
