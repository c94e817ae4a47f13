//! Two editions from one source: what is withheld from the public one is in none of its bytes.

use crate::archive::{Archive, Site};

/// Stands in every place of the archive that the public may not see, in a form of its own.
const CANARY: &str = "canary7f3a";

const INTERNAL: &str = "title: Canary7f3a outage of the vault\ndate: 2026-02-03\nseverity: canary7f3a-sev\nservices: [canary7f3a-service, checkout]\nroot_cause: canary7f3a-cause\ncontributing_factors: [canary7f3a-factor]\ntags: [canary7f3a-tag]\nauthors: [canary7f3a.author]\nsymptoms: [canary7f3a symptom]\ntrigger: canary7f3a trigger\nrelated: [2026-01-01-public]\naliases: [canary7f3a-alias]\ncanary7f3a_key: canary7f3a value\nactions:\n  - { title: Canary7f3a action for certificates, owner: canary7f3a-owner, due: 2026-03-01 }";

fn archive() -> Archive {
    let archive = Archive::new();
    archive
        .file("hindsite.toml", "title = \"Acme\"\nbase_url = \"https://acme.example/\"\n")
        .incident(
            "2026-01-01-public",
            "title: Checkout was slow\ndate: 2026-01-01\nvisibility: public\nservices: [checkout]\nroot_cause: expired-certificate\nrelated: [2026-02-03-canary7f3a]",
            "The *certificate* had expired, see [the other](2026-02-03-canary7f3a.md).\n\n<!-- internal -->\n## Canary7f3a heading\n\nThe customer canary7f3a was `canary7f3a_code`; [x](https://canary7f3a.example/).\n\n![alt canary7f3a](canary7f3a-block.png)\n\n## Action items\n\n- [ ] Canary7f3a follow-up in a block (@canary7f3a-person, due 2026-03-01)\n<!-- /internal -->\n\n## Timeline\n\n- 10:00 It began\n- 10:05 <!-- internal -->canary7f3a was called<!-- /internal --> Somebody was called\n\n![a graph](graph.png)",
        )
        .file("content/graph.png", "png")
        .file("content/canary7f3a-block.png", "png")
        .file("content/canary7f3a-picture.png", "png")
        .incident("2026-02-03-canary7f3a", INTERNAL, "Canary7f3a body.\n\n![p](canary7f3a-picture.png)\n\n## Canary7f3a section\n\nMore canary7f3a, see [public](2026-01-01-public.md).")
        .incident(
            "2026-02-04-restricted",
            "title: Restricted canary7f3a matter\ndate: 2026-02-04\nvisibility: restricted",
            "canary7f3a",
        )
        .incident(
            "2026-02-05-draft",
            "title: Draft canary7f3a\ndate: 2026-02-05\nvisibility: public\nstatus: draft",
            "canary7f3a",
        );
    archive
}

fn build(archive: &Archive, arguments: &[&str]) -> Site {
    let outcome = archive.run(&[&["build"], arguments].concat());
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    Site::read(&archive.site())
}

fn assert_nothing_withheld(site: &Site) {
    for (path, bytes) in &site.files {
        let text = String::from_utf8_lossy(bytes).to_lowercase();
        let at = text.find(CANARY).map(|at| &text[at.saturating_sub(60)..(at + 40).min(text.len())]);
        assert_eq!(at, None, "{path}");
        assert!(!path.to_lowercase().contains(CANARY), "{path}");
    }
}

#[test]
fn nothing_withheld_is_in_any_byte_of_the_public_edition() {
    let archive = archive();
    let site = build(&archive, &["--audience", "public", "--strict"]);
    assert_nothing_withheld(&site);
    let page = site.page("incidents/2026-01-01-public/index.html");
    assert!(page.contains("<a>the other</a>") && page.contains("Somebody was called"), "{page}");
    assert!(site.files.keys().any(|path| path.ends_with(".png")), "what the public page shows is there");
    assert!(page.contains("1 Jan 2026") && !site.page("incidents.json").contains("2026-02"));
}

#[test]
fn a_document_that_becomes_internal_is_gone_with_the_next_build() {
    let archive = archive();
    archive.incident("2026-02-03-canary7f3a", &format!("{INTERNAL}\nvisibility: public"), "Canary7f3a body.");
    // The block and the other documents stay withheld, and words they share with a public one may be said.
    let site = build(&archive, &["--audience", "public"]);
    assert!(site.page("incidents.json").contains(CANARY));
    archive.incident("2026-02-03-canary7f3a", INTERNAL, "Canary7f3a body.");
    assert_nothing_withheld(&build(&archive, &["--audience", "public"]));
}

#[test]
fn the_search_of_the_public_edition_does_not_know_what_is_withheld() {
    let archive = archive();
    build(&archive, &["--audience", "public"]);
    let script = format!(
        "const {{ open, answer }} = require({:?}); answer(open({:?}), {CANARY:?}, 10).then((found) => console.log(found.results.length))",
        concat!(env!("CARGO_MANIFEST_DIR"), "/tests/search/site.cjs"),
        archive.site().to_string_lossy()
    );
    let output = std::process::Command::new("node").args(["-e", &script]).output().expect("node runs");
    assert_eq!(
        String::from_utf8_lossy(&output.stdout).trim(),
        "0",
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn the_internal_edition_shows_all_of_it_and_no_marker() {
    let site = build(&archive(), &[]);
    let page = site.page("incidents/2026-01-01-public/index.html");
    assert!(page.contains("Canary7f3a heading") && page.contains("canary7f3a was called"));
    assert!(!page.contains("internal --"), "{page}");
}

#[test]
fn a_list_with_an_internal_item_is_one_list_for_colleagues_too() {
    let archive = Archive::new();
    let code = "```\nGET /\n<!-- internal -->\nsecret\n<!-- /internal -->\n```";
    let list = "- one\n<!-- internal -->\n- two\n<!-- /internal -->\n- three";
    archive.incident("a", "title: A\ndate: 2026-01-01", &format!("{list}\n\n{code}"));
    let page = build(&archive, &[]).page("incidents/a/index.html").to_owned();
    assert!(page.contains("<ul>\n<li>one</li>\n<li>two</li>\n<li>three</li>\n</ul>"), "{page}");
    assert!(page.contains("secret") && !page.contains("internal --"), "{page}");
}

#[test]
fn a_public_document_that_says_what_is_withheld_stops_the_build() {
    let archive = archive();
    let old = build(&archive, &["--audience", "public"]);
    archive.incident(
        "2026-03-01-careless",
        "title: Careless\ndate: 2026-03-01\nvisibility: public",
        "As after the **Canary7f3a** outage of the vault.",
    );
    let outcome = archive.run(&["build", "--audience", "public"]);
    assert_eq!(outcome.code, 1);
    let expected = "error[HS210]: the public page `incidents/2026-03-01-careless/index.html` would say the title of `content/2026-02-03-canary7f3a.md`, which is withheld";
    assert!(outcome.stderr.contains(expected), "{}", outcome.stderr);
    assert_eq!(Site::read(&archive.site()).files, old.files, "the old site stays");
    archive
        .file("hindsite.toml", "title = \"Acme\"\n[public]\nallow = [\"Canary7f3a outage of the vault\"]\n");
    assert_eq!(archive.run(&["build", "--audience", "public"]).code, 0);
}

#[test]
fn what_the_theme_says_of_itself_tells_nothing_of_a_document() {
    let archive = Archive::new();
    archive
        .incident("a", "title: Checkout was slow\ndate: 2026-01-01\nvisibility: public", "It was.")
        .incident("b", "title: Disk full\ndate: 2026-01-02", "Nobody outside may know.");
    let site = build(&archive, &["--audience", "public"]);
    assert!(
        site.page("search/index.html").contains("disk full"),
        "the help of the search has it for an example"
    );
    archive.incident(
        "a",
        "title: Checkout was slow\ndate: 2026-01-01\nvisibility: public",
        "Nobody outside may know.",
    );
    assert_eq!(archive.run(&["build", "--audience", "public"]).code, 0, "what a public page says is public");
}

#[test]
fn a_public_export_is_searched_for_leaks() {
    let archive = archive();
    archive.incident(
        "2026-03-01-careless",
        "title: As after the Canary7f3a outage of the vault\ndate: 2026-03-01\nvisibility: public",
        "Careless.",
    );
    for format in ["ndjson", "json", "csv", "quickwit"] {
        let mut arguments = vec!["export", "--audience", "public", "--format", format];
        arguments.extend((format == "quickwit").then_some(["--output", "quickwit"]).iter().flatten());
        let outcome = archive.run(&arguments);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (1, ""), "{format}: {}", outcome.stderr);
        let expected = "error[HS210]: the export would say the title of `content/2026-02-03-canary7f3a.md`";
        assert!(outcome.stderr.contains(expected), "{format}: {}", outcome.stderr);
        assert!(!archive.root().join("quickwit").exists());
    }
    assert_eq!(archive.run(&["export"]).code, 0);
    std::fs::remove_file(archive.root().join("content/2026-03-01-careless.md")).unwrap();
    assert_eq!(archive.run(&["export", "--audience", "public"]).code, 0);
}

#[test]
fn a_part_that_is_never_closed_is_not_published() {
    let archive = Archive::new();
    archive.incident(
        "a",
        "title: A\ndate: 2026-01-01\nvisibility: public",
        "Shown.\n\n<!-- internal -->\n\nNever closed.",
    );
    let outcome = archive.run(&["build", "--audience", "public"]);
    assert_eq!(outcome.code, 1);
    assert!(
        outcome.stderr.contains("error[HS040]: this internal part is never closed"),
        "{}",
        outcome.stderr
    );
    assert!(outcome.stderr.contains("content/a.md:8:1"), "{}", outcome.stderr);
    assert_eq!(archive.run(&["build"]).code, 0);
}

#[test]
fn a_near_miss_stops_the_public_build_and_is_named() {
    for marked in [
        "Shown.\n\n<!-- intenral -->\ncanary7f3a\n<!-- /intenral -->",
        "Shown. <!-- internal only -->canary7f3a<!-- /internal -->",
        "Shown.\n\n<!--- internal --->\ncanary7f3a\n<!--- /internal --->",
        "Shown.\n\n<!-- inter\u{200b}nal -->\ncanary7f3a\n<!-- /inter\u{200b}nal -->",
        "- Shown\n- <!-- confidential -->canary7f3a<!-- end confidential -->",
        "| a | b |\n|---|---|\n| <!-- 社内 --> canary7f3a | x |",
        "Shown.\n\n{% internal %}\ncanary7f3a\n{% endinternal %}",
        "Shown.\n\n&lt;!-- internal --&gt;\ncanary7f3a\n&lt;!-- /internal --&gt;",
    ] {
        let archive = Archive::new();
        archive.incident("a", "title: A\ndate: 2026-01-01\nvisibility: public", marked);
        let public = archive.run(&["build", "--audience", "public"]);
        assert_eq!(public.code, 1, "{marked}: {}", public.stderr);
        assert!(
            public.stderr.contains("error[HS042]") && public.stderr.contains("content/a.md:"),
            "{}",
            public.stderr
        );
        assert!(!archive.site().exists());
        let internal = archive.run(&["build"]);
        assert_eq!(internal.code, 0, "{marked}: {}", internal.stderr);
        assert!(internal.stderr.contains("warning[HS042]"), "{marked}: {}", internal.stderr);
        assert_eq!(archive.run(&["check", "--strict"]).code, 1, "{marked}");
    }
}

#[test]
fn no_command_shows_the_public_what_stops_a_public_build() {
    let archive = Archive::new();
    archive.file("line.txt", "the canary7f3a was called");
    for (front, body) in [
        ("visibility: public", "Shown.\n\n<!-- intenral -->\ncanary7f3a\n<!-- /intenral -->"),
        ("visibility: public\nvisibilty: internal", "canary7f3a"),
        ("visibility: public\ndarft: no", "canary7f3a"),
    ] {
        archive.incident("a", &format!("title: A\ndate: 2026-01-01\n{front}"), body);
        for command in [
            &["search", "shown", "canary7f3a"][..],
            &["similar", "line.txt"],
            &["report"],
            &["export"],
            &["build"],
        ] {
            let outcome = archive.run(&[command, &["--audience", "public"]].concat());
            assert_eq!((outcome.code, outcome.stdout.as_str()), (1, ""), "{command:?}: {}", outcome.stderr);
        }
        // Nothing lowers what is an error for the public.
        archive.file("hindsite.toml", "[check.levels]\nHS042 = \"off\"\nHS014 = \"off\"\n");
        assert_eq!(archive.run(&["build", "--audience", "public"]).code, 1, "{front}");
        assert_eq!(archive.run(&["check", "--audience", "public"]).code, 1, "{front}");
        assert_eq!(archive.run(&["check"]).code, 0, "{front}");
        archive.remove("hindsite.toml");
    }
}

#[test]
fn ordinary_comments_are_silent_in_a_public_build() {
    let archive = Archive::new();
    let body = "<!-- toc -->\n\nText <!-- TODO: add a graph --> more.\n\n```html\n<!-- internal note -->\n```\n\n`<!-- private -->` <redacted>";
    archive.incident("a", "title: A\ndate: 2026-01-01\nvisibility: public", body);
    let public = archive.run(&["build", "--audience", "public"]);
    assert_eq!((public.code, public.stderr.contains("HS04")), (0, false), "{}", public.stderr);
}

#[test]
fn a_draft_in_any_spelling_is_left_out_and_counted() {
    let documents = [
        ("---\ntitle: Canary7f3a\ndraft: yes\n---\nx", "`draft: yes`"),
        ("---\ntitle: Canary7f3a\nDraft: true\n---\nx", "`Draft: true`"),
        ("+++\ntitle = \"Canary7f3a\"\ndraft = \"true\"\n+++\nx", "`draft: true`"),
        ("---\ntitle: Canary7f3a\nstatus: [draft]\n---\nx", "`status: draft`"),
        ("---\ntitle: Canary7f3a\npublished: false\n---\nx", "`published: false`"),
        ("---\ntitle: Canary7f3a\nparams: { hidden: on }\n---\nx", "`hidden: on`"),
        ("# Canary7f3a\n\n| Status | draft |\n|---|---|\n| Severity | SEV2 |\n\nx", "`status: draft`"),
        ("# Canary7f3a\n\n| 項目 | 内容 |\n|---|---|\n| ステータス | Draft |\n\nx", "`status: Draft`"),
        ("# Canary7f3a\n\n**Status:** Draft, in review\n\nx", "`status: Draft, in review`"),
        ("\n---\ntitle: Canary7f3a\ndraft: true\n---\nx", "`draft: true`"),
        ("{\"title\": \"Canary7f3a\", \"Publish\": \"no\"}\n\nx", "`Publish: no`"),
    ];
    for (document, statement) in documents {
        let archive = Archive::new();
        archive.file("content/2026-01-01-a.md", document).incident("2026-01-02-b", "title: B", "x");
        let outcome = archive.run(&["build", "--list-left-out"]);
        assert_eq!(outcome.code, 0, "{document}: {}", outcome.stderr);
        assert_nothing_withheld(&Site::read(&archive.site()));
        let said = "Left out 1 draft (`--drafts` includes it)";
        let named = format!("  content/2026-01-01-a.md: {statement}");
        assert!(
            outcome.stderr.contains(said) && outcome.stderr.contains(&named),
            "{document}: {}",
            outcome.stderr
        );
        // A build that finds nothing to do says it again.
        assert!(archive.run(&["build"]).stderr.contains(said), "{document}");
        let with = archive.run(&["build", "--drafts"]);
        assert!(!with.stderr.contains("Left out"), "{document}: {}", with.stderr);
        let site = Site::read(&archive.site());
        assert!(site.files.contains_key("incidents/2026-01-01-a/index.html"), "{document}");
    }
}

#[test]
fn an_unclear_document_is_withheld_or_stops_the_build() {
    let public = |front: &str, body: &str| {
        let archive = Archive::new();
        archive.incident("2026-01-01-a", &format!("title: Canary7f3a\n{front}"), body);
        archive.incident("2026-01-02-b", "title: B\nvisibility: public", "x");
        let outcome = archive.run(&["build", "--audience", "public"]);
        if outcome.code == 0 {
            assert_nothing_withheld(&Site::read(&archive.site()));
        }
        (outcome.code, outcome.stderr)
    };
    for front in [
        "visibility: public\nstatus: embargo",
        "visibility: public\nstatus: Complete, do not publish",
        "visibility: public\nstatus: confidential",
        "visibility: public\nmeta: { visibility: internal }",
        "visibility: public\nclassification: Confidential",
        "visibility: public\nprivate: true",
    ] {
        let (code, stderr) = public(front, "x");
        assert!(code == 0 && stderr.contains("warning[HS03"), "{front}: {stderr}");
        assert!(stderr.contains("  content/2026-01-01-a.md: `"), "{front}: {stderr}");
    }
    for front in [
        "visibiliy: internal\nvisibility: public",
        "visiblity: public",
        "visibility: pubic",
        "visibility: [public, evrybody]",
        "visibility: public\ndrfat: true",
    ] {
        let (code, stderr) = public(front, "x");
        assert!(
            code == 1 && stderr.contains("error[HS0") && stderr.contains("content/2026-01-01-a.md:"),
            "{front}: {stderr}"
        );
    }
    for head in [
        "| Visibility | Internal |\n|---|---|\n| Severity | SEV1 |",
        "**Confidential:** yes",
        "- **公開範囲**: 社内",
    ] {
        let (code, stderr) = public("visibility: public", &format!("# T\n\n{head}\n\nText."));
        assert!(code == 0 && stderr.contains("warning[HS034]"), "{head}: {stderr}");
    }
    let (code, stderr) = public("status: final", "x");
    assert!(code == 0 && stderr.contains("  content/2026-01-01-a.md: no `visibility: public`"), "{stderr}");
}

#[test]
fn restricted_documents_are_in_no_output_unless_asked_for() {
    let archive = Archive::new();
    let front = "title: Canary7f3a matter\ndate: 2026-01-01\nvisibility: restricted\nservices: [canary7f3a]\nroot_cause: canary7f3a\nactions:\n  - { title: Canary7f3a, owner: sre, due: 2026-02-01 }";
    archive
        .file("line.txt", "the canary was called")
        .incident("2026-01-01-matter", front, "Canary7f3a, the canary was called.")
        .incident(
            "2026-01-02-b",
            "title: B\ndate: 2026-01-02\nrelated: [2026-01-01-matter]",
            "See [it](2026-01-01-matter.md) and [[2026-01-01-matter|this]].",
        );
    let outcome = archive.run(&["build", "--strict"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    assert!(
        outcome.stderr.contains("Left out 1 restricted document (`--audience restricted` includes it)"),
        "{}",
        outcome.stderr
    );
    let site = Site::read(&archive.site());
    assert_nothing_withheld(&site);
    assert!(!site.page("incidents/2026-01-02-b/index.html").contains("class=\"broken\""));
    for command in [
        &["search", "canary7f3a", "--format", "json"][..],
        &["similar", "line.txt", "--format", "json"],
        &["report"],
        &["report", "follow-ups", "--format", "json"],
        &["export"],
        &["export", "--format", "csv"],
    ] {
        let without = |audience: &[&str]| archive.run(&[command, audience].concat());
        for audience in [&[][..], &["--audience", "internal"], &["--audience", "public"]] {
            let outcome = without(audience);
            let echoes = command[0] == "search";
            assert!(
                outcome.code == 0 && (echoes || !outcome.stdout.to_lowercase().contains(CANARY)),
                "{command:?}: {}",
                outcome.stdout
            );
            assert!(!outcome.stdout.contains("2026-01-01-matter"), "{command:?}: {}", outcome.stdout);
        }
        if command[0] != "similar" {
            let with = without(&["--audience", "restricted"]);
            assert!(
                with.stdout.to_lowercase().contains(CANARY),
                "{command:?}: {}{}",
                with.stdout,
                with.stderr
            );
        }
    }
    archive.run(&["build", "--audience", "restricted"]);
    assert!(Site::read(&archive.site()).page("incidents.json").contains("Canary7f3a matter"));
}

#[test]
fn a_page_without_its_internal_parts_reads_as_if_they_had_never_been_there() {
    let marked = "Before.\n\n  <!-- internal -->\n  canary\n  <!-- /internal -->\n\nAfter, [refused](javascript:x).\n\n## Cause <!-- internal -->canary<!-- /internal -->\n\n```\nGET /\n<!-- internal -->\ncanary\n<!-- /internal -->\n```\n\n## Timeline\n\n- 10:00 Begins\n<!-- internal -->\n- 10:05 canary\n<!-- /internal -->\n- 10:10 <!-- internal -->canary<!-- /internal -->\n- 10:20 Ends\n- <!-- internal -->canary<!-- /internal -->";
    let plain = "Before.\n\nAfter, [refused](javascript:x).\n\n## Cause\n\n```\nGET /\n\n```\n\n## Timeline\n\n- 10:00 Begins\n- 10:10\n- 10:20 Ends";
    let pages = [marked, plain].map(|body| {
        let archive = Archive::new();
        archive.incident("a", "title: A\ndate: 2026-01-01\nvisibility: public", body);
        let outcome = archive.run(&["build", "--audience", "public"]);
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        (Site::read(&archive.site()), outcome.stderr)
    });
    let [(marked, said), (plain, _)] = pages;
    let differs = marked.changed_since(&plain);
    assert_eq!(differs, Vec::<String>::new(), "{}", marked.page("incidents/a/index.html"));
    // A problem behind a part that is left out is told where it stands in the file.
    assert!(said.contains("content/a.md:12:8"), "{said}");
}

#[test]
fn an_internal_part_in_front_matter_stops_the_public_edition() {
    let archive = Archive::new();
    archive.incident(
        "a",
        "title: A\nvisibility: public\nsummary: \"told <!-- internal -->canary<!-- /internal --> end\"",
        "x",
    );
    let public = archive.run(&["build", "--audience", "public"]);
    assert_eq!(public.code, 1, "{}", public.stderr);
    assert!(public.stderr.contains("an internal part cannot be in front matter"), "{}", public.stderr);
    assert!(!archive.site().exists());
}

#[test]
fn of_two_values_for_who_may_read_it_the_stricter_one_counts() {
    for front in [
        "visibility: public\nVisibility: internal",
        "Visibility: restricted\nvisibility: public",
        "visibility: public\nVISIBILITY: secret",
        "visibility: public\nstatus: final\nStatus: draft",
        "visibility: public\nstatus: final\ndraft: true",
        "visibility: public\ndraft: true\nstatus: open",
    ] {
        let archive = Archive::new();
        archive.incident("a", &format!("title: Canary\ndate: 2026-01-01\n{front}"), "x");
        archive.incident("b", "title: B\ndate: 2026-01-02\nvisibility: public", "x");
        let outcome = archive.run(&["build", "--audience", "public"]);
        assert_eq!(outcome.code, 0, "{front}: {}", outcome.stderr);
        let says_so = outcome.stderr.contains("warning[HS018]") && outcome.stderr.contains("are one key");
        assert_eq!(says_so, !front.contains("draft: true"), "{front}: {}", outcome.stderr);
        let incidents = Site::read(&archive.site()).page("incidents.json").to_owned();
        assert!(!incidents.contains("Canary") && incidents.contains("\"B\""), "{front}: {incidents}");
    }
}

#[test]
fn what_no_xml_may_hold_is_in_no_feed() {
    let archive = Archive::new();
    archive.incident("a", "title: A\ndate: 2026-01-01", "A line with \u{ffff} and \u{fffe} pasted.");
    let site = archive.build();
    assert!(!site.page("feed.xml").contains(['\u{fffe}', '\u{ffff}']));
}
