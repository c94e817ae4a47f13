//! How much each code matters to a team: what configuration raises, lowers or silences.

use super::{Code, Diagnostic, Severity};
use serde::Deserialize;
use std::collections::BTreeMap;

/// What configuration can say of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Not reported.
    Off,
    /// Worth knowing.
    Note,
    /// Probably not what the author meant.
    Warning,
    /// Not acceptable.
    Error,
}

/// The codes that configuration names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Levels(BTreeMap<Code, Level>);

impl Levels {
    /// The levels as written; identifiers that name no code are passed over.
    pub fn new(written: &BTreeMap<String, Level>) -> Levels {
        Levels(written.iter().filter_map(|(id, level)| Some((Code::from_id(id)?, *level))).collect())
    }

    /// The diagnostic as the team wants it, or `None` where it does not want it.
    pub fn apply(&self, mut diagnostic: Diagnostic) -> Option<Diagnostic> {
        let code = diagnostic.code;
        diagnostic.severity = match self.0.get(&code).filter(|_| !diagnostic.is_fatal()) {
            None if code.is_off() => return None,
            None => diagnostic.severity,
            Some(Level::Off) => return None,
            Some(Level::Note) => Severity::Note,
            Some(Level::Warning) => Severity::Warning,
            Some(Level::Error) => Severity::Error,
        };
        Some(diagnostic)
    }

    /// Whether configuration says something of the code.
    pub fn names(&self, code: Code) -> bool {
        self.0.contains_key(&code)
    }
}
