//! One thing under several names: causes, contributing factors, services and tags.

use crate::archive::{Archive, Site};
use serde_json::{Value, json};

const CONFIGURED: &str = "[causes.expired-certificate]\ntitle = \"Certificate ran out\"\naliases = [\"cert expiry\"]\n\n[services.checkout]\ntitle = \"Checkout service\"\naliases = [\"shop\"]\nowner = \"payments\"\ndescription = \"Takes the money.\"\n";

fn ids(terms: &Value) -> Vec<&str> {
    terms.as_array().unwrap().iter().map(|term| term["id"].as_str().unwrap()).collect()
}

fn causes(archive: &Archive) -> Value {
    let outcome = archive.run(&["report", "causes", "--format", "json"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    serde_json::from_str(&outcome.stdout).unwrap()
}

fn entries(site: &Site, feed: &str) -> usize {
    site.page(feed).matches("<entry>").count()
}

#[test]
fn a_cause_and_a_service_go_by_their_key_their_title_and_their_aliases() {
    let archive = Archive::new();
    archive
        .file("hindsite.toml", CONFIGURED)
        .incident("a", "title: A\ndate: 2026-01-01\nroot_cause: certificate ran out\nservices: [Shop]", "x")
        .incident(
            "b",
            "title: B\ndate: 2026-01-02\nroot_cause: [cert expiry, expired-certificate]\nservices: [Checkout service, checkout]",
            "x",
        );
    let outcome = archive.run(&["build", "--strict"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let site = Site::read(&archive.site());
    for id in ["a", "b"] {
        let incident = site.incident(id);
        let cause = json!([{ "id": "expired-certificate", "title": "Certificate ran out" }]);
        let service = json!([{ "id": "checkout", "title": "Checkout service" }]);
        assert_eq!((&incident["causes"], &incident["services"]), (&cause, &service), "{id}");
    }
    let page = site.page("services/checkout/index.html");
    assert!(page.contains("Takes the money.") && page.contains("payments"), "{page}");
}

#[test]
fn free_text_is_shown_in_the_spelling_that_most_use_and_a_sentence_names_no_cause() {
    let archive = Archive::new();
    let sentence = "The disk of the primary was full because nobody had ever thought of what the audit log would grow to.";
    assert_eq!(sentence.len(), 101);
    archive
        .incident("a", "title: A\ndate: 2026-01-01\nroot_cause: Disk-Full", "x")
        .incident("b", "title: B\ndate: 2026-01-02\nroot_cause: disk full", "x")
        .incident("c", "title: C\ndate: 2026-01-03\nroot_cause: disk full", "x")
        .incident("d", &format!("title: D\ndate: 2026-01-04\nroot_cause: {sentence}"), "x")
        .incident("e", &format!("title: E\ndate: 2026-01-05\nroot_cause: {}", &sentence[..100]), "x");
    let site = archive.build();
    assert_eq!(site.incident("a")["causes"], json!([{ "id": "disk-full", "title": "disk full" }]));
    assert_eq!(site.incident("d")["causes"], json!([]));
    assert_eq!(ids(&site.incident("e")["causes"]).len(), 1);
}

#[test]
fn a_contributing_factor_is_counted_once_and_not_beside_the_same_root_cause() {
    let archive = Archive::new();
    // 64 letters, and a name all the same.
    let long = "Connections ran out since the retry policy had no upper bound set";
    archive
        .file("hindsite.toml", CONFIGURED)
        .incident(
            "a",
            "title: A\ndate: 2026-01-01\ncontributing_factors: [Certificate ran out, cert expiry]",
            "x",
        )
        .incident("b", &format!("title: B\ndate: 2026-01-02\nroot_cause: {long}"), "x")
        .incident(
            "c",
            &format!(
                "title: C\ndate: 2026-01-03\nroot_cause: {long}\ncontributing_factors: [{long}, cert-expiry]"
            ),
            "x",
        )
        .incident("d", &format!("title: D\ndate: 2026-01-04\ncontributing_factors: [{long}]"), "x");
    let report = causes(&archive);
    let of = |title: &str| {
        let all = report["causes"].as_array().unwrap();
        let cause = all.iter().find(|cause| cause["title"] == title).unwrap_or_else(|| panic!("{all:#?}"));
        (cause["incidents"]["incidents"].clone(), cause["contributing"]["incidents"].clone())
    };
    assert_eq!(of("Certificate ran out"), (json!([]), json!(["c", "a"])));
    assert_eq!(of(long), (json!(["c", "b"]), json!(["d"])));
}

#[test]
fn a_page_that_is_no_incident_is_in_no_group_and_an_incident_is_once_in_each() {
    let archive = Archive::new();
    let facts =
        "services: [api]\nroot_cause: disk-full\ntags: [Disk, disk]\nseverity: SEV1\ndate: 2025-01-01";
    archive
        .incident("a", "title: A\ndate: 2026-01-01\ntags: [Disk, disk, DISK]\ncontributing_factors: [x]", "x")
        .incident("b", &format!("title: B\nkind: document\n{facts}"), "x");
    let site = archive.build();
    assert_eq!(entries(&site, "tags/disk/feed.xml"), 1);
    for page in ["services/api", "causes/disk-full", "severities/sev1", "years/2025"] {
        assert!(!site.files.contains_key(&format!("{page}/index.html")), "{page}");
    }
}

#[test]
fn a_severity_with_a_remark_keeps_its_place_and_a_number_beyond_nine_has_none() {
    let archive = Archive::new();
    for (id, severity) in [("a", "SEV12"), ("b", "sev0"), ("c", "SEV1"), ("d", "P1")] {
        archive.incident(id, &format!("title: A\ndate: 2026-01-01\nseverity: {severity}"), "x");
    }
    let site = archive.build();
    let rank = |id: &str| site.incident(id)["severity_rank"].clone();
    assert_eq!((rank("a"), rank("b"), rank("c"), rank("d")), (99.into(), 1.into(), 1.into(), 2.into()));
    let archive = Archive::new();
    archive
        .file(
            "hindsite.toml",
            "severities = [{ name = \"SEV1\", aliases = [\"critical\"] }, { name = \"SEV2\" }]\n",
        )
        .incident("a", "title: A\ndate: 2026-01-01\nseverity: Critical (all regions)", "x");
    assert_eq!(archive.run(&["build", "--strict"]).code, 0);
    assert_eq!(Site::read(&archive.site()).incident("a")["severity"], "SEV1");
}

#[test]
fn what_has_no_date_comes_last_and_by_its_path() {
    let archive = Archive::new();
    archive.incident("b", "title: B", "x").incident("a", "title: A", "x").incident(
        "c",
        "title: C\ndate: 2026-01-01",
        "x",
    );
    assert_eq!(ids(&archive.build().json("incidents.json")["incidents"]), ["c", "a", "b"]);
}

#[test]
fn an_incident_of_tomorrow_has_happened_somewhere_and_one_of_the_day_after_has_not() {
    let said = |day: &str| {
        let archive = Archive::new();
        archive.incident("a", &format!("title: A\ndate: {day}"), "x");
        archive.run(&["build"]).stderr
    };
    assert!(!said("2026-06-02").contains("HS025"));
    assert!(said("2026-06-03").contains("HS025"));
}
