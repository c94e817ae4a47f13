//! Elements that may hold raw HTML: what stands in one is kept in parts until it closes, and cleaned together.

use super::Writer;
use super::links::{Open, insecure_image};
use crate::incident::body::raw::{self, CLOSE, OPEN, Surroundings};
use crate::incident::hidden;
use crate::incident::problem::Problem;

pub(super) struct Frame {
    outer: String,
    parts: Vec<Part>,
    inline: bool,
}

enum Part {
    Done(String),
    Raw(String),
}

impl Writer<'_> {
    pub(super) fn with_outermost_frame(mut self) -> Self {
        if self.has_raw {
            self.frames.push(Frame { outer: String::new(), parts: vec![], inline: false });
        }
        self
    }

    /// Opens an element that may hold raw HTML.
    pub(super) fn open(&mut self, tag: &str, inline: bool) {
        self.out.push_str(tag);
        if self.has_raw {
            let outer = std::mem::take(&mut self.out);
            self.frames.push(Frame { outer, parts: vec![], inline });
        }
    }

    pub(super) fn close(&mut self, tag: &str) {
        self.close_frame();
        self.out.push_str(tag);
    }

    pub(super) fn close_frame(&mut self) {
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
        let place = match self.links.iter().any(|open| !matches!(open, Open::Nothing)) {
            true => Surroundings::Link,
            false => Surroundings::Text,
        };
        let cleaned = match raw::clean(&skeleton, inline) {
            Ok(cleaned) => {
                let done = raw::finish(&cleaned, place);
                let span = &self.raw_span;
                self.problems.extend(done.insecure.iter().map(|src| insecure_image(src, span.clone())));
                self.problems.extend(hidden::in_html(&done.invisible, span.clone()));
                done.html
            }
            Err((code, message)) => {
                self.problems.push(Problem { code, span: None, message, hint: None });
                return String::new();
            }
        };
        replace_marks(&cleaned, |index, out| {
            if let Some(html) = index.parse::<usize>().ok().and_then(|n| done.get(n)) {
                out.push_str(html);
            }
        })
    }

    pub(super) fn raw_html(&mut self, html: &str) {
        if let Some(block) = &mut self.html {
            block.push_str(html);
        } else if self.image.is_none() && !self.skipping && !raw::is_silent(html) {
            self.push_raw(html.to_owned());
        }
    }

    pub(super) fn push_raw(&mut self, html: String) {
        let done = std::mem::take(&mut self.out);
        if let Some(frame) = self.frames.last_mut() {
            frame.parts.push(Part::Done(done));
            frame.parts.push(Part::Raw(html));
        }
    }
}

/// Puts what was written in the place of its marks: `n` and its number, between [`OPEN`] and [`CLOSE`].
fn replace_marks(html: &str, mut put: impl FnMut(&str, &mut String)) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(open) = rest.find(OPEN) {
        let inner = &rest[open + OPEN.len_utf8()..];
        let Some(close) = inner.find(CLOSE) else { break };
        out.push_str(&rest[..open]);
        match inner[..close].strip_prefix('n') {
            Some(mark) => put(mark, &mut out),
            None => out.push_str(&rest[open..open + OPEN.len_utf8() + close + CLOSE.len_utf8()]),
        }
        rest = &inner[close + CLOSE.len_utf8()..];
    }
    out.push_str(rest);
    out
}
