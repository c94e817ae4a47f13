//! Checks a theme's navigation links against the pages of the site.

use super::plan;
use super::routes::{encode, folder};
use crate::diagnostic::nearest;
use crate::incident::body::percent_decode;
use crate::knowledge::KnowledgeBase;
use crate::knowledge::facets::FacetKind;
use crate::source::Static;
use std::collections::BTreeSet;

/// Returns the normalised link if the site has the page. URLs with a scheme are external and return `None`.
pub fn reached(href: &str, has: impl Fn(&str) -> bool) -> Option<String> {
    if is_whole(href) {
        return Some(href.to_owned());
    }
    let (path, rest) = split(href)?;
    let is_folder = path.is_empty() || path.ends_with('/');
    if !is_folder && has(&path) {
        return Some(encode(&path) + rest);
    }
    // Most hosts serve a folder without its trailing slash, but it does not work from disk.
    let folder = if is_folder { path } else { format!("{path}/") };
    has(&format!("{folder}index.html")).then(|| encode(&folder) + rest)
}

/// Returns broken links, each with the nearest page that exists.
pub fn unreached<'h>(
    knowledge: &KnowledgeBase,
    statics: &[Static],
    hrefs: &[&'h str],
) -> Vec<(&'h str, Option<String>)> {
    // Pages may be missing because they are withheld or a list is empty; the navigation then omits the
    // link.
    let own: Vec<&str> = hrefs.iter().copied().filter(|href| !is_whole(href) && !is_list(href)).collect();
    if own.is_empty() || knowledge.edition.audience.is_public() {
        return vec![];
    }
    let pages = plan::own(knowledge).into_iter().map(|route| route.file());
    let files: BTreeSet<String> = pages.chain(statics.iter().map(|file| file.path.clone())).collect();
    let has = |file: &str| files.contains(file);
    let near = |href: &str| {
        // On other hosts a page is a file with that name.
        let as_folder = href.strip_suffix(".html").and_then(|folder| reached(folder, has));
        let addresses = files.iter().map(|file| file.strip_suffix("index.html").unwrap_or(file));
        let as_host = href.starts_with("www.").then(|| format!("https://{href}"));
        as_folder.or(as_host).or_else(|| nearest(href, addresses).map(str::to_owned))
    };
    own.into_iter().filter(|href| reached(href, has).is_none()).map(|href| (href, near(href))).collect()
}

/// Returns whether a link has a scheme and is therefore external.
pub fn is_whole(href: &str) -> bool {
    scheme(href).is_some()
}

/// Returns the scheme of an absolute URL. A colon in the query is not part of a scheme.
pub fn scheme(href: &str) -> Option<&str> {
    let start = href.split(['/', '?', '#']).next()?;
    start.split_once(':').map(|(scheme, _)| scheme)
}

/// Returns whether a link is a facet index, which exists as soon as there is one value.
fn is_list(href: &str) -> bool {
    let path = split(href).map(|(path, _)| path).unwrap_or_default();
    FacetKind::ALL.iter().any(|kind| path.trim_end_matches('/') == folder(*kind))
}

/// Splits a link into the decoded path, without `.` and `..`, and the rest.
fn split(href: &str) -> Option<(String, &str)> {
    let (path, rest) = href.split_at(href.find(['?', '#']).unwrap_or(href.len()));
    let path = percent_decode(path);
    let mut parts = vec![];
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    let is_folder = path.ends_with('/') || path.ends_with("/.") || path.ends_with("/..");
    let slash = if is_folder && !parts.is_empty() { "/" } else { "" };
    Some((parts.join("/") + slash, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_written_as_the_site_has_them() {
        let has = |file: &str| ["index.html", "incidents/index.html", "a b.pdf"].contains(&file);
        for (href, expected) in [
            ("", Some("")),
            ("./", Some("")),
            ("#top", Some("#top")),
            ("incidents/", Some("incidents/")),
            ("./incidents?x=1:2#y", Some("incidents/?x=1:2#y")),
            ("incidents/index.html", Some("incidents/index.html")),
            ("a b.pdf", Some("a%20b.pdf")),
            ("a%20b.pdf", Some("a%20b.pdf")),
            ("incidents/../", Some("")),
            ("../", None),
            ("incidents.html", None),
            ("a b.pdf/", None),
            ("HTTPS://example.org/x", Some("HTTPS://example.org/x")),
            ("mailto:a@example.org", Some("mailto:a@example.org")),
        ] {
            assert_eq!(reached(href, has).as_deref(), expected, "{href}");
        }
    }
}
