//! Follow-ups read from the body: from checkboxes, bullets, tables, headings and paragraphs.
//!
//! `scope` says which parts of a document hold follow-ups, `tree` gives their lists, and the reader here decides what is
//! an action. What an action inherits (`group`) comes from its heading, a label above it or its parent bullet; what its
//! own words say is parsed in `item`. The words of all this are data: `words.toml`.

mod code;
mod fields;
mod group;
mod headings;
mod item;
mod lists;
mod mentions;
mod owners;
mod reader;
mod scope;
mod status;
mod table;
mod tickets;
mod title;
mod tree;
mod words;

use super::moment::Moment;
use super::outline::Block;
use super::sections::Section;
use jiff::tz::TimeZone;
use std::ops::Range;

/// How far an action is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ActionStatus {
    /// Planned; the status where none is stated.
    #[default]
    Open,
    /// Somebody works on it.
    InProgress,
    /// Finished.
    Done,
    /// Will not be done.
    Dropped,
}

impl ActionStatus {
    /// Whether it is still to be done.
    pub fn is_open(self) -> bool {
        matches!(self, ActionStatus::Open | ActionStatus::InProgress)
    }
}

macro_rules! spelled {
    ($($variant:ident = $word:literal $(| $other:literal)*;)+) => {
        impl ActionStatus {
            /// The words of the list.
            pub const WORDS: &'static [&'static str] = &[$($word),+];

            /// Every accepted spelling, in lower case.
            pub const SPELLINGS: &'static [&'static str] = &[$($word $(, $other)*),+];

            /// The word in exports.
            pub fn word(self) -> &'static str {
                match self { $(ActionStatus::$variant => $word),+ }
            }

            /// Parses the word of a `status:` key.
            pub fn parse(text: &str) -> Option<ActionStatus> {
                match text.trim().to_lowercase().replace(['_', ' '], "-").as_str() {
                    $($word $(| $other)* => Some(ActionStatus::$variant),)+
                    _ => None,
                }
            }
        }
    };
}

spelled! {
    Open = "open" | "todo" | "to-do" | "planned" | "new" | "backlog";
    InProgress = "in-progress" | "doing" | "started" | "wip" | "ongoing";
    Done = "done" | "closed" | "complete" | "completed" | "fixed" | "resolved";
    Dropped = "dropped" | "wontfix" | "won't-fix" | "wont-fix" | "cancelled" | "canceled" | "rejected";
}

/// A follow-up with its owner and due date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// What is to be done: one line without markup, at most 160 characters.
    pub title: String,
    /// The person, handle (without `@`) or team as written.
    pub owner: Option<String>,
    /// When it is due.
    pub due: Option<Moment>,
    /// How far it is.
    pub status: ActionStatus,
    /// When it was finished, if that is written.
    pub closed: Option<Moment>,
    /// Links to issues and pull requests, or their names (`ABC-123`, `#123`, `owner/name#123`).
    pub tickets: Vec<String>,
    /// Its kind as written, in lower case: `prevent`, `detection`, `process`, `予防`.
    pub kind: Option<String>,
    /// The causes it is said to address, as written.
    pub addresses: Vec<String>,
    /// The bytes of the item or the row in the file.
    pub span: Range<usize>,
    /// Whether front matter states it; false for one read from the body.
    pub stated: bool,
    /// The anchor of the section it stands in, empty above the first heading.
    pub anchor: String,
}

/// Parses the follow-ups of a body, in reading order. A document with a section of follow-ups has them nowhere else; in
/// one without, checkboxes count. Dates without a zone are read in `zone`.
pub fn parse(blocks: &[Block], sections: &[Section], zone: &TimeZone) -> Vec<Action> {
    reader::actions(&scope::stretches(blocks, sections), zone)
}

#[cfg(test)]
mod tests;
