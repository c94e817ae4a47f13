//! Figures of the reports at their edges: what is counted, of which days, in which order. Worked out by hand.

use crate::archive::Archive;
use crate::report::{json, near, with};
use serde_json::{Value, json as value};

fn incidents(all: &[(&str, &str)]) -> Archive {
    let archive = Archive::new();
    for (at, (day, facts)) in all.iter().enumerate() {
        archive.incident(&format!("i{at}"), &format!("title: I{at}\ndate: {day}\n{facts}"), "x");
    }
    archive
}

fn column<'v>(list: &'v Value, key: &str) -> Vec<&'v Value> {
    list.as_array().unwrap().iter().map(|one| &one[key]).collect()
}

#[test]
fn causes_stand_by_number_then_by_day_and_add_up_to_all() {
    let archive = incidents(&[
        ("2026-01-01", "root_cause: dns\nservices: [db]"),
        ("2026-01-02", "root_cause: dns\nservices: [api, db]"),
        ("2026-01-03", "root_cause: dns\nservices: [db]"),
        ("2026-01-05", "root_cause: acid"),
        ("2026-03-01", "root_cause: disk"),
        ("2026-03-02", "kind: exercise\ncontributing_factors: [dns]"),
    ]);
    let report = json(&archive, &["causes"]);
    let causes = &report["causes"];
    assert_eq!(column(causes, "cause"), ["dns", "disk", "acid"]);
    assert_eq!(column(causes, "cumulative_percent"), [60, 80, 100]);
    assert_eq!(column(&causes[0]["services"], "service"), ["db", "api"]);
    assert_eq!(causes[0]["contributing"]["count"], 0, "an exercise is not counted");
}

#[test]
fn a_typing_error_is_offered_and_what_the_configuration_tells_apart_is_not() {
    let slip =
        incidents(&[("2026-01-01", "root_cause: throttling"), ("2026-01-02", "root_cause: throtling")]);
    let alike = json(&slip, &["causes"])["alike"].clone();
    assert_eq!((&alike[0]["cause"], &alike[0]["other"]), (&"throtling".into(), &"throttling".into()));
    let two = incidents(&[
        ("2026-01-01", "root_cause: expired-certificate"),
        ("2026-01-02", "root_cause: expired-tls-certificate"),
    ]);
    assert_eq!(json(&two, &["causes"])["alike"].as_array().unwrap().len(), 1);
    two.file("hindsite.toml", "[causes.expired-certificate]\n[causes.expired-tls-certificate]\n");
    assert_eq!(json(&two, &["causes"])["alike"], value!([]));
}

#[test]
fn what_does_not_count_is_nothing_to_compare_with() {
    let archive = incidents(&[
        ("2020-01-01", "kind: maintenance\nroot_cause: dns"),
        ("2025-12-01", "root_cause: dns"),
        ("2025-12-02", "root_cause: dns"),
    ]);
    let report = json(&archive, &["causes"]);
    assert_eq!(report["periods"], Value::Null, "the first incident is of the last year");
    assert_eq!(report["causes"][0]["change"]["verdict"], "nothing-before");
    let archive = incidents(&[
        ("2020-01-01", "root_cause: other"),
        ("2024-12-01", "kind: maintenance\nroot_cause: dns"),
        ("2025-12-02", "root_cause: dns"),
    ]);
    let dns = with(&json(&archive, &["causes"])["causes"], "cause", "dns")["change"].clone();
    assert_eq!((&dns["now"]["count"], &dns["before"]["count"]), (&1.into(), &0.into()));
}

#[test]
fn a_shorter_stretch_before_is_compared_by_the_rate() {
    // From 2025-05-13 to 2025-06-02, a year before tomorrow, are 20 days: one in them is more often than two in a year.
    let archive = incidents(&[
        ("2025-05-13", "root_cause: dns"),
        ("2026-01-01", "root_cause: dns"),
        ("2026-01-02", "root_cause: dns"),
    ]);
    let change = json(&archive, &["causes"])["causes"][0]["change"].clone();
    assert_eq!(change["verdict"], "not-more-often");
    assert_eq!(
        change["sentence"],
        "no more often than before: 2 in the last 365 days, 1 in the 20 days before"
    );
}

#[test]
fn a_stretch_that_ended_yesterday_is_not_the_last_and_one_test_needs_no_correction() {
    let mut all = vec![("2020-01-01", "root_cause: other")];
    all.extend(
        ["2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04", "2026-01-05"]
            .map(|day| (day, "root_cause: dns")),
    );
    let archive = incidents(&all);
    let sentence = |until: &str| {
        let report = json(&archive, &["causes", "--since", "2025-06-01", "--until", until]);
        with(&report["causes"], "cause", "dns")["change"]["sentence"].as_str().unwrap().to_owned()
    };
    // Five against none in as long: 1/32.
    let yesterday = sentence("2026-06-01");
    assert_eq!(
        yesterday,
        "more often than before: 5 in these 365 days, 0 in the 365 days before (p = 0.031)"
    );
    assert!(sentence("2026-06-02").contains("5 in the last 366 days"));
}

#[test]
fn services_are_a_pair_in_any_order_and_only_among_incidents_that_name_one() {
    let mut all = vec![("2026-02-01", "severity: SEV1"); 7];
    all.extend([("2026-03-01", "services: [mail]"); 5]);
    all.extend([("2026-01-01", "services: [web, db]"), ("2026-01-02", "services: [db, web]")]);
    let two = incidents(&all);
    assert_eq!(json(&two, &["trends"])["pairs_tested"], 0, "two incidents show nothing");
    all.extend([("2026-01-03", "services: [web, db]"), ("2026-01-04", "services: [db, web]")]);
    all.push(("2026-01-05", "services: [web, db]"));
    let report = json(&incidents(&all), &["trends"]);
    assert_eq!(report["together"].as_array().unwrap().len(), 1, "{:#}", report["together"]);
    let pair = &report["together"][0];
    assert_eq!(
        (&pair["service"], &pair["other"], &pair["incidents"]["count"]),
        (&"db".into(), &"web".into(), &5.into())
    );
    // Five of ten have each: half of five by chance, all five in one of C(10, 5) = 252 ways.
    near(&pair["expected"], 2.5);
    near(&pair["p"], 1.0 / 252.0);
    let always = incidents(&[("2026-01-01", "services: [web, db]"); 3]);
    let report = json(&always, &["trends"]);
    assert_eq!(
        (&report["pairs_tested"], &report["together"]),
        (&1.into(), &value!([])),
        "nothing else ever failed"
    );
}

#[test]
fn a_stretch_ends_before_its_last_day_and_not_after_today_and_has_no_incident_without_a_date() {
    let archive = incidents(&[("2025-06-02", "root_cause: dns"), ("2026-01-01", "root_cause: dns")]);
    archive.incident("undated", "title: U\nroot_cause: dns", "x");
    let until = json(&archive, &["causes", "--until", "2026-01-01"]);
    assert_eq!(until["counted"]["incidents"], value!(["i0"]));
    assert_eq!(until["left_out"]["no-date"]["incidents"], value!(["undated"]));
    // A year is 365 days up to tomorrow, however far the stretch would go on.
    let open = json(&archive, &["causes", "--since", "2025-06-02", "--until", "2030-01-01"]);
    near(&open["causes"][0]["rate"]["years"], 365.0 / 365.25);
}

#[test]
fn a_service_is_watched_by_others_when_its_last_three_were_found_by_them() {
    let told = "services: [web]\ndetected_by: customer";
    let alert = "services: [web]\ndetected_by: alert";
    let probes = "actions:\n  - {title: Probe it, type: detect, owner: web}\n  - {title: Ask, type: detect, owner: web, status: dropped}";
    let promised = format!("{told}\n{probes}");
    let last = |third: &str| {
        let all =
            [("2026-01-01", alert), ("2026-01-02", third), ("2026-01-03", &promised), ("2026-01-04", told)];
        json(&incidents(&all), &["detection"])["told"].clone()
    };
    assert_eq!(last(alert), value!([]));
    let web = last(told);
    assert_eq!(web[0]["last"]["incidents"], value!(["i3", "i2", "i1"]));
    assert_eq!(column(&web[0]["promised"], "action"), ["Probe it"], "what was dropped will find nothing");
}

#[test]
fn a_stretch_of_no_day_is_wrong_usage() {
    let archive = incidents(&[("2026-01-01", "root_cause: dns")]);
    let outcome = archive.run(&["report", "causes", "--since", "2026-01-01", "--until", "2026-01-01"]);
    assert_eq!(outcome.code, 2, "{}", outcome.stderr);
}
