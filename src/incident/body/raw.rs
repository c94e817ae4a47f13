//! Raw HTML in a document: balanced and reduced to an allow list by ammonia, on the islands where
//! it stands and nowhere else. What hindsite wrote itself travels through as placeholders.

use super::url::{self, Address};
use crate::diagnostic::Code;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Opens and closes what stands for something that is put in later. Both are noncharacters, which
/// are removed from every document that is read.
pub const OPEN: char = '\u{fdd0}';
/// See [`OPEN`].
pub const CLOSE: char = '\u{fdd1}';

/// The longest tag: the time for one grows with the square of its attributes.
const MAX_TAG: usize = 16 << 10;

/// Deepest nesting of raw elements; ammonia's time grows with its square.
const MAX_DEPTH: usize = 100;

const TAGS: &[&str] = &[
    "a",
    "abbr",
    "b",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "u",
    "ul",
    "var",
    "wbr",
];

/// What may stand inside a paragraph, a heading or a cell.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "br", "cite", "code", "del", "dfn", "em", "i", "img", "ins", "kbd", "mark", "q", "s",
    "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr",
];

static BLOCK_CLEANER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| cleaner(TAGS));
static INLINE_CLEANER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| cleaner(INLINE));

fn cleaner(tags: &[&'static str]) -> ammonia::Builder<'static> {
    let mut builder = ammonia::Builder::default();
    let attributes: HashMap<&str, HashSet<&str>> = [
        ("a", &["href", "title"][..]),
        ("abbr", &["title"]),
        ("details", &["open"]),
        ("img", &["src", "alt", "title", "width", "height"]),
        ("ol", &["start"]),
        ("td", &["colspan", "rowspan"]),
        ("th", &["colspan", "rowspan", "scope"]),
        ("time", &["datetime"]),
    ]
    .into_iter()
    .filter(|(tag, _)| tags.contains(tag))
    .map(|(tag, names)| (tag, names.iter().copied().collect()))
    .collect();
    builder
        .tags(tags.iter().copied().collect())
        .clean_content_tags(
            ["script", "style", "template", "title", "noscript", "iframe", "object"].into_iter().collect(),
        )
        .tag_attributes(attributes)
        .generic_attributes(HashSet::new())
        .generic_attribute_prefixes(HashSet::new())
        .url_schemes(["http", "https", "mailto", "tel", "data"].into_iter().collect())
        .link_rel(None)
        .attribute_filter(filter);
    builder
}

/// Relative targets are held open for the link stage; the rest is decided here.
fn filter<'u>(tag: &str, attribute: &str, value: &'u str) -> Option<Cow<'u, str>> {
    let (address, kind) = match (tag, attribute) {
        ("a", "href") => (url::link(value), 'a'),
        ("img", "src") => (url::image(value), 'i'),
        ("img", "width" | "height") => {
            return value.bytes().all(|b| b.is_ascii_digit()).then_some(Cow::Borrowed(value));
        }
        _ => return Some(Cow::Borrowed(value)),
    };
    match address {
        Address::Refused => None,
        Address::External => Some(Cow::Borrowed(value)),
        Address::Relative | Address::Fragment => Some(Cow::Owned(format!("{OPEN}{kind}{value}{CLOSE}"))),
    }
}

/// Whether this piece of HTML shows nothing: a comment, a declaration.
pub fn is_silent(html: &str) -> bool {
    let trimmed = html.trim();
    trimmed.is_empty()
        || (trimmed.starts_with("<!") && trimmed.ends_with('>') && !trimmed[2..].contains('<'))
        || (trimmed.starts_with("<!--") && trimmed.find("-->").is_some_and(|at| at + 3 == trimmed.len()))
}

/// The allowed part of `html`, balanced; only what fits into a line of text if `inline`.
///
/// # Errors
/// Why nothing of it is left: it nests deeper than [`MAX_DEPTH`], or a tag of it is longer than `MAX_TAG` bytes.
pub fn clean(html: &str, inline: bool) -> Result<String, (Code, String)> {
    let cleaner = if inline { &INLINE_CLEANER } else { &BLOCK_CLEANER };
    if depth(html) > MAX_DEPTH {
        return Err((Code::TooDeep, format!("HTML nested deeper than {MAX_DEPTH} levels")));
    }
    if html.split('<').any(|tag| tag.len() > MAX_TAG && tag.find('>').unwrap_or(tag.len()) > MAX_TAG) {
        return Err((
            Code::RawHtmlRemoved,
            format!("HTML with a tag of more than {} kB was removed", MAX_TAG >> 10),
        ));
    }
    Ok(cleaner.clean(html).to_string())
}

/// An upper bound of the nesting, without parsing: every opening tag that is not void counts.
fn depth(html: &str) -> usize {
    let (mut open, mut deepest) = (0usize, 0usize);
    for tag in html.split('<').skip(1) {
        if tag.starts_with('/') {
            open = open.saturating_sub(1);
        } else if tag.starts_with(|c: char| c.is_ascii_alphabetic()) && !is_void(tag) {
            open += 1;
            deepest = deepest.max(open);
        }
    }
    deepest
}

fn is_void(tag: &str) -> bool {
    let name: String =
        tag.chars().take_while(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    let closed = tag.split('>').next().is_some_and(|inner| inner.ends_with('/'));
    closed
        || matches!(
            name.as_str(),
            "br" | "img" | "hr" | "input" | "col" | "wbr" | "p" | "li" | "td" | "tr" | "th"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_allow_list_remains_and_it_is_balanced() {
        for (html, expected) in [
            ("<b>x", "<b>x</b>"),
            ("x</div></main>", "x"),
            ("<script>__x=1</script>y", "y"),
            ("<p onclick=x id=location class=c style='color:red'>y</p>", "<p>y</p>"),
            ("<a href='java&#x09;script:x'>c</a>", "<a>c</a>"),
            ("<a href='https://a.b/?a=1&b=2'>c</a>", "<a href=\"https://a.b/?a=1&amp;b=2\">c</a>"),
            (
                "<img src='x.png' width=10 height='1;x' onerror=x>",
                "<img src=\"\u{fdd0}ix.png\u{fdd1}\" width=\"10\">",
            ),
            ("<svg><script>x</script></svg>", ""),
            (
                "<details open><summary>s</summary>t</details>",
                "<details open=\"\"><summary>s</summary>t</details>",
            ),
        ] {
            assert_eq!(clean(html, false).ok().as_deref(), Some(expected), "{html}");
        }
        assert_eq!(clean(&"<div>".repeat(5000), false).map_err(|(code, _)| code), Err(Code::TooDeep));
    }

    #[test]
    fn comments_show_nothing() {
        assert!(is_silent("<!-- more -->\n") && is_silent("<!DOCTYPE html>"));
        assert!(!is_silent("<!-- a --><b>") && !is_silent("<b>"));
    }
}
