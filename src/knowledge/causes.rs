//! Resolves root causes to one vocabulary: configured causes with their aliases, or the documents' own
//! words compared without case, hyphens and plurals. Other look-alikes are never merged.

use super::facets::Facet;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Place, nearest};
use crate::incident::Incident;
use crate::incident::slug::{fold, slugify};
use crate::incident::wording::capitalised;
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// A longer text describes a cause rather than naming one.
const MAX_NAME: usize = 100;

/// A root cause of an incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// Its slug.
    pub slug: String,
    /// Its title.
    pub title: String,
}

/// Returns the root causes of each incident, in the order it states them.
pub fn resolve(
    config: &Config,
    incidents: &[Arc<Incident>],
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Vec<Cause>> {
    let vocabulary = vocabulary(config);
    let free = free(incidents);
    let of = |incident: &Arc<Incident>| {
        let (mut causes, mut problems): (Vec<Cause>, Vec<Diagnostic>) = (vec![], vec![]);
        let written = incident.facts.root_cause.iter().zip(&incident.names.causes);
        for (written, folded) in written.filter(|(text, _)| is_name(text)) {
            let cause = vocabulary.get(folded).or_else(|| {
                if !vocabulary.is_empty() {
                    problems.push(unknown(config, incident, written));
                }
                free.get(folded.as_str())
            });
            causes.extend(cause.filter(|cause| !causes.contains(cause)).cloned());
        }
        (causes, problems)
    };
    let (causes, problems): (Vec<_>, Vec<_>) = incidents.par_iter().with_min_len(256).map(of).unzip();
    diagnostics.extend(problems.into_iter().flatten());
    causes
}

/// Returns whether a text is short enough to be the name of a cause.
pub fn is_name(text: &str) -> bool {
    text.len() <= MAX_NAME || text.chars().count() <= MAX_NAME
}

/// Maps normalised spellings to configured causes.
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

/// Maps normalised spellings (names, titles, aliases) to the slugs of causes that occur.
pub fn by_spelling(config: &Config, causes: &Facet) -> BTreeMap<String, String> {
    let mut slugs: BTreeMap<String, String> = BTreeMap::new();
    for (slug, term) in &causes.terms {
        slugs.insert(fold(slug), slug.clone());
        slugs.insert(fold(&term.title), slug.clone());
    }
    for (key, term) in &config.causes {
        for name in std::iter::once(key).chain(&term.title).chain(&term.aliases) {
            slugs.insert(fold(name), slugify(key));
        }
    }
    slugs
}

/// Maps normalised spellings to causes without a vocabulary. The title is the most frequent spelling, or
/// the alphabetically first of equally frequent ones.
fn free(incidents: &[Arc<Incident>]) -> HashMap<&str, Cause> {
    let mut counts: HashMap<&str, Vec<(&str, usize)>> = HashMap::new();
    for incident in incidents {
        for (written, folded) in incident.facts.root_cause.iter().zip(&incident.names.causes) {
            let spellings = counts.entry(folded).or_default();
            match spellings.iter_mut().find(|(spelling, _)| spelling == written) {
                Some((_, count)) => *count += 1,
                None => spellings.push((written, 1)),
            }
        }
    }
    let best = |spellings: Vec<(&str, usize)>| {
        let (title, _) =
            spellings.into_iter().max_by_key(|(text, count)| (*count, std::cmp::Reverse(*text)))?;
        Some(Cause { slug: slugify(title), title: readable(title) })
    };
    counts.into_iter().filter_map(|(folded, spellings)| Some((folded, best(spellings)?))).collect()
}

fn unknown(config: &Config, incident: &Incident, written: &str) -> Diagnostic {
    let place = Place::of(incident.path.clone(), incident.facts.span_of("root_cause", written));
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

/// Makes a slug-like name readable: `expired-certificate` becomes `Expired certificate`. Names with a space
/// or a capital letter are kept.
pub fn readable(name: &str) -> String {
    if name.contains(' ') || name.chars().any(char::is_uppercase) {
        return name.to_owned();
    }
    capitalised(&name.replace(['-', '_'], " "))
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
