//! `hindsite similar`: what an archive remembers of a draft, of a line of a log, or of the files of a pull request.

mod likeness;
mod show;

use super::found::{self, Document};
use super::{Voice, place};
use crate::cli::{Global, ReviewFormat, Similar as Options};
use crate::fs;
use crate::git;
use crate::incident::{self, Conventions, Incident};
use crate::knowledge::{Edition, Entry};
use crate::pipeline::{self, Failure, Linked};
use crate::report::follow_ups::repeated::{self, Repeated};
use crate::report::scope::{Scope, Window};
use crate::site::json::SCHEMA;
use crate::source::Source;
use likeness::{Reasoned, likeness};
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

/// How many earlier incidents are named for a text, and for each file of a pull request.
const FOR_A_TEXT: usize = 5;
const FOR_A_FILE: usize = 3;

/// A file of a pull request and what came before it.
pub struct Reviewed<'l> {
    path: String,
    results: Vec<(&'l Entry, Reasoned)>,
    proposed_before: Vec<ProposedBefore>,
    /// A line for its front matter.
    related: Option<String>,
}

/// An action of the file that was proposed after earlier incidents.
#[derive(Debug, Serialize)]
struct ProposedBefore {
    action: String,
    before: Vec<Earlier>,
}

#[derive(Debug, Serialize)]
struct Earlier {
    action: String,
    incident: Arc<str>,
    path: String,
    date: Option<String>,
    state: &'static str,
}

/// `--changed-since --format json`.
#[derive(Debug, Serialize)]
struct Review {
    schema: u32,
    since: String,
    files: Vec<ReviewedFile>,
}

#[derive(Debug, Serialize)]
struct ReviewedFile {
    path: String,
    results: Vec<Reasoned>,
    proposed_before: Vec<ProposedBefore>,
    related: Option<String>,
}

/// Finds earlier incidents and shows them.
pub fn run(global: &Global, options: &Options, voice: &Voice) -> Result<(), Failure> {
    match (&options.changed_since, &options.file) {
        (Some(reference), _) => review(global, options, reference, voice),
        (None, Some(file)) => one(global, options, file, voice),
        (None, None) => Err(Failure::Usage {
            message: "there is nothing to compare".into(),
            hint: Some("name a file, `-` for standard input, or `--changed-since origin/main`".into()),
        }),
    }
}

fn one(global: &Global, options: &Options, file: &Path, voice: &Voice) -> Result<(), Failure> {
    let request = place::looking(global, options.edition.into())?;
    let linked = pipeline::link(&request)?;
    let draft = draft(file, &linked)?;
    let search = found::search(&linked, &request, voice)?;
    let limit = options.limit.unwrap_or(FOR_A_TEXT);
    let found = likeness(&linked, &search, &draft, &BTreeSet::new(), limit)?;
    let total = found.total;
    match options.format {
        ReviewFormat::Human => voice.answer(|colours| show::human(&linked, &found.results, colours))?,
        ReviewFormat::Github => {
            let path = place::in_repository(file);
            let reviewed = Reviewed { path, results: found.results, proposed_before: vec![], related: None };
            voice.answer(|_| show::github(&reviewed.path, &reviewed))?;
        }
        ReviewFormat::Markdown => {
            let path = place::in_repository(file);
            let reviewed = Reviewed { path, results: found.results, proposed_before: vec![], related: None };
            voice.answer(|_| show::comment(&[(reviewed.path.clone(), &reviewed)]))?;
        }
        ReviewFormat::Json => {
            let results = found.results.into_iter().map(|(_, reasoned)| reasoned).collect();
            let text = found::json(&Document::new(&file.to_string_lossy(), total, results))?;
            voice.answer(|_| text)?;
            return Ok(());
        }
    }
    if total == 0 {
        voice.say("No earlier incident is like this");
    }
    Ok(())
}

/// The postmortems that a pull request adds or changes, each with what came before it.
fn review(global: &Global, options: &Options, reference: &str, voice: &Voice) -> Result<(), Failure> {
    let request = place::looking(global, Edition { drafts: true, ..options.edition.into() })?;
    let changed = git::changes_since(&request.location.root, reference)?.changed;
    let linked = pipeline::link(&request)?;
    let search = found::search(&linked, &request, voice)?;
    let limit = options.limit.unwrap_or(FOR_A_FILE);
    let groups = repeated::find(&Scope::new(&linked.knowledge, Window::default()));
    let mut reviews = vec![];
    for (_, entry) in
        linked.knowledge.incidents().filter(|(_, entry)| changed.contains(&*entry.incident.path))
    {
        let found = likeness(&linked, &search, &entry.incident, &changed, limit)?;
        let slugs: Vec<&str> = found.results.iter().map(|(entry, _)| &*entry.slug).collect();
        let related = (!slugs.is_empty()).then(|| format!("related: [{}]", slugs.join(", ")));
        let path = entry.incident.path.to_string();
        reviews.push(Reviewed {
            path,
            results: found.results,
            proposed_before: proposed_before(&linked, &groups, entry),
            related,
        });
    }
    reviews.sort_by(|a, b| a.path.cmp(&b.path));
    let silent =
        reviews.iter().all(|reviewed| reviewed.results.is_empty() && reviewed.proposed_before.is_empty());
    match options.format {
        ReviewFormat::Human => voice.answer(|colours| human(&linked, &reviews, colours))?,
        ReviewFormat::Github => {
            let before = place::above(&request.location.root);
            let one = |reviewed: &Reviewed<'_>| show::github(&format!("{before}{}", reviewed.path), reviewed);
            voice.answer(|_| reviews.iter().map(one).collect())?;
            let summary: String =
                reviews.iter().map(|reviewed| show::markdown(&reviewed.path, reviewed)).collect();
            place::step_summary(&summary)?;
        }
        ReviewFormat::Markdown => {
            let before = place::above(&request.location.root);
            let named: Vec<_> =
                reviews.iter().map(|reviewed| (format!("{before}{}", reviewed.path), reviewed)).collect();
            voice.answer(|_| show::comment(&named))?;
        }
        ReviewFormat::Json => {
            let files = reviews.into_iter().map(ReviewedFile::from).collect();
            let text = found::json(&Review { schema: SCHEMA, since: reference.to_owned(), files })?;
            voice.answer(|_| text)?;
            return Ok(());
        }
    }
    if silent {
        voice.say(&format!("No postmortem changed since `{reference}` is like an earlier one"));
    }
    Ok(())
}

impl From<Reviewed<'_>> for ReviewedFile {
    fn from(reviewed: Reviewed<'_>) -> ReviewedFile {
        let Reviewed { path, results, proposed_before, related } = reviewed;
        let results = results.into_iter().map(|(_, reasoned)| reasoned).collect();
        ReviewedFile { path, results, proposed_before, related }
    }
}

fn human(linked: &Linked, reviews: &[Reviewed<'_>], colours: bool) -> String {
    let one = |reviewed: &Reviewed<'_>| {
        let results = show::human(linked, &reviewed.results, colours);
        format!("{}\n\n{results}{}\n", reviewed.path, show::human_review(reviewed))
    };
    reviews.iter().map(one).collect()
}

/// The actions of a postmortem that were proposed after incidents before it, oldest proposal first.
fn proposed_before(linked: &Linked, groups: &[Repeated], entry: &Entry) -> Vec<ProposedBefore> {
    let mut again = vec![];
    for group in groups {
        let own = group.proposals.iter().position(|proposal| proposal.incident.slug == entry.slug);
        let Some(own) = own else { continue };
        let before = group.proposals[..own].iter().map(|proposal| Earlier {
            action: proposal.action.clone(),
            incident: proposal.incident.slug.clone(),
            path: linked.knowledge.entries[proposal.incident.id].incident.path.to_string(),
            date: proposal.date.map(|date| date.to_string()),
            state: proposal.state.words(),
        });
        let before: Vec<Earlier> = before.collect();
        if !before.is_empty() {
            again.push(ProposedBefore { action: group.proposals[own].action.clone(), before });
        }
    }
    again
}

/// Behind it a line of a log is text, whatever is in it.
const FENCE: &str = "~~~~~~~~~~~~~~~~";

/// Reads the text as a postmortem; a line of a log is one without any structure.
fn draft(file: &Path, linked: &Linked) -> Result<Incident, Failure> {
    let (path, text) = match file == Path::new("-") {
        // Without a name, which would be taken for a word of its title.
        true => ("-".to_owned(), found::standard_input()?),
        false => {
            let bytes = fs::read(file)
                .map_err(|error| Failure::typed(&error, "name a file, or `-` for standard input"))?;
            let path = fs::resolve(file).unwrap_or_else(|_| file.to_path_buf());
            (path.to_string_lossy().replace('\\', "/"), String::from_utf8_lossy(&bytes).into_owned())
        }
    };
    let conventions = Conventions::new(&linked.knowledge.config);
    let read = |text: &str| {
        let digest = xxhash_rust::xxh3::xxh3_128(text.as_bytes());
        incident::parse(&Source { path: path.as_str().into(), text: text.into(), digest }, &conventions)
            .incident
    };
    // A line of JSON is no front matter, and one that opens a comment no comment.
    let swallowed = |one: &Incident| {
        one.facts.spans.is_empty()
            && (!one.facts.extra.is_empty() || one.sections.iter().all(|s| s.text.is_empty()))
    };
    let parsed = match read(&text).filter(|one| path != "-" || !swallowed(one)) {
        None if path == "-" => read(&format!("{FENCE}\n{text}\n{FENCE}\n")),
        parsed => parsed,
    };
    parsed.map(Arc::unwrap_or_clone).ok_or_else(|| Failure::Usage {
        message: format!("`{}` cannot be read as a postmortem", file.display()),
        hint: Some("`hindsite check` says what is wrong with it".into()),
    })
}
