//! Stems words in the language of the site. Identifiers have no stem. The browser has no stemmer: the
//! shards list the stem of every form that occurs.

use super::tokenizer::{Class, Token};
use frostem::Algorithm;

/// The stemmer of one language; in an unsupported language, every word is its own stem.
#[derive(Debug, Clone, Copy)]
pub struct Stemmer(Option<Algorithm>);

impl Stemmer {
    /// Returns the stemmer for a BCP 47 tag: `en`, `pt-BR`.
    pub fn new(language: &str) -> Stemmer {
        let algorithm = match language.split(['-', '_']).next().unwrap_or("").to_lowercase().as_str() {
            "en" => Algorithm::English,
            "da" => Algorithm::Danish,
            "nl" => Algorithm::Dutch,
            "fi" => Algorithm::Finnish,
            "fr" => Algorithm::French,
            "de" => Algorithm::German,
            "hu" => Algorithm::Hungarian,
            "it" => Algorithm::Italian,
            "nb" | "nn" | "no" => Algorithm::Norwegian,
            "pt" => Algorithm::Portuguese,
            "ro" => Algorithm::Romanian,
            "ru" => Algorithm::Russian,
            "es" => Algorithm::Spanish,
            "sv" => Algorithm::Swedish,
            "tr" => Algorithm::Turkish,
            // Japanese, Chinese and Korean archives contain many English words.
            "ja" | "zh" | "ko" => Algorithm::English,
            _ => return Stemmer(None),
        };
        Stemmer(Some(algorithm))
    }

    /// Returns the stem of a normalised word.
    pub fn stem(&self, word: &str) -> String {
        match self.0 {
            Some(algorithm) if word.chars().count() > 2 => {
                frostem::Stemmer::new(algorithm).stem(word).to_string()
            }
            _ => word.to_owned(),
        }
    }

    /// Returns the endings of the language, for words that no document contains.
    pub fn endings(&self) -> &'static [&'static str] {
        match self.0 {
            None => &[],
            Some(Algorithm::English) => &[
                "ing", "ings", "ed", "er", "ers", "es", "ation", "ations", "ions", "ment", "ments", "ly",
                "able",
            ],
            Some(_) => &["en", "er", "es", "em", "os", "as", "ar", "ant", "ung", "ungen", "ions"],
        }
    }

    /// Returns the term a token is indexed as.
    pub fn term(&self, token: &Token) -> String {
        match token.class {
            Class::Natural | Class::Hump => self.stem(&token.text),
            Class::Code | Class::Whole | Class::Pair => token.text.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_decides() {
        assert_eq!(Stemmer::new("en").stem("restarting"), "restart");
        assert_eq!(Stemmer::new("de-AT").stem("störungen"), "storung");
        assert_eq!(Stemmer::new("xx").stem("restarting"), "restarting");
    }
}
