//! Text to tokens: the one analyser of index, query and browser. `search.js` has the same rules, and the
//! parity test keeps them the same. Not stemming: that is [`super::stem`].
//!
//! A *word* is a run of letters and digits; runs joined by one of `_ - .` are a *compound*. What is indexed of
//! a compound is the whole (`kube-system`, `1.24.3`) and every part; `NullPointerException` is whole and in
//! parts too. Chinese and Japanese, which have no blanks, become overlapping pairs of characters.

use unicode_normalization::UnicodeNormalization as _;

/// A longer token is data, not a word.
pub const MAX_TOKEN_BYTES: usize = 64;
/// A compound of more parts is a path or a sentence without blanks: only its parts are words.
const MAX_PARTS: usize = 6;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Letters only: stemmed.
    Natural,
    /// With a digit: as it is.
    Code,
    /// A compound as a whole: as it is, at the position of its first part.
    Whole,
    /// A part of a word in camel case: stemmed, at the position of the word. Only texts have them: who asks
    /// for `GitHub` does not ask for `hub`.
    Hump,
    /// One or two Chinese or Japanese characters: as they are.
    Pair,
}

/// One token of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The folded text: compatibility forms unified, lower case, not stemmed.
    pub text: String,
    /// What it is.
    pub class: Class,
    /// Which word of the text it is. A whole stands where its first part stands.
    pub position: u32,
    /// Bytes of the text it was read from.
    pub from: usize,
    /// See `from`.
    pub to: usize,
}

/// A token that was just found: a [`Token`] whose text is only lent.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'s> {
    /// See [`Token::text`].
    pub text: &'s str,
    /// See [`Token::class`].
    pub class: Class,
    /// See [`Token::position`].
    pub position: u32,
    /// Characters of the text it was read from.
    run: Run,
}

/// The tokens of a text, in order.
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

/// Hears of each token of a text, in order; nothing is allocated for a text in ASCII.
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

/// A text by character: what is written in ASCII needs no list of them.
trait Letters {
    fn at(&self, at: usize) -> Option<char>;
    /// The byte where a character begins, or the end.
    fn byte(&self, at: usize) -> usize;
    /// Appends the characters of a run as they are compared, but for apostrophes; tells where the last apostrophe
    /// was.
    fn fold(&self, run: Run, out: &mut String) -> Option<usize>;
}

/// A text in ASCII, whose characters are its bytes.
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

/// Characters of scripts that are written without blanks.
pub fn is_cjk(c: char) -> bool {
    matches!(u32::from(c),
        0x3005..=0x3007 | 0x3040..=0x30FF | 0x31F0..=0x31FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF
        | 0xF900..=0xFAFF | 0xFF66..=0xFF9F | 0x20000..=0x2FA1F)
}

/// One character as it is compared.
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
    /// Written anew for each token, so that there is one allocation for all.
    whole: String,
    word: String,
    runs: Vec<Run>,
}

/// Characters of a word: from, to.
type Run = (usize, usize);

impl<L: Letters + ?Sized, H: FnMut(Seen<'_>)> Scanner<'_, L, H> {
    fn is_word(&self, at: usize) -> bool {
        self.letters.at(at).is_some_and(is_word)
    }

    /// Where the word that begins at `at` ends. An apostrophe after three letters belongs to it.
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

    /// A word, and its humps if it is written in camel case.
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

    /// `MaxConnections` is two, `HTTPServer` is two; `APIs`, `iOS` and `don't` are one, so none.
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

    /// Makes `word` the folded text of a word: without apostrophes and the `s` behind one; `v24` of a version is
    /// `24`.
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

/// The class of a folded word.
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
