//! Follow-ups at the edges of their ages, their stretch of time and their likeness.

use crate::archive::Archive;
use crate::report::{json, with};
use serde_json::{Value, json as value};

fn promised(all: &[(&str, &str, &[&str])]) -> Archive {
    let archive = Archive::new();
    for (id, day, actions) in all {
        let actions: String = actions.iter().map(|facts| format!("\n  - {{ {facts} }}")).collect();
        archive.incident(id, &format!("title: {id}\ndate: {day}\nactions:{actions}"), "x");
    }
    archive
}

fn titles(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|one| one["action"].as_str().unwrap()).collect()
}

#[test]
fn an_age_begins_on_the_day_that_names_it() {
    let keep: &[&str] = &["title: Keep, owner: web"];
    // 29, 30 and 90 days before the day of the tests.
    let archive =
        promised(&[("a", "2026-05-03", keep), ("b", "2026-05-02", keep), ("c", "2026-03-03", keep)]);
    let report = json(&archive, &["follow-ups"]);
    let of = |age: &str| with(&report["ages"], "age", age)["open"]["incidents"].clone();
    assert_eq!(of("under 30 days"), value!(["a"]));
    assert_eq!(of("30 to 90 days"), value!(["b"]));
    assert_eq!(of("90 to 180 days"), value!(["c"]));
}

#[test]
fn what_is_open_stands_by_its_date_and_what_was_done_by_the_day_it_was() {
    let archive = promised(&[(
        "a",
        "2026-01-01",
        &[
            "title: Some day, owner: web",
            "title: Later, owner: web, due: 2026-09-01",
            "title: Soon, owner: web, due: 2026-06-02",
            "title: First done, owner: web, status: done, closed: 2026-02-01",
            "title: Then done, owner: web, status: done, closed: 2026-03-12",
            "title: Thought of",
            "title: Thought better of, status: dropped",
        ],
    )]);
    let report = json(&archive, &["follow-ups"]);
    assert_eq!(titles(&report["open"]), ["Soon", "Later", "Some day"]);
    assert_eq!(titles(&report["closed"]), ["Then done", "First done"]);
    assert_eq!(titles(&report["ideas"]), ["Thought of"]);
    let march = json(&archive, &["follow-ups", "--since", "2026-03-01"]);
    assert_eq!(titles(&march["closed"]), ["Then done"], "whenever it was promised");
}

#[test]
fn one_in_twenty_may_be_done_without_a_day_and_none_was_done_before_it_was_promised() {
    let early = "title: Do it, owner: web, status: done, closed: 2025-12-24";
    let mut actions = vec!["title: Do it, owner: web"; 18];
    actions.extend([early, "title: Do it, owner: web, status: done"]);
    let closing = json(&promised(&[("a", "2026-01-01", &actions)]), &["follow-ups"])["closing"].clone();
    assert_eq!((&closing["n"], &closing["undated"]), (&19.into(), &1.into()));
    assert_eq!(closing["steps"][0]["days"], 0);
}

#[test]
fn who_asks_for_what_is_overdue_gets_nothing_else() {
    let lock = "title: Version lock flux";
    let archive = promised(&[
        ("a", "2026-01-01", &[lock, "title: Late, owner: web, due: 2026-05-01", "title: Keep, owner: web"]),
        ("b", "2026-02-01", &[lock, "title: Done, owner: web, status: done, closed: 2026-03-01"]),
    ]);
    let all = json(&archive, &["follow-ups"]);
    let outcome = archive.run(&["report", "follow-ups", "--overdue", "--format", "json"]);
    let overdue: Value = serde_json::from_str(&outcome.stdout).unwrap();
    for list in ["ideas", "repeated", "closed", "settled"] {
        assert_ne!(all[list], value!([]), "{list}");
        assert_eq!(overdue[list], value!([]), "{list}");
    }
    assert_eq!(titles(&overdue["open"]), ["Late"]);
    assert_eq!(overdue["commitments"], all["commitments"]);
    let said = archive.run(&["report", "follow-ups", "--overdue"]).stdout;
    let headings: Vec<&str> = said
        .lines()
        .zip(said.lines().skip(1))
        .filter(|(_, next)| next.starts_with("--"))
        .map(|(line, _)| line)
        .collect();
    assert_eq!(headings, ["Overdue"], "{said}");
}

#[test]
fn a_proposal_is_repeated_by_another_incident_and_by_more_than_one_word() {
    let archive = promised(&[
        (
            "a",
            "2021-02-15",
            &["title: Version lock flux", "title: Version lock flux controllers", "title: Fluentd"],
        ),
        (
            "b",
            "2022-02-13",
            &["title: Version-lock Flux", "title: Raise memory limits of fluentd collectors"],
        ),
        ("c", "2022-03-01", &["title: Rotate secrets", "title: Rotate the secrets"]),
    ]);
    let report = json(&archive, &["follow-ups"]);
    let repeated = &report["repeated"];
    assert_eq!(titles(repeated), ["Version lock flux"], "{repeated:#}");
    assert_eq!(titles(&repeated[0]["proposals"]), ["Version lock flux", "Version-lock Flux"]);
    // In 2021 nothing was proposed again.
    let first = json(&archive, &["follow-ups", "--since", "2021-01-01", "--until", "2022-01-01"]);
    assert_eq!(first["repeated"], value!([]));
}

#[test]
fn a_long_line_of_the_calendar_is_folded_and_read_back_whole() {
    let long = "Prüfe die Überwachung äußerer Schnittstellen, ".repeat(6);
    let title = format!("title: '{}', owner: web, due: 2026-07-01", long.trim_end_matches([',', ' ']));
    let site = promised(&[("a", "2026-01-01", &[&title])]).build();
    let calendar = site.page("reports/follow-ups.ics");
    // RFC 5545, 3.1: no line has more than 75 octets, and what begins with a blank goes on.
    assert!(calendar.split("\r\n").all(|line| line.len() <= 75), "{calendar}");
    let unfolded = calendar.replace("\r\n ", "");
    let summary = unfolded.lines().find_map(|line| line.strip_prefix("SUMMARY:")).unwrap();
    assert_eq!(summary.replace("\\,", ","), format!("{} (web)", long.trim_end_matches([',', ' '])));
}

#[test]
fn a_review_of_a_quarter_has_what_is_overdue_from_before_it() {
    let archive = promised(&[("a", "2026-01-01", &["title: Late, owner: web, due: 2026-02-01"])]);
    let outcome = archive.run(&["report", "--since", "2026-04-01", "--format", "json"]);
    let review: Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!(titles(&review["overdue"]), ["Late"]);
}
