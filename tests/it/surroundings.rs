//! The same archive gives the same bytes, whatever surrounds the build.

use crate::archive::{Archive, Site, TODAY};
use std::path::Path;
use std::process::Command;

fn archive(names: impl Iterator<Item = usize>) -> Archive {
    let archive = Archive::new();
    archive.file("hindsite.toml", "title = \"T\"\nbase_url = \"https://example.org/x/\"\n");
    archive.file("static/CNAME", "example.org\n");
    for n in names {
        let front = format!(
            "title: Ausfall {n} ınsan İstanbul\nstarted: 2026-0{}-1{} 10:0{n}\nduration: {n}0m\nseverity: SEV{}\n\
             services: [api-{}, Größe, 決済]\nroot_cause: cause {}\ntags: [a, B, ä]\ncustom_{n}: x",
            n % 5 + 1,
            n % 9,
            n % 3 + 1,
            n % 2,
            n % 3
        );
        let body = format!(
            "## Timeline\n\n- 10:00 it began\n- 10:30 it ended\n\n```rust\nfn main() {{}}\n```\n\n![x](i.png)\n\n- [ ] fix {n} (@ann, due 2026-07-0{})",
            n + 1
        );
        archive.incident(&format!("team-{}/incident-{n}", n % 2), &front, &body);
    }
    archive
        .file("content/team-0/i.png", "png")
        .file("content/team-1/i.png", "other")
        .file("content/team-0/drawn.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    archive
}

fn build(archive: &Archive, umask: &str, variables: &[(&str, &str)]) -> Site {
    let script = format!("umask {umask}; exec \"$0\" --today {TODAY} build");
    let mut command = Command::new("sh");
    command.current_dir(archive.root()).args(["-c", &script, env!("CARGO_BIN_EXE_hindsite")]);
    let output = command.envs(variables.iter().copied()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Site::read(&archive.site())
}

#[cfg(unix)]
#[test]
fn the_same_archive_gives_the_same_bytes_whatever_surrounds_the_build() {
    let first = archive(0..9);
    let expected = build(&first, "022", &[]);
    assert!(expected.files.len() > 60, "{}", expected.files.len());
    let same =
        |site: &Site, what: &str| assert_eq!(site.changed_since(&expected), Vec::<String>::new(), "{what}");
    same(&build(&first, "022", &[]), "a warm cache");
    for (variable, values) in [
        ("RAYON_NUM_THREADS", vec!["1", "3", "16"]),
        ("LC_ALL", vec!["C", "tr_TR.UTF-8", "ja_JP.eucJP"]),
        ("LANG", vec!["de_DE.UTF-8"]),
        ("TZ", vec!["Asia/Kathmandu", "America/St_Johns", "nonsense"]),
        ("HOME", vec!["/nowhere"]),
        ("NO_COLOR", vec!["1"]),
        ("COLUMNS", vec!["20"]),
    ] {
        for value in values {
            std::fs::remove_dir_all(first.site()).unwrap();
            let _ = std::fs::remove_dir_all(first.root().join(".hindsite"));
            same(&build(&first, "022", &[(variable, value)]), &format!("{variable}={value}"));
        }
    }
    let elsewhere = Archive::new();
    let typed = |arguments: &[&std::ffi::OsStr], variables: &[(&str, &str)]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hindsite"));
        let output = command
            .current_dir(elsewhere.root())
            .args(arguments)
            .envs(variables.iter().copied())
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Site::read(&first.site())
    };
    std::fs::remove_dir_all(first.site()).unwrap();
    let root = first.root().as_os_str();
    same(
        &typed(&["--today".as_ref(), TODAY.as_ref(), "--root".as_ref(), root, "build".as_ref()], &[]),
        "another folder to type in",
    );
    std::fs::remove_dir_all(first.site()).unwrap();
    // 1 June 2026, in the afternoon.
    let epoch = [("SOURCE_DATE_EPOCH", "1780322400"), ("TZ", "Pacific/Kiritimati")];
    same(&typed(&["--root".as_ref(), root, "build".as_ref()], &epoch), "the day from SOURCE_DATE_EPOCH");
    let moved = archive(0..9);
    build(&moved, "077", &[]);
    std::fs::remove_dir_all(first.site()).unwrap();
    std::fs::remove_dir_all(first.root().join(".hindsite")).unwrap();
    let copied =
        Command::new("cp").args(["-r"]).arg(moved.root().join(".hindsite")).arg(first.root()).status();
    assert!(copied.unwrap().success());
    same(&build(&first, "022", &[]), "the cache of another folder and umask");
    same(&build(&archive((0..9).rev()), "022", &[]), "another folder, files made in another order");
    let private = archive(0..9);
    same(&build(&private, "077", &[]), "a umask of 077");
    for file in private.root().join("content/team-0").read_dir().unwrap() {
        let file = std::fs::File::options().append(true).open(file.unwrap().path()).unwrap();
        file.set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap();
    }
    same(&build(&private, "022", &[]), "files with other times");
    assert!(has_only_files_and_folders(&first.site()));
}

/// What a host of static files can serve.
fn has_only_files_and_folders(folder: &Path) -> bool {
    std::fs::read_dir(folder).unwrap().all(|entry| {
        let entry = entry.unwrap();
        let kind = entry.file_type().unwrap();
        kind.is_file() || (kind.is_dir() && has_only_files_and_folders(&entry.path()))
    })
}
