//! Candidates for the points in time, and which of them are taken.

use super::LengthCandidate;
use super::points;
use crate::incident::derive::Times;
use crate::incident::fields::Facts;
use crate::incident::fields::words::DetectedBy;
use crate::incident::moment::stamp::Stamp;
use crate::incident::moment::{Moment, Precision};
use crate::incident::provenance::{Rule, Source};
use crate::incident::timeline::{Mark, Timeline};
use jiff::SignedDuration;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::ops::Range;

/// A point in time that some rule read.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub field: &'static str,
    pub moment: Moment,
    pub rule: Rule,
    pub span: Option<Range<usize>>,
}

/// Gives a stamp its day and its zone.
#[derive(Debug, Clone, Copy)]
pub(super) struct Settler<'a> {
    /// The day of times that name none.
    pub base: Option<Date>,
    pub zone: &'a TimeZone,
    /// The timeline, whose entries give the day of the times that they share.
    pub timeline: Option<&'a Timeline>,
    /// The zones that names have in this document.
    pub names: Option<&'a BTreeMap<String, TimeZone>>,
}

impl Settler<'_> {
    /// The moment of a stamp; nothing if it names no day and none is known.
    pub fn settle(&self, stamp: &Stamp) -> Option<Moment> {
        let stamp = &self.named(stamp);
        let day = match stamp.day {
            Some(day) => day.near(self.base)?,
            None => self.day_of(stamp).or(self.base)?,
        };
        stamp.moment(day, self.zone)
    }

    fn named(&self, stamp: &Stamp) -> Stamp {
        match self.names {
            Some(names) => stamp.clone().with_names(names),
            None => stamp.clone(),
        }
    }

    fn day_of(&self, stamp: &Stamp) -> Option<Date> {
        points::day_of_clock(self.timeline?, stamp.clock?.time)
    }

    /// The end of a range: of the day of its start, or of the next if that would be before it.
    fn settle_end(&self, end: &Stamp, start: &Moment) -> Option<Moment> {
        if end.day.is_some() {
            return Settler { base: Some(start.day()), ..*self }.settle(end);
        }
        let end = self.named(end);
        let same = end.moment(start.day(), self.zone)?;
        if same.at >= start.at { Some(same) } else { end.moment(start.day().tomorrow().ok()?, self.zone) }
    }
}

/// All of them.
#[derive(Debug, Default)]
pub(super) struct Candidates {
    pub all: Vec<Candidate>,
    outdone: Vec<Candidate>,
}

impl Candidates {
    /// What front matter types.
    pub fn of_front_matter(facts: &Facts) -> Candidates {
        let typed = [
            ("introduced", facts.introduced),
            ("started", facts.started),
            ("detected", facts.detected),
            ("acknowledged", facts.acknowledged),
            ("mitigated", facts.mitigated),
            ("resolved", facts.resolved),
        ];
        let typed = typed.into_iter().filter_map(|(field, moment)| {
            let span = facts.spans.get(field).cloned();
            Some(Candidate { field, moment: moment?, rule: Rule::FrontMatter, span })
        });
        Candidates { all: typed.collect(), outdone: vec![] }
    }

    /// Adds a point.
    pub fn add(
        &mut self,
        field: &'static str,
        stamp: &Stamp,
        rule: Rule,
        span: &Range<usize>,
        settler: &Settler<'_>,
    ) {
        if let Some(moment) = settler.settle(stamp) {
            self.all.push(Candidate { field, moment, rule, span: Some(span.clone()) });
        }
    }

    /// Adds the start and the end of a range.
    pub fn window(
        &mut self,
        start: &Stamp,
        end: Option<&Stamp>,
        rule: Rule,
        span: &Range<usize>,
        settler: &Settler<'_>,
    ) {
        let Some(moment) = settler.settle(start) else { return };
        let end = end.and_then(|end| settler.settle_end(end, &moment));
        if end.is_some_and(|end| end.at < moment.at) {
            return;
        }
        self.all.push(Candidate { field: "started", moment, rule, span: Some(span.clone()) });
        if let Some(moment) = end {
            self.all.push(Candidate { field: "resolved", moment, rule, span: Some(span.clone()) });
        }
    }

    /// Adds what the entries of the timeline say; how it was found, where the entry of the detection tells.
    pub fn of_timeline(&mut self, timeline: &Timeline) -> Option<(DetectedBy, Range<usize>)> {
        let outliers = points::outliers(timeline);
        let mut push = |field, moment, rule, span: &Range<usize>| {
            self.all.push(Candidate { field, moment, rule, span: Some(span.clone()) });
        };
        for mark in Mark::ALL {
            let mut marked = timeline.events.iter().enumerate().filter(|(at, event)| {
                event.mark == Some(mark) && event.at.is_some() && !outliers.contains(at)
            });
            let event = if mark == Mark::Resolved { marked.next_back() } else { marked.next() };
            if let Some((_, event)) = event
                && let Some(moment) = event.at
            {
                push(mark.name(), moment, Rule::EntryLabel, &event.span);
            }
        }
        let cues = points::cues(timeline, &outliers);
        for cue in &cues.points {
            push(cue.mark.name(), cue.moment, Rule::EntryCue, &cue.span);
        }
        cues.channel
    }

    /// Adds points that a stated length and another point give, where an entry of the timeline agrees.
    pub fn of_lengths(
        &mut self,
        timeline: &Timeline,
        lengths: &[LengthCandidate],
        detect: Option<SignedDuration>,
    ) {
        let known = |field: &str| {
            self.all.iter().filter(|c| c.field == field).min_by_key(|c| c.rule).map(|c| c.moment)
        };
        let (started, resolved) = (known("started"), known("resolved"));
        let mut found = vec![];
        // The time to resolve is counted from the detection where that is known.
        let noticed = self.best("detected").is_some_and(|detected| detected.rule <= Rule::Label);
        for length in lengths.iter().filter(|length| length.is_total || !noticed) {
            if let Some((start, end)) = points::matching(
                timeline,
                length.length,
                started,
                resolved,
                length.is_exact,
                length.rule <= Rule::Label,
            ) {
                let span = Some(length.span.clone());
                found.push(Candidate {
                    field: "started",
                    moment: start,
                    rule: Rule::StatedLength,
                    span: span.clone(),
                });
                found.push(Candidate { field: "resolved", moment: end, rule: Rule::StatedLength, span });
            }
        }
        let started = started.or_else(|| found.first().map(|c| c.moment));
        if let (Some(start), Some(length)) = (started, detect)
            && start.precision > Precision::Day
            && let Some(moment) = start.later(length)
        {
            found.push(Candidate { field: "detected", moment, rule: Rule::StatedLength, span: None });
        }
        self.all.extend(found);
    }

    /// The best candidate of a field.
    pub fn best(&self, field: &str) -> Option<&Candidate> {
        self.all.iter().filter(|candidate| candidate.field == field).min_by_key(|candidate| candidate.rule)
    }

    /// Whether a field is typed or labelled.
    pub fn is_stated(&self, field: &str) -> bool {
        self.best(field).is_some_and(|candidate| candidate.rule <= Rule::LabelRange)
    }

    /// Decides every point. Of a start and an end that contradict each other, the weaker goes; where neither is stronger,
    /// both. What was noticed before it began, by a weak rule, was something else.
    pub fn decide(&mut self, times: Times) -> Times {
        for _ in 0..8 {
            let (Some(started), Some(resolved)) =
                (self.best("started").cloned(), self.best("resolved").cloned())
            else {
                break;
            };
            let typed = started.rule <= Rule::LabelRange && resolved.rule <= Rule::LabelRange;
            if !is_before(&resolved.moment, &started.moment) || typed {
                break;
            }
            let mut dropped = vec![];
            self.all.retain(|candidate| {
                let weaker = match candidate.field {
                    "started" => candidate.rule == started.rule && started.rule >= resolved.rule,
                    "resolved" => candidate.rule == resolved.rule && resolved.rule >= started.rule,
                    _ => false,
                };
                if weaker {
                    dropped.push(candidate.clone());
                }
                !weaker
            });
            self.outdone.extend(dropped);
        }
        self.drop_strays();
        let started = self.best("started").map(|started| started.moment);
        let early = |candidate: &Candidate| {
            candidate.field == "detected"
                && candidate.rule >= Rule::Sentence
                && started.is_some_and(|started| is_before(&candidate.moment, &started))
        };
        let (dropped, kept) = std::mem::take(&mut self.all).into_iter().partition(early);
        self.all = kept;
        self.outdone.extend::<Vec<Candidate>>(dropped);
        let point = |field: &str| self.best(field).map(|candidate| candidate.moment);
        Times {
            introduced: point("introduced"),
            started: point("started"),
            detected: point("detected"),
            acknowledged: point("acknowledged"),
            mitigated: point("mitigated"),
            resolved: point("resolved"),
            ..times
        }
    }

    /// Drops a labelled point that is months away from all others: its date is a slip.
    fn drop_strays(&mut self) {
        const FAR: i64 = 60 * 86_400;
        const NEAR: i64 = 7 * 86_400;
        let seconds = |candidate: &Candidate| candidate.moment.at.as_second();
        let is_point = |candidate: &Candidate| {
            candidate.rule <= Rule::LabelRange
                && candidate.rule > Rule::FrontMatter
                && candidate.field != "introduced"
        };
        let points: Vec<i64> = self.all.iter().filter(|candidate| is_point(candidate)).map(seconds).collect();
        let is_stray = |candidate: &Candidate| {
            let at = seconds(candidate);
            let others: Vec<i64> = points.iter().copied().filter(|other| (other - at).abs() > FAR).collect();
            let close = others.windows(2).all(|pair| (pair[0] - pair[1]).abs() <= NEAR);
            is_point(candidate) && others.len() >= 2 && others.len() + 1 == points.len() && close
        };
        let (strays, kept) = std::mem::take(&mut self.all).into_iter().partition(is_stray);
        self.all = kept;
        self.outdone.extend::<Vec<Candidate>>(strays);
    }

    /// The sources of the points that were taken, and of those that were not.
    pub fn sources(self, times: &Times) -> (Vec<Source>, Vec<Source>) {
        let (mut taken, mut outdone) = (vec![], vec![]);
        let named = times.named();
        for candidate in self.all.into_iter() {
            let value = match candidate.moment.precision {
                Precision::Day => candidate.moment.day().to_string(),
                _ => format!(
                    "{} {}",
                    candidate.moment.local.strftime("%Y-%m-%d %H:%M"),
                    candidate.moment.offset
                ),
            };
            let source = Source { field: candidate.field, value, rule: candidate.rule, span: candidate.span };
            let is_taken = named
                .iter()
                .any(|(field, moment)| *field == source.field && *moment == Some(candidate.moment));
            let is_first = !taken.iter().any(|other: &Source| other.field == source.field);
            if is_taken && is_first { taken.push(source) } else { outdone.push(source) }
        }
        let lost = self.outdone.into_iter().map(|candidate| Source {
            field: candidate.field,
            value: candidate.moment.local.strftime("%Y-%m-%d %H:%M").to_string(),
            rule: candidate.rule,
            span: candidate.span,
        });
        outdone.extend(lost);
        (taken, outdone)
    }
}

/// Days are compared as days: a time on that day is not before it.
pub(super) fn is_before(a: &Moment, b: &Moment) -> bool {
    match a.precision.min(b.precision) {
        Precision::Day => a.day() < b.day(),
        _ => a.at < b.at,
    }
}
