//! Closed views: one struct a template, holding everything the page shows. Templates can reach
//! nothing else, so a view's digest tells whether its page changed.

mod calendar;
mod chrome;
mod home;
mod incident;
mod list;
mod report;
mod rug;
mod search;
mod strip;
mod timeline;

pub use chrome::{Chrome, Logo, NavItem, SiteAssets, address, canonical, is_indexed, site_path};
pub use home::HomeView;
pub use incident::IncidentView;
pub use list::{FacetsView, ListView, is_split, years};
pub use report::{ReportView, ReportsView};
pub use search::SearchView;

use crate::incident::duration;
use crate::incident::moment::{Moment, Precision};
use crate::incident::slug::slugify;
use crate::knowledge::facets::FacetKind;
use crate::knowledge::{Entry, Id, KnowledgeBase};
use crate::site::routes::Route;
use serde::Serialize;

/// Words that lead somewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Link {
    /// What is shown.
    pub text: String,
    /// Where it leads.
    pub href: String,
}

/// A point in time for a `<time>` element.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct When {
    /// For machines: `2026-03-02` or `2026-03-02T14:05:00+00:00`.
    pub iso: String,
    /// For people: `2 Mar 2026`.
    pub text: String,
    /// The time of day, as `14:05`, when it is known.
    pub clock: Option<String>,
}

/// A severity: a word and a shape, never a colour alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Badge {
    /// `SEV1`
    pub text: String,
    /// Its index page.
    pub href: String,
    /// 1 (worst) to 5; 0 for a word no scale knows.
    pub level: u32,
}

/// One incident in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Its name in addresses.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its page.
    pub href: String,
    /// When it happened.
    pub date: Option<When>,
    /// How bad it was.
    pub severity: Option<Badge>,
    /// How long it took, as `2h 15m`.
    pub duration: Option<String>,
    /// The same in seconds, to sort by.
    pub seconds: Option<i64>,
    /// What was hit.
    pub services: Vec<Link>,
    /// Why.
    pub causes: Vec<Link>,
    /// `Near miss`, `Maintenance`, …; nothing for an incident.
    pub kind: Option<String>,
}

impl When {
    /// A moment for people and machines.
    pub fn new(moment: &Moment) -> When {
        let day = moment.local.date();
        let text = day.strftime("%-d %b %Y").to_string();
        match moment.precision {
            Precision::Day => When { iso: day.to_string(), text, clock: None },
            _ => {
                let zone = if moment.offset.is_zero() { "UTC".to_owned() } else { offset_text(moment) };
                let clock = moment.local.strftime("%H:%M").to_string();
                let iso = format!("{}{}", moment.local.strftime("%Y-%m-%dT%H:%M:%S"), offset_text(moment));
                When { iso, text, clock: Some(format!("{clock} {zone}")) }
            }
        }
    }
}

fn offset_text(moment: &Moment) -> String {
    let minutes = moment.offset.seconds() / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

/// The row of an entry as a list on `from` shows it.
pub fn row(knowledge: &KnowledgeBase, from: &Route, id: Id) -> Row {
    let entry = &knowledge.entries[id];
    let incident = &entry.incident;
    Row {
        id: entry.slug.clone(),
        title: incident.title.clone(),
        href: from.to(&Route::Incident(entry.slug.clone())),
        date: incident.date.as_ref().map(When::new),
        severity: badge(entry, from),
        duration: incident.duration.as_ref().map(|stated| duration::format(stated.length)),
        seconds: incident.duration.as_ref().map(|stated| stated.length.as_secs()),
        services: services(knowledge, entry, from),
        causes: causes(knowledge, entry, from),
        kind: kind_label(entry),
    }
}

/// The severity of an entry.
pub fn badge(entry: &Entry, from: &Route) -> Option<Badge> {
    let severity = entry.severity.as_ref()?;
    let slug = slugify(&severity.name);
    Some(Badge {
        text: severity.name.clone(),
        href: from.to(&Route::Term(FacetKind::Severity, slug)),
        level: level(severity.rank),
    })
}

/// The level of a severity, for its shape: its place on the scale, 0 when it has none.
pub fn level(rank: u32) -> u32 {
    if rank > 90 { 0 } else { rank.min(5) }
}

/// The services of an entry with their pages.
pub fn services(knowledge: &KnowledgeBase, entry: &Entry, from: &Route) -> Vec<Link> {
    let facet = knowledge.facet(FacetKind::Service);
    entry
        .services
        .iter()
        .map(|slug| Link {
            text: facet.terms.get(slug).map_or_else(|| slug.clone(), |term| term.title.clone()),
            href: from.to(&Route::Term(FacetKind::Service, slug.clone())),
        })
        .collect()
}

/// The root causes of an entry with their pages.
pub fn causes(knowledge: &KnowledgeBase, entry: &Entry, from: &Route) -> Vec<Link> {
    let facet = knowledge.facet(FacetKind::Cause);
    entry
        .causes
        .iter()
        .map(|slug| Link {
            text: facet.terms.get(slug).map_or_else(|| slug.clone(), |term| term.title.clone()),
            href: from.to(&Route::Term(FacetKind::Cause, slug.clone())),
        })
        .collect()
}

fn kind_label(entry: &Entry) -> Option<String> {
    use crate::incident::fields::words::Kind;
    let label = match entry.incident.kind {
        Kind::Incident => return None,
        Kind::NearMiss => "Near miss",
        Kind::Security => "Security",
        Kind::Maintenance => "Maintenance",
        Kind::Exercise => "Exercise",
        Kind::Document => "Document",
    };
    Some(label.to_owned())
}

/// `1 incident`, `2 incidents`.
pub fn count(n: usize, singular: &str) -> String {
    if n == 1 { format!("1 {singular}") } else { format!("{n} {singular}s") }
}

/// `12 days`, `5 months`, `14 years`: the longer, the coarser.
pub fn days(days: usize) -> String {
    match days {
        0..60 => count(days, "day"),
        60..730 => count(days * 12 / 365, "month"),
        _ => count(days / 365, "year"),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_longer_ago_the_coarser() {
        let told = [1, 59, 60, 236, 729, 730, 5166].map(super::days);
        assert_eq!(told, ["1 day", "59 days", "1 month", "7 months", "23 months", "2 years", "14 years"]);
    }
}
