use super::*;
use crate::config::Config;
use crate::incident::front_matter;
use proptest::prelude::*;

fn conventions(is_public: bool) -> Conventions {
    Conventions::new(&Config::default()).public(is_public)
}

/// What front matter of lines states, and the codes of what is wrong with it in a public build.
fn stated(front: &str) -> (Publication, Vec<(Code, Severity)>) {
    let (front, problems) = front_matter::read(&"a.md".into(), front);
    assert!(problems.iter().all(|problem| problem.severity != Severity::Error), "{problems:?}");
    let (publication, found) = read(&"a.md".into(), &front.entries, &conventions(true));
    (publication, found.into_iter().map(|diagnostic| (diagnostic.code, diagnostic.severity)).collect())
}

fn yaml(lines: &str) -> (Publication, Vec<(Code, Severity)>) {
    stated(&format!("---\ntitle: A\n{lines}\n---\n"))
}

fn is_draft(lines: &str) -> bool {
    yaml(lines).0.status == Some(Status::Draft)
}

/// Whether a public build shows a document with this front matter beside `visibility: public`.
fn is_published(lines: &str) -> bool {
    is_shown(&format!("{lines}\nvisibility: public"))
}

/// Whether a public build shows a document with this front matter.
fn is_shown(lines: &str) -> bool {
    let (publication, found) = yaml(lines);
    let is_stopped = found.iter().any(|(_, severity)| *severity == Severity::Error);
    !is_stopped
        && publication.status != Some(Status::Draft)
        && publication.visibility == Some(Visibility::Public)
}

#[test]
fn a_marker_that_is_not_plainly_false_means_draft() {
    for marker in [
        "draft: true",
        "draft: yes",
        "draft: on",
        "draft: 1",
        "draft: \"true\"",
        "draft: 'Yes'",
        "Draft: true",
        "DRAFT: y",
        "dr\u{200b}aft: true",
        "is_draft: true",
        "isDraft: true",
        "draft: ja",
        "draft: maybe",
        "draft: no?",
        "draft: [true]",
        "draft: {until: May}",
        "draft: final",
        "draft: 2",
        "draft: はい",
        "published: false",
        "published: no",
        "publish: off",
        "Published: 'false'",
        "published: not yet",
        "hidden: true",
        "hidden: until Friday",
        "unlisted: yes",
        "wip: true",
        "params: {draft: true}",
        "meta.draft: true",
        "status: [draft]",
        "status: Draft, in review",
        "status: WIP",
        "status: work in progress",
        "status: {state: draft}",
        "status: 下書き",
        "status: Entwurf",
        "Status: drfat",
        "status: not published yet",
        "status: unpublished",
        "visible: false",
        "state: draft",
        "do_not_publish: true",
        "drfat: true",
        "publshed: no",
        "statsu: draft",
    ] {
        assert!(is_draft(marker), "{marker}");
    }
}

#[test]
fn a_marker_that_is_plainly_false_or_empty_is_none() {
    for marker in [
        "draft: false",
        "draft: no",
        "draft: off",
        "draft: 0",
        "draft: 'false'",
        "Draft: No",
        "draft: nein",
        "draft:",
        "draft: ''",
        "draft: ~",
        "draft: []",
        "published: true",
        "published: 2026-03-02",
        "published: https://example.org/",
        "published:",
        "hidden: false",
        "status: final",
        "status:",
        "drafter: ann",
        "params: {draft: false}",
    ] {
        assert!(!is_draft(marker), "{marker}");
        assert!(is_published(marker), "{marker}");
    }
}

#[test]
fn an_unclear_marker_is_reported() {
    for marker in ["draft: maybe", "draft: no?", "published: soon", "hidden: until Friday"] {
        assert_eq!(yaml(marker).1, [(Code::UnclearDraft, Severity::Warning)], "{marker}");
    }
    assert_eq!(yaml("draft: yes").1, []);
}

#[test]
fn toml_and_json_say_the_same() {
    for front in [
        "+++\ndraft = \"true\"\n+++\n",
        "+++\ndraft = true\n+++\n",
        "+++\n[params]\nDraft = 1\n+++\n",
        "+++\nstatus = [\"draft\"]\n+++\n",
        "{\"draft\": \"yes\"}\n",
        "{\"Published\": false}\n",
        "{\"meta\": {\"status\": \"draft\"}}\n",
        ";;;\n{\"hidden\": 1}\n;;;\n",
    ] {
        assert_eq!(stated(front).0.status, Some(Status::Draft), "{front}");
    }
}

#[test]
fn the_state_of_an_incident_is_that_of_a_finished_document() {
    for status in [
        "Resolved",
        "resolved!",
        "Complete, action items in progress",
        "Action Items In Progress",
        "monitoring",
        "closed",
        "Mitigated (watching)",
        "✅ Fixed",
        "Resolved with compromises",
        "Solution Deployed ✅",
        "Identified",
        "ongoing",
        "完了",
        "根因确认",
        "復旧済み",
        "abgeschlossen",
        "Fully resolved (PR 1098)",
        "Rolled back",
        "Resolved for internal users",
    ] {
        assert_eq!(values::status(status), StatusReading::Known(Status::Final), "{status}");
        assert!(is_published(&format!("status: \"{status}\"")), "{status}");
    }
}

#[test]
fn an_unclear_status_withholds_from_the_public() {
    for status in [
        "confidential",
        "embargo",
        "under embargo until May",
        "do not publish",
        "Complete (internal only)",
        "Resolved, do not publish",
        "private",
        "legal hold",
        "secret",
        "社外秘",
        "TBD",
        "perhaps",
        "nda",
    ] {
        let (publication, found) = yaml(&format!("status: {status}\nvisibility: public"));
        assert_eq!(publication.visibility, Some(Visibility::Internal), "{status}");
        assert_eq!(found, [(Code::UnknownWord, Severity::Warning)], "{status}");
    }
}

#[test]
fn a_slip_in_a_key_or_value_stops_a_public_build() {
    for line in [
        "visibiliy: internal",
        "visiblity: public",
        "Visibilty: restricted",
        "vis: internal",
        "visbility: internal",
        "visibillity: x",
        "draf: true",
        "darft: true",
        "statsu: draft",
        "publshed: false",
        "meta: {visibiliy: internal}",
        "visibility: publc",
        "visibility: open",
        "visibility: everyone",
        "visibility: public?",
        "visibility: public (later)",
        "visibility: true",
        "visibility: [public, evryone]",
    ] {
        let (_, found) = yaml(line);
        assert!(found.iter().any(|(_, severity)| *severity == Severity::Error), "{line}: {found:?}");
    }
    for line in [
        "state: x",
        "stats: x",
        "publisher: Acme",
        "date: 2026-01-01",
        "craft: x",
        "published_at: 2026-01-01",
    ] {
        assert!(is_published(line), "{line}");
    }
}

#[test]
fn of_several_statements_the_strictest_counts() {
    for line in [
        "Visibility: internal",
        "VISIBILITY: restricted",
        "\"visibility \": internal",
        "ｖｉｓｉｂｉｌｉｔｙ: internal",
        "meta: {visibility: internal}",
        "meta.visibility: restricted",
        "extra: {hindsite: {visibility: [internal]}}",
        "classification: Confidential",
        "tlp: TLP:RED",
        "confidential: true",
        "private: yes",
        "internal: 1",
        "public: false",
        "public: no",
        "embargo: 2026-05-01",
        "公開範囲: 社内",
        "audience: internal only",
        "Vis\u{200b}ibility: internal",
    ] {
        assert!(!is_published(line), "{line}");
    }
    for line in ["visibility: \"public\"", "Visibility: Public", "visibility: [public]", "VISIBILITY: PUBLIC"]
    {
        assert!(is_shown(line), "{line}");
    }
    for line in [
        "classification: SEV1",
        "audience: public",
        "private: false",
        "public: true",
        "access: VPN",
        "classification: Security / secret leaked",
    ] {
        assert!(is_published(line), "{line}");
    }
    let claims = yaml("visibility: public\nconfidential: true").1;
    assert_eq!(claims, [(Code::VisibilityDisagrees, Severity::Warning)]);
}

#[test]
fn nothing_but_visibility_makes_a_document_public() {
    for line in [
        "public: true",
        "audience: public",
        "published: true",
        "meta: {visibility: public}",
        "status: public",
        "publish: yes",
    ] {
        assert_ne!(yaml(line).0.visibility, Some(Visibility::Public), "{line}");
    }
}

#[test]
fn the_statement_that_counts_is_kept_as_written() {
    let publication = yaml("published: no\ndraft: yes\nvisibility: public\nconfidential: true").0;
    assert_eq!(publication.draft_because.as_deref(), Some("`published: no`"));
    assert_eq!(publication.visibility_because.as_deref(), Some("`confidential: true`"));
}

#[test]
fn the_head_can_withhold_and_never_publish() {
    let head = |key: &str, value: &str, front: Option<Visibility>| {
        let stated = Stated { key: key.into(), value: value.into(), span: 0..1, links: vec![] };
        let before = Publication { visibility: front, ..Publication::default() };
        restrict(before, &"a.md".into(), &[stated], &conventions(true)).0
    };
    for (key, value) in [
        ("Status", "draft"),
        ("ステータス", "Draft"),
        ("状态", "草稿"),
        ("Report status", "Draft – do not share"),
        ("Statut", "brouillon"),
        ("Draft", "yes"),
        ("Published", "no"),
    ] {
        assert_eq!(head(key, value, Some(Visibility::Public)).status, Some(Status::Draft), "{key}: {value}");
    }
    for (key, value) in [
        ("Visibility", "Internal"),
        ("公開範囲", "社内"),
        ("Confidential", "yes"),
        ("Status", "Complete (internal only)"),
        ("Classification", "confidential"),
    ] {
        assert!(
            head(key, value, Some(Visibility::Public)).visibility > Some(Visibility::Public),
            "{key}: {value}"
        );
    }
    for (key, value) in [
        ("Status", "Resolved"),
        ("Status", "the writer is full"),
        ("Visibility", "EU customers saw errors"),
        ("Audience", "SRE"),
    ] {
        let found = head(key, value, Some(Visibility::Public));
        assert_eq!((found.status, found.visibility), (None, Some(Visibility::Public)), "{key}: {value}");
    }
    assert_eq!(head("Visibility", "Public", None).visibility, None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn nothing_near_a_draft_marker_is_published_silently(
        key in prop::sample::select(&["draft", "Draft", "DRAFT", "is_draft", "hidden", "wip", "params.draft"][..]),
        value in "[a-zA-Z0-9?!~_]{1,8}|true|yes|on|1|ja|y",
        quote in prop::sample::select(&["", "\"", "'"][..]),
    ) {
        let plain = ["no", "n", "false", "f", "off", "never", "nein", "non", "nao", "falso", "falsch", "niet", "nej", "nee",
            "hayir", "none", "nil", "null", "disabled", "not"];
        let is_false = plain.contains(&value.to_lowercase().trim_matches('_')) || value.parse::<f64>() == Ok(0.0);
        let (front, _) = front_matter::read(&"a.md".into(), &format!("---\n{key}: {quote}{value}{quote}\n---\n"));
        let (publication, _) = read(&"a.md".into(), &front.entries, &conventions(true));
        let is_shown = publication.status != Some(Status::Draft);
        prop_assert!(!is_shown || is_false || front.entries.iter().all(|entry| entry.node.text().is_none()), "{value}");
    }

    #[test]
    fn a_slip_in_visibility_never_publishes(
        at in 0..10_usize, kind in 0..4_u8, letter in prop::char::range('a', 'z'),
        value in prop::sample::select(&["internal", "restricted", "team", "x"][..]),
    ) {
        let mut letters: Vec<char> = "visibility".chars().collect();
        match kind {
            0 => letters.insert(at, letter),
            1 => drop(letters.remove(at)),
            2 => letters[at] = letter,
            _ => letters.swap(at, (at + 1) % 10),
        }
        let key: String = letters.into_iter().collect();
        prop_assert!(key == "visibility" || !is_published(&format!("{key}: {value}")), "{key}");
    }

    #[test]
    fn a_slip_in_public_is_no_permission(at in 0..6_usize, kind in 0..3_u8, letter in prop::char::range('a', 'z')) {
        let mut letters: Vec<char> = "public".chars().collect();
        match kind {
            0 => letters.insert(at, letter),
            1 => drop(letters.remove(at)),
            _ => letters.swap(at, (at + 1) % 6),
        }
        let value: String = letters.into_iter().collect();
        let visibility = yaml(&format!("visibility: \"{value}\"")).0.visibility;
        prop_assert!(value == "public" || visibility != Some(Visibility::Public), "{value}");
    }
}
