//! Keys that are a slip of the finger away from a known one, as patterns: `check` warns of them (HS014).

use super::spelling::in_any_case;
use crate::config::KNOWN_FIELDS;
use crate::incident::fields::keys::Keys;
use crate::incident::publication;
use serde_json::{Map, Value, json};

/// Keys that decide about publication and are no fields.
const PUBLICATION: [&str; 2] = ["draft", "published"];

/// Returns a `patternProperties` that refuses such keys, and says which one was meant. `check` finds keys with more slips
/// as well; patterns for those would be as long as a book.
pub fn near_keys(keys: &Keys) -> Map<String, Value> {
    let mut patterns = Map::new();
    for key in KNOWN_FIELDS.iter().chain(&PUBLICATION) {
        let slips = slips(key, keys);
        if !slips.is_empty() {
            let message = format!("did you mean `{key}`?");
            patterns
                .insert(format!("^({})$", slips.join("|")), json!({ "not": {}, "errorMessage": message }));
        }
    }
    patterns
}

/// One letter missing, wrong or too many, or two that changed places.
fn slips(key: &str, keys: &Keys) -> Vec<String> {
    let letters: Vec<char> = key.chars().collect();
    let is_slip = |word: &str| {
        keys.find(word).is_none() && (keys.near_miss(word).is_some() || publication::is_near_key(word))
    };
    let text = |letters: &[char]| letters.iter().collect::<String>();
    let mut slips = vec![];
    for at in 0..letters.len() {
        let (before, after) = (&letters[..at], &letters[at + 1..]);
        let missing = format!("{}{}", text(before), text(after));
        if letters[at] != '_' && is_slip(&missing) {
            slips.push(spelled(&missing));
        }
        if let Some(next) =
            after.first().filter(|next| **next != letters[at] && **next != '_' && letters[at] != '_')
        {
            let swapped = format!("{}{next}{}{}", text(before), letters[at], text(&after[1..]));
            if is_slip(&swapped) {
                slips.push(spelled(&swapped));
            }
        }
        slips.extend(with_letter(before, after, is_slip).filter(|_| letters[at] != '_'));
        slips.extend(with_letter(before, &letters[at..], is_slip));
    }
    slips.extend(with_letter(&letters, &[], is_slip));
    slips.dedup();
    slips
}

/// Returns a pattern for the words with any letter between two parts that makes them a slip.
fn with_letter(before: &[char], after: &[char], is_slip: impl Fn(&str) -> bool) -> Option<String> {
    let (before, after): (String, String) = (before.iter().collect(), after.iter().collect());
    let letters: String = ('a'..='z').filter(|c| is_slip(&format!("{before}{c}{after}"))).collect();
    let class = match letters.len() {
        0 => return None,
        26 => "a-z".to_owned(),
        _ => letters,
    };
    let rest = after.replace('_', "[-_ ]?");
    match before.is_empty() {
        true => Some(format!("[{class}{}]{rest}", class.to_uppercase())),
        false => Some(format!("{}[{class}]{rest}", spelled(&before))),
    }
}

/// A word as people begin a key, with a small or a capital letter.
fn spelled(word: &str) -> String {
    let (first, rest) = word.split_at(word.chars().next().map_or(0, char::len_utf8));
    format!("{}{}", in_any_case(first), rest.replace('_', "[-_ ]?"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use regex::Regex;

    #[test]
    fn slips_of_known_keys_are_refused_and_names_of_others_are_not() {
        let keys = Keys::new(&Config::default());
        let patterns: Vec<Regex> =
            near_keys(&keys).keys().map(|pattern| Regex::new(pattern).unwrap()).collect();
        let refused = |key: &str| patterns.iter().any(|pattern| pattern.is_match(key));
        for key in [
            "visibilty",
            "Visiblity",
            "severtiy",
            "titel",
            "summery",
            "rootcuase",
            "root-caus",
            "serviices",
            "staus",
        ] {
            assert!(refused(key), "{key}");
            assert!(keys.find(key).is_none() && keys.near_miss(key).is_some(), "{key}");
        }
        let others = [
            "tag", "service", "author", "start", "team", "draft", "state", "source", "slug", "weight",
            "color", "x",
        ];
        for key in KNOWN_FIELDS.iter().copied().chain(others) {
            assert!(!refused(key), "{key}");
        }
    }
}
