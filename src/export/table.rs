//! One row an incident, for spreadsheets.

use crate::knowledge::KnowledgeBase;
use crate::report::document::csv::{option, table};
use crate::site::json::stamp;
use crate::site::routes::Route;

const HEAD: &[&str] = &[
    "id",
    "date",
    "severity",
    "title",
    "kind",
    "status",
    "duration_seconds",
    "detect_seconds",
    "resolve_seconds",
    "detected_by",
    "services",
    "causes",
    "tags",
    "actions",
    "open_actions",
    "path",
    "url",
];

/// Every incident, newest first. Cells that a spreadsheet would run are text.
pub fn csv(knowledge: &KnowledgeBase) -> Result<String, csv::Error> {
    let rows = knowledge.incidents().map(|(_, entry)| {
        let incident = &entry.incident;
        let open = incident.open_actions().count();
        vec![
            entry.slug.to_string(),
            option(&incident.date.as_ref().map(stamp)),
            option(&entry.severity.as_ref().map(|severity| &severity.name)),
            incident.title.clone(),
            incident.kind.word().to_owned(),
            incident.status.word().to_owned(),
            option(&incident.duration.map(|length| length.length.as_secs())),
            option(&incident.times.to_detect().map(|length| length.as_secs())),
            option(&incident.times.to_resolve().map(|length| length.as_secs())),
            option(&incident.facts.detected_by.map(|by| by.word())),
            entry.services.join(" "),
            entry.causes.join(" "),
            incident.facts.tags.join(", "),
            incident.actions.len().to_string(),
            open.to_string(),
            incident.path.to_string(),
            Route::Incident(entry.slug.clone()).path(),
        ]
    });
    table(HEAD, rows)
}
