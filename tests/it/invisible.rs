//! Characters that nobody sees: reported with their place, marked in code, and in no title, name or terminal.

use crate::archive::{Archive, Site};

/// Characters that no page and no terminal may have, whatever the script of the text.
const NEVER: [char; 8] =
    ['\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{202e}', '\u{200b}', '\u{e0041}', '\u{feff}'];

/// A postmortem with an invisible character in every kind of place.
fn archive(c: char) -> Archive {
    let archive = Archive::new();
    archive.incident(
        "2026-03-02-a",
        &format!(
            "title: \"Check{c}out gpj.exe\"\nseverity: SEV{c}1\nservices: [check{c}out]\nroot_cause: disk{c}-full\ntags: [da{c}ta]\n\
             authors: [al{c}ice]\nsymptoms: [\"err{c}or\"]\ntrigger: \"a{c}b\"\nteam: \"x{c}y\""
        ),
        &format!(
            "## What{c} happened\n\nText a{c}b and `rm {c}-rf` and [a{c}b](https://e.org \"t{c}u\") ![i{c}j](https://e.org/x.png)\n\n\
             ```sh\necho {c}x\n```\n\n    indented {c}\n\n<b>raw{c}</b> <code>cmd{c}</code> <abbr title=\"o{c}p\">q</abbr>\n\n\
             ## Timeline\n\n- 10:00 UTC be{c}gan\n- 10:05 UTC alert\n- 11:00 UTC resolved\n\n\
             ## Action items\n\n- [ ] Add{c} alert (owner: bo{c}b, due: 2026-04-01)\n\n| a{c} | b |\n|---|---|\n| c | d{c} |\n"
        ),
    );
    archive.incident(
        "2026-04-02-b",
        "title: Another\nseverity: SEV1\nroot_cause: disk-full\nservices: [checkout]",
        "- x",
    );
    archive
}

/// The text files of a site: those that have an invisible character, and the place.
fn holding(site: &Site, c: char) -> Vec<String> {
    let texts = site.files.iter().filter_map(|(name, bytes)| Some((name, std::str::from_utf8(bytes).ok()?)));
    texts
        .filter_map(|(name, text)| {
            let at = text.find(c)?;
            let from = text.floor_char_boundary(at.saturating_sub(60));
            Some(format!("{name}: …{:?}", &text[from..text.ceil_char_boundary((at + 20).min(text.len()))]))
        })
        .collect()
}

#[test]
fn no_page_has_an_invisible_character() {
    for c in NEVER.into_iter().chain(['\u{2066}', '\u{2067}', '\u{200e}', '\u{200f}', '\u{61c}']) {
        let site = archive(c).build();
        assert_eq!(holding(&site, c), Vec::<String>::new(), "{c:?}");
        let page = site.page("incidents/2026-03-02-a/index.html");
        assert!(page.contains(">Checkout gpj.exe</h1>"), "{c:?}");
        let marks = page.matches("<mark class=\"invisible\"").count();
        assert_eq!(marks, 4, "inline, fenced, indented and raw code: {c:?}");
    }
}

#[test]
fn check_names_each_place() {
    let printed = archive('\u{202e}').run(&["check", "--format", "short"]).stdout;
    let lines: Vec<&str> = printed.lines().filter(|line| line.contains("HS019")).collect();
    for place in [
        "a.md:2:8:",
        "a.md:4:12:",
        "a.md:10:7:",
        "a.md:12:8:",
        "a.md:14:18:",
        "a.md:17:6:",
        "a.md:20:14:",
        "a.md:22:",
        "a.md:26:",
        "a.md:34:4:",
    ] {
        assert!(lines.iter().any(|line| line.contains(place)), "{place}: {lines:#?}");
    }
    let human = archive('\u{202e}').run(&["check"]).stdout;
    assert!(human.contains("echo <U+202E>x"), "{human}");
}

#[test]
fn no_command_prints_an_invisible_character() {
    let all: String = NEVER.iter().chain(&['\u{2066}', '\u{2069}', '\u{200f}', '\u{61c}']).collect();
    let archive = Archive::new();
    let front = format!(
        "title: \"שלום A{all}B\"\nroot_cause: disk{all}-full\nservices: [ab{all}c]\nvisibilty{all}: public"
    );
    archive.incident(
        "2026-03-02-a",
        &front,
        &format!("Disk{all} full [x](miss{all}ing.md)\n\n## Action items\n\n- [ ] Fix{all} it"),
    );
    archive.incident("2026-04-02-b", &front, "Disk full again");
    archive.file(&format!("content/2026-05-01-n{all}o.md"), "# Disk full\n\n- x\n");
    for arguments in [
        &["check"][..],
        &["check", "--format", "short"],
        &["check", "--format", "github"],
        &["build"],
        &["search", "disk"],
        &["search", "disk", "--format", "json"],
        &["similar", "content/2026-03-02-a.md"],
        &["similar", "content/2026-03-02-a.md", "--format", "json"],
        &["report"],
        &["report", "causes"],
        &["report", "follow-ups", "--format", "markdown"],
        &["report", "--format", "markdown"],
        &["report", "follow-ups", "--format", "csv"],
    ] {
        let outcome = archive.run(arguments);
        let printed = outcome.stdout + &outcome.stderr;
        assert!(!printed.is_empty(), "{arguments:?}");
        let found: Vec<char> = all.chars().filter(|c| printed.contains(*c)).collect();
        assert_eq!(found, Vec::<char>::new(), "{arguments:?}: {printed}");
    }
}

#[test]
fn right_to_left_names_are_isolated_and_keep_their_marks() {
    for title in ["התשלום נכשל (API)", "تعطل الدفع\u{200f}!", "קריסה \u{2066}DB-1\u{2069} שנייה"]
    {
        let archive = Archive::new();
        archive.incident("2026-03-02-a", &format!("title: \"{title}\"\nservices: [\"שירות\"]"), "- x");
        let site = archive.build();
        for page in ["incidents/2026-03-02-a/index.html", "incidents/index.html", "index.html"] {
            assert!(site.page(page).contains(&format!("<bdi>{title}</bdi>")), "{page}: {title}");
        }
        assert!(site.page("services/index.html").contains("<bdi>שירות</bdi>"));
        assert!(!archive.run(&["check", "--format", "short"]).stdout.contains("HS019"), "{title}");
    }
}

#[test]
fn a_file_name_that_reads_otherwise_is_reported() {
    for name in ["2026-03-02-\u{202e}dm", "2026-03-02-a\u{200b}b", "2026-03-02-\u{2066}x\u{2069}"] {
        let archive = Archive::new();
        archive.file(&format!("content/{name}.md"), "- it broke\n");
        let printed = archive.run(&["check", "--format", "short"]).stdout;
        assert!(printed.contains("HS019") && printed.contains("the name of the file has"), "{printed}");
        assert!(!printed.chars().any(|c| name.contains(c) && !c.is_ascii()), "{printed}");
    }
}
