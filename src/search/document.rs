//! The searched fields of each document, as plain values. [`super::schema`] defines how they are indexed,
//! [`Field::boost`] how much they count.

use crate::incident::sections::SectionKind;
use crate::knowledge::facets::FacetKind;
use crate::knowledge::{Entry, KnowledgeBase};
use rayon::prelude::*;
use xxhash_rust::xxh3::Xxh3;

/// A searched field. The order is that of the bits in the browser's shards: the field with the most words
/// first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The text of all sections except follow-ups.
    Body,
    /// The title.
    Title,
    /// Headings.
    Headings,
    /// Services, causes, contributing factors, tags, severity.
    Facets,
    /// Follow-ups.
    Actions,
    /// Symptoms.
    Symptoms,
    /// The slug, which comes from the file name.
    Id,
}

/// Number of fields.
pub const FIELDS: usize = 7;

impl Field {
    /// All fields, in order.
    pub const ALL: [Field; FIELDS] = [
        Field::Body,
        Field::Title,
        Field::Headings,
        Field::Facets,
        Field::Actions,
        Field::Symptoms,
        Field::Id,
    ];

    /// Returns the field's name in the index.
    pub fn name(self) -> &'static str {
        match self {
            Field::Body => "body",
            Field::Title => "title",
            Field::Headings => "headings",
            Field::Facets => "facets",
            Field::Actions => "actions",
            Field::Symptoms => "symptoms",
            Field::Id => "id",
        }
    }

    /// Returns the weight of a match in the field.
    pub fn boost(self) -> f32 {
        match self {
            Field::Title => 6.0,
            Field::Symptoms => 4.0,
            Field::Facets => 3.0,
            Field::Headings => 2.0,
            Field::Body | Field::Actions | Field::Id => 1.0,
        }
    }

    /// Returns whether a match counts less in a longer field. It does not in lists, such as tags.
    pub fn is_normed(self) -> bool {
        matches!(self, Field::Body | Field::Title)
    }

    /// Returns whether the field's length is stored, for scoring and for recognising a query that equals
    /// the whole field.
    pub fn has_length(self) -> bool {
        matches!(self, Field::Body | Field::Title | Field::Id)
    }

    /// Returns whether the field supports phrase queries.
    pub fn has_positions(self) -> bool {
        self != Field::Id
    }

    /// Returns the field's bit in a set of fields.
    pub fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// The set of all fields.
pub const ALL_FIELDS: u8 = (1 << FIELDS) - 1;

/// A document as it is indexed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchDoc<'k> {
    /// Digest of everything below; identifies the document in the index.
    pub key: u64,
    /// Texts by field. Phrases don't match across texts.
    pub texts: [Vec<&'k str>; FIELDS],
}

/// Returns all documents, oldest first, so that a new incident comes last and keeps the other numbers.
pub fn documents(knowledge: &KnowledgeBase) -> Vec<SearchDoc<'_>> {
    knowledge.entries.par_iter().rev().map(|entry| SearchDoc::new(knowledge, entry)).collect()
}

impl<'k> SearchDoc<'k> {
    fn new(knowledge: &'k KnowledgeBase, entry: &'k Entry) -> SearchDoc<'k> {
        let incident = &entry.incident;
        let facts = &incident.facts;
        let mut texts: [Vec<&str>; FIELDS] = Default::default();
        let mut put = |field: Field, text: &'k str| {
            if !text.is_empty() {
                texts[field as usize].push(text);
            }
        };
        put(Field::Id, &entry.slug);
        put(Field::Title, &incident.title);
        facts.symptoms.iter().for_each(|text| put(Field::Symptoms, text));
        for (kind, slugs) in [(FacetKind::Service, &entry.services), (FacetKind::Cause, &entry.causes)] {
            let terms = &knowledge.facet(kind).terms;
            slugs.iter().filter_map(|slug| terms.get(slug)).for_each(|term| put(Field::Facets, &term.title));
        }
        if entry.causes.is_empty() {
            facts.root_cause.iter().for_each(|text| put(Field::Body, text));
        }
        let lists = [&facts.contributing_factors, &facts.tags, &facts.aliases];
        lists.into_iter().flatten().for_each(|text| put(Field::Facets, text));
        entry.severity.iter().for_each(|severity| put(Field::Facets, &severity.name));
        let lines = [&facts.summary, &facts.trigger];
        lines.into_iter().flatten().for_each(|text| put(Field::Body, text));
        for section in &incident.sections {
            put(Field::Headings, &section.heading);
            let promises = section.kind == Some(SectionKind::ActionItems);
            put(if promises { Field::Actions } else { Field::Body }, &section.text);
        }
        for action in incident.actions.iter().filter(|action| action.stated) {
            put(Field::Actions, &action.title);
            action.owner.iter().for_each(|owner| put(Field::Actions, owner));
        }
        SearchDoc { key: key(&incident.path, &texts), texts }
    }
}

/// Digests the path too, so that documents with equal text differ.
fn key(path: &str, texts: &[Vec<&str>]) -> u64 {
    let mut hasher = Xxh3::new();
    hasher.update(path.as_bytes());
    for texts in texts {
        hasher.update(&[0]);
        for text in texts {
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        }
    }
    hasher.digest()
}
