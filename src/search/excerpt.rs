//! Finds a document's best matching sections and an excerpt of each.

use super::stem::Stemmer;
use super::tokenizer;
use crate::incident::SectionText;
use crate::incident::fields::Facts;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Maximum number of sections per document.
const SECTIONS: usize = 3;
/// Approximate length of an excerpt in bytes.
const LENGTH: usize = 180;
/// Maximum text before the first match.
const LEAD: usize = 40;

/// A section with matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// Its heading; empty for text before the first heading.
    pub heading: String,
    /// Its anchor.
    pub anchor: String,
    /// The text around the matches, with `…` where it is truncated.
    pub text: String,
    /// Byte ranges of matches in `text`.
    pub marks: Vec<Range<usize>>,
}

/// Returns the best sections of a document, best first. `terms` are the query's terms with their weights.
/// Terms in the title don't count, because a section that repeats the title isn't more relevant.
pub fn excerpts<'s>(
    title: &str,
    sections: impl IntoIterator<Item = &'s SectionText>,
    terms: &BTreeMap<String, f32>,
    stemmer: Stemmer,
) -> Vec<Excerpt> {
    let mut found: Vec<(f32, usize, Excerpt)> = sections
        .into_iter()
        .enumerate()
        .filter(|(_, section)| !section.text.trim().is_empty())
        .filter_map(|(at, section)| {
            let heading = if section.heading == title { "" } else { &section.heading };
            let heading = matches(heading, terms, stemmer);
            let body = matches(&section.text, terms, stemmer);
            let distinct: BTreeSet<&str> = heading.iter().chain(&body).map(|hit| hit.term).collect();
            let score: f32 = distinct.iter().filter_map(|term| terms.get(*term)).sum();
            let excerpt = Excerpt {
                heading: section.heading.clone(),
                anchor: section.anchor.clone(),
                ..cut(&section.text, &body, terms)
            };
            (!distinct.is_empty()).then_some((score, at, excerpt))
        })
        .collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    found.into_iter().take(SECTIONS).map(|(_, _, excerpt)| excerpt).collect()
}

/// Returns front-matter text that no section repeats, as sections without an anchor.
pub fn stated(facts: &Facts) -> Vec<SectionText> {
    let lists = [("Symptoms", &facts.symptoms), ("Contributing factors", &facts.contributing_factors)];
    let stated = lists.into_iter().filter(|(_, texts)| !texts.is_empty());
    stated
        .map(|(heading, texts)| SectionText {
            kind: None,
            heading: heading.to_owned(),
            anchor: String::new(),
            text: texts.join("; "),
        })
        .collect()
}

struct Match<'t> {
    term: &'t str,
    span: Range<usize>,
}

fn matches<'t>(text: &str, terms: &'t BTreeMap<String, f32>, stemmer: Stemmer) -> Vec<Match<'t>> {
    let tokens = tokenizer::tokens(text).into_iter();
    tokens
        .filter_map(|token| {
            let (term, _) = terms.get_key_value(&stemmer.term(&token))?;
            Some(Match { term, span: token.from..token.to })
        })
        .collect()
}

/// Returns the excerpt with the heaviest terms.
fn cut(text: &str, matches: &[Match<'_>], terms: &BTreeMap<String, f32>) -> Excerpt {
    let told = |from: usize| {
        let inside =
            matches[from..].iter().take_while(|hit| hit.span.end <= matches[from].span.start + LENGTH);
        let distinct: BTreeSet<&str> = inside.map(|hit| hit.term).collect();
        distinct.iter().filter_map(|term| terms.get(*term)).sum::<f32>()
    };
    let best = (0..matches.len()).rev().max_by(|a, b| told(*a).total_cmp(&told(*b)));
    let first = best.map_or(0, |at| matches[at].span.start);
    let from = word_start(text, first.saturating_sub(LEAD), first);
    let to = word_end(text, (from + LENGTH).min(text.len()));
    let (head, tail) = (if from > 0 { "… " } else { "" }, if to < text.len() { " …" } else { "" });
    // Join lines with spaces of the same length, to keep positions valid.
    let line: String =
        text[from..to].chars().map(|c| if c.is_ascii_whitespace() { ' ' } else { c }).collect();
    let shift = |span: &Range<usize>| span.start - from + head.len()..span.end - from + head.len();
    let mut marks: Vec<Range<usize>> = vec![];
    for hit in matches.iter().filter(|hit| hit.span.start >= from && hit.span.end <= to) {
        match marks.last_mut() {
            Some(last) if shift(&hit.span).start < last.end => last.end = last.end.max(shift(&hit.span).end),
            _ => marks.push(shift(&hit.span)),
        }
    }
    Excerpt { heading: String::new(), anchor: String::new(), text: format!("{head}{line}{tail}"), marks }
}

/// Returns a word start between `at` and `limit`.
fn word_start(text: &str, at: usize, limit: usize) -> usize {
    let at = (at..=limit).find(|at| text.is_char_boundary(*at)).unwrap_or(limit);
    if at == 0 {
        return 0;
    }
    text[at..limit].find(char::is_whitespace).map_or(limit, |blank| {
        let rest = &text[at + blank..limit];
        at + blank + (rest.len() - rest.trim_start().len())
    })
}

/// Returns a word end at or before `at`, if there is a space nearby.
fn word_end(text: &str, at: usize) -> usize {
    let at = (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    if at == text.len() {
        return at;
    }
    let near = text[..at].rfind(char::is_whitespace).filter(|blank| at - blank < LEAD);
    near.map_or(at, |blank| text[..blank].trim_end().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(heading: &str, text: &str) -> SectionText {
        SectionText { kind: None, heading: heading.into(), anchor: heading.to_lowercase(), text: text.into() }
    }

    #[test]
    fn the_best_words_of_the_best_sections_are_shown() {
        let filler = "nothing to see here and more of it ".repeat(20);
        let sections = [
            section("Impact", "Nothing."),
            section("Cause", &format!("{filler}the disk was full when the restarting pods wrote {filler}")),
            section("Disk", "Alerts."),
            section("Disk full", "Something else."),
            section("Restart the disk", ""),
        ];
        let terms = BTreeMap::from([("disk".to_owned(), 2.0), ("restart".to_owned(), 3.0)]);
        let found = excerpts("Disk full", &sections, &terms, Stemmer::new("en"));
        assert_eq!(found.iter().map(|e| e.heading.as_str()).collect::<Vec<_>>(), ["Cause", "Disk"]);
        let marked: Vec<&str> = found[0].marks.iter().map(|mark| &found[0].text[mark.clone()]).collect();
        assert_eq!(marked, ["disk", "restarting"]);
        assert!(found[0].text.len() < LENGTH + 10, "{}", found[0].text);
        assert!(found[0].text.starts_with("… ") && found[0].text.ends_with(" …"));
    }

    #[test]
    fn text_is_cut_between_characters() {
        let text = "障害".repeat(300);
        let terms = BTreeMap::from([("害障".to_owned(), 1.0)]);
        let found = excerpts("", &[section("", &text)], &terms, Stemmer::new("ja"));
        assert!(found[0].marks.iter().all(|mark| found[0].text.get(mark.clone()).is_some()));
    }
}
