//! Which earlier incidents a postmortem is like, with what a reviewer wants to know of each.

use crate::command::found::{self, Record};
use crate::incident::Incident;
use crate::incident::fields::words::Kind;
use crate::incident::sections::SectionKind;
use crate::incident::slug::fold;
use crate::knowledge::Entry;
use crate::knowledge::facets::FacetKind;
use crate::pipeline::{Failure, Linked};
use crate::search::Search;
use crate::search::more_like_this::{Alike, alike};
use serde::Serialize;
use std::collections::BTreeSet;

/// How many bytes of an incident's resolution are told.
const RESOLUTION: usize = 240;

/// An earlier incident with its reasons.
#[derive(Debug, Serialize)]
pub struct Reasoned {
    #[serde(flatten)]
    pub record: Record,
    pub why: Vec<String>,
    pub resolution: Option<String>,
    pub open_actions: Vec<OpenAction>,
}

/// A follow-up that nobody finished.
#[derive(Debug, Serialize)]
pub struct OpenAction {
    pub title: String,
    pub owner: Option<String>,
    pub due: Option<String>,
}

/// What is like a postmortem, the most alike first.
pub struct Likeness<'l> {
    /// How many incidents are like it at all.
    pub total: usize,
    /// The first of them.
    pub results: Vec<(&'l Entry, Reasoned)>,
}

/// Finds what is like `draft`. Incidents of a later day, `draft` itself and the documents at the paths `beside` it are
/// left out.
pub fn likeness<'l>(
    linked: &Linked,
    search: &'l Search<'l>,
    draft: &Incident,
    beside: &BTreeSet<String>,
    limit: usize,
) -> Result<Likeness<'l>, Failure> {
    let shared = shared(linked, search, draft);
    let groups: Vec<Vec<u32>> = shared.iter().map(|(_, docs)| docs.clone()).collect();
    let is_earlier = |doc: u32| {
        let incident = &search.entry(doc).incident;
        incident.kind != Kind::Document
            && !is_same(incident, draft)
            && !beside.contains(&*incident.path)
            && !is_later(incident, draft)
    };
    let (all, terms) = alike(&search.expander(), &words(draft), &groups, &is_earlier)
        .map_err(|error| Failure::index(error.to_string()))?;
    let total = all.len();
    let results = all.iter().take(limit).map(|alike| {
        let entry = search.entry(alike.hit.doc);
        let record = Record::new(entry, alike.hit, found::sections(search, alike.hit, &terms));
        let resolution = resolution(&entry.incident);
        let reasoned =
            Reasoned { record, why: why(alike, &shared), resolution, open_actions: open_actions(entry) };
        (entry, reasoned)
    });
    Ok(Likeness { total, results: results.collect() })
}

/// The file that was named is part of the archive itself.
fn is_same(incident: &Incident, draft: &Incident) -> bool {
    draft.path.ends_with(&format!("/{}", incident.path)) || draft.path == incident.path
}

fn is_later(incident: &Incident, draft: &Incident) -> bool {
    match (incident.date, draft.date) {
        (Some(date), Some(draft)) => date.day() > draft.day(),
        _ => false,
    }
}

fn words(draft: &Incident) -> String {
    let sections = draft.sections.iter().map(|section| format!("{}\n{}", section.heading, section.text));
    let sections: Vec<String> = sections.collect();
    let facts = [draft.facts.symptoms.join("\n"), draft.facts.tags.join("\n")];
    format!("{}\n{}\n{}", draft.title, facts.join("\n"), sections.join("\n"))
}

/// Services and causes of the draft that incidents of the archive have, and which ones.
fn shared(linked: &Linked, search: &Search<'_>, draft: &Incident) -> Vec<(String, Vec<u32>)> {
    let facts = &draft.facts;
    let kinds = [
        ("cause", FacetKind::Cause, [&facts.root_cause, &facts.contributing_factors].to_vec()),
        ("service", FacetKind::Service, vec![&facts.services]),
    ];
    let mut shared = vec![];
    for (label, kind, written) in kinds {
        let wanted: Vec<String> = written.into_iter().flatten().map(|name| fold(name)).collect();
        for (slug, term) in &linked.knowledge.facet(kind).terms {
            if !wanted.contains(&fold(slug)) && !wanted.contains(&fold(&term.title)) {
                continue;
            }
            let has = |entry: &Entry| match kind {
                FacetKind::Cause => entry.causes.contains(slug),
                _ => entry.services.contains(slug),
            };
            let docs = (0..search.corpus.len).filter(|doc| has(search.entry(*doc))).collect();
            shared.push((format!("{label}: {}", term.title), docs));
        }
    }
    shared
}

fn why(alike: &Alike, shared: &[(String, Vec<u32>)]) -> Vec<String> {
    let mut why: Vec<String> = shared
        .iter()
        .filter(|(_, docs)| docs.contains(&alike.hit.doc))
        .map(|(label, _)| label.clone())
        .collect();
    if !alike.words.is_empty() {
        why.push(format!("words: {}", alike.words.join(", ")));
    }
    why
}

/// How the bleeding was stopped, in the incident's own words.
fn resolution(incident: &Incident) -> Option<String> {
    let is_about = |section: &&crate::incident::SectionText| {
        section.kind == Some(SectionKind::Resolution) && !section.text.trim().is_empty()
    };
    let section = incident.sections.iter().find(is_about)?;
    let text = section.text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.len() <= RESOLUTION {
        return Some(text);
    }
    let end = (0..=RESOLUTION).rev().find(|at| text.is_char_boundary(*at))?;
    let cut = text[..end].rfind(' ').unwrap_or(end);
    Some(format!("{} …", &text[..cut]))
}

fn open_actions(entry: &Entry) -> Vec<OpenAction> {
    let actions = entry.incident.open_actions();
    actions
        .map(|action| OpenAction {
            title: action.title.clone(),
            owner: action.owner.clone(),
            due: action.due.map(|due| due.day().to_string()),
        })
        .collect()
}
