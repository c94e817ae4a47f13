//! JSON for programs: `incidents.json` and each incident's `index.json`. Schema 1, documented in
//! `docs/schema/`; fields are never renamed or removed within a schema version.

use super::routes::Route;
use super::views::details;
use crate::incident::moment::{Moment, Precision};
use crate::incident::{LengthSource, actions::Action};
use crate::knowledge::facets::FacetKind;
use crate::knowledge::{Id, KnowledgeBase};
use serde::{Serialize, Serializer};

/// The version of the format.
pub const SCHEMA: u32 = 1;

/// The contents of `incidents.json`.
#[derive(Debug, Serialize)]
pub struct ArchiveObject<'k> {
    schema: u32,
    title: &'k str,
    incidents: Every<'k>,
}

/// All incidents, newest first. Each is built while it is serialised, to keep only one in memory.
#[derive(Debug)]
struct Every<'k>(&'k KnowledgeBase);

/// The contents of `incidents/<slug>/index.json`.
#[derive(Debug, Serialize)]
pub struct PageObject<'k> {
    schema: u32,
    #[serde(flatten)]
    incident: IncidentObject<'k>,
    sections: Vec<SectionObject<'k>>,
    timeline: Vec<EventObject<'k>>,
    backlinks: Vec<&'k str>,
    related: Vec<&'k str>,
}

/// An incident; `id` is its slug.
#[derive(Debug, Serialize)]
pub struct IncidentObject<'k> {
    id: &'k str,
    path: &'k str,
    url: String,
    title: &'k str,
    summary: &'k str,
    kind: &'static str,
    status: &'static str,
    visibility: &'static str,
    date: Option<String>,
    severity: Option<&'k str>,
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
    services: Vec<TermObject<'k>>,
    causes: Vec<TermObject<'k>>,
    contributing_factors: &'k [String],
    trigger: Option<&'k str>,
    detected_by: Option<&'static str>,
    symptoms: &'k [String],
    tags: &'k [String],
    authors: &'k [String],
    actions: Vec<ActionObject<'k>>,
    extra: serde_json::Map<String, serde_json::Value>,
}

#[derive(Debug, Serialize)]
struct TermObject<'k> {
    id: &'k str,
    title: &'k str,
}

#[derive(Debug, Serialize)]
struct ActionObject<'k> {
    title: &'k str,
    owner: Option<&'k str>,
    due: Option<String>,
    status: &'static str,
    closed: Option<String>,
    tickets: &'k [String],
    #[serde(rename = "type")]
    kind: Option<&'k str>,
    addresses: &'k [String],
}

#[derive(Debug, Serialize)]
struct SectionObject<'k> {
    kind: Option<&'static str>,
    heading: &'k str,
    anchor: &'k str,
    text: &'k str,
}

#[derive(Debug, Serialize)]
struct EventObject<'k> {
    at: Option<String>,
    written: &'k str,
    text: &'k str,
}

impl<'k> ArchiveObject<'k> {
    /// Returns all incidents, newest first.
    pub fn new(knowledge: &'k KnowledgeBase) -> ArchiveObject<'k> {
        ArchiveObject { schema: SCHEMA, title: &knowledge.config.title, incidents: Every(knowledge) }
    }
}

impl Serialize for Every<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.incidents().map(|(id, _)| IncidentObject::new(self.0, id)))
    }
}

impl<'k> PageObject<'k> {
    /// Returns one document with its text.
    pub fn new(knowledge: &'k KnowledgeBase, id: Id) -> PageObject<'k> {
        let entry = &knowledge.entries[id];
        let slug = |id: &Id| &*knowledge.entries[*id].slug;
        let sections = entry.incident.sections.iter().map(|section| SectionObject {
            kind: section.kind.map(|kind| kind.name()),
            heading: &section.heading,
            anchor: &section.anchor,
            text: &section.text,
        });
        let timeline = entry.incident.timeline.events.iter().map(|event| EventObject {
            at: event.at.as_ref().map(stamp),
            written: &event.written,
            text: &event.text,
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

impl<'k> IncidentObject<'k> {
    /// Returns one incident.
    pub fn new(knowledge: &'k KnowledgeBase, id: Id) -> IncidentObject<'k> {
        let entry = &knowledge.entries[id];
        let incident = &entry.incident;
        let (facts, times) = (&incident.facts, &incident.times);
        let terms = |kind: FacetKind, slugs: &'k [String]| {
            let facet = knowledge.facet(kind);
            slugs.iter().map(|slug| TermObject { id: slug, title: facet.title(slug) }).collect()
        };
        let point = |moment: &Option<Moment>| moment.as_ref().map(stamp);
        IncidentObject {
            id: &entry.slug,
            path: &incident.path,
            url: Route::Incident(entry.slug.clone()).path(),
            title: &incident.title,
            summary: &incident.summary,
            kind: incident.kind.word(),
            status: incident.status.word(),
            visibility: incident.visibility.word(),
            date: point(&incident.date),
            severity: entry.severity.as_ref().map(|severity| severity.name.as_str()),
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
            contributing_factors: &facts.contributing_factors,
            trigger: facts.trigger.as_deref(),
            detected_by: facts.detected_by.map(|by| by.word()),
            symptoms: &facts.symptoms,
            tags: &facts.tags,
            authors: &facts.authors,
            actions: incident.actions.iter().map(ActionObject::new).collect(),
            extra: details(entry).into_iter().map(|detail| (detail.key, detail.value.into())).collect(),
        }
    }
}

impl<'k> ActionObject<'k> {
    fn new(action: &'k Action) -> ActionObject<'k> {
        ActionObject {
            title: &action.title,
            owner: action.owner.as_deref(),
            due: action.due.as_ref().map(stamp),
            status: action.status.word(),
            closed: action.closed.as_ref().map(stamp),
            tickets: &action.tickets,
            kind: action.kind.as_deref(),
            addresses: &action.addresses,
        }
    }
}

/// Formats a time as precisely as it was written: a day, or RFC 3339 with the original offset.
pub fn stamp(moment: &Moment) -> String {
    match moment.precision {
        Precision::Day => moment.day().to_string(),
        _ => super::views::When::new(moment).iso,
    }
}
