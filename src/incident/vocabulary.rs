//! The words of one body by digest, worked out when somebody first compares bodies, and kept with the document:
//! an archive that changes by a document reads the words of that document.

use super::SectionText;
use std::sync::OnceLock;
use xxhash_rust::xxh3::xxh3_64;

/// The shortest word in characters, and the longest in bytes.
const SHORTEST: usize = 4;
const LONGEST: usize = 48;

/// Names that tell when and not what.
const DATES: [&str; 19] = [
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "time",
];
/// A word of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Word {
    /// Its digest, whatever the case.
    pub digest: u32,
    /// Where it is first written, in bytes over all sections.
    pub at: u32,
}

/// Which words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// All of them.
    All,
    /// Those that look like names.
    Names,
}

/// Digests are in so many parts, as a power of two, by their first bits: who works on all bodies does so part
/// by part, near the processor.
pub const PARTS: u32 = 3;

/// Words, each once, in order of digest.
#[derive(Debug, Clone)]
pub struct Words {
    list: Box<[Word]>,
    /// Where each part ends.
    ends: [u32; 1 << PARTS],
}

impl Words {
    /// All of them.
    pub fn all(&self) -> &[Word] {
        &self.list
    }

    /// The words of a part.
    pub fn part(&self, part: usize) -> &[Word] {
        let from = part.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.list[from as usize..self.ends[part] as usize]
    }
}

/// The words of a body.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    all: OnceLock<Words>,
    names: OnceLock<Words>,
}

impl Vocabulary {
    /// Every word of the sections once. They are always those of the same document.
    pub(super) fn words(&self, sections: &[SectionText], which: Which) -> &Words {
        let kept = if which == Which::All { &self.all } else { &self.names };
        kept.get_or_init(|| words_of(sections, which))
    }
}

fn words_of(sections: &[SectionText], which: Which) -> Words {
    let mut words = vec![];
    let mut start = 0;
    for section in sections {
        for (at, word) in words_in(&section.text) {
            if which == Which::Names && !is_name(&section.text, at, word) {
                continue;
            }
            if let Ok(at) = u32::try_from(start + at) {
                words.push(Word { digest: digest(word), at });
            }
        }
        start += section.text.len();
    }
    // In order of digest and place, by one number for both: half the time of two.
    words.sort_unstable_by_key(|word: &Word| u64::from(word.digest) << 32 | u64::from(word.at));
    words.dedup_by_key(|word| word.digest);
    let end = |part: usize| words.partition_point(|word| (word.digest >> (32 - PARTS)) as usize <= part);
    // A document is smaller than the numbers of 32 bits reach.
    let ends = std::array::from_fn(|part| u32::try_from(end(part)).unwrap_or(u32::MAX));
    Words { list: words.into(), ends }
}

/// Runs of letters and digits, with what joins the parts of an identifier.
fn words_in(text: &str) -> impl Iterator<Item = (usize, &str)> {
    Runs { text, at: 0 }
        .filter(|run| {
            // A number, a date or a time tells nothing.
            run.has_letter
                && (SHORTEST..=LONGEST).contains(&run.word.len())
                && (run.ascii || run.word.chars().count() >= SHORTEST)
        })
        .map(|run| (run.at, run.word))
}

/// What a byte is to a word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Digit,
    /// What joins the parts of an identifier: neither the beginning nor the end of one.
    Joint,
    /// Where a character begins that is not of ASCII.
    Beyond,
    Other,
}

const CLASSES: [Class; 256] = {
    let mut classes = [Class::Beyond; 256];
    let mut at = 0;
    while at < 128 {
        classes[at] = match at as u8 {
            b'_' | b'-' | b'.' | b':' | b'/' => Class::Joint,
            byte if byte.is_ascii_alphabetic() => Class::Letter,
            byte if byte.is_ascii_digit() => Class::Digit,
            _ => Class::Other,
        };
        at += 1;
    }
    classes
};

/// Every run of a text: what it is made of is seen while its end is looked for.
struct Runs<'t> {
    text: &'t str,
    at: usize,
}

struct Run<'t> {
    /// Where it begins, in bytes.
    at: usize,
    word: &'t str,
    has_letter: bool,
    ascii: bool,
}

impl<'t> Iterator for Runs<'t> {
    type Item = Run<'t>;

    fn next(&mut self) -> Option<Run<'t>> {
        let bytes = self.text.as_bytes();
        let beyond = |at: usize| self.text[at..].chars().next().unwrap_or_default();
        let mut at = self.at;
        loop {
            match CLASSES[usize::from(*bytes.get(at)?)] {
                Class::Letter | Class::Digit => break,
                Class::Beyond if beyond(at).is_alphanumeric() => break,
                Class::Beyond => at += beyond(at).len_utf8(),
                Class::Joint | Class::Other => at += 1,
            }
        }
        let (from, mut end) = (at, at);
        let (mut has_letter, mut ascii) = (false, true);
        while let Some(byte) = bytes.get(at) {
            match CLASSES[usize::from(*byte)] {
                class @ (Class::Letter | Class::Digit) => {
                    has_letter |= class == Class::Letter;
                    at += 1;
                    end = at;
                }
                Class::Joint => at += 1,
                Class::Beyond if beyond(at).is_alphanumeric() => {
                    let c = beyond(at);
                    has_letter |= c.is_alphabetic();
                    ascii = false;
                    at += c.len_utf8();
                    end = at;
                }
                Class::Beyond | Class::Other => break,
            }
        }
        self.at = at;
        Some(Run { at: from, word: &self.text[from..end], has_letter, ascii })
    }
}

/// Whether a word looks like a name: it has a digit, a joint or a capital within, or begins with one in the
/// middle of a sentence.
fn is_name(text: &str, at: usize, word: &str) -> bool {
    let mut chars = word.chars();
    let capital = chars.next().is_some_and(char::is_uppercase);
    let within = chars.any(|c| c.is_uppercase() || c.is_numeric() || matches!(c, '_' | '.' | ':' | '/'));
    let before = text[..at].trim_end_matches([' ', '"', '(', '“', '\'']);
    let inside = capital && before.ends_with(|c: char| c.is_alphanumeric() || c == ',');
    within || (inside && !DATES.iter().any(|date| date.eq_ignore_ascii_case(word)))
}

fn digest(word: &str) -> u32 {
    let mut lower = [0_u8; LONGEST];
    let digest = if word.is_ascii() {
        let lower = &mut lower[..word.len()];
        lower.copy_from_slice(word.as_bytes());
        lower.make_ascii_lowercase();
        xxh3_64(lower)
    } else {
        xxh3_64(word.to_lowercase().as_bytes())
    };
    (digest >> 32) as u32
}

/// The word that is written at a place.
pub(super) fn word_at(sections: &[SectionText], at: u32) -> Option<&str> {
    let mut start = 0;
    for section in sections {
        let end = start + section.text.len();
        if (at as usize) < end {
            let rest = section.text.get(at as usize - start..)?;
            return words_in(rest).next().map(|(_, word)| word);
        }
        start = end;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_from_words_that_begin_a_sentence() {
        let text = "Slowly the pods of Kinesis went NotReady. Then (Azure) us-east-1 followed.";
        let names: Vec<&str> =
            words_in(text).filter(|(at, word)| is_name(text, *at, word)).map(|(_, word)| word).collect();
        assert_eq!(names, ["Kinesis", "NotReady", "Azure", "us-east-1"]);
    }

    /// The same as it was first written, and as the rules are read.
    fn plainly(text: &str) -> Vec<(usize, &str)> {
        let joins = |c: char| matches!(c, '_' | '-' | '.' | ':' | '/');
        text.split(move |c: char| !c.is_alphanumeric() && !joins(c))
            .map(move |word| word.trim_matches(joins))
            .filter(|word| word.chars().count() >= SHORTEST && word.len() <= LONGEST)
            .filter(|word| word.chars().any(char::is_alphabetic))
            .map(move |word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
            .collect()
    }

    proptest::proptest! {
        #[test]
        fn words_are_those_of_the_plain_rules(text in "([a-zA-Z0-9._:/ -]|[é障²٣\\n–’]|[a-z]{3,30}|\\PC){0,60}") {
            assert_eq!(words_in(&text).collect::<Vec<_>>(), plainly(&text));
        }
    }

    #[test]
    fn words_are_names_and_not_numbers() {
        let words: Vec<&str> = words_in("ERR_CONN_RESET at 10:42, pod `auth-7d9f` (12345): see a/b and it.")
            .map(|(_, w)| w)
            .collect();
        assert_eq!(words, ["ERR_CONN_RESET", "auth-7d9f"]);
        assert_eq!(digest("Fluentd"), digest("fluentd"));
        assert_ne!(digest("fluentd"), digest("fluent"));
    }
}
