//! Sub-headings that are actions.

use super::scope::{Scope, Stretch};
use super::tree::{self, Part};
use super::words::starts_with_verb;
use super::{fields, group, item};
use crate::incident::outline::Inline;
use crate::incident::wording::without_numbering;

/// A sub-heading as an action.
pub(super) struct Found<'s, 'a> {
    pub text: Inline,
    pub stretch: &'s Stretch<'a>,
    /// The lines below it that state its owner, status or due date.
    pub facts: Vec<&'a Inline>,
}

/// Finds the sub-headings of a section that are actions: all of them, if most begin with a verb or have an owner, a
/// status or a due date below them.
pub(super) fn find<'s, 'a>(section: &'s [Stretch<'a>]) -> Vec<Found<'s, 'a>> {
    let below = section.get(1..).unwrap_or(&[]);
    let level = below.iter().map(|stretch| stretch.level).min();
    let subs: Vec<&Stretch<'a>> = below
        .iter()
        .filter(|stretch| Some(stretch.level) == level && stretch.scope != Scope::Closed)
        .collect();
    let work = subs.iter().filter(|stretch| {
        let heading = stretch.heading.map_or("", |heading| heading.text.as_str());
        starts_with_verb(numberless(heading)) || is_action(stretch, &tree::parts(stretch.blocks))
    });
    if work.count() * 2 < subs.len() {
        return vec![];
    }
    let found = subs.into_iter().filter_map(|stretch| {
        let heading = stretch.heading.filter(|heading| group::kind_of(&heading.text).is_none())?;
        let text = Inline { text: numberless(&heading.text).to_owned(), code: Vec::new(), ..heading.clone() };
        Some(Found { text, stretch, facts: fact_lines(&tree::parts(stretch.blocks)) })
    });
    found.collect()
}

/// Whether a sub-section is one action as a whole: its heading names it, and lines below state its owner, status or
/// due date.
pub(super) fn is_action(stretch: &Stretch<'_>, parts: &[Part<'_>]) -> bool {
    let heading = stretch.heading.map_or("", |heading| heading.text.as_str());
    !stretch.opens && stretch.level > 2 && group::kind_of(heading).is_none() && !fact_lines(parts).is_empty()
}

/// The lines of a sub-section that state an owner, a status or a due date of it as a whole.
fn fact_lines<'a>(parts: &[Part<'a>]) -> Vec<&'a Inline> {
    let mut lines = Vec::new();
    for part in parts {
        match part {
            Part::Paragraph { text, .. } => lines.push(*text),
            Part::List { nodes, .. } => lines.extend(nodes.iter().map(|node| node.text)),
            Part::Table { .. } => {}
        }
    }
    lines.retain(|text| {
        text.text.lines().all(fields::is_labelled) && text.text.lines().any(fields::states_who_or_when)
    });
    lines
}

/// A heading without its number or identifier: `AI-1: Add a probe`, `1. Add a probe`.
fn numberless(heading: &str) -> &str {
    let text = without_numbering(heading.trim());
    match text.split_once([':', ' ']) {
        Some((word, rest)) if item::is_identifier(word) => rest.trim_start_matches([' ', ':', '—', '–', '-']),
        _ => text,
    }
}
