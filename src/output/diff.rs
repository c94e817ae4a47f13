//! Whether a page must be made: whether it would be made from something else than the one on the disk. Pure.
//!
//! It compares values, not times or events, so it cannot miss a change: a fingerprint is the digest of
//! everything a page is made from. It asks page by page, so that what a page shows is gathered once, for the
//! question and for the page.

use super::manifest::{Entry, Manifest};

/// A page that the site should have.
#[derive(Debug, Clone, Copy)]
pub struct Planned<'a> {
    /// Its path below the output folder, `/` between names.
    pub path: &'a str,
    /// Digest of everything it is made from.
    pub fingerprint: u128,
}

/// What the manifest says of a page that stays as it is; `None` for one that must be made. `intact` says whether
/// a listed file is still there as it was written.
pub fn kept<'m>(
    page: &Planned<'_>,
    manifest: &'m Manifest,
    intact: impl Fn(&str, &Entry) -> bool,
) -> Option<&'m Entry> {
    let entry = manifest.files.get(page.path)?;
    (entry.fingerprint == page.fingerprint && intact(page.path, entry)).then_some(entry)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn only_what_changed_vanished_or_is_new_is_made() {
        let entry = |fingerprint| Entry::of(fingerprint, b"x");
        let files = [("changed", 1), ("gone", 1), ("missing", 1), ("same", 1)];
        let manifest =
            Manifest::new(BTreeMap::from(files.map(|(path, mark)| (path.to_owned(), entry(mark)))));
        let plan = [("new", 1), ("changed", 2), ("same", 1), ("missing", 1)];
        let stays = |(path, fingerprint)| {
            kept(&Planned { path, fingerprint }, &manifest, |path, _| path != "missing").is_some()
        };
        assert_eq!(plan.map(stays), [false, false, true, false]);
    }
}
