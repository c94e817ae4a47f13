//! From the events of the Markdown parser to blocks: what stands open while they come, and when it is a block.

use super::{Block, Inline, anchor, language_of};
use crate::invisible::readable;
use pulldown_cmark::{CodeBlockKind, CowStr, Event, Tag, TagEnd};
use std::collections::BTreeMap;
use std::ops::Range;

/// The blocks so far, and what stands open.
#[derive(Default)]
pub(super) struct Builder {
    /// The blocks so far.
    pub blocks: Vec<Block>,
    inline: Inline,
    /// Whether the paragraph, item, heading or cell at hand has no words yet.
    at_start: bool,
    /// Where in its words the bold ones began that it starts with.
    strong: Option<usize>,
    /// The same of those struck out.
    strike: Option<usize>,
    /// The items it stands in, the innermost last.
    items: Vec<Item>,
    /// The lists it stands in, and whether they are numbered.
    lists: Vec<bool>,
    quotes: usize,
    table: Option<Table>,
    /// The language, the text and the place of the code block at hand.
    code: Option<(String, String, Range<usize>)>,
    seen: BTreeMap<String, usize>,
}

struct Item {
    task: Option<bool>,
    span: Range<usize>,
    /// Where the item's block stands once its first words were met.
    block: Option<usize>,
}

#[derive(Default)]
struct Table {
    header: Vec<Inline>,
    rows: Vec<Vec<Inline>>,
    row_spans: Vec<Range<usize>>,
    row: Vec<Inline>,
}

impl Builder {
    /// Takes the next event of a body.
    pub fn event(&mut self, event: &Event<'_>, span: &Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, span),
            Event::End(tag) => self.end(*tag, span),
            Event::Text(text) => self.text(text),
            Event::Code(text) => {
                let start = self.inline.text.len();
                self.text(text);
                self.inline.code.push(start..self.inline.text.len());
            }
            Event::InlineMath(text) | Event::DisplayMath(text) => self.text(text),
            Event::SoftBreak | Event::HardBreak => self.inline.text.push('\n'),
            Event::TaskListMarker(done) => {
                if let Some(item) = self.items.last_mut() {
                    item.task = Some(*done);
                }
            }
            Event::InlineHtml(html) if is_line_break(html) => self.inline.text.push('\n'),
            Event::FootnoteReference(_) | Event::Rule | Event::Html(_) | Event::InlineHtml(_) => {}
        }
    }

    fn text(&mut self, text: &CowStr<'_>) {
        let text = readable(text);
        match &mut self.code {
            Some((_, code, _)) => code.push_str(&text),
            None => {
                self.inline.text.push_str(&text);
                self.at_start = false;
            }
        }
    }

    fn start(&mut self, tag: &Tag<'_>, span: &Range<usize>) {
        match tag {
            Tag::Paragraph | Tag::Heading { .. } | Tag::TableCell => self.begin_inline(),
            Tag::FootnoteDefinition(_) => self.flush_item(),
            Tag::BlockQuote(_) => {
                self.flush_item();
                self.quotes += 1;
            }
            Tag::List(first) => {
                self.flush_item();
                self.lists.push(first.is_some());
            }
            Tag::Item => {
                self.begin_inline();
                self.items.push(Item { task: None, span: span.clone(), block: None });
            }
            Tag::CodeBlock(kind) => {
                self.flush_item();
                let language = match kind {
                    CodeBlockKind::Fenced(info) => language_of(info),
                    CodeBlockKind::Indented => String::new(),
                };
                self.code = Some((language, String::new(), span.clone()));
            }
            Tag::Table(_) => {
                self.flush_item();
                self.table = Some(Table::default());
            }
            Tag::TableRow => {
                if let Some(table) = &mut self.table {
                    table.row_spans.push(span.clone());
                }
            }
            Tag::Strong if self.at_start => self.strong = Some(self.inline.text.len()),
            Tag::Strikethrough if self.at_start => self.strike = Some(self.inline.text.len()),
            Tag::Link { dest_url, .. } => self.inline.links.push(readable(dest_url).into_owned()),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, span: &Range<usize>) {
        match tag {
            TagEnd::Paragraph => {
                if self.items.last().is_some_and(|item| item.block.is_none()) && self.quotes == 0 {
                    self.flush_item();
                } else {
                    self.paragraph(span);
                }
            }
            TagEnd::Heading(level) => {
                let text = self.take_inline();
                let id = anchor(&text.text, &mut self.seen);
                self.blocks.push(Block::Heading { level: level as u8, text, id, span: span.clone() });
            }
            TagEnd::BlockQuote(_) => self.quotes = self.quotes.saturating_sub(1),
            TagEnd::List(_) => {
                self.lists.pop();
                self.begin_inline();
            }
            TagEnd::Item => {
                self.flush_item();
                self.items.pop();
                self.begin_inline();
            }
            TagEnd::CodeBlock => {
                if let Some((language, text, span)) = self.code.take() {
                    self.blocks.push(Block::Code { language, text, span });
                }
            }
            TagEnd::TableCell => {
                let cell = self.take_inline();
                if let Some(table) = &mut self.table {
                    table.row.push(cell);
                }
            }
            TagEnd::TableHead => {
                if let Some(table) = &mut self.table {
                    table.header = std::mem::take(&mut table.row);
                }
            }
            TagEnd::TableRow => {
                if let Some(table) = &mut self.table {
                    let row = std::mem::take(&mut table.row);
                    table.rows.push(row);
                }
            }
            TagEnd::Table => {
                if let Some(Table { header, rows, row_spans, .. }) = self.table.take() {
                    self.blocks.push(Block::Table { header, rows, row_spans, span: span.clone() });
                }
            }
            TagEnd::Strong => {
                if let Some(from) = self.strong.take()
                    && self.inline.lead.is_none()
                {
                    self.inline.lead = Some(self.inline.text[from..].to_owned());
                }
            }
            TagEnd::Strikethrough => {
                if let Some(from) = self.strike.take()
                    && self.inline.struck.is_none()
                {
                    self.inline.struck = Some(self.inline.text[from..].to_owned());
                }
            }
            _ => {}
        }
    }

    fn begin_inline(&mut self) {
        self.inline = Inline::default();
        self.at_start = true;
        self.strong = None;
        self.strike = None;
    }

    fn take_inline(&mut self) -> Inline {
        self.at_start = true;
        std::mem::take(&mut self.inline)
    }

    fn paragraph(&mut self, span: &Range<usize>) {
        let text = self.take_inline();
        if !text.text.trim().is_empty() {
            let in_item = !self.items.is_empty();
            let quoted = self.quotes > 0;
            self.blocks.push(Block::Paragraph { text, in_item, quoted, span: span.clone() });
        }
    }

    /// The words met so far belong to the item at hand: its own text, or a continuation.
    fn flush_item(&mut self) {
        let depth = self.lists.len().saturating_sub(1).min(usize::from(u8::MAX)) as u8;
        let ordered = self.lists.last().copied().unwrap_or(false);
        let Some(item) = self.items.last_mut() else { return };
        let text = std::mem::take(&mut self.inline);
        self.at_start = true;
        let empty = text.text.trim().is_empty() && text.links.is_empty();
        match item.block {
            None => {
                item.block = Some(self.blocks.len());
                let (task, span) = (item.task, item.span.clone());
                self.blocks.push(Block::Item { depth, ordered, task, text, span });
            }
            Some(_) if !empty => {
                let span = item.span.clone();
                self.blocks.push(Block::Paragraph { text, in_item: true, quoted: false, span });
            }
            Some(_) => {}
        }
    }
}

fn is_line_break(html: &str) -> bool {
    let tag = html.trim().to_ascii_lowercase();
    matches!(tag.as_str(), "<br>" | "<br/>" | "<br />")
}
