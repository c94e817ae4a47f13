//! Words in all the ways that hindsite reads them, as patterns: those of JSON Schema know no flag for the case.

use crate::incident::wording::open_words;

/// One of the words, whatever its case, with a hyphen, an underscore or a blank between its parts.
pub fn words(words: &[&str]) -> String {
    let spelled: Vec<String> = words.iter().map(|word| word.chars().map(in_word).collect()).collect();
    format!("^\\s*({})\\s*$", spelled.join("|"))
}

/// As [`words`], perhaps with a remark in brackets or doubts behind it.
pub fn remarked(words: &[&str]) -> String {
    let spelled: Vec<String> = words.iter().map(|word| word.chars().map(in_word).collect()).collect();
    format!("^\\s*({})[\\s?!.]*([(（].*[)）])?[\\s?!.]*$", spelled.join("|"))
}

/// One of the levels of a scale by its letters and digits alone, perhaps with an explanation behind it.
pub fn levels(names: &[&str]) -> String {
    const GAP: &str = "[^A-Za-z0-9]*";
    let level = |name: &&str| {
        let letters = name.chars().filter(|c| c.is_alphanumeric());
        letters.map(|c| any_case(c) + GAP).collect::<String>()
    };
    let spelled: Vec<String> = names.iter().map(level).collect();
    format!("^{GAP}({})([(（—;:].*)?$", spelled.join("|"))
}

/// A value that is left open: one of the words for that, or nothing but signs.
pub fn open() -> String {
    let words = levels(&open_words());
    format!("{words}|^[-–—?？.…_\\s]+$")
}

/// A word in any case, each other character as it is.
pub fn in_any_case(word: &str) -> String {
    word.chars().map(|c| if c == '.' { "\\.".to_owned() } else { any_case(c) }).collect()
}

fn in_word(c: char) -> String {
    match c {
        '-' => "[-_ ]".to_owned(),
        c => any_case(c),
    }
}

fn any_case(c: char) -> String {
    match (c.to_lowercase().next(), c.to_uppercase().next()) {
        (Some(lower), Some(upper)) if lower != upper => format!("[{upper}{lower}]"),
        _ => c.to_string(),
    }
}
