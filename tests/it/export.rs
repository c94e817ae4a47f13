//! Every incident for other programs.

use crate::archive::{Archive, run_in};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

fn archive() -> Archive {
    let archive = Archive::new();
    archive
        .incident(
            "2026-01-01-full",
            "title: \"=Full, really\"\nseverity: SEV1\nstarted: 2026-01-01T10:00:00Z\nresolved: 2026-01-01T11:00:00Z\nservices: [db]\nroot_cause: disk-full\ndetected_by: alert\ntags: [a]\nsymptoms: [no space left]\nactions: [{title: t, owner: o}]",
            "It was full.",
        )
        .incident("bare", "title: Bare", "It broke.");
    archive
}

#[test]
fn an_export_into_a_file_is_wrong_usage() {
    let archive = archive();
    archive.file("file", "x");
    let outcome = archive.run(&["export", "--format", "quickwit", "-o", "file"]);
    assert_eq!(outcome.code, 2, "{}", outcome.stderr);
    assert!(outcome.stderr.starts_with("error: `file` is not a folder\nhint: "), "{}", outcome.stderr);
}

#[test]
fn an_archive_without_incidents_gives_no_line() {
    let archive = Archive::new();
    archive.file("content/README.md", "# Postmortems\n\nNone yet.\n");
    let outcome = archive.run(&["export"]);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (0, ""), "an empty line is no JSON");
}

#[test]
fn ndjson_is_the_objects_of_the_sites_json_one_a_line() {
    let archive = archive();
    let printed = archive.run(&["export"]).stdout;
    let lines: Vec<Value> = printed.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let site = archive.build().json("incidents.json");
    assert_eq!(Value::Array(lines), site["incidents"]);
    let whole: Value =
        serde_json::from_str(&archive.run(&["export", "--format", "json"]).stdout).expect("JSON");
    assert_eq!(whole, site);
}

#[test]
fn no_cell_of_the_table_is_a_formula() {
    let printed = archive().run(&["export", "--format", "csv"]).stdout;
    let rows: Vec<&str> = printed.lines().collect();
    assert_eq!(rows.len(), 3);
    assert!(
        rows[1].starts_with(
            "2026-01-01-full,2026-01-01T10:00:00+00:00,SEV1,\"'=Full, really\",incident,final,3600,"
        ),
        "{}",
        rows[1]
    );
}

#[test]
fn every_field_of_a_quickwit_document_has_the_type_the_index_says() {
    let archive = archive();
    assert_eq!(archive.run(&["export", "--format", "quickwit", "--output", "qw"]).code, 0);
    let text = std::fs::read_to_string(archive.root().join("qw/index-config.yaml")).expect("a configuration");
    // Read as YAML by a reader of its own: names, and the type under each.
    let mut types = BTreeMap::new();
    let mut name = String::new();
    for line in text.lines().map(str::trim) {
        if let Some(found) = line.strip_prefix("- name: ") {
            name = found.to_owned();
        } else if let Some(found) = line.strip_prefix("type: ") {
            types.insert(name.clone(), found.to_owned());
        }
    }
    let documents = std::fs::read_to_string(archive.root().join("qw/documents.ndjson")).expect("documents");
    assert_eq!(documents.lines().count(), 2);
    let mut seen = BTreeSet::new();
    for document in documents.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON")) {
        for (key, value) in document.as_object().expect("an object") {
            let fits = match types.get(key).map(String::as_str) {
                Some("text" | "datetime") => value.is_string(),
                Some("array<text>") => value.as_array().is_some_and(|list| list.iter().all(Value::is_string)),
                Some("u64") => value.is_u64(),
                Some("i64") => value.is_i64(),
                _ => false,
            };
            assert!(fits, "`{key}` is {value}, and the index says {:?}", types.get(key));
            seen.insert(key.clone());
        }
    }
    assert!(seen.contains("date") && seen.contains("symptoms"), "{seen:?}");
}

#[test]
fn files_of_another_export_are_not_overwritten() {
    let archive = archive();
    archive.file("qw/documents.ndjson", "mine");
    let outcome = archive.run(&["export", "--format", "quickwit", "--output", "qw"]);
    assert_eq!(outcome.code, 2);
    assert!(outcome.stderr.contains("`qw/documents.ndjson` exists already"), "{}", outcome.stderr);
    assert!(!archive.root().join("qw/index-config.yaml").exists());
}

#[test]
fn the_public_export_has_only_what_is_public() {
    let archive = archive();
    archive.incident(
        "open",
        "title: Open\nvisibility: public",
        "Shown. <!-- internal -->Not shown.<!-- /internal -->",
    );
    let printed = archive.run(&["export", "--audience", "public"]).stdout;
    assert_eq!(printed.lines().count(), 1, "{printed}");
    assert!(printed.contains("Shown.") && !printed.contains("Not shown"), "{printed}");
}

#[test]
fn the_schema_has_every_key_and_the_teams_own_names() {
    let archive = archive();
    let documented =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/schema/front-matter.schema.json"));
    assert_eq!(
        archive.run(&["schema"]).stdout,
        documented.expect("the schema"),
        "docs/schema is what `hindsite schema` prints"
    );
    archive.file(
        "hindsite.toml",
        "severities = [{ name = \"High\", aliases = [\"P0\"] }]\n[fields]\nservices = [\"affected\"]\n[services.checkout]\n",
    );
    let own: Value = serde_json::from_str(&archive.run(&["schema"]).stdout).expect("JSON");
    assert_eq!(own["properties"]["severity"]["anyOf"][0]["enum"], serde_json::json!(["High", "P0"]));
    assert_eq!(own["properties"]["affected"]["anyOf"][0]["examples"], serde_json::json!(["checkout"]));
}

/// An editor that marks what `check` has nothing against teaches people to overlook its marks.
#[test]
fn the_schema_accepts_what_check_reads_and_refuses_words_that_check_does_not_know() {
    let archive = Archive::new();
    archive.file(
        "hindsite.toml",
        "severities = [{ name = \"SEV1\", aliases = [\"Major outage\", \"1\"] }, { name = \"SEV2\" }]\n\
         [fields]\nkind = [\"sort\"]\n[services.checkout]\n",
    );
    let schema: Value = serde_json::from_str(&archive.run(&["schema"]).stdout).expect("JSON");
    for (front, is_right) in [
        (
            r#"{"title": null, "date": null, "status": null, "severity": null, "services": [], "kind": null}"#,
            true,
        ),
        (
            r#"{"duration": null, "detected_by": null, "actions": null, "tags": null, "visibility": null}"#,
            true,
        ),
        (r#"{"title": 5, "summary": true, "trigger": 1.5, "tags": 5, "authors": true}"#, true),
        (
            r#"{"tags": [2024, true], "services": [1.10], "root_cause": 404, "aliases": [{"name": "a"}]}"#,
            true,
        ),
        (r#"{"status": "Final", "visibility": "Public", "detected_by": "Alert", "kind": "near_miss"}"#, true),
        (
            r#"{"status": "In Review", "visibility": "CONFIDENTIAL", "kind": "Game Day", "sort": "anything"}"#,
            true,
        ),
        (r#"{"severity": "sev-1", "date": 20260302, "duration": 41.5}"#, true),
        (r#"{"severity": "SEV 2 (one feature is slow)", "resolved": true}"#, true),
        (r#"{"severity": "major-outage"}"#, true),
        (r#"{"severity": 1}"#, true),
        (
            r#"{"actions": [{"title": "t", "ticket": 5, "status": "Won't fix", "owner": null}, "u", {"task": 5}]}"#,
            true,
        ),
        (r#"{"severity": "TBD", "detected_by": "unknown", "resolved": "?", "duration": "n/a"}"#, true),
        (r#"{"severity": "Unknown (investigating)", "detected_by": "tbd?", "services": "TBD"}"#, true),
        (r#"{"actions": [{"title": "t", "owner": "TBD", "due": "TBD"}]}"#, true),
        (r#"{"detected_by": "alert (PagerDuty)", "kind": "incident?", "status": "Draft (mine)"}"#, true),
        (r#"{"actions": [{"title": "t", "status": "done!"}]}"#, true),
        (r#"{"visibility": "public (after the review)"}"#, false),
        (r#"{"visibility": "public?"}"#, false),
        (r#"{"detected_by": "unknown pager"}"#, false),
        (r#"{"actions": [{"title": "t", "status": "perhaps"}]}"#, false),
        (r#"{"actions": [{"owner": "o"}]}"#, false),
        (r#"{"severity": "SEV3"}"#, false),
        (r#"{"severity": 3}"#, false),
        (r#"{"status": "Finall"}"#, false),
        (r#"{"kind": "near miss or so"}"#, false),
        (r#"{"visibility": 5}"#, false),
        (r#"{"title": {"a": "b"}}"#, false),
        (r#"{"tags": {"a": "b"}}"#, false),
    ] {
        // JSON is front matter as well, and read alike.
        archive.file("content/2026-01-01-a.md", format!("{front}\n\nIt broke.\n"));
        let printed = archive.run(&["check", "--format", "short"]).stdout;
        let told = ["HS015", "HS021", "HS024", "HS030", "HS032"].iter().any(|code| printed.contains(code));
        let value: Value = serde_json::from_str(front).expect("JSON");
        let problems = crate::schema::check(&value, &schema, "front matter");
        assert_eq!((told, problems.is_empty()), (!is_right, is_right), "{front}\n{printed}{problems:?}");
    }
}

#[test]
fn the_schema_refuses_what_check_refuses() {
    let archive = Archive::new();
    let schema: Value = serde_json::from_str(&archive.run(&["schema"]).stdout).expect("JSON");
    let points = ["date", "started", "start_time", "detected_at", "resolved", "end"];
    let moments = [
        "2026-03-02",
        "2026-03-02T14:05:00Z",
        "2026-03-02 14:05 CET",
        "March 2, 2026",
        "2. März 2026",
        "13/04/2024",
        "20260302",
        "TBD",
        "03/04/2024",
        "yesterday",
        "14:05",
        "2026-02-30",
        "2026-13-01",
        "02.03.26",
        "last Monday",
        "2026",
        "soonish",
        "2026-03-02T25:00:00Z",
        "31 June 2024",
        "29 Feb 2023",
    ];
    let lengths = [
        "41m",
        "2h 15m",
        "PT41M",
        "90",
        "n/a",
        "long",
        "1:30",
        "-5m",
        "2 months",
        "over 2 hours",
        "a bit",
        "41 bananas",
    ];
    let keys = [
        "visibilty",
        "Visiblity",
        "severtiy",
        "titel",
        "sevices",
        "root_casue",
        "statsu",
        "drat",
        "summray",
        "team",
        "jira",
        "color",
        "layout",
        "runbook",
        "cost",
        "start",
        "tag",
    ];
    let entry = |key: &str, value: &str| format!("{{\"{key}\": \"{value}\"}}");
    let mut fronts: Vec<String> =
        points.iter().flat_map(|key| moments.iter().map(move |value| entry(key, value))).collect();
    fronts.extend(lengths.iter().flat_map(|value| ["duration", "downtime"].map(|key| entry(key, value))));
    fronts.extend(keys.iter().map(|key| entry(key, "x")));
    fronts.extend(
        moments.iter().map(|due| format!("{{\"actions\": [{{\"title\": \"t\", \"due\": \"{due}\"}}]}}")),
    );
    fronts.extend(["-5", "41", "1e12"].map(|length| format!("{{\"duration\": {length}}}")));
    fronts.extend(["20260302", "2026"].map(|day| format!("{{\"date\": {day}}}")));
    // One archive for all: a document each.
    for (number, front) in fronts.iter().enumerate() {
        archive.file(&format!("content/d{number}.md"), format!("{front}\n\nIt broke.\n"));
    }
    let printed = archive.run(&["check", "--format", "short"]).stdout;
    let mut wrong = vec![];
    for (number, front) in fronts.iter().enumerate() {
        let refused = printed.lines().any(|line| {
            line.starts_with(&format!("content/d{number}.md:"))
                && ["HS014", "HS015", "HS021", "HS024", "HS030", "HS032"]
                    .iter()
                    .any(|code| line.contains(code))
        });
        let value: Value = serde_json::from_str(front).expect("JSON");
        if refused == crate::schema::check(&value, &schema, "front matter").is_empty() {
            wrong.push((front, refused));
        }
    }
    assert!(wrong.is_empty(), "check and the schema differ: {wrong:#?}");
}

#[test]
fn shells_and_man_know_every_command() {
    let folder = tempfile::tempdir().expect("a folder");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = run_in(folder.path(), &["completions", shell]);
        assert_eq!(script.code, 0);
        assert!(script.stdout.contains("similar") && script.stdout.contains("changed-since"), "{shell}");
    }
    assert!(run_in(folder.path(), &["man"]).stdout.contains(".TH hindsite 1"));
    assert!(
        run_in(folder.path(), &["man", "search"]).stdout.contains("has\\-open")
            || run_in(folder.path(), &["man", "search"]).stdout.contains("has:open")
    );
    let unknown = run_in(folder.path(), &["man", "buidl"]);
    assert_eq!((unknown.code, unknown.stderr.contains("there is no command `buidl`")), (2, true));
}

#[test]
fn every_program_is_told_the_same_facts() {
    let archive = Archive::new();
    let front = "title: A
date: 2026-03-02
severity: SEV1
introduced: 2026-03-01
started: 2026-03-02T14:00:00Z
detected: 2026-03-02T14:10:00Z
acknowledged: 2026-03-02T14:12:00Z
mitigated: 2026-03-02T15:30:00+01:00
resolved: 2026-03-02T15:00:00Z
root_cause: dns
contributing_factors: [a late page]
trigger: a deploy
region: eu-1
actions:
  - { title: Pin, owner: web, due: 2026-04-01, status: in-progress, addresses: dns }
  - { title: Test, owner: web, due: 2026-04-02, status: done, closed: 2026-03-05 }";
    archive.incident("a", front, "x");
    archive.incident("b", "title: B\ndate: 2026-01-01", "See [A](a.md).");
    let site = archive.build();
    let a = site.incident("a");
    assert_eq!(
        ["introduced", "started", "detected", "acknowledged", "mitigated", "resolved"]
            .map(|key| a[key].as_str().unwrap()),
        [
            "2026-03-01",
            "2026-03-02T14:00:00+00:00",
            "2026-03-02T14:10:00+00:00",
            "2026-03-02T14:12:00+00:00",
            "2026-03-02T15:30:00+01:00",
            "2026-03-02T15:00:00+00:00"
        ]
    );
    assert_eq!(
        (&a["detect_seconds"], &a["resolve_seconds"], &a["severity_rank"]),
        (&600.into(), &3600.into(), &1.into())
    );
    assert_eq!((&a["duration_seconds"], &a["duration_source"]), (&3600.into(), &"points".into()));
    assert_eq!((&a["trigger"], &a["contributing_factors"][0]), (&"a deploy".into(), &"a late page".into()));
    assert_eq!(a["extra"]["region"], "eu-1");
    let actions = &a["actions"];
    assert_eq!(
        (&actions[0]["addresses"][0], &actions[0]["closed"]),
        (&"dns".into(), &serde_json::Value::Null)
    );
    assert_eq!((&actions[1]["due"], &actions[1]["closed"]), (&"2026-04-02".into(), &"2026-03-05".into()));
    assert_eq!(site.json("incidents/a/index.json")["backlinks"], serde_json::json!(["b"]));

    let csv = archive.run(&["export", "--format", "csv"]).stdout;
    let mut lines = csv.lines().map(|line| line.split(',').collect::<Vec<&str>>());
    let (head, row) = (lines.next().unwrap(), lines.next().unwrap());
    let cell = |name: &str| row[head.iter().position(|cell| *cell == name).unwrap()];
    assert_eq!((cell("detect_seconds"), cell("resolve_seconds")), ("600", "3600"));
    assert_eq!((cell("actions"), cell("open_actions")), ("2", "1"), "what is in progress is open");

    assert_eq!(archive.run(&["export", "--format", "quickwit", "--output", "out"]).code, 0);
    let documents = std::fs::read_to_string(archive.root().join("out/documents.ndjson")).unwrap();
    let documents: Vec<serde_json::Value> =
        documents.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(documents[0]["open_actions"], serde_json::json!(["Pin"]));
    assert_eq!(
        (&documents[0]["detect_seconds"], &documents[0]["resolve_seconds"]),
        (&600.into(), &3600.into())
    );
    for unknown in ["services", "severity", "open_actions", "duration_seconds"] {
        assert!(documents[1].get(unknown).is_none(), "{unknown}: {}", documents[1]);
    }
}

#[test]
fn an_export_with_a_document_that_cannot_be_read_is_none() {
    let archive = Archive::new();
    archive.incident("a", "title: A\ndate: 2026-01-01", "x").incident("b", "title: [", "x");
    for command in [&["export"][..], &["report", "causes"]] {
        let outcome = archive.run(command);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (1, ""), "{command:?}");
        assert!(outcome.stderr.contains("content/b.md"), "{command:?}: {}", outcome.stderr);
    }
}
