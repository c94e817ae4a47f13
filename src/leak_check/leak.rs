//! A phrase found in a published file, and the diagnostic about it.

use super::Kind;
use super::normalize::Words;
use crate::diagnostic::{Code, Diagnostic, Place};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// The longest quotation in a hint, in characters.
const MAX_WORDS: usize = 400;

/// A phrase of a withheld document in a published file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leak {
    /// What it is in its document.
    pub kind: Kind,
    /// The path of the withheld document.
    pub document: Arc<str>,
    /// The published file.
    pub file: String,
    /// The words as published.
    pub words: String,
    /// The hash of the words.
    pub hash: u64,
}

/// Whether diagnostics show the words that were found. The log of a build may be public.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Matches {
    /// They do.
    #[default]
    Shown,
    /// They name files and lines only.
    Hidden,
}

/// One diagnostic for each phrase, however many files have it. `sources` is the text of every document by path, and `origin`
/// gives the path of the document that a published file is made from.
pub fn report(
    leaks: Vec<Leak>,
    matches: Matches,
    sources: &BTreeMap<Arc<str>, Arc<str>>,
    origin: impl Fn(&str) -> Option<Arc<str>>,
) -> Vec<Diagnostic> {
    let mut diagnostics = vec![];
    for Phrase { longest, mut files, .. } in phrases(leaks) {
        // The page of a document is where its author looks.
        files.sort_by_key(|file| (origin(file).is_none(), !file.ends_with(".html"), file.clone()));
        files.dedup();
        let others = files.len().saturating_sub(1);
        let leak = Leak { file: files.swap_remove(0), ..longest };
        let said = origin(&leak.file).and_then(|path| {
            let text = sources.get(&path)?;
            let at = locate(text, &leak.words)?;
            Some(format!("{path}:{}", text[..at.start].matches('\n').count() + 1))
        });
        diagnostics.push(diagnostic(&leak, others, matches, sources, said));
    }
    diagnostics
}

/// A phrase and the files that have it, or a part of it.
struct Phrase {
    longest: Leak,
    words: Words,
    files: Vec<String>,
}

/// Puts together what files have of the same phrase: a feed or a description may end in the middle of it.
fn phrases(leaks: Vec<Leak>) -> Vec<Phrase> {
    let mut leaks: Vec<(Words, Leak)> =
        leaks.into_iter().map(|leak| (Words::of(&leak.words), leak)).collect();
    leaks.sort_by(|(a, one), (b, other)| {
        let key = |leak: &Leak| (leak.document.clone(), leak.kind);
        key(one).cmp(&key(other)).then(b.len().cmp(&a.len())).then_with(|| one.file.cmp(&other.file))
    });
    let mut phrases: Vec<Phrase> = vec![];
    for (words, leak) in leaks {
        let alike = |phrase: &&mut Phrase| {
            (&phrase.longest.document, phrase.longest.kind) == (&leak.document, leak.kind)
        };
        match phrases.iter_mut().rev().take_while(alike).find(|phrase| phrase.words.contains(&words)) {
            Some(phrase) => phrase.files.push(leak.file),
            None => phrases.push(Phrase { files: vec![leak.file.clone()], longest: leak, words }),
        }
    }
    phrases
}

fn diagnostic(
    leak: &Leak,
    others: usize,
    matches: Matches,
    sources: &BTreeMap<Arc<str>, Arc<str>>,
    said: Option<String>,
) -> Diagnostic {
    let what = match leak.kind {
        Kind::Title => "the title",
        Kind::File => "the file name",
        Kind::Person => "an owner or author",
        Kind::Field => "a field",
        Kind::Text => "text",
    };
    let page = match leak.file.as_str() {
        "" => "the export".to_owned(),
        file => format!("the public page `{file}`"),
    };
    let others = match others {
        0 => String::new(),
        1 => " (and 1 other file)".to_owned(),
        n => format!(" (and {n} other files)"),
    };
    let message = format!("{page} would say {what} of `{}`, which is withheld{others}", leak.document);
    let span = sources.get(&leak.document).and_then(|text| locate(text, &leak.words));
    let span = span.filter(|_| leak.kind != Kind::File).unwrap_or(0..0);
    let place = said.map_or_else(|| "what is published there".to_owned(), |said| format!("`{said}`"));
    let hint = match matches {
        Matches::Shown => {
            let words = leak.words.split_whitespace().collect::<Vec<_>>().join(" ");
            let end = words.char_indices().nth(MAX_WORDS).map(|(end, _)| end);
            let words = end.map_or_else(|| words.clone(), |end| format!("{}…", &words[..end]));
            format!("reword {place}, or allow the words `{words}`: `allow` in `[public]` of hindsite.toml")
        }
        Matches::Hidden => format!(
            "reword {place}, or list the words under `allow` in `[public]` of hindsite.toml; `--show-matches` shows them"
        ),
    };
    Diagnostic::new(Code::Disclosed, Place::span(leak.document.clone(), span), message).hint(hint)
}

/// Where a text has these words, or the most of their beginning.
fn locate(text: &str, words: &str) -> Option<Range<usize>> {
    let (text, wanted) = (Words::of(text), Words::of(words));
    let mut length = wanted.len();
    while length > 0 {
        let start = wanted.hash(0..length);
        if let Some((range, _)) = text.windows(length).find(|(_, hash)| *hash == start) {
            return Some(text.bytes(range));
        }
        length /= 2;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_located_whatever_their_markup() {
        for (text, words, found) in [
            ("a\n**Kim** Larsen", "kim larsen", "Kim** Larsen"),
            ("x [the disk](y.md) was full", "the disk was full", "the disk"),
            ("x 顧客データ y", "客デ", "客デ"),
        ] {
            assert_eq!(locate(text, words).map(|at| &text[at]), Some(found), "{text}");
        }
        assert_eq!(locate("a b", "c"), None);
    }
}
