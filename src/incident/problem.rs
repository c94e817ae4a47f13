//! What is wrong with a text, told by a reader that knows its bytes and not the name of its file.

use crate::diagnostic::{Code, Diagnostic, Place};
use std::ops::Range;
use std::sync::Arc;

/// A problem before it is known in which file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What kind of problem it is.
    pub code: Code,
    /// Bytes of the file; nothing where it cannot be told.
    pub span: Option<Range<usize>>,
    /// What is wrong.
    pub message: String,
    /// The remedy, where the message does not say it already.
    pub hint: Option<String>,
}

impl Problem {
    /// A problem with some bytes of the file.
    pub fn new(code: Code, span: Range<usize>, message: impl Into<String>) -> Problem {
        Problem { code, span: Some(span), message: message.into(), hint: None }
    }

    /// The same with its remedy.
    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Problem {
        Problem { hint: Some(hint.into()), ..self }
    }

    /// The problem of the file at `path`.
    pub fn of(self, path: &Arc<str>) -> Diagnostic {
        let place = Place::of(path.clone(), self.span);
        Diagnostic { hint: self.hint, ..Diagnostic::new(self.code, place, self.message) }
    }
}
