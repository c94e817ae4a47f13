//! What a page shows of what is known, and in which words.

use crate::archive::Archive;

#[test]
fn without_a_due_date_there_is_no_calendar_of_them() {
    let archive = Archive::new();
    archive.incident("a", "title: A\ndate: 2026-01-01", "## Action items\n\n- Look into it");
    let site = archive.build();
    assert!(!site.files.contains_key("reports/follow-ups.ics"));
    assert!(!site.page("reports/follow-ups/index.html").contains("follow-ups.ics"));
    archive.incident("b", "title: B\ndate: 2026-01-02", "## Action items\n\n- Alert on it (due 2026-02-01)");
    let site = archive.build();
    assert!(site.page("reports/follow-ups.ics").contains("DESCRIPTION:Promised after “B”\r\n"));
    assert!(site.page("reports/follow-ups/index.html").contains("follow-ups.ics"));
}

#[test]
fn a_document_that_says_nothing_has_no_description() {
    let archive = Archive::new();
    archive.incident("a", "title: A\ndate: 2026-01-01", "");
    let site = archive.build();
    let page = site.page("incidents/a/index.html");
    assert!(!page.contains("name=\"description\"") && !page.contains("og:description"), "{page}");
    assert!(site.page("index.html").contains("content=\"1 incident and what was learnt from it.\""));
}

#[test]
fn the_name_of_a_key_looks_like_one_in_a_sentence() {
    let archive = Archive::new();
    archive.incident("a", "title: A\ndate: 2026-01-01", "- x");
    let site = archive.build();
    let sentence = "No incident names a root cause (<code>root_cause</code>), so nothing can be said of any";
    assert!(site.page("reports/causes/index.html").contains(sentence));
    let outcome = archive.run(&["report", "causes"]);
    assert!(outcome.stdout.contains("names a root cause (`root_cause`)"), "{}", outcome.stdout);
}

#[test]
fn figures_are_said_in_whole_sentences() {
    let archive = Archive::new();
    let followed = |days: &[u32]| -> String {
        days.iter()
            .map(|day| format!("  - {{title: Fix {day}, owner: sre, due: 2026-12-{day:02}}}\n"))
            .collect()
    };
    let actions = followed(&[1, 2, 3, 4, 5, 6, 7, 8, 9]);
    archive
        .incident(
            "a",
            &format!("title: A\ndate: 2026-01-01\nservices: [web]\nroot_cause: disk full\ndetected_by: customer\nactions:\n{actions}"),
            "- x",
        )
        .incident("b", "title: B\ndate: 2026-02-01\nroot_cause: disk full\ndetected_by: alert", "- x");
    let site = archive.build();
    let page = site.page("incidents/b/index.html");
    let shown = page.matches("class=\"fix-action\"").count();
    assert!(page.contains(&format!("<p class=\"quiet\">{} more are open</p>", 9 - shown)), "{page}");
    for report in ["reports/index.html", "reports/detection/index.html"] {
        assert!(site.page(report).contains(">Others told us about 1 of 2</a>"), "{report}");
    }
    assert!(site.page("services/index.html").contains("1 service in 2 incidents; 1 incident names none"));
}

#[test]
fn the_home_page_claims_no_more_than_there_is() {
    let archive = Archive::new();
    archive.incident("a", "title: A\ndate: 2026-01-01\nservices: [web]\nroot_cause: dns", "- x");
    archive.incident("b", "title: B\ndate: 2026-01-02\nservices: [api]\nroot_cause: disk full", "- x");
    let home = archive.build().page("index.html").to_owned();
    assert!(home.contains("No follow-ups are recorded."), "{home}");
    assert!(home.contains("No root cause is named by more than one incident.</p>"), "{home}");
    archive.incident("c", "title: C\ndate: 2026-01-03\nservices: [api]", "## Action items\n\n- Look into it");
    let home = archive.build().page("index.html").to_owned();
    assert!(home.contains("No follow-up has an owner or a due date."), "{home}");
    assert!(home.contains("by more than one incident; these services are hit most.</p>"), "{home}");
}

#[test]
fn the_home_page_tells_causes_that_nobody_named_from_causes_that_did_not_come_back() {
    let archive = Archive::new();
    archive.incident("a", "title: A\ndate: 2026-01-01", "- x");
    let home = |archive: &Archive| archive.build().page("index.html").to_owned();
    let unnamed = "No incident names its <code>root_cause</code>, so nothing can be said to come back";
    assert!(home(&archive).contains(unnamed));
    archive.incident("b", "title: B\ndate: 2026-02-01\nroot_cause: disk full", "- x");
    let page = home(&archive);
    assert!(page.contains("No root cause is named by more than one incident.") && !page.contains(unnamed));
    archive.incident("c", "title: C\ndate: 2026-03-01\nroot_cause: disk full", "- x");
    let page = home(&archive);
    assert!(!page.contains("No root cause") && page.contains("href=\"causes/disk-full/\">"), "{page}");
}

#[test]
fn a_list_of_one_day_names_it_once() {
    let archive = Archive::new();
    archive.incident("a", "title: A\nstarted: 2026-01-10T08:00:00Z", "- x");
    archive.incident("b", "title: B\nstarted: 2026-01-10T19:00:00Z", "- x");
    let site = archive.build();
    let list = site.page("incidents/index.html");
    assert!(
        list.contains("2 incidents, <time datetime=\"2026-01-10T08:00:00+00:00\">10 Jan 2026</time> ·"),
        "{list}"
    );
}

#[test]
fn the_name_of_a_heading_is_its_words() {
    let archive = Archive::new();
    archive.incident("a", "title: A\ndate: 2026-01-01", "## Impact & cost\n\nx");
    let site = archive.build();
    let heading = "<h2 id=\"impact--cost\" aria-labelledby=\"hs-name-impact--cost\"><span id=\"hs-name-impact--cost\">Impact &amp; cost</span> <a class=\"anchor\"";
    assert!(site.page("incidents/a/index.html").contains(heading), "{}", site.page("incidents/a/index.html"));
}

#[test]
fn the_handle_of_a_template_is_neither_owner_nor_title() {
    let archive = Archive::new();
    let items = "## Action items\n\n- Do X (@owner, due 2026-02-01)\n- Do Y (@owner-infra, due 2026-02-01)";
    archive.incident("a", "title: A\ndate: 2026-01-01", items);
    let actions = archive.build().incident("a")["actions"].clone();
    assert_eq!((&actions[0]["title"], &actions[0]["owner"]), (&"Do X".into(), &serde_json::Value::Null));
    assert_eq!((&actions[1]["title"], &actions[1]["owner"]), (&"Do Y".into(), &"owner-infra".into()));
}

/// A link in a chat is never mended: the address a document had before it was renamed leads to the one it has now.
#[test]
fn a_former_address_leads_to_the_document_and_its_name_still_means_it() {
    let archive = Archive::new();
    archive.file("hindsite.toml", "base_url = \"https://acme.example/pm/\"\n");
    archive.incident("2026-03-02-db", "title: Disk full & down", "- it broke");
    assert!(archive.build().files.contains_key("incidents/2026-03-02-db/index.html"));
    archive.remove("content/2026-03-02-db.md");
    let front = "title: Disk full & down\naliases: [2026-03-02-db, /incidents/outage-7/, 2026-03-03-other]";
    archive.incident("2026/2026-03-02-disk-full", front, "- it broke");
    let links = "See [[outage-7]] and [the file](2026-03-02-db.md)";
    archive.incident("2026-03-03-other", "title: Other\nrelated: [2026-03-02-db]", links);
    let site = archive.build();
    for former in ["2026-03-02-db", "outage-7"] {
        let page = site.page(&format!("incidents/{former}/index.html"));
        assert!(
            page.contains("<meta http-equiv=\"refresh\" content=\"0; url=../2026-03-02-disk-full/\">"),
            "{page}"
        );
        assert!(page.contains("<a href=\"../2026-03-02-disk-full/\">Disk full &amp; down</a>"), "{page}");
        let now = "<link rel=\"canonical\" href=\"https://acme.example/pm/incidents/2026-03-02-disk-full/\">";
        assert!(page.contains(now), "{page}");
        assert_eq!(crate::judge::offences(page), [""; 0]);
        let elsewhere = page.replace("url=../2026", "url=https://evil.example/../2026");
        assert_eq!(crate::judge::offences(&elsewhere).len(), 1, "{elsewhere}");
    }
    let other = site.page("incidents/2026-03-03-other/index.html");
    assert!(
        other.contains("<h1") && other.contains("href=\"../2026-03-02-disk-full/\""),
        "it is nobody's former page"
    );
    assert!(!site.page("sitemap.xml").contains("outage-7"));
    let told = archive.run(&["build"]).stderr;
    assert_eq!(told.matches("warning[").count(), 1, "{told}");
    let hint = "hint: it is `content/2026/2026-03-02-disk-full.md` now, which has this among its `aliases`\n";
    assert!(told.contains("`2026-03-02-db.md` is not in the archive") && told.contains(hint), "{told}");

    archive.remove("content/2026/2026-03-02-disk-full.md").incident(
        "2026/2026-03-02-disk-full",
        "title: Disk full",
        "x",
    );
    assert!(!archive.build().files.contains_key("incidents/outage-7/index.html"));
}
