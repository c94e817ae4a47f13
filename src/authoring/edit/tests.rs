//! What stays: everything that was not asked to change.

use super::*;
use crate::config::Config;
use crate::incident::fields::keys::Keys;
use proptest::prelude::*;

fn text(value: &str) -> Setting {
    Setting::Text(value.to_owned())
}

fn edited(before: &str, settings: &[(&str, Setting)]) -> String {
    set(before, settings).unwrap_or_else(|refusal| panic!("{}: {before}", refusal.0))
}

#[test]
fn a_new_key_stands_after_the_others_in_every_format() {
    let date = [("date", Setting::Bare("2026-03-02".into()))];
    for (before, after) in [
        ("# A\n", "---\ndate: 2026-03-02\n---\n# A\n"),
        ("", "---\ndate: 2026-03-02\n---\n"),
        ("\u{feff}# A\r\n", "\u{feff}---\r\ndate: 2026-03-02\r\n---\r\n# A\r\n"),
        ("---\n---\nx", "---\ndate: 2026-03-02\n---\nx"),
        (
            "---\n# why\ntitle: 'A'  # as told\n\n...\nx",
            "---\n# why\ntitle: 'A'  # as told\ndate: 2026-03-02\n\n...\nx",
        ),
        ("---\r\ntitle: A\r\n---\r\nx", "---\r\ntitle: A\r\ndate: 2026-03-02\r\n---\r\nx"),
        ("---\n  title: A\n---\nx", "---\n  title: A\n  date: 2026-03-02\n---\nx"),
        ("+++\ntitle = \"A\" # t\n+++\nx", "+++\ntitle = \"A\" # t\ndate = 2026-03-02\n+++\nx"),
        (
            "+++\ntitle = \"A\"\n\n[extra]\nn = 1\n+++\nx",
            "+++\ntitle = \"A\"\ndate = 2026-03-02\n\n[extra]\nn = 1\n+++\nx",
        ),
        ("+++\n[extra]\nn = 1\n+++\nx", "+++\ndate = 2026-03-02\n[extra]\nn = 1\n+++\nx"),
        ("+++\na.b = 1\n+++\nx", "+++\na.b = 1\ndate = 2026-03-02\n+++\nx"),
        ("{\n  \"title\": \"A\"\n}\nx", "{\n  \"title\": \"A\",\n  \"date\": \"2026-03-02\"\n}\nx"),
        (";;;\n{\"title\": \"A\"}\n;;;\nx", ";;;\n{\"title\": \"A\", \"date\": \"2026-03-02\"}\n;;;\nx"),
        ("old\rmac", "---\rdate: 2026-03-02\r---\rold\rmac"),
        ("---\n\nA rule above prose.\n", "---\ndate: 2026-03-02\n---\n---\n\nA rule above prose.\n"),
    ] {
        assert_eq!(edited(before, &date), after, "{before:?}");
    }
}

/// YAML counts blank lines to a text that keeps them.
#[test]
fn a_new_key_takes_no_blank_lines_from_a_text_that_keeps_them() {
    let date = [("date", Setting::Bare("2026-03-02".into()))];
    for (before, after) in [
        (
            "---\ntitle: A\nnote: |+\n  keep\n\n\n---\nx",
            "---\ntitle: A\ndate: 2026-03-02\nnote: |+\n  keep\n\n\n---\nx",
        ),
        (
            "---\r\ntitle: A\r\n# why\r\n# so\r\nmap:\r\n  a: >2+ # c\r\n    keep\r\n\r\n---\r\nx",
            "---\r\ntitle: A\r\ndate: 2026-03-02\r\n# why\r\n# so\r\nmap:\r\n  a: >2+ # c\r\n    keep\r\n\r\n---\r\nx",
        ),
        ("---\nnote: |+\n  a\n\n---\nx", "---\ndate: 2026-03-02\nnote: |+\n  a\n\n---\nx"),
        // Nothing to keep: behind it, as everywhere.
        ("---\nnote: |+\n  a\n---\nx", "---\nnote: |+\n  a\ndate: 2026-03-02\n---\nx"),
        ("---\nnote: |\n  a\n\n---\nx", "---\nnote: |\n  a\ndate: 2026-03-02\n\n---\nx"),
    ] {
        assert_eq!(edited(before, &date), after, "{before:?}");
    }
}

#[test]
fn a_changed_value_keeps_its_quotes_and_its_neighbours() {
    for (before, setting, after) in [
        ("---\na: \"x\" # c\nb: 1\n---\n", text("v"), "---\na: \"v\" # c\nb: 1\n---\n"),
        ("---\na: 'x'\n---\n", text("it's"), "---\na: 'it''s'\n---\n"),
        ("---\na: x\n---\n", text("y: z"), "---\na: \"y: z\"\n---\n"),
        ("---\na:  # to do\nb: 1\n---\n", text("v"), "---\na: v  # to do\nb: 1\n---\n"),
        ("---\na: ~\n---\n", text("v"), "---\na: v\n---\n"),
        ("---\na: >-\n  long\n  text\nb: 1\n---\n", text("v"), "---\na: >-\n  v\nb: 1\n---\n"),
        (
            "---\na:\n  - x # c\n  - z\nb: 1\n---\n",
            Setting::List(vec!["u".into(), "v".into()]),
            "---\na:\n  - u\n  - v\nb: 1\n---\n",
        ),
        ("---\na:\n- x\n- z\nb: 1\n---\n", text("v"), "---\na: v\nb: 1\n---\n"),
        ("---\na: [x]\n---\n", Setting::List(vec!["a, b".into()]), "---\na: [\"a, b\"]\n---\n"),
        // Neither a remark nor a quotation ends a list.
        ("---\na: [x, # y]\n  z]\nb: 1\n---\n", text("v"), "---\na: v\nb: 1\n---\n"),
        ("---\na: [\"x\\\"]\", z]\nb: 1\n---\n", text("v"), "---\na: v\nb: 1\n---\n"),
        ("+++\na = \"x\" # c\n+++\n", text("v"), "+++\na = \"v\" # c\n+++\n"),
        ("{\n\"a\": null\n}\n", text("v"), "{\n\"a\": \"v\"\n}\n"),
    ] {
        assert_eq!(edited(before, &[("a", setting)]), after, "{before:?}");
    }
}

#[test]
fn text_that_looks_like_something_else_is_quoted() {
    for (value, written) in [
        ("Search slow", "Search slow"),
        ("2026", "\"2026\""),
        ("1e5", "\"1e5\""),
        ("yes", "\"yes\""),
        ("PM-1: it broke", "\"PM-1: it broke\""),
        ("a #1 problem", "\"a #1 problem\""),
        ("- dash", "\"- dash\""),
        ("\"no space left\"", "'\"no space left\"'"),
        ("障害：全停止", "障害：全停止"),
        ("C:\\x: y", "\"C:\\\\x: y\""),
    ] {
        assert_eq!(edited("x", &[("a", text(value))]), format!("---\na: {written}\n---\nx"), "{value}");
    }
}

#[test]
fn what_cannot_be_read_is_not_edited() {
    for before in ["---\ntitle: A\n", "---\na: b: c\n---\n", " ---\na: b\n---\n", "---\n{a: b}\n---\nx"] {
        assert!(set(before, &[("date", Setting::Bare("2026-03-02".into()))]).is_err(), "{before:?}");
    }
}

#[test]
fn a_tag_is_renamed_in_every_shape_and_never_stands_twice() {
    let keys = Keys::new(&Config::default());
    for (before, after) in [
        ("---\ntags: [x, old, y] # c\n---\nold", Some("---\ntags: [x, new, y] # c\n---\nold")),
        ("---\ntags: [old, new]\n---\n", Some("---\ntags: [new]\n---\n")),
        ("---\ntags: [new, old]\n---\n", Some("---\ntags: [new]\n---\n")),
        ("---\ntags: [old, x, old]\n---\n", Some("---\ntags: [new, x]\n---\n")),
        ("---\ntags: [new, old, # why\n  x]\n---\n", Some("---\ntags: [new,  # why\n  x]\n---\n")),
        ("---\ntags: ['old', x]\n---\n", Some("---\ntags: ['new', x]\n---\n")),
        ("---\ntags: old\n---\n", Some("---\ntags: new\n---\n")),
        ("---\ntags: x, old, new\n---\n", Some("---\ntags: x, new\n---\n")),
        (
            "---\nlabels:\n  # first\n  - old # why\n  - x\n---\n",
            Some("---\nlabels:\n  # first\n  - new # why\n  - x\n---\n"),
        ),
        ("---\ntags:\n- new\n- old # dup\n# kept\n- x\n---\n", Some("---\ntags:\n- new\n# kept\n- x\n---\n")),
        ("+++\ntags = [\n  \"new\",\n  \"old\",\n]\n+++\n", Some("+++\ntags = [\n  \"new\",\n]\n+++\n")),
        ("{\n\"tags\": [\"old\", \"x\"]\n}\n", Some("{\n\"tags\": [\"new\", \"x\"]\n}\n")),
        ("---\ntags: [older, Old]\ntitle: old\n---\n", None),
        ("no front matter, tags: old", None),
    ] {
        let renamed =
            rename(before, &keys, "tags", "old", "new").unwrap_or_else(|r| panic!("{}: {before}", r.0));
        assert_eq!(renamed.as_deref(), after, "{before:?}");
        if let Some(renamed) = renamed {
            assert_eq!(rename(&renamed, &keys, "tags", "old", "new"), Ok(None), "{before:?}");
        }
    }
}

fn documents() -> impl Strategy<Value = String> {
    let fronts = [
        "",
        "---\n---\n",
        "---\ntitle: A # c\n# d\nseverity:\nn: 007\n---\n",
        "---\nlist:\n  - a\n  - b # c\ntext: |\n  one\n\n  two\n---\n",
        "---\ntitle: A\nnote: |+\n  kept\n\n---\n",
        "---\ntitle: \"A\"\nmap:\n  x: 1\n...\n",
        "+++\ntitle = 'A' # c\nlist = [\n  1, # one\n]\n[extra]\nx = 1\n+++\n",
        "+++\na.b = 1\n+++\n",
        ";;;\n{ \"title\": \"A\" }\n;;;\n",
        "{\n\t\"title\": \"A\",\n\t\"list\": [1]\n}\n",
    ];
    let body = "(# \\PC{0,12}\n|- x\n|---\n|```\n|\\| a \\| b \\|\n|\\PC{0,20}\n|\n){0,6}";
    (proptest::sample::select(fronts.to_vec()), body, any::<bool>(), any::<bool>()).prop_map(
        |(front, body, crlf, bom)| {
            let text = format!("{front}{body}");
            let text = if crlf { text.replace('\n', "\r\n") } else { text };
            if bom { format!("\u{feff}{text}") } else { text }
        },
    )
}

fn values() -> impl Strategy<Value = Setting> {
    let line = || "\\PC{0,24}".prop_map(|text| text.trim().to_owned()).prop_filter("said", |t| !t.is_empty());
    prop_oneof![
        line().prop_map(Setting::Text),
        Just(Setting::Bare("2026-03-02".into())),
        Just(Setting::Bare("2026-03-02T14:05:00+09:00".into())),
        proptest::collection::vec(line(), 1..4).prop_map(Setting::List),
    ]
}

proptest! {
    #[test]
    fn an_edit_keeps_the_body_says_what_was_set_and_happens_once(
        before in documents(),
        key in proptest::sample::select(vec!["title", "severity", "date", "list", "zz"]),
        value in values(),
    ) {
        let Ok(was) = read(&before) else { return Ok(()) };
        let after = match set(&before, &[(key, value.clone())]) {
            Ok(after) => after,
            // Refusing is always right; it must only not be the rule.
            Err(_) => return Ok(()),
        };
        let is = read(&after).unwrap();
        prop_assert_eq!(&before[was.body..], &after[is.body..]);
        let entry = is.entries.iter().find(|entry| entry.key == key).unwrap();
        prop_assert!(holds(&entry.node, &value), "{:?}", entry);
        prop_assert_eq!(set(&after, &[(key, value)]), Ok(after.clone()));
        prop_assert_eq!(before.starts_with('\u{feff}'), after.starts_with('\u{feff}'));
        prop_assert_eq!(before.contains("\r\n"), after.contains("\r\n") && before.contains('\n'));
    }

    #[test]
    fn plain_text_is_always_edited(body in "[ -~\n]{0,80}", title in "\\PC{1,40}") {
        if let Ok(was) = read(&body) && was.fence.is_none() {
            let title = title.trim().to_owned();
            // A value with invisible characters reads otherwise than it was set, so it is refused.
            prop_assume!(!title.is_empty() && crate::invisible::dropped(&title).is_empty());
            prop_assert!(set(&body, &[("title", Setting::Text(title.clone()))]).is_ok(), "{title:?}");
        }
    }
}
