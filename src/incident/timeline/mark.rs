//! What an event calls itself: `**検知**: …`, `Incident declared`, `… Outage begins.`
//!
//! Only labels are read, never sentences: "we resolved the DNS name" resolves nothing.

use super::Mark;
use crate::incident::lexicon::built_in;
use crate::incident::wording::fold;

/// Longest label in bytes.
const LONGEST: usize = 60;

/// The mark of an event, from the bold words its text begins with and the text itself.
pub(super) fn of(lead: Option<&str>, text: &str) -> Option<Mark> {
    let line = text.lines().next().unwrap_or("");
    // A label ends within its limit, or is none.
    let head = &line[..line.floor_char_boundary(LONGEST + 8)];
    let before = |marks: &[&str]| marks.iter().filter_map(|mark| head.find(mark)).min().map(|at| &head[..at]);
    let prefix = before(&[":", "：", " - ", " – ", " — ", ". ", ", "]);
    // What is discovered in the middle of the work is a cause; in bold it is the label of the event.
    let prefix = prefix.filter(|label| !label.trim().to_lowercase().starts_with("discover"));
    lead.into_iter()
        .chain(prefix)
        .chain([line])
        .chain(last_words(text))
        .filter(|label| label.len() <= LONGEST)
        .find_map(named)
        .or_else(|| takes_the_alert(head).then_some(Mark::Acknowledged))
}

/// `Engineers acknowledge the alert`: who, in a word or two, and that they took it up.
fn takes_the_alert(line: &str) -> bool {
    if !line.contains("cknowledge") && !line.contains("acks ") {
        return false;
    }
    let words: Vec<String> = line.split(' ').take(8).map(|word| word.to_lowercase()).collect();
    let words: Vec<&str> = words.iter().map(|word| word.trim_end_matches(['.', ','])).collect();
    match words
        .iter()
        .position(|word| matches!(*word, "acknowledge" | "acknowledges" | "acknowledged" | "acks"))
    {
        Some(at @ 1..=3) => {
            matches!(words[at + 1..], ["the" | "an", "alert" | "page" | "incident", ..] | ["alert" | "page"])
        }
        _ => false,
    }
}

/// The last sentence, and what is said in brackets at the end.
fn last_words(text: &str) -> impl Iterator<Item = &str> {
    let text = text.trim_end();
    let bare = text.trim_end_matches(['.', '!', ')', '*']);
    let sentence = bare.rfind(". ").map(|at| &bare[at + 2..]);
    let brackets = text
        .trim_end_matches('.')
        .ends_with(')')
        .then(|| bare.rfind('(').map(|at| &bare[at + 1..]))
        .flatten();
    sentence.into_iter().chain(brackets)
}

/// The mark of a whole label, without regard to case and punctuation.
fn named(label: &str) -> Option<Mark> {
    let mut bare =
        label.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, ')' | '）')).to_lowercase();
    // `検知 (ユーザー報告)`: who noticed does not change that it was noticed; but a recovery "of the
    // test layer" is none of the incident.
    if let Some(at) = bare.find(['(', '（']).filter(|at| *at > 0) {
        let mark = named(&bare[..at]);
        return mark.filter(|mark| *mark == Mark::Detected);
    }
    for article in ["the ", "incident ", "outage ", "service "] {
        if let Some(rest) = bare.strip_prefix(article) {
            bare = rest.to_owned();
        }
    }
    built_in().mark(&fold(&bare))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_marks_and_sentences_are_not() {
        for (lead, text, mark) in [
            (Some("検知"), "検知: ユーザー報告", Some(Mark::Detected)),
            (Some("検知 (ユーザー報告)"), "検知 (ユーザー報告) — 動かない", Some(Mark::Detected)),
            (Some("復旧確認 (テスト層)"), "復旧確認 (テスト層): 緑", None),
            (None, "Incident declared", Some(Mark::Acknowledged)),
            (None, "OUTAGE BEGINS", Some(Mark::Started)),
            (None, "The bad deploy is merged. Outage begins.", Some(Mark::Started)),
            (None, "A fixed build is deployed (outage ends)", Some(Mark::Resolved)),
            (None, "Resolved: all clear", Some(Mark::Resolved)),
            (None, "Incident resolved, query timings returned to normal", Some(Mark::Resolved)),
            (Some("Detection:"), "Detection: alerts fired", Some(Mark::Detected)),
            (None, "Start of incident. A new version is deployed.", Some(Mark::Started)),
            (None, "Engineers acknowledge the alert", Some(Mark::Acknowledged)),
            (
                None,
                "The on-call engineer acknowledged the page and looked at the dashboard.",
                Some(Mark::Acknowledged),
            ),
            (None, "Nobody from the team was there who acknowledged the alert", None),
            (Some("Discovery:"), "Discovery: Developer sees no metrics", Some(Mark::Detected)),
            (None, "Discovery: Massive data transfer in progress", None),
            (None, "We resolved the name by hand", None),
            (None, "Service fully recovered", Some(Mark::Resolved)),
            (Some("原因特定"), "原因特定: 設定", None),
            (None, "", None),
        ] {
            assert_eq!(of(lead, text), mark, "{text}");
        }
    }
}
