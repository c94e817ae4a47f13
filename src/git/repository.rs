//! The repository that holds a knowledge base, found without git's own search.
//!
//! git takes any folder with `HEAD`, `objects/` and `refs/` for a bare repository and obeys its `config`. Such a folder
//! can be committed, so git must never search upwards from among the files of a pull request: it runs where a `.git`
//! entry is, which cannot be committed, and must agree with what was found here.

use super::{Error, process};
use crate::fs::{self, Kind};
use std::path::{Path, PathBuf};
use std::process::Output;

/// The largest `.git` file that is read: it holds one path.
const MAX_POINTER: u64 = 16 << 10;

/// A work tree, and the folder in it that is asked about.
#[derive(Debug)]
pub(super) struct Repository {
    top: PathBuf,
    git_dir: PathBuf,
    /// The folder from the top, with `/` between names; empty for the top itself.
    prefix: String,
}

impl Repository {
    /// Finds the repository around a folder.
    pub fn around(root: &Path) -> Result<Repository, Error> {
        let root = fs::resolve(root).map_err(unusable)?;
        let (top, git_dir) = find(&root)?;
        let inside = root.strip_prefix(&top).unwrap_or(Path::new(""));
        let names: Vec<_> = inside.components().map(|name| name.as_os_str().to_string_lossy()).collect();
        let repository = Repository { prefix: names.join("/"), top, git_dir };
        repository.agrees()?;
        Ok(repository)
    }

    /// The top folder of the work tree.
    pub fn top(&self) -> &Path {
        &self.top
    }

    /// The index file.
    pub fn index(&self) -> PathBuf {
        self.git_dir.join("index")
    }

    /// Runs git about the folder; success or not is up to the caller.
    pub fn run(&self, arguments: &[&str]) -> Result<Output, Error> {
        process::run(&self.top, arguments)
    }

    /// Runs git about the files of the folder and returns what it printed.
    pub fn ask(&self, arguments: &[&str]) -> Result<Vec<u8>, Error> {
        let mut arguments = arguments.to_vec();
        arguments.push("--");
        if !self.prefix.is_empty() {
            arguments.push(&self.prefix);
        }
        let output = self.run(&arguments)?;
        match output.status.success() {
            true => Ok(output.stdout),
            false => Err(Error::Failed { said: complaint(&output) }),
        }
    }

    /// Returns the path from the folder of a path from the top; `None` outside of the folder.
    pub fn inside(&self, path: &[u8]) -> Option<String> {
        let path = String::from_utf8_lossy(path).into_owned();
        match self.prefix.as_str() {
            "" => Some(path),
            prefix => Some(path.strip_prefix(prefix)?.strip_prefix('/')?.to_owned()),
        }
    }

    /// Checks that git, started at the top, uses the same repository. This is also where it refuses one of another owner.
    fn agrees(&self) -> Result<(), Error> {
        let output = self.run(&["rev-parse", "--absolute-git-dir"])?;
        if !output.status.success() {
            return Err(Error::NoRepository { said: complaint(&output) });
        }
        let said = String::from_utf8_lossy(&output.stdout);
        let used = fs::resolve(Path::new(said.trim_end_matches(['\r', '\n']))).map_err(unusable)?;
        match used == self.git_dir {
            true => Ok(()),
            false => {
                Err(Error::NoRepository { said: format!("it uses `{}` for this folder", used.display()) })
            }
        }
    }
}

/// Returns the nearest folder up with a `.git` entry, and the folder of the repository that it stands for.
fn find(from: &Path) -> Result<(PathBuf, PathBuf), Error> {
    for top in from.ancestors() {
        let entry = top.join(".git");
        match fs::stamp(&entry).map_err(unusable)?.map(|stamp| stamp.kind) {
            Some(Kind::Dir) if is_repository(&entry) => return Ok((top.to_path_buf(), entry)),
            None | Some(Kind::Dir) => {}
            Some(_) => {
                let git_dir = followed(&entry)?;
                if is_among_files(&git_dir) {
                    let said = format!("`{}` leads into the files of a work tree", entry.display());
                    return Err(Error::NoRepository { said });
                }
                return Ok((top.to_path_buf(), git_dir));
            }
        }
    }
    Err(Error::NoRepository { said: "no folder above has a `.git`".to_owned() })
}

fn is_repository(git_dir: &Path) -> bool {
    matches!(fs::stamp(&git_dir.join("HEAD")), Ok(Some(_)))
}

/// Returns where a `.git` file (of a linked work tree or a submodule) or a `.git` link leads.
fn followed(entry: &Path) -> Result<PathBuf, Error> {
    let invalid = || Error::NoRepository { said: format!("`{}` leads to no repository", entry.display()) };
    let named = match fs::stamp(entry).map_err(unusable)? {
        Some(stamp) if stamp.kind == Kind::File && stamp.size <= MAX_POINTER => {
            let text = fs::read_to_string(entry).map_err(unusable)?;
            let path = text.strip_prefix("gitdir:").ok_or_else(invalid)?.trim();
            entry.parent().unwrap_or(entry).join(path)
        }
        Some(stamp) if stamp.kind == Kind::Symlink => entry.to_path_buf(),
        _ => return Err(invalid()),
    };
    let git_dir = fs::resolve(&named).map_err(unusable)?;
    if is_repository(&git_dir) { Ok(git_dir) } else { Err(invalid()) }
}

/// Whether a repository lies among the files of a work tree, where a pull request can put one, and not in the `.git` of it.
fn is_among_files(git_dir: &Path) -> bool {
    for above in git_dir.ancestors().skip(1) {
        let entry = above.join(".git");
        match fs::stamp(&entry).ok().flatten().map(|stamp| stamp.kind) {
            None => {}
            Some(_) if git_dir.starts_with(&entry) => return false,
            // A folder of work trees that keeps their repository beside them, as in `.bare`.
            Some(Kind::File) if followed(&entry).is_ok_and(|own| git_dir.starts_with(own)) => {}
            Some(_) => return true,
        }
    }
    false
}

fn unusable(error: fs::Error) -> Error {
    Error::NoRepository { said: error.to_string() }
}

fn complaint(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr);
    said.lines().next().unwrap_or("it printed no reason").trim_start_matches("fatal: ").to_owned()
}
