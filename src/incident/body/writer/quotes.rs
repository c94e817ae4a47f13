//! Quotations: plain ones, GitHub's alerts, and Obsidian's callouts.

use super::Writer;
use crate::incident::body::text;
use crate::incident::outline::Spanned;
use pulldown_cmark::{BlockQuoteKind, Event, Tag, TagEnd};

/// `> [!bug]- Stack`: the kind of a callout, its title, and whether it folds.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Callout {
    kind: String,
    title: String,
    /// Whether it can be folded, and then whether it is open.
    open: Option<bool>,
}

impl Callout {
    /// Parses the events of a quotation as a callout; returns it with the number of events of its first line, and
    /// whether the paragraph goes on behind that line.
    pub fn parse(events: &[Spanned<'_>]) -> Option<(Callout, usize, bool)> {
        let [(Event::Start(Tag::Paragraph), _), ..] = events else { return None };
        let mut line = String::new();
        let mut taken = 1;
        let ends = loop {
            match &events.get(taken)?.0 {
                Event::Text(words) => line.push_str(words),
                Event::SoftBreak | Event::HardBreak => break false,
                Event::End(TagEnd::Paragraph) => break true,
                _ => return None,
            }
            taken += 1;
        };
        let (kind, rest) = line.strip_prefix("[!")?.split_once(']')?;
        let named =
            (1..=30).contains(&kind.len()) && kind.bytes().all(|b| b.is_ascii_alphabetic() || b == b'-');
        if !named {
            return None;
        }
        let (open, title) = match rest.chars().next() {
            Some('-') => (Some(false), &rest[1..]),
            Some('+') => (Some(true), &rest[1..]),
            _ => (None, rest),
        };
        let title = match title.trim() {
            "" => kind[..1].to_ascii_uppercase() + &kind[1..].to_ascii_lowercase(),
            title => title.to_owned(),
        };
        let callout = Callout { kind: kind.to_ascii_lowercase(), title, open };
        Some((callout, taken + 1, !ends))
    }

    /// The alert of GitHub whose look it has.
    fn class(&self) -> &'static str {
        match self.kind.as_str() {
            "tip" | "hint" | "success" | "check" | "done" => "tip",
            "important" | "abstract" | "summary" | "tldr" => "important",
            "warning" | "attention" | "question" | "help" | "faq" => "warning",
            "caution" | "danger" | "error" | "bug" | "failure" | "fail" | "missing" => "caution",
            _ => "note",
        }
    }
}

impl Writer<'_> {
    pub(super) fn start_quote(&mut self, kind: Option<BlockQuoteKind>) {
        if let Some(callout) = self.callout.take() {
            return self.start_callout(&callout);
        }
        let (class, title) = match kind {
            None => {
                self.quotes.push("</blockquote>\n");
                return self.open("<blockquote>\n", false);
            }
            Some(BlockQuoteKind::Note) => ("note", "Note"),
            Some(BlockQuoteKind::Tip) => ("tip", "Tip"),
            Some(BlockQuoteKind::Important) => ("important", "Important"),
            Some(BlockQuoteKind::Warning) => ("warning", "Warning"),
            Some(BlockQuoteKind::Caution) => ("caution", "Caution"),
        };
        self.quotes.push("</div>\n");
        let tag = format!(
            "<div class=\"alert alert-{class}\" role=\"note\">\n<p class=\"alert-title\">{title}</p>\n"
        );
        self.open(&tag, false);
    }

    fn start_callout(&mut self, callout: &Callout) {
        let class = callout.class();
        let mut title = String::new();
        text::write(&mut title, &callout.title, false);
        let (tag, end) = match callout.open {
            None => (
                format!(
                    "<div class=\"alert alert-{class}\" role=\"note\">\n<p class=\"alert-title\">{title}</p>\n"
                ),
                "</div>\n",
            ),
            Some(open) => {
                let open = if open { " open" } else { "" };
                let head = format!("<details class=\"alert alert-{class}\"{open}>\n");
                (format!("{head}<summary class=\"alert-title\">{title}</summary>\n"), "</details>\n")
            }
        };
        self.quotes.push(end);
        self.open(&tag, false);
    }

    pub(super) fn end_quote(&mut self) {
        let end = self.quotes.pop().unwrap_or("</blockquote>\n");
        self.close(end);
    }
}
