//! The points in time of an incident, each from the first place that has it, and the lengths between them.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::incident::duration;
use crate::incident::fields::Facts;
use crate::incident::lexicon::built_in;
use crate::incident::moment::{Moment, Precision};
use crate::incident::wording::fold;
use jiff::SignedDuration;
use std::sync::Arc;

/// The points in time of an incident, from the front matter, the head of the document or its timeline.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Times {
    /// When the flaw came in.
    pub introduced: Option<Moment>,
    /// When it began to hurt.
    pub started: Option<Moment>,
    /// When we knew.
    pub detected: Option<Moment>,
    /// When somebody took it on.
    pub acknowledged: Option<Moment>,
    /// When it stopped hurting.
    pub mitigated: Option<Moment>,
    /// When it was over.
    pub resolved: Option<Moment>,
    /// The time to detect as the document states it in words.
    pub detect_stated: StatedLength,
    /// The time to resolve as the document states it, where it gives no points.
    pub resolve_stated: Option<SignedDuration>,
}

impl Times {
    /// The six points with their names, in the order they happen.
    pub fn named(&self) -> [(&'static str, Option<Moment>); 6] {
        [
            ("introduced", self.introduced),
            ("started", self.started),
            ("detected", self.detected),
            ("acknowledged", self.acknowledged),
            ("mitigated", self.mitigated),
            ("resolved", self.resolved),
        ]
    }

    /// From the start to another point, when both are known to the minute and in order.
    fn since_start(&self, point: Option<Moment>) -> Option<SignedDuration> {
        let (started, point) = (self.started?, point?);
        let precise = started.precision > Precision::Day && point.precision > Precision::Day;
        let length = point.at.duration_since(started.at);
        (precise && !length.is_negative()).then_some(length)
    }

    /// Started to detected. Where both are one moment because nobody knows an earlier start, the words count.
    pub fn to_detect(&self) -> Option<SignedDuration> {
        match (self.since_start(self.detected), self.detect_stated) {
            (None | Some(SignedDuration::ZERO), StatedLength::Length(stated)) => Some(stated),
            (Some(SignedDuration::ZERO), StatedLength::Unclear) => None,
            (between, _) => between,
        }
    }

    /// Started to resolved by the points alone.
    pub fn between(&self) -> Option<SignedDuration> {
        self.since_start(self.resolved)
    }

    /// Started to acknowledged.
    pub fn to_acknowledge(&self) -> Option<SignedDuration> {
        self.since_start(self.acknowledged)
    }

    /// Started to mitigated.
    pub fn to_mitigate(&self) -> Option<SignedDuration> {
        self.since_start(self.mitigated)
    }

    /// Started to resolved.
    pub fn to_resolve(&self) -> Option<SignedDuration> {
        self.since_start(self.resolved).or(self.resolve_stated)
    }
}

/// What a document says in words of how long something took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum StatedLength {
    /// Nothing.
    #[default]
    Nothing,
    /// So long.
    Length(SignedDuration),
    /// No length: not known, at least so long, a guess at weeks.
    Unclear,
}

impl StatedLength {
    /// The length that a value states.
    pub fn of(value: &str) -> StatedLength {
        let folded = fold(value);
        let bounded = value.trim_start().starts_with(['<', '>']);
        match duration::prefix(value) {
            Some((length, rest)) if !bounded && !rest.trim_start().starts_with(char::is_alphabetic) => {
                StatedLength::Length(length)
            }
            None if built_in().list("immediately").any(|word| folded.starts_with(word)) => {
                StatedLength::Length(SignedDuration::ZERO)
            }
            _ => StatedLength::Unclear,
        }
    }
}

/// A date with a time of day, before everything else that is known, is when it began: status pages
/// have no other key for it.
pub fn begun(facts: &Facts, times: &Times) -> Option<Moment> {
    let date = facts.date.filter(|date| date.precision > Precision::Day)?;
    let others = [times.detected, times.acknowledged, times.mitigated, times.resolved];
    others.into_iter().flatten().all(|other| !is_before(&other, &date)).then_some(date)
}

/// Points of the front matter that cannot have happened in the order they have.
pub fn order(path: &Arc<str>, facts: &Facts) -> Vec<Diagnostic> {
    let points = [
        ("introduced", facts.introduced),
        ("started", facts.started),
        ("date", facts.date.filter(|date| facts.started.is_none() && date.precision > Precision::Day)),
        ("detected", facts.detected),
        ("acknowledged", facts.acknowledged),
        ("resolved", facts.resolved),
    ];
    type Point<'a> = (&'a str, Moment);
    let known: Vec<Point<'_>> =
        points.into_iter().filter_map(|(name, moment)| Some((name, moment?))).collect();
    let mut pairs: Vec<(Point<'_>, Point<'_>)> = known.windows(2).map(|pair| (pair[0], pair[1])).collect();
    if let Some(mitigated) = facts.mitigated {
        let mitigated = ("mitigated", mitigated);
        pairs.extend(facts.started.map(|started| (("started", started), mitigated)));
        pairs.extend(facts.resolved.map(|resolved| (mitigated, ("resolved", resolved))));
    }
    pairs
        .into_iter()
        .filter(|((_, earlier), (_, later))| is_before(later, earlier))
        .map(|((first, earlier), (second, later))| {
            let place = Place::of(path.clone(), facts.spans.get(second).cloned());
            let message =
                format!("`{second}` ({}) is before `{first}` ({})", written(&later), written(&earlier));
            Diagnostic::new(Code::OutOfOrder, place, message)
                .hint("check the dates and the time zones of both")
        })
        .collect()
}

/// Days are compared as days: a time on that day is not before it.
fn is_before(a: &Moment, b: &Moment) -> bool {
    match a.precision.min(b.precision) {
        Precision::Day => a.day() < b.day(),
        _ => a.at < b.at,
    }
}

fn written(moment: &Moment) -> String {
    match moment.precision {
        Precision::Day => moment.day().to_string(),
        _ => format!("{} {}", moment.local.strftime("%Y-%m-%d %H:%M"), moment.offset),
    }
}
