//! Language that finds somebody at fault, in a genre that asks how it could make sense. Phrases with a person
//! as subject only: a server may fail, a check may forget nothing. Silent in quotations, code, links and
//! prompts; a note by default, with the reason and another way to say it.

mod rules;

use super::document::Document;
use super::note;
use super::prose::Passage;
use crate::diagnostic::{Code, Diagnostic};
use crate::incident::sections::SectionKind;
use rules::{RULES, Rule};
use std::cell::OnceCell;
use std::ops::Range;

/// A phrase that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// What it does.
    pub code: Code,
    /// The bytes in the text.
    pub range: Range<usize>,
    /// Why it does not help.
    pub reason: &'static str,
    /// What helps instead.
    pub rewording: &'static str,
}

/// Advice on a document's own words, and on what its front matter calls the cause.
pub fn advise(document: &Document<'_>) -> Vec<Diagnostic> {
    let mut found = vec![];
    for passage in document.passages.iter().filter(|passage| !is_prompt(passage)) {
        for hit in hits(&passage.text) {
            // This section is about what should have happened, and says so.
            let expected = passage.section == Some(SectionKind::ShouldHaveHappened);
            if expected && matches!(hit.code, Code::ShouldHave | Code::WhatIf) {
                continue;
            }
            let place = document.span(passage.place(hit.range.clone()));
            found.push(advice(&hit, &passage.text[hit.range.clone()], place));
        }
    }
    let facts = &document.incident.facts;
    for (key, values) in
        [("root_cause", &facts.root_cause), ("contributing_factors", &facts.contributing_factors)]
    {
        for value in values {
            let words = value.replace(['-', '_'], " ");
            let place = document.entry(key, value).unwrap_or_else(|| document.whole());
            found.extend(hits(&words).into_iter().map(|hit| advice(&hit, value, place.clone())));
        }
    }
    found
}

fn advice(hit: &Hit, phrase: &str, place: crate::diagnostic::Place) -> Diagnostic {
    let phrase = phrase.split_whitespace().collect::<Vec<_>>().join(" ");
    note(hit.code, place, format!("`{phrase}`: {}", hit.reason), hit.rewording)
}

/// Questions and headings of known sections ask; they do not blame.
fn is_prompt(passage: &Passage) -> bool {
    let asks = passage.text.trim_end().ends_with(['?', '？']);
    asks || (passage.heading && passage.section.is_some_and(|kind| kind != SectionKind::RootCause))
}

/// The ends of the sentences of a text, found on the first phrase and once: prose without a full stop would be searched
/// to its end for each phrase.
struct Sentences<'t> {
    text: &'t str,
    /// Where each ends, and whether it is a question.
    ends: OnceCell<Vec<(usize, bool)>>,
}

impl<'t> Sentences<'t> {
    fn new(text: &'t str) -> Sentences<'t> {
        Sentences { text, ends: OnceCell::new() }
    }

    /// Whether the sentence at this position is a question.
    fn is_question(&self, at: usize) -> bool {
        let ends = self.ends.get_or_init(|| {
            let ends = self.text.match_indices(['.', '!', '?', '。', '！', '？']);
            ends.map(|(at, end)| (at, matches!(end, "?" | "？"))).collect()
        });
        ends.get(ends.partition_point(|(end, _)| *end < at)).is_some_and(|(_, question)| *question)
    }
}

/// Whether the words around a phrase say that it is none: "operator error is never a root cause", "not a human error".
/// Only the nearest words count.
fn is_denied(before: &str, after: &str) -> bool {
    const NEAR: usize = 24;
    let quotes = |c: char| c.is_whitespace() || matches!(c, '"' | '“' | '”' | '`' | '*');
    let after: String =
        after.trim_start_matches(quotes).chars().take(NEAR).collect::<String>().to_lowercase();
    let denies = [
        "is not ",
        "isn't ",
        "isn’t ",
        "is never ",
        "are not ",
        "are never ",
        "was not ",
        "cannot be ",
        "can't be ",
        "is no ",
    ];
    let mut nearest: Vec<char> = before.trim_end_matches(quotes).chars().rev().take(NEAR).collect();
    nearest.reverse();
    let before = nearest.into_iter().collect::<String>().to_lowercase();
    let article = [" a", " an", " the", " just", " simply", " merely"]
        .iter()
        .find_map(|word| before.strip_suffix(word));
    let before = article.unwrap_or(&before);
    let introduces = [
        "not",
        "no",
        "never",
        "isn't",
        "isn’t",
        "wasn't",
        "rather than",
        "instead of",
        "more than",
        "beyond",
    ];
    let ends_with =
        |word: &&str| before.strip_suffix(*word).is_some_and(|rest| !rest.ends_with(char::is_alphanumeric));
    denies.iter().any(|phrase| after.starts_with(phrase)) || introduces.iter().any(ends_with)
}

/// Returns the phrases in a text, in order, each stretch once.
pub fn hits(text: &str) -> Vec<Hit> {
    let sentences = Sentences::new(text);
    let mut found: Vec<Hit> = RULES.iter().flat_map(|rule| of(rule, &sentences)).collect();
    found.sort_by_key(|hit| (hit.range.start, std::cmp::Reverse(hit.range.end)));
    found.dedup_by(|later, earlier| later.range.start < earlier.range.end);
    found
}

fn of(rule: &Rule, sentences: &Sentences<'_>) -> Vec<Hit> {
    let Some(pattern) = rule.pattern.as_ref() else { return vec![] };
    let text = sentences.text;
    pattern
        .captures_iter(text)
        .filter_map(|captures| {
            let range = captures.get(0)?.range();
            let word = captures.name("word").map_or("", |word| word.as_str());
            let excepted = rule.except.contains(&word.to_lowercase().as_str())
                || sentences.is_question(range.end)
                || rule.code == Code::HumanError && is_denied(&text[..range.start], &text[range.end..]);
            let Rule { code, reason, rewording, .. } = *rule;
            (!excepted).then_some(Hit { code, range, reason, rewording })
        })
        .collect()
}

#[cfg(test)]
mod tests;
