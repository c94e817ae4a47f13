//! Parses filter values and evaluates them: `severity:<=2`, `date:2025-03..2025-06`.

use super::doc_values::{FLAGS, Facts, KIND_NAMES, Name, Row, key};
use super::query::Fact;
use crate::knowledge::severities;

/// A condition on a document's values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// Has one of these names, for a field.
    Names(usize, Vec<u32>),
    /// Is between two numbers, inclusive.
    Between(Fact, i64, i64),
    /// Has a flag, given by its bit.
    Flag(u8),
}

/// Parses a value. An invalid value gives a hint; an unknown name gives a condition that nothing satisfies.
pub fn read(fact: Fact, value: &str, facts: &Facts) -> Result<Vec<Condition>, String> {
    match fact {
        Fact::Date => ranges(fact, value, days, "a date such as 2025-03-02, 2025-03 or 2025"),
        Fact::Duration | Fact::Ttd | Fact::Ttr => {
            ranges(fact, value, seconds, "a length of time such as 90m or 2h")
        }
        Fact::Flag => value
            .split(',')
            .map(|word| {
                let known = FLAGS.iter().position(|flag| *flag == word.to_lowercase());
                let bit = known.ok_or_else(|| format!("`{word}` is not one of {}", FLAGS.join(", ")))?;
                Ok(Condition::Flag(1 << bit))
            })
            .collect(),
        Fact::Severity => Ok(value.split(',').map(|value| severity(value, &facts.names[2])).collect()),
        _ => {
            let kind = fact as usize;
            let ids = value.split(',').flat_map(|value| named(value, &facts.names[kind])).collect();
            Ok(vec![Condition::Names(kind, ids)])
        }
    }
}

/// Returns the hint for an unknown name.
pub fn unknown_name(condition: &Condition, value: &str) -> Option<String> {
    match condition {
        Condition::Names(kind, ids) if ids.is_empty() => {
            Some(format!("no incident has the {} `{value}`", KIND_NAMES[*kind]))
        }
        _ => None,
    }
}

impl Condition {
    /// Returns whether a document satisfies the condition.
    pub fn holds(&self, row: &Row) -> bool {
        match self {
            Condition::Names(kind, ids) => row.names[*kind].iter().any(|id| ids.contains(id)),
            Condition::Flag(bit) => row.flags & bit != 0,
            Condition::Between(fact, from, to) => {
                let number = match fact {
                    Fact::Date => row.day.map(i64::from),
                    Fact::Duration => row.duration,
                    Fact::Ttd => row.ttd,
                    Fact::Ttr => row.ttr,
                    _ => Some(i64::from(row.rank)).filter(|rank| *rank < i64::from(severities::UNKNOWN)),
                };
                number.is_some_and(|number| (*from..=*to).contains(&number))
            }
        }
    }
}

/// Returns the names matching a value: exact, else by prefix, else by substring.
fn named(value: &str, names: &[Name]) -> Vec<u32> {
    let wanted = key(value);
    let ids = |test: &dyn Fn(&Name) -> bool| -> Vec<u32> {
        (0..).zip(names).filter(|(_, name)| test(name)).map(|(id, _)| id).collect()
    };
    if wanted.is_empty() {
        return vec![];
    }
    let open = value.ends_with('*');
    let exact = ids(&|name| !open && (name.key == wanted || name.slug == wanted));
    if !exact.is_empty() {
        return exact;
    }
    let begins = ids(&|name| name.key.starts_with(&wanted));
    if !begins.is_empty() || open {
        return begins;
    }
    ids(&|name| name.key.contains(&wanted))
}

/// Parses a severity: by name, by rank, or as a comparison.
fn severity(value: &str, names: &[Name]) -> Condition {
    let rank = |text: &str| {
        let known = named(text, names).first().map(|id| i64::from(names[*id as usize].rank));
        text.parse::<u8>().map(i64::from).ok().or(known).map(|rank| (rank, rank))
    };
    let plain = !value.starts_with(['<', '>', '=']) && !value.contains("..");
    // `2` is a rank, unless the scale itself consists of numbers.
    let ids = match (plain, value.parse::<u8>().is_ok()) {
        (false, _) => vec![],
        (true, true) => (0..).zip(names).filter(|(_, name)| name.key == value).map(|(id, _)| id).collect(),
        (true, false) => named(value, names),
    };
    match range(value, rank) {
        Some((from, to)) if ids.is_empty() => Condition::Between(Fact::Severity, from, to),
        _ => Condition::Names(2, ids),
    }
}

fn ranges(
    fact: Fact,
    value: &str,
    read: impl Fn(&str) -> Option<(i64, i64)> + Copy,
    expected: &str,
) -> Result<Vec<Condition>, String> {
    value
        .split(',')
        .map(|value| match range(value, read) {
            Some((from, to)) => Ok(Condition::Between(fact, from, to)),
            None => Err(format!("`{value}` is not {expected}")),
        })
        .collect()
}

/// Parses a range: `<=2h`, `>5m`, `2024..2025`, `..2025`, `2025`. Each operand is an interval itself, as
/// 2025 is a year of days.
fn range(value: &str, read: impl Fn(&str) -> Option<(i64, i64)>) -> Option<(i64, i64)> {
    const END: i64 = 1 << 50;
    if let Some((from, to)) = value.split_once("..") {
        let low = if from.is_empty() { -END } else { read(from)?.0 };
        let high = if to.is_empty() { END } else { read(to)?.1 };
        return Some((low, high));
    }
    if let Some(rest) = value.strip_prefix("<=") {
        return Some((-END, read(rest)?.1));
    }
    if let Some(rest) = value.strip_prefix(">=") {
        return Some((read(rest)?.0, END));
    }
    if let Some(rest) = value.strip_prefix('<') {
        return Some((-END, read(rest)?.0 - 1));
    }
    if let Some(rest) = value.strip_prefix('>') {
        return Some((read(rest)?.1 + 1, END));
    }
    read(value.strip_prefix('=').unwrap_or(value))
}

/// Parses `2025`, `2025-03` or `2025-03-02` as an interval of days since 1970-01-01.
fn days(text: &str) -> Option<(i64, i64)> {
    let numbers: Option<Vec<i64>> = text.split('-').map(number).collect();
    let (year, first, last) = match numbers?.as_slice() {
        [year] => (*year, (1, 1), (12, 31)),
        [year, month] => (*year, (*month, 1), (*month, month_days(*year, *month)?)),
        [year, month, day] if *day <= month_days(*year, *month)? && *day > 0 => {
            (*year, (*month, *day), (*month, *day))
        }
        _ => return None,
    };
    (1000..=9999).contains(&year).then(|| (day(year, first), day(year, last)))
}

fn number(text: &str) -> Option<i64> {
    let digits = !text.is_empty() && text.len() <= 9 && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok())?
}

fn month_days(year: i64, month: i64) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 => Some(if leap { 29 } else { 28 }),
        4 | 6 | 9 | 11 => Some(30),
        1..=12 => Some(31),
        _ => None,
    }
}

/// Converts a Gregorian date to days since 1970-01-01 (Howard Hinnant, `days_from_civil`).
fn day(year: i64, (month, day): (i64, i64)) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year - era * 400;
    let of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Parses `2h`, `1h30m` or `90` (minutes) as seconds.
fn seconds(text: &str) -> Option<(i64, i64)> {
    let mut total = 0;
    let mut digits = String::new();
    let mut units = 0;
    for c in text.to_lowercase().chars() {
        let unit = match c {
            '0'..='9' => {
                digits.push(c);
                continue;
            }
            's' => 1,
            'm' => 60,
            'h' => 3600,
            'd' => 86_400,
            'w' => 604_800,
            _ => return None,
        };
        total += number(&digits)? * unit;
        digits.clear();
        units += 1;
    }
    match (digits.as_str(), units) {
        ("", 1..) => Some((total, total)),
        (digits, 0) => number(digits).map(|minutes| (minutes * 60, minutes * 60)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read() {
        assert_eq!(range("2025-03..2025-06", days), Some((20_148, 20_269)));
        assert_eq!(range("1970", days), Some((0, 364)));
        // 2000 and 2024 are leap years; 1900 is not.
        assert_eq!(range("2024-02-29", days), Some((19_782, 19_782)));
        assert_eq!(range("2024-02", days), Some((19_754, 19_782)));
        assert_eq!(range("2000-02-29", days), Some((11_016, 11_016)));
        assert_eq!((range("1900-02-29", days), range("2023-02-29", days)), (None, None));
        assert_eq!(range(">2h", seconds), Some((7201, 1 << 50)));
        assert_eq!(range("<5m", seconds), Some((-(1 << 50), 299)));
        assert_eq!(range("1h30m", seconds), Some((5400, 5400)));
        assert_eq!(range("90", seconds), Some((5400, 5400)));
        for wrong in ["2025-13", "2025-02-30", "soon", "", "2025-1-2-3"] {
            assert_eq!(days(wrong), None, "{wrong}");
        }
        for wrong in ["2x", "", "h", "1h30", "1.5h"] {
            assert_eq!(seconds(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn severities_are_names_and_ranks() {
        let name = |title: &str, rank| Name { key: key(title), slug: key(title), title: title.into(), rank };
        let names = [name("SEV1", 1), name("SEV2", 2), name("SEV3", 3)];
        assert_eq!(severity("sev2", &names), Condition::Names(2, vec![1]));
        assert_eq!(severity("<=2", &names), Condition::Between(Fact::Severity, -(1 << 50), 2));
        assert_eq!(severity("2", &names), Condition::Between(Fact::Severity, 2, 2));
        assert_eq!(severity(">SEV1", &names), Condition::Between(Fact::Severity, 2, 1 << 50));
        assert_eq!(severity("purple", &names), Condition::Names(2, vec![]));
    }
}
