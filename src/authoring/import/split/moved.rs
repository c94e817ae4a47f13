//! The text of a part in its new place, one folder further down: its links lead where they did, the definitions it
//! uses come along, and what only colleagues may read stays between its markers.

use super::destinations::{self, Definition, Link};
use super::{Heading, Part, leads};
use crate::authoring::edit::{self, Refusal};
use crate::incident::outline::{self, Spanned};
use crate::incident::redaction::Redaction;
use crate::source::Source;
use pulldown_cmark::{Event, Tag};
use std::collections::BTreeMap;
use std::ops::Range;

/// A log and what of it matters to every part.
pub(super) struct Log<'l> {
    pub(super) text: &'l str,
    pub(super) events: Vec<Spanned<'l>>,
    pub(super) links: Vec<Link>,
    pub(super) definitions: Vec<Definition>,
    pub(super) internal: Vec<Range<usize>>,
    /// Whether the last of these is never closed.
    pub(super) is_left_open: bool,
    pub(super) headings: &'l [Heading<'l>],
    pub(super) parts: &'l [Part<'l>],
    pub(super) name: String,
}

impl<'l> Log<'l> {
    /// A log whose body begins at `body`. `readable` is its text as it is read.
    pub fn new(
        source: &'l Source,
        readable: &'l str,
        body: usize,
        headings: &'l [Heading<'l>],
        parts: &'l [Part<'l>],
    ) -> Log<'l> {
        let events = outline::events(&readable[body..], body);
        let redaction = Redaction::find(&readable[body..]);
        Log {
            text: &source.text,
            links: destinations::links(readable, &events),
            definitions: destinations::definitions(readable, body..readable.len()),
            events,
            is_left_open: redaction.is_left_open(),
            internal: redaction.parts.into_iter().map(|s| s.start + body..s.end + body).collect(),
            headings,
            parts,
            name: leads::encoded(leads::file_name(&source.path)),
        }
    }

    /// The body of a part.
    ///
    /// # Errors
    /// A link would lead elsewhere.
    pub fn text_of(&self, part: usize) -> Result<String, Refusal> {
        let span = &self.parts[part].span;
        let own = destinations::definitions(self.text, span.clone());
        let regions = self.with_footnotes(span);
        let end = edit::line_end(self.text);
        let blank = format!("{end}{end}");
        let mut out = self.enclosed(span, self.rewritten(part, span, &own), &blank, end);
        let moved = |span: &Range<usize>| {
            let text = self.rewritten(part, span, &[]);
            self.enclosed(span, text.trim_end().to_owned(), end, "")
        };
        let definitions = self.brought(&regions, &own);
        let lines =
            definitions.iter().map(|definition| moved(&definition.span)).collect::<Vec<_>>().join(end);
        let added = std::iter::once(lines).chain(regions[1..].iter().map(moved));
        let added: Vec<String> = added.filter(|text| !text.is_empty()).collect();
        if !added.is_empty() {
            out = format!("{}{blank}{}{end}", out.trim_end(), added.join(&blank));
        }
        self.verified(part, &regions, &own, out)
    }

    /// A stretch of the log as it is written in the file of a part.
    fn rewritten(&self, part: usize, span: &Range<usize>, own: &[Definition]) -> String {
        let of_links = self.links.iter().filter_map(|link| Some((link.at.clone()?, link.to.clone())));
        let definitions = self.definitions.iter().chain(own);
        let of_definitions = definitions.filter_map(|d| Some((d.at.clone()?, d.to.clone())));
        let html = self
            .events
            .iter()
            .filter(|(event, _)| matches!(event, Event::InlineHtml(_) | Event::Start(Tag::HtmlBlock)));
        let of_html = html.flat_map(|(_, at)| {
            let inside = destinations::in_html(&self.text[at.clone()]).into_iter();
            inside.map(|value| value.start + at.start..value.end + at.start)
        });
        let of_html = of_html.map(|at| (at.clone(), self.text[at].to_owned()));
        let places: BTreeMap<usize, (Range<usize>, String)> = of_links
            .chain(of_definitions)
            .chain(of_html)
            .filter(|(at, _)| holds(span, at))
            .map(|(at, to)| (at.start, (at, to)))
            .collect();
        let mut out = String::new();
        let mut done = span.start;
        for (at, to) in places.into_values() {
            let written = &self.text[at.clone()];
            out.push_str(&self.text[done..at.start]);
            out.push_str(&self.moved(part, &to, written).unwrap_or_else(|| written.to_owned()));
            done = at.end;
        }
        out.push_str(&self.text[done..span.end]);
        out
    }

    /// The body, if what was made of it leads where it did.
    fn verified(
        &self,
        part: usize,
        regions: &[Range<usize>],
        own: &[Definition],
        body: String,
    ) -> Result<String, Refusal> {
        let wanted = regions.iter().flat_map(|region| self.links.iter().filter(|l| holds(region, &l.span)));
        let wanted = wanted.map(|link| {
            let definition = own.iter().find(|own| link.label.as_ref() == Some(&own.label));
            let to = definition.map_or(&link.to, |own| &own.to);
            let stays = link.at.is_none() && link.label.is_none();
            self.moved(part, to, to).filter(|_| !stays).unwrap_or_else(|| to.clone())
        });
        let readable = crate::incident::readable(&body);
        let found = destinations::links(&readable, &outline::events(&readable, 0));
        match wanted.eq(found.into_iter().map(|link| link.to)) {
            true => Ok(body),
            false => Err(Refusal(format!(
                "the links under `{}` have a shape that hindsite does not move; move it by hand",
                self.parts[part].title
            ))),
        }
    }
}

pub(super) fn holds(outer: &Range<usize>, inner: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}
