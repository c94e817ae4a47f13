use super::*;
use crate::config::Config;
use crate::incident::moment::Precision;
use crate::incident::outline::{blocks, events};
use proptest::prelude::*;

fn timeline(text: &str, date: Option<&str>) -> Timeline {
    let date = date.and_then(|date| date.parse().ok());
    read(&blocks(&events(text, 0)), &Conventions::new(&Config::default()), date)
}

/// Events as `2022-03-04T10:00+01 text`, with `?` for an unknown time and the mark before the text.
fn shown(timeline: &Timeline) -> Vec<String> {
    let at = |moment: Moment| {
        let form = match moment.precision {
            Precision::Day => "%Y-%m-%d",
            Precision::Minute => "%Y-%m-%dT%H:%M",
            Precision::Second => "%Y-%m-%dT%H:%M:%S",
        };
        let hours = moment.offset.seconds() / 3600;
        let zone = if moment.precision == Precision::Day { String::new() } else { format!("{hours:+}") };
        format!("{}{zone}", moment.local.strftime(form))
    };
    let mark = |event: &Event| event.mark.map_or(String::new(), |mark| format!("{mark:?}! "));
    let line =
        |event: &Event| format!("{} {}{}", event.at.map_or("?".to_owned(), at), mark(event), event.text);
    timeline.events.iter().map(line).collect()
}

/// A layout, the incident's own day, and the events to be read from it.
type Layout = (&'static str, Option<&'static str>, &'static [&'static str]);

fn check(layouts: &[Layout]) {
    for (text, date, expected) in layouts {
        assert_eq!(shown(&timeline(text, *date)), *expected, "{text}");
    }
}

#[test]
fn tables_are_read_by_what_their_columns_hold() {
    check(&[
        // A date in every row.
        (
            "## Timeline\n\nAll times in CET.\n\n| Time | Event |\n|:--|---|\n| 2020-01-20 13:50 | disk full |\n| 2020-01-22 9:39~ | freed |\n",
            None,
            &["2020-01-20T13:50+1 disk full", "2020-01-22T09:39+1 freed"],
        ),
        // The zone in the header, the day the incident's own, midnight between the rows.
        (
            "## タイムライン\n\n| 時刻 (JST) | イベント |\n|---|---|\n| 23:50 | **検知**: 報告 |\n| 23:55 頃 | **対応開始** |\n| 00:10〜00:20 | **復旧確認** — 正常 |\n| 不明 | 潜在 |\n",
            Some("2026-03-23"),
            &[
                "2026-03-23T23:50+9 Detected! 検知: 報告",
                "2026-03-23T23:55+9 Acknowledged! 対応開始",
                "2026-03-24T00:10+9 Resolved! 復旧確認 — 正常",
                "? 潜在",
            ],
        ),
        // Two zones: the first column that names its own; other columns of times are no text.
        (
            "## タイムライン\n\n| 時刻 (JST) | UTC | イベント |\n|---|---|---|\n| 2026-04-18 16:00 | 2026-04-18 07:00 | 失効 |\n| 2026-04-17 ~21:25 | 2026-04-17 ~12:25 | 起動 |\n| 2026-04-18 (詳細時刻不明) | — | 報告 |\n| 2026-03-19 以前 | — | 固定化 |\n",
            None,
            &["2026-04-18T16:00+9 失効", "2026-04-17T21:25+9 起動", "2026-04-18 報告", "? 固定化"],
        ),
        // A cell's own zone, also behind a range, and the same time said twice.
        (
            "## タイムライン\n\n| 時刻 (JST) | 内容 |\n|---|---|\n| 2026-05-24 14:42〜14:46 (UTC) | 検索 |\n| 2026-05-24 23:55 (UTC 14:55) | 報告 |\n| 2026-05-25 00:10 JST 頃 | 終わり |\n",
            None,
            &["2026-05-24T14:42+0 検索", "2026-05-24T23:55+9 報告", "2026-05-25T00:10+9 終わり"],
        ),
        // The day in a column of its own, its year in that column's header.
        (
            "## Timeline (all times PT )\n\n| Day | Date (2021) | Time (PT) | Event |\n|---|---|---|---|\n| Sun | Oct 31 | 21:33 | posted |\n| Mon | Nov 1 | 7:05 | flew |\n| | | 8:00 | landed |\n",
            None,
            &["2021-10-31T21:33-7 posted", "2021-11-01T07:05-7 flew", "2021-11-01T08:00-7 landed"],
        ),
        // The day once, in an earlier row.
        (
            "## Timeline\n\n| Time (UTC) | What |\n|---|---|\n| 2022-03-04 | |\n| 12:00-12:30 | down |\n| --:-- | unclear |\n| 12:40 | up |\n",
            None,
            &["2022-03-04T12:00+0 down", "? unclear", "2022-03-04T12:40+0 up"],
        ),
        // Month and day: the year is the one nearest to the incident's day.
        (
            "## Timeline\n\n| Time (UTC) | Event |\n|---|---|\n| Dec 31, 10:18 PM | reported |\n| Jan 1, 5:33 AM | released |\n",
            Some("2026-01-01"),
            &["2025-12-31T22:18+0 reported", "2026-01-01T05:33+0 released"],
        ),
        // Placeholders stay unread, a year of five digits is none.
        (
            "## Timeline\n\n| Time | Event |\n|---|---|\n| 20202-01-16 12:00 | typo |\n| 2021/22-??-?? HH:mm | unclear |\n| 2020-12-21 HH:mm | created |\n",
            Some("2020-01-01"),
            &["? typo", "? unclear", "2020-12-21 created"],
        ),
    ]);
}

#[test]
fn lists_are_read_item_by_item() {
    check(&[
        (
            "## Timeline\n\n- **16:58 UTC** - writes fail\n- **17:25 UTC** - Incident declared\n  - paged twice\n  - 17:26 nested\n- **18:46 UTC**: Service fully restored\n\nTotal: two hours.\n",
            Some("2025-09-29"),
            &[
                "2025-09-29T16:58+0 writes fail",
                "2025-09-29T17:25+0 Acknowledged! Incident declared\npaged twice\n17:26 nested",
                "2025-09-29T18:46+0 Resolved! Service fully restored",
            ],
        ),
        // Days as paragraphs between lists.
        (
            "## Timeline\n\nAll times in PST\n\n2019-01-22\n\n- 2:54 PM PST: [change][1] merged\n\n2019-01-23\n\n- 4:49 AM: first seen\n\n[1]: http://x\n",
            Some("2019-01-25"),
            &["2019-01-22T14:54-8 change merged", "2019-01-23T04:49-8 first seen"],
        ),
        // The day in the introduction; lines broken anywhere.
        (
            "## Timeline\n\nAll times in PST, on February 5th 2019\n\n* [???] earlier\n* [08:47] Merged. **Outage begins.**\n* [09:34] It works again, since\n09:30 or so. **Outage ends.**\n",
            None,
            &[
                "? earlier",
                "2019-02-05T08:47-8 Started! Merged. Outage begins.",
                "2019-02-05T09:34-8 Resolved! It works again, since 09:30 or so. Outage ends.",
            ],
        ),
        // Month and day in numbers, their order told by the other rows.
        (
            "## Timeline\n\n- [12-05 16:21] a bug came in\n- [03-26 17:40] begins (**outage starts**)\n- [03-26 02:50] out of order\n",
            Some("2019-03-26"),
            &[
                "2018-12-05T16:21+0 a bug came in",
                "2019-03-26T17:40+0 Started! begins (outage starts)",
                "2019-03-26T02:50+0 out of order",
            ],
        ),
        (
            "## Timeline\n\n* 2022-09-05: release\n- 2022-09-07: fixed\n",
            None,
            &["2022-09-05 release", "2022-09-07 fixed"],
        ),
        // The same time in brackets, ranges, twelve-hour times; the zone is said in the heading.
        (
            "## Timeline (UTC) All Times Approximate\n- 12:48 (6:48 PDT): last block\n- 14:20-2:00 Through the next hours\n- 05:15 PM done\n",
            Some("2021-05-09"),
            &[
                "2021-05-09T12:48+0 last block",
                "2021-05-09T14:20+0 Through the next hours",
                "2021-05-09T17:15+0 done",
            ],
        ),
        // Days over nested times.
        (
            "## Timeline\n\n- 4 March 2022\n  - 10:00 a\n  - no time\n- 5 March 2022 (quiet)\n  - 9:00 b\n",
            None,
            &["2022-03-04T10:00+0 a", "? no time", "2022-03-05 (quiet)", "2022-03-05T09:00+0 b"],
        ),
        // No times at all: the order is kept.
        ("## Timeline\n\n- first\n- then\n  - and\n", Some("2022-03-04"), &["? first", "? then\nand"]),
        (
            "## Timeline (times in CET)\n\n- 10:00 UTC a\n- 11:30 b\n",
            Some("2022-03-04"),
            &["2022-03-04T10:00+0 a", "2022-03-04T11:30+1 b"],
        ),
    ]);
}

#[test]
fn paragraphs_and_lines_are_events() {
    check(&[
        (
            "## Timeline (all times PST ) Saturday Oct 30th 2021 - Monday Nov 1st, 2021.\n\nBlocks: 1071900 - 1072525\n\n12:45 PM PST Saturday Oct 30th: first wave\n\n13:55 PM PST Saturday Oct 30th : alarms\n\n02:54 AM PST Monday Nov 1st: peak\n",
            Some("2021-10-31"),
            &["2021-10-30T12:45-8 first wave", "2021-10-30T13:55-8 alarms", "2021-11-01T02:54-8 peak"],
        ),
        (
            "## Timeline (PST) 4/21/23-4/25/23\n\n_4/21/23_\n11:12 AM: a mail\n11:14 AM: forwarded\n\n_4/24/23_\n~9:00 AM: erased\n-4/25/23_\n9:41 AM: scanned\n",
            Some("2023-04-25"),
            &[
                "2023-04-21T11:12-8 a mail",
                "2023-04-21T11:14-8 forwarded",
                "2023-04-24T09:00-8 erased",
                "2023-04-25T09:41-8 scanned",
            ],
        ),
        (
            "## Timeline (all times PST) 02/26/2024 - 03/06/2024\n\n02-26-2024 - reported\n\n03-06-2024 11:00 pm - released\nhttps://example.org/1\n",
            None,
            &["2024-02-26 reported", "2024-03-06T23:00-8 released https://example.org/1"],
        ),
        (
            "## Timeline DATE RANGE\n\n10/20/2022 - 15:38 CST - a user\n10/20/2022 - 22:00 CST - cancelled\n",
            None,
            &["2022-10-20T15:38-6 a user", "2022-10-20T22:00-6 cancelled"],
        ),
        (
            "## Timeline\n\nFebruary 15, 2024: 7:56am UTC\nAn employee got mail.\n\n**June 14th, 2022, 10:00 AM:** an audit\n",
            None,
            &["2024-02-15T07:56+0 An employee got mail.", "2022-06-14T10:00+0 an audit"],
        ),
    ]);
}

#[test]
fn headings_are_days_and_times_with_text_under_them() {
    check(&[
        (
            "## Timeline\n\nAll times in PST\n\n### Sep 27 2017 13:06\n\nDeployed.\n\n- one\n\n### 13:35\n\nText at\n13:36 again.\n\n```\nlog\n```\n\n## Lessons\n\n### 14:00\n\nno\n",
            None,
            &["2017-09-27T13:06-8 Deployed.\none", "2017-09-27T13:35-8 Text at 13:36 again."],
        ),
        // Days as high as the timeline's own heading.
        (
            "## Timeline\n\n_All times in EEST_\n\n## May 12\n\n### 20:15\n\nopened\n\n## May 13\n\n### 00:40\n\nconcluded\n\n## What went well\n\n### 3 May\n",
            Some("2025-05-12"),
            &["2025-05-12T20:15+3 opened", "2025-05-13T00:40+3 concluded"],
        ),
        // Times as lines under the day's heading.
        (
            "## Timeline\n\n_All times in EDT_\n\n## July 22\n1:03\nFirst alert fires\n\n5:05\nIncident declared.\nPods die\n",
            Some("2025-07-21"),
            &[
                "2025-07-22T01:03-4 First alert fires",
                "2025-07-22T05:05-4 Acknowledged! Incident declared. Pods die",
            ],
        ),
        (
            "## Timeline ##\n\n### 2017-02-09 00:25 - 00:29 AM ###\ndebugging\n### 0:25:59 AM ###\nerrors\n### Over the break\nquiet\n### March 22, around 19:30\ndeployed\n",
            None,
            &[
                "2017-02-09T00:25+0 debugging",
                "2017-02-09T00:25:59+0 errors",
                "? Over the break\nquiet",
                "2017-03-22T19:30+0 deployed",
            ],
        ),
        (
            "## Timeline (if relevant)\n\n### {{ 2022-01-20 Between 02:00 and 02.30 PM }}\nmerged\n### {{ 06:10 }}\nnext morning\n",
            None,
            &["2022-01-20T14:00+0 merged", "2022-01-21T06:10+0 next morning"],
        ),
        (
            "## Incident Timeline\n\n### October 29-30, 2025 - CPU\n\nslow\n\n**Timeline:**\n\n- **22:30 UTC** - reported\n- **05:39 UTC** - Incident resolved\n",
            Some("2025-10-21"),
            &[
                "2025-10-29 CPU\nslow\nTimeline:",
                "2025-10-29T22:30+0 reported",
                "2025-10-30T05:39+0 Resolved! Incident resolved",
            ],
        ),
    ]);
}

#[test]
fn what_is_ambiguous_has_no_time() {
    check(&[
        // Which comes first, day or month? The times after it are of that day.
        (
            "## Timeline\n\n- 06-10-2025: reported\n- 10:00 fixed\n",
            Some("2025-06-24"),
            &["? reported", "? fixed"],
        ),
        // Unless it is the incident's own day.
        ("## Timeline\n\n- 08-01 06:20 down\n", Some("2026-08-01"), &["2026-08-01T06:20+0 down"]),
        // One o'clock in the same afternoon, or the night after?
        (
            "## Timeline\n\n- 11:30 a\n- 12:10 b\n- 1:05 c\n",
            Some("2022-03-04"),
            &["2022-03-04T11:30+0 a", "2022-03-04T12:10+0 b", "? c"],
        ),
        // The same in a heading: the incident's own day is neither.
        ("## Timeline 06/10/2025\n\n- 10:00 fixed\n", Some("2025-06-24"), &["? fixed"]),
        // No day at all.
        ("## Timeline\n\n- 11:30 a\n", None, &["? a"]),
    ]);
}

#[test]
fn zones_of_rows_are_kept_apart_and_a_zone_written_once_holds() {
    let first = timeline("## Timeline\n\n- 16:22 PST a\n- 17:07 b\n- 17:21 PST c\n", Some("2017-11-30"));
    assert_eq!(shown(&first), ["2017-11-30T16:22-8 a", "2017-11-30T17:07-8 b", "2017-11-30T17:21-8 c"]);
    assert!(first.zone_stated);
    let item = timeline("## Timeline\n\n- All times in CET\n- 10:00 a\n", Some("2022-03-04"));
    assert_eq!(shown(&item), ["2022-03-04T10:00+1 a"]);
    let mixed = timeline(
        "## Timeline\n\n- 23:00 PST a\n- 07:10 UTC b\n- 23:20 PST c\n- 00:10 PST d\n",
        Some("2022-03-04"),
    );
    assert_eq!(
        shown(&mixed),
        ["2022-03-04T23:00-8 a", "2022-03-05T07:10+0 b", "2022-03-04T23:20-8 c", "2022-03-05T00:10-8 d"]
    );
    let unstated = timeline("## Timeline\n\nAll times in IST\n\n- 08:52 PM a\n", Some("2020-10-28"));
    assert!(!unstated.zone_stated && unstated.anchor.as_deref() == Some("timeline"));
    assert_eq!(unstated.events[0].at, None, "a zone that several places have gives no moment");
    assert_eq!(unstated.unknown_zones, ["IST"]);
    for line in ["(GST is gulf standard time [UTC+04])", "All times GST (UTC+4)"] {
        let text = format!("## Timeline\n\n{line}\n\n- 16:42 GST: a\n- 17:00 GST: b\n");
        assert_eq!(
            shown(&timeline(&text, Some("2024-01-07"))),
            ["2024-01-07T16:42+4 a", "2024-01-07T17:00+4 b"]
        );
    }
}

#[test]
fn a_list_of_times_is_a_timeline_without_a_heading_and_nothing_else_is() {
    let date = Some("2021-07-11");
    let list = timeline("## Leadup\n\n- **00:27 UTC:** a\n- **00:32 UTC:** b\n- **00:33 UTC:** c\n", date);
    assert!(list.anchor.is_none());
    assert_eq!(shown(&list), ["2021-07-11T00:27+0 a", "2021-07-11T00:32+0 b", "2021-07-11T00:33+0 c"]);
    for text in [
        "## Leadup\n\nAt 14:30 alerts fired.\n\n- 14:31 one\n- two\n",
        "## Actions\n\n- 2022-03-04: a\n- 2022-03-05: b\n- 2022-03-06: c\n",
        "| Size | Date |\n|---|---|\n| 1 | 2022-03-04 |\n| 2 | 2022-03-05 |\n| 3 | 2022-03-06 |\n",
        "# Timeline of an outage\n\n## Summary\n\n- words\n",
        "",
    ] {
        assert_eq!(timeline(text, date).events, [], "{text}");
    }
}

#[test]
fn events_point_into_the_file() {
    let text = "## Timeline\n\n- 10:00 a\n- 11:00 b\n\n| Time | Event |\n|---|---|\n| 12:00 | c |\n";
    let timeline = timeline(text, Some("2022-03-04"));
    let spans: Vec<&str> = timeline.events.iter().map(|event| text[event.span.clone()].trim_end()).collect();
    assert_eq!(spans, ["- 10:00 a", "- 11:00 b", "| 12:00 | c |"]);
    let written: Vec<&str> = timeline.events.iter().map(|event| event.written.as_str()).collect();
    assert_eq!(written, ["10:00", "11:00", "12:00"]);
}

/// Markdown made of what timelines are made of.
fn near_timelines() -> impl Strategy<Value = String> {
    let piece = proptest::sample::select(vec![
        "## Timeline",
        "### ",
        "- ",
        "  - ",
        "| ",
        " |",
        "|---|---|\n",
        "\n",
        "\n\n",
        "12:00",
        "9:30 PM",
        "UTC",
        "JST",
        "2022-03-04",
        "03-04",
        "May 12",
        "4/5/23",
        "〜",
        "(",
        ")",
        "**",
        "検知",
        "頃",
        "text. ",
        "Resolved:",
        "> ",
        "[",
        "]",
        "不明",
        "é",
        ": ",
        " - ",
        "時刻 (JST)",
        "All times in PST",
        "```\n",
        "10:00-10:30",
    ]);
    proptest::collection::vec(piece, 0..60).prop_map(|pieces| format!("## Timeline\n\n{}", pieces.concat()))
}

proptest! {
    #[test]
    fn no_document_panics_and_events_lie_in_it(text in prop_oneof![near_timelines(), "\\PC{0,200}"]) {
        let read = timeline(&text, Some("2022-03-04"));
        for event in &read.events {
            prop_assert!(text.get(event.span.clone()).is_some());
        }
    }
}

#[test]
fn a_zone_said_above_the_first_section_holds_for_the_timeline() {
    let text = "# March 26th, 2019 Outage\n\nAll times in PDT (UTC-7).\n\n## Summary\n\nIt broke.\n\n## Timeline\n\n- [03-26 17:40] begun\n- [03-26 18:00] up\n";
    let found = timeline(text, Some("2019-03-26"));
    assert!(found.zone_stated);
    assert_eq!(shown(&found), ["2019-03-26T17:40-7 begun", "2019-03-26T18:00-7 up"]);
}
