//! What a build publishes, and what it leaves alone.

use crate::archive::Archive;
use crate::crawl;
use std::process::Command;
use std::time::{Duration, Instant};

#[test]
fn links_between_documents_and_images_work_on_the_site() {
    let archive = Archive::new();
    archive
        .incident(
            "2026-01-01-a",
            "title: A",
            "[b](sub/2026-01-02-b.md#the-cause) ![pic](img/p.png) [raw](img/p.png)",
        )
        .incident(
            "sub/2026-01-02-b",
            "title: B",
            "## The cause\n\n[a](../2026-01-01-a.md) <img src=\"../img/p.png\" alt=\"x\">",
        )
        .file("content/img/p.png", b"\x89PNG\r\n");
    let site = archive.build();
    assert_eq!(crawl::broken(&site), Vec::<String>::new());
    let page = site.page("incidents/2026-01-01-a/index.html");
    assert!(page.contains("href=\"../2026-01-02-b/#the-cause\""), "{page}");
    assert!(page.contains("<img src=\"../../assets/p."), "{page}");
    assert!(site.page("incidents/2026-01-02-b/index.html").contains("src=\"../../assets/p."));
}

/// Pages share counts that are made in parallel themselves. A thread that waited for its part of one used to
/// take up a page, which waited for the count: for ever.
#[test]
fn a_build_ends_on_a_machine_with_many_threads() {
    for _ in 0..4 {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut build = Command::new(env!("CARGO_BIN_EXE_hindsite"))
            .args(["--root", env!("CARGO_MANIFEST_DIR"), "--quiet", "build", "--output"])
            .arg(folder.path().join("site"))
            .env("RAYON_NUM_THREADS", "32")
            .spawn()
            .expect("the program");
        let begun = Instant::now();
        while build.try_wait().expect("a state").is_none() {
            if begun.elapsed() > Duration::from_secs(120) {
                build.kill().expect("it can be stopped");
                panic!("the build does not end");
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

#[test]
fn a_link_that_leads_nowhere_is_a_warning_with_the_nearest_name() {
    let archive = Archive::new();
    archive
        .incident(
            "2026-01-01-cache",
            "title: A",
            "[b](2026-01-02-dns.md) [c](2026-01-02-disk.md#the-caus)\n\n![i](gone.png)",
        )
        .incident("2026-01-02-disk", "title: B", "## The cause\n\n[me](#the-cuase)");
    let outcome = archive.run(&["build"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    for expected in [
        "warning[HS100]: `2026-01-02-dns.md` is not in the archive",
        "hint: did you mean `content/2026-01-02-disk.md`?",
        "warning[HS101]: `content/2026-01-02-disk.md` has no heading with the anchor `#the-caus`",
        "hint: did you mean `#the-cause`?",
        "warning[HS102]: `gone.png` is not in the archive",
        "warning[HS101]: no heading has the anchor `#the-cuase`",
    ] {
        assert!(outcome.stderr.contains(expected), "{expected}\n{}", outcome.stderr);
    }
    assert_eq!(crawl::broken(&crate::archive::Site::read(&archive.site())), Vec::<String>::new());
}

#[test]
fn drafts_and_what_is_not_public_stay_out_unless_asked_for() {
    let archive = Archive::new();
    archive
        .incident("2026-01-01-a", "title: Public one\nvisibility: public", "x")
        .incident("2026-01-02-b", "title: Canary internal", "x [a](2026-01-01-a.md)")
        .incident("2026-01-03-c", "title: Canary draft\nstatus: draft\nvisibility: public", "x");
    let canaries = |site: &crate::archive::Site| {
        let text: String =
            site.files.values().map(|bytes| String::from_utf8_lossy(bytes).into_owned()).collect();
        ["Canary internal", "Canary draft"].map(|canary| text.contains(canary))
    };
    assert_eq!(canaries(&archive.build()), [true, false]);
    archive.run(&["build", "--drafts"]);
    assert_eq!(canaries(&crate::archive::Site::read(&archive.site())), [true, true]);
    archive.run(&["build", "--audience", "public"]);
    assert_eq!(canaries(&crate::archive::Site::read(&archive.site())), [false, false]);
}

#[test]
fn ignored_files_are_left_out_and_templates_are_no_incidents() {
    let archive = Archive::new();
    archive
        .file("hindsite.toml", "ignore = [\"**/skip-*.md\"]\n")
        .incident("2026-01-01-a", "title: A", "x")
        .file("content/skip-me.md", "# Canary\n")
        .file("content/README.md", "# About these files\n\nThey are postmortems.\n")
        .file(
            "content/postmortem-template.md",
            "# TITLE\n\n## Timeline\n\n| Time | Event |\n|---|---|\n| yyyy-mm-dd | … |\n",
        );
    let outcome = archive.run(&["build"]);
    assert!(outcome.stderr.contains("Built 1 incident"), "{}", outcome.stderr);
    let site = crate::archive::Site::read(&archive.site());
    assert_eq!(site.json("incidents.json")["incidents"].as_array().map(Vec::len), Some(1));
    assert!(site.files.contains_key("incidents/postmortem-template/index.html"));
    assert!(!site.files.keys().any(|path| path.contains("skip-me")));
}

#[test]
fn a_static_file_is_ignored_by_its_path_from_the_root_too() {
    let archive = Archive::new();
    archive
        .file("hindsite.toml", "ignore = [\"static/raw/*\", \"*.psd\"]\n")
        .incident("2026-01-01-a", "title: A", "x")
        .file("static/raw/dump.bin", "x")
        .file("static/logo.psd", "x")
        .file("static/logo.txt", "x");
    let site = archive.build();
    assert!(site.files.contains_key("logo.txt"));
    assert!(!site.files.contains_key("raw/dump.bin"));
    assert!(!site.files.contains_key("logo.psd"));
}

#[test]
fn content_never_meets_the_template_engine() {
    let archive = Archive::new();
    archive.incident(
        "2026-01-01-a",
        "title: \"{{ 7*7 }} {% include 'x' %}\"",
        "{{ chrome.title }} {% raw %} {{< track >}} {# c #}",
    );
    let page = archive.build();
    let page = page.page("incidents/2026-01-01-a/index.html");
    assert!(page.contains("{{ chrome.title }} {% raw %} {{&lt; track &gt;}} {# c #}"), "{page}");
    assert!(page.contains("{{ 7*7 }} {% include"), "{page}");
}

#[test]
fn nothing_a_document_says_becomes_a_script() {
    let payload = "<script>__x=1</script><img src=x onerror=__x=1>\n\n<svg onload=__x=1></svg>\n\n[c](javascript:__x=1) \
                   [d](&#106;avascript:__x=1)\n\n```\"><script>__x=1</script>\ncode\n```\n\n<a href=\"JaVaScRiPt:__x=1\">e</a>\n";
    let archive = Archive::new();
    archive.incident(
        "2026-01-01-a",
        "title: \"<script>__x=1</script>\"\ntags: ['\"><script>__x=1</script>']",
        payload,
    );
    let site = archive.build();
    for (path, bytes) in site.files.iter().filter(|(path, _)| path.ends_with(".html")) {
        let page = scraper::Html::parse_document(std::str::from_utf8(bytes).expect("UTF-8"));
        let select =
            |selector: &str| page.select(&scraper::Selector::parse(selector).expect("a selector")).count();
        assert_eq!(select("script:not([src])"), 0, "{path}");
        assert_eq!(select("main script, main svg [onload], [onerror], [onload], [onclick]"), 0, "{path}");
        assert_eq!(select("a[href^='javascript' i]"), 0, "{path}");
    }
}

#[test]
fn files_that_hindsite_did_not_write_survive() {
    let archive = Archive::new();
    archive.incident("2026-01-01-a", "title: A", "x");
    archive.build();
    archive.file("public/CNAME", "example.org").file("public/.git/config", "x");
    archive.incident("2026-01-02-b", "title: B", "x").remove("content/2026-01-01-a.md");
    let site = archive.build();
    assert!(site.files.contains_key("CNAME") && site.files.contains_key(".git/config"));
    assert!(!site.files.contains_key("incidents/2026-01-01-a/index.html"));
}

#[test]
fn no_site_is_built_into_the_folders_that_the_configuration_names() {
    let archive = Archive::new();
    archive
        .file("hindsite.toml", "content = [\"postmortems\"]\nstatic = \"files\"\n")
        .file("postmortems/2026-01-01-a.md", "# A\n")
        .file("files/a.txt", "x");
    for folder in ["postmortems", "files", "files/site"] {
        let outcome = archive.run(&["build", "--force", "--output", folder]);
        assert_ne!(outcome.code, 0, "{folder}");
        assert!(outcome.stderr.contains("which hindsite needs"), "{folder}: {}", outcome.stderr);
    }
    assert_eq!(archive.run(&["build"]).code, 0);
}

#[test]
fn two_documents_with_one_name_get_their_folders_into_the_address() {
    let archive = Archive::new();
    archive.incident("a/outage", "title: A\ndate: 2026-01-01", "x").incident(
        "b/outage",
        "title: B\ndate: 2026-01-02",
        "x",
    );
    let outcome = archive.run(&["build"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    assert!(
        outcome
            .stderr
            .contains("`content/a/outage.md` and `content/b/outage.md` both want the address `outage`"),
        "{}",
        outcome.stderr
    );
    let site = crate::archive::Site::read(&archive.site());
    assert_eq!(site.incident("content-a-outage")["title"], "A");
}

#[test]
fn two_documents_that_cannot_be_told_apart_are_an_error_naming_both() {
    let archive = Archive::new();
    archive.incident("Disk full", "title: A", "x").incident("disk-full", "title: B", "x");
    let outcome = archive.run(&["build"]);
    assert_eq!(outcome.code, 1);
    assert!(outcome.stderr.contains("error[HS201]"), "{}", outcome.stderr);
    assert!(
        outcome.stderr.contains("content/Disk full.md") && outcome.stderr.contains("content/disk-full.md"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn what_has_no_date_is_on_the_first_page_of_a_list_that_is_split_by_year() {
    let archive = Archive::new();
    for n in 0..205 {
        let (year, day) = (2024 + n / 150, n % 28 + 1);
        archive.incident(
            &format!("d-{n:03}"),
            &format!("title: D {n}\ndate: {year}-01-{day:02}\nservices: [web]"),
            "x",
        );
    }
    archive.file("content/undated.md", "---\ntitle: Nobody knows when\nservices: [web]\n---\nIt broke.\n");
    let site = archive.build();
    for (first, other) in [("incidents/", "years/2024/"), ("services/web/", "services/web/2024/")] {
        let page = site.page(&format!("{first}index.html"));
        assert!(page.contains("Nobody knows when") && page.contains("No date"), "{first}");
        // 55 of 2025 and the one without a date.
        assert!(
            page.contains("206 incidents") && page.contains("56 on this page, the others by year"),
            "{first}"
        );
        assert!(!site.page(&format!("{other}index.html")).contains("Nobody knows when"), "{other}");
    }
    let filter = "data-year=\"2025\" data-search=\"../../search/?service=web&amp;q=\"";
    assert!(site.page("services/web/index.html").contains(filter));
}

#[test]
fn a_summary_of_the_front_matter_is_on_the_page_once() {
    let archive = Archive::new();
    let front = "title: A\ndate: 2024-01-01\nsummary: The queue was full, and nobody was told.";
    archive.incident("a", front, "## Impact\n\nOrders were late.").incident(
        "b",
        front,
        "## Summary\n\nThe *queue* was full, and nobody was told. It took a day.",
    );
    let site = archive.build();
    let page = |id: &str| site.page(&format!("incidents/{id}/index.html")).to_owned();
    assert!(page("a").contains("<p class=\"lead\">The queue was full, and nobody was told.</p>"));
    assert!(!page("b").contains("<p class=\"lead\">"));
}

#[test]
fn the_picture_of_a_timeline_numbers_its_points_and_draws_the_events_around_them() {
    let archive = Archive::new();
    archive.incident(
        "a",
        "title: A\nstarted: 2024-01-02T10:00:00Z\ndetected: 2024-01-02T10:05:00Z\nresolved: 2024-01-02T11:00:00Z",
        "## Timeline\n\n- 2024-01-01 09:00 A change was made\n- 2024-01-02 10:00 It broke\n- 2024-01-02 10:30 Somebody looked\n- 2024-01-02 12:00 We wrote it down",
    );
    let site = archive.build();
    let page = site.page("incidents/a/index.html");
    // Two hours from 10:00 to the last event; the day before would leave the incident no room. The second mark stands at
    // 4.17 percent, its number beside it, since the first has a number too.
    for (number, number_x, x) in [(1, "1%", "0%"), (2, "4.5%", "4.17%"), (3, "50%", "50%")] {
        let mark = format!(
            "<text x=\"{number_x}\" y=\"11\" text-anchor=\"middle\">{number}</text><line class=\"lead-line\" x1=\"{number_x}\" x2=\"{x}\""
        );
        assert!(page.contains(&mark), "{mark}: {page}");
    }
    assert!(page.contains("<line x1=\"100%\" x2=\"100%\" y1=\"33\" y2=\"42\"/>"), "the last event: {page}");
    assert!(page.contains("4 events in the text</a>, 1 before or after what is drawn</p>"), "{page}");
}

#[test]
fn a_list_says_what_of_it_reports_do_not_count() {
    let archive = Archive::new();
    archive
        .file("hindsite.toml", "[causes.no-alert]\ntitle = \"No alert\"\n")
        .incident("a", "title: A\ndate: 2024-01-01\nroot_cause: disk\ncontributing_factors: [no alert]", "x")
        .incident("b", "title: B\ndate: 2024-01-02\nroot_cause: disk\nkind: maintenance", "x")
        .incident("c", "title: C\ndate: 2024-01-03\nroot_cause: disk\nkind: exercise", "x");
    let site = archive.build();
    let page = site.page("causes/disk/index.html");
    assert!(page.contains("3 incidents, 1 of them maintenance, an exercise among them"), "{page}");
    assert!(site.page("causes/index.html").contains("contributed to 1</span>"));
    let meta = "content=\"Root cause No alert: 0 incidents, contributed to 1 more.\"";
    assert!(site.page("causes/no-alert/index.html").contains(meta));
}

#[test]
fn names_that_differ_by_their_signs_are_services_of_their_own() {
    let archive = Archive::new();
    archive.incident(
        "a",
        "title: A\ndate: 2024-01-01\nservices: [C, C++, \"C#\", .NET, NET, 🔥, 💥, c]",
        "x",
    );
    let incident = archive.build().json("incidents/a/index.json");
    let titles: Vec<&str> =
        incident["services"].as_array().unwrap().iter().map(|one| one["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["C", "C++", "C#", ".NET", "NET", "🔥", "💥"]);
}

#[test]
fn a_long_list_is_split_by_year_and_stays_complete() {
    let archive = Archive::new();
    for n in 0..230 {
        let year = 2020 + n / 100;
        archive.incident(&format!("{year}-01-01-n{n}"), "title: N\nservices: [db]", "x");
    }
    let site = archive.build();
    assert_eq!(crawl::broken(&site), Vec::<String>::new());
    let on = |path: &str| site.page(path).matches("class=\"row-title\"").count();
    assert_eq!((on("services/db/index.html"), on("services/db/2020/index.html")), (30, 100));
    assert_eq!((on("incidents/index.html"), on("years/2021/index.html")), (30, 100));
}

#[test]
fn incidents_of_two_years_that_stand_mixed_around_new_year_are_two_groups() {
    let archive = Archive::new();
    // By the clock of the world the middle one was between the others.
    for (name, at) in [
        ("a", "2026-01-01T02:00:00Z"),
        ("b", "2025-12-31T19:00:00-08:00"),
        ("c", "2026-01-01T04:00:00Z"),
        ("d", "2025-12-31T23:00:00-08:00"),
    ] {
        archive.incident(name, &format!("title: {name}\ndate: {at}"), "x");
    }
    let site = archive.build();
    let page = site.page("incidents/index.html");
    let place = |what: &str| page.find(what).unwrap_or_else(|| panic!("no `{what}` in {page}"));
    let places = ["<h2>2026", "\"c/\"", "\"a/\"", "<h2>2025", "\"d/\"", "\"b/\""].map(place);
    assert!(places.is_sorted(), "{page}");
    assert_eq!(page.matches("<h2>20").count(), 2, "{page}");
}

#[test]
fn a_zero_byte_file_and_a_bare_list_are_pages() {
    let archive = Archive::new();
    archive
        .file("content/2026-01-01-empty.md", "")
        .file("content/2026-01-02-list.md", "- it broke\n- we fixed it\n");
    let outcome = archive.run(&["build"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    assert!(outcome.stderr.contains("warning[HS003]: the file has no text"), "{}", outcome.stderr);
    let site = crate::archive::Site::read(&archive.site());
    assert_eq!(site.incident("2026-01-01-empty")["title"], "Empty");
    assert_eq!(site.incident("2026-01-02-list")["summary"], "it broke we fixed it");
}

#[test]
fn of_one_day_the_later_number_is_the_newer() {
    let archive = Archive::new();
    for name in ["pm-036", "pm-037", "pm-038"] {
        archive.incident(name, &format!("title: {name}\ndate: 2026-04-22"), "x");
    }
    let site = archive.build();
    let listed = site.json("incidents.json");
    let ids: Vec<&str> =
        listed["incidents"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["pm-038", "pm-037", "pm-036"]);
}

#[test]
fn a_time_in_a_cell_stays_on_one_line() {
    let archive = Archive::new();
    let table = "| Time | Event |\n|---|---|\n| 2023-02-13 07:30 | it broke |\n| 14:05 UTC | 2023-02-13 was the day |\n";
    archive.incident("a", "title: A", table);
    let site = archive.build();
    let page = site.page("incidents/a/index.html");
    assert!(page.contains("<td class=\"stamp\">2023-02-13 07:30</td><td>it broke</td>"), "{page}");
    assert!(page.contains("<td class=\"stamp\">14:05 UTC</td><td>2023-02-13 was the day</td>"), "{page}");
}

#[test]
fn a_heading_above_all_others_does_not_hide_them_in_the_contents() {
    let archive = Archive::new();
    let body = "# Another title\n\n## One\n\nx\n\n## Two\n\nx\n\n## Three\n\nx\n";
    archive.incident("a", "title: A", body);
    let site = archive.build();
    let page = site.page("incidents/a/index.html");
    let contents = page
        .split("class=\"contents\"")
        .nth(1)
        .and_then(|rest| rest.split("</nav>").next())
        .expect("contents");
    for heading in ["One", "Two", "Three"] {
        assert!(contents.contains(&format!(">{heading}</a>")), "{contents}");
    }
    assert!(!contents.contains("level-3"), "{contents}");
}

#[test]
fn a_page_counts_ideas_apart_as_the_reports_do() {
    let archive = Archive::new();
    archive.incident(
        "a",
        "title: A\ndate: 2026-05-01\nactions:\n  - { title: Alert, owner: db }\n  - { title: Think }\n  - { title: Hope }",
        "x",
    );
    let site = archive.build();
    assert!(site.page("incidents/a/index.html").contains("1 open, 2 ideas"));
}

#[test]
fn a_page_that_was_replaced_by_an_older_file_of_another_length_is_restored() {
    let archive = Archive::new();
    archive.incident("a", "title: A\ndate: 2026-01-01", "x");
    let before = archive.build();
    let page = archive.site().join("incidents/a/index.html");
    std::fs::write(&page, "x").unwrap();
    let old = std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    std::fs::File::options().write(true).open(&page).unwrap().set_modified(old).unwrap();
    assert_eq!(archive.build().files, before.files);
}

#[cfg(unix)]
#[test]
fn a_page_that_only_its_owner_may_read_is_published_anew_without_a_manifest_too() {
    use std::os::unix::fs::PermissionsExt as _;
    let archive = Archive::new();
    archive.incident("a", "title: A\ndate: 2026-01-01", "x").build();
    let page = archive.site().join("incidents/a/index.html");
    std::fs::set_permissions(&page, std::fs::Permissions::from_mode(0o600)).unwrap();
    archive.remove("public/hindsite-manifest.json");
    let outcome = archive.run(&["build", "--force"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    assert_eq!(std::fs::metadata(&page).unwrap().permissions().mode() & 0o777, 0o644);
}
