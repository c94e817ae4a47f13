//! Whether fixes held, at the edges of what counts as one. Every archive is small enough to be worked out by hand.

use crate::archive::Archive;
use crate::report::{action, json, text, with};
use serde_json::{Value, json as value};

fn came_back(report: &Value, id: &str) -> Value {
    with(&report["recurrences"], "incident", id).clone()
}

fn actions(all: &[&str]) -> String {
    let all: Vec<String> = all.iter().map(|facts| format!("\n  - {{ {facts} }}")).collect();
    format!("actions:{}", all.concat())
}

/// An incident on 1 January with a cause and what was promised after it, and the cause back on 1 February.
fn twice(first: &str, actions: &str) -> Archive {
    let archive = Archive::new();
    archive
        .incident("a", &format!("title: A\ndate: 2026-01-01\nroot_cause: dns\n{first}\n{actions}"), "x")
        .incident("b", "title: B\ndate: 2026-02-01\nroot_cause: dns", "x");
    archive
}

#[test]
fn what_finds_or_softens_the_next_one_is_no_fix_of_the_cause_unless_it_says_so() {
    let done = "owner: web, status: done, closed: 2026-01-05";
    let verdict = |actions_: &str| {
        let report = json(&twice("severity: SEV1", actions_), &["causes"]);
        (came_back(&report, "b")["verdict"].clone(), report["assumed"].clone())
    };
    assert_eq!(verdict(&actions(&[&format!("title: Alert, {done}")])), ("after-fix".into(), 1.into()));
    for kind in ["detect", "mitigate", "documentation", "検知"] {
        let softens = actions(&[&format!("title: Alert, type: {kind}, {done}")]);
        assert_eq!(verdict(&softens), ("nothing-promised".into(), 0.into()), "{kind}");
        let says = actions(&[&format!("title: Alert, type: {kind}, addresses: dns, {done}")]);
        assert_eq!(verdict(&says), ("after-fix".into(), 0.into()), "{kind}");
    }
    // An exercise has no cause that could come back.
    let archive = Archive::new();
    let exercise = format!(
        "title: E\ndate: 2026-01-01\nkind: exercise\nroot_cause: dns\n{}",
        action("Pin", "owner: web")
    );
    archive
        .incident("e", &exercise, "x")
        .incident("f", "title: F\ndate: 2026-01-10\nroot_cause: dns", "x")
        .incident("g", "title: G\ndate: 2026-02-01\nroot_cause: dns", "x");
    let report = json(&archive, &["causes"]);
    assert_eq!(came_back(&report, "g")["verdict"], "nothing-promised");
    assert_eq!(report["assumed"], 0);
}

#[test]
fn what_was_done_on_the_day_the_cause_came_back_was_open_and_what_was_due_on_it_not_overdue() {
    let on = |day: &str| {
        let facts = format!("title: Pin, owner: web, due: 2026-02-01, status: done, closed: {day}");
        came_back(&json(&twice("severity: SEV1", &actions(&[&facts])), &["causes"]), "b")
    };
    let same = on("2026-02-01");
    assert_eq!((&same["verdict"], &same["overdue_days"]), (&"while-open".into(), &Value::Null));
    assert_eq!(
        (&same["fixes"][0]["state"], &same["sentence"]),
        (&"open".into(), &"Recurred while the fix was open".into())
    );
    assert_eq!(on("2026-01-31")["verdict"], "after-fix");
}

#[test]
fn an_idea_is_no_promise_and_one_undated_among_the_done_leaves_it_open_which_came_first() {
    let idea = came_back(&json(&twice("severity: SEV1", &actions(&["title: Think"])), &["causes"]), "b");
    assert_eq!(
        (&idea["verdict"], &idea["ideas"], &idea["open"]),
        (&"nothing-promised".into(), &1.into(), &0.into())
    );
    let done =
        ["title: Pin, owner: web, status: done, closed: 2026-01-05", "title: Test, owner: web, status: done"];
    let undated = came_back(&json(&twice("severity: SEV1", &actions(&done)), &["causes"]), "b");
    assert_eq!(
        (&undated["verdict"], &undated["done"], &undated["undated"]),
        (&"fix-undated".into(), &1.into(), &1.into())
    );
    // What is done, nobody knows since when, is part of the fix too.
    let part = ["title: Pin, owner: web", "title: Test, owner: web, status: done"];
    let part = came_back(&json(&twice("severity: SEV1", &actions(&part)), &["causes"]), "b");
    assert_eq!(part["sentence"], "Recurred while part of the fix was open (1 of 2)");
}

#[test]
fn an_incident_and_a_follow_up_of_two_causes_are_counted_once() {
    let archive = Archive::new();
    archive
        .incident(
            "a",
            &format!("title: A\ndate: 2026-01-01\nroot_cause: [dns, disk]\n{}", action("Pin", "owner: web")),
            "x",
        )
        .incident("b", "title: B\ndate: 2026-02-01\nroot_cause: [dns, disk]", "x");
    let report = json(&archive, &["causes"]);
    assert_eq!(report["recurrences"].as_array().unwrap().len(), 2, "one a cause");
    assert_eq!(report["verdicts"]["while-open"], value!({"count": 1, "incidents": ["b"]}));
    assert_eq!(report["assumed"], 1);
}

#[test]
fn of_two_incidents_of_one_moment_neither_is_the_return_of_the_other() {
    let archive = Archive::new();
    for id in ["a", "b"] {
        archive.incident(id, &format!("title: {id}\ndate: 2026-03-01T10:00Z\nroot_cause: dns"), "x");
    }
    archive.incident("c", "title: C\ndate: 2026-03-01T10:01Z\nroot_cause: dns", "x");
    let report = json(&archive, &["causes"]);
    assert_eq!(report["recurrences"].as_array().unwrap().len(), 1, "{report:#}");
    assert_eq!(came_back(&report, "c")["seen_before"], 2);
}

#[test]
fn a_cause_that_stays_away_tells_what_was_promised_and_done_by_today() {
    let archive = Archive::new();
    let open = "title: Pin, owner: web";
    let done = "title: Test, owner: web, status: done, closed: 2026-06-01";
    let promised = actions(&[open, open, open, open, open, done]);
    archive
        .incident("a", &format!("title: A\ndate: 2026-05-01\nroot_cause: dns\n{promised}"), "x")
        .incident("b", "title: B\ndate: 2026-01-01\nroot_cause: disk", "x")
        .incident("c", "title: C\ndate: 2026-06-02\nroot_cause: leap", "x");
    let report = json(&archive, &["causes"]);
    let standing = |cause: &str| with(&report["standing"], "cause", cause).clone();
    // Of what is open four are named, and what was done today is done.
    let dns = standing("dns");
    assert_eq!((&dns["open"], &dns["done"]), (&5.into(), &1.into()));
    let states: Vec<&str> =
        dns["fixes"].as_array().unwrap().iter().map(|fix| fix["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["open", "open", "open", "open", "done"]);
    // May has 31 days. Tomorrow has come where the third was.
    assert_eq!((&dns["days"], &standing("leap")["days"]), (&31.into(), &0.into()));
    assert_eq!(standing("leap")["sentence"], "No recurrence in 0 days");
    // Asked about May, nothing is said of a cause of January.
    let may = json(&archive, &["causes", "--since", "2026-05-01"]);
    let named: Vec<&Value> = may["standing"].as_array().unwrap().iter().map(|one| &one["cause"]).collect();
    assert_eq!(named, ["leap", "dns"]);
}

#[test]
fn what_had_been_done_before_does_not_answer_for_what_was_dropped_since() {
    let promised = [
        "title: Pin, owner: web, status: done, closed: 2026-01-05",
        "title: Test, owner: web, status: dropped, closed: 2026-02-05",
    ];
    let review = text(&twice("severity: SEV1", &actions(&promised)), &["--since", "2026-02-01"]);
    let question = "came back and what had been promised has been dropped since: what would stop it instead?";
    assert!(review.replace('\n', " ").contains(question), "{review}");
}
