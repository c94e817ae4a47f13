//! How far an action is, in the words and signs people put beside it.

use super::ActionStatus;
use crate::incident::wording::{Names, fold, has_words, is_cjk, names, prefix};
use std::sync::LazyLock;

static DONE: Names = LazyLock::new(|| {
    names(
        "done, complete, completed, closed, fixed, resolved, merged, shipped, deployed, implemented,
    finished, released, landed, yes, 完了, 完了済, 完了済み, 対応済, 対応済み, 実施済, 実施済み, 済,
    済み, 已完成, 完成, 已解决, erledigt, abgeschlossen, fertig, termine, fait, cloture, hecho,
    completado, terminado, cerrado, feito, concluido, fechado",
    )
});
static IN_PROGRESS: Names = LazyLock::new(|| {
    names(
        "in progress, wip, ongoing, on going, started, doing, in review, under review, in flight,
    partially done, partially complete, partially completed, partial, 進行中, 対応中, 実施中, 作業中,
    着手, 着手済, 着手済み, 一部完了, 进行中, in arbeit, laufend, en cours, en curso, en progreso,
    em andamento, em progresso",
    )
});
static DROPPED: Names = LazyLock::new(|| {
    names(
        "dropped, wont do, wont fix, wontfix, will not do, cancelled, canceled, rejected, obsolete,
    declined, abandoned, superseded, not planned, no longer needed, not needed, discarded, 見送り,
    中止, 却下, 不要, 取消, 取り下げ, 取りやめ, 已取消, verworfen, abgelehnt, abandonne, annule,
    cancelado, descartado",
    )
});
const SIGNS: &[(&str, ActionStatus)] = &[
    ("✅", ActionStatus::Done),
    ("☑", ActionStatus::Done),
    ("✔", ActionStatus::Done),
    ("🟢", ActionStatus::Done),
    (":white_check_mark:", ActionStatus::Done),
    (":heavy_check_mark:", ActionStatus::Done),
    (":check:", ActionStatus::Done),
    ("🚧", ActionStatus::InProgress),
    (":construction:", ActionStatus::InProgress),
];

/// The status a cell or a `status:` field states: a known word at its start. "Not started" and unknown
/// words are open; an empty text states nothing.
pub(super) fn of_cell(text: &str) -> Option<ActionStatus> {
    if let Some((status, _)) = sign(text.trim()) {
        return Some(status);
    }
    if matches!(text.trim(), "[x]" | "[X]" | "x" | "X" | "✓") {
        return Some(ActionStatus::Done);
    }
    let folded = fold(text);
    if folded.is_empty() {
        return None;
    }
    let begins = |words: &Names| words.iter().any(|word| begins_with(&folded, word));
    Some(match () {
        () if begins(&IN_PROGRESS) => ActionStatus::InProgress,
        () if begins(&DROPPED) => ActionStatus::Dropped,
        () if begins(&DONE) => ActionStatus::Done,
        () => ActionStatus::Open,
    })
}

/// The status that a heading or a label gives everything below it: `Immediate actions (completed)`.
pub(super) fn of_group(text: &str) -> Option<ActionStatus> {
    let folded = fold(text);
    if has_any(&folded, &["not", "to be", "planned", "todo", "open"]) || folded.contains('未') {
        return None;
    }
    if has_any(&folded, &["done", "completed", "already done", "closed"])
        || folded.ends_with("完了")
        || folded.contains("完了済")
    {
        return Some(ActionStatus::Done);
    }
    has_any(&folded, &["in progress", "ongoing", "進行中", "対応中"]).then_some(ActionStatus::InProgress)
}

/// Whether one of the words, or of the groups of words, is in a folded text.
fn has_any(folded: &str, words: &[&str]) -> bool {
    words.iter().any(|word| has_words(folded, word))
}

/// The status of a text that is a known word and nothing else: `DONE`, `in progress`, `won't do`.
pub(super) fn exactly(text: &str) -> Option<ActionStatus> {
    let folded = fold(text);
    let is = |words: &Names| words.contains(folded.as_str());
    match () {
        () if is(&DONE) && folded != "yes" => Some(ActionStatus::Done),
        () if is(&IN_PROGRESS) => Some(ActionStatus::InProgress),
        () if is(&DROPPED) => Some(ActionStatus::Dropped),
        () => None,
    }
}

/// A status written before the words of an item, and the rest: `✅ …`, `[DONE] …`, `Done: …`, `Already …`.
pub(super) fn before(text: &str) -> Option<(ActionStatus, &str)> {
    let text = text.trim_start();
    if let Some((status, rest)) = sign(text) {
        return Some((status, rest.trim_start_matches([':', ' ', '-'])));
    }
    if let Some(rest) = text.strip_prefix("[x]").or_else(|| text.strip_prefix("[X]")) {
        return Some((ActionStatus::Done, rest));
    }
    if let Some(rest) = text.strip_prefix("[ ]") {
        return Some((ActionStatus::Open, rest));
    }
    for (open, close) in BRACKETS {
        if let Some((inner, rest)) = text.strip_prefix(*open).and_then(|text| text.split_once(*close)) {
            return exactly(inner).map(|status| (status, rest.trim_start_matches([':', '：', ' ', '-'])));
        }
    }
    if let Some(length) = prefix(text, "already ") {
        // "Already added the guard" tells of work done; its words stay.
        return (text.len() > length).then_some((ActionStatus::Done, text));
    }
    let (word, rest) = text.split_once([':', '：'])?;
    let separate = rest.starts_with(char::is_whitespace) || word.ends_with(is_cjk);
    exactly(word).filter(|_| separate && !rest.trim().is_empty()).map(|status| (status, rest))
}

/// A status written behind the words of an item, and the words: `… (done)`, `… ✅`, `… — DONE`.
pub(super) fn behind(text: &str) -> Option<(&str, ActionStatus)> {
    let text = text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '.' | '。' | '\u{fe0f}'));
    for (sign, status) in SIGNS {
        if let Some(words) = text.strip_suffix(sign) {
            return Some((words, *status));
        }
    }
    for (open, close) in BRACKETS {
        if let Some((words, inner)) = text.strip_suffix(*close).and_then(|text| text.rsplit_once(*open)) {
            return exactly(inner).map(|status| (words, status));
        }
    }
    let dash = text.rfind(['—', '–']).or_else(|| text.rfind(" - "))?;
    let (words, word) = text.split_at(dash);
    exactly(word).map(|status| (words, status))
}

const BRACKETS: &[(char, char)] = &[('[', ']'), ('(', ')'), ('（', '）'), ('【', '】')];

fn sign(text: &str) -> Option<(ActionStatus, &str)> {
    SIGNS.iter().find_map(|(sign, status)| {
        text.strip_prefix(sign).map(|rest| (*status, rest.trim_start_matches('\u{fe0f}')))
    })
}

fn begins_with(folded: &str, word: &str) -> bool {
    folded
        .strip_prefix(word)
        .is_some_and(|rest| word.ends_with(is_cjk) || !rest.starts_with(char::is_alphanumeric))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ActionStatus::{Done, Dropped, InProgress, Open};

    #[test]
    fn cells_state_a_status_by_their_first_words() {
        for (cell, status) in [
            ("完了 (2026-05-07)", Some(Done)),
            ("Done（commit 1c7679801）", Some(Done)),
            ("未着手", Some(Open)),
            ("未完了", Some(Open)),
            ("一部完了", Some(InProgress)),
            ("TODO (done next week)", Some(Open)),
            ("IN_PROGRESS", Some(InProgress)),
            ("In review", Some(InProgress)),
            ("Won't fix", Some(Dropped)),
            ("Not done", Some(Open)),
            ("✅", Some(Done)),
            ("x", Some(Done)),
            ("保留", Some(Open)),
            ("Fixedly", Some(Open)),
            ("—", None),
            ("", None),
        ] {
            assert_eq!(of_cell(cell), status, "{cell}");
        }
    }

    #[test]
    fn marks_before_and_behind_an_item_are_taken_off() {
        assert_eq!(before("✅ Add it"), Some((Done, "Add it")));
        assert_eq!(before("[DONE] Add it"), Some((Done, "Add it")));
        assert_eq!(before("Done: add it"), Some((Done, " add it")));
        assert_eq!(before("Already added it"), Some((Done, "Already added it")));
        assert_eq!(before("[WIP] Add it"), Some((InProgress, "Add it")));
        assert_eq!(before("[Platform] Add it"), None);
        assert_eq!(before("Fixed:it"), None);
        assert_eq!(behind("Add it (DONE)"), Some(("Add it ", Done)));
        assert_eq!(behind("Add it — done."), Some(("Add it ", Done)));
        assert_eq!(behind("Add it（完了）"), Some(("Add it", Done)));
        assert_eq!(behind("Add it (if done)"), None);
        assert_eq!(behind("Add it - cancelled"), Some(("Add it", Dropped)));
    }

    #[test]
    fn a_heading_may_close_everything_below_it() {
        assert_eq!(of_group("Immediate Actions (Completed)"), Some(Done));
        assert_eq!(of_group("In progress (next 2 weeks):"), Some(InProgress));
        assert_eq!(of_group("Planned actions (planned or in-progress)"), None);
        assert_eq!(of_group("To be completed"), None);
        assert_eq!(of_group("Process"), None);
    }
}
