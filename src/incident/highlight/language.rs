//! What the scanner knows of a language: data, read from `languages.toml` when code is first highlighted.

use super::Class;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

static LANGUAGES: LazyLock<BTreeMap<String, Language>> = LazyLock::new(|| {
    // A test parses the file, so an empty list means a broken build of hindsite itself.
    let file: File = toml::from_str(include_str!("languages.toml")).unwrap_or_default();
    let mut languages = BTreeMap::new();
    for mut language in file.language {
        language.index();
        for name in std::mem::take(&mut language.names) {
            languages.insert(name, language.clone());
        }
    }
    languages
});

/// Returns the language that goes by `name`.
pub(super) fn find(name: &str) -> Option<&'static Language> {
    LANGUAGES.get(name)
}

#[derive(Default, Deserialize)]
struct File {
    #[serde(default)]
    language: Vec<Language>,
}

/// A language as the scanner sees it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub(super) struct Language {
    /// Names of the language in a fence, lower case.
    names: Vec<String>,
    /// What opens a comment to the end of the line.
    pub comments: Vec<String>,
    /// Both ends of a comment.
    pub block_comments: Vec<Pair>,
    /// Both ends of a string that may span lines. With two different ends, a backslash escapes nothing.
    pub long_strings: Vec<Pair>,
    /// Quotes of a string on one line.
    pub strings: Vec<String>,
    /// Whether `'x'` is a character, and a lone apostrophe is none.
    pub characters: bool,
    /// Signs before a variable.
    pub variables: Vec<String>,
    /// Signs before an annotation or a directive within code.
    pub annotations: Vec<String>,
    /// Signs before a symbol or an atom.
    pub symbols: Vec<String>,
    /// Signs behind a key.
    pub keys: Vec<String>,
    /// Whether `#word` at the start of a line is a directive of the preprocessor.
    pub directives: bool,
    /// Whether `[name]` at the start of a line opens a section.
    pub sections: bool,
    /// Whether `-o` and `--option` are options.
    pub options: bool,
    /// Whether the first word of a statement is a keyword.
    pub statements: bool,
    /// Whether a capitalized word with a hyphen is a command: `Get-Item`.
    pub verbs: bool,
    /// Whether a capitalized word is a type.
    pub capitalized_types: bool,
    /// Whether a capitalized word is a variable.
    pub capitalized_variables: bool,
    /// Whether keywords may be written in any case.
    pub ignore_case: bool,
    /// Characters of words besides letters, digits and `_`.
    word_characters: String,
    /// Words separated by spaces.
    keywords: String,
    /// Words separated by spaces.
    constants: String,
    /// Words separated by spaces.
    types: String,
    #[serde(skip)]
    words: BTreeMap<String, Class>,
}

impl Language {
    fn index(&mut self) {
        let lists = [
            (&self.types, Class::Type),
            (&self.keywords, Class::Keyword),
            (&self.constants, Class::Constant),
        ];
        let mut words = BTreeMap::new();
        for (list, class) in lists {
            let fold =
                |word: &str| if self.ignore_case { word.to_ascii_lowercase() } else { word.to_owned() };
            words.extend(list.split_whitespace().map(|word| (fold(word), class)));
        }
        self.words = words;
    }

    /// Returns the class of a keyword, a constant or a built-in type.
    pub fn class_of(&self, word: &str) -> Option<Class> {
        match self.ignore_case && word.bytes().any(|b| b.is_ascii_uppercase()) {
            true => self.words.get(&word.to_ascii_lowercase()),
            false => self.words.get(word),
        }
        .copied()
    }

    /// Whether a byte besides letters, digits and `_` is part of a word.
    pub fn joins(&self, byte: u8) -> bool {
        self.word_characters.as_bytes().contains(&byte)
    }
}

/// Both ends of a comment or a string: `/* */` in the file, or one word where they are the same.
#[derive(Debug, Clone, Deserialize)]
#[serde(from = "String")]
pub(super) struct Pair {
    pub open: Box<str>,
    pub close: Box<str>,
}

impl From<String> for Pair {
    fn from(text: String) -> Pair {
        let (open, close) = text.split_once(' ').unwrap_or((&text, &text));
        Pair { open: open.into(), close: close.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn language_names_are_unique_and_lower_case() {
        let file: File = toml::from_str(include_str!("languages.toml")).unwrap();
        let names: Vec<&String> = file.language.iter().flat_map(|language| &language.names).collect();
        assert!(names.len() > 250, "{}", names.len());
        assert_eq!(names.len(), LANGUAGES.len(), "a name is used twice");
        assert!(names.iter().all(|name| **name == name.to_lowercase()));
    }
}
