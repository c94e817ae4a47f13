//! The ways to name a time zone: offsets, abbreviations, IANA names and their long names.
//!
//! An abbreviation is the fixed offset it stands for: `PST` is UTC-8 in July too, because that is
//! what the author wrote. Only names of a region (`PT`, `Pacific Time`) follow its summer time.

use super::scan::{Cursor, is_word};
use jiff::tz::{Offset, TimeZone};

/// Abbreviations that mean one thing, in minutes east of UTC.
const ABBREVIATIONS: &[(&str, i32)] = &[
    ("UTC", 0),
    ("GMT", 0),
    ("WET", 0),
    ("WEST", 60),
    ("BST", 60),
    ("CET", 60),
    ("CEST", 120),
    ("EET", 120),
    ("EEST", 180),
    ("MSK", 180),
    ("SGT", 480),
    ("HKT", 480),
    ("AWST", 480),
    ("JST", 540),
    ("KST", 540),
    ("ACST", 570),
    ("ACDT", 630),
    ("AEST", 600),
    ("AEDT", 660),
    ("NZST", 720),
    ("NZDT", 780),
    ("EDT", -240),
    ("EST", -300),
    ("CDT", -300),
    ("CST", -360),
    ("MDT", -360),
    ("MST", -420),
    ("PDT", -420),
    ("PST", -480),
    ("AKDT", -480),
    ("AKST", -540),
    ("HST", -600),
    ("BRT", -180),
    ("WIB", 420),
    ("WITA", 480),
];

/// Abbreviations that several zones have: never guessed.
const AMBIGUOUS: [&str; 8] = ["IST", "AST", "ADT", "SST", "GST", "LT", "BDT", "PYT"];

/// Words in capitals that end as the names of zones do.
const WORDS: [&str; 24] = [
    "GET", "POST", "PUT", "SET", "NOT", "TEST", "HOST", "LIST", "COST", "LAST", "BEST", "REST", "FAST",
    "EAST", "FIRST", "MUST", "JUST", "BOT", "NET", "JWT", "OUT", "BUT", "IOT", "DIST",
];

/// The name in a text that several zones have, so that a time beside it is read in none of them.
pub fn ambiguous(text: &str) -> Option<&str> {
    text.split(|c: char| !c.is_alphanumeric()).find(|word| AMBIGUOUS.contains(word))
}

/// Names of regions with summer time. Longer ones first where one begins another.
const REGIONS: &[(&str, &str)] = &[
    ("PT", "America/Los_Angeles"),
    ("MT", "America/Denver"),
    ("CT", "America/Chicago"),
    ("ET", "America/New_York"),
    ("Pacific Time", "America/Los_Angeles"),
    ("Mountain Time", "America/Denver"),
    ("Central Time", "America/Chicago"),
    ("Eastern Time", "America/New_York"),
    ("日本時間", "Asia/Tokyo"),
    ("日本标准时间", "Asia/Tokyo"),
    ("北京时间", "Asia/Shanghai"),
];

/// Long names that are an offset.
const LONG_NAMES: &[(&str, i32)] = &[
    ("Coordinated Universal Time", 0),
    ("Greenwich Mean Time", 0),
    ("British Summer Time", 60),
    ("Central European Summer Time", 120),
    ("Central European Standard Time", 60),
    ("Central European Time", 60),
    ("Eastern European Summer Time", 180),
    ("Eastern European Time", 120),
    ("Japan Standard Time", 540),
    ("日本標準時", 540),
    ("Pacific Standard Time", -480),
    ("Pacific Daylight Time", -420),
    ("Mountain Standard Time", -420),
    ("Mountain Daylight Time", -360),
    ("Central Standard Time", -360),
    ("Central Daylight Time", -300),
    ("Eastern Standard Time", -300),
    ("Eastern Daylight Time", -240),
];

/// Returns every name of a zone that is read, but those of the IANA database.
pub fn zone_names() -> Vec<&'static str> {
    let short = ABBREVIATIONS.iter().map(|(name, _)| *name);
    short
        .chain(REGIONS.iter().map(|(name, _)| *name))
        .chain(LONG_NAMES.iter().map(|(name, _)| *name))
        .collect()
}

/// A zone as far as it is known: `None` where its name means several.
type Named = Option<TimeZone>;

/// The zone a heading, a column header or an introduction states for the times under it:
/// `All times in CET`, `Timeline (UTC)`, `時刻 (JST)`. A zone that is merely mentioned is none.
pub fn zone_of(text: &str) -> Option<TimeZone> {
    let mut c = Cursor::new(text);
    while let Some(next) = c.peek() {
        let begins = !c.previous().is_some_and(|p| is_word(p) || p == '/');
        let read = if begins { qualified(c) } else { None };
        if let Some((zone, after)) = read {
            if zone.is_some() && is_statement(text, c, after) {
                return zone;
            }
            c = after;
        } else {
            c = c.forward(c.pos() + next.len_utf8());
        }
    }
    None
}

/// A zone right behind a time of day, with or without a space or brackets.
pub(crate) fn after_clock(c: Cursor<'_>) -> Option<(Named, Cursor<'_>)> {
    if let Some(after) = c.eat(&['Z', 'z']).or_else(|| c.spaces().eat(&['Z'])).filter(|after| after.ends()) {
        return Some((Some(TimeZone::UTC), after));
    }
    let spaced = c.spaces();
    let signed = spaced.eat(&['+', '-', '−']).and_then(Cursor::number);
    // `12:00-12:30` is a range and `12:00 +15` a count: only `+02:00` and `-0800` are plainly offsets.
    let plain = signed.is_some_and(|(n, after)| n.digits == 4 || after.eat(&[':']).is_some());
    if plain
        && (spaced.eat(&['+']).is_some() || signed.is_some_and(|(n, _)| n.digits == 4))
        && let Some((zone, after)) = offset(spaced)
    {
        return Some((Some(zone), after));
    }
    qualified(spaced).or_else(|| bracketed(spaced))
}

/// `+02:00`, `-0800`, `+01`
pub(crate) fn offset(c: Cursor<'_>) -> Option<(TimeZone, Cursor<'_>)> {
    let sign = if c.peek()? == '+' { 1 } else { -1 };
    let (number, after) = c.eat(&['+', '-', '−'])?.number()?;
    let (hours, minutes, after) = match number.digits {
        4 => (number.value / 100, number.value % 100, after),
        2 => match after.eat(&[':']) {
            Some(next) => next.two().map(|(n, after)| (number.value, n.value, after))?,
            None => (number.value, 0, after),
        },
        _ => return None,
    };
    if !after.ends_number() {
        return None;
    }
    Some((fixed(sign, hours, minutes)?, after))
}

/// An offset some place on earth has or had.
fn fixed(sign: i32, hours: u32, minutes: u32) -> Option<TimeZone> {
    let total = i32::try_from(hours * 60 + minutes).ok()? * sign;
    let known = minutes < 60 && minutes.is_multiple_of(15) && (-12 * 60..=14 * 60).contains(&total);
    let offset = Offset::from_seconds(total * 60).ok().filter(|_| known)?;
    Some(offset.to_time_zone())
}

/// A name, and the offset that makes it precise: `PST (UTC-7)` is UTC-7.
fn qualified(c: Cursor<'_>) -> Option<(Named, Cursor<'_>)> {
    let (zone, after) = named(c)?;
    let precise = after.spaces().eat(&['(', '（']).and_then(|inside| {
        let (zone, end) = universal(inside).filter(|(_, end)| inside.upto(*end).len() > 3)?;
        Some((Some(zone), end.spaces().eat(&[')', '）'])?))
    });
    Some(precise.unwrap_or((zone, after)))
}

fn bracketed(c: Cursor<'_>) -> Option<(Named, Cursor<'_>)> {
    let (zone, after) = qualified(c.eat(&['(', '（', '['])?.spaces())?;
    // `14:05 (JST, by the log)`: the remark is not part of the time, nor needed to close it.
    let closed = after.spaces().eat(&[')', '）', ']']);
    closed
        .or_else(|| matches!(after.spaces().peek(), None | Some(',' | '、' | ';')).then_some(after))
        .map(|end| (zone, end))
}

fn named(c: Cursor<'_>) -> Option<(Named, Cursor<'_>)> {
    if let Some((zone, after)) = universal(c) {
        return Some((Some(zone), after));
    }
    if let Some((zone, after)) = long(c).or_else(|| iana(c)) {
        return Some((Some(zone), after));
    }
    let (word, after) = c.word()?;
    if !after.ends() {
        return None;
    }
    if let Some((_, minutes)) = ABBREVIATIONS.iter().find(|(name, _)| *name == word) {
        let sign = if *minutes < 0 { -1 } else { 1 };
        return Some((fixed(sign, minutes.unsigned_abs() / 60, minutes.unsigned_abs() % 60), after));
    }
    (AMBIGUOUS.contains(&word) || is_like_a_zone(word, after)).then_some((None, after))
}

/// Whether a word that is no known name stands where only that of a zone does: in capitals, with the ending of one, and
/// nothing of the text in front of the mark behind it.
fn is_like_a_zone(word: &str, after: Cursor<'_>) -> bool {
    let capitals = (3..=5).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_uppercase());
    let ending = word.ends_with("ST") || word.ends_with("DT") || word.len() == 3 && word.ends_with('T');
    let next = after.spaces().peek();
    let closed = next
        .is_none_or(|c| matches!(c, ':' | ')' | ']' | '）' | '|' | ',' | '-' | '–' | '—' | '.' | '(' | '\n'));
    capitals && ending && closed && !WORDS.contains(&word)
}

/// The name that a heading, a column or an introduction puts in the place of a zone: `Timeline (GST)`, `All times in Foo`.
/// Only names that no zone of ours has, or several.
pub fn name_of(text: &str) -> Option<String> {
    if zone_of(text).is_some() {
        return None;
    }
    let is_name = |word: &str| (2..=5).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_uppercase());
    let in_brackets = || {
        let (_, inside) = text.rsplit_once(['(', '（', '['])?;
        let inside = inside.split([')', '）', ']', ',', '、']).next()?.trim();
        let time = !["AM", "PM", "TZ", "HH", "MM"].contains(&inside);
        (text.len() <= 80 && is_name(inside) && time).then(|| inside.to_owned())
    };
    let said = || {
        let lower = text.to_lowercase();
        let at = ["times are in ", "times in ", "times listed in ", "timezone: ", "time zone: "]
            .iter()
            .find_map(|lead| Some(lower.find(lead)? + lead.len()))?;
        let name = text.get(at..)?.split([' ', '.', ',', ')', '\n', '(']).next()?;
        (name.len() >= 2 && name.starts_with(|c: char| c.is_uppercase())).then(|| name.to_owned())
    };
    said().or_else(in_brackets)
}

/// What a document says of names: `GST is gulf standard time [UTC+04]`, `XYZ (UTC+3)`.
pub fn definitions(text: &str) -> Vec<(String, TimeZone)> {
    let mut found = vec![];
    let mut c = Cursor::new(text);
    while let Some(next) = c.peek() {
        let begins = !c.previous().is_some_and(is_word);
        match universal(c).filter(|(_, after)| begins && c.upto(*after).len() > 3) {
            Some((zone, after)) => {
                let before = last_sentence(&text[..c.pos()]);
                let mut words =
                    before.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
                let is_name = |word: &&str| {
                    (2..=5).contains(&word.len())
                        && word.bytes().all(|b| b.is_ascii_uppercase())
                        && *word != "UTC"
                        && *word != "GMT"
                };
                found.extend(words.find(is_name).map(|name| (name.to_owned(), zone)));
                c = after;
            }
            None => c = c.forward(c.pos() + next.len_utf8()),
        }
    }
    found
}

/// `UTC`, `utc`, `GMT+1`, `UTC +05:30`, `UTC-7`
fn universal(c: Cursor<'_>) -> Option<(TimeZone, Cursor<'_>)> {
    let (word, after) = c.word()?;
    if !["UTC", "GMT", "utc", "gmt", "Utc"].contains(&word) {
        return None;
    }
    let signed = after.eat(&['+', '-', '−']).or_else(|| after.spaces().eat(&['+']));
    let Some((hours, end)) = signed.and_then(Cursor::small) else {
        return after.ends().then_some((TimeZone::UTC, after));
    };
    let sign = if after.spaces().peek() == Some('+') { 1 } else { -1 };
    let (minutes, end) = match end.eat(&[':']).and_then(Cursor::two) {
        Some((n, end)) => (n.value, end),
        None => (0, end),
    };
    let zone = fixed(sign, hours.value, minutes).filter(|_| end.ends_number())?;
    Some((zone, end))
}

fn long(c: Cursor<'_>) -> Option<(TimeZone, Cursor<'_>)> {
    let whole = |name: &str| c.tag(name).filter(|after| after.ends() || !name.is_ascii());
    for (name, minutes) in LONG_NAMES {
        if let Some(after) = whole(name) {
            let sign = if *minutes < 0 { -1 } else { 1 };
            return Some((fixed(sign, minutes.unsigned_abs() / 60, minutes.unsigned_abs() % 60)?, after));
        }
    }
    let (name, region) = REGIONS.iter().find(|(name, _)| {
        // `et` and `pt` are words of other languages.
        whole(name).is_some_and(|after| name.len() > 2 || c.upto(after) == *name)
    })?;
    Some((TimeZone::get(region).ok()?, whole(name)?))
}

/// `Europe/Copenhagen`
fn iana(c: Cursor<'_>) -> Option<(TimeZone, Cursor<'_>)> {
    // No zone has a longer name.
    const LONGEST: usize = 40;
    let rest = c.rest();
    let inside = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'_' | b'-' | b'+');
    let length = rest.bytes().take(LONGEST).take_while(inside).count();
    let name = rest.get(..length)?.trim_end_matches(['/', '-', '+', '_']);
    if !name.contains('/') || !name.starts_with(|c: char| c.is_ascii_uppercase()) {
        return None;
    }
    Some((TimeZone::get(name).ok()?, c.forward(c.pos() + name.len())))
}

/// Whether a zone at `from..to` is said of the times, not merely mentioned.
fn is_statement(text: &str, from: Cursor<'_>, to: Cursor<'_>) -> bool {
    let before = &text[..from.pos()];
    let after = to.rest().trim_start();
    let alone_in_brackets = before.trim_end().ends_with(['(', '（', '['])
        && after.starts_with([')', '）', ']', ',', '、'])
        && text.len() <= 160;
    let at_the_end = text.len() <= 40 && after.trim_matches(|c: char| !c.is_alphanumeric()).is_empty();
    alone_in_brackets || at_the_end || speaks_of_times(last_sentence(before), text.len() <= 80)
}

/// Whether the words before a zone say what it is for.
fn speaks_of_times(words: &str, short: bool) -> bool {
    const WORDS: [&str; 9] =
        ["times", "timestamps", "timezone", "zone", "zeiten", "uhrzeiten", "zeitangaben", "horas", "heures"];
    const SIGNS: [&str; 6] = ["時刻", "日時", "時間", "すべて", "全て", "时间"];
    let mut last = words.split(|c: char| !c.is_alphabetic()).rev().take(8);
    let known = |word: &str| {
        WORDS.iter().any(|w| w.eq_ignore_ascii_case(word)) || short && word.eq_ignore_ascii_case("time")
    };
    last.any(known) || SIGNS.iter().any(|sign| words.contains(sign))
}

/// What stands behind the last end of a sentence, of the last hundred bytes or so.
fn last_sentence(text: &str) -> &str {
    let mut from = text.len().saturating_sub(100);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let tail = &text[from..];
    let end = tail.rfind(['。', '\n']).or_else(|| tail.rfind(". "));
    end.map_or(tail, |end| &tail[end..])
}
