//! What documents have in common, worked out from what they state and not from what they tell.

use super::causes::{self, Cause};
use super::facets::{self, Facet, FacetKind, Factors, Service};
use super::severities::{self, Severity};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::incident::Incident;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The groups of an archive; lists are by document.
#[derive(Debug)]
pub struct Groups {
    /// The place of each on the scale.
    pub severities: Vec<Option<Severity>>,
    /// The root causes of each.
    pub causes: Vec<Vec<Cause>>,
    /// The services of each.
    pub services: Vec<Vec<Service>>,
    /// The causes that the contributing factors of each are.
    pub factors: Vec<Factors>,
    /// Services, causes, severities, tags and years with their incidents.
    pub facets: BTreeMap<FacetKind, Facet>,
    /// What is wrong with what they state.
    pub problems: Vec<Diagnostic>,
}

impl Groups {
    /// The groups of documents that are newest first.
    pub fn new(config: &Config, incidents: &[Arc<Incident>]) -> Groups {
        let mut problems = vec![];
        let severities = severities::rank(config, incidents, &mut problems);
        let causes = causes::resolve(config, incidents, &mut problems);
        let services = facets::services(config, incidents);
        let (facets, factors) = facets::build(config, incidents, &services, &severities, &causes);
        Groups { severities, causes, services, factors, facets, problems }
    }
}
