//! The ways to write a time of day: on a 24- or 12-hour clock, with or without seconds.

use super::Precision;
use super::scan::Cursor;
use jiff::civil::Time;

/// A time of day as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Clock {
    /// The time it stands for.
    pub time: Time,
    /// Whether seconds were written.
    pub precision: Precision,
    /// AM or PM, if written.
    pub half: Option<Half>,
    /// Whether it can only be of a 24-hour clock: `09:30`, `14:00`, `0:10`, but not `9:30`.
    pub full_day: bool,
}

/// The half of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Half {
    Am,
    Pm,
}

impl Clock {
    /// A time of a 24-hour clock.
    pub fn of_day(hour: u32, minute: u32, second: Option<u32>) -> Option<Clock> {
        build(hour, minute, second.map(|s| (s, 0)), None, true)
    }

    /// This time in the given half of the day, where none was written: `12:00` in `12:00-12:30 PM`.
    pub fn in_half(self, half: Half) -> Option<Clock> {
        if self.half.is_some() || self.full_day && self.time.hour() > 12 {
            return None;
        }
        let hour = on_24_hours(u32::from(self.time.hour().unsigned_abs()), half)?;
        let time = self.time.with().hour(hour).build().ok()?;
        Some(Clock { time, half: Some(half), ..self })
    }
}

/// A time of day at the cursor.
pub(crate) fn read(c: Cursor<'_>) -> Option<(Clock, Cursor<'_>)> {
    ideographic(c).or_else(|| western(c))
}

/// `9:30`, `09:30:15.250`, `3:15 PM`, `10:45a`, `4pm`, `02.30 PM`, `13h00`
fn western(c: Cursor<'_>) -> Option<(Clock, Cursor<'_>)> {
    if let Some(found) = with_letter(c) {
        return Some(found);
    }
    let (hour, after) = c.small()?;
    let minute = after.eat(&[':', '：']).and_then(Cursor::two);
    let Some((minute, after)) = minute else {
        let dotted = after.eat(&['.']).and_then(Cursor::two);
        let (minute, after) = dotted.map_or((0, after), |(n, c)| (n.value, c));
        let Some((half, after)) = half(after) else {
            // `12.39UTC`, `12.39 UTC`: a zone makes a time of it.
            dotted.filter(|_| zone_follows(after))?;
            return Some((build(hour.value, minute, None, None, true)?, after));
        };
        let clock = build(hour.value, minute, None, Some(half), false)?;
        return Some((clock, after));
    };
    let (second, after) = match after.eat(&[':', '：']) {
        Some(next) if next.digit_next() => {
            let (second, after) = next.two()?;
            let (nanos, after) = fraction(after);
            (Some((second.value, nanos)), after)
        }
        _ => (None, after),
    };
    if after.digit_next() || after.eat(&[':']).is_some_and(Cursor::digit_next) {
        return None;
    }
    let (half, after) = half(after).map_or((None, after), |(half, after)| (Some(half), after));
    let padded = hour.digits == 2 && hour.value < 10;
    Some((build(hour.value, minute.value, second, half, padded)?, after))
}

fn zone_follows(c: Cursor<'_>) -> bool {
    c.spaces().word_of(&["UTC", "GMT", "CET", "CEST", "BST"]).is_some_and(Cursor::ends)
}

/// `13h00`, written in full: `2h15` and `12h30m` are how long, not when.
fn with_letter(c: Cursor<'_>) -> Option<(Clock, Cursor<'_>)> {
    let (hour, after) = c.two()?;
    let (minute, after) = after.eat(&['h'])?.two().filter(|(_, after)| after.ends())?;
    Some((build(hour.value, minute.value, None, None, true)?, after))
}

/// `22時41分`, `午後3時`, `14点05分`
fn ideographic(c: Cursor<'_>) -> Option<(Clock, Cursor<'_>)> {
    let (half, c) = match (c.tag("午前"), c.tag("午後")) {
        (Some(c), _) => (Some(Half::Am), c),
        (_, Some(c)) => (Some(Half::Pm), c),
        _ => (None, c),
    };
    let (hour, c) = c.spaces().small()?;
    if half.is_some()
        && let Some((minute, c)) = c.eat(&[':', '：']).and_then(Cursor::two)
    {
        return Some((build(hour.value, minute.value, None, half, false)?, c));
    }
    let c = c.eat(&['時', '时', '點', '点', '시'])?;
    // `2時間` is how long, not when.
    if c.eat(&['間', '间']).is_some() {
        return None;
    }
    let (minute, c) = unit(c, &['分', '분']);
    let (second, c) = if minute.is_some() { unit(c, &['秒', '초']) } else { (None, c) };
    let clock = build(hour.value, minute.unwrap_or(0), second.map(|s| (s, 0)), half, true)?;
    Some((clock, c))
}

/// `41分`: a number and its mark, if they follow.
fn unit<'a>(c: Cursor<'a>, marks: &[char]) -> (Option<u32>, Cursor<'a>) {
    let found = c.spaces().small().and_then(|(n, c)| Some((Some(n.value), c.eat(marks)?)));
    found.unwrap_or((None, c))
}

fn build(
    hour: u32,
    minute: u32,
    second: Option<(u32, i32)>,
    half: Option<Half>,
    padded: bool,
) -> Option<Clock> {
    let on_clock = match half {
        Some(half) => on_24_hours(hour, half)?,
        None => i8::try_from(hour).ok()?,
    };
    let (seconds, nanos) = second.unwrap_or((0, 0));
    // A leap second is the last one the calendar has.
    let seconds = if seconds == 60 { 59 } else { seconds };
    let time = Time::new(on_clock, i8::try_from(minute).ok()?, i8::try_from(seconds).ok()?, nanos).ok()?;
    let precision = if second.is_some() { Precision::Second } else { Precision::Minute };
    let full_day = half.is_none() && (padded || hour > 12 || hour == 0);
    Some(Clock { time, precision, half, full_day })
}

/// An hour of a 12-hour clock; `13:55 PM` is taken at its first word, `13:55 AM` contradicts itself.
fn on_24_hours(hour: u32, half: Half) -> Option<i8> {
    let hour = match (hour, half) {
        (12, Half::Am) => 0,
        (0..=11, Half::Am) => hour,
        (1..=11, Half::Pm) => hour + 12,
        (12..=23, Half::Pm) => hour,
        _ => return None,
    };
    i8::try_from(hour).ok()
}

/// `PM`, ` p.m.`, and `p` right behind the digits.
fn half(c: Cursor<'_>) -> Option<(Half, Cursor<'_>)> {
    let spaced = c.spaces();
    for (tag, half) in [("am", Half::Am), ("pm", Half::Pm), ("a.m.", Half::Am), ("p.m.", Half::Pm)] {
        if let Some(after) = spaced.tag(tag).filter(|after| after.ends()) {
            return Some((half, after));
        }
    }
    let half = match c.peek()? {
        'a' | 'A' => Half::Am,
        'p' | 'P' => Half::Pm,
        _ => return None,
    };
    c.word().filter(|(word, after)| word.len() == 1 && after.ends()).map(|(_, after)| (half, after))
}

/// A fraction of a second in nanoseconds, cut off behind the ninth digit.
fn fraction(c: Cursor<'_>) -> (i32, Cursor<'_>) {
    let Some(digits) = c.eat(&['.', ',']).filter(|after| after.digit_next()) else { return (0, c) };
    let rest = digits.rest();
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let nanos = rest.bytes().take(end).chain(std::iter::repeat(b'0')).take(9);
    let nanos = nanos.fold(0, |sum, b| sum * 10 + i32::from(b - b'0'));
    (nanos, digits.forward(digits.pos() + end))
}
