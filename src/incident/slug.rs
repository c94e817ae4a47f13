//! Names as they stand in addresses: of a document from its path, of anything else from its words.

use crate::source::stem;
use std::path::Path;
use unicode_normalization::UnicodeNormalization as _;

/// Longest slug in bytes; file systems allow 255 for a name.
const MAX_BYTES: usize = 120;

/// Names a folder gives to its main document: the folder's own name says more.
const GENERIC: &[&str] = &[
    "index",
    "_index",
    "readme",
    "postmortem",
    "post-mortem",
    "incident",
    "report",
    "incident-report",
    "rca",
    "main",
];

/// Names that Windows keeps for devices.
const RESERVED: &[&str] = &[
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
    "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// Lower case, words joined by hyphens; letters and digits of every script stay, and so do signs that are all that tells two
/// names apart: `C++`, `C#` and `.NET` are no `c` and no `net`. Never empty, never longer than a file name may be, the same
/// for every Unicode form.
pub fn slugify(text: &str) -> String {
    let spelt = spelt(text);
    let text = spelt.as_deref().unwrap_or(text);
    // Lower-casing and composing can each undo the other once; a few rounds settle every text.
    let mut slug = hyphenated(text);
    // What is plain ASCII is settled at once.
    for _ in 0..if slug.is_ascii() { 0 } else { 4 } {
        let again = hyphenated(&slug);
        if again == slug {
            break;
        }
        slug = again;
    }
    match shorten(&slug).as_str() {
        "" => signs(text),
        name if RESERVED.contains(&name) => format!("{name}-name"),
        name => name.to_owned(),
    }
}

/// A text with the signs of a name in words; `None` where there are none.
fn spelt(text: &str) -> Option<String> {
    if !text.contains(['+', '#']) && !text.trim_start().starts_with('.') {
        return None;
    }
    let mut out = String::with_capacity(text.len() + 8);
    let mut in_name = false;
    let mut rest = text.trim_start().chars().peekable();
    if rest.peek() == Some(&'.') && text.trim_start()[1..].starts_with(char::is_alphanumeric) {
        rest.next();
        out.push_str("dot ");
    }
    while let Some(c) = rest.next() {
        let ends = |next: Option<&char>| next.is_none_or(|next| !next.is_alphanumeric());
        match c {
            '+' if in_name && ends(rest.peek()) => out.push_str(" plus"),
            '#' if in_name && ends(rest.peek()) => out.push_str(" sharp"),
            c => {
                in_name = c.is_alphanumeric();
                out.push(c);
            }
        }
    }
    Some(out)
}

/// Of a name without letters and digits, such as 🔥, the numbers of its characters; of mere punctuation nothing is left.
fn signs(text: &str) -> String {
    let numbers: Vec<String> =
        text.nfkc().filter(|c| !c.is_ascii() && !is_blank(*c)).map(|c| format!("u{:x}", c as u32)).collect();
    if numbers.is_empty() { "untitled".to_owned() } else { shorten(&numbers.join("-")) }
}

/// White space, and what joins or varies the characters beside it without being seen.
fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}')
}

fn hyphenated(text: &str) -> String {
    if text.is_ascii() {
        // Composing leaves ASCII as it is.
        return joined(text.chars().map(|c| c.to_ascii_lowercase()));
    }
    joined(text.nfkc().flat_map(char::to_lowercase).nfkc()).nfc().collect()
}

fn joined(chars: impl Iterator<Item = char>) -> String {
    let mut slug = String::new();
    for c in chars {
        match c {
            c if c.is_alphanumeric() => slug.push(c),
            '_' if !slug.is_empty() => slug.push('_'),
            '\'' | '’' | '\u{ad}' | '\u{200b}'..='\u{200f}' => {}
            _ if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
            _ => {}
        }
    }
    slug.truncate(slug.trim_end_matches(['-', '_']).len());
    slug
}

/// Too long a name keeps its beginning and gets a digest of the whole, so that two stay two.
fn shorten(slug: &str) -> String {
    if slug.len() <= MAX_BYTES {
        return slug.to_owned();
    }
    let mut end = MAX_BYTES - 9;
    while !slug.is_char_boundary(end) {
        end -= 1;
    }
    let digest = xxhash_rust::xxh3::xxh3_64(slug.as_bytes());
    format!("{}-{:08x}", slug[..end].trim_end_matches('-'), digest as u32)
}

/// The short slug of a document: its file name, or its folder's where the name says nothing.
pub fn short(path: &str) -> String {
    let stem = stem(path);
    let slug = slugify(stem);
    let parent = Path::new(path).parent().and_then(Path::file_name).and_then(|name| name.to_str());
    match parent {
        Some(parent) if GENERIC.contains(&slug.as_str()) => slugify(parent),
        _ => slug,
    }
}

/// The long slug: every folder on the way, for two documents with the same short one.
pub fn long(path: &str) -> String {
    let folders = path.rfind('/').map_or("", |end| &path[..=end]);
    slugify(&format!("{folders}{}", stem(path)).replace('/', "-"))
}

/// The slug that a former address or name had: `/incidents/old-name/`, `2024-01-01-old-name.md`. `None` if there is no
/// word in it.
pub fn of_alias(alias: &str) -> Option<String> {
    let path = alias.trim().trim_end_matches("/index.html").trim_end_matches('/');
    Some(stem(path)).filter(|name| name.contains(char::is_alphanumeric)).map(slugify)
}

/// What does not distinguish two spellings: case, punctuation, and the `s` of a plural.
pub fn fold(name: &str) -> String {
    let slug = slugify(name).replace('_', "-");
    let words: Vec<&str> = slug
        .split('-')
        .filter(|word| !word.is_empty())
        .map(|word| match word.strip_suffix('s') {
            Some(stem) if word.len() > 3 && !stem.ends_with(['s', 'u', 'i']) => stem,
            _ => word,
        })
        .collect();
    words.join("-")
}

/// Whether a file's name, without its extension, is one that many files have, so that it tells nothing of this one.
pub fn tells_nothing(stem: &str) -> bool {
    GENERIC.contains(&slugify(stem).as_str())
}

/// Whether the file is named for its folder.
pub fn is_generic(path: &str) -> bool {
    GENERIC[..3].contains(&stem(path).to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_comes_from_the_file_name() {
        for (path, expected) in [
            ("content/2019/2019-07-02-cloudflare-waf.md", "2019-07-02-cloudflare-waf"),
            ("PM2020-001 - Inotify file watches exhaustion.md", "pm2020-001-inotify-file-watches-exhaustion"),
            ("docs/2019-01-23.md", "2019-01-23"),
            ("2022-10/2022-10-31-Android-Phone-Incident", "2022-10-31-android-phone-incident"),
            ("outages/2024-05-01-db/index.md", "2024-05-01-db"),
            ("障害報告.md", "障害報告"),
            ("Cafe\u{301}.md", "café"),
            ("CON.md", "con-name"),
            ("!!!.md", "untitled"),
        ] {
            assert_eq!(short(path), expected, "{path}");
        }
        assert_eq!(long("a/b c/x.md"), "a-b-c-x");
        assert_eq!(long("a/v1.2 notes"), "a-v1-2-notes");
        assert_eq!(slugify(&"x".repeat(500)).len(), 120);
    }

    #[test]
    fn names_that_differ_by_their_signs_stay_apart() {
        let slugs =
            ["C", "C++", "C#", ".NET", "NET", "🔥", "💥", "c++-crash", "a+b", "Issue #12", "Node.js", "A+"]
                .map(slugify);
        let expected = [
            "c",
            "c-plus-plus",
            "c-sharp",
            "dot-net",
            "net",
            "u1f525",
            "u1f4a5",
            "c-plus-plus-crash",
            "a-b",
            "issue-12",
            "node-js",
            "a-plus",
        ];
        assert_eq!(slugs, expected);
        assert_eq!(slugify("❤\u{fe0f}"), slugify("❤"));
    }

    #[test]
    fn a_letter_that_changes_twice_in_lower_case_still_gives_one_slug() {
        let slug = slugify("ͺ'\u{1e08f}A");
        assert_eq!(slugify(&slug), slug);
    }

    proptest::proptest! {
        #[test]
        fn a_slug_is_one_safe_name_and_stays_itself(text in "\\PC{0,300}") {
            let slug = slugify(&text);
            proptest::prop_assert!(!slug.is_empty() && slug.len() <= 160);
            proptest::prop_assert!(!slug.contains(['/', '\\', '.', ':', '\0', ' ', '%']));
            proptest::prop_assert_eq!(&slugify(&slug), &slug);
        }
    }
}
