//! What incidents are grouped by: services, causes, severities, tags and years.

use super::Id;
use super::causes::{Cause, readable};
use super::severities::Severity;
use crate::config::Config;
use crate::incident::Incident;
use crate::incident::fields::words::Kind;
use crate::incident::slug::slugify;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The kinds of group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FacetKind {
    /// What was hit.
    Service,
    /// Why.
    Cause,
    /// How badly.
    Severity,
    /// In the team's own words.
    Tag,
    /// When.
    Year,
}

impl FacetKind {
    /// Every kind, in the order people look for them.
    pub const ALL: [FacetKind; 5] =
        [FacetKind::Service, FacetKind::Cause, FacetKind::Severity, FacetKind::Tag, FacetKind::Year];
}

/// All groups of a kind.
#[derive(Debug, Default)]
pub struct Facet {
    /// The groups by slug.
    pub terms: BTreeMap<String, Term>,
}

/// One group.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Term {
    /// Its name for people.
    pub title: String,
    /// The team that owns it.
    pub owner: Option<String>,
    /// What it is.
    pub description: Option<String>,
    /// Its incidents, newest first.
    pub incidents: Vec<Id>,
    /// Incidents that name it as a contributing factor only; for causes.
    pub contributing: Vec<Id>,
    /// Orders terms where the alphabet would mislead: the rank of a severity.
    pub rank: u32,
}

impl Facet {
    fn add(&mut self, slug: String, title: &str, id: Id) -> &mut Term {
        let term =
            self.terms.entry(slug).or_insert_with(|| Term { title: title.to_owned(), ..Term::default() });
        if term.incidents.last() != Some(&id) {
            term.incidents.push(id);
        }
        term
    }
}

/// A service of an incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Its name in addresses.
    pub slug: String,
    /// Its name for people.
    pub title: String,
}

/// The services of each incident, each once, under the name the configuration gives them.
pub fn services(config: &Config, incidents: &[Arc<Incident>]) -> Vec<Vec<Service>> {
    let names = Names::new(&config.services);
    incidents
        .iter()
        .map(|incident| {
            let mut services: Vec<Service> = vec![];
            for written in &incident.facts.services {
                let (slug, title) = names.find(written);
                if !services.iter().any(|service| service.slug == slug) {
                    services.push(Service { slug, title });
                }
            }
            services
        })
        .collect()
}

/// Groups incidents; `services`, `severities` and `causes` are theirs, in the same order.
pub fn build(
    config: &Config,
    incidents: &[Arc<Incident>],
    services: &[Vec<Service>],
    severities: &[Option<Severity>],
    causes: &[Vec<Cause>],
) -> BTreeMap<FacetKind, Facet> {
    let mut facets: BTreeMap<FacetKind, Facet> =
        FacetKind::ALL.into_iter().map(|kind| (kind, Facet::default())).collect();
    let mut facet = |kind, slug: String, title: &str, id| {
        facets.entry(kind).or_default().add(slug, title, id);
    };
    for (id, incident) in incidents.iter().enumerate().filter(|(_, incident)| incident.kind != Kind::Document)
    {
        for service in &services[id] {
            facet(FacetKind::Service, service.slug.clone(), &service.title, id);
        }
        for cause in &causes[id] {
            facet(FacetKind::Cause, cause.slug.clone(), &cause.title, id);
        }
        if let Some(severity) = &severities[id] {
            facet(FacetKind::Severity, slugify(&severity.name), &severity.name, id);
        }
        for tag in &incident.facts.tags {
            facet(FacetKind::Tag, slugify(tag), tag, id);
        }
        if let Some(date) = incident.date {
            let year = date.day().year().to_string();
            facet(FacetKind::Year, year.clone(), &year, id);
        }
    }
    decorate(config, severities, &mut facets);
    contributing(config, incidents, causes, &mut facets);
    facets
}

/// A service under any of its spellings.
struct Names(BTreeMap<String, (String, String)>);

impl Names {
    fn new(terms: &BTreeMap<String, crate::config::Term>) -> Names {
        let mut names = BTreeMap::new();
        for (key, term) in terms {
            let title = term.title.clone().unwrap_or_else(|| key.clone());
            for name in std::iter::once(key).chain(&term.title).chain(&term.aliases) {
                names.entry(slugify(name)).or_insert_with(|| (slugify(key), title.clone()));
            }
        }
        Names(names)
    }

    fn find(&self, written: &str) -> (String, String) {
        let slug = slugify(written);
        self.0.get(&slug).cloned().unwrap_or_else(|| (slug, written.to_owned()))
    }
}

/// What the configuration knows about terms, and the rank of severities.
fn decorate(config: &Config, severities: &[Option<Severity>], facets: &mut BTreeMap<FacetKind, Facet>) {
    for (kind, known) in [(FacetKind::Service, &config.services), (FacetKind::Cause, &config.causes)] {
        for (key, about) in known {
            let facet = facets.entry(kind).or_default();
            if let Some(term) = facet.terms.get_mut(&slugify(key)) {
                term.owner.clone_from(&about.owner);
                term.description.clone_from(&about.description);
            }
        }
    }
    let facet = facets.entry(FacetKind::Severity).or_default();
    for severity in severities.iter().flatten() {
        if let Some(term) = facet.terms.get_mut(&slugify(&severity.name)) {
            term.rank = severity.rank;
        }
    }
}

/// Contributing factors are counted beside root causes, told apart.
fn contributing(
    config: &Config,
    incidents: &[Arc<Incident>],
    causes: &[Vec<Cause>],
    facets: &mut BTreeMap<FacetKind, Facet>,
) {
    let facet = facets.entry(FacetKind::Cause).or_default();
    let slugs = super::causes::by_spelling(config, facet);
    for (id, incident) in incidents.iter().enumerate().filter(|(_, incident)| incident.kind != Kind::Document)
    {
        for factor in incident.facts.contributing_factors.iter().filter(|factor| factor.chars().count() <= 60)
        {
            let folded = super::causes::fold(factor);
            let Some(slug) = slugs.get(&folded) else { continue };
            let title = config
                .causes
                .get(slug)
                .and_then(|term| term.title.clone())
                .unwrap_or_else(|| readable(factor));
            let term = facet.terms.entry(slug.clone()).or_insert_with(|| Term { title, ..Term::default() });
            if !causes[id].iter().any(|cause| &cause.slug == slug) && term.contributing.last() != Some(&id) {
                term.contributing.push(id);
            }
        }
    }
}
