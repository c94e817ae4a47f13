//! The ways to write a calendar day. What was written is told apart from what it means: a day
//! without its year, or one whose order of day and month is open, needs its surroundings.

use super::scan::Cursor;
use jiff::civil::Date;

/// A day as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Written {
    /// Day, month and year.
    Full(Date),
    /// `May 12`: month and day, the year left out.
    MonthDay { month: i8, day: i8 },
    /// `03/04/2022` or `03-04`: two numbers whose order is not said.
    Numeric { first: i8, second: i8, year: Year },
}

/// The year of a day in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Year {
    /// `2022`
    Full(i16),
    /// `22`, of this century.
    Short(i16),
    /// None: such a day is only believed before a time of day.
    Missing,
}

/// Which comes first when a day is written in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    DayFirst,
    MonthFirst,
}

impl Written {
    /// The order of day and month, where the numbers themselves leave no choice.
    pub fn order(self) -> Option<Order> {
        let Written::Numeric { first, second, year } = self else { return None };
        let short = matches!(year, Year::Short(_));
        match (first > 12, second > 12) {
            (false, true) => Some(Order::MonthFirst),
            // `21/10/12` may well begin with its year.
            (true, false) if !short => Some(Order::DayFirst),
            _ => None,
        }
    }

    /// Month and day under an order; `None` where the order is needed and unknown.
    pub fn month_day(self, order: Option<Order>) -> Option<(i8, i8)> {
        match self {
            Written::Full(date) => Some((date.month(), date.day())),
            Written::MonthDay { month, day } => Some((month, day)),
            Written::Numeric { first, second, year } => match self.order().or(order) {
                Some(Order::MonthFirst) => Some((first, second)),
                Some(Order::DayFirst) if !matches!(year, Year::Short(_)) => Some((second, first)),
                None if first == second && !matches!(year, Year::Short(_)) => Some((first, second)),
                _ => None,
            },
        }
    }

    /// The year, if written.
    pub fn year(self) -> Option<i16> {
        match self {
            Written::Full(date) => Some(date.year()),
            Written::Numeric { year: Year::Full(year) | Year::Short(year), .. } => Some(year),
            _ => None,
        }
    }

    /// The same day with the year of another that follows it: `November 11` before `November 14, 2025`.
    pub fn in_year_of(self, last: Written) -> Written {
        let (Some((month, day)), Some(year)) = (self.month_day(None), last.year()) else { return self };
        let turns = last.month_day(None).is_some_and(|last| last < (month, day));
        Date::new(if turns { year - 1 } else { year }, month, day).map_or(self, Written::Full)
    }

    /// The date; a missing year is the one that brings it nearest to another day.
    pub fn near(self, other: Option<Date>) -> Option<Date> {
        if self.year().is_some() {
            return self.alone();
        }
        let (month, day) = self.month_day(None)?;
        let other = other?;
        let years = (other.year() - 1..=other.year() + 1).filter_map(|year| Date::new(year, month, day).ok());
        years.min_by_key(|date| other.duration_until(*date).unsigned_abs())
    }

    /// The date, under an order, if the year was written.
    pub fn date(self, order: Option<Order>) -> Option<Date> {
        let (month, day) = self.month_day(order)?;
        Date::new(self.year()?, month, day).ok()
    }

    /// The date, with nothing else known than these words: with a year of four digits.
    pub fn alone(self) -> Option<Date> {
        match self {
            Written::Numeric { year: Year::Short(_), .. } => None,
            _ => self.date(None),
        }
    }
}

/// A day at the cursor.
pub(crate) fn read(c: Cursor<'_>) -> Option<(Written, Cursor<'_>)> {
    year_first(c)
        .or_else(|| ideographic(c))
        .or_else(|| month_first(c))
        .or_else(|| day_first(c))
        .or_else(|| numeric(c))
}

/// The date of eight digits: 20220304.
pub(crate) fn compact(digits: u32) -> Option<Date> {
    let year = i16::try_from(digits / 10_000).ok().filter(|year| (1900..2200).contains(year))?;
    Date::new(year, (digits / 100 % 100) as i8, (digits % 100) as i8).ok()
}

/// `2022-03-04`, `2022/3/4`, `2022.03.04`
fn year_first(c: Cursor<'_>) -> Option<(Written, Cursor<'_>)> {
    let (year, c) = c.year()?;
    let mark = c.peek()?;
    let (month, c) = c.eat(&['-', '/', '.'])?.small()?;
    let (day, c) = c.eat(&[mark])?.small()?;
    let joined = c.eat(&['T', 't']).is_some_and(Cursor::digit_next);
    (joined || closed(c)).then_some(())?;
    Some((full(year, month.value, day.value)?, c))
}

/// `2026年5月27日`, `5月27日`, `2026년 5월 27일`
fn ideographic(c: Cursor<'_>) -> Option<(Written, Cursor<'_>)> {
    let dated = c.year().and_then(|(year, c)| Some((year, c.eat(&['年', '년'])?.spaces())));
    let (month, after) = dated.map_or(c, |(_, c)| c).small()?;
    let (day, after) = after.eat(&['月', '월'])?.spaces().small()?;
    let after = after.eat(&['日', '号', '號', '일'])?;
    let written = match dated {
        Some((year, _)) => full(year, month.value, day.value)?,
        None => month_day(month.value, day.value)?,
    };
    Some((written, after))
}

/// `March 4, 2022`, `Mar 4th 2022`, `May 12`
fn month_first(c: Cursor<'_>) -> Option<(Written, Cursor<'_>)> {
    let (name, after) = c.word()?;
    let month = month_named(name)?;
    let (day, after) = after.maybe(&['.']).spaces().small()?;
    let after = ordinal(after);
    let after = last_of_range(after);
    if !after.ends() || after.eat(&[':', '.', '/', '%']).is_some_and(Cursor::digit_next) {
        return None;
    }
    let year = after.maybe(&[',']).spaces().year().filter(|(_, c)| closed(*c));
    match year {
        Some((year, after)) => Some((full(year, month, day.value)?, after)),
        None if is_also_a_verb(name) => None,
        None => Some((month_day(month, day.value)?, after)),
    }
}

/// `4 March 2022`, `4. März 2022`, `04-Mar-2022`, `4th of March, 2022`, `4 de marzo de 2022`
fn day_first(c: Cursor<'_>) -> Option<(Written, Cursor<'_>)> {
    let (day, after) = c.small()?;
    let after = last_of_range(ordinal(after)).maybe(&['.']);
    let after = after.eat(&['-']).unwrap_or_else(|| after.spaces());
    let after = after.word_of(&["of", "de"]).map_or(after, Cursor::spaces);
    let (name, after) = after.word()?;
    let month = month_named(name)?;
    if !after.ends() {
        return None;
    }
    let dotted = after.maybe(&['.', ',']);
    let gap = dotted.eat(&['-']).unwrap_or_else(|| dotted.spaces());
    let gap = gap.word_of(&["of", "de", "del"]).map_or(gap, Cursor::spaces);
    match gap.year().filter(|(_, c)| closed(*c)) {
        Some((year, after)) => Some((full(year, month, day.value)?, after)),
        None if is_also_a_verb(name) => None,
        None => Some((month_day(month, day.value)?, after)),
    }
}

/// `01-16-2024`, `4/21/23`, `16.01.2024`, `03-26`: the order of the first two is for others to settle.
fn numeric(c: Cursor<'_>) -> Option<(Written, Cursor<'_>)> {
    let (first, after) = c.small()?;
    let mark = after.peek()?;
    let (second, after) = after.eat(&['-', '/', '.'])?.small()?;
    let third = after.eat(&[mark]);
    let (year, after) = match (third.and_then(Cursor::year), third.and_then(Cursor::two)) {
        (Some((year, after)), _) => (Year::Full(year), after),
        (_, Some((n, after))) if mark == '/' => (Year::Short(2000 + n.value as i16), after),
        _ if third.is_some_and(Cursor::digit_next) => return None,
        _ if mark == '/' => (Year::Missing, after),
        _ if mark == '-' && first.digits == 2 && second.digits == 2 => (Year::Missing, after),
        _ => return None,
    };
    let (first, second) = (first.value as i8, second.value as i8);
    let possible = Date::new(2024, first, second).is_ok() || Date::new(2024, second, first).is_ok();
    (possible && closed(after)).then_some((Written::Numeric { first, second, year }, after))
}

/// Whether a day may end here: no number or word goes on, other than the other end of a range
/// (`7/5/2023-7/6/2023`).
fn closed(c: Cursor<'_>) -> bool {
    c.ends_number() || c.eat(&['-']).is_some_and(|next| day_shaped(next).is_some())
}

/// Whether numbers joined as in a day stand here, possible or not.
fn day_shaped(c: Cursor<'_>) -> Option<Cursor<'_>> {
    let (_, c) = c.number()?;
    let (_, c) = c.eat(&['-', '/'])?.small()?;
    c.eat(&['-', '/'])
}

fn full(year: i16, month: u32, day: u32) -> Option<Written> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok().map(Written::Full)
}

/// A day some year has: 29 February too.
fn month_day(month: u32, day: u32) -> Option<Written> {
    let date = Date::new(2024, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    Some(Written::MonthDay { month: date.month(), day: date.day() })
}

fn ordinal(c: Cursor<'_>) -> Cursor<'_> {
    ["st", "nd", "rd", "th"].iter().find_map(|tag| c.tag(tag)).filter(|c| c.ends()).unwrap_or(c)
}

/// Behind the end of a range of days in one month: `October 29-30, 2025`.
fn last_of_range(c: Cursor<'_>) -> Cursor<'_> {
    let last = c.eat(&['-', '–']).and_then(Cursor::small).map(|(_, after)| ordinal(after));
    last.filter(|after| after.eat(&[',', ' ']).is_some()).unwrap_or(c)
}

/// `10 may fail` and `march 3 abreast` are no days; `10 May` is.
fn is_also_a_verb(name: &str) -> bool {
    matches!(name, "may" | "march" | "mar")
}

/// The names of the months, in the languages postmortems were seen in. English ones may be shortened.
pub(crate) const MONTHS: [&[&str]; 12] = [
    &["january", "jan", "januar", "janvier", "enero", "janeiro", "gennaio"],
    &["february", "feb", "februar", "février", "febrero", "fevereiro", "febbraio"],
    &["march", "mar", "märz", "mars", "marzo", "março", "marts"],
    &["april", "apr", "avril", "abril", "aprile"],
    &["may", "mai", "mayo", "maio", "maggio", "maj"],
    &["june", "jun", "juni", "juin", "junio", "junho", "giugno"],
    &["july", "jul", "juli", "juillet", "julio", "julho", "luglio"],
    &["august", "aug", "août", "agosto"],
    &["september", "sep", "sept", "septembre", "septiembre", "setembro", "settembre"],
    &["october", "oct", "oktober", "octobre", "octubre", "outubro", "ottobre"],
    &["november", "nov", "novembre", "noviembre", "novembro"],
    &["december", "dec", "dezember", "décembre", "diciembre", "dezembro", "dicembre"],
];

/// Returns the number of the month of that name.
fn month_named(word: &str) -> Option<u32> {
    // No name is longer, and a long word need not be lower-cased to know that.
    if word.len() > 12 {
        return None;
    }
    let lower = word.to_lowercase();
    let index = MONTHS.iter().position(|names| names.contains(&lower.as_str()))?;
    u32::try_from(index + 1).ok()
}
