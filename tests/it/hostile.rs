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
    assert!(matches!(outcome.code, 0 | 1), "{}: {}", outcome.code, outcome.stderr);
    assert!(!outcome.stderr.contains("panicked"), "{}", outcome.stderr);
    if outcome.code == 0 {
        let site = crate::archive::Site::read(&archive.site());
        for (path, bytes) in &site.files {
            assert!(!String::from_utf8_lossy(bytes).contains(canary), "{path} has what lies outside");
        }
    }
}
