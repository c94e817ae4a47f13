//! Where a command works, and on which day: from what was typed, the folder it was typed in, and
//! the environment.

use crate::cli::Global;
use crate::config::{self, Config};
use crate::fs::{self, Kind};
use crate::knowledge::Edition;
use crate::leak_check::Matches;
use crate::output::Foreign;
use crate::pipeline::{Failure, Request};
use crate::source::{Location, Storage, load_config};
use jiff::civil::Date;
use jiff::{Timestamp, Zoned};
use std::path::{Path, PathBuf};
use std::time::Duration;

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

/// Where what can be made again is kept: in the knowledge base, or, for an archive that is only looked at, in
/// the person's own cache.
pub fn cache(global: &Global, location: &Location) -> Option<PathBuf> {
    let adopted = global.root.is_some() || global.content.is_empty();
    if adopted {
        return Some(location.root.join(".hindsite"));
    }
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let caches = variable("XDG_CACHE_HOME").or_else(|| Some(std::env::home_dir()?.join(".cache")))?;
    let folders: Vec<_> = location.content.iter().map(|folder| folder.to_string_lossy()).collect();
    let digest = xxhash_rust::xxh3::xxh3_64(folders.join("\n").as_bytes());
    Some(caches.join("hindsite").join(format!("{digest:016x}")))
}

/// The configuration there, or every default.
pub fn config(global: &Global) -> Result<Config, Failure> {
    let location = location(global, &default_output(global)?)?;
    Ok(load_config(location.storage, &location.root)?)
}

/// What is asked of the pipeline by commands that only look.
pub fn looking(global: &Global, edition: Edition) -> Result<Request, Failure> {
    let output = default_output(global)?;
    let location = location(global, &output)?;
    Ok(Request {
        cache: cache(global, &location),
        location,
        today: today(global)?,
        edition,
        base_url: None,
        strict: false,
        output,
        foreign: Foreign::Respect,
        home: None,
        patience: Duration::ZERO,
        matches: matches(),
    })
}

/// Whether leaks are reported with the words that were found: not on a machine of CI, whose logs others may read.
pub fn matches() -> Matches {
    let value = std::env::var_os("CI").unwrap_or_default();
    match value.to_str() {
        Some("" | "0" | "false") => Matches::Shown,
        _ => Matches::Hidden,
    }
}

/// What is said of a folder that holds no knowledge base; `hint` is what to type instead.
pub fn nothing_here(root: &Path, hint: &str) -> Failure {
    let message = format!(
        "there is no knowledge base in `{}`: neither a hindsite.toml nor a content folder",
        root.display()
    );
    Failure::Usage { message, hint: Some(hint.to_owned()) }
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

/// From the repository's root, which workflows know, to a folder in it, with a `/` at the end.
pub fn above(root: &Path) -> String {
    let inside = inside_repository(root).filter(|inside| !inside.is_empty());
    inside.map(|inside| format!("{inside}/")).unwrap_or_default()
}

/// A file as a workflow names it: from the repository's root, else as it was typed.
pub fn in_repository(file: &Path) -> String {
    let resolved = fs::resolve(file).ok();
    resolved.and_then(|file| inside_repository(&file)).unwrap_or_else(|| file.to_string_lossy().into_owned())
}

fn inside_repository(path: &Path) -> Option<String> {
    let workspace = std::env::var_os("GITHUB_WORKSPACE").filter(|value| !value.is_empty())?;
    let workspace = fs::resolve(Path::new(&workspace)).ok()?;
    let parts = path.strip_prefix(workspace).ok()?.components();
    Some(parts.map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/"))
}

/// Adds Markdown to the summary of the workflow step that hindsite runs in, if it does.
pub fn step_summary(markdown: &str) -> Result<(), Failure> {
    let Some(path) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()) else {
        return Ok(());
    };
    fs::append(Path::new(&path), markdown.as_bytes()).map_err(|error| Failure::Environment {
        message: error.to_string(),
        hint: Some("`GITHUB_STEP_SUMMARY` names the file; a workflow's runner sets it".into()),
    })
}

pub(super) fn existing(folder: &Path) -> Result<PathBuf, Failure> {
    let typo = match folder == Path::new(".") {
        true => "the folder you stand in was removed: change to one that is there",
        false => "check the path for a typo",
    };
    let missing = |message: String| Failure::Usage { message, hint: Some(typo.into()) };
    let resolved = fs::resolve(folder).map_err(|error| Failure::typed(&error, typo))?;
    let stamp = fs::stamp(&resolved).map_err(|error| Failure::typed(&error, typo))?;
    match stamp.map(|stamp| stamp.kind) {
        Some(Kind::Dir) => Ok(resolved),
        Some(_) => Err(missing(format!("`{}` is not a folder", folder.display()))),
        None => Err(missing(format!("there is no folder `{}`", folder.display()))),
    }
}

/// The nearest folder up with a `hindsite.toml`, else the folder itself.
pub(super) fn nearest(from: &Path) -> Result<PathBuf, Failure> {
    for folder in from.ancestors() {
        let found = fs::stamp(&folder.join(config::FILE_NAME)).ok().flatten();
        if found.is_some() {
            return Ok(folder.to_path_buf());
        }
    }
    Ok(from.to_path_buf())
}

/// The deepest folder that holds them all.
pub(super) fn common(folders: &[PathBuf]) -> PathBuf {
    let first = folders.first().cloned().unwrap_or_default();
    let holds_all = |folder: &&Path| folders.iter().all(|other| other.starts_with(folder));
    first.ancestors().find(holds_all).map_or_else(|| PathBuf::from("/"), Path::to_path_buf)
}

/// What tells this program from another, also from one of the same version: when its file was written, and its
/// length. `None` where that cannot be known.
pub fn program() -> Option<u128> {
    let stamp = fs::target(&std::env::current_exe().ok()?).ok()??;
    let told = format!("{} {} {:?}", env!("CARGO_PKG_VERSION"), stamp.size, stamp.modified?);
    Some(xxhash_rust::xxh3::xxh3_128(told.as_bytes()))
}
