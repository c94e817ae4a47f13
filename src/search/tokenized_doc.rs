//! Tokenises documents once, on all threads, into text that a trivial tantivy tokenizer splits again.
//! tantivy itself would tokenise every text twice (terms and word forms) and stem every occurrence instead
//! of every distinct word.

use super::document::{FIELDS, SearchDoc};
use super::stem::Stemmer;
use super::tokenizer::{self, Class};
use hashbrown::HashMap;
use rayon::prelude::*;
use std::sync::{Mutex, PoisonError};
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// Documents per unit of parallel work.
const TOGETHER: usize = 128;
/// Maximum number of cached stems per thread; the cache is cleared when full.
const MOST_WORDS: usize = 1 << 16;
/// Precedes a term at the next position.
const NEXT: char = '\n';
/// Precedes a term at the same position as the one before.
const SAME: char = '\r';

/// A tokenised document.
pub struct Analysed {
    /// Key of the document.
    pub key: u64,
    /// Its terms by field and text, encoded for [`Terms`].
    pub texts: [Vec<String>; FIELDS],
    /// The distinct word forms in it, unordered, encoded for [`Terms`].
    pub forms: String,
}

/// Tokenises documents in parallel, with a stem cache per thread. The cache does not change the result.
pub struct Analysers {
    stemmer: Stemmer,
    idle: Mutex<Vec<Analyser>>,
}

impl Analysers {
    /// Creates analysers for a language.
    pub fn new(stemmer: Stemmer) -> Analysers {
        Analysers { stemmer, idle: Mutex::default() }
    }

    /// Tokenises documents; the result is in the same order.
    pub fn analyse(&self, documents: &[&SearchDoc<'_>]) -> Vec<Analysed> {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let together = documents.par_chunks(TOGETHER).flat_map_iter(|documents| {
            let known = idle().pop();
            let mut analyser = known.unwrap_or_else(|| Analyser::new(self.stemmer));
            let analysed: Vec<Analysed> =
                documents.iter().map(|document| analyser.document(document)).collect();
            analyser.forget_too_many();
            idle().push(analyser);
            analysed
        });
        together.collect()
    }
}

struct Analyser {
    stemmer: Stemmer,
    words: HashMap<String, Known>,
    /// Number of the current document, starting at 1.
    document: usize,
}

/// A cached word.
struct Known {
    stem: String,
    /// The last document that contained the word.
    last: usize,
}

impl Analyser {
    fn new(stemmer: Stemmer) -> Analyser {
        Analyser { stemmer, words: HashMap::new(), document: 0 }
    }

    fn forget_too_many(&mut self) {
        if self.words.len() > MOST_WORDS {
            self.words.clear();
        }
    }

    fn document(&mut self, document: &SearchDoc<'_>) -> Analysed {
        self.document += 1;
        let mut forms = String::new();
        let texts = document
            .texts
            .each_ref()
            .map(|texts| texts.iter().map(|text| self.text(text, &mut forms)).collect());
        Analysed { key: document.key, texts, forms }
    }

    fn text(&mut self, text: &str, forms: &mut String) -> String {
        let mut out = String::with_capacity(text.len() + text.len() / 8);
        let mut before = None;
        tokenizer::each_token(text, |seen| {
            match seen.position - before.unwrap_or(0) {
                0 if before.is_some() => out.push(SAME),
                steps => (0..steps).for_each(|_| out.push(NEXT)),
            }
            before = Some(seen.position);
            match seen.class {
                Class::Natural | Class::Hump => {
                    let known = self
                        .words
                        .entry_ref(seen.text)
                        .or_insert_with(|| Known { stem: self.stemmer.stem(seen.text), last: 0 });
                    out.push_str(&known.stem);
                    if known.last != self.document {
                        known.last = self.document;
                        forms.push(NEXT);
                        forms.push_str(seen.text);
                    }
                }
                Class::Code | Class::Whole | Class::Pair => out.push_str(seen.text),
            }
        });
        out
    }
}

/// The tantivy tokenizer that splits tokenised text.
#[derive(Debug, Clone, Default)]
pub struct Terms {
    token: Token,
}

/// The terms of one text.
pub struct Stream<'a> {
    rest: &'a str,
    token: &'a mut Token,
}

impl Tokenizer for Terms {
    type TokenStream<'a> = Stream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream<'a> {
        self.token.position = 0;
        self.token.position_length = 1;
        Stream { rest: text, token: &mut self.token }
    }
}

impl TokenStream for Stream<'_> {
    fn advance(&mut self) -> bool {
        if self.rest.is_empty() {
            return false;
        }
        // The separators are ASCII, so byte positions are character boundaries.
        let bytes = self.rest.as_bytes();
        let is_sign = |byte: u8| byte == NEXT as u8 || byte == SAME as u8;
        let mut from = 0;
        while from < bytes.len() && is_sign(bytes[from]) {
            self.token.position += usize::from(bytes[from] == NEXT as u8);
            from += 1;
        }
        let mut to = from;
        while to < bytes.len() && !is_sign(bytes[to]) {
            to += 1;
        }
        self.token.text.clear();
        self.token.text.push_str(&self.rest[from..to]);
        self.rest = &self.rest[to..];
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_keep_their_places() {
        let text = "The pods of kube-system restarted: NullPointerException";
        let mut texts: [Vec<&str>; FIELDS] = Default::default();
        texts[0] = vec![text, "a"];
        let document = SearchDoc { key: 7, texts };
        let analysed = Analysers::new(Stemmer::new("en")).analyse(&[&document]);
        let mut terms = Terms::default();
        let mut read = |text: &str| {
            let mut found = vec![];
            terms.token_stream(text).process(&mut |token| {
                found.push(format!("{}@{}", token.text, token.position));
            });
            found
        };
        let [body, second] = &analysed[0].texts[0][..] else { panic!("a text for each") };
        assert_eq!(
            read(body),
            [
                "the@0",
                "pod@1",
                "of@2",
                "kube-system@3",
                "kube@3",
                "system@4",
                "restart@5",
                "nullpointerexcept@6",
                "null@6",
                "pointer@6",
                "except@6"
            ]
        );
        assert_eq!(read(second), ["a@0"]);
        assert_eq!(
            analysed[0].forms.split(NEXT).skip(1).collect::<Vec<_>>(),
            [
                "the",
                "pods",
                "of",
                "kube",
                "system",
                "restarted",
                "nullpointerexception",
                "null",
                "pointer",
                "exception",
                "a"
            ]
        );
    }
}
