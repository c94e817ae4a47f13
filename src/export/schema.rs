//! The JSON Schema of the front matter, for editors that complete and check as one types
//! (`# yaml-language-server: $schema=…`). What the team has configured is in it. Format: json-schema.org, draft 2020-12.

use crate::config::{Config, KNOWN_FIELDS, Term};
use crate::incident::fields::words::{DetectedBy, Kind, Status, Visibility};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The schema for a team's front matter. Every key is optional, and keys that are not ours are allowed.
pub fn front_matter(config: &Config) -> Value {
    let mut properties = Map::new();
    for key in KNOWN_FIELDS {
        let property = described(key, value(key, config));
        for other in config.fields.get(*key).map_or(&[][..], |names| names.names()) {
            properties.insert(other.clone(), property.clone());
        }
        properties.insert((*key).to_owned(), property);
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Front matter of a postmortem",
        "description": "What hindsite reads. Everything is optional.",
        "type": "object",
        "properties": properties,
    })
}

fn described(key: &str, value: Value) -> Value {
    let mut object = Map::from_iter([("description".to_owned(), Value::from(about(key)))]);
    if let Value::Object(value) = value {
        object.extend(value);
    }
    Value::Object(object)
}

fn value(key: &str, config: &Config) -> Value {
    match key {
        "severity" => {
            let names =
                config.severities.iter().flat_map(|level| std::iter::once(&level.name).chain(&level.aliases));
            one_of(names.map(String::as_str).collect())
        }
        "services" => several(suggested(&config.services)),
        // With a vocabulary, what is not in it is a warning of `hindsite check`; the schema suggests.
        "root_cause" | "contributing_factors" => several(suggested(&config.causes)),
        "tags" | "authors" | "symptoms" | "related" | "aliases" => several(json!({ "type": "string" })),
        "detected_by" => one_of(DetectedBy::WORDS.to_vec()),
        "status" => one_of(Status::WORDS.to_vec()),
        "kind" => one_of(Kind::WORDS.to_vec()),
        "visibility" => one_of(Visibility::WORDS.to_vec()),
        "date" | "started" | "detected" | "acknowledged" | "mitigated" | "resolved" | "introduced" => json!({
            "type": "string",
            "examples": ["2026-03-02", "2026-03-02T14:05:00Z"],
        }),
        "duration" => json!({
            "anyOf": [{ "type": "string" }, { "type": "integer", "description": "minutes" }],
            "examples": ["41m", "2h15m", "PT41M"],
        }),
        "actions" => json!({ "type": "array", "items": { "anyOf": [{ "type": "string" }, action()] } }),
        _ => json!({ "type": "string" }),
    }
}

fn action() -> Value {
    json!({
        "type": "object",
        "required": ["title"],
        "properties": {
            "title": { "type": "string", "description": "What is to be done" },
            "owner": { "type": "string", "description": "A team or a handle" },
            "due": { "type": "string", "description": "When it is promised for, as YYYY-MM-DD" },
            "status": { "type": "string", "enum": ["open", "in-progress", "done", "dropped"] },
            "closed": { "type": "string", "description": "When it was finished, as YYYY-MM-DD" },
            "ticket": several(json!({ "type": "string" })),
            "type": { "type": "string", "examples": ["prevent", "detect", "mitigate", "process"] },
            "addresses": several(json!({ "type": "string" })),
        },
    })
}

fn one_of(words: Vec<&str>) -> Value {
    match words.is_empty() {
        true => json!({ "type": "string" }),
        false => json!({ "type": "string", "enum": words }),
    }
}

/// A text, or a list of texts.
fn several(one: Value) -> Value {
    json!({ "anyOf": [one.clone(), { "type": "array", "items": one }] })
}

fn suggested(terms: &BTreeMap<String, Term>) -> Value {
    match terms.is_empty() {
        true => json!({ "type": "string" }),
        false => json!({ "type": "string", "examples": terms.keys().collect::<Vec<_>>() }),
    }
}

fn about(key: &str) -> &'static str {
    match key {
        "title" => "What happened, in a line; the first heading if absent",
        "date" => "The day, or the moment, it is filed under",
        "severity" => "How bad it was, by the team's scale",
        "duration" => "How long it lasted; from `started` and `resolved` if absent",
        "started" => "When it began to hurt",
        "detected" => "When we knew",
        "acknowledged" => "When somebody took it on",
        "mitigated" => "When it stopped hurting",
        "resolved" => "When it was over",
        "introduced" => "When the flaw came in",
        "services" => "What was hit",
        "root_cause" => "Why it could happen",
        "contributing_factors" => "What else made it possible",
        "trigger" => "What set it off",
        "detected_by" => "Who found it: our instruments, or people who told us",
        "status" => "How far the document is; drafts are only built with `--drafts`",
        "kind" => "What it is about; maintenance and exercises stay out of the recurrence figures",
        "actions" => "Follow-ups; without an owner and a due date they are ideas",
        "tags" => "Words to find it by",
        "authors" => "Who wrote it",
        "symptoms" => "What was seen: messages, behaviour",
        "related" => "Other postmortems, by name or path",
        "aliases" => "Former addresses",
        "visibility" => "Who may read it; `build --audience public` publishes only `public`",
        "summary" => "A few sentences for lists and previews",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_described() {
        for key in KNOWN_FIELDS {
            assert_ne!(about(key), "", "{key}");
        }
    }
}
