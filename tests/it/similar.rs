//! `hindsite similar`: earlier incidents like a draft, a log line, or the files of a pull request.

use crate::archive::{Archive, Outcome, run_in};
use crate::{corpus, schema};
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

fn archive() -> Archive {
    let archive = Archive::new();
    archive
        .incident(
            "2026-03-02-checkout-503",
            "title: Checkout returned 503\ndate: 2026-03-02\nservices: [checkout]\nroot_cause: expired-certificate",
            "The certificate had expired.\n\n## Resolution\n\nA new certificate was installed by hand.\n\n## Action items\n\n- [ ] Watch the expiry dates of certificates (@payments, due 2026-04-01)",
        )
        .incident("2025-05-01-full-disk", "title: A full disk\ndate: 2025-05-01\nservices: [database]", "No space was left.")
        .incident("2024-02-01-dns", "title: Resolver lost\ndate: 2024-02-01\nservices: [dns]", "Lookups failed.");
    archive
}

fn json(outcome: &Outcome) -> serde_json::Value {
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    serde_json::from_str(&outcome.stdout).expect("JSON and nothing else")
}

fn ids(results: &serde_json::Value) -> Vec<&str> {
    results.as_array().expect("results").iter().filter_map(|result| result["id"].as_str()).collect()
}

fn git(folder: &Path, arguments: &[&str]) {
    let who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"];
    let status =
        Command::new("git").args(who).args(arguments).current_dir(folder).output().expect("git runs");
    assert!(status.status.success(), "{}", String::from_utf8_lossy(&status.stderr));
}

/// The archive in a repository, and a branch that adds a postmortem and an unrelated file.
fn pull_request() -> Archive {
    let archive = archive();
    git(archive.root(), &["init", "-q", "-b", "main"]);
    git(archive.root(), &["add", "content"]);
    git(archive.root(), &["commit", "-qm", "archive"]);
    git(archive.root(), &["switch", "-qc", "new"]);
    archive
        .incident(
            "2026-05-20-sign-in",
            "title: Sign-in failed\ndate: 2026-05-20\nstatus: draft\nroot_cause: expired certificate\nservices: [sign-in]",
            "The certificate had expired.\n\n## Action items\n\n- [ ] Watch expiry dates of our certificates",
        )
        .file("content/notes, and: more.txt", "no postmortem");
    git(archive.root(), &["add", "content"]);
    git(archive.root(), &["commit", "-qm", "sign-in"]);
    archive
}

#[test]
fn earlier_incidents_come_with_reasons_their_resolution_and_open_follow_ups() {
    let archive = archive();
    archive.file(
        "draft.md",
        "---\ntitle: Sign-in failed\nroot_cause: expired certificate\nservices: [checkout]\n---\nThe certificate expired.\n",
    );
    let answer = json(&archive.run(&["similar", "draft.md", "--format", "json"]));
    let problems = schema::check(&answer, &schema::schema("similar.schema.json"), "similar");
    assert!(problems.is_empty(), "{problems:#?}");
    let first = &answer["results"][0];
    assert_eq!(first["id"], "2026-03-02-checkout-503");
    let why: Vec<&str> =
        first["why"].as_array().expect("reasons").iter().filter_map(|why| why.as_str()).collect();
    assert_eq!(&why[..2], ["cause: Expired certificate", "service: checkout"]);
    assert_eq!(first["resolution"], "A new certificate was installed by hand.");
    assert_eq!(first["open_actions"][0]["owner"], "payments");
}

#[test]
fn an_incident_is_not_like_itself_nor_like_what_came_after_it() {
    let archive = archive();
    archive.incident(
        "2026-04-02-checkout-again",
        "title: Checkout returned 503 again\ndate: 2026-04-02\nservices: [checkout]\nroot_cause: expired-certificate",
        "The certificate had expired.",
    );
    let own = json(&archive.run(&["similar", "content/2026-03-02-checkout-503.md", "--format", "json"]));
    let own = ids(&own["results"]);
    assert!(
        !own.contains(&"2026-03-02-checkout-503") && !own.contains(&"2026-04-02-checkout-again"),
        "{own:?}"
    );
    let later = json(&archive.run(&["similar", "content/2026-04-02-checkout-again.md", "--format", "json"]));
    assert_eq!(ids(&later["results"])[0], "2026-03-02-checkout-503");
}

#[test]
fn a_pull_request_is_told_what_came_before_each_postmortem_it_changes() {
    let archive = pull_request();
    let answer = json(&archive.run(&["similar", "--changed-since", "main", "--format", "json"]));
    let files = answer["files"].as_array().expect("files");
    assert_eq!(files.len(), 1, "a draft counts, what is no postmortem does not: {answer}");
    assert_eq!(files[0]["path"], "content/2026-05-20-sign-in.md");
    assert_eq!(ids(&files[0]["results"]), ["2026-03-02-checkout-503"]);
    assert_eq!(files[0]["related"], "related: [2026-03-02-checkout-503]");
    let again = &files[0]["proposed_before"][0];
    assert_eq!(again["before"][0]["path"], "content/2026-03-02-checkout-503.md");
    assert_eq!(again["before"][0]["state"], "overdue");
}

#[test]
fn a_comment_names_similar_incidents_and_nobody() {
    let archive = pull_request();
    let comment = |reference: &str| {
        archive.run(&["similar", "--changed-since", reference, "--format", "markdown"]).stdout
    };
    let said = comment("main");
    for part in [
        "`content/2026-05-20-sign-in.md`",
        "content/2026-03-02-checkout-503.md",
        "Still open:",
        "related: [2026-03-02-checkout-503]",
    ] {
        assert!(said.contains(part), "no `{part}` in {said}");
    }
    assert_eq!(comment("HEAD"), "", "nothing to say is no comment");
    let facts = "title: Cache @acme/sre lost its keys\ndate: 2026-05-21\nservices: [cache]";
    archive.incident("2026-05-21-cache", facts, "Every key was gone.");
    assert_eq!(comment("HEAD"), "", "an incident like no other is no comment");
    archive.incident(
        "2026-03-22-checkout",
        "title: Checkout @acme/sre had an expired certificate\ndate: 2026-03-22\nroot_cause: expired certificate",
        "The certificate had expired.\n\n## Resolution\n\nSeen by `<b>` @ann.\n\n## Action items\n\n- [ ] Tell @acme/all",
    );
    git(archive.root(), &["add", "content"]);
    git(archive.root(), &["commit", "-qm", "more"]);
    archive.incident(
        "2026-05-23-checkout",
        "title: Checkout certificate\ndate: 2026-05-23\nroot_cause: expired certificate",
        "The certificate had expired.",
    );
    let said = comment("HEAD");
    assert!(!said.contains("@a") && said.contains("@&#8203;acme/sre"), "{said}");
    assert!(!said.contains("<b>"), "{said}");
}

#[test]
fn a_comment_is_no_longer_than_github_takes() {
    let archive = pull_request();
    let text = "The certificate of the checkout had expired, and every request was refused until a new one was there.";
    let facts =
        |n: usize| format!("title: Checkout certificate expired {n}\nroot_cause: expired certificate");
    for n in 0..24 {
        archive.incident(&format!("2025-01-{:02}-old-{n}", n + 1), &facts(n), text);
    }
    git(archive.root(), &["add", "content"]);
    git(archive.root(), &["commit", "-qm", "old"]);
    for n in 0..40 {
        archive.incident(&format!("2026-05-{:02}-new-{n}", n % 28 + 1), &facts(n), text);
    }
    let arguments = ["similar", "--changed-since", "HEAD", "--format", "markdown", "--limit", "24"];
    let said = archive.run(&arguments).stdout;
    assert!((40_000..65_536).contains(&said.chars().count()), "{}", said.chars().count());
    assert!(
        said.trim_end().ends_with("more in the summary of the workflow run"),
        "{}",
        &said[said.len() - 300..]
    );
    let shown = said.matches("### ").count();
    assert!(said.contains(&format!("… and {} more in", 40 - shown)), "{shown}");
}

#[test]
fn the_reviewer_gets_one_annotation_a_file_and_a_summary_of_the_step() {
    let archive = pull_request();
    let summary = archive.root().join("summary.md");
    std::fs::write(&summary, "before\n").expect("a file");
    let output = Command::new(env!("CARGO_BIN_EXE_hindsite"))
        .current_dir(archive.root())
        .args(["--today", "2026-06-01", "similar", "--changed-since", "main", "--format", "github"])
        .env("GITHUB_STEP_SUMMARY", &summary)
        .env("XDG_CACHE_HOME", archive.root().join(".cache"))
        .output()
        .expect("hindsite runs");
    let said = String::from_utf8(output.stdout).expect("UTF-8");
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(
        said.starts_with("::notice file=content/2026-05-20-sign-in.md,title=We have been here before::1. Checkout returned 503 (content/2026-03-02-checkout-503.md)%0A   Both have cause: expired certificate"),
        "{said}"
    );
    for part in [
        "%0A   Resolved: A new certificate",
        "%0A   Still open: Watch the expiry dates",
        "was proposed before:",
        "related: [2026-03-02-checkout-503]",
    ] {
        assert!(said.contains(part), "{part} in {said}");
    }
    let summary = std::fs::read_to_string(&summary).expect("a summary");
    assert!(
        summary.starts_with("before\n### We have been here before: `content/2026-05-20-sign-in.md`"),
        "{summary}"
    );
}

#[test]
fn in_a_part_of_a_repository_the_annotation_names_the_file_from_its_root() {
    let archive = pull_request();
    let above = archive.root().parent().expect("a folder above");
    let folder = archive.root().file_name().expect("a name").to_string_lossy();
    let annotation = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_hindsite"))
            .current_dir(archive.root())
            .args(["--today", "2026-06-01", "similar", "--format", "github"])
            .args(arguments)
            .env("GITHUB_WORKSPACE", above)
            .env("XDG_CACHE_HOME", archive.root().join(".cache"))
            .output()
            .expect("hindsite runs");
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let expected = format!("::notice file={folder}/content/2026-05-20-sign-in.md,");
    for arguments in [&["--changed-since", "main"][..], &["content/2026-05-20-sign-in.md"]] {
        let said = annotation(arguments);
        assert!(said.starts_with(&expected), "{said}");
    }
}

#[test]
fn a_pasted_line_is_alike_by_its_own_words_only() {
    let archive = archive();
    archive.incident(
        "2025-06-01-input",
        "title: An input was lost\ndate: 2025-06-01",
        "We had no standard, but an idea.",
    );
    let like = |text: &str| {
        let mut child = Command::new(env!("CARGO_BIN_EXE_hindsite"))
            .current_dir(archive.root())
            .args(["similar", "-", "--format", "json"])
            .env("XDG_CACHE_HOME", archive.root().join(".cache"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("hindsite runs");
        child.stdin.take().expect("an input").write_all(text.as_bytes()).expect("it reads");
        let output = child.wait_with_output().expect("an end");
        let said: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        said["results"].as_array().expect("results").len()
    };
    assert_eq!(like("zzzqqq"), 0, "the name of the input is no word of it");
    assert_eq!(like("The we but and an"), 0, "words that hold a sentence together are no likeness");
    assert_eq!(like("the certificate had expired"), 1);
    // A line of JSON is no front matter, what opens a comment no comment, `+++` no head.
    assert_eq!(like(r#"{"level":"error","msg":"certificate expired"}"#), 1);
    assert_eq!(like("<!-- the certificate had expired"), 1);
    assert_eq!(like("+++ b/certs.pem\nthe certificate had expired"), 1);
    assert_eq!(like("E p l r"), 0, "a letter is no likeness");
    assert_eq!(
        like("A payments resolver of a lost standard input at idea"),
        2,
        "one word of many is an accident"
    );
}

#[test]
fn what_git_cannot_answer_is_said_with_a_remedy() {
    let archive = archive();
    let outside = archive.run(&["similar", "--changed-since", "main"]);
    assert_eq!(outside.code, 2);
    assert!(outside.stderr.contains("git knows no repository here"), "{}", outside.stderr);
    git(archive.root(), &["init", "-q", "-b", "main"]);
    for reference in ["main", "nowhere", "--output=x", ""] {
        let unknown = archive.run(&["similar", &format!("--changed-since={reference}")]);
        assert_eq!(unknown.code, 2, "{}", unknown.stderr);
        assert!(unknown.stderr.contains(&format!("git knows no commit `{reference}`")), "{}", unknown.stderr);
        assert!(unknown.stderr.contains("fetch-depth: 0"), "{}", unknown.stderr);
    }
    assert!(!archive.root().join("x").exists());
}

/// Repetitions in `tests/corpus/numbered`: a later postmortem and the earlier ones of the same kind.
const OWN_REPEATS: &[(&str, &[&str])] = &[("PM-004", &["PM-001"]), ("PM-006", &["PM-002"])];

/// Repetitions in the archive of dfds, paired by reading.
const REPEATS: &[(&str, &[&str])] = &[
    ("PM2019-011", &["PM2019-010"]),
    ("PM2020-006", &["PM2020-003"]),
    ("PM2020-009", &["PM2020-002"]),
    ("PM2021-003", &["PM2021-002"]),
    ("PM2021-006", &["PM2021-005"]),
    ("PM2021-007", &["PM2021-005", "PM2021-006"]),
    ("PM2021-009", &["PM2021-008"]),
    ("PM2022-002", &["PM2021-001"]),
    ("PM2022-007", &["PM2022-004"]),
    ("PM2023-002", &["PM2021-001", "PM2022-002"]),
    ("PM2024-001", &["PM2022-003"]),
    ("PM2025-002", &["PM2021-008", "PM2021-009"]),
];

/// How many postmortems have one of the same kind among the first `limit` results.
fn found_repeats(folder: &Path, repeats: &[(&str, &[&str])], limit: &str) -> usize {
    let names: Vec<String> = std::fs::read_dir(folder)
        .expect("the archive")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    let work = tempfile::tempdir().expect("a temporary folder");
    let content = folder.to_string_lossy().into_owned();
    let is_found = |(later, earlier): &&(&str, &[&str])| {
        let file = names.iter().find(|name| name.starts_with(later)).expect("the postmortem");
        let file = folder.join(file).to_string_lossy().into_owned();
        let answer = json(&run_in(
            work.path(),
            &["--content", &content, "similar", &file, "--limit", limit, "--format", "json"],
        ));
        let results = answer["results"].as_array().expect("results").clone();
        results.iter().any(|result| {
            earlier.iter().any(|name| result["path"].as_str().is_some_and(|path| path.starts_with(name)))
        })
    };
    repeats.iter().filter(is_found).count()
}

#[test]
fn the_earlier_sibling_is_the_first_result() {
    assert_eq!(found_repeats(&corpus::own("numbered"), OWN_REPEATS, "1"), OWN_REPEATS.len());
}

#[test]
#[ignore = "needs HINDSITE_CORPUS, the archives of other teams"]
fn the_earlier_sibling_is_among_the_first_three_of_a_foreign_archive() {
    let found = found_repeats(&corpus::foreign("dfds+postmortems"), REPEATS, "3");
    assert!(found >= 9, "{found} of {}", REPEATS.len());
}
