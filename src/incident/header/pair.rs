//! `Key: value` on a line, told apart from prose with a colon in it.

use super::keys;

/// The most characters of a value.
pub(super) const LONGEST: usize = 300;

/// The most characters of a value that names a cause: a longer one tells of it.
pub(super) const LONGEST_CAUSE: usize = 100;

/// A key and its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pair<'a> {
    pub key: &'a str,
    pub value: &'a str,
    /// Whether the key is written in bold.
    pub bold: bool,
}

/// Splits a line at its first colon. `lead` is the bold start of the block the line is the first of.
/// `None` for times, URLs, sentences and what has no value.
pub(super) fn split<'a>(line: &'a str, lead: Option<&str>) -> Option<Pair<'a>> {
    let line = line.trim();
    let at = line.find([':', '：'])?;
    let (key, rest) = line.split_at(at);
    let wide = rest.starts_with('：');
    let value = rest.get(if wide { '：'.len_utf8() } else { 1 }..)?;
    let apart = wide || value.starts_with(char::is_whitespace) || key.ends_with(|c: char| !c.is_ascii());
    let (key, value) = (key.trim(), value.trim().trim_end_matches('\\').trim_end());
    if !apart || value.is_empty() || !keys::is_key(key) {
        return None;
    }
    let bold = lead.is_some_and(|lead| lead.trim().trim_end_matches([':', '：', ' ']) == key);
    Some(Pair { key, value, bold })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_told_from_prose() {
        for (line, expected) in [
            ("Severity: SEV2", Some(("Severity", "SEV2"))),
            ("重大度：SEV-3", Some(("重大度", "SEV-3"))),
            ("Author(s): A, B", Some(("Author(s)", "A, B"))),
            ("Duration:41m", None),
            ("16:58: the writer is full", None),
            ("2026-03-02: it began", None),
            ("https://example.org", None),
            ("Note: the clocks differ", None),
            ("TL;DR: it broke", None),
            ("Update: all is well", None),
            ("We saw that, at first, it was slow: very", None),
            ("This was resolved by:", None),
            ("October 21 (103 minutes): overload", None),
        ] {
            assert_eq!(split(line, None).map(|p| (p.key, p.value)), expected, "{line}");
        }
        assert_eq!(split("Severity: SEV2", Some("Severity:")).map(|pair| pair.bold), Some(true));
    }
}
