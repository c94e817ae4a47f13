//! Whatever a manifest and a journal say, a build changes nothing outside of its folder and never panics. The journal
//! gets the right checksum, so that its words are heard.
#![no_main]

use hindsite::output::{Foreign, Output, Planned, Project, guard};
use libfuzzer_sys::fuzz_target;
use std::fs;
use std::path::Path;
use std::time::Duration;

fuzz_target!(|parts: (String, String)| {
    let (manifest, journal) = parts;
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    let folder = folder.expect("a folder");
    let (site, victim) = (folder.path().join("public"), folder.path().join("victim"));
    let stage = folder.path().join(".public.hindsite-stage");
    for dir in [&site, &stage.join("new"), &site.join("a")] {
        fs::create_dir_all(dir).expect("a folder");
    }
    fs::write(&victim, "victim").expect("a file");
    fs::write(site.join("CNAME"), "mine").expect("a file");
    fs::write(site.join("hindsite-manifest.json"), &manifest).expect("a file");
    let sum = xxhash_rust::xxh3::xxh3_128(journal.as_bytes());
    fs::write(stage.join("journal"), format!("{sum:032x}\n{journal}\n")).expect("a file");
    let root = folder.path().join("kb");
    let project = Project { root: &root, inputs: &[], cache: None, home: None };
    let target = guard::check(&site, &project, Foreign::Respect).expect("a place of its own");
    if let Ok(output) = Output::open(&target, Duration::ZERO) {
        let draft = output.draft(Foreign::Respect);
        // Every second page stays, if it is as its entry says; the rest is deleted.
        for (path, entry) in output.manifest().files.iter().step_by(2) {
            draft.keep(&Planned { path, fingerprint: entry.fingerprint });
        }
        let _ = draft.commit();
    }
    assert_eq!(fs::read_to_string(&victim).expect("the victim"), "victim");
    let is_listed = manifest.contains("CNAME") || journal.contains("CNAME");
    assert!(is_listed || fs::read_to_string(site.join("CNAME")).expect("a foreign file") == "mine");
    let names = fs::read_dir(folder.path()).expect("the folder").count();
    assert!(names <= 4, "{names} names beside the site");
});
