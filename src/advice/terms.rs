//! Tags and services that differ only in how they are written: `fluentd`, `fluentD`, `fluent-d`.

use super::note;
use crate::diagnostic::{Code, Diagnostic, Place, Severity};
use crate::incident::Incident;
use crate::incident::slug::{fold, slugify};
use crate::knowledge::KnowledgeBase;
use crate::source::Inputs;
use std::collections::BTreeMap;

/// Shorter words are one letter apart too often: `pod` and `pid`.
const LONG: usize = 7;

/// Every use of a spelling that others write differently, and more often.
pub fn near_duplicates(knowledge: &KnowledgeBase, inputs: &Inputs) -> Vec<Diagnostic> {
    let incidents: Vec<&Incident> = knowledge.incidents().map(|(_, entry)| &*entry.incident).collect();
    let configured = |name: &str| {
        let folded = slugify(name);
        let mut terms = inputs.config.services.iter();
        terms.any(|(key, term)| {
            std::iter::once(key).chain(&term.title).chain(&term.aliases).any(|name| slugify(name) == folded)
        })
    };
    let mut found = vec![];
    for (key, noun) in [("tags", "tag"), ("services", "service")] {
        let written = |incident: &Incident| match key {
            "tags" => incident.facts.tags.clone(),
            _ => incident.facts.services.iter().filter(|name| !configured(name)).cloned().collect(),
        };
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for name in incidents.iter().flat_map(|incident| written(incident)) {
            *counts.entry(name).or_default() += 1;
        }
        let better = preferred(&counts);
        for incident in &incidents {
            for name in written(incident) {
                let Some(other) = better.get(&name) else { continue };
                found.push(advice(incident, inputs, key, noun, (&name, other, counts[other])));
            }
        }
    }
    found
}

/// Spelling to the one that is preferred.
fn preferred(counts: &BTreeMap<String, usize>) -> BTreeMap<String, String> {
    let mut groups: BTreeMap<String, Vec<&String>> = BTreeMap::new();
    for name in counts.keys() {
        groups.entry(squashed(name)).or_default().push(name);
    }
    let commonest = |names: &[&String]| {
        names
            .iter()
            .max_by_key(|name| (counts[**name], std::cmp::Reverse(**name)))
            .map(|name| (**name).clone())
    };
    let mut better = BTreeMap::new();
    for names in groups.values() {
        let Some(best) = commonest(names) else { continue };
        better
            .extend(names.iter().filter(|name| ***name != best).map(|name| ((*name).clone(), best.clone())));
    }
    // What is left may be a typing error of what is used at least twice as often.
    let keys: Vec<(&String, &Vec<&String>)> = groups.iter().collect();
    let uses = |names: &[&String]| names.iter().map(|name| counts[*name]).sum::<usize>();
    for (key, names) in &keys {
        let twice = uses(names) * 2;
        let near = keys.iter().find(|(other, others)| uses(others) >= twice && is_typing_error(key, other));
        let Some(best) = near.and_then(|(_, others)| commonest(others)) else { continue };
        better.extend(names.iter().map(|name| ((*name).clone(), best.clone())));
    }
    better
}

/// Letters and digits only, one for singular and plural.
fn squashed(name: &str) -> String {
    fold(name).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// One letter wrong, missing, too many, or two swapped, in a long word and not at its beginning. A digit makes
/// another thing of it, and so does a last letter: `kafka-a`, `kafka-b`.
fn is_typing_error(a: &str, b: &str) -> bool {
    let letters = |text: &str| text.chars().all(char::is_alphabetic) && text.chars().count() >= LONG;
    let ends = a.chars().next() == b.chars().next() && a.chars().next_back() == b.chars().next_back();
    a != b && ends && letters(a) && letters(b) && strsim::osa_distance(a, b) == 1
}

fn advice(
    incident: &Incident,
    inputs: &Inputs,
    key: &str,
    noun: &str,
    (name, other, uses): (&str, &str, usize),
) -> Diagnostic {
    let place = place(incident, inputs, key, name);
    let message = format!(
        "the {noun} `{name}` is written `{other}` {}",
        match uses {
            1 => "elsewhere".to_owned(),
            uses => format!("in {uses} documents"),
        }
    );
    let mut diagnostic = note(Code::NearDuplicate, place, message, remedy(key, name, other));
    // Under one address they are one page already, and only look untidy.
    if slugify(name) == slugify(other) {
        diagnostic.severity = Severity::Note;
    }
    diagnostic
}

/// The command that gives both one name, where the names can be pasted into a shell as they are.
fn remedy(key: &str, name: &str, other: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '.' | '_' | '-' | '/');
    if ![name, other].iter().all(|name| name.chars().all(plain) && !name.starts_with('-')) {
        return format!("write `{other}` here too");
    }
    let word = |name: &str| if name.contains(' ') { format!("'{name}'") } else { name.to_owned() };
    let field = if key == "tags" { "" } else { " --field services" };
    format!("`hindsite tags merge {} {}{field} --write` changes all of them", word(name), word(other))
}

/// The name in the value of its key.
fn place(incident: &Incident, inputs: &Inputs, key: &str, name: &str) -> Place {
    let exact = || {
        let span = incident.facts.span_of(key, name)?;
        let at = inputs.sources.binary_search_by(|source| source.path.cmp(&incident.path)).ok()?;
        let value = inputs.sources[at].text.get(span.clone())?;
        let start = span.start + value.find(name)?;
        Some(start..start + name.len())
    };
    Place::of(incident.path.clone(), exact())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn better(counts: &[(&str, usize)]) -> Vec<(String, String)> {
        let counts = counts.iter().map(|(name, n)| ((*name).to_owned(), *n)).collect();
        preferred(&counts).into_iter().collect()
    }

    #[test]
    fn case_hyphens_and_plurals_are_one_word() {
        let found = better(&[("fluentd", 3), ("fluentD", 1), ("fluent-d", 1), ("dns", 1)]);
        assert_eq!(found, [("fluent-d".into(), "fluentd".into()), ("fluentD".into(), "fluentd".into())]);
        assert_eq!(better(&[("api-gateways", 1), ("API gateway", 2)]).len(), 1);
    }

    #[test]
    fn the_remedy_is_a_command_that_can_be_pasted() {
        assert_eq!(
            remedy("services", "irc bot", "ircbot"),
            "`hindsite tags merge 'irc bot' ircbot --field services --write` changes all of them"
        );
        assert_eq!(remedy("tags", "$(x)", "x"), "write `x` here too");
    }

    #[test]
    fn a_typing_error_is_rare_long_and_no_other_thing() {
        assert_eq!(better(&[("prometheus", 2), ("promehteus", 1)]).len(), 1);
        for pair in [["mysql5", "mysql8"], ["staging", "stating"], ["postgres", "postgresql"], ["pod", "pid"]]
        {
            assert_eq!(better(&[(pair[0], 1), (pair[1], 1)]), [], "{pair:?}");
        }
    }
}
