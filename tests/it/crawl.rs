//! Walks a published site as a browser would: every link, image, script and anchor must be there.

use crate::archive::Site;
use scraper::{Html, Selector};
use std::collections::{BTreeMap, BTreeSet};

/// What is wrong with the links of a site; empty when every one leads somewhere.
pub fn broken(site: &Site) -> Vec<String> {
    let pages: BTreeMap<&String, Html> = site
        .files
        .iter()
        .filter(|(path, _)| path.ends_with(".html"))
        .map(|(path, bytes)| (path, Html::parse_document(std::str::from_utf8(bytes).expect("UTF-8"))))
        .collect();
    let anchors: BTreeMap<&String, BTreeSet<String>> =
        pages.iter().map(|(path, page)| (*path, ids(page))).collect();
    let mut broken = vec![];
    for (path, page) in &pages {
        broken.extend(duplicate_ids(path, page));
        // The 404 page is shown anywhere, so its addresses begin at the root of the host.
        for address in addresses(page) {
            if let Some(problem) = problem(site, &anchors, path, &address) {
                broken.push(format!("{path}: {problem}"));
            }
        }
    }
    broken
}

fn addresses(page: &Html) -> Vec<String> {
    let mut found = vec![];
    for (selector, attribute) in [("[href]", "href"), ("[src]", "src")] {
        let selector = Selector::parse(selector).expect("a selector");
        found.extend(
            page.select(&selector).filter_map(|element| element.value().attr(attribute)).map(str::to_owned),
        );
    }
    found
}

fn ids(page: &Html) -> BTreeSet<String> {
    let selector = Selector::parse("[id]").expect("a selector");
    page.select(&selector).filter_map(|element| element.value().attr("id")).map(str::to_owned).collect()
}

fn duplicate_ids(path: &str, page: &Html) -> Vec<String> {
    let selector = Selector::parse("[id]").expect("a selector");
    let mut seen = BTreeSet::new();
    page.select(&selector)
        .filter_map(|element| element.value().attr("id"))
        .filter(|id| !seen.insert((*id).to_owned()))
        .map(|id| format!("{path}: two elements have the id `{id}`"))
        .collect()
}

fn problem(
    site: &Site,
    anchors: &BTreeMap<&String, BTreeSet<String>>,
    from: &str,
    address: &str,
) -> Option<String> {
    if ["http://", "https://", "mailto:", "tel:", "data:", "//"]
        .iter()
        .any(|scheme| address.starts_with(scheme))
    {
        return None;
    }
    let (path, fragment) =
        address.split_once('#').map_or((address, None), |(path, fragment)| (path, Some(fragment)));
    let file = match path {
        "" => from.to_owned(),
        path => resolve(from, &decode(path.split('?').next().unwrap_or(path)))?,
    };
    if !site.files.contains_key(&file) {
        return Some(format!("`{address}` leads to `{file}`, which is not there"));
    }
    let fragment = fragment.filter(|fragment| !fragment.is_empty()).map(decode)?;
    let known = anchors.get(&file)?.contains(&fragment);
    (!known).then(|| format!("`{address}`: `{file}` has no element with that id"))
}

fn resolve(from: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = match path.starts_with('/') {
        true => vec![],
        false => from.split('/').rev().skip(1).collect::<Vec<_>>().into_iter().rev().collect(),
    };
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    let file = parts.join("/");
    let folder =
        path.is_empty() || path.ends_with('/') || path == "." || path == ".." || path.ends_with("/..");
    Some(match (file.as_str(), folder) {
        ("", _) => "index.html".to_owned(),
        (file, true) => format!("{file}/index.html"),
        (file, false) => file.to_owned(),
    })
}

fn decode(text: &str) -> String {
    hindsite::incident::body::percent_decode(text)
}

#[test]
fn the_crawler_notices_what_is_broken() {
    let page = |html: &str| html.as_bytes().to_vec();
    let site = Site {
        files: BTreeMap::from([
            ("index.html".to_owned(), page("<a href=\"a/\">x</a><a href=\"b/\">x</a><img src=\"i.png\">")),
            (
                "a/index.html".to_owned(),
                page("<p id=\"x\"></p><a href=\"../#nope\">x</a><a href=\"#x\">y</a>"),
            ),
        ]),
    };
    assert_eq!(broken(&site).len(), 3, "{:#?}", broken(&site));
}
