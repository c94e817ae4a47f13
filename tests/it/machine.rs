//! A machine that refuses: disks and folders that are full, read-only, elsewhere or mounted, and no network. Where the
//! system gives a test no namespace of its own, it says so and is not run.
#![cfg(target_os = "linux")]

use crate::archive::{Archive, Site, TODAY, run_in};
use std::process::{Command, Output};

fn archive(services: usize) -> Archive {
    let archive = Archive::new();
    for n in 0..services {
        archive.incident(&format!("2026-01-0{}-a", n + 1), &format!("title: A {n}\nservices: [s{n}]"), "- x");
    }
    archive
}

/// Runs a shell script beside the archive in a mount and network namespace of its own. `$0` is hindsite.
fn alone(archive: &Archive, script: &str) -> Option<Output> {
    let may = Command::new("unshare").args(["-Urmn", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]).output();
    if !may.is_ok_and(|done| done.status.success()) {
        println!("not run: no namespace of one's own here");
        return None;
    }
    let script = format!("hindsite() {{ \"$0\" --today {TODAY} --color never \"$@\"; }}\n{script}");
    let run = Command::new("unshare")
        .args(["-Urmn", "bash", "-euc", &script, env!("CARGO_BIN_EXE_hindsite")])
        .current_dir(archive.root())
        .output();
    Some(run.unwrap())
}

fn text(archive: &Archive, path: &str) -> String {
    String::from_utf8_lossy(&std::fs::read(archive.root().join(path)).unwrap()).into_owned()
}

#[test]
fn a_disk_without_room_or_without_inodes_is_told_and_the_old_site_stays() {
    for (limit, filler) in [
        ("size=12m", "head -c 30000000 /dev/zero > static/large.bin"),
        ("size=64m,nr_inodes=400", "for n in $(seq 600); do echo $n > static/$n.txt; done"),
    ] {
        let archive = archive(3);
        archive.file("static/small.txt", "x");
        let script = format!(
            "mkdir disk; mount -t tmpfs -o {limit} tmpfs disk; hindsite build --quiet --output disk/public; cp -r disk/public before
             {filler}
             hindsite build --output disk/public > out 2> said && echo 0 > code || echo $? > code
             diff -r before disk/public > differs || true; ls -A disk > left"
        );
        let Some(done) = alone(&archive, &script) else { return };
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let said = text(&archive, "said");
        assert_eq!(text(&archive, "code").trim(), "3", "{limit}: {said}");
        assert!(
            said.contains("No space left on device") && said.contains("disk/") && said.contains("hint:"),
            "{said}"
        );
        assert_eq!(text(&archive, "differs"), "", "{limit}: the old site does not stay as it was");
        assert_eq!(text(&archive, "left").trim(), "public", "{limit}: something is left behind");
    }
}

#[test]
fn a_mount_point_a_link_and_a_cache_elsewhere_get_the_same_site() {
    let changed = |archive: &Archive| {
        archive.incident("2026-01-01-a", "title: Changed\nservices: [other]", "- y");
        archive.remove("content/2026-01-03-a.md");
    };
    let clean = archive(3);
    changed(&clean);
    let clean = clean.build();
    for prepare in [
        "mkdir disk public; mount --bind disk public",
        "mkdir disk; mount -t tmpfs tmpfs disk; mkdir disk/site; ln -s disk/site public",
        "mkdir .hindsite; mount -t tmpfs tmpfs .hindsite",
        "mkdir public; mount -t tmpfs tmpfs public; mkdir .hindsite; mount -t tmpfs tmpfs .hindsite",
    ] {
        let archive = archive(3);
        let after = Archive::new();
        std::fs::create_dir(after.root().join("content")).unwrap();
        for entry in archive.root().join("content").read_dir().unwrap() {
            let entry = entry.unwrap();
            std::fs::copy(entry.path(), after.root().join("content").join(entry.file_name())).unwrap();
        }
        changed(&after);
        let script = format!(
            "{prepare}; hindsite build --quiet; echo example.org > public/CNAME
             rm -r content; cp -r '{}' content; hindsite build --quiet; cp -rL public result",
            after.root().join("content").display()
        );
        let Some(done) = alone(&archive, &script) else { return };
        assert!(done.status.success(), "{prepare}: {}", String::from_utf8_lossy(&done.stderr));
        let mut result = Site::read(&archive.root().join("result"));
        assert_eq!(result.files.remove("CNAME").as_deref(), Some(&b"example.org\n"[..]), "{prepare}");
        assert_eq!(result.changed_since(&clean), Vec::<String>::new(), "{prepare}");
    }
}

#[test]
fn a_build_needs_no_network() {
    let archive = archive(3);
    let Some(done) = alone(&archive, "hindsite build --quiet --output alone") else { return };
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let (alone, site) = (Site::read(&archive.root().join("alone")), archive.build());
    assert_eq!(alone.changed_since(&site), Vec::<String>::new());
}

/// Runs a script as somebody whom permissions stop, which they do not the superuser.
fn as_nobody(archive: &Archive, script: &str) -> Option<Output> {
    let script = format!("hindsite() {{ \"$0\" --today {TODAY} --color never \"$@\"; }}\n{script}");
    let bash = ["bash", "-euc", &script, env!("CARGO_BIN_EXE_hindsite")];
    let is_root = rustix::process::geteuid().is_root();
    let mut command = Command::new(if is_root { "setpriv" } else { "bash" });
    if is_root {
        let owned = Command::new("chown").args(["-R", "65534:65534"]).arg(archive.root()).status();
        assert!(owned.unwrap().success());
        command.args(["--reuid", "65534", "--regid", "65534", "--clear-groups"]).args(bash);
    } else {
        command.args(&bash[1..]);
    }
    let done = command.current_dir(archive.root()).env("HOME", "/nowhere").output().ok()?;
    if String::from_utf8_lossy(&done.stderr).contains("setpriv:") || done.status.code() == Some(126) {
        println!("not run: nobody else may run the program here");
        return None;
    }
    Some(done)
}

#[test]
fn a_folder_that_may_not_be_written_is_told_with_its_path_and_the_old_site_stays() {
    // All of it; the output folder alone; one in which a page changes; one from which a file goes; one that is to go.
    let closed = [
        "find public -type d -exec chmod 555 {} +",
        "chmod 555 public",
        "chmod 555 public/incidents/2026-01-01-a",
        "chmod 555 public/search",
        "chmod 555 public/incidents",
    ];
    for close in closed {
        let archive = archive(3);
        archive.file("other/2026-02-02-b.md", "# Other\n");
        archive.file("content/2026-03-03-goes.md", "# Goes\n");
        let script = format!(
            "hindsite build --quiet; cp -r public before
            echo '# New' > content/2026-03-03-new.md; echo more >> content/2026-01-01-a.md
            rm content/2026-03-03-goes.md; {close}
            hindsite build > out 2> said && echo 0 > code || echo $? > code
            find public -type d -exec chmod 755 {{}} +
            diff -r before public > differs || true; find .hindsite ! -perm -u+w > left
            hindsite build --quiet; hindsite build --quiet --output clean; diff -r public clean > later || true"
        );
        let Some(done) = as_nobody(&archive, &script) else { return };
        assert!(done.status.success(), "{close}: {}", String::from_utf8_lossy(&done.stderr));
        let said = text(&archive, "said");
        assert_eq!(text(&archive, "code").trim(), "3", "{close}: {said}");
        let folder = close.rsplit(' ').next().filter(|word| word.contains('/')).unwrap_or("public");
        assert!(
            said.contains("Permission denied") && said.contains(folder) && said.contains("hint:"),
            "{close}: {said}"
        );
        assert_eq!(text(&archive, "differs"), "", "{close}: the old site does not stay as it was: {said}");
        assert_eq!(text(&archive, "left"), "", "{close}: a folder that cannot be written is in the cache");
        assert_eq!(text(&archive, "later"), "", "{close}: the next build does not make the site");
    }
}

#[test]
fn a_cache_or_a_project_that_may_not_be_written_costs_time_and_no_site() {
    let archive = archive(3);
    let script = "mkdir .hindsite out; chmod 555 .hindsite; hindsite build --quiet --output out/first
        chmod 755 .hindsite; rm -r .hindsite; chmod 555 . content; hindsite build --quiet --output out/second
        hindsite search x --format json > /dev/null; chmod 755 . content";
    let Some(done) = as_nobody(&archive, script) else { return };
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let site = |name: &str| Site::read(&archive.root().join("out").join(name));
    assert_eq!(site("first").changed_since(&site("second")), Vec::<String>::new());
    assert_eq!(run_in(archive.root(), &["build"]).code, 0);
    assert_eq!(Site::read(&archive.site()).changed_since(&site("first")), Vec::<String>::new());
}

#[test]
fn a_path_that_may_not_be_looked_at_is_the_machine_s_refusal_and_no_typo() {
    let archive = archive(1);
    archive.file("closed/x.md", "# X\n");
    let script = "chmod 000 closed
        for run in 'build -o closed/site' 'init closed/new' 'build -C closed/new' 'check closed/x.md' 'import closed/x.md' 'similar closed/x.md'
        do hindsite $run 2>> said && echo 0 >> codes || echo $? >> codes; done; chmod 755 closed";
    let Some(done) = as_nobody(&archive, script) else { return };
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let said = text(&archive, "said");
    assert_eq!(text(&archive, "codes"), "3\n3\n3\n3\n3\n3\n", "{said}");
    assert_eq!(said.matches("closed/").count(), 6, "{said}");
    assert_eq!(
        said.matches(": Permission denied\nhint: check who owns it and its folder").count(),
        6,
        "{said}"
    );
}

#[test]
fn a_folder_that_was_removed_under_one_s_feet_is_no_typo() {
    let archive = archive(1);
    let script = "mkdir gone; cd gone; rmdir ../gone
        hindsite build 2> ../said && echo 0 > ../code || echo $? > ../code";
    let Some(done) = as_nobody(&archive, script) else { return };
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert_eq!(text(&archive, "code").trim(), "2");
    let said = text(&archive, "said");
    assert!(
        said.ends_with("hint: the folder you stand in was removed: change to one that is there\n"),
        "{said}"
    );
}

#[test]
fn a_document_in_a_folder_that_may_not_be_written_is_named_by_its_own_name() {
    let archive = archive(1);
    let script = "chmod 555 content; hindsite tags merge s0 s --field services --write 2> said && echo 0 > code || echo $? > code
        chmod 755 content";
    let Some(done) = as_nobody(&archive, script) else { return };
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let said = text(&archive, "said");
    assert_eq!(text(&archive, "code").trim(), "3", "{said}");
    assert!(said.starts_with("error: cannot replace `"), "{said}");
    assert!(said.contains("/content/2026-01-01-a.md`: Permission denied\nhint: "), "{said}");
}

#[test]
fn a_search_index_that_may_not_be_written_is_told_once_and_in_words() {
    let archive = archive(1);
    let script = "hindsite search x --quiet; echo more >> content/2026-01-01-a.md
        chmod -R a-w .hindsite; hindsite build 2> said; chmod -R u+w .hindsite";
    let Some(done) = as_nobody(&archive, script) else { return };
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let said = text(&archive, "said");
    let (told, rest) = said.split_once("\nBuilt 1 incident").unwrap();
    let folder = std::fs::canonicalize(archive.root()).unwrap().join(".hindsite/search");
    let expected = format!(
        "the search index cannot be kept, so it is in memory: cannot remove `{}`: Permission denied\n\
         hint: check who owns it and its folder: `ls -ld` shows both",
        folder.display()
    );
    assert_eq!(told, expected, "{rest}");
}

#[test]
fn a_document_or_a_folder_that_may_not_be_read_is_named_and_the_old_site_stays() {
    let closed = [
        ("content/2026-01-01-a.md", ""),
        ("content/closed", "cannot list"),
        ("static/closed", "cannot list"),
    ];
    for (path, said) in closed {
        let archive = archive(3);
        archive.file("content/closed/2026-04-04-x.md", "# Closed\n").file("static/closed/x.txt", "x");
        let script = format!(
            "hindsite build --quiet; cp -r public before; chmod 000 {path}
            hindsite build 2> said && echo 0 > code || echo $? > code
            hindsite search A > found 2> search; hindsite export > exported 2> export && echo 0 >> code || echo $? >> code
            chmod 755 {path}; diff -r before public > differs || true"
        );
        let Some(done) = as_nobody(&archive, &script) else { return };
        assert!(done.status.success(), "{path}: {}", String::from_utf8_lossy(&done.stderr));
        let told = text(&archive, "said");
        assert_eq!(text(&archive, "code"), "1\n1\n", "{path}: {told}");
        for needed in ["error[HS007]", path, said, "Permission denied", "name it under `ignore`"] {
            assert!(told.contains(needed), "{path}: {needed}: {told}");
        }
        assert_eq!(text(&archive, "differs"), "", "{path}: {told}");
        assert!(text(&archive, "found").contains("A 1"), "{path}: the others are searched");
        let search = text(&archive, "search");
        let says_so = search.contains(&format!("`{path}` cannot be read and is not searched"));
        assert_eq!(says_so, path.starts_with("content"), "{path}: {search}");
        assert_eq!(text(&archive, "exported"), "", "{path}");
    }
}
