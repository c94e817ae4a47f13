//! Publishing, seen from the folder: what stands there after a build, a crash, and among foreign files.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "tests set their stage"
)]
#![cfg(unix)]

use hindsite::output::{Artifact, Content, Error, Foreign, Output, Planned, Project, Published, Way, guard};
use proptest::prelude::*;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

type Pages = BTreeMap<String, String>;

/// A project folder with an output folder, and a cache if `cached`.
struct World {
    root: PathBuf,
    cached: bool,
    _dir: Option<tempfile::TempDir>,
}

impl World {
    fn new(cached: bool) -> World {
        // Memory will do for `kill -9`, which never reaches the disk, and is fifty times as fast as ext4.
        let memory = Path::new("/dev/shm");
        let dir = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
        let dir = dir.unwrap();
        World { root: dir.path().to_path_buf(), cached, _dir: Some(dir) }
    }

    fn site(&self) -> PathBuf {
        self.root.join("public")
    }

    fn path(&self, path: &str) -> PathBuf {
        self.site().join(path)
    }

    fn put_foreign(&self, path: &str, text: &str) {
        fs::create_dir_all(self.path(path).parent().unwrap()).unwrap();
        fs::write(self.path(path), text).unwrap();
    }

    fn open(&self, foreign: Foreign) -> Result<Output, Error> {
        let cache = self.root.join(".hindsite");
        let (root, inputs) = (self.root.join("kb"), []);
        let project =
            Project { root: &root, inputs: &inputs, cache: self.cached.then_some(&cache), home: None };
        Output::open(&guard::check(&self.site(), &project, foreign)?, Duration::from_secs(20))
    }

    fn build(&self, pages: &Pages) -> Published {
        self.try_build(pages, Foreign::Respect).unwrap()
    }

    fn try_build(&self, pages: &Pages, foreign: Foreign) -> Result<Published, Error> {
        let output = self.open(foreign)?;
        let print = |text: &str| xxhash_rust::xxh3::xxh3_128(text.as_bytes());
        let pages: Vec<(&String, &String)> = pages.iter().collect();
        let draft = output.draft(foreign);
        pages.par_iter().try_for_each(|(path, text)| {
            let fingerprint = print(text);
            if draft.keep(&Planned { path, fingerprint }) {
                return Ok(());
            }
            // A fingerprint sees what a page does not show: the part after `|`.
            let bytes = text.split('|').next().unwrap().as_bytes().to_vec();
            draft.put(Artifact { path: (*path).clone(), fingerprint, content: Content::Bytes(bytes) })
        })?;
        draft.commit()
    }

    /// All files below the output folder but the manifest.
    fn tree(&self) -> Pages {
        let mut tree = files(&self.site());
        tree.remove("hindsite-manifest.json");
        tree
    }
}

fn files(root: &Path) -> Pages {
    fn visit(root: &Path, dir: &Path, found: &mut Pages) {
        for entry in fs::read_dir(dir).into_iter().flatten() {
            let path = entry.unwrap().path();
            match fs::symlink_metadata(&path).unwrap() {
                meta if meta.is_dir() => visit(root, &path, found),
                meta if meta.is_file() => {
                    let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
                    found.insert(path.strip_prefix(root).unwrap().to_str().unwrap().to_owned(), text);
                }
                _ => {}
            }
        }
    }
    let mut found = Pages::new();
    visit(root, root, &mut found);
    found
}

fn pages(list: &[(&str, &str)]) -> Pages {
    list.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn inode(path: &Path) -> (u64, i64) {
    let meta = fs::symlink_metadata(path).unwrap();
    (meta.ino(), meta.mtime_nsec())
}

#[test]
fn only_what_changed_is_written_and_the_folder_stays_the_same_folder() {
    for cached in [false, true] {
        let world = World::new(cached);
        let first = world.build(&pages(&[
            ("index.html", "home"),
            ("a/index.html", "a"),
            ("b/index.html", "b"),
            ("gone/x/index.html", "g"),
        ]));
        assert_eq!((first.way, first.written.len()), (Way::Renamed, 4));
        let (folder, b) = (inode(&world.site()).0, inode(&world.path("b/index.html")));

        let next = pages(&[
            ("index.html", "home"),
            ("a/index.html", "A"),
            ("b/index.html", "b"),
            ("c/index.html", "c"),
        ]);
        let second = world.build(&next);
        assert_eq!(second.way, Way::Exchanged);
        assert_eq!(
            (second.written, second.unchanged, second.deleted),
            (vec!["a/index.html".into(), "c/index.html".into()], 2, vec!["gone/x/index.html".to_owned()])
        );
        assert_eq!(world.tree(), next);
        assert!(!world.path("gone").exists());
        assert_eq!((inode(&world.site()).0, inode(&world.path("b/index.html"))), (folder, b));

        let stamps =
            |world: &World| world.tree().keys().map(|path| inode(&world.path(path))).collect::<Vec<_>>();
        let before = (stamps(&world), inode(&world.path("hindsite-manifest.json")));
        assert_eq!(world.build(&next).way, Way::Unchanged);
        assert_eq!((stamps(&world), inode(&world.path("hindsite-manifest.json"))), before);
        assert_eq!(names(&world.root), if cached { vec![".hindsite", "public"] } else { vec!["public"] });
    }
}

#[test]
fn a_page_rendered_to_the_same_bytes_is_not_written() {
    let world = World::new(true);
    world.build(&pages(&[("a.html", "a|1"), ("b.html", "b")]));
    let before = inode(&world.path("a.html"));
    let second = world.build(&pages(&[("a.html", "a|2"), ("b.html", "b")]));
    assert_eq!((second.way, second.written.len(), inode(&world.path("a.html"))), (Way::Renamed, 0, before));
    assert_eq!(world.build(&pages(&[("a.html", "a|2"), ("b.html", "b")])).way, Way::Unchanged);
}

#[test]
fn a_page_that_was_edited_cut_or_removed_is_restored() {
    let world = World::new(true);
    let site = pages(&[("a.html", "aaa"), ("b.html", "bbb"), ("c.html", "ccc"), ("d.html", "ddd")]);
    world.build(&site);
    std::thread::sleep(Duration::from_millis(20));
    fs::write(world.path("a.html"), "AAA").unwrap();
    fs::write(world.path("b.html"), "").unwrap();
    fs::remove_file(world.path("c.html")).unwrap();
    fs::set_permissions(world.path("d.html"), fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(world.build(&site).written, ["a.html", "b.html", "c.html", "d.html"]);
    assert_eq!(world.tree(), site);
    assert_eq!(fs::metadata(world.path("d.html")).unwrap().mode() & 0o777, 0o644);
}

#[test]
fn a_site_that_was_cloned_is_read_and_not_rendered() {
    let world = World::new(true);
    let site = pages(&[("a.html", "a"), ("b/c.html", "c")]);
    world.build(&site);
    std::thread::sleep(Duration::from_millis(20));
    fs::write(world.path("a.html"), "a").unwrap();
    let output = world.open(Foreign::Respect).unwrap();
    let print = xxhash_rust::xxh3::xxh3_128(b"a");
    assert!(output.draft(Foreign::Respect).keep(&Planned { path: "a.html", fingerprint: print }));
}

#[test]
fn foreign_files_survive_and_those_in_the_way_are_named() {
    for hidden_folder in [false, true] {
        let world = World::new(true);
        world.build(&pages(&[("index.html", "1"), ("a/index.html", "a")]));
        let foreign =
            [("CNAME", "example.org"), ("keep.txt", "k"), ("a/notes.txt", "n"), ("own/deep/x", "x")];
        foreign.iter().for_each(|(path, text)| world.put_foreign(path, text));
        symlink("/etc", world.path("link")).unwrap();
        fs::create_dir(world.path("empty")).unwrap();
        if hidden_folder {
            world.put_foreign(".git/config", "[core]");
        }
        for round in ["2", "3"] {
            let done = world.build(&pages(&[("index.html", round)]));
            assert_eq!(done.way, if hidden_folder { Way::InPlace } else { Way::Exchanged });
            let mut expected = pages(&foreign);
            expected.insert("index.html".into(), round.into());
            if hidden_folder {
                expected.insert(".git/config".into(), "[core]".into());
            }
            assert_eq!(world.tree(), expected);
            assert!(world.path("link").is_symlink() && world.path("empty").is_dir());
        }
        let wanted = pages(&[
            ("index.html", "4"),
            ("keep.txt", "mine"),
            ("link", "l"),
            ("own/deep", "d"),
            ("empty", "e"),
        ]);
        for (policy, in_the_way) in [(Foreign::Respect, 4), (Foreign::Overwrite, 2)] {
            let before = world.tree();
            match world.try_build(&wanted, policy).unwrap_err() {
                Error::InTheWay { paths } => assert_eq!(paths.len(), in_the_way, "{paths:?}"),
                error => panic!("{error}"),
            }
            assert_eq!(world.tree(), before);
        }
        let wanted = pages(&[("index.html", "4"), ("keep.txt", "mine"), ("link", "l")]);
        world.try_build(&wanted, Foreign::Overwrite).unwrap();
        assert_eq!(
            (
                fs::read_to_string(world.path("keep.txt")).unwrap(),
                fs::read_to_string(world.path("link")).unwrap()
            ),
            ("mine".into(), "l".into())
        );
    }
}

#[test]
fn a_foreign_file_with_the_very_bytes_of_a_page_is_taken_over() {
    let world = World::new(true);
    let site = pages(&[("a.html", "a"), ("b.html", "b")]);
    world.build(&site);
    fs::write(world.path("hindsite-manifest.json"), "<<<<<<< HEAD").unwrap();
    let done = world.build(&site);
    assert_eq!((done.written.len(), done.unchanged), (0, 2));
    assert_eq!(world.build(&site).way, Way::Unchanged);
}

#[test]
fn a_hostile_manifest_deletes_nothing() {
    let world = World::new(true);
    fs::create_dir_all(world.root.join("victim")).unwrap();
    fs::write(world.root.join("victim/x"), "x").unwrap();
    world.build(&pages(&[("a.html", "a"), ("dir/x", "x"), ("dir/y", "y")]));
    let manifest = fs::read_to_string(world.path("hindsite-manifest.json")).unwrap();
    for path in ["../victim/x".to_owned(), world.root.join("victim/x").display().to_string()] {
        fs::write(world.path("hindsite-manifest.json"), manifest.replace("dir/x", &path)).unwrap();
        world.build(&pages(&[("a.html", "a")]));
        assert!(world.path("dir/x").exists() && world.root.join("victim/x").exists());
    }
    // A listed folder that somebody replaced by a link.
    fs::write(world.path("hindsite-manifest.json"), &manifest).unwrap();
    fs::remove_dir_all(world.path("dir")).unwrap();
    symlink("../victim", world.path("dir")).unwrap();
    world.try_build(&pages(&[("a.html", "a2")]), Foreign::Overwrite).unwrap();
    assert!(world.root.join("victim/x").exists() && world.path("dir").is_symlink());
    let error = world.try_build(&pages(&[("dir/x", "mine")]), Foreign::Overwrite).unwrap_err();
    assert!(matches!(error, Error::InTheWay { .. }), "{error}");
    assert_eq!(fs::read_to_string(world.root.join("victim/x")).unwrap(), "x");
}

#[test]
fn a_draft_that_is_dropped_or_fails_leaves_no_trace() {
    for cached in [false, true] {
        let world = World::new(cached);
        let old = pages(&[("a.html", "a")]);
        world.build(&old);
        let output = world.open(Foreign::Respect).unwrap();
        let draft = output.draft(Foreign::Respect);
        let put = |path: &str, content| draft.put(Artifact { path: path.into(), fingerprint: 1, content });
        put("b.html", Content::Bytes(vec![1])).unwrap();
        assert!(matches!(put("../b.html", Content::Bytes(vec![])), Err(Error::Path { .. })));
        let error = put("c.png", Content::CopyOf(world.root.join("no.png"), 0)).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("cannot read `{}/no.png`: No such file or directory", world.root.display())
        );
        fs::write(world.root.join("new.png"), "not what it was").unwrap();
        let error = put("c.png", Content::CopyOf(world.root.join("new.png"), 0)).unwrap_err();
        assert!(matches!(error, Error::Changed { .. }) && !error.is_usage(), "{error}");
        fs::remove_file(world.root.join("new.png")).unwrap();
        drop(draft);
        drop(output);
        assert_eq!(world.tree(), old);
        let left = files(&world.root.join(".hindsite"));
        assert!(left.keys().all(|path| path.ends_with(".made-by-hindsite")), "{left:?}");
        assert_eq!(names(&world.root).len(), 1 + usize::from(cached));
    }
}

fn any_plan() -> impl Strategy<Value = Pages> {
    // Few names, so that a file becomes a folder and back, pages come, go and return.
    let path = prop::sample::select(vec![
        "index.html",
        "a",
        "a/x.html",
        "a/y/z.html",
        "b/x.html",
        "b/y",
        "c/d/e/f.html",
        ".nojekyll",
    ]);
    prop::collection::btree_map(path.prop_map(str::to_owned), "[ab]\\|?[01]?", 0..8).prop_map(|mut plan| {
        if plan.contains_key("a") {
            plan.retain(|path, _| !path.starts_with("a/"));
        }
        plan
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(48) })]

    #[test]
    fn any_sequence_of_plans_gives_the_last_and_keeps_what_is_foreign(
        plans in prop::collection::vec((any_plan(), 0..6_u8), 1..8), cached: bool, hidden_folder: bool,
    ) {
        let world = World::new(cached);
        let mut foreign = pages(&[("CNAME", "example.org"), ("b/mine.txt", "m"), ("c/d/mine/x", "x")]);
        if hidden_folder {
            foreign.insert(".git/HEAD".into(), "h".into());
        }
        world.build(&Pages::new());
        foreign.iter().for_each(|(path, text)| world.put_foreign(path, text));
        for (plan, meddling) in plans {
            match meddling {
                0 => foreign.extend(pages(&[("later.txt", "l")])),
                1 => drop(fs::remove_dir_all(world.root.join(".hindsite"))),
                2 => foreign.extend(pages(&[("CNAME", "example.com")])),
                _ => {}
            }
            foreign.iter().for_each(|(path, text)| world.put_foreign(path, text));
            world.build(&plan);
            let mut expected = foreign.clone();
            expected.extend(plan.iter().map(|(path, text)| (path.clone(), text.split('|').next().unwrap().to_owned())));
            prop_assert_eq!(world.tree(), expected);
            prop_assert_eq!(world.build(&plan).way, Way::Unchanged);
        }
    }
}

// ---- kill -9 ----------------------------------------------------------------------------------------------

const FILES: usize = 500;

fn site_of(version: usize) -> Pages {
    let stays = |n: usize| n.is_multiple_of(3);
    let page = |n: usize| {
        (
            format!("incidents/{n}/index.html"),
            format!("{n} {} {}", if stays(n) { 0 } else { version }, "x".repeat(2000)),
        )
    };
    (0..FILES)
        .filter(|n| n % 7 != version % 7)
        .map(page)
        .chain([("index.html".to_owned(), version.to_string())])
        .collect()
}

/// Not a test by itself: the process that `crash` kills.
#[test]
#[ignore = "run by the crash tests"]
fn crash_child() {
    let Some(root) = std::env::var_os("HINDSITE_CRASH_ROOT") else {
        return;
    };
    let version: usize = std::env::var("HINDSITE_CRASH_VERSION").unwrap().parse().unwrap();
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    let world =
        World { root: root.into(), cached: std::env::var_os("HINDSITE_CRASH_CACHED").is_some(), _dir: None };
    eprintln!("ready");
    world.build(&site_of(version));
}

fn spawn(world: &World, version: usize) -> std::process::Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", "publish::crash_child", "--ignored", "--nocapture"])
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    command.env("HINDSITE_CRASH_ROOT", &world.root).env("HINDSITE_CRASH_VERSION", version.to_string());
    if world.cached {
        command.env("HINDSITE_CRASH_CACHED", "1");
    }
    let mut child = command.spawn().unwrap();
    child.stderr.as_mut().unwrap().read_exact(&mut [0; 6]).unwrap();
    child
}

/// Kills builds at random times; says how many left the old site, the new one, and a mix.
fn crash(world: &World, times: usize) -> [usize; 3] {
    let mut seed = 0x2545_F491_4F6C_DD1D_u64;
    let mut outcomes = [0; 3];
    world.build(&site_of(0));
    let mut old = world.tree();
    let foreign: Pages = old
        .iter()
        .filter(|(path, _)| !site_of(0).contains_key(*path))
        .map(|(p, t)| (p.clone(), t.clone()))
        .collect();
    let started = Instant::now();
    assert!(spawn(world, 1).wait().unwrap().success());
    let mut took = started.elapsed();
    for version in 1..=times {
        world.build(&site_of(version - 1));
        let mut new = site_of(version);
        new.extend(foreign.clone());
        old.clone_from(&world.tree());
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        let started = Instant::now();
        let mut child = spawn(world, version);
        std::thread::sleep(took.mul_f64((seed % 1000) as f64 / 1000.0));
        child.kill().unwrap();
        if child.wait().unwrap().success() {
            took = (took * 3 + started.elapsed()) / 4;
        }
        let seen = world.tree();
        // On a busy machine a run takes longer than the last did: the kills follow it to both sides.
        took = if seen == old { took.mul_f64(1.1) } else { took.mul_f64(0.95) };
        outcomes[if seen == old {
            0
        } else if seen == new {
            1
        } else {
            2
        }] += 1;
        // The next run, of an unchanged project, ends at the new site with nothing left over.
        world.build(&site_of(version));
        assert_eq!(world.tree(), new, "after the kill of version {version}");
    }
    outcomes
}

fn assert_tidy(world: &World) {
    assert_eq!(
        names(&world.root).iter().filter(|name| !["public", ".hindsite"].contains(&name.as_str())).count(),
        0
    );
    for path in world.tree().keys().filter(|path| path.starts_with("incidents")) {
        let mode = |path: &Path| fs::metadata(path).unwrap().mode() & 0o777;
        assert_eq!(
            (mode(&world.path(path)), mode(world.path(path).parent().unwrap())),
            (0o644, 0o755),
            "{path}"
        );
    }
}

#[test]
fn kill_9_leaves_the_old_site_or_the_new_one() {
    for (cached, times) in [(true, 100), (false, 25)] {
        let world = World::new(cached);
        world.build(&Pages::new());
        world.put_foreign("CNAME", "example.org");
        let outcomes = crash(&world, times);
        eprintln!("cached {cached}: old, new, mix: {outcomes:?}");
        assert_eq!(outcomes[2], 0, "{outcomes:?}");
        assert!(outcomes[0] > 2 && outcomes[1] > 2, "the kills must hit both sides: {outcomes:?}");
        assert_tidy(&world);
    }
}

#[test]
fn in_place_the_next_run_completes_what_kill_9_left() {
    let world = World::new(true);
    world.build(&Pages::new());
    world.put_foreign(".git/HEAD", "ref: refs/heads/gh-pages");
    let outcomes = crash(&world, 25);
    eprintln!("in place: old, new, mix: {outcomes:?}");
    assert_tidy(&world);
}
