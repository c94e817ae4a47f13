//! Who owns an action without a label or an `@`: a given name, a team, initials.

use super::words::WORDS;
use super::{fields, mentions};
use crate::incident::wording::fold;

/// The owner a text names if it names nobody else and nothing more: `@alice:`, `**Robert**`, `Runtime team`, `JG:`.
pub(super) fn alone(text: &str) -> Option<String> {
    let text = text.trim();
    let bare = text.trim_end_matches([':', '：']).trim_matches(['(', ')', '[', ']', '*', ' ']);
    mentions::alone(text)
        .or_else(|| (is_person(bare) || is_team(bare) || is_initials(bare)).then(|| bare.to_owned()))
}

/// A person or a team in one segment of a line: `Runtime team — add a canary`, `add a canary [Rick]`.
pub(super) fn in_segment(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches([':', '：']).trim_matches(['*', ' ']);
    (is_person(text) || is_team(text) || WORDS.owners.roles.contains(&fold(text)))
        .then(|| fields::owner(text))
        .flatten()
        .or_else(|| mentions::alone(text))
}

/// Up to three words of which the first is a given name, and the others are names too: `dustin`, `Ann Smith`,
/// `Rick & Jerry`.
fn is_person(text: &str) -> bool {
    let mut words = text.split([' ', ',', '&', '/', '+']).filter(|word| !word.is_empty() && *word != "and");
    let Some(first) = words.next() else { return false };
    let rest: Vec<&str> = words.collect();
    WORDS.owners.names.contains(&first.to_lowercase())
        && rest.len() <= 3
        && rest.iter().all(|word| word.chars().next().is_some_and(char::is_uppercase) && is_name(word))
        && !(rest.is_empty() && first.chars().all(char::is_uppercase))
}

fn is_name(word: &str) -> bool {
    word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '.' | '\'' | '’'))
}

/// `Runtime team`, `Platform squad`: up to four words, the last of which says so.
fn is_team(text: &str) -> bool {
    let folded = fold(text);
    let words = folded.split(' ').count();
    let last = folded.rsplit(' ').next().unwrap_or(&folded);
    (2..=4).contains(&words)
        && !folded.contains('|')
        && WORDS.owners.teams.contains(last)
        && !folded.starts_with("the ")
        && !super::words::starts_with_verb(text)
}

/// `JG`: two or three capitals that are no common abbreviation.
fn is_initials(text: &str) -> bool {
    (2..=3).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_uppercase())
        && !WORDS.owners.not_initials.contains(&text.to_lowercase())
}

/// The owner in brackets at either end of an action, and the action without them: `[dustin] finish it`,
/// `finish it [Rick]`, `finish it (Runtime team)`.
pub(super) fn in_brackets(text: &str) -> Option<(String, String)> {
    let text = text.trim();
    if let Some((inner, rest)) = text.strip_prefix('[').and_then(|text| text.split_once(']')) {
        let rest = rest.trim_start_matches([':', ' ', '-', '—', '–']);
        if let Some(owner) = in_segment(inner).filter(|_| !rest.is_empty()) {
            return Some((owner, rest.to_owned()));
        }
    }
    let end = text.trim_end_matches(['.', ' ']);
    for (open, close) in [('[', ']'), ('(', ')')] {
        if let Some((words, inner)) = end.strip_suffix(close).and_then(|text| text.rsplit_once(open))
            && inner.trim_start().starts_with(|c: char| c.is_uppercase() || c == '@')
            && let Some(owner) = in_segment(inner).filter(|_| !words.trim().is_empty())
        {
            return Some((owner, words.trim_end().to_owned()));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_teams_and_initials_own_a_group() {
        for (text, owner) in [
            ("**Robert**", Some("Robert")),
            ("Ann Smith:", Some("Ann Smith")),
            ("Runtime team", Some("Runtime team")),
            ("JG:", Some("JG")),
            ("@alice:", Some("alice")),
            ("Monitoring", None),
            ("QA", None),
            ("Database", None),
            ("Will it fail again?", None),
            ("Mark the host", None),
            ("Inform the team", None),
            ("API:", None),
        ] {
            assert_eq!(alone(text).as_deref(), owner, "{text}");
        }
    }

    #[test]
    fn brackets_at_an_end_may_name_an_owner() {
        let found = |text| in_brackets(text).map(|(owner, rest)| format!("{owner}|{rest}"));
        assert_eq!(found("[dustin] finish the patch").as_deref(), Some("dustin|finish the patch"));
        assert_eq!(found("Finish it [Rick]").as_deref(), Some("Rick|Finish it"));
        assert_eq!(found("Finish it (Storage team).").as_deref(), Some("Storage team|Finish it"));
        assert_eq!(found("Raise the limit (max)"), None);
        assert_eq!(found("Finish it [RFC]"), None);
        assert_eq!(found("[docs] finish it"), None);
        assert_eq!(found("Finish it (Rasmus calls for a meeting)"), None);
    }
}
