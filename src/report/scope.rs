//! The scope of a report: a period, the incidents in it that count, and those left out.

use crate::incident::fields::words::Kind;
use crate::knowledge::{Entry, Id, KnowledgeBase, latest};
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A period from `since` (inclusive) to `until` (exclusive). Open ends are unbounded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Window {
    /// The first day.
    pub since: Option<Date>,
    /// The day after the last.
    pub until: Option<Date>,
}

/// A reference to an incident behind a figure.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Which {
    /// Its index in the knowledge base.
    pub id: Id,
    /// Its slug, the only part that is serialised. Shared, because reports reference an incident many
    /// times.
    pub slug: Arc<str>,
}

/// A count of incidents with references to them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// The count.
    pub count: usize,
    /// The incidents, newest first.
    pub incidents: Vec<Which>,
}

/// How many incidents record a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Recorded {
    /// Number of incidents that record it.
    pub known: usize,
    /// Number of incidents considered.
    pub of: usize,
    /// Incidents that don't record it.
    pub missing: Vec<Which>,
}

/// Coverage by field.
pub type Coverage = BTreeMap<&'static str, Recorded>;

/// The header shared by all reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Header {
    /// Version of the format.
    pub schema: u32,
    /// Name of the report.
    pub report: &'static str,
    /// The date of the report.
    pub today: Date,
    /// The requested period.
    #[serde(flatten)]
    pub window: Window,
    /// The incidents counted.
    pub counted: Figure,
    /// The near-misses among them.
    pub near_misses: Figure,
    /// Incidents left out by reason: maintenance, exercises, dates in the future, and no date if a period
    /// was requested.
    pub left_out: BTreeMap<&'static str, Figure>,
    /// How many counted incidents record the fields that the report uses.
    pub coverage: Coverage,
}

/// The incidents a report covers.
#[derive(Debug)]
pub struct Scope<'k> {
    /// The knowledge base.
    pub knowledge: &'k KnowledgeBase,
    /// The period.
    pub window: Window,
    /// Incidents that count, newest first.
    pub counted: Vec<Id>,
    /// All incidents in the period, including maintenance and exercises, newest first: their follow-ups
    /// count too.
    pub every: Vec<Id>,
    left_out: BTreeMap<&'static str, Figure>,
}

impl Serialize for Which {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.slug)
    }
}

impl Window {
    /// Returns whether a day is within the period.
    pub fn contains(&self, day: Date) -> bool {
        self.since.is_none_or(|since| since <= day) && self.until.is_none_or(|until| day < until)
    }

    /// Returns whether either end is bounded.
    pub fn is_bounded(&self) -> bool {
        self.since.is_some() || self.until.is_some()
    }

    /// Formats the period for readers: `2026-07-01 to 2026-09-30`.
    pub fn words(&self) -> String {
        match (self.since, self.last()) {
            (Some(since), Some(last)) => format!("{since} to {last}"),
            (Some(since), None) => format!("since {since}"),
            (None, Some(last)) => format!("until {last}"),
            (None, None) => "all time".to_owned(),
        }
    }

    /// Formats the period to follow a number: `from 2026-07-01 to 2026-09-30`, `in the archive`.
    pub fn phrase(&self) -> String {
        match (self.since, self.last()) {
            (Some(since), Some(last)) => format!("from {since} to {last}"),
            (None, None) => "in the archive".to_owned(),
            _ => self.words(),
        }
    }

    /// Returns the explanation shown if nothing in scope has a date.
    pub fn without_dates(&self) -> &'static str {
        match self.is_bounded() {
            true => "No incident has a date in this stretch of time",
            false => "No incident has a date",
        }
    }

    /// Returns the last day of the period.
    pub fn last(&self) -> Option<Date> {
        self.until.and_then(|until| until.checked_sub(1.day()).ok())
    }
}

impl Which {
    /// References the incident at an index.
    pub fn new(knowledge: &KnowledgeBase, id: Id) -> Which {
        Which { id, slug: knowledge.entries[id].slug.clone() }
    }
}

impl Figure {
    /// Counts the incidents at the given indexes.
    pub fn new(knowledge: &KnowledgeBase, ids: &[Id]) -> Figure {
        let incidents: Vec<Which> = ids.iter().map(|id| Which::new(knowledge, *id)).collect();
        Figure { count: incidents.len(), incidents }
    }
}

impl<'k> Scope<'k> {
    /// Selects the incidents within a period.
    pub fn new(knowledge: &'k KnowledgeBase, window: Window) -> Scope<'k> {
        let (mut counted, mut every) = (vec![], vec![]);
        let mut left_out: BTreeMap<&'static str, Vec<Id>> = BTreeMap::new();
        let latest = latest(knowledge.today);
        for (id, entry) in knowledge.incidents() {
            match entry.incident.date.map(|date| date.day()) {
                // A mistyped year in the future would stretch every period and every rate.
                Some(day) if window.contains(day) && day > latest => {
                    left_out.entry("after-today").or_default().push(id);
                    continue;
                }
                None if window.is_bounded() => {
                    left_out.entry("no-date").or_default().push(id);
                    continue;
                }
                Some(day) if !window.contains(day) => continue,
                _ => every.push(id),
            }
            match entry.incident.kind {
                kind if kind.counts() => counted.push(id),
                kind => left_out.entry(kind.word()).or_default().push(id),
            }
        }
        let left_out = left_out.into_iter().map(|(why, ids)| (why, Figure::new(knowledge, &ids))).collect();
        Scope { knowledge, window, counted, every, left_out }
    }

    /// Returns the entry at an index.
    pub fn entry(&self, id: Id) -> &'k Entry {
        &self.knowledge.entries[id]
    }

    /// Groups incidents by affected service.
    pub fn by_service(&self, ids: &[Id]) -> BTreeMap<&'k str, Vec<Id>> {
        let mut by_service: BTreeMap<&str, Vec<Id>> = BTreeMap::new();
        for id in ids {
            for service in &self.entry(*id).services {
                by_service.entry(service).or_default().push(*id);
            }
        }
        by_service
    }

    /// Returns the day of an incident.
    pub fn day(&self, id: Id) -> Option<Date> {
        self.entry(id).incident.date.map(|date| date.day())
    }

    /// Returns a figure of the given incidents.
    pub fn figure(&self, ids: &[Id]) -> Figure {
        Figure::new(self.knowledge, ids)
    }

    /// Returns how many counted incidents satisfy `has`.
    pub fn recorded(&self, has: impl Fn(&Entry) -> bool) -> Recorded {
        let missing: Vec<Id> = self.counted.iter().copied().filter(|id| !has(self.entry(*id))).collect();
        Recorded {
            known: self.counted.len() - missing.len(),
            of: self.counted.len(),
            missing: self.figure(&missing).incidents,
        }
    }

    /// Returns the header of a report.
    pub fn header(&self, report: &'static str, coverage: Coverage) -> Header {
        let nearly = |id: &Id| self.entry(*id).incident.kind == Kind::NearMiss;
        let near_misses: Vec<Id> = self.counted.iter().copied().filter(nearly).collect();
        Header {
            schema: super::SCHEMA,
            report,
            today: self.knowledge.today,
            window: self.window,
            counted: self.figure(&self.counted),
            near_misses: self.figure(&near_misses),
            left_out: self.left_out.clone(),
            coverage,
        }
    }

    /// Returns the observed period: from the requested start or the first incident to the requested end or
    /// today. `None` if nothing has a date and no period was requested.
    pub fn watched(&self) -> Option<(Date, Date)> {
        let days = || self.counted.iter().filter_map(|id| self.day(*id));
        let tomorrow = self.knowledge.today.checked_add(1.day()).ok()?;
        let since = self.window.since.or_else(|| days().min())?;
        let seen = days().max().and_then(|last| last.checked_add(1.day()).ok());
        let now = seen.map_or(tomorrow, |seen| seen.max(tomorrow));
        let until = self.window.until.map_or(now, |until| until.min(now));
        (since < until).then_some((since, until))
    }
}

/// Returns the whole days between two days.
pub fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}
