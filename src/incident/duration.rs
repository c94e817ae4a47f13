//! How long something took, as people write it and as hindsite shows it.
//!
//! What could be read in two ways is not read: `1:30` and `02:15:00` may be hours or minutes, and a
//! month has no length.

use jiff::SignedDuration;

/// Seconds in each unit, longest first.
const WEEK: i64 = 7 * DAY;
const DAY: i64 = 24 * HOUR;
const HOUR: i64 = 60 * MINUTE;
const MINUTE: i64 = 60;

/// A length of time that is the whole of `text`: `2h15m`, `PT41M`, `about 2 hours`, `2時間15分`.
///
/// A bare number is minutes. A note in brackets may follow (`41 min (14:05 to 14:46)`). `None` for
/// bounds (`over 2 hours`), clock notation, negative lengths, and units out of order or repeated.
pub fn parse(text: &str) -> Option<SignedDuration> {
    let text = without_note(without_hedge(text.trim()));
    let (length, rest) = prefix(text)?;
    let says_more = rest.chars().any(char::is_alphanumeric) || rest.starts_with([':', '.', '-']);
    (!says_more).then_some(length)
}

/// A length of time at the start of a text, and what stands behind it: `2 hours, 5 minutes (approx.)`. A number without a
/// unit is only one if nothing follows it.
pub fn prefix(text: &str) -> Option<(SignedDuration, &str)> {
    let text = without_lead(text.trim());
    if let Some(iso) = text.strip_prefix(['P', 'p']) {
        let end = iso.find(|c: char| !(c.is_ascii_alphanumeric() || c == '.')).unwrap_or(iso.len());
        return Some((seconds(iso_8601(&iso[..end])?)?, &iso[end..]));
    }
    if let Some((total, rest)) = in_words(text) {
        return Some((seconds(total)?, rest));
    }
    let mut total = 0.0;
    let mut smallest = i64::MAX;
    let mut rest = text;
    loop {
        let next = if smallest == i64::MAX { rest } else { joint(rest) };
        let Some((number, whole, after)) = number(next) else { break };
        let (unit, after) = match unit(after) {
            Some(found) => found,
            // `90`, and the last number of `1h30`.
            None if after.is_empty() && smallest == i64::MAX => (MINUTE, after),
            None if after.is_empty() && smallest == HOUR && whole && number < 60.0 => (MINUTE, after),
            None => break,
        };
        // `2h 3h` and `5h 2d` are two lengths; `1.5h 20m` is unclear.
        if unit >= smallest || (!whole && smallest != i64::MAX) {
            return None;
        }
        total += number * unit as f64;
        smallest = unit;
        rest = after;
        if !whole {
            break;
        }
    }
    (smallest != i64::MAX).then(|| Some((seconds(total)?, rest)))?
}

/// A length of time in days, hours and minutes: `41m`, `2h 15m`, `1d 5h 47m`, `0m`. Seconds are
/// dropped, but shown alone (`35s`) under a minute. Negative lengths get a minus sign.
pub fn format(duration: SignedDuration) -> String {
    let total = duration.unsigned_abs().as_secs();
    let sign = if duration.is_negative() && total > 0 { "-" } else { "" };
    if (1..60).contains(&total) {
        return format!("{sign}{total}s");
    }
    let parts = [(total / 86_400, "d"), (total / 3_600 % 24, "h"), (total / 60 % 60, "m")];
    let shown: Vec<String> =
        parts.iter().filter(|(n, _)| *n > 0).map(|(n, unit)| format!("{n}{unit}")).collect();
    if shown.is_empty() { "0m".to_owned() } else { format!("{sign}{}", shown.join(" ")) }
}

fn seconds(total: f64) -> Option<SignedDuration> {
    // A thousand years: far beyond any incident, far below what the type holds.
    (0.0..=31_557_600_000.0).contains(&total).then(|| SignedDuration::from_secs(total.round() as i64))
}

/// Without the words and signs that say "more or less", before and behind.
fn without_hedge(text: &str) -> &str {
    let text = without_lead(text);
    ["程度", "ほど", "くらい", "間程度"]
        .iter()
        .find_map(|tail| text.strip_suffix(tail))
        .unwrap_or(text)
        .trim_end()
}

fn without_lead(text: &str) -> &str {
    const HEDGES: [&str; 10] = [
        "about",
        "around",
        "approximately",
        "approx.",
        "approx",
        "roughly",
        "circa",
        "ca.",
        "nearly",
        "almost",
    ];
    let text = text.trim_start_matches(['~', '≈', '約', '〜', '～']).trim_start();
    let text =
        ["およそ", "大约", "ungefähr ", "environ "].iter().find_map(|h| text.strip_prefix(h)).unwrap_or(text);
    let hedge = HEDGES.iter().find(|hedge| {
        let head = text.get(..hedge.len()).is_some_and(|head| head.eq_ignore_ascii_case(hedge));
        head && text[hedge.len()..].starts_with([' ', '~'])
    });
    let text = hedge.map_or(text, |hedge| &text[hedge.len()..]);
    text.trim_start_matches([' ', '~'])
}

/// Without a remark in brackets behind the length.
fn without_note(text: &str) -> &str {
    let open = text.ends_with([')', '）']).then(|| text.find(['(', '（'])).flatten();
    // Only the last brackets: what stands between two pairs is no remark.
    let single = open.filter(|at| text[*at..].matches([')', '）']).count() == 1 && *at > 0);
    without_hedge(single.map_or(text, |at| text[..at].trim_end()))
}

/// A number of digits with an optional decimal part, whether it is whole, and what follows.
fn number(text: &str) -> Option<(f64, bool, &str)> {
    let digits = |s: &str| s.find(|c: char| !c.is_ascii_digit()).unwrap_or(s.len());
    let whole = digits(text);
    if whole == 0 || whole > 9 {
        return None;
    }
    let rest = text[whole..].strip_prefix(['.', ',']).unwrap_or("");
    let decimals = digits(rest);
    // `1,200` may be a thousand and two hundred.
    if text[whole..].starts_with(',') && decimals >= 3 {
        return None;
    }
    let end = if decimals == 0 { whole } else { whole + 1 + decimals.min(18) };
    Some((text[..end].replace(',', ".").parse().ok()?, decimals == 0, &text[end..]))
}

/// Units that need no space behind them, longer ones first.
const SIGNS: [(&str, i64); 10] = [
    ("週間", WEEK),
    ("日間", DAY),
    ("日", DAY),
    ("天", DAY),
    ("時間", HOUR),
    ("小时", HOUR),
    ("分間", MINUTE),
    ("分钟", MINUTE),
    ("分", MINUTE),
    ("秒", 1),
];

/// The words for each unit, longest unit first.
const UNITS: [(i64, &[&str]); 5] = [
    (WEEK, &["w", "wk", "wks", "week", "weeks", "woche", "wochen", "semaine", "semaines", "semanas"]),
    (DAY, &["d", "day", "days", "tag", "tage", "tagen", "jour", "jours", "día", "días"]),
    (
        HOUR,
        &["h", "hr", "hrs", "hour", "hours", "std", "stunde", "stunden", "heure", "heures", "hora", "horas"],
    ),
    (MINUTE, &["m", "min", "mins", "minute", "minutes", "minuten", "minuto", "minutos"]),
    (1, &["s", "sec", "secs", "second", "seconds", "sekunde", "sekunden", "seconde", "secondes", "segundos"]),
];

/// Returns the words and signs for each unit, longest unit first.
pub fn unit_names() -> Vec<Vec<&'static str>> {
    let signs = |seconds: i64| SIGNS.iter().filter(move |(_, unit)| *unit == seconds).map(|(sign, _)| *sign);
    UNITS.iter().map(|(seconds, words)| words.iter().copied().chain(signs(*seconds)).collect()).collect()
}

/// Returns the unit at the start of a text, in seconds, and the text after it.
fn unit(text: &str) -> Option<(i64, &str)> {
    let text = text.trim_start();
    if let Some(found) = SIGNS.iter().find_map(|(sign, unit)| Some((*unit, text.strip_prefix(sign)?))) {
        return Some(found);
    }
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    let word = text[..end].to_lowercase();
    let (unit, _) = UNITS.iter().find(|(_, words)| words.contains(&word.as_str()))?;
    let rest = &text[end..];
    Some((*unit, rest.strip_prefix('.').unwrap_or(rest)))
}

/// Behind what joins two parts of a length: `1 hour, and 48 minutes`.
fn joint(text: &str) -> &str {
    let text = text.trim_start();
    let text = text.strip_prefix([',', '、']).unwrap_or(text).trim_start();
    let word = ["and ", "und ", "et ", "y ", "& "].iter().find_map(|word| text.strip_prefix(word));
    word.unwrap_or(text).trim_start()
}

/// `an hour`, `half an hour`, `two days`: lengths without a digit.
fn in_words(text: &str) -> Option<(f64, &str)> {
    const NUMBERS: [&str; 12] =
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    let (first, rest) = text.split_once(' ')?;
    let (half, first, rest) = match first.eq_ignore_ascii_case("half") {
        true => {
            let (first, rest) = rest.split_once(' ')?;
            (0.5, first, rest)
        }
        false => (1.0, first, rest),
    };
    let count = match first.to_lowercase().as_str() {
        "a" | "an" => 1.0,
        word => (NUMBERS.iter().position(|n| *n == word)? + 1) as f64,
    };
    let (unit, rest) = unit(rest)?;
    Some((half * count * unit as f64, rest))
}

/// What follows the `P` of `P1DT2H30M`. Years and months have no length.
fn iso_8601(text: &str) -> Option<f64> {
    const DATES: [(char, i64); 2] = [('W', WEEK), ('D', DAY)];
    const TIMES: [(char, i64); 3] = [('H', HOUR), ('M', MINUTE), ('S', 1)];
    match text.split_once(['T', 't']) {
        None => designated(text, &DATES),
        Some(("", times)) => designated(times, &TIMES),
        Some((dates, times)) => Some(designated(dates, &DATES)? + designated(times, &TIMES)?),
    }
}

/// The sum of numbers with designators, each at most once and in the order of `units`.
fn designated(text: &str, units: &[(char, i64)]) -> Option<f64> {
    let mut total = 0.0;
    let mut units = units.iter();
    let mut rest = text;
    while !rest.is_empty() {
        let (number, _, after) = number(rest)?;
        let designator = after.chars().next()?;
        let (_, unit) = units.find(|(c, _)| c.eq_ignore_ascii_case(&designator))?;
        total += number * *unit as f64;
        rest = &after[1..];
    }
    (!text.is_empty()).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lengths_are_read_as_people_write_them() {
        let minutes = [
            ("2h15m", 135),
            ("41m", 41),
            ("41 min", 41),
            ("PT41M", 41),
            ("P1DT2H", 26 * 60),
            ("P2W", 14 * 1440),
            ("pt1h30m", 90),
            ("1d 5h 47m", 1440 + 347),
            ("90 minutes", 90),
            ("1 hour and 48 minutes", 108),
            ("7 hours 9 minutes", 429),
            ("1 hour, 2 mins", 62),
            ("about 2 hours", 120),
            ("~2h", 120),
            ("~ 25 min", 25),
            ("Approx. 3 hours", 180),
            ("約30分", 30),
            ("約 25 分（推定）", 25),
            ("2時間15分", 135),
            ("3 日 23 時間", 3 * 1440 + 23 * 60),
            ("2.5 hours", 150),
            ("90", 90),
            ("0", 0),
            ("1h30", 90),
            ("3 days", 3 * 1440),
            ("1 week", 7 * 1440),
            ("41 minutes (14:05 to 14:46 UTC)", 41),
            ("half an hour", 30),
            ("an hour", 60),
            ("two days", 2 * 1440),
            ("2 Stunden 10 Minuten", 130),
        ];
        for (text, minutes) in minutes {
            assert_eq!(parse(text), Some(SignedDuration::from_mins(minutes)), "{text}");
        }
        assert_eq!(parse("PT0.5S"), Some(SignedDuration::from_secs(1)));
        assert_eq!(parse("1m 5s"), Some(SignedDuration::from_secs(65)));
    }

    #[test]
    fn what_is_ambiguous_or_no_length_is_not_read() {
        for text in [
            "",
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
            "2 hours (eu) 3 hours (us)",
            "1.5h 20m",
            "1,200 minutes",
            "unknown",
            "5 users",
            "h",
            "m 5",
            "99999999999 days",
            "999999999 weeks",
            "2h90",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn lengths_are_shown_in_days_hours_and_minutes() {
        for (seconds, shown) in [
            (0, "0m"),
            (35, "35s"),
            (60, "1m"),
            (41 * 60 + 59, "41m"),
            (8_100, "2h 15m"),
            (7_200, "2h"),
            (107_220, "1d 5h 47m"),
            (86_400 + 60, "1d 1m"),
            (-90, "-1m"),
        ] {
            assert_eq!(format(SignedDuration::from_secs(seconds)), shown);
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_back(minutes in 0i64..5_000_000) {
            let duration = SignedDuration::from_mins(minutes);
            prop_assert_eq!(parse(&format(duration)), Some(duration));
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,40}", near in "[0-9hmdPT .,~約時間分日()（）-]{0,20}") {
            let _ = (parse(&text), parse(&near));
        }
    }
}
