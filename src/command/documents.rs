//! The documents that a command edits: each with its file, under the path a person here would type.

use super::{overlooked, place};
use crate::cli::Global;
use crate::config::{Config, FILE_NAME};
use crate::diagnostic::{Code, Diagnostic, Report, Severity, Texts};
use crate::fs::{self, Kind};
use crate::pipeline::Failure;
use crate::source::{self, Location, Source, Storage};
use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};
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
        let mut documents: Vec<Document> = vec![];
        let mut known = HashMap::new();
        for (source, named) in inputs.sources.into_iter().zip(inputs.files) {
            let file = fs::resolve(&named).map_err(Failure::disk)?;
            if !asked(&file) {
                continue;
            }
            let document = Document { shown: shown(&here, &file), source, file };
            match known.get(&document.file) {
                // A link to it, or another name of the folder: the name that is no link counts.
                Some(&at) if named == document.file => documents[at] = document,
                Some(_) => {}
                None => {
                    known.insert(document.file.clone(), documents.len());
                    documents.push(document);
                }
            }
        }
        // Where it is, not where a link leads: that one leads elsewhere is what is wrong with it.
        let folders: Vec<&PathBuf> = std::iter::once(&location.root).chain(&location.content).collect();
        let is_asked =
            |problem: &Diagnostic| folders.iter().any(|folder| asked(&folder.join(&*problem.place.path)));
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
    paths.iter().try_for_each(|path| refuse_way_out(global, path))?;
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

/// Refuses a path that a symbolic link leads out of the knowledge base, or out of the folder where it was typed: a
/// pattern such as `content/*` names the links in a folder too. The folders of the configuration may be links.
fn refuse_way_out(global: &Global, typed: &Path) -> Result<(), Failure> {
    let real = fs::resolve(typed).map_err(usage)?;
    let written = without_parent_names(typed)?;
    let here = fs::resolve(Path::new(".")).map_err(usage)?;
    let above = written.ancestors().skip(1);
    let configured = above.clone().find(|folder| matches!(fs::target(&folder.join(FILE_NAME)), Ok(Some(_))));
    let base = match (&global.root, configured) {
        (Some(root), _) => root.clone(),
        (None, Some(folder)) => folder.to_path_buf(),
        (None, None) if written.starts_with(&here) => here,
        (None, None) => written.parent().unwrap_or(&written).to_path_buf(),
    };
    let config = source::load_config(Storage::Disk, &base).unwrap_or_default();
    let mut allowed = config.content.iter().map(|folder| base.join(folder)).chain([base.clone()]);
    if allowed.any(|folder| fs::resolve(&folder).is_ok_and(|folder| real.starts_with(folder))) {
        return Ok(());
    }
    Err(Failure::Usage {
        message: format!("`{}` leads out of `{}` through a symbolic link", typed.display(), base.display()),
        hint: Some(format!("name what it leads to: `{}`", real.display())),
    })
}

/// Makes a path absolute, with its links as they are; what stands before the last `..` is resolved.
fn without_parent_names(typed: &Path) -> Result<PathBuf, Failure> {
    let absolute = fs::absolute(typed).map_err(usage)?;
    let names: Vec<_> = absolute.components().collect();
    let Some(last) = names.iter().rposition(|name| *name == Component::ParentDir) else {
        return Ok(absolute);
    };
    let (before, after): (PathBuf, PathBuf) =
        (names[..=last].iter().collect(), names[last + 1..].iter().collect());
    Ok(fs::resolve(&before).map_err(usage)?.join(after))
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
