//! What a reader is told where there is no page, and the ways on from there.

use super::chrome::{Chrome, SiteAssets, address, site_path};
use crate::knowledge::KnowledgeBase;
use crate::site::routes::Route;
use serde::Serialize;

/// The page for addresses that are not there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NotFoundView {
    /// The frame.
    pub chrome: Chrome,
    /// The home page.
    pub home: String,
    /// The list of all incidents.
    pub all: String,
    /// The path of the site on its host: what stands behind it was asked for.
    pub site: String,
    /// The script that searches for what was asked for.
    pub script: String,
}

impl NotFoundView {
    /// The page of a knowledge base.
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
