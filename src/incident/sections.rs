//! Where a postmortem says what: its sections, known by the names people give their headings.
//! Reads headings only; what stands in a section is read by `timeline`, `actions` and `header`.

use super::lexicon::{Label, built_in, continues};
use super::outline::{Block, Inline};
use super::wording::{fold, one_line, without_numbering};
use std::collections::BTreeMap;
use std::ops::Range;

/// What a section of a postmortem tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SectionKind {
    /// What happened, in a paragraph.
    Summary,
    /// Whom it hurt and how much.
    Impact,
    /// When what happened.
    Timeline,
    /// How it was found.
    Detection,
    /// What set it off, or led up to it.
    Trigger,
    /// Why it could happen.
    RootCause,
    /// What made it worse or more likely.
    ContributingFactors,
    /// What was done about it at the time.
    Resolution,
    /// What was expected instead.
    ShouldHaveHappened,
    /// What went well.
    WentWell,
    /// What did not.
    WentWrong,
    /// Where luck helped.
    Lucky,
    /// What was learnt.
    Lessons,
    /// What is to be done.
    ActionItems,
}

impl SectionKind {
    /// Every kind, in the order a postmortem tells them.
    pub const ALL: [SectionKind; 14] = [
        SectionKind::Summary,
        SectionKind::Impact,
        SectionKind::Timeline,
        SectionKind::Detection,
        SectionKind::Trigger,
        SectionKind::RootCause,
        SectionKind::ContributingFactors,
        SectionKind::Resolution,
        SectionKind::ShouldHaveHappened,
        SectionKind::WentWell,
        SectionKind::WentWrong,
        SectionKind::Lucky,
        SectionKind::Lessons,
        SectionKind::ActionItems,
    ];

    /// The name programs and the configuration use: `root_cause`.
    pub fn name(self) -> &'static str {
        match self {
            SectionKind::Summary => "summary",
            SectionKind::Impact => "impact",
            SectionKind::Timeline => "timeline",
            SectionKind::Detection => "detection",
            SectionKind::Trigger => "trigger",
            SectionKind::RootCause => "root_cause",
            SectionKind::ContributingFactors => "contributing_factors",
            SectionKind::Resolution => "resolution",
            SectionKind::ShouldHaveHappened => "should_have_happened",
            SectionKind::WentWell => "went_well",
            SectionKind::WentWrong => "went_wrong",
            SectionKind::Lucky => "lucky",
            SectionKind::Lessons => "lessons",
            SectionKind::ActionItems => "action_items",
        }
    }

    /// The kind of that [`name`](SectionKind::name).
    pub fn from_name(name: &str) -> Option<SectionKind> {
        SectionKind::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A heading and the blocks under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// What it tells, if its heading is a known one.
    pub kind: Option<SectionKind>,
    /// The heading's words, on one line.
    pub heading: String,
    /// Where a link into the page leads. A bold line has no anchor of its own: the one of the heading
    /// above it, empty if there is none.
    pub anchor: String,
    /// 1 to 6; 7 for a bold line that acts as a heading.
    pub level: u8,
    /// The blocks of its own: without the heading, up to the next heading of any level.
    pub blocks: Range<usize>,
    /// The blocks of its own and of the headings below it.
    pub tree: Range<usize>,
}

/// Names of headings and labels that a team adds to the ones known everywhere.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeadingNames {
    folded: Vec<(String, SectionKind)>,
    labels: BTreeMap<String, Label>,
}

impl HeadingNames {
    /// The names as the configuration states them, by kind. They go before the known ones.
    pub fn new(names: &BTreeMap<SectionKind, Vec<String>>) -> HeadingNames {
        let folded = names
            .iter()
            .flat_map(|(kind, names)| names.iter().map(|name| (fold(name), *kind)))
            .filter(|(name, _)| !name.is_empty())
            .collect();
        HeadingNames { folded, labels: BTreeMap::new() }
    }

    /// The same with the team's own labels.
    #[must_use]
    pub fn with_labels<'a>(mut self, names: impl Iterator<Item = (&'a str, Label)>) -> HeadingNames {
        self.labels = names.map(|(name, label)| (fold(name), label)).collect();
        self
    }

    /// What a label asks for: by the team's names, else by those of the lexicon.
    pub fn label(&self, text: &str) -> Option<Label> {
        let own = if self.labels.is_empty() { None } else { self.labels.get(&fold(text)).copied() };
        own.or_else(|| built_in().label(text))
    }

    /// What a heading tells by these names alone.
    pub fn kind(&self, heading: &str) -> Option<SectionKind> {
        self.kind_of(&words(heading))
    }

    fn kind_of(&self, folded: &str) -> Option<SectionKind> {
        let matching = self.folded.iter().filter(|(name, _)| continues(folded, name).is_some());
        matching.max_by_key(|(name, _)| name.len()).map(|(_, kind)| *kind)
    }
}

/// The level of a bold line that acts as a heading: below every real one.
const BOLD: u8 = 7;

/// The sections of a document in reading order, one a heading. A line that is all bold counts as one
/// where it is nothing but a known name (`**Root cause:**`).
pub fn sections(blocks: &[Block], names: &HeadingNames) -> Vec<Section> {
    let mut found: Vec<Section> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut actions: Option<u8> = None;
    for (at, block) in blocks.iter().enumerate() {
        let Some((level, text, id)) = heading(block) else { continue };
        if actions.is_some_and(|above| level <= above) {
            actions = None;
        }
        let kind = match level {
            BOLD => bold_kind(text, names),
            1 if found.is_empty() => title_kind(text, names),
            _ => kind_of(text, names),
        };
        // "Detection" among the follow-ups says what they improve, it does not tell how it was found.
        let kind = kind.filter(|kind| actions.is_none() || !is_group_of_actions(*kind));
        if level == BOLD && (kind.is_none() || actions.is_some()) {
            continue;
        }
        if kind == Some(SectionKind::ActionItems) && actions.is_none() {
            actions = Some(level);
        }
        if let Some(last) = found.last_mut() {
            last.blocks.end = at;
        }
        while let Some(&above) = open.last()
            && found[above].level >= level
        {
            found[above].tree.end = at;
            open.pop();
        }
        let anchor = match id {
            Some(id) => id.to_owned(),
            None => open.last().map(|&above| found[above].anchor.clone()).unwrap_or_default(),
        };
        open.push(found.len());
        let own = at + 1..blocks.len();
        found.push(Section { kind, heading: one_line(text), anchor, level, blocks: own.clone(), tree: own });
    }
    found
}

/// What a heading of these words tells. Emoji, numbering, punctuation and case do not matter, and a
/// known name may be followed by more: `2. Root cause analysis (5 whys)`.
pub fn kind_of(heading: &str, names: &HeadingNames) -> Option<SectionKind> {
    let folded = words(heading);
    names.kind_of(&folded).or_else(|| built_in().heading(&folded))
}

/// Whether a heading announces a timeline: `Timeline (all times UTC)`, `3. :clock: Issue timeline - UTC`, `時系列`.
pub fn is_timeline_heading(heading: &str, names: &HeadingNames) -> bool {
    kind_of(heading, names) == Some(SectionKind::Timeline)
}

/// The plain text of blocks, a line a block or a row, for excerpts and search.
pub fn text_of(blocks: &[Block]) -> String {
    let mut out = String::new();
    for block in blocks {
        match block {
            Block::Heading { text, .. } | Block::Paragraph { text, .. } | Block::Item { text, .. } => {
                line(&mut out, &text.text);
            }
            Block::Table { header, rows, .. } => {
                for row in std::iter::once(header).chain(rows) {
                    line(&mut out, &row_text(row));
                }
            }
            Block::Code { text, .. } => line(&mut out, text),
        }
    }
    // It is kept as long as the document, and a text that has grown is a third air.
    out.shrink_to_fit();
    out
}

/// The level, the words and the anchor of a heading or of a bold line of its own.
fn heading(block: &Block) -> Option<(u8, &str, Option<&str>)> {
    match block {
        Block::Heading { level, text, id, .. } => Some((*level, &text.text, Some(id))),
        Block::Paragraph { text, in_item: false, quoted: false, .. } if is_all_bold(text) => {
            Some((BOLD, &text.text, None))
        }
        _ => None,
    }
}

fn is_all_bold(text: &Inline) -> bool {
    let bare = |text: &str| text.trim_end_matches([' ', ':', '：']).len();
    text.lead.as_ref().is_some_and(|lead| bare(lead) == bare(&text.text))
}

/// Bold lines are emphasis more often than headings, so only a name and nothing else will do.
fn bold_kind(text: &str, names: &HeadingNames) -> Option<SectionKind> {
    let folded = fold(without_numbering(text));
    (!folded.contains('|') && folded.split(' ').count() <= 4).then(|| kind_of(text, names)).flatten()
}

/// The first heading is the document's title: "Impact of the June outage" is not its impact section.
fn title_kind(text: &str, names: &HeadingNames) -> Option<SectionKind> {
    let folded = words(text);
    let own = names.folded.iter().find(|(name, _)| *name == folded).map(|(_, kind)| *kind);
    own.or_else(|| built_in().exact_heading(&folded))
}

fn is_group_of_actions(kind: SectionKind) -> bool {
    matches!(kind, SectionKind::Detection | SectionKind::Resolution | SectionKind::Trigger)
}

/// The words of a heading, as names are compared with them.
fn words(heading: &str) -> String {
    fold(without_numbering(&without_symbols(heading)))
}

/// Leading emoji and shortcodes go first, or the numbering behind them would not be seen.
fn without_symbols(heading: &str) -> String {
    let text = heading.trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, ':' | '(' | '（'));
    match text.strip_prefix(':').and_then(|rest| rest.split_once(':')) {
        Some((code, rest)) if !code.is_empty() && !code.contains(' ') => rest.trim_start().to_owned(),
        _ => text.to_owned(),
    }
}

fn row_text(row: &[Inline]) -> String {
    let mut out = String::new();
    for cell in row.iter().map(|cell| cell.text.trim()).filter(|cell| !cell.is_empty()) {
        if !out.is_empty() {
            out.push_str(" · ");
        }
        out.push_str(cell);
    }
    out
}

fn line(out: &mut String, text: &str) {
    let text = text.trim();
    if text.is_empty() {
        return;
    }
    if !out.is_empty() {
        out.push('\n');
    }
    out.push_str(text);
}

#[cfg(test)]
mod tests;
