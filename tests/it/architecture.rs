//! The house's order: each room may use only the rooms above it. Read from the sources.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Top-level modules, foundations first. A module may use its own row's and earlier rows' modules.
const ORDER: &[&[&str]] = &[
    &["project"],
    &["invisible"],
    &["fs", "diagnostic"],
    &["git", "scratch"],
    &["config"],
    &["source"],
    &["incident"],
    &["knowledge"],
    &["report"],
    &["advice"],
    &["authoring"],
    &["site"],
    &["export"],
    &["search"],
    &["theme"],
    &["output"],
    &["render"],
    &["leak_check"],
    &["pipeline"],
    &["watch"],
    &["server"],
    &["cli"],
    &["command"],
];

#[test]
fn every_module_uses_only_what_stands_before_it() {
    let mut wrong = vec![];
    for file in sources(&root().join("src")) {
        let Some(own) = module_of(&file) else { continue };
        let Some(row) = row_of(&own) else {
            wrong.push(format!("`{own}` ({}) has no place in the house: add it to ORDER", file.display()));
            continue;
        };
        for used in uses(&std::fs::read_to_string(&file).expect("a source file")) {
            if used != own && row_of(&used).is_some_and(|other| other >= row) {
                wrong.push(format!("{} uses `{used}`, which stands after `{own}`", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_module_says_what_it_is() {
    let silent: Vec<PathBuf> = sources(&root().join("src"))
        .into_iter()
        .filter(|file| !file.ends_with("tests.rs"))
        .filter(|file| !std::fs::read_to_string(file).expect("a source file").starts_with("//!"))
        .collect();
    assert!(silent.is_empty(), "no `//!` at the top of {silent:#?}");
}

#[test]
fn only_the_edges_touch_disk_clock_environment_and_terminal() {
    let may =
        |file: &Path, rooms: &[&str]| rooms.iter().any(|room| module_of(file).as_deref() == Some(*room));
    let mut wrong = vec![];
    for file in sources(&root().join("src")) {
        // `main.rs` is the edge itself.
        let Some(_) = module_of(&file) else { continue };
        let text = without_tests(&std::fs::read_to_string(&file).expect("a source file"));
        for (words, rooms) in [
            (
                &["std::fs::{", "std::fs::read", "std::fs::write", "File::open", "OpenOptions"][..],
                &["fs", "search"][..],
            ),
            (&["Zoned::now", "Timestamp::now"], &["command"]),
            // git gets none of the caller's `GIT_*` variables.
            (&["std::env::"], &["command", "git"]),
            // How long ago a file changed, which decides what is looked at again and never what is shown.
            (&["SystemTime::now"], &["fs"]),
            (&["println!", "eprintln!", "print!(", "stderr()", "stdout()"], &["command"]),
        ] {
            let found = words.iter().find(|word| text.contains(**word));
            if let Some(word) = found
                && !may(&file, rooms)
            {
                wrong.push(format!("{} has `{word}`", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A block left open takes every rule after it along: a screen loses what stands behind the rules of paper.
#[test]
fn every_part_of_the_style_sheet_closes_its_blocks() {
    let sheet = root().join("themes/default/assets/style.css");
    let sheet = std::fs::read_to_string(sheet).expect("a style sheet");
    for (at, _) in sheet.match_indices("\n/*").chain([(sheet.len(), "")]) {
        let (before, part) = sheet.split_at(at);
        let open = before.matches('{').count() as i64 - before.matches('}').count() as i64;
        assert_eq!(open, 0, "blocks are open before {:?}", part.trim().lines().next());
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn row_of(module: &str) -> Option<usize> {
    ORDER.iter().position(|row| row.contains(&module))
}

/// The top-level module a file belongs to; `main.rs` and `lib.rs` hold the house together.
fn module_of(file: &Path) -> Option<String> {
    let inside = file.strip_prefix(root().join("src")).expect("a source file");
    let first = inside.components().next()?.as_os_str().to_string_lossy().into_owned();
    let name = first.strip_suffix(".rs").unwrap_or(&first).to_owned();
    (name != "main" && name != "lib").then_some(name)
}

fn uses(text: &str) -> BTreeSet<String> {
    let text = without_tests(text);
    text.split("crate::")
        .skip(1)
        .map(|rest| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect())
        .collect()
}

fn without_tests(text: &str) -> String {
    let code = text.split("#[cfg(test)]").next().unwrap_or(text);
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = vec![];
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}
