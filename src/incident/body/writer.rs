//! Events to HTML. Every element is balanced by construction; raw HTML is cleaned in the innermost
//! element that holds it, so it cannot close what hindsite opened.

use super::raw::{self, CLOSE, OPEN};
use super::url::{self, Address};
use super::{Body, Heading, Hole, HoleKind, text};
use crate::diagnostic::{Code, nearest};
use crate::incident::highlight;
use crate::incident::outline::{Spanned, language_of};
use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, Event, LinkType, Tag, TagEnd};
use std::collections::BTreeMap;
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
    /// Code, place in the file, message, hint.
    pub problems: Vec<(Code, Range<usize>, String, Option<String>)>,
}

/// Renders a body. `headings` are its headings in order: original level, anchor, text. The first
/// one is left out when `title_is_first_heading`, since the page shows it as its title.
pub fn render(
    events: &[Spanned<'_>],
    headings: &[(u8, &str, &str)],
    title_is_first_heading: bool,
) -> Rendering {
    let mut writer = Writer::new(events, headings, title_is_first_heading);
    for (event, span) in events {
        if !writer.event(event, span) {
            break;
        }
    }
    writer.finish()
}

struct Writer<'a> {
    out: String,
    /// Saved buffers, one an open element, only in documents that have raw HTML.
    frames: Vec<Frame>,
    has_raw: bool,
    headings: &'a [(u8, &'a str, &'a str)],
    levels: Vec<u8>,
    next_heading: usize,
    skip_heading: bool,
    skipping: bool,
    holes: Vec<Hole>,
    problems: Vec<(Code, Range<usize>, String, Option<String>)>,
    depth: usize,
    pending: String,
    pending_links: bool,
    code: Option<(String, String)>,
    html: Option<String>,
    image: Option<(String, String, String, Range<usize>, usize)>,
    links: Vec<Open>,
    alignments: Vec<Alignment>,
    cell: usize,
    /// Where the content of a cell begins that has no class.
    plain_cell: Option<usize>,
    in_head: bool,
    notes: Notes,
}

struct Frame {
    outer: String,
    parts: Vec<Part>,
    inline: bool,
}

enum Part {
    Done(String),
    Raw(String),
}

/// What an open link must close with.
enum Open {
    Anchor,
    Nothing,
    Wiki { target: String, span: Range<usize>, outer: String },
}

#[derive(Default)]
struct Notes {
    numbers: BTreeMap<String, (usize, usize)>,
    bodies: BTreeMap<String, String>,
    current: Vec<(String, String)>,
}

/// Whether a cell is a date or a time, perhaps with its zone, and nothing else.
fn is_stamp(cell: &str) -> bool {
    let figures = cell.bytes().filter(u8::is_ascii_digit).count();
    let letters = cell.bytes().filter(u8::is_ascii_alphabetic).count();
    let signs = |b: &u8| matches!(b, b' ' | b'-' | b':' | b'.' | b'/' | b'+' | b'~');
    (4..=30).contains(&cell.len())
        && figures >= 3
        && letters <= 5
        && cell.starts_with(|c: char| c.is_ascii_digit())
        && cell.contains(['-', ':'])
        && cell.bytes().all(|b| b.is_ascii_alphanumeric() || signs(&b))
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
            image: None,
            links: vec![],
            alignments: vec![],
            cell: 0,
            plain_cell: None,
            in_head: false,
            notes: Notes::default(),
        }
        .with_outermost_frame()
    }

    fn with_outermost_frame(mut self) -> Self {
        if self.has_raw {
            self.frames.push(Frame { outer: String::new(), parts: vec![], inline: false });
        }
        self
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
                    self.problems.push((Code::TooDeep, span.clone(), message, None));
                    return false;
                }
                self.start(tag, span);
            }
            Event::End(tag) => {
                self.depth = self.depth.saturating_sub(1);
                self.end(tag);
            }
            Event::Code(code) | Event::InlineMath(code) | Event::DisplayMath(code) => self.code_span(code),
            Event::Html(html) | Event::InlineHtml(html) => self.raw_html(html),
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
            self.problems.push((Code::PageTooLarge, span.clone(), message, None));
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
            text::write(&mut self.out, &self.pending, self.pending_links);
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
            text::escape(&mut self.out, code);
            self.out.push_str("</code>");
        }
    }

    fn raw_html(&mut self, html: &str) {
        if let Some(block) = &mut self.html {
            block.push_str(html);
        } else if self.image.is_none() && !self.skipping && !raw::is_silent(html) {
            self.push_raw(html.to_owned());
        }
    }

    fn push_raw(&mut self, html: String) {
        let done = std::mem::take(&mut self.out);
        if let Some(frame) = self.frames.last_mut() {
            frame.parts.push(Part::Done(done));
            frame.parts.push(Part::Raw(html));
        }
    }

    fn start(&mut self, tag: &Tag<'_>, span: &Range<usize>) {
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
                self.notes.current.push((label.to_string(), outer));
                self.open("", false);
            }
            Tag::Table(alignments) => {
                self.alignments.clone_from(alignments);
                self.out.push_str("<div class=\"table\" tabindex=\"0\"><table>\n");
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
            Tag::Image { dest_url, title, .. } => match &mut self.image {
                Some((_, _, _, _, depth)) => *depth += 1,
                None => {
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
            TagEnd::BlockQuote(kind) => {
                self.close(if kind.is_some() { "</div>\n" } else { "</blockquote>\n" })
            }
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
            TagEnd::Image => self.end_image(),
            _ => self.close(""),
        }
    }

    /// Opens an element that may hold raw HTML.
    fn open(&mut self, tag: &str, inline: bool) {
        self.out.push_str(tag);
        if self.has_raw {
            let outer = std::mem::take(&mut self.out);
            self.frames.push(Frame { outer, parts: vec![], inline });
        }
    }

    fn close(&mut self, tag: &str) {
        self.close_frame();
        self.out.push_str(tag);
    }

    fn close_frame(&mut self) {
        if !self.has_raw {
            return;
        }
        let Some(Frame { outer, parts, inline }) = self.frames.pop() else { return };
        let inner = std::mem::replace(&mut self.out, outer);
        match parts.is_empty() {
            true => self.out.push_str(&inner),
            false => {
                let cleaned = self.join(parts, inner, inline);
                self.out.push_str(&cleaned);
            }
        }
    }

    /// Cleans an element's raw parts together, so that a tag opened in one is closed in another.
    fn join(&mut self, mut parts: Vec<Part>, last: String, inline: bool) -> String {
        parts.push(Part::Done(last));
        let mut skeleton = String::new();
        let mut done: Vec<String> = vec![];
        for part in parts {
            match part {
                Part::Raw(html) => skeleton.push_str(&html),
                Part::Done(html) if html.is_empty() => {}
                Part::Done(html) => {
                    skeleton.push_str(&format!("{OPEN}n{}{CLOSE}", done.len()));
                    done.push(html);
                }
            }
        }
        let cleaned = match raw::clean(&skeleton, inline) {
            Ok(cleaned) => cleaned,
            Err((code, message)) => {
                self.problems.push((code, 0..0, message, None));
                return String::new();
            }
        };
        replace_marks(&cleaned, 'n', |index, out| {
            if let Some(html) = index.parse::<usize>().ok().and_then(|n| done.get(n)) {
                out.push_str(html);
            }
        })
    }

    fn start_heading(&mut self) {
        let at = self.next_heading;
        self.next_heading += 1;
        if self.skip_heading && at == 0 {
            self.skipping = true;
            return;
        }
        let level = self.levels.get(at - usize::from(self.skip_heading)).copied().unwrap_or(2);
        let id = self.headings.get(at).map_or("", |heading| heading.1);
        let mut tag = format!("<h{level} id=\"");
        text::attribute(&mut tag, id);
        tag.push_str("\">");
        self.open(&tag, true);
    }

    fn end_heading(&mut self) {
        if std::mem::take(&mut self.skipping) {
            return;
        }
        let at = self.next_heading - 1;
        let level = self.levels.get(at - usize::from(self.skip_heading)).copied().unwrap_or(2);
        let id = self.headings.get(at).map_or("", |heading| heading.1);
        let mut anchor = String::from(" <a class=\"anchor\" href=\"#");
        text::href(&mut anchor, id);
        anchor.push_str("\" aria-label=\"Link to this section\">#</a>");
        anchor.push_str(&format!("</h{level}>\n"));
        self.close(&anchor);
    }

    fn start_quote(&mut self, kind: Option<BlockQuoteKind>) {
        let (class, title) = match kind {
            None => return self.open("<blockquote>\n", false),
            Some(BlockQuoteKind::Note) => ("note", "Note"),
            Some(BlockQuoteKind::Tip) => ("tip", "Tip"),
            Some(BlockQuoteKind::Important) => ("important", "Important"),
            Some(BlockQuoteKind::Warning) => ("warning", "Warning"),
            Some(BlockQuoteKind::Caution) => ("caution", "Caution"),
        };
        let tag = format!(
            "<div class=\"alert alert-{class}\" role=\"note\">\n<p class=\"alert-title\">{title}</p>\n"
        );
        self.open(&tag, false);
    }

    fn end_code(&mut self) {
        let Some((language, code)) = self.code.take() else { return };
        let class: String =
            language.chars().filter(|c| c.is_ascii_alphanumeric() || "-_+#".contains(*c)).take(30).collect();
        if class == "mermaid" {
            self.out.push_str("<pre class=\"mermaid\" tabindex=\"0\">");
            text::escape(&mut self.out, &code);
            self.out.push_str("</pre>\n");
            return;
        }
        self.out.push_str("<pre tabindex=\"0\"><code");
        if !class.is_empty() {
            self.out.push_str(" class=\"language-");
            text::attribute(&mut self.out, &class);
            self.out.push('"');
        }
        self.out.push('>');
        match highlight::html(&class, &code) {
            Some(html) => self.out.push_str(&html),
            None => text::escape(&mut self.out, &code),
        }
        self.out.push_str("</code></pre>\n");
    }

    fn start_cell(&mut self) {
        let class = match self.alignments.get(self.cell) {
            Some(Alignment::Right) => " class=\"right\"",
            Some(Alignment::Center) => " class=\"center\"",
            _ => "",
        };
        self.cell += 1;
        let tag = if self.in_head { format!("<th scope=\"col\"{class}>") } else { format!("<td{class}>") };
        self.open(&tag, true);
        self.plain_cell = (!self.in_head && class.is_empty()).then_some(self.out.len());
    }

    /// A cell that is a time stays on one line: hyphens would break it.
    fn end_cell(&mut self) {
        // Elements of raw HTML are put together elsewhere, so that places in them do not hold.
        let plain = self.plain_cell.take().filter(|_| !self.has_raw);
        if let Some(at) = plain.filter(|at| is_stamp(&self.out[*at..])) {
            self.out.insert_str(at - 1, " class=\"stamp\"");
        }
        self.close(if self.in_head { "</th>" } else { "</td>" });
    }

    fn start_link(&mut self, kind: LinkType, target: &str, title: &str, span: &Range<usize>) {
        if self.image.is_some() || self.skipping {
            return self.links.push(Open::Nothing);
        }
        self.pending_links = false;
        if let LinkType::WikiLink { .. } = kind {
            let outer = std::mem::take(&mut self.out);
            self.links.push(Open::Wiki { target: target.to_owned(), span: span.clone(), outer });
            return self.open("", true);
        }
        let mut tag = String::from("<a");
        let address = if kind == LinkType::Email { Address::External } else { url::link(target) };
        match address {
            Address::External => {
                tag.push_str(" href=\"");
                if kind == LinkType::Email && !target.starts_with("mailto:") {
                    tag.push_str("mailto:");
                }
                text::href(&mut tag, target);
                tag.push('"');
            }
            Address::Fragment => self.fragment(&mut tag, target, span),
            Address::Relative => tag.push_str(&self.hole(HoleKind::Link, target, span)),
            Address::Refused => {
                let message = format!("the address `{target}` is not one that a page may link to");
                let hint = "link to https:, http:, mailto:, tel: or a file of the archive".to_owned();
                self.problems.push((Code::RefusedUrl, span.clone(), message, Some(hint)));
                self.links.push(Open::Nothing);
                return self.open("", true);
            }
        }
        if !title.is_empty() {
            tag.push_str(" title=\"");
            text::attribute(&mut tag, title);
            tag.push('"');
        }
        tag.push('>');
        self.links.push(Open::Anchor);
        self.open(&tag, true);
    }

    fn fragment(&mut self, tag: &mut String, target: &str, span: &Range<usize>) {
        let wanted = percent_decode(&target[1..]);
        let known = |id: &str| self.headings.iter().any(|heading| heading.1 == id);
        let id = [wanted.clone(), wanted.to_lowercase()].into_iter().find(|id| id.is_empty() || known(id));
        match id {
            Some(id) => {
                tag.push_str(" href=\"#");
                text::href(tag, &id);
                tag.push('"');
            }
            None => {
                let message = format!("no heading has the anchor `#{wanted}`");
                let hint = nearest(&wanted, self.headings.iter().map(|heading| heading.1));
                let hint = hint.map(|near| format!("did you mean `#{near}`?"));
                self.problems.push((Code::BrokenFragment, span.clone(), message, hint));
                tag.push_str(" class=\"broken\"");
            }
        }
    }

    fn end_link(&mut self) {
        self.pending_links = !self.links.iter().rev().skip(1).any(|open| !matches!(open, Open::Nothing));
        match self.links.pop() {
            Some(Open::Anchor) => self.close("</a>"),
            Some(Open::Wiki { target, span, outer }) => {
                self.close_frame();
                let label = std::mem::replace(&mut self.out, outer);
                let mark = self.hole(HoleKind::WikiLink { label }, &target, &span);
                self.out.push_str(&mark);
            }
            Some(Open::Nothing) if self.image.is_none() && !self.skipping => self.close(""),
            _ => {}
        }
    }

    fn end_image(&mut self) {
        let nested = match &mut self.image {
            Some((_, _, _, _, depth)) if *depth > 0 => {
                *depth -= 1;
                true
            }
            _ => false,
        };
        if nested {
            return;
        }
        let Some((target, title, alt, span, _)) = self.image.take() else { return };
        if self.skipping {
            return;
        }
        let escaped = |value: &str| {
            let mut out = String::new();
            text::attribute(&mut out, value);
            out
        };
        let (alt, title) = (escaped(alt.trim()), escaped(&title));
        match url::image(&target) {
            Address::External => {
                let mut src = String::new();
                text::href(&mut src, &target);
                self.out.push_str(&super::image_tag(&src, &alt, &title));
            }
            Address::Relative => {
                let mark = self.hole(HoleKind::Image { alt, title }, &target, &span);
                self.out.push_str(&mark);
            }
            Address::Fragment | Address::Refused => {
                let message = format!("the image address `{target}` is not one that a page may show");
                self.problems.push((Code::RefusedUrl, span, message, None));
                self.out.push_str(&alt);
            }
        }
    }

    fn hole(&mut self, kind: HoleKind, target: &str, span: &Range<usize>) -> String {
        let index = self.holes.len();
        self.holes.push(Hole { at: 0, kind, target: target.to_owned(), span: span.clone() });
        format!("{OPEN}h{index}{CLOSE}")
    }

    fn footnote_reference(&mut self, label: &str) {
        if self.skipping || self.image.is_some() {
            return;
        }
        let next = self.notes.numbers.len() + 1;
        let (number, count) = self.notes.numbers.entry(label.to_owned()).or_insert((next, 0));
        *count += 1;
        let id = if *count == 1 { format!("hs-ref-{number}") } else { format!("hs-ref-{number}-{count}") };
        self.out.push_str(&format!(
            "<sup class=\"footnote-ref\" id=\"{id}\"><a href=\"#hs-note-{number}\" aria-label=\"Footnote {number}\">{number}</a></sup>"
        ));
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
        let title_anchor = self.headings[..skipped].first().map(|heading| heading.1.to_owned());
        Rendering { body: Body { html: html.into(), holes, headings, title_anchor }, problems: self.problems }
    }

    fn write_footnotes(&mut self) {
        let mut notes: Vec<(usize, &String)> =
            self.notes.numbers.iter().map(|(label, (number, _))| (*number, label)).collect();
        notes.sort_unstable();
        if notes.is_empty() {
            return;
        }
        self.out.push_str("<section class=\"footnotes\" aria-label=\"Footnotes\"><ol>\n");
        for (number, label) in notes {
            let body = self.notes.bodies.get(label).map_or("", |body| body.trim_end());
            let back = format!(" <a href=\"#hs-ref-{number}\" aria-label=\"Back to the text\">↩</a>");
            let item = match body.strip_suffix("</p>") {
                Some(body) => format!("{body}{back}</p>"),
                None => format!("{body}{back}"),
            };
            self.out.push_str(&format!("<li id=\"hs-note-{number}\">{item}</li>\n"));
        }
        self.out.push_str("</ol></section>\n");
    }

    /// Turns marks into positions. Raw HTML carried its targets in the marks themselves.
    fn settle_holes(&mut self) -> (String, Vec<Hole>) {
        if !self.out.contains(OPEN) {
            return (std::mem::take(&mut self.out), vec![]);
        }
        let mut html = String::with_capacity(self.out.len());
        let mut holes = vec![];
        let mut rest = self.out.as_str();
        while let Some(open) = rest.find(OPEN) {
            html.push_str(&rest[..open]);
            let inner = &rest[open + OPEN.len_utf8()..];
            let Some(close) = inner.find(CLOSE) else { break };
            let mark = &inner[..close];
            let raw = |kind| Hole { at: 0, kind, target: unescape(&mark[1..]), span: 0..0 };
            let hole = match mark.as_bytes().first() {
                Some(b'h') => mark[1..].parse::<usize>().ok().and_then(|n| self.holes.get(n).cloned()),
                Some(b'a') => Some(raw(HoleKind::RawLink)),
                Some(b'i') => Some(raw(HoleKind::RawImage)),
                _ => None,
            };
            holes.extend(hole.map(|hole| Hole { at: html.len(), ..hole }));
            rest = &inner[close + CLOSE.len_utf8()..];
        }
        html.push_str(rest);
        (html, holes)
    }
}

/// Levels for a page whose title is the only `h1`: nested like the document, without gaps.
fn nested_levels(headings: &[(u8, &str, &str)]) -> Vec<u8> {
    let mut open: Vec<u8> = vec![];
    headings
        .iter()
        .map(|(level, _, _)| {
            while open.last().is_some_and(|last| last >= level) {
                open.pop();
            }
            open.push(*level);
            (open.len() as u8 + 1).min(6)
        })
        .collect()
}

fn heading_text(text: &str) -> String {
    let mut html = String::new();
    // Shortcodes become emoji here as in the heading itself; the rest stays plain text.
    let mut rest = text;
    while let Some(open) = rest.find(':') {
        let after = &rest[open + 1..];
        let found =
            after.find(':').and_then(|close| Some((close, emojis::get_by_shortcode(&after[..close])?)));
        match found {
            Some((close, emoji)) => {
                html.push_str(&rest[..open]);
                html.push_str(emoji.as_str());
                rest = &after[close + 1..];
            }
            None => {
                html.push_str(&rest[..=open]);
                rest = after;
            }
        }
    }
    html.push_str(rest);
    html.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn replace_marks(html: &str, kind: char, mut put: impl FnMut(&str, &mut String)) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(open) = rest.find(OPEN) {
        let inner = &rest[open + OPEN.len_utf8()..];
        let Some(close) = inner.find(CLOSE) else { break };
        out.push_str(&rest[..open]);
        match inner[..close].strip_prefix(kind) {
            Some(mark) => put(mark, &mut out),
            None => out.push_str(&rest[open..open + OPEN.len_utf8() + close + CLOSE.len_utf8()]),
        }
        rest = &inner[close + CLOSE.len_utf8()..];
    }
    out.push_str(rest);
    out
}

fn unescape(text: &str) -> String {
    text.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// `%20` to a space; what is not valid stays as it is.
pub fn percent_decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let hex = (first == b'%').then(|| tail.get(..2)).flatten();
        let value = hex
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match value {
            Some(value) => {
                bytes.push(value);
                rest = &tail[2..];
            }
            None => {
                bytes.push(first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}
