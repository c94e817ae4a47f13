//! Finds what somebody meant as a redaction marker and hindsite does not read as one: misspelled, translated, in
//! other words, or in another syntax than an HTML comment.

use super::terms::{Term, classify};
use std::collections::BTreeSet;
use std::ops::Range;

/// The longest label that is compared, in bytes: a marker is a few words.
const LONGEST: usize = 160;

/// The longest label outside of comments.
const LONGEST_TAG: usize = 60;

/// Returns the bytes of every near miss outside of code, in order.
pub fn find(text: &str) -> Vec<Range<usize>> {
    let mut found = candidates(text);
    let has_closing = found.iter().any(|candidate| candidate.form == Form::Tag && candidate.is_closing);
    found.retain(|candidate| match candidate.form {
        Form::Comment => true,
        Form::Tag if candidate.term == Term::Hidden => has_closing,
        Form::Tag => has_closing || candidate.is_alone,
    });
    if found.is_empty() {
        return vec![];
    }
    let code = code_ranges(text);
    let in_code = |at: usize| {
        let next = code.partition_point(|range| range.start <= at);
        next > 0 && code[next - 1].contains(&at)
    };
    // Two readings of one place are one near miss.
    let mut starts = BTreeSet::new();
    found.sort_by_key(|candidate| (candidate.span.start, candidate.span.end));
    let spans = found.into_iter().map(|candidate| candidate.span);
    spans.filter(|span| !in_code(span.start) && starts.insert(span.end)).collect()
}

/// Returns the bytes of every near miss of a text that is not Markdown.
pub fn find_in_plain_text(text: &str) -> Vec<Range<usize>> {
    candidates(text).into_iter().filter(|found| found.form == Form::Comment).map(|found| found.span).collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// A comment, also one with a slip in its delimiters: any label that mentions a term counts.
    Comment,
    /// A tag of some other syntax: the label must be the term.
    Tag,
}

/// A construct whose label names a term.
#[derive(Debug)]
struct Candidate {
    span: Range<usize>,
    form: Form,
    term: Term,
    is_closing: bool,
    /// Whether nothing else is on its line.
    is_alone: bool,
}

/// A delimiter that can open a marker, and those that can end its label.
struct Syntax {
    open: &'static str,
    close: &'static [&'static str],
    form: Form,
}

const ANGLE: &[&str] = &[">", "＞", "&gt;", "&amp;gt;", "&#62;", "&#x3e;", "&#x3E;"];

/// The longest of several that begin alike comes first.
const SYNTAXES: &[Syntax] = &[
    Syntax { open: "<", close: ANGLE, form: Form::Tag },
    Syntax { open: "＜", close: ANGLE, form: Form::Tag },
    Syntax { open: "&lt;", close: ANGLE, form: Form::Tag },
    Syntax { open: "&#60;", close: ANGLE, form: Form::Tag },
    Syntax { open: "&#x3c;", close: ANGLE, form: Form::Tag },
    Syntax { open: "&#x3C;", close: ANGLE, form: Form::Tag },
    Syntax { open: "!--", close: ANGLE, form: Form::Comment },
    Syntax { open: "{/*", close: &["*/"], form: Form::Comment },
    Syntax { open: "{#", close: &["#}"], form: Form::Comment },
    Syntax { open: "{%", close: &["%}"], form: Form::Tag },
    Syntax { open: "{{", close: &["}}"], form: Form::Tag },
    Syntax { open: "{", close: &["}"], form: Form::Tag },
    Syntax { open: "%%", close: &["%%"], form: Form::Comment },
    Syntax { open: "[", close: &["]"], form: Form::Tag },
    Syntax { open: "［", close: &["］"], form: Form::Tag },
    Syntax { open: "【", close: &["】"], form: Form::Tag },
    Syntax { open: ":::", close: &["\n"], form: Form::Tag },
];

/// Everything in a text that names a term, exact markers aside.
fn candidates(text: &str) -> Vec<Candidate> {
    let exact: Vec<Range<usize>> = super::markers(text).map(|(at, _)| at).collect();
    let mut found = vec![];
    let mut at = 0;
    while let Some(next) = text[at..].find(['<', '＜', '&', '!', '{', '%', '[', '［', '【', ':']) {
        let start = at + next;
        let syntax = SYNTAXES.iter().find(|syntax| text[start..].starts_with(syntax.open));
        at = start
            + syntax.map_or_else(
                || text[start..].chars().next().map_or(1, char::len_utf8),
                |syntax| syntax.open.len(),
            );
        found.extend(syntax.and_then(|syntax| candidate(text, start, syntax)));
        found.extend(link_comment(text, start));
    }
    let overlaps = |span: &Range<usize>| {
        let next = exact.partition_point(|marker| marker.end <= span.start);
        exact.get(next).is_some_and(|marker| marker.start < span.end)
    };
    found.retain(|candidate| !overlaps(&candidate.span));
    found
}

fn candidate(text: &str, start: usize, syntax: &Syntax) -> Option<Candidate> {
    let after = start + syntax.open.len();
    // Without a bound, a line of delimiters alone would be searched to its end from each of them.
    let lead = after + text[after..floor(text, after + LONGEST_TAG + 4)].find(is_label)?;
    let signs = &text[after..lead];
    // A permission, which the lints read.
    if text[lead..].starts_with("hindsite: allow") {
        return None;
    }
    let is_comment = syntax.form == Form::Comment || signs.contains(is_comment_sign);
    // A line ends the label of anything but a comment that is written as one.
    let is_proper = syntax.open == "<" && signs.trim_start_matches('\\').starts_with("!--");
    if signs.len() > LONGEST_TAG || (signs.contains('\n') && !is_proper) {
        return None;
    }
    let longest = if is_comment { LONGEST } else { LONGEST_TAG };
    let rest = &text[lead..floor(text, lead + longest)];
    let line = rest.find('\n').map_or(rest, |end| &rest[..end]);
    let first =
        |closes: &[&str]| closes.iter().filter_map(|close| Some((line.find(close)?, close.len()))).min();
    let own = first(&["-->", "--!>"]).filter(|_| is_proper);
    let close = own.or_else(|| first(syntax.close));
    let (label, end) = match close {
        Some((at, length)) => (&line[..at], lead + at + length),
        None if is_proper || syntax.close == ["\n"] => (line, lead + line.len()),
        None => return None,
    };
    let reading = classify(label)?;
    let form = if is_comment { Form::Comment } else { Form::Tag };
    let is_closing = signs.contains(['/', '\\']) || label.trim_end().ends_with('/') || reading.closes;
    (is_comment || reading.is_whole).then(|| Candidate {
        is_alone: is_alone(text, &(start..end)),
        span: start..end,
        form,
        term: reading.term,
        is_closing,
    })
}

/// `[//]: # (internal)`: a link definition that nothing refers to.
fn link_comment(text: &str, start: usize) -> Option<Candidate> {
    let line =
        text[start..floor(text, start + LONGEST)].lines().next().filter(|line| line.starts_with('['))?;
    let (_, definition) = line.split_once("]:")?;
    let remark =
        definition.trim().trim_start_matches(['<', '>']).strip_prefix('#')?.trim_matches(['<', '>', ' ']);
    let label = remark.strip_prefix(['(', '"', '\''])?.trim_end_matches([')', '"', '\'']);
    let reading = classify(label)?;
    let span = start..start + line.len();
    Some(Candidate { span, form: Form::Comment, term: reading.term, is_closing: false, is_alone: true })
}

/// Whether a label can begin with the character.
fn is_label(c: char) -> bool {
    c.is_alphanumeric() || c == '&'
}

/// Signs that only a comment has between its opening and its words.
fn is_comment_sign(c: char) -> bool {
    matches!(c, '!' | '-' | '?' | '！' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '－')
}

fn is_alone(text: &str, span: &Range<usize>) -> bool {
    let is_space = |c: char| c != '\n' && c.is_whitespace();
    let before = text[..span.start].trim_end_matches(is_space);
    let after = text[span.end..].trim_start_matches(is_space);
    (before.is_empty() || before.ends_with('\n')) && (after.is_empty() || after.starts_with('\n'))
}

/// The last boundary of a character up to a byte.
fn floor(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at.min(text.len()))
}

/// The bytes of code blocks and code spans, in order.
fn code_ranges(text: &str) -> Vec<Range<usize>> {
    use pulldown_cmark::{Event, Tag};
    let events = crate::incident::outline::events(text, 0);
    let code = events
        .into_iter()
        .filter(|(event, _)| matches!(event, Event::Code(_) | Event::Start(Tag::CodeBlock(_))));
    code.map(|(_, range)| range).collect()
}
