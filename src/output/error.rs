//! Why a site was not published.

use crate::fs;
use std::fmt;
use std::path::PathBuf;

/// Why a site was not published.
#[derive(Debug)]
pub enum Error {
    /// This is no folder to publish into.
    Refused {
        /// The folder, as it was typed.
        dir: PathBuf,
        /// Why: a phrase that completes "the output folder ... ".
        why: String,
        /// What to do instead.
        hint: &'static str,
    },
    /// Files that hindsite did not write stand where pages should; sorted.
    InTheWay {
        /// All of them.
        paths: Vec<PathBuf>,
    },
    /// A page has a path that may not be published.
    Path {
        /// The path.
        path: String,
    },
    /// Another run is writing to the folder.
    Busy {
        /// The folder.
        site: PathBuf,
        /// The process that is, if it said so.
        holder: Option<u32>,
    },
    /// A file that is copied to the site is not what it was when the build began.
    Changed {
        /// The file.
        file: PathBuf,
    },
    /// The disk said no.
    Fs(fs::Error),
}

impl Error {
    /// Whether another command would do (exit code 2), rather than another environment (3).
    pub fn is_usage(&self) -> bool {
        match self {
            Error::Refused { .. } | Error::InTheWay { .. } | Error::Path { .. } => true,
            Error::Busy { .. } | Error::Changed { .. } | Error::Fs(_) => false,
        }
    }

    /// What to do about it, when there is something.
    pub fn remedy(&self) -> Option<&'static str> {
        match self {
            Error::Refused { hint, .. } => Some(hint),
            Error::InTheWay { .. } => {
                Some("move them away, or overwrite them with `--force` (files only, never a folder)")
            }
            Error::Path { .. } => {
                Some("use a path without `..`, `\\`, `:`, control characters, or names that begin with a dot")
            }
            Error::Busy { .. } => Some("wait for it to end, then run again"),
            Error::Changed { .. } => Some("run again when nobody writes to it"),
            Error::Fs(error) => error.remedy(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Refused { dir, why, .. } => {
                write!(f, "the output folder `{}` {why}", dir.display())
            }
            Error::InTheWay { paths } => {
                let shown = paths.iter().take(5).map(|path| format!("`{}`", path.display()));
                let shown = shown.collect::<Vec<_>>().join(", ");
                let more = paths.len().saturating_sub(5);
                let more = if more > 0 { format!(" and {more} more") } else { String::new() };
                write!(f, "hindsite did not write {shown}{more}, and pages should go there")
            }
            Error::Path { path } => {
                write!(f, "a page cannot be published as `{}`", path.escape_debug())
            }
            Error::Busy { site, holder } => {
                let by = holder.map(|pid| format!(" (process {pid})")).unwrap_or_default();
                write!(f, "another hindsite{by} is writing to `{}`", site.display())
            }
            Error::Changed { file } => {
                write!(f, "`{}` was changed while the site was built", file.display())
            }
            Error::Fs(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Error {}

impl From<fs::Error> for Error {
    fn from(error: fs::Error) -> Error {
        Error::Fs(error)
    }
}
