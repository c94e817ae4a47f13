//! The only module that touches the disk (`clippy.toml` forbids the rest of the crate to).
//!
//! Every operation names itself and its path when it fails, and passes through `attempt`: the one place
//! where a test can later make the Nth operation fail. Listings are sorted. Nothing here knows what a site
//! is, decides what may be deleted, or follows a symbolic link unless it says so.
#![expect(clippy::disallowed_methods, reason = "this is the module the rule points to")]

mod error;
mod flusher;
mod sys;
mod walk;

pub use error::{Error, Result};
pub use flusher::Flusher;
pub use sys::{Exchange, exchange, is_dir, is_same_mount, is_writable, writable};
pub use walk::{Found, Reason, Skipped, Walk, walk};

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, Write};
use std::path::{Component, Path, PathBuf};
use std::time::SystemTime;

/// What a name in a folder stands for, without following it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A regular file.
    File,
    /// A folder.
    Dir,
    /// A symbolic link, whatever it leads to.
    Symlink,
    /// A FIFO, a socket or a device.
    Other,
}

/// What can be known of a file without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// File, folder, link or other.
    pub kind: Kind,
    /// Length in bytes.
    pub size: u64,
    /// When its content was last changed, or what a program said that was.
    pub modified: Option<SystemTime>,
    /// When anything of it was last changed, which no program can set. `None` where there is no such thing.
    pub changed: Option<SystemTime>,
    /// Permission bits; `0o644` where the platform has none.
    pub mode: u32,
    /// Device and inode: two names with the same identity are one file. `None` where there is no such thing.
    pub identity: Option<(u64, u64)>,
}

/// What stands at a path below a folder, reached through real folders only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Occupant {
    /// Nothing.
    Vacant,
    /// This, at the end of the path.
    At(Stamp),
    /// Something on the way is no folder (a symbolic link is none either).
    Blocked(PathBuf),
}

/// Whether written bytes must be on the disk before the call returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flush {
    /// Yes: the file is flushed by itself.
    Now,
    /// No: the caller flushes later, with [`flush`] or everything at once with [`flush_all`].
    Later,
}

/// The choke point: runs one operation, again if a signal interrupted it, and names it when it fails. A fault
/// layer belongs here: a process-wide atomic counter that answers an error, or kills, at the Nth call.
fn attempt<T>(op: &'static str, path: &Path, mut run: impl FnMut() -> io::Result<T>) -> Result<T> {
    loop {
        match run() {
            Err(source) if source.kind() == ErrorKind::Interrupted => {}
            Err(source) => {
                return Err(Error { op, path: path.to_path_buf(), source });
            }
            Ok(value) => return Ok(value),
        }
    }
}

/// The bytes of a regular file; symbolic links are followed, a FIFO or a device is an error and never a hang.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    attempt("read", path, || {
        let mut file = sys::nonblocking(OpenOptions::new().read(true)).open(path)?;
        let meta = file.metadata()?;
        if meta.is_dir() {
            return Err(ErrorKind::IsADirectory.into());
        }
        if !meta.is_file() {
            return Err(io::Error::new(ErrorKind::InvalidInput, "not a regular file"));
        }
        let mut bytes = Vec::with_capacity(usize::try_from(meta.len()).unwrap_or(0));
        file.read_to_end(&mut bytes)?;
        Ok(bytes)
    })
}

/// The text of a regular file; bytes that are not UTF-8 are an error that says where they are.
pub fn read_to_string(path: &Path) -> Result<String> {
    String::from_utf8(read(path)?).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let source = io::Error::new(ErrorKind::InvalidData, format!("invalid UTF-8 at byte {at}"));
        Error { op: "read", path: path.to_path_buf(), source }
    })
}

/// The names in a folder, sorted, with what each stands for.
pub fn list(dir: &Path) -> Result<Vec<(OsString, Kind)>> {
    attempt("list", dir, || {
        let mut names = fs::read_dir(dir)?
            .map(|entry| entry.and_then(|e| Ok((e.file_name(), sys::kind(e.file_type()?)))))
            .collect::<io::Result<Vec<_>>>()?;
        names.sort();
        Ok(names)
    })
}

/// What stands at `path` itself, links not followed; `None` if nothing does.
pub fn stamp(path: &Path) -> Result<Option<Stamp>> {
    attempt("look at", path, || match fs::symlink_metadata(path) {
        Ok(meta) => Ok(Some(sys::stamp(&meta))),
        Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(e) => Err(e),
    })
}

/// What stands where a folder above a path would have to be, links not followed.
pub fn file_above(path: &Path) -> Result<Option<PathBuf>> {
    for above in path.ancestors().skip(1) {
        match stamp(above)?.map(|stamp| stamp.kind) {
            Some(Kind::Dir) => return Ok(None),
            Some(_) => return Ok(Some(above.to_path_buf())),
            None => {}
        }
    }
    Ok(None)
}

/// What a path leads to, links followed; `None` if it leads nowhere.
pub fn target(path: &Path) -> Result<Option<Stamp>> {
    attempt("look at", path, || match fs::metadata(path) {
        Ok(meta) => Ok(Some(sys::stamp(&meta))),
        Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(e) => Err(e),
    })
}

/// The time by the clock that stamps are made with. It tells how old a stamp is, and reaches no page.
pub fn now() -> SystemTime {
    SystemTime::now()
}

/// What stands at `root/relative`; no folder on the way may be a symbolic link.
pub fn occupant(root: &Path, relative: &Path) -> Result<Occupant> {
    let mut path = root.to_path_buf();
    let mut names = relative.components().peekable();
    while let Some(name) = names.next() {
        path.push(name);
        match stamp(&path)? {
            None => return Ok(Occupant::Vacant),
            Some(stamp) if names.peek().is_none() => return Ok(Occupant::At(stamp)),
            Some(Stamp { kind: Kind::Dir, .. }) => {}
            Some(_) => return Ok(Occupant::Blocked(path)),
        }
    }
    Ok(Occupant::Blocked(path))
}

/// The real, absolute path: links resolved as far as the path exists, `.` and `..` taken away in the rest.
/// A dangling or circular link is an error.
pub fn resolve(path: &Path) -> Result<PathBuf> {
    let absolute = attempt("resolve", path, || std::path::absolute(path))?;
    let mut real = PathBuf::new();
    for component in absolute.components() {
        match component {
            Component::ParentDir => {
                real.pop();
            }
            Component::CurDir => {}
            other => {
                real.push(other);
                if stamp(&real)?.is_some() {
                    real = attempt("resolve", path, || fs::canonicalize(&real))?;
                }
            }
        }
    }
    Ok(real)
}

/// The absolute path, with its links and `..` as they are.
pub fn absolute(path: &Path) -> Result<PathBuf> {
    attempt("resolve", path, || std::path::absolute(path))
}

/// Makes a folder and those above it, readable by all whatever the umask; those that exist stay as they are.
pub fn create_dir_all(dir: &Path) -> Result<()> {
    let make = || match fs::create_dir(dir) {
        Ok(()) => sys::open_to_all(dir).map(|()| None),
        Err(e) if e.kind() == ErrorKind::AlreadyExists && sys::is_dir(dir) => Ok(None),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(Some(e)),
        Err(e) => Err(e),
    };
    let Some(no_parent) = attempt("create", dir, make)? else {
        return Ok(());
    };
    match dir.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        None => Err(Error { op: "create", path: dir.to_path_buf(), source: no_parent }),
        Some(parent) => {
            create_dir_all(parent)?;
            attempt("create", dir, make).map(|_| ())
        }
    }
}

/// Makes a folder readable by all.
pub fn open_to_all(dir: &Path) -> Result<()> {
    attempt("open to all", dir, || sys::open_to_all(dir))
}

/// Writes a file that must not exist yet, mode 0644 whatever the umask; its folder is made if need be.
pub fn write_new(path: &Path, bytes: &[u8], flush: Flush) -> Result<()> {
    let create = || OpenOptions::new().write(true).create_new(true).open(path);
    let mut file = match attempt("create", path, create) {
        Err(error) if error.source.kind() == ErrorKind::NotFound => {
            path.parent().map_or(Ok(()), create_dir_all)?;
            attempt("create", path, create)?
        }
        other => other?,
    };
    let written = attempt("write", path, || file.write_all(bytes))
        .and_then(|()| attempt("write", path, || sys::readable_by_all(&file)))
        .and_then(|()| match flush {
            Flush::Now => attempt("flush", path, || file.sync_all()),
            Flush::Later => Ok(()),
        });
    if written.is_err() {
        // Half a file is none; the first failure is the one to tell.
        let _ = remove_file(path);
    }
    written
}

/// Adds to the end of a file that others write to as well; makes it if need be.
pub fn append(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut file = attempt("open", path, || OpenOptions::new().append(true).create(true).open(path))?;
    attempt("write", path, || file.write_all(bytes))
}

/// Puts other bytes into a file that exists, all or none of them: they are written beside it, with its
/// permissions, and moved into its place. A link is an error: what it leads to may be anybody's.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    let above = path.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let real = resolve(above)?.join(path.file_name().unwrap_or_default());
    if stamp(&real)?.is_none_or(|stamp| stamp.kind != Kind::File) {
        let source = io::Error::new(ErrorKind::AlreadyExists, "it is not a regular file");
        return Err(Error { op: "replace", path: real, source });
    }
    let name = real.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let scratch = real.with_file_name(format!(".{name}.hindsite-{}", std::process::id()));
    // What a run before us that was killed may have left under the same number.
    remove_file(&scratch)?;
    // The name beside it is nothing that a person knows.
    let made = write_new(&scratch, bytes, Flush::Now).map_err(|Error { op: _, path: _, source }| Error {
        op: "replace",
        path: real.clone(),
        source,
    });
    let written = made.and_then(|()| {
        let permissions = attempt("look at", &real, || Ok(fs::metadata(&real)?.permissions()))?;
        attempt("write", &scratch, || fs::set_permissions(&scratch, permissions.clone()))?;
        attempt("write", &real, || OpenOptions::new().append(true).open(&real).map(drop))?;
        rename(&scratch, &real)
    });
    if written.is_err() {
        // The first failure is the one to tell.
        let _ = remove_file(&scratch);
    }
    written
}

/// Moves a file or folder, replacing a file that has the new name; both must be on one filesystem.
pub fn rename(from: &Path, to: &Path) -> Result<()> {
    attempt("move into place", to, || fs::rename(from, to))
}

/// Gives a file a second name; the name must be free.
pub fn hard_link(from: &Path, to: &Path) -> Result<()> {
    attempt("link", to, || fs::hard_link(from, to))
}

/// Removes a file (or a link, not what it leads to); one that is gone already is no error.
pub fn remove_file(path: &Path) -> Result<()> {
    attempt("remove", path, || match fs::remove_file(path) {
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(()),
        other => other,
    })
}

/// Removes a folder if it is empty; says whether it is gone.
pub fn remove_dir_if_empty(dir: &Path) -> Result<bool> {
    attempt("remove", dir, || match fs::remove_dir(dir) {
        Ok(()) => Ok(true),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(true),
        Err(e) if matches!(e.kind(), ErrorKind::DirectoryNotEmpty | ErrorKind::NotADirectory) => Ok(false),
        Err(e) => Err(e),
    })
}

/// Removes a scratch folder of our own with all that is in it; links are removed, never followed.
pub fn remove_scratch(dir: &Path) -> Result<()> {
    attempt("remove", dir, || match fs::remove_dir_all(dir) {
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(()),
        other => other,
    })
}

/// Flushes a file that was written.
pub fn flush(path: &Path) -> Result<()> {
    attempt("flush", path, || File::open(path)?.sync_all())
}

/// Flushes everything written to the filesystem that holds `dir`, in one go where the platform can.
pub fn flush_all(dir: &Path) -> Result<()> {
    attempt("flush", dir, || sys::flush_all(&File::open(dir)?))
}

/// What became of an attempt to lock a file.
#[derive(Debug)]
pub enum Claim {
    /// Ours until the file is closed, even by `kill -9`.
    Held(File),
    /// Somebody else's; what they wrote in it.
    Taken(String),
}

/// Locks the file at `path` without waiting, made if need be, and writes `note` into it. A link, a FIFO, or a file with
/// anything else in it than a note of digits is somebody's own, and an error.
pub fn claim(path: &Path, note: &str) -> Result<Claim> {
    let foreign = |why: &str| io::Error::new(ErrorKind::AlreadyExists, why.to_owned());
    attempt("lock", path, || {
        // A FIFO must not be opened; what comes between is found when it is read.
        if fs::symlink_metadata(path).is_ok_and(|meta| !meta.is_file()) {
            return Err(foreign("it is not a regular file"));
        }
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let mut file = sys::no_follow(&mut options).open(path)?;
        match file.try_lock() {
            Err(fs::TryLockError::Error(e)) => return Err(e),
            Err(fs::TryLockError::WouldBlock) => {
                let mut holder = String::new();
                file.take(64).read_to_string(&mut holder)?;
                return Ok(Claim::Taken(holder));
            }
            Ok(()) => {}
        }
        // The holder before us may have removed the file between our open and our lock.
        let ours = sys::stamp(&file.metadata()?).identity;
        let named = fs::symlink_metadata(path).ok().and_then(|meta| sys::stamp(&meta).identity);
        if ours != named {
            return Err(ErrorKind::Interrupted.into());
        }
        let mut before = vec![];
        (&file).take(65).read_to_end(&mut before)?;
        if before.len() > 64 || !before.iter().all(|byte| byte.is_ascii_digit() || byte.is_ascii_whitespace())
        {
            return Err(foreign("hindsite did not write it"));
        }
        file.rewind()?;
        file.set_len(0)?;
        file.write_all(note.as_bytes())?;
        Ok(Claim::Held(file))
    })
}
