//! Several at once: builds of one folder, and people who write while a build reads.

use crate::archive::{Archive, Site, TODAY, run_in};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};

#[test]
fn twenty_builds_at_once_all_end_well_and_leave_one_whole_site() {
    let archive = Archive::new();
    for n in 0..6 {
        archive.incident(&format!("2026-01-0{}-a", n + 1), &format!("title: A {n}\nservices: [s]"), "- x");
    }
    let running: Vec<_> = (0..20)
        .map(|_| {
            let mut build = Command::new(env!("CARGO_BIN_EXE_hindsite"));
            build.current_dir(archive.root()).args(["--today", TODAY, "build"]).env("RAYON_NUM_THREADS", "1");
            build.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
        })
        .collect();
    let mut published = 0;
    for build in running {
        let output = build.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        // Whoever has waited for ten seconds says so, and names the one that writes.
        let is_busy = output.status.code() == Some(3) && said.contains("another hindsite");
        assert!(output.status.success() || is_busy, "{said}");
        published += usize::from(output.status.success());
    }
    assert!(published > 0);
    let clean = archive.root().join("clean");
    assert_eq!(run_in(archive.root(), &["build", "--output", clean.to_str().unwrap()]).code, 0);
    assert_eq!(Site::read(&archive.site()).changed_since(&Site::read(&clean)), Vec::<String>::new());
    let mut names: Vec<_> =
        archive.root().read_dir().unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    names.retain(|name| name != ".cache" && name != ".gitignore");
    assert_eq!(names, [".hindsite", "clean", "content", "public"]);
}

/// Each page says one version in its title, its text and its JSON; the picture beside it changes too.
fn version(archive: &Archive, n: usize, version: usize, picture: bool) {
    let text = format!(
        "---\ntitle: Version {version} begins\ndate: 2026-01-01\n---\n\n![p](p{n}.png)\n\nVersion {version} ends.\n"
    );
    let file = archive.root().join(format!("content/d{n}.md"));
    // As an editor does it, and in place, in turn: in place, a reader may see it empty or cut.
    match version % 2 {
        0 => crate::live::replace(&file, text.as_bytes()),
        _ => std::fs::write(&file, text).unwrap(),
    }
    if picture {
        let file = archive.root().join(format!("content/p{n}.png"));
        crate::live::replace(&file, format!("picture {version}").as_bytes());
    }
}

#[test]
fn what_changes_during_a_build_is_wholly_old_or_wholly_new_and_the_next_build_is_the_last_word() {
    let archive = Archive::new();
    std::fs::create_dir(archive.root().join("content")).unwrap();
    (0..8).for_each(|n| version(&archive, n, 0, true));
    archive.build();
    let (stop, pictures) = (AtomicBool::new(false), AtomicBool::new(false));
    let mut seen = std::collections::BTreeSet::new();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut at = 0;
            while !stop.load(Ordering::Relaxed) {
                at += 1;
                (0..8).for_each(|n| version(&archive, n, at, pictures.load(Ordering::Relaxed)));
                // One that is there for a moment only: gone between the walk and the reading, or not.
                archive.file("content/short-lived.md", "# Short\n");
                std::thread::yield_now();
                archive.remove("content/short-lived.md");
            }
        });
        for turn in 0..8 {
            // A picture that is another when it is copied than when it was read stops a build.
            pictures.store(turn % 2 == 1, Ordering::Relaxed);
            let outcome = archive.run(&["build"]);
            // Half a document, or a picture that changed meanwhile, may be an error; never a mixed site.
            assert!(matches!(outcome.code, 0 | 1 | 3), "{}", outcome.stderr);
            assert!(!outcome.stderr.contains("panicked"), "{}", outcome.stderr);
            let site = Site::read(&archive.site());
            for page in (0..8).filter_map(|n| site.files.get(&format!("incidents/d{n}/index.html"))) {
                let page = String::from_utf8_lossy(page).into_owned();
                let number = |after: &str| {
                    let rest = page.split(after).nth(1)?;
                    rest.split(' ').next()?.parse::<usize>().ok()
                };
                let (title, text) = (number("<title>Version "), number("<p>Version "));
                if title.is_some() && text.is_some() {
                    assert_eq!(title, text, "a page of two versions");
                    seen.extend(title);
                }
            }
        }
        stop.store(true, Ordering::Relaxed);
    });
    assert!(seen.len() > 1, "nothing changed: {seen:?}");
    let last = archive.build();
    assert_eq!(archive.build().changed_since(&last), Vec::<String>::new());
    let clean = archive.root().join("clean");
    assert_eq!(run_in(archive.root(), &["build", "--output", clean.to_str().unwrap()]).code, 0);
    assert_eq!(
        last.changed_since(&Site::read(&clean)),
        Vec::<String>::new(),
        "what was read meanwhile is still there"
    );
}
