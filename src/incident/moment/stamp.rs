//! A day, a time of day and a zone together, in the orders and with the joints people write.

use super::clock::{self, Clock};
use super::day::{self, Written, Year};
use super::scan::{Cursor, is_word};
use super::{Moment, Precision, zone};
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::ops::Range;

/// What was written of a moment: a day, a time, or both.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Stamp {
    pub day: Option<Written>,
    pub clock: Option<Clock>,
    pub zone: Option<TimeZone>,
    /// The name in the place of a zone that means several zones, or none that is known.
    pub named: Option<String>,
}

impl Stamp {
    /// The moment this is on `day`, in its own zone or else in `zone`.
    pub fn moment(&self, day: Date, zone: &TimeZone) -> Option<Moment> {
        let (time, precision) = match self.clock {
            Some(clock) => (clock.time, clock.precision),
            None => (Time::midnight(), Precision::Day),
        };
        let local = day.to_datetime(time);
        let zone = match (&self.zone, &self.named) {
            (Some(own), _) => own,
            // Of all zones that go by that name, it is the archive's own.
            (None, Some(name)) => Some(zone).filter(|zone| goes_by(zone, name, local))?,
            (None, None) => zone,
        };
        Moment::new(local, zone, precision)
    }

    /// The same with the zone that a name has in this document.
    pub fn with_names(mut self, names: &BTreeMap<String, TimeZone>) -> Stamp {
        if let Some(zone) = self.named.as_ref().and_then(|name| names.get(name)) {
            self.zone = Some(zone.clone());
            self.named = None;
        }
        self
    }
}

fn goes_by(zone: &TimeZone, name: &str, local: jiff::civil::DateTime) -> bool {
    let at = zone.to_ambiguous_zoned(local).compatible().ok();
    at.is_some_and(|at| zone.to_offset_info(at.timestamp()).abbreviation() == name)
}

/// A day and a time, or one of them, at the cursor.
pub(crate) fn read(c: Cursor<'_>) -> Option<(Stamp, Cursor<'_>)> {
    let start = weekday(c);
    match day::read(start) {
        Some((day, after)) => dated(day, after),
        None => timed(start),
    }
}

/// `20220304`, `20220304T101500Z`
pub(crate) fn compact(c: Cursor<'_>) -> Option<(Stamp, Cursor<'_>)> {
    let (n, after) = c.number().filter(|(n, _)| n.digits == 8)?;
    let date = day::compact(n.value)?;
    let mut stamp = Stamp { day: Some(Written::Full(date)), clock: None, zone: None, named: None };
    let Some(digits) = after.eat(&['T', 't']) else { return Some((stamp, after)) };
    let (n, after) = digits.number().filter(|(n, _)| n.digits == 6 || n.digits == 4)?;
    let (n, seconds) = if n.digits == 6 { (n.value / 100, Some(n.value % 100)) } else { (n.value, None) };
    stamp.clock = Some(Clock::of_day(n / 100, n % 100, seconds)?);
    let (zone, named, after) = zone_behind(after, true);
    (stamp.zone, stamp.named) = (zone, named);
    Some((stamp, after))
}

fn dated(day: Written, after: Cursor<'_>) -> Option<(Stamp, Cursor<'_>)> {
    let named = weekday_aside(after);
    let joined = after.eat(&['T', 't']).filter(|c| c.digit_next());
    let from = joined.unwrap_or_else(|| joint(named));
    let Some((clock, end)) = clock::read(from).or_else(|| bare_military(day, named, from)) else {
        // `2022-03-04T25:00` is no day, and `10-15 pods` is no date.
        let unsure = joined.is_some() || matches!(day, Written::Numeric { year: Year::Missing, .. });
        let (zone, named, end) = zone_behind(after, false);
        return (!unsure).then_some((Stamp { day: Some(day), clock: None, zone, named }, end));
    };
    let exact = joined.is_some() || clock.precision == Precision::Second;
    let (zone, named, end) = zone_behind(end, exact);
    Some((Stamp { day: Some(day), clock: Some(clock), zone, named }, end))
}

/// `2022-02-02 1625: text`: four digits behind a whole date.
fn bare_military<'a>(day: Written, named: Cursor<'a>, from: Cursor<'a>) -> Option<(Clock, Cursor<'a>)> {
    let Written::Full(_) = day else { return None };
    let spaced = named.spaces().pos() > named.pos() && from.pos() == named.spaces().pos();
    let (number, after) = from.number().filter(|(number, _)| number.digits == 4 && spaced)?;
    let closed = after.peek().is_none_or(|c| matches!(c, ':' | ' ' | ',' | ')' | ']'));
    let clock = Clock::of_day(number.value / 100, number.value % 100, None).filter(|_| closed)?;
    Some((clock, after))
}

/// `12:45 PM PST Saturday Oct 30th`, `18:30 on 4 March 2022`, or a time alone.
fn timed(start: Cursor<'_>) -> Option<(Stamp, Cursor<'_>)> {
    let (clock, end) = clock::read(start)?;
    let (zone, named, end) = zone_behind(end, clock.precision == Precision::Second);
    let alone = Stamp { day: None, clock: Some(clock), zone, named };
    let gap = end.maybe(&[',']).gap();
    if gap.pos() == end.pos() {
        return Some((alone, end));
    }
    let gap = gap.word_of(&["on", "am", "le", "el"]).map_or(gap, Cursor::spaces);
    match day::read(weekday(gap)) {
        Some((Written::Numeric { year: Year::Missing, .. }, _)) | None => Some((alone, end)),
        Some((day, after)) => {
            let (late, named, after) = match alone.zone {
                None => zone_behind(after, false),
                Some(_) => (None, None, after),
            };
            let named = alone.named.clone().or(named);
            Some((Stamp { day: Some(day), zone: alone.zone.clone().or(late), named, ..alone }, after))
        }
    }
}

/// The zone behind a time, or the name of one that is not known. `exact`: the time is such that `-03:00` behind it is no
/// end of a range.
fn zone_behind(c: Cursor<'_>, exact: bool) -> (Option<TimeZone>, Option<String>, Cursor<'_>) {
    if exact && let Some((zone, after)) = zone::offset(c) {
        // RFC 9557 repeats the zone: `+01:00[Europe/Copenhagen]`.
        let after =
            after.eat(&['[']).and_then(|_| zone::after_clock(after)).map_or(after, |(_, after)| after);
        return (Some(zone), None, after);
    }
    match zone::after_clock(c).or_else(|| zone::after_clock(suffix(c))) {
        Some((Some(zone), after)) => (Some(zone), None, after),
        Some((None, after)) => {
            let name = c.upto(after).trim_matches(|c: char| !c.is_alphanumeric());
            (None, Some(name.to_owned()), after)
        }
        None => (None, None, c),
    }
}

/// Behind the words that may follow a time: `14:30 Uhr`, `23:28 頃`.
pub(crate) fn suffix(c: Cursor<'_>) -> Cursor<'_> {
    let spaced = c.spaces();
    ["頃", "ごろ", "ころ", "前後"]
        .iter()
        .find_map(|tag| spaced.tag(tag))
        .or_else(|| spaced.word_of(&["Uhr", "h", "hrs", "hours"]))
        .unwrap_or(c)
}

/// The rest of a range: `12:00-12:30 PM`, `20:21 〜 21:40 (JST)`. The start is completed by what
/// is only written behind the end: its zone, its half of the day.
pub(crate) fn through(start: Stamp, c: Cursor<'_>) -> (Stamp, Cursor<'_>) {
    let (start, _, after) = range(start, c);
    (start, after)
}

/// Both ends of a range, each completed by what only the other one says; no end where none is written.
pub(crate) fn range(mut start: Stamp, c: Cursor<'_>) -> (Stamp, Option<Stamp>, Cursor<'_>) {
    let Some((gap, wave)) = range_mark(c).or_else(|| range_mark(behind_remark(c)?).filter(|(_, wave)| *wave))
    else {
        return (start, None, c);
    };
    let from = lead_of_end(gap);
    let Some((mut end, after)) = read(from).or_else(|| military(from)) else {
        return (start, None, if wave { gap } else { c });
    };
    if start.zone.is_none() && start.named.is_none() {
        start.zone.clone_from(&end.zone);
        start.named.clone_from(&end.named);
    }
    if let (Some(first), Some(last), None) = (start.clock, end.clock, end.day)
        && let Some(half) = last.half
        && let Some(first) = first.in_half(half).filter(|first| first.time <= last.time)
    {
        start.clock = Some(first);
    }
    if end.zone.is_none() && end.named.is_none() {
        end.zone.clone_from(&start.zone);
        end.named.clone_from(&start.named);
    }
    match (start.day, end.day) {
        (None, Some(_)) => start.day = end.day,
        (Some(day), Some(last)) if day.year().is_none() => start.day = Some(day.in_year_of(last)),
        _ => {}
    }
    (start, Some(end), after)
}

/// Behind what stands between the ends of a range, and whether it is a sign that means nothing else.
fn range_mark(c: Cursor<'_>) -> Option<(Cursor<'_>, bool)> {
    let spaced = suffix(c).spaces();
    let wave = spaced.eat(&['〜', '～', '~', '→']);
    let dash = || Some(spaced.eat(&['-', '–', '—', '/'])?.maybe(&['-', '>']));
    let worded = || spaced.word_of(&["to", "until", "till", "through", "and", "bis"]);
    wave.map(|gap| (gap, true)).or_else(|| Some((dash().or_else(worded)?, false)))
}

/// Behind a remark in brackets: `02:45 UTC (server destroyed) → 11:05 UTC`.
fn behind_remark(c: Cursor<'_>) -> Option<Cursor<'_>> {
    let inside = c.spaces().eat(&['(', '（'])?;
    let length = inside.rest().find([')', '）']).filter(|length| *length <= 80)?;
    inside.forward(inside.pos() + length).eat(&[')', '）'])
}

fn lead_of_end(c: Cursor<'_>) -> Cursor<'_> {
    let c = c.spaces().maybe(&['~', '*']).maybe(&['*']).spaces();
    c.word_of(&["around", "about", "approximately"]).map_or(c, Cursor::spaces)
}

/// `1915 UTC`, `1900 hours`: four digits that something behind them makes a time of day.
pub(crate) fn military(c: Cursor<'_>) -> Option<(Stamp, Cursor<'_>)> {
    let (number, after) = c.number().filter(|(number, _)| number.digits == 4)?;
    let clock = Clock::of_day(number.value / 100, number.value % 100, None)?;
    let (zone, named, end) = zone_behind(after, false);
    let hours = || after.spaces().word_of(&["hours", "hrs"]);
    let end = if zone.is_some() || named.is_some() { end } else { hours()? };
    Some((Stamp { day: None, clock: Some(clock), zone, named }, end))
}

/// `10.43 Alex: searches fail`: two and two digits with a dot in front of a word.
pub(crate) fn dotted(c: Cursor<'_>) -> Option<(Stamp, Cursor<'_>)> {
    let (hour, after) = c.two()?;
    let (minute, after) = after.eat(&['.'])?.two()?;
    let worded = after.spaces().peek().is_some_and(char::is_alphabetic) && after.peek() == Some(' ');
    let clock = Clock::of_day(hour.value, minute.value, None).filter(|_| worded)?;
    Some((Stamp { day: None, clock: Some(clock), zone: None, named: None }, after))
}

/// `1900 and 2100 UTC`: the start of a range of such times.
fn military_range(c: Cursor<'_>) -> Option<(Stamp, Option<Stamp>, Cursor<'_>)> {
    let (number, after) = c.number().filter(|(number, _)| number.digits == 4)?;
    let clock = Clock::of_day(number.value / 100, number.value % 100, None)?;
    let (gap, _) = range_mark(after)?;
    let (end, after) = military(lead_of_end(gap))?;
    let (zone, named) = (end.zone.clone(), end.named.clone());
    let start = Stamp { day: None, clock: Some(clock), zone, named };
    Some((start, Some(end), after))
}

/// A stamp or a range of running text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Mention {
    pub start: Stamp,
    pub end: Option<Stamp>,
    pub at: Range<usize>,
}

/// Every stamp and range of running text, in order.
pub(crate) fn mentions(text: &str) -> Vec<Mention> {
    let mut found = vec![];
    let mut c = Cursor::new(text);
    while let Some(next) = c.peek() {
        if let Some(after) = link(c) {
            c = after;
            continue;
        }
        if may_begin(c) || begins_dotted(c) {
            let read = read(c).map(|(stamp, after)| range(stamp, after));
            let read = read.or_else(|| military_range(c)).or_else(|| {
                let (stamp, after) = military(c)?;
                Some((stamp, None, after))
            });
            if let Some((start, end, after)) = read.filter(|(_, _, after)| may_end(*after)) {
                found.push(Mention { start, end, at: c.pos()..after.pos() });
                c = after;
                continue;
            }
        }
        c = c.forward(c.pos() + next.len_utf8());
    }
    found
}

/// `12.39UTC`: digits with a dot are a time where a zone follows.
fn begins_dotted(c: Cursor<'_>) -> bool {
    let glued = c.previous().is_some_and(|p| is_word(p) || matches!(p, '.' | '-' | '/' | ':' | '$' | '_'));
    !glued && clock::read(c).is_some()
}

/// The first stamp in running text that `accept` takes, and the bytes it stands in.
pub(crate) fn search<T>(text: &str, accept: impl Fn(&Stamp) -> Option<T>) -> Option<(T, Range<usize>)> {
    let mut c = Cursor::new(text);
    while let Some(next) = c.peek() {
        if let Some(after) = link(c) {
            c = after;
            continue;
        }
        if may_begin(c)
            && let Some((stamp, end)) = read(c)
            && may_end(end)
            && let Some(found) = accept(&through(stamp, end).0)
        {
            return Some((found, c.pos()..end.pos()));
        }
        c = c.forward(c.pos() + next.len_utf8());
    }
    None
}

/// Behind a link's address, which is full of numbers.
fn link(c: Cursor<'_>) -> Option<Cursor<'_>> {
    ["http://", "https://", "ftp://", "www."].iter().find_map(|scheme| c.tag(scheme))?;
    let rest = c.rest();
    let end =
        rest.find(|c: char| c.is_whitespace() || matches!(c, ')' | '>' | ']' | '"')).unwrap_or(rest.len());
    Some(c.forward(c.pos() + end))
}

/// Whether a date may begin here: not inside a word, path, version or identifier.
fn may_begin(c: Cursor<'_>) -> bool {
    let inside = |p: char| {
        is_word(p) || matches!(p, '_' | '-' | '/' | '\\' | '.' | ':' | '=' | '#' | '@' | '+' | '%' | '$')
    };
    let dotted = c.number().is_some_and(|(_, after)| after.eat(&['.']).is_some_and(Cursor::digit_next));
    let begins = c.peek().is_some_and(|c| c.is_alphanumeric());
    begins && !dotted && !c.previous().is_some_and(inside)
}

/// Whether a date may end here: `2022-03-04-outage.md` and `2022-03-04.md` are names.
fn may_end(c: Cursor<'_>) -> bool {
    let letter = |c: Cursor<'_>| c.peek().is_some_and(|c| is_word(c) && !c.is_ascii_digit());
    c.ends() && !c.eat(&['_', '-', '/', '.', '\\']).is_some_and(letter)
}

/// Behind what may stand before a time in a label: brackets, emphasis, pictures, `approx.`, `At`.
/// `None` where what follows is no point in time: `+5 min`, `-00:10`.
pub(crate) fn lead_in(c: Cursor<'_>) -> Option<Cursor<'_>> {
    #[rustfmt::skip]
    const WORDS: [&str; 15] = [
        "at", "on", "around", "about", "approx", "approximately", "ca", "circa", "between", "from",
        "um", "gegen", "vers", "kl", "roughly",
    ];
    let mut c = decoration(c)?;
    for _ in 0..3 {
        let next = c.word_of(&WORDS).map(|after| after.maybe(&['.'])).or_else(|| c.tag("約"));
        match next {
            Some(after) => c = decoration(after)?,
            None => break,
        }
    }
    Some(c)
}

fn decoration(mut c: Cursor<'_>) -> Option<Cursor<'_>> {
    while let Some(next) = c.peek().filter(|c| !c.is_alphanumeric()) {
        let signed = matches!(next, '+' | '-' | '−' | '<' | '>');
        if signed && c.eat(&[next]).is_some_and(|c| c.digit_next() && !is_full_day(c)) {
            return None;
        }
        let shortcode = || c.eat(&[':'])?.word()?.1.eat(&[':']);
        c = shortcode().unwrap_or_else(|| c.forward(c.pos() + next.len_utf8()));
    }
    Some(c)
}

/// Whether a day with its year stands here, so that a sign before it is only a bullet: `-4/25/23`.
fn is_full_day(c: Cursor<'_>) -> bool {
    day::read(c).is_some_and(|(day, _)| day.year().is_some())
}

/// Behind what joins a day and its time: `, `, ` at `, `: `, ` ~`, ` (`, ` - `.
fn joint(c: Cursor<'_>) -> Cursor<'_> {
    let mut next = c;
    for _ in 0..4 {
        let spaced = next.gap();
        let dash = spaced.eat(&['-', '–', '—']).filter(|after| after.spaces().pos() > after.pos());
        let marked = dash.or_else(|| spaced.eat(&[',', ':', '~', '@', '(', '（', '約']));
        let worded = spaced
            .word_of(&["at", "around", "about", "ca", "circa", "approx", "between", "from", "um", "kl"]);
        match marked.or(worded.map(|after| after.maybe(&['.']))) {
            Some(after) => next = after,
            None => return spaced,
        }
    }
    next.gap()
}

/// Behind the name of a weekday and the comma after it, if one stands here.
fn weekday(c: Cursor<'_>) -> Cursor<'_> {
    let named = c.word().filter(|(word, after)| is_weekday(word) && after.ends());
    named.map_or(c, |(_, after)| after.maybe(&['.']).maybe(&[',']).spaces())
}

/// Behind a weekday in brackets or between commas: `2022-03-04 (Fri) 12:00`, `5月27日（水）`.
fn weekday_aside(c: Cursor<'_>) -> Cursor<'_> {
    let aside = || {
        let inside = c.spaces().eat(&['(', '（'])?;
        let day = inside.eat(&['月', '火', '水', '木', '金', '土', '日']);
        let day = day.or_else(|| Some(weekday(inside)).filter(|after| after.pos() > inside.pos()))?;
        day.tag("曜日").unwrap_or(day).eat(&[')', '）'])
    };
    let bare = || {
        let from = c.maybe(&[',']).spaces();
        Some(weekday(from)).filter(|after| after.pos() > from.pos())
    };
    aside().or_else(bare).unwrap_or(c)
}

fn is_weekday(word: &str) -> bool {
    #[rustfmt::skip]
    const NAMES: [&str; 25] = [
        "mon", "monday", "tue", "tues", "tuesday", "wed", "weds", "wednesday", "thu", "thur",
        "thurs", "thursday", "fri", "friday", "sat", "saturday", "sun", "sunday", "montag",
        "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag",
    ];
    NAMES.iter().any(|name| name.eq_ignore_ascii_case(word))
}
