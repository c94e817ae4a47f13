//! What a commit is about to do, written down before it starts, so that the next run can finish it.
//!
//! It is checksummed: half a journal is none. Its paths are checked like a manifest's.

use super::manifest::is_publishable;
use super::place::Place;
use crate::fs::{self, Flush, Kind, Stamp};
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_128;

/// The files that a commit puts in place and takes away. The manifest comes last and is not listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Change {
    /// The identity of the folder that stands in for the output folder meanwhile, if one does.
    pub cover: Option<(u64, u64)>,
    /// Digest of the manifest before, if there was one, and after. If the output folder has neither, somebody
    /// else has published since, and this is history.
    pub manifests: [Option<u64>; 2],
    /// Paths to put in place.
    pub write: Vec<String>,
    /// Paths to delete.
    pub delete: Vec<String>,
}

impl Change {
    /// Writes it down and flushes it: from here on the change will be carried out.
    pub fn record(&self, place: &Place) -> fs::Result<()> {
        fs::remove_file(&place.journal())?;
        fs::write_new(&place.journal(), self.encode().as_bytes(), Flush::Now)
    }

    /// The change that a killed run left to finish, if any.
    pub fn recorded(place: &Place) -> fs::Result<Option<Change>> {
        match fs::stamp(&place.journal())? {
            Some(Stamp { kind: Kind::File, .. }) => Ok(Change::decode(&fs::read(&place.journal())?)),
            _ => Ok(None),
        }
    }

    fn encode(&self) -> String {
        let body = serde_json::json!(self).to_string();
        format!("{:032x}\n{body}\n", xxh3_128(body.as_bytes()))
    }

    fn decode(bytes: &[u8]) -> Option<Change> {
        let (sum, body) = std::str::from_utf8(bytes).ok()?.strip_suffix('\n')?.split_once('\n')?;
        let change: Change = serde_json::from_str(body).ok()?;
        let is_whole = format!("{:032x}", xxh3_128(body.as_bytes())) == sum;
        let is_safe = change.write.iter().chain(&change.delete).all(|path| is_publishable(path));
        (is_whole && is_safe).then_some(change)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_journal_or_a_hostile_one_is_none() {
        let change = |path: &str| Change {
            cover: Some((1, 2)),
            manifests: [None, Some(3)],
            write: vec![path.to_owned()],
            delete: vec!["b".to_owned()],
        };
        let whole = change("a/index.html").encode();
        assert_eq!(Change::decode(whole.as_bytes()), Some(change("a/index.html")));
        for cut in 0..whole.len() {
            assert_eq!(Change::decode(&whole.as_bytes()[..cut]), None, "{cut}");
        }
        assert_eq!(Change::decode(change("../a").encode().as_bytes()), None);
    }
}
