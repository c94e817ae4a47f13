//! What writes into an archive follows no link out of it, and sees each file once.

use crate::archive::{Archive, Outcome, Site, run_in};
use std::os::unix::fs::symlink;
use std::path::Path;

const TEXT: &str = "# Disk full\n\n- it was full\n";

/// An archive in `kb/` of one document, and a folder outside with one of its own.
fn archive() -> Archive {
    let archive = Archive::new();
    archive.file("kb/content/2026-01-01-a.md", TEXT).file("kb/hindsite.toml", "");
    archive.file("outside/2026-02-02-b.md", TEXT).file("outside/2026/2026-03-03-c.md", TEXT);
    archive
}

fn outside(archive: &Archive) -> Site {
    Site::read(&archive.root().join("outside"))
}

fn run(archive: &Archive, arguments: &[&str]) -> Outcome {
    run_in(&archive.root().join("kb"), arguments)
}

fn link(archive: &Archive, to: &str, at: &str) {
    let at = archive.root().join(at);
    std::fs::create_dir_all(at.parent().unwrap()).unwrap();
    symlink(to, at).unwrap();
}

#[test]
fn an_import_through_a_link_out_of_the_archive_is_refused() {
    for (to, at, typed) in [
        ("../../outside/2026-02-02-b.md", "kb/content/b.md", "content/b.md"),
        ("../../outside", "kb/content/linked", "content/linked"),
        ("../../outside", "kb/content/linked", "content/linked/2026-02-02-b.md"),
        ("../../outside", "kb/content/linked", "content/linked/2026"),
        ("../outside", "kb/notes", "notes"),
        ("../outside", "kb/notes", "./content/../notes/2026"),
        ("../../outside/2026-02-02-b.md", "kb/content/b.md", "content/../content/b.md"),
    ] {
        for has_configuration in [true, false] {
            for typed_whole in [false, true] {
                let archive = archive();
                link(&archive, to, at);
                if !has_configuration {
                    archive.remove("kb/hindsite.toml");
                }
                let whole = archive.root().join("kb").join(typed).display().to_string();
                let typed = if typed_whole { whole.as_str() } else { typed };
                // Without a configuration a whole path names a folder of its own, whatever links are above it.
                if !has_configuration && typed_whole && typed.contains("linked/") {
                    continue;
                }
                let before = outside(&archive);
                for more in [&["--write"][..], &["--split", "--write"], &[]] {
                    let outcome = run(&archive, &[&["import", typed], more].concat());
                    assert_eq!(outcome.code, 2, "{typed} {more:?}: {}{}", outcome.stdout, outcome.stderr);
                    assert!(outcome.stderr.contains("through a symbolic link"), "{}", outcome.stderr);
                    assert!(outcome.stderr.contains("hint: name what it leads to"), "{}", outcome.stderr);
                }
                assert!(outside(&archive) == before, "{typed}");
            }
        }
    }
}

#[test]
fn links_in_an_archive_that_lead_out_are_named_and_not_written_through() {
    let archive = archive();
    link(&archive, "../../outside/2026-02-02-b.md", "kb/content/b.md");
    link(&archive, "../../outside", "kb/content/linked");
    link(&archive, "/nowhere/x.md", "kb/content/dangling.md");
    let untouched = outside(&archive);
    for arguments in
        [&["import", "--write"][..], &["import", "content", "--write"], &["import", ".", "--write"]]
    {
        let outcome = run(&archive, arguments);
        assert_eq!(outcome.code, 1, "{}", outcome.stderr);
        for name in ["content/b.md", "content/linked", "content/dangling.md"] {
            assert!(outcome.stderr.contains(name), "{arguments:?} {name}: {}", outcome.stderr);
        }
        assert!(outcome.stderr.contains("1 document"), "{}", outcome.stderr);
    }
    assert!(outside(&archive) == untouched);
    let text = std::fs::read_to_string(archive.root().join("kb/content/2026-01-01-a.md")).unwrap();
    assert!(text.starts_with("---\n"), "{text}");
    std::fs::write(archive.root().join("kb/content/2026-01-01-a.md"), "---\ntags: [one]\n---\n").unwrap();
    archive.file("outside/2026-02-02-b.md", "---\ntags: [one]\n---\n");
    let before = outside(&archive);
    assert_eq!(run(&archive, &["tags", "merge", "one", "two", "--write"]).code, 1);
    assert!(outside(&archive) == before);
}

#[test]
fn a_file_with_several_names_is_edited_once() {
    type Shape = (fn(&Archive), &'static [&'static str]);
    let shapes: [Shape; 6] = [
        (|archive| link(archive, "2026-01-01-a.md", "kb/content/2026-01-01-z.md"), &["content"]),
        (|archive| link(archive, "2026-01-01-a.md", "kb/content/2026-01-01-0.md"), &["content"]),
        (|archive| link(archive, "content", "kb/linked"), &["content", "linked"]),
        (|_| {}, &["content", "content/", "./content/2026-01-01-a.md"]),
        (|_| {}, &["content/2026-01-01-a.md", "."]),
        (
            |archive| {
                let _ =
                    archive.file("kb/hindsite.toml", "content = [\"content\", \"content/.\", \"linked\"]");
            },
            &[],
        ),
    ];
    for (shape, paths) in shapes {
        let archive = archive();
        shape(&archive);
        if paths.is_empty() {
            link(&archive, "content", "kb/linked");
        }
        let shown = run(&archive, &[&["import"], paths].concat());
        assert_eq!(shown.stdout.matches("--- a/").count(), 1, "{paths:?}: {}{}", shown.stdout, shown.stderr);
        assert!(shown.stdout.contains("+++ b/content/2026-01-01-a.md"), "{paths:?}: {}", shown.stdout);
        let outcome = run(&archive, &[&["import", "--write"], paths].concat());
        assert!(outcome.stderr.contains("to 1 of 1 document"), "{paths:?}: {}", outcome.stderr);
        let text = std::fs::read_to_string(archive.root().join("kb/content/2026-01-01-a.md")).unwrap();
        assert_eq!(text.matches("---\n").count(), 2, "{text}");
    }
}

/// Both paths are `x.md` from their folder: the text of one must not be written into the other.
#[test]
fn documents_of_two_folders_with_the_same_path_stay_apart() {
    let archive = Archive::new();
    archive.file("kb/hindsite.toml", "");
    archive.file("one/x.md", "# One\n\n2026-01-01\n").file("two/x.md", "# Two\n\n2026-02-02\n");
    archive.file("kb/x.md", "# Three\n");
    let folders = ["--root", ".", "--content", "../one", "--content", "../two"];
    let outcome = run(&archive, &[&folders[..], &["import", "--write"]].concat());
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    for (file, title) in [("one/x.md", "One"), ("two/x.md", "Two")] {
        let text = std::fs::read_to_string(archive.root().join(file)).unwrap();
        assert!(text.starts_with("---\n") && text.contains(&format!("# {title}\n")), "{file}: {text}");
    }
    assert_eq!(std::fs::read_to_string(archive.root().join("kb/x.md")).unwrap(), "# Three\n");
}

fn refused(archive: &Archive, folder: &Path, arguments: &[&str]) {
    let before = outside(archive);
    let outcome = run_in(folder, arguments);
    assert_eq!(outcome.code, 2, "{arguments:?}: {}{}", outcome.stdout, outcome.stderr);
    assert!(outcome.stderr.contains("link"), "{arguments:?}: {}", outcome.stderr);
    assert!(outcome.stderr.contains("hint: "), "{arguments:?}: {}", outcome.stderr);
    assert!(outside(archive) == before, "{arguments:?}");
}

#[test]
fn a_new_document_is_not_written_through_a_linked_folder() {
    let arguments = ["new", "Another disk full", "--no-edit", "--started", "2026-05-05 10:00 UTC"];
    // The documents there are in a folder for each year, or each month.
    for (named, at) in [("2025/2025-01-01-a.md", "2026"), ("2026/01/2026-01-01-a.md", "2026/05")] {
        let archive = archive();
        archive.remove("kb/content/2026-01-01-a.md");
        archive.file(&format!("kb/content/{named}"), TEXT);
        link(
            &archive,
            &format!("{}../../outside", "../".repeat(at.matches('/').count())),
            &format!("kb/content/{at}"),
        );
        refused(&archive, &archive.root().join("kb"), &arguments);
    }
    for template in ["postmortem", "other"] {
        let archive = archive();
        archive.file("secret.md", "---\ntitle: secret\n---\nsecret\n");
        link(&archive, "../../secret.md", &format!("kb/templates/{template}.md"));
        refused(&archive, &archive.root().join("kb"), &[&arguments[..], &["--template", template]].concat());
    }
}

#[test]
fn a_split_is_not_written_through_a_linked_folder() {
    let archive = archive();
    archive.file("kb/content/log.md", "# Log\n\n## 2026-03-02 One\n\n- x\n\n## 2026-03-09 Two\n\n- y\n");
    link(&archive, "../../outside", "kb/content/log");
    refused(&archive, &archive.root().join("kb"), &["import", "content/log.md", "--split", "--write"]);
    refused(&archive, &archive.root().join("kb"), &["import", "--split", "--write"]);
}

#[test]
fn init_and_export_write_through_no_link() {
    for (at, to) in [
        ("new/hindsite.toml", "../outside/2026-02-02-b.md"),
        ("new/.gitignore", "../outside/2026-02-02-b.md"),
        ("new/.github", "../outside"),
        ("new/hindsite.toml", "../outside/fresh.toml"),
        ("new/.github/workflows", "../../outside/2026"),
    ] {
        for force in [&[][..], &["--force"]] {
            let archive = archive();
            link(&archive, to, at);
            refused(&archive, &archive.root().join("new"), &[&["init"], force].concat());
            let left = archive.root().join("new").read_dir().unwrap().count();
            assert_eq!(left, 1, "{at}: something was written");
        }
    }
    for name in ["documents.ndjson", "index-config.yaml"] {
        let archive = archive();
        link(&archive, "../../outside/fresh", &format!("kb/out/{name}"));
        refused(&archive, &archive.root().join("kb"), &["export", "--format", "quickwit", "--output", "out"]);
    }
}
