//! The stage between what was read and what is known: every document by itself, remembered from run to run. What is
//! read out of one is no concern here, only that a defect over one is no more than that.

use super::Memo;
use crate::advice;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::incident::{self, Conventions, Parsed};
use crate::knowledge::Edition;
use crate::project;
use crate::source::{Inputs, Source};
use rayon::prelude::*;
use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_128;

/// Parses every document that was not parsed before, each on whatever thread is free. What is no longer
/// among the documents is forgotten.
pub fn parse(inputs: &Inputs, edition: Edition, memo: &mut Memo) -> Vec<Arc<Parsed>> {
    let conventions = Conventions::new(&inputs.config).public(edition.audience.is_public());
    let digest = xxh3_128(format!("{conventions:?}").as_bytes());
    if digest != memo.conventions {
        memo.parsed.clear();
        memo.conventions = digest;
    }
    let known = &memo.parsed;
    let (parsed, new): (Vec<Arc<Parsed>>, Vec<bool>) = inputs
        .sources
        .par_iter()
        .map(|source| match known.get(&source.digest) {
            Some(parsed) => (parsed.clone(), false),
            None => (Arc::new(parse_guarded(source, &conventions)), true),
        })
        .unzip();
    for at in (0..new.len()).filter(|at| new[*at]) {
        memo.parsed.insert(inputs.sources[at].digest, parsed[at].clone());
    }
    if memo.parsed.len() > parsed.len() {
        let wanted: HashSet<u128> = inputs.sources.iter().map(|source| source.digest).collect();
        memo.parsed.retain(|digest, _| wanted.contains(digest));
    }
    parsed
}

/// The last line of defence: a defect of hindsite is one broken document, not a lost site. Secrets are looked
/// for here, so that what was read before is not searched again.
fn parse_guarded(source: &Source, conventions: &Conventions) -> Parsed {
    guarded(source, || {
        let mut parsed = incident::parse(source, conventions);
        parsed.diagnostics.extend(advice::secrets::find(&source.path, &source.text));
        parsed
    })
}

fn guarded(source: &Source, read: impl FnOnce() -> Parsed) -> Parsed {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| {
        let message = "hindsite could not read this file; that is a defect of hindsite";
        let diagnostic = Diagnostic::new(Code::Internal, Place::file(source.path.clone()), message);
        Parsed { incident: None, diagnostics: vec![diagnostic.hint(project::report_hint())] }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Severity;

    #[test]
    fn a_panic_over_a_document_is_an_error_that_names_it() {
        let source = Source { path: "content/a.md".into(), text: "x".into(), digest: 1 };
        let parsed = guarded(&source, || std::panic::panic_any("a defect"));
        let [problem] = &parsed.diagnostics[..] else { panic!("{:?}", parsed.diagnostics) };
        assert!(parsed.incident.is_none() && problem.severity == Severity::Error);
        assert_eq!((problem.code, &*problem.place.path), (Code::Internal, "content/a.md"));
    }
}
