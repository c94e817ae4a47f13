//! Errors of the cached search index, in words for users rather than tantivy's developers.

use crate::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tantivy::TantivyError;
use tantivy::directory::error::{LockError, OpenDirectoryError, OpenReadError, OpenWriteError};

/// Why a cached index cannot be used.
pub(super) enum Refusal {
    /// It does not exist.
    Missing,
    /// It is damaged or outdated; rebuild it.
    Unusable(String),
    /// Another process is using it.
    Busy,
    /// tantivy reported an error.
    Failed(String),
    /// An I/O error; the path is absolute or relative to the index.
    Disk(fs::Error),
}

impl Refusal {
    /// Returns the reason and, on a second line, what to do, for an index in `folder`.
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
