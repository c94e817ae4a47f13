//! What differs between the index and the work tree, without git's help: git would run the clean filters that
//! `.gitattributes` names.
//!
//! A file whose size and modification time are those of the index is unchanged, as git itself assumes. Any other file is
//! compared with its blob, line endings aside.

use super::repository::Repository;
use super::{Error, process};
use crate::fs::{self, Kind, Occupant, Stamp};
use std::collections::BTreeSet;
use std::io::{self, BufRead, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// Flags of an index entry: the file is assumed to be unchanged, or is left out by a sparse checkout.
const NOT_COMPARED: u32 = 0x8000 | 0x4000_0000;

/// The paths, from the top, in which the work tree differs from the index.
#[derive(Debug, Default)]
pub(super) struct Local {
    pub changed: BTreeSet<Vec<u8>>,
    pub missing: BTreeSet<Vec<u8>>,
    /// In no index and not ignored.
    pub untracked: BTreeSet<Vec<u8>>,
}

/// A file of the index.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Tracked {
    path: Vec<u8>,
    mode: u32,
    blob: String,
    stat: Option<Stat>,
    is_compared: bool,
}

/// What the index knows of a file when it was last the same as its blob.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stat {
    seconds: u64,
    nanoseconds: u32,
    size: u64,
}

/// Compares the work tree with the index. Submodules and other repositories inside are not opened.
pub(super) fn compare(repository: &Repository) -> Result<Local, Error> {
    let listed = repository.ask(&["ls-files", "--cached", "--stage", "--debug", "--full-name", "-z"])?;
    let tracked =
        parse(&listed).ok_or_else(|| Error::Failed { said: "it lists files in an unknown form".into() })?;
    let others = repository.ask(&["ls-files", "--others", "--exclude-standard", "--full-name", "-z"])?;
    let others = others.split(|byte| *byte == 0).filter(|path| !path.is_empty() && !path.ends_with(b"/"));
    let mut local = Local { untracked: others.map(<[u8]>::to_vec).collect(), ..Local::default() };
    let index = fs::stamp(&repository.index()).ok().flatten().and_then(|stamp| stamp.modified);
    let mut doubtful = vec![];
    for file in tracked.into_iter().filter(|file| file.is_compared) {
        let is_link = file.mode == 0o120_000;
        match fs::occupant(repository.top(), &path(&file.path)) {
            Ok(Occupant::At(stamp)) if stamp.kind == Kind::File && !is_link => {
                if !is_unchanged(&file, &stamp, index) {
                    doubtful.push(file);
                }
            }
            Ok(Occupant::At(stamp)) if stamp.kind == Kind::Symlink && is_link => {
                if !is_unchanged(&file, &stamp, index) {
                    local.changed.insert(file.path);
                }
            }
            Ok(Occupant::Vacant | Occupant::Blocked(_)) => drop(local.missing.insert(file.path)),
            Ok(Occupant::At(stamp)) if stamp.kind == Kind::Dir => drop(local.missing.insert(file.path)),
            _ => drop(local.changed.insert(file.path)),
        }
    }
    local.changed.extend(differing(repository, &doubtful)?);
    Ok(local)
}

/// Whether a file has the stamp of the index, made before the index was written: one that is as young may have changed since.
fn is_unchanged(file: &Tracked, stamp: &Stamp, index: Option<SystemTime>) -> bool {
    let (Some(stat), Some(modified), Some(index)) = (file.stat, stamp.modified, index) else { return false };
    let since = |time: SystemTime| time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO);
    let time = since(modified);
    let is_same_time =
        stat.seconds == time.as_secs() && (stat.nanoseconds == 0 || stat.nanoseconds == time.subsec_nanos());
    is_same_time && stat.size == stamp.size & u64::from(u32::MAX) && time < since(index)
}

/// Returns the files whose bytes are not those of their blobs.
fn differing(repository: &Repository, files: &[Tracked]) -> Result<BTreeSet<Vec<u8>>, Error> {
    if files.is_empty() {
        return Ok(BTreeSet::new());
    }
    let blobs: String = files.iter().map(|file| format!("{}\n", file.blob)).collect();
    process::converse(repository.top(), &["cat-file", "--batch"], blobs.into_bytes(), |answer| {
        let mut differing = BTreeSet::new();
        for file in files {
            let blob = blob(answer)?;
            let bytes = fs::read(&repository.top().join(path(&file.path))).ok();
            let is_same = blob.zip(bytes).is_some_and(|(blob, bytes)| is_same_text(&blob, &bytes));
            if !is_same {
                differing.insert(file.path.clone());
            }
        }
        Ok(differing)
    })
}

/// Reads one answer of `cat-file --batch`: `ID TYPE SIZE`, the bytes and a line feed. `None` if there is no such object.
fn blob(answer: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut header = String::new();
    if answer.read_line(&mut header)? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let Some(size) = header.split_whitespace().nth(2) else { return Ok(None) };
    let size: usize = size.parse().map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
    let mut bytes = vec![];
    answer.by_ref().take(size as u64 + 1).read_to_end(&mut bytes)?;
    match bytes.len() == size + 1 {
        true => bytes.truncate(size),
        false => return Err(io::ErrorKind::UnexpectedEof.into()),
    }
    Ok(Some(bytes))
}

/// Whether two texts are the same but for how their lines end, which a checkout may convert.
fn is_same_text(one: &[u8], other: &[u8]) -> bool {
    let unified = |text: &[u8]| {
        let mut out = Vec::with_capacity(text.len());
        for (at, byte) in text.iter().enumerate() {
            if !(*byte == b'\r' && text.get(at + 1) == Some(&b'\n')) {
                out.push(*byte);
            }
        }
        out
    };
    one == other || unified(one) == unified(other)
}

/// Parses `ls-files --stage --debug -z`: `MODE ID STAGE<tab>PATH<nul>`, each followed by indented lines about the file.
fn parse(listed: &[u8]) -> Option<Vec<Tracked>> {
    let mut files: Vec<Tracked> = vec![];
    for part in listed.split(|byte| *byte == 0) {
        let mut rest = part;
        while rest.starts_with(b"  ") {
            let end = rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |at| at + 1);
            let (line, after) = rest.split_at(end);
            if let Some(file) = files.last_mut() {
                describe(file, &String::from_utf8_lossy(line));
            }
            rest = after;
        }
        if rest.is_empty() {
            continue;
        }
        let tab = rest.iter().position(|byte| *byte == b'\t')?;
        let facts = String::from_utf8_lossy(&rest[..tab]);
        let mut facts = facts.split(' ');
        let mode = u32::from_str_radix(facts.next()?, 8).ok()?;
        let blob = facts.next()?.to_owned();
        let is_file = mode == 0o120_000 || mode & 0o170_000 == 0o100_000;
        files.push(Tracked { path: rest[tab + 1..].to_vec(), mode, blob, stat: None, is_compared: is_file });
    }
    Some(files)
}

/// Takes `mtime: SECONDS:NANOSECONDS` and `size: BYTES<tab>flags: HEX` from a line of `--debug`. git promises no form for
/// them; a file without a stamp is compared by its bytes.
fn describe(file: &mut Tracked, line: &str) {
    let line = line.trim();
    if let Some((seconds, nanoseconds)) = line.strip_prefix("mtime: ").and_then(|time| time.split_once(':')) {
        if let (Ok(seconds), Ok(nanoseconds)) = (seconds.parse(), nanoseconds.parse()) {
            file.stat = Some(Stat { seconds, nanoseconds, size: u64::MAX });
        }
    } else if let Some((size, flags)) =
        line.strip_prefix("size: ").and_then(|line| line.split_once("\tflags: "))
    {
        file.stat = file.stat.and_then(|stat| Some(Stat { size: size.parse().ok()?, ..stat }));
        let flags = u32::from_str_radix(flags, 16).unwrap_or(0);
        file.is_compared &= flags & NOT_COMPARED == 0;
    }
}

fn path(bytes: &[u8]) -> PathBuf {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt as _;
        Path::new(std::ffi::OsStr::from_bytes(bytes)).to_path_buf()
    }
    #[cfg(not(unix))]
    Path::new(&*String::from_utf8_lossy(bytes)).to_path_buf()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "78981922613b2afb6025042ff6bd878ac1994e85";

    #[test]
    fn an_index_is_listed_with_stamps_modes_and_flags() {
        let debug = "  ctime: 1:2\n  mtime: 3:4\n  dev: 5\tino: 6\n  uid: 0\tgid: 0\n  size: 7\tflags: ";
        let listed = format!(
            "100644 {ID} 0\ta b\n.md\0{debug}0\n120000 {ID} 0\tlink\0{debug}8000\n160000 {ID} 0\tsub\0{debug}0\n\
             100755 {ID} 2\té\0{debug}40000000\n100644 {ID} 0\tz\0  something: else\n"
        );
        let stat = Some(Stat { seconds: 3, nanoseconds: 4, size: 7 });
        let file = |path: &str, mode, stat, is_compared| Tracked {
            path: path.into(),
            mode,
            blob: ID.into(),
            stat,
            is_compared,
        };
        let expected = vec![
            file("a b\n.md", 0o100_644, stat, true),
            file("link", 0o120_000, stat, false),
            file("sub", 0o160_000, stat, false),
            file("é", 0o100_755, stat, false),
            file("z", 0o100_644, None, true),
        ];
        assert_eq!(parse(listed.as_bytes()), Some(expected));
        assert_eq!(parse(b""), Some(vec![]));
        assert_eq!(parse(b"no such form\0"), None);
    }

    #[test]
    fn converted_line_endings_are_no_change() {
        for (one, other, same) in [
            ("a\nb\n", "a\r\nb\r\n", true),
            ("a\r\nb\n", "a\nb\r\n", true),
            ("a\rb", "ab", false),
            ("a\n", "a", false),
            ("", "", true),
        ] {
            assert_eq!(is_same_text(one.as_bytes(), other.as_bytes()), same, "{one:?} {other:?}");
        }
    }

    #[test]
    fn blobs_are_read_one_after_the_other() {
        let mut answer: &[u8] = b"1 blob 3\na\nb\n2 missing\n3 blob 0\n\n";
        let read = |answer: &mut &[u8]| blob(answer).unwrap();
        assert_eq!(read(&mut answer), Some(b"a\nb".to_vec()));
        assert_eq!(read(&mut answer), None);
        assert_eq!(read(&mut answer), Some(vec![]));
        assert!(blob(&mut &b"1 blob 5\nab"[..]).is_err());
        assert!(blob(&mut &b""[..]).is_err());
    }
}
