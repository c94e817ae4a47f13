//! Starts git with an argument array, none of the caller's `GIT_*` variables, and options that keep the repository's
//! configuration from running or fetching anything.

use super::Error;
use std::ffi::OsString;
use std::io::{BufReader, Write};
use std::path::Path;
use std::process::{ChildStdout, Command, Output, Stdio};

/// Options before the subcommand. They go before what a configuration file says.
const OPTIONS: &[&str] = &[
    "--no-pager",
    "--no-optional-locks",
    "--literal-pathspecs",
    "-c",
    "safe.bareRepository=explicit",
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.untrackedCache=false",
    "-c",
    "core.attributesFile=/dev/null",
    "-c",
    "submodule.recurse=false",
    "-c",
    "protocol.allow=never",
];

/// Variables for every run. A partial clone that lacks an object gets an error: fetching it would run `core.sshCommand`
/// or a transport that the repository names.
const VARIABLES: &[(&str, &str)] = &[
    ("LC_ALL", "C"),
    ("GIT_TERMINAL_PROMPT", "0"),
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_ALLOW_PROTOCOL", "none"),
    ("GIT_NO_REPLACE_OBJECTS", "1"),
    ("GIT_ATTR_NOSYSTEM", "1"),
];

/// Runs git in the top folder of a work tree and returns what it printed.
pub(super) fn run(top: &Path, arguments: &[&str]) -> Result<Output, Error> {
    command(top, arguments).output().map_err(missing)
}

/// Runs git with `input` on its standard input; `read` gets its standard output while it runs.
pub(super) fn converse<T>(
    top: &Path,
    arguments: &[&str],
    input: Vec<u8>,
    read: impl FnOnce(&mut BufReader<ChildStdout>) -> std::io::Result<T>,
) -> Result<T, Error> {
    let mut command = command(top, arguments);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(missing)?;
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    // Written beside the reading: either pipe may be full while the other waits.
    let writer = std::thread::spawn(move || stdin.map_or(Ok(()), |mut stdin| stdin.write_all(&input)));
    let answer = match stdout {
        Some(stdout) => read(&mut BufReader::new(stdout)),
        None => Err(std::io::ErrorKind::BrokenPipe.into()),
    };
    let failed = |error: std::io::Error| Error::Failed { said: error.to_string() };
    // An early end of the reading closes the pipe, which ends git and the writer.
    let _ = writer.join();
    child.wait().map_err(failed)?;
    answer.map_err(failed)
}

#[expect(clippy::disallowed_methods, reason = "git is the program that this module runs")]
fn command(top: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("GIT_") {
            command.env_remove(name);
        }
    }
    if let Some(path) = search_path() {
        command.env("PATH", path);
    }
    command
        .args(OPTIONS)
        .args(arguments)
        .envs(VARIABLES.iter().copied())
        .env("GIT_WORK_TREE", top)
        .stdin(Stdio::null())
        .current_dir(top);
    command
}

/// Returns `PATH` without relative folders: git runs in the work tree, where such a folder would be the repository's.
fn search_path() -> Option<OsString> {
    let path = std::env::var_os("PATH")?;
    std::env::join_paths(std::env::split_paths(&path).filter(|folder| folder.is_absolute())).ok()
}

fn missing(error: std::io::Error) -> Error {
    Error::Missing { reason: error.to_string() }
}
