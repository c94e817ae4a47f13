//! `hindsite explain`: where each fact of a document comes from, or how many documents of an archive state each field.

use super::Voice;
use super::documents::{Document, Documents};
use crate::cli::{Explain, Global};
use crate::diagnostic::count;
use crate::incident::fields::words::Kind;
use crate::incident::provenance::{Provenance, Source};
use crate::incident::{self, Conventions};
use crate::pipeline::Failure;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

/// The fields of a coverage table, in its order.
const FIELDS: [&str; 14] = [
    "date",
    "started",
    "detected",
    "acknowledged",
    "mitigated",
    "resolved",
    "duration",
    "severity",
    "services",
    "detected_by",
    "root_cause",
    "contributing_factors",
    "trigger",
    "kind",
];

/// Prints the facts of the documents that are named, else the coverage of the archive; 1 if a document could not be read.
pub fn run(global: &Global, options: &Explain, voice: &Voice) -> Result<u8, Failure> {
    let found = Documents::find(global, &options.paths)?;
    let conventions = Conventions::new(&found.config);
    if !found.unread.is_empty() {
        voice.write(&crate::diagnostic::human::report(&found.report()));
    }
    let mut text = String::new();
    match options.paths.is_empty() {
        true => coverage(&mut text, &found.documents, &conventions),
        false => found.documents.iter().for_each(|document| facts(&mut text, document, &conventions)),
    }
    voice.print(&text)?;
    Ok(u8::from(!found.unread.is_empty()))
}

fn facts(out: &mut String, document: &Document, conventions: &Conventions) {
    let Some(incident) = incident::parse(&document.source, conventions).incident else { return };
    let Provenance { facts, outdone, refused } = &incident.provenance;
    let _ = writeln!(out, "{}: {}", document.shown, incident.title);
    let place = |span: Option<&Range<usize>>| span.map_or(String::new(), |span| line(document, span));
    let mut row = |field: &str, value: &str, at: String, why: &str| {
        let _ = writeln!(out, "  {field:<20} {value:<28} {at:<9} {why}");
    };
    for Source { field, value, rule, span } in facts {
        row(field, &short(value), place(span.as_ref()), rule.name());
    }
    for Source { field, value, rule, span } in outdone {
        row(field, &short(value), place(span.as_ref()), &format!("not taken: {}", rule.name()));
    }
    for refusal in refused {
        row(refusal.field, &short(&refusal.text), place(Some(&refusal.span)), "not understood");
    }
    out.push('\n');
}

/// `line 12`
fn line(document: &Document, span: &Range<usize>) -> String {
    let before = document.source.text.get(..span.start).unwrap_or_default();
    format!("line {}", before.matches('\n').count() + 1)
}

fn short(value: &str) -> String {
    let one: Vec<&str> = value.split_whitespace().collect();
    let one = one.join(" ");
    match one.char_indices().nth(40) {
        Some((at, _)) => format!("{}…", &one[..at]),
        None => one,
    }
}

fn coverage(out: &mut String, documents: &[Document], conventions: &Conventions) {
    let parsed =
        documents.iter().filter_map(|document| incident::parse(&document.source, conventions).incident);
    let incidents: Vec<_> = parsed.filter(|incident| incident.kind != Kind::Document).collect();
    let _ = writeln!(out, "{} read", count(incidents.len(), "incident"));
    for field in FIELDS {
        let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
        for source in incidents.iter().filter_map(|incident| incident.provenance.of(field)) {
            *rules.entry(source.rule.name()).or_default() += 1;
        }
        let all: usize = rules.values().sum();
        let by: Vec<String> = rules.iter().map(|(rule, count)| format!("{rule} {count}")).collect();
        let _ = writeln!(out, "  {field:<20} {all:>5}  {}", by.join(", "));
    }
}
