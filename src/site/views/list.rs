//! Lists of incidents: all of them, or those of one service, cause, severity, tag or year.

use super::calendar::Calendar;
use super::chrome::{Chrome, SiteAssets, address};
use super::facets::{parameter, plural, singular};
use super::report::CauseView;
use super::rug_plot::Axis;
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
    /// The kind of facet: `Service`, `Root cause`; `None` for all incidents.
    pub label: Option<String>,
    /// The title of the facet value.
    pub heading: String,
    /// Its description.
    pub description: Option<String>,
    /// The owning team.
    pub owner: Option<String>,
    /// Number of incidents: `12 incidents`.
    pub count: String,
    /// The first day, if any incident has a date.
    pub first: Option<When>,
    /// The last day, if any incident has a date.
    pub last: Option<When>,
    /// The figures of a cause.
    pub cause: Option<Box<CauseView>>,
    /// The axis of `ticks`.
    pub axis: Option<Axis>,
    /// Incidents as ticks on the axis; empty if there is nothing to compare.
    pub ticks: String,
    /// Breadcrumbs.
    pub breadcrumbs: Vec<Link>,
    /// Pages by year, if the list is long.
    pub years: Vec<YearLink>,
    /// The part of a long list on this page.
    pub part: Option<Part>,
    /// The calendar, if the list covers one year.
    pub calendar: Option<Calendar>,
    /// The incidents by year.
    pub groups: Vec<Group>,
    /// Incidents the cause contributed to.
    pub contributing: Vec<Row>,
    /// Pages that aren't incidents.
    pub documents: Vec<Link>,
    /// URL of the list's feed.
    pub feed: String,
    /// URL of the script that filters and sorts the list.
    pub script: String,
}

/// The part of a long list on a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Part {
    /// The year.
    pub year: String,
    /// Number of incidents on the page.
    pub count: usize,
    /// URL to search the whole list, up to the query.
    pub search: String,
}

/// Incidents of one year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Group {
    /// The year, or `No date`.
    pub heading: String,
    /// The incidents, newest first.
    pub rows: Vec<Row>,
}

impl ListView {
    /// Lists all incidents; in a large archive, those of the newest year with links to the others.
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

    /// Lists the incidents of a facet value, or of one year of it. A cause includes its report figures.
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
        // Incidents without a date are listed on the first page only.
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

    /// Omits the page's own facet value from the rows.
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

    /// Builds a list of `ids`, restricted to `shown` if given.
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

/// Formats the number of incidents, with those that reports don't count: `12 incidents, 3 of them
/// maintenance`.
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
