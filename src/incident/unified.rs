//! Words made comparable where a slip would publish something: compatibility forms, case, accents and letters that look
//! alike unified, characters that nobody sees left out.

use unicode_normalization::UnicodeNormalization;

/// Returns the words of a text in their common form.
pub fn unified_words(text: &str) -> Vec<String> {
    let plain: String = text
        .nfkd()
        .filter(|c| !is_invisible(*c) && !matches!(c, '\u{300}'..='\u{36f}'))
        .nfc()
        .flat_map(char::to_lowercase)
        .collect();
    let words = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(latin).collect()
}

/// Returns a word with Latin letters in it with all of them Latin.
fn latin(word: &str) -> String {
    if word.is_ascii() || !word.contains(|c: char| c.is_ascii_lowercase()) {
        return word.to_owned();
    }
    let latin = |c: char| match c {
        'а' | 'α' => 'a',
        'с' | 'ϲ' => 'c',
        'е' | 'ε' => 'e',
        'і' | 'ı' | 'ι' => 'i',
        'ӏ' => 'l',
        'п' | 'η' => 'n',
        'о' | 'ο' => 'o',
        'р' | 'ρ' => 'p',
        'г' => 'r',
        'ѕ' => 's',
        'т' | 'τ' => 't',
        'ѵ' | 'ν' => 'v',
        other => other,
    };
    word.chars().map(latin).collect()
}

/// Whether nothing is shown for a character.
fn is_invisible(c: char) -> bool {
    crate::invisible::name(c).is_some() || (c.is_control() && !c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_a_word_are_one_word() {
        for text in ["Draft", "ＤＲＡＦＴ", "dr\u{200b}aft", "«dráft»", "drаft"] {
            assert_eq!(unified_words(text), ["draft"], "{text}");
        }
        assert_eq!(unified_words("In-review, 社内"), ["in", "review", "社内"]);
    }
}
