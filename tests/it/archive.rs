//! A small archive in a folder of its own, and what hindsite makes of it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The day every test lives in.
pub const TODAY: &str = "2026-06-01";

/// An archive being written.
pub struct Archive {
    dir: tempfile::TempDir,
}

/// What a command gave.
pub struct Outcome {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Archive {
    pub fn new() -> Archive {
        Archive { dir: tempfile::tempdir().expect("a temporary folder") }
    }

    /// Writes a file, and the folders above it.
    pub fn file(&self, path: &str, text: impl AsRef<[u8]>) -> &Archive {
        let path = self.root().join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        std::fs::write(path, text).expect("a file");
        self
    }

    /// An ordinary postmortem under `content/`.
    pub fn incident(&self, name: &str, front: &str, body: &str) -> &Archive {
        self.file(&format!("content/{name}.md"), format!("---\n{front}\n---\n{body}\n"))
    }

    pub fn remove(&self, path: &str) -> &Archive {
        std::fs::remove_file(self.root().join(path)).expect("a file to remove");
        self
    }

    pub fn root(&self) -> &Path {
        self.dir.path()
    }

    pub fn site(&self) -> PathBuf {
        self.root().join("public")
    }

    /// Runs hindsite in the archive.
    pub fn run(&self, arguments: &[&str]) -> Outcome {
        run_in(self.root(), arguments)
    }

    /// Builds, and insists on success.
    pub fn build(&self) -> Site {
        let outcome = self.run(&["build"]);
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        Site::read(&self.site())
    }
}

/// Runs hindsite in a folder, on a fixed day, without colour.
pub fn run_in(folder: &Path, arguments: &[&str]) -> Outcome {
    let output = Command::new(env!("CARGO_BIN_EXE_hindsite"))
        .current_dir(folder)
        .args(["--today", TODAY, "--color", "never"])
        .args(arguments)
        .env_remove("SOURCE_DATE_EPOCH")
        .env_remove("CI")
        .env("XDG_CACHE_HOME", folder.join(".cache"))
        .output()
        .expect("hindsite runs");
    Outcome {
        code: output.status.code().expect("an exit code"),
        stdout: String::from_utf8(output.stdout).expect("UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

/// A published site, file by file.
#[derive(Clone, PartialEq, Eq)]
pub struct Site {
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Site {
    pub fn read(folder: &Path) -> Site {
        let mut files = BTreeMap::new();
        for entry in walkdir(folder) {
            let name = entry.strip_prefix(folder).expect("inside").to_string_lossy().replace('\\', "/");
            files.insert(name, std::fs::read(&entry).expect("a file"));
        }
        Site { files }
    }

    /// The text of a page.
    pub fn page(&self, path: &str) -> &str {
        let bytes = self.files.get(path).unwrap_or_else(|| panic!("no `{path}` in {:#?}", self.files.keys()));
        std::str::from_utf8(bytes).expect("UTF-8")
    }

    pub fn json(&self, path: &str) -> serde_json::Value {
        serde_json::from_str(self.page(path)).expect("JSON")
    }

    /// The incident with this `id` in `incidents.json`.
    pub fn incident(&self, id: &str) -> serde_json::Value {
        let all = self.json("incidents.json");
        let found = all["incidents"].as_array().expect("a list").iter().find(|incident| incident["id"] == id);
        found.unwrap_or_else(|| panic!("no incident `{id}` in {all:#}")).clone()
    }

    /// The files whose bytes differ, those only one site has among them; the manifest aside.
    pub fn changed_since(&self, before: &Site) -> Vec<String> {
        let names: std::collections::BTreeSet<&String> =
            self.files.keys().chain(before.files.keys()).collect();
        let differs = |name: &&&String| self.files.get(**name) != before.files.get(**name);
        names
            .iter()
            .filter(differs)
            .map(|name| (**name).clone())
            .filter(|name| name != "hindsite-manifest.json")
            .collect()
    }
}

fn walkdir(folder: &Path) -> Vec<PathBuf> {
    let mut files = vec![];
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    files
}
