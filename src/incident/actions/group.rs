//! What actions inherit from their heading, label or parent bullet.

use super::words::{WORDS, is_work, normalize, section_name, starts_with_verb};
use super::{ActionStatus, owners, status};
use crate::incident::outline::Inline;
use crate::incident::wording::{fold, is_cjk, without_numbering};

/// What the actions of a group have in common.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Group {
    pub owner: Option<String>,
    pub status: Option<ActionStatus>,
    pub kind: Option<String>,
    /// The start of their titles: `Alerts for:` above `checkout`.
    pub start: Option<String>,
}

impl Group {
    /// The group a heading makes: `### Prevention`, `### Immediate actions (completed)`, `### Runtime team`.
    pub fn of_heading(heading: &str) -> Group {
        Group {
            owner: owners::alone(heading),
            status: status::of_group(heading),
            kind: kind_of(heading),
            start: None,
        }
    }

    /// This group narrowed by a label line or a parent bullet: `- @alice:`, `**In progress:**`.
    pub fn with(&self, label: &str) -> Group {
        let own = Group::of_heading(label);
        Group {
            owner: own.owner.or_else(|| self.owner.clone()),
            status: own.status.or(self.status),
            kind: own.kind.or_else(|| self.kind.clone()),
            start: self.start.clone(),
        }
    }

    /// This group with the start of a phrase that its items finish.
    pub fn starting(&self, start: &str) -> Group {
        Group { start: Some(start.to_owned()), ..self.clone() }
    }
}

/// What an item with others nested in it is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Parent {
    /// The name of a group; the items are the actions.
    Group,
    /// The start of a phrase that the items finish.
    Start,
    /// An action that the items explain.
    Action,
    /// An action beside its items, which are actions too.
    Both,
}

/// Decides what an item is by its words, its checkbox and the words of the items below it.
pub(super) fn parent(text: &Inline, task: bool, below: &[&Inline], tasks_below: bool) -> Parent {
    let plain = text.text.trim();
    let words = plain.split_whitespace().count();
    let colon = plain.ends_with([':', '：']);
    if is_named(plain) {
        return Parent::Group;
    }
    if tasks_below {
        return match (colon, is_unfinished(plain)) {
            (true, true) => Parent::Start,
            (false, _) if task => Parent::Both,
            _ => Parent::Group,
        };
    }
    let short = match plain.chars().any(is_cjk) {
        true => plain.chars().count() <= 12,
        false => words <= 2 && !plain.ends_with('.') && !starts_with_verb(plain),
    };
    let verbs = below.iter().filter(|item| starts_with_verb(&item.text)).count();
    match () {
        () if task => Parent::Action,
        () if colon && (!is_work(plain) || words == 1) => Parent::Group,
        () if short && !colon && !plain.chars().any(is_cjk) => Parent::Group,
        () if words <= 4 && !starts_with_verb(plain) && verbs * 3 >= below.len() * 2 => Parent::Group,
        () => Parent::Action,
    }
}

/// Whether a label says how the items below it are grouped.
pub(super) fn is_known_label(text: &str) -> bool {
    is_named(text.trim())
        || status::of_group(text).is_some()
        || text
            .trim_end_matches([':', '：', ' '])
            .rsplit(' ')
            .next()
            .is_some_and(|last| WORDS.groups.suffixes.contains(&fold(last)))
}

/// Whether a text names a group: a kind of action, an urgency, an owner, a status, a section.
fn is_named(text: &str) -> bool {
    is_priority(text)
        || kind_of(text).is_some()
        || owners::alone(text).is_some()
        || status::exactly(text.trim_end_matches(':')).is_some()
        || section_name(&normalize(text)).is_some()
}

/// Whether a phrase goes on below it: `Alerts for:`.
fn is_unfinished(text: &str) -> bool {
    let folded = text.trim_end_matches([':', '：', ' ']).to_lowercase();
    folded.rsplit(' ').next().is_some_and(|last| WORDS.work.unfinished.contains(last))
}

/// The kind of action a text names, if it names one and nothing else: as written, lower-cased, without
/// numbering, brackets and words like "improvements".
pub(super) fn kind_of(text: &str) -> Option<String> {
    let head = text.split(['(', '（', ':', '：']).next().unwrap_or(text);
    let mut folded = fold(without_numbering(head));
    if let Some((kind, last)) = folded.rsplit_once(' ')
        && WORDS.groups.suffixes.contains(last)
    {
        folded.truncate(kind.len());
    }
    WORDS.groups.kinds.contains(&folded).then(|| folded.replace('|', "/"))
}

/// `P1`, `High priority`, `Short term`: groups by urgency.
fn is_priority(text: &str) -> bool {
    let folded = fold(text);
    let ranked = folded
        .strip_prefix('p')
        .is_some_and(|rank| rank.len() == 1 && rank.bytes().all(|b| b.is_ascii_digit()));
    let priorities = &WORDS.groups.priorities;
    ranked
        || (folded.split(' ').count() <= 3
            && priorities.iter().any(|word| folded == *word || folded.ends_with(word.as_str())))
}

/// Whether a line announces a list: `**To do before the switch:**`.
pub(super) fn is_label(text: &Inline) -> bool {
    let plain = text.text.trim();
    let words = plain.split_whitespace().count();
    let colon = plain.ends_with([':', '：']) && words <= 7 && plain.chars().count() <= 80;
    !plain.contains('\n') && (colon || is_bold(text))
}

/// Whether a line is bold as a whole, so that it acts as a heading.
pub(super) fn is_bold(text: &Inline) -> bool {
    let bare = |text: &str| text.trim_end_matches([' ', ':', '：']).len();
    text.lead.as_ref().is_some_and(|lead| bare(lead) == bare(&text.text)) && text.text.split(' ').count() <= 8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inline(text: &str) -> Inline {
        Inline { text: text.to_owned(), ..Inline::default() }
    }

    #[test]
    fn an_item_with_others_below_is_a_group_or_an_action() {
        for (text, below, expected) in [
            ("Testing", ["regression test", "integration test"], Parent::Group),
            ("In future work on the API:", ["Add tests", "Review twice"], Parent::Group),
            ("JG:", ["Add tests", "Review twice"], Parent::Group),
            ("Tasks to address the issue:", ["Add tests", "Review twice"], Parent::Group),
            ("Architecture decisions", ["Document why", "Evaluate both"], Parent::Group),
            ("Add inspection items for:", ["the coupling", "the screw"], Parent::Action),
            ("Updated `.gitleaks.toml`:", ["Added patterns", "Added folders"], Parent::Action),
            ("Improve alerts", ["by region", "by shard"], Parent::Action),
            ("The shared schedule of all jobs", ["Show it", "Lock it"], Parent::Action),
        ] {
            let below = below.map(inline);
            let below: Vec<&Inline> = below.iter().collect();
            assert_eq!(parent(&inline(text), false, &below, false), expected, "{text}");
        }
    }

    #[test]
    fn checkboxes_below_an_item_are_actions() {
        let below = inline("checkout");
        let decide = |text: &str, task| parent(&inline(text), task, &[&below], true);
        assert_eq!(decide("Alerts for:", true), Parent::Start);
        assert_eq!(decide("Monitoring:", true), Parent::Group);
        assert_eq!(decide("Move the hosts", true), Parent::Both);
        assert_eq!(decide("Move the hosts", false), Parent::Group);
    }
}
