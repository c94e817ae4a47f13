//! Which pages there are, and what each one shows.
//!
//! A page is its [`Route`]; its view is made when somebody asks: `build` asks for every page, one
//! after the other on each thread, so no two views need to be in memory longer than their page
//! takes; `serve` asks for the page that is open.

use super::feeds::FeedView;
use super::json::{ArchiveObject, PageObject};
use super::routes::{self, Route};
use super::views::{
    Chrome, FacetsView, HomeView, IncidentView, ListView, SearchView, SiteAssets, is_split, years,
};
use crate::knowledge::facets::FacetKind;
use crate::knowledge::{Id, KnowledgeBase};
use crate::source::Static;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// A file of the theme as it is published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssetFile {
    /// Its name, with a digest.
    pub name: String,
    /// Its content.
    pub bytes: Arc<[u8]>,
}

/// The files that a site publishes beside its pages.
#[derive(Debug, Clone, Copy)]
pub struct Files<'k> {
    /// Of the theme.
    pub theme: &'k [AssetFile],
    /// Of the search index.
    pub shards: &'k [AssetFile],
    /// Of `static/`.
    pub statics: &'k [Static],
}

/// Every page of a site.
#[derive(Debug)]
pub struct SitePlan<'k> {
    knowledge: &'k KnowledgeBase,
    assets: &'k SiteAssets,
    files: BTreeMap<&'k str, &'k AssetFile>,
    shards: BTreeMap<&'k str, &'k AssetFile>,
    statics: BTreeMap<&'k str, &'k Static>,
    slugs: BTreeMap<&'k str, Id>,
    /// Output file to page, in order of file.
    pub pages: BTreeMap<String, Route>,
}

/// Everything a page shows. What templates render is a struct; the rest is bytes.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum View {
    /// `home.html`
    Home(Box<HomeView>),
    /// `incident.html`
    Incident(Box<IncidentView>),
    /// `list.html`
    List(Box<ListView>),
    /// `facets.html`
    Facets(Box<FacetsView>),
    /// `search.html`
    Search(Box<SearchView>),
    /// `404.html`
    NotFound(Box<NotFoundView>),
    /// An Atom feed.
    Feed(Box<FeedView>),
    /// `incidents.json`
    Archive(Box<ArchiveObject>),
    /// `index.json` of an incident.
    Object(Box<PageObject>),
    /// Text as it is.
    Text(String),
    /// A file of the theme; its name tells its content.
    Asset(#[serde(skip)] Arc<[u8]>),
    /// A file copied from the archive.
    Copy {
        /// Where it is.
        #[serde(skip)]
        file: PathBuf,
        /// The digest of its content.
        digest: u128,
    },
}

/// The page for addresses that are not there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NotFoundView {
    /// The frame.
    pub chrome: Chrome,
    /// The home page.
    pub home: String,
    /// The list of all incidents.
    pub all: String,
}

impl<'k> SitePlan<'k> {
    /// The pages of a knowledge base in a theme.
    pub fn new(knowledge: &'k KnowledgeBase, assets: &'k SiteAssets, files: Files<'k>) -> SitePlan<'k> {
        let Files { theme, shards, statics } = files;
        let mut routes = vec![
            Route::Home,
            Route::Search,
            Route::Incidents,
            Route::Feed,
            Route::Json,
            Route::Sitemap,
            Route::Robots,
            Route::NotFound,
            Route::NoJekyll,
        ];
        for entry in &knowledge.entries {
            routes.push(Route::Incident(entry.slug.clone()));
            routes.push(Route::IncidentJson(entry.slug.clone()));
        }
        for kind in FacetKind::ALL {
            facet_routes(knowledge, kind, &mut routes);
        }
        routes.extend(theme.iter().map(|file| Route::Asset(file.name.clone())));
        routes.extend(shards.iter().map(|file| Route::Shard(file.name.clone())));
        routes.extend(knowledge.media.values().map(routes::media));
        let mut pages: BTreeMap<String, Route> =
            statics.iter().map(|file| (file.path.clone(), Route::Static(file.path.clone()))).collect();
        // A page of ours wins over a file of `static/` with the same name.
        pages.extend(routes.into_iter().map(|route| (route.file(), route)));
        SitePlan {
            knowledge,
            assets,
            files: theme.iter().map(|file| (file.name.as_str(), file)).collect(),
            shards: shards.iter().map(|file| (file.name.as_str(), file)).collect(),
            statics: statics.iter().map(|file| (file.path.as_str(), file)).collect(),
            slugs: knowledge
                .entries
                .iter()
                .enumerate()
                .map(|(id, entry)| (entry.slug.as_str(), id))
                .collect(),
            pages,
        }
    }

    /// What a page shows; `None` for an address the site does not have.
    pub fn view(&self, route: &Route) -> Option<View> {
        let (knowledge, assets) = (self.knowledge, self.assets);
        Some(match route {
            Route::Home => View::Home(HomeView::new(knowledge, assets).into()),
            Route::Search => View::Search(SearchView::new(knowledge, assets).into()),
            Route::Shard(name) => View::Asset(self.shards.get(name.as_str())?.bytes.clone()),
            Route::Incidents => View::List(ListView::all(knowledge, assets).into()),
            Route::Incident(slug) => {
                View::Incident(IncidentView::new(knowledge, assets, *self.slugs.get(slug.as_str())?).into())
            }
            Route::IncidentJson(slug) => {
                View::Object(PageObject::new(knowledge, *self.slugs.get(slug.as_str())?).into())
            }
            Route::Facet(kind) => View::Facets(FacetsView::new(knowledge, assets, *kind).into()),
            Route::Term(kind, slug) => {
                View::List(ListView::term(knowledge, assets, *kind, slug, None)?.into())
            }
            Route::TermYear(kind, slug, year) => {
                View::List(ListView::term(knowledge, assets, *kind, slug, Some(year))?.into())
            }
            Route::TermFeed(kind, slug) => View::Feed(FeedView::term(knowledge, *kind, slug)?.into()),
            Route::Feed => View::Feed(FeedView::all(knowledge).into()),
            Route::Json => View::Archive(ArchiveObject::new(knowledge).into()),
            Route::Sitemap => View::Text(super::feeds::sitemap(knowledge, self.pages.values())),
            Route::Robots => View::Text(super::feeds::robots(knowledge)),
            Route::NotFound => View::NotFound(self.not_found().into()),
            Route::NoJekyll => View::Text(String::new()),
            Route::Asset(name) => self.asset(name)?,
            Route::Static(path) => {
                let file = self.statics.get(path.as_str())?;
                View::Copy { file: file.file.clone(), digest: file.digest }
            }
        })
    }

    fn asset(&self, name: &str) -> Option<View> {
        if let Some(file) = self.files.get(name) {
            return Some(View::Asset(file.bytes.clone()));
        }
        let media = self
            .knowledge
            .media
            .values()
            .find(|file| routes::media(file) == Route::Asset(name.to_owned()))?;
        Some(View::Copy { file: media.file.clone(), digest: media.digest })
    }

    fn not_found(&self) -> NotFoundView {
        let route = Route::NotFound;
        let chrome = Chrome::new(
            self.knowledge,
            self.assets,
            &route,
            "Page not found",
            "There is no page at this address.",
        );
        let to = |other: &Route| super::views::address(self.knowledge, &route, other);
        NotFoundView { home: to(&Route::Home), all: to(&Route::Incidents), chrome }
    }
}

fn facet_routes(knowledge: &KnowledgeBase, kind: FacetKind, routes: &mut Vec<Route>) {
    let facet = knowledge.facet(kind);
    if facet.terms.is_empty() {
        return;
    }
    routes.push(Route::Facet(kind));
    for (slug, term) in &facet.terms {
        routes.push(Route::Term(kind, slug.clone()));
        routes.push(Route::TermFeed(kind, slug.clone()));
        if is_split(kind, term) {
            let years = years(knowledge, &term.incidents);
            routes.extend(years.into_iter().map(|year| Route::TermYear(kind, slug.clone(), year)));
        }
    }
}

impl View {
    /// The template that renders it; `None` for what is not made by a template.
    pub fn template(&self) -> Option<&'static str> {
        match self {
            View::Home(_) => Some("home.html"),
            View::Incident(_) => Some("incident.html"),
            View::List(_) => Some("list.html"),
            View::Facets(_) => Some("facets.html"),
            View::Search(_) => Some("search.html"),
            View::NotFound(_) => Some("404.html"),
            _ => None,
        }
    }
}
