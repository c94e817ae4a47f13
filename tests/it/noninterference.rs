//! A public edition depends on nothing that it withholds: with it and without it, every byte is the same.

use crate::archive::{Archive, Site, TODAY};
use hindsite::incident::Audience;
use hindsite::knowledge::Edition;
use hindsite::output::{Content, Foreign};
use hindsite::pipeline::{self, Memo, Request};
use hindsite::render;
use hindsite::source::{Location, Storage};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

/// A small generator, so that a failing pair can be repeated.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.roll(words.len() as u64) as usize]
    }
}

const SERVICES: &[&str] = &["checkout", "db", "mail"];
const CAUSES: &[&str] = &["disk-full", "expired-certificate", "config-change"];
const SEVERITIES: &[&str] = &["SEV1", "SEV2", "minor", "purple"];
/// Words that only withheld text uses.
const HIDDEN: &[&str] =
    &["zeppelin", "quokka", "marimba", "obelisk", "tundra", "saffron", "gondola", "walrus"];

fn facts(dice: &mut Dice) -> String {
    let (day, service, other) = (dice.roll(28) + 1, dice.pick(SERVICES), dice.pick(SERVICES));
    let (cause, severity, minutes) = (dice.pick(CAUSES), dice.pick(SEVERITIES), dice.roll(90) + 1);
    let month = dice.roll(5) + 1;
    format!(
        "date: 2026-{month:02}-{day:02}\nservices: [{service}, {other}]\nroot_cause: {cause}\nseverity: {severity}\nduration: {minutes}m\ntags: [{other}]"
    )
}

/// Text of withheld words, which no public document uses.
fn hidden(dice: &mut Dice) -> String {
    let words: Vec<&str> = (0..4 + dice.roll(20)).map(|_| dice.pick(HIDDEN)).collect();
    words.join(" ")
}

/// Public documents that link to each other and to documents that may not be there.
fn base(dice: &mut Dice, archive: &Archive) -> Vec<(String, String, String)> {
    archive.file("hindsite.toml", "title = \"Acme\"\nbase_url = \"https://acme.example/pm/\"\n");
    archive.file("content/graph.png", "png").file("static/robots-extra.txt", "x");
    let documents: Vec<(String, String, String)> = (0..4 + dice.roll(3))
        .map(|at| {
            let front = format!(
                "title: Number {at} was slow\nvisibility: public\n{}\nauthors: [ana]\nrelated: [doc-1, hidden-0]\naliases: [old-{at}]\nactions:\n  - {{ title: Watch number {at}, owner: ana, due: 2026-05-0{} }}",
                facts(dice),
                dice.roll(9) + 1
            );
            let body = format!(
                "It was slow {at} times[^1], as [before](doc-{}.md), [later](hidden-{}.md) and [[hidden]].\n\n## Timeline\n\n- 10:00 It began\n- 10:{:02} It ended\n\n![graph](graph.png)\n\n[^1]: At least.",
                dice.roll(4),
                dice.roll(2),
                dice.roll(50) + 10
            );
            (format!("doc-{at}"), front, body)
        })
        .collect();
    for (name, front, body) in &documents {
        archive.incident(name, front, body);
    }
    documents
}

/// Adds something that the public edition withholds; returns what.
fn withhold(dice: &mut Dice, archive: &Archive, documents: &[(String, String, String)]) -> String {
    let words = hidden(dice);
    let (title, text) = (format!("The {words} matter"), hidden(dice));
    let kind = dice.roll(4);
    if kind == 0 {
        let (name, front, body) = &documents[dice.roll(documents.len() as u64) as usize];
        let parts = [
            format!("## Timeline\n\n- 09:00 {text}[^1]\n\n[^1]: {words}"),
            format!("## Action items\n\n- [ ] {text} (@gondola-walrus, due 2026-03-01)\n- [x] {words}"),
            format!("![{text}](hidden.png) and [{words}](doc-1.md#timeline), [[doc-2]]"),
            format!("| Severity | SEV1 |\n|---|---|\n| Duration | 9h |\n\n{text}"),
            format!("<template>{text}</template>\n\n```js\n{words}\n```\n\n{text}[^secret]"),
            format!("# Number 9 was slow\n\n> {text}\n\n<div title=\"{words}\">{text}</div>"),
        ];
        let part = &parts[dice.roll(parts.len() as u64) as usize];
        let part = format!("<!-- internal -->\n{part}\n<!-- /internal -->\n");
        let body = match dice.roll(3) {
            0 => format!("{part}\n{body}"),
            1 => body.replacen("\n\n", &format!("\n\n{part}\n"), 1),
            _ => format!("{body}\n\n{part}"),
        };
        archive.file("content/hidden.png", "hidden").incident(name, front, &body);
        return format!("an internal part of {name}: {part}");
    }
    let visibility = match kind {
        1 => dice.pick(&["", "visibility: internal", "visibility: Internal"]),
        2 => "visibility: restricted",
        _ => dice.pick(&["visibility: public\nstatus: draft", "visibility: public\ndraft: true"]),
    };
    let name = match dice.roll(6) {
        // Names that public documents have, link to or had.
        0 => format!("other/doc-{}", dice.roll(4)),
        1 => format!("hidden-{}", dice.roll(2)),
        2 => "old-1".to_owned(),
        3 => "team/index".to_owned(),
        4 => format!("2026-01-0{}-{}", dice.roll(9) + 1, dice.pick(HIDDEN)),
        _ => "sub/README".to_owned(),
    };
    let front = format!(
        "title: {title}\n{visibility}\n{}\nauthors: [{} walrus]\nrelated: [doc-0]\naliases: [old-0, doc-9]\ncustomer: {words} inc\nkind: {}",
        facts(dice),
        dice.pick(HIDDEN),
        dice.pick(&["incident", "near-miss", "maintenance"])
    );
    let body = format!(
        "{text}, see [it](../doc-1.md) and [it](doc-1.md).\n\n![x](graph.png) ![y](hidden.png)\n\n## Root cause\n\n{text}\n\n## Action items\n\n- [ ] {words} (@gondola-walrus, due 2026-04-01)"
    );
    archive.file("content/hidden.png", "hidden").incident(&name, &front, &body);
    format!("{name}: {front}")
}

fn request(root: &Path) -> Request {
    Request {
        location: Location {
            root: root.to_path_buf(),
            content: vec![],
            output: None,
            storage: Storage::Disk,
        },
        today: TODAY.parse().unwrap(),
        edition: Edition { drafts: false, audience: Audience::Public },
        base_url: None,
        strict: false,
        foreign: Foreign::Respect,
        home: None,
        patience: Duration::ZERO,
        matches: Default::default(),
        cache: None,
        output: root.join("public"),
    }
}

/// Whether the search index is rendered too, which takes as long as everything else.
#[derive(Clone, Copy)]
enum Search {
    With,
    Without,
}

/// Every file of the public edition with its fingerprint, which the manifest has, and its content; nothing is written.
fn rendered(archive: &Archive, search: Search) -> BTreeMap<String, (u128, Vec<u8>)> {
    let root = std::fs::canonicalize(archive.root()).unwrap();
    let request = request(&root);
    let mut memo = Memo::default();
    let inputs = pipeline::read(&request, &mut memo).unwrap_or_else(|failure| panic!("{}", failure.text()));
    let linked = pipeline::link_from(&request, inputs, &mut memo);
    let linked = linked.unwrap_or_else(|failure| panic!("{}", failure.text()));
    let shards = match search {
        Search::Without => vec![],
        Search::With => linked.shards(&request).unwrap_or_else(|failure| panic!("{}", failure.text())).0,
    };
    let plan = linked.plan(shards);
    plan.prepare();
    let mut files = BTreeMap::new();
    let mut leaks = vec![];
    let check = linked.leak_check();
    for (file, route) in plan.pages.iter() {
        let view = plan.view(route).expect("a view");
        let fingerprint = render::fingerprint(&linked.theme, file, &view).expect("a fingerprint");
        let bytes = match render::page(&linked.theme, view).expect("a page") {
            Content::Bytes(bytes) => bytes,
            Content::CopyOf(path, _) => std::fs::read(path).unwrap(),
        };
        if !file.starts_with("assets/") {
            leaks.extend(check.leaks(file, &bytes, || Some(String::new())));
        }
        files.insert(file.clone(), (fingerprint, bytes));
    }
    assert_eq!(leaks, [], "a false alarm");
    files
}

#[test]
fn withheld_content_changes_no_byte_of_200_generated_editions() {
    for seed in 0..20 {
        let mut dice = Dice(seed + 1);
        let archive = Archive::new();
        let documents = base(&mut dice, &archive);
        let public = [Search::Without, Search::With].map(|search| rendered(&archive, search));
        for pair in 0..10 {
            let archive = Archive::new();
            base(&mut Dice(seed + 1), &archive);
            let mut dice = Dice(seed * 100 + pair + 7);
            let added: Vec<String> =
                (0..1 + dice.roll(2)).map(|_| withhold(&mut dice, &archive, &documents)).collect();
            let (search, public) = match pair % 5 {
                0 => (Search::With, &public[1]),
                _ => (Search::Without, &public[0]),
            };
            let with = rendered(&archive, search);
            let names = |files: &BTreeMap<String, (u128, Vec<u8>)>| files.keys().cloned().collect::<Vec<_>>();
            assert_eq!(names(&with), names(public), "{seed}/{pair} {added:#?}");
            for (file, content) in &with {
                assert!(*content == public[file], "{seed}/{pair} `{file}` {added:#?}");
            }
        }
    }
}

#[test]
fn withheld_content_changes_no_published_file_with_a_cache_and_without() {
    let publish = |archive: &Archive, audience: &str| {
        let outcome = archive.run(&["build", "--audience", audience, "--output", audience]);
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        Site::read(&archive.root().join(audience))
    };
    for seed in 0..3 {
        let archive = Archive::new();
        let documents = base(&mut Dice(seed + 1), &archive);
        let public = publish(&archive, "public");
        assert!(public.files.contains_key("hindsite-manifest.json") && public.files.len() > 40);
        // One folder, with the caches of every build before.
        for pair in 0..2 {
            let mut dice = Dice(seed * 10 + pair + 3);
            let added = withhold(&mut dice, &archive, &documents);
            assert!(publish(&archive, "public").files == public.files, "{seed}/{pair} {added}");
            publish(&archive, "internal");
            assert!(
                publish(&archive, "public").files == public.files,
                "{seed}/{pair} after an internal build {added}"
            );
        }
        // Another folder, without.
        let other = Archive::new();
        base(&mut Dice(seed + 1), &other);
        withhold(&mut Dice(seed + 50), &other, &documents);
        assert!(publish(&other, "public").files == public.files, "{seed} in another folder");
    }
}

/// Everything that a page does not show, with a word of its own each.
const UNSHOWN: &str = "The first paragraph.[^used]

[^used]: A note with another[^second].
[^second]: shown-note
[^unused]: canary-unused-note[^chain]
[^chain]: canary-chained-note
[^used]: canary-second-definition

[canary-definition]: https://canary-definition.example/ \"canary-definition-title\"

<!-- canary-comment -->

<!-- hindsite: allow HS601 because canary-permission -->

Text <!-- canary-inline-comment --> and <template>canary-template [canary](https://canary-template.example/PROJ-77)</template> <style>.canary-style {}</style> more.

<template>

## Canary-heading

- 10:00 canary-event
- [ ] canary-task (@canary-owner, due 2026-03-01)

![canary-alt](canary-image.png)

</template>

<title>canary-title-element</title>

<div hidden>shown-hidden-attribute</div>

<details><summary>shown-summary</summary>shown-details</details>

## Action items

- [ ] Renew it <template>(@canary-owner, due 2026-03-01, CANARY-12)</template>

<p><!-- canary-unclosed

canary-behind-unclosed

## Canary-heading-behind
";

#[test]
fn nothing_is_published_that_a_page_does_not_show() {
    let archive = Archive::new();
    archive.file("hindsite.toml", "title = \"Acme\"\nbase_url = \"https://acme.example/\"\n");
    archive.file("content/canary-image.png", "canary");
    let internal =
        "\n\n<!-- internal -->\nHidden[^internal] words.\n<!-- /internal -->\n\n[^internal]: internal-note";
    let front = "# canary-yaml-comment\ntitle: A\ndate: 2026-01-01\nvisibility: public\nservices: [checkout] # canary-yaml-comment\ncanary_empty:";
    let (first, rest) = UNSHOWN.split_once("\n\n").expect("two parts");
    archive.incident("a", front, &format!("{first}{internal}\n\n{rest}"));
    for (audience, withheld) in [("public", &["canary", "internal-note"][..]), ("internal", &["canary"])] {
        let outcome = archive.run(&["build", "--audience", audience, "--output", audience]);
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        let site = Site::read(&archive.root().join(audience));
        let exported = archive.run(&["export", "--audience", audience]).stdout;
        let mut texts: Vec<(String, String)> = vec![("the export".to_owned(), exported)];
        for (file, bytes) in &site.files {
            texts.push((file.clone(), format!("{file} {}", String::from_utf8_lossy(bytes))));
        }
        for (file, text) in texts {
            let text = text.to_lowercase();
            let found: Vec<&str> =
                withheld.iter().filter_map(|word| text.find(word)).map(|at| &text[at..]).collect();
            let found: Vec<String> = found.iter().map(|text| text.chars().take(60).collect()).collect();
            assert_eq!(found, Vec::<String>::new(), "{audience}: {file}");
        }
        let page = site.page("incidents/a/index.html");
        for shown in ["shown-note", "shown-hidden-attribute", "shown-details"] {
            assert!(page.contains(shown), "{audience}: {shown}");
        }
    }
}

#[test]
fn every_stated_fact_in_a_published_file_is_on_the_page() {
    let archive = Archive::new();
    archive.file("hindsite.toml", "title = \"Acme\"\nbase_url = \"https://acme.example/\"\n");
    let words = |at: usize| format!("canary{at}x telling words");
    let long =
        "Nobody had renewed it, since the reminder went to a list that was closed a year before that day";
    let front = format!(
        "title: {}\ndate: 2026-01-01T10:00:00Z\nvisibility: public\nsummary: \"The certificate had expired and nobody knew of it for the better part of an hour, {}\"\nservices: ['{}']\nroot_cause: ['{} {long}', '{} {long}']\ncontributing_factors: ['{}']\ntrigger: {}\ndetected_by: customer\ntags: ['{}']\nauthors: ['{}']\nsymptoms: ['{}']\ncanary11x_key: {{ a: ['{}', canary13x], b: }}\nseverity: canary14x (canary15x)\nactions:\n  - {{ title: {}, owner: canary17x, due: 2026-03-01, status: done, closed: 2026-02-01, tickets: [CANARY-18], type: canary19x }}",
        words(1),
        words(2),
        words(3),
        words(4),
        words(5),
        words(6),
        words(7),
        words(8),
        words(9),
        words(10),
        words(12),
        words(16)
    );
    archive.incident("a", &front, "The certificate had expired and nobody knew of it for the better part of an hour, they say.\n\n## Cause\n\nx");
    let outcome = archive.run(&["build", "--audience", "public"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let site = Site::read(&archive.site());
    let page = site.page("incidents/a/index.html").to_lowercase();
    let body = page.split("<body").nth(1).expect("a body");
    for (file, bytes) in &site.files {
        let text = String::from_utf8_lossy(bytes).to_lowercase();
        for rest in text.split("canary").skip(1) {
            let digits: String =
                rest.chars().skip_while(|c| *c == '-').take_while(char::is_ascii_digit).collect();
            let is_shown = [format!("canary{digits}x"), format!("canary-{digits}")]
                .iter()
                .any(|word| body.contains(word));
            assert!(digits.is_empty() || is_shown, "{file} has canary{digits}");
        }
    }
}
