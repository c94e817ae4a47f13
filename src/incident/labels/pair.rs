//! `Label: value` on a line, told apart from prose with a colon in it.

use crate::incident::lexicon::{self, Label};
use crate::incident::moment::scan::Cursor;
use crate::incident::moment::stamp;
use crate::incident::sections::HeadingNames;
use crate::incident::wording::fold;

/// A label and its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pair<'a> {
    pub label: Label,
    pub value: &'a str,
}

/// Splits a line at its first colon, or behind the bold label it starts with. Nothing for times, addresses, sentences and
/// what has no value.
pub(super) fn split<'a>(line: &'a str, lead: Option<&str>, names: &HeadingNames) -> Option<Pair<'a>> {
    let line = line.trim();
    let colon = line.find([':', '：']);
    if let Some(at) = colon {
        let (name, rest) = line.split_at(at);
        let wide = rest.starts_with('：');
        let value = &rest[rest.chars().next().map_or(0, char::len_utf8)..];
        let apart = wide || value.starts_with(char::is_whitespace) || name.ends_with(|c: char| !c.is_ascii());
        let value = value.trim().trim_end_matches('\\').trim_end();
        if apart
            && !value.is_empty()
            && is_label(name)
            && let Some(label) = names.label(name)
        {
            return Some(Pair { label, value });
        }
    }
    // `**Cause** One of the locators hung`
    let lead = lead?.trim();
    let value = line.strip_prefix(lead)?;
    let label = names.label(lead).filter(|_| is_label(lead.trim_end_matches([':', '：'])))?;
    let value = value.trim_start_matches([':', '：', ' ', '-', '–', '—']).trim();
    (!value.is_empty()).then_some(Pair { label, value })
}

/// `First detected 2020-08-25 11:01`: a label right before a time.
pub(super) fn split_before_time<'a>(line: &'a str, names: &HeadingNames) -> Option<Pair<'a>> {
    let at = line.find(|c: char| c.is_ascii_digit()).filter(|at| *at > 0 && *at <= 40)?;
    let (name, value) = line.split_at(at);
    let (stamp, _) = stamp::read(Cursor::new(value))?;
    let label = names.label(name).filter(|_| stamp.day.is_some() && is_label(name.trim()))?;
    Some(Pair { label, value })
}

/// Whether a line begins with some other label, so that it does not continue the value before it.
pub(super) fn is_other_label(line: &str) -> bool {
    let Some((name, value)) = line.split_once([':', '：']) else { return false };
    let wide = line[name.len()..].starts_with('：');
    let name = name.trim();
    is_label(name)
        && name.chars().count() <= 40
        && name.split_whitespace().count() <= 4
        && (wide || value.starts_with(' ') || value.is_empty())
}

/// Whether text can be a label: at most 60 characters and eight words, without sentence marks.
fn is_label(text: &str) -> bool {
    let text = text.trim();
    let short = text.chars().count() <= 60 && text.split_whitespace().count() <= 8;
    let plain = !text.contains([',', ';', '!', '"', '=', '<', '>', '{', '}', '、', '。', '\n']);
    let starts = text.trim_start_matches(|c: char| !c.is_alphanumeric()).starts_with(char::is_alphabetic);
    short && plain && starts && !lexicon::built_in().has("remarks", &fold(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_told_from_prose() {
        for (line, expected) in [
            ("Severity: SEV2", Some((Label::Severity, "SEV2"))),
            ("重大度：SEV-3", Some((Label::Severity, "SEV-3"))),
            ("Author(s): A, B", Some((Label::Authors, "A, B"))),
            ("Total Downtime: 2 hours", Some((Label::Duration, "2 hours"))),
            ("Duration:41m", None),
            ("16:58: the writer is full", None),
            ("https://example.org", None),
            ("Note: the clocks differ", None),
            ("We saw that, at first, it was slow: very", None),
        ] {
            assert_eq!(
                split(line, None, &HeadingNames::default()).map(|p| (p.label, p.value)),
                expected,
                "{line}"
            );
        }
        let bold = split("Cause One locator hung", Some("Cause"), &HeadingNames::default());
        assert_eq!(bold.map(|pair| (pair.label, pair.value)), Some((Label::RootCause, "One locator hung")));
        let before = split_before_time("First detected 2020-08-25 11:01", &HeadingNames::default());
        assert_eq!(before.map(|pair| (pair.label, pair.value)), Some((Label::Detected, "2020-08-25 11:01")));
    }
}
