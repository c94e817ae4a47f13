//! One document as advice looks at it: what was understood, beside the text it was understood from.

use super::prose::{self, Passage};
use crate::diagnostic::{Place, Severity};
use crate::incident::sections::{self, HeadingNames, Section};
use crate::incident::{Incident, front_matter, outline, readable, without_imports};
use crate::knowledge::Entry;
use crate::source::Inputs;
use outline::Block;
use std::borrow::Cow;
use std::ops::Range;

/// A document and its text.
pub struct Document<'a> {
    /// What is known of it among the others.
    pub entry: &'a Entry,
    /// What it says.
    pub incident: &'a Incident,
    /// The text of the file, as it was read.
    pub text: Cow<'a, str>,
    /// Whether its front matter could be read.
    pub is_understood: bool,
    /// The blocks of its body.
    pub blocks: Vec<Block>,
    /// The sections of its body.
    pub sections: Vec<Section>,
    /// Its running text.
    pub passages: Vec<Passage>,
}

impl<'a> Document<'a> {
    /// The document of an entry; `None` if its text is not among the inputs.
    pub fn new(entry: &'a Entry, inputs: &'a Inputs, names: &HeadingNames) -> Option<Document<'a>> {
        let incident = &*entry.incident;
        let at = inputs.sources.binary_search_by(|source| source.path.cmp(&incident.path)).ok()?;
        let text = readable(&inputs.sources[at].text);
        let (front, problems) = front_matter::read(&incident.path, &text);
        let is_understood = problems.iter().all(|problem| problem.severity != Severity::Error);
        let body = front.body;
        let told = without_imports(&incident.path, &text[body..]);
        let events = outline::events(&told, body);
        let blocks = outline::blocks(&events);
        let sections = sections::sections(&blocks, names);
        let passages = prose::passages(&events, names);
        Some(Document { entry, incident, text, is_understood, blocks, sections, passages })
    }

    /// The document as a whole.
    pub fn whole(&self) -> Place {
        Place::file(self.incident.path.clone())
    }

    /// A stretch of its text.
    pub fn span(&self, range: Range<usize>) -> Place {
        Place::span(self.incident.path.clone(), range)
    }

    /// The first line of a stretch of its text, without the mark of a list.
    pub fn first_line(&self, range: Range<usize>) -> Place {
        let text = self.text.get(range.clone()).unwrap_or_default();
        let lead = text.len() - text.trim_start_matches([' ', '\n', '-', '*', '+', '|']).len();
        let line = text[lead..].lines().next().unwrap_or_default().trim_end().len();
        self.span(range.start + lead..range.start + lead + line)
    }

    /// The value of a key of the front matter.
    pub fn value(&self, key: &str) -> Option<Place> {
        self.incident.facts.spans.get(key).cloned().map(|span| self.span(span))
    }

    /// The value of a key of the front matter, or the entry of its list.
    pub fn entry(&self, key: &str, entry: &str) -> Option<Place> {
        self.incident.facts.span_of(key, entry).map(|span| self.span(span))
    }
}
