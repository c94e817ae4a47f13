//! Index pages of services, causes, severities, tags and years, with their labels.

use super::When;
use super::chrome::{Chrome, SiteAssets};
use super::rug_plot::Axis;
use crate::diagnostic::count;
use crate::knowledge::facets::{FacetKind, Term};
use crate::knowledge::{Id, KnowledgeBase, severities};
use crate::site::routes::Route;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// An index of all values of a facet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FacetsView {
    /// The frame.
    pub chrome: Chrome,
    /// The heading: `Services`.
    pub heading: String,
    /// The singular: `Service`.
    pub label: String,
    /// The count: `17 services in 37 incidents`.
    pub count: String,
    /// The time axis, if any incident has a date.
    pub axis: Option<Axis>,
    /// The values: most incidents first, years newest first, severities worst first.
    pub terms: Vec<TermRow>,
    /// Number of incidents without a value.
    pub without: usize,
}

/// A facet value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TermRow {
    /// Its title.
    pub title: String,
    /// URL of its page.
    pub href: String,
    /// Number of incidents.
    pub count: usize,
    /// For a cause: number of further incidents it contributed to.
    pub contributed: usize,
    /// Its incidents as ticks on the page's axis.
    pub ticks: String,
    /// Level of a severity: 1 is the worst, 0 is unknown.
    pub level: Option<u32>,
    /// Share of the largest count in percent, for a bar.
    pub share: usize,
    /// Date of its newest incident.
    pub last: Option<When>,
    /// The owning team.
    pub owner: Option<String>,
}

/// Returns the plural label of a facet.
pub fn plural(kind: FacetKind) -> &'static str {
    match kind {
        FacetKind::Service => "Services",
        FacetKind::Cause => "Root causes",
        FacetKind::Severity => "Severities",
        FacetKind::Tag => "Tags",
        FacetKind::Year => "Years",
    }
}

/// Returns the facet's query parameter on the search page.
pub fn parameter(kind: FacetKind) -> &'static str {
    match kind {
        FacetKind::Service => "service",
        FacetKind::Cause => "cause",
        FacetKind::Severity => "severity",
        FacetKind::Tag => "tag",
        FacetKind::Year => "year",
    }
}

/// Returns the singular label of a facet.
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
    /// Builds the index of a facet.
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
