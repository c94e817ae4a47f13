//! The words of `words.toml`, ready to be looked up.

use crate::incident::wording::{fold, is_cjk, without_numbering};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// Words in normalised form, without order.
pub(super) type Set = BTreeSet<String>;

/// Words in order of preference.
type List = Vec<String>;

/// Everything in `words.toml`; a test keeps it readable.
pub(super) static WORDS: LazyLock<Words> =
    LazyLock::new(|| toml::from_str(include_str!("words.toml")).unwrap_or_default());

/// Declares the structure of `words.toml`: its sections and the lists in each.
macro_rules! lists {
    ($($name:ident: $section:ident { $($field:ident: $list:ty),+ $(,)? })+) => {
        /// The sections of `words.toml`.
        #[derive(Debug, Default, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(super) struct Words {
            $(pub $name: $section,)+
            /// Signs and the status that each says.
            pub signs: BTreeMap<String, String>,
        }

        $(
            #[derive(Debug, Default, Deserialize)]
            #[serde(deny_unknown_fields)]
            pub(super) struct $section { $(pub $field: $list),+ }
        )+
    };
}

lists! {
    sections: Sections {
        certain: Set, pure: Set, likely: Set, taken: Set, qualifiers: Set, joiners: Set, closed: Set, nothing: Set,
    }
    checkboxes: Checkboxes { not_under: Set, answers: Set, closing: Set }
    groups: Groups { kinds: Set, suffixes: Set, priorities: Set }
    status: Statuses {
        open: Set, in_progress: Set, done: Set, dropped: Set, dropped_marks: Set, dropped_remarks: Set,
        done_groups: Set, progress_groups: Set, dropped_groups: Set, open_groups: Set, remarks: Set,
    }
    labels: Labels {
        owner: List, due: List, closed: List, status: List, kind: List, ticket: List, addresses: List, other: Set,
    }
    columns: Columns {
        marked: List, title: List, words: List, owner: List, due: List, status: List, closed: List, kind: List,
        ticket: List, addresses: List, numbering: Set, time: Set,
    }
    owners: Owners { teams: Set, roles: Set, not_initials: Set, names: Set }
    work: Work { verbs: Set, past: Set, openings: Set, commitments: Set, unfinished: Set }
}

/// How sure the name of a section is to announce follow-ups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SectionName {
    Certain,
    Likely,
    /// What was done at the time.
    Taken,
}

/// A heading or a label in the form in which names are compared: without emoji, numbering, case and punctuation.
pub(super) fn normalize(heading: &str) -> String {
    let mut text =
        heading.trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, ':' | '(' | '（'));
    if let Some((code, rest)) = text.strip_prefix(':').and_then(|rest| rest.split_once(':'))
        && !code.is_empty()
        && !code.contains(' ')
    {
        text = rest.trim_start();
    }
    let folded = fold(without_numbering(text));
    // `Phase 3: Improvement plan`
    match folded.split_once('|') {
        Some((part, rest)) if is_part(part) => rest.to_owned(),
        _ => folded,
    }
}

fn is_part(text: &str) -> bool {
    let counted = |word: &str| ["phase", "part", "section", "step"].contains(&word);
    text.split_once(' ').is_some_and(|(word, number)| counted(word) && number.parse::<u8>().is_ok())
}

/// What a normalised heading announces, if it is the name of a section of follow-ups.
pub(super) fn section_name(normalized: &str) -> Option<SectionName> {
    let mut rest = normalized;
    loop {
        if let Some(found) = whole_name(rest) {
            return Some(found);
        }
        let Some(shorter) = without_qualifier(rest) else { break };
        rest = shorter;
    }
    // `Lessons learned and next steps`
    let joints = ["|", " and ", " und ", " et ", " y ", " e "];
    let last = joints.iter().filter_map(|joint| Some(normalized.rfind(joint)? + joint.len())).max()?;
    let last = &normalized[last..];
    whole_name(last).map(|found| if last.contains(' ') { found } else { SectionName::Likely })
}

/// Whether a normalised heading names actions even below a heading such as "Prevention".
pub(super) fn is_pure(normalized: &str) -> bool {
    WORDS.sections.pure.iter().any(|name| starts_with_word(normalized, name))
}

/// The longest known name a text starts with, if only words follow that do not change its meaning.
fn whole_name(text: &str) -> Option<SectionName> {
    static BY_FIRST: LazyLock<BTreeMap<char, Vec<(&'static str, SectionName)>>> = LazyLock::new(|| {
        let mut names: BTreeMap<char, Vec<_>> = BTreeMap::new();
        for (name, kind) in section_names() {
            names.entry(name.chars().next().unwrap_or(' ')).or_default().push((name, kind));
        }
        names
    });
    static ANYWHERE: LazyLock<Vec<(&'static str, SectionName)>> =
        LazyLock::new(|| section_names().filter(|(name, _)| name.ends_with(is_cjk)).collect());
    let first = text.chars().next()?;
    let found = BY_FIRST.get(&first).into_iter().flatten().filter(|(name, _)| is_named(text, name));
    let inside =
        text.chars().any(is_cjk).then(|| ANYWHERE.iter().filter(|(name, _)| ends_heading(text, name)));
    let found = found.chain(inside.into_iter().flatten());
    found.max_by_key(|(name, _)| name.len()).map(|(_, kind)| *kind)
}

/// Whether a short heading in a script without spaces starts or ends with a name: `剩余风险与行动项`.
fn ends_heading(text: &str, name: &str) -> bool {
    (text.starts_with(name) || text.ends_with(name) || text.contains(&format!("{name}|")))
        && text.chars().count() <= name.chars().count() + 10
}

fn section_names() -> impl Iterator<Item = (&'static str, SectionName)> {
    let sections = &WORDS.sections;
    let lists = [
        (&sections.certain, SectionName::Certain),
        (&sections.likely, SectionName::Likely),
        (&sections.taken, SectionName::Taken),
    ];
    lists.into_iter().flat_map(|(list, kind)| list.iter().map(move |name| (name.as_str(), kind)))
}

fn is_named(text: &str, name: &str) -> bool {
    let stem = name.trim_end_matches('*');
    let Some(rest) = text.strip_prefix(stem) else { return false };
    let Some(rest) = rest.strip_prefix(' ') else { return rest.is_empty() || rest.starts_with('|') };
    let next = rest.split([' ', '|']).next().unwrap_or(rest);
    let status = &WORDS.status;
    name != stem
        || WORDS.sections.joiners.contains(next)
        || status.done_groups.contains(next)
        || status.open_groups.contains(next)
}

fn without_qualifier(text: &str) -> Option<&str> {
    let rests = WORDS.sections.qualifiers.iter().filter_map(|word| {
        let rest = text.strip_prefix(word.as_str())?;
        (rest.starts_with([' ', '|']) || word.ends_with(is_cjk)).then(|| rest.trim_start_matches([' ', '|']))
    });
    rests.filter(|rest| !rest.is_empty()).min_by_key(|rest| rest.len())
}

/// Whether a normalised heading or label names what is no list of work: a legend, references, a closing checklist.
pub(super) fn is_closed(normalized: &str) -> bool {
    let head = normalized.split('|').next().unwrap_or(normalized);
    let closed = &WORDS.sections.closed;
    closed.contains(head)
        || closed.iter().any(|word| {
            if word.ends_with(is_cjk) {
                normalized.contains(word.as_str())
            } else {
                let long = word.contains(' ') || word.len() > 8;
                long && (head.ends_with(word.as_str()) || starts_with_word(head, word))
            }
        })
}

/// Whether a line says that there is nothing to do.
pub(super) fn is_nothing(text: &str) -> bool {
    let folded = fold(text);
    folded.split([' ', '|']).count() <= 7
        && WORDS.sections.nothing.iter().any(|words| starts_with_word(&folded, words))
}

/// Whether a folded text starts with a folded word, whole.
pub(super) fn starts_with_word(folded: &str, word: &str) -> bool {
    folded
        .strip_prefix(word)
        .is_some_and(|rest| word.ends_with(is_cjk) || !rest.starts_with(|c: char| c.is_alphanumeric()))
}

/// Whether a text begins as a line of work does: an imperative, a gerund or a past form, `We will`, `Better`.
/// Scripts without spaces are not told apart: there every text may.
pub(super) fn is_work(text: &str) -> bool {
    let first = first_word(text);
    let work = &WORDS.work;
    let form = first.len() > 4 && first.is_ascii() && (first.ends_with("ing") || first.ends_with("ed"));
    starts_with_verb(text)
        || form
        || work.past.contains(&first)
        || work.openings.contains(&first)
        || text.chars().any(is_cjk)
}

/// Whether a text begins with an imperative: `Add`, `Re-run`.
pub(super) fn starts_with_verb(text: &str) -> bool {
    let first = first_word(text);
    let verbs = &WORDS.work.verbs;
    verbs.contains(&first) || first.strip_prefix("re-").is_some_and(|rest| verbs.contains(rest))
}

/// The first word in lower case, without the marks around it.
fn first_word(text: &str) -> String {
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let end =
        text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’' | '-'))).unwrap_or(text.len());
    text[..end].trim_end_matches(['\'', '’', '-']).to_lowercase().replace('’', "'")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_written_as_they_are_compared() {
        let words = &*WORDS;
        assert!(!words.sections.certain.is_empty() && !words.signs.is_empty(), "words.toml is not read");
        let status = &words.status;
        let folded = [
            &words.sections.certain,
            &words.sections.likely,
            &words.sections.taken,
            &words.sections.qualifiers,
            &words.sections.closed,
            &words.groups.kinds,
            &status.open,
            &status.in_progress,
            &status.done,
            &status.dropped,
        ];
        for word in folded.into_iter().flatten() {
            let name = word.trim_end_matches('*');
            assert_eq!(fold(name), name);
        }
    }

    #[test]
    fn headings_of_follow_ups_are_known() {
        use SectionName::{Certain, Likely, Taken};
        for (heading, expected) in [
            ("Action Items ##", Some(Certain)),
            (":ballot_box_with_check: Follow-up tasks", Some(Certain)),
            ("10. 剩余风险与行动项", Some(Certain)),
            ("Phase 3: Improvement plan", Some(Certain)),
            ("Proactive measures", Some(Certain)),
            ("🛠 Recommended actions (this quarter)", Some(Certain)),
            ("Corrective Actions with Owners", Some(Certain)),
            ("Lessons & Follow-ups", Some(Certain)),
            ("Our next steps", Some(Certain)),
            ("Opfølgning", Some(Certain)),
            ("Systemic Mitigation", Some(Likely)),
            ("How are we preventing it from happening again?", Some(Likely)),
            ("Lessons Learned and Future Improvements", Some(Likely)),
            ("Short-term Improvements ([tracked](u))", Some(Likely)),
            ("Actions taken:", Some(Taken)),
            ("Follow-up timeline (times in BST)", None),
            ("After-action report", None),
            ("Questions for follow up", None),
            ("Task queue", None),
            ("Recovery plan", None),
        ] {
            assert_eq!(section_name(&normalize(heading)), expected, "{heading}");
        }
    }

    #[test]
    fn work_begins_with_a_verb() {
        for line in [
            "Add a probe",
            "Adding a probe",
            "Re-run it",
            "We’ll ask",
            "**Better** alerts",
            "上限を設ける",
            "Don’t page",
        ] {
            assert!(is_work(line), "{line}");
        }
        for line in
            ["COPYRIGHT_QUERY", "The user saves", "If it fails: wait", "`x` was never tested", "It is hard"]
        {
            assert!(!is_work(line), "{line}");
        }
    }
}
