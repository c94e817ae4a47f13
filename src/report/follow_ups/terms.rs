//! Extracts the meaningful terms of a follow-up: normalised, singular, without the verbs that most
//! follow-ups begin with. CJK text is split into bigrams.

use crate::incident::wording::{fold, is_cjk, names};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Words too common in follow-ups to distinguish them.
const COMMON: &str = "a, about, add, added, adding, after, again, all, also, an, and, any, are, as, ask, at,
    avoid, be, been, before, being, better, between, by, can, case, change, check, consider, could, create,
    created, current, do, does, done, down, during, each, enough, ensure, etc, even, existing, for, from, further, future, get, had, has, have, how, i, if, implement, implemented, improve, improved, improving, in, into,
    investigate, is, it, its, like, look, looking, make, more, most, must, need, needs, new, no, not, of,
    on, or, our, out, over, per, possible, put, related, review, set, setup, should, so, some, sure, take,
    than, that, the, their, them, then, there, these, they, this, those, to, try, under, up, update,
    updating, us, use, used, using, via, was, we, were, what, when, where, which, who, will, with, without,
    work, would, you, your";

/// Synonyms in follow-ups.
const SAME: [(&str, &str); 5] = [
    ("alarm", "alert"),
    ("alerting", "alert"),
    ("monitoring", "monitor"),
    ("doc", "document"),
    ("documentation", "document"),
];

static COMMON_WORDS: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| names(COMMON));

/// Returns the distinct terms of a text.
pub fn terms(text: &str) -> BTreeSet<String> {
    let folded = fold(text);
    let mut terms = BTreeSet::new();
    for word in folded.split(|c: char| !c.is_alphanumeric() && c != 'ー').filter(|word| !word.is_empty()) {
        let mut plain = String::new();
        let mut last: Option<char> = None;
        for c in word.chars() {
            match (last, is_cjk(c)) {
                (Some(before), true) => drop(terms.insert([before, c].iter().collect())),
                (None, true) => {}
                (_, false) => plain.push(c),
            }
            last = is_cjk(c).then_some(c);
        }
        let stem = singular(&plain);
        if plain.len() > 1 && !COMMON_WORDS.contains(plain.as_str()) && !COMMON_WORDS.contains(stem) {
            terms.insert(
                SAME.iter().find(|(word, _)| *word == stem).map_or(stem, |(_, same)| same).to_owned(),
            );
        }
    }
    terms
}

fn singular(word: &str) -> &str {
    match word.strip_suffix('s') {
        Some(stem) if word.len() > 3 && !stem.ends_with(['s', 'u', 'i']) => stem,
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<String> {
        terms(text).into_iter().collect()
    }

    #[test]
    fn what_is_left_is_what_the_action_is_about() {
        assert_eq!(of("Setup more Fluentd alerts"), ["alert", "fluentd"]);
        assert_eq!(of("Add alarms for **fluentd**"), ["alert", "fluentd"]);
        assert_eq!(of("Implement priority-classes"), ["classe", "priority"]);
        assert_eq!(of("監視を追加"), ["を追", "監視", "視を", "追加"]);
        assert!(of("We should do it").is_empty());
    }
}
