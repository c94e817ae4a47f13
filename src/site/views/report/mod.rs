//! The report pages. Adds links and charts to the documents of `report::document`, which the terminal shows
//! as well.

mod cause;
mod cells;
mod chart;
mod charts;
mod index;

pub use cause::CauseView;
pub use index::ReportsView;

use super::chrome::{Chrome, NavItem, SiteAssets};
use crate::diagnostic::count;
use crate::knowledge::KnowledgeBase;
use crate::report::document::{Document, Section};
use crate::report::follow_ups::calendar::has_events;
use crate::report::{Reports, Topic};
use crate::site::routes::Route;
use cells::{LineView, TableView, line, table};
use chart::Picture;
use serde::Serialize;

/// A longer table is collapsed.
const LONG: usize = 25;

/// A report page.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReportView {
    /// The frame.
    pub chrome: Chrome,
    /// Its title.
    pub heading: String,
    /// What is counted, and how many incidents record it.
    pub lead: Vec<LineView>,
    /// Links to the reports.
    pub tabs: Vec<NavItem>,
    /// Its sections.
    pub sections: Vec<SectionView>,
    /// URL of the report's JSON, which lists every incident.
    pub json: String,
    /// URL of the calendar of due dates, if any open follow-up has one.
    pub calendar: Option<String>,
}

/// A section.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SectionView {
    /// Its anchor.
    pub id: String,
    /// Its heading.
    pub heading: String,
    /// Its sentences.
    pub lines: Vec<LineView>,
    /// Its chart.
    pub picture: Option<Picture>,
    /// Its table.
    pub table: Option<TableView>,
    /// Summary of a collapsed table: `127 rows`.
    pub folded: Option<String>,
}

impl ReportView {
    /// Builds the page of a report.
    pub fn new(
        knowledge: &KnowledgeBase,
        reports: &Reports,
        assets: &SiteAssets,
        topic: Topic,
    ) -> ReportView {
        let route = Route::Report(topic);
        let document = Document::new(knowledge, reports, topic);
        let description = format!("{}: a report on {}.", document.title, knowledge.config.title);
        ReportView {
            chrome: Chrome::new(knowledge, assets, &route, &document.title, &description),
            heading: document.title,
            lead: document.lead.iter().map(|one| line(knowledge, &route, one)).collect(),
            tabs: tabs(&route, Some(topic)),
            sections: document
                .sections
                .iter()
                .map(|section| part(knowledge, reports, &route, topic, section))
                .collect(),
            json: route.to(&Route::ReportJson(topic)),
            calendar: (topic == Topic::FollowUps && has_events(knowledge))
                .then(|| route.to(&Route::DueDates)),
        }
    }
}

fn part(
    knowledge: &KnowledgeBase,
    reports: &Reports,
    route: &Route,
    topic: Topic,
    section: &Section,
) -> SectionView {
    let rows = section.table.as_ref().map_or(0, |table| table.rows.len());
    SectionView {
        id: section.id.to_owned(),
        heading: section.heading.to_owned(),
        lines: section.lines.iter().map(|one| line(knowledge, route, one)).collect(),
        picture: charts::of(knowledge, reports, route, topic, section.id),
        table: section.table.as_ref().map(|one| table(knowledge, route, one)),
        folded: (rows > LONG).then(|| count(rows, "row")),
    }
}

/// Returns links to all reports.
fn tabs(route: &Route, current: Option<Topic>) -> Vec<NavItem> {
    Topic::ALL
        .into_iter()
        .map(|topic| NavItem {
            text: label(topic).to_owned(),
            href: route.to(&Route::Report(topic)),
            current: current == Some(topic),
        })
        .collect()
}

fn label(topic: Topic) -> &'static str {
    match topic {
        Topic::Causes => "Causes",
        Topic::FollowUps => "Follow-ups",
        Topic::Detection => "Detection",
        Topic::Trends => "Trends",
    }
}
