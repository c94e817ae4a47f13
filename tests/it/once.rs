//! A page says a thing once: what the text tells is linked to, not told again.

use crate::archive::{Archive, Site};

const TIMES: &str =
    "title: A\ndate: 2026-03-02\nstarted: 2026-03-02T14:05:00Z\nresolved: 2026-03-02T14:41:00Z";

fn built(front: &str, body: &str) -> Site {
    let archive = Archive::new();
    archive.incident("2026-03-02-a", front, body);
    archive.build()
}

fn page(site: &Site) -> &str {
    site.page("incidents/2026-03-02-a/index.html").split_once("<main").expect("a main part").1
}

#[test]
fn events_under_a_heading_are_linked_to_and_not_listed_again() {
    let site = built(TIMES, "## Timeline\n\n- 14:05 the disk was full\n- 14:41 the disk was empty");
    let html = page(&site);
    assert!(html.contains("<a href=\"#timeline\">2 events in the text</a>"), "{html}");
    assert!(!html.contains("<details class=\"events\">"), "{html}");
    assert_eq!(
        html.matches("the disk was empty").count(),
        2,
        "in the text, and where the mouse points: {html}"
    );
}

#[test]
fn events_that_no_heading_leads_to_are_a_table_below_the_picture() {
    let site =
        built(TIMES, "| Time | Event |\n|---|---|\n| 14:05 | one |\n| 14:20 | two |\n| 14:41 | three |");
    let html = page(&site);
    assert!(html.contains("<summary>3 events</summary>"), "{html}");
    assert_eq!(html.matches("<td>three</td>").count(), 2, "{html}");
}

#[test]
fn a_timeline_that_cannot_be_drawn_is_left_to_the_text() {
    let site = built("title: A\ndate: 2026-03-02", "## Timeline\n\n- then it broke\n- then it worked");
    assert!(!page(&site).contains("class=\"timeline\""), "{}", page(&site));
}

#[test]
fn follow_ups_that_the_text_lists_are_counted_and_linked_to() {
    let listed = "## Action items\n\n- [ ] Rotate the logs (@ann)\n- [x] Alert on a full disk (@bob)";
    let site = built("title: A\ndate: 2026-03-02", listed);
    let html = page(&site);
    assert!(html.contains("<a href=\"#action-items\">1 open, 1 done</a>"), "{html}");
    assert_eq!(html.matches("Rotate the logs").count(), 1, "{html}");
}

#[test]
fn that_one_is_overdue_is_what_the_text_cannot_say() {
    let listed =
        "## Action items\n\n- [ ] Rotate the logs (@ann, due 2026-04-01)\n- [x] Alert on a full disk (@bob)";
    let site = built("title: A\ndate: 2026-03-02", listed);
    let html = page(&site);
    assert!(html.contains("<a href=\"#hs-follow-ups\">1 overdue, 1 done</a>"), "{html}");
    assert!(html.contains("<span class=\"action-title\">Rotate the logs</span>"), "{html}");
    assert!(html.contains("Overdue by"), "{html}");
}

#[test]
fn the_time_to_resolve_is_shown_where_it_is_not_the_duration() {
    assert!(!page(&built(TIMES, "- x")).contains("Time to resolve"));
    assert!(page(&built(&format!("{TIMES}\nduration: 20m"), "- x")).contains("Time to resolve"));
}

#[test]
fn a_row_does_not_name_what_its_page_is_about() {
    let archive = Archive::new();
    archive.incident(
        "2026-03-02-a",
        "title: A\ndate: 2026-03-02\nservices: [web, db]\nroot_cause: disk full",
        "- x",
    );
    let site = archive.build();
    let chips = |page: &str| {
        let (service, cause) = ("class=\"service\"", "class=\"cause\"");
        (site.page(page).matches(service).count(), site.page(page).matches(cause).count())
    };
    assert_eq!(chips("incidents/index.html"), (2, 1));
    assert_eq!(chips("services/web/index.html"), (1, 1));
    assert_eq!(chips("causes/disk-full/index.html"), (2, 0));
}

#[test]
fn the_way_up_from_an_incident_is_its_year() {
    let site = built(TIMES, "- x");
    let html = page(&site);
    assert!(
        html.contains(
            "<li><a href=\"../\">Incidents</a></li>\n<li><a href=\"../../years/2026/\">2026</a></li>"
        ),
        "{html}"
    );
    let undated = Archive::new();
    let site = undated.incident("b", "title: B", "- x").build();
    assert!(site.page("incidents/b/index.html").contains("<li><a href=\"../\">Incidents</a></li>\n</ul>"));
}
