//! What a person reads who types something: the useful, and the mistaken.

use crate::archive::{Archive, run_in};

#[test]
fn a_first_build_says_what_it_made_and_where() {
    let archive = Archive::new();
    archive.incident("2026-03-02-checkout", "title: Checkout down", "- it broke");
    let outcome = archive.run(&["build"]);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (0, ""));
    assert!(outcome.stderr.contains("Built 1 incident: "), "{}", outcome.stderr);
    assert!(outcome.stderr.ends_with("Open public/index.html\n"), "{}", outcome.stderr);
}

#[test]
fn an_archive_that_is_built_as_it_is_gets_no_file_of_ours() {
    let archive = Archive::new();
    archive.file("docs/2026-03-02-checkout.md", "# Checkout down\n\nIt broke.\n");
    let outcome = archive.run(&["build", "--content", "docs", "--output", "out"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let names: Vec<_> = std::fs::read_dir(archive.root().join("docs")).unwrap().collect();
    assert_eq!(names.len(), 1, "{names:?}");
}

#[test]
fn timings_name_every_stage_in_order() {
    let archive = Archive::new();
    archive.incident("2026-03-02-checkout", "title: Checkout down", "- it broke");
    let outcome = archive.run(&["build", "--timings"]);
    let stages: Vec<&str> = outcome.stderr.lines().filter(|line| line.ends_with(" ms")).collect();
    let names: Vec<&str> = stages.iter().filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(names, ["read", "parse", "link", "index", "plan", "report", "render", "publish"]);
}

#[test]
fn an_unchanged_build_writes_nothing() {
    let archive = Archive::new();
    archive.incident("2026-03-02-checkout", "title: Checkout down", "- it broke");
    archive.build();
    let outcome = archive.run(&["build"]);
    assert!(outcome.stderr.contains("(nothing changed)"), "{}", outcome.stderr);
}

#[test]
fn an_empty_folder_is_told_what_to_do() {
    let archive = Archive::new();
    let outcome = archive.run(&["build"]);
    assert_eq!(outcome.code, 2);
    assert!(outcome.stderr.starts_with("error: there is no knowledge base in "), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("hint: `hindsite init` starts one"), "{}", outcome.stderr);
}

#[test]
fn a_folder_below_a_file_is_wrong_usage() {
    let archive = Archive::new();
    archive.incident("2026-03-02-a", "title: x", "y").file("file", "x");
    for arguments in [["build", "-o", "file/site"], ["build", "-o", "file/a/b"]] {
        let outcome = archive.run(&arguments);
        assert_eq!(outcome.code, 2, "{}", outcome.stderr);
        assert!(outcome.stderr.starts_with("error: the output folder `file/"), "{}", outcome.stderr);
        assert!(outcome.stderr.contains("/file`, which is not a folder\nhint: "), "{}", outcome.stderr);
    }
    let outcome = archive.run(&["init", "file/new"]);
    assert_eq!(outcome.code, 2, "{}", outcome.stderr);
    assert!(outcome.stderr.starts_with("error: `file/new` is below `"), "{}", outcome.stderr);
}

#[test]
fn wrong_usage_exits_2_and_names_what_was_meant() {
    let archive = Archive::new();
    archive.incident("a", "title: x", "y");
    for (arguments, expected) in [
        (&["biuld"][..], "'build'"),
        (&["build", "--ouput", "x"], "'--output'"),
        (&["build", "--content", "nowhere"], "there is no folder `nowhere`"),
        (&["build", "--content", "content/a.md"], "is not a folder"),
        (&["build", "--today", "yesterday"], "a day is written as 2026-03-02"),
        (&["report", "--since", "2025-13-01"], "it is no day of the calendar"),
        (&["build", "--base-url", "acme.github.io"], "`acme.github.io` is not an address"),
        (&["build", "--base-url", "javascript:alert(1)"], "is not an address"),
        (&["build", "--base-url", "https://"], "is not an address"),
        (&["build", "--base-url", "https://a b/"], "is not an address"),
        (&["build", "--base-url", "https://x.org/y?z"], "is the address of a page, not of a site"),
        (&["serve", "--port", "http"], "a port is a number up to 65535"),
        (&["serve", "--port", "65536"], "a port is a number up to 65535"),
        (&["build", "--output", "content"], "which hindsite needs"),
        (&["build", "--output", "."], "is or contains the project"),
        (&["build", "--output", "/"], "is the root of the disk"),
    ] {
        let outcome = archive.run(arguments);
        assert_eq!(outcome.code, 2, "{arguments:?}: {}", outcome.stderr);
        assert!(outcome.stderr.contains(expected), "{arguments:?}: {}", outcome.stderr);
    }
    assert!(!archive.site().exists(), "a refused command must touch nothing");
}

#[test]
fn a_typo_in_the_configuration_is_shown_with_its_remedy() {
    let archive = Archive::new();
    archive.incident("a", "title: x", "y").file("hindsite.toml", "titel = \"x\"\n");
    let outcome = archive.run(&["build"]);
    assert_eq!(outcome.code, 2);
    snapbox::assert_data_eq!(
        outcome.stderr,
        snapbox::str![[r#"
error[HS301]: there is no key `titel`
 --> hindsite.toml:1:1
  |
1 | titel = "x"
  | ^^^^^
hint: did you mean `title`?


"#]]
    );
}

#[test]
fn every_broken_document_is_reported_at_once_and_the_old_site_stays() {
    let archive = Archive::new();
    archive.incident("good", "title: Good\ndate: 2026-01-01", "fine");
    let before = archive.build();
    archive
        .file("content/unclosed.md", "---\ntitle: Secret\n\n# Body\n")
        .file("content/colon.md", "---\ntitle: Outage: database down\n---\n")
        .file("content/latin1.md", b"caf\xe9\n");
    let outcome = archive.run(&["build"]);
    assert_eq!(outcome.code, 1);
    snapbox::assert_data_eq!(
        outcome.stderr,
        snapbox::str![[r#"
error[HS011]: front matter is not valid YAML: mapping values are not allowed in this context
 --> content/colon.md:2:14
  |
2 | title: Outage: database down
  |              ^
hint: a value that contains `: ` must be quoted

error[HS001]: line 1, column 4: byte 0xe9 is not UTF-8
  --> content/latin1.md
hint: save the file as UTF-8

error[HS010]: front matter opened here is never closed
 --> content/unclosed.md:1:1
  |
1 | ---
  | ^^^
hint: add a line with `---` after the last key

nothing was published: 3 errors

"#]]
    );
    assert!(crate::archive::Site::read(&archive.site()) == before, "the old site must stay, complete");
}

#[test]
fn warnings_do_not_stop_a_build_unless_it_is_strict() {
    let archive = Archive::new();
    archive.incident("2026-01-01-a", "title: x\nseverty: high", "y");
    let outcome = archive.run(&["build"]);
    assert_eq!(outcome.code, 0);
    assert!(outcome.stderr.contains("warning[HS014]: there is no key `severty`"), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("hint: did you mean `severity`?"), "{}", outcome.stderr);
    assert_eq!(archive.run(&["build", "--strict"]).code, 1);
}

#[test]
fn a_note_does_not_stop_a_strict_build_nor_the_one_after_it() {
    let archive = Archive::new();
    archive.incident("a", "title: A\ndate: 2026-01-01", "See [[my own notes]].");
    for _ in 0..2 {
        let outcome = archive.run(&["build", "--strict"]);
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        assert!(outcome.stderr.contains("1 note"), "{}", outcome.stderr);
    }
}

#[test]
fn a_configuration_that_is_not_utf_8_is_not_guessed_at() {
    let archive = Archive::new();
    archive.file("content/a.md", "# A\n");
    std::fs::write(archive.root().join("hindsite.toml"), b"language = \"de\"\ntitle = \"St\xf6rungen\"\n")
        .unwrap();
    let outcome = archive.run(&["build"]);
    assert_eq!(outcome.code, 2, "{}", outcome.stderr);
    let said = "error[HS001]: line 2, column 12: byte 0xf6 is not UTF-8\n  --> hindsite.toml\nhint: save the file as UTF-8";
    assert!(outcome.stderr.starts_with(said), "{}", outcome.stderr);
}

#[test]
fn an_archive_without_configuration_builds_from_anywhere() {
    let archive = Archive::new();
    archive.file("notes/2026-02-03 Queue stuck.md", "# Queue stuck\n\nIt was stuck.\n");
    let elsewhere = Archive::new();
    let content = archive.root().join("notes");
    let outcome =
        run_in(elsewhere.root(), &["build", "--content", content.to_str().unwrap(), "--output", "out"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    assert!(elsewhere.root().join("out/incidents/2026-02-03-queue-stuck/index.html").is_file());
}

#[test]
fn a_missing_theme_and_a_broken_template_say_where_to_look() {
    let archive = Archive::new();
    archive.incident("2026-01-01-a", "title: x", "y").file("hindsite.toml", "theme = \"mine\"\n");
    let outcome = archive.run(&["build"]);
    assert_eq!(outcome.code, 2);
    assert!(outcome.stderr.starts_with("error: there is no theme `mine`"), "{}", outcome.stderr);
    archive.file("themes/mine/templates/home.html", "{% if %}");
    let outcome = archive.run(&["build"]);
    assert_eq!(outcome.code, 2);
    assert!(outcome.stderr.starts_with("error[HS310]: Found `%}`"), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("--> themes/mine/templates/home.html"), "{}", outcome.stderr);
    assert!(!archive.site().exists());
}

/// What a command is asked for stands apart from what every command understands.
#[test]
fn the_help_of_a_command_lists_its_own_options_first() {
    let folder = tempfile::tempdir().expect("a folder");
    for command in
        ["build", "serve", "check", "report", "search", "similar", "export", "init", "new", "import"]
    {
        let help = run_in(folder.path(), &[command, "--help"]).stdout;
        let (own, every) = help.split_once("Options of every command:").expect(command);
        for option in ["--root", "--content", "--today", "--quiet", "--color"] {
            assert!(!own.contains(&format!("{option} ")) && every.contains(option), "{command}: {help}");
        }
        let examples = help.split_once("Examples:").or(help.split_once("The query:")).expect(command).1;
        let is_torn = |line: &str| !line.trim().contains([' ', '[']) && (1..60).contains(&line.len());
        assert_eq!(examples.lines().find(|line| is_torn(line)), None, "{command}: a line is too long");
    }
}
