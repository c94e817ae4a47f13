//! Related incidents on an incident's page, with reasons.

use crate::knowledge::related::{Shared, SharedKind};
use crate::knowledge::{Id, KnowledgeBase};
use crate::site::routes::Route;
use crate::site::views::When;
use serde::Serialize;

/// A related incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RelatedView {
    /// Its title.
    pub title: String,
    /// URL of its page.
    pub href: String,
    /// Its date.
    pub date: Option<When>,
    /// What both share.
    pub why: String,
}

/// Returns the related incidents of an entry.
pub fn related(knowledge: &KnowledgeBase, id: Id, route: &Route) -> Vec<RelatedView> {
    knowledge
        .related(id)
        .iter()
        .map(|related| {
            let other = &knowledge.entries[related.id];
            RelatedView {
                title: other.incident.title.clone(),
                href: route.to(&Route::Incident(other.slug.clone())),
                date: other.incident.date.as_ref().map(When::new),
                why: why(&related.why),
            }
        })
        .collect()
}

fn why(shared: &[Shared]) -> String {
    let names = |kind: SharedKind| -> Vec<&str> {
        shared.iter().filter(|shared| shared.kind == kind).map(|shared| shared.name.as_str()).collect()
    };
    let of = |kind, one: &str, many: &str| match names(kind).as_slice() {
        [] => None,
        [name] => Some(format!("{one} {name}")),
        names => Some(format!("{many} {}", names.join(", "))),
    };
    let words = match names(SharedKind::Word).as_slice() {
        [] => None,
        [word] => Some(format!("“{word}” in the title")),
        words => Some(format!("words {}", words.join(", "))),
    };
    let parts = [
        of(SharedKind::Cause, "same cause:", "same causes:"),
        of(SharedKind::Service, "service", "services"),
        of(SharedKind::Tag, "tag", "tags"),
        words,
        of(SharedKind::Rare, "both write", "both write"),
    ];
    parts.into_iter().flatten().collect::<Vec<String>>().join(" · ")
}
