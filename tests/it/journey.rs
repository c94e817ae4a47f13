//! The first hour of somebody new: a knowledge base begun, a postmortem written and looked at, all of it
//! committed, and what GitHub would then run.

use crate::archive::{Archive, Site, TODAY};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};

const HINDSITE: &str = env!("CARGO_BIN_EXE_hindsite");

#[test]
fn from_an_empty_folder_to_what_github_deploys() {
    let archive = Archive::new();
    let root = archive.root();
    assert_eq!(archive.run(&["init"]).code, 0);
    let new = archive.run(&["new", "Checkout returned 503", "--severity", "SEV2", "--service", "checkout"]);
    assert_eq!(new.stdout, "content/2026/2026-06-01-checkout-returned-503.md\n");
    let page = served(root, "/incidents/2026-06-01-checkout-returned-503/");
    assert!(page.contains("Checkout returned 503"), "{page}");
    let draft = root.join(new.stdout.trim());
    let text = std::fs::read_to_string(&draft).unwrap().replace("status: draft", "status: final");
    std::fs::write(&draft, text).unwrap();
    let checked = archive.run(&["check"]);
    assert_eq!(checked.code, 0, "{}", checked.stderr);

    git(root, &["init", "--quiet", "--initial-branch", "main"]);
    git(root, &["add", "."]);
    git(root, &["commit", "--quiet", "--message", "Postmortems"]);
    git(root, &["update-ref", "refs/remotes/origin/main", "HEAD"]);

    let ran = run_workflow(root);
    let expected =
        ["Install hindsite", "Check", "We have been here before", "Build", "Install hindsite", "Build"];
    assert_eq!(ran, expected);
    let site = Site::read(&archive.site());
    assert_eq!(site.json("incidents.json")["incidents"].as_array().map(Vec::len), Some(2));
    assert!(site.page("feed.xml").contains("https://acme.github.io/postmortems/incidents/2026-06-01"));
    let status = Command::new("git").current_dir(root).args(["status", "--porcelain"]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&status.stdout), "", "what is built is ignored");
}

#[test]
fn the_workflow_asks_for_no_more_than_it_needs() {
    let archive = Archive::new();
    archive.run(&["init"]);
    let workflow = workflow(archive.root());
    assert_eq!(workflow["permissions"], serde_json::json!({ "contents": "read" }));
    assert_eq!(workflow["jobs"]["check"]["permissions"], Value::Null);
    assert_eq!(
        workflow["jobs"]["build"]["permissions"],
        serde_json::json!({ "contents": "read", "pages": "read" })
    );
    let deploy = &workflow["jobs"]["deploy"];
    assert_eq!(deploy["permissions"], serde_json::json!({ "pages": "write", "id-token": "write" }));
    assert!(workflow["concurrency"]["group"].is_string());
    for (name, job) in workflow["jobs"].as_object().unwrap() {
        assert!(
            job["timeout-minutes"].as_u64().is_some_and(|minutes| minutes <= 30),
            "{name} may hang for six hours"
        );
    }
    for job in ["check", "build"] {
        let checkout = &workflow["jobs"][job]["steps"][0];
        assert_eq!(
            checkout["with"],
            serde_json::json!({ "fetch-depth": 0, "persist-credentials": false }),
            "{job}"
        );
    }
    // What is typed into a shell comes through the environment, where it cannot become a command.
    for step in steps(&workflow) {
        let run = step["run"].as_str().unwrap_or("");
        assert!(!run.contains("${{"), "{run}");
    }
}

/// A tag can be moved by whoever takes the action over; a commit cannot.
#[test]
fn every_action_is_named_by_its_commit_and_no_job_gets_more_than_it_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let templates = root.join("src/authoring/templates");
    let mut files = vec![root.join("action.yml"), templates.join("postmortems.yml")];
    let workflows = root.join(".github/workflows").read_dir().unwrap();
    files.extend(workflows.map(|entry| entry.unwrap().path()));
    let mut pinned = 0;
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        for used in text.lines().filter_map(|line| line.split("uses: ").nth(1)) {
            let (commit, version) = used.split('@').nth(1).unwrap().split_once(" # v").unwrap();
            assert!(commit.len() == 40 && commit.bytes().all(|b| b.is_ascii_hexdigit()), "{file:?}: {used}");
            assert!(!version.is_empty(), "{file:?}: {used}");
            pinned += 1;
        }
        if !file.ends_with("action.yml") {
            assert!(text.contains("\npermissions:\n  contents: read\n"), "{file:?}");
            assert!(!text.contains("pull_request_target") && !text.contains("secrets."), "{file:?}");
            let writes = text.lines().filter(|line| line.trim_end().ends_with(": write")).count();
            assert!(matches!(writes, 0 | 2), "{file:?}: only a deployment writes: its page and its token");
        }
    }
    assert!(pinned >= 12, "{pinned}");
}

/// The action keeps the program under a digest of what it is made from; what is left out of that would be kept too long.
#[test]
fn the_action_builds_anew_when_anything_in_the_program_changed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
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

/// A token of eight years ago is nothing that the author of today's postmortem can revoke in the pull request.
#[test]
fn a_pull_request_does_not_fail_for_what_an_old_document_says() {
    let archive = Archive::new();
    let root = archive.root();
    archive.run(&["init"]);
    let facts = "title: Old\nseverity: SEV2\nservices: [checkout]\nroot_cause: a bug\nduration: 41m";
    let token = ["ghp_", "16C7e42F292c6912E7710c838347Ae178B4a"].concat();
    archive.incident("2018/2018-03-02-old", facts, &format!("- somebody pasted {token}"));
    git(root, &["init", "--quiet", "--initial-branch", "main"]);
    git(root, &["add", "."]);
    git(root, &["commit", "--quiet", "--message", "Postmortems"]);
    git(root, &["update-ref", "refs/remotes/origin/main", "HEAD"]);
    assert_eq!(archive.run(&["check"]).code, 1, "the old one has an error");
    archive.incident("2026/2026-05-02-new", facts, "[no](nowhere.md)");
    git(root, &["add", "."]);
    git(root, &["commit", "--quiet", "--message", "New"]);

    let said = step(root, "Check");
    let annotated: Vec<&str> = said.lines().filter_map(|line| line.split([' ', ',']).nth(1)).collect();
    assert_eq!(annotated, ["file=content/2026/2026-05-02-new.md"], "{said}");
}

/// GitHub reads the workflow in the root of the repository only, and the postmortems are below it.
#[test]
fn a_knowledge_base_in_a_part_of_a_repository_is_checked_and_deployed() {
    let archive = Archive::new();
    let root = archive.root();
    archive.file("README.md", "# Everything we have\n");
    git(root, &["init", "--quiet", "--initial-branch", "main"]);
    let folder = root.join("docs/our postmortems");
    std::fs::create_dir_all(&folder).unwrap();
    let said = crate::archive::run_in(&folder, &["init"]);
    assert_eq!(said.code, 0, "{}", said.stderr);
    let typed = said
        .stderr
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with("mkdir ") || line.starts_with("mv "));
    for line in typed {
        let status = Command::new("bash").current_dir(&folder).args(["-e", "-c", line]).status().unwrap();
        assert!(status.success(), "{line}");
    }
    assert!(!folder.join(".github/workflows/postmortems.yml").exists(), "{}", said.stderr);
    git(root, &["add", "."]);
    git(root, &["commit", "--quiet", "--message", "Postmortems"]);
    git(root, &["update-ref", "refs/remotes/origin/main", "HEAD"]);

    let expected =
        ["Install hindsite", "Check", "We have been here before", "Build", "Install hindsite", "Build"];
    assert_eq!(run_workflow(root), expected);
    let uploads =
        |step: &Value| step["uses"].as_str().is_some_and(|uses| uses.contains("upload-pages-artifact"));
    let upload = steps(&workflow(root)).into_iter().find(uploads).unwrap();
    assert!(root.join(upload["with"]["path"].as_str().unwrap()).join("index.html").is_file(), "{upload}");
}

/// Runs what the workflow runs, in order, and gives the names of the steps.
fn run_workflow(root: &Path) -> Vec<String> {
    let steps = steps(&workflow(root)).into_iter().filter(|step| step["run"].is_string());
    let names = steps.map(|step| {
        run_step(root, &step);
        step["name"].as_str().unwrap_or("").to_owned()
    });
    names.collect()
}

/// What the first step of that name says.
fn step(root: &Path, name: &str) -> String {
    let step = steps(&workflow(root)).into_iter().find(|step| step["name"] == name).unwrap();
    run_step(root, &step)
}

fn run_step(root: &Path, step: &Value) -> String {
    let script = step["run"].as_str().unwrap();
    let folder = Path::new(HINDSITE).parent().unwrap();
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap_or_default());
    let mut shell = Command::new("bash");
    let runner = tempfile::tempdir().unwrap();
    let (url, digest) = release_archive(runner.path());
    shell.env("HINDSITE_URL", url).env("HINDSITE_SHA256", digest);
    shell.env("RUNNER_TEMP", runner.path()).env("GITHUB_PATH", runner.path().join("path"));
    let here = workflow(root)["defaults"]["run"]["working-directory"].as_str().unwrap_or("").to_owned();
    shell.current_dir(root.join(here)).args(["-e", "-o", "pipefail", "-c", script]).env("PATH", path);
    shell.env("SOURCE_DATE_EPOCH", "1780272000");
    for (name, value) in step["env"].as_object().into_iter().flatten() {
        let value = match value.as_str().unwrap() {
            "${{ github.base_ref }}" => "main",
            "${{ steps.pages.outputs.base_url }}" => "https://acme.github.io/postmortems",
            other => panic!("what is `{other}`?"),
        };
        shell.env(name, value);
    }
    let output = shell.output().unwrap();
    assert!(output.status.success(), "{script}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Makes a release archive, and returns its address and its digest. The program in it starts the one under test.
fn release_archive(folder: &Path) -> (String, String) {
    let make = format!(
        "mkdir hindsite-x86_64 && cd hindsite-x86_64 && printf '#!/bin/sh\\nexec {HINDSITE} \"$@\"\\n' > hindsite &&
        chmod +x hindsite && cd .. && tar -czf release.tar.gz hindsite-x86_64 && sha256sum release.tar.gz"
    );
    let output = Command::new("bash").current_dir(folder).args(["-e", "-c", &make]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let digest = String::from_utf8(output.stdout).unwrap()[..64].to_owned();
    (format!("file://{}", folder.join("release.tar.gz").display()), digest)
}

fn workflow(root: &Path) -> Value {
    let text = std::fs::read_to_string(root.join(".github/workflows/postmortems.yml")).unwrap();
    // Without this, YAML takes the key `on` for a boolean.
    let options = serde_saphyr::options! { strict_booleans: true };
    serde_saphyr::from_str_with_options(&text, options).unwrap()
}

fn steps(workflow: &Value) -> Vec<Value> {
    let jobs =
        ["check", "build", "deploy"].map(|job| workflow["jobs"][job]["steps"].as_array().unwrap().clone());
    jobs.concat()
}

/// A page from `hindsite serve`, which is started and stopped for it.
fn served(root: &Path, page: &str) -> String {
    let mut server = Command::new(HINDSITE)
        .current_dir(root)
        .args(["--today", TODAY, "--color", "never", "serve", "--drafts", "--port", "0"])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(server.stderr.take().unwrap()).lines().map_while(Result::ok);
    let serving = lines.find_map(|line| line.split_once("http://").map(|(_, rest)| rest.to_owned())).unwrap();
    let address = serving.split('/').next().unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {page} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    server.kill().unwrap();
    server.wait().unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    answer
}

fn git(root: &Path, arguments: &[&str]) {
    let output = Command::new("git")
        .current_dir(root)
        .args(["-c", "user.name=Ann", "-c", "user.email=ann@example.org", "-c", "commit.gpgsign=false"])
        .args(arguments)
        .output()
        .expect("git runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
