//! A problem as a value: a code, a severity, a place, a message and a remedy.
//!
//! Stages return diagnostics beside their result and never print. Renderers are modules beside
//! [`human`]; a diagnostic knows nothing of terminals. Places are byte ranges of a file that was
//! read; [`Report::new`] turns them into lines and columns once, at the end.

mod code;
mod count;
pub mod explain;
pub mod github;
pub mod human;
pub mod json;
mod level;
mod near;
mod place;
pub mod sarif;
pub mod short;

pub use code::Code;
pub use count::count;
pub use level::{Level, Levels};
pub use near::{Names, nearest};
pub use place::{Place, Resolved};

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How much a problem matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing is published while one of these stands.
    Error,
    /// Published, but probably not what the author meant.
    Warning,
    /// Worth knowing; never counted against anybody.
    Note,
}

impl Severity {
    /// The word used in every output format.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

/// One problem, found at one place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Where it is.
    pub place: Place,
    /// The stable code, documented in the list of [`Code`].
    pub code: Code,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong: a sentence without a full stop, literals in backticks.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Diagnostic {
    /// A problem of the code's own severity, with no hint.
    pub fn new(code: Code, place: Place, message: impl Into<String>) -> Self {
        Diagnostic { place, code, severity: code.severity(), message: message.into(), hint: None }
    }

    /// Whether nothing can be published while it stands, so that nobody can lower or allow it. A code may be so
    /// in one edition only.
    pub fn is_fatal(&self) -> bool {
        self.severity == Severity::Error && !self.code.is_secret()
    }

    /// The same problem with a remedy.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// The texts that places point into: path to content.
pub type Texts = BTreeMap<Arc<str>, Arc<str>>;

/// Every problem of a run, sorted, each once, with lines and columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// The problems in order of path, position, code and message.
    pub problems: Vec<Problem>,
}

/// A diagnostic whose place was looked up in the file's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The problem itself.
    pub diagnostic: Diagnostic,
    /// Line, column and source line, when the place is inside a text that is known.
    pub at: Option<Resolved>,
}

impl Report {
    /// Sorts, removes what is said twice and finds lines and columns in `texts`.
    pub fn new(mut diagnostics: Vec<Diagnostic>, texts: &Texts) -> Self {
        diagnostics.sort();
        diagnostics.dedup();
        let diagnostics = within_reason(diagnostics);
        let mut problems: Vec<Problem> = diagnostics
            .into_iter()
            .map(|diagnostic| {
                let at = diagnostic.place.resolve(texts);
                Problem { diagnostic, at }
            })
            .collect();
        hide_secrets(&mut problems);
        Report { problems }
    }

    /// Hides the source lines of a code's problems, for logs that others may read.
    pub fn hide_lines(&mut self, code: Code) {
        let hidden = self.problems.iter_mut().filter(|problem| problem.diagnostic.code == code);
        for line in hidden.filter_map(|problem| problem.at.as_mut()).map(|at| &mut at.source_line) {
            *line = line.chars().map(|_| '•').collect();
        }
    }

    /// How many problems have this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.problems.iter().filter(|p| p.diagnostic.severity == severity).count()
    }

    /// Whether anything forbids publishing.
    pub fn has_errors(&self) -> bool {
        self.count(Severity::Error) > 0
    }
}

/// The most problems of one kind that a report lists for one file: a file with more is broken in one way, not in each.
pub const MAX_ALIKE: usize = 100;

/// Of each kind in each file the first ones, the last of which says how many more there are.
fn within_reason(diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut counts: BTreeMap<(Arc<str>, Code), usize> = BTreeMap::new();
    for diagnostic in &diagnostics {
        *counts.entry((diagnostic.place.path.clone(), diagnostic.code)).or_default() += 1;
    }
    let mut told: BTreeMap<(Arc<str>, Code), usize> = BTreeMap::new();
    let mut kept = vec![];
    for mut diagnostic in diagnostics {
        let kind = (diagnostic.place.path.clone(), diagnostic.code);
        let all = counts.get(&kind).copied().unwrap_or(0);
        let at = told.entry(kind).or_default();
        *at += 1;
        if *at == MAX_ALIKE && all > MAX_ALIKE {
            diagnostic.message += &format!(" (and {} more of this kind in this file)", all - MAX_ALIKE);
        }
        if *at <= MAX_ALIKE {
            kept.push(diagnostic);
        }
    }
    kept
}

/// Blots secrets out of the lines that are shown, whatever problem shows them: reports are kept in logs. Each line
/// is blotted once, however many problems and secrets it has.
fn hide_secrets(problems: &mut [Problem]) {
    let mut lines: BTreeMap<(Arc<str>, usize), Vec<char>> = BTreeMap::new();
    for problem in problems.iter().filter(|problem| problem.diagnostic.code.is_secret()) {
        let Some(at) = problem.at.as_ref().filter(|at| at.end_line == at.line) else { continue };
        let key = (problem.diagnostic.place.path.clone(), at.line);
        let line = lines.entry(key).or_insert_with(|| at.source_line.chars().collect());
        for c in line.iter_mut().take(at.end_column - 1).skip(at.column - 1) {
            *c = '•';
        }
    }
    let lines: BTreeMap<_, String> =
        lines.into_iter().map(|(key, line)| (key, line.into_iter().collect())).collect();
    for problem in problems {
        let Some(shown) = &mut problem.at else { continue };
        if let Some(line) = lines.get(&(problem.diagnostic.place.path.clone(), shown.line)) {
            shown.source_line.clone_from(line);
        }
    }
}
