//! What a part of a log uses although it stands elsewhere: footnotes and the definitions of links.

use super::destinations::{Definition, folded};
use super::moved::{Log, holds};
use pulldown_cmark::{Event, Tag};
use std::collections::BTreeMap;
use std::ops::Range;

impl Log<'_> {
    /// The span and those of the footnotes it uses, and they use, that stand elsewhere.
    pub(super) fn with_footnotes(&self, span: &Range<usize>) -> Vec<Range<usize>> {
        let mut defined: BTreeMap<String, Range<usize>> = BTreeMap::new();
        let mut regions = vec![span.clone()];
        for (event, at) in &self.events {
            if let Event::Start(Tag::FootnoteDefinition(label)) = event {
                let name = folded(label);
                // A part that has its own is read with that.
                if holds(span, at) || !defined.contains_key(&name) {
                    defined.insert(name, at.clone());
                }
            }
        }
        let mut next = 0;
        while let Some(region) = regions.get(next).cloned() {
            for (event, at) in self.events.iter().filter(|(_, at)| holds(&region, at)) {
                if let Event::FootnoteReference(label) = event
                    && let Some(definition) = defined.get(&folded(label))
                    && !regions.iter().any(|region| holds(region, definition))
                    && !holds(definition, at)
                {
                    regions.push(definition.clone());
                }
            }
            next += 1;
        }
        regions
    }

    /// The definitions that the links of the regions use and that stand outside of them, in order.
    pub(super) fn brought(&self, regions: &[Range<usize>], own: &[Definition]) -> Vec<&Definition> {
        let inside = |span: &Range<usize>| regions.iter().any(|region| holds(region, span));
        let used = |label: &str| {
            self.links.iter().any(|link| link.label.as_deref() == Some(label) && inside(&link.span))
        };
        let is_own = |label: &str| own.iter().any(|own| own.label == label);
        let definitions = self.definitions.iter();
        definitions.filter(|d| !inside(&d.span) && !is_own(&d.label) && used(&d.label)).collect()
    }
}
