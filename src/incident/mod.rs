//! ONE postmortem: from the text of a file to everything the file says.
//!
//! [`parse`] is pure, looks at one file at a time and never fails. Nothing here knows of other
//! documents, of addresses or of templates.

pub mod actions;
mod audience;
pub mod body;
mod comments;
mod conventions;
mod derive;
pub mod duration;
pub mod evidence;
pub mod fields;
pub mod front_matter;
pub mod header;
mod hidden;
pub mod highlight;
mod labels;
pub mod lexicon;
pub mod moment;
pub mod names;
pub mod outline;
mod problem;
pub mod provenance;
pub(crate) mod publication;
pub mod redaction;
mod resolve;
pub mod sections;
mod sentences;
pub mod slug;
mod text;
pub mod timeline;
mod title;
mod unified;
mod values;
pub mod vocabulary;
pub mod wording;

pub use audience::Audience;
pub use conventions::Conventions;
pub use derive::{Length, LengthSource, Times};
pub use text::{readable, without_imports};

use crate::diagnostic::{Code, Diagnostic, Place, Severity};
use crate::source::Source;
use actions::Action;
use body::Body;
use fields::Facts;
use fields::words::{Kind, Status, Visibility};
use moment::Moment;
use names::Names;
use outline::Block;
use provenance::Provenance;
use provenance::Rule;
use redaction::{Cut, Redaction};
use resolve::Reading;
use sections::SectionKind;
use std::sync::Arc;
use timeline::Timeline;
use vocabulary::{Vocabulary, Which, Words};

/// What parsing one file gives.
#[derive(Debug, Clone, Default)]
pub struct Parsed {
    /// The postmortem, unless the file cannot be read at all.
    pub incident: Option<Arc<Incident>>,
    /// What was wrong with it.
    pub diagnostics: Vec<Diagnostic>,
}

/// One postmortem, complete.
#[derive(Debug, Clone)]
pub struct Incident {
    /// The file, relative to the root.
    pub path: Arc<str>,
    /// Digest of the file.
    pub digest: u128,
    /// From the front matter, the first heading or the file name.
    pub title: String,
    /// A few sentences for lists and previews.
    pub summary: String,
    /// What kind of document it is.
    pub kind: Kind,
    /// How far it is.
    pub status: Status,
    /// Who may read it.
    pub visibility: Visibility,
    /// The day, or the moment, it is filed under.
    pub date: Option<Moment>,
    /// What it and what it names are called in addresses.
    pub names: Names,
    /// The points in time that are known.
    pub times: Times,
    /// How long it took.
    pub duration: Option<Length>,
    /// What front matter and head of the document state.
    pub facts: Facts,
    /// Follow-ups: from front matter, else from the body.
    pub actions: Vec<Action>,
    /// What happened when.
    pub timeline: Timeline,
    /// The body's text by section, for search and reports.
    pub sections: Vec<SectionText>,
    /// The body as HTML.
    pub body: Body,
    /// Where the facts come from.
    pub provenance: Provenance,
    vocabulary: Vocabulary,
}

impl Incident {
    /// The words of the body, in order of digest.
    pub fn words(&self, which: Which) -> &Words {
        self.vocabulary.words(&self.sections, which)
    }

    /// The word of the body that is written at a place.
    pub fn word_at(&self, at: u32) -> Option<&str> {
        vocabulary::word_at(&self.sections, at)
    }

    /// The follow-ups that are still to be done.
    pub fn open_actions(&self) -> impl Iterator<Item = &Action> {
        self.actions.iter().filter(|action| action.status.is_open())
    }

    /// Whether another version of the document states the same: it may tell it in other words. Where an
    /// action stands in the file is no statement.
    pub fn states_the_same(&self, other: &Incident) -> bool {
        let actions = |of: &Incident| -> Vec<Action> {
            of.actions.iter().map(|action| Action { span: 0..0, ..action.clone() }).collect()
        };
        let facts = |of: &Incident| (of.kind, of.status, of.visibility, of.date, of.times, of.duration);
        self.path == other.path
            && facts(self) == facts(other)
            && (&self.title, &self.names, &self.facts) == (&other.title, &other.names, &other.facts)
            && actions(self) == actions(other)
    }
}

/// A section's plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionText {
    /// What it is about, when its heading says so.
    pub kind: Option<SectionKind>,
    /// The heading; empty for what stands before the first.
    pub heading: String,
    /// Its anchor.
    pub anchor: String,
    /// The text, without the heading.
    pub text: String,
}

/// Reads one file.
pub fn parse(source: &Source, conventions: &Conventions) -> Parsed {
    let path = &source.path;
    let (text, mut diagnostics) = text::cleaned(source);
    let (front, found) = front_matter::read(path, &text);
    diagnostics.extend(found);
    let (mut facts, found) = fields::read(path, &front.entries, conventions);
    diagnostics.extend(found);
    if let Some(misplaced) = diagnostics.iter_mut().find(|found| found.code == Code::FrontMatterNotFirst) {
        let (publication, _) = publication::read(path, &front_matter::misplaced(&text), conventions);
        facts.publication = facts.publication.restricted_by(publication);
        if conventions.public && !front.entries.is_empty() {
            // A key that was cut off may be the one that withholds the document.
            misplaced.severity = Severity::Error;
        }
    }

    let body_text = comments::without_comments(without_imports(path, &text[front.body..]));
    let redaction = Redaction::find(&body_text);
    let hidden = match conventions.public {
        true => redaction.parts.clone(),
        false => redaction::markers_of(&body_text, &redaction.parts),
    };
    diagnostics.extend(redaction.diagnostics(path, front.body, conventions.public));
    diagnostics.extend(redaction::in_front_matter(path, &text[..front.body], conventions.public));
    let rest = (!hidden.is_empty()).then(|| Cut::of(&body_text, &hidden));
    let events = match &rest {
        None => outline::events(&body_text, front.body),
        Some(rest) => outline::events_of(&rest.text, front.body, |bytes| rest.whence(bytes)),
    };
    let events = body::visible(events);
    let blocks = outline::blocks(&events);
    let sections = sections::sections(&blocks, &conventions.headings);
    let broken = diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    if front.entries.is_empty() && blocks.is_empty() && !broken {
        let diagnostic =
            Diagnostic::new(Code::EmptyDocument, Place::file(path.clone()), "the file has no text");
        diagnostics.push(diagnostic.hint("a list of what happened is a complete postmortem"));
    }
    let title = title::find(path, &facts, &blocks, conventions);
    let stated = header::read(&blocks);
    // An internal part can say that the document is a draft.
    let whole =
        rest.is_some().then(|| header::read(&outline::blocks(&outline::events(&body_text, front.body))));
    let (publication, found) =
        publication::restrict(facts.publication, path, whole.as_ref().unwrap_or(&stated), conventions);
    facts.publication = publication;
    diagnostics.extend(found);
    let reading = resolve::resolve(path, &facts, &title.text, &blocks, conventions);
    let Reading { stated, date, times, duration, timeline, provenance } = reading;
    diagnostics.extend(derive::order(path, &facts));
    diagnostics.extend(resolve::diagnostics(path, &provenance, &timeline));
    let named = moment::in_path(path, &conventions.zone);
    diagnostics.extend(derive::days_apart(path, &facts, named, date));
    let are_stated = ["started", "resolved"]
        .iter()
        .all(|field| provenance.of(field).is_some_and(|source| source.rule <= Rule::LabelRange));
    diagnostics.extend(derive::disagreement(path, &facts, duration, times.between(), are_stated));

    let headings: Vec<(u8, &str, &str)> = blocks
        .iter()
        .filter_map(|block| match block {
            Block::Heading { level, text, id, .. } => Some((*level, id.as_str(), text.text.as_str())),
            _ => None,
        })
        .collect();
    let rendering = body::render(&events, &headings, title.in_body);
    diagnostics.extend(rendering.problems.into_iter().map(|problem| problem.of(path)));
    diagnostics.extend(hidden::in_body(&text, &events).into_iter().map(|problem| problem.of(path)));
    diagnostics.extend(hidden::in_path(path));
    let title = match (&facts.title, &stated.title) {
        (None, Some(stated)) if !title.in_heading => title.renamed(stated),
        _ => title,
    };
    facts.kind = facts.kind.or(stated.kind);
    let told = stated.summary.clone();
    let kind = title::kind(path, &facts, &title.text, &blocks, &sections);
    let dated = date.is_some() || broken;
    diagnostics.extend(unfiled(path, kind, dated, title::is_template(path, &blocks)));
    let actions = match facts.actions.is_empty() {
        true => actions::parse(&blocks, &sections, &conventions.zone),
        false => std::mem::take(&mut facts.actions),
    };
    facts.merge(stated);
    facts.summary = facts.summary.take().or(told);
    let incident = Incident {
        path: path.clone(),
        digest: source.digest,
        summary: title::summary(&facts, &blocks, &sections),
        names: Names::new(path, &title.text, &facts),
        title: title.text,
        kind,
        status: facts.publication.status.unwrap_or(Status::Final),
        visibility: facts.publication.visibility.unwrap_or(Visibility::Internal),
        date,
        times,
        duration,
        actions,
        timeline,
        sections: section_texts(&blocks, &sections),
        body: rendering.body,
        facts,
        provenance,
        vocabulary: Vocabulary::default(),
    };
    Parsed { incident: Some(Arc::new(incident)), diagnostics }
}

/// What is said of a document that is not filed as an incident, or has no date.
fn unfiled(path: &Arc<str>, kind: Kind, dated: bool, template: bool) -> Option<Diagnostic> {
    let place = Place::file(path.clone());
    match kind {
        Kind::Document if template => {
            let message =
                "this is a template that nobody filled in: it is a page, and not counted as an incident";
            Some(
                Diagnostic::new(Code::EmptyTemplate, place, message)
                    .hint("name it under `ignore` in hindsite.toml to leave it out"),
            )
        }
        Kind::Document => {
            let message = "this is an index or an introduction: it is a page, and not counted as an incident";
            Some(
                Diagnostic::new(Code::IndexPage, place, message)
                    .hint("`kind: incident` makes it one; `ignore` in hindsite.toml leaves it out"),
            )
        }
        _ if !dated => {
            let message = "no date: not in the front matter, the file name or the first lines";
            Some(
                Diagnostic::new(Code::NoDate, place, message)
                    .hint("add `date: 2026-03-02` to the front matter"),
            )
        }
        _ => None,
    }
}

fn section_texts(blocks: &[Block], sections: &[sections::Section]) -> Vec<SectionText> {
    let first =
        blocks.iter().position(|block| matches!(block, Block::Heading { .. })).unwrap_or(blocks.len());
    let lead = sections::text_of(&blocks[..first]);
    let lead = (!lead.is_empty()).then(|| SectionText {
        kind: None,
        heading: String::new(),
        anchor: String::new(),
        text: lead,
    });
    lead.into_iter()
        .chain(sections.iter().map(|section| SectionText {
            kind: section.kind,
            heading: section.heading.clone(),
            anchor: section.anchor.clone(),
            text: sections::text_of(&blocks[section.blocks.clone()]),
        }))
        .collect()
}
