//! A build that is interrupted, and an answer whose reader goes away.

use crate::archive::{Archive, Site, TODAY};
use std::io::Read as _;
use std::process::{Command, Stdio};
use std::time::Duration;

fn hindsite(archive: &Archive, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hindsite"));
    command.current_dir(archive.root()).args(["--today", TODAY]).args(arguments);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn write(archive: &Archive, what: &str) {
    for n in 0..150 {
        archive.incident(
            &format!("2026-01-01-{n}"),
            &format!("title: {what} {n}\nservices: [s{}]", n % 7),
            "- it was down",
        );
    }
}

#[test]
fn an_interrupted_build_leaves_the_old_site_or_the_new_one_and_the_next_no_trace() {
    let new = Archive::new();
    write(&new, "New");
    let (new, archive) = (new.build(), Archive::new());
    write(&archive, "Old");
    let old = archive.build();
    write(&archive, "New");
    let mut cut = 0;
    for (turn, signal) in ["TERM", "INT", "HUP"].iter().cycle().take(12).enumerate() {
        let mut build = hindsite(&archive, &["build", "--force"]).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(10 + 25 * turn as u64));
        let sent =
            Command::new("kill").args([format!("-{signal}"), build.id().to_string()]).output().unwrap();
        let ended = build.wait().unwrap();
        cut += usize::from(sent.status.success() && ended.code() != Some(0));
        let left = Site::read(&archive.site());
        let is_whole = [&old, &new].iter().any(|site| left.changed_since(site).is_empty());
        assert!(is_whole, "SIG{signal} in turn {turn}: neither the old site nor the new one");
    }
    assert!(cut > 0, "every build had ended before its signal");
    assert_eq!(archive.build().changed_since(&new), Vec::<String>::new());
    let mut names: Vec<_> =
        archive.root().read_dir().unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    names.retain(|name| name != ".cache" && name != ".gitignore");
    assert_eq!(names, [".hindsite", "content", "public"]);
}

#[test]
fn a_reader_that_goes_away_ends_an_answer_without_a_word() {
    let archive = Archive::new();
    for n in 0..40 {
        archive.incident(&format!("2026-01-01-{n}"), "title: Long", &"many words ".repeat(1000));
    }
    for arguments in
        [&["export", "--format", "ndjson"][..], &["search", "words", "--format", "json"], &["man"]]
    {
        let mut command = hindsite(&archive, arguments).spawn().unwrap();
        let mut first = [0; 1];
        let mut answer = command.stdout.take().unwrap();
        answer.read_exact(&mut first).unwrap();
        drop(answer);
        let ended = command.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert!(!said.contains("panicked") && !said.contains("error"), "{arguments:?}: {said}");
        assert_eq!(ended.status.code(), Some(0), "{arguments:?}: {said}");
    }
}
