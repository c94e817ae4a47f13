//! The reports, on small archives whose figures are worked out by hand in the comments.

use crate::archive::{Archive, run_in};
use crate::{corpus, schema};
use serde_json::Value;

pub fn json(archive: &Archive, arguments: &[&str]) -> Value {
    let outcome = archive.run(&[&["report"], arguments, &["--format", "json"]].concat());
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    serde_json::from_str(&outcome.stdout).expect("one JSON document")
}

pub fn text(archive: &Archive, arguments: &[&str]) -> String {
    let outcome = archive.run(&[&["report"], arguments].concat());
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    outcome.stdout
}

pub fn near(found: &Value, expected: f64) {
    let found = found.as_f64().expect("a number");
    assert!((found - expected).abs() < 2e-3, "{found} is not {expected}");
}

pub fn with<'v>(list: &'v Value, key: &str, value: &str) -> &'v Value {
    let items = list.as_array().expect("a list");
    items.iter().find(|item| item[key] == value).unwrap_or_else(|| panic!("no {key} `{value}` in {list:#}"))
}

pub fn action(title: &str, facts: &str) -> String {
    format!("actions:\n  - title: {title}\n    {}", facts.replace('\n', "\n    "))
}

/// Causes that came back in every way there is.
fn recurring() -> Archive {
    let archive = Archive::new();
    let done = "owner: dns\ndue: 2024-02-01\nstatus: done\nclosed: 2024-01-20\naddresses: dns-drift";
    let open = "owner: dns\ndue: 2024-07-01\naddresses: dns-drift";
    let undated = "owner: jobs\nstatus: done";
    archive
        .incident(
            "a",
            &format!("title: A\ndate: 2024-01-10\nroot_cause: dns-drift\n{}", action("Alert", done)),
            "x",
        )
        .incident(
            "b",
            &format!("title: B\ndate: 2024-06-01\nroot_cause: DNS drift\n{}", action("Pin", open)),
            "x",
        )
        .incident("c", "title: C\ndate: 2024-07-11\nroot_cause: dns_drift", "x")
        .incident("d", "title: D\ndate: 2024-03-01\nroot_cause: disk-full", "x")
        .incident("e", "title: E\ndate: 2024-05-01\nroot_cause: Disk full", "x")
        .incident(
            "f",
            &format!("title: F\ndate: 2024-04-01\nroot_cause: queue\n{}", action("Limit", undated)),
            "x",
        )
        .incident("g", "title: G\ndate: 2024-05-02\nroot_cause: queue", "x");
    archive
}

#[test]
fn each_return_of_a_cause_has_its_verdict() {
    let report = json(&recurring(), &["causes"]);
    let recurrences = &report["recurrences"];
    let verdict = |id: &str| with(recurrences, "incident", id)["verdict"].clone();
    assert_eq!(verdict("b"), "after-fix");
    assert_eq!(verdict("c"), "while-open");
    assert_eq!(verdict("e"), "nothing-promised");
    // F's follow-up says no day, so whether it was done before G cannot be told; it says no cause either, and
    // is taken to address F's own.
    assert_eq!(verdict("g"), "fix-undated");
    assert_eq!(report["assumed"], 1);
    // Due 2024-07-01, came back 2024-07-11; the alert of A was done by then.
    let c = with(recurrences, "incident", "c");
    assert_eq!((&c["overdue_days"], &c["open"], &c["done"]), (&10.into(), &1.into(), &1.into()));
    assert_eq!(c["sentence"], "Recurred while part of the fix was open (1 of 2), 10 days overdue");
    assert_eq!((&c["previous"], &c["days_since"], &c["seen_before"]), (&"b".into(), &40.into(), &2.into()));
    assert_eq!(c["fixes"][0]["state"], "overdue");
    assert_eq!(c["fixes"][1]["closed"], "2024-01-20");
    assert_eq!(report["verdicts"]["while-open"]["incidents"], serde_json::json!(["c"]));
}

#[test]
fn what_was_promised_and_dropped_had_been_promised() {
    let archive = Archive::new();
    let promised = |id: &str, day: &str, facts: &str| {
        let front =
            format!("title: {id}\ndate: {day}\nroot_cause: {}\n{}", &id[..1], action("Limit it", facts));
        archive.incident(id, &front, "x");
    };
    let again = |id: &str, day: &str| {
        archive.incident(id, &format!("title: {id}\ndate: {day}\nroot_cause: {}", &id[..1]), "x");
    };
    // Dropped two days after the cause came back, long before, on no known day, and by nobody who had taken it on.
    promised("a1", "2026-05-01", "owner: a\ndue: 2026-05-10\nstatus: wontfix\nclosed: 2026-05-29");
    again("a2", "2026-05-27");
    promised("b1", "2026-03-01", "owner: b\nstatus: wontfix\nclosed: 2026-03-20");
    again("b2", "2026-05-27");
    promised("c1", "2026-03-01", "owner: c\nstatus: wontfix");
    again("c2", "2026-05-27");
    promised("d1", "2026-03-01", "status: wontfix");
    again("d2", "2026-05-27");
    let report = json(&archive, &["causes"]);
    let told = |id: &str| {
        let recurrence = with(&report["recurrences"], "incident", id);
        (recurrence["verdict"].clone(), recurrence["sentence"].clone(), recurrence["dropped"].clone())
    };
    assert_eq!(
        told("a2"),
        ("while-open".into(), "Recurred while the fix was open, 17 days overdue".into(), 0.into())
    );
    for id in ["b2", "c2"] {
        assert_eq!(
            told(id),
            ("fix-dropped".into(), "Recurred, what had been promised was dropped".into(), 1.into())
        );
    }
    assert_eq!(told("d2").0, "nothing-promised");
    let site = archive.build();
    assert!(site.page("incidents/a2/index.html").contains("Due 10 May 2026, dropped 29 May 2026"));
    assert!(site.page("incidents/b2/index.html").contains("Dropped 20 Mar 2026"));
    assert!(site.page("incidents/c2/index.html").contains(">Dropped<"));
}

#[test]
fn the_months_of_a_trend_are_those_asked_for_and_end_today() {
    let archive = Archive::new();
    archive.incident("a", "title: A\ndate: 2025-06-10", "x").incident("b", "title: B\ndate: 2025-11-10", "x");
    let said = |arguments: &[&str]| {
        let arguments = [&["report", "trends"], arguments].concat();
        let output = archive.run(&arguments);
        assert_eq!(output.code, 0, "{}", output.stderr);
        output.stdout
    };
    let year = said(&["--since", "2025-01-01", "--until", "2026-01-01", "--today", "2026-06-01"]);
    assert!(year.contains("2 of 12 months had incidents"), "{year}");
    // From June 2025 to June 2026.
    let all = said(&["--today", "2026-06-01"]);
    assert!(all.contains("2 of 13 months had incidents"), "{all}");
    // Months to come were not quiet.
    let future = said(&["--since", "2025-06-01", "--until", "2027-01-01", "--today", "2025-12-01"]);
    assert!(future.contains("2 of 7 months had incidents"), "{future}");
    let none = said(&["--since", "2024-01-01", "--until", "2024-02-01"]);
    assert!(none.contains("No incident has a date in this stretch of time"), "{none}");
}

#[test]
fn a_cause_that_stays_away_bounds_how_often_it_may_happen() {
    let report = json(&recurring(), &["causes"]);
    let disk = with(&report["standing"], "cause", "disk-full");
    // From 2024-05-01 to 2026-06-01 are 365 + 365 + 31 days; 2.99573 / (761 / 365.25) = 1.43783.
    assert_eq!((&disk["last"], &disk["days"]), (&"e".into(), &761.into()));
    near(&disk["upper_bound_per_year"], 1.43783);
    assert_eq!(disk["sentence"], "No recurrence in 761 days (at most 1.44 a year with 95 % confidence)");
}

#[test]
fn the_verdict_is_on_the_new_page_and_on_the_old_one() {
    let site = recurring().build();
    for page in ["a", "b", "c"] {
        let html = site.page(&format!("incidents/{page}/index.html"));
        assert!(html.contains("Recurred after the fix was done"), "{page}");
        assert!(html.contains("Recurred while part of the fix was open (1 of 2), 10 days overdue"), "{page}");
    }
    assert!(site.page("incidents/c/index.html").contains("No recurrence in 690 days"));
    assert!(site.page("causes/dns-drift/index.html").contains("Recurred after the fix was done"));
}

#[test]
fn spellings_are_one_cause_and_look_alikes_are_only_offered() {
    let archive = recurring();
    archive.incident("h", "title: H\ndate: 2025-05-02\nroot_cause: disk-ful", "x");
    let report = json(&archive, &["causes"]);
    let names: Vec<&str> =
        report["causes"].as_array().unwrap().iter().map(|cause| cause["title"].as_str().unwrap()).collect();
    assert_eq!(names.len(), 4, "{names:?}");
    assert_eq!(report["alike"][0]["incidents"]["count"], 2);
    assert_eq!(report["alike"][0]["other_incidents"]["incidents"], serde_json::json!(["h"]));
}

#[test]
fn figures_of_a_cause_are_those_worked_out_by_hand() {
    let archive = Archive::new();
    for (name, date, duration) in
        [("a", "2024-02-01", "duration: 10m"), ("b", "2024-05-01", "duration: 40m"), ("c", "2025-05-01", "")]
    {
        let services = if name == "c" { "[db]" } else { "[db, web]" };
        let front = format!("title: {name}\ndate: {date}\nroot_cause: dns\nservices: {services}\n{duration}");
        archive.incident(name, &front, "x");
    }
    let report = json(&archive, &["causes", "--since", "2024-01-01", "--until", "2026-01-01"]);
    let dns = &report["causes"][0];
    assert_eq!(dns["incidents"], serde_json::json!({"count": 3, "incidents": ["c", "b", "a"]}));
    assert_eq!(dns["time_lost"]["total_seconds"], 50 * 60);
    assert_eq!((&dns["time_lost"]["recorded"]["count"], &dns["time_lost"]["of"]), (&2.into(), &3.into()));
    // Of 10 and 40 minutes: the median is 25, the quartiles 17.5 and 32.5; two values have no interval.
    let spread = &dns["time_lost"]["spread"];
    assert_eq!(
        (&spread["lower_quartile"], &spread["median"], &spread["upper_quartile"]),
        (&1050.into(), &1500.into(), &1950.into())
    );
    assert_eq!(spread["median_interval"], Value::Null);
    assert_eq!(dns["gaps_days"], serde_json::json!([90, 365]));
    assert_eq!(dns["services"][0]["service"], "db");
    assert_eq!(dns["services"][1]["incidents"]["incidents"], serde_json::json!(["b", "a"]));
    // 731 days are 2.00137 years: 3, 0.6187 and 8.7673 events over that.
    near(&dns["rate"]["per_year"], 1.49897);
    near(&dns["rate"]["low"], 0.30912);
    near(&dns["rate"]["high"], 4.38064);
    assert_eq!((&report["since"], &report["until"]), (&"2024-01-01".into(), &"2026-01-01".into()));
    assert_eq!(report["coverage"]["duration"], serde_json::json!({"known": 2, "of": 3, "missing": ["c"]}));
}

/// Incidents of a cause in the last year before the day of the tests, and one long before them.
fn often(causes: &[(&str, usize)]) -> Archive {
    let archive = Archive::new();
    archive.incident("first", "title: First\ndate: 2020-01-01\nroot_cause: other", "x");
    for (cause, times) in causes {
        for n in 0..*times {
            let front = format!("title: {cause} {n}\ndate: 2026-01-{:02}\nroot_cause: {cause}", n + 1);
            archive.incident(&format!("{cause}-{n}"), &front, "x");
        }
    }
    archive
}

#[test]
fn five_against_none_is_more_often_and_four_is_too_few_to_tell() {
    let report = json(&often(&[("dns", 5), ("disk", 4)]), &["causes"]);
    let change = |cause: &str| &with(&report["causes"], "cause", cause)["change"];
    // 5 v 0: 1/32. Disk, with four, could not be significant whatever happened: it is no test.
    assert_eq!((&change("dns")["verdict"], &report["tested"]), (&"more-often".into(), &1.into()));
    near(&change("dns")["p"], 0.03125);
    assert_eq!((&change("disk")["verdict"], &change("disk")["needed"]), (&"too-few".into(), &5.into()));
    let sentence = "too few to tell: 4 in the last 365 days, 0 in the 365 days before; 5 would be needed";
    assert_eq!(change("disk")["sentence"], sentence);
}

#[test]
fn two_tests_at_once_are_corrected() {
    let report = json(&often(&[("dns", 5), ("disk", 5)]), &["causes"]);
    let dns = &with(&report["causes"], "cause", "dns")["change"];
    // Holm: the smaller of two is doubled, 1/16.
    near(&dns["p_adjusted"], 0.0625);
    assert_eq!(dns["verdict"], "within-chance");
}

#[test]
fn what_does_not_count_is_left_out_and_said() {
    let archive = Archive::new();
    let cause = "root_cause: dns\nservices: [db]\ndetected_by: customer\nduration: 5m";
    archive
        .incident("a", &format!("title: A\ndate: 2026-01-01\n{cause}"), "x")
        .incident("b", &format!("title: B\ndate: 2026-01-02\nkind: maintenance\n{cause}"), "x")
        .incident("c", &format!("title: C\ndate: 2026-01-03\nkind: exercise\n{cause}"), "x")
        .incident("e", &format!("title: E\ndate: 2026-01-05\nstatus: draft\n{cause}"), "x")
        .incident("s", &format!("title: S\ndate: 2026-01-06\nkind: security\n{cause}"), "x");
    for report in ["causes", "follow-ups", "detection", "trends"] {
        let report = json(&archive, &[report]);
        assert_eq!(report["counted"]["incidents"], serde_json::json!(["s", "a"]));
        let left_out = &report["left_out"];
        assert_eq!(left_out["maintenance"]["incidents"], serde_json::json!(["b"]));
        assert_eq!(left_out["exercise"]["incidents"], serde_json::json!(["c"]));
    }
    let causes = json(&archive, &["causes"]);
    assert_eq!(causes["causes"][0]["incidents"]["count"], 2);
    assert_eq!(causes["recurrences"][0]["previous"], "a");
    assert_eq!(json(&archive, &["detection"])["found"]["they"]["count"], 2);
    assert_eq!(json(&archive, &["trends"])["durations"].as_array().unwrap().len(), 2);
    assert!(text(&archive, &["causes"]).contains("Not counted: 1 exercise, 1 maintenance\n"));
}

#[test]
fn an_incident_dated_after_today_stretches_no_window_and_no_rate() {
    let months = [
        ("2024-01-10", 1),
        ("2026-01-10", 2),
        ("2026-02-10", 3),
        ("2026-03-10", 4),
        ("2026-04-10", 5),
        ("2026-05-10", 6),
    ];
    let archive = Archive::new();
    for (day, n) in months {
        archive.incident(&format!("{day}-{n}"), &format!("title: A {n}\ndate: {day}\nroot_cause: disk"), "x");
    }
    let sure = json(&archive, &["causes", "--today", "2026-07-01"]);
    let typed = "title: Slip\ndate: 2062-06-10\nroot_cause: disk";
    archive.incident("slip", typed, "x");
    let slip = json(&archive, &["causes", "--today", "2026-07-01"]);
    for key in ["rate", "change", "sentence"] {
        assert_eq!(slip["causes"][0][key], sure["causes"][0][key], "{key}");
    }
    assert_eq!(slip["left_out"], serde_json::json!({"after-today": {"count": 1, "incidents": ["slip"]}}));
    let said = text(&archive, &["causes", "--today", "2026-07-01"]);
    assert!(said.contains("Not counted: 1 dated after 2026-07-01"), "{said}");
    // Tomorrow has come already where the incident was.
    let early = json(&archive, &["causes", "--today", "2062-06-09"]);
    assert_eq!(early["counted"]["count"], 7);
    let check = archive.run(&["check", "--today", "2026-07-01"]);
    let place =
        "warning[HS025]: the incident is dated 2062-06-10, and today is 2026-07-01\n --> content/slip.md:3:7";
    assert!(check.stderr.contains(place) || check.stdout.contains(place), "{}{}", check.stdout, check.stderr);
    archive.incident("slip", &format!("{typed}\nkind: maintenance"), "x");
    let check = archive.run(&["check", "--today", "2026-07-01"]);
    assert!(!(check.stdout + &check.stderr).contains("HS025"));
}

#[test]
fn a_near_miss_is_a_return_of_its_cause() {
    let archive = Archive::new();
    archive.incident("a", "title: A\ndate: 2026-01-01\nroot_cause: dns", "x").incident(
        "b",
        "title: B\ndate: 2026-01-02\nkind: near-miss\nroot_cause: dns",
        "x",
    );
    let report = json(&archive, &["causes"]);
    assert_eq!(report["causes"][0]["incidents"]["incidents"], serde_json::json!(["b", "a"]));
    assert_eq!(report["recurrences"][0]["incident"], "b");
    assert_eq!(report["near_misses"], serde_json::json!({"count": 1, "incidents": ["b"]}));
    assert!(
        text(&archive, &["causes"])
            .contains("2 incidents in the archive, as of 2026-06-01, 1 of them a near-miss\n")
    );
}

#[test]
fn promises_after_maintenance_and_exercises_are_promises() {
    let archive = Archive::new();
    for kind in ["maintenance", "exercise", "near-miss"] {
        let promise = action(&format!("Keep {kind}"), "owner: web\ndue: 2026-05-01");
        archive.incident(kind, &format!("title: {kind}\ndate: 2026-04-01\nkind: {kind}\n{promise}"), "x");
    }
    let report = json(&archive, &["follow-ups"]);
    assert_eq!(report["commitments"]["overdue"]["count"], 3);
    assert_eq!(report["counted"]["incidents"], serde_json::json!(["near-miss"]));
}

#[test]
fn a_draft_is_in_no_figure() {
    let archive = Archive::new();
    let promise = action("Write it down", "owner: web\ndue: 2026-05-01");
    let draft = format!("title: D\ndate: 2026-04-01\nstatus: draft\nroot_cause: dns\n{promise}");
    archive.incident("a", "title: A\ndate: 2026-01-01\nroot_cause: dns", "x").incident("d", &draft, "x");
    let causes = json(&archive, &["causes"]);
    assert_eq!(causes["causes"][0]["incidents"]["incidents"], serde_json::json!(["a"]));
    assert_eq!(
        (&causes["left_out"], &causes["recurrences"]),
        (&serde_json::json!({}), &serde_json::json!([]))
    );
    assert_eq!(json(&archive, &["follow-ups"])["commitments"]["total"]["count"], 0);
}

/// Follow-ups in every state on 2026-06-01.
fn promises() -> Archive {
    let archive = Archive::new();
    let actions = "actions:
  - {title: Overdue one, owner: Web, due: 2026-05-22}
  - {title: Open one, owner: web, due: 2026-06-11, status: in-progress}
  - {title: Done one, owner: db, due: 2026-04-01, status: done, closed: 2026-03-12}
  - {title: Dropped one, owner: db, status: dropped}
  - {title: An idea}
  - {title: '=cmd()', owner: '@mallory', due: 2026-05-31}";
    archive.incident("a", &format!("title: A\ndate: 2026-03-02\n{actions}"), "x");
    archive.incident(
        "b",
        "title: B\ndate: 2026-05-02\nkind: near-miss",
        "## Action items\n\n- [x] Ticked, no day\n",
    );
    archive
}

#[test]
fn follow_ups_stand_where_they_stand() {
    let report = json(&promises(), &["follow-ups"]);
    let standings = &report["commitments"];
    let count = |state: &str| standings[state]["count"].as_u64().unwrap();
    assert_eq!((count("total"), count("overdue"), count("open"), count("in_progress")), (5, 2, 0, 1));
    assert_eq!((count("done"), count("dropped")), (2, 1));
    assert_eq!(report["ideas"][0]["action"], "An idea");
    // 2026-05-22 to 2026-06-01 are 10 days; the oldest date comes first.
    assert_eq!(
        (&report["open"][0]["action"], &report["open"][0]["overdue_days"]),
        (&"Overdue one".into(), &10.into())
    );
    // Nobody named, db, mallory, Web.
    let web = &report["owners"].as_array().unwrap()[3];
    assert_eq!(
        (&web["owner"], &web["overdue"]["count"], &web["open"]["count"]),
        (&"Web".into(), &1.into(), &1.into())
    );
    // Of two that are done one has no closing day: what is left would be mostly what is open.
    let untold = serde_json::json!({"n": 4, "ended": 1, "median_days": null, "steps": [], "undated": 1});
    assert_eq!(report["closing"], untold);
    // Of the two that are done; what is open has no day to tell.
    assert_eq!(report["coverage"]["closing_day"], serde_json::json!({"known": 1, "of": 2, "missing": ["b"]}));
    // The ticked one is done, and nobody had taken it on.
    assert_eq!(
        report["coverage"]["owner_or_due"],
        serde_json::json!({"known": 5, "of": 7, "missing": ["b", "a"]})
    );
    let text = text(&promises(), &["follow-ups"]);
    assert!(
        text.contains("5 follow-ups that somebody took on (an owner, a date, or done), 1 idea"),
        "{text}"
    );
    assert!(text.contains("1 of the 2 that are done does not tell when"), "{text}");
    assert!(text.contains(" 1 day overdue "), "{text}");
}

#[test]
fn how_long_follow_ups_take_is_told_where_they_tell_it() {
    let archive = Archive::new();
    let many = |n: usize, facts: &str| format!("\n  - {{title: Do it, owner: web, {facts}}}").repeat(n);
    let told = many(1, "status: done, closed: 2026-03-12") + &many(1, "status: done, closed: 2026-04-01");
    let front = |untold: usize| {
        let untold = many(untold, "status: done");
        format!("title: A\ndate: 2026-03-02\nactions:{told}{}{untold}", many(18, "status: open"))
    };
    archive.incident("a", &front(1), "x");
    // 10 and 30 days of 20 that tell, 18 open for 91; one in 21 does not tell.
    let steps = serde_json::json!([{"days": 10, "at_risk": 20, "ended": 1, "open": 0.95}, {"days": 30, "at_risk": 19, "ended": 1, "open": 0.9}]);
    assert_eq!(json(&archive, &["follow-ups"])["closing"]["steps"], steps);
    assert!(text(&archive, &["follow-ups"]).contains("2 of 20 follow-ups done; fewer than half are done"));
    archive.incident("a", &front(2), "x");
    let said = text(&archive, &["follow-ups"]);
    let sentence =
        "2 of the 4 that are done do not tell when (`closed`), so nothing can be said of how long they take";
    assert!(said.contains(sentence) && !said.contains("fewer than half"), "{said}");
}

#[test]
fn every_open_follow_up_has_its_place_among_the_ages() {
    let archive = Archive::new();
    let promise = action("Keep", "owner: web");
    archive.incident("a", &format!("title: A\n{promise}"), "x");
    archive.incident("b", &format!("title: B\ndate: 2026-05-31\n{promise}"), "x");
    let report = json(&archive, &["follow-ups"]);
    let of = |age: &str| with(&report["ages"], "age", age)["open"]["incidents"].clone();
    assert_eq!((of("under 30 days"), of("not known")), (serde_json::json!(["b"]), serde_json::json!(["a"])));
}

#[test]
fn overdue_is_an_exit_code_for_a_scheduled_job() {
    let archive = promises();
    let outcome = archive.run(&["report", "follow-ups", "--overdue"]);
    assert_eq!(outcome.code, 1);
    assert!(
        outcome.stdout.contains("Overdue one") && !outcome.stdout.contains("Open one"),
        "{}",
        outcome.stdout
    );
    let before = archive.run(&["report", "follow-ups", "--overdue", "--today", "2026-05-22"]);
    assert_eq!((before.code, before.stdout.contains("Nothing is overdue")), (0, true), "{}", before.stderr);
    let outcome = archive.run(&["report", "causes", "--overdue"]);
    assert_eq!(
        (outcome.code, outcome.stderr.contains("hint: write `hindsite report follow-ups --overdue`")),
        (2, true)
    );
}

#[test]
fn a_spreadsheet_runs_nothing() {
    let csv = text(&promises(), &["follow-ups", "--format", "csv"]);
    assert!(csv.contains("\n'=cmd(),"), "{csv}");
    assert!(csv.starts_with("action,owner,due,state,overdue_days,age_days,closed,"), "{csv}");
    assert_eq!(csv.lines().count(), 1 + 7, "{csv}");
}

#[test]
fn due_dates_are_a_calendar() {
    let site = promises().build();
    let calendar = site.page("reports/follow-ups.ics");
    assert!(calendar.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"), "{calendar}");
    assert_eq!(calendar.matches("BEGIN:VEVENT\r\n").count(), 3, "{calendar}");
    assert!(calendar.contains("DTSTART;VALUE=DATE:20260611\r\nSUMMARY:Open one (web)\r\n"), "{calendar}");
    // The day the file is made, which is an input: RFC 5545, 3.8.7.2, for what has a METHOD.
    assert_eq!(calendar.matches("DTSTAMP:20260601T000000Z\r\n").count(), 3, "{calendar}");
    assert!(calendar.split("\r\n").all(|line| line.len() <= 75 && !line.contains(['\r', '\n'])));
}

#[test]
fn the_same_action_proposed_again_is_found_oldest_first() {
    let archive = Archive::new();
    let items = |text: &str| format!("## Action items\n\n{text}\n");
    archive
        .incident(
            "a",
            "title: A\ndate: 2021-02-15",
            &items("- Setup more Fluentd alerts\n- Version lock Flux"),
        )
        .incident(
            "b",
            "title: B\ndate: 2023-02-13",
            &items("- Add alarms for **fluentd** when no data is sent"),
        )
        .incident("c", "title: C\ndate: 2022-02-13", &items("- Version lock flux\n- Write a runbook"));
    let report = json(&archive, &["follow-ups"]);
    let repeated = &report["repeated"];
    assert_eq!(repeated.as_array().unwrap().len(), 2, "{repeated:#}");
    assert_eq!(repeated[0]["action"], "Setup more Fluentd alerts");
    let of = |at: usize| -> Vec<&str> {
        repeated[at]["proposals"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["incident"].as_str().unwrap())
            .collect()
    };
    assert_eq!((of(0), of(1)), (vec!["a", "b"], vec!["a", "c"]));
    // A review of 2022 asks what was proposed again then, whenever it was proposed first.
    let year = json(&archive, &["follow-ups", "--since", "2022-01-01", "--until", "2023-01-01"]);
    assert_eq!(year["repeated"].as_array().unwrap().len(), 1);
    assert_eq!(year["repeated"][0]["proposals"][0]["incident"], "a");
}

#[test]
fn who_found_out_and_where_only_others_did() {
    let archive = Archive::new();
    let times =
        |hour: u32| format!("started: 2026-01-01T{hour:02}:00:00Z\ndetected: 2026-01-01T{hour:02}:30:00Z");
    let action = "actions:\n  - {title: Probe it, type: detect, owner: web, due: 2027-01-01}";
    archive
        .incident(
            "a",
            &format!(
                "title: A\ndate: 2026-01-01\nservices: [web]\ndetected_by: customer\n{}\n{action}",
                times(1)
            ),
            "x",
        )
        .incident("b", "title: B\ndate: 2026-02-01\nservices: [web]\ndetected_by: partner", "x")
        .incident("c", "title: C\ndate: 2026-02-02\nservices: [web]", "x")
        .incident("d", "title: D\ndate: 2026-08-01\nservices: [db]\ndetected_by: alert", "x")
        .incident("e", "title: E\ndate: 2026-04-01\nservices: [db]\ndetected_by: customer", "x");
    let report = json(&archive, &["detection", "--today", "2026-09-01"]);
    assert_eq!(report["found"]["we"]["incidents"], serde_json::json!(["d"]));
    assert_eq!(report["found"]["they"]["count"], 3);
    assert_eq!(report["coverage"]["detected_by"], serde_json::json!({"known": 4, "of": 5, "missing": ["c"]}));
    assert_eq!(
        (&report["delay"]["total_seconds"], &report["delay"]["recorded"]["count"]),
        (&1800.into(), &1.into())
    );
    let quarters: Vec<&str> =
        report["quarters"].as_array().unwrap().iter().map(|one| one["quarter"].as_str().unwrap()).collect();
    assert_eq!(quarters, ["2026 Q1", "2026 Q2", "2026 Q3"]);
    // Of the database one was found by an alert; of the website every one that says who found it was told.
    assert_eq!(report["told"].as_array().unwrap().len(), 1);
    assert_eq!(report["told"][0]["service"], "web");
    assert_eq!(report["told"][0]["last"]["incidents"], serde_json::json!(["b", "a"]));
    assert_eq!(report["told"][0]["promised"][0]["action"], "Probe it");
}

#[test]
fn services_that_fail_together_more_than_chance_are_named() {
    let archive = Archive::new();
    for n in 0..5 {
        archive.incident(
            &format!("both-{n}"),
            &format!("title: {n}\ndate: 2026-01-0{}\nservices: [db, web]\nseverity: SEV1", n + 1),
            "x",
        );
        archive.incident(
            &format!("none-{n}"),
            &format!("title: {n}\ndate: 2026-03-0{}\nservices: [mail]", n + 1),
            "x",
        );
    }
    let report = json(&archive, &["trends"]);
    // 5 with both of 5, 5 and 10: 1 / C(10, 5) = 1/252. Half of 5 would be by chance.
    let pair = &report["together"][0];
    assert_eq!(
        (&pair["service"], &pair["other"], &pair["expected"]),
        (&"db".into(), &"web".into(), &2.5.into())
    );
    near(&pair["p"], 1.0 / 252.0);
    assert_eq!(report["pairs_tested"], 1);
    let months: Vec<&str> =
        report["months"].as_array().unwrap().iter().map(|one| one["month"].as_str().unwrap()).collect();
    // Up to the day it is seen from, 2026-06-01.
    assert_eq!(months, ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06"]);
    let by_severity = &report["months"][0]["by_severity"];
    assert_eq!((&by_severity[0]["count"], &by_severity[1]["count"]), (&5.into(), &0.into()));
    assert_eq!(by_severity[0]["incidents"][0], "both-4");
    assert_eq!(report["severities"][1]["severity"], Value::Null);
}

#[test]
fn an_archive_that_says_little_is_told_so_and_nothing_breaks() {
    let bare = Archive::new();
    bare.incident("a", "title: A", "x");
    let one = Archive::new();
    one.incident("a", "title: A\ndate: 2026-06-01\nroot_cause: dns\nduration: 0m\nservices: [db]", "x");
    let later = Archive::new();
    later.incident("a", "title: A\ndate: 2031-01-01\nroot_cause: dns\nresolved: 2030-01-01", "x");
    let none = Archive::new();
    none.file("content/README.txt", "nothing yet");
    for archive in [&bare, &one, &later, &none] {
        for report in
            [&["causes"][..], &["follow-ups"], &["detection"], &["trends"], &[], &["--since", "2026-01-01"]]
        {
            for format in ["human", "markdown", "json", "csv"] {
                let text = text(archive, &[report, &["--format", format]].concat());
                assert!(!text.contains("NaN") && !text.contains("inf"), "{report:?} {format}: {text}");
            }
        }
        archive.build();
    }
    let says = |archive: &Archive, report: &str, sentence: &str| {
        let text = text(archive, &[report]);
        assert!(text.contains(sentence), "{report}: {text}");
    };
    says(&bare, "causes", "No incident names a root cause (`root_cause`), so nothing can be said of any");
    says(&one, "causes", "The archive does not reach back far enough to compare two stretches of time");
    says(&bare, "detection", "No incident says who found it (the key detected_by), so nothing can be said");
    says(&bare, "follow-ups", "No follow-ups are recorded");
    says(&bare, "trends", "No incident has a date");
    says(&one, "causes", "1 root cause, not in more than one incident");
    says(&one, "causes", "No cause came back");
    says(&none, "trends", "No incidents in the archive");
}

#[test]
fn the_page_the_terminal_and_programs_get_the_same_value() {
    let archive = recurring();
    let site = archive.build();
    for report in ["causes", "follow-ups", "detection", "trends"] {
        assert_eq!(json(&archive, &[report]), site.json(&format!("reports/{report}/index.json")), "{report}");
        let page = site.page(&format!("reports/{report}/index.html"));
        assert!(!page.contains("style="), "{report}: the policy of the page forbids styles in it");
    }
    let page = site.page("reports/causes/index.html");
    for sentence in
        ["7 incidents in the archive, as of 2026-06-01", "Recurred, nothing had been promised: 1 incident"]
    {
        let terminal = text(&archive, &["causes"]);
        assert!(page.contains(sentence) && terminal.contains(sentence), "{sentence}");
    }
}

#[test]
fn a_quarter_is_one_document_to_edit() {
    let archive = recurring();
    let quarter = ["--since", "2024-04-01", "--until", "2024-07-01"];
    let markdown = text(&archive, &[&quarter[..], &["--format", "markdown"]].concat());
    assert!(markdown.starts_with("# Postmortems: 2024-04-01 to 2024-06-30\n\n4 incidents from 2024-04-01 to 2024-06-30, as of 2026-06-01\n"), "{markdown}");
    assert!(markdown.contains("\n## What happened\n\n| Date | Severity | Incident |"), "{markdown}");
    assert!(
        markdown
            .contains("- [ ] Disk full came back and nothing had been promised: what would stop it? (E)\n")
    );
    // Against the 91 days before, which began with A on 2024-01-10 as D did: 2.
    let review = json(&archive, &quarter);
    assert_eq!(review["report"], "review");
    assert_eq!(
        (&review["change"]["now"]["count"], &review["change"]["before"]["count"]),
        (&4.into(), &2.into())
    );
    assert_eq!(review["overdue"][0]["action"], "Pin");
    assert!(
        markdown.contains("- [ ] 1 follow-up overdue: keep each, change its date, or drop it?\n"),
        "{markdown}"
    );
    // A stretch that is long over is no last stretch.
    assert!(markdown.contains(" 4 in these 91 days, 2 in the 82 days before"), "{markdown}");
    assert_eq!(review["reports"]["causes"]["recurrences"].as_array().unwrap().len(), 3);
    let wrong = archive.run(&["report", "--since", "2024-07-01", "--until", "2024-04-01"]);
    assert_eq!((wrong.code, wrong.stderr.contains("is not after")), (2, true), "{}", wrong.stderr);
}

#[test]
fn a_review_asks_about_a_fix_only_while_it_is_open() {
    let fix = |facts: &str| {
        let archive = Archive::new();
        let promise = action("Pin", &format!("owner: dns\n{facts}"));
        archive
            .incident("a", &format!("title: A\ndate: 2024-01-10\nroot_cause: dns\n{promise}"), "x")
            .incident("b", "title: B\ndate: 2024-03-01\nroot_cause: dns", "x");
        text(&archive, &["--since", "2024-01-01", "--until", "2024-04-01", "--format", "markdown"])
    };
    assert!(fix("due: 2024-07-01").contains("is it still the right fix, and by when?"));
    let dropped = fix("status: dropped\nclosed: 2024-05-01");
    assert!(dropped.contains("dropped since: what would stop it instead?"), "{dropped}");
    let done = fix("status: done\nclosed: 2024-05-01");
    assert!(done.contains("Recurred while the fix was open") && !done.contains("Dns came back"), "{done}");
}

#[test]
fn the_json_of_every_report_follows_its_schema() {
    for archive in [recurring(), promises(), Archive::new()] {
        archive.file("content/undated.md", "---\ntitle: U\nservices: [a]\ndetected_by: alert\n---\nx\n");
        for report in ["causes", "follow-ups", "detection", "trends", "review"] {
            let arguments: &[&str] = if report == "review" { &[] } else { &[report] };
            let schema = schema::schema(&format!("report-{report}.schema.json"));
            let problems = schema::check(&json(&archive, arguments), &schema, report);
            assert!(problems.is_empty(), "{problems:#?}");
        }
    }
}

/// The repeated actions of an archive, each with the first letters of the incidents that proposed it.
fn repeated_actions(archive: &std::path::Path, letters: usize) -> Vec<(String, Vec<String>)> {
    let archive = archive.to_str().expect("a path in UTF-8");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let outcome = run_in(folder.path(), &["report", "follow-ups", "--content", archive, "--format", "json"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let report: Value = serde_json::from_str(&outcome.stdout).expect("JSON");
    let groups = report["repeated"].as_array().unwrap().iter().map(|group| {
        let proposals = group["proposals"].as_array().unwrap().iter();
        let incidents =
            proposals.map(|one| one["incident"].as_str().unwrap()[..letters].to_owned()).collect();
        (group["action"].as_str().unwrap().to_owned(), incidents)
    });
    groups.collect()
}

fn assert_repeated(found: &[(String, Vec<String>)], expected: &[(&str, &[&str])]) {
    let found: Vec<(&str, Vec<&str>)> = found
        .iter()
        .map(|(action, incidents)| (action.as_str(), incidents.iter().map(String::as_str).collect()))
        .collect();
    let expected: Vec<(&str, Vec<&str>)> =
        expected.iter().map(|(action, incidents)| (*action, incidents.to_vec())).collect();
    assert_eq!(found, expected);
}

#[test]
fn repeated_actions_of_an_archive_are_found() {
    let expected: [(&str, &[&str]); 2] = [
        ("Alert when a build agent has less than 10% free disk", &["pm-001", "pm-004"]),
        ("Check migrations against the deployed version of every writer", &["pm-002", "pm-006"]),
    ];
    assert_repeated(&repeated_actions(&corpus::own("numbered"), 6), &expected);
}

#[test]
#[ignore = "needs HINDSITE_CORPUS, the archives of other teams"]
fn repeated_actions_of_a_foreign_archive_are_found() {
    let expected: [(&str, &[&str]); 4] = [
        ("Implement priority-classes for critical workloads", &["pm2019-009", "pm2019-010", "pm2019-011"]),
        ("Setup more Fluentd alerts", &["pm2021-002", "pm2023-001", "pm2023-002"]),
        ("Flux metrics and alerts", &["pm2021-002", "pm2021-003"]),
        ("Version lock Flux", &["pm2021-002", "pm2021-003"]),
    ];
    assert_repeated(&repeated_actions(&corpus::foreign("dfds+postmortems"), 10), &expected);
}
