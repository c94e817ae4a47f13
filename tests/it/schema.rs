//! What programs read is documented by a JSON Schema each, and follows it.

use crate::archive::{Archive, Site};
use serde_json::Value;

pub fn schema(name: &str) -> Value {
    let path = format!("{}/docs/schema/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).expect("the schema")).expect("JSON")
}

fn site() -> Site {
    let archive = Archive::new();
    archive
        .incident(
            "2026-01-01-full",
            "title: Full\nseverity: SEV1\nstarted: 2026-01-01T10:00:00Z\nresolved: 2026-01-01T11:00:00Z\nservices: [db]\n\
             root_cause: disk-full\ndetected_by: alert\ntags: [a]\nauthors: [x]\nteam: y\n\
             actions: [{title: t, owner: o, due: 2026-02-01, ticket: ABC-1, type: detect, addresses: disk-full}]",
            "## Timeline\n\n- 10:00 it broke\n",
        )
        .file("content/bare.md", "- it broke\n");
    archive.build()
}

#[test]
fn the_published_json_follows_its_schema() {
    let site = site();
    for (path, name) in [
        ("incidents.json", "incidents.schema.json"),
        ("incidents/2026-01-01-full/index.json", "incident.schema.json"),
        ("incidents/bare/index.json", "incident.schema.json"),
        ("hindsite-manifest.json", "manifest.schema.json"),
    ] {
        let problems = check(&site.json(path), &schema(name), path);
        assert!(problems.is_empty(), "{problems:#?}");
    }
}

#[test]
fn the_checker_notices_what_does_not_follow() {
    let schema = schema("incidents.schema.json");
    let mut object = site().json("incidents.json");
    object["incidents"][0]["title"] = Value::Null;
    object["incidents"][0]["surprise"] = Value::Bool(true);
    assert_eq!(check(&object, &schema, "x").len(), 2);
}

/// The part of JSON Schema that the schemas use: type, enum, pattern, anyOf, not, $ref, minimum, maximum,
/// required, properties, patternProperties, additionalProperties and items.
pub fn check(value: &Value, schema: &Value, at: &str) -> Vec<String> {
    check_within(value, schema, schema, at)
}

/// As [`check`] for a part of a schema, whose `$ref`s lead into the whole.
fn check_within(value: &Value, schema: &Value, root: &Value, at: &str) -> Vec<String> {
    let check = |value: &Value, schema: &Value, at: &str| check_within(value, schema, root, at);
    let mut problems = vec![];
    if let Some(path) = schema["$ref"].as_str() {
        let part = root.pointer(path.trim_start_matches('#')).expect("a definition");
        problems.extend(check(value, part, at));
    }
    if schema.get("not").is_some_and(|not| check(value, not, at).is_empty()) {
        problems.push(format!("{at}: {value} is refused"));
    }
    if let Some(number) = value.as_f64() {
        let beyond = schema["minimum"].as_f64().is_some_and(|least| number < least)
            || schema["maximum"].as_f64().is_some_and(|most| number > most);
        if beyond {
            problems.push(format!("{at}: {number} is out of range"));
        }
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        _ => vec![],
    };
    let own = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_i64() || number.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let is_number = own == "integer" && types.contains(&"number");
    if !types.is_empty() && !types.contains(&own) && !is_number {
        problems.push(format!("{at}: {own} instead of {types:?}"));
    }
    if let Some(allowed) = schema["enum"].as_array()
        && !allowed.contains(value)
    {
        problems.push(format!("{at}: {value} is not one of {allowed:?}"));
    }
    if let (Some(text), Some(pattern)) = (value.as_str(), schema["pattern"].as_str())
        && !regex::Regex::new(pattern).expect("a pattern").is_match(text)
    {
        problems.push(format!("{at}: {value} is not of the form {pattern}"));
    }
    if let Some(ways) = schema["anyOf"].as_array()
        && !ways.iter().any(|way| check(value, way, at).is_empty())
    {
        problems.push(format!("{at}: {value} is none of {ways:?}"));
    }
    if let Some(items) = value.as_array() {
        problems.extend(
            items
                .iter()
                .enumerate()
                .flat_map(|(n, item)| check(item, &schema["items"], &format!("{at}[{n}]"))),
        );
    }
    if let Some(object) = value.as_object() {
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !object.contains_key(name) {
                problems.push(format!("{at}: `{name}` is missing"));
            }
        }
        for (name, value) in object {
            for (pattern, schema) in schema["patternProperties"].as_object().into_iter().flatten() {
                if regex::Regex::new(pattern).expect("a pattern").is_match(name) {
                    problems.extend(check(value, schema, &format!("{at}.{name}")));
                }
            }
            match (schema["properties"].get(name), &schema["additionalProperties"]) {
                (Some(schema), _) => problems.extend(check(value, schema, &format!("{at}.{name}"))),
                (None, Value::Bool(false)) => problems.push(format!("{at}: `{name}` is not documented")),
                (None, schema) => problems.extend(check(value, schema, &format!("{at}.{name}"))),
            }
        }
    }
    problems
}
