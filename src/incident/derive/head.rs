//! What the head of a document states, in the words of whoever wrote it: typed as front matter is, remarks set aside.

use super::times::Told;
use crate::incident::fields::{self, Facts};
use crate::incident::front_matter::{Entry, Node, Value};
use crate::incident::header::{self, Stated};
use crate::incident::moment::{self, Moment, Precision};
use crate::incident::publication::Publication;
use crate::incident::wording::is_cjk;
use crate::incident::{Conventions, duration};
use jiff::SignedDuration;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What the head of a document states.
#[derive(Debug, Default)]
pub struct Head {
    /// The facts that front matter has too.
    pub facts: Facts,
    pub(super) detect: Told,
    pub(super) resolve: Option<SignedDuration>,
}

/// What the head of a document states, read like front matter; what cannot be read is passed over.
pub fn head(stated: &[Stated], conventions: &Conventions) -> Head {
    let entries: Vec<Entry> = stated
        .iter()
        .filter_map(|stated| {
            let key = header::canonical(&stated.key)?;
            let text = beginning(key, &stated.value, conventions);
            let value = Value::Scalar { text, quoted: false };
            let node = Node { value, span: stated.span.clone() };
            Some(Entry { key: key.to_owned(), key_span: stated.span.clone(), node })
        })
        .collect();
    let texts = |name: &'static str| {
        let named = entries.iter().filter(move |entry| entry.key == name);
        named.filter_map(|entry| entry.node.text())
    };
    let (mut facts, _) = fields::read(&Arc::from(""), &entries, conventions);
    // Read apart, for all of the document; other keys of the head are in the text already.
    facts.publication = Publication::default();
    facts.extra.clear();
    facts.forget_places();
    // Two of them are of two failures that one document tells.
    let both = |a, b| if a == b { a } else { Told::Unclear };
    let detect = texts("time_to_detect").map(told).reduce(both).unwrap_or_default();
    Head { detect, resolve: texts("time_to_resolve").next().and_then(duration::parse), facts }
}

fn told(text: &str) -> Told {
    const AT_ONCE: [&str; 5] = ["immediate", "instant", "即座", "即時", "sofort"];
    let text = text.to_lowercase();
    match duration::parse(&text) {
        Some(length) => Told::Length(length),
        None if AT_ONCE.iter().any(|word| text.starts_with(word)) => Told::Length(SignedDuration::ZERO),
        None => Told::Unclear,
    }
}

/// The services of a head by their names. Whoever writes them down for good is shown the remarks as well.
pub fn services(stated: &[String]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    stated.iter().filter_map(|name| service(name)).filter(|name| seen.insert(name.to_lowercase())).collect()
}

/// The name of a service as a sentence about it has it: `news-creator（間接）`. `None` for the sentence itself.
fn service(stated: &str) -> Option<String> {
    let name =
        stated.find('（').filter(|at| *at > 0 && stated.ends_with('）')).map_or(stated, |at| &stated[..at]);
    let name = name.trim();
    let tells = name.contains(is_cjk) && name.contains(' ');
    (!tells).then(|| name.to_owned())
}

/// People explain what they state: `2026-03-02 14:05 (first report)`, `about 1h; users saw less`.
/// The value is what stands at the beginning.
fn beginning(key: &str, value: &str, conventions: &Conventions) -> String {
    let until = |marks: &[char]| value.split(marks).next().unwrap_or(value).trim().to_owned();
    match key {
        "date" | "introduced" | "started" | "detected" | "acknowledged" | "mitigated" | "resolved" => {
            match moment::find(value, &conventions.zone) {
                Some((_, range))
                    if value[..range.start].trim().is_empty() && !is_bound(&value[range.end..]) =>
                {
                    value[range].to_owned()
                }
                _ => value.to_owned(),
            }
        }
        "duration" | "time_to_detect" | "time_to_resolve" => until(&['(', '（', '。', ';', '—', ',']),
        _ => value.to_owned(),
    }
}

/// Whether the words behind a time make it the earliest or the latest it can have been, and no time that is known.
fn is_bound(after: &str) -> bool {
    const WORDS: [&str; 11] = [
        "or before",
        "or earlier",
        "or later",
        "or after",
        "and before",
        "and earlier",
        "at the latest",
        "at the earliest",
        "oder früher",
        "oder später",
        "spätestens",
    ];
    const SIGNS: [&str; 6] = ["以前", "以降", "以後", "より前", "より後", "までに"];
    let after = after.trim_start_matches([' ', ',', '(', '（']).to_lowercase();
    WORDS.iter().chain(&SIGNS).any(|bound| after.starts_with(bound))
}

/// Whether the head, or what is filed by it, has a time of day: the zone it is read in matters.
pub fn is_timed(head: &Head, date: Option<Moment>) -> bool {
    let facts = &head.facts;
    let points = [
        facts.introduced,
        facts.started,
        facts.detected,
        facts.acknowledged,
        facts.mitigated,
        facts.resolved,
    ];
    points.into_iter().chain([facts.date, date]).flatten().any(|point| point.precision > Precision::Day)
}
