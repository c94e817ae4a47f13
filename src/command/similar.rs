//! `hindsite similar`

use super::found::{self, Document, Record};
use super::{Voice, place};
use crate::cli::{Global, ReviewFormat, Similar as Options};
use crate::fs;
use crate::incident::actions::ActionStatus;
use crate::incident::{self, Conventions, Incident};
use crate::knowledge::facets::FacetKind;
use crate::knowledge::{Entry, causes};
use crate::pipeline::{self, Failure, Linked};
use crate::search::Search;
use crate::search::similar::{Alike, alike};
use crate::source::Source;
use serde::Serialize;
use std::path::Path;
use std::sync::Arc;

/// A result with its reasons.
#[derive(Debug, Serialize)]
struct Reasoned {
    #[serde(flatten)]
    record: Record,
    why: Vec<String>,
    open_actions: Vec<OpenAction>,
}

#[derive(Debug, Serialize)]
struct OpenAction {
    title: String,
    owner: Option<String>,
    due: Option<String>,
}

/// Finds earlier incidents and shows them.
pub fn run(global: &Global, options: &Options, voice: &Voice) -> Result<(), Failure> {
    let request = place::looking(global, false)?;
    let linked = pipeline::link(&request)?;
    let draft = draft(&options.file, &linked)?;
    let search = found::search(&linked, &request)?;
    search.notes.iter().for_each(|note| voice.say(note));
    let shared = shared(&linked, &search, &draft);
    let groups: Vec<Vec<u32>> = shared.iter().map(|(_, docs)| docs.clone()).collect();
    let own = (0..search.corpus.len).find(|doc| is_same(&search.entry(*doc).incident, &draft));
    let (all, terms) = alike(&search.expander(), &words(&draft), &groups, own)
        .map_err(|error| Failure::index(error.to_string()))?;
    let total = all.len();
    let results: Vec<(&Entry, Reasoned)> = all
        .iter()
        .take(options.limit)
        .map(|alike| {
            let entry = search.entry(alike.hit.doc);
            let record = Record::new(entry, alike.hit, found::sections(&search, alike.hit, &terms));
            (entry, Reasoned { record, why: why(alike, &shared), open_actions: open_actions(entry) })
        })
        .collect();
    match options.format {
        ReviewFormat::Human => voice.answer(|colours| human(&linked, &results, colours)),
        ReviewFormat::Github => voice.answer(|_| github(&options.file, &results)),
        ReviewFormat::Json => {
            let results = results.into_iter().map(|(_, reasoned)| reasoned).collect();
            let text = found::json(&Document::new(&options.file.to_string_lossy(), total, false, results))?;
            voice.answer(|_| text);
            return Ok(());
        }
    }
    if total == 0 {
        voice.say("No earlier incident is like this");
    }
    Ok(())
}

/// Reads the text as a postmortem; a line of a log is one without any structure.
fn draft(file: &Path, linked: &Linked) -> Result<Incident, Failure> {
    let (path, text) = match file == Path::new("-") {
        true => ("standard input".to_owned(), found::standard_input()?),
        false => {
            let bytes = fs::read(file).map_err(|error| Failure::Usage {
                message: error.to_string(),
                hint: Some("name a file, or `-` for standard input".into()),
            })?;
            let path = fs::resolve(file).unwrap_or_else(|_| file.to_path_buf());
            (path.to_string_lossy().replace('\\', "/"), String::from_utf8_lossy(&bytes).into_owned())
        }
    };
    let digest = xxhash_rust::xxh3::xxh3_128(text.as_bytes());
    let source = Source { path: path.into(), text: text.into(), digest };
    let parsed = incident::parse(&source, &Conventions::new(&linked.knowledge.config));
    parsed.incident.map(Arc::unwrap_or_clone).ok_or_else(|| Failure::Usage {
        message: format!("`{}` cannot be read as a postmortem", file.display()),
        hint: Some("`hindsite check` says what is wrong with it".into()),
    })
}

/// The file that was named is part of the archive itself.
fn is_same(incident: &Incident, draft: &Incident) -> bool {
    draft.path.ends_with(&format!("/{}", incident.path)) || draft.path == incident.path
}

fn words(draft: &Incident) -> String {
    let sections = draft.sections.iter().map(|section| format!("{}\n{}", section.heading, section.text));
    let sections: Vec<String> = sections.collect();
    let facts = [draft.facts.symptoms.join("\n"), draft.facts.tags.join("\n")];
    format!("{}\n{}\n{}", draft.title, facts.join("\n"), sections.join("\n"))
}

/// Services and causes of the draft that incidents of the archive have, and which ones.
fn shared(linked: &Linked, search: &Search<'_>, draft: &Incident) -> Vec<(String, Vec<u32>)> {
    let facts = &draft.facts;
    let kinds = [
        ("cause", FacetKind::Cause, [&facts.root_cause, &facts.contributing_factors].to_vec()),
        ("service", FacetKind::Service, vec![&facts.services]),
    ];
    let mut shared = vec![];
    for (label, kind, written) in kinds {
        let wanted: Vec<String> = written.into_iter().flatten().map(|name| causes::fold(name)).collect();
        for (slug, term) in &linked.knowledge.facet(kind).terms {
            if !wanted.contains(&causes::fold(slug)) && !wanted.contains(&causes::fold(&term.title)) {
                continue;
            }
            let has = |entry: &Entry| match kind {
                FacetKind::Cause => entry.causes.contains(slug),
                _ => entry.services.contains(slug),
            };
            let docs = (0..search.corpus.len).filter(|doc| has(search.entry(*doc))).collect();
            shared.push((format!("{label}: {}", term.title), docs));
        }
    }
    shared
}

fn why(alike: &Alike, shared: &[(String, Vec<u32>)]) -> Vec<String> {
    let mut why: Vec<String> = shared
        .iter()
        .filter(|(_, docs)| docs.contains(&alike.hit.doc))
        .map(|(label, _)| label.clone())
        .collect();
    if !alike.words.is_empty() {
        why.push(format!("words: {}", alike.words.join(", ")));
    }
    why
}

fn open_actions(entry: &Entry) -> Vec<OpenAction> {
    let open = |status| matches!(status, ActionStatus::Open | ActionStatus::InProgress);
    let actions = entry.incident.actions.iter().filter(|action| open(action.status));
    actions
        .map(|action| OpenAction {
            title: action.title.clone(),
            owner: action.owner.clone(),
            due: action.due.map(|due| due.day().to_string()),
        })
        .collect()
}

fn human(linked: &Linked, results: &[(&Entry, Reasoned)], colours: bool) -> String {
    let mut out = String::new();
    for (entry, reasoned) in results {
        out.push_str(&found::block(linked, entry, &[], colours));
        out.push_str(&format!("  Both have {}\n", reasoned.why.join("; ")));
        for action in &reasoned.open_actions {
            let owner = action.owner.as_ref().map_or_else(String::new, |owner| format!(", {owner}"));
            let due = action.due.as_ref().map_or_else(String::new, |due| format!(", due {due}"));
            out.push_str(&format!("  Still open: {}{owner}{due}\n", action.title));
        }
        out.push('\n');
    }
    out
}

/// One annotation a similar incident (docs.github.com, "Workflow commands").
fn github(file: &Path, results: &[(&Entry, Reasoned)]) -> String {
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    let mut out = String::new();
    for (entry, reasoned) in results {
        let open = match reasoned.open_actions.len() {
            0 => String::new(),
            1 => "; 1 follow-up is still open".to_owned(),
            n => format!("; {n} follow-ups are still open"),
        };
        let text = format!(
            "{} ({}): both have {}{open}",
            entry.incident.title,
            entry.incident.path,
            reasoned.why.join("; ")
        );
        let file = property(&file.to_string_lossy());
        out.push_str(&format!("::notice file={file},title=We have been here before::{}\n", data(&text)));
    }
    out
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}
