//! The timeline as a picture to scale. Positions are percentages, so that the picture is as wide as
//! the page and its lines stay thin. The events are read where the document tells them; only where no
//! heading leads to them does the page have them as a table too.

mod scale;

use super::{When, percent};
use crate::incident::moment::{Moment, Precision};
use crate::incident::wording::capitalised;
use crate::incident::{Incident, duration};
use crate::site::routes::encode;
use scale::{Scale, apart};
use serde::Serialize;

/// A timeline to look at and to read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TimelineView {
    /// The picture: at least two points in time are known to the minute.
    pub picture: Picture,
    /// How many events the document tells.
    pub count: usize,
    /// The anchor of the heading under which it tells them, percent-encoded.
    pub anchor: Option<String>,
    /// The events in order, where there is no such heading.
    pub events: Vec<EventRow>,
}

/// One event of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EventRow {
    /// When, if it can be told.
    pub when: Option<When>,
    /// The time as the document writes it.
    pub written: String,
    /// What happened.
    pub text: String,
}

/// Stretches, points and events on one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Picture {
    /// The points in time that are known, each with the stretch that follows it.
    pub marks: Vec<MarkView>,
    /// The events.
    pub events: Vec<Tick>,
    /// How many events were so long before or after that they are not drawn.
    pub outside: usize,
    /// Whether the first stretch is drawn shorter than it was.
    pub shortened: bool,
    /// Whether the points are of more than one day, so that their times need a date.
    pub several_days: bool,
}

/// A point of the picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MarkView {
    /// `detected`, for a class; `event` for the first and last event where nothing better is known.
    pub kind: String,
    /// `Detected`
    pub label: String,
    /// Its place in percent.
    pub x: String,
    /// The place of its number in percent: beside `x` where the numbers of neighbours would touch.
    pub number_x: String,
    /// When.
    pub when: When,
    /// What the time until the next point was spent on.
    pub phase: Option<Phase>,
}

/// A stretch of the picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Phase {
    /// `latent`, `undetected`, `waiting`, `responding`, `recovering`; `ongoing` where nobody says when
    /// it was found, `recorded` where only events are known: for a class and a pattern.
    pub kind: String,
    /// `Undetected`
    pub label: String,
    /// Its beginning in percent.
    pub x: String,
    /// Its width in percent.
    pub width: String,
    /// How long it took.
    pub length: String,
}

/// An event of the picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tick {
    /// Its place in percent.
    pub x: String,
    /// `14:05 UTC: the first alert`
    pub title: String,
}

impl TimelineView {
    /// The timeline of an incident, when it can be drawn.
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

/// The points that are known to the minute, in the order they happened. An archive without front
/// matter has no more than its events: then the first and the last of them.
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

/// The events that are known to the minute.
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

/// The stretch between two points; nothing when they are the same minute.
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

/// What the time between two points was spent on, as far as they tell.
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

/// The text has all of it.
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
