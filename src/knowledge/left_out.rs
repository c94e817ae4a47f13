//! Documents that an edition leaves out, and why.

use super::Edition;
use crate::incident::Incident;
use crate::incident::fields::words::Visibility;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A document that an edition leaves out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LeftOut {
    /// The file.
    pub path: Arc<str>,
    /// Why.
    pub reason: Reason,
    /// The statement that says so, as written in the document; `None` where the document says nothing.
    pub statement: Option<String>,
}

/// Why a document is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Reason {
    /// It is for the organisation, and the edition for anybody.
    Internal,
    /// It is for named people.
    Restricted,
    /// It is not finished.
    Draft,
}

impl LeftOut {
    /// Says why an edition leaves out a document; `None` if it has it.
    pub fn of(incident: &Incident, edition: Edition) -> Option<LeftOut> {
        if edition.includes(incident) {
            return None;
        }
        let publication = &incident.facts.publication;
        let (reason, statement) = match incident.visibility {
            visibility if edition.audience.may_read(visibility) => {
                (Reason::Draft, &publication.draft_because)
            }
            Visibility::Restricted => (Reason::Restricted, &publication.visibility_because),
            _ => (Reason::Internal, &publication.visibility_because),
        };
        Some(LeftOut { path: incident.path.clone(), reason, statement: statement.clone() })
    }
}
