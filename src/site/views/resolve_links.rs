//! Fills a body's holes with links and images relative to its page. The link stage has resolved their
//! targets.

use crate::incident::body::{HoleKind, image_tag};
use crate::knowledge::links::Target;
use crate::knowledge::{Entry, KnowledgeBase};
use crate::site::routes::{Route, encode, media};

/// Returns the body with its holes filled for this page.
pub fn filled(knowledge: &KnowledgeBase, entry: &Entry, route: &Route) -> String {
    let body = &entry.incident.body;
    let mut html = String::with_capacity(body.html.len() + 64 * body.holes.len());
    let mut at = 0;
    let is_silent = |target: &Target| *target == Target::Withheld || knowledge.edition.audience.is_public();
    for (hole, target) in body.holes.iter().zip(&entry.targets) {
        html.push_str(&body.html[at..hole.at]);
        at = hole.at;
        let address = address(knowledge, route, target);
        match (&hole.kind, address) {
            (HoleKind::Link, Some(href)) => html.push_str(&format!(" href=\"{href}\"")),
            // In a public edition the target is withheld, which readers need not know.
            (HoleKind::Link, None) if is_silent(target) => {}
            (HoleKind::Link, None) => html.push_str(" class=\"broken\""),
            (HoleKind::WikiLink { label }, Some(href)) => {
                html.push_str(&format!("<a href=\"{href}\">{label}</a>"))
            }
            (HoleKind::WikiLink { label }, None) if is_silent(target) => html.push_str(label),
            (HoleKind::WikiLink { label }, None) => html.push_str(&format!("[[{label}]]")),
            (HoleKind::Image { alt, title, .. }, Some(src)) => html.push_str(&image_tag(&src, alt, title)),
            (HoleKind::Image { alt, .. }, None) => {
                html.push_str(&format!(
                    "<span class=\"missing\">{}</span>",
                    if alt.is_empty() { "image not found" } else { alt }
                ));
            }
            (HoleKind::RawLink | HoleKind::RawImage, Some(address)) => html.push_str(&address),
            (HoleKind::RawLink, None) => html.push('#'),
            (HoleKind::RawImage, None) => html.push_str(EMPTY_IMAGE),
        }
    }
    html.push_str(&body.html[at..]);
    html
}

/// A transparent pixel: an `<img>` in raw HTML needs a source.
const EMPTY_IMAGE: &str = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";

fn address(knowledge: &KnowledgeBase, route: &Route, target: &Target) -> Option<String> {
    match target {
        Target::Document { id, anchor } => {
            let other = Route::Incident(knowledge.entries[*id].slug.clone());
            let page = if &other == route && anchor.is_some() { String::new() } else { route.to(&other) };
            Some(match anchor {
                Some(anchor) => format!("{page}#{}", encode(anchor)),
                None => page,
            })
        }
        Target::File(path) => knowledge.media.get(path).map(|file| route.to(&Route::Asset(media(file)))),
        Target::Anchor(anchor) => Some(format!("#{}", encode(anchor))),
        Target::Nowhere | Target::Withheld => None,
    }
}
