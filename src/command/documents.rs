//! The documents that a command edits: each with its file, under the path a person here would type.

use super::{overlooked, place};
use crate::cli::Global;
use crate::config::{Config, FILE_NAME};
use crate::diagnostic::{Code, Diagnostic, Report, Severity, Texts};
use crate::fs::{self, Kind};
use crate::pipeline::Failure;
use crate::source::{self, Location, Source, Storage};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What was found.
pub(super) struct Documents {
    /// The configuration they are read by.
    pub config: Arc<Config>,
    /// The documents, sorted by path.
    pub documents: Vec<Document>,
    /// What is wrong with files that could not be read.
    pub unread: Vec<Diagnostic>,
}

/// A document and where it is.
pub(super) struct Document {
    pub source: Source,
    pub file: PathBuf,
    /// The path from here.
    pub shown: String,
}

impl Documents {
    /// Those in files and folders, or with none named those of the knowledge base.
    pub fn find(global: &Global, paths: &[PathBuf]) -> Result<Documents, Failure> {
        let location = location(global, paths)?;
        let only: Vec<PathBuf> = paths.iter().filter_map(|path| fs::resolve(path).ok()).collect();
        let inputs = source::load(&location, place::today(global)?)?;
        let here = fs::resolve(Path::new(".")).map_err(usage)?;
        let asked = |file: &Path| only.is_empty() || only.iter().any(|path| file.starts_with(path));
        let mut documents = vec![];
        for source in inputs.sources {
            let file = file(&location, &source.path)?;
            if asked(&file) {
                let shown = shown(&here, &file);
                documents.push(Document { source, file, shown });
            }
        }
        let is_asked =
            |problem: &Diagnostic| file(&location, &problem.place.path).map_or(true, |file| asked(&file));
        let is_unread =
            |problem: &Diagnostic| problem.severity == Severity::Error || problem.code == Code::NotReadable;
        let unread: Vec<Diagnostic> =
            inputs.diagnostics.into_iter().filter(is_unread).filter(is_asked).collect();
        if let (true, Some(path)) = (documents.is_empty() && unread.is_empty(), paths.first()) {
            return Err(overlooked::failure(path, &location.root, &inputs.config.ignore));
        }
        Ok(Documents { config: inputs.config, documents, unread })
    }

    /// What is wrong, with its places.
    pub fn report(&self) -> Report {
        Report::new(self.unread.clone(), &Texts::new())
    }
}

/// The folders to read. The configuration is the one above the first path, else there is none.
fn location(global: &Global, paths: &[PathBuf]) -> Result<Location, Failure> {
    if paths.is_empty() {
        return place::location(global, &place::default_output(global)?);
    }
    let content = paths.iter().map(|path| folder_of(path)).collect::<Result<Vec<_>, _>>()?;
    let root = match &global.root {
        Some(root) => place::existing(root)?,
        None => {
            let first = content.first().cloned().unwrap_or_default();
            let above = place::nearest(&first)?;
            let configured = fs::stamp(&above.join(FILE_NAME)).map_err(usage)?.is_some();
            if configured { above } else { place::common(&content) }
        }
    };
    Ok(Location { root, content, output: None, storage: Storage::Disk })
}

/// The folder itself, or the one a file is in.
fn folder_of(path: &Path) -> Result<PathBuf, Failure> {
    let real = fs::resolve(path).map_err(usage)?;
    let stamp = fs::stamp(&real).map_err(usage)?;
    match stamp.map(|stamp| stamp.kind) {
        Some(Kind::Dir) => Ok(real),
        Some(_) => Ok(real.parent().map_or(real.clone(), Path::to_path_buf)),
        None => Err(Failure::Usage {
            message: format!("there is no file or folder `{}`", path.display()),
            hint: Some("check the path for a typo".into()),
        }),
    }
}

/// Where a document is: its path is relative to the root, or to a folder that is not below it.
fn file(location: &Location, path: &str) -> Result<PathBuf, Failure> {
    let roots = std::iter::once(&location.root).chain(&location.content);
    for root in roots.clone() {
        let file = root.join(path);
        if fs::target(&file).map_err(Failure::disk)?.is_some() {
            return fs::resolve(&file).map_err(Failure::disk);
        }
    }
    Ok(location.root.join(path))
}

fn shown(here: &Path, file: &Path) -> String {
    let path = file.strip_prefix(here).unwrap_or(file);
    slashed(path).trim_start_matches('/').to_owned()
}

/// A path with `/` between its names; elsewhere than on Windows a backslash is part of one.
pub(super) fn slashed(path: &Path) -> String {
    let path = path.to_string_lossy();
    if cfg!(windows) { path.replace('\\', "/") } else { path.into_owned() }
}

/// A path that cannot be looked at.
fn usage(error: fs::Error) -> Failure {
    Failure::typed(&error, error.remedy().unwrap_or("check the path for a typo"))
}
