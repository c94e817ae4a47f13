//! Obsidian's comments, `%%…%%`, which are published nowhere.

use super::outline;
use pulldown_cmark::{Event, Tag, TagEnd};
use std::borrow::Cow;
use std::ops::Range;

/// Replaces the comments of a body with spaces, byte for byte, so that positions hold. Code keeps its `%%`. A line
/// `%%` that nothing closes hides the rest.
pub(super) fn without_comments(body: Cow<'_, str>) -> Cow<'_, str> {
    if !body.contains("%%") {
        return body;
    }
    let comments = find(&body);
    if comments.is_empty() {
        return body;
    }
    let mut out = String::with_capacity(body.len());
    let mut at = 0;
    for comment in comments {
        out.push_str(&body[at..comment.start]);
        out.extend(body[comment.clone()].bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
        at = comment.end;
    }
    out.push_str(&body[at..]);
    out.into()
}

fn find(body: &str) -> Vec<Range<usize>> {
    let mut code = code(body).into_iter().peekable();
    let mut marks = Vec::new();
    for (at, _) in body.match_indices("%%") {
        while code.next_if(|code| code.end <= at).is_some() {}
        if code.peek().is_none_or(|code| at < code.start) {
            marks.push(at);
        }
    }
    let mut comments: Vec<Range<usize>> = Vec::new();
    let mut marks = marks.into_iter().peekable();
    while let Some(open) = marks.next() {
        if body[..open].ends_with(|c: char| c.is_alphanumeric() || c == '%') {
            continue;
        }
        let close = marks.by_ref().find(|close| {
            *close >= open + 2 && !body[close + 2..].starts_with(|c: char| c.is_alphanumeric() || c == '%')
        });
        match close {
            Some(close) => comments.push(open..close + 2),
            None if is_line(body, open) => comments.push(open..body.len()),
            None => {}
        }
    }
    comments
}

/// Whether the mark stands on a line of its own.
fn is_line(body: &str, at: usize) -> bool {
    body[..at].rsplit('\n').next().is_some_and(|before| before.trim().is_empty())
        && body[at + 2..].split('\n').next().is_some_and(|after| after.trim().is_empty())
}

/// The code of a body, in order.
fn code(body: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut block = false;
    for (event, span) in outline::events(body, 0) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => {
                block = true;
                found.push(span);
            }
            Event::End(TagEnd::CodeBlock) => block = false,
            Event::Code(_) if !block => found.push(span),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_become_spaces_and_code_stays() {
        for (body, expected) in [
            ("Seen by %%do not tell: ana%% us.", "Seen by                      us."),
            ("a\n\n%%\nhidden\n\nmore\n%%\n\nb", "a\n\n  \n      \n\n    \n  \n\nb"),
            ("a\n%%\nhidden to the end", "a\n  \n                 "),
            ("%%é%%x", "%%é%%x"),
            ("%%é%% x", "       x"),
            ("100%% and 5%% of it", "100%% and 5%% of it"),
            ("`%%a%%` and\n```\n%%b%%\n```\n", "`%%a%%` and\n```\n%%b%%\n```\n"),
            ("print %%d and %%s", "print %%d and %%s"),
            ("no end %%here", "no end %%here"),
        ] {
            let found = without_comments(Cow::Borrowed(body));
            assert_eq!(found, expected, "{body}");
            assert_eq!(found.len(), body.len(), "{body}");
        }
    }
}
