//! Footnotes: numbered as they are referred to, and listed at the end.

use super::Writer;
use crate::incident::body::visible::footnote_key;
use std::collections::BTreeMap;

#[derive(Default)]
pub(super) struct Notes {
    pub(super) numbers: BTreeMap<String, (usize, usize)>,
    pub(super) bodies: BTreeMap<String, String>,
    pub(super) current: Vec<(String, String)>,
}

impl Writer<'_> {
    pub(super) fn footnote_reference(&mut self, label: &str) {
        if self.image.is_some() {
            return;
        }
        let next = self.notes.numbers.len() + 1;
        let (number, count) = self.notes.numbers.entry(footnote_key(label)).or_insert((next, 0));
        if self.skipping {
            // The page shows the title as plain text, and its footnote with the others.
            return;
        }
        *count += 1;
        let id = if *count == 1 { format!("hs-ref-{number}") } else { format!("hs-ref-{number}-{count}") };
        self.out.push_str(&format!(
            "<sup class=\"footnote-ref\" id=\"{id}\"><a href=\"#hs-note-{number}\" aria-label=\"Footnote {number}\">{number}</a></sup>"
        ));
    }

    pub(super) fn write_footnotes(&mut self) {
        let mut notes: Vec<(usize, usize, &String)> =
            self.notes.numbers.iter().map(|(label, (number, count))| (*number, *count, label)).collect();
        notes.sort_unstable();
        if notes.is_empty() {
            return;
        }
        self.out.push_str("<section class=\"footnotes\" aria-label=\"Footnotes\"><ol>\n");
        for (number, count, label) in notes {
            let body = self.notes.bodies.get(label).map_or("", |body| body.trim_end());
            let back = match count {
                0 => String::new(),
                _ => format!(" <a href=\"#hs-ref-{number}\" aria-label=\"Back to the text\">↩</a>"),
            };
            let item = match body.strip_suffix("</p>") {
                Some(body) => format!("{body}{back}</p>"),
                None => format!("{body}{back}"),
            };
            self.out.push_str(&format!("<li id=\"hs-note-{number}\">{item}</li>\n"));
        }
        self.out.push_str("</ol></section>\n");
    }
}
