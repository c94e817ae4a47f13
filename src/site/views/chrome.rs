//! The frame of every page: metadata, asset URLs, navigation.

use crate::knowledge::KnowledgeBase;
use crate::knowledge::facets::FacetKind;
use crate::site::navigation::is_whole;
use crate::site::routes::Route;
use serde::Serialize;
use std::collections::BTreeMap;

/// The frame of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Chrome {
    /// The site's title.
    pub site: String,
    /// The page's `<title>`.
    pub title: String,
    /// One or two sentences for search engines and previews; empty if the document has none.
    pub description: String,
    /// The language of the text.
    pub language: String,
    /// Relative path to the site's root, such as `../../`; an absolute path on the 404 page.
    pub root: String,
    /// The page's canonical URL, if `base_url` is configured.
    pub canonical: Option<String>,
    /// Whether search engines may index the page.
    pub indexed: bool,
    /// Absolute URL of the preview image, if `base_url` is configured.
    pub preview: Option<String>,
    /// URL of the stylesheet.
    pub stylesheet: String,
    /// URLs of the team's stylesheets, loaded after it.
    pub stylesheets: Vec<String>,
    /// URLs of the team's scripts.
    pub scripts: Vec<String>,
    /// The logo, shown instead of the icon.
    pub logo: Option<Logo>,
    /// URL of the site script.
    pub script: String,
    /// URL of the search script.
    pub search_script: String,
    /// URL of the search page.
    pub search: String,
    /// URL of the icon.
    pub icon: String,
    /// URL of the feed of what the page lists.
    pub feed: String,
    /// Title of the feed.
    pub feed_title: String,
    /// The main navigation.
    pub navigation: Vec<NavItem>,
}

/// A navigation entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NavItem {
    /// The text.
    pub text: String,
    /// The link.
    pub href: String,
    /// Whether the current page is in this part of the site.
    pub current: bool,
}

/// The logo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Logo {
    /// Its URL.
    pub src: String,
    /// Alternative text, if the logo contains the site's title; the title is then not shown beside it.
    pub alt: Option<String>,
}

/// Published names of the theme's files.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SiteAssets {
    /// The stylesheet.
    pub stylesheet: String,
    /// The site script.
    pub script: String,
    /// The search script.
    pub search: String,
    /// The script of the search page.
    pub search_page: String,
    /// The script of lists.
    pub list: String,
    /// The script of the 404 page.
    pub lost: String,
    /// The icon.
    pub icon: String,
    /// Stylesheets loaded after the theme's own.
    pub stylesheets: Vec<String>,
    /// The team's scripts.
    pub scripts: Vec<String>,
    /// The logo with its alternative text.
    pub logo: Option<(String, Option<String>)>,
    /// Preview images by kind of page.
    pub previews: BTreeMap<String, String>,
    /// The theme's navigation (text and link), which replaces the built-in one.
    pub navigation: Vec<(String, String)>,
}

impl Chrome {
    /// Builds the frame of `route`. `title` and `description` are the page's own.
    pub fn new(
        knowledge: &KnowledgeBase,
        assets: &SiteAssets,
        route: &Route,
        title: &str,
        description: &str,
    ) -> Chrome {
        let config = &knowledge.config;
        let to = |other: &Route| address(knowledge, route, other);
        let asset = |name: &String| to(&Route::Asset(name.clone()));
        let feed = match route {
            Route::Term(kind, slug) | Route::TermYear(kind, slug, _) => Route::TermFeed(*kind, slug.clone()),
            _ => Route::Feed,
        };
        Chrome {
            site: config.title.clone(),
            title: if title == config.title {
                title.to_owned()
            } else {
                format!("{title} · {}", config.title)
            },
            description: description.to_owned(),
            language: config.language.clone(),
            root: match route {
                Route::NotFound => site_path(knowledge),
                _ => match route.up() {
                    up if up.is_empty() => "./".to_owned(),
                    up => up,
                },
            },
            canonical: canonical(knowledge, route),
            indexed: is_indexed(knowledge),
            preview: assets
                .previews
                .get(preview(route))
                .and_then(|name| canonical(knowledge, &Route::Asset(name.clone()))),
            stylesheet: asset(&assets.stylesheet),
            stylesheets: assets.stylesheets.iter().map(asset).collect(),
            scripts: assets.scripts.iter().map(asset).collect(),
            logo: assets.logo.as_ref().map(|(name, alt)| Logo { src: asset(name), alt: alt.clone() }),
            script: asset(&assets.script),
            search_script: asset(&assets.search),
            search: to(&Route::Search),
            icon: asset(&assets.icon),
            feed_title: match feed {
                Route::Feed => config.title.clone(),
                _ => format!("{title} · {}", config.title),
            },
            feed: to(&feed),
            navigation: navigation(knowledge, assets, route),
        }
    }
}

/// Returns the link from `route` to `other`. The 404 page is shown at any URL, so its links are absolute.
pub fn address(knowledge: &KnowledgeBase, route: &Route, other: &Route) -> String {
    match route {
        Route::NotFound => format!("{}{}", site_path(knowledge), other.path()),
        _ => route.to(other),
    }
}

/// Returns the path of the site on its host: `/postmortems/`.
pub fn site_path(knowledge: &KnowledgeBase) -> String {
    let base = knowledge.config.base_url.as_deref().unwrap_or("");
    let after_host =
        base.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map_or("", |(_, path)| path);
    let path = after_host.split(['?', '#']).next().unwrap_or("").trim_matches('/');
    if path.is_empty() { "/".to_owned() } else { format!("/{path}/") }
}

/// Returns the absolute URL of a route, if `base_url` is configured.
pub fn canonical(knowledge: &KnowledgeBase, route: &Route) -> Option<String> {
    let base = knowledge.config.base_url.as_deref()?;
    Some(format!("{}/{}", base.trim_end_matches('/'), route.path()))
}

/// Returns whether search engines may index the site: as configured, or only the public edition by default.
pub fn is_indexed(knowledge: &KnowledgeBase) -> bool {
    knowledge.config.search_engines.unwrap_or(knowledge.edition.audience.is_public())
}

/// Returns the kind of page, which names its preview image.
fn preview(route: &Route) -> &'static str {
    match route {
        Route::Home => "home",
        Route::Incident(_) => "incident",
        Route::Reports | Route::Report(_) => "report",
        Route::Search | Route::NotFound => "search",
        _ => "list",
    }
}

fn navigation(knowledge: &KnowledgeBase, assets: &SiteAssets, route: &Route) -> Vec<NavItem> {
    if !assets.navigation.is_empty() {
        return stated(knowledge, assets, route);
    }
    let part = match route {
        Route::Incidents | Route::Incident(_) => Some(Route::Incidents),
        Route::Facet(kind) | Route::Term(kind, _) | Route::TermYear(kind, ..) => Some(Route::Facet(*kind)),
        Route::Reports | Route::Report(_) => Some(Route::Reports),
        _ => None,
    };
    let facets = [
        ("Services", FacetKind::Service),
        ("Causes", FacetKind::Cause),
        ("Tags", FacetKind::Tag),
        ("Years", FacetKind::Year),
    ];
    let facets = facets
        .into_iter()
        .filter(|(_, kind)| !knowledge.facet(*kind).terms.is_empty())
        .map(|(text, kind)| (text, Route::Facet(kind)));
    std::iter::once(("Incidents", Route::Incidents))
        .chain(facets)
        .chain([("Reports", Route::Reports)])
        .map(|(text, to)| NavItem {
            text: text.to_owned(),
            href: address(knowledge, route, &to),
            current: part.as_ref() == Some(&to),
        })
        .collect()
}

/// Builds the theme's navigation: absolute URLs are kept, others are relative to the site's root.
fn stated(knowledge: &KnowledgeBase, assets: &SiteAssets, route: &Route) -> Vec<NavItem> {
    let root = match route {
        Route::NotFound => site_path(knowledge),
        _ => route.up(),
    };
    let item = |(text, href): &(String, String)| {
        let is_whole = is_whole(href);
        let place = href.split(['?', '#']).next().unwrap_or_default();
        let shown = if is_whole { href.clone() } else { format!("{root}{href}") };
        NavItem {
            text: text.clone(),
            href: if shown.is_empty() { "./".to_owned() } else { shown },
            current: !is_whole && !place.is_empty() && route.path().starts_with(place),
        }
    };
    assets.navigation.iter().map(item).collect()
}
