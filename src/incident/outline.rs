//! The body as a flat list of blocks with plain text: what the readers of sections, timelines and
//! actions work on. Not a syntax tree, and not what is shown: `body` renders the same events.

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd};
use std::collections::BTreeMap;
use std::ops::Range;

/// An event of the Markdown parser and the bytes of the file it came from.
pub type Spanned<'a> = (Event<'a>, Range<usize>);

/// Text without markup, and the links that were in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inline {
    /// Plain text; line breaks of the source are `\n`, code is kept without its backticks.
    pub text: String,
    /// Targets of links in order of appearance, as written.
    pub links: Vec<String>,
    /// The bold words the text starts with, if it does: `**Owner:** sre` gives `Owner:`.
    pub lead: Option<String>,
    /// The words struck out that the text starts with, if it does: `~~Add an alert~~ not needed`.
    pub struck: Option<String>,
}

/// One block of the body, in reading order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// `## Timeline`
    Heading {
        /// 1 to 6.
        level: u8,
        /// The heading's words.
        text: Inline,
        /// The anchor, unique in the document, made as GitHub makes it.
        id: String,
        /// Bytes in the file.
        span: Range<usize>,
    },
    /// A paragraph, also one inside a quotation or continuing a list item.
    Paragraph {
        /// Its words.
        text: Inline,
        /// Whether it continues the list item before it.
        in_item: bool,
        /// Whether it stands in a quotation (`>`).
        quoted: bool,
        /// Bytes in the file.
        span: Range<usize>,
    },
    /// A list item without the items nested in it: those follow, one deeper.
    Item {
        /// 0 for the outermost list.
        depth: u8,
        /// Whether the list is numbered.
        ordered: bool,
        /// `- [x]` is `Some(true)`, `- [ ]` is `Some(false)`.
        task: Option<bool>,
        /// Its own words.
        text: Inline,
        /// Bytes in the file.
        span: Range<usize>,
    },
    /// A table; rows have as many cells as the header.
    Table {
        /// The header cells.
        header: Vec<Inline>,
        /// The body cells, row by row.
        rows: Vec<Vec<Inline>>,
        /// Bytes of each row in the file.
        row_spans: Vec<Range<usize>>,
        /// Bytes in the file.
        span: Range<usize>,
    },
    /// A code block, fenced or indented.
    Code {
        /// The first word of the info string, lower-cased; empty without one.
        language: String,
        /// The code.
        text: String,
        /// Bytes in the file.
        span: Range<usize>,
    },
}

/// The Markdown dialect: CommonMark as GitHub extends it, and `[[wikilinks]]`.
pub fn dialect() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
        | Options::ENABLE_WIKILINKS
}

/// The events of `body`, whose first byte is at `offset` in the file.
pub fn events(body: &str, offset: usize) -> Vec<Spanned<'_>> {
    events_of(body, offset, |bytes| bytes)
}

/// The events of what is left of a body; `whence` tells where in the body some bytes of it stand.
pub fn events_of(
    rest: &str,
    offset: usize,
    whence: impl Fn(Range<usize>) -> Range<usize>,
) -> Vec<Spanned<'_>> {
    let spanned = Parser::new_ext(rest, dialect()).into_offset_iter().map(|(event, bytes)| {
        let bytes = whence(bytes);
        (event, bytes.start + offset..bytes.end + offset)
    });
    spanned.collect()
}

/// The blocks of a body. Heading identifiers are in the order of the headings.
pub fn blocks(events: &[Spanned<'_>]) -> Vec<Block> {
    let mut builder = Builder::default();
    for (event, span) in events {
        builder.event(event, span);
    }
    builder.blocks
}

/// The anchor GitHub gives a heading: lower case, punctuation dropped, spaces to hyphens.
/// Repeated ones get `-1`, `-2`, … by `seen`.
pub fn anchor(text: &str, seen: &mut BTreeMap<String, usize>) -> String {
    let mut base: String = text
        .trim()
        .chars()
        .flat_map(char::to_lowercase)
        .filter_map(|c| match c {
            ' ' | '-' => Some('-'),
            '_' => Some('_'),
            c if c.is_alphanumeric() => Some(c),
            _ => None,
        })
        .collect();
    if base.is_empty() {
        base.push_str("section");
    }
    loop {
        let count = seen.entry(base.clone()).or_insert(0);
        *count += 1;
        if *count == 1 {
            return base;
        }
        let candidate = format!("{base}-{}", *count - 1);
        if !seen.contains_key(&candidate) {
            seen.insert(candidate.clone(), 1);
            return candidate;
        }
    }
}

#[derive(Default)]
struct Builder {
    blocks: Vec<Block>,
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
    fn event(&mut self, event: &Event<'_>, span: &Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, span),
            Event::End(tag) => self.end(*tag, span),
            Event::Text(text) => self.text(text),
            Event::Code(text) => self.text(text),
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
        match &mut self.code {
            Some((_, code, _)) => code.push_str(text),
            None => {
                self.inline.text.push_str(text);
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
            Tag::Link { dest_url, .. } => self.inline.links.push(dest_url.to_string()),
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

/// The language of a fence's info string: `rust,ignore` and `{.rust}` are both `rust`.
pub fn language_of(info: &str) -> String {
    info.split([' ', ',', '\t']).next().unwrap_or("").trim_matches(['{', '}', '.']).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Vec<Block> {
        blocks(&events(text, 0))
    }

    #[test]
    fn repeated_headings_get_githubs_numbered_anchors() {
        let ids: Vec<String> = parse("# What went well?\n# What went well?\n## :eye: A & b_c\n# 概要\n# !!!")
            .into_iter()
            .filter_map(|b| if let Block::Heading { id, .. } = b { Some(id) } else { None })
            .collect();
        assert_eq!(ids, ["what-went-well", "what-went-well-1", "eye-a--b_c", "概要", "section"]);
    }

    #[test]
    fn nested_items_are_flat_with_their_depth_and_task_state() {
        let found: Vec<(u8, Option<bool>, String)> = parse("- [x] one\n  - two\n\n    more\n- [ ] three")
            .into_iter()
            .filter_map(|b| match b {
                Block::Item { depth, task, text, .. } => Some((depth, task, text.text)),
                Block::Paragraph { text, in_item, .. } => Some((9, Some(in_item), text.text)),
                _ => None,
            })
            .collect();
        assert_eq!(
            found,
            [
                (0, Some(true), "one".into()),
                (1, None, "two".into()),
                (9, Some(true), "more".into()),
                (0, Some(false), "three".into())
            ]
        );
    }

    #[test]
    fn a_paragraph_keeps_its_lines_its_links_and_its_bold_lead() {
        let Some(Block::Paragraph { text, .. }) = parse("**Date:** 2026\n[t](u) end").into_iter().next()
        else {
            panic!("no paragraph")
        };
        assert_eq!(text.text, "Date: 2026\nt end");
        assert_eq!(text.lead.as_deref(), Some("Date:"));
        assert_eq!(text.links, ["u"]);
    }

    #[test]
    fn an_item_keeps_the_words_struck_out_at_its_start() {
        let struck: Vec<Option<String>> = parse("- [ ] ~~a b~~ c\n- a ~~b~~\n- **~~a~~**")
            .into_iter()
            .filter_map(|b| if let Block::Item { text, .. } = b { Some(text.struck) } else { None })
            .collect();
        assert_eq!(struck, [Some("a b".to_owned()), None, Some("a".to_owned())]);
    }
}
