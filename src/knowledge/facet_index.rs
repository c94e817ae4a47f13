//! Facets and other groups of documents, computed from metadata, never from body text.

use super::causes::{self, Cause};
use super::facets::{self, Facet, FacetKind, Factors, Service};
use super::severities::{self, Severity};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::incident::Incident;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The groups of an archive. Lists are parallel to the documents.
#[derive(Debug)]
pub struct Groups {
    /// The severity of each document on the scale.
    pub severities: Vec<Option<Severity>>,
    /// The root causes of each document.
    pub causes: Vec<Vec<Cause>>,
    /// The services of each document.
    pub services: Vec<Vec<Service>>,
    /// The causes that each document's contributing factors resolve to.
    pub factors: Vec<Factors>,
    /// Services, causes, severities, tags and years with their incidents.
    pub facets: BTreeMap<FacetKind, Facet>,
    /// Diagnostics about the metadata.
    pub problems: Vec<Diagnostic>,
}

impl Groups {
    /// Groups documents, which must be sorted newest first.
    pub fn new(config: &Config, incidents: &[Arc<Incident>]) -> Groups {
        let mut problems = vec![];
        let severities = severities::rank(config, incidents, &mut problems);
        let causes = causes::resolve(config, incidents, &mut problems);
        let services = facets::services(config, incidents);
        let (facets, factors) = facets::build(config, incidents, &services, &severities, &causes);
        Groups { severities, causes, services, factors, facets, problems }
    }
}
