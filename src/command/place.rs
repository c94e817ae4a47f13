//! Where a command works, and on which day: from what was typed, the folder it was typed in, and
//! the environment.

use crate::cli::Global;
use crate::config;
use crate::fs::{self, Kind};
use crate::pipeline::Failure;
use crate::source::{Location, Storage};
use jiff::civil::Date;
use jiff::{Timestamp, Zoned};
use std::path::{Path, PathBuf};

/// The root and the content folders. Given content without a root is an archive of its own: the
/// configuration of the folder one happens to stand in does not apply to it.
pub fn location(global: &Global, output: &Path) -> Result<Location, Failure> {
    let content = global.content.iter().map(|folder| existing(folder)).collect::<Result<Vec<_>, _>>()?;
    let root = match (&global.root, content.as_slice()) {
        (Some(root), _) => existing(root)?,
        (None, []) => nearest(&existing(Path::new("."))?)?,
        (None, [only]) => only.clone(),
        (None, several) => common(several),
    };
    let output = fs::resolve(output).ok();
    Ok(Location { root, content, output, storage: Storage::Disk })
}

/// The folder to publish into when none is named: beside the configuration, or here.
pub fn default_output(global: &Global) -> Result<PathBuf, Failure> {
    match (&global.root, global.content.is_empty()) {
        (Some(root), _) => Ok(root.join("public")),
        (None, false) => Ok(PathBuf::from("public")),
        (None, true) => {
            let here = existing(Path::new("."))?;
            let root = nearest(&here)?;
            Ok(if root == here { PathBuf::from("public") } else { root.join("public") })
        }
    }
}

/// The day: typed, from `SOURCE_DATE_EPOCH`, or the clock's.
pub fn today(global: &Global) -> Result<Date, Failure> {
    if let Some(today) = global.today {
        return Ok(today);
    }
    let Ok(epoch) = std::env::var("SOURCE_DATE_EPOCH") else { return Ok(Zoned::now().date()) };
    let seconds = epoch.trim().parse::<i64>().ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
    match seconds {
        Some(timestamp) => Ok(timestamp.to_zoned(jiff::tz::TimeZone::UTC).date()),
        None => Err(Failure::Usage {
            message: format!("SOURCE_DATE_EPOCH is `{epoch}`, which is not a number of seconds"),
            hint: Some("unset it, or give the day with `--today YYYY-MM-DD`".into()),
        }),
    }
}

fn existing(folder: &Path) -> Result<PathBuf, Failure> {
    let missing =
        |message: String| Failure::Usage { message, hint: Some("check the path for a typo".into()) };
    let resolved = fs::resolve(folder).map_err(|error| missing(error.to_string()))?;
    let stamp = fs::stamp(&resolved).map_err(|error| missing(error.to_string()))?;
    match stamp.map(|stamp| stamp.kind) {
        Some(Kind::Dir) => Ok(resolved),
        Some(_) => Err(missing(format!("`{}` is not a folder", folder.display()))),
        None => Err(missing(format!("there is no folder `{}`", folder.display()))),
    }
}

/// The nearest folder up with a `hindsite.toml`, else the folder itself.
fn nearest(from: &Path) -> Result<PathBuf, Failure> {
    for folder in from.ancestors() {
        let found = fs::stamp(&folder.join(config::FILE_NAME)).ok().flatten();
        if found.is_some() {
            return Ok(folder.to_path_buf());
        }
    }
    Ok(from.to_path_buf())
}

/// The deepest folder that holds them all.
fn common(folders: &[PathBuf]) -> PathBuf {
    let first = folders.first().cloned().unwrap_or_default();
    let holds_all = |folder: &&Path| folders.iter().all(|other| other.starts_with(folder));
    first.ancestors().find(holds_all).map_or_else(|| PathBuf::from("/"), Path::to_path_buf)
}
