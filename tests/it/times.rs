//! What follows from points in time, and what does not: each row is worked out by hand from the text beside it.

use crate::archive::Archive;
use serde_json::{Value, json};

fn read(name: &str, front: &str, body: &str) -> (Value, String) {
    let archive = Archive::new();
    archive.file(&format!("content/{name}.md"), format!("---\ntitle: A\n{front}\n---\n{body}\n"));
    let outcome = archive.run(&["build"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let site = crate::archive::Site::read(&archive.site());
    (site.json("incidents.json")["incidents"][0].clone(), outcome.stderr)
}

#[test]
fn a_length_needs_two_times_of_day_in_their_order() {
    let length = |front: &str| {
        let incident = read("a", front, "x").0;
        (incident["duration_seconds"].clone(), incident["resolve_seconds"].clone())
    };
    let started = "started: 2026-03-02T10:00:00Z";
    assert_eq!(length(&format!("{started}\nresolved: 2026-03-02T11:30:00Z")), (json!(5400), json!(5400)));
    assert_eq!(length(&format!("{started}\nresolved: 2026-03-03")), (Value::Null, Value::Null));
    assert_eq!(length(&format!("{started}\nresolved: 2026-03-02T09:00:00Z")), (Value::Null, Value::Null));
}

#[test]
fn what_is_filed_under_its_end_goes_back_in_time_and_only_where_no_date_is_typed() {
    let end = "resolved: 2026-03-02T15:00:00Z";
    let date = |front: &str, time: &str| {
        let timeline =
            format!("## Timeline\n\n| Time (UTC) | Event |\n|---|---|\n| {time} | **Detected**: an alert |");
        read("a", front, &timeline).0["date"].clone()
    };
    assert_eq!(date(end, "2026-03-02 14:00"), "2026-03-02T14:00:00+00:00");
    assert_eq!(date(end, "2026-03-02 16:00"), "2026-03-02T15:00:00+00:00");
    let typed = format!("date: 2026-03-02T15:00:00Z\n{end}");
    assert_eq!(date(&typed, "2026-03-02 14:00"), "2026-03-02T15:00:00+00:00");
}

#[test]
fn people_round_and_what_they_round_is_no_disagreement() {
    let disagrees = |typed: &str, resolved: &str| {
        let front =
            format!("duration: {typed}\nstarted: 2026-03-02T10:00:00Z\nresolved: 2026-03-02T{resolved}:00Z");
        let (incident, said) = read("a", &front, "x");
        assert_eq!(incident["duration_source"], "typed");
        said.contains("the duration is given as")
    };
    // Two minutes of few, and a tenth of the longer of the two.
    assert!(!disagrees("5m", "10:07") && disagrees("5m", "10:08"));
    assert!(!disagrees("100m", "11:30") && disagrees("100m", "11:29"));
    assert!(!disagrees("90m", "11:40") && disagrees("90m", "11:41"));
}

#[test]
fn points_of_one_day_are_in_order_and_what_cannot_be_is_told() {
    let told = |front: &str| read("a", front, "x").1.contains("is before");
    // A time on the day is not before the day.
    assert!(!told("started: 2026-03-02\ndetected: 2026-03-02T05:00:00+09:00\nresolved: 2026-03-02"));
    assert!(told("started: 2026-03-02\nresolved: 2026-03-01"));
    assert!(told("started: 2026-03-02T10:00:00Z\nmitigated: 2026-03-02T09:00:00Z"));
    assert!(told("mitigated: 2026-03-02T10:00:00Z\nresolved: 2026-03-02T09:00:00Z"));
    // What is typed as the start counts, and not the date beside it.
    assert!(!told(
        "date: 2026-03-02T12:00:00Z\nstarted: 2026-03-02T10:00:00Z\ndetected: 2026-03-02T11:00:00Z"
    ));
    assert!(told("date: 2026-03-02T12:00:00Z\ndetected: 2026-03-02T11:00:00Z"));
}

#[test]
fn a_date_with_a_time_of_day_is_the_start_unless_something_came_before_it() {
    let started = |front: &str| read("a", front, "x").0["started"].clone();
    assert_eq!(
        started("date: 2026-03-02T10:00:00Z\nresolved: 2026-03-02T11:00:00Z"),
        "2026-03-02T10:00:00+00:00"
    );
    assert_eq!(started("date: 2026-03-02T10:00:00Z\nacknowledged: 2026-03-02T09:00:00Z"), Value::Null);
    assert_eq!(started("date: 2026-03-02\nresolved: 2026-03-02T11:00:00Z"), Value::Null);
}

#[test]
fn when_it_was_over_is_not_when_it_was_as_long_as_anything_else_is_told() {
    let over = "| Key | Value |\n|---|---|\n| Resolved | 2026-04-03 |\n";
    let date = |rows: &str| read("a", "severity: SEV1", &format!("{over}{rows}")).0["date"].clone();
    assert_eq!(date("| Ticket opened | 2026-04-02 |"), "2026-04-02");
    assert_eq!(date(""), "2026-04-03");
}

#[test]
fn an_incident_that_came_back_is_over_with_its_last_end_and_a_typed_start_outlives_a_timeline_that_contradicts_it()
 {
    let timeline =
        |rows: &[&str]| format!("## Timeline\n\n| Time (UTC) | Event |\n|---|---|\n{}", rows.join("\n"));
    let twice = timeline(&[
        "| 2026-03-02 10:00 | **Started**: errors |",
        "| 2026-03-02 10:30 | **Resolved**: rolled back |",
        "| 2026-03-02 11:00 | errors again |",
        "| 2026-03-02 11:45 | **Resolved**: rolled back for good |",
    ]);
    let incident = read("a", "severity: SEV1", &twice).0;
    assert_eq!(
        (&incident["resolved"], &incident["duration_seconds"]),
        (&json!("2026-03-02T11:45:00+00:00"), &json!(6300))
    );
    let before = timeline(&["| 2026-03-02 09:00 | **Resolved**: the first time |"]);
    let incident = read("a", "started: 2026-03-02T10:00:00Z", &before).0;
    assert_eq!(
        (&incident["started"], &incident["duration_seconds"]),
        (&json!("2026-03-02T10:00:00+00:00"), &Value::Null)
    );
}

#[test]
fn the_head_of_a_document_tells_how_long_it_took() {
    let told = |head: &str| read("a", "severity: SEV1", &format!("# T\n\n{head}\n\nText.")).0;
    let length = told("**Duration:** about 1h, and users saw less of it");
    assert_eq!((&length["duration_seconds"], &length["duration_source"]), (&json!(3600), &"typed".into()));
}

#[test]
fn a_point_that_is_typed_comes_before_a_day_in_the_text() {
    let front = "detected: 2026-03-05T10:00:00Z";
    let date = read("a", front, "# T\n\nOn 2026-03-04 somebody had changed it.").0["date"].clone();
    assert_eq!(date, "2026-03-05T10:00:00+00:00");
}

#[test]
fn a_typed_length_that_the_timeline_contradicts_is_shown_and_told_of() {
    let timeline = "## Timeline\n\n| Time (UTC) | Event |\n|---|---|\n| 2026-03-02 10:00 | **Started**: errors |\n| 2026-03-02 11:00 | **Resolved**: rolled back |";
    let (incident, said) = read("a", "duration: 10m", timeline);
    assert_eq!(incident["duration_seconds"], 600);
    assert!(said.contains("the duration is given as 10m, but the timeline tells of 1h"), "{said}");
}
