//! Facts in running text: a sentence counts only with a cue that means one thing, a time or a length, and where the
//! incident is summed up, its impact told, or its detection.

use super::duration;
use super::fields::words::DetectedBy;
use super::lexicon::{Cue, Hit, built_in};
use super::moment::stamp::{self, Mention, Stamp};
use super::outline::Block;
use super::sections::{HeadingNames, SectionKind, kind_of};
use super::values::channel_in_prose;
use super::wording::fold;
use jiff::SignedDuration;
use std::ops::Range;

/// What a sentence says.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Said {
    /// The incident had this start and end.
    Window(Stamp, Stamp),
    /// It began.
    Started(Stamp),
    /// It was over.
    Resolved(Stamp),
    /// Somebody or something noticed.
    Detected(Stamp),
    /// It took so long.
    Length(SignedDuration),
    /// How it was found.
    Channel(DetectedBy),
    /// The same where the incident is summed up, which an entry of the timeline knows better.
    ChannelInSummary(DetectedBy),
    /// A time of day that the summary names.
    Clock(Stamp),
    /// The first sentence names a day: `On the evening of Feb 23, …`.
    Day(Stamp),
}

/// A statement with its place in the file.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Statement {
    pub said: Said,
    pub span: Range<usize>,
}

/// The statements of a document, in reading order: those about the detection from a section about it first.
pub(super) fn read(blocks: &[Block], names: &HeadingNames) -> Vec<Statement> {
    let mut found = vec![];
    let mut kind = None;
    let mut above: Vec<(u8, Option<SectionKind>)> = vec![];
    let mut headings = 0;
    let mut first = true;
    for block in blocks {
        match block {
            Block::Heading { level, text, .. } => {
                headings += 1;
                while above.last().is_some_and(|(open, _)| open >= level) {
                    above.pop();
                }
                let inherited = above.last().and_then(|(_, kind)| *kind);
                kind = if headings == 1 && *level == 1 {
                    None
                } else {
                    kind_of(&text.text, names).or(inherited)
                };
                above.push((*level, kind));
            }
            Block::Paragraph { text, quoted: false, in_item: false, span } => {
                let place = Place::of(kind, headings);
                read_text(&text.text, place, first, span, &mut found);
                first &= !matches!(place, Some(Place::Summary));
            }
            Block::Item { text, span, .. }
                if kind == Some(SectionKind::Impact) || kind == Some(SectionKind::Detection) =>
            {
                read_text(&text.text, Place::of(kind, headings), false, span, &mut found);
            }
            _ => {}
        }
    }
    found
}

/// Where a sentence stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Summary,
    Impact,
    Detection,
    Resolution,
}

impl Place {
    fn of(kind: Option<SectionKind>, headings: usize) -> Option<Place> {
        match kind {
            None if headings <= 1 => Some(Place::Summary),
            Some(SectionKind::Summary) => Some(Place::Summary),
            Some(SectionKind::Impact) => Some(Place::Impact),
            Some(SectionKind::Detection) => Some(Place::Detection),
            Some(SectionKind::Resolution) => Some(Place::Resolution),
            _ => None,
        }
    }
}

fn read_text(
    text: &str,
    place: Option<Place>,
    is_first: bool,
    span: &Range<usize>,
    found: &mut Vec<Statement>,
) {
    let Some(place) = place else { return };
    let text = text.replace('\n', " ");
    if matches!(place, Place::Detection | Place::Summary)
        && let Some(by) = channel_in_prose(&text)
    {
        let said = if place == Place::Summary { Said::ChannelInSummary(by) } else { Said::Channel(by) };
        found.push(Statement { said, span: span.clone() });
    }
    if !text.contains(|c: char| c.is_ascii_digit()) && !text.contains("hour") {
        return;
    }
    for (at, sentence) in split(&text).into_iter().enumerate() {
        let said = read_sentence(sentence, place, is_first && at == 0);
        found.extend(said.into_iter().map(|said| Statement { said, span: span.clone() }));
    }
}

/// The sentences of a paragraph.
pub(super) fn split(text: &str) -> Vec<&str> {
    let mut out = vec![];
    let mut from = 0;
    for (at, c) in text.char_indices() {
        let ends = match c {
            '。' | '!' | '?' => true,
            // Checked first: a long word with many dots would be searched to its start from each of them.
            '.' if !text[at + 1..].starts_with(' ') && !text[at + 1..].trim().is_empty() => false,
            '.' => {
                let before = text[from..at].rsplit([' ', '(']).next().unwrap_or("");
                let after = text[at + 1..].trim_start();
                let short =
                    before.len() <= 1 || before.contains('.') || before.chars().all(|c| c.is_ascii_digit());
                let abbreviation = matches!(
                    before.to_lowercase().as_str(),
                    "approx" | "ca" | "st" | "vs" | "feb" | "jan" | "aug" | "sept" | "oct" | "nov" | "dec"
                );
                let capital = after.chars().next().is_none_or(|c| c.is_uppercase() || !c.is_alphabetic());
                capital && !short && !abbreviation
            }
            _ => false,
        };
        if ends {
            out.push(text[from..at].trim());
            from = at + c.len_utf8();
        }
    }
    out.push(text[from..].trim());
    out.retain(|sentence| !sentence.is_empty());
    out
}

fn read_sentence(sentence: &str, place: Place, is_first: bool) -> Vec<Said> {
    let mut said = vec![];
    let folded = fold(sentence);
    let hits = built_in().cues.all(&folded);
    let has = |cue: Cue| hits.iter().any(|hit| hit.meaning == cue);
    let mut day = None;
    for mention in stamp::mentions(sentence) {
        let mut mention = mention;
        // A time of day is of the day that the sentence named before.
        if mention.start.day.is_none() {
            mention.start.day = day;
        }
        day = mention.start.day.or(day);
        let before = Before::of(sentence, &mention);
        if is_first && before.opens_with_day(&mention) {
            said.push(Said::Day(mention.start.clone()));
        }
        if place == Place::Summary && mention.start.clock.is_some() {
            said.push(Said::Clock(mention.start.clone()));
        }
        // `(Between 1:46pm - 5:30pm)` under the impact.
        let is_impact = has(Cue::Impact) || place == Place::Impact && sentence.starts_with('(');
        if let Some(found) = window(&mention, &before, is_impact, place) {
            said.push(found);
        } else if mention.start.clock.is_some() {
            said.extend(point(sentence, &mention, &before, place));
        }
    }
    if matches!(place, Place::Summary | Place::Impact) {
        said.extend(length(sentence, &hits));
    }
    said
}

/// The words before a mention.
struct Before {
    folded: String,
    is_bracket: bool,
    is_colon: bool,
}

impl Before {
    fn of(sentence: &str, mention: &Mention) -> Before {
        let text = &sentence[..mention.at.start];
        Before {
            folded: fold(text),
            is_bracket: text.trim_end().ends_with(['(', '（']),
            is_colon: text.trim_end().ends_with([':', '：']),
        }
    }

    /// Whether the sentence opens with the mention: `At 03:01 UTC`, `On May 3,`, `By November 15`.
    fn opens(&self) -> bool {
        let small = |word: &str| {
            matches!(
                word,
                "" | "at"
                    | "around"
                    | "about"
                    | "on"
                    | "by"
                    | "approximately"
                    | "starting"
                    | "beginning"
                    | "from"
                    | "between"
                    | "roughly"
                    | "the"
                    | "hours"
                    | "of"
            )
        };
        self.folded.split([' ', '|']).all(small)
    }

    fn opens_with_day(&self, mention: &Mention) -> bool {
        let part = |word: &str| {
            matches!(word, "on" | "the" | "of" | "evening" | "morning" | "night" | "afternoon" | "in")
        };
        mention.start.day.is_some() && !self.folded.is_empty() && self.folded.split(' ').all(part)
    }

    /// The words without the small ones that join them to the time.
    fn cue_text(&self) -> &str {
        let mut rest = self.folded.as_str();
        while let Some(shorter) =
            ["at", "by", "around", "about", "on", "approximately", "roughly", "the"].iter().find_map(|word| {
                rest.strip_suffix(word).filter(|rest| rest.is_empty() || rest.ends_with([' ', '|']))
            })
        {
            rest = shorter.trim_end_matches([' ', '|']);
        }
        rest
    }

    /// Whether the words end with a cue of the meaning.
    fn ends_with(&self, cue: Cue) -> bool {
        let text = self.cue_text();
        let ends = text.len() < self.folded.len();
        ends && built_in().cues.all(text).iter().any(|hit| hit.meaning == cue && hit.at.end == text.len())
            && !built_in().cues.says(text, Cue::Not)
    }

    fn last_word(&self) -> &str {
        self.folded.rsplit([' ', '|']).next().unwrap_or("")
    }
}

/// `from 16:58 to 18:46 UTC`, in a sentence about an impact.
fn window(mention: &Mention, before: &Before, is_impact: bool, place: Place) -> Option<Said> {
    let end = mention.end.clone()?;
    let timed = mention.start.clock.is_some() && end.clock.is_some();
    let introduced = matches!(before.last_word(), "from" | "between" | "of" | "window" | "around" | "approximately")
        || before.is_bracket
        || before.is_colon
        // "between" may have been read with the time.
        || before.folded.is_empty()
        || mention.start.day.is_some() && timed;
    let days = mention.start.clock.is_none()
        && end.clock.is_none()
        && matches!(before.last_word(), "from" | "between");
    let place = matches!(place, Place::Summary | Place::Impact);
    (is_impact && place && (timed && introduced || days)).then(|| Said::Window(mention.start.clone(), end))
}

/// A time with a cue right beside it.
fn point(sentence: &str, mention: &Mention, before: &Before, place: Place) -> Option<Said> {
    let stamp = mention.start.clone();
    let after = fold(&sentence[mention.at.end..]);
    let cues = built_in().cues.all(&after);
    let near = |cue: Cue, words: usize| {
        cues.iter().any(|hit| {
            hit.meaning == cue
                && after[..hit.at.start].split([' ', '|']).filter(|w| !w.is_empty()).count() <= words
        })
    };
    let denied = |cue: Cue| {
        let at = cues.iter().find(|hit| hit.meaning == cue).map_or(0, |hit| hit.at.start);
        cues.iter().any(|hit| hit.meaning == Cue::Not && hit.at.start < at)
    };
    match place {
        Place::Detection if before.ends_with(Cue::Noticed) => return Some(Said::Detected(stamp)),
        Place::Summary if before.ends_with(Cue::Noticed) => return Some(Said::Detected(stamp)),
        Place::Summary | Place::Resolution | Place::Impact if before.ends_with(Cue::Over) => {
            return Some(Said::Resolved(stamp));
        }
        _ => {}
    }
    if place != Place::Summary || !before.opens() {
        return None;
    }
    if near(Cue::Noticed, 2) && !denied(Cue::Noticed) {
        return Some(Said::Detected(stamp));
    }
    if near(Cue::Began, 16) && !denied(Cue::Began) {
        return Some(Said::Started(stamp));
    }
    let over = before.folded.starts_with("by") && near(Cue::Over, 14) && !denied(Cue::Over);
    over.then_some(Said::Resolved(stamp))
}

/// `The outage lasted 47 minutes`, `a 47 minute period`.
fn length(sentence: &str, hits: &[Hit<Cue>]) -> Option<Said> {
    let lasted = hits.iter().any(|hit| hit.meaning == Cue::Lasted);
    let mut from = 0;
    for word in sentence.split(' ') {
        let at = from;
        from += word.len() + 1;
        let begins = word.trim_start_matches(['~', '≈', '(']).starts_with(|c: char| c.is_ascii_digit());
        if !begins {
            continue;
        }
        let Some((length, rest)) = duration::prefix(&sentence[at..]) else { continue };
        let named = rest.trim_start_matches(['-', ' ']);
        let is_named = ["outage", "period", "downtime", "interruption", "disruption", "incident"]
            .iter()
            .any(|name| named.starts_with(name));
        let unit = rest.len() < sentence[at..].len()
            && !word.ends_with(|c: char| c.is_ascii_digit() && rest.is_empty());
        if unit && (is_named || lasted && follows_lasted(&sentence[..at])) {
            return Some(Said::Length(length));
        }
    }
    None
}

/// Whether the words before a length end with a cue, small words set aside.
fn follows_lasted(before: &str) -> bool {
    let folded = fold(before);
    let mut rest = folded.as_str();
    loop {
        let lasted = built_in()
            .cues
            .all(rest)
            .iter()
            .any(|hit| hit.meaning == Cue::Lasted && hit.at.end == rest.len());
        if lasted {
            return true;
        }
        let small = [
            "for",
            "about",
            "around",
            "a",
            "an",
            "overall",
            "approximately",
            "nearly",
            "roughly",
            "of",
            "was",
        ];
        let Some(shorter) = small.iter().find_map(|word| rest.strip_suffix(word)?.strip_suffix(' ')) else {
            return false;
        };
        rest = shorter;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::outline;

    fn kinds(text: &str) -> Vec<&'static str> {
        let blocks = outline::blocks(&outline::events(text, 0));
        let found = read(&blocks, &HeadingNames::default());
        let name = |statement: Statement| match statement.said {
            Said::Clock(_) => "",
            Said::Window(..) => "window",
            Said::Started(_) => "started",
            Said::Resolved(_) => "resolved",
            Said::Detected(_) => "detected",
            Said::Length(_) => "length",
            Said::Channel(_) | Said::ChannelInSummary(_) => "channel",
            Said::Day(_) => "day",
        };
        found.into_iter().map(name).filter(|name| !name.is_empty()).collect()
    }

    #[test]
    fn a_sentence_with_a_cue_counts() {
        for (text, expected) in [
            (
                "# T\n\nFlags went down for about 3 hours, from 15:30 to 18:10 UTC.\n",
                &["window", "length"][..],
            ),
            ("# T\n\nThe outage lasted from around 20:20 to 20:46 UTC, but not everywhere.\n", &["window"]),
            (
                "# T\n\nOn 2024-03-02 between 12:17 and 12:30 UTC all downloads were broken.\n",
                &["day", "window"],
            ),
            (
                "# T\n\nAt 03:01 UTC on Tuesday 12th January we experienced a momentary outage.\n",
                &["started"],
            ),
            ("# T\n\nAt **13:24 UTC,** we noticed that the bot was gone.\n", &["channel", "detected"]),
            ("# T\n\n## Summary\n\nThe issues were resolved at 2:57 pm PST that day.\n", &["resolved"]),
            (
                "# T\n\n## Detection\n\nUsers reported issues at 02:50 (via GitHub).\n",
                &["channel", "detected"],
            ),
            ("# T\n\n## Impact\n\nIt lasted for 47 minutes, during which nothing merged.\n", &["length"]),
            ("# T\n\n## Summary\n\nThe change was deployed at 10:00 UTC and reviewed until 11:00.\n", &[]),
            ("# T\n\n## Root cause\n\nThe node was down from 10:00 to 11:00 UTC.\n", &[]),
            ("# T\n\n## Lessons\n\nThe outage lasted 3 hours.\n", &[]),
        ] {
            assert_eq!(kinds(text), expected, "{text}");
        }
    }
}
