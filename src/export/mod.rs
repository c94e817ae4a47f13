//! Every incident for other programs: the objects of `incidents.json` one a line, a table, documents for Quickwit, and the
//! JSON Schema of the front matter. The published JSON itself is `site::json`.

pub mod quickwit;
pub mod schema;
pub mod table;

use crate::knowledge::KnowledgeBase;
use crate::site::json::{ArchiveObject, IncidentObject};

/// `incidents.json`.
pub fn json(knowledge: &KnowledgeBase) -> serde_json::Result<String> {
    serde_json::to_string_pretty(&ArchiveObject::new(knowledge))
}

/// The objects of `incidents.json`, one a line.
pub fn ndjson(knowledge: &KnowledgeBase) -> serde_json::Result<String> {
    let mut out = String::new();
    for (id, _) in knowledge.incidents() {
        out.push_str(&serde_json::to_string(&IncidentObject::new(knowledge, id))?);
        out.push('\n');
    }
    Ok(out)
}
