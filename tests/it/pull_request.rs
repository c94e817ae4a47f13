//! What a pull request changes is found whatever state the work tree is in, and no file of the pull request runs.

use crate::archive::{Archive, run_in};
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

/// A document with a problem, so that `check` names each that it looks at.
const DOCUMENT: &str = "---\ntitle: A\n---\n[no](nowhere.md)\n";

fn git(folder: &Path, arguments: &[&str]) {
    let output = Command::new("git")
        .args(["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"])
        .args(["-c", "protocol.file.allow=always", "-c", "filter.e.clean=cat"])
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("git runs");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A repository whose base has these files, and a branch to change them on.
fn repository(files: &[&str]) -> Archive {
    let archive = Archive::new();
    for file in files {
        archive.file(file, DOCUMENT);
    }
    git(archive.root(), &["init", "-q"]);
    git(archive.root(), &["add", "."]);
    git(archive.root(), &["commit", "-qm", "base"]);
    git(archive.root(), &["checkout", "-qb", "branch"]);
    archive
}

/// The documents that `check --changed-since main` names.
fn changed(folder: &Path) -> Vec<String> {
    let outcome = run_in(folder, &["check", "--changed-since", "main", "--format", "short"]);
    assert!(outcome.code <= 1, "{}", outcome.stderr);
    let broken = outcome.stdout.lines().filter(|line| line.contains("nowhere.md"));
    broken.filter_map(|line| line.split(':').next().map(str::to_owned)).collect()
}

/// Every way that a pull request is looked at.
fn look(folder: &Path) -> String {
    let mut said = String::new();
    for arguments in [
        &["check", "--changed-since", "origin/main", "--format", "short"][..],
        &["similar", "--changed-since", "origin/main"],
        &["check", "--format", "github"],
        &["build"],
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_hindsite"))
            .args(arguments)
            .current_dir(folder)
            .env("GITHUB_BASE_REF", "main")
            .output()
            .expect("hindsite runs");
        said += &String::from_utf8_lossy(&output.stderr);
        said += &String::from_utf8_lossy(&output.stdout);
    }
    said
}

/// A configuration in which everything that git can run leaves a mark.
fn hostile_configuration(mark: &Path, work_tree: &str) -> String {
    let run = format!("sh -c 'touch {}; cat'", mark.display());
    format!(
        "[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = {work_tree}\n\tfsmonitor = \"{run}\"\n\
         \tsshCommand = \"{run}\"\n\tpager = \"{run}\"\n\taskPass = \"{run}\"\n\teditor = \"{run}\"\n\
         [filter \"e\"]\n\tclean = \"{run}\"\n\tsmudge = \"{run}\"\n\tprocess = \"{run}\"\n\trequired = true\n\
         [diff]\n\texternal = \"{run}\"\n[diff \"e\"]\n\ttextconv = \"{run}\"\n\tcommand = \"{run}\"\n\
         [pager]\n\tcat-file = \"{run}\"\n\tls-files = \"{run}\"\n[protocol \"ext\"]\n\tallow = always\n\
         [remote \"origin\"]\n\turl = \"ext::{run}\"\n\tpromisor = true\n\tpartialclonefilter = blob:none\n\
         [extensions]\n\tpartialClone = origin\n"
    )
}

/// A bare repository as it can be committed, in a folder.
fn plant(folder: &Path, mark: &Path, work_tree: &str) {
    let scratch = tempfile::tempdir().unwrap();
    git(scratch.path(), &["init", "-q"]);
    std::fs::write(scratch.path().join("x.md"), "x").unwrap();
    git(scratch.path(), &["add", "."]);
    git(scratch.path(), &["commit", "-qm", "x"]);
    git(scratch.path(), &["update-ref", "refs/remotes/origin/main", "HEAD"]);
    for name in ["hooks", "logs", "branches"] {
        let _ = std::fs::remove_dir_all(scratch.path().join(".git").join(name));
    }
    std::fs::write(scratch.path().join(".git/config"), hostile_configuration(mark, work_tree)).unwrap();
    std::fs::create_dir_all(folder).unwrap();
    let from = format!("{}/.git/.", scratch.path().display());
    assert!(Command::new("cp").args(["-r", &from]).arg(folder).status().unwrap().success());
    std::fs::write(folder.join(".gitattributes"), "* filter=e diff=e\n*.md filter=e diff=e\n").unwrap();
}

#[test]
fn a_bare_repository_in_a_pull_request_is_not_obeyed() {
    // Where it is planted, where hindsite runs.
    for (planted, here) in [
        ("docs", "docs"),
        ("docs/content", "docs"),
        (".", "docs"),
        (".", "."),
        ("docs/content/2026", "docs/content/2026"),
        ("docs/x.git", "docs/x.git"),
    ] {
        let up = repository(&["docs/content/a.md", "docs/content/2026/b.md", "docs/hindsite.toml"]);
        up.file("docs/hindsite.toml", "title = \"K\"\n").file("content/c.md", DOCUMENT);
        git(up.root(), &["add", "."]);
        git(up.root(), &["commit", "-qm", "more"]);
        let mark = up.root().join(".git/MARK");
        plant(&up.root().join(planted), &mark, ".");
        up.file("docs/content/a.md", format!("{DOCUMENT}\nchanged\n"));
        git(up.root(), &["add", "-A", "-f"]);
        git(up.root(), &["commit", "-qm", "harmless"]);
        let victim = tempfile::tempdir().unwrap();
        git(victim.path(), &["clone", "-q", up.root().to_str().unwrap(), "."]);
        std::fs::write(victim.path().join("docs/content/2026/b.md"), "# Edited\n").unwrap();
        let said = look(&victim.path().join(here));
        assert!(!mark.exists(), "{planted} {here}: {said}");
        if here == "docs" {
            assert!(said.contains("content/a.md"), "{planted} {here}: {said}");
        }
    }
}

#[test]
fn filters_and_commands_of_the_repository_itself_do_not_run() {
    let archive = repository(&["content/a.md", "content/b.md"]);
    git(archive.root(), &["update-ref", "refs/remotes/origin/main", "main"]);
    let mark = archive.root().join("MARK");
    let configuration = archive.root().join(".git/config");
    std::fs::write(&configuration, hostile_configuration(&mark, "/nowhere")).unwrap();
    archive.file(".gitattributes", "* filter=e diff=e\n");
    archive.file("content/b.md", format!("{DOCUMENT}more\n"));
    let hook = archive.file(".git/hooks/post-index-change", format!("#!/bin/sh\ntouch {}\n", mark.display()));
    let hook = hook.root().join(".git/hooks/post-index-change");
    assert!(Command::new("chmod").arg("+x").arg(hook).status().unwrap().success());
    let said = look(archive.root());
    assert!(!mark.exists(), "{said}");
    assert!(said.contains("content/b.md"), "{said}");
    assert_eq!(changed(archive.root()), ["content/b.md"]);
    // An object that a partial clone lacks is not fetched.
    let objects = archive.root().join(".git/objects");
    for folder in std::fs::read_dir(&objects).unwrap().map(|entry| entry.unwrap().path()) {
        let _ = std::fs::remove_dir_all(folder);
    }
    look(archive.root());
    assert!(!mark.exists(), "an object was fetched");
}

#[test]
fn a_planted_git_file_or_link_leads_into_no_committed_repository() {
    for to in ["evil", "../docs/evil", "../elsewhere/evil", "content/evil"] {
        let archive = repository(&["docs/content/a.md", "docs/hindsite.toml"]);
        archive.file("docs/hindsite.toml", "");
        let mark = archive.root().join(".git/MARK");
        let docs = archive.root().join("docs");
        plant(&docs.join(to), &mark, &docs.display().to_string());
        for is_link in [false, true] {
            let entry = docs.join(".git");
            match is_link {
                true => symlink(to, &entry).unwrap(),
                false => std::fs::write(&entry, format!("gitdir: {to}\n")).unwrap(),
            }
            let said = look(&docs);
            assert!(!mark.exists(), "{to} {is_link}: {said}");
            let outcome = run_in(&docs, &["check", "--changed-since", "main"]);
            assert_eq!(outcome.code, 2, "{to} {is_link}: {}", outcome.stderr);
            assert!(outcome.stderr.contains("leads into the files of a work tree"), "{}", outcome.stderr);
            std::fs::remove_file(&entry).unwrap();
        }
    }
}

#[test]
fn a_program_in_the_work_tree_is_not_taken_for_git() {
    let archive = repository(&["content/a.md"]);
    archive.file("content/b.md", DOCUMENT);
    let mark = archive.root().join(".git/MARK");
    archive.file("git", format!("#!/bin/sh\ntouch {}\n", mark.display()));
    assert!(Command::new("chmod").arg("+x").arg(archive.root().join("git")).status().unwrap().success());
    for path in [".", "", "./."] {
        let path = format!("{path}:{}", std::env::var("PATH").unwrap());
        let output = Command::new(env!("CARGO_BIN_EXE_hindsite"))
            .args(["check", "--changed-since", "main", "--format", "short"])
            .current_dir(archive.root())
            .env("PATH", path)
            .output()
            .unwrap();
        assert!(String::from_utf8_lossy(&output.stdout).contains("content/b.md"), "{output:?}");
        assert!(!mark.exists());
    }
}

#[test]
fn every_state_of_a_file_is_changed_or_it_is_not() {
    let names =
        ["same", "touched", "crlf", "edited", "staged", "deleted", "unstaged", "same-size", "a \"b\" é"];
    let files: Vec<String> = names.iter().map(|name| format!("kb/content/{name}.md")).collect();
    let archive = repository(&files.iter().map(String::as_str).collect::<Vec<_>>());
    archive.file("kb/hindsite.toml", "").file(".gitignore", "ignored.md\n");
    // The index is younger than the files, as after a checkout.
    std::thread::sleep(std::time::Duration::from_millis(20));
    git(archive.root(), &["add", ".gitignore", "kb/hindsite.toml"]);
    let more = format!("{DOCUMENT}more\n");
    let content = |name: &str| format!("kb/content/{name}.md");
    archive.file(&content("touched"), DOCUMENT);
    archive.file(&content("crlf"), DOCUMENT.replace('\n', "\r\n"));
    archive.file(&content("edited"), &more).file(&content("staged"), &more);
    archive.file(&content("same-size"), DOCUMENT.replace("title: A", "title: B"));
    archive.file(&content("a \"b\" é"), &more);
    archive.file(&content("untracked"), DOCUMENT).file(&content("ignored"), DOCUMENT);
    archive.file(&content("committed"), DOCUMENT).file("outside/new.md", DOCUMENT);
    git(archive.root(), &["add", "kb/content/staged.md", "kb/content/committed.md"]);
    git(archive.root(), &["commit", "-qm", "two"]);
    archive.remove(&content("deleted"));
    git(archive.root(), &["rm", "-q", "--cached", "kb/content/unstaged.md"]);
    let expected = ["a \"b\" é", "committed", "edited", "same-size", "staged", "unstaged", "untracked"];
    let expected = expected.map(|name| format!("content/{name}.md"));
    assert_eq!(changed(&archive.root().join("kb")), expected);
    // The same in a linked work tree, whose `.git` is a file.
    let linked = tempfile::tempdir().unwrap();
    let tree = linked.path().join("tree");
    git(archive.root(), &["worktree", "add", "-q", "-b", "other", tree.to_str().unwrap(), "main"]);
    assert_eq!(changed(&tree.join("kb")), Vec::<String>::new());
    std::fs::write(tree.join("kb/content/new.md"), DOCUMENT).unwrap();
    std::fs::write(tree.join("kb/content/same.md"), &more).unwrap();
    assert_eq!(changed(&tree.join("kb")), ["content/new.md", "content/same.md"]);
}

#[test]
fn a_submodule_is_compared_as_itself_and_not_entered_from_above() {
    let inner = repository(&["content/inner.md"]);
    git(inner.root(), &["checkout", "-q", "main"]);
    let outer = repository(&["content/a.md"]);
    git(outer.root(), &["submodule", "--quiet", "add", inner.root().to_str().unwrap(), "content/sub"]);
    git(outer.root(), &["commit", "-qm", "sub"]);
    let mark = outer.root().join(".git/MARK");
    let sub = outer.root().join("content/sub");
    std::fs::write(sub.join("content/new.md"), DOCUMENT).unwrap();
    assert_eq!(changed(&sub), ["content/new.md"]);
    let configuration = outer.root().join(".git/modules/content/sub/config");
    std::fs::write(configuration, hostile_configuration(&mark, "/nowhere")).unwrap();
    std::fs::write(sub.join(".gitattributes"), "* filter=e\n").unwrap();
    outer.file("content/b.md", DOCUMENT);
    assert_eq!(changed(outer.root()), ["content/b.md"]);
    assert!(!mark.exists());
    assert_eq!(changed(&sub), ["content/new.md"]);
    assert!(!mark.exists());
}
