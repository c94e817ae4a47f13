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

/// One diagnostic for each phrase, however many files have it. `page` is how messages call the published files, `sources`
/// the text of every document by path, and `origins` the path of the document that a published file is made from.
pub fn report(
    leaks: Vec<Leak>,
    matches: Matches,
    sources: &BTreeMap<Arc<str>, Arc<str>>,
    origin: impl Fn(&str) -> Option<Arc<str>>,
) -> Vec<Diagnostic> {
    let mut phrases: BTreeMap<(Arc<str>, Kind, u64), Vec<Leak>> = BTreeMap::new();
    for leak in leaks {
        let words = Words::of(&leak.words).whole();
        phrases.entry((leak.document.clone(), leak.kind, words)).or_default().push(leak);
    }
    let mut diagnostics = vec![];
    for mut leaks in phrases.into_values() {
        // The page of a document is where its author looks.
        leaks.sort_by_key(|leak| {
            (origin(&leak.file).is_none(), !leak.file.ends_with(".html"), leak.file.clone())
        });
        leaks.dedup_by(|one, other| one.file == other.file);
        if let Some(first) = leaks.first() {
            let said = origin(&first.file).and_then(|path| {
                let text = sources.get(&path)?;
                let at = locate(text, &first.words)?;
                Some(format!("{path}:{}", text[..at.start].matches('\n').count() + 1))
            });
            diagnostics.push(diagnostic(first, leaks.len() - 1, matches, sources, said));
        }
    }
    diagnostics
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
