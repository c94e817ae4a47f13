//! Lists of incidents: all of them, those of one service, cause, severity, tag or year.

use super::calendar::Calendar;
use super::chrome::{Chrome, SiteAssets, address};
use super::facets::{parameter, plural, singular};
use super::report::CauseView;
use super::rug::Axis;
use super::years::{Shown, YearLink, is_long, is_split, newest_year, year_links, year_number};
use super::{Link, Row, When, row};
use crate::diagnostic::count;
use crate::incident::fields::words::Kind;
use crate::knowledge::facets::{FacetKind, Term};
use crate::knowledge::{Id, KnowledgeBase};
use crate::report::Reports;
use crate::site::routes::Route;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// A list of incidents.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ListView {
    /// The frame.
    pub chrome: Chrome,
    /// What the list is of: `Service`, `Root cause`; nothing for all incidents.
    pub label: Option<String>,
    /// Its name.
    pub heading: String,
    /// What it is.
    pub description: Option<String>,
    /// The team that owns it.
    pub owner: Option<String>,
    /// `12 incidents`
    pub count: String,
    /// The first and the last day, when any is known.
    pub first: Option<When>,
    /// See `first`.
    pub last: Option<When>,
    /// The figures of the cause, when the list is of one.
    pub cause: Option<Box<CauseView>>,
    /// The axis of `ticks`.
    pub axis: Option<Axis>,
    /// When the incidents of a service, cause, severity or tag were, as ticks on the axis; empty
    /// where it would say nothing.
    pub ticks: String,
    /// The way up.
    pub breadcrumbs: Vec<Link>,
    /// Pages of single years, when the list is long.
    pub years: Vec<YearLink>,
    /// Which of them this page shows, when the list is long.
    pub part: Option<Part>,
    /// The days of the year, when the list is of one.
    pub calendar: Option<Calendar>,
    /// The incidents, by year.
    pub groups: Vec<Group>,
    /// Incidents where a cause only contributed.
    pub contributing: Vec<Row>,
    /// Pages among the postmortems that are no incidents.
    pub documents: Vec<Link>,
    /// The feed of this list.
    pub feed: String,
    /// The script that filters and sorts the list.
    pub script: String,
}

/// What of a long list is on a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Part {
    /// `2025`
    pub year: String,
    /// How many incidents are on the page.
    pub count: usize,
    /// The address to search all of the list, up to the words.
    pub search: String,
}

/// Incidents of one year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Group {
    /// `2025`, or `No date`.
    pub heading: String,
    /// Its incidents, newest first.
    pub rows: Vec<Row>,
}

impl ListView {
    /// All incidents; of a long archive, those of its newest year and links to the others.
    pub fn all(knowledge: &KnowledgeBase, assets: &SiteAssets) -> ListView {
        let route = Route::Incidents;
        let ids: Vec<Id> = knowledge.incidents().map(|(id, _)| id).collect();
        let description = format!("All {} of {}.", count(ids.len(), "postmortem"), knowledge.config.title);
        let long = is_long(&ids);
        let newest = newest_year(knowledge, &ids).filter(|_| long);
        let shown = newest.map(|year| Shown { year, undated: true });
        let mut view = ListView::new(knowledge, assets, &route, "Incidents", &description, &ids, shown);
        view.tell_part(shown, format!("{}?q=", route.to(&Route::Search)));
        if long {
            view.years = year_links(knowledge, &ids, None, |year| {
                route.to(&Route::Term(FacetKind::Year, year.to_owned()))
            });
        }
        view.documents = knowledge
            .entries
            .iter()
            .filter(|entry| entry.incident.kind == Kind::Document)
            .map(|entry| Link {
                text: entry.incident.title.clone(),
                href: route.to(&Route::Incident(entry.slug.clone())),
            })
            .collect();
        view
    }

    /// The incidents of one term, or of one year of it; of a cause, with what the reports say of it.
    pub fn term(
        knowledge: &KnowledgeBase,
        reports: Option<&Reports>,
        assets: &SiteAssets,
        kind: FacetKind,
        slug: &str,
        year: Option<&str>,
    ) -> Option<ListView> {
        let term = knowledge.facet(kind).terms.get(slug)?;
        let route = match year {
            Some(year) => Route::TermYear(kind, slug.to_owned(), year.to_owned()),
            None => Route::Term(kind, slug.to_owned()),
        };
        let heading = match year {
            Some(year) => format!("{}, {year}", term.title),
            None => term.title.clone(),
        };
        let contributed = match term.contributing.len() {
            0 => String::new(),
            n => format!(", contributed to {n} more"),
        };
        let incidents = count(term.incidents.len(), "incident");
        let description = format!("{} {}: {incidents}{contributed}.", singular(kind), term.title);
        let ids = &term.incidents;
        let split = is_split(kind, term);
        let of_year = match year {
            Some(year) => year.parse().ok(),
            None => newest_year(knowledge, ids).filter(|_| split),
        };
        // What has no date is on no page of a year, so that the first page has it.
        let shown = of_year.map(|of_year| Shown { year: of_year, undated: year.is_none() });
        let mut view = ListView::new(knowledge, assets, &route, &heading, &description, ids, shown);
        view.tell_part(shown, format!("{}?{}={slug}&q=", route.to(&Route::Search), parameter(kind)));
        view.label = Some(singular(kind).to_owned());
        view.breadcrumbs = vec![Link { text: plural(kind).to_owned(), href: route.to(&Route::Facet(kind)) }];
        if year.is_some() {
            let up = Route::Term(kind, slug.to_owned());
            view.breadcrumbs.push(Link { text: term.title.clone(), href: route.to(&up) });
        }
        view.describe(knowledge, &route, term, year.is_none());
        view.leave_out(&route.to(&Route::Term(kind, slug.to_owned())));
        if let Some(reports) = reports
            && year.is_none()
        {
            view.cause = CauseView::new(knowledge, reports, &route, slug).map(Box::new);
        }
        if kind == FacetKind::Year {
            view.calendar = slug.parse().ok().map(|year| Calendar::new(knowledge, &route, year, ids));
        }
        if kind != FacetKind::Year && year.is_none() {
            view.axis = Axis::new(knowledge);
            view.ticks =
                view.axis.as_ref().map_or_else(String::new, |axis| axis.ticks(knowledge, &term.incidents));
        }
        if split {
            let to = |year: &str| route.to(&Route::TermYear(kind, slug.to_owned(), year.to_owned()));
            view.years = year_links(knowledge, ids, year, to);
        }
        Some(view)
    }

    fn describe(&mut self, knowledge: &KnowledgeBase, route: &Route, term: &Term, whole: bool) {
        self.owner.clone_from(&term.owner);
        self.description.clone_from(&term.description);
        if whole {
            self.contributing = term.contributing.iter().map(|id| row(knowledge, route, *id)).collect();
        }
    }

    /// What the page is about is its heading, and needs no saying in every row.
    fn leave_out(&mut self, own: &str) {
        for row in self.groups.iter_mut().flat_map(|group| &mut group.rows) {
            row.services.retain(|service| service.href != own);
            row.causes.retain(|cause| cause.href != own);
        }
    }

    fn tell_part(&mut self, shown: Option<Shown>, search: String) {
        let count = self.groups.iter().map(|group| group.rows.len()).sum();
        self.part = shown.map(|shown| Part { year: shown.year.to_string(), count, search });
    }

    /// A list of `ids`, which shows a part of them only if `shown` says which.
    fn new(
        knowledge: &KnowledgeBase,
        assets: &SiteAssets,
        route: &Route,
        heading: &str,
        description: &str,
        ids: &[Id],
        shown: Option<Shown>,
    ) -> ListView {
        let day = |id: &Id| knowledge.entries[*id].incident.date.as_ref().map(When::new);
        let mut years: BTreeMap<Reverse<Option<i16>>, Vec<Row>> = BTreeMap::new();
        for id in ids {
            let year = year_number(knowledge, *id);
            if shown.is_none_or(|shown| shown.has(year)) {
                years.entry(Reverse(year)).or_default().push(row(knowledge, route, *id));
            }
        }
        let group = |(Reverse(year), rows): (Reverse<Option<i16>>, Vec<Row>)| {
            let heading = year.map_or_else(|| "No date".to_owned(), |year| year.to_string());
            Group { heading, rows }
        };
        let groups = years.into_iter().map(group).collect();
        let chrome = Chrome::new(knowledge, assets, route, heading, description);
        ListView {
            label: None,
            heading: heading.to_owned(),
            description: None,
            owner: None,
            count: counted(knowledge, ids),
            first: ids.iter().rev().find_map(day),
            last: ids.iter().find_map(day),
            cause: None,
            axis: None,
            ticks: String::new(),
            breadcrumbs: vec![],
            years: vec![],
            part: None,
            calendar: None,
            groups,
            contributing: vec![],
            documents: vec![],
            feed: chrome.feed.clone(),
            script: address(knowledge, route, &Route::Asset(assets.list.clone())),
            chrome,
        }
    }
}

/// `12 incidents, 3 of them maintenance`: reports do not count all that is listed.
fn counted(knowledge: &KnowledgeBase, ids: &[Id]) -> String {
    let of_kind = |kind: Kind| ids.iter().filter(|id| knowledge.entries[**id].incident.kind == kind).count();
    let exercises = |n: usize| if n == 1 { "an exercise".to_owned() } else { format!("{n} exercises") };
    let parts = match (of_kind(Kind::Maintenance), of_kind(Kind::Exercise)) {
        (0, 0) => return count(ids.len(), "incident"),
        (n, 0) if n == ids.len() => ", all of them maintenance".to_owned(),
        (n, 0) => format!(", {n} of them maintenance"),
        (0, n) => format!(", {} among them", exercises(n)),
        (n, m) => format!(", {n} of them maintenance, {} among them", exercises(m)),
    };
    format!("{}{parts}", count(ids.len(), "incident"))
}
