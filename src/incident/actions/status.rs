//! How far an action is, in the words and signs people put beside it.

use super::ActionStatus;
use super::words::{Set, WORDS, starts_with_word};
use crate::incident::wording::{fold, has_words, is_cjk, prefix};

/// The status that a cell or a `status:` field states: a known word at its start. "Not started" and unknown
/// words are open; an empty text states nothing.
pub(super) fn in_cell(text: &str) -> Option<ActionStatus> {
    let text = text.trim();
    if let Some((status, _)) = sign(text) {
        return Some(status);
    }
    if matches!(text, "[x]" | "[X]" | "x" | "X") {
        return Some(ActionStatus::Done);
    }
    let folded = fold(text);
    if folded.is_empty() {
        return None;
    }
    Some(match () {
        () if starts_with(&folded, &WORDS.status.open) => ActionStatus::Open,
        () if starts_with(&folded, &WORDS.status.in_progress) => ActionStatus::InProgress,
        () if starts_with(&folded, &WORDS.status.dropped) => ActionStatus::Dropped,
        () if starts_with(&folded, &WORDS.status.done) => ActionStatus::Done,
        () => ActionStatus::Open,
    })
}

/// The status that a heading or a label gives everything below it: `Immediate actions (completed)`.
pub(super) fn of_group(text: &str) -> Option<ActionStatus> {
    let folded = fold(text);
    let has = |words: &Set| {
        words.iter().any(|word| match word.ends_with(is_cjk) {
            true => folded.contains(word.as_str()),
            false => has_words(&folded, word),
        })
    };
    if has(&WORDS.status.dropped_groups) {
        return Some(ActionStatus::Dropped);
    }
    if has(&WORDS.status.open_groups) {
        return Some(ActionStatus::Open);
    }
    if has(&WORDS.status.done_groups) || matches!(sign_at_an_end(text), Some(ActionStatus::Done)) {
        return Some(ActionStatus::Done);
    }
    has(&WORDS.status.progress_groups).then_some(ActionStatus::InProgress)
}

/// The status of a text that is a known word and nothing else: `DONE`, `in progress`, `won't do`.
pub(super) fn exactly(text: &str) -> Option<ActionStatus> {
    let folded = fold(text);
    let is = |words: &Set| words.contains(folded.as_str());
    match () {
        () if is(&WORDS.status.open) => Some(ActionStatus::Open),
        () if is(&WORDS.status.in_progress) => Some(ActionStatus::InProgress),
        () if is(&WORDS.status.dropped) => Some(ActionStatus::Dropped),
        () if is(&WORDS.status.done) && folded != "yes" => Some(ActionStatus::Done),
        () => None,
    }
}

/// A known word, perhaps with a remark: `done in #12`, `Done during this incident`, `completed 2026-03-01`,
/// `COMPLETED (PR #3)`, `discussed but decided not to do`.
fn with_remark(text: &str) -> Option<ActionStatus> {
    if let Some(status) = exactly(text) {
        return Some(status);
    }
    let folded = fold(text);
    if WORDS.status.dropped_remarks.iter().any(|words| has_words(&folded, words)) {
        return Some(ActionStatus::Dropped);
    }
    let lists = [
        (&WORDS.status.in_progress, ActionStatus::InProgress),
        (&WORDS.status.dropped, ActionStatus::Dropped),
        (&WORDS.status.done, ActionStatus::Done),
    ];
    let mut found = lists.into_iter().flat_map(|(list, status)| list.iter().map(move |word| (word, status)));
    let (_, status) = found.find(|(word, _)| {
        let Some(rest) = folded.strip_prefix(word.as_str()).filter(|_| word.as_str() != "yes") else {
            return false;
        };
        let remark = rest.trim_start_matches([' ', '|']);
        let first = remark.split([' ', '|']).next().unwrap_or(remark);
        let words = remark.split([' ', '|']).count();
        rest.starts_with([' ', '|'])
            && words <= 8
            && (rest.starts_with('|')
                || first.starts_with(|c: char| c.is_ascii_digit())
                || WORDS.status.remarks.contains(first))
    })?;
    Some(status)
}

/// A status written before the words of an action, and the rest: `✅ …`, `[DONE] …`, `Done: …`, `Already …`.
pub(super) fn before(text: &str) -> Option<(ActionStatus, &str)> {
    let text = text.trim_start();
    if let Some((status, rest)) = sign(text) {
        return Some((status, rest.trim_start_matches([':', ' ', '-'])));
    }
    let boxes = [
        ("[x]", ActionStatus::Done),
        ("[X]", ActionStatus::Done),
        ("[ ]", ActionStatus::Open),
        ("[-]", ActionStatus::Dropped),
        ("[~]", ActionStatus::Dropped),
    ];
    if let Some(found) = boxes.iter().find_map(|(mark, status)| Some((*status, text.strip_prefix(mark)?))) {
        return Some(found);
    }
    for (open, close) in BRACKETS {
        if let Some((inner, rest)) = text.strip_prefix(*open).and_then(|text| text.split_once(*close)) {
            let na = WORDS.status.dropped_marks.contains(&fold(inner)).then_some(ActionStatus::Dropped);
            let rest = rest.trim_start_matches([':', '：', ' ', '-']);
            return with_remark(inner).or(na).map(|status| (status, rest));
        }
    }
    if let Some(length) = prefix(text, "already ") {
        // "Already added the guard" says that the work is done; its words stay.
        return (text.len() > length).then_some((ActionStatus::Done, text));
    }
    let (word, rest) = text.split_once([':', '：'])?;
    let separate = rest.starts_with(char::is_whitespace) || word.ends_with(is_cjk);
    let marked = separate && word.len() <= 60 && !rest.trim().is_empty();
    marked.then(|| with_remark(word)).flatten().map(|status| (status, rest))
}

/// A status written behind the words of an action, and the words: `… (done)`, `… ✅`, `… — DONE`.
pub(super) fn behind(text: &str) -> Option<(&str, ActionStatus)> {
    let text =
        text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '.' | '。' | '!' | '\u{fe0f}'));
    for (sign, status) in signs() {
        if let Some(words) = text.strip_suffix(sign) {
            return Some((words, status));
        }
    }
    for (open, close) in BRACKETS {
        if let Some((words, inner)) = text.strip_suffix(*close).and_then(|text| text.rsplit_once(*open)) {
            return with_remark(inner).filter(|_| !words.trim().is_empty()).map(|status| (words, status));
        }
    }
    // `Use the new metrics. Done in Grafana.`
    if let Some((words, last)) = text.rsplit_once(". ")
        && let Some(status) = with_remark(last)
    {
        return Some((words, status));
    }
    let (dash, _) =
        [" — ", " – ", " - ", "—", "–"].iter().find_map(|dash| Some((text.rfind(dash)?, dash)))?;
    let (words, remark) = text.split_at(dash);
    with_remark(remark.trim_start_matches([' ', '—', '–', '-'])).map(|status| (words, status))
}

const BRACKETS: &[(char, char)] = &[('[', ']'), ('(', ')'), ('（', '）'), ('【', '】')];

fn signs() -> impl Iterator<Item = (&'static str, ActionStatus)> {
    WORDS.signs.iter().map(|(sign, word)| (sign.as_str(), ActionStatus::parse(word).unwrap_or_default()))
}

fn sign(text: &str) -> Option<(ActionStatus, &str)> {
    signs().find_map(|(sign, status)| {
        text.strip_prefix(sign).map(|rest| (status, rest.trim_start_matches('\u{fe0f}')))
    })
}

fn sign_at_an_end(text: &str) -> Option<ActionStatus> {
    let text = text.trim_matches([' ', ':', '\u{fe0f}']);
    signs().find(|(sign, _)| text.ends_with(sign) || text.starts_with(sign)).map(|(_, status)| status)
}

fn starts_with(folded: &str, words: &Set) -> bool {
    words.iter().any(|word| starts_with_word(folded, word))
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
            ("已完成（根因确认）", Some(Done)),
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
            assert_eq!(in_cell(cell), status, "{cell}");
        }
    }

    #[test]
    fn marks_before_an_action_are_taken_off() {
        for (text, expected) in [
            ("✅ Add it", Some((Done, "Add it"))),
            ("[DONE] Add it", Some((Done, "Add it"))),
            ("Done: add it", Some((Done, " add it"))),
            ("COMPLETED (PR #3): Add it", Some((Done, " Add it"))),
            ("Already added it", Some((Done, "Already added it"))),
            ("[WIP] Add it", Some((InProgress, "Add it"))),
            ("[-] Add it", Some((Dropped, " Add it"))),
            ("[N/A] Add it", Some((Dropped, "Add it"))),
            ("Pending: add it", Some((Open, " add it"))),
            ("[Platform] Add it", None),
            ("Fixed:it", None),
        ] {
            assert_eq!(before(text), expected, "{text}");
        }
    }

    #[test]
    fn marks_behind_an_action_are_taken_off() {
        for (text, expected) in [
            ("Add it (DONE)", Some(("Add it ", Done))),
            ("Add it — done.", Some(("Add it", Done))),
            ("Add it（完了）", Some(("Add it", Done))),
            ("Add it (Done!)", Some(("Add it ", Done))),
            ("Add it (done in #12)", Some(("Add it ", Done))),
            ("Add it (Done during this incident)", Some(("Add it ", Done))),
            ("Add it (already done)", Some(("Add it ", Done))),
            ("Add it (in progress)", Some(("Add it ", InProgress))),
            ("Add it - WONTDO", Some(("Add it", Dropped))),
            ("Add it — discussed but decided not to do", Some(("Add it", Dropped))),
            ("Add it to all hosts. Done in Grafana.", Some(("Add it to all hosts", Done))),
            ("Add it (if done)", None),
            ("Add it (fixed timeouts only)", None),
            ("Keep it closed - resolved IPs only", None),
        ] {
            assert_eq!(behind(text), expected, "{text}");
        }
    }

    #[test]
    fn a_heading_may_close_everything_below_it() {
        for (heading, status) in [
            ("Immediate Actions (Completed)", Some(Done)),
            ("Completed ✅", Some(Done)),
            ("Corrective actions implemented", Some(Done)),
            ("In progress (next 2 weeks):", Some(InProgress)),
            ("Decided against", Some(Dropped)),
            ("Planned actions (planned or in-progress)", Some(Open)),
            ("To be completed", Some(Open)),
            ("Process", None),
        ] {
            assert_eq!(of_group(heading), status, "{heading}");
        }
    }
}
