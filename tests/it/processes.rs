//! No program is started but git and the editor a person chose, and git obeys nobody else.

use crate::archive::Archive;
use std::path::{Path, PathBuf};
use std::process::Command;

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = vec![];
    for path in folder.read_dir().unwrap().map(|entry| entry.unwrap().path()) {
        match path.is_dir() {
            true => found.extend(sources(&path)),
            false => found.push(path),
        }
    }
    found
}

#[test]
fn only_git_and_the_editor_are_started() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let starts = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).unwrap();
        ["Command::new", "process::Command", "execv", "posix_spawn"].iter().any(|word| text.contains(word))
    };
    let mut found: Vec<_> = sources(&root).into_iter().filter(starts).collect();
    found.sort();
    assert_eq!(found, [root.join("command/editor.rs"), root.join("git/process.rs")]);
}

#[test]
fn git_obeys_neither_the_environment_nor_hooks_and_options_in_names() {
    let archive = Archive::new();
    archive.incident("2026-01-01-a", "title: A", "- x");
    let mark = archive.root().join("started");
    let script = archive.root().join("evil.sh");
    std::fs::write(&script, format!("#!/bin/sh\ntouch '{}'\n", mark.display())).unwrap();
    assert!(Command::new("chmod").arg("+x").arg(&script).status().unwrap().success());
    let evil = script.to_str().unwrap();
    let git = |arguments: &[&str]| {
        let done = Command::new("git").current_dir(archive.root()).args(arguments).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    };
    git(&["init", "-q", "-b", "main"]);
    git(&["add", "content"]);
    git(&["-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-qm", "x"]);
    git(&["config", "core.fsmonitor", evil]);
    archive.incident("2026-01-02-b", "title: B", "- y");
    let elsewhere = Archive::new();
    let output = Command::new(env!("CARGO_BIN_EXE_hindsite"))
        .current_dir(archive.root())
        .args(["check", "--changed-since", "main", "--format", "json"])
        .env("GIT_DIR", elsewhere.root())
        .env("GIT_EXTERNAL_DIFF", evil)
        .env("GIT_PAGER", evil)
        .env("GIT_SSH_COMMAND", evil)
        .env("GIT_CONFIG_COUNT", "1")
        .env("GIT_CONFIG_KEY_0", "diff.external")
        .env("GIT_CONFIG_VALUE_0", evil)
        .output()
        .unwrap();
    let (said, told) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("2026-01-02-b.md") && !said.contains("2026-01-01-a.md"), "{said}{told}");
    assert!(!mark.exists(), "something else than git was started");
    let outcome = archive.run(&["check", "--changed-since", "--output=stolen"]);
    assert_eq!(outcome.code, 2, "{}", outcome.stderr);
    assert!(!archive.root().join("stolen").exists());
}
