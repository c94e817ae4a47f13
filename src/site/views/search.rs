//! The search page. Results are produced in the browser; without JavaScript the page links to the indexes.

use super::Link;
use super::chrome::{Chrome, SiteAssets};
use crate::knowledge::KnowledgeBase;
use crate::knowledge::facets::FacetKind;
use crate::site::routes::Route;
use serde::Serialize;

/// The search page before a query.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SearchView {
    /// The frame.
    pub chrome: Chrome,
    /// URL of the page's script.
    pub script: String,
    /// Links to the index pages.
    pub indexes: Vec<Link>,
}

impl SearchView {
    /// Builds the page.
    pub fn new(knowledge: &KnowledgeBase, assets: &SiteAssets) -> SearchView {
        let route = Route::Search;
        let facets = FacetKind::ALL.into_iter().filter(|kind| !knowledge.facet(*kind).terms.is_empty());
        let all = Link { text: "All incidents".to_owned(), href: route.to(&Route::Incidents) };
        let indexes = facets.map(|kind| Link {
            text: super::facets::plural(kind).to_owned(),
            href: route.to(&Route::Facet(kind)),
        });
        SearchView {
            indexes: std::iter::once(all).chain(indexes).collect(),
            script: route.to(&Route::Asset(assets.search_page.clone())),
            chrome: Chrome::new(knowledge, assets, &route, "Search", "Search all postmortems."),
        }
    }
}
