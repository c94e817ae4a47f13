//! What git knows about the archive: which files a pull request touches. The only program hindsite runs by itself, with
//! an argument array, none of the caller's `GIT_*` variables, and no hook or monitor of the repository.

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;
use std::process::{Command, Output};

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
    /// What to do about it.
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

    /// Whether it is about what was asked for, not about the machine.
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

/// The files below `root` that were added or changed since the history parted from `reference`, committed or not,
/// as paths relative to `root` with `/` between folders. Deleted files are not among them.
pub fn changed_since(root: &Path, reference: &str) -> Result<BTreeSet<String>, Error> {
    let mut files = differing(root, reference, "--diff-filter=d")?;
    files.extend(names(&said(git(root, &["ls-files", "--others", "--exclude-standard", "-z"])?)?));
    Ok(files)
}

/// The files below `root` that were deleted, or renamed, since the history parted from `reference`.
pub fn removed_since(root: &Path, reference: &str) -> Result<BTreeSet<String>, Error> {
    differing(root, reference, "--diff-filter=D")
}

fn differing(root: &Path, reference: &str, filter: &str) -> Result<BTreeSet<String>, Error> {
    let base = parted_from(root, reference)?;
    let changed = [
        "diff",
        "--name-only",
        "-z",
        "--relative",
        "--no-renames",
        "--no-ext-diff",
        "--no-textconv",
        filter,
        &base,
        "--",
    ];
    Ok(names(&said(git(root, &changed)?)?))
}

fn parted_from(root: &Path, reference: &str) -> Result<String, Error> {
    let inside = git(root, &["rev-parse", "--is-inside-work-tree"])?;
    if !inside.status.success() {
        return Err(Error::NoRepository { said: complaint(&inside) });
    }
    let commit = format!("{reference}^{{commit}}");
    let known = git(root, &["rev-parse", "--verify", "--quiet", "--end-of-options", &commit])?;
    if !known.status.success() {
        return Err(Error::NoSuchReference { reference: reference.to_owned() });
    }
    let commit = String::from_utf8_lossy(&known.stdout).trim().to_owned();
    let base = git(root, &["merge-base", &commit, "HEAD"])?;
    match base.status.success() {
        true => Ok(String::from_utf8_lossy(&base.stdout).trim().to_owned()),
        false => Err(Error::NoCommonHistory { reference: reference.to_owned() }),
    }
}

#[expect(clippy::disallowed_methods, reason = "git is the program that this room runs")]
fn git(root: &Path, arguments: &[&str]) -> Result<Output, Error> {
    let mut command = Command::new("git");
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("GIT_") {
            command.env_remove(name);
        }
    }
    command
        .args([
            "--no-pager",
            "--no-optional-locks",
            "-c",
            "core.hooksPath=/dev/null",
            "-c",
            "core.fsmonitor=false",
        ])
        .args(arguments)
        .env("LC_ALL", "C")
        .env("GIT_TERMINAL_PROMPT", "0")
        .current_dir(root)
        .output()
        .map_err(|error| Error::Missing { reason: error.to_string() })
}

fn said(output: Output) -> Result<Vec<u8>, Error> {
    match output.status.success() {
        true => Ok(output.stdout),
        false => Err(Error::Failed { said: complaint(&output) }),
    }
}

fn complaint(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr);
    said.lines().next().unwrap_or("it said nothing").trim_start_matches("fatal: ").to_owned()
}

fn names(listed: &[u8]) -> BTreeSet<String> {
    let names = listed.split(|byte| *byte == 0).filter(|name| !name.is_empty());
    names.map(|name| String::from_utf8_lossy(name).into_owned()).collect()
}
