//! Root causes as one vocabulary: configured terms with their aliases, or the documents' own words
//! where case, hyphens and plurals make no difference. Look-alikes beyond that are never merged.

use super::facets::Facet;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Place, nearest};
use crate::incident::Incident;
use crate::incident::slug::slugify;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A longer text describes a cause and does not name one.
const MAX_NAME: usize = 100;

/// A root cause of an incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// Its name in addresses.
    pub slug: String,
    /// Its name for people.
    pub title: String,
}

/// The root causes of each incident, in the order it names them.
pub fn resolve(
    config: &Config,
    incidents: &[Arc<Incident>],
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Vec<Cause>> {
    let vocabulary = vocabulary(config);
    let spellings = spellings(incidents);
    incidents
        .iter()
        .map(|incident| {
            let mut causes: Vec<Cause> = vec![];
            for written in incident.facts.root_cause.iter().filter(|text| text.chars().count() <= MAX_NAME) {
                let folded = fold(written);
                let cause = match vocabulary.get(&folded) {
                    Some(cause) => cause.clone(),
                    None => {
                        if !vocabulary.is_empty() {
                            diagnostics.push(unknown(config, incident, written));
                        }
                        let title = spellings.get(&folded).cloned().unwrap_or_else(|| written.clone());
                        Cause { slug: slugify(&title), title: readable(&title) }
                    }
                };
                if !causes.contains(&cause) {
                    causes.push(cause);
                }
            }
            causes
        })
        .collect()
}

/// Folded spelling to term.
fn vocabulary(config: &Config) -> BTreeMap<String, Cause> {
    let mut vocabulary = BTreeMap::new();
    for (key, term) in &config.causes {
        let title = term.title.clone().unwrap_or_else(|| readable(key));
        let cause = Cause { slug: slugify(key), title };
        for name in std::iter::once(key).chain(&term.title).chain(&term.aliases) {
            vocabulary.entry(fold(name)).or_insert_with(|| cause.clone());
        }
    }
    vocabulary
}

/// Folded spelling to the slug of a cause that incidents have: names, titles and configured aliases.
pub fn by_spelling(config: &Config, causes: &Facet) -> BTreeMap<String, String> {
    let mut slugs: BTreeMap<String, String> = BTreeMap::new();
    for (slug, term) in &causes.terms {
        slugs.insert(fold(slug), slug.clone());
        slugs.insert(fold(&term.title), slug.clone());
    }
    for (key, term) in &config.causes {
        for name in std::iter::once(key).chain(&term.aliases) {
            slugs.insert(fold(name), slugify(key));
        }
    }
    slugs
}

/// The spelling most documents use, the first in the alphabet among equals.
fn spellings(incidents: &[Arc<Incident>]) -> BTreeMap<String, String> {
    let mut counts: BTreeMap<String, BTreeMap<&str, usize>> = BTreeMap::new();
    for written in incidents.iter().flat_map(|incident| &incident.facts.root_cause) {
        *counts.entry(fold(written)).or_default().entry(written).or_default() += 1;
    }
    counts
        .into_iter()
        .filter_map(|(folded, spellings)| {
            let best = spellings.into_iter().rev().max_by_key(|(_, count)| *count)?;
            Some((folded, best.0.to_owned()))
        })
        .collect()
}

fn unknown(config: &Config, incident: &Incident, written: &str) -> Diagnostic {
    let place = match incident.facts.spans.get("root_cause") {
        Some(span) => Place::span(incident.path.clone(), span.clone()),
        None => Place::file(incident.path.clone()),
    };
    let diagnostic = Diagnostic::new(
        Code::UnknownCause,
        place,
        format!("`{written}` is not a root cause of the vocabulary"),
    );
    match nearest(written, config.causes.keys().map(String::as_str)) {
        Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
        None => diagnostic.hint(format!(
            "add `[causes.{}]` to hindsite.toml, or an alias to one that is there",
            slugify(written)
        )),
    }
}

/// `expired-certificate` reads `Expired certificate`; what has a blank or a capital stays.
pub fn readable(name: &str) -> String {
    if name.contains(' ') || name.chars().any(char::is_uppercase) {
        return name.to_owned();
    }
    let words = name.replace(['-', '_'], " ");
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// What does not distinguish two spellings: case, punctuation, and the `s` of a plural.
pub fn fold(name: &str) -> String {
    let slug = slugify(name).replace('_', "-");
    let words: Vec<&str> = slug
        .split('-')
        .filter(|word| !word.is_empty())
        .map(|word| match word.strip_suffix('s') {
            Some(stem) if word.len() > 3 && !stem.ends_with(['s', 'u', 'i']) => stem,
            _ => word,
        })
        .collect();
    words.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_hyphens_and_plurals_are_one_spelling() {
        for spelling in
            ["expired-certificate", "Expired certificates", "expired_certificate", "EXPIRED CERTIFICATE"]
        {
            assert_eq!(fold(spelling), "expired-certificate", "{spelling}");
        }
        assert_ne!(fold("dns"), fold("dn"));
        assert_ne!(fold("address"), fold("addres"));
        assert_eq!(readable("hidden-limit"), "Hidden limit");
        assert_eq!(readable("DNS failure"), "DNS failure");
    }
}
