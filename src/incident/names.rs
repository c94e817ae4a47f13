//! What a document is called where documents meet: slugs of its own words, made once when it is read, so
//! that linking a large archive compares them and makes none.

use super::fields::Facts;
use super::slug::{self, fold, slugify};
use crate::source;

/// The slugs of a document and of what it names; lists are in the order of the facts they are made from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// Its short name in addresses.
    pub short: String,
    /// Its file's name.
    pub stem: String,
    /// Its title.
    pub title: String,
    /// The services it hit.
    pub services: Vec<String>,
    /// Its tags.
    pub tags: Vec<String>,
    /// Its root causes, folded.
    pub causes: Vec<String>,
    /// Its contributing factors, folded.
    pub factors: Vec<String>,
    /// The telling words of its title: in lower case, and as written.
    pub words: Vec<(String, String)>,
}

impl Names {
    /// The names of the document at `path`.
    pub fn new(path: &str, title: &str, facts: &Facts) -> Names {
        let slugs = |texts: &[String]| texts.iter().map(|text| slugify(text)).collect();
        let folded = |texts: &[String]| texts.iter().map(|text| fold(text)).collect();
        let is_telling = |word: &&str| word.chars().count() >= 4 && !word.chars().all(|c| c.is_ascii_digit());
        let words = title.split(|c: char| !c.is_alphanumeric()).filter(is_telling);
        Names {
            short: slug::short(path),
            stem: slugify(source::stem(path)),
            title: slugify(title),
            services: slugs(&facts.services),
            tags: slugs(&facts.tags),
            causes: folded(&facts.root_cause),
            factors: folded(&facts.contributing_factors),
            words: words.map(|word| (word.to_lowercase(), word.to_owned())).collect(),
        }
    }
}
