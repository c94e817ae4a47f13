//! Raw HTML in a document: balanced and reduced to an allow list by ammonia, on the islands where
//! it stands and nowhere else. What hindsite wrote itself travels through as placeholders.

use super::url::{self, Address};
use crate::diagnostic::Code;
use crate::incident::highlight;
use crate::invisible;
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
        ("a", &["href", "title", "id", "name"][..]),
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
        ("a", "id" | "name") => return is_anchor(value).then_some(Cow::Borrowed(value)),
        ("img", "width" | "height") => {
            return value.bytes().all(|b| b.is_ascii_digit()).then_some(Cow::Borrowed(value));
        }
        _ => return Some(Cow::Borrowed(value)),
    };
    match address {
        Address::Refused => None,
        Address::External if kind == 'i' => Some(url::image_source(value)),
        // An insecure image becomes a link once the HTML is clean.
        Address::External | Address::Insecure => Some(Cow::Borrowed(value)),
        Address::Relative | Address::Fragment => Some(Cow::Owned(format!("{OPEN}{kind}{value}{CLOSE}"))),
    }
}

/// Whether a document may use this name as an anchor: letters, digits and a few signs, and none of hindsite's own.
fn is_anchor(name: &str) -> bool {
    name.len() <= 100
        && !name.starts_with("hs-")
        && name.starts_with(char::is_alphanumeric)
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':'))
}

/// The anchors that raw HTML sets: `<a id="phase-1">`, `<a name="old">`.
pub fn anchors(html: &str) -> impl Iterator<Item = &str> {
    html.split('<').filter_map(|tag| tag.strip_prefix(['a', 'A'])).filter_map(|tag| {
        let attributes = tag.split('>').next()?;
        let start = attributes.find(|c: char| !c.is_whitespace()).filter(|start| *start > 0)?;
        attributes[start..].split_whitespace().find_map(|attribute| {
            let (name, value) = attribute.split_once('=')?;
            let value = value.trim_end_matches('/').trim_matches(['"', '\'']);
            (matches!(name.to_ascii_lowercase().as_str(), "id" | "name") && is_anchor(value)).then_some(value)
        })
    })
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

/// HTML as it is published, and what was changed in it.
#[derive(Debug, Default)]
pub struct Finished {
    /// The HTML.
    pub html: String,
    /// The addresses of images that a page's policy blocks, HTML-escaped.
    pub insecure: Vec<String>,
    /// The invisible characters that were dropped or marked.
    pub invisible: Vec<char>,
}

/// Puts links in the place of images that the policy of a page blocks, and drops invisible characters or, in code, marks
/// them. `html` is [`clean`], so that every attribute is in double quotes. Inside a link an image becomes its description.
pub fn finish(html: &str, place: Surroundings) -> Finished {
    if html.is_ascii() && !html.contains("<img ") {
        return Finished { html: html.to_owned(), ..Finished::default() };
    }
    let mut done = Finished { html: String::with_capacity(html.len()), ..Finished::default() };
    let (mut links, mut code) = (usize::from(place == Surroundings::Link), 0_usize);
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        done.text(&rest[..start], code > 0);
        let tag = &rest[start..start + tag_length(&rest[start..])];
        let name = tag.trim_start_matches(['<', '/']).split([' ', '>']).next().unwrap_or_default();
        let depth = match name {
            "a" => Some(&mut links),
            name if is_code(name) => Some(&mut code),
            _ => None,
        };
        if let Some(depth) = depth {
            *depth = if tag.starts_with("</") { depth.saturating_sub(1) } else { *depth + 1 };
        }
        match attribute(tag, "src").filter(|src| name == "img" && is_insecure(src)) {
            Some(src) => {
                let words = attribute(tag, "alt").filter(|alt| !alt.trim().is_empty()).unwrap_or(src);
                let words = invisible::readable(words);
                match links {
                    0 => done.html.push_str(&format!("<a href=\"{src}\">{words}</a>")),
                    _ => done.html.push_str(&words),
                }
                done.insecure.push(src.to_owned());
            }
            None => done.text(tag, false),
        }
        rest = &rest[start + tag.len()..];
    }
    done.text(rest, code > 0);
    done
}

impl Finished {
    fn text(&mut self, text: &str, is_code: bool) {
        let found = if is_code { invisible::in_code(text) } else { invisible::dropped(text) };
        let mut from = 0;
        for (at, c) in found {
            self.html.push_str(&text[from..at]);
            if is_code {
                self.html.push_str(&highlight::mark(c));
            }
            self.invisible.push(c);
            from = at + c.len_utf8();
        }
        self.html.push_str(&text[from..]);
    }
}

/// Returns how many elements that hold code are open after a piece of HTML, if `open` were before.
pub fn code_depth(open: usize, html: &str) -> usize {
    html.split('<').skip(1).fold(open, |open, tag| {
        let (close, tag) = tag.strip_prefix('/').map_or((false, tag), |tag| (true, tag));
        let name =
            tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default().to_ascii_lowercase();
        match (is_code(&name), close) {
            (false, _) => open,
            (true, false) => open + 1,
            (true, true) => open.saturating_sub(1),
        }
    })
}

fn is_code(name: &str) -> bool {
    matches!(name, "code" | "pre" | "kbd" | "samp")
}

/// What a piece of HTML stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surroundings {
    /// The words of a link, which cannot hold another one.
    Link,
    /// Anything else.
    Text,
}

fn is_insecure(src: &str) -> bool {
    url::image(src) == Address::Insecure
}

/// Returns the length of the tag at the start of `html`; `>` may be part of an attribute.
fn tag_length(html: &str) -> usize {
    let mut quoted = false;
    for (at, b) in html.bytes().enumerate() {
        match b {
            b'"' => quoted = !quoted,
            b'>' if !quoted => return at + 1,
            _ => {}
        }
    }
    html.len()
}

fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let (_, value) = tag.split_once(&format!(" {name}=\""))?;
    value.split_once('"').map(|(value, _)| value)
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
            ("<a id='phase-1'></a><a name=old></a>", "<a id=\"phase-1\"></a><a name=\"old\"></a>"),
            ("<a id='hs-search'></a><a id='x y'></a><b id=x>y</b>", "<a></a><a></a><b>y</b>"),
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
    fn insecure_images_become_links() {
        for (html, place, expected) in [
            (
                "<img src='http://a.b/c.png' alt='A > B'>",
                Surroundings::Text,
                "<a href=\"http://a.b/c.png\">A &gt; B</a>",
            ),
            (
                "<img src=http://a.b/c.png>",
                Surroundings::Text,
                "<a href=\"http://a.b/c.png\">http://a.b/c.png</a>",
            ),
            ("x <IMG alt=\"\" SRC=\"HTTP://a.b/\"> y", Surroundings::Link, "x HTTP://a.b/ y"),
            (
                "<a href='https://d.e'><img src='http://a.b/c.png' alt=c></a>",
                Surroundings::Text,
                "<a href=\"https://d.e\">c</a>",
            ),
            (
                "<img src=\"https://a.b/c.png\" alt=\"c\">",
                Surroundings::Text,
                "<img src=\"https://a.b/c.png\" alt=\"c\">",
            ),
        ] {
            let cleaned = clean(html, true).unwrap();
            assert_eq!(finish(&cleaned, place).html, expected, "{html}");
        }
    }

    #[test]
    fn invisible_characters_of_html_are_dropped_or_marked() {
        for (html, expected) in [
            ("<b>a\u{202e}b</b>", "<b>ab</b>"),
            ("<b>a&#x202E;b&ZeroWidthSpace;</b>", "<b>ab</b>"),
            ("<abbr title='a\u{2066}b'>c</abbr>", "<abbr title=\"ab\">c</abbr>"),
            (
                "<code>rm&#8238; x</code>\u{202e}y",
                "<code>rm<mark class=\"invisible\" title=\"right-to-left override\">U+202E</mark> x</code>y",
            ),
            ("<i>שלום\u{200f}</i>", "<i>שלום\u{200f}</i>"),
        ] {
            assert_eq!(finish(&clean(html, true).unwrap(), Surroundings::Text).html, expected, "{html}");
        }
    }

    #[test]
    fn anchors_are_found_in_raw_html() {
        let found = |html| anchors(html).collect::<Vec<_>>().join(" ");
        assert_eq!(found("<a id=\"phase-1\"></a> <A name='old'/>"), "phase-1 old");
        assert_eq!(found("<a class=x id=über></a>"), "über");
        assert_eq!(found("<abbr id=x><p id=y><a href='#z'><a id='hs-x'>"), "");
    }

    #[test]
    fn comments_show_nothing() {
        assert!(is_silent("<!-- more -->\n") && is_silent("<!DOCTYPE html>"));
        assert!(!is_silent("<!-- a --><b>") && !is_silent("<b>"));
    }
}
