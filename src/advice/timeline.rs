//! Times without a zone, and long silences between the events of a timeline.

use super::document::Document;
use super::note;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic};
use crate::incident::duration;
use crate::incident::moment::{self, Moment, Precision};
use jiff::SignedDuration;
use jiff::tz::{Offset, TimeZone};

/// Keys whose values are points in time.
const POINTS: &[&str] =
    &["date", "introduced", "started", "detected", "acknowledged", "mitigated", "resolved"];

/// A silence shorter than this is a pause.
const PAUSE: SignedDuration = SignedDuration::from_mins(45);

/// The part of the incident, in hundredths, that a silence must fill to be one.
const SHARE: i64 = 50;

/// Fewer events tell that the timeline is short, not that it has a hole.
const FEW: usize = 5;

/// The first time without a zone, where configuration names no zone either.
pub fn zoneless(document: &Document<'_>, config: &Config) -> Option<Diagnostic> {
    if config.timezone_stated {
        return None;
    }
    let spans = &document.incident.facts.spans;
    let point = POINTS.iter().filter_map(|key| spans.get(key)).find(|span| {
        document.text.get((**span).clone()).is_some_and(|text| needs_zone(text.trim_matches(['"', '\''])))
    });
    let timeline = &document.incident.timeline;
    let event = || {
        let timed = |at: &Moment| at.precision > Precision::Day;
        let event = timeline.events.iter().find(|event| event.at.as_ref().is_some_and(timed))?;
        (!timeline.zone_stated).then(|| document.first_line(event.span.clone()))
    };
    let place = point.map(|span| document.span(span.clone())).or_else(event)?;
    let message = "a time without a time zone, which is read as UTC".to_owned();
    let hint =
        "write `14:05 UTC` or `2026-03-02T14:05:00Z`, or set `timezone` in hindsite.toml for all documents";
    Some(note(Code::TimeWithoutZone, place, message, hint))
}

/// Whether the moment it tells depends on the zone it is read in.
fn needs_zone(text: &str) -> bool {
    let east = TimeZone::fixed(Offset::constant(5));
    let read = |zone: &TimeZone| moment::parse(text, zone);
    match (read(&TimeZone::UTC), read(&east)) {
        (Some(utc), Some(east)) => utc.precision > Precision::Day && utc.at != east.at,
        _ => false,
    }
}

/// The longest silence while people were at it, if it is most of what the timeline tells: before they knew there
/// was nothing to tell, and after the users were well there is little.
pub fn gaps(document: &Document<'_>) -> Option<Diagnostic> {
    let times = &document.incident.times;
    let started = times.detected.or(times.acknowledged).or(times.started)?;
    let resolved = times.mitigated.or(times.resolved)?;
    if started.precision == Precision::Day || resolved.precision == Precision::Day {
        return None;
    }
    let length = resolved.at.duration_since(started.at);
    let events = document.incident.timeline.events.iter();
    let mut timed: Vec<_> = events
        .filter_map(|event| Some((event.at.filter(|at| at.precision > Precision::Day)?, event)))
        .filter(|(at, _)| (started.at..=resolved.at).contains(&at.at))
        .collect();
    timed.sort_by_key(|(at, _)| at.at);
    if timed.len() < FEW {
        return None;
    }
    let silence = |pair: &[(Moment, _)]| pair[1].0.at.duration_since(pair[0].0.at);
    let longest = timed.windows(2).max_by_key(|pair| silence(pair))?;
    let silence = silence(longest);
    if silence < PAUSE || silence.as_secs() * 100 < length.as_secs() * SHARE {
        return None;
    }
    let message = format!(
        "the timeline is silent for {} of {} before this",
        duration::format(silence),
        duration::format(length)
    );
    let hint = "say what people saw and tried then, or that they waited, and for what";
    Some(note(Code::TimelineGap, document.first_line(longest[1].1.span.clone()), message, hint))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_day_needs_a_zone_and_a_day_does_not() {
        for (text, needs) in [
            ("2026-03-02", false),
            ("2026-03-02T14:05:00Z", false),
            ("2026-03-02 14:05 +01:00", false),
            ("2026-03-02 14:05 UTC", false),
            ("2026-03-02 14:05", true),
            ("soon", false),
        ] {
            assert_eq!(needs_zone(text), needs, "{text}");
        }
    }
}
