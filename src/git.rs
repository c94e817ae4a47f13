//! Asks git which files of the knowledge base differ from a base commit, and where the repository comes from.
//!
//! The files under the work tree may come from a pull request, so nothing in them may decide what runs. git is asked
//! plumbing questions only (`rev-parse`, `merge-base`, `diff-index --cached`, `ls-files`, `cat-file`, `symbolic-ref`,
//! `remote get-url`): none of them runs a filter, a diff driver or a hook, and none opens a submodule. What differs
//! between the index and the work tree is worked out here, from file stamps and bytes.

mod origin;
mod process;
mod repository;
mod work_tree;

pub use origin::{default_branch, origin};
use repository::Repository;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

/// Why git has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// There is no git.
    Missing {
        /// What the system said.
        reason: String,
    },
    /// The folder is in no repository, or in one that git does not trust.
    NoRepository {
        /// What git said.
        said: String,
    },
    /// No commit has this name.
    NoSuchReference {
        /// The name.
        reference: String,
    },
    /// The commit and the present one have no common beginning, as in a shallow clone.
    NoCommonHistory {
        /// The name.
        reference: String,
    },
    /// Anything else.
    Failed {
        /// What git said.
        said: String,
    },
}

impl Error {
    /// Returns what to do about it.
    pub fn remedy(&self) -> Option<&'static str> {
        match self {
            Error::Missing { .. } => Some("install git, or leave out `--changed-since`"),
            Error::NoRepository { .. } => Some("run it in a clone of the archive's repository"),
            Error::NoSuchReference { .. } => Some(
                "name a branch, a tag or a commit, such as `origin/main`; in a workflow, check out with `fetch-depth: 0`",
            ),
            Error::NoCommonHistory { .. } => {
                Some("fetch the whole history: `git fetch --unshallow`, or `fetch-depth: 0` in a workflow")
            }
            Error::Failed { .. } => None,
        }
    }

    /// Returns whether the request is wrong, not the machine.
    pub fn is_usage(&self) -> bool {
        !matches!(self, Error::Missing { .. } | Error::Failed { .. })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Missing { reason } => write!(f, "git cannot be run: {reason}"),
            Error::NoRepository { said } => write!(f, "git knows no repository here: {said}"),
            Error::NoSuchReference { reference } => write!(f, "git knows no commit `{reference}`"),
            Error::NoCommonHistory { reference } => {
                write!(f, "`{reference}` and the commit that is checked out have no common history")
            }
            Error::Failed { said } => write!(f, "git failed: {said}"),
        }
    }
}

/// The files below a folder that differ from a base commit, as paths from that folder with `/` between names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// Added or changed, committed or not.
    pub changed: BTreeSet<String>,
    /// Deleted, or renamed to something else.
    pub removed: BTreeSet<String>,
}

/// Compares the files below `root` with the commit where the history parted from `reference`.
///
/// # Errors
/// Without git, a repository, the commit, or a common history.
pub fn changes_since(root: &Path, reference: &str) -> Result<Difference, Error> {
    let repository = Repository::around(root)?;
    let base = parted_from(&repository, reference)?;
    let committed = staged_changes(&repository, &base)?;
    let local = work_tree::compare(&repository)?;
    let is_added = |path: &Vec<u8>| committed.get(path) == Some(&b'A');
    let is_deleted = |path: &Vec<u8>| committed.get(path) == Some(&b'D');
    let staged = committed.keys().filter(|path| !is_deleted(path) && !local.missing.contains(*path));
    let changed = staged.chain(&local.changed).chain(&local.untracked);
    let deleted = committed.keys().filter(|path| is_deleted(path) && !local.untracked.contains(*path));
    let removed = deleted.chain(local.missing.iter().filter(|path| !is_added(path)));
    let inside = |path: &Vec<u8>| repository.inside(path);
    Ok(Difference {
        changed: changed.filter_map(inside).collect(),
        removed: removed.filter_map(inside).collect(),
    })
}

/// Returns the commit where the present history parted from `reference`.
fn parted_from(repository: &Repository, reference: &str) -> Result<String, Error> {
    let commit = format!("{reference}^{{commit}}");
    let known = repository.run(&["rev-parse", "--verify", "--quiet", "--end-of-options", &commit])?;
    if !known.status.success() {
        return Err(Error::NoSuchReference { reference: reference.to_owned() });
    }
    let commit = String::from_utf8_lossy(&known.stdout).trim().to_owned();
    let base = repository.run(&["merge-base", &commit, "HEAD"])?;
    match base.status.success() {
        true => Ok(String::from_utf8_lossy(&base.stdout).trim().to_owned()),
        false => Err(Error::NoCommonHistory { reference: reference.to_owned() }),
    }
}

/// Returns the paths in which the index differs from a commit, each with git's letter for how.
fn staged_changes(repository: &Repository, base: &str) -> Result<BTreeMap<Vec<u8>, u8>, Error> {
    let question =
        ["diff-index", "--cached", "-z", "--name-status", "--no-renames", "--ignore-submodules=all", base];
    let listed = repository.ask(&question)?;
    let mut parts = listed.split(|byte| *byte == 0);
    let mut changes = BTreeMap::new();
    while let (Some([letter, ..]), Some(path)) = (parts.next(), parts.next()) {
        changes.insert(path.to_vec(), *letter);
    }
    Ok(changes)
}
