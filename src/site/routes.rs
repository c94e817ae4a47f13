//! URLs of the site. Every page is a [`Route`]; output files and relative links are derived here and
//! nowhere else.

use crate::incident::slug::slugify;
use crate::knowledge::facets::FacetKind;
use crate::report::Topic;
use crate::source::Media;
use std::fmt::Write as _;
use std::sync::Arc;

/// A page or file of the site.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Route {
    /// `/`
    Home,
    /// `/incidents/`
    Incidents,
    /// `/incidents/<slug>/`
    Incident(Arc<str>),
    /// `/incidents/<former slug>/`, a redirect.
    Moved {
        /// The former slug.
        from: String,
        /// The current slug.
        to: Arc<str>,
    },
    /// `/incidents/<slug>/index.json`
    IncidentJson(Arc<str>),
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
    /// `/search/<name>`, a file of the search index.
    Shard(String),
    /// `/sitemap.xml`
    Sitemap,
    /// `/robots.txt`
    Robots,
    /// `/404.html`
    NotFound,
    /// `/.nojekyll`
    NoJekyll,
    /// `/assets/<name>`, with a content digest in the name.
    Asset(String),
    /// A file from `static/`.
    Static(String),
}

/// Returns the folder of a facet.
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
    /// Returns the file in the output folder.
    pub fn file(&self) -> String {
        let address = self.address();
        if address.is_empty() || address.ends_with('/') { format!("{address}index.html") } else { address }
    }

    /// Returns the path from the site's root, without a leading slash, unencoded.
    pub fn address(&self) -> String {
        let mut address = String::new();
        self.write(&mut address);
        address
    }

    /// Appends the path without intermediate allocations.
    fn write(&self, out: &mut String) {
        let mut put = |parts: &[&str]| {
            out.reserve(parts.iter().map(|part| part.len()).sum());
            parts.iter().for_each(|part| out.push_str(part));
        };
        match self {
            Route::Home => {}
            Route::Incidents => put(&["incidents/"]),
            Route::Incident(slug) => put(&["incidents/", slug, "/"]),
            Route::Moved { from, .. } => put(&["incidents/", from, "/"]),
            Route::IncidentJson(slug) => put(&["incidents/", slug, "/index.json"]),
            Route::Facet(kind) => put(&[folder(*kind), "/"]),
            Route::Term(kind, slug) => put(&[folder(*kind), "/", slug, "/"]),
            Route::TermYear(kind, slug, year) => put(&[folder(*kind), "/", slug, "/", year, "/"]),
            Route::TermFeed(kind, slug) => put(&[folder(*kind), "/", slug, "/feed.xml"]),
            Route::Reports => put(&["reports/"]),
            Route::Report(topic) => put(&["reports/", topic.word(), "/"]),
            Route::ReportJson(topic) => put(&["reports/", topic.word(), "/index.json"]),
            Route::DueDates => put(&["reports/follow-ups.ics"]),
            Route::Feed => put(&["feed.xml"]),
            Route::Json => put(&["incidents.json"]),
            Route::Search => put(&["search/"]),
            Route::Shard(name) => put(&["search/", name]),
            Route::Sitemap => put(&["sitemap.xml"]),
            Route::Robots => put(&["robots.txt"]),
            Route::NotFound => put(&["404.html"]),
            Route::NoJekyll => put(&[".nojekyll"]),
            Route::Asset(name) => put(&["assets/", name]),
            Route::Static(path) => put(&[path]),
        }
    }

    /// Returns the percent-encoded path from the site's root.
    pub fn path(&self) -> String {
        let address = self.address();
        if address.bytes().all(is_plain) { address } else { encode(&address) }
    }

    /// Returns `../` for each folder the page is in.
    pub fn up(&self) -> String {
        "../".repeat(self.address().matches('/').count())
    }

    /// Returns the relative, percent-encoded link from this page to another; never empty.
    pub fn to(&self, other: &Route) -> String {
        // Builds both paths in one allocation: lists call this for every row.
        let mut both = String::with_capacity(192);
        self.write(&mut both);
        let from = both.len();
        other.write(&mut both);
        match both.bytes().all(is_plain) {
            true => relative(&both[..from], &both[from..]),
            false => relative(&encode(&both[..from]), &encode(&both[from..])),
        }
    }
}

/// Returns the relative link between two paths from the site's root.
fn relative(from: &str, to: &str) -> String {
    // Skips folders that both paths share.
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

/// Returns the published name of an embedded file: its own name with a content digest.
pub fn media(file: &Media) -> String {
    let name = file.path.rsplit('/').next().unwrap_or(&file.path);
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "bin"));
    hashed(&slugify(stem), file.digest, &extension.to_lowercase())
}

/// Formats `name.digest.extension`. Changed contents get another URL, so files can be cached forever.
pub fn hashed(stem: &str, digest: u128, extension: &str) -> String {
    format!("{stem}.{:010x}.{extension}", digest & 0xff_ffff_ffff)
}

/// Percent-encodes a path for an `href`, including non-ASCII letters.
pub fn encode(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match is_plain(byte) {
            true => out.push(char::from(byte)),
            // Writing to a String cannot fail.
            false => drop(write!(out, "%{byte:02X}")),
        }
    }
    out
}

/// Returns whether a byte needs no encoding in a URL.
fn is_plain(byte: u8) -> bool {
    const PLAIN: [bool; 256] = {
        let mut plain = [false; 256];
        let mut at = 0;
        while at < 128 {
            let byte = at as u8;
            plain[at] = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~' | b'/');
            at += 1;
        }
        plain
    };
    PLAIN[byte as usize]
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
