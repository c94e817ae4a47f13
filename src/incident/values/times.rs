//! A point in time, a range or a length, in any order and with remarks: `~25 minutes (14:27 UTC to 14:52 UTC)`,
//! `02:45 UTC (destroyed) → 11:05 UTC ≈ 8h 20m`, `2026-03-23 07:37 〜 2026-03-27 07:12（約 3 日 23 時間）`.

use super::is_remark;
use crate::incident::duration;
use crate::incident::lexicon::built_in;
use crate::incident::moment::scan::Cursor;
use crate::incident::moment::stamp::{self, Stamp};
use crate::incident::wording::fold;
use jiff::SignedDuration;

/// What a value says about time.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::incident) struct TimeValue {
    pub start: Option<Stamp>,
    pub end: Option<Stamp>,
    pub length: Option<SignedDuration>,
    /// Whether an end is asked for and known to be open: `→ ongoing`.
    pub is_open: bool,
}

impl TimeValue {
    /// Reads a value; nothing if it says no time, or more than can be understood.
    pub fn parse(text: &str) -> Option<TimeValue> {
        let text = text.trim();
        if let Some(value) = only_end(text) {
            return Some(value);
        }
        let start = stamp::lead_in(Cursor::new(text));
        let read =
            start.and_then(|c| stamp::compact(c).or_else(|| stamp::read(c)).or_else(|| stamp::military(c)));
        match read {
            Some((stamp, after)) => range_first(stamp, after),
            None => length_first(text),
        }
    }
}

/// `不明 〜 2026-03-25`: the end of a range whose start nobody knows.
fn only_end(text: &str) -> Option<TimeValue> {
    let at = text.find(['〜', '～', '→', '–', '—'])?;
    let open = fold(&text[..at]);
    let lexicon = built_in();
    if !lexicon.has("unknown", &open) && !lexicon.has("open", &open) {
        return None;
    }
    let mark = text[at..].chars().next().map_or(1, char::len_utf8);
    let (stamp, after) = stamp::read(stamp::lead_in(Cursor::new(&text[at + mark..]))?)?;
    is_remark(stamp::suffix(after).rest()).then(|| TimeValue { end: Some(stamp), ..TimeValue::default() })
}

fn range_first(stamp: Stamp, after: Cursor<'_>) -> Option<TimeValue> {
    let (start, end, after) = stamp::range(stamp, after);
    let rest = stamp::suffix(after).rest().trim_start_matches(['*', '_', '`']);
    let joined = rest.trim_start().strip_prefix(['~', '≈', '〜']).is_some();
    let is_open = end.is_none() && begins_ongoing(rest);
    if is_bound(rest) || !(is_open || is_remark(rest) || joined || begins_aside(rest)) {
        return None;
    }
    let length = length_behind(rest).filter(|_| !is_open);
    Some(TimeValue { start: Some(start), end, length, is_open })
}

fn length_first(text: &str) -> Option<TimeValue> {
    let (length, rest) = duration::prefix(text)?;
    let bare = rest.trim_start();
    let behind = bare.chars().next();
    let worded = behind.is_some_and(char::is_alphabetic);
    if !(worded || is_remark(rest))
        || (worded && says_another_length(bare))
        || outside_brackets_says_length(rest)
    {
        return None;
    }
    let mut value = TimeValue { length: Some(length), ..TimeValue::default() };
    let mention = stamp::mentions(rest).into_iter().find(|mention| mention.end.is_some());
    if let Some(mention) = mention.filter(|mention| rest[..mention.at.start].chars().count() <= 40) {
        value.start = Some(mention.start);
        value.end = mention.end;
    }
    Some(value)
}

/// `2 hours for eu, 3 hours for us` states no length.
fn says_another_length(rest: &str) -> bool {
    let words: Vec<&str> = rest.split_whitespace().collect();
    (1..words.len()).any(|at| {
        duration::prefix(&words[at..].join(" "))
            .is_some_and(|_| words[at].starts_with(|c: char| c.is_ascii_digit()))
    })
}

/// A second length right behind the brackets of the first: `2 hours (eu) 3 hours (us)`.
fn outside_brackets_says_length(rest: &str) -> bool {
    let Some(open) = rest.trim_start().strip_prefix(['(', '（']) else { return false };
    let Some((_, after)) = open.split_once([')', '）']) else { return false };
    after.trim_start().starts_with(|c: char| c.is_ascii_digit())
}

/// A length in a remark behind a range: `≈ 8h 20m`, `（約 15 分間）`.
fn length_behind(rest: &str) -> Option<SignedDuration> {
    let mut rest = rest.trim_start();
    for _ in 0..3 {
        let inside = rest.trim_start_matches([
            '(', '（', '=', '≈', '~', '〜', ',', ';', '、', '—', '-', ' ', '*', ')', '）',
        ]);
        if let Some((length, _)) = duration::prefix(inside).filter(|_| inside.len() < rest.len()) {
            return Some(length);
        }
        let close = rest.find([')', '）'])?;
        rest = &rest[close..];
    }
    None
}

/// Whether the words behind a time make it the earliest or the latest it can have been.
fn is_bound(rest: &str) -> bool {
    let after = rest.trim_start_matches([' ', ',', '(', '（']);
    let folded = fold(&after.chars().take(40).collect::<String>());
    built_in().list("bounds").any(|bound| folded.starts_with(bound))
}

/// `→ ongoing (box hung)`, `（継続中）`.
fn begins_ongoing(rest: &str) -> bool {
    let folded = fold(rest);
    built_in()
        .list("ongoing")
        .any(|word| folded.strip_prefix(word).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric)))
}

/// Words that may follow a time directly: `14:05 by an alert`.
fn begins_aside(rest: &str) -> bool {
    let word = rest.trim_start().split(' ').next().unwrap_or("").to_lowercase();
    ["by", "via", "when", "after", "as"].contains(&word.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(bool, bool, Option<i64>)> {
        let value = TimeValue::parse(text)?;
        Some((value.start.is_some(), value.end.is_some(), value.length.map(|length| length.as_mins())))
    }

    #[test]
    fn points_ranges_and_lengths_are_read_with_remarks() {
        for (text, expected) in [
            ("2026-03-02 14:05 UTC", (true, false, None)),
            ("2026-03-02 14:05 (first report)", (true, false, None)),
            ("2 hours, 5 minutes (approx.)", (false, false, Some(125))),
            ("~25 minutes (14:27 UTC to 14:52 UTC)", (true, true, Some(25))),
            ("5 hours 26 minutes (10:45 - 16:11 UTC)", (true, true, Some(326))),
            ("02:45 UTC (destroyed) → 11:05 UTC (verified) ≈ 8h 20m", (true, true, Some(500))),
            ("2026-01-09 16:31–20:37 UTC", (true, true, None)),
            ("2026-03-27 18:35 JST 〜 18:50 JST（約 15 分間）", (true, true, Some(15))),
            ("不明 〜 2026-03-25（常に再現）", (false, true, None)),
            ("約40分（停止）。潜伏期間は6日間", (false, false, Some(40))),
            ("1 day, 2 hours, 3 minutes", (false, false, Some(1563))),
            ("1,5 hours", (false, false, Some(90))),
            ("about 1h, and users saw less of it", (false, false, Some(60))),
            ("5 hours 26 minutes of active impact", (false, false, Some(326))),
            ("7th January, 2024 between 12.39UTC and 17.17UTC", (true, true, None)),
        ] {
            assert_eq!(read(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn bounds_prose_and_two_lengths_are_refused() {
        for text in [
            "2026-04-02 07:36 or earlier",
            "2026-04-02 07:36 以前",
            "2 hours (eu) 3 hours (us)",
            "over 2 hours",
            "Tuesday afternoon",
            "5 users",
            "Unknown → Fixed",
            "",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
