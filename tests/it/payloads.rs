//! What a document says is text, wherever it is shown: every payload in every place, judged by an HTML5 parser.
//! `tests/browser/payloads.mjs` opens the same in a browser.

use crate::archive::{Archive, Site};
use scraper::{ElementRef, Html};

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
    ];
    let lists = ["tags", "services", "authors", "causes", "aliases", "teams"];
    let mut matter: Vec<String> = front.iter().map(|key| format!("{key}: {quoted}")).collect();
    matter.extend(lists.iter().map(|key| format!("{key}: [{quoted}]")));
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

fn site() -> (Site, usize) {
    let archive = Archive::new();
    let payloads: Vec<&str> = PAYLOADS.lines().filter(|line| !line.is_empty()).collect();
    for (number, payload) in payloads.iter().enumerate() {
        let (front, body) = document(payload);
        archive.incident(&format!("2026-01-{:02}-payload-{number}", number % 28 + 1), &front, &body);
    }
    archive.file("hindsite.toml", "title = \"Payloads\"\nbase_url = \"https://example.org/\"\n");
    let outcome = archive.run(&["build"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    assert!(!outcome.stderr.contains("internal error"), "{}", outcome.stderr);
    (Site::read(&archive.site()), payloads.len())
}

/// What an element would do that no document may ask for.
fn offence(element: ElementRef) -> Option<String> {
    let (name, value) = (element.value().name(), element.value());
    let is_forbidden = match name {
        "script" => !value.attr("src").is_some_and(|src| src.contains("assets/") && !src.contains("//")),
        "link" => value.attr("href").is_some_and(|href| href.starts_with("//")),
        "meta" => value.attr("http-equiv").is_some_and(|what| what.eq_ignore_ascii_case("refresh")),
        "iframe" | "base" | "object" | "embed" | "style" | "math" | "textarea" | "animate" => true,
        _ => false,
    };
    let url = |key: &str| matches!(key, "href" | "src" | "action" | "formaction" | "xlink:href" | "data");
    let runs = |text: &str| {
        let clean: String = text.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
        let clean = clean.to_ascii_lowercase();
        ["javascript:", "vbscript:", "blob:", "file:", "data:text", "data:image/svg"]
            .iter()
            .any(|scheme| clean.starts_with(scheme))
    };
    let attribute = value
        .attrs()
        .find(|(key, text)| key.starts_with("on") || *key == "srcdoc" || (url(key) && runs(text)));
    (is_forbidden || attribute.is_some()).then(|| element.html().chars().take(300).collect())
}

#[test]
fn every_payload_in_every_place_is_text_to_an_html5_parser() {
    let (site, payloads) = site();
    let (mut pages, mut elements, mut offences) = (0, 0, Vec::new());
    for (path, bytes) in site.files.iter().filter(|(path, _)| path.ends_with(".html")) {
        let page = Html::parse_document(std::str::from_utf8(bytes).expect("UTF-8"));
        pages += 1;
        for element in page.tree.nodes().filter_map(ElementRef::wrap) {
            elements += 1;
            offences.extend(offence(element).map(|what| format!("{path}: {what}")));
        }
    }
    println!(
        "payloads: {payloads} in every place, {pages} pages, {elements} elements, {} offences",
        offences.len()
    );
    assert!(pages > payloads, "{pages} pages");
    assert!(offences.is_empty(), "{offences:#?}");
}

#[test]
fn every_payload_leaves_feeds_and_json_whole() {
    let (site, _) = site();
    let (mut feeds, mut json) = (0, 0);
    for (path, bytes) in &site.files {
        if path.ends_with(".xml") && path != "sitemap.xml" {
            atom_syndication::Feed::read_from(bytes.as_slice())
                .unwrap_or_else(|error| panic!("{path}: {error}"));
            feeds += 1;
        } else if path.ends_with(".json") {
            serde_json::from_slice::<serde_json::Value>(bytes)
                .unwrap_or_else(|error| panic!("{path}: {error}"));
            json += 1;
        }
    }
    assert!(feeds > 0 && json > 0, "{feeds} feeds, {json} JSON files");
}
