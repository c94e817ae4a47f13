//! A disk without room, for every command that writes: a message with a remedy, exit code 3, and nothing
//! half-written. A limit of no bytes a file stands in for the disk: every write of a file fails, and
//! pipes still work.

use crate::archive::{Archive, TODAY};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Runs hindsite where no file can grow; SIGXFSZ is ignored, so that the write itself fails.
fn without_room(folder: &Path, arguments: &[&str]) -> Output {
    Command::new("bash")
        .args(["-c", "trap '' XFSZ; ulimit -f 0; exec \"$@\"", "bash", env!("CARGO_BIN_EXE_hindsite")])
        .args(["--today", TODAY, "--color", "never"])
        .args(arguments)
        .current_dir(folder)
        .env_remove("GITHUB_STEP_SUMMARY")
        .output()
        .expect("bash runs")
}

/// Every file with its text; the empty lock and the cache are no work of anybody's.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(dir) = folders.pop() {
        for entry in std::fs::read_dir(dir).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.strip_prefix(folder).expect("inside").to_string_lossy().into_owned();
            match path.is_dir() {
                true if name == ".hindsite" => {}
                true => folders.push(path),
                false if name.ends_with(".hindsite-lock") => {}
                false => drop(found.insert(name, std::fs::read(&path).expect("a file"))),
            }
        }
    }
    found
}

fn archive() -> Archive {
    let archive = Archive::new();
    archive
        .file("hindsite.toml", "title = \"Archive\"\n")
        .incident("2026-03-02-checkout", "title: Checkout down\ntags: [fluentd]", "- it broke")
        .incident("2026-03-05-queue", "title: Queue stuck\ntags: [Fluentd]", "- it stuck")
        .file("old/2026-01-02-disk.md", "# Disk full\n\nSeverity: SEV2\n\nIt was full.\n");
    archive
}

#[test]
fn a_full_disk_leaves_every_file_as_it_was_and_is_told() {
    for arguments in [
        &["init", "fresh"][..],
        &["new", "Checkout returned 503", "--no-edit"],
        &["build"],
        &["import", "old", "--write"],
        &["tags", "merge", "Fluentd", "fluentd", "--write"],
        &["export", "--format", "quickwit", "--output", "out"],
    ] {
        let archive = archive();
        let before = files(archive.root());
        let outcome = without_room(archive.root(), arguments);
        let said = String::from_utf8_lossy(&outcome.stderr);
        assert_eq!(outcome.status.code(), Some(3), "{arguments:?}: {said}");
        assert!(said.starts_with("error: cannot "), "{arguments:?}: {said}");
        assert!(said.contains("\nhint: "), "{arguments:?}: {said}");
        assert_eq!(files(archive.root()), before, "{arguments:?} left something: {said}");
    }
}

#[test]
fn a_search_without_room_for_its_index_searches_in_memory() {
    let archive = archive();
    let outcome = without_room(archive.root(), &["search", "broke"]);
    let (said, found) = (String::from_utf8_lossy(&outcome.stderr), String::from_utf8_lossy(&outcome.stdout));
    assert_eq!(outcome.status.code(), Some(0), "{said}");
    assert!(found.contains("Checkout down"), "{found}");
    assert!(said.contains("so it is in memory"), "{said}");
}

/// What is sent to a file and does not get there is lost, whatever the file holds.
#[cfg(target_os = "linux")]
#[test]
fn an_answer_that_cannot_be_written_is_a_failure() {
    let archive = archive();
    for arguments in [
        &["export"][..],
        &["export", "--format", "csv"],
        &["schema"],
        &["report"],
        &["search", "broke"],
        &["check"],
        &["similar", "content/2026-03-02-checkout.md", "--format", "json"],
        &["import", "old"],
        &["man"],
        &["completions", "bash"],
    ] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("/dev/full");
        let outcome = Command::new(env!("CARGO_BIN_EXE_hindsite"))
            .args(["--today", TODAY, "--color", "never"])
            .args(arguments)
            .current_dir(archive.root())
            .stdout(Stdio::from(full))
            .output()
            .expect("hindsite runs");
        let said = String::from_utf8_lossy(&outcome.stderr);
        assert_eq!(outcome.status.code(), Some(3), "{arguments:?}: {said}");
        assert!(said.contains("error: cannot write the answer"), "{arguments:?}: {said}");
        assert!(said.contains(": No space left on device\nhint: "), "{arguments:?}: {said}");
    }
}
