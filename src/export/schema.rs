//! The JSON Schema of the front matter, for editors that complete and check as one types
//! (`# yaml-language-server: $schema=…`). What the team has configured is in it. Format: json-schema.org, draft 2020-12.

mod near_keys;
mod points;
mod shape;
mod spelling;

use crate::config::{Config, KNOWN_FIELDS};
use crate::incident::actions::ActionStatus;
use crate::incident::fields::keys::Keys;
use crate::incident::fields::words::{DetectedBy, Kind, Status, Visibility};
use near_keys::near_keys;
use serde_json::{Map, Value, json};
use shape::{
    TEXT, about_text, exactly_one_of, length, moment, one_of, one_of_or_open, several, severity, text,
};

/// The schema for a team's front matter. Every key is optional, and keys that are not ours are allowed. What `check`
/// reads without a word is valid here: an editor must not mark what nothing is wrong with.
pub fn front_matter(config: &Config) -> Value {
    let keys = Keys::new(config);
    let mut properties = Map::new();
    for key in KNOWN_FIELDS {
        let property = described(key, value(key, config));
        // By another name, these may mean something else, and are read only if their word is one of ours.
        let elsewhere = match *key {
            "kind" | "detected_by" => described(key, json!({})),
            _ => property.clone(),
        };
        for other in keys.names_of(key) {
            properties.insert(other.to_owned(), elsewhere.clone());
        }
        properties.insert((*key).to_owned(), property);
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Front matter of a postmortem",
        "description": "What hindsite reads. Everything is optional.",
        "type": "object",
        "properties": properties,
        "patternProperties": near_keys(&keys),
        "$defs": {
            "moment": { "anyOf": moment(), "examples": ["2026-03-02", "2026-03-02T14:05:00Z"] },
            "length": { "anyOf": length(), "examples": ["41m", "2h15m", "PT41M"] },
        },
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
        "severity" => severity(config),
        "services" => several(config.services.keys()),
        // With a vocabulary, what is not in it is a warning of `hindsite check`; the schema suggests.
        "root_cause" | "contributing_factors" => several(config.causes.keys()),
        "tags" | "authors" | "symptoms" | "related" | "aliases" => several([].iter()),
        "detected_by" => one_of_or_open(DetectedBy::WORDS, DetectedBy::SPELLINGS),
        "status" => one_of(Status::WORDS, Status::SPELLINGS),
        "kind" => one_of(Kind::WORDS, Kind::SPELLINGS),
        "visibility" => exactly_one_of(Visibility::WORDS, Visibility::SPELLINGS),
        "date" | "started" | "detected" | "acknowledged" | "mitigated" | "resolved" | "introduced" => {
            // `resolved: true` is of status pages, and kept as it is.
            json!({ "anyOf": [{ "$ref": "#/$defs/moment" }, { "type": "boolean" }] })
        }
        "duration" => json!({ "$ref": "#/$defs/length" }),
        "actions" => json!({
            "anyOf": [
                { "type": "array", "items": { "anyOf": [{ "type": ["string", "number", "boolean"] }, action()] } },
                { "type": ["string", "number", "boolean", "null"] },
            ],
        }),
        _ => text(),
    }
}

fn action() -> Value {
    let titled = ["title", "action", "name", "task", "description"].map(|key| json!({ "required": [key] }));
    json!({
        "type": "object",
        "anyOf": titled,
        "properties": {
            "title": about_text("What is to be done"),
            "owner": about_text("A team or a handle"),
            "due": { "$ref": "#/$defs/moment", "description": "When it is promised for, as YYYY-MM-DD" },
            "status": one_of(ActionStatus::WORDS, ActionStatus::SPELLINGS),
            "closed": { "$ref": "#/$defs/moment", "description": "When it was finished, as YYYY-MM-DD" },
            "ticket": several([].iter()),
            "type": { "type": TEXT, "examples": ["prevent", "detect", "mitigate", "process"] },
            "addresses": several([].iter()),
        },
    })
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
