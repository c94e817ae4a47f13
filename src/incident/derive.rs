//! Facts that follow from others: the date a document is filed under, its points in time, how long
//! it took, and where two statements disagree. What the author typed always wins.

use super::fields::{self, Facts};
use super::front_matter::{Entry, Node, Value};
use super::header::{self, Stated};
use super::moment::{self, Moment, Precision};
use super::outline::{Block, Inline};
use super::timeline::{Mark, Timeline, is_timeline_heading};
use super::wording::is_cjk;
use super::{Conventions, duration};
use crate::diagnostic::{Code, Diagnostic, Place};
use jiff::SignedDuration;
use std::collections::BTreeSet;
use std::sync::Arc;

/// How many blocks of a body count as its first lines.
const FIRST_BLOCKS: usize = 6;

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
    pub detect_stated: Told,
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
            (None | Some(SignedDuration::ZERO), Told::Length(stated)) => Some(stated),
            (Some(SignedDuration::ZERO), Told::Unclear) => None,
            (between, _) => between,
        }
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
pub enum Told {
    /// Nothing.
    #[default]
    Nothing,
    /// So long.
    Length(SignedDuration),
    /// No length: not known, at least so long, a guess at weeks.
    Unclear,
}

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

/// What the head of a document states.
#[derive(Debug, Default)]
pub struct Head {
    /// The facts that front matter has too.
    pub facts: Facts,
    detect: Told,
    resolve: Option<SignedDuration>,
}

/// What the head of a document states, read like front matter; what cannot be read is passed over.
pub fn head(stated: &[Stated], conventions: &Conventions) -> Head {
    let entries: Vec<Entry> = stated
        .iter()
        .filter_map(|stated| {
            let key = header::canonical(&stated.key)?;
            let text = beginning(key, &stated.value, conventions);
            let value = Value::Scalar { text, quoted: false };
            let node = Node { value, span: stated.span.clone() };
            Some(Entry { key: key.to_owned(), key_span: stated.span.clone(), node })
        })
        .collect();
    let texts = |name: &'static str| {
        let named = entries.iter().filter(move |entry| entry.key == name);
        named.filter_map(|entry| entry.node.text())
    };
    let (mut facts, _) = fields::read(&Arc::from(""), &entries, conventions);
    // Only front matter hides a document, and other keys of the head are in the text already.
    facts.status = None;
    facts.extra.clear();
    facts.forget_places();
    // Two of them are of two failures that one document tells.
    let both = |a, b| if a == b { a } else { Told::Unclear };
    let detect = texts("time_to_detect").map(told).reduce(both).unwrap_or_default();
    Head { detect, resolve: texts("time_to_resolve").next().and_then(duration::parse), facts }
}

fn told(text: &str) -> Told {
    const AT_ONCE: [&str; 5] = ["immediate", "instant", "即座", "即時", "sofort"];
    let text = text.to_lowercase();
    match duration::parse(&text) {
        Some(length) => Told::Length(length),
        None if AT_ONCE.iter().any(|word| text.starts_with(word)) => Told::Length(SignedDuration::ZERO),
        None => Told::Unclear,
    }
}

/// The services of a head by their names. Whoever writes them down for good is shown the remarks as well.
pub fn services(stated: &[String]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    stated.iter().filter_map(|name| service(name)).filter(|name| seen.insert(name.to_lowercase())).collect()
}

/// The name of a service as a sentence about it has it: `news-creator（間接）`. `None` for the sentence itself.
fn service(stated: &str) -> Option<String> {
    let name =
        stated.find('（').filter(|at| *at > 0 && stated.ends_with('）')).map_or(stated, |at| &stated[..at]);
    let name = name.trim();
    let tells = name.contains(is_cjk) && name.contains(' ');
    (!tells).then(|| name.to_owned())
}

/// People explain what they state: `2026-03-02 14:05 (first report)`, `about 1h; users saw less`.
/// The value is what stands at the beginning.
fn beginning(key: &str, value: &str, conventions: &Conventions) -> String {
    let until = |marks: &[char]| value.split(marks).next().unwrap_or(value).trim().to_owned();
    match key {
        "date" | "introduced" | "started" | "detected" | "acknowledged" | "mitigated" | "resolved" => {
            match moment::find(value, &conventions.zone) {
                Some((_, range))
                    if value[..range.start].trim().is_empty() && !is_bound(&value[range.end..]) =>
                {
                    value[range].to_owned()
                }
                _ => value.to_owned(),
            }
        }
        "duration" | "time_to_detect" | "time_to_resolve" => until(&['(', '（', '。', ';', '—', ',']),
        _ => value.to_owned(),
    }
}

/// Whether the words behind a time make it the earliest or the latest it can have been, and no time that is known.
fn is_bound(after: &str) -> bool {
    const WORDS: [&str; 11] = [
        "or before",
        "or earlier",
        "or later",
        "or after",
        "and before",
        "and earlier",
        "at the latest",
        "at the earliest",
        "oder früher",
        "oder später",
        "spätestens",
    ];
    const SIGNS: [&str; 6] = ["以前", "以降", "以後", "より前", "より後", "までに"];
    let after = after.trim_start_matches([' ', ',', '(', '（']).to_lowercase();
    WORDS.iter().chain(&SIGNS).any(|bound| after.starts_with(bound))
}

/// Whether the head, or what is filed by it, has a time of day: the zone it is read in matters.
pub fn is_timed(head: &Head, date: Option<Moment>) -> bool {
    let facts = &head.facts;
    let points = [
        facts.introduced,
        facts.started,
        facts.detected,
        facts.acknowledged,
        facts.mitigated,
        facts.resolved,
    ];
    points.into_iter().chain([facts.date, date]).flatten().any(|point| point.precision > Precision::Day)
}

/// The date a document is filed under.
pub fn date(
    path: &str,
    facts: &Facts,
    stated: &Facts,
    blocks: &[Block],
    conventions: &Conventions,
) -> Option<Moment> {
    let zone = &conventions.zone;
    facts
        .date
        .or(facts.started)
        .or_else(|| moment::in_path(path, zone))
        .or(stated.date)
        .or(stated.started)
        .or(facts.detected)
        .or_else(|| first_lines(blocks, conventions))
        .or(stated.detected)
        .or(facts.resolved)
        .or(stated.resolved)
}

/// That the name of the file and the head of the document give days apart, where front matter decides neither.
pub fn days_apart(
    path: &Arc<str>,
    facts: &Facts,
    stated: &Facts,
    conventions: &Conventions,
) -> Option<Diagnostic> {
    if facts.date.or(facts.started).is_some() {
        return None;
    }
    let named = moment::in_path(path, &conventions.zone)?.day();
    let told = stated.date.or(stated.started)?.day();
    // The day of the name may be one of another zone.
    let apart = named.until(told).ok()?.get_days().abs() > 1;
    apart.then(|| {
        let message =
            format!("the file is named {named} and the document says {told}; it is filed under the name");
        let hint = format!("if the document is right, say `date: {told}` in the front matter");
        Diagnostic::new(Code::DateDisagrees, Place::file(path.clone()), message).hint(hint)
    })
}

/// What is filed under its end, for want of another date, is filed under the earlier point that its timeline tells.
pub fn not_its_end(date: Option<Moment>, facts: &Facts, times: &Times) -> Option<Moment> {
    let end = date.filter(|date| facts.date.is_none() && times.resolved == Some(*date));
    let earlier = times.started.or(times.detected);
    end.and_then(|end| earlier.filter(|earlier| earlier.at < end.at)).or(date)
}

/// The first event of a timeline that has a time: of the year that the file's name has, if it has one and the timeline
/// too. A timeline may begin years before with what made it possible.
pub fn first_event(path: &str, timeline: &Timeline) -> Option<Moment> {
    let moments = || timeline.events.iter().filter_map(|event| event.at);
    let name = path.rsplit('/').next().unwrap_or(path);
    let mut numbers = name.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() == 4);
    let year = numbers.find_map(|run| run.parse::<i16>().ok().filter(|year| (1990..2100).contains(year)));
    year.and_then(|year| moments().find(|moment| moment.day().year() == year)).or_else(|| moments().next())
}

/// The first date in a heading, a paragraph, an item or a cell at the top.
fn first_lines(blocks: &[Block], conventions: &Conventions) -> Option<Moment> {
    let found = |text: &str| moment::find(text, &conventions.zone).map(|(moment, _)| moment);
    // A date amid the sentence of a cell may be of another day: "the last good run was on 2026-03-02".
    let opens = |text: &str| {
        let (moment, range) = moment::find(text, &conventions.zone)?;
        text[..range.start].trim().is_empty().then_some(moment)
    };
    let head = blocks.iter().take_while(|block| match block {
        // Times of a timeline are in the zone it states, and read with it.
        Block::Heading { text, .. } => !is_timeline_heading(&text.text, &conventions.headings),
        _ => true,
    });
    head.take(FIRST_BLOCKS).find_map(|block| match block {
        Block::Heading { text, .. } | Block::Paragraph { text, .. } | Block::Item { text, .. } => {
            found(&text.text)
        }
        Block::Table { header, rows, .. } => {
            // When it was over is not when it was.
            let over = |row: &&Vec<Inline>| {
                let key = row.first().and_then(|key| header::canonical(&key.text));
                matches!(key, Some("mitigated" | "resolved"))
            };
            let rows = rows.iter().filter(|row| !over(row)).flatten();
            header.iter().chain(rows).find_map(|cell| opens(&cell.text))
        }
        Block::Code { .. } => None,
    })
}

/// The points in time, each from the first place that has it.
pub fn times(facts: &Facts, head: &Head, timeline: &Timeline) -> Times {
    let stated = &head.facts;
    let marked =
        |mark: Mark| timeline.events.iter().find(|event| event.mark == Some(mark)).and_then(|event| event.at);
    let last = |mark: Mark| {
        timeline.events.iter().rev().find(|event| event.mark == Some(mark)).and_then(|event| event.at)
    };
    let mut times = Times {
        introduced: facts.introduced.or(stated.introduced).or_else(|| marked(Mark::Introduced)),
        started: facts.started.or(stated.started).or_else(|| marked(Mark::Started)),
        detected: facts.detected.or(stated.detected).or_else(|| marked(Mark::Detected)),
        acknowledged: facts.acknowledged.or(stated.acknowledged).or_else(|| marked(Mark::Acknowledged)),
        mitigated: facts.mitigated.or(stated.mitigated).or_else(|| marked(Mark::Mitigated)),
        resolved: facts.resolved.or(stated.resolved).or_else(|| last(Mark::Resolved)),
        detect_stated: head.detect,
        resolve_stated: head.resolve,
    };
    let typed = [facts.started, stated.started, facts.resolved, stated.resolved].iter().any(Option::is_some);
    if let (Some(started), Some(resolved), false) = (times.started, times.resolved, typed)
        && is_before(&resolved, &started)
    {
        // The days of such a timeline are not what they seem, so neither end is known.
        (times.started, times.resolved) = (None, None);
    }
    times.started = times.started.or_else(|| begun(facts, &times));
    times
}

/// A date with a time of day, before everything else that is known, is when it began: status pages
/// have no other key for it.
fn begun(facts: &Facts, times: &Times) -> Option<Moment> {
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

/// How long it took, and a warning when what is typed and what the points tell differ.
pub fn duration(
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
        Some(LengthSource::Points) => None,
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
