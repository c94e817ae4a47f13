//! Groups incidents by service, cause, severity, tag and year.

use super::Id;
use super::causes::{Cause, is_name, readable};
use super::severities::Severity;
use crate::config::Config;
use crate::incident::Incident;
use crate::incident::fields::words::Kind;
use crate::incident::slug::slugify;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// The kinds of facet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FacetKind {
    /// Affected services.
    Service,
    /// Root causes.
    Cause,
    /// Severities.
    Severity,
    /// Tags.
    Tag,
    /// Years.
    Year,
}

impl FacetKind {
    /// All kinds, in the order of the navigation.
    pub const ALL: [FacetKind; 5] =
        [FacetKind::Service, FacetKind::Cause, FacetKind::Severity, FacetKind::Tag, FacetKind::Year];
}

/// A facet with all its values.
#[derive(Debug, Default)]
pub struct Facet {
    /// The values by slug.
    pub terms: BTreeMap<String, Term>,
}

/// A facet value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Term {
    /// Its title.
    pub title: String,
    /// The team that owns it.
    pub owner: Option<String>,
    /// Its description.
    pub description: Option<String>,
    /// Its incidents, newest first.
    pub incidents: Vec<Id>,
    /// For causes: incidents that name it only as a contributing factor.
    pub contributing: Vec<Id>,
    /// Sort key where alphabetical order is wrong: the rank of a severity.
    pub rank: u32,
}

impl Facet {
    /// Returns the title of a value, or the slug if there is no such value.
    pub fn title<'f>(&'f self, slug: &'f str) -> &'f str {
        self.terms.get(slug).map_or(slug, |term| &term.title)
    }

    /// Groups incidents by slug. The title is that of the first incident.
    fn of<'a>(named: impl Iterator<Item = (Id, &'a str, &'a str)>) -> Facet {
        let mut terms: HashMap<&str, Term> = HashMap::new();
        for (id, slug, title) in named {
            let term =
                terms.entry(slug).or_insert_with(|| Term { title: title.to_owned(), ..Term::default() });
            if term.incidents.last() != Some(&id) {
                term.incidents.push(id);
            }
        }
        Facet { terms: terms.into_iter().map(|(slug, term)| (slug.to_owned(), term)).collect() }
    }
}

/// A service of an incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Its slug.
    pub slug: String,
    /// Its title.
    pub title: String,
}

/// Returns the distinct services of each incident, under their configured names.
pub fn services(config: &Config, incidents: &[Arc<Incident>]) -> Vec<Vec<Service>> {
    let names = Names::new(&config.services);
    incidents
        .par_iter()
        .with_min_len(256)
        .map(|incident| {
            let mut services: Vec<Service> = vec![];
            for (written, slug) in incident.facts.services.iter().zip(&incident.names.services) {
                let (slug, title) = names.find(slug, written);
                if !services.iter().any(|service| service.slug == slug) {
                    services.push(Service { slug, title });
                }
            }
            services
        })
        .collect()
}

/// Builds all facets. `services`, `severities` and `causes` are parallel to `incidents`. Also returns the
/// cause that each contributing factor resolves to.
pub fn build(
    config: &Config,
    incidents: &[Arc<Incident>],
    services: &[Vec<Service>],
    severities: &[Option<Severity>],
    causes: &[Vec<Cause>],
) -> (BTreeMap<FacetKind, Facet>, Vec<Factors>) {
    let is_counted = |(_, incident): &(Id, &Arc<Incident>)| incident.kind != Kind::Document;
    let ids: Vec<Id> = incidents.iter().enumerate().filter(is_counted).map(|(id, _)| id).collect();
    let counted = || ids.iter().copied();
    let scale: BTreeMap<&str, String> =
        severities.iter().flatten().map(|severity| (&*severity.name, slugify(&severity.name))).collect();
    let facet = |kind| match kind {
        FacetKind::Service => Facet::of(
            counted()
                .flat_map(|id| services[id].iter().map(move |service| (id, &*service.slug, &*service.title))),
        ),
        FacetKind::Cause => Facet::of(
            counted().flat_map(|id| causes[id].iter().map(move |cause| (id, &*cause.slug, &*cause.title))),
        ),
        FacetKind::Severity => Facet::of(counted().filter_map(|id| {
            let severity = severities[id].as_ref()?;
            Some((id, &**scale.get(&*severity.name)?, &*severity.name))
        })),
        FacetKind::Tag => Facet::of(counted().flat_map(|id| {
            let Incident { names, facts, .. } = &*incidents[id];
            names.tags.iter().zip(&facts.tags).map(move |(slug, tag)| (id, &**slug, &**tag))
        })),
        FacetKind::Year => years(counted().filter_map(|id| Some((id, incidents[id].date?.day().year())))),
    };
    let mut facets: BTreeMap<FacetKind, Facet> =
        FacetKind::ALL.into_par_iter().map(|kind| (kind, facet(kind))).collect();
    decorate(config, severities, &mut facets);
    let factors = contributing(config, incidents, causes, &mut facets);
    (facets, factors)
}

fn years(dated: impl Iterator<Item = (Id, i16)>) -> Facet {
    let mut years: BTreeMap<i16, Vec<Id>> = BTreeMap::new();
    for (id, year) in dated {
        years.entry(year).or_default().push(id);
    }
    let term = |(year, incidents): (i16, Vec<Id>)| {
        let title = year.to_string();
        (title.clone(), Term { title, incidents, ..Term::default() })
    };
    Facet { terms: years.into_iter().map(term).collect() }
}

/// Maps normalised spellings of services to (slug, title).
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

    fn find(&self, slug: &str, written: &str) -> (String, String) {
        self.0.get(slug).cloned().unwrap_or_else(|| (slug.to_owned(), written.to_owned()))
    }
}

/// Adds titles, owners and descriptions from the configuration, and the ranks of severities.
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
    let ranks: BTreeMap<&str, u32> =
        severities.iter().flatten().map(|severity| (&*severity.name, severity.rank)).collect();
    for (name, rank) in ranks {
        if let Some(term) = facet.terms.get_mut(&slugify(name)) {
            term.rank = rank;
        }
    }
}

/// The slug of the cause that each contributing factor of an incident resolves to; `None` for a factor that
/// is neither a root cause of any incident nor configured.
pub type Factors = Vec<Option<String>>;

/// Counts contributing factors separately from root causes and returns those of each incident.
fn contributing(
    config: &Config,
    incidents: &[Arc<Incident>],
    causes: &[Vec<Cause>],
    facets: &mut BTreeMap<FacetKind, Facet>,
) -> Vec<Factors> {
    let facet = facets.entry(FacetKind::Cause).or_default();
    let slugs = super::causes::by_spelling(config, facet);
    let named = |incident: &Incident| -> Factors {
        let factors = incident.facts.contributing_factors.iter().zip(&incident.names.factors);
        factors.map(|(factor, folded)| slugs.get(folded).filter(|_| is_name(factor)).cloned()).collect()
    };
    let all: Vec<Factors> = incidents.iter().map(|incident| named(incident)).collect();
    let counted = incidents.iter().enumerate().filter(|(_, incident)| incident.kind != Kind::Document);
    for (id, incident) in counted {
        for (factor, slug) in incident.facts.contributing_factors.iter().zip(&all[id]) {
            let Some(slug) = slug else { continue };
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
    all
}
