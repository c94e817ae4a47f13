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
//! A line of a log that was pasted is not read by it: see [`super::pasted_text`]. What a value means ([`super::filter`]) and
//! which documents match ([`super::evaluate`]) is decided elsewhere.

mod read;

pub(super) use read::is_blank;
pub use read::{MAX_CHARS, MAX_ITEMS, parse};

use super::document::Field;

/// A parsed query.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// Clauses that must hold, or must not.
    pub clauses: Vec<Clause>,
    /// The order given by `sort:`.
    pub sort: Option<Sort>,
    /// Parts that were probably misunderstood.
    pub hints: Vec<String>,
}

/// A clause of alternatives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// Whether no alternative may hold.
    pub negated: bool,
    /// The alternatives; at least one.
    pub items: Vec<Item>,
}

/// An item of a clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A word or an identifier of several words.
    Words {
        /// The text as typed.
        text: String,
        /// The fields to search.
        fields: u8,
        /// Whether the last word is a prefix.
        prefix: bool,
        /// Whether the user may still be typing it.
        typing: bool,
    },
    /// A phrase: `"words in this order"`.
    Phrase {
        /// The text as typed.
        text: String,
        /// The fields to search.
        fields: u8,
        /// Whether the closing quote was typed.
        closed: bool,
    },
    /// A filter: `service:checkout`.
    Filter {
        /// The field.
        fact: Fact,
        /// The value as typed.
        value: String,
    },
}

impl Item {
    /// Returns the text to search for; `None` for a filter.
    pub fn text(&self) -> Option<&str> {
        match self {
            Item::Words { text, .. } | Item::Phrase { text, .. } => Some(text),
            Item::Filter { .. } => None,
        }
    }
}

/// Fields that can be filtered by.
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
    /// `owner:` of a follow-up or a service.
    Owner,
    /// `status:`
    Status,
    /// `detected:` by whom.
    Detected,
    /// `date:` and `year:`
    Date,
    /// `duration:`
    Duration,
    /// `ttd:`, time to detect.
    Ttd,
    /// `ttr:`, time to resolve.
    Ttr,
    /// `is:` and `has:`
    Flag,
}

/// The order of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub enum Sort {
    /// By score; without words, newest first.
    Relevance,
    /// Newest first.
    Date,
    /// Worst severity first.
    Severity,
    /// Longest duration first.
    Duration,
}

/// The meaning of a name before a colon.
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

/// Parses the value of `sort:`.
pub fn sort(value: &str) -> Option<Sort> {
    match value {
        "relevance" => Some(Sort::Relevance),
        "date" => Some(Sort::Date),
        "severity" => Some(Sort::Severity),
        "duration" => Some(Sort::Duration),
        _ => None,
    }
}
