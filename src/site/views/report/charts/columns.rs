//! Column charts over time: incidents per quarter by who detected them, incidents per month by severity.

use super::super::chart::{Picture, SceneRow};
use crate::knowledge::severities::level;
use crate::report::detection::Detection;
use crate::report::trends::Trends;

/// Height of the columns in pixels.
const HEIGHT: u32 = 150;
/// Maximum number of axis labels.
const WORDS: usize = 5;

/// A column: its name, year, and segments from the bottom up.
struct Column {
    name: String,
    year: String,
    parts: Vec<usize>,
}

/// Incidents per quarter: found by us, reported by others, unknown.
pub fn quarters(report: &Detection) -> Option<Picture> {
    let columns: Vec<Column> = report
        .quarters
        .iter()
        .map(|quarter| Column {
            name: quarter.quarter.clone(),
            year: quarter.quarter.split(' ').next().unwrap_or_default().to_owned(),
            parts: vec![quarter.found.we.count, quarter.found.they.count, quarter.found.unknown.count],
        })
        .collect();
    let looks = [("we", "We found it"), ("they", "They told us"), ("unknown", "Not recorded")];
    stacked("Incidents a quarter by who found them", columns, &looks.map(|(a, b)| (a.into(), b.into())))
}

/// Incidents per month by severity.
pub fn months(report: &Trends) -> Option<Picture> {
    let columns: Vec<Column> = report
        .months
        .iter()
        .map(|month| Column {
            name: month.month.clone(),
            year: month.month.split('-').next().unwrap_or_default().to_owned(),
            parts: month.by_severity.iter().map(|figure| figure.count).collect(),
        })
        .collect();
    let looks: Vec<(String, String)> = report
        .severities
        .iter()
        .map(|severity| match (&severity.severity, severity.rank) {
            (Some(name), rank) => (format!("level-{}", rank.map_or(0, level)), name.clone()),
            _ => ("unknown".to_owned(), "Unrated".to_owned()),
        })
        .collect();
    stacked("Incidents a month by severity", columns, &looks)
}

fn stacked(description: &str, columns: Vec<Column>, looks: &[(String, String)]) -> Option<Picture> {
    let most = columns.iter().map(|column| column.parts.iter().sum::<usize>()).max().filter(|n| *n > 0)?;
    let width = 1.0 / columns.len() as f64;
    let mut row = SceneRow { height: HEIGHT, ..SceneRow::default() };
    let mut top = vec![most];
    if most > 1 && most % 2 == 0 {
        top.push(most / 2);
    }
    for n in top {
        let y = 1.0 - 0.9 * n as f64 / most as f64;
        row.line((0.0, y), (1.0, y), "grid");
        row.word(0.0, y - 0.02, n.to_string());
    }
    for (at, column) in columns.iter().enumerate() {
        let mut y = 1.0;
        for (n, (class, text)) in column.parts.iter().zip(looks).filter(|(n, _)| **n > 0) {
            let height = 0.9 * *n as f64 / most as f64;
            y -= height;
            let title = format!("{}: {n} {text}", column.name);
            row.rect((at as f64 + 0.1) * width, y, width * 0.8, height, class, Some(title));
        }
    }
    let picture = Picture {
        description: description.to_owned(),
        rows: vec![row, SceneRow::axis(&ticks(&columns))],
        ..Picture::default()
    };
    let used = |at: usize| columns.iter().any(|column| column.parts.get(at).is_some_and(|n| *n > 0));
    let legend = looks.iter().enumerate().filter(|(at, _)| used(*at));
    Some(legend.fold(picture, |picture, (_, (class, text))| picture.legend(class, text)))
}

/// Labels the first column of each year where there is room; every column in a short period.
fn ticks(columns: &[Column]) -> Vec<(f64, String)> {
    let middle = |at: usize| (at as f64 + 0.5) / columns.len() as f64;
    if columns.len() <= WORDS {
        return columns.iter().enumerate().map(|(at, column)| (middle(at), column.name.clone())).collect();
    }
    let mut starts: Vec<(usize, &str)> = vec![];
    for (at, column) in columns.iter().enumerate() {
        if starts.last().is_none_or(|(_, year)| *year != column.year) {
            starts.push((at, &column.year));
        }
    }
    let step = starts.len().div_ceil(WORDS).max(1);
    let shown = starts.iter().skip(usize::from(starts.len() > 2)).step_by(step);
    shown.map(|(at, year)| (*at as f64 / columns.len() as f64, (*year).to_owned())).collect()
}
