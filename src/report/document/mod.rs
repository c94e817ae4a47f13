//! A report as people read it: headings, sentences and tables, the same on the page, in the terminal and as
//! Markdown. What a cell leads to is named, not addressed: only the site knows addresses.

pub mod causes;
pub mod csv;
mod detection;
mod follow_ups;
pub mod human;
pub mod markdown;
pub mod review;
mod trends;

use super::follow_ups::Tally;
use super::lengths::Lengths;
use super::scope::{Coverage, Figure, Header, Which};
use super::statistics::quantiles::Spread;
use super::{Reports, Topic};
use crate::diagnostic::count;
use crate::incident::duration;
use crate::knowledge::KnowledgeBase;
use jiff::SignedDuration;
use jiff::civil::Date;
use std::sync::Arc;

/// A report to read.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Its title.
    pub title: String,
    /// What it counts, and how much of it is recorded.
    pub lead: Vec<Line>,
    /// Its parts.
    pub sections: Vec<Section>,
}

/// A part of a report.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// Its name, for anchors and for the pictures of the page.
    pub id: &'static str,
    /// Its heading.
    pub heading: &'static str,
    /// What can be said.
    pub lines: Vec<Line>,
    /// The figures.
    pub table: Option<Table>,
    /// What is left to decide, as a list to tick off.
    pub tasks: Vec<Line>,
}

/// A sentence, with the incidents it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The sentence.
    pub text: String,
    /// The incidents behind it.
    pub incidents: Vec<Which>,
}

/// Rows of figures.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The heads of the columns.
    pub columns: Vec<Column>,
    /// The rows, each as long as the columns.
    pub rows: Vec<Vec<Cell>>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its head.
    pub name: String,
    /// Whether it holds numbers, which stand on the right.
    pub numeric: bool,
}

/// One figure or name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    /// What is shown.
    pub text: String,
    /// What it is about.
    pub subject: Option<Subject>,
    /// The incidents behind it.
    pub incidents: Vec<Which>,
    /// A word for its look: `overdue`, `while-open`, `day`, `title`.
    pub state: Option<&'static str>,
}

/// What a cell is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// An incident.
    Incident(Arc<str>),
    /// A cause.
    Cause(String),
    /// A service.
    Service(String),
}

impl Document {
    /// One of the reports to read.
    pub fn new(knowledge: &KnowledgeBase, reports: &Reports, topic: Topic) -> Document {
        let (header, sections) = match topic {
            Topic::Causes => (&reports.causes.header, causes::sections(knowledge, &reports.causes)),
            Topic::FollowUps => {
                (&reports.follow_ups.header, follow_ups::sections(knowledge, &reports.follow_ups))
            }
            Topic::Detection => {
                (&reports.detection.header, detection::sections(knowledge, &reports.detection))
            }
            Topic::Trends => (&reports.trends.header, trends::sections(knowledge, &reports.trends)),
        };
        Document { title: topic.title().to_owned(), lead: lead(header), sections }
    }
}

impl Section {
    /// A part without anything in it yet.
    pub fn new(id: &'static str, heading: &'static str) -> Section {
        Section { id, heading, lines: vec![], table: None, tasks: vec![] }
    }

    /// With a sentence more.
    pub fn line(mut self, text: impl Into<String>) -> Section {
        self.lines.push(Line::new(text));
        self
    }

    /// With a sentence about incidents.
    pub fn about(mut self, text: impl Into<String>, incidents: &[Which]) -> Section {
        self.lines.push(Line { text: text.into(), incidents: incidents.to_vec() });
        self
    }

    /// With a table, unless it has no rows.
    pub fn table(mut self, table: Table) -> Section {
        self.table = (!table.rows.is_empty()).then_some(table);
        self
    }
}

impl Line {
    /// A sentence.
    pub fn new(text: impl Into<String>) -> Line {
        Line { text: text.into(), incidents: vec![] }
    }
}

impl Table {
    /// A table without rows; a name that begins with `#` is of a column of numbers.
    pub fn new(columns: &[&str]) -> Table {
        let column = |name: &&str| match name.strip_prefix('#') {
            Some(name) => Column { name: name.to_owned(), numeric: true },
            None => Column { name: (*name).to_owned(), numeric: false },
        };
        Table { columns: columns.iter().map(column).collect(), rows: vec![] }
    }

    /// With these rows.
    pub fn rows(mut self, rows: impl IntoIterator<Item = Vec<Cell>>) -> Table {
        self.rows.extend(rows);
        self
    }
}

impl Cell {
    /// A text that leads nowhere.
    pub fn text(text: impl Into<String>) -> Cell {
        Cell { text: text.into(), ..Cell::default() }
    }

    /// The number of some incidents.
    pub fn figure(figure: &Figure) -> Cell {
        Cell { text: figure.count.to_string(), incidents: figure.incidents.clone(), ..Cell::default() }
    }

    /// The number of some actions.
    pub fn tally(tally: &Tally) -> Cell {
        Cell { text: tally.count.to_string(), incidents: tally.incidents.clone(), ..Cell::default() }
    }

    /// A text with the incidents behind it.
    pub fn of(text: impl Into<String>, incidents: &[Which]) -> Cell {
        Cell { text: text.into(), incidents: incidents.to_vec(), ..Cell::default() }
    }

    /// An incident's title.
    pub fn incident(knowledge: &KnowledgeBase, which: &Which) -> Cell {
        let title = knowledge.entries[which.id].incident.title.clone();
        Cell { subject: Some(Subject::Incident(which.slug.clone())), ..Cell::text(title) }.state("title")
    }

    /// A cause's name.
    pub fn cause(slug: &str, title: &str) -> Cell {
        Cell { subject: Some(Subject::Cause(slug.to_owned())), ..Cell::text(title) }
    }

    /// A service's name.
    pub fn service(slug: &str, title: &str) -> Cell {
        Cell { subject: Some(Subject::Service(slug.to_owned())), ..Cell::text(title) }
    }

    /// A day; empty when there is none.
    pub fn day(day: Option<Date>) -> Cell {
        day.map_or_else(Cell::default, |day| Cell::text(day.to_string()).state("day"))
    }

    /// With a word for its look.
    pub fn state(mut self, state: &'static str) -> Cell {
        self.state = Some(state);
        self
    }
}

/// `2h 15m`
pub fn length(seconds: i64) -> String {
    duration::format(SignedDuration::from_secs(seconds))
}

/// `1 day`, `12 days`
pub fn days(n: i64) -> String {
    count(n, "day")
}

/// `41m (12m to 2h)`, the median and the quartiles.
pub fn quartiles(spread: Option<&Spread>) -> String {
    spread.map_or_else(String::new, |spread| match spread.n {
        1 => length(spread.median),
        _ => format!(
            "{} ({} to {})",
            length(spread.median),
            length(spread.lower_quartile),
            length(spread.upper_quartile)
        ),
    })
}

/// `12m to 2h`, the interval that holds the median with 95 % confidence. `too few` where that many values tell none,
/// empty where there are no values.
pub fn interval(spread: Option<&Spread>) -> String {
    let interval = spread.and_then(|spread| spread.median_interval);
    interval.map_or_else(
        || if spread.is_some() { "too few".to_owned() } else { String::new() },
        |(low, high)| format!("{} to {}", length(low), length(high)),
    )
}

/// `1d 2h in 3 of 4`, the sum of what is recorded.
pub fn lost(time: &Lengths) -> String {
    match time.recorded.count {
        _ if time.of == 0 => String::new(),
        0 => "not recorded".to_owned(),
        n if n == time.of => length(time.total_seconds),
        n => format!("{} in {n} of {}", length(time.total_seconds), time.of),
    }
}

/// What every report says first: how many incidents, which stretch of time, what was left out, how much is
/// recorded.
pub fn lead(header: &Header) -> Vec<Line> {
    let window = header.window.phrase();
    let nearly = match header.near_misses.count {
        0 => String::new(),
        1 => ", 1 of them a near-miss".to_owned(),
        n => format!(", {n} of them near-misses"),
    };
    let mut lines = vec![Line {
        text: match header.counted.count {
            0 => format!("No incidents {window}"),
            n if !header.left_out.is_empty() => {
                format!("{} counted {window}, as of {}{nearly}", count(n, "incident"), header.today)
            }
            n => format!("{} {window}, as of {}{nearly}", count(n, "incident"), header.today),
        },
        incidents: header.counted.incidents.clone(),
    }];
    if !header.left_out.is_empty() {
        let parts: Vec<String> = header
            .left_out
            .iter()
            .map(|(why, figure)| match *why {
                "no-date" => format!("{} without a date", figure.count),
                "after-today" => format!("{} dated after {}", figure.count, header.today),
                "exercise" => count(figure.count, "exercise"),
                why => format!("{} {why}", figure.count),
            })
            .collect();
        lines.push(Line {
            text: format!("Not counted: {}", parts.join(", ")),
            incidents: header.left_out.values().flat_map(|figure| figure.incidents.clone()).collect(),
        });
    }
    if header.counted.count > 0 {
        lines.push(recorded(&header.coverage));
    }
    lines
}

fn recorded(coverage: &Coverage) -> Line {
    let parts: Vec<String> = coverage
        .iter()
        .map(|(fact, recorded)| {
            let fact = match *fact {
                "detected_by" => "who found it",
                "time_to_detect" => "time to detection",
                "root_cause" => "root cause",
                "owner_or_due" => "an owner or a date for follow-ups",
                "closing_day" => "the closing day of what is done",
                fact => fact,
            };
            format!("{fact} in {} of {}", recorded.known, recorded.of)
        })
        .collect();
    Line::new(format!("Recorded: {}", parts.join(", ")))
}
