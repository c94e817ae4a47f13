//! The title of an action: its bold lead or its first sentence, without pointers and markup.

use super::code::Code;
use super::tickets;
use super::words::is_nothing;
use crate::incident::outline::Inline;
use crate::incident::wording::{fold, is_cjk, is_placeholder, one_line};
use std::borrow::Cow;

/// The most characters of a title.
const LONGEST: usize = 160;

/// A title for the words `text` of an item whose facts and code were taken out. `None` for placeholders.
pub(super) fn make(text: &str, item: &Inline, code: &Code<'_>) -> Option<String> {
    let text = tidy(&text.replace("{{", " ").replace("}}", " "));
    let title = lead(&text, item, code).unwrap_or_else(|| first_sentence(&text));
    let title = one_line(&without_urls(title));
    let title = trim(without_pointer(trim(&title), !item.links.is_empty()));
    if is_prompt(title) || is_nothing(title) {
        return None;
    }
    let points =
        matches!(fold(title).as_str(), "see" | "link" | "tracked in" | "tracking" | "details" | "more");
    if !points && !is_placeholder(title) && !is_placeholder(&code.show(title)) {
        return Some(shorten(title, code));
    }
    let mut links = item.links.iter().map(String::as_str).chain(tickets::urls(&item.text));
    links.find(|url| tickets::is_ticket_url(url)).map(tickets::short)
}

/// The bold words a text starts with, where they are its title: `**Limit the pool**: a full one …`.
fn lead<'a>(text: &'a str, item: &Inline, code: &Code<'_>) -> Option<&'a str> {
    let lead = one_line(item.lead.as_ref()?);
    let bare = lead.trim_end_matches([':', '：', '.', '。']);
    // An owner or a number may have stood at the start of the bold words.
    let rests = ["] ", ": ", " — "].iter().filter_map(|joint| bare.split_once(joint)).map(|(_, rest)| rest);
    let (bare, end) =
        std::iter::once(bare).chain(rests).find_map(|bare| Some((bare, code.prefix(text, bare)?)))?;
    let enough = bare.split(' ').count() >= 2 || bare.chars().filter(|c| is_cjk(*c)).count() >= 4;
    let line_ends = item.text.strip_prefix(item.lead.as_deref()?).is_some_and(|rest| rest.starts_with('\n'));
    let next = text[end..].trim_start().chars().next();
    let apart = line_ends || next.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, ',' | '/' | '、'));
    (enough && apart).then(|| &text[..end])
}

/// Whether a title is the prompt of a template: `[Action item 1]`, `[describe the action]`.
fn is_prompt(title: &str) -> bool {
    let Some(inner) = title.strip_prefix('[').and_then(|title| title.strip_suffix(']')) else { return false };
    let words = [
        "action", "owner", "name", "your", "describe", "insert", "todo", "team", "date", "link", "ticket",
        "item", "person", "task", "what",
    ];
    is_placeholder(inner) || words.contains(&fold(inner).split(' ').next().unwrap_or(""))
}

/// The text on one line without brackets that hold nothing or only point to a ticket.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut open: Vec<usize> = Vec::new();
    for c in one_line(text).chars() {
        match c {
            '(' | '[' | '（' => {
                open.push(out.len());
                out.push(c);
            }
            ')' | ']' | '）' => {
                out.push(c);
                if let Some(from) = open.pop().filter(|from| *from > 0 && out.len() - from <= LONGEST) {
                    // The brackets of a call in code, `run()`, touch its name.
                    let call = c == ')' && !out[..from].ends_with(' ');
                    let inner = out[from..].trim_matches(['(', ')', '[', ']', '（', '）']);
                    let is_spare = is_empty(inner) || tickets::only_points(inner);
                    if (!call && is_spare) || inner.contains("://") {
                        out.truncate(from);
                        out.truncate(out.trim_end().len());
                    }
                }
            }
            _ => out.push(c),
        }
    }
    out
}

/// Whether only the punctuation between extracted facts is left.
fn is_empty(inner: &str) -> bool {
    // Dots are what `IN (...)` leaves out, and stay.
    inner.chars().count() <= 4
        && !inner.contains("..")
        && inner.chars().all(|c| matches!(c, ' ' | ',' | ';' | ':' | '.' | '、' | '。'))
}

/// The text up to the end of its first sentence, if that is long enough to be one.
fn first_sentence(text: &str) -> &str {
    let mut depth = 0_usize;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '(' | '[' | '（' | '「' | '『' | '“' => depth += 1,
            ')' | ']' | '）' | '」' | '』' | '”' => depth = depth.saturating_sub(1),
            '。' | '！' | '？' if depth == 0 && at > 0 => return &text[..at + c.len_utf8()],
            '.' | '!' | '?' if depth == 0 && at >= 12 => {
                let ends = chars.peek().is_none_or(|(_, next)| next.is_whitespace());
                if ends && !is_abbreviation(&text[..at]) {
                    return &text[..at + 1];
                }
            }
            _ => {}
        }
    }
    text
}

/// Whether the word before a full stop is an abbreviation: `e.g.`, `vs.`.
fn is_abbreviation(before: &str) -> bool {
    let word = before.rsplit([' ', '(', '[']).next().unwrap_or(before);
    let known = [
        "e.g", "i.e", "etc", "vs", "cf", "approx", "no", "dr", "mr", "mrs", "st", "incl", "z.b", "ca", "bzw",
    ];
    known.contains(&word.to_lowercase().as_str())
}

/// The names of links to tickets at the end of an item.
const POINTERS: &[&str] = &[
    " link to github issue",
    " GitHub Issue",
    " Issue",
    " PR",
    " Pull Request",
    " Link",
    " link to issue",
    " issue here",
];

/// The title without the words of a link to a ticket at its end: `Keep a mirror [Issue](…)`.
fn without_pointer(title: &str, linked: bool) -> &str {
    let bare = if title.contains('[') { title } else { title.trim_end_matches([']', ' ']) };
    POINTERS.iter().find_map(|words| bare.strip_suffix(words)).filter(|_| linked).unwrap_or(bare)
}

/// The text without the URLs at its end or in brackets. A ticket's URL inside a sentence is part of it and becomes its
/// short name.
fn without_urls(text: &str) -> Cow<'_, str> {
    if !text.contains("://") {
        return Cow::Borrowed(text);
    }
    let words: Vec<&str> = text.split(' ').collect();
    let is_url = |word: &str| word.starts_with("http://") || word.starts_with("https://");
    let said = words.iter().enumerate().filter_map(|(at, word)| {
        let bare = word.trim_start_matches(['(', '<', '[']);
        if !is_url(bare) {
            return Some((*word).to_owned());
        }
        let goes_on =
            words[at + 1..].iter().any(|word| !is_url(word) && word.starts_with(char::is_alphanumeric));
        let url = bare.trim_end_matches([',', ';', '.', ':']);
        (bare == *word && goes_on && at > 0 && tickets::is_ticket_url(url))
            .then(|| format!("{}{}", tickets::short(url), &bare[url.len()..]))
    });
    said.collect::<Vec<_>>().join(" ").into()
}

/// The text without punctuation at its ends; a closing bracket, quote, `!` or `?` is part of the words.
fn trim(text: &str) -> &str {
    let edge = |c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '.' | ',' | ';' | ':' | '-' | '—' | '–' | '…' | '、' | '。' | '：' | '→' | '*' | '|'
            )
    };
    text.trim_end_matches(edge).trim_start_matches(|c: char| c != '.' && edge(c))
}

/// At most [`LONGEST`] characters with their code, cut between words where there are any and never inside code.
fn shorten(title: &str, code: &Code<'_>) -> String {
    let shown = code.show(title);
    if shown.chars().count() <= LONGEST {
        return shown;
    }
    let (mut length, mut end, mut word) = (0, 0, 0);
    for (at, c) in title.char_indices() {
        length += code.of(c).map_or(1, |code| code.chars().count());
        if length >= LONGEST {
            break;
        }
        end = at + c.len_utf8();
        if c == ' ' {
            word = at;
        }
    }
    let cut = if word > end / 2 { word } else { end };
    let kept = code.show(trim(&title[..cut]));
    if kept.is_empty() {
        // One span of code that is longer than any title.
        return format!("{}…", shown.chars().take(LONGEST - 1).collect::<String>());
    }
    format!("{kept}…")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn title(text: &str, lead: Option<&str>) -> Option<String> {
        let item = Inline { text: text.to_owned(), lead: lead.map(String::from), ..Inline::default() };
        make(text, &item, &Code::default())
    }

    #[test]
    fn a_title_is_the_bold_lead_or_the_first_sentence() {
        for (text, lead, expected) in [
            ("Limit the pool: a full one blocks all.", Some("Limit the pool"), "Limit the pool"),
            ("Limit the pool. A full one blocks all.", Some("Limit the pool."), "Limit the pool"),
            ("Monitoring: alert on X. Then Y.", Some("Monitoring"), "Monitoring: alert on X"),
            ("Must limit the pool", Some("Must"), "Must limit the pool"),
            ("Limit the pool, e.g. to ten. Then tell.", None, "Limit the pool, e.g. to ten"),
            ("Limit the pool\nof workers ([issue])", None, "Limit the pool of workers"),
            ("Limit the pool (of workers. All.) now.", None, "Limit the pool (of workers. All.) now"),
            ("Limit it (, ) — https://example.org/x", None, "Limit it"),
            ("上限を設ける。理由は後述。", None, "上限を設ける"),
            ("Run `DELETE … WHERE id IN (...) AND done`", None, "Run `DELETE … WHERE id IN (...) AND done`"),
            (
                "Investigate https://github.com/a/b/issues/31, which was the cause",
                None,
                "Investigate a/b#31, which was the cause",
            ),
            ("Limit it https://github.com/a/b/issues/31", None, "Limit it"),
            ("Compare `count(link='') / count(*)` first", None, "Compare `count(link='') / count(*)` first"),
            ("「処理中です。後で再試行」と表示する。理由", None, "「処理中です。後で再試行」と表示する"),
            ("{{ Limit it }} [link to issue]", None, "Limit it"),
        ] {
            assert_eq!(title(text, lead).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn placeholders_have_no_title() {
        for text in
            ["TBD", "[Action item 1]", "{{ summary }} [link to issue]", "-", "None.", "", "[Describe it]"]
        {
            assert_eq!(title(text, None), None, "{text}");
        }
    }

    #[test]
    fn long_titles_end_at_a_word() {
        let long = title(&"word ".repeat(60), None).unwrap_or_default();
        assert_eq!(long.chars().count(), 155);
        assert!(long.ends_with("word…"));
        assert_eq!(title(&"長".repeat(300), None).unwrap_or_default().chars().count(), 160);
    }

    #[test]
    fn a_ticket_alone_is_its_own_title() {
        assert_eq!(title("https://github.com/a/b/issues/12", None).as_deref(), Some("a/b#12"));
        assert_eq!(title("#12", None).as_deref(), Some("#12"));
    }
}
