//! Turns a published file into the texts that a person or a program can read in it.

use super::normalize::Words;
use crate::incident::body::percent_decode;
use pulldown_cmark::{Event, Parser};
use std::borrow::Cow;

/// Elements that do not end a word.
const INLINE: &[&str] = &[
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "label", "mark", "nobr", "q", "rb", "ruby", "s", "samp", "small", "span", "strike", "strong",
    "sub", "sup", "text", "time", "tspan", "tt", "u", "var", "wbr",
];

/// Texts in texts: an attribute with an address, a feed with HTML, JSON with HTML.
const MAX_DEPTH: usize = 3;

/// The longest tag in bytes: a `<` without its `>` in a large file must not be searched to the end each time.
const MAX_TAG: usize = 16 << 10;

/// The words of each text in a file: of its name, of what it shows, of its attributes, comments and scripts.
pub fn words(file: &str, bytes: &[u8]) -> Vec<(String, Words)> {
    let mut texts = vec![file.to_owned()];
    texts.extend(percent_decoded(file));
    let text = text(bytes);
    match file.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "ics" | "vcf" => expand(&unfolded(&text), 0, &mut texts),
        // With its escapes, JSON has other words: `\nThe` is `nThe`.
        "json" | "ndjson" => expand(unescaped(&text).as_deref().unwrap_or(&text), 1, &mut texts),
        "html" | "htm" | "xhtml" | "svg" | "xml" | "rss" | "atom" => markup(&text, 0, &mut texts),
        _ => expand(&text, 0, &mut texts),
    }
    let split = |text: String| {
        let words = Words::of(&text);
        (text, words)
    };
    texts.into_iter().map(split).collect()
}

fn text(bytes: &[u8]) -> Cow<'_, str> {
    let utf16 = |unit: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect::<String>()
    };
    match bytes {
        [0xff, 0xfe, ..] => utf16(u16::from_le_bytes).into(),
        [0xfe, 0xff, ..] => utf16(u16::from_be_bytes).into(),
        _ => String::from_utf8_lossy(bytes),
    }
}

/// A text, and what is left of it when each way of writing characters as others is undone.
fn expand(text: &str, depth: usize, texts: &mut Vec<String>) {
    texts.push(text.to_owned());
    if depth == MAX_DEPTH {
        return;
    }
    if let Some(decoded) = unescaped(text) {
        expand(&decoded, depth + 1, texts);
    }
    if let Some(decoded) = percent_decoded(text) {
        texts.push(decoded);
    }
    if text.contains('<') {
        markup(text, depth + 1, texts);
    } else if let Some(decoded) = without_entities(text) {
        expand(&decoded, depth + 1, texts);
    }
}

/// What markup shows, and what it does not show.
fn markup(text: &str, depth: usize, texts: &mut Vec<String>) {
    let mut pieces = Pieces::default();
    pieces.read(text);
    let spaced = pieces.differs.then_some(pieces.spaced);
    for text in [Some(pieces.joined), spaced, Some(pieces.hidden)].into_iter().flatten() {
        let decoded = without_entities(&text);
        expand(decoded.as_deref().unwrap_or(&text), depth.max(1), texts);
    }
}

#[derive(Default)]
struct Pieces {
    /// What is shown, with inline elements as part of a word.
    joined: String,
    /// The same with every element as the end of a word.
    spaced: String,
    /// Whether the two have different words.
    differs: bool,
    /// Attributes, comments, scripts and styles.
    hidden: String,
}

impl Pieces {
    fn read(&mut self, text: &str) {
        let mut rest = text;
        while let Some(open) = rest.find('<') {
            self.show(&rest[..open]);
            rest = &rest[open..];
            let length = if let Some(comment) = rest.strip_prefix("<!--") {
                let end = comment.find("-->").unwrap_or(comment.len());
                self.hide(&comment[..end]);
                (4 + end + 3).min(rest.len())
            } else if let Some(data) = rest.strip_prefix("<![CDATA[") {
                let end = data.find("]]>").unwrap_or(data.len());
                self.show(&data[..end]);
                (9 + end + 3).min(rest.len())
            } else {
                self.tag(rest)
            };
            rest = &rest[length..];
        }
        self.show(rest);
    }

    fn show(&mut self, text: &str) {
        self.differs |= text.starts_with(|c: char| !c.is_whitespace())
            && self.spaced.ends_with(' ')
            && self.joined.ends_with(|c: char| !c.is_whitespace());
        self.joined.push_str(text);
        self.spaced.push_str(text);
    }

    fn hide(&mut self, text: &str) {
        self.hidden.push_str(text);
        self.hidden.push('\n');
    }

    /// Reads a tag, and the content of one that is no text; returns its length.
    fn tag(&mut self, rest: &str) -> usize {
        let inner = rest[1..].trim_start_matches('/');
        let name: String =
            inner.chars().take_while(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
        let is_tag = !name.is_empty() || rest[1..].starts_with(['!', '?', '/']);
        let Some(end) = end_of_tag(rest).filter(|_| is_tag) else {
            // A sign, as in `a < b`.
            self.show("<");
            return 1;
        };
        self.hide(&rest[1..end]);
        self.spaced.push(' ');
        if !INLINE.contains(&name.as_str()) {
            self.joined.push(' ');
        }
        let is_opening = !rest.starts_with("</");
        if is_opening && matches!(name.as_str(), "script" | "style") {
            let content = &rest[end..];
            let close = content.to_ascii_lowercase().find(&format!("</{name}")).unwrap_or(content.len());
            self.hide(&content[..close]);
            return end + close;
        }
        end
    }
}

/// The bytes of a tag: to the first `>` that is not in a quoted attribute, or to the first at all where a quote never ends.
fn end_of_tag(rest: &str) -> Option<usize> {
    let (mut quote, mut first) = (None, None);
    for (at, c) in rest.char_indices().take_while(|(at, _)| *at < MAX_TAG) {
        match (quote, c) {
            (None, '>') => return Some(at + 1),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            (Some(_), '>') => first = first.or(Some(at + 1)),
            _ => {}
        }
    }
    first
}

/// Text with its entities as characters; `None` where there are none.
fn without_entities(text: &str) -> Option<String> {
    let mut rest = &text[text.find('&')?..];
    let mut out = text[..text.len() - rest.len()].to_owned();
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.char_indices().take(34).find(|(_, c)| *c == ';').map(|(end, _)| end + 1);
        let decoded = end.and_then(|end| Some((entity(&rest[..end])?, end)));
        let (decoded, length) = decoded.unwrap_or_else(|| ("&".to_owned(), 1));
        out.push_str(&decoded);
        rest = &rest[length..];
    }
    out.push_str(rest);
    Some(out)
}

/// The characters of `&eacute;` or `&#233;`. The Markdown parser knows all names.
fn entity(written: &str) -> Option<String> {
    let known = match written {
        "&amp;" => Some("&"),
        "&lt;" => Some("<"),
        "&gt;" => Some(">"),
        "&quot;" => Some("\""),
        "&#x27;" | "&#39;" | "&apos;" => Some("'"),
        _ => None,
    };
    if let Some(known) = known {
        return Some(known.to_owned());
    }
    let is_name = written[1..written.len() - 1].bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#');
    let texts = Parser::new(written).filter_map(|event| match event {
        Event::Text(text) => Some(text.to_string()),
        _ => None,
    });
    is_name.then(|| texts.collect::<String>()).filter(|text| text != written)
}

/// Text with the escapes of JSON and JavaScript as characters; `None` where there are none.
fn unescaped(text: &str) -> Option<String> {
    if !text.contains('\\') {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let hex = |digits: Option<&str>| u16::from_str_radix(digits?, 16).ok();
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let escape = &rest[at + 1..];
        let (c, length) = match escape.chars().next() {
            Some('u') => match hex(escape.get(1..5)) {
                Some(high @ 0xd800..0xdc00) => {
                    let low =
                        escape.get(5..7).filter(|text| *text == "\\u").and_then(|_| hex(escape.get(7..11)));
                    let pair = [high, low.unwrap_or(0xdc00)];
                    let c = char::decode_utf16(pair).next().and_then(Result::ok).unwrap_or(' ');
                    (c, if low.is_some() { 11 } else { 5 })
                }
                Some(unit) => (char::from_u32(u32::from(unit)).unwrap_or(' '), 5),
                None => ('u', 1),
            },
            Some('x') => match hex(escape.get(1..3)) {
                Some(unit) => (char::from_u32(u32::from(unit)).unwrap_or(' '), 3),
                None => ('x', 1),
            },
            Some('n' | 'r' | 't' | 'b' | 'f') => (' ', 1),
            Some(c) => (c, c.len_utf8()),
            None => (' ', 0),
        };
        out.push(c);
        rest = &escape[length..];
    }
    out.push_str(rest);
    Some(out)
}

/// Text with `%20` as a space; `None` where nothing is encoded.
fn percent_decoded(text: &str) -> Option<String> {
    let is_encoded = |at: usize| text.as_bytes()[at + 1..].iter().take(2).all(u8::is_ascii_hexdigit);
    text.match_indices('%').any(|(at, _)| is_encoded(at)).then(|| percent_decode(text))
}

/// Lines of a calendar that were folded, in one again.
fn unfolded(text: &str) -> String {
    text.replace("\r\n ", "").replace("\r\n\t", "").replace("\n ", "").replace("\n\t", "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(file: &str, text: &str, words: &str) -> bool {
        let wanted = Words::of(words);
        super::words(file, text.as_bytes())
            .iter()
            .any(|(_, words)| words.windows(wanted.len()).any(|(_, hash)| hash == wanted.whole()))
    }

    #[test]
    fn the_same_words_are_found_in_every_way_of_writing_them() {
        for (file, text) in [
            ("a.html", "<p>the <b>di</b>sk was&nbsp;<i>full</i></p>"),
            ("a.html", "<td>the disk</td><td>was full</td>"),
            ("a.html", "<span>the disk was</span><span>full</span>"),
            ("a.html", "<img alt='the disk > was full'>"),
            ("a.html", "<!-- the disk was full -->"),
            ("a.html", "<script>x = \"the disk\\u0020was \\x66ull\"</script>"),
            ("a.html", "<a href=\"the%20disk-was-full\">x</a>"),
            ("a.html", "the di&shy;sk w&#97;s &#x66;ull"),
            ("a.html", "<p title=\"the disk was full>x</p>"),
            ("a.json", "{\"a\":\"the\\ndisk \\\"was\\\" full\"}"),
            ("a.json", "{\"a\":\"the \\u0064isk was <b>full</b>\"}"),
            ("a.xml", "<summary type=\"html\">the &lt;b&gt;di&lt;/b&gt;sk was full</summary>"),
            ("a.xml", "<![CDATA[the disk was full]]>"),
            ("a.ics", "SUMMARY:the disk w\r\n as full"),
            ("the%20disk/was-full.txt", ""),
            ("a.txt", "a < b: the disk was full"),
        ] {
            assert!(says(file, text, "The disk was full"), "{file}: {text}");
        }
        assert!(!says("a.html", "<p>the disk</p><b>x</b><p>was full</p>", "The disk was full"));
    }

    #[test]
    fn text_in_utf_16_is_read() {
        let bytes: Vec<u8> = "\u{feff}full".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(super::words("a.txt", &bytes).iter().any(|(text, _)| text.ends_with("full")));
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[\\\\<>&;%\"'!ux0-9a-d é\\-\\[\\]]{0,60}") {
            for file in ["a.html", "a.json", "a.ics"] {
                let _ = super::words(file, text.as_bytes());
            }
        }
    }
}
