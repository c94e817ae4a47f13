//! The running text of a body: what its author says in their own words. Code, links, quotations (`>` and in
//! quotation marks) and HTML are blanked out, and every byte knows its place in the file.

use crate::incident::outline::Spanned;
use crate::incident::sections::{self, HeadingNames, SectionKind};
use pulldown_cmark::{Event, Tag, TagEnd};
use std::ops::Range;

/// Stands for what is not the author's own words.
const HOLE: char = '\u{fffc}';

/// A paragraph, an item, a cell or a heading.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Passage {
    /// Its words.
    pub text: String,
    /// Whether it is a heading.
    pub heading: bool,
    /// What the section it stands in tells, or the one it opens.
    pub section: Option<SectionKind>,
    /// Where in `text` a stretch begins, and the bytes of the file it came from.
    pieces: Vec<(usize, Range<usize>)>,
}

impl Passage {
    /// The bytes of the file that a stretch of the text came from.
    pub fn place(&self, range: Range<usize>) -> Range<usize> {
        let at = |offset: usize| {
            let next = self.pieces.partition_point(|(start, _)| *start <= offset);
            let (start, span) = self.pieces.get(next.checked_sub(1)?)?;
            Some((span.start + offset - start).min(span.end))
        };
        let start = at(range.start).unwrap_or(0);
        start..at(range.end.saturating_sub(1)).map_or(start, |end| end + 1)
    }

    fn push(&mut self, text: &str, span: &Range<usize>) {
        self.pieces.push((self.text.len(), span.clone()));
        self.text.push_str(text);
    }
}

/// The passages of a body in reading order.
pub fn passages(events: &[Spanned<'_>], names: &HeadingNames) -> Vec<Passage> {
    let mut reader = Reader::new(names);
    for (event, span) in events {
        reader.event(event, span);
    }
    reader.flush();
    reader.passages
}

struct Reader<'a> {
    names: &'a HeadingNames,
    passages: Vec<Passage>,
    passage: Passage,
    /// The sections that are open, by the level of their heading.
    open: Vec<(u8, Option<SectionKind>)>,
    heading: Option<u8>,
    /// How deep in quotations, links and code.
    hidden: usize,
}

impl<'a> Reader<'a> {
    fn new(names: &'a HeadingNames) -> Self {
        let (passages, open) = (vec![], vec![]);
        Reader { names, passages, passage: Passage::default(), open, heading: None, hidden: 0 }
    }

    fn event(&mut self, event: &Event<'_>, span: &Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, span),
            Event::End(tag) => self.end(*tag),
            Event::Text(text) if self.hidden == 0 => self.passage.push(text, span),
            Event::Code(_) if self.hidden == 0 => self.passage.push(HOLE.encode_utf8(&mut [0; 4]), span),
            Event::SoftBreak | Event::HardBreak if self.hidden == 0 => self.passage.push(" ", span),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, span: &Range<usize>) {
        match tag {
            Tag::Heading { level, .. } => {
                self.flush();
                self.heading = Some(*level as u8);
            }
            Tag::Paragraph | Tag::Item | Tag::List(_) | Tag::TableCell => self.flush(),
            Tag::BlockQuote(_) | Tag::CodeBlock(_) | Tag::HtmlBlock => {
                self.flush();
                self.hidden += 1;
            }
            Tag::Link { .. } | Tag::Image { .. } => {
                if self.hidden == 0 {
                    self.passage.push(HOLE.encode_utf8(&mut [0; 4]), span);
                }
                self.hidden += 1;
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::BlockQuote(_) | TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::Link | TagEnd::Image => {
                self.hidden = self.hidden.saturating_sub(1)
            }
            TagEnd::Paragraph | TagEnd::Item | TagEnd::TableCell | TagEnd::Heading(_) => self.flush(),
            _ => {}
        }
    }

    fn flush(&mut self) {
        let mut passage = std::mem::take(&mut self.passage);
        if let Some(level) = self.heading.take() {
            self.open.retain(|(above, _)| *above < level);
            self.open.push((level, sections::kind_of(&passage.text, self.names)));
            passage.heading = true;
        }
        if passage.text.trim().is_empty() {
            return;
        }
        // A heading that says nothing of its own belongs to the section above it.
        passage.section = self.open.iter().rev().find_map(|(_, kind)| *kind);
        passage.text = unquoted(&passage.text);
        self.passages.push(passage);
    }
}

/// Returns the text with quoted words replaced by as many spaces as they have bytes.
fn unquoted(text: &str) -> String {
    const PAIRS: &[(char, char)] =
        &[('“', '”'), ('„', '“'), ('«', '»'), ('»', '«'), ('「', '」'), ('『', '』'), ('"', '"')];
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    // A closing mark that was not found once is never looked for again, or many opening marks would take quadratic time.
    let mut missing = [false; PAIRS.len()];
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        let quoted =
            PAIRS.iter().zip(&mut missing).filter(|((open, _), missing)| *open == c && !**missing).find_map(
                |((_, close), missing)| {
                    let end = after.find(*close);
                    *missing = end.is_none();
                    end
                },
            );
        out.push(c);
        rest = match quoted {
            Some(length) => {
                out.extend(std::iter::repeat_n(' ', length));
                let close = after[length..].chars().next().map_or(0, char::len_utf8);
                out.push_str(&after[length..length + close]);
                &after[length + close..]
            }
            None => after,
        };
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::outline;

    fn read(text: &str) -> Vec<Passage> {
        passages(&outline::events(text, 0), &HeadingNames::default())
    }

    #[test]
    fn quotations_code_and_links_are_not_the_authors_own_words() {
        let text = "a `b` \"c d\" [e](f) “g”\n> h\n\n    i\n\n- j「k」\n  - l\n\n| m |\n|---|\n| n |\n";
        let words: Vec<String> = read(text)
            .iter()
            .map(|passage| passage.text.split([' ', HOLE, '"', '“', '”', '「', '」']).collect())
            .collect();
        assert_eq!(words, ["a", "j", "l", "m", "n"]);
    }

    #[test]
    fn a_stretch_knows_its_bytes_in_the_file() {
        let text = "x `code` *we* forgot\nto look";
        let passage = &read(text)[0];
        let at = passage.text.find("forgot to").expect("the words");
        assert_eq!(&text[passage.place(at..at + 9)], "forgot\nto");
    }

    #[test]
    fn a_passage_knows_what_its_section_tells() {
        let passages = read("# Outage\n\na\n\n## What went wrong\n\n### Details\n\nb\n");
        let sections: Vec<_> = passages.iter().map(|passage| passage.section).collect();
        assert_eq!(
            sections,
            [
                None,
                None,
                Some(SectionKind::WentWrong),
                Some(SectionKind::WentWrong),
                Some(SectionKind::WentWrong)
            ]
        );
    }
}
