//! What programs read: `incidents.json` and each incident's `index.json`. Schema 1, documented in
//! `docs/schema/`; a field is never renamed or removed within a schema.

use super::routes::Route;
use crate::incident::moment::{Moment, Precision};
use crate::incident::{LengthSource, actions::Action};
use crate::knowledge::facets::FacetKind;
use crate::knowledge::{Id, KnowledgeBase};
use serde::Serialize;
use std::sync::Arc;

/// The version of the format.
pub const SCHEMA: u32 = 1;

/// `incidents.json`
#[derive(Debug, Serialize)]
pub struct ArchiveObject {
    schema: u32,
    title: String,
    incidents: Vec<IncidentObject>,
}

/// `incidents/<slug>/index.json`
#[derive(Debug, Serialize)]
pub struct PageObject {
    schema: u32,
    #[serde(flatten)]
    incident: IncidentObject,
    sections: Vec<SectionObject>,
    timeline: Vec<EventObject>,
    backlinks: Vec<Arc<str>>,
    related: Vec<Arc<str>>,
}

/// One incident; `id` is its name in addresses.
#[derive(Debug, Serialize)]
pub struct IncidentObject {
    id: Arc<str>,
    path: String,
    url: String,
    title: String,
    summary: String,
    kind: &'static str,
    status: &'static str,
    visibility: &'static str,
    date: Option<String>,
    severity: Option<String>,
    severity_rank: Option<u32>,
    duration_seconds: Option<i64>,
    duration_source: Option<&'static str>,
    introduced: Option<String>,
    started: Option<String>,
    detected: Option<String>,
    acknowledged: Option<String>,
    mitigated: Option<String>,
    resolved: Option<String>,
    detect_seconds: Option<i64>,
    resolve_seconds: Option<i64>,
    services: Vec<TermObject>,
    causes: Vec<TermObject>,
    contributing_factors: Vec<String>,
    trigger: Option<String>,
    detected_by: Option<&'static str>,
    symptoms: Vec<String>,
    tags: Vec<String>,
    authors: Vec<String>,
    actions: Vec<ActionObject>,
    extra: serde_json::Map<String, serde_json::Value>,
}

#[derive(Debug, Serialize)]
struct TermObject {
    id: String,
    title: String,
}

#[derive(Debug, Serialize)]
struct ActionObject {
    title: String,
    owner: Option<String>,
    due: Option<String>,
    status: &'static str,
    closed: Option<String>,
    tickets: Vec<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    addresses: Vec<String>,
}

#[derive(Debug, Serialize)]
struct SectionObject {
    kind: Option<&'static str>,
    heading: String,
    anchor: String,
    text: String,
}

#[derive(Debug, Serialize)]
struct EventObject {
    at: Option<String>,
    written: String,
    text: String,
}

impl ArchiveObject {
    /// Every incident, newest first.
    pub fn new(knowledge: &KnowledgeBase) -> ArchiveObject {
        let incidents = knowledge.incidents().map(|(id, _)| IncidentObject::new(knowledge, id)).collect();
        ArchiveObject { schema: SCHEMA, title: knowledge.config.title.clone(), incidents }
    }
}

impl PageObject {
    /// One document with its text.
    pub fn new(knowledge: &KnowledgeBase, id: Id) -> PageObject {
        let entry = &knowledge.entries[id];
        let slug = |id: &Id| knowledge.entries[*id].slug.clone();
        let sections = entry.incident.sections.iter().map(|section| SectionObject {
            kind: section.kind.map(|kind| kind.name()),
            heading: section.heading.clone(),
            anchor: section.anchor.clone(),
            text: section.text.clone(),
        });
        let timeline = entry.incident.timeline.events.iter().map(|event| EventObject {
            at: event.at.as_ref().map(stamp),
            written: event.written.clone(),
            text: event.text.clone(),
        });
        PageObject {
            schema: SCHEMA,
            incident: IncidentObject::new(knowledge, id),
            sections: sections.collect(),
            timeline: timeline.collect(),
            backlinks: entry.backlinks.iter().map(slug).collect(),
            related: knowledge.alike(id).iter().map(slug).collect(),
        }
    }
}

impl IncidentObject {
    /// One incident.
    pub fn new(knowledge: &KnowledgeBase, id: Id) -> IncidentObject {
        let entry = &knowledge.entries[id];
        let incident = &entry.incident;
        let (facts, times) = (&incident.facts, &incident.times);
        let terms = |kind: FacetKind, slugs: &[String]| {
            let facet = knowledge.facet(kind);
            slugs
                .iter()
                .map(|slug| TermObject { id: slug.clone(), title: facet.title(slug).to_owned() })
                .collect()
        };
        let point = |moment: &Option<Moment>| moment.as_ref().map(stamp);
        IncidentObject {
            id: entry.slug.clone(),
            path: incident.path.to_string(),
            url: Route::Incident(entry.slug.clone()).path(),
            title: incident.title.clone(),
            summary: incident.summary.clone(),
            kind: incident.kind.word(),
            status: incident.status.word(),
            visibility: incident.visibility.word(),
            date: point(&incident.date),
            severity: entry.severity.as_ref().map(|severity| severity.name.clone()),
            severity_rank: entry.severity.as_ref().map(|severity| severity.rank),
            duration_seconds: incident.duration.map(|length| length.length.as_secs()),
            duration_source: incident.duration.map(|length| match length.source {
                LengthSource::Typed => "typed",
                LengthSource::Points => "points",
                LengthSource::Timeline => "timeline",
            }),
            introduced: point(&times.introduced),
            started: point(&times.started),
            detected: point(&times.detected),
            acknowledged: point(&times.acknowledged),
            mitigated: point(&times.mitigated),
            resolved: point(&times.resolved),
            detect_seconds: times.to_detect().map(|length| length.as_secs()),
            resolve_seconds: times.to_resolve().map(|length| length.as_secs()),
            services: terms(FacetKind::Service, &entry.services),
            causes: terms(FacetKind::Cause, &entry.causes),
            contributing_factors: facts.contributing_factors.clone(),
            trigger: facts.trigger.clone(),
            detected_by: facts.detected_by.map(|by| by.word()),
            symptoms: facts.symptoms.clone(),
            tags: facts.tags.clone(),
            authors: facts.authors.clone(),
            actions: incident.actions.iter().map(ActionObject::new).collect(),
            extra: facts.extra.iter().map(|(key, node)| (key.clone(), node.display().into())).collect(),
        }
    }
}

impl ActionObject {
    fn new(action: &Action) -> ActionObject {
        ActionObject {
            title: action.title.clone(),
            owner: action.owner.clone(),
            due: action.due.as_ref().map(stamp),
            status: action.status.word(),
            closed: action.closed.as_ref().map(stamp),
            tickets: action.tickets.clone(),
            kind: action.kind.clone(),
            addresses: action.addresses.clone(),
        }
    }
}

/// As precisely as it was written: a day, or RFC 3339 with the offset it was written in.
pub fn stamp(moment: &Moment) -> String {
    match moment.precision {
        Precision::Day => moment.day().to_string(),
        _ => super::views::When::new(moment).iso,
    }
}
