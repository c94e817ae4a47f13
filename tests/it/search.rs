//! The search: the terminal's and the browser's give the same, what is cached is never trusted, and nothing
//! that is typed is an error.

use crate::archive::{Archive, Outcome, run_in};
use crate::{corpus, schema};
use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// How many questions each archive is asked.
const QUESTIONS: &str = "520";
/// Two archives of other teams: one in Japanese, one in English.
const ARCHIVES: [&str; 2] = ["Kaikei-e+Alt", "dfds+postmortems"];

fn example() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn text(path: &Path) -> String {
    path.to_str().expect("UTF-8").to_owned()
}

/// Asks the program and the browser's script the same questions of one archive.
fn assert_parity(name: &str, global: &[String]) {
    let output = tempfile::tempdir().expect("a folder");
    let site = text(&output.path().join("site"));
    let build: Vec<&str> = global.iter().map(String::as_str).chain(["build", "--output", &site]).collect();
    let outcome = run_in(output.path(), &build);
    assert_eq!(outcome.code, 0, "{name}: {}", outcome.stderr);
    let answer = Command::new("node")
        .current_dir(output.path())
        .arg(example().join("tests/search/parity.cjs"))
        .args([env!("CARGO_BIN_EXE_hindsite"), &site, QUESTIONS, "--today", crate::archive::TODAY])
        .args(global)
        .env("XDG_CACHE_HOME", output.path().join(".cache"))
        .output()
        .expect("node runs");
    let said = String::from_utf8_lossy(&answer.stdout);
    println!("{name}: {said}");
    assert!(answer.status.success(), "{name}: {said}{}", String::from_utf8_lossy(&answer.stderr));
}

#[test]
fn the_browser_answers_as_the_terminal_on_the_example() {
    assert_parity("the example", &["--root".into(), text(&example())]);
}

#[test]
fn the_browser_answers_as_the_terminal_in_several_languages() {
    for name in ["mixed", "numbered"] {
        assert_parity(name, &["--content".into(), text(&corpus::own(name))]);
    }
}

#[test]
#[ignore = "needs HINDSITE_CORPUS, the archives of other teams"]
fn the_browser_answers_as_the_terminal_on_foreign_archives() {
    for name in ARCHIVES {
        assert_parity(name, &["--content".into(), text(&corpus::foreign(name))]);
    }
}

/// Three incidents that share few words.
fn archive() -> Archive {
    let archive = Archive::new();
    archive
        .incident(
            "2026-03-02-checkout-503",
            "title: Checkout returned HTTP 503\ndate: 2026-03-02\nseverity: SEV2\nduration: 41m\nservices: [checkout]\nroot_cause: expired-certificate",
            "## Summary\n\nThe pods of kube-system kept restarting after v1.24.3; curl said `ECONNRESET`.\n\n## Root cause\n\nThe certificate had expired.\n\n## Action items\n\n- [ ] Watch the expiry dates (@payments, due 2026-04-01)",
        )
        .incident(
            "2025-05-01-full-disk",
            "title: A full disk stopped the database\ndate: 2025-05-01\nseverity: SEV1\nduration: 3h\nservices: [database]",
            "## Summary\n\nfluentd wrote logs until `pod_name=db-0` had no space left. NullPointerException followed.",
        )
        .incident(
            "2024-01-01-shougai",
            "title: 認証サービスの障害\ndate: 2024-01-01\nservices: [auth]",
            "## 概要\n\nデータベースの接続が切れた。",
        );
    archive
}

fn json(outcome: &Outcome) -> serde_json::Value {
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    serde_json::from_str(&outcome.stdout).expect("JSON and nothing else")
}

fn ids(archive: &Archive, query: &str) -> Vec<String> {
    let answer = json(&archive.run(&["search", "--format", "json", "--", query]));
    let results = answer["results"].as_array().expect("results").clone();
    results.iter().map(|result| result["id"].as_str().expect("an id").to_owned()).collect()
}

#[test]
fn every_part_of_the_query_language_finds_what_it_should() {
    const CHECKOUT: &str = "2026-03-02-checkout-503";
    const DISK: &str = "2025-05-01-full-disk";
    const AUTH: &str = "2024-01-01-shougai";
    let archive = archive();
    for (query, expected) in [
        // Identifiers, whole and in parts.
        ("v1.24.3", &[CHECKOUT][..]),
        ("1.24.3", &[CHECKOUT]),
        ("econnreset", &[CHECKOUT]),
        ("kube-system", &[CHECKOUT]),
        ("system", &[CHECKOUT]),
        ("pod_name", &[DISK]),
        ("HTTP 503", &[CHECKOUT]),
        ("NullPointerException", &[DISK]),
        ("pointer", &[DISK]),
        // Forms of a word, also those that nobody wrote.
        ("restart", &[CHECKOUT]),
        ("restarti", &[CHECKOUT]),
        ("restarting", &[CHECKOUT]),
        ("restarted", &[CHECKOUT]),
        // Misspelt, and nonsense.
        ("flunetd", &[DISK]),
        ("certifcate", &[CHECKOUT]),
        ("dsk", &[]),
        ("xqzvw", &[]),
        ("xqzvw the", &[]),
        // Phrases, exclusions, alternatives, beginnings.
        ("\"had expired\"", &[CHECKOUT]),
        ("\"expired had\"", &[]),
        ("the -certificate", &[DISK]),
        ("fluentd OR econnreset", &[DISK, CHECKOUT]),
        ("cert*", &[CHECKOUT]),
        // Fields, facts, ranges.
        ("title:disk", &[DISK]),
        ("title:fluentd", &[]),
        ("action:expiry", &[CHECKOUT]),
        ("service:database", &[DISK]),
        ("cause:\"expired certificate\"", &[CHECKOUT]),
        ("severity:<=1", &[DISK]),
        ("severity:SEV2", &[CHECKOUT]),
        ("duration:>2h", &[DISK]),
        ("date:2025..2025-06", &[DISK]),
        ("year:2026", &[CHECKOUT]),
        ("owner:payments", &[CHECKOUT]),
        ("is:overdue", &[CHECKOUT]),
        ("has:open-actions", &[CHECKOUT]),
        // Japanese.
        ("障害", &[AUTH]),
        ("データベース", &[AUTH]),
        // Order, the exact name first, and the newest first without words.
        (DISK, &[DISK]),
        ("sort:duration", &[DISK, CHECKOUT, AUTH]),
        ("sort:severity", &[DISK, CHECKOUT, AUTH]),
        ("service:nosuch", &[]),
    ] {
        assert_eq!(ids(&archive, query), expected, "{query}");
    }
}

#[test]
fn an_exclusion_excludes_what_is_typed_and_a_name_is_found_by_its_middle_and_its_address() {
    const CHECKOUT: &str = "2026-03-02-checkout-503";
    const DISK: &str = "2025-05-01-full-disk";
    let archive = archive();
    archive.incident("cpp", "title: A library\ndate: 2023-01-01\nservices: [C++]", "x");
    for (query, expected) in [
        // What is excluded is not corrected, and takes no alternative with it.
        ("curl -certifcate", &[CHECKOUT][..]),
        ("-fluentd OR curl", &[CHECKOUT]),
        // The last word of a phrase may not be finished, as long as nothing ends it.
        ("\"had exp", &[DISK, CHECKOUT]),
        ("\"had exp\"", &[]),
        ("service:base", &[DISK]),
        ("service:c-plus-plus", &["cpp"]),
        // What has no severity is neither better nor worse than one.
        ("severity:>=1", &[CHECKOUT, DISK]),
        ("severity:>2", &[]),
    ] {
        assert_eq!(ids(&archive, query), expected, "{query}");
    }
}

#[test]
fn a_whole_log_line_is_a_query() {
    let line = "2026-05-30T03:14:15.926Z ERROR [pod=web-7f9c4d5b6-x2x9q] upstream failed: ECONNRESET HTTP 503 after 30017 ms (req_3fa9b2c4d5e6)";
    assert_eq!(ids(&archive(), line)[0], "2026-03-02-checkout-503");
}

#[test]
fn a_line_of_a_log_or_of_a_shell_is_a_query_as_it_is_pasted() {
    const CHECKOUT: &str = "2026-03-02-checkout-503";
    const DISK: &str = "2025-05-01-full-disk";
    let archive = archive();
    for (line, expected) in [
        // Strings of JSON are not phrases, its keys are no fields, and `-0` in it excludes nothing.
        (
            r#"{"level":"error","ts":1764299564.12,"caller":"db/pool.go:212","msg":"fluentd died: no space left\n on -db-0","owner":"x"}"#,
            DISK,
        ),
        (r#"{"severity":"ERROR","status":503,"message":"curl: ECONNRESET"}"#, CHECKOUT),
        (r#"time=12:00 level=error msg="fluentd has no space left" service:web"#, DISK),
        // Options of a command exclude nothing.
        ("fluentd -f logs", DISK),
        ("fluentd --logs -database <pod>", DISK),
        ("fluentd | grep -logs", DISK),
        // A name that no incident has, beside words, is text.
        ("fluentd status:wrote", DISK),
        ("severity:ERROR econnreset", CHECKOUT),
        // A quotation in a long line is not a phrase.
        (r#"one two three four five six seven eight nine ten eleven twelve "fluentd never logs""#, DISK),
        // A whole identifier tells more than the many words beside it.
        ("gopher badger kube-system weasel ferret stoat", CHECKOUT),
    ] {
        assert_eq!(ids(&archive, line).first().map(String::as_str), Some(expected), "{line}");
    }
    // An exclusion is one still.
    assert_eq!(ids(&archive, "the -certificate"), [DISK]);
    assert_eq!(ids(&archive, "the -\"had expired\""), [DISK]);
}

#[test]
fn a_word_that_somebody_wrote_is_no_misspelling_however_rare() {
    let archive = Archive::new();
    archive
        .incident("a", "title: A\ndate: 2024-01-01", "The worm came by npm.")
        .incident("b", "title: B\ndate: 2024-01-02", "The work was done; words, works and worms of npm.")
        .incident("c", "title: C\ndate: 2024-01-03", "Much work on the supply chain.");
    let outcome = archive.run(&["search", "worm"]);
    assert!(!outcome.stderr.contains("also"), "{}", outcome.stderr);
    // `worm` is as rare as it is, not as frequent as `work`.
    assert_eq!(ids(&archive, "npm worm nosuchword")[0], "a");
}

#[test]
fn what_is_found_does_not_vanish_between_two_letters() {
    let archive = archive();
    for query in ["fluentd l", "fluentd lo", "fluentd log", "fluentd q", "fluentd qz"] {
        assert_eq!(ids(&archive, query), ["2025-05-01-full-disk"], "{query}");
    }
    // Once a blank ends it, it is a word like any other.
    let answer = json(&archive.run(&["search", "fluentd qz ", "--format", "json"]));
    assert_eq!(answer["relaxed"], true);
}

#[test]
fn long_digests_are_found_and_what_cannot_be_looked_up_finds_nothing() {
    let archive = archive();
    let digest = "3fa9b2c4d5e60718293a4b5c6d7e8f903fa9b2c4d5e60718293a4b5c6d7e8f90";
    archive.incident(
        "2023-01-01-image",
        "title: Image\ndate: 2023-01-01",
        &format!("It pulled sha256:{digest}."),
    );
    assert_eq!(ids(&archive, digest), ["2023-01-01-image"]);
    for query in ["🔥", &"x".repeat(65), "\"🔥\"", "service:checkout 🔥"] {
        assert_eq!(ids(&archive, query), Vec::<String>::new(), "{query}");
        let outcome = archive.run(&["search", query]);
        assert!(
            outcome.stderr.contains("no word in the query that could be looked up"),
            "{}",
            outcome.stderr
        );
    }
    assert_eq!(ids(&archive, "(").len(), 4, "something may follow");
}

#[test]
fn a_result_found_by_its_title_shows_the_section_that_tells_of_it() {
    let archive = Archive::new();
    archive.incident(
        "a",
        "date: 2024-01-01",
        "# No space left on device\n\n## Summary\n\nThe volume of the registry had no space left.",
    );
    let answer = json(&archive.run(&["search", "no space left on device", "--format", "json"]));
    let section = &answer["results"][0]["sections"][0];
    assert_eq!(
        (&section["heading"], &section["excerpt"]),
        (&"Summary".into(), &"The volume of the registry had no space left.".into())
    );
}

#[test]
fn whole_identifiers_come_before_their_parts() {
    let archive = Archive::new();
    let documents = [
        (
            "parts",
            "8 of 8 resolvers in rack 8 timed out. Release 2, build 3 and step 0 failed with get and request. 8 8 8",
        ),
        ("address", "The resolver 8.8.8.8 did not answer."),
        ("version", "We rolled back to 2.3.0 on all nodes."),
        ("name", "`max_open_files` was too low: max files open."),
        ("words", "The max number of open files, open files max, files open, max open files was fine."),
        ("host", "Requests to issue-redirect.example.io failed."),
        ("hosts", "An issue with the redirect of example in io io io redirect issue example."),
    ];
    for (name, text) in documents {
        archive.file(&format!("content/{name}.md"), format!("# Outage {name}\n\n{text}\n"));
    }
    for (query, first) in [
        ("8.8.8.8", "address"),
        ("2.3.0", "version"),
        ("v2.3.0", "version"),
        ("max_open_files", "name"),
        ("issue-redirect.example.io", "host"),
        ("resolver 8.8.8.8", "address"),
    ] {
        assert_eq!(ids(&archive, query).first().map(String::as_str), Some(first), "{query}");
    }
}

#[test]
fn the_document_that_has_the_very_line_comes_first() {
    let archive = Archive::new();
    // The other says it in the title, but names another time.
    archive
        .incident(
            "a-quoted",
            "title: First\ndate: 2024-01-01",
            &format!(
                "The operation finished at 11:05am. {}",
                "Nothing else of note was to be seen. ".repeat(40)
            ),
        )
        .incident("b-other", "title: The operation has finished\ndate: 2025-01-01", "It did so at 09:30am.");
    assert_eq!(ids(&archive, "the operation finished"), ["b-other", "a-quoted"]);
    assert_eq!(ids(&archive, "The operation finished at 11:05am"), ["a-quoted", "b-other"]);
}

#[test]
fn results_say_where_and_how_good() {
    let answer = json(&archive().run(&["search", "certificate", "--format", "json", "--limit", "1"]));
    let keys =
        |value: &serde_json::Value| value.as_object().expect("an object").keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&answer), ["schema", "query", "total", "relaxed", "hints", "also", "results"]);
    let problems = schema::check(&answer, &schema::schema("search.schema.json"), "search");
    assert!(problems.is_empty(), "{problems:#?}");
    // A program is told as well what was not understood.
    let misread = json(&archive().run(&["search", "flunetd date:soon", "--format", "json"]));
    assert!(misread["hints"][0].as_str().expect("a hint").starts_with("`soon` is not a date"));
    assert_eq!(misread["also"], serde_json::json!(["fluentd"]));
    let result = &answer["results"][0];
    assert_eq!(
        keys(result),
        ["id", "path", "url", "title", "date", "severity", "services", "cause", "score", "sections"]
    );
    assert_eq!(result["url"], "incidents/2026-03-02-checkout-503/");
    assert_eq!(result["cause"], "expired-certificate");
    assert_eq!(result["sections"][0]["anchor"], "root-cause");
    assert_eq!(result["sections"][0]["excerpt"], "The certificate had expired.");
}

#[test]
fn a_match_in_the_front_matter_alone_is_shown() {
    let archive = Archive::new();
    archive.incident(
        "a",
        "title: A\nsymptoms: [HTTP 503 with the unicorn page]\ncontributing_factors: [thundering herd]",
        "Nothing of that is said.",
    );
    let section = |query: &str| {
        let answer = json(&archive.run(&["search", query, "--format", "json"]));
        answer["results"][0]["sections"][0].clone()
    };
    let (symptom, factor) = (section("unicorn"), section("herd"));
    assert_eq!(
        (&symptom["heading"], &symptom["anchor"], &symptom["excerpt"]),
        (&"Symptoms".into(), &"".into(), &"HTTP 503 with the unicorn page".into())
    );
    assert_eq!(
        (&factor["heading"], &factor["excerpt"]),
        (&"Contributing factors".into(), &"thundering herd".into())
    );
}

#[test]
fn people_see_titles_facts_matches_and_files() {
    let outcome = archive().run(&["search", "fluentd", "-checkout"]);
    assert_eq!(
        outcome.stdout,
        "A full disk stopped the database\n  1 May 2025 · SEV1 · 3h · database\n  Summary: *fluentd* wrote logs until pod_name=db-0 had no space left. NullPointerException followed.\n  content/2025-05-01-full-disk.md\n\n"
    );
    assert_eq!(outcome.stderr, "1 incident\n");
}

#[test]
fn what_is_misunderstood_is_a_hint_and_no_error() {
    let archive = archive();
    for (query, hint) in [
        ("servce:checkout", "did you mean `service:`?"),
        ("date:soon", "`soon` is not a date"),
        ("duration:long", "`long` is not a length of time"),
        ("sort:size", "`size` is not an order"),
        ("has:nothing", "`nothing` is not one of"),
        ("service:nosuch", "no incident has the service `nosuch`"),
        ("flunetd", "also: fluentd"),
        ("checkout fluentd", "none has all the words"),
    ] {
        let outcome = archive.run(&["search", query]);
        assert_eq!(outcome.code, 0, "{query}");
        assert!(outcome.stderr.contains(hint), "{query}: {}", outcome.stderr);
    }
}

/// Runs a search with a query on standard input.
fn search_from_input(folder: &Path, query: &str) -> (i32, serde_json::Value) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_hindsite"))
        .current_dir(folder)
        .args(["search", "-", "--format", "json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("hindsite runs");
    child.stdin.take().expect("an input").write_all(query.as_bytes()).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    let answer = serde_json::from_slice(&output.stdout).expect("JSON");
    (output.status.code().expect("an exit code"), answer)
}

#[test]
fn a_query_of_a_megabyte_has_an_answer() {
    let archive = archive();
    for query in
        ["certificate ".repeat(90_000), "(".repeat(1 << 20), "-\"".repeat(1 << 19), "x".repeat(1 << 20)]
    {
        let (code, answer) = search_from_input(archive.root(), &query);
        assert_eq!(code, 0);
        assert!(answer["total"].is_u64());
    }
    let (_, answer) = search_from_input(archive.root(), &"certificate ".repeat(90_000));
    assert_eq!(answer["results"][0]["id"], "2026-03-02-checkout-503");
}

fn index_files(archive: &Archive) -> Vec<PathBuf> {
    let folder = archive.root().join(".hindsite/search");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the index")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| !path.file_name().expect("a name").to_string_lossy().starts_with('.'))
        .collect();
    files.sort();
    files
}

#[test]
fn a_damaged_index_is_made_anew_with_a_message() {
    let archive = archive();
    let expected = ids(&archive, "certificate");
    let count = index_files(&archive).len();
    for at in 0..count {
        let damages: [fn(Vec<u8>) -> Vec<u8>; 4] = [
            |bytes| bytes[..bytes.len() / 2].to_vec(),
            |_| vec![],
            |bytes| vec![0x5a; bytes.len()],
            |mut bytes| {
                let middle = bytes.len() / 2;
                bytes[middle] ^= 0x10;
                bytes
            },
        ];
        for (kind, damage) in damages.into_iter().enumerate() {
            let file = index_files(&archive)[at].clone();
            let bytes = std::fs::read(&file).expect("a file");
            std::fs::write(&file, damage(bytes)).expect("damage");
            let outcome = archive.run(&["search", "certificate", "--format", "json"]);
            assert_eq!(json(&outcome)["results"][0]["id"], expected[0].as_str(), "{} {kind}", file.display());
            let told = outcome.stderr.contains("the search index is made anew");
            assert!(told, "{} {kind}: {}", file.display(), outcome.stderr);
        }
    }
}

#[test]
fn an_index_of_another_version_or_language_is_made_anew() {
    let archive = archive();
    ids(&archive, "certificate");
    let meta = archive.root().join(".hindsite/search/meta.json");
    let text = std::fs::read_to_string(&meta).expect("meta.json");
    std::fs::write(&meta, text.replace("hindsite ", "hindsite 0.0.0-before ")).expect("an old index");
    assert!(archive.run(&["search", "certificate"]).stderr.contains("of another version or language"));
    assert!(!archive.run(&["search", "certificate"]).stderr.contains("anew"));
    archive.file("hindsite.toml", "language = \"de\"\n");
    assert!(archive.run(&["search", "certificate"]).stderr.contains("of another version or language"));
}

#[test]
fn an_edit_changes_the_index_and_does_not_make_it_anew() {
    let archive = archive();
    ids(&archive, "certificate");
    let before: BTreeSet<PathBuf> = index_files(&archive).into_iter().collect();
    archive.incident("2026-05-05-new", "title: Nothing burnt\ndate: 2026-05-05", "The zeppelin landed.");
    assert_eq!(ids(&archive, "zeppelin"), ["2026-05-05-new"]);
    let after: BTreeSet<PathBuf> = index_files(&archive).into_iter().collect();
    assert!(before.is_subset(&after), "the segments that were there are there");
    archive.incident("2026-05-05-new", "title: Nothing burnt\ndate: 2026-05-05", "The balloon landed.");
    assert_eq!(ids(&archive, "balloon"), ["2026-05-05-new"]);
    assert_eq!(ids(&archive, "zeppelin"), Vec::<String>::new());
}

#[test]
fn an_index_that_was_brought_up_to_date_answers_and_publishes_as_a_new_one() {
    let archive = archive();
    archive.build();
    archive.incident(
        "2026-05-05-new",
        "title: A certificate again\ndate: 2026-05-05",
        "It had expired, again.",
    );
    archive.remove("content/2025-05-01-full-disk.md");
    archive.build();
    archive.incident("2026-05-05-new", "title: A certificate again\ndate: 2026-05-05", "It expired again.");
    let grown = archive.build();
    let answer = archive.run(&["search", "--format", "json", "certificate", "expired"]).stdout;
    std::fs::remove_dir_all(archive.root().join(".hindsite")).expect("the cache");
    std::fs::remove_dir_all(archive.site()).expect("the site");
    assert_eq!(archive.run(&["search", "--format", "json", "certificate", "expired"]).stdout, answer);
    assert_eq!(archive.build().changed_since(&grown), Vec::<String>::new());
}

#[test]
fn a_cache_that_cannot_be_written_means_an_index_in_memory() {
    let archive = archive();
    // A file where the folder should be: nobody may write there, root neither.
    archive.file(".hindsite", "in the way");
    let outcome = archive.run(&["search", "certificate"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    assert!(outcome.stdout.starts_with("Checkout returned"), "{}", outcome.stdout);
    assert!(outcome.stderr.contains("so it is in memory"), "{}", outcome.stderr);
    archive.build();
}

#[test]
fn an_index_that_another_run_writes_is_left_alone() {
    let archive = archive();
    ids(&archive, "certificate");
    let lock = std::fs::File::options()
        .write(true)
        .create(true)
        .truncate(false)
        .open(archive.root().join(".hindsite/search/.tantivy-writer.lock"))
        .expect("the lock");
    lock.lock().expect("to hold it");
    archive.incident("2026-05-05-new", "title: Nothing burnt\ndate: 2026-05-05", "The zeppelin landed.");
    let outcome = archive.run(&["search", "zeppelin"]);
    assert!(outcome.stdout.starts_with("Nothing burnt"), "{}", outcome.stdout);
    assert!(outcome.stderr.contains("in use by another hindsite"), "{}", outcome.stderr);
}

#[test]
fn two_searches_and_a_build_at_once_all_have_a_result() {
    let archive = archive();
    for round in 0..4 {
        let name = format!("2026-05-0{}-new", round + 1);
        archive.incident(&name, "title: Nothing burnt\ndate: 2026-05-05", "The zeppelin landed.");
        let run = |arguments: &'static [&'static str]| {
            let root = archive.root().to_path_buf();
            std::thread::spawn(move || run_in(&root, arguments))
        };
        let runs = [
            run(&["search", "zeppelin", "--format", "json"]),
            run(&["build"]),
            run(&["search", "certificate", "--format", "json"]),
        ];
        let outcomes = runs.map(|run| run.join().expect("it ends"));
        assert!(outcomes.iter().all(|outcome| outcome.code == 0), "{}", outcomes[1].stderr);
        assert_eq!(json(&outcomes[0])["total"], round + 1);
        assert_eq!(json(&outcomes[2])["results"][0]["id"], "2026-03-02-checkout-503");
    }
}
