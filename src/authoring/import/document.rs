//! One document, and what of it is sure enough to be written down.

use super::Proposal;
use crate::authoring::edit::Setting;
use crate::authoring::rfc_3339;
use crate::incident::evidence::Evidence;
use crate::incident::moment::{Moment, Precision};
use crate::incident::provenance::Rule;
use crate::incident::{Incident, LengthSource, duration};
use crate::knowledge::severities::tidy;
use jiff::civil::Date;

/// A longer text is a story and no name.
const LONGEST: usize = 80;

/// So many days apart, two moments may be of one incident.
const NEAR: i32 = 3;

/// What is known of a document.
pub(super) struct Document<'a> {
    pub incident: &'a Incident,
    pub evidence: Evidence,
    pub moved: Option<std::sync::Arc<Incident>>,
}

impl Document<'_> {
    fn lacks(&self, key: &str) -> bool {
        !self.incident.facts.spans.contains_key(key)
    }

    /// What its front matter lacks.
    pub fn proposal(&self) -> Proposal {
        let mut proposal = Proposal::default();
        let mut put = |key: &'static str, setting: Option<Setting>| {
            proposal.settings.extend(setting.filter(|_| self.lacks(key)).map(|setting| (key, setting)));
        };
        let facts = &self.incident.facts;
        put("title", self.evidence.title.clone().map(Setting::Text));
        let (date, doubt) = self.date();
        if facts.started.is_none() {
            put("date", date.map(|date| Setting::Bare(date.to_string())));
        }
        put("severity", facts.severity.as_deref().map(tidy).and_then(name).map(Setting::Text));
        put("duration", self.duration().map(Setting::Text));
        for (key, point) in self.points(date) {
            put(key, point.map(Setting::Bare));
        }
        put("services", names(&facts.services));
        put("root_cause", names(&facts.root_cause));
        put("contributing_factors", names(&facts.contributing_factors));
        put("trigger", facts.trigger.clone().and_then(name).map(Setting::Text));
        put("detected_by", facts.detected_by.map(|by| Setting::Text(by.word().to_owned())));
        put("tags", names(&facts.tags));
        put("authors", names(&facts.authors));
        proposal.doubts.extend(doubt);
        proposal
    }

    /// The day that every place which gives one agrees on.
    fn date(&self) -> (Option<Date>, Option<String>) {
        let facts = &self.incident.facts;
        if let Some(date) = facts.date.or(facts.started) {
            return (Some(date.day()), None);
        }
        let mut dates: Vec<(&str, Date)> =
            self.evidence.dates.iter().map(|(place, date)| (*place, date.day())).collect();
        let told = self.timeline_days();
        match (dates.as_slice(), told) {
            ([], Some((first, last))) if days(first.day(), last.day()) <= NEAR => {
                return (Some(first.day()), None);
            }
            ([], _) => return (None, None),
            // A file is often named for the day it was written, which is another.
            ([_], Some((first, _))) => {
                dates.extend(far(&dates, first.day()).then_some(("timeline", first.day())))
            }
            ([_], None) => {
                let mentioned = self.evidence.mentioned.filter(|mentioned| far(&dates, *mentioned));
                dates.extend(mentioned.map(|mentioned| ("text", mentioned)));
            }
            _ => {}
        }
        let (place, first) = dates[0];
        match dates.iter().find(|(_, other)| *other != first) {
            None => (Some(first), None),
            Some((other_place, other)) => {
                (None, Some(format!("no date: the {place} says {first}, the {other_place} {other}")))
            }
        }
    }

    /// The first and the last moment of the timeline.
    fn timeline_days(&self) -> Option<(Moment, Moment)> {
        let moments = || self.incident.timeline.events.iter().filter_map(|event| event.at);
        Some((moments().min_by_key(|moment| moment.at)?, moments().max_by_key(|moment| moment.at)?))
    }

    /// What the author typed, not what follows from the times.
    fn duration(&self) -> Option<String> {
        let length = self.incident.duration.filter(|length| length.source == LengthSource::Typed)?;
        Some(duration::format(length.length).replace(' ', ""))
    }

    /// The points in time that the head states or the timeline marks. A mere day says no more than the date.
    fn points(&self, date: Option<Date>) -> Vec<(&'static str, Option<String>)> {
        let found_far = self.moved.as_ref().map(|incident| incident.times.named());
        let mut points = vec![];
        for (at, (key, derived)) in self.incident.times.named().into_iter().enumerate() {
            let rule = self.incident.provenance.of(key).map(|source| source.rule);
            let is_stated = matches!(rule, Some(Rule::Label | Rule::LabelRange));
            let is_marked =
                |point: &Moment| rule == Some(Rule::EntryLabel) && self.is_marked_once(point, date);
            let point = derived.filter(|point| is_stated || is_marked(point));
            let elsewhere = found_far.as_ref().and_then(|found| found[at].1);
            let same = |point: &Moment| elsewhere.is_some_and(|far| far.at == point.at);
            let precise = point.filter(|point| point.precision > Precision::Day);
            // What follows from the front matter's own date is there already.
            let news =
                precise.filter(|point| self.incident.facts.date.is_none_or(|date| date.at != point.at));
            points.push((key, news.map(|point| rfc_3339(&point, same(&point)))));
        }
        points
    }

    /// Whether a timeline that can be trusted has the point: its times are in order and in a stated zone, it
    /// marks one such point, and the point is near the date.
    fn is_marked_once(&self, point: &Moment, date: Option<Date>) -> bool {
        let timeline = &self.incident.timeline;
        let moments: Vec<Moment> = timeline.events.iter().filter_map(|event| event.at).collect();
        let ordered = moments.windows(2).all(|pair| pair[0].day() <= pair[1].day());
        // Of the events of one minute, one has the mark.
        let marked =
            timeline.events.iter().filter(|event| event.at == Some(*point)).find_map(|event| event.mark);
        let once = marked
            .is_some_and(|mark| timeline.events.iter().filter(|event| event.mark == Some(mark)).count() == 1);
        let near = date.is_some_and(|date| days(date, point.day()) <= NEAR);
        // A timeline of weeks tells of more than one stop and start.
        let short = self.timeline_days().is_some_and(|(first, last)| days(first.day(), last.day()) <= NEAR);
        short && timeline.zone_stated && ordered && once && near
    }
}

fn days(a: Date, b: Date) -> i32 {
    (b - a).get_days().abs()
}

/// Whether a day is another than the first of the dates, whatever zones they are in.
fn far(dates: &[(&str, Date)], day: Date) -> bool {
    dates.first().is_some_and(|(_, date)| days(*date, day) > 1)
}

fn name(text: String) -> Option<String> {
    (!text.is_empty() && text.chars().count() <= LONGEST).then_some(text)
}

/// A list, if each of it is a name.
fn names(texts: &[String]) -> Option<Setting> {
    // A remark in brackets or an enumeration that is a sentence: what of it is the name, a person must say.
    let plain = |text: &&String| !text.contains(['(', '（', '。']) && !text.contains(" / ");
    let names: Option<Vec<String>> =
        texts.iter().map(|text| name(Some(text).filter(plain)?.clone())).collect();
    names.filter(|names| !names.is_empty()).map(Setting::List)
}
