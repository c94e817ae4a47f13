//! How long an incident took, and where what is typed and what the points tell differ.

use super::head::Head;
use super::times::{Times, begun};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::incident::duration;
use crate::incident::fields::Facts;
use jiff::SignedDuration;
use std::sync::Arc;

/// Where a duration comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LengthSource {
    /// The author typed it.
    Typed,
    /// `resolved` minus `started`.
    Points,
    /// The body's own timeline says when it started and ended.
    Timeline,
}

/// How long an incident took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Length {
    /// The duration.
    pub length: SignedDuration,
    /// Where it comes from.
    pub source: LengthSource,
}

/// How long it took, and a warning when what is typed and what the points tell differ.
pub fn length(
    path: &Arc<str>,
    facts: &Facts,
    head: &Head,
    times: &Times,
) -> (Option<Length>, Option<Diagnostic>) {
    let stated = &head.facts;
    let points = Times {
        started: facts.started.or(stated.started).or_else(|| begun(facts, times)),
        resolved: facts.resolved.or(stated.resolved),
        ..Times::default()
    };
    let by_points = points.to_resolve().map(|length| Length { length, source: LengthSource::Points });
    let by_timeline = times.to_resolve().map(|length| Length { length, source: LengthSource::Timeline });
    let typed = facts
        .duration
        .or(stated.duration)
        .or(head.resolve)
        .map(|length| Length { length, source: LengthSource::Typed });
    let found = typed.or(by_points).or(by_timeline);
    let other = match found.map(|found| found.source) {
        Some(LengthSource::Typed) => by_points.or(by_timeline),
        _ => None,
    };
    let (Some(found), Some(other)) = (found, other) else { return (found, None) };
    if agree(found.length, other.length) {
        return (Some(found), None);
    }
    let place = Place::of(path.clone(), facts.spans.get("duration").cloned());
    let told = match other.source {
        LengthSource::Points => "`resolved` minus `started` is",
        _ => "the timeline tells of",
    };
    let message = format!(
        "the duration is given as {}, but {told} {}",
        duration::format(found.length),
        duration::format(other.length)
    );
    let diagnostic = Diagnostic::new(Code::DurationDisagrees, place, message)
        .hint("correct one of the two; the site shows the duration as typed");
    (Some(found), Some(diagnostic))
}

/// People round: two minutes, or a tenth, is no disagreement.
fn agree(a: SignedDuration, b: SignedDuration) -> bool {
    let difference = (a.as_secs() - b.as_secs()).abs();
    difference <= 120 || difference * 10 <= a.as_secs().max(b.as_secs())
}
