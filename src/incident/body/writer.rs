//! Events to HTML. Every element is balanced by construction; raw HTML is cleaned in the innermost
//! element that holds it, so it cannot close what hindsite opened.

mod cells;
mod frames;
mod headings;
mod links;
mod notes;
mod quotes;

use super::raw;
use super::visible::footnote_key;
use super::{Body, Heading, Hole, text};
use crate::diagnostic::Code;
use crate::incident::highlight;
use crate::incident::outline::{Spanned, language_of};
use crate::incident::problem::Problem;
use crate::invisible;
use frames::Frame;
use headings::{heading_text, nested_levels};
use links::Open;
use notes::Notes;
use pulldown_cmark::{Alignment, CodeBlockKind, Event, LinkType, Tag, TagEnd};
use quotes::Callout;
use std::collections::BTreeSet;
use std::ops::Range;

/// Deepest nesting of lists, quotations and emphasis.
const MAX_DEPTH: usize = 100;
/// Largest body in bytes of HTML.
const MAX_BYTES: usize = 16 * 1024 * 1024;

/// A rendered body and what was wrong on the way.
#[derive(Debug, Default)]
pub struct Rendering {
    /// The body.
    pub body: Body,
    /// What was wrong.
    pub problems: Vec<Problem>,
}

/// Renders a body. `headings` are its headings in order: original level, anchor, text. The first
/// one is left out when `title_is_first_heading`, since the page shows it as its title.
pub fn render(
    events: &[Spanned<'_>],
    headings: &[(u8, &str, &str)],
    title_is_first_heading: bool,
) -> Rendering {
    let mut writer = Writer::new(events, headings, title_is_first_heading);
    let mut rest = events;
    while let Some(((event, span), after)) = rest.split_first() {
        rest = after;
        let callout = match event {
            Event::Start(Tag::BlockQuote(None)) => Callout::parse(after),
            _ => None,
        };
        let Some((callout, taken, goes_on)) = callout else {
            if !writer.event(event, span) {
                break;
            }
            continue;
        };
        writer.callout = Some(callout);
        let paragraph = after.first().filter(|_| goes_on);
        if !(writer.event(event, span) && paragraph.is_none_or(|(event, span)| writer.event(event, span))) {
            break;
        }
        rest = &after[taken..];
    }
    writer.finish()
}

struct Writer<'a> {
    out: String,
    /// Saved buffers, one an open element, only in documents that have raw HTML.
    frames: Vec<Frame>,
    has_raw: bool,
    headings: &'a [(u8, &'a str, &'a str)],
    anchors: BTreeSet<&'a str>,
    levels: Vec<u8>,
    next_heading: usize,
    skip_heading: bool,
    skipping: bool,
    holes: Vec<Hole>,
    problems: Vec<Problem>,
    depth: usize,
    pending: String,
    pending_links: bool,
    code: Option<(String, String)>,
    html: Option<String>,
    /// Bytes of the last raw HTML that may hold an image of another host or an invisible character.
    raw_span: Option<Range<usize>>,
    /// How many raw `<code>` elements and the like are open.
    raw_code: usize,
    image: Option<(String, String, String, Range<usize>, usize)>,
    links: Vec<Open>,
    alignments: Vec<Alignment>,
    cell: usize,
    /// Where the content of a cell begins that has no class.
    plain_cell: Option<usize>,
    in_head: bool,
    notes: Notes,
    /// The callout that the next quotation is.
    callout: Option<Callout>,
    /// The tags that close the open quotations.
    quotes: Vec<&'static str>,
    /// How many embedded notes are open.
    embeds: usize,
    /// Whether the image at hand is a file's name: `![[name.png]]`.
    by_name: bool,
    /// The anchors that raw HTML sets.
    raw_anchors: Vec<String>,
}

impl<'a> Writer<'a> {
    fn new(events: &[Spanned<'_>], headings: &'a [(u8, &'a str, &'a str)], skip_heading: bool) -> Self {
        let has_raw = events.iter().any(|(event, _)| match event {
            Event::Html(_) => true,
            Event::InlineHtml(html) => !raw::is_silent(html),
            _ => false,
        });
        let levels = nested_levels(&headings[usize::from(skip_heading).min(headings.len())..]);
        Writer {
            out: String::new(),
            frames: vec![],
            has_raw,
            headings,
            anchors: headings.iter().map(|heading| heading.1).collect(),
            levels,
            next_heading: 0,
            skip_heading,
            skipping: false,
            holes: vec![],
            problems: vec![],
            depth: 0,
            pending: String::new(),
            pending_links: true,
            code: None,
            html: None,
            raw_span: None,
            raw_code: 0,
            image: None,
            links: vec![],
            alignments: vec![],
            cell: 0,
            plain_cell: None,
            in_head: false,
            notes: Notes::default(),
            callout: None,
            quotes: vec![],
            embeds: 0,
            by_name: false,
            raw_anchors: if has_raw { raw_anchors(events) } else { vec![] },
        }
        .with_outermost_frame()
    }

    /// Handles one event; `false` ends the rendering of a document past its limits.
    fn event(&mut self, event: &Event<'_>, span: &Range<usize>) -> bool {
        if let Event::Text(words) = event {
            self.words(words);
            return true;
        }
        self.flush_words();
        match event {
            Event::Start(tag) => {
                self.depth += 1;
                if self.depth > MAX_DEPTH {
                    let message = format!("nested deeper than {MAX_DEPTH} levels");
                    self.problems.push(
                        Problem::new(Code::TooDeep, span.clone(), message)
                            .hint("take some of the lists or quotations out of the others"),
                    );
                    return false;
                }
                self.start(tag, span);
            }
            Event::End(tag) => {
                self.depth = self.depth.saturating_sub(1);
                self.end(tag);
            }
            Event::Code(code) | Event::InlineMath(code) | Event::DisplayMath(code) => self.code_span(code),
            Event::Html(html) | Event::InlineHtml(html) => {
                if html.contains("//") || html.contains('&') || !html.is_ascii() {
                    self.raw_span = Some(span.clone());
                }
                self.raw_code = raw::code_depth(self.raw_code, html);
                self.raw_html(html);
            }
            Event::SoftBreak => self.line_break("\n"),
            Event::HardBreak => self.line_break("<br>\n"),
            Event::Rule => self.out.push_str("<hr>\n"),
            Event::TaskListMarker(done) => self.out.push_str(match done {
                true => "<input type=\"checkbox\" disabled checked aria-label=\"Done\"> ",
                false => "<input type=\"checkbox\" disabled aria-label=\"Open\"> ",
            }),
            Event::FootnoteReference(label) => self.footnote_reference(label),
            Event::Text(_) => {}
        }
        if self.out.len() > MAX_BYTES {
            let message = format!("the page would be larger than {} MiB", MAX_BYTES / 1024 / 1024);
            self.problems.push(
                Problem::new(Code::PageTooLarge, span.clone(), message)
                    .hint("keep logs and dumps beside the postmortem and link to them"),
            );
            return false;
        }
        true
    }

    /// The parser cuts text at every character that might have been markup; it is joined again.
    fn words(&mut self, words: &str) {
        if self.skipping {
            return;
        }
        if let Some((_, code)) = &mut self.code {
            code.push_str(words);
        } else if let Some((_, _, alt, _, _)) = &mut self.image {
            alt.push_str(words);
        } else {
            self.pending.push_str(words);
        }
    }

    fn flush_words(&mut self) {
        if !self.pending.is_empty() {
            match self.raw_code {
                0 => text::write(&mut self.out, &self.pending, self.pending_links),
                _ => text::code(&mut self.out, &self.pending),
            }
            self.pending.clear();
        }
    }

    fn line_break(&mut self, html: &str) {
        match &mut self.image {
            Some((_, _, alt, _, _)) => alt.push(' '),
            None if self.skipping => {}
            None => self.out.push_str(html),
        }
    }

    fn code_span(&mut self, code: &str) {
        if let Some((_, _, alt, _, _)) = &mut self.image {
            alt.push_str(code);
        } else if !self.skipping {
            self.out.push_str("<code>");
            text::code(&mut self.out, code);
            self.out.push_str("</code>");
        }
    }

    fn start(&mut self, tag: &Tag<'_>, span: &Range<usize>) {
        if matches!(tag, Tag::Paragraph | Tag::Heading { .. } | Tag::Item | Tag::TableCell) {
            // An element that is not closed ends with the block it is in.
            self.raw_code = 0;
        }
        match tag {
            Tag::Paragraph => self.open("<p>", true),
            Tag::Heading { .. } => self.start_heading(),
            Tag::BlockQuote(kind) => self.start_quote(*kind),
            Tag::CodeBlock(kind) => {
                let info = match kind {
                    CodeBlockKind::Fenced(info) => language_of(info),
                    CodeBlockKind::Indented => String::new(),
                };
                self.code = Some((info, String::new()));
            }
            Tag::HtmlBlock => self.html = Some(String::new()),
            Tag::List(None) => self.open("<ul>\n", false),
            Tag::List(Some(1)) => self.open("<ol>\n", false),
            Tag::List(Some(first)) => {
                let first = (*first).min(999_999_999);
                self.open(&format!("<ol start=\"{first}\">\n"), false);
            }
            Tag::Item => self.open("<li>", false),
            Tag::FootnoteDefinition(label) => {
                let outer = std::mem::take(&mut self.out);
                self.notes.current.push((footnote_key(label), outer));
                self.open("", false);
            }
            Tag::Table(alignments) => {
                self.alignments.clone_from(alignments);
                self.out.push_str(
                    "<div class=\"table\" role=\"group\" aria-label=\"Table\" tabindex=\"0\"><table>\n",
                );
            }
            Tag::TableHead => {
                self.in_head = true;
                self.cell = 0;
                self.out.push_str("<thead><tr>");
            }
            Tag::TableRow => {
                self.cell = 0;
                self.out.push_str("<tr>");
            }
            Tag::TableCell => self.start_cell(),
            Tag::Emphasis => self.open("<em>", true),
            Tag::Strong => self.open("<strong>", true),
            Tag::Strikethrough => self.open("<del>", true),
            Tag::Link { link_type, dest_url, title, .. } => {
                self.start_link(*link_type, dest_url, title, span)
            }
            Tag::Image { link_type: LinkType::WikiLink { .. }, dest_url, .. }
                if self.image.is_none() && !is_image(dest_url) =>
            {
                // `![[note]]` shows a note in Obsidian; here it leads to it.
                self.start_link(LinkType::WikiLink { has_pothole: true }, dest_url, "", span);
                self.embeds += 1;
            }
            Tag::Image { link_type, dest_url, title, .. } => match &mut self.image {
                Some((_, _, _, _, depth)) => *depth += 1,
                None => {
                    self.by_name = matches!(link_type, LinkType::WikiLink { .. });
                    self.image =
                        Some((dest_url.to_string(), title.to_string(), String::new(), span.clone(), 0))
                }
            },
            _ => self.open("", true),
        }
    }

    fn end(&mut self, tag: &TagEnd) {
        match tag {
            TagEnd::Paragraph => self.close("</p>\n"),
            TagEnd::Heading(_) => self.end_heading(),
            TagEnd::BlockQuote(_) => self.end_quote(),
            TagEnd::CodeBlock => self.end_code(),
            TagEnd::HtmlBlock => {
                if let Some(html) = self.html.take().filter(|html| !raw::is_silent(html)) {
                    self.push_raw(html);
                }
            }
            TagEnd::List(false) => self.close("</ul>\n"),
            TagEnd::List(true) => self.close("</ol>\n"),
            TagEnd::Item => self.close("</li>\n"),
            TagEnd::FootnoteDefinition => {
                self.close("");
                if let Some((label, outer)) = self.notes.current.pop() {
                    let body = std::mem::replace(&mut self.out, outer);
                    self.notes.bodies.entry(label).or_insert(body);
                }
            }
            TagEnd::Table => self.out.push_str("</tbody></table></div>\n"),
            TagEnd::TableHead => {
                self.in_head = false;
                self.out.push_str("</tr></thead>\n<tbody>");
            }
            TagEnd::TableRow => self.out.push_str("</tr>\n"),
            TagEnd::TableCell => self.end_cell(),
            TagEnd::Emphasis => self.close("</em>"),
            TagEnd::Strong => self.close("</strong>"),
            TagEnd::Strikethrough => self.close("</del>"),
            TagEnd::Link => self.end_link(),
            TagEnd::Image if self.embeds > 0 && self.image.is_none() => {
                self.embeds -= 1;
                self.end_link();
            }
            TagEnd::Image => self.end_image(),
            _ => self.close(""),
        }
    }

    fn end_code(&mut self) {
        let Some((language, code)) = self.code.take() else { return };
        let class: String =
            language.chars().filter(|c| c.is_ascii_alphanumeric() || "-_+#".contains(*c)).take(30).collect();
        if class == "mermaid" {
            self.out.push_str("<pre class=\"mermaid\" role=\"group\" aria-label=\"Diagram\" tabindex=\"0\">");
            text::escape(&mut self.out, &invisible::readable(&code));
            self.out.push_str("</pre>\n");
            return;
        }
        self.out.push_str("<pre role=\"group\" aria-label=\"Code\" tabindex=\"0\"><code");
        if !class.is_empty() {
            self.out.push_str(" class=\"language-");
            text::attribute(&mut self.out, &class);
            self.out.push('"');
        }
        self.out.push('>');
        match highlight::html(&class, &code) {
            Some(html) => self.out.push_str(&html),
            None => text::code(&mut self.out, &code),
        }
        self.out.push_str("</code></pre>\n");
    }

    fn finish(mut self) -> Rendering {
        self.flush_words();
        while !self.frames.is_empty() {
            self.close_frame();
        }
        self.write_footnotes();
        let (html, holes) = self.settle_holes();
        let skipped = usize::from(self.skip_heading).min(self.headings.len());
        let headings = self.headings[skipped..]
            .iter()
            .zip(&self.levels)
            .map(|((_, id, text), level)| Heading {
                level: *level,
                text: heading_text(text),
                id: (*id).to_owned(),
            })
            .collect();
        let anchors = std::mem::take(&mut self.raw_anchors);
        let title_anchor = self.headings[..skipped].first().map(|heading| heading.1.to_owned());
        Rendering {
            body: Body { html: html.into(), holes, headings, anchors, title_anchor },
            problems: self.problems,
        }
    }
}

/// The anchors that the raw HTML of a document sets, sorted.
fn raw_anchors(events: &[Spanned<'_>]) -> Vec<String> {
    let html = events.iter().filter_map(|(event, _)| match event {
        Event::Html(html) | Event::InlineHtml(html) => Some(html),
        _ => None,
    });
    let found: BTreeSet<&str> = html.flat_map(|html| raw::anchors(html)).collect();
    found.into_iter().map(str::to_owned).collect()
}

/// Whether an embedded file is an image by its name.
fn is_image(target: &str) -> bool {
    let extension = target.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    ["png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "bmp"].contains(&extension.as_str())
}
