//! `hindsite-manifest.json`: what hindsite wrote into the output folder, and what it was made from.
//!
//! It lists outputs and digests only; nothing of what was withheld. One file a line, sorted, so that a
//! diff of a committed site is readable. It is the licence to delete: what it does not list is somebody
//! else's. So it is not trusted: one path that leads anywhere but down makes the whole file count as missing.

use crate::fs::{self, Kind, Occupant, Stamp};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::time::SystemTime;
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

/// Its name inside the output folder.
pub const NAME: &str = crate::source::SITE_MARK;

const SCHEMA: u32 = 1;

/// One file we wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Digest of everything the file was made from.
    pub fingerprint: u128,
    /// Digest of its bytes.
    pub digest: u128,
    /// Length in bytes.
    pub size: u64,
}

impl Entry {
    /// The entry of a file with these bytes.
    pub fn of(fingerprint: u128, bytes: &[u8]) -> Entry {
        Entry { fingerprint, digest: xxh3_128(bytes), size: bytes.len() as u64 }
    }

    /// Whether a file with the one entry has the bytes of a file with the other.
    pub fn has_bytes_of(&self, other: &Entry) -> bool {
        (self.size, self.digest) == (other.size, other.digest)
    }

    /// Whether it describes these bytes.
    pub fn describes(&self, bytes: &[u8]) -> bool {
        self.size == bytes.len() as u64 && self.digest == xxh3_128(bytes)
    }
}

/// Every file we wrote, by its path below the output folder (`/` between names).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manifest {
    /// Sorted by path; the manifest itself is not among them.
    pub files: BTreeMap<String, Entry>,
    /// When it was written, and whether byte for byte as we would write it.
    written: Option<SystemTime>,
    is_exact: bool,
}

#[derive(Deserialize)]
struct Document {
    schema: u32,
    files: BTreeMap<String, Record>,
}

#[derive(Deserialize)]
struct Record {
    fingerprint: String,
    digest: String,
    size: u64,
}

impl Manifest {
    /// A manifest of these files, not on any disk yet.
    pub fn new(files: BTreeMap<String, Entry>) -> Manifest {
        Manifest { files, written: None, is_exact: false }
    }

    /// The manifest of an output folder; empty if there is none, or none that can be trusted.
    ///
    /// # Errors
    /// If it is there and cannot be read.
    pub fn load(dir: &Path) -> fs::Result<Manifest> {
        let path = dir.join(NAME);
        match fs::stamp(&path)? {
            Some(Stamp { kind: Kind::File, modified, .. }) => {
                let bytes = fs::read(&path)?;
                let files = Manifest::parse(&bytes).unwrap_or_default();
                let manifest = Manifest { files, written: modified, is_exact: false };
                Ok(Manifest { is_exact: manifest.to_json().as_bytes() == bytes, ..manifest })
            }
            _ => Ok(Manifest::default()),
        }
    }

    /// Whether a folder holds a manifest. One that cannot be trusted counts: it gives no right to anything, but
    /// says that the folder is meant for a site.
    pub fn is_in(dir: &Path) -> fs::Result<bool> {
        Ok(digest(dir)?.is_some())
    }

    fn parse(bytes: &[u8]) -> Option<BTreeMap<String, Entry>> {
        let document: Document = serde_json::from_slice(bytes).ok()?;
        let entry = |(path, record): (String, Record)| {
            let fingerprint = unhex(&record.fingerprint)?;
            let digest = unhex(&record.digest)?;
            is_publishable(&path).then_some((path, Entry { fingerprint, digest, size: record.size }))
        };
        (document.schema == SCHEMA).then(|| document.files.into_iter().map(entry).collect())?
    }

    /// The bytes of the manifest file. The same files give the same bytes.
    pub fn to_json(&self) -> String {
        let version = env!("CARGO_PKG_VERSION");
        let mut json = format!("{{\"schema\":{SCHEMA},\"hindsite\":\"{version}\",\"files\":{{");
        let mut separator = "\n";
        for (path, Entry { fingerprint, digest, size }) in &self.files {
            let path = serde_json::Value::from(path.as_str());
            // Writing to a `String` cannot fail.
            let _ = write!(
                json,
                "{separator}{path}:{{\"fingerprint\":\"{fingerprint:032x}\",\"digest\":\"{digest:032x}\",\"size\":{size}}}"
            );
            separator = ",\n";
        }
        json.push_str("\n}}\n");
        json
    }

    /// Whether the manifest file, as it was loaded, has the bytes of another manifest's.
    pub fn is_written_as(&self, other: &Manifest) -> bool {
        self.is_exact && self.files == other.files
    }

    /// Whether the file is still on the disk as we wrote it.
    ///
    /// Size, mode and time are enough: every file is written before the manifest, so whoever changes one
    /// later leaves it younger than the manifest. A file that is younger (a fresh clone, a restored cache)
    /// is read and its digest decides. It errs only for a change of equal length within the clock tick
    /// the manifest was written in, or with the time set back by hand; `touch` any page to have it read.
    pub fn is_intact(&self, dir: &Path, path: &str, entry: &Entry) -> bool {
        let Ok(Occupant::At(stamp)) = fs::occupant(dir, Path::new(path)) else {
            return false;
        };
        let plain = stamp.kind == Kind::File && stamp.mode == 0o644 && stamp.size == entry.size;
        let untouched = stamp.modified.is_some() && stamp.modified <= self.written;
        plain && (untouched || fs::read(&dir.join(path)).is_ok_and(|bytes| entry.describes(&bytes)))
    }
}

/// Digest of the manifest file of an output folder, whatever is in it; `None` if there is none.
pub(super) fn digest(dir: &Path) -> fs::Result<Option<u64>> {
    match fs::occupant(dir, Path::new(NAME))? {
        Occupant::At(Stamp { kind: Kind::File, .. }) => Ok(Some(xxh3_64(&fs::read(&dir.join(NAME))?))),
        _ => Ok(None),
    }
}

/// Whether a path may name a published file: it leads down and nowhere else, on every platform, and is
/// neither hidden (hosts drop dot-files; `.git` is one), but for `.nojekyll`, nor the manifest.
pub fn is_publishable(path: &str) -> bool {
    let name_is_plain = |name: &str| {
        !name.is_empty()
            && name.len() <= 255
            && !name.starts_with('.')
            && !name.contains(|c: char| c.is_control() || matches!(c, '\\' | ':'))
    };
    path == ".nojekyll" || (path != NAME && path.split('/').all(name_is_plain))
}

fn unhex(text: &str) -> Option<u128> {
    let hex = text.len() == 32 && text.bytes().all(|b| b.is_ascii_hexdigit());
    hex.then(|| u128::from_str_radix(text, 16).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn listing(path: &str) -> String {
        Manifest::new(BTreeMap::from([(path.to_owned(), Entry::of(7, b"x"))])).to_json()
    }

    #[test]
    fn it_is_one_file_a_line_and_reads_back() {
        let files = BTreeMap::from([
            ("a\"b/é.html".to_owned(), Entry::of(1, b"a")),
            ("z".to_owned(), Entry::of(2, b"")),
        ]);
        let json = Manifest::new(files.clone()).to_json();
        assert_eq!(json.lines().count(), 4, "{json}");
        assert_eq!(Manifest::parse(json.as_bytes()), Some(files));
        assert_eq!(Manifest::parse(Manifest::default().to_json().as_bytes()), Some(BTreeMap::new()));
    }

    #[test]
    fn one_hostile_path_makes_it_worth_nothing() {
        let hostile = [
            "../x",
            "/etc/passwd",
            "a/../../x",
            "a/./b",
            "",
            "a//b",
            "a/",
            ".git/config",
            "a/.env",
            "..",
            "C:\\x",
            "C:x",
            "a\\..\\b",
            "x\0y",
            "x\ny",
            NAME,
            ".",
            "~/../x",
        ];
        for path in hostile {
            assert_eq!(Manifest::parse(listing(path).as_bytes()), None, "{path:?}");
        }
        for path in ["index.html", ".nojekyll", "incidents/a b/index.html", "~x", "CNAME"] {
            assert!(Manifest::parse(listing(path).as_bytes()).is_some(), "{path:?}");
        }
    }

    #[test]
    fn a_damaged_manifest_is_no_manifest() {
        let json = listing("a");
        for cut in 0..json.trim_end().len() {
            assert_eq!(Manifest::parse(&json.as_bytes()[..cut]), None, "{cut}");
        }
        assert_eq!(Manifest::parse(json.replace("\"schema\":1", "\"schema\":2").as_bytes()), None);
        assert_eq!(Manifest::parse(json.replace("\"digest\":\"", "\"digest\":\"+").as_bytes()), None);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic_or_lead_out(bytes in prop::collection::vec(any::<u8>(), 0..200), path in ".{0,40}") {
            let _ = Manifest::parse(&bytes);
            for path in Manifest::parse(listing(&path).as_bytes()).unwrap_or_default().keys() {
                let down = Path::new(path).components().all(|c| matches!(c, std::path::Component::Normal(_)));
                prop_assert!(down && !path.starts_with('/'));
            }
        }
    }
}
