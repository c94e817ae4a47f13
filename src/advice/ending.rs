//! What a document that calls itself final still lacks. One that does not say how far it is is left alone: an
//! archive without front matter would have nothing else on the screen.

use super::document::Document;
use super::note;
use crate::diagnostic::{Code, Diagnostic};
use crate::incident::fields::words::Status;
use crate::incident::sections::SectionKind;

/// Advice on a final document.
pub fn advise(document: &Document<'_>) -> Vec<Diagnostic> {
    let incident = document.incident;
    let counts = incident.kind.counts();
    if !counts || incident.facts.publication.status != Some(Status::Final) {
        return vec![];
    }
    let place = || document.value("status").unwrap_or_else(|| document.whole());
    let mut found = vec![];
    if incident.actions.is_empty() {
        let message = "the document is final and has no follow-ups".to_owned();
        let hint = "list them under `## Action items` or `actions:`; where nothing is to be done, say why and \
                    allow this with `<!-- hindsite: allow HS520 -->`";
        found.push(note(Code::FinalWithoutActions, place(), message, hint));
    }
    let told = incident
        .sections
        .iter()
        .any(|section| section.kind == Some(SectionKind::Detection) && !section.text.is_empty());
    if incident.facts.detected_by.is_none() && incident.times.to_detect().is_none() && !told {
        let message = "the document is final and does not say how the incident was found".to_owned();
        let hint = "add `detected_by: alert`, or `customer`, `employee`, `dashboard`, …; or a section `## Detection`";
        found.push(note(Code::FinalWithoutDetection, place(), message, hint));
    }
    found
}
