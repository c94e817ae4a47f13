//! A severity and the remark behind it: `S2. Lab degraded`, `🔴 Critical`, `High - core feature broken`.

use super::is_remark;
use crate::incident::lexicon::built_in;
use crate::incident::wording::fold;

/// The longest word of a team's own scale.
const LONGEST: usize = 40;

/// The short word of a severity. Nothing for a list of choices, and for a sentence that opens with no known word.
pub fn severity(text: &str) -> Option<String> {
    let text =
        text.trim().trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '[' | '<')).trim();
    if is_choice(text) {
        return None;
    }
    if let Some(end) = numbered(text) {
        return Some(text[..end].trim().to_owned());
    }
    let words = text.split_inclusive([' ']).scan(0, |end, word| {
        *end += word.len();
        Some(*end)
    });
    let known = words
        .take(3)
        .map(|end| text[..end].trim_end())
        .map(|word| word.trim_end_matches([',', '.', ';', ':']));
    let known = known
        .filter(|word| built_in().has("severities", &fold(word)) && is_remark(&text[word.len()..]))
        .last();
    if let Some(word) = known {
        return Some(word.to_owned());
    }
    let short = text.split(['(', '（', '—', ';', ':']).next().unwrap_or(text).trim();
    let plain = !short.contains(['.', ',', '|', '<', '[']) && short.split_whitespace().count() <= 4;
    (!short.is_empty() && plain && short.chars().count() <= LONGEST).then(|| short.to_owned())
}

/// A severity that a title states in brackets: `[P0] checkout down`.
pub fn severity_in_title(title: &str) -> Option<String> {
    let inside =
        title.split('[').skip(1).filter_map(|part| part.split_once(']')).map(|(inside, _)| inside.trim());
    let mut found = inside.filter(|inside| {
        numbered(inside) == Some(inside.len()) && !inside.starts_with(|c: char| c.is_ascii_digit())
    });
    found.next().map(str::to_owned)
}

/// The end of `SEV-2`, `Sev 2`, `S2`, `P1`, `Priority 1` or a lone number that a remark or nothing follows.
fn numbered(text: &str) -> Option<usize> {
    let letters = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    let prefix = text[..letters].to_ascii_lowercase();
    if !matches!(prefix.as_str(), "" | "sev" | "s" | "p" | "severity" | "priority" | "level" | "prio") {
        return None;
    }
    let gap = text[letters..].find(|c: char| !matches!(c, '-' | ' ' | '_')).filter(|gap| *gap <= 1)?;
    let from = letters + if prefix.is_empty() { 0 } else { gap };
    let digits = text[from..].bytes().take_while(u8::is_ascii_digit).count();
    let end = from + digits;
    let whole = digits == 1 && (text[end..].is_empty() || is_remark(&text[end..]));
    whole.then_some(end)
}

/// `SEV-1 | SEV-2 | SEV-3`, `[SEV1/SEV2]`, `low/medium/high`: the choices of a template.
pub fn is_choice(text: &str) -> bool {
    let parts: Vec<&str> = text.trim_matches(['[', ']', '<', '>']).split(['|', '/']).map(str::trim).collect();
    let level = |part: &&str| numbered(part).is_some() || built_in().has("severities", &fold(part));
    parts.len() >= 2 && parts.iter().filter(|part| level(part)).count() >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_severity_is_its_short_word() {
        for (text, expected) in [
            ("S2. Lab degraded, no data lost, some alerts missed for hours", Some("S2")),
            ("SEV-3（主要機能の一時停止）", Some("SEV-3")),
            ("Sev 2", Some("Sev 2")),
            ("🔴 Critical", Some("Critical")),
            ("High - core feature completely broken for everyone", Some("High")),
            ("Medium, because only staff saw it", Some("Medium")),
            ("Major (High Impact, Service Degradation)", Some("Major")),
            ("partial-outage", Some("partial-outage")),
            ("1", Some("1")),
            ("SEV-1 | SEV-2 | SEV-3", None),
            ("[SEV1/SEV2]", None),
            ("Low/Medium/High", None),
            ("Everything was down and nobody could log in", None),
        ] {
            assert_eq!(severity(text).as_deref(), expected, "{text}");
        }
        assert_eq!(severity_in_title("[INC-20260721-001][P0] crash").as_deref(), Some("P0"));
        assert_eq!(severity_in_title("[Public] 4/26 delays"), None);
    }
}
