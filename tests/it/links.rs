//! Where the links between documents lead, on the site and for programs.

use crate::archive::Archive;
use crate::crawl;
use serde_json::json;

/// Documents that are named in every way there is.
fn archive() -> Archive {
    let archive = Archive::new();
    archive
        .file("content/2026-01-01-first.md", "# First Thing\n\nIt was.\n\n## Root Cause\n\nx\n")
        .file("content/ops/2026-02-01-second/index.md", "# Second\n\nx\n")
        .file("content/ops/third/README.md", "---\ntitle: Third\ndate: 2026-03-01\n---\nx\n")
        .file("content/ops/fourth.qmd", "---\ntitle: Fourth\ndate: 2026-03-02\n---\nx\n")
        .file("content/ops/fifth.mdx", "---\ntitle: Fifth\ndate: 2026-03-03\n---\nx\n")
        .incident("a/outage", "title: Outage A\ndate: 2026-03-04", "x")
        .incident("b/outage", "title: Outage B\ndate: 2026-03-05", "x");
    archive
}

fn href(page: &str, text: &str) -> Option<String> {
    let (before, _) = page.split_once(&format!(">{text}</a>"))?;
    let (_, address) = before.rsplit_once("href=\"")?;
    Some(address.trim_end_matches('"').to_owned())
}

#[test]
fn a_link_to_a_document_leads_to_its_page_however_the_file_is_named() {
    let archive = archive();
    let links = [
        ("../2026-01-01-first.md?plain=1", "../2026-01-01-first/"),
        ("../2026-01-01-first.md#Root-Cause", "../2026-01-01-first/#root-cause"),
        ("../2026-01-01-first.md#root%2Dcause", "../2026-01-01-first/#root-cause"),
        ("../2026-01-01-first.md#first-thing", "../2026-01-01-first/#first-thing"),
        ("/2026-01-01-first", "../2026-01-01-first/"),
        ("/content/2026-01-01-first.md", "../2026-01-01-first/"),
        ("2026-02-01-second/", "../2026-02-01-second/"),
        ("third", "../third/"),
        ("fourth.html", "../fourth/"),
        ("fifth", "../fifth/"),
    ];
    let list: String =
        links.iter().enumerate().map(|(at, (to, _))| format!("- [link {at}]({to})\n")).collect();
    archive.incident("ops/from", "title: From\ndate: 2026-04-01", &list);
    let site = archive.build();
    let page = site.page("incidents/from/index.html");
    for (at, (to, expected)) in links.iter().enumerate() {
        assert_eq!(href(page, &format!("link {at}")).as_deref(), Some(*expected), "{to}");
    }
}

#[test]
fn a_link_that_leaves_the_archive_leads_nowhere_and_is_told() {
    let archive = archive();
    archive.incident("from", "title: From\ndate: 2026-04-01", "[out](../../2026-01-01-first.md)");
    let outcome = archive.run(&["build"]);
    assert!(
        outcome.stderr.contains("`../../2026-01-01-first.md` is not in the archive"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn a_name_between_brackets_means_one_document_or_none() {
    let archive = archive();
    archive
        .incident("x1", "title: Sec check\ndate: 2026-03-06", "x")
        .incident("x2", "title: PM-2026 one\ndate: 2026-03-07", "x")
        .incident("x3", "title: PM-2026 two\ndate: 2026-03-08", "x")
        .incident("x4", "title: Quota reached\ndate: 2026-03-09", "x")
        .incident(
            "from",
            "title: From\ndate: 2026-04-01",
            "[[sec]], [[PM-2026]], [[PM-2026 two]], [[Quota]].",
        );
    let outcome = archive.run(&["build", "--strict"]);
    assert_eq!(outcome.code, 1, "two outages share a name");
    archive.remove("content/b/outage.md");
    let outcome = archive.run(&["build", "--strict"]);
    // Notes of one's own vault are linked this way too, so that such a link is never more than a note.
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let site = archive.build();
    let page = site.page("incidents/from/index.html");
    // Three letters begin too much, and two documents begin with `PM-2026`.
    assert!(page.contains("[[sec]], [[PM-2026]], "), "{page}");
    assert_eq!(href(page, "PM-2026 two").as_deref(), Some("../x3/"));
    assert_eq!(href(page, "Quota").as_deref(), Some("../x4/"));
}

#[test]
fn who_links_to_a_document_is_listed_once_and_never_itself() {
    let archive = archive();
    let body = "[one](../2026-01-01-first.md), [two](../2026-01-01-first.md#root-cause), [me](from.md).";
    archive.incident(
        "ops/from",
        "title: From\ndate: 2026-04-01\nrelated: [2026-01-01-first, ../a/outage.md]",
        body,
    );
    let site = archive.build();
    let backlinks = |slug: &str| site.json(&format!("incidents/{slug}/index.json"))["backlinks"].clone();
    assert_eq!(backlinks("2026-01-01-first"), json!(["from"]));
    assert_eq!(backlinks("from"), json!([]));
    // A path says which of two files of one name is meant.
    assert_eq!(backlinks("content-a-outage"), json!(["from"]));
    assert_eq!(backlinks("content-b-outage"), json!([]));
}

/// Templates and index pages count for nothing, so what only they state has no page to link to.
#[test]
fn a_page_that_is_no_incident_links_only_to_pages_that_exist() {
    let table = "| | |\n|---|---|\n| Severity | SEV1 to SEV4 |\n| Services | name of the service |\n";
    for (name, text) in [
        ("PM-nnn - Template.md", format!("# Title\n\n{table}\n## Summary\n\n## Timeline\n")),
        ("README.md", "---\ntitle: Reviews\nseverity: SEV9\nservices: [unknown]\n---\nAll reviews.\n".into()),
        (
            "teams.md",
            "---\nkind: document\nseverity: high\nroot_cause: none of ours\ntags: [people]\n---\nText.\n"
                .into(),
        ),
    ] {
        let archive = Archive::new();
        archive.incident("2026-01-01-a", "title: A\nseverity: SEV2\nservices: [db]", "x");
        let site = archive.file(&format!("content/{name}"), text).build();
        assert_eq!(crawl::broken(&site), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn links_reach_explicit_anchors_and_named_headings() {
    let archive = Archive::new();
    archive
        .file(
            "content/2026-01-01-first.md",
            "# First\n\n[jump](#phase-1) [old](#legacy) [[#What helped]]\n\n<a id=\"phase-1\"></a>\n\n## Phase one\n\nx\n\n<a name=\"legacy\"></a>\n\n## What helped\n\nx\n",
        )
        .file(
            "content/2026-01-02-second.md",
            "# Second\n\n[there](2026-01-01-first.md#phase-1) [[2026-01-01-first#What helped|helped]] [[2026-01-01-first#Phase one]]\n",
        );
    let outcome = archive.run(&["build"]);
    assert!(!outcome.stderr.contains("HS101"), "{}", outcome.stderr);
    let site = archive.build();
    let first = site.page("incidents/2026-01-01-first/index.html");
    assert!(first.contains("<a id=\"phase-1\"></a>") && first.contains("<a name=\"legacy\"></a>"));
    assert_eq!(href(first, "jump").as_deref(), Some("#phase-1"));
    assert_eq!(href(first, "old").as_deref(), Some("#legacy"));
    assert_eq!(href(first, "What helped").as_deref(), Some("#what-helped"));
    let second = site.page("incidents/2026-01-02-second/index.html");
    assert_eq!(href(second, "there").as_deref(), Some("../2026-01-01-first/#phase-1"));
    assert_eq!(href(second, "helped").as_deref(), Some("../2026-01-01-first/#what-helped"));
    let label = "2026-01-01-first &gt; Phase one";
    assert_eq!(href(second, label).as_deref(), Some("../2026-01-01-first/#phase-one"));
}

#[test]
fn obsidian_notes_are_shown_as_obsidian_shows_them() {
    let archive = Archive::new();
    archive
        .file("content/2026-01-01-other.md", "# Other\n\nx\n")
        .file("content/files/graph.png", b"\x89PNG\r\n\x1a\n")
        .file(
            "content/2026-01-02-obs.md",
            "# Notes\n\n![[2026-01-01-other]] and ![[graph.png]]\n\n> [!bug]- Stack\n> hidden body\n\n> [!example] A *plain* one\n\n> [!success]+\n> It works\n\n> [!tip]\n> From GitHub\n\nSeen by %%do not tell: ana%% us.\n\n%%\nprivate\n%%\n",
        );
    let site = archive.build();
    let page = site.page("incidents/2026-01-02-obs/index.html");
    assert_eq!(href(page, "2026-01-01-other").as_deref(), Some("../2026-01-01-other/"));
    assert!(page.contains("alt=\"graph.png\""), "{page}");
    assert!(page.contains("<details class=\"alert alert-caution\">\n<summary class=\"alert-title\">Stack</summary>\n<p>hidden body"));
    assert!(page.contains("<details class=\"alert alert-tip\" open>\n<summary class=\"alert-title\">Success</summary>\n<p>It works"));
    assert!(page.contains("<p class=\"alert-title\">Tip</p>\n<p>From GitHub"));
    for file in ["incidents/2026-01-02-obs/index.html", "incidents.json"] {
        let text = site.page(file);
        assert!(!text.contains("ana") || !text.contains("do not tell"), "{file}");
        assert!(!text.contains("private"), "{file}");
    }
}
