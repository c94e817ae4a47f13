//! The page of an incident.

mod facts;
mod related;

pub use facts::{Detail, detail, details};

use super::actions::{ActionView, FOLLOW_UPS, action_view, actions_summary, told};
use super::chrome::{Chrome, SiteAssets};
use super::resolve_links::filled;
use super::same_cause::Strip;
use super::timeline::TimelineView;
use super::{Badge, Link, When, badge, causes, kind_label, services};
use crate::incident::Incident;
use crate::incident::body::Body;
use crate::incident::fields::words::{Kind, Status};
use crate::invisible;
use crate::knowledge::facets::FacetKind;
use crate::knowledge::{Entry, Id, KnowledgeBase};
use crate::report::fixes::Fixes;
use crate::site::routes::{Route, encode};
use facts::{Fact, duration_fact, intervals};
use related::{RelatedView, related};
use serde::Serialize;
use std::sync::Arc;

/// The page of an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IncidentView {
    /// The frame.
    pub chrome: Chrome,
    /// The incident's slug.
    pub id: Arc<str>,
    /// Breadcrumbs: all incidents, those of its year.
    pub breadcrumbs: Vec<Link>,
    /// The title.
    pub title: String,
    /// The anchor of the document's title heading.
    pub title_anchor: Option<String>,
    /// Kind, unless it is an ordinary incident: `Near miss`, `Maintenance`, …
    pub kind: Option<String>,
    /// `Draft` or `In review`.
    pub status: Option<String>,
    /// The severity.
    pub severity: Option<Badge>,
    /// When it happened.
    pub date: Option<When>,
    /// The duration.
    pub duration: Option<Fact>,
    /// Times to detect, acknowledge, mitigate and resolve; the last is omitted if it equals the duration.
    pub intervals: Vec<Fact>,
    /// Affected services.
    pub services: Vec<Link>,
    /// Root causes.
    pub causes: Vec<Link>,
    /// A root cause described in a sentence rather than named.
    pub cause_text: Option<String>,
    /// Contributing factors.
    pub contributing: Vec<Link>,
    /// The trigger.
    pub trigger: Option<String>,
    /// How it was detected.
    pub detected_by: Option<String>,
    /// Symptoms: messages, behaviour.
    pub symptoms: Vec<String>,
    /// Tags.
    pub tags: Vec<Link>,
    /// Authors.
    pub authors: Vec<String>,
    /// Unknown front-matter keys.
    pub details: Vec<Detail>,
    /// The table of contents.
    pub contents: Vec<Content>,
    /// The timeline chart, and where the events are.
    pub timeline: Option<TimelineView>,
    /// The front matter's summary, unless the body begins with it.
    pub lead: Option<String>,
    /// The body as HTML.
    pub body: String,
    /// Follow-ups, unless the body lists all of them and none is overdue.
    pub actions: Vec<ActionView>,
    /// Follow-ups by state, in words.
    pub actions_summary: Option<String>,
    /// Percent-encoded anchor of the list of follow-ups; empty above the first heading.
    pub actions_anchor: Option<String>,
    /// Incidents with the same cause, for each cause that other incidents share.
    pub same_cause: Vec<Strip>,
    /// Related incidents.
    pub related: Vec<RelatedView>,
    /// Documents that link here.
    pub backlinks: Vec<Link>,
    /// The previous incident.
    pub previous: Option<Link>,
    /// The next incident.
    pub next: Option<Link>,
    /// URL to edit the document.
    pub edit: Option<String>,
    /// Path of the source file.
    pub path: String,
    /// URL of the incident's JSON.
    pub json: String,
}

/// An entry of the table of contents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Content {
    /// 2 or 3.
    pub level: u8,
    /// The heading.
    pub text: String,
    /// Its percent-encoded anchor.
    pub anchor: String,
}

/// Returns the summary from the front matter, unless the body repeats it.
fn lead(incident: &Incident) -> Option<String> {
    let summary = incident.facts.summary.as_ref().filter(|summary| !summary.trim().is_empty())?;
    let letters =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    let stated = letters(summary);
    // All of it: what only begins like the body would be published as a description and be on no page.
    let is_repeated =
        incident.sections.iter().take(3).any(|section| letters(&section.text).contains(&stated));
    (!stated.is_empty() && !is_repeated).then(|| summary.clone())
}

impl IncidentView {
    /// Builds the page of an entry.
    pub fn new(knowledge: &KnowledgeBase, fixes: &Fixes, assets: &SiteAssets, id: Id) -> IncidentView {
        let entry = &knowledge.entries[id];
        let incident = &entry.incident;
        let facts = &incident.facts;
        let route = Route::Incident(entry.slug.clone());
        let link = |id: Id| entry_link(knowledge, &route, id);
        let (previous, next) = neighbours(knowledge, id);
        let actions: Vec<ActionView> =
            incident.actions.iter().map(|action| action_view(knowledge, action)).collect();
        let told = told(&incident.actions, &actions);
        IncidentView {
            chrome: Chrome::new(knowledge, assets, &route, &incident.title, &incident.summary),
            id: entry.slug.clone(),
            breadcrumbs: breadcrumbs(knowledge, entry, &route),
            title: incident.title.clone(),
            title_anchor: incident.body.title_anchor.clone(),
            kind: kind_label(entry),
            status: match incident.status {
                Status::Final => None,
                Status::Draft => Some("Draft".into()),
                Status::Review => Some("In review".into()),
            },
            severity: badge(knowledge, entry, &route),
            date: incident.date.as_ref().map(When::new),
            duration: duration_fact(entry),
            intervals: intervals(entry),
            services: services(knowledge, entry, &route),
            causes: causes(knowledge, entry, &route),
            cause_text: (entry.causes.is_empty() && !facts.root_cause.is_empty())
                .then(|| facts.root_cause.join("; ")),
            contributing: contributing(knowledge, entry, &route),
            trigger: facts.trigger.clone(),
            detected_by: facts.detected_by.map(|by| {
                let who = if by.by_us() { "we found it" } else { "they told us" };
                format!("{} ({who})", by.word())
            }),
            symptoms: facts.symptoms.clone(),
            tags: tags(knowledge, entry, &route),
            authors: facts.authors.clone(),
            details: details(entry),
            contents: contents(&incident.body),
            timeline: TimelineView::new(incident),
            lead: lead(incident),
            body: filled(knowledge, entry, &route),
            actions_summary: actions_summary(&incident.actions, &actions),
            actions_anchor: match told {
                Some(anchor) => (!anchor.is_empty()).then(|| encode(anchor)),
                None => Some(FOLLOW_UPS.to_owned()),
            },
            actions: if told.is_some() { vec![] } else { actions },
            same_cause: Strip::all(knowledge, fixes, &route, id),
            related: related(knowledge, id, &route),
            backlinks: entry.backlinks.iter().map(|id| link(*id)).collect(),
            previous: previous.map(link),
            next: next.map(link),
            edit: knowledge
                .config
                .edit_url
                .as_ref()
                .map(|url| url.replace("{path}", &encode(&incident.path))),
            path: invisible::printable(&incident.path).into_owned(),
            json: route.to(&Route::IncidentJson(entry.slug.clone())),
        }
    }
}

/// Returns the links to all incidents and to those of the same year.
fn breadcrumbs(knowledge: &KnowledgeBase, entry: &Entry, route: &Route) -> Vec<Link> {
    let link = |text: &str, to: Route| Link { text: text.to_owned(), href: route.to(&to) };
    let date = entry.incident.date.filter(|_| entry.incident.kind != Kind::Document);
    let year = date.map(|date| date.day().year().to_string());
    let known = |year: &String| knowledge.facet(FacetKind::Year).terms.contains_key(year);
    let year = year.filter(known).map(|year| link(&year, Route::Term(FacetKind::Year, year.clone())));
    [link("Incidents", Route::Incidents)].into_iter().chain(year).collect()
}

fn entry_link(knowledge: &KnowledgeBase, from: &Route, id: Id) -> Link {
    let entry = &knowledge.entries[id];
    Link { text: entry.incident.title.clone(), href: from.to(&Route::Incident(entry.slug.clone())) }
}

/// Returns the previous and next incidents in time.
fn neighbours(knowledge: &KnowledgeBase, id: Id) -> (Option<Id>, Option<Id>) {
    let listed = |id: &Id| {
        let incident = &knowledge.entries[*id].incident;
        incident.date.is_some() && incident.kind != Kind::Document
    };
    if !listed(&id) {
        return (None, None);
    }
    let previous = (id + 1..knowledge.entries.len()).find(listed);
    let next = (0..id).rev().find(listed);
    (previous, next)
}

fn contributing(knowledge: &KnowledgeBase, entry: &Entry, route: &Route) -> Vec<Link> {
    let causes = &knowledge.facet(FacetKind::Cause).terms;
    let link = |(factor, slug): (&String, &Option<String>)| {
        let cause = slug.as_ref().and_then(|slug| Some((slug, causes.get(slug)?)));
        match cause {
            Some((slug, term)) => Link {
                text: term.title.clone(),
                href: route.to(&Route::Term(FacetKind::Cause, slug.clone())),
            },
            None => Link { text: factor.clone(), href: String::new() },
        }
    };
    entry.incident.facts.contributing_factors.iter().zip(&entry.factors).map(link).collect()
}

fn tags(knowledge: &KnowledgeBase, entry: &Entry, route: &Route) -> Vec<Link> {
    let tags = &knowledge.facet(FacetKind::Tag).terms;
    let link = |slug: &String| {
        let text = tags.get(slug)?.title.clone();
        Some(Link { text, href: route.to(&Route::Term(FacetKind::Tag, slug.clone())) })
    };
    entry.incident.names.tags.iter().filter_map(link).collect()
}

/// Returns the first two heading levels, if there are enough headings.
fn contents(body: &Body) -> Vec<Content> {
    let shown: Vec<Content> = body
        .headings
        .iter()
        .filter(|heading| heading.level <= 3)
        .map(|heading| Content {
            level: heading.level,
            text: heading.text.clone(),
            anchor: encode(&heading.id),
        })
        .collect();
    let upper = shown.iter().filter(|content| content.level == 2).count();
    match (shown.len(), upper) {
        (0..3, _) => vec![],
        // A single top heading repeats the title, so the headings below it are the first level.
        (_, 0 | 1) => shown.into_iter().map(|content| Content { level: 2, ..content }).collect(),
        // A timeline with one heading per minute would make the contents longer than the text.
        (31.., 3..) => shown.into_iter().filter(|content| content.level == 2).collect(),
        _ => shown,
    }
}
