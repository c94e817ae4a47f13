//! A cache, a stage or a lock that leads elsewhere, or is somebody's own, destroys nothing and stops no answer.

use crate::archive::{Archive, Site, run_in};
use std::collections::BTreeMap;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

/// An archive of two incidents in a folder of its own, so that there is an outside.
fn archive() -> Archive {
    let archive = Archive::new();
    for name in ["a", "b"] {
        archive.file(
            &format!("kb/content/2026-01-01-{name}.md"),
            format!("# Disk {name} full\n\nIt was full.\n"),
        );
    }
    archive
}

/// Everything outside of the published site and the cache, links by where they lead.
fn snapshot(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for path in folder.read_dir().unwrap().map(|entry| entry.unwrap().path()) {
            let kind = std::fs::symlink_metadata(&path).unwrap().file_type();
            if path == root.join("kb/public") || path == root.join("kb/.cache") {
                continue;
            }
            let bytes = match kind {
                kind if kind.is_symlink() => {
                    std::fs::read_link(&path).unwrap().to_string_lossy().into_owned().into_bytes()
                }
                kind if kind.is_file() => std::fs::read(&path).unwrap(),
                kind => format!("{kind:?}").into_bytes(),
            };
            if kind.is_dir() {
                folders.push(path.clone());
            }
            found.insert(path, bytes);
        }
    }
    found
}

/// What would be lost: files of the names that hindsite deletes or overwrites.
fn precious(archive: &Archive, folder: &str) {
    for name in
        ["built", "journal", "meta.json", ".managed.json", "main.rs", "search/query.rs", "new/x", "cover/x"]
    {
        archive.file(&format!("{folder}/{name}"), "precious");
    }
    archive.file(&format!("{folder}/stage/ab/journal"), "precious");
    archive.file(&format!("{folder}/.gitignore"), "precious");
}

/// The name of the stage of `kb/public`.
fn stage(archive: &Archive) -> String {
    let site = archive.root().canonicalize().unwrap().join("kb/public");
    format!("{:016x}", xxhash_rust::xxh3::xxh3_64(site.as_os_str().as_encoded_bytes()))
}

/// Folders that a link may lead to; all of them for the cache itself.
fn targets(link: &str) -> Vec<&'static str> {
    let all = vec!["src", "kb/src", "kb/content", "nowhere"];
    match link {
        ".hindsite" => all,
        link => vec![all[link.len() % 4], all[(link.len() + 1) % 4]],
    }
}

#[test]
fn a_cache_that_is_or_holds_a_link_is_not_used() {
    for link in [
        ".hindsite",
        ".hindsite/search",
        ".hindsite/built",
        ".hindsite/stage",
        ".hindsite/stage/HASH",
        ".hindsite/stage/HASH/cover",
        ".hindsite/stage/HASH/new",
        ".hindsite/stage/HASH/journal",
        ".hindsite/search/meta.json",
        ".hindsite/search/.tantivy-writer.lock",
        ".hindsite/.gitignore",
    ] {
        for to in targets(link) {
            let archive = archive();
            let hash = stage(&archive);
            precious(&archive, "src");
            precious(&archive, "kb/src");
            let at = archive.root().join("kb").join(link.replace("HASH", &hash));
            std::fs::create_dir_all(at.parent().unwrap()).unwrap();
            if link.contains("HASH/") {
                std::fs::write(at.parent().unwrap().join(".made-by-hindsite"), "").unwrap();
            }
            symlink(archive.root().join(to), &at).unwrap();
            let before = snapshot(archive.root());
            let kb = archive.root().join("kb");
            for arguments in [
                &["search", "disk", "--format", "json"][..],
                &["build"],
                &["similar", "content/2026-01-01-a.md"],
            ] {
                let outcome = run_in(&kb, arguments);
                assert_eq!(outcome.code, 0, "{link} {to} {arguments:?}: {}", outcome.stderr);
                let told =
                    outcome.stderr.contains("it is a symbolic link") && outcome.stderr.contains("hint: ");
                assert!(told, "{link} {to} {arguments:?}: {}", outcome.stderr);
                assert_eq!(snapshot(archive.root()), before, "{link} {to} {arguments:?}");
            }
            assert!(run_in(&kb, &["search", "disk", "--format", "json"]).stdout.contains("2026-01-01-a"));
        }
    }
}

#[test]
fn a_cache_that_is_no_folder_or_somebody_s_own_is_left() {
    /// What is said, and how the cache is made.
    type Shape = (&'static str, fn(&Path));
    let shapes: [Shape; 5] = [
        ("is not a folder", |kb| std::fs::write(kb.join(".hindsite"), "precious").unwrap()),
        ("is not a folder", |kb| {
            let mode = rustix::fs::Mode::from_raw_mode(0o644);
            let kind = rustix::fs::FileType::Fifo;
            rustix::fs::mknodat(rustix::fs::CWD, kb.join(".hindsite"), kind, mode, 0).unwrap();
        }),
        ("did not write", |kb| {
            std::fs::create_dir_all(kb.join(".hindsite/search/mine")).unwrap();
            std::fs::write(kb.join(".hindsite/search/mine/letter"), "dear").unwrap();
            std::fs::write(kb.join(".hindsite/search/meta.json"), "{}").unwrap();
        }),
        ("did not write", |kb| {
            std::fs::create_dir_all(kb.join(".hindsite/stage/ab/new")).unwrap();
            std::fs::write(kb.join(".hindsite/stage/ab/new/letter"), "dear").unwrap();
        }),
        ("is not a folder", |kb| {
            std::fs::create_dir_all(kb.join(".hindsite")).unwrap();
            std::fs::write(kb.join(".hindsite/search"), "precious").unwrap();
        }),
    ];
    for (said, shape) in shapes {
        let archive = archive();
        let kb = archive.root().join("kb");
        shape(&kb);
        let before = snapshot(&kb.join(".hindsite").parent().unwrap().join("content"));
        let own = |kb: &Path| match kb.join(".hindsite").is_dir() {
            true => snapshot(&kb.join(".hindsite")),
            false => BTreeMap::new(),
        };
        let kept = own(&kb);
        let search = run_in(&kb, &["search", "disk"]);
        assert_eq!(search.code, 0, "{}", search.stderr);
        assert!(
            search.stderr.contains(said) && search.stderr.contains("so it is in memory"),
            "{}",
            search.stderr
        );
        let build = run_in(&kb, &["build"]);
        assert_eq!(build.code, 0, "{}", build.stderr);
        assert!(Site::read(&kb.join("public")).files.contains_key("index.html"));
        assert_eq!(snapshot(&kb.join("content")), before);
        for (path, bytes) in kept {
            if !path.is_dir() {
                assert_eq!(std::fs::read(&path).unwrap(), bytes, "{}", path.display());
            }
        }
    }
}

/// tantivy deletes every file that its list names and no segment needs.
#[test]
fn a_list_of_files_in_a_committed_index_deletes_nothing_outside() {
    for named in ["../../content/2026-01-01-a.md", "/ABSOLUTE", "sub/../../../content/2026-01-01-a.md", ".."]
    {
        let archive = archive();
        let kb = archive.root().join("kb");
        archive.file("precious.md", "precious");
        assert_eq!(run_in(&kb, &["search", "disk"]).code, 0);
        let list = kb.join(".hindsite/search/.managed.json");
        let named = named.replace("/ABSOLUTE", archive.root().join("precious.md").to_str().unwrap());
        let text = std::fs::read_to_string(&list).unwrap();
        std::fs::write(&list, text.replacen('[', &format!("[\"{named}\","), 1)).unwrap();
        // A new document makes tantivy write, and collect what is not needed.
        archive.file("kb/content/2026-02-02-c.md", "# Another disk\n");
        for _ in 0..2 {
            let outcome = run_in(&kb, &["search", "disk", "--format", "json"]);
            assert!(
                outcome.code == 0 && outcome.stdout.contains("2026-02-02-c"),
                "{named}: {}",
                outcome.stderr
            );
        }
        for file in ["kb/content/2026-01-01-a.md", "precious.md"] {
            assert!(archive.root().join(file).exists(), "{named} deleted {file}");
        }
    }
}

/// Without a cache the stage and the lock are beside the output folder.
#[test]
fn a_stage_or_a_lock_beside_the_output_that_is_not_ours_stops_the_build() {
    let shapes: [fn(&Path, &Path); 5] = [
        |stage, outside| symlink(outside, stage).unwrap(),
        |stage, outside| {
            std::fs::create_dir(stage).unwrap();
            std::fs::write(stage.join(".made-by-hindsite"), "").unwrap();
            symlink(outside, stage.join("new")).unwrap();
        },
        |stage, outside| {
            std::fs::create_dir(stage).unwrap();
            std::fs::write(stage.join(".made-by-hindsite"), "").unwrap();
            symlink(outside, stage.join("cover")).unwrap();
        },
        |stage, _| {
            std::fs::create_dir(stage).unwrap();
            std::fs::write(stage.join("letter"), "dear").unwrap();
        },
        |stage, _| std::fs::write(stage, "precious").unwrap(),
    ];
    for shape in shapes {
        for is_first in [true, false] {
            let archive = archive();
            let kb = archive.root().join("kb");
            precious(&archive, "src");
            std::fs::write(kb.join(".hindsite"), "no cache here").unwrap();
            if !is_first {
                assert_eq!(run_in(&kb, &["build"]).code, 0);
                archive.file("kb/content/2026-03-03-c.md", "# Third\n");
            }
            shape(&kb.join(".public.hindsite-stage"), &archive.root().join("src"));
            let before = snapshot(archive.root());
            let outcome = run_in(&kb, &["build"]);
            assert_eq!(outcome.code, 3, "{}", outcome.stderr);
            assert!(outcome.stderr.contains(".public.hindsite-stage"), "{}", outcome.stderr);
            assert!(outcome.stderr.contains("hint: move"), "{}", outcome.stderr);
            assert_eq!(snapshot(archive.root()), before);
        }
    }
    for (at, text) in
        [("link", ""), ("file", "a letter of mine\n"), ("file", &"1".repeat(100)), ("folder", "")]
    {
        let archive = archive();
        let kb = archive.root().join("kb");
        archive.file("letter", "dear");
        let lock = kb.join(".public.hindsite-lock");
        match at {
            "link" => symlink("../letter", &lock).unwrap(),
            "folder" => std::fs::create_dir(&lock).unwrap(),
            _ => std::fs::write(&lock, text).unwrap(),
        }
        let outside_of_the_cache = || {
            let mut found = snapshot(archive.root());
            found.retain(|path, _| !path.starts_with(kb.join(".hindsite")));
            found
        };
        let before = outside_of_the_cache();
        let outcome = run_in(&kb, &["build"]);
        assert_eq!(outcome.code, 3, "{at}: {}", outcome.stderr);
        assert!(
            outcome.stderr.contains("cannot lock") && outcome.stderr.contains("hint: "),
            "{}",
            outcome.stderr
        );
        assert_eq!(outside_of_the_cache(), before);
        assert_eq!(std::fs::read_to_string(archive.root().join("letter")).unwrap(), "dear");
    }
}

#[test]
fn a_journal_that_was_copied_or_committed_is_not_carried_out() {
    let archive = archive();
    let kb = archive.root().join("kb");
    let hash = stage(&archive);
    assert_eq!(run_in(&kb, &["build"]).code, 0);
    std::fs::write(kb.join("public/CNAME"), "example.org").unwrap();
    let manifest = std::fs::read(kb.join("public/hindsite-manifest.json")).unwrap();
    let digest = xxhash_rust::xxh3::xxh3_64(&manifest);
    for body in [
        format!(
            "[null,{{\"cover\":null,\"manifests\":[{digest},{digest}],\"write\":[],\"delete\":[\"CNAME\"]}}]"
        ),
        format!("[1,{{\"cover\":null,\"manifests\":[{digest},1],\"write\":[],\"delete\":[\"CNAME\"]}}]"),
        format!("{{\"cover\":null,\"manifests\":[{digest},{digest}],\"write\":[],\"delete\":[\"CNAME\"]}}"),
    ] {
        let sum = xxhash_rust::xxh3::xxh3_128(body.as_bytes());
        archive.file(&format!("kb/.hindsite/stage/{hash}/journal"), format!("{sum:032x}\n{body}\n"));
        archive.file(&format!("kb/.hindsite/stage/{hash}/.made-by-hindsite"), "");
        archive.file("kb/content/2026-03-03-c.md", format!("# Third\n\n{sum}\n"));
        let outcome = run_in(&kb, &["build"]);
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        assert!(kb.join("public/CNAME").exists(), "{body}");
    }
}
