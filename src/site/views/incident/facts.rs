//! The figures of an incident with where they come from, and the keys of its front matter that we do not know.

use crate::incident::{LengthSource, duration};
use crate::knowledge::Entry;
use jiff::SignedDuration;
use serde::Serialize;

/// A figure with where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fact {
    /// `Time to detect`
    pub label: String,
    /// `6m`
    pub value: String,
    /// `PT360S`, for a `<time>`.
    pub iso: String,
    /// `from the timeline`, unless the author typed it.
    pub source: Option<String>,
}

/// An unknown key and its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Detail {
    /// The key as written.
    pub key: String,
    /// The value as text.
    pub value: String,
    /// The value as an address, when it is one.
    pub href: Option<String>,
}

/// How long it took.
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

/// From its start to the other points that are known; to its end only where that is not the duration.
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

/// A duration as ISO 8601 has it, in seconds: `PT8100S`.
fn iso(length: SignedDuration) -> String {
    format!("PT{}S", length.as_secs().max(0))
}

/// What its front matter says under keys that have no meaning here.
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

/// A key with its value, which may be an address.
pub fn detail(key: &str, value: String) -> Detail {
    let web = (value.starts_with("https://") || value.starts_with("http://"))
        && !value.contains(char::is_whitespace);
    Detail { key: key.to_owned(), href: web.then(|| value.clone()), value }
}
