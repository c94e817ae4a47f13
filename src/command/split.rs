//! `hindsite import --split`: a log becomes a file an incident.

use super::Voice;
use super::changes::{self, Change};
use super::documents::Documents;
use super::import::tell;
use crate::authoring::import::split;
use crate::diagnostic::count;
use crate::fs;
use crate::incident::Conventions;
use crate::pipeline::Failure;
use std::path::Path;

/// Writes the documents of logs beside them, or shows what would be; whether some could not be read.
pub(super) fn logs(
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
                    changes::refuse_way_through(folder, Path::new(&piece.path[inside..]))?;
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
