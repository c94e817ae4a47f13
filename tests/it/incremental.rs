//! An incremental build equals a clean one, and touches no more than shows the change.

use crate::archive::{Archive, Site, TODAY, run_in};
use std::collections::BTreeMap;

fn three() -> Archive {
    let archive = Archive::new();
    archive
        .incident(
            "2026-01-01-alpha",
            "title: Alpha\nservices: [db]\nroot_cause: disk-full\nseverity: SEV1",
            "See [beta](2026-02-01-beta.md).",
        )
        .incident(
            "2026-02-01-beta",
            "title: Beta\nservices: [db, web]\nroot_cause: disk-full",
            "Body of beta.",
        )
        .incident("2026-03-01-gamma", "title: Gamma\nservices: [mail]", "Alone.");
    archive
}

/// Without the files of the search index, which every word of a document reaches.
fn pages(changed: &[String]) -> Vec<&str> {
    changed.iter().map(String::as_str).filter(|path| !path.starts_with("search/")).collect()
}

#[test]
fn a_body_edit_rewrites_that_page_and_its_json_and_nothing_else() {
    let archive = three();
    let before = archive.build();
    archive.incident(
        "2026-02-01-beta",
        "title: Beta\nservices: [db, web]\nroot_cause: disk-full\nsummary: Body of beta.",
        "Body of beta.",
    );
    // The summary is now stated; from here on the body alone changes.
    let stated = archive.build();
    archive.incident(
        "2026-02-01-beta",
        "title: Beta\nservices: [db, web]\nroot_cause: disk-full\nsummary: Body of beta.",
        "Another body of beta.",
    );
    let after = archive.build();
    assert_eq!(
        pages(&after.changed_since(&stated)),
        ["incidents/2026-02-01-beta/index.html", "incidents/2026-02-01-beta/index.json"]
    );
    assert!(before != after);
}

#[test]
fn a_title_edit_reaches_exactly_the_pages_that_show_it() {
    let archive = three();
    let before = archive.build();
    archive.incident("2026-03-01-gamma", "title: Gamma!\nservices: [mail]", "Alone.");
    let after = archive.build();
    let changed = after.changed_since(&before);
    for path in changed.iter().filter(|path| path.ends_with(".html")) {
        assert!(after.page(path).contains("Gamma!"), "{path} does not show the change");
    }
    assert_eq!(
        pages(&changed),
        [
            "feed.xml",
            "incidents.json",
            // Beta's page names Gamma as the incident after it.
            "incidents/2026-02-01-beta/index.html",
            "incidents/2026-03-01-gamma/index.html",
            "incidents/2026-03-01-gamma/index.json",
            "incidents/index.html",
            "index.html",
            "reports/causes/index.html",
            "reports/detection/index.html",
            "reports/follow-ups/index.html",
            "reports/index.html",
            "reports/trends/index.html",
            "services/mail/feed.xml",
            "services/mail/index.html",
            "years/2026/feed.xml",
            "years/2026/index.html",
        ]
    );
}

#[test]
fn a_new_link_updates_the_page_it_leads_to() {
    let archive = three();
    let before = archive.build();
    archive.incident(
        "2026-03-01-gamma",
        "title: Gamma\nservices: [mail]\nsummary: Alone.",
        "Alone. [a](2026-01-01-alpha.md)",
    );
    let changed = archive.build().changed_since(&before);
    assert!(changed.contains(&"incidents/2026-01-01-alpha/index.html".to_owned()), "{changed:#?}");
    assert!(!changed.contains(&"incidents/2026-02-01-beta/index.html".to_owned()), "{changed:#?}");
}

#[test]
fn a_removed_incident_takes_its_pages_and_its_empty_service_along() {
    let archive = three();
    let before = archive.build();
    let after = archive.remove("content/2026-03-01-gamma.md").build();
    for gone in [
        "incidents/2026-03-01-gamma/index.html",
        "incidents/2026-03-01-gamma/index.json",
        "services/mail/index.html",
    ] {
        assert!(before.files.contains_key(gone) && !after.files.contains_key(gone), "{gone}");
    }
}

/// A small generator, so that a failing step can be repeated.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }

    fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.roll(words.len() as u64) as usize]
    }
}

const NAMES: &[&str] = &[
    "2026-01-01-a",
    "2026-01-02-b",
    "2025-05-05-c",
    "2024-02-29-d",
    "e",
    "deep/2026-01-01-f",
    "g/index",
    "notes",
];

fn front_matter(dice: &mut Dice) -> String {
    let mut front = format!(
        "title: Title {}\nservices: [{}, {}]",
        dice.roll(4),
        dice.pick(&["db", "web", "mail"]),
        dice.pick(&["dns", "web"])
    );
    if dice.roll(2) == 0 {
        front.push_str(&format!(
            "\nroot_cause: {}",
            dice.pick(&["disk-full", "Disk full", "expired-certificate"])
        ));
    }
    if dice.roll(3) == 0 {
        front.push_str(&format!(
            "\ndate: 2026-0{}-15T10:00:00Z\nduration: {}m",
            1 + dice.roll(5),
            1 + dice.roll(200)
        ));
    }
    if dice.roll(4) == 0 {
        front.push_str(&format!(
            "\nactions: [{{title: Do {}, owner: sre, due: 2026-0{}-01}}]",
            dice.roll(3),
            1 + dice.roll(9)
        ));
    }
    if dice.roll(8) == 0 {
        front.push_str("\nstatus: draft");
    }
    front
}

fn step(archive: &Archive, dice: &mut Dice, present: &mut BTreeMap<String, ()>) {
    let name = dice.pick(NAMES);
    let path = format!("content/{name}.md");
    match dice.roll(12) {
        0 | 1 if present.remove(&path).is_some() => drop(archive.remove(&path)),
        2 => drop(archive.file("hindsite.toml", format!("title = \"Site {}\"\n", dice.roll(3)))),
        3 => drop(archive.file("static/keep.txt", format!("{}", dice.roll(3)))),
        4 => drop(archive.file("content/image.png", format!("not an image {}", dice.roll(3)))),
        5 => {
            // Broken on purpose: nothing may be published until it is mended.
            archive.file(&path, "---\ntitle: x\n");
            present.insert(path, ());
        }
        _ => {
            let body = format!(
                "## What happened {}\n\nSee [x]({}.md#what-happened) and [[{}]].\n\n![i](image.png)\n",
                dice.roll(3),
                dice.pick(NAMES),
                dice.pick(NAMES)
            );
            archive.file(&path, format!("---\n{}\n---\n{body}", front_matter(dice)));
            present.insert(path, ());
        }
    }
}

#[test]
fn after_every_one_of_500_random_edits_the_site_equals_a_clean_build() {
    let archive = Archive::new();
    archive.incident("2026-01-01-a", "title: A", "a");
    let mut present = BTreeMap::from([("content/2026-01-01-a.md".to_owned(), ())]);
    let mut dice = Dice(0x5eed_2026);
    let (mut published, mut refused) = (archive.build(), 0);
    for at in 0..500 {
        step(&archive, &mut dice, &mut present);
        let outcome = archive.run(&["build", "--quiet"]);
        let incremental = Site::read(&archive.site());
        let clean = tempfile::tempdir().expect("a folder");
        let fresh = run_in(
            archive.root(),
            &["build", "--quiet", "--output", clean.path().join("site").to_str().expect("UTF-8")],
        );
        assert_eq!(outcome.code, fresh.code, "step {at}: {}", outcome.stderr);
        if outcome.code != 0 {
            assert_eq!(outcome.code, 1, "step {at}: {}", outcome.stderr);
            assert!(incremental == published, "step {at}: a refused build must leave the site alone");
            refused += 1;
            continue;
        }
        let clean = Site::read(&clean.path().join("site"));
        assert_eq!(incremental.changed_since(&clean), Vec::<String>::new(), "step {at}");
        published = incremental;
    }
    assert!(
        (50..450).contains(&refused),
        "{refused} of 500 steps were refused on {TODAY}; the dice are loaded"
    );
}

/// The stages that a build went through.
fn stages(archive: &Archive, arguments: &[&str]) -> (String, Vec<String>) {
    let outcome = archive.run(&[&["build", "--timings"], arguments].concat());
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let timed = outcome.stderr.lines().filter(|line| line.ends_with(" ms"));
    let names = timed.filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect();
    (outcome.stderr, names)
}

#[test]
fn a_site_made_from_the_same_is_left_alone_and_every_difference_is_noticed() {
    let archive = Archive::new();
    archive
        .file("hindsite.toml", "title = \"Archive\"\n")
        .incident("2026-03-02-checkout", "title: Checkout down\nstatus: final", "See [that](nowhere.md).")
        .incident("2026-03-05-queue", "title: Queue\nstatus: draft", "It stuck.");
    let (said, _) = stages(&archive, &[]);
    assert!(said.contains("HS100"), "a broken link is warned of: {said}");
    let (first, (said, short)) = (said, stages(&archive, &[]));
    assert_eq!(short, ["read"], "{said}");
    assert!(said.contains("HS100") && said.contains("(nothing changed)"), "as the build before: {said}");
    let warnings = |said: &str| said.split("Built").next().map(str::to_owned);
    let told =
        |said: &str| warnings(said).map(|said| said.lines().filter(|line| !line.ends_with(" ms")).count());
    assert_eq!(told(&said), told(&first), "{first}\n{said}");
    let strict = archive.run(&["build", "--strict"]);
    assert_eq!(strict.code, 1, "what was warned of is an error still: {}", strict.stderr);
    let kept = archive.root().join(".hindsite/built");
    let spoiled = std::fs::read_to_string(&kept).unwrap().replace("nowhere", "anywhere");
    std::fs::write(&kept, spoiled).unwrap();
    let (said, all) = stages(&archive, &[]);
    assert_eq!(all.len(), 8, "what was changed by hand is not told: {said}");
    assert!(said.contains("nowhere.md"), "{said}");

    let page = archive.site().join("incidents/2026-03-02-checkout/index.html");
    let right = std::fs::read(&page).unwrap();
    let differs = |what: &str, arguments: &[&str]| {
        let (said, all) = stages(&archive, arguments);
        assert_eq!(all.len(), 8, "{what}: {said}");
        let (said, short) = stages(&archive, arguments);
        assert_eq!(short.len(), 1, "after {what}: {said}");
    };
    std::fs::write(&page, "spoiled").unwrap();
    differs("a page that somebody changed", &[]);
    assert_eq!(std::fs::read(&page).unwrap(), right);
    std::fs::remove_file(&page).unwrap();
    differs("a page that is gone", &[]);
    assert_eq!(std::fs::read(&page).unwrap(), right);
    std::fs::remove_file(archive.site().join("hindsite-manifest.json")).unwrap();
    differs("a manifest that is gone", &["--force"]);
    differs("drafts", &["--drafts"]);
    differs("no drafts", &[]);
    differs("another address", &["--base-url", "https://acme.example/"]);
    archive.file("hindsite.toml", "title = \"Other\"\n");
    differs("a configuration", &[]);
    archive.incident("2026-03-02-checkout", "title: Checkout down", "Other words.");
    differs("a document", &[]);
    assert!(String::from_utf8(std::fs::read(&page).unwrap()).unwrap().contains("Other words."));
    archive.file("static/extra.txt", "mine\n");
    differs("a static file", &[]);
    std::fs::remove_dir_all(archive.site()).unwrap();
    differs("a site that is gone", &[]);
    archive.file("content/broken.md", "---\nnever: closed\n");
    assert_eq!(archive.run(&["build"]).code, 1);
}
