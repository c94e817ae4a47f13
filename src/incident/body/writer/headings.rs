//! Headings: their levels below the title of the page, their anchors, and their text for the contents.

use super::Writer;
use crate::incident::body::text;
use crate::incident::wording::{one_line, with_emoji};

impl Writer<'_> {
    pub(super) fn start_heading(&mut self) {
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
        // The link behind the words is no part of the heading's name.
        for name in ["\" aria-labelledby=\"hs-name-", "\"><span id=\"hs-name-"] {
            tag.push_str(name);
            text::attribute(&mut tag, id);
        }
        tag.push_str("\">");
        self.open(&tag, true);
    }

    pub(super) fn end_heading(&mut self) {
        if std::mem::take(&mut self.skipping) {
            return;
        }
        let at = self.next_heading - 1;
        let level = self.levels.get(at - usize::from(self.skip_heading)).copied().unwrap_or(2);
        let id = self.headings.get(at).map_or("", |heading| heading.1);
        let mut anchor = String::from("</span> <a class=\"anchor\" href=\"#");
        text::href(&mut anchor, id);
        anchor.push_str("\" aria-label=\"Link to this section\">#</a>");
        anchor.push_str(&format!("</h{level}>\n"));
        self.close(&anchor);
    }
}

/// Levels for a page whose title is the only `h1`: nested like the document, without gaps.
pub(super) fn nested_levels(headings: &[(u8, &str, &str)]) -> Vec<u8> {
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

/// Shortcodes become emoji here as in the heading itself; the rest stays plain text.
pub(super) fn heading_text(text: &str) -> String {
    one_line(&with_emoji(text))
}
