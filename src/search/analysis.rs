//! Text to tokens: the one analyser of index, query and browser. `search.js` has the same rules, and the
//! parity test keeps them the same. Not stemming: that is [`super::stem`].
//!
//! A *word* is a run of letters and digits; runs joined by one of `_ - .` are a *compound*. What is indexed of
//! a compound is the whole (`kube-system`, `1.24.3`) and every part; `NullPointerException` is whole and in
//! parts too. Chinese and Japanese, which have no blanks, become overlapping pairs of characters.

use unicode_normalization::UnicodeNormalization as _;

/// A longer token is data, not a word.
pub const MAX_TOKEN_BYTES: usize = 40;
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

/// The tokens of a text, in order.
pub fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let mut scanner = Scanner { text, chars: &chars, position: 0, tokens: vec![] };
    let mut at = 0;
    while at < chars.len() {
        at = match chars[at].1 {
            c if is_cjk(c) => scanner.pairs(at),
            c if c.is_alphanumeric() => scanner.compound(at),
            _ => at + 1,
        };
    }
    scanner.tokens
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

struct Scanner<'t> {
    text: &'t str,
    chars: &'t [(usize, char)],
    position: u32,
    tokens: Vec<Token>,
}

/// Characters of a word: from, to.
type Run = (usize, usize);

impl Scanner<'_> {
    fn is_word(&self, at: usize) -> bool {
        self.chars.get(at).is_some_and(|(_, c)| c.is_alphanumeric() && !is_cjk(*c))
    }

    /// Where the word that begins at `at` ends. An apostrophe after three letters belongs to it.
    fn word_end(&self, start: usize) -> usize {
        let mut at = start;
        loop {
            while self.is_word(at) {
                at += 1;
            }
            let joins = self.chars.get(at).is_some_and(|(_, c)| is_apostrophe(*c));
            if !(joins && at - start > 2 && self.is_word(at + 1)) {
                return at;
            }
            at += 1;
        }
    }

    fn compound(&mut self, start: usize) -> usize {
        let mut runs: Vec<Run> = vec![(start, self.word_end(start))];
        let mut end = runs[0].1;
        while self.chars.get(end).is_some_and(|(_, c)| matches!(c, '_' | '-' | '.')) && self.is_word(end + 1)
        {
            let run = (end + 1, self.word_end(end + 1));
            end = run.1;
            runs.push(run);
        }
        if (2..=MAX_PARTS).contains(&runs.len()) {
            let mut whole = self.folded(runs[0]);
            for run in &runs[1..] {
                whole.push(self.chars[run.0 - 1].1);
                whole.push_str(&self.folded(*run));
            }
            self.push(whole, Class::Whole, (start, end));
        }
        for run in runs {
            self.word(run);
        }
        end
    }

    /// A word, and its humps if it is written in camel case.
    fn word(&mut self, run: Run) {
        let text = self.folded(run);
        let class = class(&text);
        let humps = if class == Class::Natural { self.humps(run) } else { vec![run] };
        self.push(text, class, run);
        if humps.len() > 1 {
            for hump in humps {
                let text = self.folded(hump);
                self.push(text, Class::Hump, hump);
            }
        }
        self.position += 1;
    }

    /// `MaxConnections` is two, `HTTPServer` is two; `APIs`, `iOS` and `don't` are one.
    fn humps(&self, run: Run) -> Vec<Run> {
        let c = |at: usize| self.chars[at].1;
        let mut humps = vec![];
        let mut start = run.0;
        for at in run.0 + 1..run.1 {
            let after_lower = c(at - 1).is_lowercase() && c(at).is_uppercase();
            let after_acronym = c(at - 1).is_uppercase()
                && c(at).is_uppercase()
                && at + 2 < run.1
                && c(at + 1).is_lowercase()
                && c(at + 2).is_lowercase();
            if (after_lower || after_acronym) && at - start >= 2 && run.1 - at >= 2 {
                humps.push((start, at));
                start = at;
            }
        }
        humps.push((start, run.1));
        humps
    }

    /// The folded text of a word: without apostrophes and the `s` behind one; `v24` of a version is `24`.
    fn folded(&self, run: Run) -> String {
        let mut out = String::new();
        let mut tail = None;
        for (_, c) in &self.chars[run.0..run.1] {
            if is_apostrophe(*c) {
                tail = Some(out.len());
            } else {
                fold(*c, &mut out);
            }
        }
        if let Some(at) = tail.filter(|at| &out[*at..] == "s") {
            out.truncate(at);
        }
        match out.strip_prefix('v') {
            Some(digits) if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) => {
                digits.to_owned()
            }
            _ => out,
        }
    }

    fn push(&mut self, text: String, class: Class, run: Run) {
        if text.len() > MAX_TOKEN_BYTES || text.is_empty() {
            return;
        }
        let byte = |at: usize| self.chars.get(at).map_or(self.text.len(), |(byte, _)| *byte);
        self.tokens.push(Token { text, class, position: self.position, from: byte(run.0), to: byte(run.1) });
    }

    fn pairs(&mut self, start: usize) -> usize {
        let end = (start..self.chars.len()).find(|at| !is_cjk(self.chars[*at].1)).unwrap_or(self.chars.len());
        let width = if end - start == 1 { 1 } else { 2 };
        for at in start..=end - width {
            let mut text = String::new();
            for (_, c) in &self.chars[at..at + width] {
                fold(*c, &mut text);
            }
            self.push(text, Class::Pair, (at, at + width));
            self.position += 1;
        }
        end
    }
}

/// The class of a folded word.
pub fn class(text: &str) -> Class {
    if text.chars().any(char::is_numeric) { Class::Code } else { Class::Natural }
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
        assert_eq!(words(&"x".repeat(41)), Vec::<String>::new());
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
