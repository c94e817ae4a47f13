//! A cache that is cut, emptied or flipped costs time and nothing else.

use crate::archive::{Archive, run_in};
use std::path::{Path, PathBuf};

type Damage = fn(&[u8]) -> Vec<u8>;

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = vec![];
    for path in folder.read_dir().unwrap().map(|entry| entry.unwrap().path()) {
        match path.is_dir() {
            true => found.extend(files(&path)),
            false => found.push(path),
        }
    }
    found.sort();
    found
}

#[test]
fn a_damaged_cache_is_made_anew_and_every_answer_stays() {
    let archive = Archive::new();
    for n in 0..12 {
        archive.incident(
            &format!("2026-01-{:02}-a", n + 1),
            &format!("title: Disk {n} full\nservices: [db]"),
            "- the disk was full",
        );
    }
    let search = || run_in(archive.root(), &["search", "disk full", "--format", "json"]);
    let site = archive.build();
    let expected = search();
    assert_eq!(expected.code, 0, "{}", expected.stderr);
    assert!(
        expected.stdout.contains("\"total\": 12") || expected.stdout.contains("\"total\":12"),
        "{}",
        expected.stdout
    );
    let cache = archive.root().join(".hindsite");
    let damages: [(&str, Damage); 4] = [
        ("cut", |bytes| bytes[..bytes.len() / 2].to_vec()),
        ("emptied", |_| vec![]),
        ("zeroed", |bytes| vec![0; bytes.len()]),
        ("flipped", |bytes| {
            bytes
                .iter()
                .enumerate()
                .map(|(at, byte)| if at % 37 == 5 { byte ^ 0x55 } else { *byte })
                .collect()
        }),
    ];
    let mut damaged = 0;
    for (what, damage) in damages {
        let count = files(&cache).len();
        for at in 0..count {
            let Some(file) = files(&cache).get(at).cloned() else { continue };
            let Ok(bytes) = std::fs::read(&file) else { continue };
            std::fs::write(&file, damage(&bytes)).unwrap();
            damaged += 1;
            let answer = search();
            let name = file.strip_prefix(&cache).unwrap().display().to_string();
            assert_eq!(
                (answer.code, &answer.stdout),
                (0, &expected.stdout),
                "{name} {what}: {}",
                answer.stderr
            );
            assert!(!answer.stderr.contains("panicked"), "{name} {what}: {}", answer.stderr);
        }
        assert_eq!(archive.build().changed_since(&site), Vec::<String>::new(), "{what}");
    }
    assert!(damaged >= 16, "{damaged} files");
    println!("damaged cache files: {damaged}, 0 answers changed");
}
