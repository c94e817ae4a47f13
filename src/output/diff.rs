//! Which pages must be rendered: those made from something else than the ones on the disk. Pure.
//!
//! It compares values, not times or events, so it cannot miss a change: a fingerprint is the digest of
//! everything a page is made from.

use super::manifest::{Entry, Manifest};
use rayon::prelude::*;
use std::collections::BTreeSet;

/// A page that the site should have.
#[derive(Debug, Clone, Copy)]
pub struct Planned<'a> {
    /// Its path below the output folder, `/` between names.
    pub path: &'a str,
    /// Digest of everything it is made from.
    pub fingerprint: u128,
}

/// What separates a plan from what a manifest says was published.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Stale {
    /// The pages to render, by their place in the plan.
    pub render: Vec<usize>,
    /// The pages that stay as they are, by their place in the plan.
    pub keep: Vec<usize>,
    /// Published paths the plan no longer has, sorted.
    pub gone: Vec<String>,
}

/// Compares a plan with a manifest. `intact` says whether a listed file is still there as it was written.
pub fn diff(
    planned: &[Planned<'_>],
    manifest: &Manifest,
    intact: impl Fn(&str, &Entry) -> bool + Sync,
) -> Stale {
    let is_fresh = |page: &Planned<'_>| {
        let entry = manifest.files.get(page.path);
        entry.is_some_and(|entry| entry.fingerprint == page.fingerprint && intact(page.path, entry))
    };
    let fresh: Vec<bool> = planned.par_iter().map(is_fresh).collect();
    let (keep, render) = (0..planned.len()).partition(|&page| fresh[page]);
    let wanted: BTreeSet<&str> = planned.iter().map(|page| page.path).collect();
    let gone = manifest.files.keys().filter(|path| !wanted.contains(path.as_str())).cloned().collect();
    Stale { render, keep, gone }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn only_what_changed_vanished_or_is_new_is_rendered() {
        let entry = |fingerprint| Entry::of(fingerprint, b"x");
        let files = [("changed", 1), ("gone", 1), ("missing", 1), ("same", 1)];
        let manifest =
            Manifest::new(BTreeMap::from(files.map(|(path, mark)| (path.to_owned(), entry(mark)))));
        let plan = [("new", 1), ("changed", 2), ("same", 1), ("missing", 1)];
        let plan = plan.map(|(path, fingerprint)| Planned { path, fingerprint });

        let stale = diff(&plan, &manifest, |path, _| path != "missing");
        assert_eq!(stale, Stale { render: vec![0, 1, 3], keep: vec![2], gone: vec!["gone".to_owned()] });
    }
}
