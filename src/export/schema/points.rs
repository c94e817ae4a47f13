//! Points in time and lengths of time as patterns: what `incident::moment` and `incident::duration` read, and nothing
//! that they refuse. Patterns of JSON Schema know no flag for the case, and no look-around that every validator has.

use super::spelling::in_any_case;
use crate::incident::duration;
use crate::incident::moment::{month_names, zone_names};

const YEAR: &str = "(19|20|21)[0-9]{2}";
/// Years that have 29 February.
const LEAP_YEAR: &str = "((19|20|21)(0[48]|[2468][048]|[13579][26])|2000)";
/// Days that months of 31, 30 and 28 days have.
const DAYS: [(&str, &str); 3] = [
    ("(0?[13578]|1[02])", "(0?[1-9]|[12][0-9]|3[01])"),
    ("(0?[469]|11)", "(0?[1-9]|[12][0-9]|30)"),
    ("0?2", "(0?[1-9]|1[0-9]|2[0-8])"),
];

/// Returns a pattern for a whole date or date with time.
pub fn moment() -> String {
    let day = day();
    let time = time();
    let zone = zone();
    let weekday = any_of(&[
        "mon",
        "monday",
        "tue",
        "tues",
        "tuesday",
        "wed",
        "weds",
        "wednesday",
        "thu",
        "thur",
        "thurs",
        "thursday",
        "fri",
        "friday",
        "sat",
        "saturday",
        "sun",
        "sunday",
        "montag",
        "dienstag",
        "mittwoch",
        "donnerstag",
        "freitag",
        "samstag",
        "sonntag",
    ]);
    let aside = format!("(\\s*[(（]({weekday}|[月火水木金土日](曜日)?)[)）]|,?\\s*{weekday})?");
    let words = any_of(&["at", "around", "about", "ca", "circa", "approx", "between", "from", "um", "kl"]);
    let joint = format!("(\\s*([,:~@(（約]|[-–—]\\s|{words}\\.?))*\\s*");
    let suffix = format!("(\\s*(頃|ごろ|ころ|前後|{}))?", any_of(&["Uhr", "h", "hrs", "hours"]));
    let on = any_of(&["on", "am", "le", "el"]);
    let four_digits = "([01][0-9]|2[0-3])[0-5][0-9]";
    let iso = format!("({})[Tt]{time}", year_first().join("|"));
    let clear_day = format!("({})", [year_first(), named_days()].concat().join("|"));
    let day_first =
        format!("({iso}|{clear_day}{aside}\\s+{four_digits}|{day}({aside}{joint}{time})?){suffix}({zone})*");
    let time_first =
        format!("{time}{suffix}({zone})*(,\\s*|\\s+)({on}\\s*)?({weekday}\\.?,?\\s*)?{day}({zone})*");
    let compact = format!("{}([Tt]([01][0-9]|2[0-3])[0-5][0-9]([0-5][0-9]|60)?({zone})?)?", compact_day());
    format!("^\\s*(({weekday}\\.?,?\\s*)?({day_first}|{time_first})|{compact}){suffix}\\.*\\s*$")
}

/// Returns patterns for a day that begins with its year; a time may be joined to it with a `T`.
fn year_first() -> Vec<String> {
    let mut ways = vec![];
    for mark in ["-", "/", "\\."] {
        ways.extend(DAYS.map(|(month, day)| format!("{YEAR}{mark}{month}{mark}{day}")));
        ways.push(format!("{LEAP_YEAR}{mark}0?2{mark}29"));
    }
    ways.extend(DAYS.map(|(month, day)| format!("{YEAR}[年년]\\s*{month}[月월]\\s*{day}[日号號일]")));
    ways.push(format!("{LEAP_YEAR}[年년]\\s*0?2[月월]\\s*29[日号號일]"));
    ways
}

/// Returns a pattern for a day, with its year.
fn day() -> String {
    format!("({})", [year_first(), numeric_days(), named_days()].concat().join("|"))
}

/// Returns patterns for a day in numbers that ends with its year.
fn numeric_days() -> Vec<String> {
    let mut ways = vec![];
    for mark in ["-", "/", "\\."] {
        // One of the two numbers can only be the day, or both are the same.
        ways.push(format!("{}{mark}(0?[1-9]|1[0-2]){mark}{YEAR}", "(1[3-9]|2[0-8])"));
        ways.push(format!("(0?[1-9]|1[0-2]){mark}{}{mark}{YEAR}", "(1[3-9]|2[0-8])"));
        for (day, month) in [("(29|30)", "(0?[13-9]|1[0-2])"), ("31", "(0?[13578]|1[02])")] {
            ways.push(format!("{day}{mark}{month}{mark}{YEAR}"));
            ways.push(format!("{month}{mark}{day}{mark}{YEAR}"));
        }
        ways.push(format!("(29{mark}0?2|0?2{mark}29){mark}{LEAP_YEAR}"));
        let same: Vec<String> = (1..=12).map(|n| format!("{n}{mark}0?{n}")).collect();
        ways.push(format!("0?({}){mark}{YEAR}", same.join("|")));
    }
    ways
}

/// Returns patterns for a day with the name of its month, and its year.
fn named_days() -> Vec<String> {
    let mut ways = vec![];
    let months = month_names();
    let named = |days: usize| {
        let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        let names = months.iter().zip(lengths).filter(|(_, length)| *length == days);
        any_of(&names.flat_map(|(names, _)| names.iter().copied()).collect::<Vec<&str>>())
    };
    for (length, day, year) in
        [(31, DAYS[0].1, YEAR), (30, DAYS[1].1, YEAR), (28, DAYS[2].1, YEAR), (28, "29", LEAP_YEAR)]
    {
        let month = named(length);
        let day = format!("{day}([Ss][Tt]|[Nn][Dd]|[Rr][Dd]|[Tt][Hh])?");
        let of = |words: &[&str]| format!("({}\\s*)?", any_of(words));
        ways.push(format!("{month}\\.?\\s*{day}([-–][0-9]{{1,2}}([Tt][Hh])?)?,?\\s*{year}"));
        ways.push(format!(
            "{day}([-–][0-9]{{1,2}}([Tt][Hh])?)?\\.?(-|\\s*){}{month}[.,]?(-|\\s*){}{year}",
            of(&["of", "de"]),
            of(&["of", "de", "del"])
        ));
    }
    ways
}

/// Returns a pattern for a day of eight digits.
fn compact_day() -> String {
    let two = |pattern: &str| pattern.replace("0?", "0");
    let mut ways: Vec<String> =
        DAYS.iter().map(|(month, day)| format!("{YEAR}{}{}", two(month), two(day))).collect();
    ways.push(format!("{LEAP_YEAR}0229"));
    format!("({})", ways.join("|"))
}

/// Returns a pattern for a time of day.
fn time() -> String {
    let half = "\\s*([AaPp][Mm]|[AaPp]\\.[Mm]\\.)";
    let hour_of_day = "([01]?[0-9]|2[0-3])";
    let seconds = "([:：]([0-5][0-9]|60)([.,][0-9]+)?)?";
    let ways = [
        format!("{hour_of_day}[:：][0-5][0-9]{seconds}({half}|[AaPp])?"),
        format!("(0?[0-9]|1[0-9]|2[0-3])(\\.[0-5][0-9])?({half}|[AaPp])"),
        "([01][0-9]|2[0-3])h[0-5][0-9]".to_owned(),
        format!("{hour_of_day}\\.[0-5][0-9]\\s*(UTC|GMT|CET|CEST|BST)"),
        format!("(午前|午後)\\s*{hour_of_day}[:：][0-5][0-9]"),
        format!("(午前|午後)?\\s*{hour_of_day}[時时點点시](\\s*[0-5]?[0-9][分분](\\s*[0-5]?[0-9][秒초])?)?"),
    ];
    format!("({})", ways.join("|"))
}

/// Returns a pattern for a time zone behind a time, with the space or the bracket before it.
fn zone() -> String {
    let offset = "[+−-](0[0-9]|1[0-4])(:?(00|15|30|45))?";
    let universal = "([Uu][Tt][Cc]|GMT|gmt)(\\s*[+−-]\\s*[0-9]{1,2}(:(00|15|30|45))?)?";
    let in_any_case_if_long =
        |name: &str| if name.contains(' ') { in_any_case(name) } else { name.to_owned() };
    let names = zone_names().into_iter().map(in_any_case_if_long).collect::<Vec<_>>().join("|");
    let name = format!("({offset}|{universal}|{names}|[A-Z][A-Za-z_]+(/[A-Za-z_+-]+[0-9]*)+)");
    format!("\\s*([Zz]|{name}|[(（\\[]\\s*{name}\\s*[)）\\]]?)")
}

/// Returns a pattern for a whole length of time.
pub fn length() -> String {
    let hedge = format!(
        "([~≈約〜～]|およそ|大约|ungefähr |environ |{}[ ~])",
        any_of(&[
            "about",
            "around",
            "approximately",
            "approx.",
            "approx",
            "roughly",
            "circa",
            "ca.",
            "nearly",
            "almost"
        ])
    );
    let joint = "\\s*[,、]?\\s*((and|und|et|y|&) )?\\s*";
    let units = duration::unit_names();
    let unit = |at: usize| format!("\\s*{}\\.?", any_of(&units[at]));
    let mut ways = vec!["[0-9]{1,9}(\\.[0-9]+|,[0-9]{1,2})?".to_owned()];
    for last in 0..units.len() {
        let before: String = (0..last).map(|at| format!("([0-9]{{1,9}}{}{joint})?", unit(at))).collect();
        ways.push(format!("{before}[0-9]{{1,9}}(\\.[0-9]+|,[0-9]{{1,2}})?{}", unit(last)));
    }
    let hours = format!("([0-9]{{1,9}}{}{joint})?([0-9]{{1,9}}{}{joint})?", unit(0), unit(1));
    ways.push(format!("{hours}[0-9]{{1,9}}{}{joint}[0-5]?[0-9]", unit(2)));
    let number = "[0-9]{1,9}(\\.[0-9]+|,[0-9]{1,2})?";
    let date = format!("({number}[Ww])?({number}[Dd])?");
    let clock = |hour: &str, minute: &str, second: &str| {
        format!("({number}[Hh]){hour}({number}[Mm]){minute}({number}[Ss]){second}")
    };
    let clocks = [clock("", "?", "?"), clock("?", "", "?"), clock("?", "?", "")].join("|");
    ways.push(format!("[Pp]({number}[Ww]({number}[Dd])?|{number}[Dd]|{date}[Tt]({clocks}))"));
    let count = any_of(&[
        "a", "an", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve",
    ]);
    let any_unit = any_of(&units.concat());
    ways.push(format!("({} )?{count} \\s*{any_unit}\\.?", in_any_case("half")));
    let note = "(\\s*[(（][^()（）]*[)）])?";
    format!("^\\s*{hedge}*\\s*({})\\s*(程度|ほど|くらい|間程度)?{note}[\\s,;!?~*)）。、…]*$", ways.join("|"))
}

/// Returns a pattern for one of the words, in any case.
fn any_of(words: &[&str]) -> String {
    let mut words = words.to_vec();
    // Validators that take the first alternative must not stop at `Jan` in `January`.
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words.dedup();
    let words: Vec<String> = words.into_iter().map(in_any_case).collect();
    format!("({})", words.join("|"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::moment;
    use jiff::tz::TimeZone;
    use regex::Regex;

    #[test]
    fn dates_match_as_they_are_read() {
        let pattern = Regex::new(&moment()).unwrap();
        let days = [
            "2026-03-02",
            "2026/3/2",
            "2024.02.29",
            "2025-02-29",
            "2026-04-31",
            "2026-13-01",
            "2026-00-10",
            "1899-01-01",
            "03/04/2024",
            "13/04/2024",
            "04/13/2024",
            "3/3/2024",
            "12.12.2024",
            "31/4/2024",
            "4/21/23",
            "30-01-2024",
            "March 4, 2022",
            "Mar 4th 2022",
            "4 March 2022",
            "4. März 2022",
            "31 April 2022",
            "29 Feb 2023",
            "29 Feb 2024",
            "4th of March, 2022",
            "4 de marzo de 2022",
            "04-Mar-2022",
            "May 12",
            "2026年5月27日",
            "2026年 5月 32日",
            "5月27日",
            "20260302",
            "20261302",
            "2026",
            "yesterday",
            "soon",
            "next Tuesday",
            "2026-03",
            "Q3 2026",
            "",
            "2026-3-2-1",
            "Monday, March 4, 2022",
            "Smarch 4, 2022",
            "2026-03-02 (Mon)",
        ];
        let times = [
            "",
            "T14:05:00Z",
            "T14:05",
            "T25:00",
            " 14:05",
            " 14:05 UTC",
            " 14:05:31.250",
            " at 2:05 PM",
            ", 14:05 CET",
            " 24:00",
            " 14:61",
            " 2pm",
            " 14h05",
            " 午後3時",
            " 14:05 +02:00",
            " 14:05 -0800",
            " 14:05+02:00",
            "T14:05:00+01:00[Europe/Copenhagen]",
            " 14:05 (JST)",
            " 14:05 Europe/Berlin",
            " 14:05 XYZ",
            " 14:05 or so",
            " 14:05 Uhr",
            " 14",
            " (UTC)",
            " 14:05 Pacific Time",
            " 14:05.",
            " ~14:05",
            " - 14:05",
            " 1625",
            " 14.05 UTC",
        ];
        let whole = [
            "14:05 on 4 March 2022",
            "12:45 PM PST Saturday Oct 30th 2021",
            "14:05",
            "14:05 UTC",
            "20260302T140500Z",
            "20260302T2500",
        ];
        let joined = days.iter().flat_map(|day| times.iter().map(move |time| format!("{day}{time}")));
        let mut wrong = vec![];
        for text in joined.chain(whole.iter().map(|text| (*text).to_owned())) {
            let is_read = moment::parse(&text, &TimeZone::UTC).is_some();
            if pattern.is_match(&text) != is_read {
                wrong.push((text, is_read));
            }
        }
        assert!(wrong.is_empty(), "{} differ: {wrong:#?}", wrong.len());
    }

    #[test]
    fn lengths_match_as_they_are_read() {
        let pattern = Regex::new(&length()).unwrap();
        let texts = [
            "2h15m",
            "41m",
            "41 min",
            "PT41M",
            "P1DT2H",
            "P2W",
            "pt1h30m",
            "1d 5h 47m",
            "90 minutes",
            "1 hour and 48 minutes",
            "1 hour, 2 mins",
            "about 2 hours",
            "~2h",
            "~ 25 min",
            "Approx. 3 hours",
            "約30分",
            "約 25 分（推定）",
            "2時間15分",
            "3 日 23 時間",
            "2.5 hours",
            "90",
            "0",
            "1h30",
            "3 days",
            "1 week",
            "41 minutes (14:05 to 14:46 UTC)",
            "half an hour",
            "an hour",
            "two days",
            "2 Stunden 10 Minuten",
            "PT0.5S",
            "1m 5s",
            "",
            "long",
            "02:15:00",
            "1:30",
            "-5m",
            "over 2 hours",
            "< 1h",
            "2 months",
            "P1M",
            "P",
            "PT",
            "P1DT",
            "5h 2d",
            "2h 3h",
            "1.5h 20m",
            "1,200 minutes",
            "unknown",
            "5 users",
            "h",
            "m 5",
            "99999999999 days",
            "2h90",
            "a while",
            "two",
            "several hours",
            "5 minutes and counting",
            "1,5 hours",
            "41 min,",
        ];
        for text in texts {
            assert_eq!(pattern.is_match(text), duration::parse(text).is_some(), "{text:?}");
        }
    }
}
