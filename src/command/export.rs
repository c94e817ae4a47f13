//! `hindsite export` and `hindsite schema`.

use super::{Voice, place, plan::Plan};
use crate::cli::{Export, ExportFormat, Global};
use crate::export::{self, quickwit, table};
use crate::fs;
use crate::leak_check::Matches;
use crate::pipeline::{self, Failure};
use std::path::Path;

/// Prints every incident.
pub fn run(global: &Global, options: &Export, voice: &Voice) -> Result<(), Failure> {
    let request = place::looking(global, options.edition.into())?;
    let linked = pipeline::link(&request)?;
    let problems = linked.report();
    if problems.has_errors() {
        // A file that cannot be read would be missing from what passes for all of them.
        return Err(Failure::Content(problems));
    }
    let knowledge = &linked.knowledge;
    let text = match (options.format, &options.output) {
        (ExportFormat::Quickwit, Some(_)) => quickwit::documents(knowledge).map_err(unwritten)?,
        (ExportFormat::Quickwit, None) => {
            return Err(usage(
                "two files are written for Quickwit, and no folder is named",
                "add `--output DIR`",
            ));
        }
        (_, Some(_)) => {
            return Err(usage(
                "`--output` is only for `--format quickwit`, which are two files",
                "send what is printed to a file: `hindsite export --format csv > postmortems.csv`",
            ));
        }
        (ExportFormat::Ndjson, None) => export::ndjson(knowledge).map_err(unwritten)?,
        (ExportFormat::Json, None) => export::json(knowledge).map_err(unwritten)?,
        (ExportFormat::Csv, None) => table::csv(knowledge).map_err(unwritten)?,
    };
    if linked.knowledge.edition.audience.is_public() {
        let matches = if options.show_matches { Matches::Shown } else { request.matches };
        let leaks = linked.leak_check().leaks("", text.as_bytes(), || None);
        linked.without_leaks(matches, leaks, |_| None)?;
    }
    match &options.output {
        Some(folder) => for_quickwit(text, folder, voice),
        None => Ok(voice.print(&text)?),
    }
}

fn usage(message: &str, hint: &str) -> Failure {
    Failure::Usage { message: message.to_owned(), hint: Some(hint.to_owned()) }
}

/// Prints the JSON Schema of the front matter, with the team's own severities, services and causes.
pub fn schema(global: &Global, voice: &Voice) -> Result<(), Failure> {
    let config = place::config(global)?;
    let text = serde_json::to_string_pretty(&export::schema::front_matter(&config)).map_err(unwritten)?;
    voice.print(&text)?;
    Ok(())
}

fn for_quickwit(documents: String, folder: &Path, voice: &Voice) -> Result<(), Failure> {
    let files = [("index-config.yaml", quickwit::configuration()), ("documents.ndjson", documents)];
    if let Some(file) = fs::file_above(&folder.join("x")).map_err(Failure::disk)? {
        return Err(usage(
            &format!("`{}` is not a folder", file.display()),
            "name an empty folder, or a new one",
        ));
    }
    let mut plan = Plan::new(folder);
    for (name, text) in files {
        plan.add(name, text)?;
    }
    if let Some(taken) = plan.steps.iter().find(|step| step.before.is_some()) {
        return Err(Failure::Usage {
            message: format!("`{}` exists already", folder.join(&taken.path).display()),
            hint: Some("name an empty folder, or remove the files of the last export".into()),
        });
    }
    plan.write()?;
    voice.say(&format!("Wrote index-config.yaml and documents.ndjson into {}", folder.display()));
    Ok(())
}

fn unwritten(error: impl std::fmt::Display) -> Failure {
    Failure::Environment { message: format!("the export cannot be written: {error}"), hint: None }
}
