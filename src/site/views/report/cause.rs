//! The figures of one cause, on the cause's own page.

use super::cells::{CellView, TableView, cell, table};
use super::pictures::recurrences_of;
use super::scene::Picture;
use crate::knowledge::KnowledgeBase;
use crate::report::Reports;
use crate::report::document::{Cell, Table, causes};
use crate::site::routes::Route;
use crate::site::views::strip::FixView;
use serde::Serialize;

/// What is known of one cause.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CauseView {
    /// Its incidents in time.
    pub picture: Option<Picture>,
    /// Its figures.
    pub facts: Vec<CauseFact>,
    /// Whether it happens more often than before.
    pub change: String,
    /// `No recurrence in 412 days`
    pub standing: Option<String>,
    /// What was promised against it, as it stands today.
    pub promised: Vec<FixView>,
    /// Each time it came back.
    pub recurrences: Option<TableView>,
    /// The services it hit.
    pub services: Option<TableView>,
    /// Causes that may be the same.
    pub alike: Vec<CellView>,
    /// The report on all causes.
    pub report: String,
}

/// One figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CauseFact {
    /// What it is.
    pub label: String,
    /// The figure.
    pub value: CellView,
}

impl CauseView {
    /// The figures of a cause; `None` for one that no counted incident has.
    pub fn new(knowledge: &KnowledgeBase, reports: &Reports, route: &Route, slug: &str) -> Option<CauseView> {
        let figures = reports.causes.find(slug)?;
        let fixes = &reports.causes.fixes;
        let standing = fixes.standing(slug);
        let came_back = fixes.chain(slug).iter().filter_map(|id| fixes.recurrence(slug, *id));
        let without_cause = |mut row: Vec<Cell>| {
            row.remove(1);
            row
        };
        let recurrences =
            Table::new(&["Came back", "Verdict", "Promised by then", "Incident", "Seen before"])
                .rows(came_back.map(|recurrence| without_cause(causes::recurred(knowledge, recurrence))));
        let hits = figures.services.iter();
        let services = Table::new(&["Service", "#Incidents"]).rows(
            hits.map(|hit| vec![Cell::service(&hit.service, &hit.title), Cell::figure(&hit.incidents)]),
        );
        let shown = |one: Table| (!one.rows.is_empty()).then(|| table(knowledge, route, &one));
        let alike = reports.causes.alike.iter().filter_map(|pair| match slug {
            slug if pair.cause == slug => Some(Cell::cause(&pair.other, &pair.other_title)),
            slug if pair.other == slug => Some(Cell::cause(&pair.cause, &pair.title)),
            _ => None,
        });
        Some(CauseView {
            picture: recurrences_of(knowledge, reports, route, figures),
            facts: causes::facts(figures)
                .into_iter()
                .map(|(label, value)| CauseFact {
                    label: label.to_owned(),
                    value: cell(knowledge, route, &value, false),
                })
                .collect(),
            change: figures.change.sentence.clone(),
            standing: standing.map(|standing| standing.sentence.clone()),
            promised: standing.map_or_else(Vec::new, |standing| {
                standing.promised.fixes.iter().map(|fix| FixView::new(knowledge, route, fix)).collect()
            }),
            recurrences: shown(recurrences),
            services: shown(services),
            alike: alike.map(|one| cell(knowledge, route, &one, false)).collect(),
            report: route.to(&Route::Report(crate::report::Topic::Causes)),
        })
    }
}
