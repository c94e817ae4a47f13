//! What is known of each document, in shards: what a result shows, what filters ask for, how long fields are.

use super::encode::{digit, number, optional};
use crate::incident::duration;
use crate::knowledge::KnowledgeBase;
use crate::knowledge::facets::FacetKind;
use crate::search::corpus::Corpus;
use crate::search::document::Field;
use crate::search::facts::{Facts, KIND_NAMES, Row};
use crate::site::views::When;
use serde_json::{Value, json};
use std::ops::Range;

/// What results show of the documents of a range, in order.
pub fn shown(knowledge: &KnowledgeBase, range: Range<usize>) -> Value {
    let last = knowledge.entries.len() - 1;
    let title = |kind: FacetKind, slug: &String| {
        knowledge.facet(kind).terms.get(slug).map_or_else(|| slug.clone(), |term| term.title.clone())
    };
    let rows = range.map(|doc| {
        let entry = &knowledge.entries[last - doc];
        let incident = &entry.incident;
        let titles =
            |kind, slugs: &[String]| -> Vec<String> { slugs.iter().map(|slug| title(kind, slug)).collect() };
        let severity = entry.severity.as_ref();
        json!([
            short_slug(&entry.slug, &incident.title),
            incident.title,
            incident.date.as_ref().map_or_else(String::new, |date| When::new(date).iso[..10].to_owned()),
            severity.map_or("", |severity| &severity.name),
            severity.map_or(0, |severity| if severity.rank > 90 { 0 } else { severity.rank.min(5) }),
            incident.duration.map_or_else(String::new, |stated| duration::format(stated.length)),
            titles(FacetKind::Service, &entry.services),
            titles(FacetKind::Cause, &entry.causes),
        ])
    });
    Value::Array(rows.collect())
}

/// The slug with a `*` for the words of the title in it, which the browser has already.
fn short_slug(slug: &str, title: &str) -> String {
    let words: Vec<String> = title
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let words = words.join("-");
    if words.len() > 3 && slug.contains(&words) { slug.replacen(&words, "*", 1) } else { slug.to_owned() }
}

/// One part of the facts that filters ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Day, durations, rank, flags.
    Numbers,
    /// Services, causes, severities, status, who found it.
    Names,
    /// Tags and owners, of which there are many.
    Labels,
}

impl Part {
    /// Every part, in order.
    pub const ALL: [Part; 3] = [Part::Numbers, Part::Names, Part::Labels];

    fn kinds(self) -> &'static [usize] {
        match self {
            Part::Numbers => &[],
            Part::Names => &[0, 1, 2, 5, 6],
            Part::Labels => &[3, 4],
        }
    }
}

/// The facts of all documents in a range; the first range has the names as well.
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
        // Documents are in order of time, so that days are small steps.
        let step = row.day.map(|day| i64::from(day - before));
        let signed = step.map(|step| if step < 0 { -2 * step - 1 } else { 2 * step });
        optional(signed, &mut columns[0]);
        before = row.day.unwrap_or(before);
        optional(row.duration, &mut columns[1]);
        optional(row.ttd, &mut columns[2]);
        optional(row.ttr, &mut columns[3]);
        number(row.rank.into(), &mut columns[4]);
        columns[5].push(digit(row.flags.into()));
    }
    json!(columns)
}

/// The lengths of the fields that have one, as tantivy keeps them: a character a document.
pub fn lengths(corpus: &Corpus, range: Range<usize>) -> Value {
    let fields = Field::ALL.into_iter().filter(|field| field.has_length());
    let text = |field: Field| -> String {
        corpus.lengths[field as usize][range.clone()].iter().map(|id| digit(u64::from(*id))).collect()
    };
    json!(fields.map(text).collect::<Vec<String>>())
}
