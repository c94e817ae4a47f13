//! The lists of all services, causes, severities, tags and years, and what each kind is called.

use super::When;
use super::chrome::{Chrome, SiteAssets};
use super::rug::Axis;
use crate::diagnostic::count;
use crate::knowledge::facets::{FacetKind, Term};
use crate::knowledge::{Id, KnowledgeBase, severities};
use crate::site::routes::Route;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// The list of all services, causes, tags, severities or years.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FacetsView {
    /// The frame.
    pub chrome: Chrome,
    /// `Services`
    pub heading: String,
    /// `Service`
    pub label: String,
    /// `17 services in 37 incidents`
    pub count: String,
    /// The axis of the ticks, when any incident has a date.
    pub axis: Option<Axis>,
    /// The terms: most incidents first, years newest first, severities worst first.
    pub terms: Vec<TermRow>,
    /// How many incidents name none.
    pub without: usize,
}

/// One service, cause, …
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TermRow {
    /// Its name.
    pub title: String,
    /// Its page.
    pub href: String,
    /// How many incidents it has.
    pub count: usize,
    /// To how many more it contributed, for a cause.
    pub contributed: usize,
    /// When they were, as ticks on the page's axis.
    pub ticks: String,
    /// The level of a severity, for its shape: 1 the worst, 0 when it is not on the scale.
    pub level: Option<u32>,
    /// The share of the largest count, in percent, for a bar.
    pub share: usize,
    /// The newest of them.
    pub last: Option<When>,
    /// The team that owns it.
    pub owner: Option<String>,
}

/// The plural name of a kind.
pub fn plural(kind: FacetKind) -> &'static str {
    match kind {
        FacetKind::Service => "Services",
        FacetKind::Cause => "Root causes",
        FacetKind::Severity => "Severities",
        FacetKind::Tag => "Tags",
        FacetKind::Year => "Years",
    }
}

/// What the search page calls it in its address.
pub fn parameter(kind: FacetKind) -> &'static str {
    match kind {
        FacetKind::Service => "service",
        FacetKind::Cause => "cause",
        FacetKind::Severity => "severity",
        FacetKind::Tag => "tag",
        FacetKind::Year => "year",
    }
}

/// The name of one group of a kind.
pub fn singular(kind: FacetKind) -> &'static str {
    match kind {
        FacetKind::Service => "Service",
        FacetKind::Cause => "Root cause",
        FacetKind::Severity => "Severity",
        FacetKind::Tag => "Tag",
        FacetKind::Year => "Year",
    }
}

impl FacetsView {
    /// The list of all terms of a kind.
    pub fn new(knowledge: &KnowledgeBase, assets: &SiteAssets, kind: FacetKind) -> FacetsView {
        let route = Route::Facet(kind);
        let facet = knowledge.facet(kind);
        let most = facet.terms.values().map(|term| term.incidents.len()).max().unwrap_or(0).max(1);
        let mut terms: Vec<(&String, &Term)> = facet.terms.iter().collect();
        terms.sort_by(|(a_slug, a), (b_slug, b)| match kind {
            FacetKind::Year => b_slug.cmp(a_slug),
            FacetKind::Severity => (a.rank, &a.title).cmp(&(b.rank, &b.title)),
            _ => (Reverse(a.incidents.len()), &a.title).cmp(&(Reverse(b.incidents.len()), &b.title)),
        });
        let named: BTreeSet<Id> = terms.iter().flat_map(|(_, term)| term.incidents.iter().copied()).collect();
        let total = knowledge.incidents().count();
        let axis = Axis::new(knowledge);
        let noun = if terms.len() == 1 { singular(kind) } else { plural(kind) }.to_lowercase();
        let summary = format!("{} {noun} in {}", terms.len(), count(total, "incident"));
        let terms = terms
            .into_iter()
            .map(|(slug, term)| TermRow {
                title: term.title.clone(),
                href: route.to(&Route::Term(kind, slug.clone())),
                count: term.incidents.len(),
                contributed: term.contributing.len(),
                ticks: axis.as_ref().map_or_else(String::new, |axis| axis.ticks(knowledge, &term.incidents)),
                level: (kind == FacetKind::Severity).then(|| severities::level(term.rank)),
                share: term.incidents.len() * 100 / most,
                last: term
                    .incidents
                    .iter()
                    .find_map(|id| knowledge.entries[*id].incident.date.as_ref().map(When::new)),
                owner: term.owner.clone(),
            })
            .collect();
        FacetsView {
            chrome: Chrome::new(knowledge, assets, &route, plural(kind), &format!("{summary}.")),
            heading: plural(kind).to_owned(),
            label: singular(kind).to_owned(),
            count: summary,
            axis,
            terms,
            without: total - named.len(),
        }
    }
}
