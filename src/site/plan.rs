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
use super::{moved, navigation};
use crate::knowledge::facets::FacetKind;
use crate::knowledge::{Id, KnowledgeBase};
use crate::report::Topic;
use crate::report::follow_ups::calendar::{calendar, has_events};
use crate::report::on_demand::OnDemand;
use crate::report::scope::Which;
use crate::source::{Origin, Static};
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;
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
#[derive(Debug)]
pub struct Files<'k> {
    /// Of the theme, in order of name.
    pub theme: &'k [AssetFile],
    /// Of the search index.
    pub shards: Vec<AssetFile>,
    /// Of `static/`, in order of path.
    pub statics: &'k [Static],
}

/// Every page of a site. It holds what it needs, so a server can keep one and swap it for the next.
#[derive(Debug)]
pub struct SitePlan {
    knowledge: Arc<KnowledgeBase>,
    assets: SiteAssets,
    /// In order of name.
    files: Vec<AssetFile>,
    /// By name.
    shards: BTreeMap<String, Arc<[u8]>>,
    /// In order of path.
    statics: Vec<Static>,
    /// The paths of files that documents show, by published name.
    shown: Arc<BTreeMap<String, Arc<str>>>,
    /// Entries in order of slug.
    by_slug: Arc<[Id]>,
    /// What the postmortems say together, once somebody asks.
    reports: Arc<OnDemand>,
    /// Output file to page, in order of file.
    pub pages: Arc<BTreeMap<String, Route>>,
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
    /// `reports.html`
    Reports(Box<ReportsView>),
    /// `report.html`
    Report(Box<ReportView>),
    /// What programs read, written out.
    Json(Vec<u8>),
    /// `search.html`
    Search(Box<SearchView>),
    /// `404.html`
    NotFound(Box<NotFoundView>),
    /// An Atom feed.
    Feed(Box<FeedView>),
    /// Text as it is.
    Text(String),
    /// A file of the theme; its name tells its content.
    Asset(#[serde(skip)] Arc<[u8]>),
    /// A file copied from the archive.
    Copy {
        /// Where its bytes are.
        #[serde(skip)]
        file: Origin,
        /// The digest of its content.
        digest: u128,
    },
}

impl SitePlan {
    /// The pages of a knowledge base in a theme.
    pub fn new(knowledge: &Arc<KnowledgeBase>, assets: &SiteAssets, files: Files<'_>) -> SitePlan {
        SitePlan::after(None, knowledge, assets, files)
    }

    /// As [`SitePlan::new`], and with the same result, but takes over from an earlier plan what depends on
    /// nothing that changed.
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

    /// Counts what many pages share, before their views are asked for in parallel. A thread that waits for a
    /// part of such a count takes up other work meanwhile; were that a page, it would wait for the count.
    pub fn prepare(&self) {
        let knowledge = &*self.knowledge;
        rayon::join(|| self.reports.whole(knowledge), || knowledge.alike(0));
    }

    /// What a page shows; `None` for an address the site does not have.
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
                View::Text(moved::page(knowledge, route, &knowledge.entries[self.id(to)?]))
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

/// The entries in order of slug.
fn by_slug(knowledge: &KnowledgeBase) -> Arc<[Id]> {
    let mut by_slug: Vec<Id> = (0..knowledge.entries.len()).collect();
    by_slug.par_sort_unstable_by(|a, b| knowledge.entries[*a].slug.cmp(&knowledge.entries[*b].slug));
    by_slug.into()
}

/// Every page that is made of a knowledge base, in no order.
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
    // A sitemap has whole addresses, or it is none.
    routes.extend(canonical(knowledge, &Route::Sitemap).map(|_| Route::Sitemap));
    routes.extend(has_events(knowledge).then_some(Route::DueDates));
    for entry in &knowledge.entries {
        routes.push(Route::Incident(entry.slug.clone()));
        routes.push(Route::IncidentJson(entry.slug.clone()));
    }
    routes.extend(moved::routes(knowledge));
    for topic in Topic::ALL {
        routes.extend([Route::Report(topic), Route::ReportJson(topic)]);
    }
    for kind in FacetKind::ALL {
        facet_routes(knowledge, kind, &mut routes);
    }
    routes
}

/// Every page by its file.
fn pages(knowledge: &KnowledgeBase, files: &Files<'_>) -> BTreeMap<String, Route> {
    let mut routes = own(knowledge);
    routes.extend(files.theme.iter().map(|file| Route::Asset(file.name.clone())));
    routes.extend(files.shards.iter().map(|file| Route::Shard(file.name.clone())));
    routes.extend(knowledge.media.values().map(|file| Route::Asset(routes::media(file))));
    let statics_first = files.statics.iter().map(|file| Route::Static(file.path.clone())).chain(routes);
    // Where two share a name, nothing is published (`clashes`).
    statics_first.map(|route| (route.file(), route)).collect()
}

/// The paths of the files that documents show, by published name. Two of one name have the same bytes.
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
    /// The template that renders it; `None` for what is not made by a template.
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
