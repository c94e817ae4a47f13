//! One action out of the words of an item or a cell.

use super::code::Code;
use super::words::{is_work, normalize, section_name};
use super::{ActionStatus, fields, group, mentions, owners, status, tickets, title};
use crate::incident::moment::{self, Moment};
use crate::incident::outline::Inline;
use jiff::tz::TimeZone;
use std::borrow::Cow;

/// An action as its own words state it; `None` where they are silent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Draft {
    pub title: String,
    pub owner: Option<String>,
    pub due: Option<Moment>,
    pub status: Option<ActionStatus>,
    pub closed: Option<Moment>,
    pub tickets: Vec<String>,
    pub kind: Option<String>,
    pub addresses: Vec<String>,
}

/// Parses an action; `None` for a placeholder and for labelled facts without words.
pub(super) fn parse(item: &Inline, zone: &TimeZone) -> Option<Draft> {
    let (words, code) = Code::hide(item);
    let (marked, text) = without_marks(&words);
    let (rest, fields) = fields::extract(text, zone);
    let rest = without_last_urls(rest.trim_start_matches(['.', ',', ';', ' ']));
    let (kind, rest) = without_kind(rest, item.lead.as_deref().unwrap_or(""));
    let rest = without_gaps(without_empty_brackets(rest));
    let (owner, rest) = match mentions::at_an_end(&rest) {
        Some((owner, rest)) => (owner, close_bracket(rest)),
        None => (None, rest.into_owned()),
    };
    let (owner, rest) = match owners::in_brackets(&rest).filter(|_| owner.is_none()) {
        Some((found, rest)) => (Some(found), rest),
        None => (owner, rest),
    };
    let segments = Segments::parse(&rest, zone);
    let mut found = fields.tickets;
    tickets::find(&words, &item.links).into_iter().for_each(|ticket| tickets::add(&mut found, ticket));
    let struck = item.struck.as_ref().map(|_| ActionStatus::Dropped);
    Some(Draft {
        title: title::make(&segments.words, item, &code)?,
        owner: fields.owner.or(owner).or(segments.owner).map(|owner| code.show(&owner)),
        due: fields.due.or(segments.due),
        status: marked.or(fields.status).or(struck),
        closed: fields.closed.or_else(|| closing_date(&words, marked, zone)),
        tickets: found,
        kind: fields.kind.or(kind),
        addresses: fields.addresses.iter().map(|cause| code.show(cause)).collect(),
    })
}

/// The date in the remark that says an action is done: `(completed 2026-03-01)`.
fn closing_date(words: &str, marked: Option<ActionStatus>, zone: &TimeZone) -> Option<Moment> {
    let (before, status) = status::behind(words)?;
    let remark = words.get(before.len()..)?;
    (marked == Some(ActionStatus::Done) && status == ActionStatus::Done)
        .then(|| moment::find(remark, zone))
        .flatten()
        .map(|(moment, _)| moment)
}

/// What stood before a mention in one pair of brackets with it: `([#12](…), @sre)`.
fn close_bracket(text: String) -> String {
    let is_open = text.rfind('(').is_some_and(|at| !text[at..].contains(')'));
    if is_open { format!("{})", text.trim_end_matches([',', ' '])) } else { text }
}

/// The text without the URLs at its end, which point elsewhere: an owner may stand before them.
fn without_last_urls(text: &str) -> &str {
    let mut text = text.trim_end();
    while let Some((words, last)) = text.rsplit_once(char::is_whitespace)
        && (last.starts_with("https://") || last.starts_with("http://"))
        && words.matches('(').count() <= words.matches(')').count()
    {
        text = words.trim_end();
    }
    text
}

/// The text without brackets that labelled facts left empty at its end: `Alert on expiry @sre ()`.
fn without_empty_brackets(text: &str) -> &str {
    let mut text = text.trim_end();
    while let Some(rest) =
        ["()", "( )", "[]", "（）", "(,)"].iter().find_map(|empty| text.strip_suffix(empty))
    {
        text = rest.trim_end();
    }
    text
}

/// The text without the gaps that labelled facts left in its last brackets: `Alert on expiry (@sre, , OPS-9)`.
fn without_gaps(text: &str) -> Cow<'_, str> {
    let Some((before, inside)) = text.rsplit_once('(') else { return Cow::Borrowed(text) };
    let Some((inside, after)) = inside.split_once(')') else { return Cow::Borrowed(text) };
    let parts = || inside.split(',').map(str::trim);
    if !inside.contains(',') || parts().all(|part| !part.is_empty()) {
        return Cow::Borrowed(text);
    }
    let kept: Vec<&str> = parts().filter(|part| !part.is_empty()).collect();
    Cow::Owned(format!("{before}({}){after}", kept.join(", ")))
}

/// The words between the marks of a status: `[DONE] … ✅`.
fn without_marks(text: &str) -> (Option<ActionStatus>, &str) {
    let (mut status, mut text) = (None, text.trim());
    while let Some((before, rest)) = status::before(text).filter(|(_, rest)| rest.trim().len() < text.len()) {
        (status, text) = (status.or(Some(before)), rest.trim());
    }
    // "Already added the guard" is done, and keeps its words.
    status = status.or_else(|| status::before(text).map(|(already, _)| already));
    if let Some((rest, behind)) = status::behind(text) {
        (status, text) = (Some(behind), rest.trim());
    }
    (status, text)
}

/// The words behind a kind of action or a bold number they start with: `Detect: …`, `[process] …`, `**AI-3** …`.
fn without_kind<'a>(text: &'a str, lead: &str) -> (Option<String>, &'a str) {
    let text = text.trim_start();
    let bracketed = text.strip_prefix(['[', '(']).and_then(|text| text.split_once([']', ')']));
    if let Some((word, rest)) = bracketed {
        return match group::kind_of(word) {
            Some(kind) => (Some(kind), rest.trim_start_matches([':', ' '])),
            None => (None, text),
        };
    }
    if let Some((word, rest)) = text.split_once([':', '：'])
        && !rest.trim().is_empty()
    {
        if let Some(kind) = group::kind_of(word) {
            return (Some(kind), rest.trim_start());
        }
        let is_label = word.split(' ').count() <= 4 && section_name(&normalize(word)).is_some();
        if is_label || is_identifier(word) {
            return (None, rest.trim_start());
        }
    }
    match text.strip_prefix(lead) {
        Some(rest) if is_identifier(lead) => (None, rest.trim_start_matches([' ', '\n', ':', '—', '-'])),
        _ => (None, text),
    }
}

/// `AI-P3`, `P-1:`, `CA-001.`: a number of the document's own.
pub(super) fn is_identifier(word: &str) -> bool {
    let word = word.trim_end_matches([':', '.', ')']);
    let letters = word.bytes().take_while(u8::is_ascii_uppercase).count();
    (1..=3).contains(&letters)
        && word.len() <= 7
        && word.ends_with(|c: char| c.is_ascii_digit())
        && word.contains('-')
        && word.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-')
}

/// The owner, the words and the due date of a line whose parts stand apart: `Runtime team — add a canary — 2026-03-01`.
#[derive(Debug, Default)]
struct Segments {
    words: String,
    owner: Option<String>,
    due: Option<Moment>,
}

impl Segments {
    fn parse(text: &str, zone: &TimeZone) -> Segments {
        let mut found = Segments::default();
        let mut parts: Vec<&str> =
            text.split(" — ").flat_map(|part| part.split(" – ")).map(str::trim).collect();
        if let [_, .., last] = parts.as_slice()
            && let Some(due) = moment::parse(last.trim_end_matches(['.', ')']).trim_start_matches('('), zone)
        {
            found.due = Some(due);
            parts.pop();
        }
        let is_short = |part: &str| part.split(' ').count() <= 3 && part.starts_with(char::is_uppercase);
        match parts.as_slice() {
            // Beside a date, a short name before the words is an owner.
            [first, second]
                if found.due.is_some() && is_short(first) && !is_work(first) && is_work(second) =>
            {
                found.owner = fields::owner(first);
                parts.remove(0);
            }
            [first, _, ..] if let Some(owner) = owners::in_segment(first) => {
                found.owner = Some(owner);
                parts.remove(0);
            }
            [_, .., last] if let Some(owner) = owners::in_segment(last) => {
                found.owner = Some(owner);
                parts.pop();
            }
            // Between words and date stands nothing but an owner.
            [_, last] if found.due.is_some() && is_short(last) => {
                found.owner = fields::owner(last);
                parts.pop();
            }
            _ => {}
        }
        if found.owner.is_none()
            && let [first, ..] = parts.as_slice()
            && let Some((name, rest)) = first.split_once(": ")
            && let Some(owner) = owners::in_segment(name)
        {
            found.owner = Some(owner);
            parts[0] = rest.trim_start();
        }
        found.words = match found.owner.is_some() || found.due.is_some() {
            true => parts.join(" — "),
            false => text.to_owned(),
        };
        found
    }
}
