//! The first half of the story: from what was read to what is known, with everything that is wrong in it. What is made
//! of that is the other half.

use super::{Done, Failure, Memo, Request, Stage, parse, read};
use crate::advice::{self, Purpose};
use crate::diagnostic::{Code, Diagnostic, Place, Report, Severity, Texts};
use crate::incident::Parsed;
use crate::incident::fields::words::Status;
use crate::knowledge::{self, Edition, KnowledgeBase};
use crate::site;
use crate::source::{self, Inputs};
use crate::theme::Theme;
use std::sync::Arc;

/// The archive as it is known after linking, with what is wrong in it.
#[derive(Debug)]
pub struct Linked {
    /// What is known.
    pub knowledge: Arc<KnowledgeBase>,
    /// The theme.
    pub theme: Arc<Theme>,
    /// What was read.
    pub inputs: Inputs,
    /// What is wrong.
    pub diagnostics: Vec<Diagnostic>,
}

/// From what was read to what is known.
pub(super) fn linked(
    request: &Request,
    inputs: Inputs,
    memo: &mut Memo,
    done: Done<'_>,
) -> Result<Linked, Failure> {
    let parsed = parse(&inputs, request.edition, memo);
    done(Stage::Parse);
    let linked = without_errors(request, advised(request, inputs, &parsed, memo)?)?;
    done(Stage::Link);
    Ok(linked)
}

/// Reads, parses and links; content errors are among the diagnostics. For the public they are a failure: they may be
/// what keeps text from it.
pub fn link(request: &Request) -> Result<Linked, Failure> {
    let mut memo = Memo::default();
    let inputs = read(request, &mut memo)?;
    let linked = link_all(request, inputs, &mut memo)?;
    match request.edition.audience.is_public() {
        true => without_errors(request, linked),
        false => Ok(linked),
    }
}

/// Parses and links what was read, if it has no errors (no warnings either, where those count as such).
pub fn link_from(request: &Request, inputs: Inputs, memo: &mut Memo) -> Result<Linked, Failure> {
    linked(request, inputs, memo, &|_| {})
}

/// Whether nothing is published because of a problem; a note is never counted against anybody.
pub(super) fn stops(request: &Request, problem: &Diagnostic) -> bool {
    match problem.severity {
        Severity::Error => true,
        Severity::Warning => request.strict,
        Severity::Note => false,
    }
}

fn without_errors(request: &Request, linked: Linked) -> Result<Linked, Failure> {
    match linked.diagnostics.iter().any(|problem| stops(request, problem)) {
        true => Err(Failure::Content(linked.report())),
        false => Ok(linked),
    }
}

fn link_all(request: &Request, inputs: Inputs, memo: &mut Memo) -> Result<Linked, Failure> {
    let parsed = parse(&inputs, request.edition, memo);
    advised(request, inputs, &parsed, memo)
}

/// Links, with the advice that a build gives.
fn advised(
    request: &Request,
    inputs: Inputs,
    parsed: &[Arc<Parsed>],
    memo: &mut Memo,
) -> Result<Linked, Failure> {
    let mut linked = link_parsed(request, inputs, parsed, memo)?;
    if linked.inputs.config.check.build {
        linked.diagnostics.extend(advice::advise(&linked.knowledge, &linked.inputs));
    }
    linked.diagnostics = advice::settle(linked.diagnostics, &linked.inputs, Purpose::Build);
    Ok(linked)
}

/// Everything there is to say about the archive: what a build would find, for drafts as well, and advice.
pub fn check(request: &Request) -> Result<Linked, Failure> {
    let mut memo = Memo::default();
    let inputs = read(request, &mut memo)?;
    let all = Request { edition: Edition { drafts: true, ..request.edition }, ..request.clone() };
    let parsed = parse(&inputs, all.edition, &mut memo);
    let mut linked = link_parsed(&all, inputs, &parsed, &mut memo)?;
    let drafts = linked.knowledge.entries.iter().any(|entry| entry.incident.status == Status::Draft);
    if drafts {
        // A link to a draft is a broken one on the site.
        let inputs = &linked.inputs;
        let finished = Edition { drafts: false, ..all.edition };
        let (_, found) = knowledge::link(&inputs.config, inputs.today, finished, &parsed, &inputs.media);
        linked.diagnostics.extend(found);
    }
    linked.diagnostics.extend(advice::advise(&linked.knowledge, &linked.inputs));
    linked.diagnostics = advice::settle(linked.diagnostics, &linked.inputs, Purpose::Check);
    Ok(linked)
}

/// Links, with every problem as it was found.
fn link_parsed(
    request: &Request,
    inputs: Inputs,
    parsed: &[Arc<Parsed>],
    memo: &mut Memo,
) -> Result<Linked, Failure> {
    let theme = theme(&inputs, memo)?;
    let before = memo.linked.as_deref();
    let (knowledge, found) =
        knowledge::link_after(before, &inputs.config, inputs.today, request.edition, parsed, &inputs.media);
    let knowledge = Arc::new(knowledge);
    memo.linked = Some(knowledge.clone());
    let missing = theme.missing(&knowledge, &inputs.statics);
    if !missing.is_empty() {
        return Err(Failure::Configuration(Report::new(missing, &texts(&inputs))));
    }
    let mut diagnostics = inputs.diagnostics.clone();
    diagnostics.extend(theme.warnings.iter().cloned());
    diagnostics.extend(found);
    diagnostics.extend(site::static_conflicts::find(&knowledge, &inputs.statics, &inputs.config.static_dir));
    if request.edition.audience.is_public() {
        // A link to what is withheld leads nowhere on purpose; the other edition tells the broken ones.
        let leads = |code| matches!(code, Code::BrokenLink | Code::BrokenFragment | Code::UnknownRelated);
        diagnostics.retain(|diagnostic| !leads(diagnostic.code));
    }
    diagnostics.extend(nothing_to_build(request, &inputs));
    if request.edition.audience.is_public() {
        diagnostics.extend(photo_positions(&knowledge, &inputs));
    }
    Ok(Linked { knowledge, theme, inputs, diagnostics })
}

/// Names the published images that say where they were taken.
fn photo_positions(knowledge: &KnowledgeBase, inputs: &Inputs) -> Vec<Diagnostic> {
    let shown = knowledge.media.values().filter(|file| file.has_position).map(|file| file.path.to_string());
    let folder = &inputs.config.static_dir;
    let copied = inputs.statics.iter().filter(|file| file.has_position);
    let diagnostic = |path: String| {
        let message = "the photo says where it was taken";
        Diagnostic::new(Code::PhotoPosition, Place::file(path), message)
            .hint("remove the coordinates, for example with `exiftool -gps:all= -xmp:geotag= FILE`")
    };
    shown.chain(copied.map(|file| format!("{folder}/{}", file.path))).map(diagnostic).collect()
}

/// That there are no documents, which is not said of those that cannot be read: each of them is told already.
fn nothing_to_build(request: &Request, inputs: &Inputs) -> Option<Diagnostic> {
    let is_document = |problem: &Diagnostic| match problem.code {
        Code::NotUtf8 | Code::FileTooLarge | Code::Unreadable => true,
        Code::NotReadable => source::is_markdown(&problem.place.path),
        _ => false,
    };
    if !inputs.sources.is_empty() || inputs.diagnostics.iter().any(is_document) {
        return None;
    }
    let location = &request.location;
    let named = location.content.first().and_then(|folder| folder.strip_prefix(&location.root).ok());
    let named = named.map(|folder| folder.to_string_lossy().replace('\\', "/"));
    let folder = named.or_else(|| inputs.config.content.first().cloned());
    let folder = folder.filter(|folder| !folder.is_empty()).unwrap_or_else(|| ".".to_owned());
    let message = "there are no Markdown files in the content folder";
    Some(Diagnostic::new(Code::NothingToBuild, Place::file(folder), message))
}

fn theme(inputs: &Inputs, memo: &mut Memo) -> Result<Arc<Theme>, Failure> {
    let name = &inputs.config.theme;
    if let Some((named, files, theme)) = &memo.theme
        && (named, files) == (name, &inputs.theme)
    {
        return Ok(theme.clone());
    }
    let theme = Theme::new(name.as_deref(), &inputs.theme)
        .map_err(|problems| Failure::Configuration(Report::new(problems, &texts(inputs))))?;
    let theme = Arc::new(theme);
    memo.theme = Some((name.clone(), inputs.theme.clone(), theme.clone()));
    Ok(theme)
}

/// The texts that problems point into, the theme's stylesheets among them.
pub(super) fn texts(inputs: &Inputs) -> Texts {
    let sheets = inputs.theme.iter().filter(|file| file.path.ends_with(".css"));
    let sheets = sheets.map(|file| (file.origin.clone(), String::from_utf8_lossy(&file.bytes).into()));
    inputs.texts().into_iter().chain(sheets).collect()
}

impl Linked {
    /// What is wrong, in order and with its places.
    pub fn report(&self) -> Report {
        Report::new(self.diagnostics.clone(), &texts(&self.inputs))
    }
}
