//! What was read before, so that a file that has not changed is not read again.
//!
//! A file counts as unchanged while its [`Stamp`] is the same: kind, size, permissions, device and inode,
//! the time of its content *and* the time of its last change of any sort (`ctime`), which no program can
//! set. So a save that keeps the size and puts the old time back is seen, and so is a file moved over
//! another. One gap remains: clocks of filesystems tick (4 ms on ext4, 2 s on FAT), and a file that is
//! written twice within a tick has the same stamp both times. As git does with its index, a stamp that was
//! fresh when the file was read is therefore not believed the next time. Where the platform has no `ctime`,
//! the time of the content stands in for it.

use super::load::Listed;
use crate::fs::{self, Stamp};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

/// The longest tick of a filesystem in use.
const TICK: Duration = Duration::from_secs(2);

/// What was made of each file, by [`Listed::key`].
#[derive(Debug)]
pub(super) struct Shelf<T>(HashMap<u128, Kept<T>>);

#[derive(Debug)]
struct Kept<T> {
    stamp: Stamp,
    value: T,
}

/// The folders whose entries decide what is read, each with its identity.
pub type Folders = BTreeMap<PathBuf, Option<(u64, u64)>>;

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Shelf(HashMap::new())
    }
}

impl<T: Clone + Send + Sync> Shelf<T> {
    /// What `read` makes of each file, from before where that is known. What is not among `files` is
    /// forgotten, so a shelf is never larger than the archive.
    pub fn fetch<E: Send>(
        &mut self,
        files: &[Listed],
        read: impl Fn(&Listed) -> Result<T, E> + Sync,
    ) -> Vec<Result<T, E>> {
        let now = fs::now();
        let known = &self.0;
        let fetched: Vec<(u128, bool, Result<T, E>)> = files
            .par_iter()
            .with_min_len(64)
            .map(|file| {
                let key = file.key();
                match known.get(&key) {
                    Some(kept) if kept.stamp == file.stamp => (key, true, Ok(kept.value.clone())),
                    _ => (key, false, read(file)),
                }
            })
            .collect();
        let mut kept = 0;
        for (file, (key, is_known, value)) in files.iter().zip(&fetched) {
            match value {
                _ if *is_known => kept += 1,
                Ok(value) if is_settled(&file.stamp, now) => {
                    kept += 1;
                    self.0.insert(*key, Kept { stamp: file.stamp, value: value.clone() });
                }
                _ => drop(self.0.remove(key)),
            }
        }
        if self.0.len() > kept {
            let found: HashSet<u128> = fetched.iter().map(|(key, ..)| *key).collect();
            self.0.retain(|key, _| found.contains(key));
        }
        fetched.into_iter().map(|(.., value)| value).collect()
    }
}

/// Whether a change after `now` would show in the stamp.
fn is_settled(stamp: &Stamp, now: SystemTime) -> bool {
    match stamp.changed.or(stamp.modified) {
        Some(last) => now.duration_since(last).is_ok_and(|age| age > TICK),
        None => true,
    }
}
