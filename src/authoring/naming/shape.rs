//! The shape of a path: what in it is a date, what a number, what words.

use crate::incident::slug;
use crate::source;

/// What names have in common.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Shape {
    /// The folders above the name.
    pub folders: Vec<Folder>,
    /// What the name begins with.
    pub head: Head,
    /// What stands between the head and the words; `None` if there are no words.
    pub gap: Option<String>,
    /// What stands between two words.
    pub joint: char,
    /// The file in a folder that has the name, as `index`.
    pub inner: Option<String>,
    /// `.md`, or nothing.
    pub extension: String,
}

/// A folder on the way.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Folder {
    /// `2026`
    Year,
    /// `03`, in a year's folder.
    Month,
    /// `2026-03`
    YearMonth(&'static str),
    /// Any other.
    Named(String),
}

/// The beginning of a name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Head {
    /// Words at once.
    None,
    /// `2026-03-02`
    Date(&'static str),
    /// `03-02`, in a folder that has the year.
    MonthDay(&'static str),
    /// `PM2026-012`, `INC-0042`, `003`
    Number {
        /// `PM`, `INC-`
        before: String,
        /// Whether the year stands before it.
        year: bool,
        /// What stands between the two.
        apart: &'static str,
        /// How many digits it has.
        width: usize,
    },
}

/// A path, read.
pub(super) struct Read {
    pub shape: Shape,
    pub number: Option<u32>,
    pub year: Option<i16>,
}

impl Shape {
    /// What tells two series of numbers apart.
    pub fn head_kind(&self) -> Option<(&str, bool)> {
        match &self.head {
            Head::Number { before, year, .. } => Some((before, *year)),
            _ => None,
        }
    }
}

/// The shape of a path; `None` for a name that says nothing about others, such as `README.md`.
pub(super) fn of(path: &str) -> Option<Shape> {
    read(path).map(|read| read.shape)
}

/// Reads a path.
pub(super) fn read(path: &str) -> Option<Read> {
    let stem = source::stem(path);
    let file = path.rsplit('/').next().unwrap_or(path);
    let extension = file.get(stem.len()..)?.to_owned();
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    let generic = slug::is_generic(path);
    let inner = generic.then(|| stem.to_owned());
    let name = if generic { parts.pop()? } else { stem };
    let folders = folders(&parts);
    let dated = matches!(folders.last(), Some(Folder::Year | Folder::YearMonth(_)));
    let (head, rest, number, year) = head(name, dated);
    let words = rest.trim_start_matches([' ', '-', '_', '.']);
    let gap = (!words.is_empty()).then(|| rest[..rest.len() - words.len()].to_owned());
    // A date glued to letters is a name of its own.
    let glued = gap.as_deref() == Some("") && head != Head::None;
    let shape = Shape { folders, joint: joint(words), head, gap, inner, extension };
    let named = shape.head != Head::None || shape.gap.is_some();
    (!glued && named).then_some(Read { shape, number, year })
}

fn folders(parts: &[&str]) -> Vec<Folder> {
    let mut folders: Vec<Folder> = vec![];
    for part in parts {
        let month_follows = folders.last() == Some(&Folder::Year);
        folders.push(match year_month(part) {
            _ if is_year(part) => Folder::Year,
            _ if month_follows && digits(part) == 2 && part.len() == 2 => Folder::Month,
            Some(apart) => Folder::YearMonth(apart),
            None => Folder::Named((*part).to_owned()),
        });
    }
    folders
}

fn year_month(part: &str) -> Option<&'static str> {
    let (year, rest) = part.split_at_checked(4)?;
    let apart = APART.iter().find(|apart| !apart.is_empty() && rest.starts_with(**apart))?;
    let month = &rest[apart.len()..];
    (is_year(year) && month.len() == 2 && digits(month) == 2).then_some(*apart)
}

const APART: [&str; 4] = ["-", "_", ".", ""];

fn head(name: &str, in_dated_folder: bool) -> (Head, &str, Option<u32>, Option<i16>) {
    for apart in APART {
        if let Some((_, rest)) = date(name, apart) {
            return (Head::Date(apart), rest, None, None);
        }
    }
    if in_dated_folder
        && let Some(found) = APART[..3].iter().find_map(|apart| Some((apart, pair(name, apart)?)))
    {
        return (Head::MonthDay(found.0), found.1, None, None);
    }
    number(name).unwrap_or((Head::None, name, None, None))
}

/// `2026-03-02` and the rest.
fn date<'n>(name: &'n str, apart: &str) -> Option<(&'n str, &'n str)> {
    let (year, rest) = name.split_at_checked(4)?;
    let rest = pair(rest.strip_prefix(apart)?, apart)?;
    is_year(year).then_some((year, rest))
}

/// `03-02` with nothing of a number behind it, and the rest.
fn pair<'n>(text: &'n str, apart: &str) -> Option<&'n str> {
    let (month, rest) = text.split_at_checked(2)?;
    let (day, rest) = rest.strip_prefix(apart)?.split_at_checked(2)?;
    let valid = |text: &str, max: u8| text.parse::<u8>().is_ok_and(|n| (1..=max).contains(&n));
    let ends = !rest.starts_with(|c: char| c.is_ascii_digit());
    (valid(month, 12) && valid(day, 31) && ends).then_some(rest)
}

/// `PM2026-012`, `PM-2026-012`, `INC-0042`, `003`
fn number(name: &str) -> Option<(Head, &str, Option<u32>, Option<i16>)> {
    let letters = name.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(name.len());
    let joint = usize::from(letters > 0 && name[letters..].starts_with(['-', '_', ' ']));
    let (before, rest) = name.split_at(letters + joint);
    let first = digits(rest);
    if before.len() > 12 || first == 0 {
        return None;
    }
    let (digits_of, after) = rest.split_at(first);
    let series = APART[..3].iter().find_map(|apart| {
        let tail = after.strip_prefix(*apart)?;
        let width = digits(tail);
        (is_year(digits_of) && (2..=5).contains(&width)).then_some((*apart, width, tail))
    });
    if let Some((apart, width, tail)) = series {
        let head = Head::Number { before: before.to_owned(), year: true, apart, width };
        return Some((head, &tail[width..], tail[..width].parse().ok(), digits_of.parse().ok()));
    }
    // A lone number is one of a series only if it is padded or has letters before it.
    let counted = (2..=6).contains(&first) && (letters > 0 || digits_of.starts_with('0'));
    let head = Head::Number { before: before.to_owned(), year: false, apart: "", width: first };
    counted.then(|| (head, after, digits_of.parse().ok(), None))
}

fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && digits(text) == 4 && matches!(&text[..2], "19" | "20")
}

fn joint(words: &str) -> char {
    if words.contains(' ') {
        ' '
    } else if words.contains('_') && !words.contains('-') {
        '_'
    } else {
        '-'
    }
}
