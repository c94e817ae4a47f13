use super::*;
use jiff::tz;
use proptest::prelude::*;

const UTC: TimeZone = TimeZone::UTC;

/// A moment as `2022-03-04T09:30:00+01:00`, without what its precision does not say.
fn shown(moment: Moment) -> String {
    let time = match moment.precision {
        Precision::Day => return format!("{}{}", moment.day(), offset(moment)),
        Precision::Minute => moment.local.strftime("%Y-%m-%dT%H:%M"),
        Precision::Second => moment.local.strftime("%Y-%m-%dT%H:%M:%S%.f"),
    };
    format!("{time}{}", offset(moment))
}

fn offset(moment: Moment) -> String {
    let minutes = moment.offset.seconds() / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

fn read(text: &str) -> Option<String> {
    parse(text, &UTC).map(shown)
}

fn found(text: &str) -> Option<(String, &str)> {
    find(text, &UTC).map(|(moment, range)| (shown(moment), &text[range]))
}

#[test]
fn dates_and_times_are_read_as_people_write_them() {
    for (text, expected) in [
        ("2018-02-01T04:02:33.000Z", "2018-02-01T04:02:33+00:00"),
        ("2018-02-01T04:02:33.250+01:00", "2018-02-01T04:02:33.25+01:00"),
        ("2022-06-13T08:30:00-00:00", "2022-06-13T08:30:00+00:00"),
        ("2022-03-04T9:30:00+01:00", "2022-03-04T09:30:00+01:00"),
        ("2022-03-04t09:30Z", "2022-03-04T09:30+00:00"),
        ("2022-03-04T09:30:00+14:00", "2022-03-04T09:30:00+14:00"),
        ("2022-03-04T09:30-03:00", "2022-03-04T09:30-03:00"),
        ("2022-03-04 09:30 -08:00", "2022-03-04T09:30-08:00"),
        ("2022-03-04 09:30:15-08", "2022-03-04T09:30:15-08:00"),
        ("2022-03-04 09:30:15 +0200", "2022-03-04T09:30:15+02:00"),
        ("2022-03-04T09:30:15+01:00[Europe/Copenhagen]", "2022-03-04T09:30:15+01:00"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59+00:00"),
        ("2022-03-04 9:30", "2022-03-04T09:30+00:00"),
        ("2022-03-04T09:30:15", "2022-03-04T09:30:15+00:00"),
        ("2022-03-04", "2022-03-04+00:00"),
        (" 2022/3/4 ", "2022-03-04+00:00"),
        ("20220304", "2022-03-04+00:00"),
        ("20220304T101500Z", "2022-03-04T10:15:00+00:00"),
        ("March 4, 2022", "2022-03-04+00:00"),
        ("4 March 2022", "2022-03-04+00:00"),
        ("4. March 2022", "2022-03-04+00:00"),
        ("04-Mar-2022", "2022-03-04+00:00"),
        ("4th of March, 2022", "2022-03-04+00:00"),
        ("4. März 2022 14:30 Uhr", "2022-03-04T14:30+00:00"),
        ("October 29-30, 2025", "2025-10-29+00:00"),
        ("29–30 October 2025", "2025-10-29+00:00"),
        ("4 de marzo de 2022", "2022-03-04+00:00"),
        ("Mar 4th 2022 3:15 PM PST", "2022-03-04T15:15-08:00"),
        ("October 20, 2025 at 11:48 PM PDT", "2025-10-20T23:48-07:00"),
        ("Monday 20. January 2020", "2020-01-20+00:00"),
        ("2022-03-04 (Fri) 12:00", "2022-03-04T12:00+00:00"),
        ("12:45 PM PST Saturday Oct 30th, 2021", "2021-10-30T12:45-08:00"),
        ("18:30 on 4 March 2022 UTC+2", "2022-03-04T18:30+02:00"),
        ("2026-05-27 22:41 (JST)", "2026-05-27T22:41+09:00"),
        ("2026-05-27 22:41 頃 (JST)", "2026-05-27T22:41+09:00"),
        ("2026年5月27日 22時41分", "2026-05-27T22:41+00:00"),
        ("2026年5月27日（水）午後3時", "2026-05-27T15:00+00:00"),
        ("2026년 5월 27일", "2026-05-27+00:00"),
        ("01-16-2024", "2024-01-16+00:00"),
        ("16/01/2024", "2024-01-16+00:00"),
        ("05/05/2023 10:00", "2023-05-05T10:00+00:00"),
        ("2022-03-04 13:55 PM", "2022-03-04T13:55+00:00"),
        ("2022-03-04 12:10 AM", "2022-03-04T00:10+00:00"),
        ("2022-03-04 10:45a", "2022-03-04T10:45+00:00"),
        ("2022-03-04 4pm ET", "2022-03-04T16:00-05:00"),
        ("2022-07-04 4pm ET", "2022-07-04T16:00-04:00"),
        ("Tuesday 13th of June 2023 at 12h00 UTC", "2023-06-13T12:00+00:00"),
        ("2022-03-04 9:30 a.m.", "2022-03-04T09:30+00:00"),
    ] {
        assert_eq!(read(text).as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn zones_are_read_by_name_abbreviation_and_offset() {
    for (zone, expected) in [
        ("UTC", "+00:00"),
        ("GMT", "+00:00"),
        ("Z", "+00:00"),
        ("CET", "+01:00"),
        ("CEST", "+02:00"),
        ("EET", "+02:00"),
        ("EEST", "+03:00"),
        ("BST", "+01:00"),
        ("PST", "-08:00"),
        ("PDT", "-07:00"),
        ("PT", "-07:00"),
        ("MST", "-07:00"),
        ("MDT", "-06:00"),
        ("CST", "-06:00"),
        ("CDT", "-05:00"),
        ("EST", "-05:00"),
        ("EDT", "-04:00"),
        ("JST", "+09:00"),
        ("AEST", "+10:00"),
        ("AEDT", "+11:00"),
        ("UTC+2", "+02:00"),
        ("UTC+05:30", "+05:30"),
        ("GMT-3", "-03:00"),
        ("+0200", "+02:00"),
        ("-0330", "-03:30"),
        ("Europe/Copenhagen", "+02:00"),
        ("Pacific Time", "-07:00"),
        ("PST (UTC-7)", "-07:00"),
    ] {
        let read = read(&format!("2022-07-04 12:00 {zone}"));
        assert_eq!(read, Some(format!("2022-07-04T12:00{expected}")), "{zone}");
    }
}

#[test]
fn a_zone_that_is_not_known_gives_no_moment() {
    let tokyo = tz::offset(9).to_time_zone();
    for name in ["IST", "GST", "AST", "XQST"] {
        assert_eq!(parse(&format!("2022-07-04 12:00 {name}"), &tokyo), None, "{name}");
    }
    let kolkata = TimeZone::get("Asia/Kolkata").unwrap();
    let own = parse("2022-07-04 12:00 IST", &kolkata).map(shown);
    assert_eq!(own.as_deref(), Some("2022-07-04T12:00+05:30"));
    let names = [("WIB".to_owned(), tz::offset(7).to_time_zone())].into();
    let named = parse_with("2022-07-04 12:00 GST", &tokyo, &names);
    assert_eq!(named, None);
    let told = definitions("GST is gulf standard time [UTC+04]");
    assert_eq!(told.len(), 1);
    let read = parse_with("2022-07-04 12:00 GST", &tokyo, &told.into_iter().collect()).map(shown);
    assert_eq!(read.as_deref(), Some("2022-07-04T12:00+04:00"));
}

#[test]
fn local_times_that_clocks_skip_or_repeat_are_told() {
    let berlin = TimeZone::get("Europe/Berlin").unwrap();
    for (text, expected) in [
        ("2024-03-31T02:30:00", LocalTime::Skipped),
        ("2024-10-27T02:30:00", LocalTime::Twice),
        ("2024-03-31T03:30:00", LocalTime::Once),
        ("2024-03-31T02:30:00Z", LocalTime::Once),
        ("2024-03-31", LocalTime::Once),
    ] {
        assert_eq!(local_time(text, &berlin), expected, "{text}");
    }
}

#[test]
fn what_is_no_date_or_could_be_two_is_not_read() {
    for text in [
        "",
        "yesterday",
        "2024-02-30",
        "2022-03-04 24:00",
        "2022-03-04T25:00:00Z",
        "2022-03-04 12:60",
        "03/04/2022",
        "01-02-2024",
        "4/21/23",
        "2022-03",
        "May 12",
        "12:00",
        "20202-01-16 12:00",
        "11/03/202",
        "2022-13-01",
        "2022-03-04 and more",
        "2022-03-04 13:55 AM",
        "2022-03-04 09:30 et",
        "2022-03-04T09:30:00+01:07",
        "2022-03-04T09:30:00+14:15",
        "2022-03-04-outage",
        "20xx-01-01",
        "2022/03-04",
        "10-15 pods",
    ] {
        assert_eq!(read(text), None, "{text}");
    }
}

#[test]
fn the_first_date_of_running_text_is_found() {
    for (text, moment, written) in [
        ("On March 4, 2022 we saw errors", "2022-03-04+00:00", "March 4, 2022"),
        (
            "down since 14:30 UTC on Saturday 30th January 2021.",
            "2021-01-30T14:30+00:00",
            "14:30 UTC on Saturday 30th January 2021",
        ),
        ("(2022-03-04 10:30)", "2022-03-04T10:30+00:00", "2022-03-04 10:30"),
        ("検知は2026-03-27 06:50に", "2026-03-27T06:50+00:00", "2026-03-27 06:50"),
        ("v1.20.14 of 2022-03-04", "2022-03-04+00:00", "2022-03-04"),
        ("2026-03-19 19:25 〜 20:30 (JST)", "2026-03-19T19:25+09:00", "2026-03-19 19:25"),
        ("May 12 is no full date, 13 May 2025 is", "2025-05-13+00:00", "13 May 2025"),
        ("2019-01-23\n\n- 4:49 AM: seen", "2019-01-23+00:00", "2019-01-23"),
        ("from 04/26/2024 - 05/01/2024", "2024-04-26+00:00", "04/26/2024"),
    ] {
        assert_eq!(found(text), Some((moment.to_owned(), written)), "{text}");
    }
}

#[test]
fn versions_addresses_links_and_identifiers_are_no_dates() {
    for text in [
        "upgrade from 1.20.14 to 1.21.2",
        "release 20.1.2020",
        "host 10.20.19.99",
        "PM-2026-05-12 and PM2020-001",
        "https://example.org/2022/03/04/post and www.example.org/2022-03-04",
        "[link](https://example.org/2022-03-04)",
        "see 2022-03-04-outage.md and log-2022-03-04",
        "image v2022-03-04 or sha256:2022-03-04",
        "ratio 12:30 in May 2022, 100 of 2022",
        "CVE-2022-03 and 555-12-2022",
        "?date=2022-03-04",
        "4/21/23 tests passed, 10/11/2022 too",
    ] {
        assert_eq!(found(text), None, "{text}");
    }
}

#[test]
fn a_zone_is_stated_of_times_not_merely_mentioned() {
    for (text, offset) in [
        ("All times in CET", 1),
        ("Timeline (all times PST)", -8),
        ("Timeline (all times PST ) Saturday Oct 30th 2021", -8),
        ("(times in UTC)", 0),
        ("Timeline (UTC) All Times Approximate", 0),
        ("時刻 (JST)", 9),
        ("時刻 (JST, 概算)", 9),
        ("全時刻は JST。UTC 併記はログのため", 9),
        ("全時刻は 2026-03-27 UTC（括弧内は JST）。", 0),
        ("すべて JST。", 9),
        ("Time (UTC)", 0),
        ("UTC", 0),
        ("_All times in EEST_", 3),
        ("All times are in UTC+2", 2),
        ("All times in PST (UTC-7)", -7),
        ("All times in CET (GMT+1)", 1),
        ("All times in UTC+1 (Zurich time)", 1),
        ("Central European Time (CET)", 1),
        ("All times in Central European Time", 1),
        ("All times in PST, on February 5th 2019", -8),
        ("Alle Zeiten in CEST", 2),
    ] {
        let zone = zone_of(text).map(|zone| zone.to_offset(Timestamp::UNIX_EPOCH).seconds() / 3600);
        assert_eq!(zone, Some(offset), "{text}");
    }
    for text in [
        "Timeline",
        "All times in IST",
        "All times in UC/Pacific",
        "the UTC team met and fixed the parser quickly",
        "Time spent",
        "We were notified that the service was down at 10:00 UTC by the on-call engineer, twice",
    ] {
        assert!(zone_of(text).is_none(), "{text}");
    }
}

#[test]
fn a_time_alone_is_read_with_its_zone_and_the_rest() {
    let read = |text| {
        let (time, zone, rest) = clock(text)?;
        let hours = zone.map(|zone: TimeZone| zone.to_offset(Timestamp::UNIX_EPOCH).seconds() / 3600);
        Some((time.strftime("%H:%M:%S").to_string(), hours, rest))
    };
    for (text, time, zone, rest) in [
        ("16:59 PST", "16:59:00", Some(-8), ""),
        ("**13:42** down", "13:42:00", None, " down"),
        ("9:30: up", "09:30:00", None, ": up"),
        ("12:49 PM", "12:49:00", None, ""),
        ("0:25:59 AM", "00:25:59", None, ""),
        ("15:03:20", "15:03:20", None, ""),
        ("~4pm", "16:00:00", None, ""),
        ("at 8:10 UTC, x", "08:10:00", Some(0), ", x"),
    ] {
        assert_eq!(read(text), Some((time.to_owned(), zone, rest)), "{text}");
    }
    for text in
        ["", "noon", "+5 min", "-00:30", "1:2", "16:9", "12:345", "00:11:22:33", "25:00", "--:--", "2時間"]
    {
        assert!(read(text).is_none(), "{text}");
    }
}

#[test]
fn a_path_tells_a_day_in_its_file_or_its_folders() {
    for (path, day) in [
        ("2022-03-04-slug.md", "2022-03-04"),
        ("a/20220304-slug.md", "2022-03-04"),
        ("2022/03/04/slug.md", "2022-03-04"),
        ("2022-03/2022-03-05-x.md", "2022-03-05"),
        ("2022_03_04.md", "2022-03-04"),
        ("post-mortems/2019-05-30.md", "2019-05-30"),
        ("2023-04/04-25-User.md", "2023-04-25"),
        ("2023/04-25.md", "2023-04-25"),
        ("2022-03-04-slug/index.md", "2022-03-04"),
        ("2022-03-04-slug/notes/x.md", "2022-03-04"),
        ("incident 2022-03-04.md", "2022-03-04"),
        ("2020-01-01/2022-03-04.md", "2022-03-04"),
    ] {
        assert_eq!(in_path(path, &UTC).map(|m| m.day().to_string()).as_deref(), Some(day), "{path}");
    }
    for path in [
        "",
        "PM2020-001 - x.md",
        "PM-2026-001-recap.md",
        "v2022.1",
        "2022-03/x.md",
        "04-25-User.md",
        "2022/x.md",
        "2023-04/05-25-x.md",
        "2022-02-30.md",
        "x/v2022.03.04.md",
        "1220220304.md",
        "2022-03-04x.md",
        "001 - a.md",
    ] {
        assert_eq!(in_path(path, &UTC), None, "{path}");
    }
}

/// Text made of what dates are made of, where a reader's mistakes are.
fn near_dates() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[0-9]{1,4}",
        "[-/.: ,~T+()\\[\\]年月日時分頃〜（）]{1,2}",
        proptest::sample::select(vec![
            "May", "March", "Mon", "PM", "UTC", "PST", "GMT+", "Europe/", "4th", "午後", "é", "of", "at",
            "20", "😀",
        ])
        .prop_map(str::to_owned),
    ];
    proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn no_text_panics_and_what_is_found_lies_in_it(text in prop_oneof!["\\PC{0,60}", near_dates()]) {
        let _ = (parse(&text, &UTC), zone_of(&text), clock(&text), in_path(&text, &UTC));
        if let Some((_, range)) = find(&text, &UTC) {
            prop_assert!(text.get(range).is_some_and(|written| !written.is_empty()));
        }
    }

    #[test]
    fn what_is_written_as_rfc_3339_is_read_back(second in 0i64..4_000_000_000) {
        let at = Timestamp::from_second(second).unwrap_or_default();
        prop_assert_eq!(parse(&at.to_string(), &UTC).map(|moment| moment.at), Some(at));
    }
}

#[test]
fn a_zone_in_brackets_may_be_followed_by_a_remark() {
    for text in
        ["2026-05-09 01:01 (JST、保存ログ)", "2026-05-09 01:01 (JST, by the log)", "2026-05-09 01:01 (JST"]
    {
        let (moment, range) = find(text, &TimeZone::UTC).expect("a moment");
        assert_eq!(moment.at.to_string(), "2026-05-08T16:01:00Z", "{text}");
        assert!(parse(&text[range], &TimeZone::UTC).is_some_and(|alone| alone.at == moment.at), "{text}");
    }
}

#[test]
fn a_range_in_a_cell_gives_its_beginning() {
    let text = "2026-03-23 19:25 JST 〜 21:27 JST (約 2 時間)";
    let (moment, _) = find(text, &TimeZone::UTC).expect("a moment");
    assert_eq!(moment.at.to_string(), "2026-03-23T10:25:00Z");
    // The half of the day behind the end is that of the beginning too, unless the range would run backwards.
    let begins = |text: &str| found(text).map(|(moment, _)| moment);
    assert_eq!(begins("2022-03-04 12:00-12:30 PM").as_deref(), Some("2022-03-04T12:00+00:00"));
    assert_eq!(begins("2022-03-04 1:00-2:30 PM").as_deref(), Some("2022-03-04T13:00+00:00"));
    assert_eq!(begins("2022-03-04 11:00-1:30 PM").as_deref(), Some("2022-03-04T11:00+00:00"));
}

#[test]
fn a_verb_is_no_month_and_what_may_begin_with_its_year_has_no_order() {
    use day::{Order, Written};
    let read = |text: &str| day::read(Cursor::new(text)).map(|(day, _)| day);
    for text in ["10 may fail", "march 3 abreast"] {
        assert_eq!(read(text), None, "{text}");
    }
    assert_eq!(read("10 May"), Some(Written::MonthDay { month: 5, day: 10 }));
    let order = |text: &str| read(text).and_then(Written::order);
    assert_eq!((order("21/10/12"), order("10/21/12")), (None, Some(Order::MonthFirst)));
    assert_eq!(order("21/10/2012"), Some(Order::DayFirst));
    // Eight digits that begin with a year of long ago are a number.
    assert_eq!(day::compact(10_101_010), None);
}
