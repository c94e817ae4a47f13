//! Splits long lists by year and selects the part a page shows.

use crate::knowledge::facets::{FacetKind, Term};
use crate::knowledge::{Id, KnowledgeBase};
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// A longer list is split by year. Unlike page numbers, years keep their meaning when incidents are added.
const LONG: usize = 200;

/// A link to one year of a long list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct YearLink {
    /// The year.
    pub text: String,
    /// URL of its page.
    pub href: String,
    /// Number of incidents.
    pub count: usize,
    /// Whether it is the current page.
    pub current: bool,
}

/// The part of a long list on a page.
#[derive(Debug, Clone, Copy)]
pub struct Shown {
    /// The year.
    pub year: i16,
    /// Whether incidents without a date are included.
    pub undated: bool,
}

impl Shown {
    /// Returns whether the part includes incidents of a year.
    pub fn has(self, year: Option<i16>) -> bool {
        year.map_or(self.undated, |year| year == self.year)
    }
}

/// Returns whether a list is split by year.
pub fn is_long(ids: &[Id]) -> bool {
    ids.len() > LONG
}

/// Returns whether a facet value has a page per year.
pub fn is_split(kind: FacetKind, term: &Term) -> bool {
    kind != FacetKind::Year && is_long(&term.incidents)
}

/// Returns the years of a list, newest first.
pub fn years(knowledge: &KnowledgeBase, ids: &[Id]) -> Vec<String> {
    counts(knowledge, ids).into_keys().map(|Reverse(year)| year.to_string()).collect()
}

/// Counts incidents by year, newest first. The year is local to the incident while the order is
/// chronological, so years may interleave around New Year.
fn counts(knowledge: &KnowledgeBase, ids: &[Id]) -> BTreeMap<Reverse<i16>, usize> {
    let mut counts = BTreeMap::new();
    for year in ids.iter().filter_map(|id| year_number(knowledge, *id)) {
        *counts.entry(Reverse(year)).or_default() += 1;
    }
    counts
}

/// Returns the year of the newest incident, in its local time.
pub fn newest_year(knowledge: &KnowledgeBase, ids: &[Id]) -> Option<i16> {
    ids.iter().filter_map(|id| year_number(knowledge, *id)).max()
}

/// Returns the year an incident is listed under.
pub fn year_number(knowledge: &KnowledgeBase, id: Id) -> Option<i16> {
    knowledge.entries[id].incident.date.map(|date| date.day().year())
}

/// Returns links to the years of a list; `to` builds the route, `current` is the year shown.
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
