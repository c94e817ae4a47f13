//! The first hour of somebody new: a knowledge base begun, a postmortem written and looked at, all of it
//! committed, and what GitHub or GitLab would then run.

use crate::archive::{Archive, Site, TODAY, run_in};
use crate::runner::{Outcome, Runner, Step, parse, release_archive};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};

const HINDSITE: &str = env!("CARGO_BIN_EXE_hindsite");
const WORKFLOW: &str = ".github/workflows/postmortems.yml";
const CHECKS: [&str; 4] = ["Install hindsite", "Check", "Similar incidents", "Build"];

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
    commit(root);

    let (mut runner, workflow, _release) = released(root);
    assert_eq!(succeeded(&runner.job(&workflow, "check")), CHECKS);
    assert_eq!(succeeded(&runner.job(&workflow, "build")), ["Install hindsite", "Build"]);
    let site = Site::read(&archive.site());
    assert_eq!(site.json("incidents.json")["incidents"].as_array().map(Vec::len), Some(2));
    assert!(site.page("feed.xml").contains("https://acme.github.io/postmortems/incidents/2026-06-01"));
    let status = Command::new("git").current_dir(root).args(["status", "--porcelain"]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&status.stdout), "", "what is built is ignored");
}

/// The digest decides what is installed; nothing else runs without it.
#[test]
fn a_wrong_archive_is_not_installed_and_nothing_runs() {
    let archive = Archive::new();
    let root = archive.root();
    archive.run(&["init"]);
    commit(root);
    let workflow = parse(&root.join(WORKFLOW));
    let release = tempfile::tempdir().unwrap();
    let (url, digest) = release_archive(release.path());
    let missing = url.replace("release.tar.gz", "v9.tar.gz");
    for (url, digest, said) in [
        (&*url, "0".repeat(64), "FAILED"),
        (&*url, digest.replace(|c: char| c.is_ascii_digit(), "a"), "FAILED"),
        (&*missing, digest.clone(), "curl"),
        ("", digest, "::error::HINDSITE_URL or HINDSITE_SHA256 is empty"),
        (&*url, String::new(), "::error::HINDSITE_URL or HINDSITE_SHA256 is empty"),
    ] {
        let mut runner = Runner::new(root);
        runner.set("HINDSITE_URL", url);
        runner.set("HINDSITE_SHA256", digest);
        for job in ["check", "build"] {
            let steps = runner.job(&workflow, job);
            assert_eq!(steps[0].outcome, Outcome::Failure, "{url}");
            assert!(steps[0].output.contains(said), "{}", steps[0].output);
            assert!(steps[1..].iter().all(|step| step.outcome == Outcome::Skipped), "{steps:?}");
        }
    }
}

#[test]
fn check_similar_and_build_run_whatever_the_others_say() {
    let token = ["ghp_", "16C7e42F292c6912E7710c838347Ae178B4a"].concat();
    for (text, failed) in [
        (format!("---\ntitle: A\ndate: 2026-05-02\n---\n- somebody pasted {token}\n"), &["Check"][..]),
        ("---\ntitle: [\n---\nx\n".to_owned(), &["Check", "Build"]),
        ("---\ntitle: A\ndate: 2026-05-02\n---\n- fine\n".to_owned(), &[]),
    ] {
        let archive = Archive::new();
        let root = archive.root();
        archive.run(&["init"]);
        commit(root);
        archive.file("content/2026/2026-05-02-new.md", text);
        git(root, &["add", "."]);
        git(root, &["commit", "--quiet", "--message", "New"]);
        let (mut runner, workflow, _release) = released(root);
        let steps = runner.job(&workflow, "check");
        let names: Vec<&str> = steps.iter().map(|step| &*step.name).collect();
        assert_eq!(names, CHECKS);
        assert!(steps.iter().all(|step| step.outcome != Outcome::Skipped), "{steps:?}");
        let failures = steps.iter().filter(|step| step.outcome == Outcome::Failure);
        let failures: Vec<&str> = failures.map(|step| &*step.name).collect();
        assert_eq!(failures, failed, "{steps:?}");
    }
}

#[test]
fn the_workflow_asks_for_no_more_than_it_needs() {
    for (arguments, comments) in [(&["init"][..], Value::Null), (&["init", "--comment"], json!("write"))] {
        let archive = Archive::new();
        archive.run(arguments);
        let workflow = parse(&archive.root().join(WORKFLOW));
        assert_eq!(workflow["permissions"], json!({ "contents": "read" }));
        let jobs = &workflow["jobs"];
        assert_eq!(jobs["check"]["permissions"], Value::Null);
        assert_eq!(jobs["comment"]["permissions"]["pull-requests"], comments);
        assert_eq!(jobs["comment"]["permissions"].as_object().map_or(1, serde_json::Map::len), 1);
        assert_eq!(jobs["build"]["permissions"], json!({ "contents": "read", "pages": "read" }));
        assert_eq!(jobs["deploy"]["permissions"], json!({ "pages": "write", "id-token": "write" }));
        assert!(workflow["concurrency"]["group"].is_string());
        for (name, job) in jobs.as_object().unwrap() {
            let minutes = job["timeout-minutes"].as_u64();
            assert!(minutes.is_some_and(|minutes| minutes <= 30), "{name} may hang for six hours");
            let writes = job["permissions"].as_object().is_some_and(|all| all.values().any(|p| p == "write"));
            for step in job["steps"].as_array().unwrap() {
                // What is typed into a shell comes through the environment, where it cannot become a command.
                let run = step["run"].as_str().unwrap_or("");
                assert!(!run.contains("${{"), "{run}");
                assert!(!writes || !run.contains("hindsite "), "{name}: who may write runs no contents");
            }
        }
        // History is fetched where it is asked for.
        let with = |job: &str| jobs[job]["steps"][0]["with"].clone();
        assert_eq!(with("check"), json!({ "fetch-depth": 0, "persist-credentials": false }));
        assert_eq!(with("build"), json!({ "persist-credentials": false }));
    }
}

#[test]
fn the_workflow_runs_for_pull_requests_pushes_and_daily() {
    let archive = Archive::new();
    archive.run(&["init"]);
    let workflow = parse(&archive.root().join(WORKFLOW));
    let on = &workflow["on"];
    assert!(on.as_object().unwrap().contains_key("merge_group"));
    assert!(on.as_object().unwrap().contains_key("workflow_dispatch"));
    assert!(on["schedule"][0]["cron"].as_str().unwrap().ends_with(" * * *"), "{on}");
    assert_eq!(on["push"]["branches"], json!(["main"]));
    assert_eq!(on["push"]["paths"], on["pull_request"]["paths"]);
    assert!(on["push"]["paths"].as_array().unwrap().contains(&json!(WORKFLOW)));
    assert_eq!(workflow["jobs"]["build"]["if"], "github.ref == 'refs/heads/main'");
    let all = |job: &str| workflow["jobs"][job]["steps"].as_array().unwrap().clone();
    for job in ["check", "build"] {
        assert!(all(job).iter().any(|step| step["with"]["path"] == ".hindsite"), "{job} restores the cache");
    }
    let upload = all("check").into_iter().find(|step| step["with"]["name"] == "site").unwrap();
    assert_eq!(upload["with"]["path"], "public", "reviewers can look at the site");
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
    commit(root);
    assert_eq!(archive.run(&["check"]).code, 1, "the old one has an error");
    archive.incident("2026/2026-05-02-new", facts, "[no](nowhere.md)");
    git(root, &["add", "."]);
    git(root, &["commit", "--quiet", "--message", "New"]);

    let (mut runner, workflow, _release) = released(root);
    let steps = runner.job(&workflow, "check");
    assert_eq!(steps[1].outcome, Outcome::Success, "{steps:?}");
    let said = &steps[1].output;
    let annotated: Vec<&str> = said.lines().filter_map(|line| line.split([' ', ',']).nth(1)).collect();
    assert!(annotated.contains(&"file=content/2026/2026-05-02-new.md"), "{said}");
    assert!(!said.contains("2018"), "{said}");
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
    let said = run_in(&folder, &["init"]);
    assert_eq!(said.code, 0, "{}", said.stderr);
    follow(&folder, &said.stderr);
    assert!(!folder.join(WORKFLOW).exists(), "{}", said.stderr);
    let committed = Command::new("git").current_dir(root).args(["ls-files"]).output().unwrap();
    let committed = String::from_utf8_lossy(&committed.stdout).into_owned();
    for file in [WORKFLOW, ".github/dependabot.yml", "docs/our postmortems/hindsite.toml"] {
        assert!(committed.lines().any(|line| line == file), "{file} is not committed: {committed}");
    }
    git(root, &["update-ref", "refs/remotes/origin/main", "HEAD"]);

    let (mut runner, workflow, _release) = released(root);
    assert_eq!(succeeded(&runner.job(&workflow, "check")), CHECKS);
    assert_eq!(succeeded(&runner.job(&workflow, "build")), ["Install hindsite", "Build"]);
    let steps = workflow["jobs"]["build"]["steps"].as_array().unwrap().clone();
    let path = steps.last().unwrap()["with"]["path"].as_str().unwrap().to_owned();
    assert!(root.join(&path).join("index.html").is_file(), "{path}");
}

#[test]
fn similar_incidents_are_one_comment_updated_in_place() {
    let archive = Archive::new();
    let root = archive.root();
    archive.run(&["init", "--comment"]);
    let facts = "title: Certificate expired @acme/sre\nservices: [checkout]\nroot_cause: expired-certificate";
    let action =
        "\n\n## Action items\n\n- [ ] Alert before a certificate ends (owner: payments, due: 2026-01-02)\n";
    let body = format!("The certificate of the checkout expired and requests failed.{action}");
    archive.incident("2025/2025-03-02-old", &format!("{facts}\ndate: 2025-03-02"), &body);
    commit(root);
    archive.incident("2026/2026-05-02-new", &format!("{facts}\ndate: 2026-05-02"), &body);
    git(root, &["add", "."]);
    git(root, &["commit", "--quiet", "--message", "New"]);
    let (mut runner, workflow, _release) = released(root);
    let steps = runner.job(&workflow, "check");
    assert_eq!(steps[3].name, "Text of the comment");
    let text = runner.expression("steps.comment.outputs.body").to_owned();
    assert!(text.contains("2025-03-02-old.md"), "{text}");
    assert!(text.contains("Still open: Alert before a certificate ends"), "{text}");
    assert!(!text.contains("@acme"), "a title mentions nobody: {text}");

    // `gh` with the comments that are there; it notes what it is asked to do.
    let asked = |existing: &str, body: &str| {
        let mut runner = Runner::new(root);
        let calls = root.join(".git/calls");
        let note = format!(
            "case \"$*\" in *--jq*) printf '{existing}';; *) printf '%s\\n' \"$@\" > '{}';; esac",
            calls.display()
        );
        runner.install("gh", &note);
        runner.let_expression("needs.check.outputs.similar", body);
        let steps = runner.job(&workflow, "comment");
        assert_eq!(succeeded(&steps), ["Comment"], "{steps:?}");
        let call = std::fs::read_to_string(&calls).unwrap_or_default();
        let _ = std::fs::remove_file(&calls);
        call
    };
    let first = asked("", &text);
    assert!(first.contains("POST\nrepos/acme/postmortems/issues/7/comments\n"), "{first}");
    assert!(first.contains("body=<!-- hindsite: similar incidents -->\n"), "{first}");
    assert!(first.contains("2025-03-02-old.md"), "{first}");
    let again = asked("11\\n12\\n", &text);
    assert!(again.contains("PATCH\nrepos/acme/postmortems/issues/comments/11\n"), "{again}");
    let none_left = asked("11\\n", "");
    assert!(none_left.contains("PATCH") && none_left.contains("No earlier incident"), "{none_left}");
    assert_eq!(asked("", ""), "", "no comment without anything to say");
}

#[test]
fn gitlab_checks_merge_requests_and_publishes() {
    for folder in ["", "docs/our postmortems"] {
        let archive = Archive::new();
        let root = archive.root();
        git(root, &["init", "--quiet", "--initial-branch", "main"]);
        git(root, &["remote", "add", "origin", "git@gitlab.com:acme/sre/pm.git"]);
        let own = root.join(folder);
        std::fs::create_dir_all(&own).unwrap();
        let said = run_in(&own, &["init"]);
        assert_eq!(said.code, 0, "{}", said.stderr);
        assert!(!own.join(".github").exists(), "{}", said.stderr);
        if !folder.is_empty() {
            let include = format!("    - local: \"/{folder}/.gitlab-ci.yml\"\n");
            assert!(said.stderr.contains(&include), "{}", said.stderr);
        }
        git(root, &["add", "."]);
        git(root, &["commit", "--quiet", "--message", "Postmortems"]);
        git(root, &["update-ref", "refs/remotes/origin/main", "HEAD"]);
        archive
            .file(format!("{folder}/content/2026/2026-05-02-new.md").trim_start_matches('/'), "# New\n\nx\n");
        git(root, &["add", "."]);
        git(root, &["commit", "--quiet", "--message", "New"]);
        let pipeline = parse(&own.join(".gitlab-ci.yml"));
        let release = tempfile::tempdir().unwrap();
        let (url, digest) = release_archive(release.path());
        let mut runner = Runner::new(root);
        let (outcome, said) = runner.gitlab(&pipeline, "postmortems");
        assert_eq!(outcome, Outcome::Failure, "{said}");
        assert!(said.contains("HINDSITE_URL or HINDSITE_SHA256 is empty"), "{said}");
        runner.set("HINDSITE_URL", url);
        runner.set("HINDSITE_SHA256", "0".repeat(64));
        assert_eq!(runner.gitlab(&pipeline, "pages").0, Outcome::Failure);
        runner.set("HINDSITE_SHA256", digest);
        let (outcome, said) = runner.gitlab(&pipeline, "postmortems");
        assert_eq!(outcome, Outcome::Success, "{said}");
        let (outcome, said) = runner.gitlab(&pipeline, "pages");
        assert_eq!(outcome, Outcome::Success, "{said}");
        let site = Site::read(&root.join("public"));
        assert!(site.page("feed.xml").contains("https://acme.gitlab.io/postmortems/incidents/"));
        let token = ["ghp_", "16C7e42F292c6912E7710c838347Ae178B4a"].concat();
        std::fs::write(own.join("content/2026/2026-05-02-new.md"), format!("# New\n\n{token}\n")).unwrap();
        let (outcome, said) = runner.gitlab(&pipeline, "postmortems");
        assert_eq!(outcome, Outcome::Failure, "{said}");
        assert!(said.contains("Built "), "the build runs although the check failed: {said}");
    }
}

/// Runs the commands that `init` printed, but for those that show the site or need a remote.
fn follow(folder: &Path, said: &str) {
    let next = said.split_once("Next:\n").unwrap().1.split("\n\n").next().unwrap();
    let skipped = ["hindsite ", "git push", "cd "];
    let typed = next.lines().map(str::trim).filter(|line| !skipped.iter().any(|s| line.starts_with(s)));
    for line in typed {
        let named = [("NAME", "Ann"), ("EMAIL", "ann@example.org")];
        let mut shell = Command::new("bash");
        for (part, value) in named {
            shell.env(format!("GIT_AUTHOR_{part}"), value).env(format!("GIT_COMMITTER_{part}"), value);
        }
        let output = shell.current_dir(folder).args(["-e", "-c", line]).output().unwrap();
        assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

/// A runner that can fetch a release, the workflow, and the release.
fn released(root: &Path) -> (Runner, Value, tempfile::TempDir) {
    let release = tempfile::tempdir().unwrap();
    let (url, digest) = release_archive(release.path());
    let mut runner = Runner::new(root);
    runner.set("HINDSITE_URL", url);
    runner.set("HINDSITE_SHA256", digest);
    (runner, parse(&root.join(WORKFLOW)), release)
}

/// The names of steps, all of which succeeded.
fn succeeded(steps: &[Step]) -> Vec<&str> {
    let is_fine = steps.iter().all(|step| step.outcome == Outcome::Success);
    assert!(is_fine, "{steps:#?}");
    steps.iter().map(|step| &*step.name).collect()
}

/// Makes a repository of a folder, with everything committed and pushed.
fn commit(root: &Path) {
    git(root, &["init", "--quiet", "--initial-branch", "main"]);
    git(root, &["add", "."]);
    git(root, &["commit", "--quiet", "--message", "Postmortems"]);
    git(root, &["update-ref", "refs/remotes/origin/main", "HEAD"]);
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
