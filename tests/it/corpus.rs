//! Whole archives: the example, those of `tests/corpus`, and those of other teams. The latter are not part of the
//! project: their tests are ignored unless asked for, with `HINDSITE_CORPUS=DIR cargo test -- --include-ignored`,
//! where `DIR` has one archive a sub-folder.

use crate::archive::{Outcome, Site, run_in};
use crate::crawl;
use hindsite::incident::redaction::Redaction;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The largest archive of another team.
const LARGEST: &str = "jenkins-infra+status";

fn example() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// An archive of `tests/corpus`.
pub fn own(name: &str) -> PathBuf {
    example().join("tests/corpus").join(name)
}

/// An archive of another team.
pub fn foreign(name: &str) -> PathBuf {
    PathBuf::from(std::env::var_os("HINDSITE_CORPUS").expect("HINDSITE_CORPUS names a folder")).join(name)
}

/// The sub-folders of a corpus, in order.
pub fn archives(corpus: &Path) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = std::fs::read_dir(corpus)
        .expect("the corpus")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    assert!(folders.len() >= 3, "{} archives in {}", folders.len(), corpus.display());
    folders
}

fn build(content: &Path, output: &Path) -> Outcome {
    let text = |path: &Path| path.to_str().expect("UTF-8").to_owned();
    let outcome = run_in(
        output,
        &["build", "--drafts", "--content", &text(content), "--output", &text(&output.join("site"))],
    );
    assert_eq!(outcome.code, 0, "{}: {}", content.display(), outcome.stderr);
    outcome
}

#[test]
fn the_example_builds_without_a_warning_and_every_link_resolves() {
    let output = tempfile::tempdir().expect("a folder");
    let site = output.path().join("site");
    let outcome = run_in(&example(), &["build", "--strict", "--output", site.to_str().expect("UTF-8")]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let site = Site::read(&site);
    assert_eq!(crawl::broken(&site), Vec::<String>::new());
    let all = site.json("incidents.json");
    let incidents = all["incidents"].as_array().expect("a list");
    let distinct = |key: &str| {
        let names = incidents.iter().flat_map(|incident| incident[key].as_array().expect("a list").clone());
        names
            .map(|term| term["id"].as_str().expect("an id").to_owned())
            .collect::<std::collections::BTreeSet<_>>()
            .len()
    };
    assert!(incidents.len() >= 24 && distinct("services") >= 8 && distinct("causes") >= 8);
    assert!(
        incidents.iter().all(|incident| incident["extra"]["source"]
            .as_str()
            .is_some_and(|url| url.starts_with("https://")))
    );
}

#[test]
fn every_archive_builds_and_every_link_resolves() {
    archives(&own("")).iter().for_each(|archive| assert_builds(archive));
}

#[test]
#[ignore = "needs HINDSITE_CORPUS, the archives of other teams"]
fn every_foreign_archive_builds_and_every_link_resolves() {
    archives(&foreign("")).iter().for_each(|archive| assert_builds(archive));
}

fn assert_builds(archive: &Path) {
    let output = tempfile::tempdir().expect("a folder");
    build(archive, output.path());
    let site = Site::read(&output.path().join("site"));
    assert_eq!(crawl::broken(&site), Vec::<String>::new(), "{}", archive.display());
    let is_page = |path: &&String| path.starts_with("incidents/") && path.ends_with("/index.json");
    let pages = site.files.keys().filter(is_page).count();
    assert_eq!(pages, documents(archive), "{}: one page a document", archive.display());
}

#[test]
fn archives_give_the_same_bytes_at_any_thread_count() {
    let archives = [archives(&own("")), vec![example().join("content")]].concat();
    archives.iter().for_each(|archive| assert_same_bytes(archive));
}

#[test]
#[ignore = "needs HINDSITE_CORPUS, the archives of other teams"]
fn foreign_archives_give_the_same_bytes_at_any_thread_count() {
    let archives = archives(&foreign(""));
    archives
        .iter()
        .filter(|archive| !archive.ends_with(LARGEST))
        .for_each(|archive| assert_same_bytes(archive));
}

fn assert_same_bytes(archive: &Path) {
    let sites: Vec<Site> = ["1", "8"]
        .map(|threads| {
            let output = tempfile::tempdir().expect("a folder");
            let status = std::process::Command::new(env!("CARGO_BIN_EXE_hindsite"))
                .args(["build", "--quiet", "--today", crate::archive::TODAY, "--content"])
                .arg(archive)
                .arg("--output")
                .arg(output.path().join("site"))
                .env("RAYON_NUM_THREADS", threads)
                .status()
                .expect("hindsite runs");
            assert!(status.success());
            Site::read(&output.path().join("site"))
        })
        .into();
    let differing = sites[0].changed_since(&sites[1]);
    assert_eq!(differing, Vec::<String>::new(), "{}", archive.display());
}

#[test]
fn no_ordinary_comment_is_a_near_miss() {
    assert_eq!(near_misses(&own("")), [""; 0]);
}

#[test]
#[ignore = "needs HINDSITE_CORPUS, the archives of other teams"]
fn no_ordinary_comment_of_foreign_archives_is_a_near_miss() {
    let near = near_misses(&foreign(""));
    assert!(near.len() <= 2, "{near:#?}");
}

/// What the parser of redaction markers says about the comments of a corpus.
fn near_misses(corpus: &Path) -> Vec<String> {
    let mut near = vec![];
    for (path, bytes) in archives(corpus).iter().flat_map(|archive| Site::read(archive).files) {
        let Ok(text) = String::from_utf8(bytes) else { continue };
        if path.ends_with(".md") || path.ends_with(".mdx") {
            let found = Redaction::find(&text).diagnostics(&path.into(), 0, true);
            near.extend(found.into_iter().map(|diagnostic| diagnostic.message));
        }
    }
    near
}

#[test]
fn importing_an_archive_keeps_every_body_and_is_done_once() {
    archives(&own("")).iter().for_each(|archive| assert_imports(archive));
}

#[test]
#[ignore = "needs HINDSITE_CORPUS, the archives of other teams"]
fn importing_a_foreign_archive_keeps_every_body_and_is_done_once() {
    archives(&foreign("")).iter().for_each(|archive| assert_imports(archive));
}

fn assert_imports(archive: &Path) {
    let work = tempfile::tempdir().expect("a folder");
    copy(archive, work.path());
    let before = bodies(work.path());
    let import = |write: &[&str]| run_in(work.path(), &[&["import", "."][..], write].concat());
    let shown = import(&[]);
    assert_eq!(shown.code, 0, "{}: {}", archive.display(), shown.stderr);
    assert_eq!(bodies(work.path()), before, "{}: showing changed something", archive.display());
    let written = import(&["--write"]);
    assert_eq!(written.code, 0, "{}: {}", archive.display(), written.stderr);
    assert_eq!(bodies(work.path()), before, "{}", archive.display());
    let again = import(&[]);
    assert_eq!((again.code, again.stdout.as_str()), (0, ""), "{}", archive.display());
    println!("{}: {}", archive.display(), written.stderr.lines().last().unwrap_or(""));
}

fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            std::fs::create_dir(&target).expect("a folder");
            copy(&path, &target);
        } else {
            std::fs::write(&target, std::fs::read(&path).expect("a file")).expect("a copy");
        }
    }
}

/// Everything but front matter: the body of each text, and other files whole.
fn bodies(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let body = |bytes: Vec<u8>| match String::from_utf8(bytes) {
        Ok(text) => {
            let (front, _) = hindsite::incident::front_matter::read(&"".into(), &text);
            text.as_bytes()[front.body..].to_vec()
        }
        Err(error) => error.into_bytes(),
    };
    Site::read(folder).files.into_iter().map(|(path, bytes)| (path, body(bytes))).collect()
}

/// Markdown files of any dialect, and files without an extension that begin with a heading.
fn documents(folder: &Path) -> usize {
    let mut count = 0;
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            count += documents(&path);
            continue;
        }
        let name = path.to_string_lossy();
        if [".md.erb", ".html.md", ".markdown.erb", ".html.markdown", ".md.liquid"]
            .iter()
            .any(|ending| name.ends_with(ending))
        {
            count += 1;
            continue;
        }
        let extension = path.extension().map(|extension| extension.to_string_lossy().into_owned());
        count += usize::from(match extension.as_deref() {
            Some("md" | "mdx" | "qmd") => true,
            None => std::fs::read_to_string(&path).is_ok_and(|text| text.starts_with("# ")),
            _ => false,
        });
    }
    count
}
