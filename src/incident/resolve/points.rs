//! What the entries of a timeline say beyond their labels: phrases, entries far off, and entries a stated length apart.

use crate::incident::fields::words::DetectedBy;
use crate::incident::lexicon::{Cue, built_in};
use crate::incident::moment::{Moment, Precision};
use crate::incident::sentences;
use crate::incident::timeline::{Event, Mark, Timeline};
use crate::incident::wording::fold;
use jiff::SignedDuration;
use jiff::civil::{Date, Time};
use std::ops::Range;

/// A point that a phrase in an entry gives.
#[derive(Debug, Clone)]
pub(super) struct CuePoint {
    pub mark: Mark,
    pub moment: Moment,
    pub span: Range<usize>,
}

/// What the phrases of a timeline say.
#[derive(Debug, Default)]
pub(super) struct Cues {
    pub points: Vec<CuePoint>,
    /// How it was found, from the entry of the detection.
    pub channel: Option<(DetectedBy, Range<usize>)>,
}

/// The first entry that tells of the start, the detection, who took it up and the mitigation, and the last that tells of
/// the end.
pub(super) fn cues(timeline: &Timeline, outliers: &[usize]) -> Cues {
    let mut found = Cues::default();
    let mut detected = false;
    // What is noticed once people are at it, or late in a timeline, is not how it was found.
    let late = timeline.events.len() * 55 / 100;
    for (at, event) in timeline.events.iter().enumerate() {
        let is_marked = event.mark == Some(Mark::Detected);
        let mut marks = marks(event);
        let known = |mark: Mark| found.points.iter().any(|point| point.mark == mark);
        if known(Mark::Acknowledged) || at > late {
            marks.retain(|mark| *mark != Mark::Detected);
        }
        if !detected && (is_marked || marks.contains(&Mark::Detected)) {
            detected = true;
            found.channel = channel(event).map(|by| (by, event.span.clone()));
        }
        let Some(moment) = event.at.filter(|_| !outliers.contains(&at)) else { continue };
        for mark in marks {
            let point = CuePoint { mark, moment, span: event.span.clone() };
            match found.points.iter().position(|other| other.mark == mark) {
                Some(known) if mark == Mark::Resolved => found.points[known] = point,
                Some(_) => {}
                None => found.points.push(point),
            }
        }
    }
    found
}

/// The marks that the phrases of an entry stand for.
fn marks(event: &Event) -> Vec<Mark> {
    let mut marks = vec![];
    let sentences = sentences::split(&event.text);
    for sentence in sentences.iter().take(8) {
        let folded = fold(sentence);
        let hits = built_in().cues.all(&folded);
        for hit in &hits {
            let denied = hits.iter().any(|other| other.meaning == Cue::Not && other.at.start < hit.at.start);
            if let Cue::Mark(mark) = hit.meaning
                && !denied
                && !(mark == Mark::Detected && folded.contains("cause"))
                && !marks.contains(&mark)
            {
                marks.push(mark);
            }
        }
    }
    marks
}

/// How the entry of the detection says that it was found.
fn channel(event: &Event) -> Option<DetectedBy> {
    let folded = fold(&event.text);
    let handle = event.text.trim_start().starts_with('@');
    built_in().detection.first(&folded).or_else(|| {
        (handle && (folded.contains("notice") || folded.contains("report"))).then_some(DetectedBy::Employee)
    })
}

/// Entries a month or more away from all others, where the others are within days: their day is a slip.
pub(super) fn outliers(timeline: &Timeline) -> Vec<usize> {
    let timed: Vec<(usize, Moment)> =
        timeline.events.iter().enumerate().filter_map(|(at, event)| Some((at, event.at?))).collect();
    if timed.len() < 3 {
        return vec![];
    }
    let mut sorted: Vec<i64> = timed.iter().map(|(_, moment)| moment.at.as_second()).collect();
    sorted.sort_unstable();
    let median = sorted[sorted.len() / 2];
    const DAY: i64 = 86_400;
    let far = |moment: &Moment| (moment.at.as_second() - median).abs() > 20 * DAY;
    let near = timed.iter().filter(|(_, moment)| (moment.at.as_second() - median).abs() <= 3 * DAY).count();
    let out: Vec<usize> = timed.iter().filter(|(_, moment)| far(moment)).map(|(at, _)| *at).collect();
    let in_order = timed.windows(2).all(|pair| pair[0].1.at <= pair[1].1.at);
    if !in_order && out.len() == 1 && near + 1 == timed.len() { out } else { vec![] }
}

/// Whether the times of day that the summary names are those of entries that were read a day too late: the entries before
/// them are of the evening before.
pub(super) fn is_a_day_late(timeline: &Timeline, base: Option<Date>, clocks: &[Time]) -> bool {
    let Some(next) = base.and_then(|base| base.tomorrow().ok()) else { return false };
    let named = timeline.events.iter().filter_map(|event| event.at).filter(|moment| {
        moment.precision > Precision::Day
            && clocks.iter().any(|clock| same_minute(*clock, moment.local.time()))
    });
    let days: Vec<Date> = named.map(|moment| moment.day()).collect();
    !days.is_empty() && days.iter().all(|day| *day == next)
}

/// The day of the entry that has a time of day.
pub(super) fn day_of_clock(timeline: &Timeline, clock: Time) -> Option<Date> {
    let moments = timeline.events.iter().filter_map(|event| event.at);
    let mut same =
        moments.filter(|moment| moment.precision > Precision::Day && same_minute(moment.local.time(), clock));
    same.next().map(|moment| moment.day())
}

fn same_minute(a: Time, b: Time) -> bool {
    (a.hour(), a.minute()) == (b.hour(), b.minute())
}

/// A start and an end that are a stated length apart, where the timeline has an entry at each that is not known.
pub(super) fn matching(
    timeline: &Timeline,
    length: SignedDuration,
    started: Option<Moment>,
    resolved: Option<Moment>,
    is_exact: bool,
    is_sure: bool,
) -> Option<(Moment, Moment)> {
    if length < SignedDuration::from_mins(2) {
        return None;
    }
    let minute = |moment: &Moment| moment.at.as_second().div_euclid(60);
    let events: Vec<Moment> = timeline
        .events
        .iter()
        .filter_map(|event| event.at)
        .filter(|moment| moment.precision > Precision::Day)
        .collect();
    let apart = |a: &Moment, b: &Moment| minute(b) - minute(a) == length.as_mins();
    let timed = |moment: &Moment| moment.precision > Precision::Day;
    match (started.filter(timed), resolved.filter(timed)) {
        (Some(_), Some(_)) => None,
        (Some(start), None) => {
            let end = events.iter().find(|event| apart(&start, event)).copied();
            Some((start, end.or_else(|| start.later(length).filter(|_| is_exact))?))
        }
        (None, Some(end)) => {
            let start = events.iter().find(|event| apart(event, &end))?;
            (is_sure || Some(start) == events.first()).then_some((*start, end))
        }
        (None, None) => {
            let (first, last) = (events.first()?, events.last()?);
            if apart(first, last) {
                return Some((*first, *last));
            }
            if length < SignedDuration::from_mins(10) || !is_sure {
                return None;
            }
            if let Some(end) = events.iter().find(|event| apart(first, event)) {
                return Some((*first, *end));
            }
            let start = events.iter().find(|event| apart(event, last))?;
            Some((*start, *last))
        }
    }
}
