//! What differs between two readings of an archive, for people: paths and no more.

use super::Inputs;
use crate::config;
use std::collections::BTreeSet;

impl Inputs {
    /// The paths of what changed, came or went since `before`, sorted.
    pub fn changed_since(&self, before: &Inputs) -> Vec<String> {
        let parts = |inputs: &Inputs| -> BTreeSet<(String, u128)> {
            let media = inputs.media.iter().map(|file| (file.path.to_string(), file.digest));
            let folder = &inputs.config.static_dir;
            let statics = inputs.statics.iter().map(|file| (format!("{folder}/{}", file.path), file.digest));
            let theme = inputs
                .theme
                .iter()
                .map(|file| (file.origin.to_string(), xxhash_rust::xxh3::xxh3_128(&file.bytes)));
            media.chain(statics).chain(theme).collect()
        };
        let mut changed: BTreeSet<String> = documents(self, before).chain(documents(before, self)).collect();
        let (old, new) = (parts(before), parts(self));
        changed.extend(old.symmetric_difference(&new).map(|(path, _)| path.clone()));
        if self.config != before.config {
            changed.insert(config::FILE_NAME.to_owned());
        }
        changed.into_iter().collect()
    }
}

/// The documents of the one that are not, or not the same, in the other; both are sorted by path.
fn documents<'a>(these: &'a Inputs, others: &'a Inputs) -> impl Iterator<Item = String> + 'a {
    let mut others = others.sources.iter().peekable();
    these.sources.iter().filter_map(move |source| {
        while others.next_if(|other| other.path < source.path).is_some() {}
        let same =
            others.peek().is_some_and(|other| other.path == source.path && other.digest == source.digest);
        (!same).then(|| source.path.to_string())
    })
}
