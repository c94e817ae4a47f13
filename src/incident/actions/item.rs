//! One action out of the words of an item or a cell.

use super::{ActionStatus, fields, group, handles, state, tickets, title};
use crate::incident::moment::Moment;
use crate::incident::outline::Inline;
use crate::incident::wording::fold;
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

/// Reads an action; `None` for a placeholder.
pub(super) fn read(item: &Inline, zone: &TimeZone) -> Option<Draft> {
    let (marked, text) = without_marks(&item.text);
    let (rest, fields) = fields::extract(text, zone);
    let (kind, rest) = without_kind(&rest, item.lead.as_deref().unwrap_or(""));
    let rest = without_gaps(without_empty_brackets(rest));
    let (owner, rest) = match handles::at_an_end(&rest) {
        Some((owner, rest)) => (owner, closed(rest)),
        None => (None, rest.into_owned()),
    };
    let mut found = fields.tickets;
    tickets::of(text, &item.links).into_iter().for_each(|ticket| tickets::add(&mut found, ticket));
    let struck = item.struck.as_ref().map(|_| ActionStatus::Dropped);
    Some(Draft {
        title: title::of(&rest, item)?,
        owner: fields.owner.or(owner),
        due: fields.due,
        status: marked.or(fields.status).or(struck),
        closed: fields.closed,
        tickets: found,
        kind: fields.kind.or(kind),
        addresses: fields.addresses,
    })
}

/// What stood before a handle in one pair of brackets with it: `([#12](…), @sre)`.
fn closed(text: String) -> String {
    let is_open = text.rfind('(').is_some_and(|at| !text[at..].contains(')'));
    if is_open { format!("{})", text.trim_end_matches([',', ' '])) } else { text }
}

/// What labelled facts leave behind: `Alert on expiry @sre ()`.
fn without_empty_brackets(text: &str) -> &str {
    let mut text = text.trim_end();
    while let Some(rest) =
        ["()", "( )", "[]", "（）", "(,)"].iter().find_map(|empty| text.strip_suffix(empty))
    {
        text = rest.trim_end();
    }
    text
}

/// What labelled facts leave behind amid others: `Alert on expiry (@sre, , OPS-9)`.
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
    if let Some((before, rest)) = state::before(text) {
        (status, text) = (Some(before), rest.trim());
    }
    if let Some((rest, behind)) = state::behind(text) {
        (status, text) = (Some(behind), rest.trim());
    }
    (status, text)
}

/// The words behind a sort of action or a bold number they start with: `Detect: …`, `[process] …`, `**AI-3** …`.
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
        if matches!(fold(word).as_str(), "action item" | "action" | "todo" | "follow up") {
            return (None, rest.trim_start());
        }
    }
    match text.strip_prefix(lead) {
        Some(rest) if is_identifier(lead) => (None, rest.trim_start_matches([' ', '\n', ':', '—', '-'])),
        _ => (None, text),
    }
}

/// `AI-P3`, `P-1:`, `A1.`: a number of the document's own.
fn is_identifier(word: &str) -> bool {
    let word = word.trim_end_matches([':', '.', ')']);
    let short = word.len() <= 6 && word.starts_with(|c: char| c.is_ascii_uppercase());
    let letters = word.bytes().take_while(u8::is_ascii_uppercase).count();
    short
        && letters <= 3
        && word.ends_with(|c: char| c.is_ascii_digit())
        && word.contains('-')
        && word.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-')
}
