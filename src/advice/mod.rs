//! What would make the archive better, beyond what is wrong with it: advice that `check` gives and a build
//! does not, unless configuration asks for it. Pure, one subject a file, each from what is known to
//! diagnostics; every code has its section in `docs/diagnostics.md`.

mod actions;
mod allowed;
mod document;
mod ending;
mod facts;
mod headings;
mod images;
pub mod language;
mod privacy;
mod prose;
pub mod secrets;
mod terms;
mod timeline;

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::incident::Conventions;
use crate::incident::fields::words::Kind;
use crate::incident::sections::HeadingNames;
use crate::knowledge::KnowledgeBase;
use crate::source::Inputs;
use document::Document;
use rayon::prelude::*;

/// What a diagnostic is reported for, which decides how much a secret matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A site is made: what may be a secret is a warning, so that a mistaken guess stops nobody.
    Build,
    /// Somebody asked what is wrong: a secret is an error.
    Check,
}

/// All advice. Secrets are not among it: they are found when a document is parsed, for builds too.
pub fn advise(knowledge: &KnowledgeBase, inputs: &Inputs) -> Vec<Diagnostic> {
    let names: HeadingNames = Conventions::new(&inputs.config).headings;
    let mut found: Vec<Diagnostic> = knowledge
        .entries
        .par_iter()
        .filter_map(|entry| Document::new(entry, inputs, &names))
        .flat_map_iter(|document| of(&document, &inputs.config))
        .collect();
    found.extend(terms::near_duplicates(knowledge, inputs));
    found.extend(images::orphans(knowledge, inputs));
    found
}

fn of(document: &Document<'_>, config: &Config) -> Vec<Diagnostic> {
    let mut found = privacy::advise(document);
    if document.incident.kind == Kind::Document {
        return found;
    }
    found.extend(facts::missing(document, config));
    found.extend(facts::unknown_services(document, config));
    found.extend(timeline::zoneless(document, config));
    found.extend(timeline::gaps(document));
    found.extend(actions::advise(document));
    found.extend(ending::advise(document));
    found.extend(headings::repeated(document));
    found.extend(language::advise(document));
    found
}

/// The diagnostics as this archive wants them: with the severities of its configuration, without what a
/// document allows, and with what is wrong in those permissions.
pub fn settle(found: Vec<Diagnostic>, inputs: &Inputs, purpose: Purpose) -> Vec<Diagnostic> {
    let levels = inputs.config.check.levels();
    let lowered = |mut diagnostic: Diagnostic| {
        if diagnostic.code.is_secret() && purpose == Purpose::Build {
            diagnostic.severity = Severity::Warning;
        }
        diagnostic
    };
    let (kept, misspelt) = allowed::keep(found, inputs, purpose == Purpose::Check);
    kept.into_iter().chain(misspelt).map(lowered).filter_map(|diagnostic| levels.apply(diagnostic)).collect()
}

/// Names in a message: the first few, and how many more.
fn listed(names: &[String]) -> String {
    const SHOWN: usize = 3;
    let shown: Vec<String> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    match names.len().saturating_sub(SHOWN) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// A diagnostic of that code at a document's place.
fn note(code: Code, place: crate::diagnostic::Place, message: String, hint: impl Into<String>) -> Diagnostic {
    Diagnostic::new(code, place, message).hint(hint)
}
