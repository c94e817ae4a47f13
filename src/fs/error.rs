//! Why the disk said no: what was tried, where, the reason, and what a person can do about it.

use std::fmt;
use std::io::{self, ErrorKind};
use std::path::PathBuf;

/// What every function of [`crate::fs`] returns.
pub type Result<T> = std::result::Result<T, Error>;

/// One operation on one path that failed.
#[derive(Debug)]
pub struct Error {
    /// What was tried, as a verb: `cannot <op> <path>`.
    pub op: &'static str,
    /// Where.
    pub path: PathBuf,
    /// What the system answered.
    pub source: io::Error,
}

impl Error {
    /// What to do about it, when there is something.
    pub fn remedy(&self) -> Option<&'static str> {
        match self.source.kind() {
            ErrorKind::StorageFull => {
                Some("free some space (or inodes: `df -i`) on that disk, then run again")
            }
            ErrorKind::QuotaExceeded => Some("free some of your disk quota, then run again"),
            ErrorKind::FileTooLarge => Some("raise the limit on file sizes (`ulimit -f`), then run again"),
            ErrorKind::PermissionDenied => Some("check who owns it and its folder: `ls -ld` shows both"),
            ErrorKind::ReadOnlyFilesystem => Some("choose a place on a disk that can be written"),
            ErrorKind::NotFound => Some("check the path; something may have moved or removed it meanwhile"),
            ErrorKind::InvalidData => Some("save the file as UTF-8"),
            ErrorKind::InvalidInput if self.op == "read" => {
                Some("replace it by a regular file, or take it out of the folder")
            }
            ErrorKind::InvalidFilename => Some("shorten the name"),
            ErrorKind::AlreadyExists | ErrorKind::NotADirectory | ErrorKind::IsADirectory => {
                Some("move what stands there out of the way")
            }
            _ if self.is_out_of_files() => {
                Some("raise the limit on open files (`ulimit -n`), then run again")
            }
            _ => None,
        }
    }

    /// Whether the platform or the place cannot do it at all, so that another way is worth a try.
    pub fn is_inability(&self) -> bool {
        super::sys::is_unable(&self.source)
    }

    fn is_out_of_files(&self) -> bool {
        // EMFILE and ENFILE have no `ErrorKind`; the numbers are the same on every Unix.
        cfg!(unix) && matches!(self.source.raw_os_error(), Some(23 | 24))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reason = self.source.to_string();
        let reason = reason.split(" (os error").next().unwrap_or(&reason);
        write!(f, "cannot {} `{}`: {reason}", self.op, self.path.display())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}
