//! What a heading, a label line or a parent bullet says of all the actions below it.

use super::{ActionStatus, handles, state};
use crate::incident::outline::Inline;
use crate::incident::wording::{Names, fold, is_cjk, names, without_numbering};
use std::sync::LazyLock;

/// What the actions of a group have in common.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Group {
    pub owner: Option<String>,
    pub status: Option<ActionStatus>,
    pub kind: Option<String>,
}

/// The sorts of action people sort by; a heading that is none of them names a component or a team.
static KINDS: Names = LazyLock::new(|| {
    names(
        "prevent, prevention, preventive, preventative, detect, detection, mitigate, mitigation, repair,
    process, policy, process|policy, technical, documentation, docs, training, communication,
    monitoring, investigate, investigation, testing, tooling, 予防, 再発防止, 検知, 検出, 緩和, 軽減,
    プロセス, 技術, 调查, 预防, 检测, 缓解, 流程",
    )
});

/// Words behind the name of a group that say nothing about it.
const SUFFIXES: &[&str] =
    &[" improvements", " improvement", " items", " item", " actions", " action", " measures", " tasks"];

/// Headings that often introduce an essay instead of a list of promises.
static LOOSE: Names = LazyLock::new(|| {
    names(
        "prevention, remediation, improvements, corrective, preventative, preventive, how, what, 対策,
    再発防止, 改善, suivi, seguimiento, medidas",
    )
});

impl Group {
    /// What a heading says: `### Prevention`, `### Immediate actions (completed)`.
    pub fn of_heading(heading: &str) -> Group {
        Group { owner: None, status: state::of_group(heading), kind: kind_of(heading) }
    }

    /// This group narrowed by a label line or a parent bullet: `- @alice:`, `**In progress:**`.
    pub fn with(&self, label: &Inline) -> Group {
        let own = Group::of_heading(&label.text);
        Group {
            owner: handles::alone(&label.text).or_else(|| self.owner.clone()),
            status: own.status.or(self.status),
            kind: own.kind.or_else(|| self.kind.clone()),
        }
    }

    /// Whether an item with others nested in it only groups them. `task_below`: the first of them is a task.
    pub fn is_one(text: &Inline, task_below: bool) -> bool {
        let short = if text.text.chars().any(is_cjk) {
            text.text.chars().count() <= 12
        } else {
            text.text.split_whitespace().count() <= 4
        };
        task_below
            || (short && text.text.trim_end().ends_with([':', '：']))
            || is_priority(&text.text)
            || kind_of(&text.text).is_some()
    }
}

/// The sort of action a text names, if it names one and nothing else: as written, lower-cased, without
/// numbering, brackets and words like "improvements".
pub(super) fn kind_of(text: &str) -> Option<String> {
    let head = text.split(['(', '（', ':', '：']).next().unwrap_or(text);
    let mut folded = fold(without_numbering(head));
    if let Some(short) = SUFFIXES.iter().find_map(|suffix| folded.strip_suffix(suffix)) {
        folded.truncate(short.len());
    }
    KINDS.contains(folded.as_str()).then(|| folded.replace('|', "/"))
}

/// `P1`, `High priority`, `Short term`: groups by urgency.
fn is_priority(text: &str) -> bool {
    let folded = fold(text);
    let ranked = folded
        .strip_prefix('p')
        .is_some_and(|rank| rank.len() == 1 && rank.bytes().all(|b| b.is_ascii_digit()));
    let worded = [
        "priority",
        "short term",
        "long term",
        "medium term",
        "immediate",
        "high",
        "medium",
        "low",
        "urgent",
    ];
    ranked
        || (folded.split(' ').count() <= 3
            && worded.iter().any(|word| folded == *word || folded.ends_with(word)))
}

/// Whether a heading introduces an explanation of the table's words, or material beside the actions.
pub(super) fn is_legend(heading: &str) -> bool {
    let folded = fold(heading);
    let legends =
        ["legend", "categories", "category definitions", "definitions", "references", "appendix", "related"];
    ["説明", "凡例", "参考", "関連"].iter().any(|word| folded.contains(word))
        || legends.iter().any(|word| folded.starts_with(word) || folded.ends_with(word))
}

/// Whether a heading opens an essay as often as a list.
pub(super) fn is_loose(heading: &str) -> bool {
    let folded = fold(without_numbering(heading));
    LOOSE.iter().any(|word| {
        folded
            .strip_prefix(word)
            .is_some_and(|rest| !rest.starts_with(char::is_alphabetic) || word.ends_with(is_cjk))
    })
}

/// Whether a paragraph is one line that announces a list: `**To do before the switch:**`.
pub(super) fn is_label(text: &str) -> bool {
    let text = text.trim();
    text.ends_with([':', '：']) && text.chars().count() <= 120 && !text.contains('\n')
}

/// Whether a paragraph says of itself that it is one: `**Action item:** declare incidents earlier`.
pub(super) fn announces(text: &Inline) -> bool {
    let Some(lead) = &text.lead else { return false };
    let lead = fold(lead);
    ["action item", "action", "follow up", "todo", "アクション"].iter().any(|word| lead == *word)
        && text.text.trim_end_matches([':', '：', ' ']).len() > text.lead.as_ref().map_or(0, String::len) + 1
}
