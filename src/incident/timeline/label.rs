//! The time an event begins with: `**16:58 UTC** - text`, `[12:03] text`, `2022-09-05: text`.

use crate::incident::moment::day::{self, Written, Year};
use crate::incident::moment::scan::Cursor;
use crate::incident::moment::stamp::{self, Stamp};

/// A time at the start of a text, and the text after it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Label<'a> {
    /// What was read.
    pub stamp: Stamp,
    /// The words it was read from, with both ends of a range.
    pub written: &'a str,
    /// What follows it and the mark between them.
    pub rest: &'a str,
    /// Whether such a mark, or nothing at all, follows.
    pub parted: bool,
}

/// The label a text begins with. Times that are only bounds (`before 12:00`, `12:00 以前`) are none.
pub(super) fn read(text: &str) -> Option<Label<'_>> {
    let start = stamp::lead_in(Cursor::new(text))?;
    let (stamp, end) = stamp::read(start).or_else(|| stamp::dotted(start))?;
    let (mut stamp, end) = stamp::through(stamp, end);
    let mut end = stamp::suffix(end);
    if stamp.day.is_none()
        && let Some((day, after)) = day_in_brackets(end)
    {
        stamp.day = Some(day);
        end = after;
    }
    let behind = end.rest().trim_start();
    let bare = behind.trim_start_matches(['(', '（']);
    if ["以前", "より前", "まで", "日付不明"].iter().any(|bound| bare.starts_with(bound)) {
        return None;
    }
    let written = text[..end.pos()].trim_matches(|c: char| c.is_whitespace() || "-*_[]({`\"'|".contains(c));
    let aside = without_aside(behind);
    let rest =
        aside.trim_start_matches(|c: char| c.is_whitespace() || "*_])）}`\"'|:：-–—,.、，〜".contains(c));
    let parted = rest.is_empty() || rest.len() < aside.trim_start().len() || aside.len() < behind.len();
    Some(Label { stamp, written, rest, parted })
}

/// `00:20 (06-18)`, `18:30 (Jan 30)`: the day behind its time. Two numbers with a hyphen are a month and a day.
fn day_in_brackets(c: Cursor<'_>) -> Option<(Written, Cursor<'_>)> {
    let inside = c.spaces().eat(&['(', '（'])?.spaces();
    let (day, after) = day::read(inside)?;
    let hyphened = inside.upto(after).contains('-');
    let day = match day {
        Written::Numeric { first, second, year: Year::Missing } if hyphened => {
            Written::MonthDay { month: first, day: second }
        }
        day => day,
    };
    day.month_day(None)?;
    Some((day, after.spaces().eat(&[')', '）'])?))
}

/// Without the same time said again in brackets: `12:48 (6:48 PDT): …`, `09:20（UTC 00:20）`.
fn without_aside(text: &str) -> &str {
    let Some(inside) = Cursor::new(text).eat(&['(', '（']) else { return text };
    let zoned = inside.word_of(&["UTC", "GMT"]).map_or(inside, Cursor::spaces);
    let Some((_, after)) = stamp::read(zoned) else { return text };
    after.spaces().eat(&[')', '）']).map_or(text, Cursor::rest)
}

/// A row that holds a place in brackets for a time nobody knows: `[???] text`.
pub(super) fn unknown(text: &str) -> Option<(&str, &str)> {
    let (inside, rest) = text.trim_start().strip_prefix('[')?.split_once(']')?;
    (inside.len() <= 16).then(|| (inside.trim(), rest.trim_start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_told_from_its_text() {
        for (text, written, rest) in [
            ("16:58 UTC - text", "16:58 UTC", "text"),
            ("[12:03] text", "12:03", "text"),
            ("2022-09-05: text", "2022-09-05", "text"),
            ("Jan 14, 10:18 AM | text", "Jan 14, 10:18 AM", "text"),
            ("12:45 PM PST Saturday Oct 30th : text", "12:45 PM PST Saturday Oct 30th", "text"),
            ("12:48 (6:48 PDT): text", "12:48", "text"),
            ("~13:30-13:45", "~13:30-13:45", ""),
            ("{{ 2022-01-20 Between 02:00 and 02.30 PM }}", "2022-01-20 Between 02:00 and 02.30 PM", ""),
            ("10/20/2022 - 15:38 CST - a user", "10/20/2022 - 15:38 CST", "a user"),
            ("2018-07-08 ca. 18:30", "2018-07-08 ca. 18:30", ""),
            ("07:30am - First report", "07:30am", "First report"),
            ("20:21 〜 21:40 頃 text", "20:21 〜 21:40 頃", "text"),
            ("-4/25/23_", "4/25/23", ""),
            ("Around 9 AM UTC we saw", "Around 9 AM UTC", "we saw"),
        ] {
            let label = read(text).map(|label| (label.written, label.rest));
            assert_eq!(label, Some((written, rest)), "{text}");
        }
        for text in [
            "",
            "text 12:00",
            "10-15 pods",
            "before 12:00",
            "2026-03-19 以前",
            "2026-04 中旬",
            "+5 min",
            "--:--",
            "[???] x",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
