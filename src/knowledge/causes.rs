//! Root causes as one vocabulary: configured terms with their aliases, or the documents' own words
//! where case, hyphens and plurals make no difference. Look-alikes beyond that are never merged.

use super::Id;
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

/// The nearest incidents with the same root cause, before and since, and whether there are more.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Companions {
    /// Oldest first.
    pub before: Vec<Id>,
    /// Oldest first.
    pub since: Vec<Id>,
    /// Whether the cause has earlier ones.
    pub more_before: bool,
    /// Whether the cause has later ones.
    pub more_since: bool,
}

/// How many companions are named on either side. A common cause has thousands of incidents, and a
/// page that named them all would change with each.
const NEAREST: usize = 4;

/// The companions of each incident. Maintenance, exercises and near-misses neither recur nor are
/// recurred.
pub fn companions(incidents: &[Arc<Incident>], causes: &[Vec<Cause>]) -> Vec<Companions> {
    let mut by_cause: BTreeMap<&str, Vec<Id>> = BTreeMap::new();
    for (id, _) in incidents.iter().enumerate().filter(|(_, incident)| incident.kind.counts()) {
        for cause in &causes[id] {
            by_cause.entry(&cause.slug).or_default().push(id);
        }
    }
    causes.iter().enumerate().map(|(id, causes)| nearest_to(id, causes, &by_cause)).collect()
}

fn nearest_to(id: Id, causes: &[Cause], by_cause: &BTreeMap<&str, Vec<Id>>) -> Companions {
    let mut companions = Companions::default();
    for ids in causes.iter().filter_map(|cause| by_cause.get(cause.slug.as_str())) {
        // Entries are newest first: what stands after `id` happened before it.
        let (at, after) = match ids.binary_search(&id) {
            Ok(at) => (at, at + 1),
            Err(at) => (at, at),
        };
        companions.since.extend(&ids[at.saturating_sub(NEAREST)..at]);
        companions.before.extend(ids[after..].iter().take(NEAREST));
        companions.more_since |= at > NEAREST;
        companions.more_before |= ids.len() - after > NEAREST;
    }
    for (ids, more) in [
        (&mut companions.before, &mut companions.more_before),
        (&mut companions.since, &mut companions.more_since),
    ] {
        ids.sort_unstable_by_key(|other| other.abs_diff(id));
        ids.dedup();
        *more |= ids.len() > NEAREST;
        ids.truncate(NEAREST);
        ids.sort_unstable_by(|a, b| b.cmp(a));
    }
    companions
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
