//! A report as a document of headings, sentences and tables, shared by the site, the terminal and Markdown.
//! Cells name their subject rather than a URL: only the site knows URLs.

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

/// A report as a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Its title.
    pub title: String,
    /// The introduction: what is counted, and how many incidents record it.
    pub lead: Vec<Line>,
    /// Its sections.
    pub sections: Vec<Section>,
}

/// A section of a report.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// Its identifier, used for anchors and charts.
    pub id: &'static str,
    /// Its heading.
    pub heading: &'static str,
    /// Its sentences.
    pub lines: Vec<Line>,
    /// Its tables.
    pub table: Option<Table>,
    /// Open questions, as a checklist.
    pub tasks: Vec<Line>,
}

/// A sentence with the incidents it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The sentence.
    pub text: String,
    /// The incidents.
    pub incidents: Vec<Which>,
}

/// A table of figures.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows; each has one cell per column.
    pub rows: Vec<Vec<Cell>>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its header.
    pub name: String,
    /// Whether it is numeric and aligned right.
    pub numeric: bool,
}

/// A table cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    /// The text shown.
    pub text: String,
    /// What the cell refers to.
    pub subject: Option<Subject>,
    /// The incidents behind it.
    pub incidents: Vec<Which>,
    /// A style name: `overdue`, `while-open`, `day`, `title`.
    pub state: Option<&'static str>,
}

/// What a cell refers to.
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
    /// A report as a document.
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
    /// Creates an empty section.
    pub fn new(id: &'static str, heading: &'static str) -> Section {
        Section { id, heading, lines: vec![], table: None, tasks: vec![] }
    }

    /// Adds a sentence.
    pub fn line(mut self, text: impl Into<String>) -> Section {
        self.lines.push(Line::new(text));
        self
    }

    /// Adds a sentence about incidents.
    pub fn about(mut self, text: impl Into<String>, incidents: &[Which]) -> Section {
        self.lines.push(Line { text: text.into(), incidents: incidents.to_vec() });
        self
    }

    /// Adds a table unless it is empty.
    pub fn table(mut self, table: Table) -> Section {
        self.table = (!table.rows.is_empty()).then_some(table);
        self
    }
}

impl Line {
    /// Creates a sentence.
    pub fn new(text: impl Into<String>) -> Line {
        Line { text: text.into(), incidents: vec![] }
    }
}

impl Table {
    /// Creates an empty table. A column name that starts with `#` is numeric.
    pub fn new(columns: &[&str]) -> Table {
        let column = |name: &&str| match name.strip_prefix('#') {
            Some(name) => Column { name: name.to_owned(), numeric: true },
            None => Column { name: (*name).to_owned(), numeric: false },
        };
        Table { columns: columns.iter().map(column).collect(), rows: vec![] }
    }

    /// Sets the rows.
    pub fn rows(mut self, rows: impl IntoIterator<Item = Vec<Cell>>) -> Table {
        self.rows.extend(rows);
        self
    }
}

impl Cell {
    /// Creates a cell that refers to nothing.
    pub fn text(text: impl Into<String>) -> Cell {
        Cell { text: text.into(), ..Cell::default() }
    }

    /// Creates a cell with a count of incidents.
    pub fn figure(figure: &Figure) -> Cell {
        Cell { text: figure.count.to_string(), incidents: figure.incidents.clone(), ..Cell::default() }
    }

    /// Creates a cell with a count of follow-ups.
    pub fn tally(tally: &Tally) -> Cell {
        Cell { text: tally.count.to_string(), incidents: tally.incidents.clone(), ..Cell::default() }
    }

    /// Creates a cell with the incidents behind it.
    pub fn of(text: impl Into<String>, incidents: &[Which]) -> Cell {
        Cell { text: text.into(), incidents: incidents.to_vec(), ..Cell::default() }
    }

    /// Creates a cell with an incident's title.
    pub fn incident(knowledge: &KnowledgeBase, which: &Which) -> Cell {
        let title = knowledge.entries[which.id].incident.title.clone();
        Cell { subject: Some(Subject::Incident(which.slug.clone())), ..Cell::text(title) }.state("title")
    }

    /// Creates a cell with a cause's title.
    pub fn cause(slug: &str, title: &str) -> Cell {
        Cell { subject: Some(Subject::Cause(slug.to_owned())), ..Cell::text(title) }
    }

    /// Creates a cell with a service's title.
    pub fn service(slug: &str, title: &str) -> Cell {
        Cell { subject: Some(Subject::Service(slug.to_owned())), ..Cell::text(title) }
    }

    /// Creates a cell with a day; empty if there is none.
    pub fn day(day: Option<Date>) -> Cell {
        day.map_or_else(Cell::default, |day| Cell::text(day.to_string()).state("day"))
    }

    /// Sets the style name.
    pub fn state(mut self, state: &'static str) -> Cell {
        self.state = Some(state);
        self
    }
}

/// Formats a duration: `2h 15m`.
pub fn length(seconds: i64) -> String {
    duration::format(SignedDuration::from_secs(seconds))
}

/// Formats a number of days: `1 day`, `12 days`.
pub fn days(n: i64) -> String {
    count(n, "day")
}

/// Formats a distribution as median and quartiles: `41m (12m to 2h)`.
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

/// Formats the 95% confidence interval of the median: `12m to 2h`. Returns `too few` if there are too few
/// values, and an empty string if there are none.
pub fn interval(spread: Option<&Spread>) -> String {
    let interval = spread.and_then(|spread| spread.median_interval);
    interval.map_or_else(
        || if spread.is_some() { "too few".to_owned() } else { String::new() },
        |(low, high)| format!("{} to {}", length(low), length(high)),
    )
}

/// Formats a total with its coverage: `1d 2h in 3 of 4`.
pub fn lost(time: &Lengths) -> String {
    match time.recorded.count {
        _ if time.of == 0 => String::new(),
        0 => "not recorded".to_owned(),
        n if n == time.of => length(time.total_seconds),
        n => format!("{} in {n} of {}", length(time.total_seconds), time.of),
    }
}

/// Returns the introduction of a report: number of incidents, period, exclusions and coverage.
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
