//! Sentences and tables with addresses. A number leads to the incident behind it, or unfolds a list of them.

use crate::knowledge::KnowledgeBase;
use crate::knowledge::facets::FacetKind;
use crate::report::Topic;
use crate::report::document::{Cell, Line, Subject, Table};
use crate::report::scope::Which;
use crate::site::routes::Route;
use crate::site::views::{Link, When};
use serde::Serialize;

/// How many incidents unfold; the report's JSON has all.
const UNFOLDED: usize = 40;
/// How many rows a table of a page has; the report's JSON has all.
const ROWS: usize = 200;

/// A sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LineView {
    /// What it says.
    pub text: String,
    /// The same in parts, so that the name of a key looks like one.
    pub parts: Vec<Part>,
    /// The incident it is about, when it is one.
    pub href: Option<String>,
    /// The incidents it is about, when they are several, and where the rest of many are.
    pub behind: Vec<Link>,
}

/// Words of a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Part {
    /// What they say.
    pub text: String,
    /// Whether they are as one types them.
    pub code: bool,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TableView {
    /// The heads.
    pub columns: Vec<ColumnView>,
    /// The rows.
    pub rows: Vec<Vec<CellView>>,
    /// How many rows more there are.
    pub more: usize,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ColumnView {
    /// Its head.
    pub name: String,
    /// Whether it holds numbers.
    pub numeric: bool,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CellView {
    /// What it shows.
    pub text: String,
    /// Where it leads.
    pub href: Option<String>,
    /// The incidents behind it, when they are several, and where the rest of many are.
    pub behind: Vec<Link>,
    /// Whether it is a number.
    pub numeric: bool,
    /// A word for its look.
    pub state: Option<String>,
}

/// A sentence on a page.
pub fn line(knowledge: &KnowledgeBase, route: &Route, line: &Line) -> LineView {
    let (href, behind) = behind(knowledge, route, &line.incidents);
    LineView { text: line.text.clone(), parts: parts(&line.text), href, behind }
}

/// What stands between two backticks is typed as it stands. A single one is a character of the words.
fn parts(text: &str) -> Vec<Part> {
    let pieces: Vec<&str> = text.split('`').collect();
    if pieces.len().is_multiple_of(2) {
        return vec![Part { text: text.to_owned(), code: false }];
    }
    let part = |(at, piece): (usize, &&str)| Part { text: (*piece).to_owned(), code: at % 2 == 1 };
    pieces.iter().enumerate().map(part).filter(|part| !part.text.is_empty()).collect()
}

/// A table on a page.
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

/// A cell on a page.
pub fn cell(knowledge: &KnowledgeBase, route: &Route, cell: &Cell, numeric: bool) -> CellView {
    let subject = cell.subject.as_ref().and_then(|subject| address(knowledge, route, subject));
    let (href, behind) = match subject {
        Some(href) => (Some(href), vec![]),
        None => behind(knowledge, route, &cell.incidents),
    };
    CellView { text: cell.text.clone(), href, behind, numeric, state: cell.state.map(str::to_owned) }
}

/// Where a subject is; a cause that no incident has left has no page.
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

/// Where those are that are too many to unfold.
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

/// Titles repeat themselves, so that a day tells which is meant.
fn link(knowledge: &KnowledgeBase, route: &Route, which: &Which) -> Link {
    let incident = &knowledge.entries[which.id].incident;
    let day = incident.date.as_ref().map_or_else(String::new, |date| format!(" · {}", When::new(date).text));
    Link { text: format!("{}{day}", incident.title), href: route.to(&Route::Incident(which.slug.clone())) }
}
