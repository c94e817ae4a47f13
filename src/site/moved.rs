//! Former addresses: a document that was renamed says them as `aliases`, and each becomes a page that leads on, so that
//! links in chats and tickets keep their meaning.

use super::routes::Route;
use super::views::canonical;
use crate::incident::slug;
use crate::knowledge::{Entry, KnowledgeBase};
use pulldown_cmark_escape::escape_html;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A page for each. What is the address of a document now is no former one; of two that had it, the newest keeps it.
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

/// The page: it leads on without a script, and says where to for those whose browser does not.
pub fn page(knowledge: &KnowledgeBase, route: &Route, entry: &Entry) -> String {
    let now = Route::Incident(entry.slug.clone());
    let mut title = String::new();
    // Writing into a String cannot fail.
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
