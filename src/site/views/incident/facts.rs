//! The facts of an incident with their sources, and the unknown keys of its front matter.

use crate::incident::{LengthSource, duration};
use crate::knowledge::Entry;
use jiff::SignedDuration;
use serde::Serialize;

/// A fact with its source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fact {
    /// The label: `Time to detect`.
    pub label: String,
    /// The value: `6m`.
    pub value: String,
    /// Machine-readable value for `<time>`: `PT360S`.
    pub iso: String,
    /// Where it comes from, unless the author stated it: `from the timeline`.
    pub source: Option<String>,
}

/// An unknown front-matter key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Detail {
    /// The key as written.
    pub key: String,
    /// The value as text.
    pub value: String,
    /// The value as a link, if it is a URL.
    pub href: Option<String>,
}

/// Returns the duration.
pub fn duration_fact(entry: &Entry) -> Option<Fact> {
    let length = entry.incident.duration?;
    Some(Fact {
        label: "Duration".into(),
        value: duration::format(length.length),
        iso: iso(length.length),
        source: match length.source {
            LengthSource::Typed => None,
            LengthSource::Points => Some("resolved minus started".into()),
            LengthSource::Timeline => Some("read from the timeline".into()),
        },
    })
}

/// Returns the times from the start to each known milestone; to the end only if that differs from the
/// duration.
pub fn intervals(entry: &Entry) -> Vec<Fact> {
    let times = &entry.incident.times;
    let length = entry.incident.duration.map(|stated| stated.length);
    [
        ("Time to detect", times.to_detect()),
        ("Time to acknowledge", times.to_acknowledge()),
        ("Time to mitigate", times.to_mitigate()),
        ("Time to resolve", times.to_resolve().filter(|resolve| Some(*resolve) != length)),
    ]
    .into_iter()
    .filter_map(|(label, length)| {
        let length = length?;
        Some(Fact { label: label.into(), value: duration::format(length), iso: iso(length), source: None })
    })
    .collect()
}

/// Formats a duration in ISO 8601 seconds: `PT8100S`.
fn iso(length: SignedDuration) -> String {
    format!("PT{}S", length.as_secs().max(0))
}

/// Returns the unknown keys of the front matter.
pub fn details(entry: &Entry) -> Vec<Detail> {
    entry
        .incident
        .facts
        .extra
        .iter()
        .map(|(key, node)| detail(key, node.display()))
        .filter(|detail| !detail.value.is_empty())
        .collect()
}

/// Returns a key with its value, as a link if it is a URL.
pub fn detail(key: &str, value: String) -> Detail {
    let web = (value.starts_with("https://") || value.starts_with("http://"))
        && !value.contains(char::is_whitespace);
    Detail { key: key.to_owned(), href: web.then(|| value.clone()), value }
}
