//! Links and pictures, and the holes they leave where another file is meant: marks in the text until the end, then places.

use super::Writer;
use crate::diagnostic::{Code, MAX_ALIKE, nearest};
use crate::incident::body::percent_decode;
use crate::incident::body::raw::{CLOSE, OPEN};
use crate::incident::body::url::{self, Address};
use crate::incident::body::{Hole, HoleKind, image_tag, text};
use crate::incident::problem::Problem;
use crate::invisible::readable;
use pulldown_cmark::LinkType;
use std::ops::Range;

/// What an open link must close with.
pub(super) enum Open {
    Anchor,
    Nothing,
    Wiki { target: String, span: Range<usize>, outer: String },
}

impl Writer<'_> {
    pub(super) fn start_link(&mut self, kind: LinkType, target: &str, title: &str, span: &Range<usize>) {
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
            Address::External | Address::Insecure => {
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
                let hint = "link to https:, http:, mailto:, tel: or a file of the archive";
                self.problems.push(Problem::new(Code::RefusedUrl, span.clone(), message).hint(hint));
                self.links.push(Open::Nothing);
                return self.open("", true);
            }
        }
        if !title.is_empty() {
            tag.push_str(" title=\"");
            text::attribute(&mut tag, &readable(title));
            tag.push('"');
        }
        tag.push('>');
        self.links.push(Open::Anchor);
        self.open(&tag, true);
    }

    pub(super) fn fragment(&mut self, tag: &mut String, target: &str, span: &Range<usize>) {
        let wanted = percent_decode(&target[1..]);
        let known =
            |id: &str| self.anchors.contains(id) || self.raw_anchors.iter().any(|anchor| anchor == id);
        let id = [wanted.clone(), wanted.to_lowercase()].into_iter().find(|id| id.is_empty() || known(id));
        match id {
            Some(id) => {
                tag.push_str(" href=\"#");
                text::href(tag, &id);
                tag.push('"');
            }
            None => {
                let message = format!("no heading has the anchor `#{wanted}`");
                // A report lists no more of them, and each suggestion compares all headings.
                let listed = self.problems.len() < MAX_ALIKE;
                let near = || nearest(&wanted, self.headings.iter().map(|heading| heading.1));
                let hint = listed.then(near).flatten().map(|near| format!("did you mean `#{near}`?"));
                self.problems
                    .push(Problem { hint, ..Problem::new(Code::BrokenFragment, span.clone(), message) });
                tag.push_str(" class=\"broken\"");
            }
        }
    }

    pub(super) fn end_link(&mut self) {
        self.pending_links = !self.links.iter().rev().skip(1).any(|open| !matches!(open, Open::Nothing));
        match self.links.pop() {
            Some(Open::Anchor) => self.close("</a>"),
            Some(Open::Wiki { target, span, outer }) => {
                self.close_frame();
                let label = std::mem::replace(&mut self.out, outer);
                // `[[#Below]]` and `[[note#Below]]` read as Obsidian shows them.
                let label = match label == target {
                    true => label.trim_start_matches('#').replace('#', " &gt; "),
                    false => label,
                };
                let mark = self.hole(HoleKind::WikiLink { label }, &target, &span);
                self.out.push_str(&mark);
            }
            Some(Open::Nothing) if self.image.is_none() && !self.skipping => self.close(""),
            _ => {}
        }
    }

    pub(super) fn end_image(&mut self) {
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
            text::attribute(&mut out, &readable(value));
            out
        };
        let (alt, title) = (escaped(alt.trim()), escaped(&title));
        match url::image(&target) {
            Address::External => {
                let mut src = String::new();
                text::href(&mut src, &url::image_source(&target));
                self.out.push_str(&image_tag(&src, &alt, &title));
            }
            Address::Relative => {
                let by_name = self.by_name;
                let mark = self.hole(HoleKind::Image { by_name, alt, title }, &target, &span);
                self.out.push_str(&mark);
            }
            Address::Insecure => {
                self.problems.push(insecure_image(&target, Some(span)));
                let mut href = String::new();
                text::href(&mut href, &target);
                let words = if alt.is_empty() { &href } else { &alt };
                match self.links.iter().any(|open| !matches!(open, Open::Nothing)) {
                    true => self.out.push_str(words),
                    false => self.out.push_str(&format!("<a href=\"{href}\">{words}</a>")),
                }
            }
            Address::Fragment | Address::Refused => {
                let message = format!("the image address `{target}` is not one that a page may show");
                let hint = "show a picture at https: or a file of the archive";
                self.problems.push(Problem::new(Code::RefusedUrl, span, message).hint(hint));
                self.out.push_str(&alt);
            }
        }
    }

    pub(super) fn hole(&mut self, kind: HoleKind, target: &str, span: &Range<usize>) -> String {
        let index = self.holes.len();
        self.holes.push(Hole { at: 0, kind, target: target.to_owned(), span: span.clone() });
        format!("{OPEN}h{index}{CLOSE}")
    }

    /// Turns marks into positions. Raw HTML carried its targets in the marks themselves.
    pub(super) fn settle_holes(&mut self) -> (String, Vec<Hole>) {
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

/// The problem of an image that the policy of every page blocks.
pub(super) fn insecure_image(address: &str, span: Option<Range<usize>>) -> Problem {
    let message =
        format!("the image `{address}` is not loaded over HTTPS, so pages show a link in its place");
    let hint = Some("keep the image beside the postmortem, or write its `https:` address".to_owned());
    Problem { code: Code::InsecureImage, span, message, hint }
}

fn unescape(text: &str) -> String {
    text.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}
