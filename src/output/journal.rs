//! What a commit is about to do, written down before it starts, so that the next run can finish it.
//!
//! It is checksummed: half a journal is none. It names the folder it was written in by its inode, so a journal that was
//! committed to a repository, or copied, is none either. Its paths are checked like a manifest's.

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
        let text = self.encode(inode(place)?);
        fs::remove_file(&place.journal())?;
        fs::write_new(&place.journal(), text.as_bytes(), Flush::Now)
    }

    /// The change that a killed run left to finish, if any.
    pub fn recorded(place: &Place) -> fs::Result<Option<Change>> {
        match fs::stamp(&place.journal())? {
            Some(Stamp { kind: Kind::File, .. }) => {
                Ok(Change::decode(&fs::read(&place.journal())?, inode(place)?))
            }
            _ => Ok(None),
        }
    }

    fn encode(&self, folder: Option<u64>) -> String {
        let body = serde_json::json!((folder, self)).to_string();
        format!("{:032x}\n{body}\n", xxh3_128(body.as_bytes()))
    }

    fn decode(bytes: &[u8], folder: Option<u64>) -> Option<Change> {
        let (sum, body) = std::str::from_utf8(bytes).ok()?.strip_suffix('\n')?.split_once('\n')?;
        let (written_in, change): (Option<u64>, Change) = serde_json::from_str(body).ok()?;
        let is_whole = format!("{:032x}", xxh3_128(body.as_bytes())) == sum;
        let is_safe = change.write.iter().chain(&change.delete).all(|path| is_publishable(path));
        (is_whole && is_safe && written_in == folder).then_some(change)
    }
}

/// The inode of the stage. Not its device: that may have another number after the system was started again.
fn inode(place: &Place) -> fs::Result<Option<u64>> {
    Ok(fs::stamp(place.stage())?.and_then(|stamp| stamp.identity).map(|(_, inode)| inode))
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
        let whole = change("a/index.html").encode(Some(7));
        assert_eq!(Change::decode(whole.as_bytes(), Some(7)), Some(change("a/index.html")));
        for cut in 0..whole.len() {
            assert_eq!(Change::decode(&whole.as_bytes()[..cut], Some(7)), None, "{cut}");
        }
        assert_eq!(Change::decode(change("../a").encode(Some(7)).as_bytes(), Some(7)), None);
        for elsewhere in [Some(8), None] {
            assert_eq!(Change::decode(whole.as_bytes(), elsewhere), None, "copied from {elsewhere:?}");
        }
    }
}
