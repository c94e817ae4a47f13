//! What is taken over from the state before: after any single edit the pages are those of a clean build.
#![expect(clippy::disallowed_methods, reason = "tests set their stage")]

use crate::live::{clean, rendered, request, write};
use hindsite::diagnostic::human;
use hindsite::pipeline::{self, Memo};
use hindsite::site::SitePlan;
use std::fs;
use std::path::Path;

/// Everything a document can state, a line each.
const WHOLE: &str = "---
title: Checkout was down
date: 2026-03-02T10:00:00Z
severity: SEV2
duration: 40m
services: [checkout]
root_cause: expired certificate
contributing_factors: [no alert]
tags: [tls]
authors: [ada]
detected_by: customer
symptoms: [ERR_CERT]
status: final
kind: incident
visibility: public
detected: 2026-03-02T10:05:00Z
related: [b.md]
team: web
---

See [b](b.md#the-cause) and ![a picture](shot.png).

## Timeline

- 10:00 it broke
- 10:40 it was mended

## Action items

- [ ] Watch the certificate @ada due 2026-03-20
";

/// One part of it, and what is written instead.
const EDITS: &[(&str, &str)] = &[
    ("title: Checkout was down", "title: Checkout was gone"),
    ("date: 2026-03-02T10", "date: 2026-02-02T10"),
    ("date: 2026-03-02T10", "date: 2026-03-01T10"),
    ("severity: SEV2", "severity: SEV1"),
    ("severity: SEV2\n", ""),
    ("duration: 40m", "duration: 50m"),
    ("services: [checkout]", "services: [Checkout]"),
    ("services: [checkout]", "services: [checkout, mail]"),
    ("root_cause: expired certificate", "root_cause: Expired certificates"),
    ("root_cause: expired certificate", "root_cause: full disk"),
    ("contributing_factors: [no alert]", "contributing_factors: [full disk]"),
    ("tags: [tls]", "tags: [TLS]"),
    ("authors: [ada]", "authors: [bob]"),
    ("detected_by: customer", "detected_by: alert"),
    ("symptoms: [ERR_CERT]", "symptoms: [ERR_TLS]"),
    ("status: final", "status: review"),
    ("status: final", "status: draft"),
    ("kind: incident", "kind: near-miss"),
    ("kind: incident", "kind: document"),
    ("visibility: public", "visibility: internal"),
    ("detected: 2026-03-02T10:05", "detected: 2026-03-02T10:06"),
    ("related: [b.md]", "related: [c.md]"),
    ("team: web", "team: mail"),
    ("[b](b.md#the-cause)", "[c](c.md)"),
    ("b.md#the-cause", "b.md#nothing"),
    ("![a picture](shot.png)", "![a picture](other.png)"),
    ("10:00 it broke", "10:01 it broke"),
    ("- [ ] Watch", "- [x] Watch"),
    ("Watch the certificate", "Renew the certificate"),
    ("@ada due", "@bob due"),
    ("2026-03-20", "2026-05-20"),
    ("## Action items", "## Actions"),
    ("it was mended", "it was mended, said XID_HORIZON"),
];

fn archive(root: &Path) {
    write(root, "content/a.md", WHOLE);
    let other =
        |n: usize| WHOLE.replace("Checkout was", &format!("Outage {n} was")).replace("10:00:00", "11:00:00");
    write(
        root,
        "content/b.md",
        &other(1).replace("## Timeline", "## The cause\n\nXID_HORIZON\n\n## Timeline"),
    );
    for n in 2..24 {
        let name = if n == 2 { "c".to_owned() } else { format!("o{n}") };
        write(
            root,
            &format!("content/{name}.md"),
            &other(n).replace("2026-03-02", &format!("2025-0{}-1{}", n % 9 + 1, n % 7)),
        );
    }
    write(root, "content/shot.png", "a picture");
    write(root, "content/other.png", "another picture");
}

/// Builds again and again in one process, as a server does, and anew after every edit.
struct Kept {
    memo: Memo,
    plan: Option<SitePlan>,
}

impl Kept {
    fn assert_same(&mut self, root: &Path, what: &str) {
        let request = request(root);
        let inputs = pipeline::read(&request, &mut self.memo).unwrap();
        let linked = pipeline::link_from(&request, inputs, &mut self.memo).unwrap();
        let plan = linked.plan_after(self.plan.as_ref());
        let mut expected = clean(&request).1.unwrap();
        expected.retain(|file, _| !file.starts_with("search/") || file.ends_with(".html"));
        let pages = rendered(&linked, &plan).unwrap();
        assert_eq!(pages.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>(), "{what}");
        for (file, bytes) in &expected {
            let (new, old) = (String::from_utf8_lossy(&pages[file]), String::from_utf8_lossy(bytes));
            assert!(new == old, "{file} after {what}\n--- taken over\n{new}\n--- clean\n{old}");
        }
        let problems = |linked: &pipeline::Linked| human::report(&linked.report());
        assert_eq!(problems(&linked), problems(&pipeline::link(&request).unwrap()), "{what}");
        self.plan = Some(plan);
    }
}

#[test]
fn every_statement_that_changes_reaches_every_page_that_shows_it() {
    let dir = tempfile::tempdir().unwrap();
    let root = fs::canonicalize(dir.path()).unwrap();
    archive(&root);
    let mut kept = Kept { memo: Memo::default(), plan: None };
    kept.assert_same(&root, "nothing");
    for (part, other) in EDITS {
        assert!(WHOLE.contains(part), "{part}");
        write(&root, "content/a.md", &WHOLE.replace(part, other));
        kept.assert_same(&root, &format!("`{part}` -> `{other}`"));
        write(&root, "content/a.md", WHOLE);
        kept.assert_same(&root, &format!("`{other}` -> `{part}`"));
    }
}

#[test]
fn a_heading_that_goes_takes_the_links_to_it_along() {
    let dir = tempfile::tempdir().unwrap();
    let root = fs::canonicalize(dir.path()).unwrap();
    archive(&root);
    let mut kept = Kept { memo: Memo::default(), plan: None };
    kept.assert_same(&root, "nothing");
    let whole = fs::read_to_string(root.join("content/b.md")).unwrap();
    write(&root, "content/b.md", &whole.replace("## The cause", "## Another cause"));
    kept.assert_same(&root, "another heading");
    write(&root, "content/b.md", &whole);
    kept.assert_same(&root, "the heading again");
    fs::remove_file(root.join("content/shot.png")).unwrap();
    kept.assert_same(&root, "no picture");
    write(&root, "content/shot.png", "a picture again");
    kept.assert_same(&root, "the picture again");
    write(&root, "hindsite.toml", "[services.checkout]\ntitle = \"The checkout\"\n");
    kept.assert_same(&root, "another title of a service");
}
