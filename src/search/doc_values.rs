//! The values that queries filter and sort by, one row per document. Computed from the knowledge base
//! rather than the index, because some depend on the day (overdue follow-ups).

use super::tokenizer::{self, Class};
use crate::incident::sections::SectionKind;
use crate::incident::slug::slugify;
use crate::knowledge::facets::FacetKind;
use crate::knowledge::{Entry, KnowledgeBase, severities};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Number of fields with a set of names.
pub const KINDS: usize = 7;
/// Their keys, in the order of [`super::query::Fact`].
pub const KIND_NAMES: [&str; KINDS] = ["service", "cause", "severity", "tag", "owner", "status", "detected"];
/// Boolean fields, in the order of their bits.
pub const FLAGS: [&str; 5] = ["recurring", "open-actions", "overdue", "timeline", "actions"];

/// A name that documents have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// Comparison key: normalised words joined by hyphens.
    pub key: String,
    /// Its slug.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// For a severity, its rank.
    pub rank: u32,
}

/// The values of one document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// Indexes into [`Facts::names`], by field.
    pub names: [Vec<u32>; KINDS],
    /// Days since 1970-01-01.
    pub day: Option<i32>,
    /// Duration in seconds.
    pub duration: Option<i64>,
    /// Time to detect in seconds.
    pub ttd: Option<i64>,
    /// Time to resolve in seconds.
    pub ttr: Option<i64>,
    /// Rank of the severity; [`severities::UNKNOWN`] without one.
    pub rank: u32,
    /// One bit for each of [`FLAGS`].
    pub flags: u8,
}

/// The values of all documents, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// Names by field, sorted by slug.
    pub names: [Vec<Name>; KINDS],
    /// One row per document.
    pub rows: Vec<Row>,
}

/// Returns the comparison key of a text: `Expired certificate` and `expired-certificate` are equal.
pub fn key(text: &str) -> String {
    let tokens = tokenizer::tokens(text);
    let words: Vec<&str> = tokens
        .iter()
        .filter(|token| !matches!(token.class, Class::Whole | Class::Hump))
        .map(|token| token.text.as_str())
        .collect();
    words.join("-")
}

impl Facts {
    /// Computes the values of a knowledge base as of its day.
    pub fn new(knowledge: &KnowledgeBase) -> Facts {
        let mut all: [BTreeMap<String, Name>; KINDS] = Default::default();
        let named: Vec<[Vec<String>; KINDS]> = knowledge
            .entries
            .iter()
            .rev()
            .map(|entry| {
                names(knowledge, entry).map(|names| names.into_iter().map(|(slug, _, _)| slug).collect())
            })
            .collect();
        for entry in &knowledge.entries {
            for (kind, names) in names(knowledge, entry).into_iter().enumerate() {
                for (slug, title, rank) in names {
                    let name = || Name { key: key(&title), slug: slug.clone(), title: title.clone(), rank };
                    all[kind].entry(slug.clone()).or_insert_with(name);
                }
            }
        }
        let places: [BTreeMap<&str, u32>; KINDS] =
            std::array::from_fn(|kind| all[kind].keys().map(String::as_str).zip(0..).collect());
        let rows = knowledge
            .entries
            .iter()
            .rev()
            .zip(named)
            .map(|(entry, named)| Row {
                names: std::array::from_fn(|kind| {
                    named[kind].iter().filter_map(|slug| places[kind].get(slug.as_str()).copied()).collect()
                }),
                day: entry.incident.date.map(|date| day_number(date.day())),
                duration: entry.incident.duration.map(|length| length.length.as_secs()),
                ttd: entry.incident.times.to_detect().map(|length| length.as_secs()),
                ttr: entry.incident.times.to_resolve().map(|length| length.as_secs()),
                rank: entry.severity.as_ref().map_or(severities::UNKNOWN, |severity| severity.rank),
                flags: flags(knowledge, entry),
            })
            .collect();
        Facts { rows, names: all.map(|names| names.into_values().collect()) }
    }
}

/// Returns the days since 1970-01-01.
pub fn day_number(date: Date) -> i32 {
    (date - Date::constant(1970, 1, 1)).get_days()
}

type Named = Vec<(String, String, u32)>;

/// Returns the distinct names of an entry by field: slug, title and rank.
fn names(knowledge: &KnowledgeBase, entry: &Entry) -> [Named; KINDS] {
    let incident = &entry.incident;
    let facet = |kind: FacetKind, slugs: &[String]| -> Named {
        let facet = knowledge.facet(kind);
        slugs.iter().map(|slug| (slug.clone(), facet.title(slug).to_owned(), 0)).collect()
    };
    let own = |text: &str| (slugify(text), text.to_owned(), 0);
    let services = &knowledge.facet(FacetKind::Service).terms;
    let teams = entry.services.iter().filter_map(|slug| services.get(slug)?.owner.as_deref());
    let owners = incident.actions.iter().filter_map(|action| action.owner.as_deref());
    let mut all = [
        facet(FacetKind::Service, &entry.services),
        facet(FacetKind::Cause, &entry.causes),
        entry
            .severity
            .iter()
            .map(|severity| (slugify(&severity.name), severity.name.clone(), severity.rank))
            .collect(),
        incident.facts.tags.iter().map(|tag| own(tag)).collect(),
        owners.chain(teams).map(own).collect(),
        vec![own(incident.status.word())],
        incident.facts.detected_by.iter().map(|by| own(by.word())).collect(),
    ];
    for names in &mut all {
        names.sort();
        names.dedup_by(|a, b| a.0 == b.0);
    }
    all
}

/// Returns whether another counted incident has the same root cause.
fn is_recurring(knowledge: &KnowledgeBase, entry: &Entry) -> bool {
    let causes = knowledge.facet(FacetKind::Cause);
    let terms = entry.causes.iter().filter_map(|slug| causes.terms.get(slug));
    terms.flat_map(|term| &term.incidents).any(|id| {
        let other = &knowledge.entries[*id];
        other.slug != entry.slug && other.incident.kind.counts()
    })
}

fn flags(knowledge: &KnowledgeBase, entry: &Entry) -> u8 {
    let today = knowledge.today;
    let incident = &entry.incident;
    let open = || incident.open_actions();
    let timeline = incident.sections.iter().any(|section| section.kind == Some(SectionKind::Timeline));
    let facts = [
        is_recurring(knowledge, entry),
        // Without owner and due date it is an idea, not a commitment.
        open().any(|action| action.owner.is_some() || action.due.is_some()),
        open().any(|action| action.due.is_some_and(|due| due.day() < today)),
        timeline || !incident.timeline.events.is_empty(),
        !incident.actions.is_empty(),
    ];
    facts.iter().enumerate().fold(0, |flags, (bit, holds)| flags | u8::from(*holds) << bit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_by_their_words() {
        assert_eq!(key("Expired certificate"), "expired-certificate");
        assert_eq!(key("kube-system"), "kube-system");
        assert_eq!(day_number(Date::constant(1970, 1, 2)), 1);
        assert_eq!(day_number(Date::constant(2026, 3, 2)), 20_514);
    }
}
