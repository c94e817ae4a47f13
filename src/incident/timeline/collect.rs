//! From the blocks of a timeline section to its rows: what begins an event, and what belongs to the
//! event before it.

use super::label::{self, Label};
use super::row::{Context, Draft, Row, one_line};
use super::table;
use crate::incident::outline::{Block, Inline};
use crate::incident::sections::{HeadingNames, is_timeline_heading};
use std::ops::Range;

/// What the event at hand was begun by, and so what continues it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    /// A heading: everything up to the next one.
    Heading,
    /// A list item: what is nested in it.
    Item { depth: u8 },
    /// A paragraph: the lines and paragraphs after it.
    Paragraph,
    /// Nothing.
    Nothing,
}

/// The rows read so far.
pub(super) struct Collector<'n> {
    names: &'n HeadingNames,
    rows: Vec<Row>,
    open: Open,
    /// Where the last event stands in the rows.
    last: usize,
    /// Whether a time of day was met.
    timed: bool,
    /// Whether the list at hand has items with times; `None` outside a list.
    list: Option<bool>,
    /// The levels at which headings are days or times: others between them are events as well.
    levels: [bool; 8],
}

impl Collector<'_> {
    /// The rows of a section, without its own heading.
    pub fn collect(blocks: &[Block], names: &HeadingNames) -> Vec<Row> {
        let mut levels = [false; 8];
        for block in blocks {
            if let Block::Heading { level, text, .. } = block
                && label::read(&text.text).is_some()
            {
                levels[usize::from(*level).min(7)] = true;
            }
        }
        let mut collector = Collector {
            names,
            rows: Vec::new(),
            open: Open::Nothing,
            last: 0,
            timed: false,
            list: None,
            levels,
        };
        for (at, block) in blocks.iter().enumerate() {
            collector.block(block, &blocks[at..]);
        }
        collector.rows
    }

    fn block(&mut self, block: &Block, from_here: &[Block]) {
        match block {
            Block::Item { depth, text, span, .. } => {
                let timed = *self.list.get_or_insert_with(|| list_is_timed(from_here));
                self.item(*depth, text, span, timed);
            }
            Block::Paragraph { text, in_item: true, span, .. } => {
                self.continue_with(&one_line(&text.text), span)
            }
            Block::Paragraph { text, quoted, span, .. } => {
                self.leave_list();
                if *quoted && self.open != Open::Nothing {
                    self.continue_with(&one_line(&text.text), span);
                } else {
                    self.paragraph(text, span);
                }
            }
            Block::Heading { level, text, span, .. } => {
                self.leave_list();
                self.heading(*level, &text.text, span);
            }
            Block::Table { header, rows, row_spans, span } => {
                self.leave_list();
                if let Some(rows) = table::rows(header, rows, row_spans, span) {
                    self.rows.extend(rows);
                    self.open = Open::Nothing;
                }
            }
            // Logs and commands: shown with the body, no words of the event.
            Block::Code { .. } => {}
        }
    }

    fn heading(&mut self, level: u8, text: &str, span: &Range<usize>) {
        if let Some(label) = label::read(text) {
            self.begin(Open::Heading, Some(&label), label.rest, None, span);
        } else if self.levels[usize::from(level).min(7)] && !is_timeline_heading(text, self.names) {
            self.begin(Open::Heading, None, text, None, span);
        } else {
            self.context(Context::of_heading(text));
            self.open = Open::Nothing;
        }
    }

    fn item(&mut self, depth: u8, text: &Inline, span: &Range<usize>, list_is_timed: bool) {
        let label = label::read(&text.text);
        let nested = matches!(self.open, Open::Item { depth: outer } if depth > outer);
        if label.is_none()
            && !self.timed
            && let Some(context) = Context::of_line(&text.text).filter(|context| context.zone.is_some())
        {
            return self.context(context);
        }
        let begins = label.as_ref().is_some_and(|label| label.stamp.clock.is_some());
        if nested && (!begins || self.current().is_some_and(|draft| draft.is_timed())) {
            self.continue_with(&one_line(&text.text), span);
        } else if let Some(label) = &label {
            let lead = text.lead.as_deref();
            self.begin(Open::Item { depth }, Some(label), label.rest, lead, span);
        } else if list_is_timed || self.open == Open::Nothing || matches!(self.open, Open::Item { .. }) {
            match label::unknown(&text.text) {
                Some((written, rest)) => {
                    self.begin(Open::Item { depth }, None, rest, None, span);
                    self.amend(|draft| draft.written = written.to_owned());
                }
                None => self.begin(Open::Item { depth }, None, &text.text, text.lead.as_deref(), span),
            }
            self.amend(|draft| draft.loose = !list_is_timed);
        } else {
            self.continue_with(&one_line(&text.text), span);
        }
    }

    /// One event a paragraph, or one a line. Lines break anywhere, so a time at the start of a further
    /// line only begins an event if it looks like a label or the line before it is complete.
    fn paragraph(&mut self, text: &Inline, span: &Range<usize>) {
        // A list of links to the days below is no entry.
        let lines = text.text.lines().filter(|line| !line.trim().is_empty()).count();
        if text.links.len() >= lines.max(1) && text.links.iter().all(|link| link.starts_with('#')) {
            return;
        }
        let mut complete =
            !(self.open == Open::Heading && self.current().is_some_and(|draft| draft.is_timed()));
        let mut separator = '\n';
        for line in text.text.split('\n').map(str::trim).filter(|line| !line.is_empty()) {
            let label = label::read(line).filter(|label| label.parted || complete);
            if let Some(label) = label {
                self.begin(Open::Paragraph, Some(&label), label.rest, text.lead.as_deref(), span);
            } else if let Some(context) = Context::of_line(line).filter(|_| !self.timed) {
                self.context(context);
            } else if let Some(draft) = self.current() {
                draft.extend(separator, line, span);
            }
            complete = line.ends_with(['.', '。', '!', '?', ':']);
            separator = ' ';
        }
    }

    fn begin(
        &mut self,
        open: Open,
        label: Option<&Label<'_>>,
        text: &str,
        lead: Option<&str>,
        span: &Range<usize>,
    ) {
        // Bold words that are the time itself say nothing of the event.
        let lead = lead.filter(|lead| label.is_none() || label::read(lead).is_none());
        self.last = self.rows.len();
        self.timed |= label.is_some_and(|label| label.stamp.clock.is_some());
        self.rows.push(Row::Event(Draft {
            stamp: label.map(|label| label.stamp.clone()),
            written: label.map_or_else(String::new, |label| label.written.to_owned()),
            text: one_line(text),
            lead: lead.map(str::to_owned),
            span: span.clone(),
            ..Draft::default()
        }));
        self.open = open;
    }

    fn context(&mut self, context: Context) {
        if !context.is_empty() {
            self.rows.push(Row::Context(context));
        }
    }

    /// The event that is still open.
    fn current(&mut self) -> Option<&mut Draft> {
        match self.rows.get_mut(self.last) {
            Some(Row::Event(draft)) if self.open != Open::Nothing => Some(draft),
            _ => None,
        }
    }

    fn amend(&mut self, change: impl FnOnce(&mut Draft)) {
        if let Some(draft) = self.current() {
            change(draft);
        }
    }

    fn continue_with(&mut self, text: &str, span: &Range<usize>) {
        self.amend(|draft| draft.extend('\n', text, span));
    }

    /// Behind a list nothing continues its last item.
    fn leave_list(&mut self) {
        self.list = None;
        if matches!(self.open, Open::Item { .. }) {
            self.open = Open::Nothing;
        }
    }
}

/// Whether the list these blocks begin with has an item with a time.
fn list_is_timed(blocks: &[Block]) -> bool {
    blocks
        .iter()
        .take_while(|block| {
            matches!(block, Block::Item { .. } | Block::Paragraph { in_item: true, .. } | Block::Code { .. })
        })
        .any(|block| matches!(block, Block::Item { text, .. } if label::read(&text.text).is_some()))
}
