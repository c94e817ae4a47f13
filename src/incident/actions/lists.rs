//! Which lists of a section are work: not explanations, timelines, checklists and multiple-choice questions.

use super::scope::{Certainty, Stretch};
use super::tree::Node;
use super::words::{WORDS, is_work as begins_work, starts_with_word};
use crate::incident::moment;
use crate::incident::wording::{fold, has_words};

/// What stands between a heading and a list.
pub(super) enum Lead<'a> {
    Nothing,
    /// A line that groups the list: `**In progress:**`, `**Robert**`.
    Label,
    /// A line that names what is no list of work: `**Verified:**`.
    Closed,
    Prose(&'a str),
}

/// Whether plain bullets are actions: those that come at once or under a label are; those that prose introduces are
/// only if most begin as work does.
pub(super) fn is_work(
    lead: &Lead<'_>,
    nodes: &[Node<'_>],
    stretch: &Stretch<'_>,
    certainty: Certainty,
) -> bool {
    let work = nodes.iter().filter(|node| begins_work(&node.text.text)).count();
    let most = work * 2 >= nodes.len();
    match lead {
        Lead::Nothing | Lead::Label => true,
        Lead::Closed => false,
        Lead::Prose(_) if most => true,
        Lead::Prose(text) => {
            let last = text.rsplit(['.', '\n']).next().unwrap_or(text).to_lowercase();
            certainty == Certainty::Certain
                && stretch.opens
                && (!text.ends_with([':', '：'])
                    || WORDS.work.commitments.iter().any(|word| has_words(&last, word)))
        }
    }
}

/// Whether a list is the one with which a template has its writer close the document.
pub(super) fn closes_the_document(nodes: &[Node<'_>]) -> bool {
    let closing = nodes.iter().filter(|node| {
        let folded = fold(&node.text.text);
        WORDS.checkboxes.closing.iter().any(|words| has_words(&folded, words))
    });
    closing.count() * 2 >= nodes.len()
}

/// Whether a list holds the answers of a multiple-choice question.
pub(super) fn has_answers(nodes: &[Node<'_>]) -> bool {
    nodes.iter().any(|node| {
        let folded = fold(&node.text.text);
        let head = folded.split('|').next().unwrap_or(&folded);
        WORDS.checkboxes.answers.iter().any(|answer| {
            head == answer || starts_with_word(&folded, answer) && folded[answer.len()..].starts_with('|')
        })
    })
}

/// Whether most items begin with a time of day: they say what was done at the time.
pub(super) fn is_timeline(nodes: &[Node<'_>]) -> bool {
    let timed = nodes.iter().filter(|node| moment::clock(node.text.text.trim()).is_some());
    timed.count() * 2 > nodes.len()
}
