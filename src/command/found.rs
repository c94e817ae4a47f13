//! What `search` and `similar` found, for people and for programs.

use super::Voice;
use crate::diagnostic::Severity;
use crate::incident::duration;
use crate::invisible::escaped_json;
use crate::knowledge::Entry;
use crate::knowledge::facets::FacetKind;
use crate::pipeline::{Failure, Linked, Request};
use crate::search::Search;
use crate::search::evaluate::Hit;
use crate::search::excerpt::{Excerpt, excerpts, stated};
use crate::site::json::{SCHEMA, stamp};
use crate::site::routes::Route;
use crate::site::views::When;
use crate::source::Inputs;
use anstyle::{AnsiColor, Style};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::Read as _;
use std::sync::Arc;

/// Longest text that is read from standard input; more is not looked at.
const MAX_INPUT: u64 = 2 << 20;

/// `search --format json`; `similar` adds to each result.
#[derive(Debug, Serialize)]
pub struct Document<R> {
    pub schema: u32,
    pub query: String,
    pub total: usize,
    pub relaxed: bool,
    pub hints: Vec<String>,
    pub also: Vec<String>,
    pub results: Vec<R>,
}

/// One incident.
#[derive(Debug, Serialize)]
pub struct Record {
    pub id: Arc<str>,
    pub path: String,
    pub url: String,
    pub title: String,
    pub date: Option<String>,
    pub severity: Option<String>,
    pub services: Vec<String>,
    pub cause: Option<String>,
    pub score: f64,
    pub sections: Vec<SectionHit>,
}

#[derive(Debug, Serialize)]
pub struct SectionHit {
    pub heading: String,
    pub anchor: String,
    pub excerpt: String,
}

impl<R> Document<R> {
    pub fn new(query: &str, total: usize, results: Vec<R>) -> Document<R> {
        let query = query.to_owned();
        Document { schema: SCHEMA, query, total, relaxed: false, hints: vec![], also: vec![], results }
    }
}

impl Record {
    pub fn new(entry: &Entry, hit: Hit, found: Vec<Excerpt>) -> Record {
        let incident = &entry.incident;
        let section = |excerpt: Excerpt| SectionHit {
            heading: excerpt.heading,
            anchor: excerpt.anchor,
            excerpt: excerpt.text,
        };
        Record {
            id: entry.slug.clone(),
            path: incident.path.to_string(),
            url: Route::Incident(entry.slug.clone()).path(),
            title: incident.title.clone(),
            date: incident.date.as_ref().map(stamp),
            severity: entry.severity.as_ref().map(|severity| severity.name.clone()),
            services: entry.services.clone(),
            cause: entry.causes.first().cloned(),
            score: (f64::from(hit.score) * 10_000.0).round() / 10_000.0,
            sections: found.into_iter().map(section).collect(),
        }
    }
}

/// The search over all that was read; says what was not, and what became of the index that is kept.
pub fn search<'l>(linked: &'l Linked, request: &Request, voice: &Voice) -> Result<Search<'l>, Failure> {
    let (request, refused) = request.with_usable_cache();
    refused.iter().for_each(|note| voice.say(note));
    let folder = request.cache.map(|cache| cache.join("search"));
    let search = Search::new(&linked.knowledge, folder.as_deref()).map_err(Failure::index)?;
    search.notes.iter().chain(&unread(&linked.inputs)).for_each(|note| voice.say(note));
    Ok(search)
}

/// Nobody may take "nothing found" for "never happened" because a file could not be read.
fn unread(inputs: &Inputs) -> Option<String> {
    let is_document = |path: &str| !path.starts_with(&format!("{}/", inputs.config.static_dir));
    let mut unread = inputs
        .diagnostics
        .iter()
        .filter(|problem| problem.severity == Severity::Error && is_document(&problem.place.path));
    let path = &unread.next()?.place.path;
    let more = match unread.count() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    Some(format!("warning: `{path}`{more} cannot be read and is not searched; `hindsite check` says why"))
}

/// The best sections of a hit.
pub fn sections(search: &Search<'_>, hit: Hit, terms: &BTreeMap<String, f32>) -> Vec<Excerpt> {
    let incident = &search.entry(hit.doc).incident;
    excerpts(&incident.title, incident.sections.iter().chain(&stated(&incident.facts)), terms, search.stemmer)
}

/// A result as a block of lines.
pub fn block(linked: &Linked, entry: &Entry, found: &[Excerpt], colours: bool) -> String {
    let bold = if colours { Style::new().bold() } else { Style::new() };
    let quiet = if colours { Style::new().dimmed() } else { Style::new() };
    let mut out = format!("{bold}{}{bold:#}\n", entry.incident.title);
    let facts = facts(linked, entry);
    if !facts.is_empty() {
        out.push_str(&format!("  {}\n", facts.join(" · ")));
    }
    if let Some(best) = found.first().filter(|best| !best.text.is_empty()) {
        let heading = if best.heading.is_empty() { String::new() } else { format!("{}: ", best.heading) };
        out.push_str(&format!("  {heading}{}\n", marked(best, colours)));
    }
    out.push_str(&format!("  {quiet}{}{quiet:#}\n", entry.incident.path));
    out
}

fn facts(linked: &Linked, entry: &Entry) -> Vec<String> {
    let incident = &entry.incident;
    let titles = |kind: FacetKind, slugs: &[String]| {
        let facet = linked.knowledge.facet(kind);
        slugs.iter().map(|slug| facet.title(slug)).collect::<Vec<&str>>().join(", ")
    };
    [
        incident.date.as_ref().map(|date| When::new(date).text),
        entry.severity.as_ref().map(|severity| severity.name.clone()),
        incident.duration.map(|stated| duration::format(stated.length)),
        Some(titles(FacetKind::Service, &entry.services)),
        Some(titles(FacetKind::Cause, &entry.causes)),
    ]
    .into_iter()
    .flatten()
    .filter(|fact| !fact.is_empty())
    .collect()
}

/// Matches in colour, or between asterisks where there is none.
fn marked(excerpt: &Excerpt, colours: bool) -> String {
    let style = Style::new().bold().fg_color(Some(AnsiColor::Yellow.into()));
    let (open, close) = match colours {
        true => (style.render().to_string(), style.render_reset().to_string()),
        false => ("*".to_owned(), "*".to_owned()),
    };
    let mut out = String::new();
    let mut at = 0;
    for mark in &excerpt.marks {
        out.push_str(&excerpt.text[at..mark.start]);
        out.push_str(&open);
        out.push_str(&excerpt.text[mark.clone()]);
        out.push_str(&close);
        at = mark.end;
    }
    out.push_str(&excerpt.text[at..]);
    out
}

/// Text from standard input; what is not UTF-8 is replaced.
pub fn standard_input() -> Result<String, Failure> {
    let mut bytes = vec![];
    std::io::stdin().lock().take(MAX_INPUT).read_to_end(&mut bytes).map_err(|error| {
        Failure::Environment { message: format!("standard input cannot be read: {error}"), hint: None }
    })?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// As JSON on one line.
pub fn json_line<T: Serialize>(value: &T) -> Result<String, Failure> {
    let text = serde_json::to_string(value)
        .map_err(|error| Failure::Environment { message: error.to_string(), hint: None })?;
    Ok(format!("{}\n", escaped_json(&text)))
}

/// As JSON, with a line feed.
pub fn json<T: Serialize>(value: &T) -> Result<String, Failure> {
    let text = serde_json::to_string_pretty(value)
        .map_err(|error| Failure::Environment { message: error.to_string(), hint: None })?;
    Ok(format!("{}\n", escaped_json(&text)))
}
