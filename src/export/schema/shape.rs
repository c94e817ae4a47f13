//! The shapes that values have: a text, several texts, a word of a list, a level of the scale.

use super::{points, spelling};
use crate::config::Config;
use serde_json::{Value, json};

/// Text, as YAML has it: without quotes it may be a number or a boolean, and a key that waits for its text is null.
pub const TEXT: [&str; 4] = ["string", "number", "boolean", "null"];

/// A text.
pub fn text() -> Value {
    json!({ "type": TEXT })
}

/// A text, and what it is for.
pub fn about_text(about: &str) -> Value {
    json!({ "type": TEXT, "description": about })
}

/// A level of the team's scale; with none, any word.
pub fn severity(config: &Config) -> Value {
    let names: Vec<&str> = config
        .severities
        .iter()
        .flat_map(|level| std::iter::once(&level.name).chain(&level.aliases))
        .map(String::as_str)
        .collect();
    if names.is_empty() {
        return text();
    }
    let numbers: Vec<u64> = names.iter().filter_map(|name| name.parse().ok()).collect();
    let pattern = json!({ "type": "string", "pattern": spelling::levels(&names) });
    let mut ways = vec![json!({ "enum": names }), pattern, open(), json!({ "type": "null" })];
    if !numbers.is_empty() {
        ways.push(json!({ "enum": numbers }));
    }
    json!({ "anyOf": ways })
}

/// A word of a list, which an editor completes, or one that is read as it, perhaps with a remark.
pub fn one_of(words: &[&str], spellings: &[&str]) -> Value {
    matching(words, &spelling::remarked(spellings))
}

/// As [`one_of`], where no remark may stand: who may read a document is said without one.
pub fn exactly_one_of(words: &[&str], spellings: &[&str]) -> Value {
    matching(words, &spelling::words(spellings))
}

fn matching(words: &[&str], pattern: &str) -> Value {
    let pattern = json!({ "type": "string", "pattern": pattern });
    json!({ "anyOf": [{ "enum": words }, pattern, { "type": "null" }] })
}

/// As [`one_of`], where the word may be left open.
pub fn one_of_or_open(words: &[&str], spellings: &[&str]) -> Value {
    let mut value = one_of(words, spellings);
    if let Some(ways) = value["anyOf"].as_array_mut() {
        ways.push(open());
    }
    value
}

/// The ways to write a point in time. A number is a day without hyphens.
pub fn moment() -> Value {
    json!([
        { "type": "string", "pattern": points::moment() },
        open(),
        { "type": "integer", "minimum": 19_000_101, "maximum": 21_991_231 },
        { "type": "null" },
    ])
}

/// The ways to write a length of time.
pub fn length() -> Value {
    json!([
        { "type": "string", "pattern": points::length() },
        open(),
        { "type": "number", "minimum": 0, "maximum": 525_960_000, "description": "minutes" },
        { "type": "null" },
    ])
}

/// `TBD`, `unknown`, `?`: not said yet.
fn open() -> Value {
    json!({ "type": "string", "pattern": spelling::open() })
}

/// A text, or a list of texts, or of maps that have a name.
pub fn several<'a>(suggested: impl Iterator<Item = &'a String>) -> Value {
    let examples: Vec<&String> = suggested.collect();
    let with = |mut one: Value| {
        if !examples.is_empty() {
            one["examples"] = json!(examples);
        }
        one
    };
    let item = with(json!({ "type": ["string", "number", "boolean", "null", "object"] }));
    json!({ "anyOf": [with(text()), { "type": "array", "items": item }] })
}
