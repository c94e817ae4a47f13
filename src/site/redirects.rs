//! Redirects from former URLs: each of a document's `aliases` becomes a page that leads to the current one,
//! so that old links keep working.

use super::routes::Route;
use super::views::canonical;
use crate::incident::slug;
use crate::knowledge::{Entry, KnowledgeBase};
use pulldown_cmark_escape::escape_html;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Returns a redirect for each former URL. A current URL is never redirected; if two documents had the same
/// one, the newest gets it.
pub fn routes(knowledge: &KnowledgeBase) -> Vec<Route> {
    let renamed = || knowledge.entries.iter().filter(|entry| !entry.incident.facts.aliases.is_empty());
    if renamed().next().is_none() {
        return vec![];
    }
    let taken: BTreeSet<&str> = knowledge.entries.iter().map(|entry| &*entry.slug).collect();
    let mut former: BTreeMap<String, &Arc<str>> = BTreeMap::new();
    for entry in renamed() {
        let names = entry.incident.facts.aliases.iter().filter_map(|alias| slug::of_alias(alias));
        for name in names.filter(|name| !taken.contains(name.as_str())) {
            former.entry(name).or_insert(&entry.slug);
        }
    }
    former.into_iter().map(|(from, to)| Route::Moved { from, to: to.clone() }).collect()
}

/// Renders a redirect page, which works without scripts and has a link as a fallback.
pub fn page(knowledge: &KnowledgeBase, route: &Route, entry: &Entry) -> String {
    let now = Route::Incident(entry.slug.clone());
    let mut title = String::new();
    // Writing to a String cannot fail.
    let _ = escape_html(&mut title, &entry.incident.title);
    let mut language = String::new();
    let _ = escape_html(&mut language, &knowledge.config.language);
    let to = route.to(&now);
    let canonical =
        canonical(knowledge, &now).map(|address| format!("<link rel=\"canonical\" href=\"{address}\">\n"));
    format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src 'self' file:; base-uri 'none'\">\n\
         <meta name=\"robots\" content=\"noindex\">\n<meta http-equiv=\"refresh\" content=\"0; url={to}\">\n\
         {}<title>{title}</title>\n<p>This page has moved: <a href=\"{to}\">{title}</a></p>\n</html>\n",
        canonical.unwrap_or_default()
    )
}
