//! The page on configuration and front matter against the program: every key is there, and what it shows is read.

use crate::archive::Archive;
use serde_json::Value;

const PAGE: &str = include_str!("../../docs/configuration.md");

/// The row of a key of front matter.
fn row(key: &str) -> &'static str {
    let start = format!("| `{key}` |");
    PAGE.lines().find(|line| line.starts_with(&start)).unwrap_or_else(|| panic!("no row of `{key}`"))
}

#[test]
fn the_configuration_of_the_page_is_read_and_has_every_key() {
    let shown = PAGE.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    let archive = Archive::new();
    archive.file("hindsite.toml", shown).incident("2026-03-02-a", "title: A", "- x");
    let outcome = archive.run(&["build"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    // The hint on a key that is near none lists all there are.
    for wrong in [
        "qqqqqqqqqqqq = 1",
        "severities = [{ qqqqqqqqqqqq = 1 }]",
        "[causes.a]\nqqqqqqqqqqqq = 1",
        "[public]\nqqqqqqqqqqqq = 1",
        "[check]\nqqqqqqqqqqqq = 1",
        "[headings]\nqqqqqqqqqqqq = \"x\"",
        "[check]\nfacts = [\"qqqqqqqqqqqq\"]",
    ] {
        archive.file("hindsite.toml", wrong);
        let told = archive.run(&["build"]).stderr;
        let hint = told.lines().find_map(|line| line.strip_prefix("hint: ")).unwrap();
        let keys = hint.trim_start_matches("the keys are ").trim_start_matches("one of ");
        for key in keys.split(", ") {
            let forms = [
                format!("`{key}`"),
                format!("\n{key} = "),
                format!("[{key}"),
                format!(".{key}]"),
                format!("{{ {key} = "),
            ];
            let quoted = format!(", {key} = ");
            let is_there = forms.iter().chain([&quoted]).any(|form| PAGE.contains(form.as_str()));
            assert!(is_there, "{wrong}: no `{key}` on the page");
        }
    }
}

#[test]
fn every_key_of_front_matter_has_its_row_with_all_its_names_and_words() {
    let archive = Archive::new();
    let schema: Value = serde_json::from_str(&archive.run(&["schema"]).stdout).unwrap();
    for (key, value) in schema["properties"].as_object().unwrap() {
        let words = value["anyOf"][0]["enum"].as_array().into_iter().flatten();
        for word in words.map(|word| word.as_str().unwrap()) {
            assert!(row(key).contains(&format!("`{word}`")), "no `{word}` in the row of `{key}`");
        }
    }
    let source = include_str!("../../src/incident/fields/keys.rs");
    let table = source.split("const ELSEWHERE").nth(1).unwrap().split("\n];").next().unwrap();
    let mut names = 0;
    for entry in table.split(")\n").flat_map(|part| part.split("),\n")) {
        let mut quoted = entry.split('"').skip(1).step_by(2);
        let Some(key) = quoted.next() else { continue };
        for name in quoted {
            assert!(row(key).contains(&format!("`{name}`")), "no `{name}` in the row of `{key}`");
            names += 1;
        }
    }
    assert!(names > 60, "{names}");
}
