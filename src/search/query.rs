//! The query language: one grammar, read here and in `search.js` alike, that accepts whatever is typed.
//!
//! ```text
//! query  = { clause }
//! clause = [ "-" ] item { "OR" item }
//! item   = phrase | field ":" value | word
//! phrase = '"' text [ '"' ]
//! word   = text without blanks [ "*" ]
//! ```
//!
//! A line of a log that was pasted is not read by it: see [`super::line`]. What a value means ([`super::filter`]) and
//! which documents match ([`super::evaluate`]) is decided elsewhere.

mod read;

pub(super) use read::is_blank;
pub use read::{MAX_CHARS, MAX_ITEMS, parse};

use super::document::Field;

/// A query as it was understood.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// What must, or must not, hold.
    pub clauses: Vec<Clause>,
    /// `sort:date`
    pub sort: Option<Sort>,
    /// What was not understood as it may have been meant.
    pub hints: Vec<String>,
}

/// Alternatives, one of which must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// Whether none of them may hold instead.
    pub negated: bool,
    /// At least one.
    pub items: Vec<Item>,
}

/// The smallest part of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// Words: one of them, or an identifier with several.
    Words {
        /// As typed.
        text: String,
        /// The fields to look in.
        fields: u8,
        /// Whether its last word is the beginning of a word.
        prefix: bool,
        /// Whether the person may still be typing it.
        typing: bool,
    },
    /// `"words in this order"`
    Phrase {
        /// As typed.
        text: String,
        /// The fields to look in.
        fields: u8,
        /// Whether the closing quote is there.
        closed: bool,
    },
    /// `service:checkout`
    Filter {
        /// The fact.
        fact: Fact,
        /// The value as typed.
        value: String,
    },
}

impl Item {
    /// The text that is looked for, as typed; a filter has none.
    pub fn text(&self) -> Option<&str> {
        match self {
            Item::Words { text, .. } | Item::Phrase { text, .. } => Some(text),
            Item::Filter { .. } => None,
        }
    }
}

/// Facts that can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fact {
    /// `service:`
    Service,
    /// `cause:`
    Cause,
    /// `severity:`
    Severity,
    /// `tag:`
    Tag,
    /// `owner:` of a follow-up or of a service
    Owner,
    /// `status:`
    Status,
    /// `detected:` by whom
    Detected,
    /// `date:` and `year:`
    Date,
    /// `duration:`
    Duration,
    /// `ttd:` time to detect
    Ttd,
    /// `ttr:` time to resolve
    Ttr,
    /// `is:` and `has:`
    Flag,
}

/// The order of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub enum Sort {
    /// The best first; without words, the newest.
    Relevance,
    /// The newest first.
    Date,
    /// The worst first.
    Severity,
    /// The longest first.
    Duration,
}

/// What a name before a colon means.
enum Name {
    Text(Field),
    Fact(Fact),
    Sort,
}

/// The names of the fields, for hints and help.
pub const NAMES: &[&str] = &[
    "service", "cause", "severity", "tag", "owner", "status", "detected", "date", "year", "duration", "ttd",
    "ttr", "is", "has", "title", "section", "symptom", "action", "sort",
];

fn name(text: &str) -> Option<Name> {
    Some(match text {
        "title" => Name::Text(Field::Title),
        "section" => Name::Text(Field::Headings),
        "symptom" => Name::Text(Field::Symptoms),
        "action" => Name::Text(Field::Actions),
        "service" => Name::Fact(Fact::Service),
        "cause" => Name::Fact(Fact::Cause),
        "severity" => Name::Fact(Fact::Severity),
        "tag" => Name::Fact(Fact::Tag),
        "owner" => Name::Fact(Fact::Owner),
        "status" => Name::Fact(Fact::Status),
        "detected" => Name::Fact(Fact::Detected),
        "date" | "year" => Name::Fact(Fact::Date),
        "duration" => Name::Fact(Fact::Duration),
        "ttd" => Name::Fact(Fact::Ttd),
        "ttr" => Name::Fact(Fact::Ttr),
        "is" | "has" => Name::Fact(Fact::Flag),
        "sort" => Name::Sort,
        _ => return None,
    })
}

/// The order of that name.
pub fn sort(value: &str) -> Option<Sort> {
    match value {
        "relevance" => Some(Sort::Relevance),
        "date" => Some(Sort::Date),
        "severity" => Some(Sort::Severity),
        "duration" => Some(Sort::Duration),
        _ => None,
    }
}
