//! What a report looks at: a stretch of time, the incidents in it that count, and what was left out.

use crate::incident::fields::words::Kind;
use crate::knowledge::{Entry, Id, KnowledgeBase, latest};
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;
use std::sync::Arc;

/// From a day to the day before another; open ends take everything.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Window {
    /// The first day.
    pub since: Option<Date>,
    /// The day after the last.
    pub until: Option<Date>,
}

/// An incident behind a figure.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Which {
    /// Its position in the knowledge base.
    pub id: Id,
    /// Its name in addresses, which is all that programs see. Reports name an incident many times.
    pub slug: Arc<str>,
}

/// A number of incidents, and which.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// How many.
    pub count: usize,
    /// Which, newest first.
    pub incidents: Vec<Which>,
}

/// How many incidents recorded a fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Recorded {
    /// How many did.
    pub known: usize,
    /// Of how many.
    pub of: usize,
    /// Those that did not.
    pub missing: Vec<Which>,
}

/// Facts with how many incidents recorded them.
pub type Coverage = BTreeMap<&'static str, Recorded>;

/// What stands at the head of every report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Header {
    /// The version of the format.
    pub schema: u32,
    /// The report's name.
    pub report: &'static str,
    /// The day it is seen from.
    pub today: Date,
    /// The stretch of time asked for.
    #[serde(flatten)]
    pub window: Window,
    /// The incidents counted.
    pub counted: Figure,
    /// Those of them that nearly happened.
    pub near_misses: Figure,
    /// Maintenance and exercises, which are not counted, what is dated after today, and what has no date when a
    /// stretch of time is asked for.
    pub left_out: BTreeMap<&'static str, Figure>,
    /// How many of the counted recorded what the report is about.
    pub coverage: Coverage,
}

/// The incidents a report is about.
#[derive(Debug)]
pub struct Scope<'k> {
    /// Everything that is known.
    pub knowledge: &'k KnowledgeBase,
    /// The stretch of time.
    pub window: Window,
    /// The incidents that count, newest first.
    pub counted: Vec<Id>,
    /// Incidents of any kind in the stretch of time, maintenance and exercises among them, newest first: promises are
    /// kept whatever they were made after.
    pub every: Vec<Id>,
    left_out: BTreeMap<&'static str, Figure>,
}

impl Serialize for Which {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.slug)
    }
}

impl Window {
    /// Whether a day is in it.
    pub fn contains(&self, day: Date) -> bool {
        self.since.is_none_or(|since| since <= day) && self.until.is_none_or(|until| day < until)
    }

    /// Whether it has an end or a beginning.
    pub fn is_bounded(&self) -> bool {
        self.since.is_some() || self.until.is_some()
    }

    /// `2026-07-01 to 2026-09-30`, for people.
    pub fn words(&self) -> String {
        match (self.since, self.last()) {
            (Some(since), Some(last)) => format!("{since} to {last}"),
            (Some(since), None) => format!("since {since}"),
            (None, Some(last)) => format!("until {last}"),
            (None, None) => "all time".to_owned(),
        }
    }

    /// The same after a number: `from 2026-07-01 to 2026-09-30`, `in the archive`.
    pub fn phrase(&self) -> String {
        match (self.since, self.last()) {
            (Some(since), Some(last)) => format!("from {since} to {last}"),
            (None, None) => "in the archive".to_owned(),
            _ => self.words(),
        }
    }

    /// Why nothing is shown that needs a date.
    pub fn without_dates(&self) -> &'static str {
        match self.is_bounded() {
            true => "No incident has a date in this stretch of time",
            false => "No incident has a date",
        }
    }

    /// The last day in it.
    pub fn last(&self) -> Option<Date> {
        self.until.and_then(|until| until.checked_sub(1.day()).ok())
    }
}

impl Which {
    /// The incident at a position.
    pub fn new(knowledge: &KnowledgeBase, id: Id) -> Which {
        Which { id, slug: knowledge.entries[id].slug.clone() }
    }
}

impl Figure {
    /// The incidents at some positions.
    pub fn new(knowledge: &KnowledgeBase, ids: &[Id]) -> Figure {
        let incidents: Vec<Which> = ids.iter().map(|id| Which::new(knowledge, *id)).collect();
        Figure { count: incidents.len(), incidents }
    }
}

impl<'k> Scope<'k> {
    /// What is in a stretch of time.
    pub fn new(knowledge: &'k KnowledgeBase, window: Window) -> Scope<'k> {
        let (mut counted, mut every) = (vec![], vec![]);
        let mut left_out: BTreeMap<&'static str, Vec<Id>> = BTreeMap::new();
        let latest = latest(knowledge.today);
        for (id, entry) in knowledge.incidents() {
            match entry.incident.date.map(|date| date.day()) {
                // A slip in the year would stretch every window to it, and every rate.
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

    /// The entry at a position.
    pub fn entry(&self, id: Id) -> &'k Entry {
        &self.knowledge.entries[id]
    }

    /// Some incidents by the services they hit.
    pub fn by_service(&self, ids: &[Id]) -> BTreeMap<&'k str, Vec<Id>> {
        let mut by_service: BTreeMap<&str, Vec<Id>> = BTreeMap::new();
        for id in ids {
            for service in &self.entry(*id).services {
                by_service.entry(service).or_default().push(*id);
            }
        }
        by_service
    }

    /// The day of an incident.
    pub fn day(&self, id: Id) -> Option<Date> {
        self.entry(id).incident.date.map(|date| date.day())
    }

    /// A figure of some incidents.
    pub fn figure(&self, ids: &[Id]) -> Figure {
        Figure::new(self.knowledge, ids)
    }

    /// How many of the counted have a fact.
    pub fn recorded(&self, has: impl Fn(&Entry) -> bool) -> Recorded {
        let missing: Vec<Id> = self.counted.iter().copied().filter(|id| !has(self.entry(*id))).collect();
        Recorded {
            known: self.counted.len() - missing.len(),
            of: self.counted.len(),
            missing: self.figure(&missing).incidents,
        }
    }

    /// The head of a report.
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

    /// The days watched: from the beginning asked for, else the first incident, to today or the end asked
    /// for. `None` when nothing has a date and nothing was asked.
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

/// Whole days from one day to another.
pub fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}
