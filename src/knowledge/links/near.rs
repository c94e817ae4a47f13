//! What a link that leads nowhere may have meant. Made once for an archive: one that was imported in part has as
//! many such links as documents.

use crate::diagnostic::Names;
use std::collections::BTreeMap;

/// What a name that is none may have meant.
#[derive(Debug)]
pub(super) struct Near<'a> {
    /// What is meant by each name.
    meant: BTreeMap<&'a str, &'a str>,
    names: Names<'a>,
}

impl<'a> Near<'a> {
    /// Names that stand for themselves or for something else.
    pub fn new(meant: BTreeMap<&'a str, &'a str>) -> Near<'a> {
        Near { names: Names::new(meant.keys().copied()), meant }
    }

    /// Files, by the last part of their paths; of two that share it, the last in order.
    pub fn files(paths: impl Iterator<Item = &'a str>) -> Near<'a> {
        let mut meant: BTreeMap<&str, &str> = BTreeMap::new();
        for path in paths {
            let best = meant.entry(path.rsplit('/').next().unwrap_or(path)).or_insert(path);
            *best = path.max(best);
        }
        Near::new(meant)
    }

    /// What the nearest name means.
    pub fn nearest(&self, name: &str) -> Option<&'a str> {
        self.names.nearest(name).and_then(|near| self.meant.get(near).copied())
    }
}
