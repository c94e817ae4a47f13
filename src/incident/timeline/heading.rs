//! Which headings announce a timeline: those that a site names, and those of the languages postmortems were seen in.

use crate::incident::sections::{HeadingNames, SectionKind};

/// Whether a heading announces a timeline: `Timeline (all times UTC)`, `3. :clock: Incident
/// timeline`, `時系列`. Case, emoji, `:shortcodes:`, numbering and punctuation do not matter. The site's own names
/// go before the known ones.
pub fn is_timeline_heading(text: &str, names: &HeadingNames) -> bool {
    names.kind(text).map_or_else(|| is_known(text), |kind| kind == SectionKind::Timeline)
}

fn is_known(text: &str) -> bool {
    // Names that may begin a heading, whatever follows, or end a short one.
    #[rustfmt::skip]
    const NAMES: [&str; 24] = [
        "timeline", "time line", "timelines", "chronology", "event log", "incident log",
        "sequence of events", "log of events", "zeitachse", "zeitleiste", "zeitstrahl",
        "zeitlicher ablauf", "chronologie", "cronología", "cronologia", "línea de tiempo",
        "línea temporal", "linha do tempo", "tidslinje", "tijdlijn", "oś czasu", "хронология",
        "таймлайн", "ligne du temps",
    ];
    #[rustfmt::skip]
    const SIGNS: [&str; 13] = [
        "タイムライン", "時系列", "経緯", "経過", "时间线", "时间轴", "時間線", "時間軸", "事件经过", "事件經過", "事发经过", "타임라인",
        "시간순",
    ];
    let own = words(before_remark(text));
    if own.chars().count() > 120 {
        return false;
    }
    let short = own.split(' ').count() <= 5;
    let named = |name: &&str| {
        let begins = own.strip_prefix(*name).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
        let ends = own.strip_suffix(*name).is_some_and(|rest| rest.is_empty() || rest.ends_with(' '));
        begins || short && ends
    };
    NAMES.iter().any(named) || own.chars().count() <= 20 && SIGNS.iter().any(|sign| own.contains(sign))
}

/// The heading without what is said in brackets.
fn before_remark(text: &str) -> &str {
    text.split(['(', '（', '[']).next().filter(|own| !own.trim().is_empty()).unwrap_or(text)
}

/// Lower-cased words with single spaces: no shortcodes, numbering, emoji or punctuation.
fn words(text: &str) -> String {
    let mut words = Vec::new();
    for word in text.split_whitespace() {
        let shortcode = word.len() > 2 && word.starts_with(':') && word.ends_with(':');
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let numbering = words.is_empty() && bare.chars().all(|c| c.is_ascii_digit() || c == '.');
        if !shortcode && !bare.is_empty() && !numbering {
            words.push(bare.to_lowercase());
        }
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::is_known;

    #[test]
    fn headings_announce_timelines_in_several_languages() {
        for heading in [
            "Timeline",
            "TIMELINE ##",
            "3. Timeline:",
            "2.1 Time line",
            "🕐 Timeline of events",
            ":clock3: Incident Timeline",
            "Timeline (all times PST) 01/16/2024 - 02/28/2024. All times approximations",
            "Timeline - May 29, 2021",
            "Follow-up timeline (times in BST)",
            "Chronology",
            "Event log",
            "タイムライン",
            "4. 時系列（JST）",
            "障害の経緯",
            "Zeitachse",
            "Chronologie des événements",
            "Cronología del incidente",
            "Línea de tiempo",
            "时间线",
        ] {
            assert!(is_known(heading), "{heading}");
        }
        for heading in [
            "",
            "Summary",
            "Time to detect",
            "How we will keep the next timeline of such incidents short",
            "Leadup",
        ] {
            assert!(!is_known(heading), "{heading}");
        }
    }
}
