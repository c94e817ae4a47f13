//! Facts that somebody has yet to say: `root_cause: TBD` is no cause, and two of them are no recurrence.

use crate::incident::front_matter::Node;
use crate::incident::wording::leaves_open;

/// Facts that are often written down before they are known. Who may read a document is never left open.
const FACTS: [&str; 14] = [
    "date",
    "introduced",
    "started",
    "detected",
    "acknowledged",
    "mitigated",
    "resolved",
    "duration",
    "severity",
    "services",
    "root_cause",
    "contributing_factors",
    "trigger",
    "detected_by",
];

/// Whether an entry of a list of this key is one of those.
pub(super) fn is_open_entry(key: &str, text: &str) -> bool {
    FACTS.contains(&key) && leaves_open(text)
}

/// Whether a fact is left open: it counts as not said, and what is written is shown among the details. On some scales
/// `none` is a severity.
pub(super) fn is_open(key: &str, node: &Node) -> bool {
    let is_none = |text: &str| key == "severity" && text.eq_ignore_ascii_case("none");
    node.text().is_some_and(|text| is_open_entry(key, text) && !is_none(text))
}
