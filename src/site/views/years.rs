//! Long lists by year: which are split, into which years, and which of them a page shows.

use crate::knowledge::facets::{FacetKind, Term};
use crate::knowledge::{Id, KnowledgeBase};
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// A list longer than this is split by year: a page number would change its meaning with every
/// new incident, a year does not.
const LONG: usize = 200;

/// A link to one year of a long list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct YearLink {
    /// `2025`
    pub text: String,
    /// Its page.
    pub href: String,
    /// How many incidents it has.
    pub count: usize,
    /// Whether this is the page.
    pub current: bool,
}

/// The part of a long list that a page shows.
#[derive(Debug, Clone, Copy)]
pub struct Shown {
    /// The incidents of this year.
    pub year: i16,
    /// And those without a date.
    pub undated: bool,
}

impl Shown {
    /// Whether incidents of a year are among them.
    pub fn has(self, year: Option<i16>) -> bool {
        year.map_or(self.undated, |year| year == self.year)
    }
}

/// Whether a list is split by year.
pub fn is_long(ids: &[Id]) -> bool {
    ids.len() > LONG
}

/// Whether a term has a page for every year.
pub fn is_split(kind: FacetKind, term: &Term) -> bool {
    kind != FacetKind::Year && is_long(&term.incidents)
}

/// The years a term has incidents in, newest first.
pub fn years(knowledge: &KnowledgeBase, ids: &[Id]) -> Vec<String> {
    counts(knowledge, ids).into_keys().map(|Reverse(year)| year.to_string()).collect()
}

/// How many incidents each year has, newest first. Years are those of where an incident was, and incidents are in
/// order of time: around New Year those of two years may stand mixed.
fn counts(knowledge: &KnowledgeBase, ids: &[Id]) -> BTreeMap<Reverse<i16>, usize> {
    let mut counts = BTreeMap::new();
    for year in ids.iter().filter_map(|id| year_number(knowledge, *id)) {
        *counts.entry(Reverse(year)).or_default() += 1;
    }
    counts
}

/// The year of the newest incident, as dates are told.
pub fn newest_year(knowledge: &KnowledgeBase, ids: &[Id]) -> Option<i16> {
    ids.iter().filter_map(|id| year_number(knowledge, *id)).max()
}

/// The year an incident is filed under.
pub fn year_number(knowledge: &KnowledgeBase, id: Id) -> Option<i16> {
    knowledge.entries[id].incident.date.map(|date| date.day().year())
}

/// The pages of a list's years; `to` is the way to one, `current` the one that is shown.
pub fn year_links(
    knowledge: &KnowledgeBase,
    ids: &[Id],
    current: Option<&str>,
    to: impl Fn(&str) -> String,
) -> Vec<YearLink> {
    counts(knowledge, ids)
        .into_iter()
        .map(|(Reverse(year), count)| {
            let text = year.to_string();
            YearLink { href: to(&text), count, current: current == Some(text.as_str()), text }
        })
        .collect()
}
