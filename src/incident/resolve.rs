//! Decides each field: every reader's candidates in, one fact per field out, with where it comes from.
//!
//! No reader looks at another's result. [`Rule`] has the order of precedence.

mod candidates;
mod day;
mod points;

use super::derive::{Length, LengthSource, StatedLength, Times};
use super::fields::Facts;
use super::labels::{self, Stated};
use super::lexicon::Label;
use super::moment::{Moment, Precision};
use super::outline::Block;
use super::provenance::{Provenance, Refusal, Rule, Source};
use super::sentences::{self, Said};
use super::timeline::{self, Timeline};
use super::values::{self, TimeValue};
use super::{Conventions, duration};
use crate::diagnostic::{Code, Diagnostic, Place, Severity};
use candidates::{Candidates, Settler};
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use std::ops::Range;
use std::sync::Arc;

/// Everything that a document says about its incident.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// What labels and sentences state, without points in time.
    pub stated: Facts,
    pub date: Option<Moment>,
    pub times: Times,
    pub duration: Option<Length>,
    pub timeline: Timeline,
    pub provenance: Provenance,
}

/// A length with its rule.
#[derive(Debug, Clone)]
struct LengthCandidate {
    length: SignedDuration,
    rule: Rule,
    span: Range<usize>,
    is_exact: bool,
    /// Whether it is that of the whole incident, and not of its resolution.
    is_total: bool,
}

/// The time to detect, where a label gives it to the minute.
fn exact_detection(labels: &[Stated], stated: StatedLength) -> Option<SignedDuration> {
    let mut labels = labels.iter().filter(|label| label.label == Label::TimeToDetect);
    match stated {
        StatedLength::Length(length) => labels.all(|label| is_exact(&label.value)).then_some(length),
        _ => None,
    }
}

/// The times of day that the summary names.
fn clocks(statements: &[sentences::Statement]) -> Vec<jiff::civil::Time> {
    let clock = |statement: &sentences::Statement| match &statement.said {
        Said::Clock(stamp) => stamp.clock.map(|clock| clock.time),
        _ => None,
    };
    statements.iter().filter_map(clock).collect()
}

/// Reads and decides.
pub(super) fn resolve(
    path: &str,
    facts: &Facts,
    title: &str,
    blocks: &[Block],
    conventions: &Conventions,
) -> Reading {
    let labels = labels::collect(blocks, &conventions.headings);
    let statements = sentences::read(blocks, &conventions.headings);
    let named = labelled_day(&labels, &conventions.zone);
    let filed = day::filed(path, facts, named.as_ref(), blocks, conventions);
    let base = statements
        .iter()
        .find_map(|statement| match &statement.said {
            Said::Day(stamp) => stamp.day?.near(filed.map(|day| day.day())),
            _ => None,
        })
        .filter(|day| filed.is_some_and(|filed| (filed.day() - *day).get_days().abs() <= 3))
        .or(filed.map(|filed| filed.day()));
    let mut timeline = timeline::read(blocks, conventions, base);
    if points::is_a_day_late(&timeline, base, &clocks(&statements)) {
        timeline = timeline::read(blocks, conventions, base.and_then(|base| base.yesterday().ok()));
    }
    let zone = zone_of_text(blocks, &timeline, conventions);
    let zones = timeline::zone_names(blocks, conventions);
    let settler = Settler { base, zone: &zone, timeline: Some(&timeline), names: Some(&zones) };
    let mut reading = Reading::default();
    let mut found = Candidates::of_front_matter(facts);
    let mut lengths = vec![];
    read_labels(&labels, &settler, &mut found, &mut lengths, &mut reading);
    for statement in &statements {
        let span = &statement.span;
        match &statement.said {
            Said::Window(start, end) => {
                found.window(start, Some(end), Rule::SentenceRange, span, &settler);
            }
            Said::Started(stamp) => found.add("started", stamp, Rule::Sentence, span, &settler),
            Said::Resolved(stamp) => found.add("resolved", stamp, Rule::Sentence, span, &settler),
            Said::Detected(stamp) => found.add("detected", stamp, Rule::Sentence, span, &settler),
            Said::Length(length) => lengths.push(LengthCandidate {
                length: *length,
                rule: Rule::Sentence,
                span: span.clone(),
                is_exact: true,
                is_total: true,
            }),
            Said::Channel(by) => {
                if reading.stated.detected_by.is_none() {
                    reading.stated.detected_by = Some(*by);
                    reading.note("detected_by", by.word(), Rule::Sentence, Some(span.clone()));
                }
            }
            Said::Day(_) | Said::Clock(_) | Said::ChannelInSummary(_) => {}
        }
    }
    let in_summary = statements.iter().find_map(|statement| match statement.said {
        Said::ChannelInSummary(by) => Some((by, Rule::Sentence, statement.span.clone())),
        _ => None,
    });
    let of_entry = found.of_timeline(&timeline).map(|(by, span)| (by, Rule::EntryCue, span));
    if let Some((by, rule, span)) = of_entry.or(in_summary).filter(|_| reading.stated.detected_by.is_none()) {
        reading.stated.detected_by = Some(by);
        reading.note("detected_by", by.word(), rule, Some(span));
    }
    if reading.stated.severity.is_none()
        && let Some(severity) = values::severity_in_title(title)
    {
        reading.note("severity", &severity, Rule::Title, None);
        reading.stated.severity = Some(severity);
    }
    if let Some(length) = facts.duration {
        let span = facts.spans.get("duration").cloned().unwrap_or_default();
        lengths.insert(
            0,
            LengthCandidate { length, rule: Rule::FrontMatter, span, is_exact: true, is_total: true },
        );
    }
    lengths.sort_by_key(|length| (length.rule, !length.is_total));
    let strongest = lengths.first().map(|length| length.rule);
    lengths.retain(|length| strongest.is_none_or(|rule| length.rule <= rule.max(Rule::Label)));
    found.of_lengths(&timeline, &lengths, exact_detection(&labels, reading.times.detect_stated));
    reading.times = found.decide(reading.times);
    reading.date = day::decide(path, facts, &found, &reading.times, &timeline, blocks, conventions);
    reading.timeline = timeline;
    reading.times.started = reading.times.started.or_else(|| super::derive::begun(facts, &reading.times));
    let typed = lengths.first();
    reading.duration = length_of(facts, typed, &reading.times, &found);
    reading.explain(facts, found, typed);
    reading
}

/// What of labels and entries could not be read: a time or a length that is written and not understood, a zone that is
/// not known, an entry whose day is a slip.
pub(super) fn diagnostics(path: &Arc<str>, provenance: &Provenance, timeline: &Timeline) -> Vec<Diagnostic> {
    let mut found = vec![];
    for refusal in &provenance.refused {
        let has_digits = refusal.text.contains(|c: char| c.is_ascii_digit());
        let (code, hint) = match refusal.field {
            "date" | "started" | "detected" | "acknowledged" | "mitigated" | "resolved" | "introduced"
                if has_digits =>
            {
                (
                    Code::UnreadableDate,
                    "write it as `2026-03-02` or `2026-03-02 14:05 UTC`, remarks behind it in brackets",
                )
            }
            "duration" if has_digits => (Code::UnreadableDuration, "write it as `41m`, `2h15m` or `1d 5h`"),
            "detected_by" => (
                Code::UnknownWord,
                "say alert, dashboard, synthetic, ci, customer, employee, partner or report",
            ),
            _ => continue,
        };
        let text: String = refusal.text.chars().take(60).collect();
        let message = format!("`{text}` cannot be read as `{}`", refusal.field);
        let place = Place::span(path.clone(), refusal.span.clone());
        found.push(Diagnostic::new(code, place, message).hint(hint));
    }
    for name in &timeline.unknown_zones {
        let message = format!("`{name}` is not a time zone that hindsite knows, so times in it are not read");
        let hint = format!(
            "write the offset once, as in `{name} (UTC+4)`, or add `{name}` to `[zones]` in hindsite.toml"
        );
        let unknown = Diagnostic::new(Code::TimeWithoutZone, Place::file(path.clone()), message).hint(hint);
        found.push(Diagnostic { severity: Severity::Warning, ..unknown });
    }
    for at in points::outliers(timeline) {
        let place = Place::span(path.clone(), timeline.events[at].span.clone());
        let message = "this entry is weeks away from all others of the timeline".to_owned();
        found.push(Diagnostic::new(Code::OutOfOrder, place, message).hint("check its date"));
    }
    found
}

/// The day that a label of the document gives its incident.
pub(super) fn labelled_date(blocks: &[Block], conventions: &Conventions) -> Option<Moment> {
    labelled_day(&labels::collect(blocks, &conventions.headings), &conventions.zone)
}

/// The first label that dates the incident.
fn labelled_day(labels: &[Stated], zone: &TimeZone) -> Option<Moment> {
    let settler = Settler { base: None, zone, timeline: None, names: None };
    let dated = |wanted: &[Label]| {
        labels.iter().filter(|stated| wanted.contains(&stated.label)).find_map(|stated| {
            let value = TimeValue::parse(&stated.value)?;
            settler.settle(value.start.as_ref()?)
        })
    };
    dated(&[Label::Date])
        .or_else(|| dated(&[Label::Started, Label::Window]))
        .or_else(|| dated(&[Label::Duration]))
}

/// The zone of times that state none: what a line above the first section says of all times; where the archive states
/// none, that of the timeline.
fn zone_of_text(blocks: &[Block], timeline: &Timeline, conventions: &Conventions) -> TimeZone {
    let of_timeline = timeline.zone.clone().filter(|_| !conventions.zone_stated);
    timeline::zone_above(blocks).or(of_timeline).unwrap_or_else(|| conventions.zone.clone())
}

fn read_labels(
    labels: &[Stated],
    settler: &Settler<'_>,
    found: &mut Candidates,
    lengths: &mut Vec<LengthCandidate>,
    reading: &mut Reading,
) {
    for stated in labels {
        let Stated { label, value, span, is_sure } = stated;
        let read = match label {
            Label::Date
            | Label::Introduced
            | Label::Started
            | Label::Detected
            | Label::Acknowledged
            | Label::Mitigated
            | Label::Resolved
            | Label::Window
            | Label::Duration => time_label(stated, settler, found, lengths, reading),
            Label::TimeToDetect => {
                let detect = StatedLength::of(value);
                let both = |a: StatedLength, b: StatedLength| if a == b { a } else { StatedLength::Unclear };
                let before = reading.times.detect_stated;
                reading.times.detect_stated =
                    if before == StatedLength::Nothing { detect } else { both(before, detect) };
                true
            }
            Label::TimeToResolve | Label::TimeToMitigate => {
                let length = TimeValue::parse(value).and_then(|value| value.length);
                if let (Some(length), Label::TimeToResolve) = (length, label) {
                    reading.times.resolve_stated = reading.times.resolve_stated.or(Some(length));
                    lengths.push(LengthCandidate {
                        length,
                        rule: Rule::Label,
                        span: span.clone(),
                        is_exact: is_exact(value),
                        is_total: false,
                    });
                }
                true
            }
            Label::Severity => {
                let severity = values::severity(value);
                let read = severity.is_some();
                reading.text("severity", severity, span);
                read
            }
            Label::Services => {
                let services = values::services(value);
                let read = !services.is_empty();
                if read && reading.stated.services.is_empty() {
                    reading.note("services", &services.join(", "), Rule::Label, Some(span.clone()));
                    reading.stated.services = services;
                }
                read
            }
            Label::DetectedBy => {
                let by = values::channel(value);
                if let Some(by) = by.filter(|_| reading.stated.detected_by.is_none()) {
                    reading.stated.detected_by = Some(by);
                    reading.note("detected_by", by.word(), Rule::Label, Some(span.clone()));
                }
                // Who reported it may be a person.
                by.is_some() || !value.contains(' ')
            }
            Label::Kind => {
                let kind = super::fields::kind_of_label(value);
                if let Some(kind) = kind.filter(|_| reading.stated.kind.is_none() && *is_sure) {
                    reading.stated.kind = Some(kind);
                    reading.note("kind", kind.word(), Rule::Label, Some(span.clone()));
                }
                true
            }
            Label::RootCause | Label::ContributingFactors | Label::Trigger => {
                reading.cause(*label, value, span);
                true
            }
            Label::Authors => {
                if reading.stated.authors.is_empty() {
                    reading.stated.authors = labels::people(value);
                }
                true
            }
            Label::Tags => {
                if reading.stated.tags.is_empty() {
                    let tags = value.split([',', '、']).map(|tag| tag.trim().to_owned());
                    reading.stated.tags = tags.filter(|tag| !tag.is_empty()).collect();
                }
                true
            }
            Label::Summary if *is_sure && value.chars().count() > 20 => {
                reading.stated.summary = reading.stated.summary.take().or_else(|| Some(value.clone()));
                true
            }
            Label::Title if *is_sure => {
                reading.stated.title = reading.stated.title.take().or_else(|| Some(value.clone()));
                true
            }
            _ => true,
        };
        if !read {
            let refusal = Refusal { field: label.name(), text: value.clone(), span: span.clone() };
            reading.provenance.refused.push(refusal);
        }
    }
}

/// A label whose value is a time, a range or a length; whether it was understood.
fn time_label(
    stated: &Stated,
    settler: &Settler<'_>,
    found: &mut Candidates,
    lengths: &mut Vec<LengthCandidate>,
    reading: &mut Reading,
) -> bool {
    let Stated { label, value, span, .. } = stated;
    let by = if *label == Label::Detected { values::channel(value) } else { None };
    if let Some(by) = by.filter(|_| reading.stated.detected_by.is_none()) {
        reading.stated.detected_by = Some(by);
        reading.note("detected_by", by.word(), Rule::Label, Some(span.clone()));
    }
    let Some(time) = TimeValue::parse(value) else { return by.is_some() };
    if let Some(length) = time.length
        && matches!(label, Label::Duration | Label::Window | Label::Resolved)
    {
        let is_resolve = *label == Label::Resolved;
        if is_resolve {
            reading.times.resolve_stated = reading.times.resolve_stated.or(Some(length));
        }
        lengths.push(LengthCandidate {
            length,
            rule: Rule::Label,
            span: span.clone(),
            is_exact: is_exact(value),
            is_total: !is_resolve,
        });
    }
    let (start, end) = (time.start.as_ref(), time.end.as_ref());
    match label {
        Label::Window | Label::Duration => match start {
            Some(start) => found.window(start, end, Rule::LabelRange, span, settler),
            None => {
                if let Some(end) = end {
                    found.add("resolved", end, Rule::LabelRange, span, settler);
                }
            }
        },
        Label::Date => {
            if let Some(start) = start {
                found.add("date", start, Rule::Label, span, settler);
                if start.clock.is_some() && end.is_some() {
                    found.window(start, end, Rule::LabelRange, span, settler);
                }
            }
        }
        Label::Resolved => {
            if let Some(point) = end.or(start) {
                found.add("resolved", point, Rule::Label, span, settler);
            }
        }
        _ => {
            if let Some(start) = start {
                found.add(label.name(), start, Rule::Label, span, settler);
            }
        }
    }
    true
}

/// Whether a length is given without a hedge.
fn is_exact(value: &str) -> bool {
    let value = value.trim();
    let lower = value.to_lowercase();
    !value.starts_with(['~', '≈', '約', '〜'])
        && !["about", "around", "approx", "roughly", "circa", "ca.", "nearly", "almost"]
            .iter()
            .any(|hedge| lower.starts_with(hedge))
}

/// How long it took: what is typed, then the difference of points that are typed, then of any.
fn length_of(
    facts: &Facts,
    typed: Option<&LengthCandidate>,
    times: &Times,
    found: &Candidates,
) -> Option<Length> {
    if let Some(length) = typed.map(|typed| typed.length) {
        return Some(Length { length, source: LengthSource::Typed });
    }
    let length = times.to_resolve()?;
    let sure = found.is_stated("started") && found.is_stated("resolved") || times.started == facts.date;
    Some(Length { length, source: if sure { LengthSource::Points } else { LengthSource::Timeline } })
}

impl Reading {
    fn note(&mut self, field: &'static str, value: &str, rule: Rule, span: Option<Range<usize>>) {
        self.provenance.facts.push(Source { field, value: value.to_owned(), rule, span });
    }

    fn text(&mut self, field: &'static str, value: Option<String>, span: &Range<usize>) {
        if let Some(value) = value
            && self.stated.severity.is_none()
        {
            self.note(field, &value, Rule::Label, Some(span.clone()));
            self.stated.severity = Some(value);
        }
    }

    fn cause(&mut self, label: Label, value: &str, span: &Range<usize>) {
        let value = value.to_owned();
        let is_new = match label {
            Label::Trigger => self.stated.trigger.is_none(),
            Label::RootCause => self.stated.root_cause.is_empty(),
            _ => self.stated.contributing_factors.is_empty(),
        };
        if !is_new {
            return;
        }
        self.note(label.name(), &value, Rule::Label, Some(span.clone()));
        match label {
            Label::Trigger => self.stated.trigger = Some(value),
            Label::RootCause => self.stated.root_cause = vec![value],
            _ => self.stated.contributing_factors = vec![value],
        }
    }

    /// Records the source of every point and of the duration, and what front matter states instead.
    fn explain(&mut self, facts: &Facts, found: Candidates, length: Option<&LengthCandidate>) {
        let typed_fields = [
            ("severity", facts.severity.clone().unwrap_or_default()),
            ("services", facts.services.join(", ")),
            ("detected_by", facts.detected_by.map_or("", |by| by.word()).to_owned()),
            ("root_cause", facts.root_cause.join(", ")),
            ("trigger", facts.trigger.clone().unwrap_or_default()),
            ("contributing_factors", facts.contributing_factors.join(", ")),
            ("kind", facts.kind.map_or("", |kind| kind.word()).to_owned()),
        ];
        let typed: Vec<(&str, String)> =
            typed_fields.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        let (outdone, kept): (Vec<Source>, Vec<Source>) = std::mem::take(&mut self.provenance.facts)
            .into_iter()
            .partition(|source| typed.iter().any(|(key, _)| *key == source.field));
        self.provenance.facts = kept;
        self.provenance.outdone.extend(outdone);
        for (key, value) in typed {
            self.note(key, &value, Rule::FrontMatter, facts.spans.get(key).cloned());
        }
        let (taken, outdone) = found.sources(&self.times);
        self.provenance.facts.extend(taken);
        self.provenance.outdone.extend(outdone);
        let length_source = length;
        if let Some(length) = self.duration {
            let (rule, span) = match length_source {
                Some(typed) => (typed.rule, Some(typed.span.clone())),
                None => (Rule::Derived, None),
            };
            self.note("duration", &duration::format(length.length), rule, span);
        }
        if let Some(date) = self.date {
            let value = match date.precision {
                Precision::Day => date.day().to_string(),
                _ => date.local.strftime("%Y-%m-%d %H:%M").to_string(),
            };
            let (rule, span) = day::source(facts, &date, &self.provenance.facts, &self.provenance.outdone);
            self.note("date", &value, rule, span);
        }
        self.provenance.facts.sort_by_key(|source| order(source.field));
    }
}

/// The order in which fields are shown.
fn order(field: &str) -> usize {
    const FIELDS: [&str; 16] = [
        "title",
        "date",
        "started",
        "detected",
        "acknowledged",
        "mitigated",
        "resolved",
        "introduced",
        "duration",
        "severity",
        "services",
        "detected_by",
        "root_cause",
        "contributing_factors",
        "trigger",
        "kind",
    ];
    FIELDS.iter().position(|known| *known == field).unwrap_or(FIELDS.len())
}
