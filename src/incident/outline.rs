//! The body as a flat list of blocks with plain text: what the readers of sections, timelines and
//! actions work on. Not a syntax tree, and not what is shown: `body` renders the same events.

mod builder;

use builder::Builder;
use pulldown_cmark::{CowStr, Event, Options, Parser};
use std::collections::BTreeMap;
use std::ops::Range;

/// An event of the Markdown parser and the bytes of the file it came from.
pub type Spanned<'a> = (Event<'a>, Range<usize>);

/// Text without markup, and the links that were in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inline {
    /// Plain text; line breaks of the source are `\n`, code is kept without its backticks.
    pub text: String,
    /// Where the code is in `text`.
    pub code: Vec<Range<usize>>,
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
    let place = |bytes: Range<usize>| {
        let bytes = whence(bytes);
        bytes.start + offset..bytes.end + offset
    };
    match mask_bracketed_links(rest) {
        None => Parser::new_ext(rest, dialect())
            .into_offset_iter()
            .map(|(event, bytes)| (event, place(bytes)))
            .collect(),
        Some(masked) => Parser::new_ext(&masked, dialect())
            .into_offset_iter()
            .map(|(event, bytes)| (unmask(event.into_static()), place(bytes)))
            .collect(),
    }
}

/// Stand for the brackets of a link's text, `[1]` in `[[1]](url)`.
const MASKS: [(char, char); 2] = [('[', '\u{1}'), (']', '\u{2}')];

/// Returns the text with the inner brackets of `[[1]](url)` masked, if there are any: in CommonMark that is a link
/// with the text `[1]`, and not a wikilink. The masks are as long as the brackets, so spans stay right.
fn mask_bracketed_links(text: &str) -> Option<String> {
    if !text.contains("]](") || text.contains(MASKS.map(|(_, mask)| mask)) {
        return None;
    }
    let mut masked = text.as_bytes().to_vec();
    for (close, _) in text.match_indices("]](") {
        let open = text[..close].rfind(['[', ']', '\n']).filter(|open| text[..=*open].ends_with("[["));
        if let Some(open) = open {
            masked[open] = 1;
            masked[close] = 2;
        }
    }
    // ASCII was replaced by ASCII.
    String::from_utf8(masked).ok().filter(|masked| masked != text)
}

/// Restores the brackets in the text of an event.
fn unmask(event: Event<'static>) -> Event<'static> {
    let restore = |text: CowStr<'static>| match text.contains(MASKS.map(|(_, mask)| mask)) {
        true => MASKS
            .iter()
            .fold(text.to_string(), |text, (bracket, mask)| text.replace(*mask, &bracket.to_string()))
            .into(),
        false => text,
    };
    match event {
        Event::Text(text) => Event::Text(restore(text)),
        Event::Code(text) => Event::Code(restore(text)),
        Event::Html(text) => Event::Html(restore(text)),
        Event::InlineHtml(text) => Event::InlineHtml(restore(text)),
        other => other,
    }
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
    // Pages have identifiers of their own, all of which begin so.
    if base.starts_with("hs-") {
        base.insert_str(0, "section-");
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
    fn headings_leave_the_identifiers_of_pages_alone() {
        for (heading, anchor) in
            [("# hs-found", "section-hs-found"), ("# HS ref 1", "section-hs-ref-1"), ("# HSTS", "hsts")]
        {
            let Some(Block::Heading { id, .. }) = parse(heading).into_iter().next() else {
                panic!("no heading")
            };
            assert_eq!(id, anchor);
        }
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
    fn a_bracketed_number_before_an_address_is_a_link() {
        let links = |text: &str| match parse(text).into_iter().next() {
            Some(Block::Paragraph { text, .. }) => (text.text, text.links),
            _ => panic!("no paragraph"),
        };
        let (text, found) = links("pool[[1]](#references), see [[2]](https://example.org/x)");
        assert_eq!(text, "pool[1], see [2]");
        assert_eq!(found, ["#references", "https://example.org/x"]);
        assert_eq!(links("see [[other]] and [[a|b]] (c)").1, ["other", "a"]);
        // One does not make the wikilinks of the document text.
        assert_eq!(links("[[1]](u), [[other]] and `[[2]](v)`").1, ["u", "other"]);
        assert_eq!(links("[[1]](u), [[other]] and `[[2]](v)`").0, "[1], other and [[2]](v)");
        assert_eq!(links("[a\\]](u) and [[other]]").1, ["u", "other"]);
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
