//! The leak check of a public edition: what it finds, what it allows, and what it reports.

use crate::archive::{Archive, Outcome, Site, TODAY};

const PUBLIC: &str = "title: Checkout was slow\ndate: 2026-01-01\nvisibility: public";
const SECRET: &str = "content/2026-02-03-secret.md";
const PAGE: &str = "incidents/2026-01-01-public/index.html";
/// Twelve words.
const SENTENCE: &str = "Initech of Austin lost nine invoices because our importer ran twice overnight";

fn publish(archive: &Archive, arguments: &[&str]) -> Outcome {
    archive.run(&[&["build", "--audience", "public"], arguments].concat())
}

/// An archive with a secret, and a public document that must not say it.
fn careless(secret: &str, secret_body: &str, public: &str, public_body: &str) -> Archive {
    let archive = Archive::new();
    let secret = match secret.contains("title:") {
        true => format!("date: 2026-02-03\n{secret}"),
        false => format!("title: Keys were copied\ndate: 2026-02-03\n{secret}"),
    };
    archive.incident("2026-02-03-secret", &secret, secret_body);
    archive.incident("2026-01-01-public", &format!("{PUBLIC}\n{public}"), public_body);
    archive
}

fn assert_stopped(archive: &Archive, page: &str, what: &str, of: &str) -> String {
    let outcome = publish(archive, &[]);
    assert_eq!(outcome.code, 1, "{what}: {}", outcome.stderr);
    let expected =
        format!("error[HS210]: the public page `{page}` would say {what} of `{of}`, which is withheld");
    assert!(outcome.stderr.contains(&expected), "{expected}\n{}", outcome.stderr);
    assert!(!archive.site().exists());
    outcome.stderr
}

fn assert_published(archive: &Archive, what: &str) -> Site {
    let outcome = publish(archive, &["--strict"]);
    assert_eq!(outcome.code, 0, "{what}: {}", outcome.stderr);
    Site::read(&archive.site())
}

#[test]
fn every_kind_of_withheld_phrase_stops_the_build() {
    let said = |what: &str, secret: &str, body: &str, public: &str| {
        assert_stopped(&careless(secret, body, public, "Slow."), PAGE, what, SECRET);
    };
    said("the title", "title: Heartbleed", "x", "see: heartbleed");
    said("the title", "title: Vault & keys were copied", "x", "see: vault & keys were copied");
    said("the file name", "", "![x](vault-plan.png)", "see: vault_plan");
    said("the file name", "aliases: [vault-and-keys]", "x", "see: Vault and keys");
    said("an owner or author", "authors: [kim]", "x", "called: Kim");
    said("an owner or author", "authors: ['Kim, Ana Gómez']", "x", "called: ANA GÓMEZ");
    said(
        "an owner or author",
        "actions: [{ title: Turn, owner: '@kim', due: 2026-03-01 }]",
        "x",
        "called: kim",
    );
    said("a field", "customer: Initech", "x", "of: INITECH");
    said("a field", "deal: { names: [Initech of Austin, x] }", "x", "of: initech, of Austin");
    let quoted = format!("note: {SENTENCE}");
    said("text", "", SENTENCE, &quoted);
    said("text", "", &format!("<!-- {SENTENCE} -->\n\nx"), &quoted);
    said("text", &format!("symptoms: ['{SENTENCE}']"), "x", &quoted);
    said("text", &format!("trigger: {SENTENCE}"), "x", &quoted);
    said("text", &format!("summary: {SENTENCE}"), "x", &quoted);
    said("text", &format!("customer: {SENTENCE}"), "x", &quoted);
    said("text", &format!("actions: [{{ title: '{SENTENCE}', owner: sales }}]"), "x", &quoted);
}

#[test]
fn planted_leaks_are_found_in_every_place_of_a_public_document() {
    let long = "It was slow. ".repeat(60);
    for (what, secret, body, public) in [
        ("the title", "", "x", "![Keys were copied](a.png)"),
        ("the title", "", "x", "![a](https://a.example/a.png \"keys were copied\")"),
        ("the title", "", "x", "<b title=\"x\">Ke</b>ys <i>were</i> co<wbr>pied"),
        ("the title", "", "x", "Ｋｅｙｓ　ｗｅｒｅ　ｃｏｐｉｅｄ"),
        ("the title", "", "x", "Keys we\u{200b}re co\u{ad}pied"),
        ("the title", "", "x", "K&#101;ys were&nbsp;copied"),
        ("the title", "", "x", "[a](https://a.example/keys%20were%20copied)"),
        ("the title", "", "x", "```\nlet x = keys_were_copied;\n```"),
        ("the title", "", "x", "<img src=\"https://a.example/a.png\" alt=\"keys were copied\">"),
        ("the title", "", "x", "## As when keys were copied"),
        ("the title", "", "x", "<details><summary>x</summary>Keys were copied</details>"),
        ("the title", "", "x", "| a | b |\n|---|---|\n| x | *keys* were `copied` |"),
        (
            "an owner or author",
            "authors: [Kim Larsen]",
            "x",
            "| who | what |\n|---|---|\n| Kim Larsen | restarted |",
        ),
        ("an owner or author", "authors: [Kim Larsen]", "x", "Thanks to **Kim** Larsen."),
        ("a field", "customer: Initech", "x", "As seen by Initech."),
        ("the file name", "", "x", "See 2026-02-03-SECRET."),
        ("text", "", SENTENCE, SENTENCE),
        (
            "text",
            "",
            &format!("We saw: {SENTENCE}, and more."),
            &format!("> {}", SENTENCE.replace(' ', "\n> ")),
        ),
        ("text", "", &format!("- *{SENTENCE}*\n"), &format!("A quotation: {}.", SENTENCE.to_uppercase())),
        (
            "text",
            "",
            "顧客のデータベースが夜間に削除され、全ての請求書が失われた。",
            "昨夜、顧客のデータベースが夜間に削除され、全ての請求書が失われたという。",
        ),
        ("text", "", &format!("x [{}](https://a.example/x)", SENTENCE), SENTENCE),
    ] {
        let archive = careless(secret, body, "", &format!("{long}\n\n{public}"));
        archive.file("content/a.png", "png");
        assert_stopped(&archive, PAGE, what, SECRET);
    }
}

#[test]
fn planted_leaks_are_found_in_files_beside_the_pages() {
    for (name, content) in [
        ("keys-were-copied.txt", "x".as_bytes().to_vec()),
        ("keys%20were%20copied.txt", b"x".to_vec()),
        ("notes.txt", b"As when keys were copied.".to_vec()),
        ("data.json", br#"{"title":"K\u0065ys were\ncopied"}"#.to_vec()),
        ("about.html", b"<p>Keys <b>we</b>re co&#112;ied</p>".to_vec()),
        (
            "plan.svg",
            b"<svg xmlns=\"http://www.w3.org/2000/svg\"><text>Keys were copied</text></svg>".to_vec(),
        ),
        ("plan.ics", b"BEGIN:VEVENT\r\nSUMMARY:Keys we\r\n re copied\r\n".to_vec()),
        ("list.csv", b"1;\"Keys were copied\"".to_vec()),
        ("notes-16.txt", "\u{feff}Keys were copied".encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("picture.png", [&b"\x89PNG\r\n\x1a\ntEXtTitle\0"[..], b"Keys were copied\0\xff\xfe"].concat()),
    ] {
        let archive = careless("", "x", "", "Slow.");
        archive.file(&format!("static/{name}"), content);
        assert_stopped(&archive, name, "the title", SECRET);
    }
    let archive = careless("", "x", "", "Slow, see [the log](boot.log).");
    archive.file("content/boot.log", "10:00 keys were copied");
    let outcome = publish(&archive, &[]);
    assert!(outcome.code == 1 && outcome.stderr.contains("would say the title"), "{}", outcome.stderr);
}

#[test]
fn an_internal_part_of_a_public_document_is_searched_for() {
    for (front, internal, what) in [
        (format!("note: {SENTENCE}"), format!("- {SENTENCE}"), "text"),
        (
            "called: kim larsen".to_owned(),
            "## Action items\n\n- [ ] Turn keys (@kim-larsen, due 2026-03-01)".to_owned(),
            "an owner or author",
        ),
        ("see: vault_plan".to_owned(), "![x](vault-plan.png)".to_owned(), "the file name"),
    ] {
        let archive = Archive::new();
        let body = format!("Slow.\n\n<!-- internal -->\n{internal}\n<!-- /internal -->\n\n## More\n\nx");
        archive.incident("a", &format!("{PUBLIC}\n{front}"), &body);
        assert_stopped(&archive, "incidents/a/index.html", what, "content/a.md");
    }
}

#[test]
fn a_draft_is_withheld_until_drafts_are_asked_for() {
    let archive = careless(
        "title: Keys were copied\nvisibility: public\nstatus: draft",
        "x",
        "see: keys were copied",
        "x",
    );
    assert_stopped(&archive, PAGE, "the title", SECRET);
    let outcome = publish(&archive, &["--drafts"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
}

#[test]
fn an_export_is_searched_too() {
    let slow = "It was slow. ".repeat(60);
    // In JSON, the text stands right behind the `\n` that ends its heading.
    let archive = careless("", "x", "", &format!("{slow}\n\n## Notes\n\nKeys were copied."));
    let outcome = archive.run(&["export", "--audience", "public", "--format", "quickwit", "--output", "out"]);
    assert_eq!(outcome.code, 1, "{}", outcome.stderr);
    assert!(outcome.stderr.contains("the export would say the title"), "{}", outcome.stderr);
}

#[test]
fn a_folder_names_a_document_that_has_a_generic_name() {
    let archive = careless("", "x", "see: vault-copies", "Slow.");
    archive.file("content/vault-copies/index.md", "---\ntitle: Copied\ndate: 2026-02-04\n---\nx\n");
    assert_stopped(&archive, PAGE, "the file name", "content/vault-copies/index.md");
}

#[test]
fn allowed_words_of_any_length_may_be_published() {
    for (secret, public) in [
        ("customer: Initech of Austin".to_owned(), "of: Initech of Austin".to_owned()),
        ("authors: [Kim]".to_owned(), "called: Kim".to_owned()),
        (format!("trigger: {SENTENCE}"), format!("note: {SENTENCE}")),
        ("title: Vault keys".to_owned(), "see: vault keys".to_owned()),
    ] {
        let archive = careless(&secret, "x", &public, "Slow.");
        assert_eq!(publish(&archive, &[]).code, 1, "{secret}");
        let words = public.split_once(": ").map_or("", |(_, words)| words);
        archive.file("hindsite.toml", format!("[public]\nallow = [\"Foo\", \"as {words} said\"]\n"));
        assert_published(&archive, &secret);
        // A part of the words does not allow the whole.
        archive.file("hindsite.toml", format!("[public]\nallow = [\"{}\"]\n", &words[..words.len() - 1]));
        assert_eq!(publish(&archive, &[]).code, 1, "{secret}");
    }
}

#[test]
fn what_the_configuration_names_may_be_published() {
    let archive =
        careless("actions: [{ title: Turn, owner: payments, due: 2026-03-01 }]", "x", "", "Payments called.");
    assert_eq!(publish(&archive, &[]).code, 1);
    archive.file("hindsite.toml", "[services.checkout]\nowner = \"payments\"\n");
    assert_published(&archive, "an owner");
    let archive = careless(
        "title: Expired certificate\nauthors: [Team Acme]",
        "x",
        "",
        "An expired certificate of the Acme team.",
    );
    assert_eq!(publish(&archive, &[]).code, 1);
    archive.file(
        "hindsite.toml",
        "title = \"Postmortems of team Acme\"\n[causes.cert]\ntitle = \"Expired certificate\"\n",
    );
    assert_published(&archive, "a cause and a title");
}

#[test]
fn what_public_documents_state_themselves_may_be_published() {
    let names = "authors: [The whole on call team of the payments area]\nservices: [checkout, payments api]\ntags: [region-eu]\nlayout: post-wide\n";
    let secret = format!("title: Payments API\nlead: region-eu\n{names}");
    let archive = careless(
        &secret,
        "An internationalization mistake.",
        names,
        "An internationalization mistake of payments api in region-eu.",
    );
    let actions = "actions: [{ title: Turn, owner: Kim Larsen, due: 2026-03-01 }]";
    archive.incident("2026-01-02-a", &format!("title: A\ndate: 2026-01-02\n{actions}"), "x");
    archive.incident(
        "2026-01-03-b",
        &format!("title: B\ndate: 2026-01-03\nvisibility: public\n{actions}"),
        "By Kim Larsen.",
    );
    archive.file("hindsite.toml", "description = \"On internationalization\"\n");
    assert_published(&archive, "stated names and shared words");
}

#[test]
fn text_of_a_template_may_be_published() {
    let body = format!("{SENTENCE}, as always.\n\nOur team is called wanderers.");
    let archive = careless("authors: [wanderers]", &body, "", &body);
    assert_eq!(publish(&archive, &[]).code, 1);
    // Two documents on each side share what one copied from the other, or both from their template.
    archive.incident("2026-02-04-other", "title: Other\ndate: 2026-02-04\nauthors: [wanderers]", &body);
    assert_eq!(publish(&archive, &[]).code, 1);
    archive.incident("2026-01-02-another", "title: Another\ndate: 2026-01-02\nvisibility: public", &body);
    assert_published(&archive, "a template");
}

#[test]
fn names_that_many_files_have_are_no_secrets() {
    let archive = Archive::new();
    let body = "The README and the first incident report were wrong.";
    archive.incident("payments-team/2026-01-01-slow", PUBLIC, body);
    archive.file("content/payments-team/README.md", "# How we write\n\nx\n");
    archive.incident("2026-02-03-vault/incident-report", "title: Keys were copied\ndate: 2026-02-03", "x");
    let outcome = publish(&archive, &[]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let says = format!("{PUBLIC}\nsee: 2026-02-03-vault");
    archive.incident("payments-team/2026-01-01-slow", &says, body);
    let outcome = publish(&archive, &[]);
    assert!(outcome.stderr.contains("would say the file name"), "{}", outcome.stderr);
}

#[test]
fn a_phrase_of_a_template_is_a_leak_where_a_document_says_it() {
    for title in ["Checkout returned 503 for 41 minutes", "Disk full", "Connection pool"] {
        let archive = careless(&format!("title: {title}"), "x", "", "Slow.");
        assert_published(&archive, title);
        for (public, body) in
            [(format!("see: {title}"), "Slow.".to_owned()), (String::new(), format!("As with **{title}**."))]
        {
            assert_stopped(
                &careless(&format!("title: {title}"), "x", &public, &body),
                PAGE,
                "the title",
                SECRET,
            );
        }
    }
    // What a team's own template says is searched like a document.
    let archive = careless("", "x", "", "Slow.");
    archive.file("hindsite.toml", "theme = \"own\"\n");
    archive.file("themes/own/templates/404.html", "{# keys were copied #}<p>Not here</p>");
    assert_published(&archive, "a comment in a template");
    archive.remove("public/hindsite-manifest.json");
    std::fs::remove_dir_all(archive.site()).unwrap();
    archive.file("themes/own/templates/404.html", "<p>Not since keys were copied</p>");
    assert_stopped(&archive, "404.html", "the title", SECRET);
}

#[test]
fn a_leak_names_page_line_and_words_but_no_words_in_ci() {
    let build = |archive: &Archive, ci: Option<&str>, arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_hindsite"));
        command.current_dir(archive.root()).args(["--today", TODAY, "--color", "never"]);
        command.args(["build", "--audience", "public"]).args(arguments).env_remove("CI");
        let output = command.envs(ci.map(|value| ("CI", value))).output().expect("hindsite runs");
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    for (secret, body, public, line, words) in [
        ("authors: [Kim Larsen]", "x", "Thanks to *Kim Larsen*.", 4, "Kim Larsen"),
        (
            "",
            "x\n\nInitech of Austin lost nine invoices because our **importer** ran twice overnight, they say",
            SENTENCE,
            8,
            SENTENCE,
        ),
        ("customer: Initech", "x", "Seen by INITECH.", 4, "INITECH"),
    ] {
        let archive = careless(secret, body, "", &format!("Slow.\n\n{public}"));
        let secrets = ["larsen", "initech", "invoices", "importer"];
        let shown = |log: &str| secrets.iter().any(|secret| log.to_lowercase().contains(secret));
        for (ci, arguments) in [(None, &[][..]), (Some("false"), &[]), (Some("true"), &["--show-matches"])] {
            let log = build(&archive, ci, arguments);
            assert!(log.contains(PAGE) && log.contains(&format!("--> {SECRET}:{line}:")), "{log}");
            assert!(log.contains("reword `content/2026-01-01-public.md:9`"), "{log}");
            assert!(log.contains(&format!("allow the words `{words}`")), "{log}");
        }
        for ci in ["true", "1", "woodpecker"] {
            let log = build(&archive, Some(ci), &[]);
            assert!(log.contains(PAGE) && log.contains(&format!("--> {SECRET}:{line}:")), "{log}");
            assert!(
                log.contains("reword `content/2026-01-01-public.md:9`") && log.contains("--show-matches"),
                "{log}"
            );
            assert!(!shown(&log), "{log}");
        }
    }
}

#[test]
fn a_leak_in_many_files_is_reported_once() {
    let archive = careless("", "x", "", "Keys were copied.");
    let log = assert_stopped(&archive, PAGE, "the title", SECRET);
    assert_eq!(log.matches("error[HS210]").count(), 1, "{log}");
    assert!(log.contains("other files)"), "{log}");
}

#[test]
fn the_examples_of_the_readme_can_be_published() {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let block = |language: &str, start: &str| {
        let fence = format!("```{language}\n");
        let mut texts = readme.split(&fence).skip(1).filter_map(|rest| Some(rest.split_once("\n```")?.0));
        texts.find(|text| text.contains(start)).expect("an example").to_owned()
    };
    let (config, postmortem) = (block("toml", "[services.checkout]"), block("markdown", "root_cause:"));
    let archive = Archive::new();
    archive.file("hindsite.toml", &config);
    archive.file("content/2026-03-02-checkout.md", &postmortem);
    archive.incident("2026-01-01-public", &format!("{PUBLIC}\nservices: [checkout]\nroot_cause: expired-certificate\nactions:\n  - {{ title: Renew, owner: payments, due: 2026-02-01 }}"), "Payments renewed the certificate.");
    assert_published(&archive, "beside a public document");
    archive
        .file("content/2026-03-02-checkout.md", postmortem.replacen("---\n", "---\nvisibility: public\n", 1));
    let site = assert_published(&archive, "as a public document");
    assert!(site.files.contains_key("incidents/2026-03-02-checkout/index.html"));
}
