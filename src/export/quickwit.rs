//! An index configuration and documents for Quickwit, tantivy's distributed engine, for whoever outgrows a static site.
//! Format: quickwit.io/docs/configuration/index-config, version 0.8.
//!
//! There is no `timestamp_field`: Quickwit refuses documents without one, and an undated incident is an incident.

use crate::knowledge::{Entry, KnowledgeBase};
use crate::site::json::stamp;
use crate::site::routes::Route;
use serde_json::{Map, Value, json};

/// Name, type and what else the mapping says of each field of a document.
const FIELDS: &[(&str, &str, &str)] = &[
    ("id", "text", RAW),
    ("title", "text", TEXT),
    ("summary", "text", TEXT),
    ("body", "text", TEXT),
    ("symptoms", "array<text>", TEXT),
    ("date", "datetime", DATE),
    ("severity", "text", RAW),
    ("severity_rank", "u64", FAST),
    ("kind", "text", RAW),
    ("status", "text", RAW),
    ("detected_by", "text", RAW),
    ("services", "array<text>", RAW),
    ("causes", "array<text>", RAW),
    ("contributing_factors", "array<text>", TEXT),
    ("tags", "array<text>", RAW),
    ("duration_seconds", "i64", FAST),
    ("detect_seconds", "i64", FAST),
    ("resolve_seconds", "i64", FAST),
    ("open_actions", "array<text>", TEXT),
    ("path", "text", RAW),
    ("url", "text", RAW),
];

const RAW: &str = "        tokenizer: raw\n        fast: true\n";
const TEXT: &str = "        tokenizer: default\n        record: position\n";
const FAST: &str = "        fast: true\n";
const DATE: &str =
    "        input_formats: [rfc3339, \"%Y-%m-%d\"]\n        output_format: rfc3339\n        fast: true\n";

/// The index configuration.
pub fn configuration() -> String {
    let mut out = String::from(
        "# Made by `hindsite export --format quickwit`.\nversion: \"0.8\"\nindex_id: postmortems\ndoc_mapping:\n  mode: strict\n  field_mappings:\n",
    );
    for (name, kind, rest) in FIELDS {
        out.push_str(&format!("      - name: {name}\n        type: {kind}\n{rest}"));
    }
    out.push_str("  tag_fields: [severity]\nsearch_settings:\n  default_search_fields: [title, summary, body, symptoms]\n");
    out
}

/// Every incident, one JSON document a line. What is unknown is left out.
pub fn documents(knowledge: &KnowledgeBase) -> serde_json::Result<String> {
    let mut out = String::new();
    for (_, entry) in knowledge.incidents() {
        out.push_str(&serde_json::to_string(&document(entry))?);
        out.push('\n');
    }
    Ok(out)
}

fn document(entry: &Entry) -> Map<String, Value> {
    let incident = &entry.incident;
    let facts = &incident.facts;
    let seconds = |length: Option<jiff::SignedDuration>| length.map(|length| length.as_secs());
    let sections = incident.sections.iter().map(|section| format!("{}\n{}", section.heading, section.text));
    let open = incident.open_actions().map(|action| &action.title);
    let all = json!({
        "id": entry.slug,
        "title": incident.title,
        "summary": incident.summary,
        "body": sections.collect::<Vec<String>>().join("\n\n").trim(),
        "symptoms": facts.symptoms,
        "date": incident.date.as_ref().map(stamp),
        "severity": entry.severity.as_ref().map(|severity| &severity.name),
        "severity_rank": entry.severity.as_ref().map(|severity| severity.rank),
        "kind": incident.kind.word(),
        "status": incident.status.word(),
        "detected_by": facts.detected_by.map(|by| by.word()),
        "services": entry.services,
        "causes": entry.causes,
        "contributing_factors": facts.contributing_factors,
        "tags": facts.tags,
        "duration_seconds": seconds(incident.duration.map(|length| length.length)),
        "detect_seconds": seconds(incident.times.to_detect()),
        "resolve_seconds": seconds(incident.times.to_resolve()),
        "open_actions": open.collect::<Vec<&String>>(),
        "path": incident.path,
        "url": Route::Incident(entry.slug.clone()).path(),
    });
    let is_known = |value: &Value| !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty());
    match all {
        Value::Object(all) => all.into_iter().filter(|(_, value)| is_known(value)).collect(),
        _ => Map::new(),
    }
}
