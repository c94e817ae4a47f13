//! What is proposed, and what is left out because it is not sure.

use super::*;
use crate::config::Config;
use proptest::prelude::*;

fn source(path: &str, text: &str) -> Source {
    Source { path: path.into(), text: text.into(), digest: 0 }
}

/// The lines that import adds, and what it says about the rest.
fn added(path: &str, text: &str) -> (Vec<String>, Vec<String>) {
    let source = source(path, text);
    let conventions = Conventions::new(&Config::default());
    let proposal = propose(&source, &conventions);
    let Ok(Some(after)) = apply(&source, &proposal) else { return (vec![], proposal.doubts) };
    let lines = after.lines().skip(1).take_while(|line| *line != "---").map(str::to_owned).collect();
    (lines, proposal.doubts)
}

#[test]
fn every_layout_of_a_head_becomes_front_matter() {
    let expected = [
        "title: Checkout down",
        "date: 2026-03-02",
        "severity: SEV2",
        "duration: 41m",
        "services: [checkout, cart]",
    ];
    for text in [
        "# Checkout down\n| Date | 2026-03-02 |\n|---|---|\n| Severity | SEV2 (partial) |\n| Duration | 41 min |\n| Services | checkout, cart |\n",
        "# Checkout down\n\n**Date:** 2026-03-02\n\n**Severity:** SEV2\n\n**Duration:** 41 minutes\n\n**Affected services:** checkout, cart\n",
        "# Checkout down\n- Date: 2026-03-02\n- Severity: SEV2\n- Duration: 41m\n- Services:\n  - checkout\n  - cart\n",
        "# Checkout down\nDate: 2026-03-02\nSeverity: SEV2\nDuration: about 41 minutes\nServices: checkout, cart\n",
    ] {
        assert_eq!(added("a.md", text).0, expected, "{text}");
    }
}

#[test]
fn a_date_that_two_places_give_differently_is_left_out() {
    let (lines, doubts) = added("2020-10-28-memory.md", "# 2020-08-28 Memory overload\n\nIt was full.\n");
    assert_eq!(lines, ["title: 2020-08-28 Memory overload"]);
    assert_eq!(doubts, ["no date: the file name says 2020-10-28, the title 2020-08-28"]);
    let again = "---\ntitle: 2020-08-28 Memory overload\n---\n# 2020-08-28 Memory overload\n";
    assert_eq!(added("2020-10-28-memory.md", again).0, Vec::<String>::new(), "a second time neither");
}

#[test]
fn a_file_named_for_the_day_it_was_written_gets_no_date() {
    let text = "# Runners\n\n## Timeline (UTC)\n\n- 2023-07-27 14:14: it began\n- 2023-07-28 10:00: seen\n";
    let (lines, doubts) = added("2023-08-04-runners.md", text);
    assert_eq!(lines, ["title: Runners"]);
    assert_eq!(doubts, ["no date: the file name says 2023-08-04, the timeline 2023-07-27"]);
    assert!(added("2023-07-27-runners.md", text).0.contains(&"date: 2023-07-27".to_owned()));
}

#[test]
fn what_the_new_date_makes_readable_is_added_at_once() {
    let text = "# A\n\n**検知日時**: 2026-05-24 23:55 JST\n\n| 時刻 (JST) | x |\n|---|---|\n| 23:55 | 検知 |\n| 23:56 | 対応開始 |\n| 00:13 | 復旧 |\n";
    let before = source("a.md", text);
    let conventions = Conventions::new(&Config::default());
    let after = apply(&before, &propose(&before, &conventions)).unwrap().unwrap();
    let again = source("a.md", &after);
    assert_eq!(apply(&again, &propose(&again, &conventions)), Ok(None), "{after}");
}

#[test]
fn a_file_named_for_the_last_day_of_many_gets_no_date() {
    let text = "# Delays (November 2025)\n\nBetween November 11 and November 15, 2025 writes were slow.\n";
    assert_eq!(
        added("2025-11-15-delays.md", text).1,
        ["no date: the file name says 2025-11-15, the text 2025-11-11"]
    );
}

#[test]
fn an_end_amid_a_timeline_of_weeks_is_not_the_end() {
    let text = "# A\n\n## Timeline (UTC)\n\n- 2026-03-02 10:00 **Outage begins**\n- 2026-03-02 11:00 **Resolved**\n- 2026-03-12 10:00 down again\n";
    assert_eq!(added("2026-03-02-a.md", text).0, ["title: A", "date: 2026-03-02"]);
}

#[test]
fn a_short_timeline_gives_the_date_and_a_long_one_does_not() {
    let text = |end: &str| format!("# A\n\n## Timeline (UTC)\n\n- 2023-07-27 14:14: x\n- {end} 10:00: y\n");
    assert!(added("a.md", &text("2023-07-28")).0.contains(&"date: 2023-07-27".to_owned()));
    assert_eq!(added("a.md", &text("2023-09-28")).0, ["title: A"]);
}

#[test]
fn the_start_that_a_date_with_a_time_is_need_not_be_said_again() {
    assert_eq!(added("a.md", "---\ntitle: A\ndate: 2026-03-02T14:05:00Z\n---\nx\n").0, Vec::<String>::new());
}

#[test]
fn services_are_imported_by_name_without_remarks() {
    for (line, services) in [
        ("**影響サービス**: api、worker（旧）", "services: [api, worker]"),
        ("**Affected services**: shop (web, mcp, api), cart, and search", "services: [shop, cart, search]"),
        ("**Components**: `a.rs` (`run`, `stop`); `b.rs`", "services: [a.rs, b.rs]"),
    ] {
        assert_eq!(added("a.md", &format!("# A\n\n{line}\n")).0, ["title: A", services], "{line}");
    }
    let sentence = "# A\n\n**Services**: The gateway was down for everybody\n";
    assert_eq!(added("a.md", sentence).0, ["title: A"]);
}

#[test]
fn a_time_gets_an_offset_only_where_the_document_states_one() {
    let head = |zone: &str| format!("# A\n\n**Started:** 2026-03-02 14:05{zone}\n");
    assert!(added("a.md", &head("")).0.contains(&"started: 2026-03-02T14:05:00".to_owned()));
    assert!(added("a.md", &head(" UTC")).0.contains(&"started: 2026-03-02T14:05:00Z".to_owned()));
    assert!(added("a.md", &head(" JST")).0.contains(&"started: 2026-03-02T14:05:00+09:00".to_owned()));
}

#[test]
fn what_the_front_matter_has_under_any_name_stays() {
    let text = "---\ntitle: A\ndate: 2026-03-02\nseverity: down\naffected:\n  - api\n---\n**Severity:** SEV1\n\n**Services:** web\n";
    assert_eq!(added("a.md", text).0, Vec::<String>::new());
}

#[test]
fn index_pages_and_templates_get_nothing() {
    assert_eq!(added("README.md", "# Postmortems\n\nSee the list.\n").0, Vec::<String>::new());
    assert_eq!(added("template.md", "# Title\n\n## Timeline\n").0, Vec::<String>::new());
}

#[test]
fn a_log_becomes_a_document_an_incident() {
    let log = "# Log\n\nIntro\n\n## 2026-03-02: Checkout down\r\n\n- it broke\n\n### Fix\n\nrestart\n\n## Notes\n\nx\n\n## 2026-03-02 Checkout down\n\nagain\n\n## Queue stuck (2026-03-05)\nend";
    let found =
        split::split(&source("notes/log.md", log), &Conventions::new(&Config::default())).unwrap().unwrap();
    let paths: Vec<&str> = found.pieces.iter().map(|piece| piece.path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "notes/log/2026-03-02-checkout-down.md",
            "notes/log/2026-03-02-checkout-down-2.md",
            "notes/log/2026-03-05-queue-stuck.md"
        ]
    );
    assert_eq!(found.left, ["Notes"]);
    assert!(
        found.pieces[0]
            .text
            .ends_with("## 2026-03-02: Checkout down\r\n\n- it broke\n\n### Fix\n\nrestart\n\n")
    );
    assert!(
        found.pieces[2]
            .text
            .starts_with("---\ntitle: Queue stuck (2026-03-05)\ndate: 2026-03-05\n---\n## Queue")
    );
}

#[test]
fn a_postmortem_with_a_dated_timeline_is_no_log() {
    let text = "# A\n\n## Timeline\n\n### What happened on 2026-03-02 at noon\n\n### Then\n";
    assert_eq!(split::split(&source("a.md", text), &Conventions::new(&Config::default())), Ok(None));
}

/// What a log is made of.
const FRAGMENTS: &[&str] = &[
    "\n\n## 2026-03-01 A\n\n",
    "\n\n## 2026-03-02 B\n\n",
    "\n\n## 2026-03-03 <!-- internal -->C<!-- /internal -->\n\n",
    "\n\n### Fix\n\n",
    "\n\n## Notes\n\n",
    "[a](b.md) ",
    "![a](<b c.png> 'T') ",
    "[![a](./b.png)](c.md) ",
    "[x][r] [R] [r][] ",
    "\n\n[r]: r.md\n\n",
    "\n\n[r]: <s t.md>\n  'T'\n\n",
    "[^1] ",
    "\n\n[^1]: note [a](c.md) [r][] [^2]\n\n",
    "\n\n[^2]: note\n\n    more [b](d.md)\n\n",
    "<img src='q.png' alt=x> <a href=w.md>é</a> ",
    "\n\n<!-- internal -->\n\n",
    "\n\n<!-- /internal -->\n\n",
    "\n\n```\n[a](b)\n```\n\n",
    "\n\n> [q](q.md)\n> [r](\n\n",
    "\n- item [l](l.md)\n",
    "\n\n| a | b |\n|---|---|\n| [t](t.md) | [r] |\n\n",
    "[a](#fix) [b](#fix-1) [c](#notes) ",
    "é [ü](ü.md)\r\n\r\n",
    "\\[a](b) [a\\]](b\\).md) [**b**](u(v).md) ",
    "[[wiki]] <https://a.example> [](e.md) `[c](d)` ",
    "\n\n<div>\n<img src=\"y.png\">\n\n",
    "words ",
];

proptest! {
    #[test]
    fn importing_keeps_the_body_and_is_done_once(
        name in "(2026-03-0[12]-)?[a-z]{1,6}\\.md",
        text in "(\u{feff})?(---\ntitle: x # c\n---\n)?(# \\PC{0,20}\r?\n)?(\\*\\*(Date|Severity|Started|Duration|Services):\\*\\* (2026-03-0[1-3]( 14:05)?|SEV[1-3]|41m|\\PC{0,10})\n\n|- x\n|\\PC{0,30}\n){0,8}",
    ) {
        let conventions = Conventions::new(&Config::default());
        let before = source(&name, &text);
        if let Ok(Some(after)) = apply(&before, &propose(&before, &conventions)) {
            let body = |text: &str| {
                let (front, _) = crate::incident::front_matter::read(&"".into(), &incident::readable(text));
                text[front.body..].to_owned()
            };
            prop_assert_eq!(body(&text), body(&after));
            let again = source(&name, &after);
            prop_assert_eq!(apply(&again, &propose(&again, &conventions)), Ok(None));
        }
    }

    #[test]
    fn splitting_moves_links_of_every_shape_and_leaves_internal_parts_closed(
        fragments in prop::collection::vec(prop::sample::select(FRAGMENTS), 0..24),
    ) {
        let log = source("notes/log.md", &format!("# Log\n\n{}", fragments.concat()));
        let conventions = Conventions::new(&Config::default());
        let split = split::split(&log, &conventions);
        prop_assert!(split.is_ok(), "{split:?}");
        for piece in split.unwrap().unwrap_or_default().pieces {
            let (_, unopened) = crate::incident::redaction::unbalanced(&log.text);
            let after = crate::incident::redaction::unbalanced(&piece.text);
            prop_assert!(unopened > 0 || after == (0, 0), "{}", piece.text);
        }
    }
}
