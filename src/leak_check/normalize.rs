//! Splits text into words that compare equal whatever their case, width, punctuation or invisible characters.

use std::ops::Range;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;
use xxhash_rust::xxh3::xxh3_64;

/// The length of a run of text that counts as quoted, in half words: 12 words, or 24 characters of a script that is
/// written without spaces.
const RUN: u32 = 24;

const BASE: u64 = 0x9e37_79b9_7f4a_7c15;

/// The words of a text in order. A character of a script without spaces is a word of its own.
#[derive(Debug, Default)]
pub struct Words {
    words: Vec<Word>,
    /// Rolling hash of the first words, so that the hash of every stretch takes constant time.
    hashes: Vec<u64>,
    /// Weight of the first words.
    weights: Vec<u32>,
}

#[derive(Debug)]
struct Word {
    bytes: Range<usize>,
    letters: u32,
    has_letter: bool,
    is_character: bool,
}

impl Words {
    /// Splits a text.
    pub fn of(text: &str) -> Words {
        let mut splitter = Splitter { words: Words::default(), word: String::new(), start: 0 };
        splitter.words.hashes.push(0);
        splitter.words.weights.push(0);
        for (at, c) in text.char_indices() {
            match c {
                c if c.is_ascii() => splitter.push(at, c.to_ascii_lowercase()),
                c if is_ignorable(c) => {}
                c => {
                    let folded = std::iter::once(c).nfkd().flat_map(char::to_uppercase);
                    folded.flat_map(char::to_lowercase).for_each(|c| splitter.push(at, c));
                }
            }
        }
        splitter.end(text.len());
        splitter.words
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// The hash of a stretch of words, the same wherever they are.
    pub fn hash(&self, range: Range<usize>) -> u64 {
        let power = u32::try_from(range.len()).unwrap_or(u32::MAX);
        let before = self.hashes[range.start].wrapping_mul(BASE.wrapping_pow(power));
        self.hashes[range.end].wrapping_sub(before) ^ u64::from(power)
    }

    /// The hash of the whole text.
    pub fn whole(&self) -> u64 {
        self.hash(0..self.len())
    }

    /// Every stretch of that many words, with its hash.
    pub fn windows(&self, length: usize) -> impl Iterator<Item = (Range<usize>, u64)> {
        let starts = if length == 0 { 0..0 } else { 0..(self.len() + 1).saturating_sub(length) };
        starts.map(move |start| (start..start + length, self.hash(start..start + length)))
    }

    /// Whether a stretch of the text has the words of another.
    pub fn contains(&self, other: &Words) -> bool {
        self.windows(other.len()).any(|(_, hash)| hash == other.whole())
    }

    /// From each word the shortest stretch that is long enough to count as quoted, with its hash.
    pub fn runs(&self) -> impl Iterator<Item = (Range<usize>, u64)> {
        let mut end = 0;
        (0..self.len()).map_while(move |start| {
            let wanted = self.weights[start] + RUN;
            end += self.weights[end..].iter().position(|weight| *weight >= wanted)?;
            Some((start..end, self.hash(start..end)))
        })
    }

    /// Whether the text is long enough to be compared run by run.
    pub fn has_run(&self) -> bool {
        self.weights.last().is_some_and(|weight| *weight >= RUN)
    }

    /// The bytes of a stretch of words in the text.
    pub fn bytes(&self, range: Range<usize>) -> Range<usize> {
        match self.words.get(range) {
            Some([first, .., last]) => first.bytes.start..last.bytes.end,
            Some([only]) => only.bytes.clone(),
            _ => 0..0,
        }
    }

    /// How many letters and digits there are.
    pub fn letters(&self) -> u32 {
        self.words.iter().map(|word| word.letters).sum()
    }

    /// How many characters of scripts without spaces there are.
    pub fn characters(&self) -> usize {
        self.words.iter().filter(|word| word.is_character).count()
    }

    /// Whether there is a letter, and not only digits.
    pub fn has_letter(&self) -> bool {
        self.words.iter().any(|word| word.has_letter)
    }
}

struct Splitter {
    words: Words,
    word: String,
    start: usize,
}

impl Splitter {
    fn push(&mut self, at: usize, c: char) {
        if is_combining_mark(c) && !self.word.is_empty() {
            self.word.push(c);
        } else if is_spaceless(c) {
            self.end(at);
            (self.start, self.word) = (at, c.to_string());
        } else if c.is_alphanumeric() {
            if self.word.chars().next().is_some_and(is_spaceless) {
                self.end(at);
            }
            if self.word.is_empty() {
                self.start = at;
            }
            self.word.push(c);
        } else {
            self.end(at);
        }
    }

    fn end(&mut self, at: usize) {
        let Some(first) = self.word.chars().next() else { return };
        let (hash, weight) =
            (self.words.hashes.last().unwrap_or(&0), self.words.weights.last().unwrap_or(&0));
        let hash = hash.wrapping_mul(BASE).wrapping_add(xxh3_64(self.word.as_bytes()));
        let weight = weight + if is_spaceless(first) { 1 } else { 2 };
        self.words.hashes.push(hash);
        self.words.weights.push(weight);
        let letters = self.word.chars().filter(|c| c.is_alphanumeric()).count();
        self.words.words.push(Word {
            bytes: self.start..at,
            letters: u32::try_from(letters).unwrap_or(u32::MAX),
            has_letter: self.word.contains(char::is_alphabetic),
            is_character: is_spaceless(first),
        });
        self.word.clear();
    }
}

/// Characters that are never seen (Unicode's Default_Ignorable_Code_Point).
fn is_ignorable(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fff8}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Letters of scripts that put no space between words: Thai, Lao, Tibetan, Burmese, Khmer, kana and Han.
fn is_spaceless(c: char) -> bool {
    let is_letter = matches!(
        c,
        '\u{e00}'..='\u{fff}'
            | '\u{1000}'..='\u{109f}'
            | '\u{1780}'..='\u{17ff}'
            | '\u{3005}'..='\u{3007}'
            | '\u{3040}'..='\u{30ff}'
            | '\u{31f0}'..='\u{31ff}'
            | '\u{3400}'..='\u{9fff}'
            | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{3ffff}'
    );
    is_letter && c.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_width_marks_and_invisible_characters_do_not_count() {
        let hash = |text: &str| Words::of(text).whole();
        for (one, other) in [
            ("Checkout returned 503", "checkout-returned_503."),
            ("Checkout", "Ｃｈｅｃｋｏｕｔ"),
            ("Checkout", "Che\u{ad}ck\u{200b}o\u{2060}ut\u{fe0f}"),
            ("Straße", "STRASSE"),
            ("café", "cafe\u{301}"),
            ("ガ", "ｶﾞ"),
            ("№ 5", "no 5"),
        ] {
            assert_eq!(hash(one), hash(other), "{one} {other}");
        }
        assert_ne!(hash("ab c"), hash("a bc"));
        assert_ne!(hash("café"), hash("cafe"));
    }

    #[test]
    fn a_stretch_has_the_same_hash_wherever_it_is() {
        let (one, other) = (Words::of("a b c d"), Words::of("x x b c"));
        assert_eq!(one.hash(1..3), other.hash(2..4));
        assert_ne!(one.hash(1..3), one.hash(2..4));
        assert_eq!(one.bytes(1..3), 2..5);
        assert_eq!(one.windows(5).count() + one.windows(0).count(), 0);
    }

    #[test]
    fn a_run_is_twelve_words_or_twenty_four_characters() {
        let lengths = |text: &str| Words::of(text).runs().map(|(range, _)| range.len()).collect::<Vec<_>>();
        assert_eq!(lengths(&"word ".repeat(11)), [0usize; 0]);
        assert_eq!(lengths(&"word ".repeat(13)), [12, 12]);
        assert_eq!(lengths(&"障".repeat(23)), [0usize; 0]);
        assert_eq!(lengths(&"障".repeat(24)), [24]);
        assert_eq!(lengths(&format!("{} word word", "障".repeat(20))), [22]);
        assert_eq!(lengths(&"ก".repeat(25)), [24, 24]);
    }
}
