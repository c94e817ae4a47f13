//! The last look at a public edition: what it finds that no earlier stage withheld, and what it takes for no secret.

use crate::archive::{Archive, Outcome};

const PUBLIC: &str = "title: Checkout was slow\ndate: 2026-01-01\nvisibility: public";
const SECRET: &str = "content/2026-02-03-secret.md";

fn publish(archive: &Archive, arguments: &[&str]) -> Outcome {
    archive.run(&[&["build", "--audience", "public"], arguments].concat())
}

/// An archive with a secret, and a public document that says of it what it must not. Keys that are not ours are shown as
/// they are, so that nothing but the last look stands between a value and its reader.
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

fn assert_stopped(archive: &Archive, page: &str, what: &str, of: &str) {
    let outcome = publish(archive, &[]);
    assert_eq!(outcome.code, 1, "{what}: {}", outcome.stderr);
    let expected =
        format!("error[HS210]: the public page `{page}` would say {what} of `{of}`, which is withheld");
    assert!(outcome.stderr.contains(&expected), "{expected}\n{}", outcome.stderr);
    assert!(!archive.site().exists());
}

#[test]
fn every_sort_of_what_is_withheld_stops_the_build_that_would_say_it() {
    let page = "incidents/2026-01-01-public/index.html";
    let said = |what: &str, secret: &str, body: &str, public: &str| {
        assert_stopped(&careless(secret, body, public, "Slow."), page, what, SECRET);
    };
    said("the title", "title: Heartbleed", "x", "see: heartbleed");
    said("the title", "title: Vault & keys were copied", "x", "see: vault & keys were copied");
    said("the file name", "", "![x](vault-plan.png)", "see: vault_plan");
    said("an owner or author", "authors: [kim]", "x", "called: Kim");
    said(
        "an owner or author",
        "actions: [{ title: Turn, owner: '@kim', due: 2026-03-01 }]",
        "x",
        "called: kim",
    );
    let company = "customer: Initech of Austin";
    said("text", "", "- Initech of Austin", company);
    said("text", "symptoms: [Initech of Austin]", "x", company);
    said("text", "trigger: Initech of Austin", "x", company);
    said("text", "summary: Initech of Austin", "x", company);
    said("text", "actions: [{ title: Initech of Austin, owner: sales }]", "x", company);
    said("text", "", "They had all been copied to the host called db7x9q by then.", "host: db7x9q");
    said(
        "text",
        "",
        "It was Wolkenkuckucksheim, as we had feared from the very beginning.",
        "from: Wolkenkuckucksheim",
    );
}

#[test]
fn an_internal_part_of_a_public_document_is_looked_for_too() {
    let archive = Archive::new();
    let front = format!("{PUBLIC}\ncustomer: Initech of Austin");
    archive.incident("a", &front, "Slow.\n\n<!-- internal -->\n- Initech of Austin\n<!-- /internal -->");
    assert_stopped(&archive, "incidents/a/index.html", "text", "content/a.md");
}

#[test]
fn the_title_of_a_draft_is_withheld_until_drafts_are_asked_for() {
    let archive = careless(
        "title: Keys were copied\nvisibility: public\nstatus: draft",
        "x",
        "see: keys were copied",
        "x",
    );
    assert_stopped(&archive, "incidents/2026-01-01-public/index.html", "the title", SECRET);
    let outcome = publish(&archive, &["--drafts"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
}

#[test]
fn a_title_is_found_in_spite_of_markup_and_in_the_name_of_a_file() {
    // So long that the summary has nothing of what follows.
    let slow = "It was slow. ".repeat(60);
    let archive = careless("", "x", "", &format!("{slow}\n\n## Notes\n\nAs when *keys* were `copied`."));
    assert_stopped(&archive, "incidents/2026-01-01-public/index.html", "the title", SECRET);
    let archive = careless("", "x", "", "Slow.");
    archive.file("static/keys-were-copied.txt", "");
    assert_stopped(&archive, "keys-were-copied.txt", "the title", SECRET);
    // In JSON, the text stands right behind the `\n` that ends its heading.
    let archive = careless("", "x", "", &format!("{slow}\n\n## Notes\n\nKeys were copied."));
    let outcome = archive.run(&["export", "--audience", "public", "--format", "quickwit", "--output", "out"]);
    assert_eq!(outcome.code, 1, "{}", outcome.stderr);
    assert!(outcome.stderr.contains("the export would say the title"), "{}", outcome.stderr);
}

#[test]
fn the_name_of_a_folder_stands_for_a_document_that_has_none_of_its_own() {
    let archive = careless("", "x", "see: vault-copies", "Slow.");
    archive.file("content/vault-copies/index.md", "---\ntitle: Copied\ndate: 2026-02-04\n---\nx\n");
    let page = "incidents/2026-01-01-public/index.html";
    assert_stopped(&archive, page, "the file name", "content/vault-copies/index.md");
}

#[test]
fn words_that_are_allowed_may_be_said() {
    let archive = careless("", "- Initech of Austin", "customer: Initech of Austin", "Slow.");
    assert_eq!(publish(&archive, &[]).code, 1);
    archive.file("hindsite.toml", "[public]\nallow = [\"Initech of Austin\"]\n");
    let outcome = publish(&archive, &[]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
}

#[test]
fn a_name_that_many_files_have_and_the_folder_of_a_public_document_are_no_secrets() {
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
