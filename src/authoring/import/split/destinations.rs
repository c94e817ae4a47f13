//! Where in a text it is written where its links and images lead.

use crate::incident::outline::{Spanned, dialect};
use pulldown_cmark::{Event, LinkType, Parser, Tag, TagEnd};
use std::ops::Range;

/// A link or an image.
pub(super) struct Link {
    /// Its bytes.
    pub span: Range<usize>,
    /// Where it leads, decoded.
    pub to: String,
    /// Where that is written, if it stands in the link itself.
    pub at: Option<Range<usize>>,
    /// The name of the definition that says where it leads, folded.
    pub label: Option<String>,
}

/// `[label]: to`
pub(super) struct Definition {
    /// Its name, folded.
    pub label: String,
    /// Its bytes.
    pub span: Range<usize>,
    /// Where it leads, decoded.
    pub to: String,
    /// Where that is written.
    pub at: Option<Range<usize>>,
}

/// The links and images of Markdown, in order.
pub(super) fn links(text: &str, events: &[Spanned<'_>]) -> Vec<Link> {
    let mut found: Vec<Link> = vec![];
    // Each link that is open, and the end of what was met of its words.
    let mut open: Vec<(usize, usize)> = vec![];
    for (event, span) in events {
        if matches!(event, Event::End(TagEnd::Link | TagEnd::Image))
            && let Some((link, end)) = open.pop()
            && found[link].label.is_none()
        {
            let words = text[end..span.end].find("](").map(|at| end + at + 2);
            found[link].at = words.and_then(|from| destination(text, from, span.end));
        }
        for (_, end) in &mut open {
            *end = span.end.max(*end);
        }
        let (Event::Start(Tag::Link { link_type, dest_url, id, .. })
        | Event::Start(Tag::Image { link_type, dest_url, id, .. })) = event
        else {
            continue;
        };
        let by_name = matches!(link_type, LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut);
        open.push((found.len(), span.start + 1));
        let label = by_name.then(|| folded(id));
        found.push(Link { span: span.clone(), to: dest_url.to_string(), at: None, label });
    }
    found
}

/// The definitions in a part of a text, those that another of the same name outranks aside.
pub(super) fn definitions(text: &str, part: Range<usize>) -> Vec<Definition> {
    let parser = Parser::new_ext(&text[part.clone()], dialect());
    let mut found: Vec<Definition> = parser
        .reference_definitions()
        .iter()
        .map(|(label, definition)| {
            let span = definition.span.start + part.start..definition.span.end + part.start;
            let name = text[span.clone()].find("]:").map(|at| span.start + at + 2);
            let at = name.and_then(|from| destination(text, from, span.end));
            Definition { label: folded(label), span, to: definition.dest.to_string(), at }
        })
        .collect();
    found.sort_by_key(|definition| definition.span.start);
    found
}

/// The addresses in tags of raw HTML, each with its bytes.
pub(super) fn in_html(html: &str) -> Vec<Range<usize>> {
    let mut found = vec![];
    for (start, _) in html.match_indices('<') {
        let tag = &html[start + 1..];
        let name_end = tag.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(tag.len());
        let wanted = match &tag[..name_end].to_ascii_lowercase()[..] {
            "a" => "href",
            "img" => "src",
            _ => continue,
        };
        let mut at = start + 1 + name_end;
        while let Some((name, value)) = attribute(html, at) {
            at = value.end + usize::from(html[value.end..].starts_with(['"', '\'']));
            if html[name].eq_ignore_ascii_case(wanted) && !value.is_empty() {
                found.push(value);
            }
        }
    }
    found
}

/// The next attribute of a tag: its name and its value, which is empty where it has none.
fn attribute(html: &str, from: usize) -> Option<(Range<usize>, Range<usize>)> {
    let blank = |at: usize| at + html[at..].len() - html[at..].trim_start_matches(char::is_whitespace).len();
    let until = |at: usize, stop: &[char]| html[at..].find(stop).map_or(html.len(), |found| at + found);
    let start = blank(from);
    let end = until(start, &[' ', '\t', '\n', '\r', '=', '>', '/', '<']);
    if start == end {
        // A slash on its own is between attributes.
        return html[start..].starts_with('/').then_some((start..start, start + 1..start + 1));
    }
    let Some(_) = html[blank(end)..].strip_prefix('=') else { return Some((start..end, end..end)) };
    let value = blank(blank(end) + 1);
    let (value, stop): (usize, &[char]) = match html[value..].chars().next() {
        Some('"') => (value + 1, &['"']),
        Some('\'') => (value + 1, &['\'']),
        _ => (value, &[' ', '\t', '\n', '\r', '>']),
    };
    Some((start..end, value..until(value, stop)))
}

/// A destination as Markdown has it, `<in these>` or plain, behind blanks.
fn destination(text: &str, from: usize, end: usize) -> Option<Range<usize>> {
    let rest = text.get(from..end)?;
    let start = from + rest.len() - rest.trim_start().len();
    let (start, angled) = if text[start..end].starts_with('<') { (start + 1, true) } else { (start, false) };
    let (mut depth, mut escaped) = (0, false);
    for (at, c) in text[start..end].char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '>' if angled => return Some(start..start + at),
            _ if angled => {}
            '(' => depth += 1,
            ')' if depth > 0 => depth -= 1,
            c if c == ')' || c.is_whitespace() => return Some(start..start + at),
            _ => {}
        }
    }
    (!angled).then_some(start..end)
}

/// Case and the blanks between words do not tell names of definitions apart.
pub(super) fn folded(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
