//! Writing with hindsite's help: a knowledge base begun, a postmortem started, an old archive adopted, tags
//! made one. What is refused changes nothing.

use crate::archive::{Archive, Outcome, Site, run_in};
use std::path::Path;

fn says(outcome: &Outcome, code: i32, words: &str) {
    assert_eq!(outcome.code, code, "{}", outcome.stderr);
    assert!(outcome.stderr.contains(words), "no `{words}` in {}", outcome.stderr);
}

fn old_archive() -> Archive {
    let archive = Archive::new();
    archive
        .file(
            "docs/postmortems/2026-03-02-checkout.md",
            "# Checkout down\r\n\r\n**Severity:** SEV2\r\n\r\n- it broke\r\n",
        )
        .file("docs/postmortems/2026-03-05-queue.md", "# Queue stuck\n\n- it stuck\n")
        .file("docs/postmortems/README.md", "# Postmortems\n\nSee the list.\n");
    archive
}

#[test]
fn an_import_is_a_diff_that_is_applied_on_request_and_once() {
    let archive = old_archive();
    let shown = archive.run(&["import", "docs/postmortems"]);
    snapbox::assert_data_eq!(
        shown.stdout.replace('\r', ""),
        snapbox::str![[r#"
--- a/docs/postmortems/2026-03-02-checkout.md
+++ b/docs/postmortems/2026-03-02-checkout.md
@@ -1,3 +1,8 @@
+---
+title: Checkout down
+date: 2026-03-02
+severity: SEV2
+---
 # Checkout down
 
 **Severity:** SEV2
--- a/docs/postmortems/2026-03-05-queue.md
+++ b/docs/postmortems/2026-03-05-queue.md
@@ -1,3 +1,7 @@
+---
+title: Queue stuck
+date: 2026-03-05
+---
 # Queue stuck
 
 - it stuck

"#]]
    );
    says(
        &shown,
        0,
        "Would add front matter to 2 of 3 documents (title 2, date 2, severity 1); `--write` does it",
    );
    let one = archive.run(&["import", "docs/postmortems/2026-03-05-queue.md", "--write"]);
    says(&one, 0, "Added front matter to 1 of 1 document (title 1, date 1)\n");
    assert_eq!(one.stdout, "");
    says(&archive.run(&["import", "docs/postmortems", "--write"]), 0, "Added front matter to 1 of 3");
    let text =
        std::fs::read_to_string(archive.root().join("docs/postmortems/2026-03-02-checkout.md")).unwrap();
    assert!(
        text.starts_with("---\r\ntitle: Checkout down\r\ndate: 2026-03-02\r\nseverity: SEV2\r\n---\r\n# Ch")
    );
    says(&archive.run(&["import", "docs/postmortems"]), 0, "Nothing to add: 3 documents looked at");
}

/// As a person does it: `hindsite import docs | git apply`.
fn import_by_git(archive: &Archive) {
    let diff = archive.run(&["import", "docs"]).stdout;
    let applied = std::process::Command::new("git")
        .args(["apply", "--unsafe-paths", "-"])
        .current_dir(archive.root())
        .env("GIT_CEILING_DIRECTORIES", archive.root().parent().unwrap())
        .stdin(std::process::Stdio::piped())
        .spawn()
        .and_then(|mut git| {
            std::io::Write::write_all(&mut git.stdin.take().unwrap(), diff.as_bytes())?;
            git.wait()
        });
    assert!(applied.unwrap().success(), "{diff}");
}

/// For git a carriage return alone ends no line, and one file with them broke the diff of all.
#[test]
fn git_applies_the_diff_of_files_whose_lines_end_in_any_way() {
    let archive = Archive::new();
    let rows = [
        ("# Down\r\rtext\r", "---\rtitle: Down\rdate: 2026-03-02\r---\r"),
        ("# Down\n\nx\ry\n", "---\ntitle: Down\ndate: 2026-03-02\n---\n"),
        ("# Down\r\n\r\nx\ry", "---\r\ntitle: Down\r\ndate: 2026-03-02\r\n---\r\n"),
    ];
    let path = |n: usize| format!("docs/{n}/2026-03-02-a.md");
    for (n, (body, _)) in rows.iter().enumerate() {
        archive.file(&path(n), body);
    }
    import_by_git(&archive);
    for (n, (body, front)) in rows.iter().enumerate() {
        let text = std::fs::read_to_string(archive.root().join(path(n))).unwrap();
        assert_eq!(text, format!("{front}{body}"));
    }
}

#[cfg(unix)]
#[test]
fn the_diff_of_a_file_with_a_strange_name_is_one_that_git_applies() {
    let archive = Archive::new();
    let name = "docs/2026-03-02 \"a\"\nb\\ü.md";
    archive.file(name, "# Checkout down\n");
    import_by_git(&archive);
    let text = std::fs::read_to_string(archive.root().join(name)).unwrap();
    assert_eq!(text, "---\ntitle: Checkout down\ndate: 2026-03-02\n---\n# Checkout down\n");
}

#[test]
fn a_document_that_cannot_be_read_is_named_and_the_others_are_imported() {
    let archive = old_archive();
    archive
        .file("docs/postmortems/broken.md", "---\na: b: c\n---\n# B\n")
        .file("docs/postmortems/latin.md", b"# caf\xe9\n");
    let outcome = archive.run(&["import", "docs", "--write"]);
    says(&outcome, 1, "not changed: docs/postmortems/broken.md: front matter is not valid YAML");
    says(&outcome, 1, "byte 0xe9 is not UTF-8");
    says(&outcome, 1, "Added front matter to 2 of 4 documents");
}

#[cfg(unix)]
#[test]
fn an_import_keeps_permissions_and_links_and_leaves_nothing_behind() {
    use std::os::unix::fs::PermissionsExt;
    let archive = Archive::new();
    archive.file("real/2026-03-02-a.md", "# A\n");
    let real = archive.root().join("real/2026-03-02-a.md");
    std::fs::set_permissions(&real, std::fs::Permissions::from_mode(0o640)).unwrap();
    std::os::unix::fs::symlink(&real, archive.root().join("2026-03-02-a.md")).unwrap();
    says(&archive.run(&["import", "2026-03-02-a.md", "--write"]), 0, "Added front matter to 1 of 1");
    assert!(archive.root().join("2026-03-02-a.md").is_symlink());
    assert_eq!(std::fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!(std::fs::read_dir(archive.root().join("real")).unwrap().count(), 1);
}

#[test]
fn a_log_is_split_on_request_beside_itself_and_never_over_anything() {
    let archive = Archive::new();
    let log =
        "# Outages\n\n## 2026-03-02 Checkout down\n\n- it broke\n\n## 2026-03-09 Queue stuck\n\n- it stuck\n";
    archive.file("notes/outages.md", log);
    let shown = archive.run(&["import", "notes/outages.md", "--split"]);
    says(&shown, 0, "Would write 2 documents from notes/outages.md; `--write` does it");
    assert!(shown.stdout.contains("+++ b/notes/outages/2026-03-02-checkout-down.md"), "{}", shown.stdout);
    assert_eq!(Site::read(archive.root()).files.len(), 1, "showing writes nothing");
    says(&archive.run(&["import", "notes/outages.md", "--split", "--write"]), 0, "Wrote 2 documents");
    let site = Site::read(archive.root());
    assert_eq!(site.page("notes/outages.md"), log);
    assert_eq!(
        site.page("notes/outages/2026-03-09-queue-stuck.md"),
        "---\ntitle: 2026-03-09 Queue stuck\ndate: 2026-03-09\n---\n## 2026-03-09 Queue stuck\n\n- it stuck\n"
    );
    says(&archive.run(&["import", "notes/outages.md", "--split", "--write"]), 2, "nothing was written");
    assert!(Site::read(archive.root()) == site);
}

/// A log with what a part of it may use: links of every sort, definitions, footnotes, front matter.
const LOG: &str = "---
title: Outages
status: draft
visibility: restricted
severity: SEV1
systems: [checkout]
tags: [payments]
---
# Outages

## 2026-03-02 Checkout down

![a graph](img/graph.png) and [the runbook](../runbooks/a%20b.md \"T\"), [ours][Wiki],
[later](#fix-1), <img src=\"./b.png\">, [![i](i.png)](<o p.md>), seen[^1].

### Fix

## Notes

## 2026-03-09 Queue stuck

See [the first](#2026-03-02-checkout-down), [below](#fix-1), [notes](#notes), [root](/x.md),
<https://a.example>, [far](https://b.example), `[code](c.md)`.

### Fix

[wiki]: ./wiki.md 'W'
[unused]: u.md
[^1]: By [hand](hand.md).
[^2]: Not used.
";

/// The files that splitting `notes/my log.md` makes, by name.
fn parts_of(log: &str) -> Vec<String> {
    let archive = Archive::new();
    archive.file("notes/my log.md", log);
    says(&archive.run(&["import", "notes/my log.md", "--split", "--write"]), 0, "Wrote");
    let site = Site::read(archive.root());
    let texts = site.files.iter().filter(|(path, _)| path.starts_with("notes/my log/"));
    texts.map(|(_, text)| String::from_utf8(text.clone()).unwrap()).collect()
}

#[test]
fn the_links_of_a_part_of_a_log_lead_where_they_did_and_its_definitions_come_along() {
    let texts = parts_of(LOG);
    let first = texts[0].split_once("---\n## ").unwrap().1;
    assert_eq!(
        first,
        "2026-03-02 Checkout down

![a graph](../img/graph.png) and [the runbook](../../runbooks/a%20b.md \"T\"), [ours][Wiki],
[later](2026-03-09-queue-stuck.md#fix), <img src=\"../b.png\">, [![i](../i.png)](<../o p.md>), seen[^1].

### Fix

[wiki]: ../wiki.md 'W'

[^1]: By [hand](../hand.md).
"
    );
    let second = texts[1].split_once("---\n## ").unwrap().1;
    assert_eq!(
        second,
        "2026-03-09 Queue stuck

See [the first](2026-03-02-checkout-down.md#2026-03-02-checkout-down), [below](#fix), [notes](../my%20log.md#notes), [root](/x.md),
<https://a.example>, [far](https://b.example), `[code](c.md)`.

### Fix

[wiki]: ../wiki.md 'W'
[unused]: ../u.md
[^1]: By [hand](../hand.md).
[^2]: Not used.
"
    );
}

#[test]
fn what_the_front_matter_of_a_log_says_of_all_incidents_is_said_of_each() {
    let texts = parts_of(LOG);
    let head = "status: draft\nvisibility: restricted\nservices: [checkout]\ntags: [payments]\n---\n";
    assert!(texts[0].starts_with(&format!("---\ntitle: 2026-03-02 Checkout down\ndate: 2026-03-02\n{head}")));
    assert!(texts[1].starts_with(&format!("---\ntitle: 2026-03-09 Queue stuck\ndate: 2026-03-09\n{head}")));
    let page =
        parts_of("---\ndraft: true\nkind: document\n---\n# 2026-03-02 A\n\nx\n\n# 2026-03-09 B\n\ny\n");
    assert!(
        page[0].starts_with("---\ntitle: 2026-03-02 A\ndate: 2026-03-02\nstatus: draft\n---\n"),
        "{}",
        page[0]
    );
}

#[test]
fn what_is_internal_in_a_log_stays_so_in_its_parts() {
    let log = "---\nvisibility: public\n---\n## 2026-03-02 A\n\nopen[^1]\n\n<!-- internal -->\n\nsecret one\n\n\
               ## 2026-03-05 Acme\n\nsecret two\n\n## 2026-03-09 B\n\nsecret three\n\n<!-- /internal -->\n\nopen too\n\n\
               ## Notes\n\n<!-- internal -->\n[^1]: secret note\n<!-- /internal -->\n";
    let texts = parts_of(log);
    assert_eq!(
        texts[0],
        "---\ntitle: 2026-03-02 A\ndate: 2026-03-02\nvisibility: public\n---\n## 2026-03-02 A\n\nopen[^1]\n\n\
         <!-- internal -->\n\nsecret one\n\n<!-- /internal -->\n\n\
         <!-- internal -->\n[^1]: secret note\n<!-- /internal -->\n"
    );
    assert_eq!(
        texts[1],
        "---\ntitle: 2026-03-05 Acme\ndate: 2026-03-05\nvisibility: internal\n---\n<!-- internal -->\n\n\
         ## 2026-03-05 Acme\n\nsecret two\n\n<!-- /internal -->\n"
    );
    // Its heading is secret as well, and stands in front matter, where nothing is withheld.
    assert_eq!(
        texts[2],
        "---\ntitle: 2026-03-09 B\ndate: 2026-03-09\nvisibility: internal\n---\n<!-- internal -->\n\n\
         ## 2026-03-09 B\n\nsecret three\n\n<!-- /internal -->\n\nopen too\n\n"
    );
}

#[test]
fn an_internal_part_within_another_ends_where_the_outer_one_does_when_a_log_is_split() {
    let texts = parts_of(
        "## 2026-03-02 A\n\n<!-- internal --><!-- internal -->\n\nx\n\n\
         ## 2026-03-09 B\n\n<!-- /internal -->\n\nsecret\n\n<!-- /internal -->\n\nopen\n",
    );
    assert!(
        texts[0].ends_with("---\n## 2026-03-02 A\n\n<!-- internal --><!-- internal -->\n\nx\n\n<!-- /internal -->\n\n<!-- /internal -->\n"),
        "{}",
        texts[0]
    );
    assert!(
        texts[1].ends_with(
            "---\n<!-- internal -->\n\n<!-- internal -->\n\n## 2026-03-09 B\n\n<!-- /internal -->\n\nsecret\n\n\
             <!-- /internal -->\n\nopen\n"
        ),
        "{}",
        texts[1]
    );
}

#[test]
fn a_log_without_an_extension_is_split_into_a_folder_beside_it() {
    let archive = Archive::new();
    archive.file("v1.2/outages", "# Log\n\n## 2026-03-02 A\n\nx\n\n## 2026-03-09 B\n\ny\n");
    says(
        &archive.run(&["import", "v1.2/outages", "--split", "--write"]),
        0,
        "Wrote 2 documents from v1.2/outages\n",
    );
    let site = Site::read(archive.root());
    let made: Vec<&String> = site.files.keys().filter(|path| path.ends_with(".md")).collect();
    assert_eq!(made, ["v1.2/outages-incidents/2026-03-02-a.md", "v1.2/outages-incidents/2026-03-09-b.md"]);
}

#[test]
fn a_part_with_a_definition_of_its_own_keeps_it() {
    let texts = parts_of(
        "# 2026-03-02 A\n\n[x][1]\n\n[1]: a.md\n\n# 2026-03-09 B\n\n[y][1]\n\n[1]: https://b.example\n",
    );
    assert!(texts[0].ends_with("[x][1]\n\n[1]: ../a.md\n\n"), "{}", texts[0]);
    assert!(texts[1].ends_with("[y][1]\n\n[1]: https://b.example\n"), "{}", texts[1]);
}

#[test]
fn a_document_that_is_passed_over_is_not_said_to_be_missing() {
    let archive = Archive::new();
    archive
        .file("hindsite.toml", "content = [\"notes\"]\nignore = [\"old\", \"notes/log*\"]\n")
        .file("notes/log.md", "# 2026-03-02 A\n\n# 2026-03-09 B\n")
        .file("notes/old/a.md", "# A\n")
        .file("notes/.hidden.md", "# A\n")
        .file("notes/a.txt", "A\n")
        .file("empty/b.png", "");
    let why = |path: &str| archive.run(&["import", "--split", path]);
    says(
        &why("notes/log.md"),
        2,
        "error: `notes/log.md` is passed over: `ignore` in hindsite.toml has `notes/log*`\n",
    );
    says(&why("notes/log.md"), 2, "hint: take it out of `ignore` for as long as you work on it\n");
    says(
        &why("notes"),
        2,
        "error: `notes/log.md` is passed over: `ignore` in hindsite.toml has `notes/log*`\n",
    );
    says(
        &why("notes/.hidden.md"),
        2,
        "error: `notes/.hidden.md` is passed over: its name begins with a dot\n",
    );
    says(&why("notes/a.txt"), 2, "error: `notes/a.txt` is no Markdown\n");
    says(&why("empty"), 2, "error: there is no Markdown in `empty`\n");
    archive.remove("notes/log.md");
    says(&why("notes"), 2, "error: `notes/old/a.md` is passed over: `ignore` in hindsite.toml has `old`\n");
}

#[test]
fn two_tags_become_one_in_every_format_and_comments_stay() {
    let archive = Archive::new();
    archive
        .file("content/a.md", "---\ntags: [fluentD, x] # c\n---\nfluentD\n")
        .file("content/b.md", "+++\ntags = [\"fluentd\", \"fluentD\"]\n+++\nx\n")
        .file("content/c.md", "---\ntags:\n  - fluent\n---\nx\n");
    let shown = archive.run(&["tags", "merge", "fluentD", "fluentd"]);
    says(&shown, 0, "Would change `fluentD` to `fluentd` in 2 documents; `--write` does it");
    assert!(shown.stdout.contains("-tags: [fluentD, x] # c\n+tags: [fluentd, x] # c\n"), "{}", shown.stdout);
    says(&archive.run(&["tags", "merge", "fluentD", "fluentd", "--write"]), 0, "in 2 documents");
    let site = Site::read(archive.root());
    assert_eq!(site.page("content/a.md"), "---\ntags: [fluentd, x] # c\n---\nfluentD\n");
    assert_eq!(site.page("content/b.md"), "+++\ntags = [\"fluentd\"]\n+++\nx\n");
    says(&archive.run(&["tags", "merge", "fluentD", "fluentd"]), 2, "did you mean `fluentd`?");
    says(&archive.run(&["tags", "merge", "x", "x"]), 2, "must be different");
    archive.file("content/d.md", "---\nservices: Checkout\n---\nx\n");
    says(
        &archive.run(&["tags", "merge", "Checkout", "checkout", "--field", "services", "--write"]),
        0,
        "1 document",
    );
}

#[test]
fn a_merge_of_tags_that_changes_nothing_does_not_say_that_it_would() {
    let archive = Archive::new();
    archive
        .file("content/a.md", "---\nx: &x 1\ntags: [a]\n---\nx\n")
        .file("content/b.md", "---\ntags: [queue]\n---\nx\n");
    for write in [&[][..], &["--write"]] {
        let outcome = archive.run(&[&["tags", "merge", "a", "b"], write].concat());
        says(&outcome, 1, "not changed: content/a.md: ");
        says(&outcome, 1, "\nNothing to change: no front matter that can be edited has `a` among its tags\n");
        assert!(!outcome.stderr.contains("hange `a`"), "{}", outcome.stderr);
        assert!(!outcome.stderr.contains("hanged `a`"), "{}", outcome.stderr);
    }
    archive.remove("content/a.md");
    says(
        &archive.run(&["tags", "merge", "a", "b"]),
        2,
        "hint: upper and lower case count here; there is 1 tag\n",
    );
}

#[test]
fn a_new_postmortem_follows_the_archive_and_the_team_s_template() {
    let archive = Archive::new();
    archive
        .file("hindsite.toml", "content = [\"post mortems\"]\n")
        .file("post mortems/PM2025-011 - Disk full.md", "# Disk full\n")
        .file("post mortems/PM2026-001 - Queue stuck.md", "# Queue stuck\n")
        .file("templates/postmortem.md", "---\nsev:\n---\n# {title}\n\nOurs, {date}.\n")
        .file("templates/security.md", "# Security: {title}\n");
    let outcome =
        archive.run(&["new", "Checkout: 503s", "--severity", "SEV2", "--started", "2026-05-30 14:05 UTC"]);
    // This template says nothing of a status, so it makes no drafts.
    says(&outcome, 0, "`hindsite serve` shows it\n");
    assert_eq!(outcome.stdout, "post mortems/PM2026-002 - Checkout 503s.md\n");
    let site = Site::read(archive.root());
    assert_eq!(
        site.page("post mortems/PM2026-002 - Checkout 503s.md"),
        "---\nsev: SEV2\ntitle: \"Checkout: 503s\"\ndate: 2026-05-30\nstarted: 2026-05-30T14:05:00Z\n---\n# Checkout: 503s\n\nOurs, 2026-05-30.\n"
    );
    let security = archive.run(&["new", "Key in a log", "--template", "security", "--no-edit"]);
    assert_eq!(security.stdout, "post mortems/PM2026-003 - Key in a log.md\n");
    says(&archive.run(&["new", "x", "--template", "securty"]), 2, "did you mean `security`?");
}

#[test]
fn a_new_postmortem_is_filed_where_its_author_stands() {
    let archive = Archive::new();
    archive
        .file("hindsite.toml", "content = [\"ours\", \"teams/cart\"]\n")
        .file("ours/2026-01-01-a.md", "# A\n")
        .file("teams/cart/old/CART-007-b.md", "# B\n")
        .file("docs/x.txt", "x");
    for (folder, file) in [
        (".", "ours/2026-06-01-a-b.md"),
        ("docs", "ours/2026-06-01-c-d.md"),
        ("teams/cart", "teams/cart/old/CART-008-e-f.md"),
        ("teams/cart/old", "teams/cart/old/CART-009-g-h.md"),
    ] {
        let title = file[file.len() - 6..].trim_end_matches(".md");
        let outcome = run_in(&archive.root().join(folder), &["new", title]);
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        assert!(archive.root().join(file).is_file(), "{folder}: {}", outcome.stdout);
    }
}

#[test]
fn a_template_in_toml_has_its_date_filled_in() {
    let archive = Archive::new();
    archive
        .file("hindsite.toml", "")
        .file(
            "templates/postmortem.md",
            "+++\ntitle = \"{title}\"\ndate = {date}\nstatus = \"draft\"\n+++\nOn {date}\n",
        )
        .file("templates/broken.md", "---\ntitle: a: b\n---\n");
    let outcome = archive.run(&["new", "Say \"hi\" on {date}"]);
    says(&outcome, 0, "It is a draft: `hindsite serve --drafts` shows it\n");
    let text = std::fs::read_to_string(archive.root().join(outcome.stdout.trim())).unwrap();
    let head = "+++\ntitle = \"Say \\\"hi\\\" on {date}\"\ndate = 2026-06-01\nstatus = \"draft\"\n+++\n";
    assert_eq!(text, format!("{head}On 2026-06-01\n"));
    let broken = archive.run(&["new", "x", "--template", "broken"]);
    says(
        &broken,
        2,
        "the template `templates/broken.md` cannot be filled in: front matter is not valid YAML",
    );
}

#[test]
fn a_new_postmortem_refuses_what_it_cannot_do() {
    let empty = Archive::new();
    says(&empty.run(&["new", "A"]), 2, "`hindsite init` starts one");
    let archive = Archive::new();
    archive.incident("2026/2026-01-01-a", "title: A", "x").incident("2026/2026-01-02-b", "title: B", "x");
    assert_eq!(archive.run(&["new", "C"]).stdout, "content/2026/2026-06-01-c.md\n");
    says(&archive.run(&["new", "C"]), 2, "is there already");
    says(&archive.run(&["new", "  "]), 2, "needs a title");
    says(&archive.run(&["new", "D", "--started", "03/04/2026"]), 2, "one way only");
    says(&archive.run(&["new", "D", "--template", "../secret"]), 2, "is not the name of a template");
    archive.file("content/2026/2026-06-01-d.md/x.md", "a folder stands there");
    says(&archive.run(&["new", "D"]), 2, "is there already");
}

#[test]
fn a_new_postmortem_has_no_severity_that_the_scale_does_not_know() {
    let archive = Archive::new();
    archive
        .file(
            "hindsite.toml",
            "severities = [{ name = \"SEV1\", aliases = [\"critical\"] }, { name = \"SEV2\" }]\n",
        )
        .file("content/2026-03-02-a.md", "# A\n");
    let new = |severity: &str| archive.run(&["new", "B", "--no-edit", "--severity", severity]);
    says(&new("nope"), 2, "error: `nope` is not on the severity scale\nhint: the scale is SEV1, SEV2\n");
    says(
        &new("critcal"),
        2,
        "error: `critcal` is not on the severity scale\nhint: did you mean `critical`?\n",
    );
    assert_eq!(Site::read(archive.root()).files.len(), 2, "a refused command must touch nothing");
    says(&new("sev-2"), 0, "It is a draft");
    archive.file("hindsite.toml", "");
    says(&archive.run(&["new", "C", "--no-edit", "--severity", "nope"]), 0, "It is a draft");
}

#[test]
fn the_prompts_of_the_template_are_not_on_the_site() {
    let archive = Archive::new();
    says(&archive.run(&["init"]), 0, "Next:");
    let fresh = archive.run(&["check", "--strict"]);
    assert_eq!((fresh.code, fresh.stdout.as_str()), (0, "No problems in 1 document\n"), "{}", fresh.stderr);
    archive.run(&["new", "Checkout down", "--no-edit"]);
    let outcome = archive.run(&["build", "--drafts", "--strict"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let site = Site::read(&archive.site());
    let files = || site.files.iter().filter(|(path, _)| !path.ends_with("manifest.json"));
    for prompt in ["what was assumed", "name roles and systems", "Begin with a verb"] {
        let said: Vec<&String> = files()
            .filter(|(_, bytes)| String::from_utf8_lossy(bytes).contains(prompt))
            .map(|(p, _)| p)
            .collect();
        assert_eq!(said, Vec::<&String>::new(), "{prompt}");
    }
}

#[test]
fn init_writes_all_or_nothing() {
    let archive = Archive::new();
    archive.file("templates/postmortem.md", "mine").file(".gitignore", "*.log\n");
    let before = Site::read(archive.root());
    says(&archive.run(&["init"]), 2, "`templates/postmortem.md` is there already; nothing was written");
    assert!(Site::read(archive.root()) == before);
    let forced = archive.run(&["init", "--force"]);
    says(&forced, 0, "Replaced templates/postmortem.md\n");
    says(&forced, 0, "Added to .gitignore\n");
    says(&forced, 0, "with GitHub Free, Pro and Team everybody can, even if");
    assert_eq!(Site::read(archive.root()).page(".gitignore"), "*.log\n/.hindsite/\n/public/\n");
    archive.file("elsewhere/hindsite.toml/x", "a folder stands there");
    says(&archive.run(&["init", "elsewhere", "--force"]), 3, "cannot read");
    assert!(!archive.root().join("elsewhere/templates").exists());
    says(&archive.run(&["init", "templates/postmortem.md"]), 2, "is not a folder");
}

#[test]
fn init_elsewhere_says_first_how_to_get_there() {
    let archive = Archive::new();
    says(&archive.run(&["init", "new"]), 0, "\nNext:\n  cd new\n  hindsite serve ");
    says(&archive.run(&["init", "our own's"]), 0, "\nNext:\n  cd 'our own'\\''s'\n  hindsite serve ");
    says(&archive.run(&["init"]), 0, "\nNext:\n  hindsite serve ");
}

#[test]
fn init_adopts_an_old_archive_and_mentions_import() {
    let archive = old_archive();
    let outcome = archive.run(&["init"]);
    says(&outcome, 0, "the site of your 3 Markdown files in `docs/postmortems`");
    says(&outcome, 0, "hindsite import docs/postmortems");
    assert!(!archive.root().join("content").exists(), "an archive needs no example");
    let outcome = archive.run(&["build"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    assert!(outcome.stderr.contains("Built 2 incidents"), "{}", outcome.stderr);
}

#[test]
fn init_adopts_the_folders_that_are_named() {
    let archive = Archive::new();
    archive.file("write ups/a.md", "# A\n").file("teams/cart/b.md", "# B\n").file("notes/c.md", "# C\n");
    let outcome = archive.run(&["init", "--content", "write ups", "--content", "teams/cart"]);
    says(&outcome, 0, "your 2 Markdown files in `write ups`, `teams/cart`");
    says(&outcome, 0, "hindsite import 'write ups' teams/cart ");
    assert_eq!(archive.build().json("incidents.json")["incidents"].as_array().map(Vec::len), Some(2));
    assert!(!archive.root().join("content").exists(), "an archive needs no example");
    let elsewhere = Archive::new();
    elsewhere.file("a/x.md", "# A\n");
    says(&elsewhere.run(&["init", "b", "--content", "a"]), 2, "`a` is not in `");
    says(&elsewhere.run(&["init", "--content", "nowhere"]), 2, "there is no folder `nowhere`");
    assert!(!elsewhere.root().join("hindsite.toml").exists());
}

#[test]
fn init_in_a_part_of_a_repository_says_where_workflows_belong() {
    let archive = Archive::new();
    archive.file(".git/HEAD", "ref: refs/heads/main\n");
    says(&archive.run(&["init", "incidents"]), 0, "GitHub reads workflows in the root of a repository only");
    assert!(archive.root().join("incidents/hindsite.toml").is_file());
}

#[test]
fn init_fills_in_addresses_from_origin() {
    for (origin, folder, base_url, edit_url, jobs) in [
        (
            "git@github.com:acme/pm.git",
            ".",
            Some("https://acme.github.io/pm/"),
            Some("https://github.com/acme/pm/edit/trunk/{path}"),
            ".github/workflows/postmortems.yml",
        ),
        (
            "https://ann:secret@github.com/Acme/acme.github.io",
            "ops/our pm",
            Some("https://acme.github.io/"),
            Some("https://github.com/Acme/acme.github.io/edit/trunk/ops/our%20pm/{path}"),
            ".github/workflows/postmortems.yml",
        ),
        (
            "ssh://git@gitlab.acme.example:2222/sre/pm.git",
            ".",
            None,
            Some("https://gitlab.acme.example/sre/pm/-/edit/trunk/{path}"),
            ".gitlab-ci.yml",
        ),
        ("/srv/git/pm.git", ".", None, None, ".github/workflows/postmortems.yml"),
    ] {
        let archive = Archive::new();
        repository(&archive, origin);
        says(&archive.run(&["init", folder]), 0, "Next:");
        let root = archive.root().join(folder);
        let text = std::fs::read_to_string(root.join("hindsite.toml")).unwrap();
        let config: toml::Table = text.parse().unwrap();
        let stated = |key: &str| config.get(key).and_then(|value| value.as_str()).map(str::to_owned);
        assert_eq!(stated("base_url").as_deref(), base_url, "{origin}");
        assert_eq!(stated("edit_url").as_deref(), edit_url, "{origin}");
        assert!(!text.contains("secret"), "{text}");
        let jobs = std::fs::read_to_string(root.join(jobs)).unwrap();
        assert!(jobs.contains("branches: [trunk]") || !jobs.contains("branches:"), "{jobs}");
        says(&crate::archive::run_in(&root, &["build"]), 0, "Built ");
    }
}

#[test]
fn init_writes_the_jobs_of_the_host_that_is_named() {
    for (arguments, written, says_so) in [
        (&["--ci", "gitlab"][..], &[".gitlab-ci.yml"][..], "Settings > General > Visibility > Pages"),
        (&["--ci", "none"], &[], "git add . && git commit"),
        (
            &["--ci", "github", "--comment"],
            &[".github/dependabot.yml", ".github/workflows/postmortems.yml"],
            "Delete the jobs `build` and `deploy`",
        ),
    ] {
        let archive = Archive::new();
        says(&archive.run(&[&["init"], arguments].concat()), 0, says_so);
        let files = Site::read(archive.root()).files;
        let jobs: Vec<&String> =
            files.keys().filter(|path| path.starts_with(".git") && *path != ".gitignore").collect();
        assert_eq!(jobs, written, "{arguments:?}");
    }
    for arguments in [&["--ci", "gitlab", "--comment"][..], &["--ci", "none", "--action", "acme/tool@v1"]] {
        let archive = Archive::new();
        says(&archive.run(&[&["init"], arguments].concat()), 2, "is for GitHub workflows");
        assert!(Site::read(archive.root()).files.is_empty(), "{arguments:?}");
    }
}

#[test]
fn init_leaves_a_dependabot_configuration_alone() {
    for path in [".github/dependabot.yml", ".github/dependabot.yaml"] {
        for folder in [".", "ops/pm"] {
            let archive = Archive::new();
            archive.file(path, "version: 2\n");
            repository(&archive, "git@github.com:acme/pm.git");
            let outcome = archive.run(&["init", folder]);
            says(&outcome, 0, "Next:");
            assert!(!outcome.stderr.contains("dependabot"), "{}", outcome.stderr);
            assert_eq!(std::fs::read_to_string(archive.root().join(path)).unwrap(), "version: 2\n");
        }
    }
}

#[test]
fn the_published_branch_is_that_of_origin() {
    for (references, branch) in [
        (&[][..], "topic"),
        (&["refs/remotes/origin/topic", "refs/remotes/origin/main"], "main"),
        (&["refs/remotes/origin/master"], "master"),
        (&["refs/remotes/origin/main", "refs/remotes/origin/HEAD -> refs/remotes/origin/dev"], "dev"),
    ] {
        let archive = Archive::new();
        repository(&archive, "git@github.com:acme/pm.git");
        git(archive.root(), &["checkout", "--quiet", "-b", "topic"]);
        git(archive.root(), &["commit", "--quiet", "--allow-empty", "--message", "x"]);
        for reference in references {
            match reference.split_once(" -> ") {
                Some((name, target)) => git(archive.root(), &["symbolic-ref", name, target]),
                None => git(archive.root(), &["update-ref", reference, "HEAD"]),
            }
        }
        says(&archive.run(&["init"]), 0, "Next:");
        let workflow = archive.root().join(".github/workflows/postmortems.yml");
        let workflow = std::fs::read_to_string(workflow).unwrap();
        assert!(workflow.contains(&format!("branches: [{branch}]\n")), "{branch}: {workflow}");
    }
}

/// Makes a repository of an archive, with a remote.
fn repository(archive: &Archive, origin: &str) {
    git(archive.root(), &["init", "--quiet", "--initial-branch", "trunk"]);
    git(archive.root(), &["remote", "add", "origin", origin]);
}

fn git(root: &std::path::Path, arguments: &[&str]) {
    let output = std::process::Command::new("git")
        .current_dir(root)
        .args(["-c", "user.name=Ann", "-c", "user.email=ann@example.org", "-c", "commit.gpgsign=false"])
        .args(arguments)
        .output()
        .expect("git runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_path_that_is_not_there_is_wrong_usage_everywhere() {
    let archive = Archive::new();
    archive.file("empty/x.txt", "x");
    for (arguments, expected) in [
        (&["import", "nowhere"][..], "there is no file or folder `nowhere`"),
        (&["import", "empty"], "there is no Markdown in `empty`"),
        (&["import", "empty/x.txt"], "`empty/x.txt` is no Markdown"),
        (&["tags", "merge", "a", "b"], "there is no folder"),
        (&["tags", "merge", "a", "b", "--content", "nowhere"], "there is no folder `nowhere`"),
        (&["new", "A", "-C", "nowhere"], "there is no folder `nowhere`"),
    ] {
        says(&run_in(archive.root(), arguments), 2, expected);
    }
    assert_eq!(Site::read(Path::new(archive.root())).files.len(), 1, "a refused command must touch nothing");
}

/// Two things happened in the minute in which it was noticed; one of them is the noticing.
#[test]
fn a_point_that_shares_its_minute_with_another_event_is_imported() {
    let archive = Archive::new();
    let timeline = "| Time (JST) | Event |\n|---|---|\n| 2026-03-23 19:25 | a worker is rebuilt |\n\
                    | 2026-03-23 19:26 | all requests fail |\n| 2026-03-23 19:26 | **検知**: the log shows it |\n\
                    | 2026-03-23 21:27 | **復旧**: it works |\n";
    archive.file("content/2026-03-23-oom.md", format!("# OOM\n\n## Timeline\n\n{timeline}"));
    let shown = archive.run(&["import"]).stdout;
    assert!(shown.contains("+detected: 2026-03-23T19:26:00+09:00\n"), "{shown}");
    assert!(shown.contains("+resolved: 2026-03-23T21:27:00+09:00\n"), "{shown}");
}

#[test]
fn importing_loses_no_fact_that_was_read_before() {
    let texts = [
        "---\ntitle: A\n---\n\nOn 2024-03-02 between 12:17 and 12:30 UTC all downloads were broken.\n\n## Timeline\n\n### 2024-03-01\n\n- 17:41 UTC: change merged\n\n### 2024-03-02\n\n- 12:17 UTC: deployed\n",
        "# A\n\n**Duration:** ~25 minutes (14:27 UTC to 14:52 UTC)\n\n**Date:** 2024-05-06\n",
        "# A\n\n| Time (UTC) | Event |\n|---|---|\n| 2024-05-06 23:50 | **Detected** |\n| 00:10 | x |\n| 00:30 | **Resolved** |\n",
    ];
    for text in texts {
        let archive = Archive::new();
        archive.file("content/2024-05-06-a.md", text);
        let read = |archive: &Archive| archive.build().incident("2024-05-06-a");
        let before = read(&archive);
        let written = archive.run(&["import", "content", "--write"]);
        assert_eq!(written.code, 0, "{}", written.stderr);
        let after = read(&archive);
        for key in ["date", "started", "detected", "resolved", "duration_seconds", "timeline", "detected_by"]
        {
            let day = |value: &serde_json::Value| value.as_str().map(|text| text[..10].to_owned());
            match key {
                "date" => assert_eq!(day(&before[key]), day(&after[key]), "{text}"),
                _ if before[key].is_null() => {}
                _ => assert_eq!(before[key], after[key], "{key}: {text}"),
            }
        }
    }
}
