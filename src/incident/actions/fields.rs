//! Labelled facts inside an action's words: `(owner: x, due 2026-03-01)`, `担当: x、期限: …`.

use super::words::WORDS;
use super::{ActionStatus, group, status, tickets};
use crate::incident::moment::{self, Moment};
use crate::incident::wording::{fold, is_cjk, is_placeholder, one_line, prefix};
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The labelled facts of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Fields {
    pub owner: Option<String>,
    pub due: Option<Moment>,
    pub closed: Option<Moment>,
    pub status: Option<ActionStatus>,
    pub kind: Option<String>,
    pub tickets: Vec<String>,
    pub addresses: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Owner,
    Due,
    Closed,
    Status,
    Kind,
    Ticket,
    Addresses,
}

/// Labels by their first character.
static BY_FIRST: LazyLock<BTreeMap<char, Vec<(&'static str, Field)>>> = LazyLock::new(|| {
    let labels = &WORDS.labels;
    let lists = [
        (Field::Owner, &labels.owner),
        (Field::Due, &labels.due),
        (Field::Closed, &labels.closed),
        (Field::Status, &labels.status),
        (Field::Kind, &labels.kind),
        (Field::Ticket, &labels.ticket),
        (Field::Addresses, &labels.addresses),
    ];
    let mut by_first: BTreeMap<char, Vec<(&'static str, Field)>> = BTreeMap::new();
    for (field, names) in lists {
        for name in names {
            by_first.entry(name.chars().next().unwrap_or(' ')).or_default().push((name.as_str(), field));
        }
    }
    by_first
});

/// The most characters a value may have; longer ones are prose behind a colon.
const LONGEST: usize = 60;

/// Extracts the labelled facts of a text; returns the text without them.
pub(super) fn extract(text: &str, zone: &TimeZone) -> (String, Fields) {
    let mut fields = Fields::default();
    let mut rest = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let starts = rest.chars().next_back().is_none_or(|before| !before.is_alphanumeric());
        if starts && let Some(length) = fields.take(&text[at..], zone, &rest) {
            at += length;
            continue;
        }
        rest.push(c);
        at += c.len_utf8();
    }
    (rest, fields)
}

/// A name as an owner: without `@` and brackets. `None` for what stands for nobody, and for prose.
pub(super) fn owner(text: &str) -> Option<String> {
    let text = one_line(text);
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '"' | '.' | ',' | ':'));
    let bracketed = text.strip_prefix(['[', '(']).and_then(|text| text.strip_suffix([']', ')']));
    let text = bracketed.unwrap_or(text);
    if is_placeholder(text) || text.contains("{{") || text.contains("://") || text.chars().count() > LONGEST {
        return None;
    }
    let names: Vec<&str> = text.split(' ').map(|word| word.strip_prefix('@').unwrap_or(word)).collect();
    let name = names.join(" ");
    (names.len() <= 6 && !is_placeholder(&name)).then_some(name)
}

/// Whether a sentence or a clause ends here, so that a label may follow.
fn trailing_break(text: &str) -> bool {
    let line = text.trim_end_matches(' ');
    let text = text.trim_end();
    text.is_empty()
        || line.ends_with('\n')
        || text.ends_with(['.', '。', '—', '–', '-', '(', '（', '[', ',', '、', ';', '*', ')', '）'])
}

impl Fields {
    /// Parses a labelled fact at the start of `text`; returns its length. All but dates need a break before the label:
    /// "add an owner: x label" names no owner.
    fn take(&mut self, text: &str, zone: &TimeZone, before: &str) -> Option<usize> {
        let (field, label) = label(text)?;
        // Markup is gone: `logs **Owner:** x` has only the capital left to tell it from prose.
        let behind_break = trailing_break(before) || text.starts_with(|c: char| c.is_ascii_uppercase());
        let after = &text[label..];
        let gap = after.len() - after.trim_start_matches([' ', '\n']).len();
        let colon = after[gap..].chars().next().filter(|c| matches!(c, ':' | '：'));
        let mut start = label + gap + colon.map_or(0, char::len_utf8);
        start += text[start..].len() - text[start..].trim_start().len();
        let value = &text[start..];
        match (field, colon) {
            (Field::Due | Field::Closed, _) => {
                let length = match date(value, zone) {
                    // "the inactive deadline — 2026-03-01" has a word and a date, no label.
                    Some((_, start, _)) if start > 0 && colon.is_none() => return None,
                    Some((moment, _, end)) => {
                        self.date(field, moment);
                        end
                    }
                    None if colon.is_some() && field == Field::Due && behind_break => vague_length(value)?,
                    None if colon.is_some() && behind_break && text.starts_with(is_cjk) => {
                        self.status = Some(ActionStatus::Done);
                        value_length(value)?
                    }
                    None => return None,
                };
                (colon.is_some() || gap > 0).then_some(start + length)
            }
            (_, Some(_)) if behind_break => {
                let length = value_length(value)?;
                self.word(field, value[..length].trim())?;
                Some(start + length)
            }
            _ => None,
        }
    }

    fn date(&mut self, field: Field, moment: Moment) {
        if field == Field::Due {
            self.due.get_or_insert(moment);
        } else {
            self.closed.get_or_insert(moment);
            self.status = Some(ActionStatus::Done);
        }
    }

    fn word(&mut self, field: Field, value: &str) -> Option<()> {
        match field {
            Field::Owner => {
                let named = owner(value);
                if named.is_none() && !is_placeholder(value) {
                    return None;
                }
                self.owner = self.owner.take().or(named);
            }
            Field::Status => self.status = Some(status::exactly(value)?),
            Field::Kind => self.kind = Some(group::kind_of(value)?),
            Field::Addresses => self.addresses.push(one_line(value)),
            Field::Ticket => {
                let found = tickets::in_cell(value, &[]);
                if found.is_empty() {
                    return None;
                }
                found.into_iter().for_each(|ticket| tickets::add(&mut self.tickets, ticket));
            }
            Field::Due | Field::Closed => {}
        }
        Some(())
    }
}

/// The label a text starts with, and its length.
fn label(text: &str) -> Option<(Field, usize)> {
    let labels = BY_FIRST.get(&text.chars().next()?.to_lowercase().next()?)?;
    let found = labels.iter().filter_map(|(name, field)| Some((*field, prefix(text, name)?)));
    found
        .max_by_key(|(_, length)| *length)
        .filter(|(_, end)| !text[*end..].starts_with(char::is_alphanumeric))
}

/// A date at the start of a value, and the bytes where it starts and ends.
fn date(value: &str, zone: &TimeZone) -> Option<(Moment, usize, usize)> {
    let window = first_chars(value, LONGEST);
    let window = window.split(['\n', ')', '）', ';', '、', '。']).next().unwrap_or(window);
    let (moment, range) = moment::find(window, zone)?;
    let lead = window.get(..range.start)?;
    let bare = lead.chars().all(|c| !c.is_alphanumeric());
    (bare && lead.chars().count() <= 2).then_some((moment, range.start, range.end))
}

/// The length of a value: up to punctuation that ends it, the next label or the end of its line.
/// `None` for what is longer than any value.
fn value_length(value: &str) -> Option<usize> {
    let mut before = ' ';
    for (count, (at, c)) in value.char_indices().enumerate() {
        let rest = &value[at..];
        let next = rest[c.len_utf8()..].chars().next();
        let stop = match c {
            ')' | ']' | '）' | '】' | ';' | '、' | '。' | '；' | '|' | '\n' => true,
            ',' => next == Some(' ') && !rest[1..].trim_start().starts_with('@'),
            '.' => next.is_none_or(char::is_whitespace),
            '—' | '–' => true,
            '-' => before == ' ' && next == Some(' '),
            _ => before == ' ' && at > 0 && ends_value(rest),
        };
        if stop {
            return Some(at);
        }
        if count > LONGEST {
            return None;
        }
        before = if c == '\t' { ' ' } else { c };
    }
    Some(value.len())
}

/// The length of a due date in words: `next week`, `v2.8`, `TBD`. `None` for what is longer, and no date.
fn vague_length(value: &str) -> Option<usize> {
    let length = value_length(value)?;
    (value[..length].split_whitespace().count() <= 4).then_some(length)
}

/// Whether a line is a label and its value, and nothing else: `Owner: Ann`, `Effort: two days`.
pub(super) fn is_labelled(line: &str) -> bool {
    let Some((name, _)) = line.split_once([':', '：']) else { return false };
    let name = fold(name);
    let labels = &WORDS.labels;
    let lists = [&labels.owner, &labels.due, &labels.closed, &labels.status, &labels.kind, &labels.ticket];
    labels.other.contains(&name) || lists.into_iter().flatten().any(|label| fold(label) == name)
}

/// Whether a line states an owner, a status or a date.
pub(super) fn states_who_or_when(line: &str) -> bool {
    let Some((name, _)) = line.split_once([':', '：']) else { return false };
    let name = fold(name);
    let labels = &WORDS.labels;
    [&labels.owner, &labels.due, &labels.status].into_iter().flatten().any(|label| fold(label) == name)
}

/// Whether nothing is left of a line without its labelled facts: `Owner: Ann, due 2026-03-01`.
pub(super) fn all_labelled(line: &str, zone: &TimeZone) -> bool {
    let (rest, fields) = extract(line.trim(), zone);
    fields != Fields::default() && !rest.contains(char::is_alphanumeric)
}

/// Whether another labelled fact starts here.
fn ends_value(rest: &str) -> bool {
    label(rest).is_some_and(|(field, length)| {
        let after = rest[length..].trim_start();
        after.starts_with([':', '：'])
            || (field == Field::Due && after.starts_with(|c: char| c.is_ascii_digit()))
    })
}

fn first_chars(text: &str, count: usize) -> &str {
    text.char_indices().nth(count).map_or(text, |(at, _)| &text[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(text: &str) -> (String, Option<String>, Option<String>, Option<String>) {
        let (rest, fields) = extract(text, &TimeZone::UTC);
        let day = |moment: Option<Moment>| moment.map(|m| m.day().to_string());
        (rest, fields.owner, day(fields.due), day(fields.closed))
    }

    #[test]
    fn labelled_facts_are_taken_out_of_the_words() {
        for (text, rest, owner, due, closed) in [
            ("Add it (owner: sre, due: 2026-03-01)", "Add it (, )", Some("sre"), Some("2026-03-01"), None),
            ("Add it. Owner: @alice", "Add it. ", Some("alice"), None, None),
            ("Add it by 2026-03-01", "Add it ", None, Some("2026-03-01"), None),
            ("Add it, due 2026-03-01.", "Add it, .", None, Some("2026-03-01"), None),
            (
                "Add it\nOwner: A Team\nDue: 2026-03-01",
                "Add it\n\n",
                Some("A Team"),
                Some("2026-03-01"),
                None,
            ),
            ("Add it. Owner: bob due: 2026-03-01", "Add it. ", Some("bob"), Some("2026-03-01"), None),
            ("Add logs Owner: Team Blue Ticket: OPS-9", "Add logs ", Some("Team Blue"), None, None),
            ("Add an owner: platform label", "Add an owner: platform label", None, None, None),
            ("Set status: failed by hand", "Set status: failed by hand", None, None, None),
            (
                "直す。担当: platform、期限: 2026-05-07（仮）",
                "直す。、（仮）",
                Some("platform"),
                Some("2026-05-07"),
                None,
            ),
            ("直す。完了: 2026-04-16", "直す。", None, None, Some("2026-04-16")),
            ("Add it (owner: TBD, due: next week)", "Add it (, )", None, None, None),
            ("Step by step: by the book", "Step by step: by the book", None, None, None),
            ("完了判定チェックリスト", "完了判定チェックリスト", None, None, None),
        ] {
            let of = |x: Option<&str>| x.map(String::from);
            assert_eq!(fields(text), (rest.to_owned(), of(owner), of(due), of(closed)), "{text}");
        }
    }
}
