//! Indexes: all incidents, those of one service, cause, severity, tag or year, and the lists of
//! services, causes and so on.

use super::chrome::{Chrome, SiteAssets};
use super::{Link, Row, When, count, row};
use crate::knowledge::facets::{FacetKind, Term};
use crate::knowledge::{Id, KnowledgeBase};
use crate::site::routes::Route;
use serde::Serialize;

/// A list longer than this is split by year: a page number would change its meaning with every
/// new incident, a year does not.
pub const LONG: usize = 200;

/// A list of incidents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
    /// The way up.
    pub breadcrumbs: Vec<Link>,
    /// Pages of single years, when the list is long.
    pub years: Vec<YearLink>,
    /// The incidents, by year.
    pub groups: Vec<Group>,
    /// Incidents where a cause only contributed.
    pub contributing: Vec<Row>,
    /// Pages among the postmortems that are no incidents.
    pub documents: Vec<Link>,
    /// The feed of this list.
    pub feed: String,
}

/// A link to one year of a long list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct YearLink {
    /// `2025`
    pub text: String,
    /// Its page.
    pub href: String,
    /// How many incidents it has.
    pub count: usize,
    /// Whether this is the page.
    pub current: bool,
}

/// Incidents of one year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Group {
    /// `2025`, or `No date`.
    pub heading: String,
    /// Its incidents, newest first.
    pub rows: Vec<Row>,
}

/// The list of all services, causes, tags, severities or years.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FacetsView {
    /// The frame.
    pub chrome: Chrome,
    /// `Services`
    pub heading: String,
    /// `17 services in 37 incidents`
    pub count: String,
    /// The terms: most incidents first, years newest first, severities worst first.
    pub terms: Vec<TermRow>,
    /// How many incidents name none.
    pub without: usize,
}

/// One service, cause, …
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TermRow {
    /// Its name.
    pub title: String,
    /// Its page.
    pub href: String,
    /// How many incidents it has.
    pub count: usize,
    /// The share of the largest count, in percent, for a bar.
    pub share: usize,
    /// The newest of them.
    pub last: Option<When>,
    /// The team that owns it.
    pub owner: Option<String>,
}

/// The plural name of a kind.
pub fn plural(kind: FacetKind) -> &'static str {
    match kind {
        FacetKind::Service => "Services",
        FacetKind::Cause => "Root causes",
        FacetKind::Severity => "Severities",
        FacetKind::Tag => "Tags",
        FacetKind::Year => "Years",
    }
}

fn singular(kind: FacetKind) -> &'static str {
    match kind {
        FacetKind::Service => "Service",
        FacetKind::Cause => "Root cause",
        FacetKind::Severity => "Severity",
        FacetKind::Tag => "Tag",
        FacetKind::Year => "Year",
    }
}

impl ListView {
    /// All incidents; of a long archive, those of its newest year and links to the others.
    pub fn all(knowledge: &KnowledgeBase, assets: &SiteAssets) -> ListView {
        let route = Route::Incidents;
        let ids: Vec<Id> = knowledge.incidents().map(|(id, _)| id).collect();
        let description = format!("All {} of {}.", count(ids.len(), "postmortem"), knowledge.config.title);
        let mut view = ListView::new(knowledge, assets, &route, "Incidents", &description, &ids);
        if ids.len() > LONG {
            view.years = year_links(knowledge, &ids, None, |year| {
                route.to(&Route::Term(FacetKind::Year, year.to_owned()))
            });
            view.groups.truncate(1);
        }
        view.documents = knowledge
            .entries
            .iter()
            .filter(|entry| entry.incident.kind == crate::incident::fields::words::Kind::Document)
            .map(|entry| Link {
                text: entry.incident.title.clone(),
                href: route.to(&Route::Incident(entry.slug.clone())),
            })
            .collect();
        view
    }

    /// The incidents of one term, or of one year of it.
    pub fn term(
        knowledge: &KnowledgeBase,
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
        let description =
            format!("{} {}: {}.", singular(kind), term.title, count(term.incidents.len(), "incident"));
        let mut view = ListView::new(knowledge, assets, &route, &heading, &description, &term.incidents);
        view.label = Some(singular(kind).to_owned());
        view.breadcrumbs = vec![Link { text: plural(kind).to_owned(), href: route.to(&Route::Facet(kind)) }];
        if let Some(_year) = year {
            let up = Route::Term(kind, slug.to_owned());
            view.breadcrumbs.push(Link { text: term.title.clone(), href: route.to(&up) });
        }
        view.describe(knowledge, &route, term);
        if is_split(kind, term) {
            let to = |year: &str| route.to(&Route::TermYear(kind, slug.to_owned(), year.to_owned()));
            view.years = year_links(knowledge, &term.incidents, year, to);
            match year {
                Some(year) => view.groups.retain(|group| group.heading == year),
                None => view.groups.truncate(1),
            }
        }
        Some(view)
    }

    fn describe(&mut self, knowledge: &KnowledgeBase, route: &Route, term: &Term) {
        self.owner.clone_from(&term.owner);
        self.description.clone_from(&term.description);
        self.contributing = term.contributing.iter().map(|id| row(knowledge, route, *id)).collect();
    }

    fn new(
        knowledge: &KnowledgeBase,
        assets: &SiteAssets,
        route: &Route,
        heading: &str,
        description: &str,
        ids: &[Id],
    ) -> ListView {
        let day = |id: &Id| knowledge.entries[*id].incident.date.as_ref().map(When::new);
        let mut groups: Vec<Group> = vec![];
        for id in ids {
            let heading =
                year_of(knowledge, *id).map_or_else(|| "No date".to_owned(), |year| year.to_string());
            let row = row(knowledge, route, *id);
            match groups.last_mut() {
                Some(group) if group.heading == heading => group.rows.push(row),
                _ => groups.push(Group { heading, rows: vec![row] }),
            }
        }
        let chrome = Chrome::new(knowledge, assets, route, heading, description);
        ListView {
            label: None,
            heading: heading.to_owned(),
            description: None,
            owner: None,
            count: count(ids.len(), "incident"),
            first: ids.iter().rev().find_map(day),
            last: ids.iter().find_map(day),
            breadcrumbs: vec![],
            years: vec![],
            groups,
            contributing: vec![],
            documents: vec![],
            feed: chrome.feed.clone(),
            chrome,
        }
    }
}

impl FacetsView {
    /// The list of all terms of a kind.
    pub fn new(knowledge: &KnowledgeBase, assets: &SiteAssets, kind: FacetKind) -> FacetsView {
        let route = Route::Facet(kind);
        let facet = knowledge.facet(kind);
        let most = facet.terms.values().map(|term| term.incidents.len()).max().unwrap_or(0).max(1);
        let mut terms: Vec<(&String, &Term)> = facet.terms.iter().collect();
        terms.sort_by(|(a_slug, a), (b_slug, b)| match kind {
            FacetKind::Year => b_slug.cmp(a_slug),
            FacetKind::Severity => (a.rank, &a.title).cmp(&(b.rank, &b.title)),
            _ => (std::cmp::Reverse(a.incidents.len()), &a.title)
                .cmp(&(std::cmp::Reverse(b.incidents.len()), &b.title)),
        });
        let named: std::collections::BTreeSet<Id> =
            terms.iter().flat_map(|(_, term)| term.incidents.iter().copied()).collect();
        let total = knowledge.incidents().count();
        let noun = plural(kind).to_lowercase();
        let summary = format!("{} {noun} in {}", terms.len(), count(total, "incident"));
        let terms = terms
            .into_iter()
            .map(|(slug, term)| TermRow {
                title: term.title.clone(),
                href: route.to(&Route::Term(kind, slug.clone())),
                count: term.incidents.len(),
                share: term.incidents.len() * 100 / most,
                last: term
                    .incidents
                    .iter()
                    .find_map(|id| knowledge.entries[*id].incident.date.as_ref().map(When::new)),
                owner: term.owner.clone(),
            })
            .collect();
        FacetsView {
            chrome: Chrome::new(knowledge, assets, &route, plural(kind), &format!("{summary}.")),
            heading: plural(kind).to_owned(),
            count: summary,
            terms,
            without: total - named.len(),
        }
    }
}

/// Whether a term has a page for every year.
pub fn is_split(kind: FacetKind, term: &Term) -> bool {
    kind != FacetKind::Year && term.incidents.len() > LONG
}

/// The years a term has incidents in, newest first.
pub fn years(knowledge: &KnowledgeBase, ids: &[Id]) -> Vec<String> {
    counted_years(knowledge, ids).into_iter().map(|(year, _)| year).collect()
}

/// The same, with the number of incidents in each.
fn counted_years(knowledge: &KnowledgeBase, ids: &[Id]) -> Vec<(String, usize)> {
    let mut years: Vec<(i16, usize)> = vec![];
    for year in ids.iter().filter_map(|id| year_of(knowledge, *id)) {
        match years.last_mut() {
            Some((last, count)) if *last == year => *count += 1,
            _ => years.push((year, 1)),
        }
    }
    years.into_iter().map(|(year, count)| (year.to_string(), count)).collect()
}

fn year_of(knowledge: &KnowledgeBase, id: Id) -> Option<i16> {
    knowledge.entries[id].incident.date.map(|date| date.day().year())
}

fn year_links(
    knowledge: &KnowledgeBase,
    ids: &[Id],
    current: Option<&str>,
    to: impl Fn(&str) -> String,
) -> Vec<YearLink> {
    counted_years(knowledge, ids)
        .into_iter()
        .map(|(year, count)| YearLink {
            href: to(&year),
            count,
            current: current == Some(year.as_str()),
            text: year,
        })
        .collect()
}
