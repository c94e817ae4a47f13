//! `[check]`: what every incident should state, and how much each code matters.

use crate::diagnostic::{Code, Level, Levels, nearest};
use serde::Deserialize;
use std::collections::BTreeMap;

/// What a team expects of its documents.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Check {
    /// What every incident should state.
    pub facts: Vec<Fact>,
    /// Whether a build gives the advice too, and fails on what is an error of it.
    pub build: bool,
    /// Code to `off`, `note`, `warning` or `error`.
    pub levels: BTreeMap<String, Level>,
}

impl Default for Check {
    fn default() -> Self {
        let facts = vec![Fact::Title, Fact::Severity, Fact::Services, Fact::RootCause, Fact::Duration];
        Check { facts, build: false, levels: BTreeMap::new() }
    }
}

impl Check {
    /// The levels of the codes that are named.
    pub fn levels(&self) -> Levels {
        Levels::new(&self.levels)
    }

    /// What is wrong with it: the text it is about, a message and a remedy.
    pub(super) fn problems(&self) -> Vec<(&str, (String, String))> {
        self.levels
            .keys()
            .filter_map(|id| match Code::from_id(id) {
                None => {
                    let hint = match nearest(id, Code::ALL.iter().map(|code| code.id())) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => "the codes are in docs/diagnostics.md".to_owned(),
                    };
                    Some((id.as_str(), (format!("there is no code `{id}`"), hint)))
                }
                Some(code) if code.is_fatal() => {
                    let message = format!("`{id}` is always an error: {}", code.about());
                    let hint = "correct the file, or name it under `ignore`".to_owned();
                    Some((id.as_str(), (message, hint)))
                }
                Some(_) => None,
            })
            .collect()
    }
}

macro_rules! facts {
    ($($(#[$doc:meta])* $name:ident = $key:literal, $example:literal;)+) => {
        /// Something an incident can state.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Fact { $($(#[$doc])* $name),+ }

        impl Fact {
            /// The key in front matter.
            pub fn key(self) -> &'static str {
                match self { $(Fact::$name => $key),+ }
            }

            /// The key with a value.
            pub fn example(self) -> &'static str {
                match self { $(Fact::$name => $example),+ }
            }
        }
    };
}

facts! {
    /// What it is called.
    Title = "title", "title: Checkout returned 503 for 41 minutes";
    /// How bad it was.
    Severity = "severity", "severity: SEV2";
    /// What was hit.
    Services = "services", "services: [checkout]";
    /// Why it could happen.
    RootCause = "root_cause", "root_cause: expired-certificate";
    /// How long it took.
    Duration = "duration", "duration: 41m";
    /// Who found it.
    DetectedBy = "detected_by", "detected_by: alert";
    /// When it began.
    Started = "started", "started: 2026-03-02T14:05:00Z";
    /// When we knew.
    Detected = "detected", "detected: 2026-03-02T14:09:00Z";
    /// When it was over.
    Resolved = "resolved", "resolved: 2026-03-02T14:46:00Z";
}
