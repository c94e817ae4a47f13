//! One postmortem's page.

mod facts;
mod related;

pub use facts::{Detail, detail};

use super::actions::{ActionView, FOLLOW_UPS, action_view, actions_summary, told};
use super::chrome::{Chrome, SiteAssets};
use super::filled::filled;
use super::strip::Strip;
use super::timeline::TimelineView;
use super::{Badge, Link, When, badge, causes, kind_label, services};
use crate::incident::Incident;
use crate::incident::body::Body;
use crate::incident::fields::words::{Kind, Status};
use crate::knowledge::facets::FacetKind;
use crate::knowledge::{Entry, Id, KnowledgeBase};
use crate::report::fixes::Fixes;
use crate::site::routes::{Route, encode};
use facts::{Fact, details, duration_fact, intervals};
use related::{RelatedView, related};
use serde::Serialize;
use std::sync::Arc;

/// Everything the page of an incident shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IncidentView {
    /// The frame.
    pub chrome: Chrome,
    /// Its name in addresses.
    pub id: Arc<str>,
    /// The way up: all incidents, those of its year.
    pub breadcrumbs: Vec<Link>,
    /// The title.
    pub title: String,
    /// The anchor the title had as a heading of the document.
    pub title_anchor: Option<String>,
    /// `Near miss`, `Maintenance`, …
    pub kind: Option<String>,
    /// `Draft` or `In review`.
    pub status: Option<String>,
    /// How bad it was.
    pub severity: Option<Badge>,
    /// When it happened.
    pub date: Option<When>,
    /// How long it took.
    pub duration: Option<Fact>,
    /// Time to detect, acknowledge, mitigate and resolve; the last unless it is the duration.
    pub intervals: Vec<Fact>,
    /// What was hit.
    pub services: Vec<Link>,
    /// Why.
    pub causes: Vec<Link>,
    /// A root cause in the author's words, too long for a name.
    pub cause_text: Option<String>,
    /// What else made it possible.
    pub contributing: Vec<Link>,
    /// What set it off.
    pub trigger: Option<String>,
    /// Who found it.
    pub detected_by: Option<String>,
    /// What was seen: messages, behaviour.
    pub symptoms: Vec<String>,
    /// Tags.
    pub tags: Vec<Link>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// Keys of the front matter that hindsite gives no meaning.
    pub details: Vec<Detail>,
    /// The headings of the body.
    pub contents: Vec<Content>,
    /// The picture, and where the events are.
    pub timeline: Option<TimelineView>,
    /// The summary that the front matter states, unless the body begins with it.
    pub lead: Option<String>,
    /// The body, as HTML.
    pub body: String,
    /// Follow-ups, unless the body lists all of them and none is overdue: then it says as much.
    pub actions: Vec<ActionView>,
    /// How the follow-ups stand, in a few words.
    pub actions_summary: Option<String>,
    /// The anchor of their list, percent-encoded; nothing above the first heading.
    pub actions_anchor: Option<String>,
    /// The same root cause before and since, a strip for each that other incidents have.
    pub same_cause: Vec<Strip>,
    /// Incidents like it.
    pub related: Vec<RelatedView>,
    /// Documents that link here.
    pub backlinks: Vec<Link>,
    /// The incident before it.
    pub previous: Option<Link>,
    /// The incident after it.
    pub next: Option<Link>,
    /// Where the document can be edited.
    pub edit: Option<String>,
    /// The file it was made from.
    pub path: String,
    /// The same for machines.
    pub json: String,
}

/// An entry of the table of contents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Content {
    /// 2 or 3.
    pub level: u8,
    /// The heading.
    pub text: String,
    /// Its anchor, percent-encoded.
    pub anchor: String,
}

/// What a team wrote as a summary stands on the page, once.
fn lead(incident: &Incident) -> Option<String> {
    let summary = incident.facts.summary.as_ref().filter(|summary| !summary.trim().is_empty())?;
    let letters =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    let (said, beginning) = (letters(summary), letters(&summary.chars().take(80).collect::<String>()));
    let is_told = incident.sections.iter().take(3).any(|section| letters(&section.text).contains(&beginning));
    (!said.is_empty() && !is_told).then(|| summary.clone())
}

impl IncidentView {
    /// The page of an entry.
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
            severity: badge(entry, &route),
            date: incident.date.as_ref().map(When::new),
            duration: duration_fact(entry),
            intervals: intervals(entry),
            services: services(knowledge, entry, &route),
            causes: causes(knowledge, entry, &route),
            cause_text: entry.causes.is_empty().then(|| facts.root_cause.first().cloned()).flatten(),
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
            path: incident.path.to_string(),
            json: route.to(&Route::IncidentJson(entry.slug.clone())),
        }
    }
}

/// All incidents, and those of the same year.
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

/// The incidents before and after it in time.
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

/// The first two levels of headings, when there are enough to choose from.
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
        // A heading above all others repeats the title: those below it are the document's own.
        (_, 0 | 1) => shown.into_iter().map(|content| Content { level: 2, ..content }).collect(),
        // Timelines with a heading a minute make the contents longer than the text.
        (31.., 3..) => shown.into_iter().filter(|content| content.level == 2).collect(),
        _ => shown,
    }
}
