//! Changes to files: shown as a diff, or made.

use super::Voice;
use crate::authoring::diff::unified;
use crate::fs::{self, Flush, Kind, Occupant};
use crate::pipeline::Failure;
use std::path::{Path, PathBuf};

/// A file as it is to be.
pub(super) struct Change {
    pub file: PathBuf,
    /// The path from here.
    pub shown: String,
    /// The text it has; `None` for a file that is new.
    pub before: Option<String>,
    pub after: String,
}

/// Makes the changes, each file at once or not at all; or prints them.
pub(super) fn settle(changes: &[Change], write: bool, voice: &Voice) -> Result<(), Failure> {
    if !write {
        let diff: String = changes
            .iter()
            .map(|change| unified(&change.shown, change.before.as_deref(), &change.after))
            .collect();
        if !diff.is_empty() {
            voice.print(&diff)?;
        }
        return Ok(());
    }
    for (done, change) in changes.iter().enumerate() {
        let written = match change.before {
            Some(_) => fs::replace(&change.file, change.after.as_bytes()),
            None => fs::write_new(&change.file, change.after.as_bytes(), Flush::Now),
        };
        written.map_err(|error| stopped(Failure::disk(error), done, changes.len()))?;
    }
    Ok(())
}

/// Refuses to make a file below a folder where a symbolic link, or a file, is on the way to it.
pub(super) fn refuse_way_through(folder: &Path, inside: &Path) -> Result<(), Failure> {
    let message = match fs::occupant(folder, inside).map_err(Failure::disk)? {
        Occupant::Blocked(by) => format!("`{}` is a symbolic link or no folder", by.display()),
        Occupant::At(stamp) if stamp.kind == Kind::Symlink => {
            format!("`{}` is a symbolic link", folder.join(inside).display())
        }
        Occupant::Vacant | Occupant::At(_) => return Ok(()),
    };
    let hint = "hindsite writes through no link: put a folder or a file in its place";
    Err(Failure::Usage { message: format!("{message}; nothing was written"), hint: Some(hint.into()) })
}

/// Says how far it came: each file is as before or as wanted, and running again does the rest.
fn stopped(failure: Failure, done: usize, of: usize) -> Failure {
    match failure {
        Failure::Environment { message, hint } if of > 1 => Failure::Environment {
            message: format!("{message}; {done} of {of} files were changed before"),
            hint: Some(match hint {
                Some(hint) => format!("{hint}; running it again does the rest"),
                None => "running it again does the rest".into(),
            }),
        },
        other => other,
    }
}
