//! The figures of a cause on its own page.

use super::cells::{CellView, TableView, cell, table};
use super::chart::Picture;
use super::charts::recurrences_of;
use crate::knowledge::KnowledgeBase;
use crate::report::Reports;
use crate::report::document::{Cell, Table, causes};
use crate::site::routes::Route;
use crate::site::views::same_cause::FixView;
use serde::Serialize;

/// The figures of a cause.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CauseView {
    /// Its incidents over time.
    pub picture: Option<Picture>,
    /// Its figures.
    pub facts: Vec<CauseFact>,
    /// The comparison with the period before.
    pub change: String,
    /// `No recurrence in 412 days`
    pub standing: Option<String>,
    /// Its follow-ups as of today.
    pub promised: Vec<FixView>,
    /// Its recurrences.
    pub recurrences: Option<TableView>,
    /// The affected services.
    pub services: Option<TableView>,
    /// Causes that may be the same.
    pub alike: Vec<CellView>,
    /// URL of the causes report.
    pub report: String,
}

/// A labelled figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CauseFact {
    /// The label.
    pub label: String,
    /// The value.
    pub value: CellView,
}

impl CauseView {
    /// Returns the figures of a cause; `None` if no counted incident has it.
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
