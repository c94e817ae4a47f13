//! Where a site may stand and what its files may be called: nothing outside of the output folder is touched, and every
//! name in it is one that every system can keep.

use crate::archive::{Archive, Site};
use std::collections::BTreeMap;
use std::path::Path;

/// What a value may hold that is dangerous in a path.
const VALUES: &[&str] = &[
    "../x",
    "/etc/x",
    "..\\x",
    "%2e%2e%2fx",
    "%252e%252e%252fx",
    "a/../../x",
    "C:\\x",
    "C:x",
    "\\\\srv\\s",
    "x\0y",
    "x\ny",
    "",
    ".",
    "..",
    " ",
    "a/",
    "a//b",
    "~/x",
    ".git/config",
    "index",
    "\u{202e}gpj.x",
    "\u{200b}x",
    "caf\u{e9}",
    "cafe\u{301}",
    "a\u{2215}b",
    "CON",
    "nul.md",
    "a.",
    "a ",
    "a:b",
    "a?b*<>|\"",
];

/// Everything below a folder but what is listed: path to bytes, links and folders by their kind.
fn snapshot(root: &Path, except: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for path in folder.read_dir().unwrap().map(|entry| entry.unwrap().path()) {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
            if except.contains(&name.as_str()) {
                continue;
            }
            let kind = std::fs::symlink_metadata(&path).unwrap().file_type();
            let bytes =
                if kind.is_file() { std::fs::read(&path).unwrap() } else { format!("{kind:?}").into_bytes() };
            found.insert(name, bytes);
            if kind.is_dir() {
                folders.push(path);
            }
        }
    }
    found
}

/// A name that Windows, macOS, a FAT disk and an address can all keep.
fn is_portable(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().to_lowercase();
    let is_device = ["con", "prn", "aux", "nul"].contains(&stem.as_str())
        || (stem.len() == 4
            && (stem.starts_with("com") || stem.starts_with("lpt"))
            && stem.as_bytes()[3].is_ascii_digit());
    let is_plain = |c: char| {
        !c.is_control()
            && !"\\/:*?\"<>|".contains(c)
            && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
    };
    !name.is_empty()
        && name.len() <= 255
        && !is_device
        && name.chars().all(is_plain)
        && !name.ends_with(['.', ' '])
}

#[test]
fn no_value_of_a_document_makes_a_file_outside_of_the_site_or_a_name_that_some_system_cannot_keep() {
    let archive = Archive::new();
    let long = ["x".repeat(300), "deep/".repeat(1000)];
    let values = VALUES.iter().copied().chain(long.iter().map(String::as_str));
    for (number, value) in values.enumerate() {
        let quoted = serde_json::to_string(value).unwrap();
        let keys = ["slug", "permalink", "url", "id", "severity", "root_cause", "image"];
        let lists = ["aliases", "tags", "services", "related", "authors", "redirect_from"];
        let front: Vec<String> = keys
            .iter()
            .map(|key| format!("{key}: {quoted}"))
            .chain(lists.iter().map(|key| format!("{key}: [{quoted}]")))
            .collect();
        let body = format!("![a](<{value}>) [a](<{value}>) <img src={quoted}>\n\n# {value}\n");
        archive.file(
            &format!("a/b/c/content/2026-01-{:02}-n{number}.md", number % 28 + 1),
            format!("---\ntitle: Number {number}\n{}\n---\n{body}", front.join("\n")),
        );
        // As a name of a document and of a folder, where this system can keep it.
        if !value.contains(['/', '\0']) && !value.trim_matches('.').is_empty() && value.len() < 200 {
            archive.file(&format!("a/b/c/content/n{number}/{value}.md"), format!("# Named {number}\n"));
            archive.file(&format!("a/b/c/content/{value}/in-{number}.md"), format!("# In {number}\n"));
        }
    }
    let kb = archive.root().join("a/b/c");
    let ours = ["a/b/c/public", "a/b/c/.hindsite", "a/b/c/.cache"];
    let before = snapshot(archive.root(), &ours);
    let outcome = crate::archive::run_in(&kb, &["build"]);
    assert!(matches!(outcome.code, 0 | 1), "{}", outcome.stderr);
    assert!(snapshot(archive.root(), &ours) == before, "something outside of the site was touched");
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let site = Site::read(&kb.join("public"));
    for path in site.files.keys().filter(|path| *path != ".nojekyll") {
        assert!(path.len() < 1000 && path.split('/').all(is_portable), "{path:?}");
    }
    let mut folded: BTreeMap<String, &String> = BTreeMap::new();
    for path in site.files.keys() {
        use unicode_normalization::UnicodeNormalization as _;
        let other = folded.insert(path.nfc().collect::<String>().to_lowercase(), path);
        assert_eq!(other, None, "{path} is the same to some system");
    }
}

#[test]
fn a_place_that_holds_other_things_is_refused_and_nothing_is_touched() {
    let archive = Archive::new();
    archive
        .file("kb/hindsite.toml", "title = \"T\"\n")
        .file("kb/content/2026-01-01-a.md", "---\ntitle: A\ndate: 2026-01-01\n---\nx\n")
        .file("kb/static/logo.png", "png")
        .file("kb/templates/postmortem.md", "# T\n")
        .file("kb/themes/own/theme.toml", "")
        .file("kb/.git/HEAD", "ref: refs/heads/main\n")
        .file("letters/one.txt", "dear")
        .file("checkout/.git/HEAD", "ref: refs/heads/main\n")
        .file("a-file", "x");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("kb/content", archive.root().join("linked")).unwrap();
        std::os::unix::fs::symlink("nowhere", archive.root().join("dangling")).unwrap();
    }
    let kb = archive.root().join("kb");
    let home = archive.root().to_str().unwrap();
    let before = snapshot(archive.root(), &["kb/.cache"]);
    let mut places = vec![
        ".",
        "..",
        "/",
        home,
        "content",
        "content/site",
        "static",
        "themes",
        "themes/own",
        "templates",
        ".git",
        ".git/site",
        "../letters",
        "../checkout",
        "../a-file",
        "content/../../kb",
        ".hindsite/site",
    ];
    if cfg!(unix) {
        places.extend(["../linked", "../linked/site", "../dangling"]);
    }
    for place in places {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_hindsite"))
            .current_dir(&kb)
            .args(["--today", crate::archive::TODAY, "build", "--output", place])
            .env("HOME", home)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{place}: {said}");
        assert!(said.contains("the output folder") && said.contains("hint:"), "{place}: {said}");
        assert!(snapshot(archive.root(), &["kb/.cache"]) == before, "{place} was touched");
    }
}

#[cfg(unix)]
#[test]
fn what_is_published_are_plain_files_that_everybody_may_read_and_nothing_of_the_work_on_them() {
    use std::os::unix::fs::PermissionsExt as _;
    let archive = Archive::new();
    archive.file("static/run.sh", "#!/bin/sh\n").file("static/.secret", "x").file("static/.well/known", "x");
    archive.incident("2026-01-01-a", "title: A\nservices: [s]", "![i](i.png)").file("content/i.png", "png");
    let private = |path: &str, mode| {
        std::fs::set_permissions(archive.root().join(path), std::fs::Permissions::from_mode(mode)).unwrap();
    };
    private("static/run.sh", 0o700);
    private("content/i.png", 0o600);
    for round in 0..2 {
        archive.incident("2026-01-02-b", &format!("title: B {round}"), "x");
        let script = format!("umask 077; exec \"$0\" --today {} build", crate::archive::TODAY);
        let built = std::process::Command::new("sh")
            .current_dir(archive.root())
            .args(["-c", &script, env!("CARGO_BIN_EXE_hindsite")])
            .output()
            .unwrap();
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        let mut folders = vec![archive.site()];
        while let Some(folder) = folders.pop() {
            for path in folder.read_dir().unwrap().map(|entry| entry.unwrap().path()) {
                let meta = std::fs::symlink_metadata(&path).unwrap();
                let mode = meta.permissions().mode() & 0o777;
                let name = path.file_name().unwrap().to_str().unwrap();
                assert!(!name.starts_with('.') || name == ".nojekyll", "{path:?}");
                assert!(
                    !name.contains("lock") && !name.contains("tmp") && !name.contains("stage"),
                    "{path:?}"
                );
                match meta.is_dir() {
                    true => folders.push(path.clone()),
                    false => assert!(meta.is_file(), "{path:?}"),
                }
                assert_eq!(mode, if meta.is_dir() { 0o755 } else { 0o644 }, "{path:?}");
            }
        }
    }
}

#[test]
fn files_of_the_team_that_get_in_the_way_of_pages_or_of_each_other_are_errors_naming_both() {
    let clash = |files: &[&str], named: &[&str]| {
        let archive = Archive::new();
        archive.incident("2026-01-01-a", "title: A\nservices: [checkout]", "x");
        for file in files {
            archive.file(&format!("static/{file}"), "mine\n");
        }
        let count = archive.root().join("static").read_dir().unwrap().count();
        if files.len() == 2 && count < 2 {
            return; // This system cannot keep both.
        }
        let outcome = archive.run(&["build"]);
        assert_eq!(outcome.code, 1, "{files:?}: {}", outcome.stderr);
        for name in named {
            assert!(
                outcome.stderr.contains(&format!("`{name}`")),
                "{files:?}: no `{name}` in {}",
                outcome.stderr
            );
        }
        assert!(!archive.site().exists(), "{files:?}");
        assert_eq!(archive.run(&["check"]).code, 1, "{files:?}");
    };
    // A page and a file.
    clash(&["incidents.json"], &["static/incidents.json", "incidents.json"]);
    clash(
        &["services/checkout/index.html"],
        &["static/services/checkout/index.html", "services/checkout/index.html"],
    );
    clash(&["Index.html"], &["static/Index.html", "index.html"]);
    clash(&["hindsite-manifest.json"], &["static/hindsite-manifest.json", "hindsite-manifest.json"]);
    // A file where pages need a folder, and a folder where a page is a file.
    clash(&["incidents"], &["static/incidents", "incidents/2026-01-01-a/index.html"]);
    clash(&["search/index.html/x"], &["static/search/index.html/x", "search/index.html"]);
    // Two files.
    clash(&["Logo.png", "logo.png"], &["static/Logo.png", "static/logo.png"]);
    clash(&["caf\u{e9}.png", "cafe\u{301}.png"], &["static/caf\u{e9}.png", "static/cafe\u{301}.png"]);
}

#[test]
fn a_file_of_the_team_whose_name_some_system_cannot_keep_is_an_error_naming_it() {
    for name in [
        "CON.txt",
        "nul",
        "lpt1.png",
        "a:b.txt",
        "a?b",
        "a*b",
        "a<b>",
        "a|b",
        "a\"b",
        "a\\b",
        "end.",
        "end ",
        "a\tb",
        "x/aux/y.txt",
    ] {
        let archive = Archive::new();
        archive.incident("2026-01-01-a", "title: A", "x").file(&format!("static/{name}"), "mine\n");
        let outcome = archive.run(&["build"]);
        assert_eq!(outcome.code, 1, "{name:?}: {}", outcome.stderr);
        assert!(outcome.stderr.contains("error[HS202]"), "{name:?}: {}", outcome.stderr);
        assert!(!archive.site().exists());
    }
    let archive = Archive::new();
    for name in ["CNAME", "robots-extra.txt", "a b.txt", "Größe.png", "console.txt", "com10", "v1.2/x.tar.gz"]
    {
        archive.file(&format!("static/{name}"), "mine\n");
    }
    let site = archive.incident("2026-01-01-a", "title: A", "x").build();
    assert_eq!(site.page("v1.2/x.tar.gz"), "mine\n");
}

#[cfg(unix)]
#[test]
fn a_link_in_any_folder_that_is_read_publishes_nothing_from_outside() {
    use std::os::unix::fs::symlink;
    let canary = "the-canary-of-another-folder";
    let outside = Archive::new();
    outside
        .file("secret.txt", canary)
        .file("folder/secret.txt", canary)
        .file("style.css", format!("/* {canary} */"));
    let archive = Archive::new();
    archive
        .file("hindsite.toml", "title = \"T\"\ntheme = \"own\"\n")
        .file("themes/own/templates/404.html", "<p>none</p></body>")
        .incident("2026-01-01-a", "title: A\nimage: shot.png", "![a](shot.png) ![b](../static/out.txt)");
    for folder in ["content", "static", "themes/own", "themes/own/assets"] {
        let folder = archive.root().join(folder);
        std::fs::create_dir_all(&folder).unwrap();
        symlink(outside.root().join("secret.txt"), folder.join("out.txt")).unwrap();
        symlink(outside.root().join("secret.txt"), folder.join("shot.png")).unwrap();
        symlink(outside.root().join("folder"), folder.join("out")).unwrap();
        symlink("/etc/passwd", folder.join("passwd.md")).unwrap();
        symlink("loop", folder.join("loop")).unwrap();
        symlink("nowhere", folder.join("dangling.css")).unwrap();
        symlink("..", folder.join("up")).unwrap();
    }
    symlink(outside.root().join("style.css"), archive.root().join("themes/own/assets/style.css")).unwrap();
    let outcome = archive.run(&["build"]);
    assert!(matches!(outcome.code, 0..=2), "{}", outcome.stderr);
    assert!(!outcome.stderr.contains(canary));
    if archive.site().exists() {
        for (path, bytes) in Site::read(&archive.site()).files {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            assert!(!text.contains(canary) && !text.contains("root:x:0"), "{path}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_configuration_that_is_a_link_to_the_outside_is_refused_and_not_quoted() {
    use std::os::unix::fs::symlink;
    let outside = Archive::new();
    outside.file("secret.txt", "the-canary-of-another-folder");
    let archive = Archive::new();
    archive.incident("2026-01-01-a", "title: A", "x").file("settings/own.toml", "title = \"Own\"\n");
    let config = archive.root().join("hindsite.toml");
    symlink(outside.root().join("secret.txt"), &config).unwrap();
    for command in [&["build"][..], &["check"], &["check", "--format", "json"], &["schema"]] {
        let outcome = archive.run(command);
        let said = format!("{}{}", outcome.stdout, outcome.stderr);
        assert_eq!(outcome.code, 2, "{said}");
        assert!(said.contains("HS007") && said.contains("leads out of the knowledge base"), "{said}");
        assert!(!said.contains("canary"), "{said}");
    }
    assert!(!archive.site().exists());
    // One that stays inside is a file of the archive.
    std::fs::remove_file(&config).unwrap();
    symlink("settings/own.toml", &config).unwrap();
    assert!(archive.build().page("index.html").contains("<title>Own"));
}

/// An archive kept elsewhere is linked on purpose, by whoever is trusted to say what is published.
#[cfg(unix)]
#[test]
fn the_folders_that_configuration_names_may_be_links() {
    use std::os::unix::fs::symlink;
    let elsewhere = Archive::new();
    elsewhere.file("content/2026-01-01-a.md", "# A\n").file("static/robots-of-us.txt", "ours");
    let archive = Archive::new();
    for folder in ["content", "static"] {
        symlink(elsewhere.root().join(folder), archive.root().join(folder)).unwrap();
    }
    let site = archive.build();
    assert!(site.files.contains_key("incidents/2026-01-01-a/index.html"));
    assert_eq!(site.page("robots-of-us.txt"), "ours");
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_no_text_or_holds_a_line_is_a_page_and_its_message_stays_on_its_line() {
    use std::os::unix::ffi::OsStrExt as _;
    let archive = Archive::new();
    let content = archive.root().join("content");
    std::fs::create_dir_all(&content).unwrap();
    for (number, name) in [
        &b"bad-\xff.md"[..],
        b"bad-\xfe.md",
        b"two\nerror[HS999]: forged.md",
        b"esc-\x1b[31m.md",
        b".hidden.md",
    ]
    .iter()
    .enumerate()
    {
        std::fs::write(content.join(std::ffi::OsStr::from_bytes(name)), format!("# Number {number}\n"))
            .unwrap();
    }
    let outcome = archive.run(&["build"]);
    assert!(matches!(outcome.code, 0 | 1), "{}", outcome.stderr);
    assert!(!outcome.stderr.contains("panicked"), "{}", outcome.stderr);
    for format in ["human", "short", "github"] {
        let said = archive.run(&["check", "--format", format]).stdout;
        assert!(!said.contains('\u{1b}'), "{format}: {said}");
        assert!(!said.lines().any(|line| line.starts_with("error[HS999]")), "{format}: {said}");
    }
}

#[test]
fn a_socket_among_the_content_is_left_out() {
    #[cfg(unix)]
    {
        let archive = Archive::new();
        archive.incident("2026-01-01-a", "title: A", "x");
        let _socket =
            std::os::unix::net::UnixListener::bind(archive.root().join("content/socket.md")).unwrap();
        let outcome = archive.run(&["build"]);
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        assert!(outcome.stderr.contains("left out: neither a file nor a folder"), "{}", outcome.stderr);
    }
}
