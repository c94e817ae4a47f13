//! What a new postmortem's file is called: as the others are.
//!
//! The names of the newest documents vote on a shape (`2026/2026-03-02-slug.md`, `PM2026-012 - Title.md`,
//! `20260302_slug.md`, `0042-slug.md`, `2026-03-02-slug/index.md`); without a habit it is
//! `2026/2026-03-02-slug.md`.

mod shape;

use crate::incident::slug::slugify;
use jiff::civil::Date;
use shape::{Folder, Head, Shape};
use std::collections::BTreeMap;

/// How many of the newest documents vote: a team changes its habits.
const VOTERS: usize = 12;

/// The path of a new document below the content folder. `others` are the paths of the documents there, each
/// with its date, in any order.
pub fn path(others: &[(&str, Option<Date>)], date: Date, title: &str) -> String {
    let mut newest: Vec<&(&str, Option<Date>)> = others.iter().collect();
    newest.sort_by(|a, b| (b.1, b.0).cmp(&(a.1, a.0)));
    let shapes: Vec<Shape> = newest.iter().take(VOTERS).filter_map(|(path, _)| shape::of(path)).collect();
    let mut votes: BTreeMap<&Shape, usize> = BTreeMap::new();
    for shape in &shapes {
        *votes.entry(shape).or_default() += 1;
    }
    let most = votes.values().copied().max().unwrap_or(0);
    // Of two habits, the one of the newest document; a single voter among many is no habit.
    let is_habit = most * 3 >= shapes.len() && (most > 1 || shapes.len() == 1);
    let habit = shapes.iter().find(|shape| is_habit && votes.get(shape) == Some(&most));
    match habit {
        Some(habit) => named(habit, others, date, title),
        None => {
            format!("{0}/{0}-{1:02}-{2:02}-{3}.md", date.year(), date.month(), date.day(), slugify(title))
        }
    }
}

/// Whether a name is a number in one of these series: `PM2026-012`, `INC-0042`.
pub fn is_numbered(path: &str, series: &[&str]) -> bool {
    let is_one =
        |before: &str| series.contains(&before.trim_end_matches(['-', '_', ' ']).to_lowercase().as_str());
    shape::of(path).is_some_and(|shape| shape.head_kind().is_some_and(|(before, _)| is_one(before)))
}

fn named(shape: &Shape, others: &[(&str, Option<Date>)], date: Date, title: &str) -> String {
    let mut path = String::new();
    for folder in &shape.folders {
        match folder {
            Folder::Year => path.push_str(&date.year().to_string()),
            Folder::Month => path.push_str(&format!("{:02}", date.month())),
            Folder::YearMonth(apart) => path.push_str(&format!("{}{apart}{:02}", date.year(), date.month())),
            Folder::Named(name) => path.push_str(name),
        }
        path.push('/');
    }
    match &shape.head {
        Head::None => {}
        Head::Date(apart) => {
            path.push_str(&format!("{}{apart}{:02}{apart}{:02}", date.year(), date.month(), date.day()));
        }
        Head::MonthDay(apart) => path.push_str(&format!("{:02}{apart}{:02}", date.month(), date.day())),
        Head::Number { before, year, apart, width } => {
            let next = 1 + highest(shape, others, year.then(|| date.year())).unwrap_or(0);
            path.push_str(before);
            if *year {
                path.push_str(&format!("{}{apart}", date.year()));
            }
            path.push_str(&format!("{next:0width$}"));
        }
    }
    if let Some(gap) = &shape.gap {
        path.push_str(gap);
        path.push_str(&words(title, shape));
    }
    if let Some(inner) = &shape.inner {
        path.push('/');
        path.push_str(inner);
    }
    path.push_str(&shape.extension);
    path
}

/// The highest number given so far, of a year if numbers begin anew each year.
fn highest(shape: &Shape, others: &[(&str, Option<Date>)], year: Option<i16>) -> Option<u32> {
    let number = |path: &str| {
        let read = shape::read(path)?;
        let same = read.shape.head_kind() == shape.head_kind() && (year.is_none() || read.year == year);
        same.then_some(read.number?)
    };
    others.iter().filter_map(|(path, _)| number(path)).max()
}

/// The title as the others are written in file names.
fn words(title: &str, shape: &Shape) -> String {
    let slug = slugify(title);
    match shape.joint {
        ' ' => {
            let safe: String = title
                .chars()
                .map(|c| if c.is_control() || "/\\:*?\"<>|".contains(c) { ' ' } else { c })
                .collect();
            let line = safe.split_whitespace().collect::<Vec<_>>().join(" ");
            let line = line.trim_matches('.').to_owned();
            if line.is_empty() { slug } else { line.chars().take(100).collect() }
        }
        '_' => slug.replace('-', "_"),
        _ => slug,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn next(others: &[&str]) -> String {
        let others: Vec<(&str, Option<Date>)> = others.iter().map(|path| (*path, None)).collect();
        path(&others, date(2026, 3, 2), "Checkout: 503s")
    }

    #[test]
    fn a_new_name_follows_the_others() {
        for (others, expected) in [
            (&[][..], "2026/2026-03-02-checkout-503s.md"),
            (&["2025/2025-01-02-a.md", "2025/2025-02-03-b.md"], "2026/2026-03-02-checkout-503s.md"),
            (&["2025-01-02-a-b.md", "2025-02-03-b.md"], "2026-03-02-checkout-503s.md"),
            (&["20250102_a_b.md", "20250203_c_d.md"], "20260302_checkout_503s.md"),
            (&["post-mortems/2019-01-23.md", "post-mortems/2019-02-05.md"], "post-mortems/2026-03-02.md"),
            (&["PM2025-012 - A b.md", "PM2026-001 - C d.md"], "PM2026-002 - Checkout 503s.md"),
            (&["PM2025-011 - A b.md", "PM2025-012 - C d.md"], "PM2026-001 - Checkout 503s.md"),
            (&["d/PM-2026-030-a-b.md", "d/PM-2026-031-c-d.md"], "d/PM-2026-032-checkout-503s.md"),
            (&["INC-0041-a.md", "INC-0042-b.md"], "INC-0043-checkout-503s.md"),
            (&["001 - A b.md", "002 - C d.md"], "003 - Checkout 503s.md"),
            (&["2021-05/2021-05-09-a.md", "2022-01/2022-01-27-b.md"], "2026-03/2026-03-02-checkout-503s.md"),
            (&["2023/04-25-a_b.md", "2023/05-26-c_d.md"], "2026/03-02-checkout_503s.md"),
            (&["2025/01/02-a.md", "x/y.md"], "2026/2026-03-02-checkout-503s.md"),
            (&["2025-01-02-a/index.md", "2025-02-03-b/index.md"], "2026-03-02-checkout-503s/index.md"),
            (&["all-services-outage.mdx", "cpu-exhaustion.mdx"], "checkout-503s.mdx"),
        ] {
            assert_eq!(next(others), expected, "{others:?}");
        }
    }

    #[test]
    fn the_newest_habit_wins() {
        let old: Vec<String> = (1..20).map(|n| format!("20190{}0{}_x.md", n % 9 + 1, n % 9 + 1)).collect();
        let new: Vec<String> = (1..13).map(|n| format!("2025-02-{n:02}-x.md")).collect();
        let day = |year| Some(date(year, 1, 1));
        let others: Vec<(&str, Option<Date>)> = old
            .iter()
            .map(|path| (path.as_str(), day(2019)))
            .chain(new.iter().map(|path| (path.as_str(), day(2025))))
            .collect();
        assert_eq!(path(&others, date(2026, 3, 2), "A"), "2026-03-02-a.md");
    }

    proptest::proptest! {
        #[test]
        fn a_name_is_always_one_path_inside(others in proptest::collection::vec("([a-z0-9-]{1,8}/)?[A-Za-z0-9 _-]{1,20}(\\.md)?", 0..6), title in "\\PC{0,60}") {
            let others: Vec<(&str, Option<Date>)> = others.iter().map(|path| (path.as_str(), None)).collect();
            let path = path(&others, date(2026, 3, 2), &title);
            proptest::prop_assert!(!path.starts_with('/') && !path.split('/').any(|part| part.is_empty() || part == ".." || part == "."), "{path}");
        }
    }
}
