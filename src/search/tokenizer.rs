//! Splits text into tokens, for the index, queries and the browser. `search.js` implements the same rules,
//! and the parity test compares both. Stemming is separate: [`super::stem`].
//!
//! A *word* is a run of letters and digits; runs joined by `_`, `-` or `.` are a *compound*. A compound is
//! indexed as a whole (`kube-system`, `1.24.3`) and by its parts, as is camel case
//! (`NullPointerException`). Chinese and Japanese text becomes overlapping bigrams.

use unicode_normalization::UnicodeNormalization as _;

/// Longer tokens are treated as data and not indexed.
pub const MAX_TOKEN_BYTES: usize = 64;
/// A compound with more parts is a path or a sentence without spaces: only its parts are indexed.
const MAX_PARTS: usize = 6;

/// The class of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Letters only; stemmed.
    Natural,
    /// Contains a digit; not stemmed.
    Code,
    /// A whole compound, at the position of its first part; not stemmed.
    Whole,
    /// A part of a camel-case word, at the word's position; stemmed. Only documents have them: a query for
    /// `GitHub` does not match `hub`.
    Hump,
    /// One or two Chinese or Japanese characters; not stemmed.
    Pair,
}

/// A token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The normalised text: NFKC, lower case, not stemmed.
    pub text: String,
    /// Its class.
    pub class: Class,
    /// Word position. A whole compound has the position of its first part.
    pub position: u32,
    /// Start of the token in the source text, in bytes.
    pub from: usize,
    /// End of the token in the source text, in bytes.
    pub to: usize,
}

/// A [`Token`] with borrowed text.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'s> {
    /// See [`Token::text`].
    pub text: &'s str,
    /// See [`Token::class`].
    pub class: Class,
    /// See [`Token::position`].
    pub position: u32,
    /// Character range in the source text.
    run: Run,
}

/// Returns the tokens of a text, in order.
pub fn tokens(text: &str) -> Vec<Token> {
    fn collected<L: Letters + ?Sized>(letters: &L) -> Vec<Token> {
        let mut tokens = vec![];
        scan(letters, &mut |seen| {
            let (from, to) = (letters.byte(seen.run.0), letters.byte(seen.run.1));
            let Seen { class, position, .. } = seen;
            tokens.push(Token { text: seen.text.to_owned(), class, position, from, to });
        });
        tokens
    }
    match text.is_ascii() {
        true => collected(text),
        false => collected(&Characters::of(text)),
    }
}

/// Calls `heard` for each token of a text, in order. Does not allocate for ASCII text.
pub fn each_token(text: &str, mut heard: impl FnMut(Seen<'_>)) {
    match text.is_ascii() {
        true => scan(text, &mut heard),
        false => scan(&Characters::of(text), &mut heard),
    }
}

fn scan<L: Letters + ?Sized>(letters: &L, heard: &mut impl FnMut(Seen<'_>)) {
    let mut scanner =
        Scanner { letters, heard, position: 0, whole: String::new(), word: String::new(), runs: vec![] };
    let mut at = 0;
    while let Some(c) = letters.at(at) {
        at = match c {
            c if is_cjk(c) => scanner.pairs(at),
            c if is_word(c) => scanner.compound(at),
            _ => at + 1,
        };
    }
}

/// Access to a text by character; ASCII text needs no index.
trait Letters {
    fn at(&self, at: usize) -> Option<char>;
    /// Returns the byte offset of a character, or of the end.
    fn byte(&self, at: usize) -> usize;
    /// Appends a run of characters, normalised and without apostrophes; returns the position of the last
    /// apostrophe.
    fn fold(&self, run: Run, out: &mut String) -> Option<usize>;
}

/// ASCII text, where characters are bytes.
impl Letters for str {
    fn at(&self, at: usize) -> Option<char> {
        self.as_bytes().get(at).map(|byte| char::from(*byte))
    }

    fn byte(&self, at: usize) -> usize {
        at.min(self.len())
    }

    fn fold(&self, run: Run, out: &mut String) -> Option<usize> {
        let before = out.len();
        let mut tail = None;
        for (nth, part) in self[run.0..run.1].split('\'').enumerate() {
            tail = (nth > 0).then_some(out.len());
            out.push_str(part);
        }
        out[before..].make_ascii_lowercase();
        tail
    }
}

struct Characters {
    list: Vec<(usize, char)>,
    end: usize,
}

impl Characters {
    fn of(text: &str) -> Characters {
        Characters { list: text.char_indices().collect(), end: text.len() }
    }
}

impl Letters for Characters {
    fn at(&self, at: usize) -> Option<char> {
        self.list.get(at).map(|(_, c)| *c)
    }

    fn byte(&self, at: usize) -> usize {
        self.list.get(at).map_or(self.end, |(byte, _)| *byte)
    }

    fn fold(&self, run: Run, out: &mut String) -> Option<usize> {
        let mut tail = None;
        for (_, c) in &self.list[run.0..run.1] {
            if is_apostrophe(*c) {
                tail = Some(out.len());
            } else {
                fold(*c, out);
            }
        }
        tail
    }
}

fn is_word(c: char) -> bool {
    match c.is_ascii() {
        true => c.is_ascii_alphanumeric(),
        false => c.is_alphanumeric() && !is_cjk(c),
    }
}

/// Returns whether a character belongs to a script written without spaces.
pub fn is_cjk(c: char) -> bool {
    matches!(u32::from(c),
        0x3005..=0x3007 | 0x3040..=0x30FF | 0x31F0..=0x31FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF
        | 0xF900..=0xFAFF | 0xFF66..=0xFF9F | 0x20000..=0x2FA1F)
}

/// Normalises one character.
fn fold(c: char, out: &mut String) {
    match c.is_ascii() {
        true => out.push(c.to_ascii_lowercase()),
        false => out.extend(std::iter::once(c).nfkc().flat_map(char::to_lowercase)),
    }
}

fn is_apostrophe(c: char) -> bool {
    c == '\'' || c == '’'
}

struct Scanner<'t, L: ?Sized, H> {
    letters: &'t L,
    heard: &'t mut H,
    position: u32,
    /// Reused for every token, to allocate once.
    whole: String,
    word: String,
    runs: Vec<Run>,
}

/// A range of characters: start, end.
type Run = (usize, usize);

impl<L: Letters + ?Sized, H: FnMut(Seen<'_>)> Scanner<'_, L, H> {
    fn is_word(&self, at: usize) -> bool {
        self.letters.at(at).is_some_and(is_word)
    }

    /// Returns the end of the word starting at `start`. An apostrophe after three letters belongs to the
    /// word.
    fn word_end(&self, start: usize) -> usize {
        let mut at = start;
        loop {
            while self.is_word(at) {
                at += 1;
            }
            let joins = self.letters.at(at).is_some_and(is_apostrophe);
            if !(joins && at - start > 2 && self.is_word(at + 1)) {
                return at;
            }
            at += 1;
        }
    }

    fn compound(&mut self, start: usize) -> usize {
        let mut runs = std::mem::take(&mut self.runs);
        runs.clear();
        runs.push((start, self.word_end(start)));
        let mut end = runs[0].1;
        while self.letters.at(end).is_some_and(|c| matches!(c, '_' | '-' | '.')) && self.is_word(end + 1) {
            let run = (end + 1, self.word_end(end + 1));
            end = run.1;
            runs.push(run);
        }
        if (2..=MAX_PARTS).contains(&runs.len()) {
            let mut whole = std::mem::take(&mut self.whole);
            whole.clear();
            for (nth, run) in runs.iter().enumerate() {
                if nth > 0 {
                    whole.extend(self.letters.at(run.0 - 1));
                }
                self.fold(*run);
                whole.push_str(&self.word);
            }
            self.tell(&whole, Class::Whole, (start, end));
            self.whole = whole;
        }
        for run in &runs {
            self.word(*run);
        }
        self.runs = runs;
        end
    }

    /// Emits a word, and its camel-case parts.
    fn word(&mut self, run: Run) {
        self.fold(run);
        let class = class(&self.word);
        self.tell_word(class, run);
        let humps = if class == Class::Natural { self.humps(run) } else { vec![] };
        for hump in humps {
            self.fold(hump);
            self.tell_word(Class::Hump, hump);
        }
        self.position += 1;
    }

    /// Splits camel case: `MaxConnections` and `HTTPServer` have two parts; `APIs`, `iOS` and `don't` have
    /// none.
    fn humps(&self, run: Run) -> Vec<Run> {
        let is = |at: usize, kind: fn(char) -> bool| self.letters.at(at).is_some_and(kind);
        let mut humps = vec![];
        let mut start = run.0;
        for at in run.0 + 1..run.1 {
            if !is(at, char::is_uppercase) {
                continue;
            }
            let after_lower = is(at - 1, char::is_lowercase);
            let after_acronym = is(at - 1, char::is_uppercase)
                && at + 2 < run.1
                && is(at + 1, char::is_lowercase)
                && is(at + 2, char::is_lowercase);
            if (after_lower || after_acronym) && at - start >= 2 && run.1 - at >= 2 {
                humps.push((start, at));
                start = at;
            }
        }
        if !humps.is_empty() {
            humps.push((start, run.1));
        }
        humps
    }

    /// Normalises a word into `self.word`: without apostrophes and a possessive `s`; the `v24` of a version
    /// becomes `24`.
    fn fold(&mut self, run: Run) {
        let out = &mut self.word;
        out.clear();
        let tail = self.letters.fold(run, out);
        if let Some(at) = tail.filter(|at| &out[*at..] == "s") {
            out.truncate(at);
        }
        let is_version = |digits: &str| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        if out.strip_prefix('v').is_some_and(is_version) {
            out.remove(0);
        }
    }

    fn tell_word(&mut self, class: Class, run: Run) {
        let word = std::mem::take(&mut self.word);
        self.tell(&word, class, run);
        self.word = word;
    }

    fn tell(&mut self, text: &str, class: Class, run: Run) {
        if text.len() <= MAX_TOKEN_BYTES && !text.is_empty() {
            (self.heard)(Seen { text, class, position: self.position, run });
        }
    }

    fn pairs(&mut self, start: usize) -> usize {
        let mut end = start;
        while self.letters.at(end).is_some_and(is_cjk) {
            end += 1;
        }
        let width = if end - start == 1 { 1 } else { 2 };
        for at in start..=end - width {
            self.word.clear();
            self.letters.fold((at, at + width), &mut self.word);
            self.tell_word(Class::Pair, (at, at + width));
            self.position += 1;
        }
        end
    }
}

/// Returns the class of a normalised word.
pub fn class(text: &str) -> Class {
    let is_code = match text.is_ascii() {
        true => text.bytes().any(|byte| byte.is_ascii_digit()),
        false => text.chars().any(char::is_numeric),
    };
    if is_code { Class::Code } else { Class::Natural }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|token| format!("{}@{}", token.text, token.position)).collect()
    }

    #[test]
    fn identifiers_are_whole_and_in_parts() {
        assert_eq!(words("v1.24.3"), ["1.24.3@0", "1@0", "24@1", "3@2"]);
        assert_eq!(
            words("kube-system pod_name"),
            ["kube-system@0", "kube@0", "system@1", "pod_name@2", "pod@2", "name@3"]
        );
        assert_eq!(words("ECONNRESET HTTP 503"), ["econnreset@0", "http@1", "503@2"]);
        assert_eq!(
            words("java.lang.NullPointerException: x"),
            [
                "java.lang.nullpointerexception@0",
                "java@0",
                "lang@1",
                "nullpointerexception@2",
                "null@2",
                "pointer@2",
                "exception@2",
                "x@3"
            ]
        );
        assert_eq!(words("HTTPServer APIs iOS"), ["httpserver@0", "http@0", "server@0", "apis@1", "ios@2"]);
    }

    #[test]
    fn words_are_folded() {
        assert_eq!(words("The server’s DON'T"), ["the@0", "server@1", "dont@2"]);
        assert_eq!(words("l'incident Ｆｕｌｌ"), ["l@0", "incident@1", "full@2"]);
        assert_eq!(words("end. Next"), ["end@0", "next@1"]);
        assert_eq!(words(&"x".repeat(65)), Vec::<String>::new());
    }

    #[test]
    fn scripts_without_blanks_become_pairs() {
        assert_eq!(words("障害対応 DNS障"), ["障害@0", "害対@1", "対応@2", "dns@3", "障@4"]);
    }

    #[test]
    fn places_are_bytes_of_the_text() {
        let text = "é kube-system!";
        let spans: Vec<&str> = tokens(text).iter().map(|token| &text[token.from..token.to]).collect();
        assert_eq!(spans, ["é", "kube-system", "kube", "system"]);
    }
}
