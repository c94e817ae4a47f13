//! Suggests the nearest name for a broken link. Built once per archive, since a partly imported archive can
//! have as many broken links as documents.

use crate::diagnostic::Names;
use std::collections::BTreeMap;

/// An index of names for suggestions.
#[derive(Debug)]
pub(super) struct Near<'a> {
    /// Names with what they stand for.
    meant: BTreeMap<&'a str, &'a str>,
    names: Names<'a>,
}

impl<'a> Near<'a> {
    /// Indexes names that stand for themselves or for something else.
    pub fn new(meant: BTreeMap<&'a str, &'a str>) -> Near<'a> {
        Near { names: Names::new(meant.keys().copied()), meant }
    }

    /// Indexes files by their last path component; the last of several files wins.
    pub fn files(paths: impl Iterator<Item = &'a str>) -> Near<'a> {
        let mut meant: BTreeMap<&str, &str> = BTreeMap::new();
        for path in paths {
            let best = meant.entry(path.rsplit('/').next().unwrap_or(path)).or_insert(path);
            *best = path.max(best);
        }
        Near::new(meant)
    }

    /// Returns what the nearest name stands for.
    pub fn nearest(&self, name: &str) -> Option<&'a str> {
        self.names.nearest(name).and_then(|near| self.meant.get(near).copied())
    }
}
