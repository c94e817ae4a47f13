//! Hostile and huge input: every build ends in time, says what is wrong, and never by a panic.

use crate::archive::Archive;
use std::time::{Duration, Instant};

/// Debug builds are some ten times as slow as what people run, where the limit is two seconds.
const LIMIT: Duration = Duration::from_secs(20);

fn yaml(front: &str) -> Vec<u8> {
    format!("---\ntitle: T\ndate: 2026-01-01\n{front}\n---\n\nText.\n").into_bytes()
}

fn utf16(text: &str) -> Vec<u8> {
    [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
}

/// Name and bytes of every hostile document.
fn documents() -> Vec<(&'static str, Vec<u8>)> {
    let bomb = (1..12).fold("a0: &a0 [x,x,x,x,x,x,x,x,x]".to_owned(), |text, level| {
        format!("{text}\na{level}: &a{level} [{}]", vec![format!("*a{}", level - 1); 9].join(","))
    });
    let footnotes: String = (0..2000).map(|n| format!("[^{n}] ")).collect();
    vec![
        ("empty", vec![]),
        ("only-bom", "\u{feff}".into()),
        ("only-a-rule", "---".into()),
        ("front-matter-that-never-ends", "---\ntitle: x\n".into()),
        ("nul-bytes", b"---\ntitle: a\0b\n---\n\0\0\0".to_vec()),
        ("lone-carriage-returns", "---\rtitle: x\r---\r# a\rb".into()),
        ("utf-16", utf16("# A title\n\nText.\n")),
        ("latin-1", b"# Caf\xe9\n\nText.\n".to_vec()),
        ("alias-bomb", yaml(&bomb)),
        ("deep-flow", yaml(&format!("x: {}", "[".repeat(100_000)))),
        ("deep-maps", yaml(&format!("x: {}", "{a: ".repeat(20_000)))),
        ("deep-sequence", yaml(&format!("x:\n  {}", "- ".repeat(20_000)))),
        ("deep-toml", format!("+++\nx = {}\n+++\n", "[".repeat(50_000)).into()),
        ("deep-json", format!("{{\"x\": {}\n\n", "[".repeat(50_000)).into()),
        ("wide-front-matter", yaml(&format!("x: {}", "y".repeat(200_000)))),
        (
            "ten-thousand-tags",
            yaml(&format!("tags: [{}]", (0..10_000).map(|n| format!("t{n},")).collect::<String>())),
        ),
        ("deep-quotes", ">".repeat(100_000).into()),
        ("deep-lists", "- ".repeat(50_000).into()),
        ("brackets", "[".repeat(100_000).into()),
        ("links", "[a](".repeat(30_000).into()),
        ("stars", "*a_ ".repeat(50_000).into()),
        ("backticks", (1..600).map(|n| "`".repeat(n) + " ").collect::<String>().into()),
        ("tags-of-html", "<div>".repeat(20_000).into()),
        ("comments-of-html", "<!-- a ".repeat(20_000).into()),
        ("footnotes", format!("{footnotes}\n\n[^1]: {footnotes}\n").into()),
        (
            "a-wide-table",
            format!("{}|\n{}|\n{}", "|a".repeat(500), "|-".repeat(500), "|\n".repeat(2_000)).into(),
        ),
        ("a-line-of-a-megabyte", "word ".repeat(200_000).into()),
        ("a-word-of-a-megabyte", "w".repeat(1_000_000).into()),
        ("code-of-a-megabyte", format!("```rust\n{}\n```\n", "fn a() { ".repeat(100_000)).into()),
        ("nested-code", format!("```js\n{}\n```\n", "(".repeat(5_000)).into()),
        (
            "impossible-dates",
            yaml("started: 2024-02-30T24:61\nresolved: 9999-99-99\nduration: -99999999999999999h"),
        ),
        ("directions", "# \u{202e}gnp.\u{2028}\u{0}\u{feff} <script>\n".into()),
    ]
}

#[test]
fn a_hostile_document_ends_in_time_with_a_page_or_a_message_and_never_in_a_panic() {
    let (mut slowest, mut refused, mut bad) = ((Duration::ZERO, ""), 0, Vec::new());
    let documents = documents();
    for (name, bytes) in &documents {
        let archive = Archive::new();
        archive.file(&format!("content/{name}.md"), bytes);
        let began = Instant::now();
        let outcome = archive.run(&["build"]);
        let took = began.elapsed();
        slowest = slowest.max((took, name));
        refused += usize::from(outcome.code != 0);
        let is_named = outcome.code == 0 || outcome.stderr.contains(&format!("{name}.md"));
        let is_defect = outcome.stderr.contains("panicked") || outcome.stderr.contains("defect of hindsite");
        if !matches!(outcome.code, 0 | 1) || !is_named || is_defect || took > LIMIT {
            let said: String = outcome.stderr.chars().take(400).collect();
            bad.push(format!("{name}: exit {} after {took:?}: {said}", outcome.code));
        }
    }
    println!(
        "hostile documents: {}, {refused} refused, slowest {slowest:?}, {} bad",
        documents.len(),
        bad.len()
    );
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}

/// Each looked at the rest of the document, or at all before it, again: 30 kB took seconds, these would take minutes.
#[test]
fn what_begins_like_a_secret_or_a_heading_a_hundred_thousand_times_is_checked_in_time() {
    for (opening, bytes) in [
        (concat!("S", "G."), 400_000),
        (concat!("AK", "IA"), 400_000),
        (concat!("xo", "xb-"), 400_000),
        ("AccountKey=", 400_000),
        ("eyJ", 400_000),
        ("a.eyJ", 400_000),
        ("eyJ.eyJ.", 400_000),
        (concat!("-----BEGIN PRIV", "ATE KEY-----"), 400_000),
        ("# a\n", 400_000),
        ("<!-- hindsite: allow ", 2_000_000),
    ] {
        let archive = Archive::new();
        archive.file("content/2024-01-01-a.md", opening.repeat(bytes / opening.len()));
        let began = Instant::now();
        let outcome = archive.run(&["check"]);
        assert!(began.elapsed() < LIMIT, "{opening}: {:?}", began.elapsed());
        assert!(matches!(outcome.code, 0 | 1), "{opening}: {}", outcome.stderr);
    }
}

/// Each problem had a copy of the line, and each secret was blotted out of each copy.
#[test]
fn a_line_of_a_megabyte_with_hundreds_of_problems_and_secrets_is_told_of_in_time() {
    let archive = Archive::new();
    let token = concat!("gh", "p_q7Zt4mWc9LxB2vKd8RfJ5nHg3TyP6sUe1AoX ");
    let address = "postgres://app:q7Zt4mWc9@db.acme.io/shop ";
    archive.file("content/2024-01-01-a.md", format!("{token}{address}[a](#b) ").repeat(10_000));
    let began = Instant::now();
    let outcome = archive.run(&["check"]);
    assert!(began.elapsed() < LIMIT, "{:?}", began.elapsed());
    let told = |code: &str| outcome.stdout.matches(&format!("[{code}]: ")).count();
    assert_eq!((told("HS701"), told("HS702"), told("HS101")), (100, 100, 100));
}

#[cfg(unix)]
#[test]
fn a_link_a_pipe_or_a_strange_name_among_the_content_leads_nowhere_and_hangs_nobody() {
    use std::os::unix::fs::symlink;
    let canary = "the-canary-of-another-folder";
    let outside = Archive::new();
    outside.file("secret.md", format!("# {canary}\n")).file("folder/secret.md", format!("# {canary}\n"));
    let archive = Archive::new();
    archive.incident("2026-01-01-a", "title: A\nimage: link.png", "![a](link.png) [b](linked/secret.md)");
    let content = archive.root().join("content");
    symlink(outside.root().join("secret.md"), content.join("linked.md")).expect("a link");
    symlink(outside.root().join("secret.md"), content.join("link.png")).expect("a link");
    symlink(outside.root().join("folder"), content.join("linked")).expect("a link");
    symlink("/nowhere/at/all", content.join("dangling.md")).expect("a link");
    symlink("loop.md", content.join("loop.md")).expect("a link");
    symlink("../content", content.join("round")).expect("a link");
    let made = std::process::Command::new("mkfifo").arg(content.join("pipe.md")).status().expect("mkfifo");
    assert!(made.success());
    for name in ["-rf.md", "CON.md", "a b.md", "new\nline.md", "\u{1f4a5}.md", "dot..md"] {
        archive.file(&format!("content/{name}"), "# Strange\n");
    }
    std::fs::create_dir(content.join("folder.md")).expect("a folder");
    let began = Instant::now();
    let outcome = archive.run(&["build"]);
    assert!(began.elapsed() < LIMIT);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    for (name, why) in [
        ("linked.md", "a symbolic link that leads out of the folder"),
        ("linked", "a symbolic link that leads out of the folder"),
        ("dangling.md", "a symbolic link that leads nowhere"),
        ("loop.md", "a symbolic link that leads nowhere"),
        ("pipe.md", "neither a file nor a folder"),
    ] {
        let told = format!("warning[HS006]: left out: {why}\n  --> content/{name}\n");
        assert!(outcome.stderr.contains(&told), "{name}: {}", outcome.stderr);
    }
    let site = crate::archive::Site::read(&archive.site());
    for (path, bytes) in &site.files {
        assert!(!String::from_utf8_lossy(bytes).contains(canary), "{path} has what lies outside");
    }
    // Names that another system cannot keep become names it can.
    for page in ["rf", "con-name", "a-b", "new-line", "u1f4a5", "dot"] {
        assert!(site.files.contains_key(&format!("incidents/{page}/index.html")), "no page {page}");
    }
}

/// Input, exit code, and how the first line of what is said begins, with its place; nothing said for `""`.
#[test]
fn every_way_of_breaking_a_document_has_its_own_message_at_its_own_place() {
    let bomb = (1..9).fold("a0: &a0 [x,x,x]".to_owned(), |text, level| {
        format!("{text}\na{level}: &a{level} [{}]", vec![format!("*a{}", level - 1); 9].join(","))
    });
    let anchors = "error[HS011]: anchors, aliases and merge keys are not read in front matter";
    let large = "error[HS012]: front matter of 68 kB; hindsite reads up to 64 kB";
    let deep = "error[HS012]: front matter is nested deeper than 16 levels";
    let misplaced = "warning[HS013]: this looks like front matter, but only `---` on the first line opens it";
    let plain = |text: &str| text.as_bytes().to_vec();
    let rows: Vec<(Vec<u8>, i32, &str, &str)> = vec![
        (
            plain("---\ntitle: Secret\nowner: bob\n\n# Body\n"),
            1,
            "error[HS010]: front matter opened here is never closed",
            ":1:1",
        ),
        (plain("\u{feff}---\ntitle: T\ndate: 2026-01-01\n---\n\nText.\n"), 0, "", ""),
        (plain("---\r\ntitle: T\r\ndate: 2026-01-01\r\n---\r\n\r\nText.\r\n"), 0, "", ""),
        (plain("---\rtitle: T\rdate: 2026-01-01\r---\r\rText.\r"), 0, "", ""),
        (plain("\n---\ntitle: T\ndate: 2026-01-01\n---\n\nText.\n"), 0, misplaced, ":2:1"),
        (plain("----\ntitle: T\ndate: 2026-01-01\n----\n\nText.\n"), 0, misplaced, ":1:1"),
        (
            yaml("title: again"),
            1,
            "error[HS011]: front matter is not valid YAML: duplicate mapping key: title",
            ":4:1",
        ),
        (
            yaml("? [a, b]\n: c"),
            1,
            "error[HS011]: front matter is not valid YAML: expected string scalar",
            ":4:3",
        ),
        (yaml("m: .nan"), 1, "error[HS011]: front matter is not valid YAML: non-finite float `.nan`", ":4:4"),
        (yaml("a: &a [*a]"), 1, anchors, ":4:7"),
        (yaml("b: &b {x: 1}\nc:\n  <<: *b"), 1, anchors, ":4:7"),
        (yaml(&bomb), 1, anchors, ":4:9"),
        (yaml("duration: -5"), 0, "warning[HS024]: `-5` is not a duration", ":4:11"),
        (yaml("duration: 1:30"), 0, "warning[HS024]: `1:30` is not a duration", ":4:11"),
        (
            yaml("trigger: Deploy #42 of DB"),
            0,
            "warning[HS016]: `#42 of DB` is a comment to YAML, and the value ends before it",
            ":4:17",
        ),
        (yaml("trigger: x # a remark\nsummary: \"a #1\"\nnote: |\n  see: a #1"), 0, "", ""),
        (
            yaml("trigger: Outage: DB down"),
            1,
            "error[HS011]: front matter is not valid YAML: mapping values are not allowed",
            ":4:16",
        ),
        (
            yaml("severtiy: high"),
            0,
            "warning[HS014]: there is no key `severtiy`, so it is only shown among the details",
            ":4:1",
        ),
        (yaml(&format!("x: {}", "y".repeat(70_000))), 1, large, ":1:1"),
        (yaml(&format!("x:\n  {}", "- ".repeat(8_000))), 1, deep, ":5:1"),
        (
            yaml("started: 2024-02-30T10:00Z"),
            0,
            "warning[HS021]: `2024-02-30T10:00Z` is not a date that exists",
            ":4:10",
        ),
        (plain("---\ntitle: T\ndate: 2026-01-01\n...\n\nText.\n"), 0, "", ""),
        (
            plain("---\ntitle: T\ndate: 2026-01-01\nnote: |\n---\nowner: bob\n---\n\nText.\n"),
            0,
            "warning[HS013]: the `---` above ended the front matter, so this is text and not a key",
            ":6:1",
        ),
        (plain("---\n---\n\n# T\n"), 0, "warning[HS020]: no date", ""),
        (plain("---\n# only a remark\n---\n\n# T\n"), 0, "warning[HS020]: no date", ""),
        (
            plain("---\n\n\n\ntitle: T\ntitle: U\n---\n"),
            1,
            "error[HS011]: front matter is not valid YAML: duplicate",
            ":6:1",
        ),
        (yaml("x: !!bool yes"), 1, "error[HS011]: front matter is not valid YAML: invalid boolean", ":4:11"),
        (
            yaml("x: !!float abc"),
            1,
            "error[HS011]: front matter is not valid YAML: invalid floating point",
            ":4:12",
        ),
        (
            yaml("m: -.inf"),
            1,
            "error[HS011]: front matter is not valid YAML: non-finite float `-.inf`",
            ":4:4",
        ),
        (
            yaml("Severity: SEV2\nseverity: SEV1"),
            0,
            "warning[HS018]: `Severity` and `severity` are one key with two values; `Severity` counts",
            ":5:1",
        ),
        (yaml("x: \"a\u{1}b\""), 0, "warning[HS017]: a control character is in the text", ":4:6"),
        (yaml(&format!("a: &a x\nb: [{}]", ["*a"; 2000].join(","))), 1, anchors, ":4:7"),
        (yaml(&format!("x: {}{}", "[".repeat(17), "]".repeat(17))), 1, deep, ":4:20"),
        (yaml(&format!("x: {}{}", "[".repeat(14), "]".repeat(14))), 0, "", ""),
        (
            plain("{\"title\": \"T\", \"title\": \"U\"}\n\nText.\n"),
            1,
            "error[HS011]: front matter has the key `title` twice",
            ":1:25",
        ),
        (
            plain("{\"title\": \"Secret\"\n\nText.\n"),
            1,
            "error[HS011]: front matter is not valid JSON: expected `,` or `}`",
            ":3:1",
        ),
        (
            plain("{\"title\": \"Secret\", \"a\": ["),
            1,
            "error[HS010]: front matter opened here is never closed",
            ":1:1",
        ),
        (
            plain(&format!("{{\"title\": \"T\", \"x\": \"{}\"}}\n", "y".repeat(70_000))),
            1,
            "error[HS012]: front matter of 68 kB; hindsite reads up to 64 kB",
            ":1:1",
        ),
        (
            plain("+++\ntitle = \"T\"\ntitle = \"U\"\n+++\n"),
            1,
            "error[HS011]: front matter is not valid TOML: duplicate key",
            ":3:1",
        ),
        (
            plain("+++\ntitle = \"Secret\"\n\nText.\n"),
            1,
            "error[HS010]: front matter opened here is never closed",
            ":1:1",
        ),
        (yaml("started: 2023-02-29"), 0, "warning[HS021]: `2023-02-29` is not a date that exists", ":4:10"),
        (
            yaml("started: 2024-02-28T24:00Z"),
            0,
            "warning[HS021]: `2024-02-28T24:00Z` is not a date that exists",
            ":4:10",
        ),
        (yaml("started: 0000-01-01"), 0, "warning[HS021]: `0000-01-01` is not a date that exists", ":4:10"),
        (yaml("started: 10000-01-01"), 0, "warning[HS021]: `10000-01-01` is not a date that exists", ":4:10"),
        (yaml("started: 2016-12-31T23:59:60Z"), 0, "", ""),
        (
            yaml("started: 2026-01-01T10:00Z\nresolved: 2026-01-01T09:00Z"),
            0,
            "warning[HS022]: `resolved`",
            ":5:11",
        ),
        (plain("---"), 1, "error[HS010]: front matter opened here is never closed", ":1:1"),
        (plain(""), 0, "warning[HS003]: the file has no text", ""),
        (plain("\u{feff}"), 0, "warning[HS003]: the file has no text", ""),
        (yaml("related: [document]\nsupersedes: document\naliases: [document]"), 0, "", ""),
        (plain("# Caf\u{e9}\n"), 0, "warning[HS020]", ""),
        (b"# Caf\xe9\n".to_vec(), 1, "error[HS001]: line 1, column 6: byte 0xe9 is not UTF-8", ""),
        (utf16("# T\n"), 1, "error[HS001]: line 1, column 1: byte 0xff is not UTF-8", ""),
        (
            "word ".repeat(700_000).into(),
            1,
            "error[HS002]: the file has 3 MiB; hindsite reads documents up to 2",
            "",
        ),
        (">".repeat(100_000).into(), 1, "error[HS203]: nested deeper than 100 levels", ":1:101"),
    ];
    for (bytes, code, message, place) in rows {
        let archive = Archive::new();
        archive.file("content/document.md", &bytes);
        let outcome = archive.run(&["build"]);
        let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(120)]).into_owned();
        assert_eq!(outcome.code, code, "{shown}\n{}", outcome.stderr);
        let lines: Vec<&str> = outcome.stderr.lines().collect();
        if message.is_empty() {
            assert!(lines[0].starts_with("Built 1 incident"), "{shown}\n{}", outcome.stderr);
            continue;
        }
        let at = lines.iter().position(|line| line.starts_with(message));
        let at = at.unwrap_or_else(|| panic!("{shown}\n{message}\n{}", outcome.stderr));
        assert!(
            lines[at + 1].ends_with(&format!("--> content/document.md{place}")),
            "{shown}\n{}",
            outcome.stderr
        );
    }
}

/// What YAML, or a program that reads it, would make another value of.
#[test]
fn a_value_is_shown_as_it_is_spelled() {
    let archive = Archive::new();
    archive.incident(
        "2026-01-01-a",
        "title: 404\nticket: 00123\nversion: 1.10\nflag: yes\nsize: 1e3\nseverity: 1",
        "x",
    );
    let site = archive.build();
    let (page, json) =
        (site.page("incidents/2026-01-01-a/index.html"), site.page("incidents/2026-01-01-a/index.json"));
    for spelled in ["404", "00123", "1.10", "yes", "1e3"] {
        assert!(page.contains(&format!(">{spelled}<")), "{spelled} is not on the page");
        assert!(json.contains(&format!("\"{spelled}\"")), "{spelled} is not in {json}");
    }
}

#[test]
fn a_document_of_a_hundred_megabytes_is_told_of_and_not_read() {
    let archive = Archive::new();
    archive.incident("2026-01-01-a", "title: A", "x").file("content/large.md", "# Large\n");
    let file = std::fs::File::options().write(true).open(archive.root().join("content/large.md")).unwrap();
    file.set_len(100 << 20).unwrap();
    let outcome = archive.run(&["build"]);
    assert_eq!(outcome.code, 1, "{}", outcome.stderr);
    assert!(
        outcome.stderr.contains("error[HS002]: the file has 100 MiB; hindsite reads documents up to 2"),
        "{}",
        outcome.stderr
    );
}

/// Pictures are copied and never decoded, so none can take memory or time.
#[test]
fn a_picture_that_claims_to_be_huge_or_is_cut_is_published_as_it_is() {
    let archive = Archive::new();
    let header = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x75\x30\0\0\x75\x30\x08\x06\0\0\0";
    archive
        .incident("2026-01-01-a", "title: A", "![h](huge.png) ![c](cut.jpg)")
        .file("content/huge.png", header);
    archive.file("content/cut.jpg", b"\xff\xd8\xff");
    let site = archive.build();
    assert!(site.files.iter().any(|(path, bytes)| path.starts_with("assets/huge.") && bytes == header));
    assert!(site.files.keys().any(|path| path.starts_with("assets/cut.")));
}

#[test]
fn documents_that_name_each_other_in_a_circle_are_pages_and_templates_that_do_are_an_error() {
    let archive = Archive::new();
    for (one, other) in [("a", "b"), ("b", "c"), ("c", "a")] {
        let front = format!("title: {one}\nrelated: [2026-01-01-{other}]\nsupersedes: 2026-01-01-{other}");
        archive.incident(&format!("2026-01-01-{one}"), &front, &format!("[{other}](2026-01-01-{other}.md)"));
    }
    archive.build();
    archive.file("hindsite.toml", "theme = \"own\"\n");
    for (one, other) in [("include", "include"), ("extends", "extends")] {
        archive.file("themes/own/templates/404.html", format!("{{% {one} \"a.html\" %}}"));
        archive.file("themes/own/templates/a.html", format!("{{% {other} \"404.html\" %}}"));
        let outcome = archive.run(&["build"]);
        assert_eq!(outcome.code, 2, "{}", outcome.stderr);
        assert!(
            outcome.stderr.contains("error[HS310]") && !outcome.stderr.contains("panicked"),
            "{}",
            outcome.stderr
        );
    }
}

/// Each such link was compared with every name there is: an archive of three thousand took minutes, and of ten
/// thousand an hour.
#[test]
fn an_archive_of_which_most_links_lead_nowhere_is_built_in_time_with_what_each_may_have_meant() {
    let archive = Archive::new();
    let name = |n: usize, what: &str| {
        format!("2026-01-01-timeouts-of-gateway-{n:05}-after-{what}-and-a-change-of-settings")
    };
    for n in 0..800 {
        let links: String = (0..3)
            .map(|i| format!("[a]({}.md) [b]({}.md) ", name(n * 3 + i, "failing-over"), name(n, "failovers")))
            .collect();
        archive.incident(&name(n, "failover"), "title: A", &links);
    }
    let began = Instant::now();
    let outcome = archive.run(&["build"]);
    assert_eq!(outcome.code, 0, "{}", &outcome.stderr[..outcome.stderr.len().min(2000)]);
    assert!(began.elapsed() < 3 * LIMIT);
    let meant = format!("did you mean `content/{}.md`?", name(0, "failover"));
    assert!(outcome.stderr.contains(&meant), "{}", &outcome.stderr[..outcome.stderr.len().min(2000)]);
}

#[test]
fn ten_thousand_tags_are_ten_thousand_pages_each_listing_its_own() {
    let archive = Archive::new();
    for document in 0..25 {
        let tags: Vec<String> = (0..400).map(|n| format!("t{}", document * 400 + n)).collect();
        let front = format!("title: D{document}\ntags: [all, {}]", tags.join(", "));
        archive.incident(&format!("2026-01-{:02}-d", document + 1), &front, "x");
    }
    let site = archive.build();
    let pages: Vec<&String> = site.files.keys().filter(|path| path.starts_with("tags/t")).collect();
    let pages = pages.iter().filter(|path| path.ends_with("/index.html")).count();
    assert_eq!(pages, 10_000);
    let page = String::from_utf8_lossy(&site.files["tags/t9999/index.html"]);
    assert!(page.contains(">D24<") && !page.contains(">D23<"));
}

/// Fifty thousand broken links on one line took all memory there was, each with a copy of the line.
#[test]
fn a_file_broken_fifty_thousand_times_in_one_way_is_told_of_a_hundred_times() {
    let archive = Archive::new();
    archive.file("content/2026-01-01-a.md", format!("# A\n\n{}", "[a](#b) ".repeat(50_000)));
    archive.file("content/2026-01-02-b.md", "<!-- <".repeat(100_000));
    archive.file(
        "content/2026-01-03-c.md",
        format!("<b {}>x</b>", (0..50_000).map(|n| format!("a{n}=1 ")).collect::<String>()),
    );
    archive.incident(
        "2026-01-04-d",
        &format!("tags: [{}]", (0..700).map(|n| format!("t{n},")).collect::<String>()),
        "x",
    );
    let began = Instant::now();
    let outcome = archive.run(&["build"]);
    assert_eq!(outcome.code, 0, "{}", &outcome.stderr[..outcome.stderr.len().min(2000)]);
    assert!(began.elapsed() < LIMIT);
    let checked = archive.run(&["check", "--format", "json"]).stdout;
    assert_eq!(checked.matches("\"HS101\"").count(), 100);
    assert!(checked.contains("(and 49900 more of this kind in this file)"));
    assert!(checked.contains("`tags` has 700 entries; the first 500 are read"));
    assert!(outcome.stderr.len() < 100_000, "{} bytes", outcome.stderr.len());
}

#[test]
fn names_that_differ_only_in_case_or_unicode_form_are_an_error_naming_both() {
    for (one, other) in [("Disk.md", "disk.md"), ("caf\u{e9}.md", "cafe\u{301}.md")] {
        let archive = Archive::new();
        archive.file(&format!("content/{one}"), "# One\n").file(&format!("content/{other}"), "# Other\n");
        if archive.root().join("content").read_dir().unwrap().count() < 2 {
            continue; // This system cannot keep both.
        }
        let outcome = archive.run(&["build"]);
        assert_eq!(outcome.code, 1, "{}", outcome.stderr);
        let named = format!("`content/{one}` and `content/{other}` have the same address");
        let turned = format!("`content/{other}` and `content/{one}` have the same address");
        assert!(outcome.stderr.contains(&named) || outcome.stderr.contains(&turned), "{}", outcome.stderr);
        assert!(!archive.site().exists());
    }
}

#[test]
fn a_query_of_any_length_and_depth_is_answered() {
    let archive = Archive::new();
    archive.incident("2026-01-01-a", "title: Disk full", "- the disk was full");
    for query in [
        "(".repeat(3000),
        "NOT ".repeat(5000),
        "a".repeat(100_000),
        "\"".repeat(5000),
        "disk* ".repeat(3000),
        "-".repeat(3000),
        "title:".repeat(2000),
    ] {
        let outcome = archive.run(&["search", "--format", "json", "--", &query]);
        assert!(matches!(outcome.code, 0..=2), "{}: {}", outcome.code, outcome.stderr);
        assert!(!outcome.stderr.contains("panicked"), "{}", outcome.stderr);
        if outcome.code == 0 {
            serde_json::from_str::<serde_json::Value>(&outcome.stdout).expect("one JSON document");
        }
    }
}

#[test]
fn a_picture_that_runs_is_left_out_and_one_that_draws_is_published() {
    let archive = Archive::new();
    let svg = |inside: &str| format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{inside}</svg>");
    archive.incident("2026-01-01-a", "title: A", "![runs](runs.svg) ![draws](draws.svg)");
    archive.file("content/runs.svg", svg("<script>document.title = 1</script>"));
    archive.file("content/draws.svg", svg("<rect width=\"1\" height=\"1\"/>"));
    let outcome = archive.run(&["build"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    assert!(
        outcome.stderr.contains("warning[HS106]: left out")
            && outcome.stderr.contains("--> content/runs.svg"),
        "{}",
        outcome.stderr
    );
    let site = crate::archive::Site::read(&archive.site());
    assert!(site.files.keys().any(|file| file.starts_with("assets/draws.")));
    assert!(!site.files.keys().any(|file| file.starts_with("assets/runs.")));
    assert!(site.files.values().all(|bytes| !String::from_utf8_lossy(bytes).contains("document.title = 1")));
}
