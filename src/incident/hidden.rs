//! Finds the invisible characters of a document, each with its place, before they are dropped or marked.

use super::body::code_depth;
use super::outline::Spanned;
use super::problem::Problem;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::invisible::{self, code_point, dropped, in_code};
use pulldown_cmark::{Event, Tag, TagEnd};
use std::ops::Range;
use std::sync::Arc;

/// Finds the invisible characters in the words and the code of a body; `text` is the whole file.
pub(super) fn in_body(text: &str, events: &[Spanned<'_>]) -> Vec<Problem> {
    let mut finder =
        Finder { text, problems: vec![], run: String::new(), pieces: vec![], in_code: false, raw_code: 0 };
    for (event, span) in events {
        finder.event(event, span);
    }
    finder.flush();
    finder.problems
}

/// The problem of a key or a value of the front matter.
pub(super) fn in_front_matter(c: char, span: Range<usize>) -> Problem {
    problem(c, 1, span, "the front matter", "it does not count")
}

/// The problem of raw HTML, if it held any.
pub(super) fn in_html(found: &[char], span: Option<Range<usize>>) -> Option<Problem> {
    let problem = problem(*found.first()?, found.len(), 0..0, "HTML", "pages leave it out or show a mark");
    Some(Problem { span, ..problem })
}

/// The problem of a file name that reads differently than it is.
pub(super) fn in_path(path: &Arc<str>) -> Option<Diagnostic> {
    let (_, c) = *in_code(path).first()?;
    let message = format!("the name of the file has {}", described(c));
    Some(
        Diagnostic::new(Code::InvisibleCharacter, Place::file(path.clone()), message).hint("rename the file"),
    )
}

struct Finder<'t> {
    text: &'t str,
    problems: Vec<Problem>,
    /// The words at hand: the parser cuts them at every character that might have been markup.
    run: String,
    /// Where a part of the run begins, and the bytes of the file it came from.
    pieces: Vec<(usize, Range<usize>)>,
    in_code: bool,
    /// How many raw `<code>` elements and the like are open.
    raw_code: usize,
}

impl Finder<'_> {
    fn event(&mut self, event: &Event<'_>, span: &Range<usize>) {
        match event {
            Event::Text(words) => {
                self.pieces.push((self.run.len(), span.clone()));
                self.run.push_str(words);
            }
            Event::Code(code) | Event::InlineMath(code) | Event::DisplayMath(code) => {
                self.flush();
                self.pieces.push((0, span.clone()));
                self.run.push_str(code);
                self.in_code = true;
                self.flush();
                self.in_code = false;
            }
            Event::Start(Tag::CodeBlock(_)) => {
                self.flush();
                self.in_code = true;
            }
            Event::End(TagEnd::CodeBlock) => {
                self.flush();
                self.in_code = false;
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                self.flush();
                self.raw_code = code_depth(self.raw_code, html);
            }
            Event::Start(Tag::Paragraph | Tag::Heading { .. } | Tag::Item | Tag::TableCell) => {
                self.flush();
                self.raw_code = 0;
            }
            _ => self.flush(),
        }
    }

    fn flush(&mut self) {
        let run = std::mem::take(&mut self.run);
        let pieces = std::mem::take(&mut self.pieces);
        let is_code = self.in_code || self.raw_code > 0;
        let found = if is_code { in_code(&run) } else { dropped(&run) };
        let Some(&(at, c)) = found.first() else { return };
        let piece =
            pieces.partition_point(|(start, _)| *start <= at).checked_sub(1).and_then(|at| pieces.get(at));
        let Some((_, span)) = piece else { return };
        // An entity such as `&#x202E;` has other bytes than the character.
        let span = match self.text.get(span.clone()).and_then(|written| written.find(c)) {
            Some(offset) => span.start + offset..span.start + offset + c.len_utf8(),
            None => span.clone(),
        };
        self.problems.push(match is_code {
            true => problem(c, found.len(), span, "code", "pages show a mark in its place"),
            false => problem(c, found.len(), span, "the text", "pages leave it out"),
        });
    }
}

fn problem(c: char, count: usize, span: Range<usize>, place: &str, effect: &str) -> Problem {
    let more = match count {
        0 | 1 => String::new(),
        count => format!(" and {} more of the kind", count - 1),
    };
    let message = format!("{}{more} in {place}; {effect}", described(c));
    let hint = "remove it; where a script needs it, put it between letters of that script";
    Problem::new(Code::InvisibleCharacter, span, message).hint(hint)
}

fn described(c: char) -> String {
    let name = invisible::name(c).unwrap_or("an invisible character");
    format!("`{}` ({name})", code_point(c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::outline;

    fn found(text: &str) -> Vec<(Range<usize>, String)> {
        let problems = in_body(text, &outline::events(text, 0));
        problems.into_iter().map(|problem| (problem.span.unwrap(), problem.message)).collect()
    }

    #[test]
    fn invisible_characters_are_found_where_they_are() {
        for (text, span, words) in [
            ("# A\u{202e}b", 3..6, "`U+202E` (right-to-left override) in the text"),
            ("a `rm\u{2066}x` b", 5..8, "`U+2066` (left-to-right isolate) in code"),
            ("```sh\nrm\u{200b} -r\n```", 8..11, "`U+200B` (zero-width space) in code"),
            ("```\nשלום\u{200f}\n```", 12..15, "`U+200F` (right-to-left mark) in code"),
            ("a *b* &#x202D;c", 6..14, "`U+202D` (left-to-right override) in the text"),
            ("- a\u{e0041}\u{e0042}", 3..7, "`U+E0041` (tag character) and 1 more of the kind in the text"),
        ] {
            let problems = found(text);
            assert_eq!(problems.len(), 1, "{text:?}: {problems:?}");
            assert_eq!(problems[0].0, span, "{text:?}");
            assert!(problems[0].1.starts_with(words), "{problems:?}");
        }
    }

    #[test]
    fn characters_that_a_script_needs_are_no_problem() {
        for text in
            ["שלום\u{200f}!", "می&zwnj;خواهم", "`👩\u{200d}🚒 ❤\u{fe0f}`", "# מערכת \u{2066}API\u{2069} נפלה"]
        {
            assert_eq!(found(text), [], "{text:?}");
        }
    }
}
