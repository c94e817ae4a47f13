//! The severity scale: configured, or derived from the documents' own words in an order that holds
//! everywhere. Words are never translated into another scale.

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Place, nearest};
use crate::incident::Incident;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// A severity on the scale.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Severity {
    /// 1 is the worst. Unknown words come last.
    pub rank: u32,
    /// The name shown to readers.
    pub name: String,
}

/// The rank of an unknown severity.
pub const UNKNOWN: u32 = 99;

/// Number of levels with their own shape and colour; lower ones look like the last.
const LEVELS: u32 = 5;

/// Returns the level of a rank, which selects shape and colour; 0 for an unknown severity.
pub fn level(rank: u32) -> u32 {
    if rank < UNKNOWN { rank.min(LEVELS) } else { 0 }
}

/// Words whose order is the same in every team that uses them.
const COMMON: &[(u32, &[&str])] = &[
    (1, &["critical", "blocker", "catastrophic", "emergency", "major outage", "down", "highest"]),
    (2, &["major", "high", "severe", "partial outage", "disrupted"]),
    (3, &["moderate", "medium", "degraded", "degraded performance", "minor outage"]),
    (4, &["minor", "low", "notice", "info", "informational", "trivial", "lowest"]),
    (5, &["maintenance", "under maintenance", "none"]),
];

/// Returns the severity of each incident.
pub fn rank(
    config: &Config,
    incidents: &[Arc<Incident>],
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Option<Severity>> {
    let spellings = spellings(incidents);
    // Cached: a scale has a handful of words, however many incidents use them.
    let mut scale: HashMap<&str, Option<Severity>> = HashMap::new();
    incidents
        .iter()
        .map(|incident| {
            let written = incident.facts.severity.as_deref()?;
            let known = scale.entry(written).or_insert_with(|| match config.severities.is_empty() {
                true => {
                    let name = spellings.get(&fold(&tidy(written))).cloned().unwrap_or_else(|| tidy(written));
                    Some(Severity { rank: common_rank(written), name })
                }
                false => configured(config, written),
            });
            if known.is_none() {
                diagnostics.push(unknown(config, incident, written));
            }
            Some(known.clone().unwrap_or_else(|| Severity { rank: UNKNOWN, name: tidy(written) }))
        })
        .collect()
}

/// The spelling that most documents use, by what it spells: `Sev 2`, `SEV2` and `sev2` are one.
fn spellings(incidents: &[Arc<Incident>]) -> BTreeMap<String, String> {
    let mut counts: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    for written in incidents.iter().filter_map(|incident| incident.facts.severity.as_deref()) {
        let name = tidy(written);
        *counts.entry(fold(&name)).or_default().entry(name).or_default() += 1;
    }
    let most = counts.into_iter().filter_map(|(key, names)| {
        let best = names.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0)))?;
        Some((key, best.0))
    });
    most.collect()
}

fn configured(config: &Config, written: &str) -> Option<Severity> {
    let wanted = [fold(written), fold(&tidy(written))];
    config.severities.iter().enumerate().find_map(|(at, level)| {
        let mut names = std::iter::once(&level.name).chain(&level.aliases);
        let hit = names.any(|name| wanted.contains(&fold(name)));
        hit.then(|| Severity { rank: u32::try_from(at + 1).unwrap_or(UNKNOWN), name: level.name.clone() })
    })
}

fn unknown(config: &Config, incident: &Incident, written: &str) -> Diagnostic {
    let place = Place::of(incident.path.clone(), incident.facts.spans.get("severity").cloned());
    let (message, hint) = not_on(config, written);
    Diagnostic::new(Code::UnknownSeverity, place, message).hint(hint)
}

/// Returns a message and a suggestion for a severity that the configured scale does not contain.
pub fn off_scale(config: &Config, written: &str) -> Option<(String, String)> {
    let is_off = !config.severities.is_empty() && configured(config, written).is_none();
    is_off.then(|| not_on(config, written))
}

fn not_on(config: &Config, written: &str) -> (String, String) {
    let names = config.severities.iter().flat_map(|level| std::iter::once(&level.name).chain(&level.aliases));
    let hint = match nearest(written, names.map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            let scale: Vec<&str> = config.severities.iter().map(|level| level.name.as_str()).collect();
            format!("the scale is {}", scale.join(", "))
        }
    };
    (format!("`{written}` is not on the severity scale"), hint)
}

/// Returns the rank without a configured scale: the number in `SEV-2` or `P1`, or that of a common word.
fn common_rank(written: &str) -> u32 {
    let folded = fold(&tidy(written));
    let letters = folded.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = folded[letters.len()..].parse::<u32>().ok().filter(|n| *n <= 9);
    match (letters, number) {
        ("p" | "priority" | "pri", Some(n)) => n + 1,
        ("sev" | "s" | "severity" | "", Some(n)) => n.max(1),
        _ => {
            let common = COMMON.iter().find(|(_, words)| words.iter().any(|word| fold(word) == folded));
            common.map_or(UNKNOWN, |(rank, _)| *rank)
        }
    }
}

/// Removes a remark in brackets: `SEV-3 (one feature is slow)` becomes `SEV-3`.
pub fn tidy(written: &str) -> String {
    let short = written.split(['(', '（', '—', ';', ':']).next().unwrap_or(written).trim();
    let short = if short.is_empty() { written.trim() } else { short };
    let mut end = short.len().min(40);
    while !short.is_char_boundary(end) {
        end -= 1;
    }
    short[..end].trim().to_owned()
}

fn fold(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_scales_keep_their_order() {
        let order = |words: &[&str]| words.iter().map(|word| common_rank(word)).collect::<Vec<_>>();
        assert_eq!(order(&["SEV1", "sev-2", "SEV-3 (slow)", "S4"]), [1, 2, 3, 4]);
        assert_eq!(order(&["P0", "P1", "critical", "minor"]), [1, 2, 1, 4]);
        assert_eq!(order(&["down", "disrupted", "notice"]), [1, 2, 4]);
        assert_eq!(order(&["major-outage", "partial-outage", "under-maintenance"]), [1, 2, 5]);
        assert_eq!(order(&["purple"]), [UNKNOWN]);
    }
}
