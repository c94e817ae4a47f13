//! Atom feeds, the sitemap and robots.txt. These need absolute URLs: without a configured `base_url`, feeds
//! use paths from the root of the host and there is no sitemap.

use super::routes::{Route, folder};
use super::views::{canonical, is_indexed, site_path};
use crate::knowledge::facets::FacetKind;
use crate::knowledge::{Id, KnowledgeBase};
use jiff::tz::Offset;
use serde::Serialize;

/// Maximum number of entries in a feed.
const ENTRIES: usize = 20;

/// A feed of incidents, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FeedView {
    /// The permanent identifier.
    pub id: String,
    /// The title.
    pub title: String,
    /// URL of the page the feed belongs to.
    pub page: String,
    /// URL of the feed.
    pub address: String,
    /// Time of the newest entry, RFC 3339.
    pub updated: String,
    /// The entries.
    pub entries: Vec<FeedEntry>,
}

/// An incident in a feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FeedEntry {
    /// The permanent identifier.
    pub id: String,
    /// The title.
    pub title: String,
    /// URL of the page.
    pub address: String,
    /// Publication time, RFC 3339.
    pub published: String,
    /// The first sentences.
    pub summary: String,
    /// The authors.
    pub authors: Vec<String>,
    /// Services, causes and tags.
    pub categories: Vec<String>,
}

impl FeedView {
    /// Returns the feed of all incidents.
    pub fn all(knowledge: &KnowledgeBase) -> FeedView {
        let ids: Vec<Id> = knowledge.incidents().map(|(id, _)| id).collect();
        FeedView::new(knowledge, &Route::Feed, &Route::Incidents, knowledge.config.title.clone(), &ids)
    }

    /// Returns the feed of a facet value.
    pub fn term(knowledge: &KnowledgeBase, kind: FacetKind, slug: &str) -> Option<FeedView> {
        let term = knowledge.facet(kind).terms.get(slug)?;
        let title = format!("{}: {}", knowledge.config.title, term.title);
        let (route, page) = (Route::TermFeed(kind, slug.to_owned()), Route::Term(kind, slug.to_owned()));
        Some(FeedView::new(knowledge, &route, &page, title, &term.incidents))
    }

    fn new(knowledge: &KnowledgeBase, route: &Route, page: &Route, title: String, ids: &[Id]) -> FeedView {
        let entries: Vec<FeedEntry> =
            ids.iter().filter_map(|id| entry(knowledge, *id)).take(ENTRIES).collect();
        let updated = entries
            .first()
            .map_or_else(|| "1970-01-01T00:00:00+00:00".to_owned(), |entry| entry.published.clone());
        FeedView {
            id: identifier(knowledge, route),
            title,
            page: whole(knowledge, page),
            address: whole(knowledge, route),
            updated,
            entries,
        }
    }
}

fn entry(knowledge: &KnowledgeBase, id: Id) -> Option<FeedEntry> {
    let entry = &knowledge.entries[id];
    let incident = &entry.incident;
    let route = Route::Incident(entry.slug.clone());
    let title = |kind: FacetKind, slug: &str| knowledge.facet(kind).title(slug).to_owned();
    let services = entry.services.iter().map(|slug| title(FacetKind::Service, slug));
    let causes = entry.causes.iter().map(|slug| title(FacetKind::Cause, slug));
    Some(FeedEntry {
        id: identifier(knowledge, &route),
        title: incident.title.clone(),
        address: whole(knowledge, &route),
        published: incident.date?.at.display_with_offset(Offset::UTC).to_string(),
        summary: incident.summary.clone(),
        authors: incident.facts.authors.clone(),
        categories: services.chain(causes).chain(incident.facts.tags.iter().cloned()).collect(),
    })
}

/// Returns the absolute URL, or the path from the root of the host.
fn whole(knowledge: &KnowledgeBase, route: &Route) -> String {
    canonical(knowledge, route).unwrap_or_else(|| format!("{}{}", site_path(knowledge), route.path()))
}

/// Returns an Atom identifier: the URL, or a name if there is none.
fn identifier(knowledge: &KnowledgeBase, route: &Route) -> String {
    canonical(knowledge, route).unwrap_or_else(|| match route {
        Route::TermFeed(kind, slug) => format!("urn:hindsite:feed:{}:{slug}", folder(*kind)),
        Route::Incident(slug) => format!("urn:hindsite:incident:{slug}"),
        _ => "urn:hindsite:feed".to_owned(),
    })
}

/// Writes the sitemap of all pages. Requires a base URL.
pub fn sitemap<'r>(knowledge: &KnowledgeBase, routes: impl Iterator<Item = &'r Route>) -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for route in routes {
        let page = matches!(
            route,
            Route::Home
                | Route::Search
                | Route::Incidents
                | Route::Incident(_)
                | Route::Facet(_)
                | Route::Term(..)
                | Route::TermYear(..)
                | Route::Reports
                | Route::Report(_)
        );
        if page {
            // URLs are percent-encoded, so only `&` needs escaping.
            xml.push_str(&format!(
                "<url><loc>{}</loc></url>\n",
                whole(knowledge, route).replace('&', "&amp;")
            ));
        }
    }
    xml.push_str("</urlset>\n");
    xml
}

/// Writes robots.txt, which allows everything; access control belongs to the host.
///
/// Nothing is disallowed even if pages must not be indexed: a crawler has to read a page to see that.
pub fn robots(knowledge: &KnowledgeBase) -> String {
    let sitemap = canonical(knowledge, &Route::Sitemap)
        .filter(|_| is_indexed(knowledge))
        .map_or_else(String::new, |address| format!("Sitemap: {address}\n"));
    format!("User-agent: *\nAllow: /\n{sitemap}")
}
