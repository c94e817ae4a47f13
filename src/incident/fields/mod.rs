//! Front matter as typed facts. Lenient: what cannot be read is a warning and counts as not said;
//! what is not known is kept as it is.

mod follow_ups;
pub mod keys;
mod listed;
mod open;
mod repeated;
pub mod words;

use super::actions::Action;
use super::front_matter::{Entry, Node, Value};
use super::lexicon::built_in;
use super::moment::{LocalTime, Moment};
use super::publication::{self, Publication};
use super::{Conventions, duration, moment, values};
use crate::diagnostic::{Code, Diagnostic, Place, nearest};
use jiff::SignedDuration;
use listed::Placed;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use words::{DetectedBy, Kind};

/// The most entries of a list: a list is typed by a person, and each entry becomes a page.
const MAX_LISTED: usize = 500;

/// What a document states about itself, in front matter or at its head.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// The title.
    pub title: Option<String>,
    /// A few sentences.
    pub summary: Option<String>,
    /// When it happened.
    pub date: Option<Moment>,
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
    /// How long it took.
    pub duration: Option<SignedDuration>,
    /// How bad it was, as written.
    pub severity: Option<String>,
    /// What was hit, as written.
    pub services: Vec<String>,
    /// Why, as written.
    pub root_cause: Vec<String>,
    /// What else made it possible, as written.
    pub contributing_factors: Vec<String>,
    /// What set it off.
    pub trigger: Option<String>,
    /// Who found it.
    pub detected_by: Option<DetectedBy>,
    /// Whether it is a draft, and who may read it.
    pub publication: Publication,
    /// What it is about.
    pub kind: Option<Kind>,
    /// Follow-ups.
    pub actions: Vec<Action>,
    /// Tags, as written.
    pub tags: Vec<String>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// What was seen: messages, behaviour.
    pub symptoms: Vec<String>,
    /// Other documents, by name or path.
    pub related: Vec<String>,
    /// Former addresses.
    pub aliases: Vec<String>,
    /// Keys that are not ours, in the order they were written.
    pub extra: Vec<(String, Node)>,
    /// Where each of our keys has its value.
    pub spans: BTreeMap<&'static str, Range<usize>>,
    /// Where each entry of a list stands.
    pub(super) entries: Vec<Placed>,
}

impl Facts {
    /// Where a key says something: the entry of its list, else its whole value.
    pub fn span_of(&self, key: &str, entry: &str) -> Option<Range<usize>> {
        let mut entries = self.entries.iter();
        let placed = entries.find(|(of, text, _)| *of == key && text == entry);
        placed.map(|(_, _, span)| span).or_else(|| self.spans.get(key)).cloned()
    }

    /// Forgets where everything stands.
    pub fn forget_places(&mut self) {
        self.spans.clear();
        self.entries.clear();
    }

    /// Fills what is missing from what the head of the document states.
    pub fn merge(&mut self, stated: Facts) {
        macro_rules! fill {
            (option $($option:ident)+; list $($list:ident)+) => {
                $(self.$option = self.$option.take().or(stated.$option);)+
                $(if self.$list.is_empty() { self.$list = stated.$list; })+
            };
        }
        fill!(option severity duration trigger detected_by kind; list services root_cause contributing_factors authors tags symptoms);
    }
}

/// Reads entries. `path` is where problems are reported.
pub fn read(path: &Arc<str>, entries: &[Entry], conventions: &Conventions) -> (Facts, Vec<Diagnostic>) {
    let (publication, diagnostics) = publication::read(path, entries, conventions);
    let facts = Facts { publication, ..Facts::default() };
    let mut reader = Reader { path, conventions, facts, diagnostics };
    let mut known: Vec<(&'static str, usize, &Entry)> = vec![];
    for entry in entries {
        match conventions.keys.find(&entry.key) {
            Some((key, rank)) => known.push((key, rank, entry)),
            None => reader.unknown(entry),
        }
    }
    // Our own name is asked before an alias, whatever stands first in the file.
    known.sort_by_key(|(_, rank, _)| *rank);
    let mut counted: BTreeMap<&'static str, &Entry> = BTreeMap::new();
    for (key, _, entry) in known {
        if matches!(entry.node.value, Value::Null) {
            continue;
        }
        if open::is_open(key, &entry.node) {
            reader.facts.extra.push((entry.key.clone(), entry.node.clone()));
            continue;
        }
        if let Some(first) = counted.get(key) {
            reader.again(key, first, entry);
        } else if reader.field(key, entry) {
            counted.insert(key, entry);
            reader.facts.spans.insert(key, entry.node.span.clone());
            continue;
        }
        reader.facts.extra.push((entry.key.clone(), entry.node.clone()));
    }
    (reader.facts, reader.diagnostics)
}

struct Reader<'a> {
    path: &'a Arc<str>,
    conventions: &'a Conventions,
    facts: Facts,
    diagnostics: Vec<Diagnostic>,
}

impl Reader<'_> {
    /// Reads one key; `false` when its value is of another tool's meaning and is kept as it is.
    fn field(&mut self, key: &'static str, entry: &Entry) -> bool {
        let node = &entry.node;
        match key {
            "title" => self.facts.title = self.line(entry),
            "summary" => self.facts.summary = self.line(entry),
            "trigger" => self.facts.trigger = self.line(entry),
            // A template's list of choices states none.
            "severity" => {
                let written = self.line(entry);
                self.facts.severity = written.filter(|text| !values::is_choice(text));
            }
            "date" | "introduced" | "started" | "detected" | "acknowledged" | "mitigated" | "resolved" => {
                // `resolved: yes` says that it is over, and `resolvedWhen` when.
                let says_whether =
                    |text: &str| matches!(text.to_lowercase().as_str(), "yes" | "no" | "on" | "off");
                if node.boolean().is_some() || node.text().is_some_and(says_whether) {
                    return false;
                }
                let moment = self.moment(entry);
                *self.point(key) = moment;
            }
            "duration" => self.facts.duration = self.duration(entry),
            "services" => self.facts.services = self.entries(key, entry),
            "root_cause" => self.facts.root_cause = self.causes(key, entry),
            "contributing_factors" => self.facts.contributing_factors = self.entries(key, entry),
            "tags" => self.facts.tags = self.entries(key, entry),
            "authors" => self.facts.authors = self.entries(key, entry),
            "symptoms" => self.facts.symptoms = self.entries(key, entry),
            "related" => self.facts.related = self.entries(key, entry),
            "aliases" => self.facts.aliases = self.entries(key, entry),
            "actions" => match &node.value {
                Value::List(items) => self.facts.actions = self.follow_ups(items),
                _ => return false,
            },
            // Read with everything else that decides about publication.
            "status" | "visibility" => {}
            "kind" => {
                let kind = node.text().and_then(Kind::read);
                if kind.is_none() && keys::fold(&entry.key) != "kind" {
                    return false;
                }
                let read = |text: &str| Kind::read(text).or_else(|| Kind::read(words::bare(text)));
                self.facts.kind = self.word(entry, read, Kind::WORDS);
            }
            "detected_by" => {
                let by = node.text().and_then(DetectedBy::read);
                if by.is_none() && keys::fold(&entry.key) != "detectedby" {
                    return false;
                }
                let read =
                    |text: &str| DetectedBy::read(text).or_else(|| DetectedBy::read(words::bare(text)));
                self.facts.detected_by = self.word(entry, read, DetectedBy::WORDS);
            }
            _ => return false,
        }
        true
    }

    fn point(&mut self, key: &str) -> &mut Option<Moment> {
        match key {
            "introduced" => &mut self.facts.introduced,
            "started" => &mut self.facts.started,
            "detected" => &mut self.facts.detected,
            "acknowledged" => &mut self.facts.acknowledged,
            "mitigated" => &mut self.facts.mitigated,
            "resolved" => &mut self.facts.resolved,
            _ => &mut self.facts.date,
        }
    }

    fn unknown(&mut self, entry: &Entry) {
        if keys::fold(&entry.key) == "draft" {
            return;
        }
        if publication::is_near_key(&entry.key) {
            // Reported already.
        } else if let Some(near) = self.conventions.keys.near_miss(&entry.key) {
            let message = format!("there is no key `{}`, so it is only shown among the details", entry.key);
            let place = Place::span(self.path.clone(), entry.key_span.clone());
            self.diagnostics.push(
                Diagnostic::new(Code::NearMissKey, place, message).hint(format!("did you mean `{near}`?")),
            );
        }
        self.facts.extra.push((entry.key.clone(), entry.node.clone()));
    }

    fn warn(&mut self, code: Code, span: &Range<usize>, message: String, hint: impl Into<String>) {
        let place = Place::span(self.path.clone(), span.clone());
        self.diagnostics.push(Diagnostic::new(code, place, message).hint(hint));
    }

    fn wrong_type(&mut self, entry: &Entry, expected: &str, hint: &str) {
        let message = format!("`{}` must be {expected}", entry.key);
        self.warn(Code::WrongType, &entry.node.span, message, hint);
    }

    /// One line of text.
    fn line(&mut self, entry: &Entry) -> Option<String> {
        match &entry.node.value {
            Value::Scalar { .. } => entry.node.text().map(one_line),
            Value::List(items) if items.len() == 1 => items[0].text().map(one_line),
            _ => {
                self.wrong_type(entry, "text", "write it on one line, in quotes if it has `: ` or ` #`");
                None
            }
        }
    }

    fn moment(&mut self, entry: &Entry) -> Option<Moment> {
        let text = entry.node.text()?;
        let zone = &self.conventions.zone;
        let read = moment::parse_with(text, zone, &self.conventions.zones)
            .filter(|_| moment::local_time(text, zone) != LocalTime::Skipped);
        let (code, message, hint) = match (read, moment::local_time(text, zone)) {
            (Some(_), LocalTime::Twice) => {
                let message = format!("`{text}` happens twice there, as clocks are set back; it is read as the first");
                (Code::TimeWithoutZone, message, "write the offset, as in `2026-10-25T02:30:00+02:00`".to_owned())
            }
            (Some(_), _) => return read,
            (None, LocalTime::Skipped) => {
                let message = format!("`{text}` does not exist there, as clocks are set forward over it");
                (Code::UnreadableDate, message, "write the offset, as in `2026-03-29T02:30:00Z`".to_owned())
            }
            (None, _) => match moment::ambiguous(text).filter(|_| text.contains(':')) {
                Some(name) => (
                    Code::UnreadableDate,
                    format!("`{name}` is a name of several time zones, so `{text}` is not read"),
                    "write the offset, as in `2026-03-02 14:05 +05:30`, or add the name to `[zones]` in hindsite.toml"
                        .to_owned(),
                ),
                None if is_time_of_day(text) => (
                    Code::UnreadableDate,
                    format!("`{text}` is not a date that exists, or not one that can be read one way only"),
                    format!("a time needs its day, as in `2026-03-02 {text}`"),
                ),
                None => (
                    Code::UnreadableDate,
                    format!("`{text}` is not a date that exists, or not one that can be read one way only"),
                    "write it as `2026-03-02` or `2026-03-02T14:05:00Z`".to_owned(),
                ),
            },
        };
        self.warn(code, &entry.node.span, message, hint);
        read
    }

    fn duration(&mut self, entry: &Entry) -> Option<SignedDuration> {
        let text = entry.node.text()?;
        let duration = duration::parse(text);
        if duration.is_none() {
            let message = format!("`{text}` is not a duration");
            self.warn(
                Code::UnreadableDuration,
                &entry.node.span,
                message,
                "write it as `41m`, `2h15m`, `1d 5h` or a number of minutes",
            );
        }
        duration
    }

    fn word<T>(&mut self, entry: &Entry, read: impl Fn(&str) -> Option<T>, words: &[&str]) -> Option<T> {
        let text = entry.node.text()?;
        let found = read(text);
        if found.is_none() {
            let message = format!("unknown {} `{text}`", entry.key);
            let hint = match nearest(text, words.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("one of {}", words.join(", ")),
            };
            self.warn(Code::UnknownWord, &entry.node.span, message, hint);
        }
        found
    }
}

/// The kind that a label's value names: the first of `security / near-miss` that is one, a near-miss before all others.
pub(super) fn kind_of_label(value: &str) -> Option<Kind> {
    let parts = value.split(['/', ',', '、', '|']).map(|part| part.trim().trim_matches('`'));
    let kinds: Vec<Kind> =
        parts.filter_map(|part| built_in().kind(part).or_else(|| Kind::read(part))).collect();
    let telling = |kind: &&Kind| **kind != Kind::Incident && **kind != Kind::Document;
    let near_miss = kinds.iter().find(|kind| **kind == Kind::NearMiss);
    near_miss.or_else(|| kinds.iter().find(telling)).copied()
}

/// `03:12`, `3:12:40 UTC`
fn is_time_of_day(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &text[digits..];
    (1..=2).contains(&digits)
        && rest.starts_with(':')
        && rest[1..].bytes().take_while(u8::is_ascii_digit).count() == 2
}

/// White space of any kind becomes one blank: a title is a line.
pub(super) fn one_line(text: &str) -> String {
    let cleaned: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    cleaned.split_whitespace().collect::<Vec<_>>().join(" ")
}
