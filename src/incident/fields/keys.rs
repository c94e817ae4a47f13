//! Which front-matter key means what: our names, the team's from `[fields]`, and the names that
//! common status-page and site generators use, so that an archive is read without edits.

use crate::config::{Config, KNOWN_FIELDS};
use crate::diagnostic::nearest;
use crate::incident::unified::unified_words;
use std::collections::BTreeMap;

/// Names other tools and templates use. Only what means the same everywhere is here.
const ELSEWHERE: &[(&str, &[&str])] = &[
    ("date", &["datetime", "incident_date", "date_of_incident", "occurred", "occurred_at"]),
    ("severity", &["sev", "priority", "severity_level", "incident_severity"]),
    ("duration", &["time_to_recovery", "outage_duration", "downtime"]),
    (
        "started",
        &["start", "start_time", "started_at", "start_date", "incident_start", "began", "impact_start"],
    ),
    ("detected", &["detected_at", "detection_time", "detected_when"]),
    ("acknowledged", &["acknowledged_at", "acked", "acked_at"]),
    ("mitigated", &["mitigated_at", "mitigation_time"]),
    (
        "resolved",
        &[
            "resolvedwhen",
            "resolved_at",
            "resolved_when",
            "end",
            "end_time",
            "ended",
            "ended_at",
            "end_date",
            "incident_end",
            "restored",
            "impact_end",
        ],
    ),
    ("introduced", &["introduced_at"]),
    (
        "services",
        &[
            "service",
            "affected",
            "affectedsystems",
            "affected_systems",
            "affectedservices",
            "affected_services",
            "services_affected",
            "impacted_services",
            "systems",
            "components",
            "product",
            "products",
        ],
    ),
    ("root_cause", &["root_causes", "rootcause", "cause", "causes"]),
    ("contributing_factors", &["contributing_factor", "contributing", "factors"]),
    ("detected_by", &["detection", "detection_method", "reported_by_kind"]),
    ("kind", &["incident_type", "type"]),
    ("actions", &["action_items", "actionitems", "follow_ups", "followups"]),
    ("tags", &["tag", "categories", "category", "labels", "keywords"]),
    ("authors", &["author", "owner", "owners", "incident_commander"]),
    ("symptoms", &["symptom", "errors"]),
    ("related", &["related_incidents", "see_also"]),
    ("aliases", &["alias", "redirect_from"]),
    ("summary", &["description", "excerpt", "subtitle"]),
    ("trigger", &["triggered_by"]),
];

/// Keys that other generators use for themselves; no near-misses of ours.
const FOREIGN: &[&str] = &[
    "layout",
    "draft",
    "weight",
    "slug",
    "url",
    "permalink",
    "listing",
    "section",
    "state",
    "source",
    "sources",
    "template",
    "extra",
    "taxonomies",
    "id",
    "link",
    "links",
    "comments",
    "toc",
    "image",
];

/// Key names, folded, to our key and how much it was meant: 0 is our own name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keys {
    /// Names as they are written, in order, and the key each was listed for.
    written: Vec<(String, &'static str)>,
    names: BTreeMap<String, (&'static str, usize)>,
}

impl Keys {
    /// Our names, then the configured ones, then those of other tools.
    pub fn new(config: &Config) -> Keys {
        let mut names = BTreeMap::new();
        let mut written = vec![];
        for key in KNOWN_FIELDS {
            names.insert(fold(key), (*key, 0));
        }
        let configured = config.fields.iter().flat_map(|(key, names)| {
            let known = KNOWN_FIELDS.iter().find(|known| *known == key);
            known.into_iter().flat_map(|known| names.names().iter().map(move |name| (*known, name)))
        });
        for (rank, (key, name)) in configured.enumerate() {
            // What the team says outranks everything, also one of our own names put to other use.
            names.insert(fold(name), (key, rank + 1));
            written.push((name.clone(), key));
        }
        let elsewhere = ELSEWHERE.iter().flat_map(|(key, names)| names.iter().map(move |name| (*key, *name)));
        for (rank, (key, name)) in elsewhere.enumerate() {
            names.entry(fold(name)).or_insert((key, 1000 + rank));
            written.push((name.to_owned(), key));
        }
        Keys { written, names }
    }

    /// Our key for a written one, and its rank: a lower one is asked first.
    pub fn find(&self, written: &str) -> Option<(&'static str, usize)> {
        self.names.get(&fold(written)).copied()
    }

    /// Returns the other names of one of our keys, as they are usually written.
    pub fn names_of(&self, key: &str) -> Vec<&str> {
        let own = self.written.iter().filter(|(name, _)| name != key);
        own.filter(|(name, _)| self.find(name).is_some_and(|(found, _)| found == key))
            .map(|(name, _)| name.as_str())
            .collect()
    }

    /// The known key that an unknown one is probably a slip of.
    pub fn near_miss(&self, written: &str) -> Option<&'static str> {
        let folded = fold(written);
        let foreign = FOREIGN.iter().any(|key| fold(key) == folded);
        let near = nearest(&folded, KNOWN_FIELDS.iter().copied())?;
        // Slips rarely hit the first letter: `created` is no `related`.
        let alike =
            near.chars().next() == folded.chars().next() || near.ends_with(&folded) || folded.ends_with(near);
        (!foreign && alike && folded.len() >= 4).then_some(near)
    }
}

/// Returns a key without what does not distinguish keys: case, hyphens, underscores, spaces, compatibility forms and
/// characters that nobody sees.
pub(super) fn fold(key: &str) -> String {
    let is_plain = key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b' '));
    match is_plain {
        true => key.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).flat_map(char::to_lowercase).collect(),
        false => unified_words(key).concat(),
    }
}
