//! Why the kept search index cannot be used, in the words of a message: tantivy's own are for its developers.

use crate::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tantivy::TantivyError;
use tantivy::directory::error::{LockError, OpenDirectoryError, OpenReadError, OpenWriteError};

/// Why an index cannot be used.
pub(super) enum Refusal {
    /// It is not there.
    Missing,
    /// It cannot be trusted: it is made anew.
    Unusable(String),
    /// It cannot be used now.
    Busy,
    /// tantivy failed.
    Failed(String),
    /// The disk failed; the path is inside the index, or whole.
    Disk(fs::Error),
}

impl Refusal {
    /// The reason, and what to do about it on a line of its own, of an index in `folder`.
    pub fn why(self, folder: &Path) -> String {
        match self {
            Refusal::Missing => "it disappeared".to_owned(),
            Refusal::Busy => "another hindsite is making it".to_owned(),
            Refusal::Unusable(why) | Refusal::Failed(why) => why,
            Refusal::Disk(error) => {
                let error = fs::Error { path: folder.join(&error.path), ..error };
                let hint = error.remedy().map(|remedy| format!("\nhint: {remedy}"));
                format!("{error}{}", hint.unwrap_or_default())
            }
        }
    }
}

impl From<fs::Error> for Refusal {
    fn from(error: fs::Error) -> Refusal {
        Refusal::Disk(error)
    }
}

impl From<TantivyError> for Refusal {
    fn from(error: TantivyError) -> Refusal {
        let disk = |op, file: PathBuf, source: &Arc<io::Error>| {
            let source = match source.raw_os_error() {
                Some(number) => io::Error::from_raw_os_error(number),
                None => io::Error::new(source.kind(), source.to_string()),
            };
            Refusal::Disk(fs::Error { op, path: file, source })
        };
        match error {
            TantivyError::LockFailure(LockError::LockBusy, _) => Refusal::Busy,
            TantivyError::LockFailure(LockError::IoError(source), _) => disk("lock", PathBuf::new(), &source),
            TantivyError::IoError(source) => disk("use", PathBuf::new(), &source),
            TantivyError::OpenReadError(OpenReadError::IoError { io_error, filepath }) => {
                disk("read", filepath, &io_error)
            }
            TantivyError::OpenWriteError(OpenWriteError::IoError { io_error, filepath }) => {
                disk("write", filepath, &io_error)
            }
            TantivyError::OpenDirectoryError(OpenDirectoryError::IoError { io_error, directory_path }) => {
                disk("open", directory_path, &io_error)
            }
            error => Refusal::Failed(error.to_string()),
        }
    }
}
