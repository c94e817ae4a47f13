//! The day a file's name or its folders say: only forms that begin with the year, the order every
//! archive sorted by name has.

use super::day;
use super::{Moment, Precision};
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// The day in a file's name (`2022-03-04-slug.md`), else in its folders (`2022/03/04/slug.md`),
/// else in both together (`2023-04/04-25-slug.md`). Neither a month nor a number is a day:
/// `2022-03/slug.md` and `PM2020-001.md` give `None`.
pub fn in_path(path: &str, zone: &TimeZone) -> Option<Moment> {
    let mut parts: Vec<&str> = path.split(['/', '\\']).filter(|part| !part.is_empty()).collect();
    let file = parts.pop()?;
    let date = in_name(file)
        .or_else(|| parts.iter().rev().find_map(|folder| in_name(folder)))
        .or_else(|| in_folders(&parts))
        .or_else(|| in_both(file, &parts))?;
    Moment::new(date.to_datetime(jiff::civil::Time::midnight()), zone, Precision::Day)
}

/// `2022-03-04`, `2022_03_04`, `2022.03.04` or `20220304` in a name.
fn in_name(name: &str) -> Option<Date> {
    runs(name).find_map(|(at, digits)| {
        let rest = &name.as_bytes()[at + digits..];
        let own = &name[at..at + digits];
        let date = match (digits, rest) {
            (8, _) if ends(rest) => day::compact(own.parse().ok()?)?,
            (4, [mark @ (b'-' | b'_' | b'.'), a, b, second, c, d, end @ ..])
                if mark == second && ends(end) =>
            {
                from_parts(own, [*a, *b], [*c, *d])?
            }
            _ => return None,
        };
        // `v2022.03.04` and `ABC20220304` are names of something else.
        let before = name[..at].chars().next_back();
        (!before.is_some_and(char::is_alphanumeric)).then_some(date)
    })
}

/// `2022/03/04`: three folders in a row.
fn in_folders(folders: &[&str]) -> Option<Date> {
    folders.windows(3).rev().find_map(|window| {
        let [year, month, day] = window else { return None };
        from_parts(year, pair(month)?, pair(day)?)
    })
}

/// `2023-04/04-25-slug.md` or `2023/04-25-slug.md`: the folder has the year, the file the rest.
fn in_both(file: &str, folders: &[&str]) -> Option<Date> {
    let folder = folders.last()?;
    let [a, b, b'-', c, d, end @ ..] = file.as_bytes() else { return None };
    let (month, day) = ([*a, *b], [*c, *d]);
    let (year, rest) = folder.split_at_checked(4)?;
    let agrees = rest.is_empty() || pair(rest.strip_prefix(['-', '_'])?)? == month;
    (agrees && ends(end)).then(|| from_parts(year, month, day))?
}

/// The runs of digits in a name: where each begins and how long it is.
fn runs(name: &str) -> impl Iterator<Item = (usize, usize)> {
    let bytes = name.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        at += bytes[at..].iter().position(u8::is_ascii_digit)?;
        let digits = bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
        at += digits;
        Some((at - digits, digits))
    })
}

/// Whether a number may end before `rest`.
fn ends(rest: &[u8]) -> bool {
    !rest.first().is_some_and(u8::is_ascii_alphanumeric)
}

fn pair(text: &str) -> Option<[u8; 2]> {
    text.as_bytes().try_into().ok()
}

fn from_parts(year: &str, month: [u8; 2], day: [u8; 2]) -> Option<Date> {
    let two = |[a, b]: [u8; 2]| {
        let both = a.is_ascii_digit() && b.is_ascii_digit();
        both.then(|| u32::from(a - b'0') * 10 + u32::from(b - b'0'))
    };
    if year.len() != 4 || !year.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    day::compact(year.parse::<u32>().ok()? * 10_000 + two(month)? * 100 + two(day)?)
}
