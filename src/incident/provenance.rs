//! Where each fact of a document comes from, and what was not taken.

use std::ops::Range;

/// The rule that read a fact, strongest first: where two rules give a field, the stronger one wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// A key of the front matter.
    FrontMatter,
    /// A label with its value in the text.
    Label,
    /// A range in the value of a label.
    LabelRange,
    /// The label of an entry of the timeline.
    EntryLabel,
    /// A range in a sentence about the impact.
    SentenceRange,
    /// A sentence with a cue.
    Sentence,
    /// A phrase in an entry of the timeline.
    EntryCue,
    /// A start, or an end, and a stated length.
    StatedLength,
    /// The document's title.
    Title,
    /// The name of the file or its folders.
    FileName,
    /// The first day in the first lines.
    FirstLines,
    /// The first entry of the timeline with a time.
    FirstEntry,
    /// Two other points in time.
    Derived,
}

impl Rule {
    /// What it is called where people read it.
    pub fn name(self) -> &'static str {
        match self {
            Rule::FrontMatter => "front matter",
            Rule::Label => "label",
            Rule::LabelRange => "range in a label's value",
            Rule::EntryLabel => "label of a timeline entry",
            Rule::SentenceRange => "range in a sentence about the impact",
            Rule::Sentence => "sentence with a cue",
            Rule::EntryCue => "phrase in a timeline entry",
            Rule::StatedLength => "stated length",
            Rule::Title => "title",
            Rule::FileName => "file name",
            Rule::FirstLines => "first day in the first lines",
            Rule::FirstEntry => "first timeline entry with a time",
            Rule::Derived => "difference of two times",
        }
    }
}

/// A fact, or a candidate that lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The field, as its front-matter key.
    pub field: &'static str,
    /// The value as hindsite writes it.
    pub value: String,
    /// The rule that read it.
    pub rule: Rule,
    /// Bytes of the file; nothing for what is not in its text.
    pub span: Option<Range<usize>>,
}

/// A value with a known label that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The field, as its front-matter key.
    pub field: &'static str,
    /// The text.
    pub text: String,
    /// Bytes of the file.
    pub span: Range<usize>,
}

/// Where the facts of one document come from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Provenance {
    /// The facts, in the order of their fields.
    pub facts: Vec<Source>,
    /// Candidates that a stronger rule outdid, or that contradicted one.
    pub outdone: Vec<Source>,
    /// Values that could not be read.
    pub refused: Vec<Refusal>,
}

impl Provenance {
    /// The source of a field.
    pub fn of(&self, field: &str) -> Option<&Source> {
        self.facts.iter().find(|source| source.field == field)
    }
}
