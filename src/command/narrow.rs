//! What the paths behind `check` mean: a part of a knowledge base, or an archive of its own.

use super::place;
use crate::cli::Global;
use crate::config;
use crate::fs;
use crate::knowledge::Edition;
use crate::pipeline::Failure;
use std::path::{Path, PathBuf};

/// The knowledge base, and the part of it that is reported on.
pub struct Scope {
    /// Where the knowledge base is.
    pub global: Global,
    /// The paths as typed, and relative to the root with `/`; an empty one is the whole.
    paths: Vec<(String, String)>,
}

impl Scope {
    /// Whether a file is reported on.
    pub fn holds(&self, file: &str) -> bool {
        self.paths.is_empty() || self.paths.iter().any(|(_, path)| is_in(file, path))
    }

    /// The paths as typed that hold none of the files.
    pub fn without<'a>(&'a self, files: &'a [&str]) -> impl Iterator<Item = &'a str> {
        let empty = |path: &str| !files.iter().any(|file| is_in(file, path));
        self.paths.iter().filter(move |(_, path)| empty(path)).map(|(typed, _)| typed.as_str())
    }
}

fn is_in(file: &str, path: &str) -> bool {
    path.is_empty() || file.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Reads the paths. Without a knowledge base around them, they are archives themselves.
pub fn scope(global: &Global, typed: &[PathBuf]) -> Result<Scope, Failure> {
    let mut global = global.clone();
    let Some(first) = typed.first() else { return Ok(Scope { global, paths: vec![] }) };
    let paths = typed.iter().map(|path| there(path)).collect::<Result<Vec<_>, _>>()?;
    if global.root.is_none() && global.content.is_empty() {
        match around(&there(first)?)? {
            Some(root) => global.root = Some(root),
            None => global.content = paths.iter().map(|path| folder(path)).collect::<Result<Vec<_>, _>>()?,
        }
    }
    let root = place::looking(&global, Edition::EVERYTHING)?.location.root;
    let paths = typed.iter().zip(paths).map(|(typed, path)| {
        let inside = path.strip_prefix(&root).map_err(|_| Failure::Usage {
            message: format!("`{}` is not in the knowledge base `{}`", typed.display(), root.display()),
            hint: Some("check one knowledge base at a time, each with `--root DIR`".into()),
        })?;
        let parts: Vec<_> = inside.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        Ok((typed.display().to_string(), parts.join("/")))
    });
    Ok(Scope { paths: paths.collect::<Result<Vec<_>, Failure>>()?, global })
}

/// The path without links in it; it must lead somewhere.
fn there(typed: &Path) -> Result<PathBuf, Failure> {
    const TYPO: &str = "check the path for a typo";
    let path = fs::resolve(typed).map_err(|error| Failure::typed(&error, TYPO))?;
    match fs::stamp(&path).map_err(|error| Failure::typed(&error, TYPO))? {
        Some(_) => Ok(path),
        None => Err(Failure::Usage {
            message: format!("there is no file or folder `{}`", typed.display()),
            hint: Some(TYPO.into()),
        }),
    }
}

/// The knowledge base a path is in: the nearest folder up with a configuration, else this folder if it
/// is one that holds the path.
fn around(path: &Path) -> Result<Option<PathBuf>, Failure> {
    let configured =
        path.ancestors().find(|folder| matches!(fs::stamp(&folder.join(config::FILE_NAME)), Ok(Some(_))));
    let here = there(Path::new("."))?;
    let own = path.starts_with(&here) && super::build::is_knowledge_base(&here);
    Ok(configured.map(Path::to_path_buf).or_else(|| own.then_some(here)))
}

/// The path, or the folder of a file.
fn folder(path: &Path) -> Result<PathBuf, Failure> {
    let is_folder = fs::stamp(path).ok().flatten().is_some_and(|stamp| stamp.kind == fs::Kind::Dir);
    match path.parent() {
        Some(parent) if !is_folder => Ok(parent.to_path_buf()),
        _ => Ok(path.to_path_buf()),
    }
}
