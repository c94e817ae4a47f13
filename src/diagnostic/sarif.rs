//! Problems as SARIF 2.1.0, the format code scanners exchange:
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>. Paragraphs are named where they decide.

use super::{Code, Problem, Report, Severity, explain};
use crate::project;
use serde_json::{Value, json};
use xxhash_rust::xxh3::xxh3_64;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Every problem; `prefix` leads from the repository's root to the knowledge base.
pub fn write(report: &Report, prefix: &str) -> serde_json::Result<String> {
    let rules: Vec<Value> = Code::ALL.iter().map(|code| rule(*code)).collect();
    let results: Vec<Value> = report.problems.iter().map(|problem| result(problem, prefix)).collect();
    let mut driver = json!({ "name": "hindsite", "version": project::VERSION, "rules": rules });
    if let Some(repository) = project::repository() {
        driver["informationUri"] = repository.into();
    }
    serde_json::to_string_pretty(&json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": driver },
            // §3.14.17: what our columns count.
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    }))
}

/// §3.49, reportingDescriptor.
fn rule(code: Code) -> Value {
    let mut rule = json!({
        "id": code.id(),
        "shortDescription": { "text": code.about() },
        "fullDescription": { "text": code.about() },
        "help": { "text": explain::section(code), "markdown": explain::section(code) },
        "defaultConfiguration": { "enabled": !code.is_off(), "level": level(code.severity()) },
    });
    if let Some(url) = explain::url(code) {
        rule["helpUri"] = url.into();
    }
    rule
}

/// §3.27, result.
fn result(problem: &Problem, prefix: &str) -> Value {
    let d = &problem.diagnostic;
    let text = match &d.hint {
        Some(hint) => format!("{}\nhint: {hint}", d.message),
        None => d.message.clone(),
    };
    let uri = encoded(&format!("{prefix}{}", d.place.path));
    let mut location = json!({ "artifactLocation": { "uri": uri, "uriBaseId": "%SRCROOT%" } });
    let mut line = "";
    if let Some(at) = &problem.at {
        // §3.30.8: the column after the last character, as ours is.
        location["region"] = json!({
            "startLine": at.line,
            "startColumn": at.column,
            "endLine": at.end_line,
            "endColumn": at.end_column,
        });
        line = at.source_line.trim();
    }
    // §3.27.17: the same problem on a line that moved is the same problem.
    let print = format!("{}\0{}\0{line}\0{}", d.code.id(), d.place.path, d.message);
    json!({
        "ruleId": d.code.id(),
        "ruleIndex": Code::ALL.iter().position(|code| *code == d.code),
        "level": level(d.severity),
        "message": { "text": text },
        "locations": [{ "physicalLocation": location }],
        "partialFingerprints": { "hindsite/v1": format!("{:016x}", xxh3_64(print.as_bytes())) },
    })
}

/// §3.27.10
fn level(severity: Severity) -> &'static str {
    severity.word()
}

/// §3.4.3: a path as a relative URI reference.
fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
