//! `hindsite import`: front matter for documents that have none, as a diff or in place.

use super::Voice;
use super::changes::{self, Change, count};
use super::documents::{Document, Documents};
use crate::authoring::import::{self, Proposal, split};
use crate::cli::{Global, Import};
use crate::fs;
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
        true => split_logs(&found, &conventions, options.write, voice)?,
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
fn tell(lines: &[String], sort: &str, voice: &Voice) {
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

fn split_logs(
    found: &Documents,
    conventions: &Conventions,
    write: bool,
    voice: &Voice,
) -> Result<bool, Failure> {
    let mut changes = vec![];
    let mut logs = vec![];
    let mut refusals = vec![];
    for document in &found.documents {
        match split::split(&document.source, conventions) {
            Ok(Some(pieces)) => {
                let folder = document.file.parent().unwrap_or(&document.file);
                for piece in pieces.pieces {
                    // Piece and log have the same folder; only where that is differs.
                    let inside = document.source.path.rfind('/').map_or(0, |at| at + 1);
                    let above = document.shown.rfind('/').map_or("", |at| &document.shown[..=at]);
                    let shown = format!("{above}{}", &piece.path[inside..]);
                    let file = folder.join(&piece.path[inside..]);
                    changes.push(Change { file, shown, before: None, after: piece.text });
                }
                let left =
                    pieces.left.iter().map(|heading| format!("{}: `{heading}` has no date", document.shown));
                tell(&left.collect::<Vec<_>>(), "left in the log", voice);
                logs.push(document.shown.as_str());
            }
            Ok(None) => {}
            Err(refusal) => refusals.push(format!("{}: {}", document.shown, refusal.0)),
        }
    }
    tell(&refusals, "not split", voice);
    if changes.is_empty() {
        voice.say("Nothing to split: no document has two dated headings of one level");
        return Ok(!refusals.is_empty());
    }
    refuse_to_overwrite(&changes)?;
    changes::settle(&changes, write, voice)?;
    let (did, then) = if write { ("Wrote", "") } else { ("Would write", "; `--write` does it") };
    voice.say(&format!("{did} {} from {}{then}", count(changes.len(), "document"), logs.join(", ")));
    voice.say(
        "The log stays: remove it, or name it under `ignore` in hindsite.toml, so that nothing counts twice",
    );
    Ok(!refusals.is_empty())
}

fn refuse_to_overwrite(changes: &[Change]) -> Result<(), Failure> {
    let is_there = |change: &&Change| !matches!(fs::stamp(&change.file), Ok(None));
    let taken: Vec<&str> = changes.iter().filter(is_there).map(|change| change.shown.as_str()).collect();
    match taken.first() {
        None => Ok(()),
        Some(first) => Err(Failure::Usage {
            message: match taken.len() {
                1 => format!("`{first}` is there already; nothing was written"),
                n => format!("`{first}` and {} more are there already; nothing was written", n - 1),
            },
            hint: Some("the log may have been split before; move what stands there out of the way".into()),
        }),
    }
}
