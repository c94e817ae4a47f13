//! Text as runs of words, so that a sentence is the same with markup in it, in JSON and in a file's name.

use std::ops::Range;
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// The words of a text in order, in lower case.
pub struct Run {
    /// The words.
    pub words: Vec<String>,
    hashes: Vec<u64>,
}

/// The words of a text: letters and digits, everything else parts them.
pub fn runs(text: &str) -> Run {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let hashes = words.iter().map(|word| xxh3_64_with_seed(word.as_bytes(), 0)).collect();
    Run { words, hashes }
}

impl Run {
    /// A number for the words in a range, the same wherever they stand.
    pub fn hash(&self, range: Range<usize>) -> u64 {
        combined(&self.hashes[range])
    }

    /// The numbers of every stretch of that many words.
    pub fn windows(&self, length: usize) -> impl Iterator<Item = u64> {
        self.hashes.windows(length.max(1)).map(combined)
    }
}

fn combined(hashes: &[u64]) -> u64 {
    hashes
        .iter()
        .fold(hashes.len() as u64, |sum, hash| sum.rotate_left(7).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ hash)
}

/// JSON's escapes and HTML's entities as blanks.
pub fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['\\', '&']) {
        out.push_str(&rest[..at]);
        out.push(' ');
        let escape = &rest[at..];
        let length = match escape.starts_with('&') {
            true => escape.find(';').filter(|end| *end <= 10).map_or(1, |end| end + 1),
            // The character behind the backslash is part of the escape.
            false => 1 + escape[1..].chars().next().map_or(0, char::len_utf8),
        };
        rest = &escape[length..];
    }
    out.push_str(rest);
    out
}

/// Text without its tags, and its entities as blanks.
pub fn without_markup(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        out.push(' ');
        let end = rest[at..].find('>').map_or(rest.len(), |end| at + end + 1);
        rest = &rest[end..];
    }
    out.push_str(rest);
    unescaped(&out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_the_same_in_markup_and_in_json() {
        let words = |text: &str| runs(text).words.join(" ");
        assert_eq!(words(&without_markup("The <b>disk</b> wasn&#x27;t <i>full</i>")), "the disk wasn t full");
        assert_eq!(words(&unescaped(r#"The \"disk\"\nwas full"#)), "the disk was full");
        assert_eq!(words("content/The-disk_was.full"), "content the disk was full");
        assert_eq!(runs("a b c").hash(1..3), runs("x b c").hash(1..3));
        assert_ne!(runs("b c").hash(0..2), runs("c b").hash(0..2));
    }
}
