//! What a document says is text, wherever it is shown: every payload in every place, judged by an HTML5 parser.
//! `tests/browser/payloads.mjs` opens the same in a browser.

use crate::archive::{Archive, Site};
use crate::judge;
use quick_xml::events::Event;

const PAYLOADS: &str = include_str!("../hostile/payloads.txt");

/// The places of a document that a person can fill; each says where `payload` stands.
fn document(payload: &str) -> (String, String) {
    let quoted = serde_json::to_string(payload).expect("a string");
    let front = [
        "title",
        "severity",
        "status",
        "summary",
        "customer",
        "root_cause",
        "detection",
        "impact",
        "commander",
        "slug",
    ];
    let lists = ["tags", "services", "authors", "causes", "aliases", "teams"];
    let mut matter: Vec<String> = front.iter().map(|key| format!("{key}: {quoted}")).collect();
    matter.extend(lists.iter().map(|key| format!("{key}: [{quoted}]")));
    matter.push("visibility: public".to_owned());
    matter.push(format!("links: [{{ title: {quoted}, url: {quoted} }}]"));
    let body = format!(
        "# {payload}\n\n{payload}\n\n## Timeline\n\n- 10:00 {payload}\n- 10:05 it ended\n\n## Action items\n\n\
         - [ ] {payload} (@{payload})\n\n| a | b |\n|---|---|\n| {payload} | `{payload}` |\n\n\
         [{payload}](x) [a]({payload}) [a](<{payload}>) [a](x \"{payload}\")\n\n\
         ![{payload}](x.png) ![a](<{payload}>) ![a](x.png '{payload}')\n\n\
         note[^{payload}]\n\n[^{payload}]: {payload}\n\n<div title=\"{payload}\">{payload}</div>\n\n\
         <p title='{payload}'>\n\n    {payload}\n\n> {payload}\n\n~~~{payload}\n{payload}\n~~~\n\n## {payload}\n\n{payload}\n"
    );
    (matter.join("\n"), body)
}

/// What a build makes of all of them. The public edition withholds people, and documents whose status it does not
/// know, so there they are left out.
fn site(arguments: &[&str]) -> (Site, usize) {
    let is_public = arguments.contains(&"public");
    let archive = Archive::new();
    let payloads: Vec<&str> = PAYLOADS.lines().filter(|line| !line.is_empty()).collect();
    for (number, payload) in payloads.iter().enumerate() {
        let (mut front, mut body) = document(payload);
        if is_public {
            front = front
                .lines()
                .filter(|line| !["authors", "status"].iter().any(|key| line.starts_with(key)))
                .collect::<Vec<_>>()
                .join("\n");
            body = body.replace(&format!("(@{payload})"), "");
        }
        archive.incident(&format!("2026-01-{:02}-payload-{number}", number % 28 + 1), &front, &body);
    }
    let theme = if arguments.contains(&"public") { "plain" } else { "default" };
    let settings =
        format!("title = \"Payloads\"\nbase_url = \"https://example.org/\"\ntheme = \"{theme}\"\n");
    archive.file("hindsite.toml", settings);
    let outcome = archive.run(&[&["build"], arguments].concat());
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    assert!(!outcome.stderr.contains("internal error"), "{}", outcome.stderr);
    (Site::read(&archive.site()), payloads.len())
}

#[test]
fn every_payload_in_every_place_is_text_to_an_html5_parser() {
    let (site, payloads) = site(&[]);
    let (pages, offences) = judged(&site);
    println!("payloads: {payloads} in every place, {pages} pages, {} offences", offences.len());
    assert!(pages > payloads, "{pages} pages");
    assert!(offences.is_empty(), "{offences:#?}");
}

#[test]
fn every_payload_is_text_in_the_public_edition_and_the_plain_theme_too() {
    let (site, payloads) = site(&["--audience", "public"]);
    let (pages, offences) = judged(&site);
    assert!(pages > payloads, "{pages} pages");
    assert!(offences.is_empty(), "{offences:#?}");
}

fn judged(site: &Site) -> (usize, Vec<String>) {
    let pages: Vec<_> = site.files.iter().filter(|(path, _)| path.ends_with(".html")).collect();
    let judge = |(path, bytes): &(&String, &Vec<u8>)| {
        let offences = judge::offences(std::str::from_utf8(bytes).expect("UTF-8"));
        offences.into_iter().map(|what| format!("{path}: {what}")).collect::<Vec<_>>()
    };
    (pages.len(), pages.iter().flat_map(judge).collect())
}

#[test]
fn the_judge_condemns_every_payload_that_stands_in_a_page_as_it_is() {
    let harmless = |payload: &str| judge::offences(&format!("<p>{payload}</p>")).is_empty();
    let passed: Vec<&str> = PAYLOADS
        .lines()
        .filter(|line| line.starts_with('<') && line.contains("__x"))
        .filter(|line| harmless(line))
        .collect();
    assert_eq!(passed, Vec::<&str>::new());
    assert!(!harmless("<a href='java&#9;script:x'>a</a>") && !harmless("<img src=x onerror=x>"));
    assert!(harmless("<a href='https://example.org/?a:b'>a</a><a href='a/b:c'>b</a>"));
}

/// What an inline script or style would need is in no policy, and the policy comes before whatever it is about.
#[test]
fn every_page_of_either_theme_has_the_policy_and_satisfies_it() {
    for theme in ["default", "plain"] {
        let archive = Archive::new();
        archive.file("hindsite.toml", format!("title = \"T\"\ntheme = \"{theme}\"\n"));
        for n in 1..4 {
            let front = format!(
                "title: A {n}\nservices: [s]\nroot_cause: disk\nstarted: 2026-01-0{n}T10:00Z\nduration: 1h"
            );
            let body = "## Timeline\n\n- 10:00 it began\n- 10:30 it ended\n\n| a |\n|:-:|\n| b |\n\n```rust\nfn a() {}\n```\n";
            archive.incident(&format!("2026-01-0{n}-a"), &front, body);
        }
        let site = archive.build();
        let pages: Vec<_> = site.files.keys().filter(|path| path.ends_with(".html")).collect();
        assert!(pages.len() > 10, "{}", pages.len());
        for path in pages {
            let page = site.page(path);
            assert!(judge::offences(page).is_empty(), "{path}: {:#?}", judge::offences(page));
            let at = page
                .find("<meta http-equiv=\"Content-Security-Policy\"")
                .unwrap_or_else(|| panic!("{path} has no policy"));
            let policy = page[at..].split("content=\"").nth(1).unwrap().split('"').next().unwrap();
            assert!(
                policy.starts_with("default-src 'none';") && policy.contains("base-uri 'none'"),
                "{policy}"
            );
            assert!(!policy.contains("unsafe") && !policy.contains('*'), "{policy}");
            for about in ["<script", "<link", "<style", "<img", "<base"] {
                assert!(
                    page.find(about).is_none_or(|first| first > at),
                    "{path}: `{about}` stands before the policy"
                );
            }
        }
    }
}

/// The elements of RFC 4287 that a feed uses. `content` is not among them: it would be HTML.
const ATOM: [&str; 12] = [
    "feed",
    "title",
    "id",
    "updated",
    "author",
    "name",
    "generator",
    "link",
    "entry",
    "category",
    "published",
    "summary",
];

#[test]
fn every_payload_leaves_feeds_and_json_whole() {
    let (site, _) = site(&[]);
    let (mut feeds, mut json) = (0, 0);
    for (path, bytes) in &site.files {
        if path.ends_with(".xml") && path != "sitemap.xml" {
            // A reader shows text as text; of HTML it would have to be trusted to clean it.
            let mut reader = quick_xml::Reader::from_reader(bytes.as_slice());
            loop {
                match reader.read_event().unwrap_or_else(|error| panic!("{path}: {error}")) {
                    Event::Start(tag) | Event::Empty(tag) => {
                        let name = tag.name();
                        let name = str::from_utf8(name.as_ref()).expect("UTF-8");
                        assert!(ATOM.contains(&name), "{path}: <{name}>");
                        assert!(
                            tag.try_get_attribute("type").expect("attributes").is_none(),
                            "{path}: <{name}>"
                        );
                    }
                    Event::Eof => break,
                    _ => {}
                }
            }
            feeds += 1;
        } else if path.ends_with(".json") {
            serde_json::from_slice::<serde_json::Value>(bytes)
                .unwrap_or_else(|error| panic!("{path}: {error}"));
            json += 1;
        }
    }
    assert!(feeds > 0 && json > 0, "{feeds} feeds, {json} JSON files");
}
