//! The home page: recent incidents, recurring causes, follow-ups.

use super::chrome::{Chrome, SiteAssets};
use super::rug_plot::Axis;
use super::{Link, Row, When, row};
use crate::diagnostic::count;
use crate::knowledge::facets::FacetKind;
use crate::knowledge::{Id, KnowledgeBase};
use crate::report::Topic;
use crate::report::causes::CauseFigures;
use crate::report::causes::Causes;
use crate::report::follow_ups::FollowUps;
use crate::site::routes::Route;
use serde::Serialize;

/// Number of newest incidents.
const NEWEST: usize = 6;
/// Number of causes, services and follow-ups.
const NAMED: usize = 5;

/// The home page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HomeView {
    /// The frame.
    pub chrome: Chrome,
    /// The site's title.
    pub heading: String,
    /// The site's description.
    pub description: String,
    /// Number of incidents: `37 incidents`.
    pub count: String,
    /// First and last year, if any incident has a date.
    pub span: Option<String>,
    /// The time axis, if any incident has a date.
    pub axis: Option<Axis>,
    /// The newest incidents.
    pub newest: Vec<Row>,
    /// URL of the list of all incidents.
    pub all: String,
    /// Whether any incident names its root cause.
    pub names_causes: bool,
    /// Recurring causes, most frequent first.
    pub recurring: Vec<Recurring>,
    /// URL of the index of causes.
    pub causes: String,
    /// Follow-ups of all incidents by state.
    pub promises: Promises,
    /// URL of the follow-ups report.
    pub follow_ups: String,
    /// The most affected services; empty if none was affected twice.
    pub services: Vec<Counted>,
    /// Incidents per year, oldest first.
    pub years: Vec<Counted>,
}

/// A recurring cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Recurring {
    /// Its title.
    pub title: String,
    /// URL of its page.
    pub href: String,
    /// Number of incidents.
    pub count: usize,
    /// Its incidents as ticks on the page's axis.
    pub ticks: String,
    /// Date of its newest incident.
    pub last: Option<When>,
    /// Its newest incident.
    pub newest: Link,
}

/// A name with a count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Counted {
    /// The name.
    pub text: String,
    /// URL of its page.
    pub href: String,
    /// The count.
    pub count: usize,
    /// Incidents as ticks on the page's axis.
    pub ticks: String,
    /// Share of the largest count in percent.
    pub share: usize,
}

/// Follow-ups of the whole archive by state.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Promises {
    /// Number of commitments.
    pub total: usize,
    /// Done.
    pub done: usize,
    /// Open and not overdue.
    pub open: usize,
    /// Overdue.
    pub overdue: usize,
    /// Ideas: without owner and due date.
    pub ideas: usize,
    /// The longest overdue ones.
    pub longest: Vec<Promise>,
}

/// An overdue follow-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Promise {
    /// Its title.
    pub title: String,
    /// Its owner.
    pub owner: Option<String>,
    /// `12 days overdue`
    pub overdue: String,
    /// Its incident.
    pub incident: Link,
}

impl HomeView {
    /// Builds the home page.
    pub fn new(
        knowledge: &KnowledgeBase,
        causes: &Causes,
        follow_ups: &FollowUps,
        assets: &SiteAssets,
    ) -> HomeView {
        let route = Route::Home;
        let config = &knowledge.config;
        let total = knowledge.incidents().count();
        let axis = Axis::new(knowledge);
        let axis = axis.as_ref();
        let description = match config.description.as_str() {
            "" if total == 1 => "1 incident and what was learnt from it.".to_owned(),
            "" => format!("{} and what was learnt from them.", count(total, "incident")),
            text => text.to_owned(),
        };
        HomeView {
            chrome: Chrome::new(knowledge, assets, &route, &config.title, &description),
            heading: config.title.clone(),
            description: config.description.clone(),
            count: count(total, "incident"),
            span: span(knowledge),
            newest: knowledge.incidents().take(NEWEST).map(|(id, _)| row(knowledge, &route, id)).collect(),
            all: route.to(&Route::Incidents),
            names_causes: causes.causes.iter().any(|cause| cause.incidents.count > 0),
            recurring: recurring(knowledge, causes, &route, axis),
            causes: route.to(&Route::Facet(FacetKind::Cause)),
            promises: promises(knowledge, follow_ups, &route),
            follow_ups: route.to(&Route::Report(Topic::FollowUps)),
            services: counted(knowledge, &route, axis, FacetKind::Service, NAMED),
            years: years(knowledge, &route),
            axis: axis.cloned(),
        }
    }
}

fn span(knowledge: &KnowledgeBase) -> Option<String> {
    let years = &knowledge.facet(FacetKind::Year).terms;
    let (first, last) = (years.keys().next()?, years.keys().next_back()?);
    Some(if first == last { first.clone() } else { format!("{first} to {last}") })
}

fn recurring(
    knowledge: &KnowledgeBase,
    causes: &Causes,
    route: &Route,
    axis: Option<&Axis>,
) -> Vec<Recurring> {
    let newest = |cause: &CauseFigures| cause.incidents.incidents.first().map(|which| which.id);
    let recurring = causes.recurring().filter_map(|cause| Some((cause, newest(cause)?)));
    recurring
        .take(NAMED)
        .map(|(cause, newest)| {
            let newest = &knowledge.entries[newest];
            Recurring {
                title: cause.title.clone(),
                href: route.to(&Route::Term(FacetKind::Cause, cause.cause.clone())),
                count: cause.incidents.count,
                ticks: ticks(knowledge, axis, &ids_of(cause)),
                last: newest.incident.date.as_ref().map(When::new),
                newest: Link {
                    text: newest.incident.title.clone(),
                    href: route.to(&Route::Incident(newest.slug.clone())),
                },
            }
        })
        .collect()
}

fn ids_of(cause: &CauseFigures) -> Vec<Id> {
    cause.incidents.incidents.iter().map(|which| which.id).collect()
}

fn ticks(knowledge: &KnowledgeBase, axis: Option<&Axis>, ids: &[Id]) -> String {
    axis.map_or_else(String::new, |axis| axis.ticks(knowledge, ids))
}

fn counted(
    knowledge: &KnowledgeBase,
    route: &Route,
    axis: Option<&Axis>,
    kind: FacetKind,
    limit: usize,
) -> Vec<Counted> {
    let mut terms: Vec<_> = knowledge.facet(kind).terms.iter().collect();
    terms.sort_by(|(_, a), (_, b)| {
        (std::cmp::Reverse(a.incidents.len()), &a.title)
            .cmp(&(std::cmp::Reverse(b.incidents.len()), &b.title))
    });
    let most = terms.first().map_or(0, |(_, term)| term.incidents.len());
    if most < 2 {
        return vec![];
    }
    terms
        .into_iter()
        .take(limit)
        .map(|(slug, term)| Counted {
            text: term.title.clone(),
            href: route.to(&Route::Term(kind, slug.clone())),
            count: term.incidents.len(),
            ticks: ticks(knowledge, axis, &term.incidents),
            share: term.incidents.len() * 100 / most,
        })
        .collect()
}

/// Counts incidents per year, including years without incidents.
fn years(knowledge: &KnowledgeBase, route: &Route) -> Vec<Counted> {
    let terms = &knowledge.facet(FacetKind::Year).terms;
    let parse = |year: Option<&String>| year.and_then(|year| year.parse::<i16>().ok());
    let (Some(first), Some(last)) = (parse(terms.keys().next()), parse(terms.keys().next_back())) else {
        return vec![];
    };
    let most = terms.values().map(|term| term.incidents.len()).max().unwrap_or(1).max(1);
    (first.max(last.saturating_sub(29))..=last)
        .map(|year| {
            let text = year.to_string();
            let count = terms.get(&text).map_or(0, |term| term.incidents.len());
            let href =
                if count > 0 { route.to(&Route::Term(FacetKind::Year, text.clone())) } else { String::new() };
            Counted { text, href, count, ticks: String::new(), share: count * 100 / most }
        })
        .collect()
}

fn promises(knowledge: &KnowledgeBase, report: &FollowUps, route: &Route) -> Promises {
    let longest = report.overdue().take(NAMED).map(|item| {
        let entry = &knowledge.entries[item.incident.id];
        let days = item.overdue_days.and_then(|days| usize::try_from(days).ok()).unwrap_or_default();
        Promise {
            title: item.action.clone(),
            owner: item.owner.clone(),
            overdue: format!("{} overdue", super::days(days)),
            incident: Link {
                text: entry.incident.title.clone(),
                href: route.to(&Route::Incident(entry.slug.clone())),
            },
        }
    });
    Promises {
        total: report.commitments.total.count,
        done: report.commitments.done.count,
        open: report.commitments.open.count + report.commitments.in_progress.count,
        overdue: report.commitments.overdue.count,
        ideas: report.ideas.len(),
        longest: longest.collect(),
    }
}
