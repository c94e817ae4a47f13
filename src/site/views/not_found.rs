//! The 404 page.

use super::chrome::{Chrome, SiteAssets, address, site_path};
use crate::knowledge::KnowledgeBase;
use crate::site::routes::Route;
use serde::Serialize;

/// The 404 page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NotFoundView {
    /// The frame.
    pub chrome: Chrome,
    /// URL of the home page.
    pub home: String,
    /// URL of the list of all incidents.
    pub all: String,
    /// The site's path on its host; the rest of the URL is what was requested.
    pub site: String,
    /// URL of the script that searches for the requested name.
    pub script: String,
}

impl NotFoundView {
    /// Builds the page.
    pub fn new(knowledge: &KnowledgeBase, assets: &SiteAssets) -> NotFoundView {
        let route = Route::NotFound;
        let description = "There is no page at this address.";
        let to = |other: &Route| address(knowledge, &route, other);
        NotFoundView {
            home: to(&Route::Home),
            all: to(&Route::Incidents),
            site: site_path(knowledge),
            script: to(&Route::Asset(assets.lost.clone())),
            chrome: Chrome::new(knowledge, assets, &route, "Page not found", description),
        }
    }
}
