//! The step from the old site to the new one, and back to a known state after a crash.
//!
//! The new files and the new manifest wait in the stage, already flushed. There are two ways on.
//!
//! **Exchanged** (the rule). A [`cover`](super::cover) is completed: a folder of hard links to the whole new
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

use super::cover::{self, move_to};
use super::journal::Change;
use super::manifest;
use super::place::Place;
use crate::fs::{self, Exchange, Kind, Occupant, Result};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::path::Path;

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
pub(super) fn commit(place: &Place, mut change: Change, kept: &BTreeSet<&Path>) -> Result<Way> {
    let way = if fs::stamp(place.site())?.is_none() {
        fs::remove_scratch(&place.cover())?;
        put_new_files(place, &change, &place.cover())?;
        fs::rename(&place.cover(), place.site())?;
        Way::Renamed
    } else if change.write.is_empty() && change.delete.is_empty() {
        fs::rename(&place.new_file(manifest::NAME), &place.site().join(manifest::NAME))?;
        Way::Renamed
    } else if exchange(place, &mut change, kept)? {
        Way::Exchanged
    } else {
        change.cover = None;
        change.record(place)?;
        apply(place, &change, place.site())?;
        fs::remove_scratch(&place.cover())?;
        Way::InPlace
    };
    clear_up(place)?;
    Ok(way)
}

/// Finishes what a killed run had committed to, and clears up what it had not.
pub(super) fn recover(place: &Place) -> Result<()> {
    if fs::stamp(&place.stage())?.is_none() {
        return Ok(());
    }
    match Change::recorded(place)? {
        Some(change) if change.cover.is_none() => apply(place, &change, place.site())?,
        Some(change) if change.cover == identity(place.site())? => put_back(place, &change)?,
        // Not committed, or all but the clearing up was done.
        _ => {}
    }
    clear_up(place)
}

/// Removes what was needed for one change only. The journal goes first: it must not be carried out again.
pub(super) fn clear_up(place: &Place) -> Result<()> {
    fs::remove_file(&place.journal())?;
    fs::remove_scratch(&if place.keeps_cover() { place.news() } else { place.stage() })
}

/// Says whether it was possible; if not, nothing has happened.
fn exchange(place: &Place, change: &mut Change, kept: &BTreeSet<&Path>) -> Result<bool> {
    if !place.is_beside() || !cover::complete(place, change, kept)? {
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
