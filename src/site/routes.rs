//! The only place that knows an address. Every page is a [`Route`]; its file, and the relative
//! address from one to another, are made here.

use crate::incident::slug::slugify;
use crate::knowledge::facets::FacetKind;
use crate::report::Topic;
use crate::source::Media;
use std::fmt::Write as _;

/// A page or a file of the site.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Route {
    /// `/`
    Home,
    /// `/incidents/`
    Incidents,
    /// `/incidents/<slug>/`
    Incident(String),
    /// `/incidents/<slug>/index.json`
    IncidentJson(String),
    /// `/services/`, `/causes/`, …
    Facet(FacetKind),
    /// `/services/<slug>/`
    Term(FacetKind, String),
    /// `/services/<slug>/2025/`
    TermYear(FacetKind, String, String),
    /// `/services/<slug>/feed.xml`
    TermFeed(FacetKind, String),
    /// `/reports/`
    Reports,
    /// `/reports/causes/`, …
    Report(Topic),
    /// `/reports/causes/index.json`, …
    ReportJson(Topic),
    /// `/reports/follow-ups.ics`
    DueDates,
    /// `/feed.xml`
    Feed,
    /// `/incidents.json`
    Json,
    /// `/search/`
    Search,
    /// `/search/<name>`, a part of the search index.
    Shard(String),
    /// `/sitemap.xml`
    Sitemap,
    /// `/robots.txt`
    Robots,
    /// `/404.html`
    NotFound,
    /// `/.nojekyll`
    NoJekyll,
    /// `/assets/<name>`, a name with the digest of the content in it.
    Asset(String),
    /// A file of `static/`.
    Static(String),
}

/// The folder of a facet.
pub fn folder(kind: FacetKind) -> &'static str {
    match kind {
        FacetKind::Service => "services",
        FacetKind::Cause => "causes",
        FacetKind::Severity => "severities",
        FacetKind::Tag => "tags",
        FacetKind::Year => "years",
    }
}

impl Route {
    /// The file in the output folder.
    pub fn file(&self) -> String {
        let address = self.address();
        if address.is_empty() || address.ends_with('/') { format!("{address}index.html") } else { address }
    }

    /// The address from the site's root, without a leading slash, unescaped.
    pub fn address(&self) -> String {
        match self {
            Route::Home => String::new(),
            Route::Incidents => "incidents/".into(),
            Route::Incident(slug) => ["incidents/", slug, "/"].concat(),
            Route::IncidentJson(slug) => ["incidents/", slug, "/index.json"].concat(),
            Route::Facet(kind) => [folder(*kind), "/"].concat(),
            Route::Term(kind, slug) => [folder(*kind), "/", slug, "/"].concat(),
            Route::TermYear(kind, slug, year) => [folder(*kind), "/", slug, "/", year, "/"].concat(),
            Route::TermFeed(kind, slug) => format!("{}/{slug}/feed.xml", folder(*kind)),
            Route::Reports => "reports/".into(),
            Route::Report(topic) => format!("reports/{}/", topic.word()),
            Route::ReportJson(topic) => format!("reports/{}/index.json", topic.word()),
            Route::DueDates => "reports/follow-ups.ics".into(),
            Route::Feed => "feed.xml".into(),
            Route::Json => "incidents.json".into(),
            Route::Search => "search/".into(),
            Route::Shard(name) => format!("search/{name}"),
            Route::Sitemap => "sitemap.xml".into(),
            Route::Robots => "robots.txt".into(),
            Route::NotFound => "404.html".into(),
            Route::NoJekyll => ".nojekyll".into(),
            Route::Asset(name) => format!("assets/{name}"),
            Route::Static(path) => path.clone(),
        }
    }

    /// The address of this from the site's root, percent-encoded.
    pub fn path(&self) -> String {
        let address = self.address();
        if address.bytes().all(is_plain) { address } else { encode(&address) }
    }

    /// `../` for each folder the page is in.
    pub fn up(&self) -> String {
        "../".repeat(self.address().matches('/').count())
    }

    /// The relative address from this page to another, percent-encoded; never empty.
    pub fn to(&self, other: &Route) -> String {
        let (from, to) = (self.path(), other.path());
        // Folders both are in need no way up and down again.
        let shared = from.bytes().zip(to.bytes()).take_while(|(a, b)| a == b).count();
        let common = to[..shared].rfind('/').map_or(0, |at| at + 1);
        let up = from[common..].bytes().filter(|byte| *byte == b'/').count();
        if up == 0 && common == to.len() {
            return "./".to_owned();
        }
        let mut address = String::with_capacity(3 * up + to.len() - common);
        (0..up).for_each(|_| address.push_str("../"));
        address.push_str(&to[common..]);
        address
    }
}

/// The published name of a file that documents show: its own, with the digest of its content.
pub fn media(file: &Media) -> Route {
    let name = file.path.rsplit('/').next().unwrap_or(&file.path);
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "bin"));
    Route::Asset(hashed(&slugify(stem), file.digest, &extension.to_lowercase()))
}

/// `name.digest.extension`: content that changes gets another address, so it can be kept for ever.
pub fn hashed(stem: &str, digest: u128, extension: &str) -> String {
    format!("{stem}.{:010x}.{extension}", digest & 0xff_ffff_ffff)
}

/// Percent-encodes a path for an `href`; letters outside ASCII are encoded too.
pub fn encode(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match is_plain(byte) {
            true => out.push(char::from(byte)),
            // Writing into a String cannot fail.
            false => drop(write!(out, "%{byte:02X}")),
        }
    }
    out
}

/// Whether a byte stands for itself in an address.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~' | b'/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_relative_from_wherever_they_stand() {
        let incident = Route::Incident("a".into());
        let service = Route::Term(FacetKind::Service, "dns".into());
        let year = Route::TermYear(FacetKind::Service, "dns".into(), "2025".into());
        for (from, to, expected) in [
            (&Route::Home, &incident, "incidents/a/"),
            (&incident, &Route::Home, "../../"),
            (&incident, &Route::Incident("b".into()), "../b/"),
            (&incident, &incident, "./"),
            (&incident, &Route::Incident("ab".into()), "../ab/"),
            (&incident, &service, "../../services/dns/"),
            (&service, &year, "2025/"),
            (&year, &service, "../"),
            (&Route::Home, &Route::Home, "./"),
            (&incident, &Route::Asset("s.1.css".into()), "../../assets/s.1.css"),
            (&Route::Home, &Route::Incident("障".into()), "incidents/%E9%9A%9C/"),
        ] {
            assert_eq!(from.to(to), expected, "{from:?} {to:?}");
        }
        assert_eq!(incident.file(), "incidents/a/index.html");
        assert_eq!(incident.up(), "../../");
    }
}
