//! Problems for programs: one JSON document, as `docs/schema/check.schema.json` says.

use super::{Code, Report, Severity};
use serde::Serialize;

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    diagnostics: Vec<Record<'a>>,
}

#[derive(Serialize)]
struct Record<'a> {
    code: Code,
    severity: Severity,
    path: &'a str,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    message: &'a str,
    hint: Option<&'a str>,
}

/// The version of the document's shape.
const SCHEMA: u32 = 1;

/// Every problem; a problem with a whole file has no line.
pub fn write(report: &Report) -> serde_json::Result<String> {
    let records = report.problems.iter().map(|problem| {
        let (d, at) = (&problem.diagnostic, problem.at.as_ref());
        Record {
            code: d.code,
            severity: d.severity,
            path: &d.place.path,
            line: at.map(|at| at.line),
            column: at.map(|at| at.column),
            end_line: at.map(|at| at.end_line),
            end_column: at.map(|at| at.end_column),
            message: &d.message,
            hint: d.hint.as_deref(),
        }
    });
    serde_json::to_string_pretty(&Document { schema: SCHEMA, diagnostics: records.collect() })
}
