//! Selects the events of a body that its page shows. Sections, timeline, follow-ups, summary and search are read from
//! these alone, so that nothing is summarised or indexed that a reader cannot see.

use super::raw::{self, CLOSE, OPEN};
use crate::incident::outline::Spanned;
use pulldown_cmark::{Event, Tag, TagEnd};
use std::collections::{BTreeMap, BTreeSet};

/// Removes what the page does not show: content that the allow list drops with its element (`<template>`, `<style>`),
/// text behind a comment that never ends, and footnotes that no visible text refers to.
pub fn visible(events: Vec<Spanned<'_>>) -> Vec<Spanned<'_>> {
    without_unused_footnotes(without_dropped_html(events))
}

/// The name of a footnote, in which case does not count.
pub fn footnote_key(label: &str) -> String {
    label.to_lowercase()
}

fn without_dropped_html(events: Vec<Spanned<'_>>) -> Vec<Spanned<'_>> {
    if !events.iter().any(|(event, _)| matches!(event, Event::Html(_) | Event::InlineHtml(_))) {
        return events;
    }
    let mut cleaning =
        Cleaning { shown: vec![true; events.len()], frames: vec![Frame::default()], html: None };
    let mut images = 0usize;
    for (at, (event, _)) in events.iter().enumerate() {
        match event {
            Event::Start(Tag::Image { .. }) => {
                cleaning.mark(at);
                images += 1;
            }
            Event::End(TagEnd::Image) => images = images.saturating_sub(1),
            _ if images > 0 => {}
            event => cleaning.event(at, event),
        }
    }
    while !cleaning.frames.is_empty() {
        cleaning.close();
    }
    let shown = cleaning.shown;
    if shown.iter().all(|shown| *shown) {
        return events;
    }
    // Whether each open element is shown; what is in one that is not is not either.
    let mut open: Vec<bool> = vec![];
    let mut kept = Vec::with_capacity(events.len());
    for (at, event) in events.into_iter().enumerate() {
        let inside = *open.last().unwrap_or(&true);
        let is_shown = match &event.0 {
            Event::Start(_) => {
                open.push(inside && shown[at]);
                inside && shown[at]
            }
            Event::End(_) => open.pop().unwrap_or(true),
            _ => inside && shown[at],
        };
        if is_shown {
            kept.push(event);
        }
    }
    kept
}

/// Cleans the raw HTML of each element with marks in the place of everything else; a mark that is lost was not shown.
struct Cleaning {
    shown: Vec<bool>,
    /// The open elements that may hold raw HTML, the innermost last.
    frames: Vec<Frame>,
    /// The HTML block at hand.
    html: Option<String>,
}

#[derive(Default)]
struct Frame {
    skeleton: String,
    marks: Vec<usize>,
    has_html: bool,
}

impl Cleaning {
    fn event(&mut self, at: usize, event: &Event<'_>) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => match &mut self.html {
                Some(block) => block.push_str(html),
                None => self.html(html),
            },
            Event::Start(Tag::HtmlBlock) => self.html = Some(String::new()),
            Event::End(TagEnd::HtmlBlock) => {
                if let Some(block) = self.html.take() {
                    self.html(&block);
                }
            }
            Event::Start(tag) => {
                self.mark(at);
                if holds_html(&tag.to_end()) {
                    self.frames.push(Frame::default());
                }
            }
            Event::End(tag) => {
                if holds_html(tag) {
                    self.close();
                }
            }
            _ => self.mark(at),
        }
    }

    fn mark(&mut self, at: usize) {
        if let Some(frame) = self.frames.last_mut() {
            frame.skeleton.push_str(&mark(at));
            frame.marks.push(at);
        }
    }

    fn html(&mut self, html: &str) {
        if let Some(frame) = self.frames.last_mut().filter(|_| !raw::is_silent(html)) {
            frame.skeleton.push_str(html);
            frame.has_html = true;
        }
    }

    fn close(&mut self) {
        let Some(frame) = self.frames.pop().filter(|frame| frame.has_html) else { return };
        let cleaned = raw::clean(&frame.skeleton, false).unwrap_or_default();
        let kept: BTreeSet<usize> = marks(&cleaned).collect();
        for at in frame.marks {
            self.shown[at] = kept.contains(&at);
        }
    }
}

/// Whether the renderer cleans the raw HTML of this element apart from that around it.
fn holds_html(tag: &TagEnd) -> bool {
    !matches!(tag, TagEnd::Table | TagEnd::TableHead | TagEnd::TableRow | TagEnd::CodeBlock)
}

fn mark(at: usize) -> String {
    format!("{OPEN}e{at}{CLOSE}")
}

fn marks(html: &str) -> impl Iterator<Item = usize> {
    let marks = html.split(OPEN).skip(1).filter_map(|rest| rest.split_once(CLOSE)?.0.strip_prefix('e'));
    marks.filter_map(|number| number.parse().ok())
}

fn without_unused_footnotes(events: Vec<Spanned<'_>>) -> Vec<Spanned<'_>> {
    if !events.iter().any(|(event, _)| matches!(event, Event::Start(Tag::FootnoteDefinition(_)))) {
        return events;
    }
    let Footnotes { definitions, references, inside } = Footnotes::read(&events);
    let mut used: BTreeSet<usize> = BTreeSet::new();
    let mut asked: Vec<Option<usize>> = vec![None];
    while let Some(from) = asked.pop() {
        for label in references.get(&from).into_iter().flatten() {
            if let Some(definition) = definitions.get(label).filter(|at| used.insert(**at)) {
                asked.push(Some(*definition));
            }
        }
    }
    let is_used = |within: &Option<usize>| within.is_none_or(|at| used.contains(&at));
    events.into_iter().zip(inside).filter(|(_, within)| is_used(within)).map(|(event, _)| event).collect()
}

/// The footnotes of a body. A definition is named by the position of its first event.
#[derive(Default)]
struct Footnotes {
    /// The first definition of each label: the page shows no other.
    definitions: BTreeMap<String, usize>,
    /// The labels referred to from each definition, and from the rest of the body.
    references: BTreeMap<Option<usize>, Vec<String>>,
    /// The innermost definition that each event is part of.
    inside: Vec<Option<usize>>,
}

impl Footnotes {
    fn read(events: &[Spanned<'_>]) -> Footnotes {
        let mut notes = Footnotes::default();
        let mut open: Vec<usize> = vec![];
        let mut images = 0usize;
        for (at, (event, _)) in events.iter().enumerate() {
            match event {
                Event::Start(Tag::FootnoteDefinition(label)) => {
                    notes.definitions.entry(footnote_key(label)).or_insert(at);
                    open.push(at);
                }
                Event::Start(Tag::Image { .. }) => images += 1,
                Event::End(TagEnd::Image) => images = images.saturating_sub(1),
                // An alternative text has no footnotes.
                Event::FootnoteReference(label) if images == 0 => {
                    notes.references.entry(open.last().copied()).or_default().push(footnote_key(label));
                }
                _ => {}
            }
            notes.inside.push(open.last().copied());
            if matches!(event, Event::End(TagEnd::FootnoteDefinition)) {
                open.pop();
            }
        }
        notes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::outline;

    fn text(body: &str) -> String {
        let events = visible(outline::events(body, 0));
        let words = events.iter().filter_map(|(event, _)| match event {
            Event::Text(text) | Event::Code(text) => Some(text.trim().to_owned()),
            _ => None,
        });
        words.filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn footnotes_without_a_visible_reference_are_removed() {
        for (body, shown) in [
            ("a[^1]\n\n[^1]: b", "a b"),
            ("a\n\n[^1]: b", "a"),
            ("a[^1]\n\n[^1]: b[^2]\n\n[^2]: c", "a b c"),
            ("a\n\n[^1]: b[^2]\n\n[^2]: c[^1]", "a"),
            ("a[^N]\n\n[^n]: b", "a b"),
            ("a[^1]\n\n[^1]: b\n\n[^1]: c", "a b"),
            ("# a[^1]\n\n[^1]: b", "a b"),
            ("- a[^1]\n\n  [^1]: b\n\n  [^2]: c\n", "a b"),
            ("[a[^1]](x)\n\n> [^1]: b\n\n> [^2]: c", "[ a ] (x) b"),
            ("a <template>[^1]</template>\n\n[^1]: b", "a"),
        ] {
            assert_eq!(text(body), shown, "{body:?}");
        }
    }

    #[test]
    fn content_dropped_with_its_element_is_removed() {
        for (body, shown) in [
            ("a <b>b</b> c", "a b c"),
            ("a <template>b</template> c", "a c"),
            ("a <style>b</style>c <script>d</script>", "a c"),
            ("a <title>`b`</title>\n\nc", "a c"),
            ("<template>\n\n## b\n\n- c\n\n</template>\n\nd", "d"),
            ("<details hidden>\n\nb\n\n</details>\n\nc", "b c"),
            ("<noscript>\n\n| a |\n|---|\n| b |\n\n</noscript>\n\nc", "c"),
            ("<p><!-- a\n\nb\n\n- c", ""),
            ("- a\n\n  <p><!-- b\n\n  c\n- d", "a d"),
            ("<div title=\"a\n\nb\n\nc", ""),
            ("<!-- a -->\n\nb <!-- c --> d", "b d"),
            ("<object>\n\n![a](b.png)\n\n</object>\n\nc", "c"),
        ] {
            assert_eq!(text(body), shown, "{body:?}");
        }
    }
}
