//! Labels and their values in every layout people use: tables, `**Label:** value`, bullets, nested bullets, headings and
//! bare lines. As written; `values` types them and `resolve` decides between them.

mod pair;

use super::lexicon::{self, Label};
use super::outline::{Block, Inline};
use super::sections::{HeadingNames, SectionKind, kind_of};
use super::wording::{fold, leaves_open, one_line, without_numbering};
use pair::Pair;
use std::ops::Range;

/// The longest value that is read; a longer one is prose.
const LONGEST: usize = 600;

/// A label with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// What the label asks for.
    pub label: Label,
    /// The value on one line, never empty. Items of a list are joined by `, `.
    pub value: String,
    /// The bytes of the block or the row that states it.
    pub span: Range<usize>,
    /// Whether it stands in the head or in a section of facts, and not in one that tells a story.
    pub is_sure: bool,
}

/// Every label of a document with its value, in reading order.
pub fn collect(blocks: &[Block], names: &HeadingNames) -> Vec<Stated> {
    let mut reader = Reader { names, found: vec![], place: Place::Head, parent: None };
    let mut titled = false;
    let mut head_over = false;
    let mut open: Vec<(u8, Place)> = vec![];
    let mut at = 0;
    while let Some(block) = blocks.get(at) {
        let end = blocks[at + 1..].iter().position(is_heading).map_or(blocks.len(), |next| at + 1 + next);
        let Block::Heading { level, text, span, .. } = block else {
            reader.blocks(&blocks[at..end]);
            at = end;
            continue;
        };
        let own = &blocks[at + 1..end];
        at += 1;
        let names_something = kind_of(&text.text, names).is_some()
            || names.label(text.text.split([':', '：']).next().unwrap_or("")).is_some();
        let is_title = !titled && (*level == 1 || !names_something);
        titled = true;
        while open.last().is_some_and(|(above, _)| above >= level) {
            open.pop();
        }
        if !head_over {
            reader.place = Place::Head;
            if reader.heading(text, span, own) {
                at = end;
                continue;
            }
        }
        let above = open.last().map(|(_, place)| *place);
        reader.place = place_of(text, own, names, is_title, head_over, above);
        head_over |= !matches!(reader.place, Place::Head | Place::Details);
        open.push((*level, reader.place));
    }
    reader.found
}

/// Where a block stands, which says what a label may mean there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Above every section that tells a story.
    Head,
    /// A section that holds nothing but facts.
    Details,
    /// A section in which some labels state facts.
    Section(SectionKind),
    /// The first section, whatever it is called.
    Opening,
    /// Nothing is a fact here.
    Story,
}

impl Place {
    fn takes(self, label: Label) -> bool {
        use Label as L;
        let time = matches!(
            label,
            L::Started
                | L::Detected
                | L::Acknowledged
                | L::Mitigated
                | L::Resolved
                | L::Window
                | L::Duration
                | L::TimeToDetect
                | L::TimeToResolve
                | L::TimeToMitigate
                | L::TimeToAcknowledge
        );
        match self {
            Place::Head | Place::Details => true,
            Place::Opening | Place::Section(SectionKind::Summary | SectionKind::Impact) => {
                time || matches!(
                    label,
                    L::Date
                        | L::Severity
                        | L::Services
                        | L::DetectedBy
                        | L::RootCause
                        | L::Trigger
                        | L::Authors
                        | L::ContributingFactors
                )
            }
            Place::Section(SectionKind::Detection) => {
                matches!(label, L::DetectedBy | L::Detected | L::TimeToDetect | L::TimeToAcknowledge)
            }
            Place::Section(SectionKind::Timeline) => {
                matches!(
                    label,
                    L::Detected
                        | L::DetectedBy
                        | L::Duration
                        | L::Window
                        | L::TimeToDetect
                        | L::TimeToResolve
                )
            }
            Place::Section(SectionKind::Resolution) => matches!(label, L::TimeToResolve | L::Resolved),
            _ => false,
        }
    }

    fn is_sure(self) -> bool {
        matches!(self, Place::Head | Place::Details)
    }
}

fn place_of(
    heading: &Inline,
    own: &[Block],
    names: &HeadingNames,
    is_title: bool,
    head_over: bool,
    above: Option<Place>,
) -> Place {
    let name = fold(without_numbering(&heading.text));
    if lexicon::built_in().has("details", &name) {
        return Place::Details;
    }
    if is_title {
        return Place::Head;
    }
    match kind_of(&heading.text, names) {
        Some(kind) => Place::Section(kind),
        None if !head_over => Place::Opening,
        None if is_mostly_labels(own, names) => Place::Details,
        // A part of the impact is about the impact.
        None => match above {
            Some(place @ Place::Section(SectionKind::Impact | SectionKind::Detection)) => place,
            _ => Place::Story,
        },
    }
}

/// Whether a section states at least three different facts with labels.
fn is_mostly_labels(own: &[Block], names: &HeadingNames) -> bool {
    let mut labels = std::collections::BTreeSet::new();
    for block in own {
        match block {
            Block::Table { header, rows, .. } if header.len() == 2 => {
                labels.extend(rows.iter().filter_map(|row| names.label(&row.first()?.text)));
            }
            Block::Item { depth: 0, task: None, text, .. }
            | Block::Paragraph { text, in_item: false, .. } => {
                labels.extend(
                    text.text
                        .lines()
                        .filter_map(|line| pair::split(line, None, names))
                        .map(|pair| pair.label),
                );
            }
            _ => {}
        }
    }
    let telling = |label: &&Label| {
        matches!(
            label,
            Label::Severity
                | Label::Duration
                | Label::Started
                | Label::Detected
                | Label::Resolved
                | Label::Date
                | Label::Window
                | Label::Services
        )
    };
    labels.iter().filter(telling).count() >= 3
}

struct Reader<'n> {
    names: &'n HeadingNames,
    found: Vec<Stated>,
    place: Place,
    /// The depth of a bullet whose nested bullets are facts: `Key events`.
    parent: Option<u8>,
}

impl Reader<'_> {
    /// Reads the blocks between two headings.
    fn blocks(&mut self, blocks: &[Block]) {
        self.parent = None;
        if self.place == Place::Story {
            return;
        }
        let in_head = self.place.is_sure();
        for (at, block) in blocks.iter().enumerate() {
            match block {
                Block::Table { header, rows, row_spans, span } => self.table(header, rows, row_spans, span),
                Block::Paragraph { text, in_item: false, quoted, span } if !quoted || in_head => {
                    self.paragraph(text, span);
                }
                Block::Item { depth, task: None, text, span, .. } => {
                    self.item(*depth, text, span, &blocks[at + 1..]);
                }
                _ => {}
            }
        }
    }

    fn push(&mut self, label: Label, value: &str, span: &Range<usize>) {
        let value = one_line(value);
        let known = !value.is_empty() && value.chars().count() <= LONGEST;
        // That nobody knows how long it took is said against points that would tell.
        let silent = leaves_open(&value) && !matches!(label, Label::TimeToDetect | Label::Duration);
        if known && !silent && self.place.takes(label) {
            let remark =
                value.split_once(['(', '（']).and_then(|(_, rest)| pair::split_before_time(rest, self.names));
            let remark = remark.map(|pair| (pair.label, pair.value.trim_end_matches([')', '）']).to_owned()));
            self.found.push(Stated { label, value, span: span.clone(), is_sure: self.place.is_sure() });
            // `2024-06-18 (onset 2024-06-17 23:35 UTC)`
            if let Some((label, value)) =
                remark.filter(|(other, _)| *other != label && self.place.takes(*other))
            {
                self.found.push(Stated { label, value, span: span.clone(), is_sure: self.place.is_sure() });
            }
        }
    }

    /// Two columns of labels and values, or one row of values under a header of labels.
    fn table(
        &mut self,
        header: &[Inline],
        rows: &[Vec<Inline>],
        spans: &[Range<usize>],
        whole: &Range<usize>,
    ) {
        let lexicon = lexicon::built_in();
        let own = self.names;
        let known = |cell: &Inline| own.label(&cell.text);
        let known_header = header.iter().filter(|cell| known(cell).is_some()).count();
        if let [row] = rows
            && header.len() >= 2
            && (known_header >= 2 || header.len() > 2 && known_header >= 1 && self.place == Place::Details)
        {
            for (name, value) in header.iter().zip(row) {
                if let Some(label) = known(name) {
                    self.push(label, &value.text, whole);
                }
            }
            return;
        }
        let [first, second] = header else { return };
        let labels: Vec<Option<Label>> = rows.iter().map(|row| row.first().and_then(known)).collect();
        let stated = labels.iter().flatten().count();
        let is_column = |cell: &Inline| {
            let name = fold(&cell.text);
            name.is_empty() || lexicon.has("columns", &name)
        };
        let of_facts = self.place.is_sure() || is_column(first) || is_column(second) || stated >= 2;
        if !of_facts {
            return;
        }
        if !is_column(first)
            && !is_column(second)
            && stated >= 1
            && let Some(label) = known(first)
        {
            self.push(label, &second.text, whole);
        }
        for ((row, span), label) in rows.iter().zip(spans).zip(labels) {
            if let (Some(label), [_, value]) = (label, row.as_slice()) {
                self.push(label, &value.text, span);
            }
        }
    }

    /// Lines of labels and values; a line that is none continues the value before it.
    fn paragraph(&mut self, text: &Inline, span: &Range<usize>) {
        let mut open: Option<(Label, String)> = None;
        for (at, line) in text.text.lines().enumerate() {
            let lead = text.lead.as_deref().filter(|_| at == 0);
            match pair::split(line, lead, self.names) {
                Some(Pair { label, value }) => {
                    if let Some((label, value)) = open.take() {
                        self.push(label, &value, span);
                    }
                    open = Some((label, value.to_owned()));
                }
                None if pair::is_other_label(line) => {
                    if let Some((label, value)) = open.take() {
                        self.push(label, &value, span);
                    }
                }
                None => {
                    if let Some((_, value)) = &mut open {
                        value.push(' ');
                        value.push_str(line.trim());
                    }
                }
            }
        }
        if let Some((label, value)) = open {
            self.push(label, &value, span);
        }
    }

    /// `- **Severity**: SEV2`, or a label with its values as items below it.
    fn item(&mut self, depth: u8, text: &Inline, span: &Range<usize>, after: &[Block]) {
        if self.parent.is_some_and(|parent| depth <= parent) {
            self.parent = None;
        }
        let line = text.text.trim();
        let name = fold(line);
        if depth == 0 && lexicon::built_in().has("details", &name) {
            self.parent = Some(depth);
            return;
        }
        let is_listed = depth == 0 || self.parent.is_some_and(|parent| depth == parent + 1);
        if !is_listed {
            return;
        }
        if let Some(pair) = pair::split(&one_line(line), text.lead.as_deref(), self.names)
            .or_else(|| pair::split_before_time(line, self.names))
        {
            self.push(pair.label, pair.value, span);
            return;
        }
        if let Some(label) = self.names.label(line)
            && let Some(values) = listed(after, depth + 1, self.names)
        {
            self.push(label, &values, span);
        }
    }

    /// `## Severity: SEV2`, or `## Author(s)` above a list of names or one short line; whether it was one.
    fn heading(&mut self, heading: &Inline, span: &Range<usize>, own: &[Block]) -> bool {
        if let Some(pair) = pair::split(&heading.text, None, self.names)
            && pair.value.chars().count() <= 60
            && pair.label != Label::Summary
        {
            self.push(pair.label, pair.value, span);
            return own.is_empty();
        }
        let label = self.names.label(&heading.text);
        let Some(label) = label.filter(|label| {
            !matches!(
                label,
                Label::Title
                    | Label::RootCause
                    | Label::ContributingFactors
                    | Label::Trigger
                    | Label::Summary
                    | Label::Resolved
                    | Label::Detected
                    | Label::Mitigated
                    | Label::Services
            )
        }) else {
            return false;
        };
        let stated = match own {
            [Block::Paragraph { text, .. }] if text.text.chars().count() <= 120 => Some(text.text.clone()),
            [Block::Item { .. }, ..] => listed(own, 0, self.names),
            _ => None,
        };
        let Some(value) = stated else { return false };
        self.push(label, &value, span);
        true
    }
}

/// Whether a text is nothing but labels with their values.
pub(super) fn is_statement(text: &Inline) -> bool {
    let names = &HeadingNames::default();
    let mut lines = text.text.lines().filter(|line| !line.trim().is_empty());
    let first = lines.next().is_some_and(|line| pair::split(line, text.lead.as_deref(), names).is_some());
    first && lines.all(|line| pair::split(line, None, names).is_some() || pair::is_other_label(line))
}

/// Names of people without their addresses and the brackets of links.
pub(super) fn people(value: &str) -> Vec<String> {
    let is_address = |word: &&str| {
        let word = word.trim_matches(|c| matches!(c, '<' | '>' | ',' | '(' | ')'));
        word.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
    };
    let named = value.split([',', '、']).map(|person| {
        let words: Vec<&str> = person.split_whitespace().filter(|word| !is_address(word)).collect();
        words.join(" ").replace(['[', ']'], "")
    });
    let named: Vec<String> = named.filter(|person| !person.is_empty()).collect();
    if named.is_empty() { vec![value.trim().to_owned()] } else { named }
}

fn is_heading(block: &Block) -> bool {
    matches!(block, Block::Heading { .. })
}

/// The short items at a depth that `blocks` start with, joined; nothing if there are none or one is prose.
fn listed(blocks: &[Block], depth: u8, names: &HeadingNames) -> Option<String> {
    let mut values: Vec<String> = Vec::new();
    for block in blocks {
        match block {
            Block::Item { depth: at, text, .. } if *at == depth => {
                let value = one_line(&text.text);
                if values.len() >= 12
                    || value.chars().count() > 60
                    || pair::split(&value, None, names).is_some()
                {
                    return None;
                }
                values.push(value);
            }
            _ => break,
        }
    }
    values.retain(|value| !leaves_open(value));
    (!values.is_empty()).then(|| values.join(", "))
}

#[cfg(test)]
mod tests;
