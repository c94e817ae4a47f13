//! What a public edition is published with: files of another build beside it, and photos that say where they were taken.

use crate::archive::{Archive, Outcome};

/// A TIFF block, as in EXIF, with a latitude in its GPS directory.
fn exif(degrees: u8) -> Vec<u8> {
    let mut out = b"II*\0\x08\0\0\0".to_vec();
    // One field: the GPS directory is at 26.
    out.extend(b"\x01\0\x25\x88\x04\0\x01\0\0\0\x1a\0\0\0\0\0\0\0");
    // One field: a latitude of three fractions at 44.
    out.extend(b"\x01\0\x02\0\x05\0\x03\0\0\0\x2c\0\0\0\0\0\0\0");
    out.extend([[degrees, 0, 0, 0, 1, 0, 0, 0], [8, 0, 0, 0, 1, 0, 0, 0], [0, 0, 0, 0, 1, 0, 0, 0]].concat());
    out
}

fn photo(start: &[u8], between: &[u8]) -> Vec<u8> {
    [start, between, &exif(48), &[0; 20]].concat()
}

fn build(archive: &Archive, arguments: &[&str]) -> Outcome {
    archive.run(&[&["build"], arguments].concat())
}

/// The paths of the warnings with a code.
fn named(outcome: &Outcome, code: &str) -> Vec<String> {
    let mut lines = outcome.stderr.lines();
    let mut found = vec![];
    while let Some(line) = lines.next() {
        if line.contains(&format!("[{code}]"))
            && let Some(place) = lines.next()
        {
            found.push(place.trim().trim_start_matches("-->").trim().to_owned());
        }
    }
    found
}

#[test]
fn photos_in_the_public_edition_that_say_where_they_were_taken_are_named() {
    let archive = Archive::new();
    let shown = ["a.jpg", "b.png", "c.webp", "d.avif", "e.jpg", "plain.jpg"];
    let body: Vec<String> = shown.iter().map(|name| format!("![p]({name})")).collect();
    archive.incident("2026-01-01-a", "title: A\nvisibility: public", &body.join("\n"));
    archive.incident("2026-01-02-b", "title: B\nvisibility: internal", "![p](internal.jpg)");
    archive.file("content/a.jpg", photo(b"\xff\xd8\xff\xe1\x01\0", b"Exif\0\0"));
    archive.file("content/b.png", photo(b"\x89PNG\r\n\x1a\n", b"\0\0\0\x60eXIf"));
    archive.file("content/c.webp", photo(b"RIFF\0\x01\0\0WEBP", b"EXIF\x60\0\0\0"));
    archive.file("content/d.avif", photo(b"\0\0\0\x18ftypavif", b"\0\0\0\x06Exif\0\0"));
    let xmp = b"\xff\xd8\xff\xe1\x01\0http://ns.adobe.com/xap/1.0/\0<x exif:GPSLatitude=\"48,8.2N\"/>";
    archive
        .file("content/e.jpg", xmp)
        .file("content/plain.jpg", b"\xff\xd8\xff\xe1\x01\0Exif\0\0II*\0\x08\0\0\0\0\0");
    archive.file("content/internal.jpg", photo(b"\xff\xd8\xff", b""));
    archive.file("static/logo.tif", photo(b"", b"")).file("static/f.heic", photo(b"\0\0\0\x18ftypheic", b""));
    archive.file("static/exif.js", "const GPSLatitude='1'; // GPSLatitude=\"48\"");
    let expected = ["content/a.jpg", "content/b.png", "content/c.webp", "content/d.avif", "content/e.jpg"];
    let expected = [&expected[..], &["static/f.heic", "static/logo.tif"]].concat();
    for _ in 0..2 {
        let outcome = build(&archive, &["--audience", "public"]);
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        assert_eq!(named(&outcome, "HS212"), expected, "{}", outcome.stderr);
    }
    let internal = build(&archive, &["--output", "inside"]);
    assert_eq!(named(&internal, "HS212"), Vec::<String>::new(), "{}", internal.stderr);
    assert_eq!(build(&archive, &["--audience", "public", "--strict"]).code, 1);
    archive.file("hindsite.toml", "[check.levels]\nHS212 = \"off\"\n");
    let silenced = build(&archive, &["--audience", "public", "--strict", "--output", "silent"]);
    assert_eq!((silenced.code, named(&silenced, "HS212").len()), (0, 0), "{}", silenced.stderr);
}

#[test]
fn what_another_build_left_is_named_before_a_public_edition_is_published_beside_it() {
    let archive = Archive::new();
    archive.incident("2026-01-01-a", "title: A\nvisibility: public", "- x");
    archive.incident("2026-01-02-b", "title: Canary\nvisibility: internal", "- y");
    archive.build();
    let site = archive.site();
    archive.file("public/CNAME", "example.org").file("public/.well-known/security.txt", "x");
    let silent = build(&archive, &["--audience", "public"]);
    assert_eq!(named(&silent, "HS211"), Vec::<String>::new(), "{}", silent.stderr);
    archive.build();
    let copy = std::fs::read(site.join("incidents/2026-01-02-b/index.html")).unwrap();
    for path in ["index.html.gz", "incidents/2026-01-02-b/index.html.br", "incidents/2026-01-01-a/old.html"] {
        archive.file(&format!("public/{path}"), &copy);
    }
    assert!(
        std::process::Command::new("cp")
            .arg("-r")
            .arg(site.join("incidents"))
            .arg(site.join("incidents-old"))
            .status()
            .unwrap()
            .success()
    );
    let internal = build(&archive, &[]);
    assert_eq!(named(&internal, "HS211"), Vec::<String>::new(), "{}", internal.stderr);
    let strict = build(&archive, &["--audience", "public", "--strict"]);
    assert_eq!(strict.code, 1, "{}", strict.stderr);
    assert!(site.join("incidents/2026-01-02-b/index.html").exists(), "nothing was published");
    let expected = [
        "public/incidents-old/",
        "public/incidents/2026-01-01-a/old.html",
        "public/incidents/2026-01-02-b/index.html.br",
        "public/index.html.gz",
    ];
    assert_eq!(named(&strict, "HS211"), expected, "{}", strict.stderr);
    for run in 0..2 {
        let outcome = build(&archive, &["--audience", "public"]);
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        // The page beside the copy is withheld now, so its folder is named whole.
        assert_eq!(named(&outcome, "HS211").len(), 4, "{run}: {}", outcome.stderr);
        assert!(outcome.stderr.contains("hint: delete it"), "{}", outcome.stderr);
    }
    for path in expected {
        let path = archive.root().join(path);
        if path.is_dir() {
            std::fs::remove_dir_all(path).unwrap()
        } else {
            std::fs::remove_file(path).unwrap()
        }
    }
    let clean = build(&archive, &["--audience", "public", "--strict"]);
    assert_eq!((clean.code, named(&clean, "HS211").len()), (0, 0), "{}", clean.stderr);
}

#[test]
fn many_leftovers_are_counted() {
    let archive = Archive::new();
    archive.incident("2026-01-01-a", "title: A\nvisibility: public", "- x");
    archive.build();
    for at in 0..200 {
        archive.file(&format!("public/page-{at}.html.gz"), "x");
    }
    let outcome = build(&archive, &["--audience", "public"]);
    assert!(
        outcome.stderr.contains("more files or folders left by another build")
            || outcome.stderr.contains("more warnings"),
        "{}",
        outcome.stderr
    );
    assert!(named(&outcome, "HS211").len() <= 21, "{}", outcome.stderr);
}
