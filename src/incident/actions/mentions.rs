//! Owners mentioned with an `@` at the ends of an action: `@alice: …`, `… — @sre`, `… (@a, @b)`.

use super::fields;
use crate::incident::wording::{Names, leaves_open, names};
use std::sync::LazyLock;

/// Words before a mention that make it part of the sentence: `talk to @bob`.
const PREPOSITIONS: &[&str] = &[
    "and", "ask", "asked", "at", "by", "cc", "consult", "contact", "for", "from", "in", "of", "on", "or",
    "ping", "see", "talk", "tell", "thanks", "to", "via", "with",
];

/// The mentions of a text that has nothing else but brackets and a colon: `@alice:`.
pub(super) fn alone(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches([':', '：']).trim_matches(['(', ')', '[', ']', '*', ' ']);
    let (names, rest) = leading(text);
    owners(&names).filter(|_| rest.is_empty())
}

/// The mentions at either end of an action, and the action without them; no owner where brackets hold the words of
/// a template, `(@owner)`. A mention inside the sentence, or behind "with", names no owner.
pub(super) fn at_an_end(text: &str) -> Option<(Option<String>, String)> {
    let text = text.trim();
    before(text).or_else(|| behind(text)).or_else(|| bracketed(text))
}

/// `Add it (@alice, tomorrow)`: the mention at the start of the last brackets owns it if a time or a ticket is all that
/// follows. Those stay in the words.
fn bracketed(text: &str) -> Option<(Option<String>, String)> {
    let inside = text.trim_end_matches(['.', ' ']).strip_suffix([')', '）'])?;
    let (words, inside) = inside.rsplit_once(['(', '（'])?;
    let (names, rest) = leading(inside.trim_start());
    let words = words.trim_end();
    let parts: Vec<&str> = rest.split([',', ';']).map(str::trim).filter(|part| !part.is_empty()).collect();
    if names.is_empty() || words.is_empty() || !parts.iter().all(|part| tells_when(part)) {
        return None;
    }
    let said: Vec<&str> = parts.into_iter().filter(|part| !leaves_open(part)).collect();
    let left = if said.is_empty() { String::new() } else { format!(" ({})", said.join(", ")) };
    Some((owners(&names), format!("{words}{left}")))
}

/// Whether a few words are a day, the number of a ticket or the like, and no sentence.
fn tells_when(part: &str) -> bool {
    let words = part.split([' ', '/']).map(str::to_lowercase);
    leaves_open(part)
        || words.clone().count() <= 4 && part.contains(|c: char| c.is_ascii_digit())
        || words.into_iter().all(|word| WHEN.contains(word.trim_end_matches('.')))
}

/// Words of a vague time.
static WHEN: Names = LazyLock::new(|| {
    names(
        "a, asap, by, day, days, due, early, end, eod, eom, eoq, eow, few, in, late, mid, month, next, now, of, quarter,
    soon, sprint, the, this, today, tomorrow, tonight, week, weeks, monday, tuesday, wednesday, thursday, friday,
    saturday, sunday, january, february, march, april, may, june, july, august, september, october, november, december",
    )
});

fn before(text: &str) -> Option<(Option<String>, String)> {
    let (names, rest) = leading(text.trim_start_matches(['[', '(']));
    let words = rest.trim_start_matches([':', ' ', '—', '–', '-']);
    if words.is_empty() || words.len() == rest.len() {
        return None;
    }
    let task = ["to ", "will ", "should "].iter().find_map(|word| words.strip_prefix(word));
    Some((Some(owners(&names)?), task.unwrap_or(words).to_owned()))
}

fn behind(text: &str) -> Option<(Option<String>, String)> {
    let mut end = text.trim_end_matches(['.', ' ', ')', ']', '）', ',']);
    let mut names = Vec::new();
    let words = loop {
        let start = end.rfind('@')?;
        let (name, rest) = handle(&end[start..])?;
        let words = &end[..start];
        if !rest.is_empty() || words.ends_with(char::is_alphanumeric) {
            return None;
        }
        names.insert(0, name);
        let listed = words.trim_end_matches([' ', '\n', ',', '&']);
        let listed = listed.strip_suffix(" and").unwrap_or(listed);
        if names.len() > 5
            || !listed.rsplit([' ', '(', '[', '（']).next().is_some_and(|word| word.starts_with('@'))
        {
            break words;
        }
        end = listed;
    };
    let words = words.trim_end_matches([' ', '\n']);
    let last = words.rsplit([' ', '(', '[', '（', '\n']).next().unwrap_or(words).to_lowercase();
    if PREPOSITIONS.contains(&last.as_str()) {
        return None;
    }
    let owner = owners(&names);
    if owner.is_none() && !words.ends_with(['(', '[', '（']) {
        return None;
    }
    let words = words.trim_end_matches([' ', '(', '[', '（', '—', '–', '-', ',', ':']);
    Some((owner, words.to_owned()))
}

/// The mentions a text starts with, and what follows.
fn leading(text: &str) -> (Vec<&str>, &str) {
    let (mut names, mut rest) = (Vec::new(), text);
    while let Some((name, after)) = handle(rest) {
        names.push(name);
        rest = after.trim_start_matches([']', ')']);
        let next = rest.trim_start_matches([' ', ',', '&']);
        let next = next.strip_prefix("and ").unwrap_or(next);
        if names.len() > 5 || !next.starts_with('@') {
            break;
        }
        rest = next;
    }
    (names, rest)
}

/// `@name` or `@org/team` at the start of a text, and what follows.
fn handle(text: &str) -> Option<(&str, &str)> {
    let name = text.strip_prefix('@')?;
    let end = name
        .find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '/' | '.')))
        .unwrap_or(name.len());
    let handle = name[..end].trim_end_matches(['.', '-', '/']);
    (!handle.is_empty()).then(|| (handle, &name[handle.len()..]))
}

fn owners(names: &[&str]) -> Option<String> {
    let names: Vec<String> = names.iter().filter_map(|name| fields::owner(name)).collect();
    (!names.is_empty()).then(|| names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mention_owns_an_action_only_at_its_ends() {
        for (text, owner, rest) in [
            ("Add it — @sre-team", Some("sre-team"), "Add it"),
            ("Add it @alice", Some("alice"), "Add it"),
            ("Add it (@alice)", Some("alice"), "Add it"),
            ("Add it (@alice, )", Some("alice"), "Add it"),
            ("Add it (@alice, @bob).", Some("alice, bob"), "Add it"),
            ("@alice: add it", Some("alice"), "add it"),
            ("@alice to add it", Some("alice"), "add it"),
            ("@alice and @bob: add it", Some("alice, bob"), "add it"),
            ("[@acme/sre] add it", Some("acme/sre"), "add it"),
            ("Add it (@alice, tomorrow)", Some("alice"), "Add it (tomorrow)"),
            ("Add it (@alice and @bob, 2026-04-01, OPS-9)", Some("alice, bob"), "Add it (2026-04-01, OPS-9)"),
            ("Add it (@alice, end of next week).", Some("alice"), "Add it (end of next week)"),
            ("Add it (@alice, TBD)", Some("alice"), "Add it"),
            ("Roll it back (@bob, who wrote it, knows how)", None, ""),
            ("Ask @bob about it", None, ""),
            ("Add it (ask @bob)", None, ""),
            ("Talk it over with @bob", None, ""),
            ("@alice's laptop needs it", None, ""),
            ("Mail a@b.example", None, ""),
            ("Rename it to @owner", None, ""),
            ("Add it @owner", None, ""),
        ] {
            let expected = owner.map(|owner| (Some(owner.to_owned()), rest.to_owned()));
            assert_eq!(at_an_end(text), expected, "{text}");
        }
        assert_eq!(at_an_end("Add it (@owner, )"), Some((None, "Add it".to_owned())));
        assert_eq!(alone("**@alice**:").as_deref(), Some("alice"));
        assert_eq!(alone("@alice does it"), None);
    }
}
