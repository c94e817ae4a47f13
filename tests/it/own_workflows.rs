//! The project's own workflows, its action, and the scripts of a release.

use crate::archive::Archive;
use crate::runner::parse;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What jobs may write. No other job writes anything.
const WRITES: [(&str, &str, &[&str]); 5] = [
    ("pages.yml", "deploy", &["id-token", "pages"]),
    ("release.yml", "attest", &["attestations", "id-token"]),
    ("release.yml", "release", &["contents"]),
    ("release.yml", "container", &["packages"]),
    ("release.yml", "pypi", &["id-token"]),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn workflows() -> Vec<PathBuf> {
    let entries = root().join(".github/workflows").read_dir().unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// A tag can be moved by whoever takes the action over; a commit cannot.
#[test]
fn every_action_is_pinned_by_commit() {
    let mut files = workflows();
    files.push(root().join("action.yml"));
    files.push(root().join("src/authoring/templates/postmortems.yml"));
    let mut pinned = 0;
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        for used in text.lines().filter_map(|line| line.split("uses: ").nth(1)) {
            let (commit, version) = used.split('@').nth(1).unwrap().split_once(" # v").unwrap();
            assert!(commit.len() == 40 && commit.bytes().all(|b| b.is_ascii_hexdigit()), "{file:?}: {used}");
            assert_eq!(version.split('.').count(), 3, "{file:?}: {used}");
            assert!(used.starts_with("actions/"), "{file:?}: {used} is not of GitHub itself");
            pinned += 1;
        }
        assert!(!text.contains("pull_request_target") && !text.contains("secrets."), "{file:?}");
    }
    assert!(pinned >= 12, "{pinned}");
}

#[test]
fn jobs_write_only_what_they_are_for() {
    let mut found = vec![];
    for file in workflows() {
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        let workflow = parse(&file);
        assert_eq!(workflow["permissions"], json!({ "contents": "read" }), "{name}");
        for (job, value) in workflow["jobs"].as_object().unwrap() {
            assert!(value["timeout-minutes"].as_u64().is_some_and(|minutes| minutes <= 60), "{name}: {job}");
            let permissions = value["permissions"].as_object().cloned().unwrap_or_default();
            let granted = permissions.iter().filter(|(_, access)| **access == "write");
            let granted: Vec<String> = granted.map(|(what, _)| what.clone()).collect();
            let steps = value["steps"].as_array().unwrap();
            for step in steps {
                let run = step["run"].as_str().unwrap_or("");
                assert!(!run.contains("${{"), "{name}: {job}: {run}");
                let compiles = run.contains("cargo ") || run.contains("npm ");
                assert!(granted.is_empty() || !compiles, "{name}: {job} may write and runs code of others");
                let checkout =
                    step["uses"].as_str().is_some_and(|uses| uses.starts_with("actions/checkout@"));
                assert!(!checkout || step["with"]["persist-credentials"] == json!(false), "{name}: {job}");
            }
            if !granted.is_empty() {
                found.push((name.clone(), job.clone(), granted));
            }
        }
    }
    let mut expected: Vec<(String, String, Vec<String>)> = WRITES
        .iter()
        .map(|(file, job, what)| {
            ((*file).to_owned(), (*job).to_owned(), what.iter().map(|w| (*w).to_owned()).collect())
        })
        .collect();
    for (.., granted) in found.iter_mut().chain(&mut expected) {
        granted.sort();
    }
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
}

/// What is published was built for the tag, in this order, and attested.
#[test]
fn only_a_tag_is_published() {
    let workflow = parse(&root().join(".github/workflows/release.yml"));
    let jobs = &workflow["jobs"];
    let needs = |job: &str| jobs[job]["needs"].clone();
    assert_eq!(needs("build"), "version");
    assert_eq!(needs("collect"), json!(["build", "sbom"]));
    assert_eq!((needs("attest"), needs("release")), (json!("collect"), json!("attest")));
    assert_eq!((needs("container"), needs("pypi")), (json!("release"), json!("release")));
    assert_eq!(jobs["attest"]["if"], "github.ref_type == 'tag'");
    assert_eq!(workflow["on"]["push"].as_object().unwrap().keys().collect::<Vec<_>>(), ["tags"]);
    let targets = jobs["build"]["strategy"]["matrix"]["include"].as_array().unwrap();
    let mut targets: Vec<&str> = targets.iter().map(|entry| entry["target"].as_str().unwrap()).collect();
    targets.sort_unstable();
    let expected = [
        "aarch64-apple-darwin",
        "aarch64-unknown-linux-musl",
        "x86_64-apple-darwin",
        "x86_64-pc-windows-msvc",
        "x86_64-unknown-linux-musl",
    ];
    assert_eq!(targets, expected);
}

#[test]
fn version_changelog_and_tag_agree() {
    let version = env!("CARGO_PKG_VERSION");
    let script = |tag: &str| {
        let output = Command::new(root().join("scripts/release/check-version.sh")).arg(tag).output().unwrap();
        (
            output.status.success(),
            String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned(),
        )
    };
    let changelog = std::fs::read_to_string(root().join("CHANGELOG.md")).unwrap();
    let newest = changelog.lines().find_map(|line| line.strip_prefix("## ")).unwrap();
    assert_eq!(newest.split(' ').next().unwrap(), version, "the newest entry of CHANGELOG.md");
    for (tag, agrees) in [
        ("", true),
        (&*format!("v{version}"), true),
        (version, false),
        (&*format!("v{version}-rc.1"), false),
        ("v99.0.0", false),
    ] {
        let (passed, said) = script(tag);
        assert_eq!(passed, agrees, "{tag}: {said}");
    }
    if version == "0.1.0" {
        let headings = changelog.lines().filter(|line| line.starts_with("##")).count();
        assert_eq!(headings, 1, "the first release has one entry, without a list of repairs");
    }
    let tag = std::env::var("GITHUB_REF_TYPE").is_ok_and(|kind| kind == "tag");
    if let Some(name) = std::env::var("GITHUB_REF_NAME").ok().filter(|_| tag) {
        assert_eq!(name, format!("v{version}"), "the tag");
    }
}

/// The installers of a release know where it is; the formula has the digests of its archives.
#[test]
fn a_release_is_complete_and_names_its_own_repository() {
    let folder = tempfile::tempdir().unwrap();
    let targets = [
        "aarch64-apple-darwin",
        "x86_64-apple-darwin",
        "aarch64-unknown-linux-musl",
        "x86_64-unknown-linux-musl",
    ];
    for target in targets {
        let archive = format!("hindsite-{target}.tar.gz");
        std::fs::write(folder.path().join(&archive), target).unwrap();
        let sum = format!("sha256sum {archive} > {archive}.sha256");
        let status = Command::new("bash").current_dir(folder.path()).args(["-c", &sum]).status().unwrap();
        assert!(status.success());
    }
    for other in ["hindsite-x86_64-pc-windows-msvc.zip", "hindsite.whl", "hindsite.cdx.json"] {
        std::fs::write(folder.path().join(other), other).unwrap();
    }
    let repository = "https://github.com/acme/fork";
    let mut collect = Command::new(root().join("scripts/release/collect.sh"));
    let output = collect.arg(repository).arg(folder.path()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    let version = env!("CARGO_PKG_VERSION");
    assert!(read("install.sh").contains(&format!("\nREPOSITORY='{repository}'\nVERSION='{version}'\n")));
    assert!(
        read("install.ps1").contains(&format!("\n$Repository = '{repository}'\n$Version = '{version}'\n"))
    );
    let formula = read("hindsite.rb");
    assert!(!formula.contains('@'), "{formula}");
    for target in targets {
        let digest = read(&format!("hindsite-{target}.tar.gz.sha256"))[..64].to_owned();
        let url = format!("{repository}/releases/download/v{version}/hindsite-{target}.tar.gz\"\n");
        let (_, after) = formula.split_once(&url).unwrap_or_else(|| panic!("{url} in {formula}"));
        assert!(after.trim_start().starts_with(&format!("sha256 \"{digest}\"")), "{target}: {formula}");
    }
    let sums = read("SHA256SUMS");
    assert_eq!(sums.lines().count(), targets.len() + 6, "{sums}");
    assert!(!read("NOTES.md").trim().is_empty());
}

/// pre-commit appends the staged files to the entry.
#[test]
fn the_pre_commit_hook_checks_the_staged_files() {
    let hooks = parse(&root().join(".pre-commit-hooks.yaml"));
    let archive = Archive::new();
    let token = ["ghp_", "16C7e42F292c6912E7710c838347Ae178B4a"].concat();
    archive.file("README.md", "# Everything\n").file("hindsite.toml", "");
    archive.incident("2026-03-02-a", "title: A", "- fine");
    archive.incident("2026-03-03-b", "title: B", &format!("- somebody pasted {token}"));
    archive.incident("2026-03-04-c", "title: [", "- fine");
    for hook in hooks.as_array().unwrap() {
        assert_eq!((&hook["types"], &hook["require_serial"]), (&json!(["markdown"]), &json!(true)));
        let entry: Vec<&str> = hook["entry"].as_str().unwrap().split(' ').collect();
        assert_eq!(entry[0], "hindsite");
        for (staged, code) in [
            (&["content/2026-03-02-a.md"][..], 0),
            (&["README.md"], 0),
            (&["README.md", "content/2026-03-03-b.md"], 1),
            (&["content/2026-03-02-a.md", "content/2026-03-04-c.md"], 1),
        ] {
            let outcome = archive.run(&[&entry[1..], staged].concat());
            assert_eq!(outcome.code, code, "{staged:?}: {}{}", outcome.stdout, outcome.stderr);
        }
    }
}

#[test]
fn the_inputs_of_the_action_are_documented() {
    let action = parse(&root().join("action.yml"));
    let page = std::fs::read_to_string(root().join("docs/install.md")).unwrap();
    for input in action["inputs"].as_object().unwrap().keys() {
        assert!(page.contains(&format!("| `{input}` |")), "no `{input}` in docs/install.md");
    }
}

/// The action keeps the program under a digest of what it is made from; what is left out of that would be kept too long.
#[test]
fn the_action_builds_anew_when_anything_in_the_program_changed() {
    let root = root();
    let action = std::fs::read_to_string(root.join("action.yml")).unwrap();
    let digested = action.split("$(find ").nth(1).unwrap().split(" -type f").next().unwrap();
    let digested: Vec<&str> = digested.split_whitespace().collect();
    let is_digested = |path: &Path| digested.iter().any(|part| path.starts_with(part));
    let mut included = 0;
    let mut folders = vec![root.join("src")];
    while let Some(folder) = folders.pop() {
        for path in folder.read_dir().unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
            for call in ["include_str!(\"", "include_bytes!(\"", "include_dir!(\"$CARGO_MANIFEST_DIR/"] {
                for named in text.split(call).skip(1).map(|rest| rest.split('"').next().unwrap()) {
                    let from = if call.contains('$') { root } else { path.parent().unwrap() };
                    let file = std::fs::canonicalize(from.join(named)).unwrap();
                    let file = file.strip_prefix(std::fs::canonicalize(root).unwrap()).unwrap().to_path_buf();
                    assert!(is_digested(&file), "{} is in the program and not in its digest", file.display());
                    included += 1;
                }
            }
        }
    }
    assert!(included >= 10, "{included}");
    for file in ["Cargo.toml", "Cargo.lock", "build.rs"] {
        assert!(is_digested(Path::new(file)), "{file}");
    }
}
