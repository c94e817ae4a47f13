//! Adds links to the sentences and tables of a report. A figure links to its incident or expands to a list.

use crate::knowledge::KnowledgeBase;
use crate::knowledge::facets::FacetKind;
use crate::report::Topic;
use crate::report::document::{Cell, Line, Subject, Table};
use crate::report::scope::Which;
use crate::site::routes::Route;
use crate::site::views::{Link, When};
use serde::Serialize;

/// Maximum number of incidents in an expanded list; the report's JSON has all.
const UNFOLDED: usize = 40;
/// Maximum number of rows of a table; the report's JSON has all.
const ROWS: usize = 200;

/// A sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LineView {
    /// Its text.
    pub text: String,
    /// The text in parts, to set keys in code style.
    pub parts: Vec<Part>,
    /// URL of the incident, if it is about a single one.
    pub href: Option<String>,
    /// Its incidents, if there are several, with a link to the rest.
    pub behind: Vec<Link>,
}

/// A part of a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Part {
    /// Its text.
    pub text: String,
    /// Whether it is set in code style.
    pub code: bool,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TableView {
    /// Its columns.
    pub columns: Vec<ColumnView>,
    /// Its rows.
    pub rows: Vec<Vec<CellView>>,
    /// Number of further rows.
    pub more: usize,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ColumnView {
    /// Its header.
    pub name: String,
    /// Whether it is numeric.
    pub numeric: bool,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CellView {
    /// Its text.
    pub text: String,
    /// Its link.
    pub href: Option<String>,
    /// Its incidents, if there are several, with a link to the rest.
    pub behind: Vec<Link>,
    /// Whether it is numeric.
    pub numeric: bool,
    /// Style name.
    pub state: Option<String>,
}

/// Adds links to a sentence.
pub fn line(knowledge: &KnowledgeBase, route: &Route, line: &Line) -> LineView {
    let (href, behind) = behind(knowledge, route, &line.incidents);
    LineView { text: line.text.clone(), parts: parts(&line.text), href, behind }
}

/// Splits text at pairs of backticks; a single backtick is literal.
fn parts(text: &str) -> Vec<Part> {
    let pieces: Vec<&str> = text.split('`').collect();
    if pieces.len().is_multiple_of(2) {
        return vec![Part { text: text.to_owned(), code: false }];
    }
    let part = |(at, piece): (usize, &&str)| Part { text: (*piece).to_owned(), code: at % 2 == 1 };
    pieces.iter().enumerate().map(part).filter(|part| !part.text.is_empty()).collect()
}

/// Adds links to a table.
pub fn table(knowledge: &KnowledgeBase, route: &Route, table: &Table) -> TableView {
    let row = |row: &Vec<Cell>| {
        let cells = row.iter().zip(&table.columns);
        cells.map(|(one, column)| cell(knowledge, route, one, column.numeric)).collect()
    };
    TableView {
        columns: table
            .columns
            .iter()
            .map(|column| ColumnView { name: column.name.clone(), numeric: column.numeric })
            .collect(),
        rows: table.rows.iter().take(ROWS).map(row).collect(),
        more: table.rows.len().saturating_sub(ROWS),
    }
}

/// Adds links to a cell.
pub fn cell(knowledge: &KnowledgeBase, route: &Route, cell: &Cell, numeric: bool) -> CellView {
    let subject = cell.subject.as_ref().and_then(|subject| address(knowledge, route, subject));
    let (href, behind) = match subject {
        Some(href) => (Some(href), vec![]),
        None => behind(knowledge, route, &cell.incidents),
    };
    CellView { text: cell.text.clone(), href, behind, numeric, state: cell.state.map(str::to_owned) }
}

/// Returns the URL of a subject. A cause without incidents has no page.
fn address(knowledge: &KnowledgeBase, route: &Route, subject: &Subject) -> Option<String> {
    let term = |kind: FacetKind, slug: &String| {
        let other = Route::Term(kind, slug.clone());
        (knowledge.facet(kind).terms.contains_key(slug) && other != *route).then(|| route.to(&other))
    };
    match subject {
        Subject::Incident(slug) => Some(route.to(&Route::Incident(slug.clone()))),
        Subject::Cause(slug) => term(FacetKind::Cause, slug),
        Subject::Service(slug) => term(FacetKind::Service, slug),
    }
}

fn behind(knowledge: &KnowledgeBase, route: &Route, incidents: &[Which]) -> (Option<String>, Vec<Link>) {
    match incidents {
        [] => (None, vec![]),
        [one] => (Some(route.to(&Route::Incident(one.slug.clone()))), vec![]),
        several => {
            let shown = several.iter().take(UNFOLDED).map(|which| link(knowledge, route, which));
            (None, shown.chain(rest(route, several.len())).collect())
        }
    }
}

/// Returns a link to incidents that don't fit into the list.
fn rest(route: &Route, total: usize) -> Option<Link> {
    let more = total.checked_sub(UNFOLDED).filter(|more| *more > 0)?;
    let topic = match route {
        Route::Report(topic) => *topic,
        _ => Topic::Causes,
    };
    Some(Link {
        text: format!("and {more} more in the report's JSON"),
        href: route.to(&Route::ReportJson(topic)),
    })
}

/// Includes the date, because titles repeat.
fn link(knowledge: &KnowledgeBase, route: &Route, which: &Which) -> Link {
    let incident = &knowledge.entries[which.id].incident;
    let day = incident.date.as_ref().map_or_else(String::new, |date| format!(" · {}", When::new(date).text));
    Link { text: format!("{}{day}", incident.title), href: route.to(&Route::Incident(which.slug.clone())) }
}
