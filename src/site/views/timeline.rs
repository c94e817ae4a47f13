//! The timeline chart, drawn to scale. Positions are percentages, so that the chart fills the page while
//! its lines stay thin. Events are listed separately only if the body has no section for them.

mod scale;

use super::{When, percent};
use crate::incident::moment::{Moment, Precision};
use crate::incident::wording::capitalised;
use crate::incident::{Incident, duration};
use crate::site::routes::encode;
use scale::{Scale, apart};
use serde::Serialize;

/// A timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TimelineView {
    /// The chart; requires at least two times known to the minute.
    pub picture: Picture,
    /// Number of events in the document.
    pub count: usize,
    /// Percent-encoded anchor of the section that lists them.
    pub anchor: Option<String>,
    /// The events in order, if there is no such section.
    pub events: Vec<EventRow>,
}

/// An event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EventRow {
    /// When, if known.
    pub when: Option<When>,
    /// The time as written in the document.
    pub written: String,
    /// What happened.
    pub text: String,
}

/// Phases, milestones and events on one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Picture {
    /// The milestones, each with the phase that follows.
    pub marks: Vec<MarkView>,
    /// The events.
    pub events: Vec<Tick>,
    /// Number of events too far outside to be drawn.
    pub outside: usize,
    /// Whether the first phase is drawn shorter than to scale.
    pub shortened: bool,
    /// Whether milestones span several days, so that their times need dates.
    pub several_days: bool,
}

/// A milestone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MarkView {
    /// Name for CSS classes: `detected`; `event` for the first and last event if no milestone is known.
    pub kind: String,
    /// Its label: `Detected`.
    pub label: String,
    /// Its position in percent.
    pub x: String,
    /// Position of its number in percent; offset from `x` where numbers would overlap.
    pub number_x: String,
    /// When.
    pub when: When,
    /// The phase until the next milestone.
    pub phase: Option<Phase>,
}

/// A phase between two milestones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Phase {
    /// Name for CSS classes: `latent`, `undetected`, `waiting`, `responding`, `recovering`; `ongoing` if
    /// detection is unknown, `recorded` if only events are known.
    pub kind: String,
    /// Its label: `Undetected`.
    pub label: String,
    /// Its start in percent.
    pub x: String,
    /// Its width in percent.
    pub width: String,
    /// Its duration.
    pub length: String,
}

/// An event in the chart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tick {
    /// Its position in percent.
    pub x: String,
    /// Time and text: `14:05 UTC: the first alert`.
    pub title: String,
}

impl TimelineView {
    /// Builds the timeline of an incident, if it can be drawn.
    pub fn new(incident: &Incident) -> Option<TimelineView> {
        let picture = picture(incident)?;
        let timeline = &incident.timeline;
        let told = timeline.anchor.as_ref().filter(|_| !timeline.events.is_empty());
        let anchor = told.map(|anchor| encode(anchor));
        let events = timeline.events.iter().filter(|_| anchor.is_none()).map(|event| EventRow {
            when: event.at.as_ref().map(When::new),
            written: event.written.clone(),
            text: event.text.clone(),
        });
        Some(TimelineView { picture, count: timeline.events.len(), events: events.collect(), anchor })
    }
}

/// Returns milestones known to the minute, in order; without any, the first and last event.
fn points(incident: &Incident) -> Vec<(&'static str, Moment)> {
    let mut points: Vec<(&'static str, Moment)> = incident
        .times
        .named()
        .into_iter()
        .filter_map(|(name, moment)| Some((name, moment?)))
        .filter(|(_, moment)| moment.precision > Precision::Day)
        .collect();
    points.sort_by_key(|(_, moment)| moment.at);
    let (first, last) = (points.first().map(|point| point.1.at), points.last().map(|point| point.1.at));
    if first != last {
        return points;
    }
    let mut events: Vec<Moment> = timed(incident).map(|(at, _)| at).collect();
    events.sort_by_key(|moment| moment.at);
    match (events.first(), events.last()) {
        (Some(first), Some(last)) => vec![("first event", *first), ("last event", *last)],
        _ => vec![],
    }
}

/// Returns events known to the minute.
fn timed(incident: &Incident) -> impl Iterator<Item = (Moment, &str)> {
    let events = incident.timeline.events.iter();
    events
        .filter_map(|event| Some((event.at?, event.text.as_str())))
        .filter(|(at, _)| at.precision > Precision::Day)
}

fn picture(incident: &Incident) -> Option<Picture> {
    let points = points(incident);
    let told: Vec<i64> = timed(incident).map(|(at, _)| at.at.as_second()).collect();
    let scale = Scale::new(&points, &told)?;
    let numbers = apart(points.iter().map(|(_, moment)| scale.at(moment)).collect());
    let marks: Vec<MarkView> = points
        .iter()
        .enumerate()
        .map(|(at, (name, moment))| MarkView {
            kind: if name.ends_with("event") { "event".to_owned() } else { (*name).to_owned() },
            label: capitalised(name),
            x: percent(scale.at(moment)),
            number_x: percent(numbers[at]),
            when: When::new(moment),
            phase: points.get(at + 1).and_then(|next| phase((name, moment), next, &scale)),
        })
        .collect();
    let outside = timed(incident).filter(|(at, _)| !scale.contains(at)).count();
    let events = timed(incident)
        .filter(|(at, _)| scale.contains(at))
        .map(|(at, text)| Tick {
            x: percent(scale.at(&at)),
            title: format!("{}: {}", When::new(&at).clock.unwrap_or_default(), shortened(text)),
        })
        .collect();
    Some(Picture {
        shortened: scale.shortens(),
        several_days: marks.windows(2).any(|pair| pair[0].when.text != pair[1].when.text),
        marks,
        events,
        outside,
    })
}

/// Returns the phase between two milestones; `None` if they are in the same minute.
fn phase(
    (point, from): (&str, &Moment),
    (next, to): &(&'static str, Moment),
    scale: &Scale,
) -> Option<Phase> {
    if from.at == to.at {
        return None;
    }
    let kind = phase_between(point, next);
    let (left, right) = (scale.at(from), scale.at(to));
    Some(Phase {
        kind: kind.to_owned(),
        label: capitalised(kind),
        x: percent(left),
        width: percent((right - left).max(0.3)),
        length: duration::format(to.at.duration_since(from.at)),
    })
}

/// Returns the kind of phase between two milestones.
fn phase_between(point: &str, next: &str) -> &'static str {
    match (point, next) {
        ("introduced", _) => "latent",
        ("started", "detected") => "undetected",
        ("started" | "detected", "acknowledged") => "waiting",
        ("started", _) => "ongoing",
        ("detected" | "acknowledged", _) => "responding",
        ("first event", _) => "recorded",
        _ => "recovering",
    }
}

/// Truncates an event's text; the body has all of it.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(100) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{phase_between, shortened};

    #[test]
    fn a_stretch_claims_no_more_than_its_ends_tell() {
        for (from, to, kind) in [
            ("introduced", "started", "latent"),
            ("started", "detected", "undetected"),
            ("detected", "acknowledged", "waiting"),
            ("acknowledged", "mitigated", "responding"),
            ("mitigated", "resolved", "recovering"),
            ("started", "resolved", "ongoing"),
            ("detected", "resolved", "responding"),
            ("first event", "last event", "recorded"),
        ] {
            assert_eq!(phase_between(from, to), kind, "{from} to {to}");
        }
    }

    #[test]
    fn long_words_end_between_characters() {
        assert_eq!(shortened("short"), "short");
        assert_eq!(shortened(&"障".repeat(101)), format!("{}…", "障".repeat(100)));
    }
}
