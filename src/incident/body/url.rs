//! Which addresses a document may link to, and what an encoded one says. A scheme that a browser would run is refused,
//! however it is spelled.

use std::borrow::Cow;

/// What kind of address this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Address {
    /// Another place: `https:`, `http:`, `mailto:`, `tel:` or `//host`.
    External,
    /// `#heading` in the same document.
    Fragment,
    /// An image that is not loaded over TLS, which the policy of every page blocks.
    Insecure,
    /// A path to a file of the archive.
    Relative,
    /// Anything else, which is not linked.
    Refused,
}

/// The kind of a link's target, entities already decoded.
pub fn link(url: &str) -> Address {
    match scheme(url) {
        Some(scheme) => match scheme.as_str() {
            "http" | "https" | "mailto" | "tel" => Address::External,
            _ => Address::Refused,
        },
        None => plain(url),
    }
}

/// The kind of an image's source: data of the common raster formats is allowed beside files.
pub fn image(url: &str) -> Address {
    match scheme(url) {
        Some(scheme) => match scheme.as_str() {
            "https" => Address::External,
            "http" => Address::Insecure,
            "data" if is_raster(url) => Address::External,
            _ => Address::Refused,
        },
        None => plain(url),
    }
}

fn plain(url: &str) -> Address {
    // A backslash is a slash to browsers, and what they pass over may stand between two.
    let mut start = seen(url).map(|c| if c == '\\' { '/' } else { c });
    match (start.next(), start.next()) {
        (Some('/'), Some('/')) => Address::External,
        (Some('#'), _) => Address::Fragment,
        _ => Address::Relative,
    }
}

/// Returns the address to load an image from: without a scheme, a page would load it as it was loaded itself, and the
/// policy of every page blocks images over HTTP.
pub fn image_source(url: &str) -> Cow<'_, str> {
    match url.trim_start().starts_with("//") {
        true => Cow::Owned(format!("https:{}", url.trim_start())),
        false => Cow::Borrowed(url),
    }
}

/// An address without what browsers pass over when they look for its scheme or its host.
fn seen(url: &str) -> impl Iterator<Item = char> {
    url.chars().filter(|c| !c.is_control() && !c.is_whitespace() && *c != '\u{feff}')
}

fn is_raster(url: &str) -> bool {
    let url = url.trim().to_ascii_lowercase();
    ["png", "jpeg", "gif", "webp"].iter().any(|kind| url.starts_with(&format!("data:image/{kind};base64,")))
}

/// The scheme, lower-cased, as browsers find it: control characters and blanks do not count.
fn scheme(url: &str) -> Option<String> {
    let mut scheme = String::new();
    for c in seen(url) {
        match c {
            ':' if !scheme.is_empty() => return Some(scheme),
            c if c.is_ascii_alphanumeric() || "+-.".contains(c) => scheme.push(c.to_ascii_lowercase()),
            _ => return None,
        }
    }
    None
}

/// `%20` to a space; what is not valid stays as it is.
pub fn percent_decode(text: &str) -> String {
    let hex = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let value = match rest {
            [b'%', high, low, ..] => hex(*high).zip(hex(*low)).map(|(high, low)| high << 4 | low),
            _ => None,
        };
        bytes.push(value.unwrap_or(*first));
        rest = if value.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_is_no_digit_of_an_encoded_byte() {
        for (text, expected) in [
            ("a%20b", "a b"),
            ("%E7%B5%8C", "経"),
            ("%+5", "%+5"),
            ("50%", "50%"),
            ("%2", "%2"),
            ("%ff", "%ff"),
        ] {
            assert_eq!(percent_decode(text), expected);
        }
    }

    #[test]
    fn schemes_and_hosts_are_found_however_they_are_spelled() {
        for (url, expected) in [
            ("https://a.b", Address::External),
            ("HTTP://a.b", Address::External),
            ("mailto:a@b.c", Address::External),
            ("//evil.example/x", Address::External),
            ("\\/evil.example/x", Address::External),
            ("/\\evil.example/x", Address::External),
            ("\\\\evil.example/x", Address::External),
            ("/\t/evil.example/x", Address::External),
            ("\u{1}\n/\r\\evil.example", Address::External),
            ("#a", Address::Fragment),
            ("/a/b.md", Address::Relative),
            ("a/b.md#c", Address::Relative),
            ("../2020-01-01 12:00.md", Address::Relative),
            ("?q=a:b", Address::Relative),
            ("javascript:x", Address::Refused),
            ("JaVaScRiPt:x", Address::Refused),
            ("java\tscript:x", Address::Refused),
            ("\u{1}javascript:x", Address::Refused),
            (" vbscript:x", Address::Refused),
            ("data:text/html,x", Address::Refused),
            ("blob:x", Address::Refused),
            ("file:///etc/passwd", Address::Refused),
        ] {
            assert_eq!(link(url), expected, "{url:?}");
        }
        for url in ["http://a.b/c.png", "HTTP://a.b/c.png", " h\tttp://a.b/c.png"] {
            assert_eq!(image(url), Address::Insecure, "{url:?}");
        }
        assert_eq!(image("data:image/png;base64,AAAA"), Address::External);
        assert_eq!(image("data:image/svg+xml;base64,AAAA"), Address::Refused);
    }
}
