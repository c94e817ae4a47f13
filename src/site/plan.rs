//! Which pages there are, and what each one shows.
//!
//! A page is its [`Route`]; its view is made when somebody asks: `build` asks for every page, one
//! after the other on each thread, so no two views need to be in memory longer than their page
//! takes; `serve` asks for the page that is open.

use super::feeds::FeedView;
use super::json::{ArchiveObject, PageObject};
use super::routes::{self, Route};
use super::views::{
    FacetsView, HomeView, IncidentView, ListView, NotFoundView, ReportView, ReportsView, SearchView,
    SiteAssets, canonical, is_split, years,
};
use super::{navigation, redirects};
use crate::knowledge::facets::FacetKind;
use crate::knowledge::{Id, KnowledgeBase};
use crate::report::Topic;
use crate::report::follow_ups::calendar::{calendar, has_events};
use crate::report::lazy::OnDemand;
use crate::report::scope::Which;
use crate::source::{Origin, Static};
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A published file of the theme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssetFile {
    /// Its name, including a digest.
    pub name: String,
    /// Its contents.
    pub bytes: Arc<[u8]>,
}

/// Files published beside the pages.
#[derive(Debug)]
pub struct Files<'k> {
    /// Theme files, sorted by name.
    pub theme: &'k [AssetFile],
    /// Search index files.
    pub shards: Vec<AssetFile>,
    /// Files from `static/`, sorted by path.
    pub statics: &'k [Static],
}

/// All pages of a site. Owns its data, so that a server can keep it and swap it.
#[derive(Debug)]
pub struct SitePlan {
    knowledge: Arc<KnowledgeBase>,
    assets: SiteAssets,
    /// Sorted by name.
    files: Vec<AssetFile>,
    /// By name.
    shards: BTreeMap<String, Arc<[u8]>>,
    /// Sorted by path.
    statics: Vec<Static>,
    /// Source paths of embedded files by published name.
    shown: Arc<BTreeMap<String, Arc<str>>>,
    /// Entries sorted by slug.
    by_slug: Arc<[Id]>,
    /// Reports, computed on demand.
    reports: Arc<OnDemand>,
    /// Pages by output file, sorted.
    pub pages: Arc<BTreeMap<String, Route>>,
}

/// The contents of a page: a struct for a template, or bytes.
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
    /// `reports.html`
    Reports(Box<ReportsView>),
    /// `report.html`
    Report(Box<ReportView>),
    /// Serialised JSON.
    Json(Vec<u8>),
    /// `search.html`
    Search(Box<SearchView>),
    /// `404.html`
    NotFound(Box<NotFoundView>),
    /// An Atom feed.
    Feed(Box<FeedView>),
    /// Plain text.
    Text(String),
    /// A theme file; its name contains a digest.
    Asset(#[serde(skip)] Arc<[u8]>),
    /// A file copied from the archive.
    Copy {
        /// The source of its bytes.
        #[serde(skip)]
        file: Origin,
        /// Digest of its contents.
        digest: u128,
    },
}

impl SitePlan {
    /// Plans the pages of a knowledge base with a theme.
    pub fn new(knowledge: &Arc<KnowledgeBase>, assets: &SiteAssets, files: Files<'_>) -> SitePlan {
        SitePlan::after(None, knowledge, assets, files)
    }

    /// Like [`SitePlan::new`] and with the same result, but reuses the parts of an earlier plan that cannot
    /// have changed.
    pub fn after(
        before: Option<&SitePlan>,
        knowledge: &Arc<KnowledgeBase>,
        assets: &SiteAssets,
        files: Files<'_>,
    ) -> SitePlan {
        let same = before.filter(|before| knowledge.states_the_same(&before.knowledge));
        let by_slug = same.map_or_else(|| by_slug(knowledge), |same| same.by_slug.clone());
        let has_the_same_files = |before: &&SitePlan| {
            before.knowledge.media == knowledge.media
                && before.files == files.theme
                && before.statics == files.statics
                && before.shards.is_empty()
                && files.shards.is_empty()
        };
        let (pages, shown) = match same.filter(has_the_same_files) {
            Some(before) => (before.pages.clone(), before.shown.clone()),
            None => (Arc::new(pages(knowledge, &files)), Arc::new(shown(knowledge))),
        };
        let mut assets = assets.clone();
        let reached = |(text, href): (String, String)| {
            Some((text, navigation::reached(&href, |file| pages.contains_key(file))?))
        };
        assets.navigation = assets.navigation.drain(..).filter_map(reached).collect();
        SitePlan {
            knowledge: knowledge.clone(),
            assets,
            files: files.theme.to_vec(),
            shards: files.shards.into_iter().map(|file| (file.name, file.bytes)).collect(),
            statics: files.statics.to_vec(),
            shown,
            by_slug,
            reports: same.map_or_else(Arc::default, |same| same.reports.clone()),
            pages,
        }
    }

    /// Computes what many pages share before views are built in parallel. A rayon thread waiting for such a
    /// value may pick up another page that waits for the same value.
    pub fn prepare(&self) {
        let knowledge = &*self.knowledge;
        rayon::join(|| self.reports.whole(knowledge), || knowledge.alike(0));
    }

    /// Returns the view of a page; `None` if the site has no such page.
    pub fn view(&self, route: &Route) -> Option<View> {
        let (knowledge, assets) = (&*self.knowledge, &self.assets);
        let reports = || self.reports.whole(knowledge);
        Some(match route {
            Route::Home => {
                let (causes, follow_ups) =
                    (self.reports.causes(knowledge), self.reports.follow_ups(knowledge));
                View::Home(HomeView::new(knowledge, causes, follow_ups, assets).into())
            }
            Route::Search => View::Search(SearchView::new(knowledge, assets).into()),
            Route::Shard(name) => View::Asset(self.shards.get(name.as_str())?.clone()),
            Route::Incidents => View::List(ListView::all(knowledge, assets).into()),
            Route::Incident(slug) => {
                let fixes = self.reports.fixes(knowledge);
                View::Incident(IncidentView::new(knowledge, fixes, assets, self.id(slug)?).into())
            }
            Route::Moved { to, .. } => {
                View::Text(redirects::page(knowledge, route, &knowledge.entries[self.id(to)?]))
            }
            Route::IncidentJson(slug) => {
                View::Json(serde_json::to_vec(&PageObject::new(knowledge, self.id(slug)?)).ok()?)
            }
            Route::Facet(kind) => View::Facets(FacetsView::new(knowledge, assets, *kind).into()),
            Route::Term(kind, slug) => {
                let reports = (*kind == FacetKind::Cause).then(reports);
                View::List(ListView::term(knowledge, reports, assets, *kind, slug, None)?.into())
            }
            Route::TermYear(kind, slug, year) => {
                View::List(ListView::term(knowledge, None, assets, *kind, slug, Some(year))?.into())
            }
            Route::TermFeed(kind, slug) => View::Feed(FeedView::term(knowledge, *kind, slug)?.into()),
            Route::Reports => View::Reports(ReportsView::new(knowledge, reports(), assets).into()),
            Route::Report(topic) => {
                View::Report(ReportView::new(knowledge, reports(), assets, *topic).into())
            }
            Route::ReportJson(topic) => View::Json(reports().json(*topic).ok()?.into_bytes()),
            Route::DueDates => View::Text(self.due_dates()),
            Route::Feed => View::Feed(FeedView::all(knowledge).into()),
            Route::Json => View::Json(serde_json::to_vec(&ArchiveObject::new(knowledge)).ok()?),
            Route::Sitemap => View::Text(super::feeds::sitemap(knowledge, self.pages.values())),
            Route::Robots => View::Text(super::feeds::robots(knowledge)),
            Route::NotFound => View::NotFound(NotFoundView::new(knowledge, assets).into()),
            Route::NoJekyll => View::Text(String::new()),
            Route::Asset(name) => self.asset(name)?,
            Route::Static(path) => {
                let at = self.statics.binary_search_by(|file| file.path.cmp(path)).ok()?;
                let file = &self.statics[at];
                View::Copy { file: file.file.clone(), digest: file.digest }
            }
        })
    }

    fn id(&self, slug: &str) -> Option<Id> {
        let slug_of = |id: &Id| &*self.knowledge.entries[*id].slug;
        let at = self.by_slug.binary_search_by(|id| slug_of(id).cmp(slug)).ok()?;
        Some(self.by_slug[at])
    }

    fn asset(&self, name: &str) -> Option<View> {
        if let Ok(at) = self.files.binary_search_by(|file| file.name.as_str().cmp(name)) {
            return Some(View::Asset(self.files[at].bytes.clone()));
        }
        let media = self.knowledge.media.get(self.shown.get(name)?)?;
        Some(View::Copy { file: media.file.clone(), digest: media.digest })
    }

    fn due_dates(&self) -> String {
        let incident = |which: &Which| {
            let title = self.knowledge.entries[which.id].incident.title.as_str();
            (title, canonical(&self.knowledge, &Route::Incident(which.slug.clone())))
        };
        calendar(&self.knowledge.config.title, self.reports.follow_ups(&self.knowledge), incident)
    }
}

/// Sorts entries by slug.
fn by_slug(knowledge: &KnowledgeBase) -> Arc<[Id]> {
    let mut by_slug: Vec<Id> = (0..knowledge.entries.len()).collect();
    by_slug.par_sort_unstable_by(|a, b| knowledge.entries[*a].slug.cmp(&knowledge.entries[*b].slug));
    by_slug.into()
}

/// Returns all pages that come from the knowledge base, unordered.
pub(super) fn own(knowledge: &KnowledgeBase) -> Vec<Route> {
    let mut routes = vec![
        Route::Home,
        Route::Search,
        Route::Incidents,
        Route::Reports,
        Route::Feed,
        Route::Json,
        Route::Robots,
        Route::NotFound,
        Route::NoJekyll,
    ];
    // A sitemap needs absolute URLs.
    routes.extend(canonical(knowledge, &Route::Sitemap).map(|_| Route::Sitemap));
    routes.extend(has_events(knowledge).then_some(Route::DueDates));
    for entry in &knowledge.entries {
        routes.push(Route::Incident(entry.slug.clone()));
        routes.push(Route::IncidentJson(entry.slug.clone()));
    }
    routes.extend(redirects::routes(knowledge));
    for topic in Topic::ALL {
        routes.extend([Route::Report(topic), Route::ReportJson(topic)]);
    }
    for kind in FacetKind::ALL {
        facet_routes(knowledge, kind, &mut routes);
    }
    routes
}

/// Maps output files to pages.
fn pages(knowledge: &KnowledgeBase, files: &Files<'_>) -> BTreeMap<String, Route> {
    let mut routes = own(knowledge);
    routes.extend(files.theme.iter().map(|file| Route::Asset(file.name.clone())));
    routes.extend(files.shards.iter().map(|file| Route::Shard(file.name.clone())));
    routes.extend(knowledge.media.values().map(|file| Route::Asset(routes::media(file))));
    let statics_first = files.statics.iter().map(|file| Route::Static(file.path.clone())).chain(routes);
    // Conflicting files are reported by `static_conflicts` and nothing is published.
    statics_first.map(|route| (route.file(), route)).collect()
}

/// Maps published names of embedded files to their paths. Files with the same published name have the same
/// contents.
fn shown(knowledge: &KnowledgeBase) -> BTreeMap<String, Arc<str>> {
    knowledge.media.values().map(|file| (routes::media(file), file.path.clone())).collect()
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
    /// Returns the template that renders the view, if any.
    pub fn template(&self) -> Option<&'static str> {
        match self {
            View::Home(_) => Some("home.html"),
            View::Incident(_) => Some("incident.html"),
            View::List(_) => Some("list.html"),
            View::Facets(_) => Some("facets.html"),
            View::Reports(_) => Some("reports.html"),
            View::Report(_) => Some("report.html"),
            View::Search(_) => Some("search.html"),
            View::NotFound(_) => Some("404.html"),
            _ => None,
        }
    }
}
