//! How long an incident took, and where what is typed and what the points tell differ.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::incident::duration;
use crate::incident::fields::Facts;
use crate::incident::moment::Moment;
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

/// A warning when the length that is stated and the one that the points in time give differ.
pub fn disagreement(
    path: &Arc<str>,
    facts: &Facts,
    stated: Option<Length>,
    points: Option<SignedDuration>,
    are_stated: bool,
) -> Option<Diagnostic> {
    let stated = stated.filter(|stated| stated.source == LengthSource::Typed)?;
    let other = points.filter(|points| !agree(stated.length, *points))?;
    let place = Place::of(path.clone(), facts.spans.get("duration").cloned());
    let told = if are_stated { "`resolved` minus `started` is" } else { "the timeline tells of" };
    let message = format!(
        "the duration is given as {}, but {told} {}",
        duration::format(stated.length),
        duration::format(other)
    );
    let hint = "correct one of the two; the site shows the duration as typed";
    Some(Diagnostic::new(Code::DurationDisagrees, place, message).hint(hint))
}

/// A note when the name of the file and the document give days apart, where front matter decides neither.
pub fn days_apart(
    path: &Arc<str>,
    facts: &Facts,
    named: Option<Moment>,
    date: Option<Moment>,
) -> Option<Diagnostic> {
    if facts.date.or(facts.started).is_some() {
        return None;
    }
    let (named, date) = (named?.day(), date?.day());
    // The day of the name may be one of another zone.
    let apart = named.until(date).ok()?.get_days().abs() > 1;
    apart.then(|| {
        let message =
            format!("the file is named {named} and the document says {date}; it is filed under {date}");
        let hint = format!("if the name is right, write `date: {named}` in the front matter");
        Diagnostic::new(Code::DateDisagrees, Place::file(path.clone()), message).hint(hint)
    })
}

/// People round: two minutes, or a tenth, is no disagreement.
fn agree(a: SignedDuration, b: SignedDuration) -> bool {
    let difference = (a.as_secs() - b.as_secs()).abs();
    difference <= 120 || difference * 10 <= a.as_secs().max(b.as_secs())
}
