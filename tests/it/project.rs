//! The project's own address: nothing names a repository or a domain that the project does not own.

use crate::archive::Archive;
use std::path::{Path, PathBuf};

const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");

/// Returns the addresses in a text that claim to be hindsite's.
fn claimed(text: &str) -> Vec<&str> {
    let is_end = |c: char| c.is_whitespace() || "\"'<>()`".contains(c);
    let words = text.split(is_end).filter(|word| {
        let word = word.to_lowercase();
        ["hindsite/hindsite", "github.com/hindsite", "ghcr.io/hindsite", "hindsite.dev", "hindsite.io"]
            .iter()
            .any(|claim| word.contains(claim))
    });
    words.filter(|word| REPOSITORY.is_empty() || !word.starts_with(REPOSITORY)).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = folder.read_dir().unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn no_file_of_the_project_names_a_foreign_repository() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all: Vec<PathBuf> = ["README.md", "ARCHITECTURE.md", "SECURITY.md", "CHANGELOG.md", "Cargo.toml"]
        .iter()
        .chain(&["action.yml", "hindsite.toml", "CONTRIBUTING.md", "Dockerfile", "pyproject.toml"])
        .map(|name| root.join(name))
        .collect();
    for folder in ["src", "themes", "docs", ".github", "packaging", "scripts/release"] {
        all.extend(files(&root.join(folder)));
    }
    for file in all {
        let bytes = std::fs::read(&file).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        assert_eq!(claimed(&text), Vec::<&str>::new(), "{}", file.display());
    }
}

/// Who registers a name decides what people install under it.
#[test]
fn no_instruction_uses_a_name_that_is_not_ours_yet() {
    if !REPOSITORY.is_empty() {
        return;
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pages: Vec<PathBuf> = files(&root.join("docs"));
    pages.retain(|page| page.extension().is_some_and(|extension| extension == "md"));
    pages.push(root.join("README.md"));
    for page in pages {
        let text = std::fs::read_to_string(&page).unwrap();
        for name in [
            "cargo install hindsite",
            "cargo binstall",
            "pip install hindsite",
            "pipx run hindsite",
            "pipx install hindsite",
            "uvx hindsite",
            "uv tool install hindsite",
            "brew install",
            "ghcr.io",
            "docker.io/",
            "npx hindsite",
        ] {
            assert!(!text.contains(name), "{} says `{name}`", page.display());
        }
    }
}

#[test]
fn the_readme_is_short_and_begins_with_the_installation() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    assert!(readme.lines().count() < 150, "{}", readme.lines().count());
    let headings: Vec<&str> = readme.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    assert_eq!(headings[..3], ["Install", "Try it", "Five minutes to your own site"]);
    let contents = std::fs::read_to_string(root.join("docs/README.md")).unwrap();
    for page in files(&root.join("docs")) {
        let name = page.file_name().unwrap().to_str().unwrap();
        let is_listed =
            !name.ends_with(".md") || name == "README.md" || contents.contains(&format!("({name})"));
        assert!(is_listed, "docs/README.md does not list {name}");
    }
}

#[test]
fn links_between_pages_lead_to_files() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pages: Vec<PathBuf> = files(&root.join("docs"));
    pages.retain(|page| page.extension().is_some_and(|extension| extension == "md"));
    pages.extend(
        ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "SECURITY.md"].map(|name| root.join(name)),
    );
    let mut followed = 0;
    for page in pages {
        let text = std::fs::read_to_string(&page).unwrap();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let path = link.split('#').next().unwrap();
            if path.is_empty() || path.contains("://") || path.contains(char::is_whitespace) {
                continue;
            }
            assert!(page.parent().unwrap().join(path).exists(), "{}: {link}", page.display());
            followed += 1;
        }
    }
    assert!(followed > 30, "{followed}");
}

#[test]
fn no_output_names_a_foreign_repository() {
    let archive = Archive::new();
    archive.incident("2026-03-02-a", "title: A", "[no](nowhere.md)");
    let check = |format| archive.run(&["check", "--format", format]).stdout;
    let outputs = [
        check("github"),
        check("sarif"),
        check("json"),
        check("human"),
        archive.run(&["check", "--explain", "HS900"]).stdout,
        archive.run(&["schema"]).stdout,
        archive.run(&["man"]).stdout,
        archive.run(&["init", "new"]).stderr,
    ];
    for output in &outputs {
        assert!(!output.is_empty());
        assert_eq!(claimed(output), Vec::<&str>::new(), "{output}");
    }
    for file in files(&archive.root().join("new")) {
        let text = std::fs::read_to_string(&file).unwrap();
        assert_eq!(claimed(&text), Vec::<&str>::new(), "{}", file.display());
    }
    assert!(
        outputs[0].contains("`hindsite check --explain HS100` says why it matters") || !REPOSITORY.is_empty()
    );
    let sarif: serde_json::Value = serde_json::from_str(&outputs[1]).unwrap();
    let driver = &sarif["runs"][0]["tool"]["driver"];
    assert_eq!(driver["informationUri"].is_null(), REPOSITORY.is_empty(), "{driver}");
    assert_eq!(driver["rules"][0]["helpUri"].is_null(), REPOSITORY.is_empty(), "{driver}");
}

#[test]
fn init_names_the_action_that_was_asked_for() {
    for (named, written) in [
        ("acme/tool@v2", Some("uses: acme/tool@v2\n".to_owned())),
        ("acme/tool", Some(format!("uses: acme/tool@v{}\n", env!("CARGO_PKG_VERSION")))),
        ("acme/tools/hindsite@main", Some("uses: acme/tools/hindsite@main\n".to_owned())),
        ("acme", None),
        ("acme/tool@", None),
        ("acme/tool@v1 # x", None),
    ] {
        let archive = Archive::new();
        let outcome = archive.run(&["init", "--action", named]);
        let workflow = std::fs::read_to_string(archive.root().join(".github/workflows/postmortems.yml"));
        match written {
            Some(line) => assert!(workflow.unwrap().contains(&line), "{named}"),
            None => {
                assert_eq!(outcome.code, 2, "{named}");
                assert!(outcome.stderr.contains("hint: write it as `OWNER/REPO@REF`"), "{}", outcome.stderr);
                assert!(workflow.is_err(), "{named}");
            }
        }
    }
}
