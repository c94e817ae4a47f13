//! The project's own workflows and its action.

use std::path::Path;

/// A tag can be moved by whoever takes the action over; a commit cannot.
#[test]
fn every_action_is_named_by_its_commit_and_no_job_gets_more_than_it_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let templates = root.join("src/authoring/templates");
    let mut files = vec![root.join("action.yml"), templates.join("postmortems.yml")];
    let workflows = root.join(".github/workflows").read_dir().unwrap();
    files.extend(workflows.map(|entry| entry.unwrap().path()));
    let mut pinned = 0;
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        for used in text.lines().filter_map(|line| line.split("uses: ").nth(1)) {
            let (commit, version) = used.split('@').nth(1).unwrap().split_once(" # v").unwrap();
            assert!(commit.len() == 40 && commit.bytes().all(|b| b.is_ascii_hexdigit()), "{file:?}: {used}");
            assert!(!version.is_empty(), "{file:?}: {used}");
            pinned += 1;
        }
        if !file.ends_with("action.yml") {
            assert!(text.contains("\npermissions:\n  contents: read\n"), "{file:?}");
            assert!(!text.contains("pull_request_target") && !text.contains("secrets."), "{file:?}");
            let writes = text.lines().filter(|line| line.trim_end().ends_with(": write")).count();
            assert!(matches!(writes, 0 | 2), "{file:?}: only a deployment writes: its page and its token");
        }
    }
    assert!(pinned >= 12, "{pinned}");
}

/// The action keeps the program under a digest of what it is made from; what is left out of that would be kept too long.
#[test]
fn the_action_builds_anew_when_anything_in_the_program_changed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let action = std::fs::read_to_string(root.join("action.yml")).unwrap();
    let digested = action.split("$(find ").nth(1).unwrap().split(" -type f").next().unwrap();
    let digested: Vec<&str> = digested.split_whitespace().collect();
    let is_digested = |path: &Path| digested.iter().any(|part| path.starts_with(part));
    let mut included = 0;
    let mut folders = vec![root.join("src")];
    while let Some(folder) = folders.pop() {
        for path in folder.read_dir().unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
            for call in ["include_str!(\"", "include_bytes!(\"", "include_dir!(\"$CARGO_MANIFEST_DIR/"] {
                for named in text.split(call).skip(1).map(|rest| rest.split('"').next().unwrap()) {
                    let from = if call.contains('$') { root } else { path.parent().unwrap() };
                    let file = std::fs::canonicalize(from.join(named)).unwrap();
                    let file = file.strip_prefix(std::fs::canonicalize(root).unwrap()).unwrap().to_path_buf();
                    assert!(is_digested(&file), "{} is in the program and not in its digest", file.display());
                    included += 1;
                }
            }
        }
    }
    assert!(included >= 10, "{included}");
    for file in ["Cargo.toml", "Cargo.lock", "build.rs"] {
        assert!(is_digested(Path::new(file)), "{file}");
    }
}
