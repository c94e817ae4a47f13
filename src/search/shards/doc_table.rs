//! Per-document tables in shards: result data, filter values and field lengths.

use super::encode::{digit, number, optional};
use crate::knowledge::facets::FacetKind;
use crate::knowledge::severities::{self, Severity};
use crate::knowledge::{Entry, KnowledgeBase};
use crate::search::doc_values::{Facts, KIND_NAMES, Row, day_number};
use crate::search::document::Field;
use crate::search::index_reader::Corpus;
use serde_json::{Value, json};
use std::ops::Range;

/// Maximum number of names in the head file.
const SHARED_NAMES: usize = 96;

/// Returns the most frequent names, which are stored once instead of in every shard.
pub fn shared_names(knowledge: &KnowledgeBase) -> Vec<String> {
    let kinds = [FacetKind::Service, FacetKind::Cause];
    let terms = kinds.into_iter().flat_map(|kind| knowledge.facet(kind).terms.values());
    let mut names: Vec<(usize, &str)> = terms
        .map(|term| (term.incidents.len(), term.title.as_str()))
        .filter(|(count, _)| *count > 1)
        .collect();
    names.sort_by(|a, b| (std::cmp::Reverse(a.0), a.1).cmp(&(std::cmp::Reverse(b.0), b.1)));
    let mut shared: Vec<String> =
        names.into_iter().take(SHARED_NAMES).map(|(_, name)| name.to_owned()).collect();
    // Sorted by name, so that one more incident does not change every shard.
    shared.sort();
    shared.dedup();
    shared
}

/// Encodes the result data of a range of documents column by column, which compresses better.
pub fn shown(knowledge: &KnowledgeBase, shared: &[String], range: Range<usize>) -> Value {
    let last = knowledge.entries.len() - 1;
    let entries: Vec<&Entry> = range.map(|doc| &*knowledge.entries[last - doc]).collect();
    let (mut days, mut lengths) = (String::new(), String::new());
    let mut before = 0;
    for entry in &entries {
        let day = entry.incident.date.map(|date| day_number(date.day()));
        step(day, &mut before, &mut days);
        // Most durations are whole minutes.
        let seconds = entry.incident.duration.map(|stated| stated.length.as_secs());
        optional(seconds.map(|n| if n % 60 == 0 { n / 30 } else { n * 2 + 1 }), &mut lengths);
    }
    let slugs: Vec<String> =
        entries.iter().map(|entry| short_slug(&entry.slug, &entry.incident.title)).collect();
    let titles: Vec<&str> = entries.iter().map(|entry| entry.incident.title.as_str()).collect();
    let named = |kind: FacetKind, slugs: fn(&Entry) -> &[String]| {
        let terms = &knowledge.facet(kind).terms;
        let title = |slug: &String| terms.get(slug).map_or_else(|| slug.clone(), |term| term.title.clone());
        names(shared, entries.iter().map(|entry| slugs(entry).iter().map(title).collect()))
    };
    json!([
        without_shared(&slugs),
        titles.join("\n"),
        days,
        lengths,
        names(&[], entries.iter().map(|entry| entry.severity.iter().map(severity).collect())),
        named(FacetKind::Service, |entry| &entry.services),
        named(FacetKind::Cause, |entry| &entry.causes),
    ])
}

/// Encodes texts as a common prefix and suffix and the lines between.
fn without_shared(texts: &[String]) -> Value {
    let shortest = texts.iter().map(|text| text.chars().count()).min().unwrap_or(0);
    let first: Vec<char> = texts.first().map_or_else(Vec::new, |text| text.chars().collect());
    let begins = |n: &usize| texts.iter().all(|text| text.chars().take(*n).eq(first[..*n].iter().copied()));
    let ends = |n: &usize| {
        texts.iter().all(|text| text.chars().rev().take(*n).eq(first.iter().rev().take(*n).copied()))
    };
    let before = (0..=shortest).rev().find(begins).unwrap_or(0);
    let after = (0..=shortest - before).rev().find(ends).unwrap_or(0);
    let middle = |text: &String| -> String {
        let len = text.chars().count();
        text.chars().skip(before).take(len - before - after).collect()
    };
    let tail: String = first[first.len() - after..].iter().collect();
    json!([
        first[..before].iter().collect::<String>(),
        tail,
        texts.iter().map(middle).collect::<Vec<_>>().join("\n")
    ])
}

/// Encodes a severity's level (0 to 5) and name.
fn severity(severity: &Severity) -> String {
    format!("{}{}", severities::level(severity.rank), severity.name)
}

/// Encodes lists of names: the names not shared, then the length and indexes of each list.
fn names(shared: &[String], lists: impl Iterator<Item = Vec<String>>) -> Value {
    let mut known: Vec<String> = shared.to_vec();
    let mut ids = String::new();
    for list in lists {
        number(list.len() as u64, &mut ids);
        for name in list {
            let at = known.iter().position(|other| *other == name).unwrap_or(known.len());
            number(at as u64, &mut ids);
            if at == known.len() {
                known.push(name);
            }
        }
    }
    json!([known[shared.len()..].join("\n"), ids])
}

/// Encodes a day as the difference from the day before; documents are in chronological order.
fn step(day: Option<i32>, before: &mut i32, out: &mut String) {
    let step = day.map(|day| i64::from(day - *before));
    optional(step.map(|step| if step < 0 { -2 * step - 1 } else { 2 * step }), out);
    *before = day.unwrap_or(*before);
}

/// Abbreviates a slug with `*` for the words of the title.
fn short_slug(slug: &str, title: &str) -> String {
    let words: Vec<String> = title
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let words = words.join("-");
    if words.len() > 3 && slug.contains(&words) { slug.replacen(&words, "*", 1) } else { slug.to_owned() }
}

/// A part of the filter values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Day, durations, rank, flags.
    Numbers,
    /// Services, causes, severities, status, detection.
    Names,
    /// Tags and owners.
    Labels,
}

impl Part {
    /// All parts, in order.
    pub const ALL: [Part; 3] = [Part::Numbers, Part::Names, Part::Labels];

    fn kinds(self) -> &'static [usize] {
        match self {
            Part::Numbers => &[],
            Part::Names => &[0, 1, 2, 5, 6],
            Part::Labels => &[3, 4],
        }
    }
}

/// Encodes the filter values of a range of documents; the first range includes the names.
pub fn facts(facts: &Facts, part: Part, range: Range<usize>) -> Value {
    let rows = &facts.rows[range.clone()];
    if part == Part::Numbers {
        return numbers(rows);
    }
    let mut out = serde_json::Map::new();
    for kind in part.kinds() {
        let mut ids = String::new();
        for row in rows {
            number(row.names[*kind].len() as u64, &mut ids);
            row.names[*kind].iter().for_each(|id| number(u64::from(*id), &mut ids));
        }
        let names: Vec<Value> = match range.start {
            0 => facts.names[*kind]
                .iter()
                .map(|name| json!([name.slug, name.title, name.key, name.rank]))
                .collect(),
            _ => vec![],
        };
        out.insert(KIND_NAMES[*kind].to_owned(), json!({ "names": names, "ids": ids }));
    }
    Value::Object(out)
}

fn numbers(rows: &[Row]) -> Value {
    let mut columns: [String; 6] = Default::default();
    let mut before = 0;
    for row in rows {
        step(row.day, &mut before, &mut columns[0]);
        optional(row.duration, &mut columns[1]);
        optional(row.ttd, &mut columns[2]);
        optional(row.ttr, &mut columns[3]);
        number(row.rank.into(), &mut columns[4]);
        columns[5].push(digit(row.flags.into()));
    }
    json!(columns)
}

/// Encodes field lengths as tantivy stores them: one character per document.
pub fn lengths(corpus: &Corpus, range: Range<usize>) -> Value {
    let fields = Field::ALL.into_iter().filter(|field| field.has_length());
    let text = |field: Field| -> String {
        corpus.lengths[field as usize][range.clone()].iter().map(|id| digit(u64::from(*id))).collect()
    };
    json!(fields.map(text).collect::<Vec<String>>())
}
