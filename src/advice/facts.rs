//! What an incident should state and does not, and services that the configuration does not have.

use super::document::Document;
use super::note;
use crate::config::{Config, Fact};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::incident::fields::words::Kind;
use crate::incident::outline::Block;
use crate::incident::slug::slugify;
use std::collections::BTreeSet;

/// One diagnostic for everything that is missing; a missing date has its own already, and of front matter that cannot
/// be read nobody knows what it states.
pub fn missing(document: &Document<'_>, config: &Config) -> Option<Diagnostic> {
    if !document.is_understood {
        return None;
    }
    let missing: Vec<Fact> =
        config.check.facts.iter().copied().filter(|fact| is_missing(document, *fact)).collect();
    let (first, rest) = missing.split_first()?;
    let mut names = format!("`{}`", first.key());
    for (at, fact) in rest.iter().enumerate() {
        let joint = if at + 1 == rest.len() { " and " } else { ", " };
        names.push_str(&format!("{joint}`{}`", fact.key()));
    }
    let example: Vec<&str> = missing.iter().map(|fact| fact.example()).collect();
    let hint = format!("in the front matter: `{}`", example.join("`, `"));
    Some(note(Code::MissingFacts, document.whole(), format!("the document does not state {names}"), hint))
}

fn is_missing(document: &Document<'_>, fact: Fact) -> bool {
    let (incident, times) = (document.incident, &document.incident.times);
    let broke = matches!(incident.kind, Kind::Incident | Kind::Security);
    match fact {
        Fact::Title => incident.facts.title.is_none() && !has_heading(&document.blocks),
        Fact::Severity => broke && incident.facts.severity.is_none(),
        Fact::Services => incident.facts.services.is_empty(),
        Fact::RootCause => incident.kind.counts() && incident.facts.root_cause.is_empty(),
        Fact::Duration => broke && incident.duration.is_none(),
        Fact::DetectedBy => broke && incident.facts.detected_by.is_none(),
        Fact::Started => broke && times.started.is_none(),
        Fact::Detected => broke && times.detected.is_none(),
        Fact::Resolved => broke && times.resolved.is_none(),
    }
}

/// Whether a first heading is there to name the document.
fn has_heading(blocks: &[Block]) -> bool {
    blocks
        .iter()
        .any(|block| matches!(block, Block::Heading { level: 1, text, .. } if !text.text.trim().is_empty()))
}

/// Services outside of the configured ones, where there are any.
pub fn unknown_services(document: &Document<'_>, config: &Config) -> Vec<Diagnostic> {
    if config.services.is_empty() {
        return vec![];
    }
    let names = |(key, term): (&'_ String, &'_ crate::config::Term)| {
        std::iter::once(key.clone()).chain(term.title.clone()).chain(term.aliases.clone()).collect::<Vec<_>>()
    };
    let known: BTreeSet<String> = config.services.iter().flat_map(names).collect();
    let slugs: BTreeSet<String> = known.iter().map(|name| slugify(name)).collect();
    let unknown = document.incident.facts.services.iter().filter(|name| !slugs.contains(&slugify(name)));
    unknown
        .map(|name| {
            let place = document.entry("services", name).unwrap_or_else(|| document.whole());
            let message = format!("`{name}` is not a service that hindsite.toml has");
            let hint = match nearest(name, known.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!(
                    "add `[services.{}]` to hindsite.toml, or an alias to one that is there",
                    slugify(name)
                ),
            };
            note(Code::UnknownService, place, message, hint)
        })
        .collect()
}
