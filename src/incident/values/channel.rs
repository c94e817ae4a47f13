//! How an incident was found.

use crate::incident::fields::words::DetectedBy;
use crate::incident::lexicon::{Cue, built_in};
use crate::incident::wording::fold;

/// The channel that a label's value names first: `Monitoring alert (Prometheus)`, `Grafana dashboard, then customers`.
/// What stands in front of a bracket counts before what is in it.
pub fn channel(value: &str) -> Option<DetectedBy> {
    let first = value.split(['。', '→']).next().unwrap_or(value);
    let own = first.split(['(', '（']).next().unwrap_or(first);
    [own, first].iter().find_map(|text| {
        let folded = fold(text);
        built_in().detection.first(&folded).or_else(|| built_in().channels.first(&folded))
    })
}

/// The channel that running text says: only phrases that mean nothing else, in a sentence that denies nothing.
pub fn channel_in_prose(text: &str) -> Option<DetectedBy> {
    sentences(text).take(6).find_map(|sentence| {
        let folded = fold(sentence);
        let found = built_in().detection.all(&folded).into_iter().next()?;
        let denied = built_in().cues.all(&folded[..found.at.start]).iter().any(|hit| hit.meaning == Cue::Not);
        (!denied).then_some(found.meaning)
    })
}

/// Sentences of a text, lines joined.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(['。', '!', '?'])
        .flat_map(|part| part.split(". "))
        .flat_map(|part| part.split(".\n"))
        .filter(|sentence| !sentence.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_channel_of_a_value_counts() {
        for (value, expected) in [
            ("Monitoring alerts (`shop: fetch failed`)", Some(DetectedBy::Alert)),
            ("Prometheus alert", Some(DetectedBy::Alert)),
            ("User report (ana)", Some(DetectedBy::Customer)),
            ("customer support ticket", Some(DetectedBy::Customer)),
            ("Grafana dashboard, then customers", Some(DetectedBy::Dashboard)),
            ("ユーザーの目視（通報）", Some(DetectedBy::Customer)),
            ("手動確認（ヘルスチェック中に発見）", Some(DetectedBy::Employee)),
            ("Ann", None),
        ] {
            assert_eq!(channel(value), expected, "{value}");
        }
    }

    #[test]
    fn prose_needs_a_phrase_and_no_denial() {
        for (text, expected) in [
            ("We were immediately alerted to the outage on Grafana.", Some(DetectedBy::Alert)),
            ("Multiple users reported jobs that had failed.", Some(DetectedBy::Customer)),
            (
                "This was noticed when services failed. The primary detection was through alerts though!",
                Some(DetectedBy::Alert),
            ),
            ("No automated alert fired because of this.", None),
            ("We should have alerting on failures.", None),
        ] {
            assert_eq!(channel_in_prose(text), expected, "{text}");
        }
    }
}
