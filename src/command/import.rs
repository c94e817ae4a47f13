//! `hindsite import`: front matter for documents that have none, as a diff or in place.

use super::Voice;
use super::changes::{self, Change};
use super::documents::{Document, Documents};
use super::split;
use crate::authoring::import::{self, Proposal};
use crate::cli::{Global, Import};
use crate::diagnostic::count;
use crate::incident::Conventions;
use crate::pipeline::Failure;
use rayon::prelude::*;

/// How many documents are named for each sort of trouble.
const NAMED: usize = 20;

/// Proposes or writes; 1 if a document could not be read.
pub fn run(global: &Global, options: &Import, voice: &Voice) -> Result<u8, Failure> {
    let found = Documents::find(global, &options.paths)?;
    let conventions = Conventions::new(&found.config);
    if !found.unread.is_empty() {
        voice.write(&crate::diagnostic::human::report(&found.report()));
    }
    let refused = match options.split {
        true => split::logs(&found, &conventions, options.write, voice)?,
        false => front_matter(&found, &conventions, options.write, voice)?,
    };
    Ok(u8::from(refused || !found.unread.is_empty()))
}

fn front_matter(
    found: &Documents,
    conventions: &Conventions,
    write: bool,
    voice: &Voice,
) -> Result<bool, Failure> {
    let proposed: Vec<_> = found
        .documents
        .par_iter()
        .map(|document| {
            let proposal = import::propose(&document.source, conventions);
            let after = import::apply(&document.source, &proposal);
            (document, proposal, after)
        })
        .collect();
    let mut changes = vec![];
    let mut doubts = vec![];
    let mut refusals = vec![];
    let mut keys: Vec<(&str, usize)> = vec![];
    for (document, proposal, after) in proposed {
        match after {
            Ok(Some(after)) => {
                tally(&mut keys, &proposal);
                changes.push(change(document, after));
            }
            Ok(None) => {}
            Err(refusal) => refusals.push(format!("{}: {}", document.shown, refusal.0)),
        }
        doubts.extend(proposal.doubts.iter().map(|doubt| format!("{}: {doubt}", document.shown)));
    }
    changes::settle(&changes, write, voice)?;
    tell(&doubts, "left out", voice);
    tell(&refusals, "not changed", voice);
    voice.say(&summary(&changes, found.documents.len(), &keys, write));
    Ok(!refusals.is_empty())
}

fn change(document: &Document, after: String) -> Change {
    Change {
        file: document.file.clone(),
        shown: document.shown.clone(),
        before: Some(document.source.text.to_string()),
        after,
    }
}

fn tally(keys: &mut Vec<(&'static str, usize)>, proposal: &Proposal) {
    for (key, _) in &proposal.settings {
        match keys.iter_mut().find(|(known, _)| known == key) {
            Some((_, count)) => *count += 1,
            None => keys.push((key, 1)),
        }
    }
}

/// Says lines of one sort, some of them.
pub(super) fn tell(lines: &[String], sort: &str, voice: &Voice) {
    for line in lines.iter().take(NAMED) {
        voice.say(&format!("{sort}: {line}"));
    }
    if lines.len() > NAMED {
        voice.say(&format!("… and {} more {sort}", lines.len() - NAMED));
    }
}

fn summary(changes: &[Change], of: usize, keys: &[(&str, usize)], write: bool) -> String {
    let all = count(of, "document");
    if changes.is_empty() {
        return format!("Nothing to add: {all} looked at");
    }
    let keys: Vec<String> = keys.iter().map(|(key, count)| format!("{key} {count}")).collect();
    let (did, then) = if write { ("Added", "") } else { ("Would add", "; `--write` does it") };
    format!("{did} front matter to {} of {all} ({}){then}", changes.len(), keys.join(", "))
}
