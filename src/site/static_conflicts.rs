//! Detects files in `static/` that would overwrite pages.

use super::plan;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::knowledge::KnowledgeBase;
use crate::source::{Static, folded};
use std::collections::BTreeMap;

/// First path components used by pages. Other files cannot conflict.
const OURS: &[&str] = &[
    "index.html",
    "feed.xml",
    "incidents.json",
    "sitemap.xml",
    "robots.txt",
    "404.html",
    "hindsite-manifest.json",
    "incidents",
    "services",
    "causes",
    "severities",
    "tags",
    "years",
    "reports",
    "search",
    "assets",
];

/// Returns an error for each static file that conflicts with a page, naming both.
pub fn find(knowledge: &KnowledgeBase, statics: &[Static], folder: &str) -> Vec<Diagnostic> {
    let is_near = |file: &&Static| {
        let path = folded(&file.path);
        OURS.contains(&path.split('/').next().unwrap_or_default())
    };
    let near: Vec<&Static> = statics.iter().filter(is_near).collect();
    if near.is_empty() {
        return vec![];
    }
    let own = plan::own(knowledge).into_iter().map(|route| route.file());
    // For the theme and the search index, whose file names aren't known yet, comparing folders is enough.
    let own =
        own.chain(["assets/style.css", "search/search.js", crate::source::SITE_MARK].map(str::to_owned));
    let pages: BTreeMap<String, String> = own.map(|file| (folded(&file), file)).collect();
    near.into_iter().filter_map(|file| clash(&pages, file, folder)).collect()
}

fn clash(pages: &BTreeMap<String, String>, file: &Static, folder: &str) -> Option<Diagnostic> {
    let path = folded(&file.path);
    let on_the_way = path.match_indices('/').find_map(|(at, _)| pages.get(&path[..at]));
    let below = || {
        let inside = format!("{path}/");
        let (first, page) = pages.range(inside.clone()..).next()?;
        first.starts_with(&inside).then_some(page)
    };
    let page = pages.get(&path).or(on_the_way).or_else(below)?;
    let mine = format!("{folder}/{}", file.path);
    let message = format!("`{mine}` and the page `{page}` cannot both be published");
    Some(Diagnostic::new(Code::SlugClash, Place::file(mine), message).hint("rename the file"))
}
