//! Writes the due dates of open follow-ups as an iCalendar file (RFC 5545).
//!
//! Hand-written because the available crates stamp events with the current time and a random identifier;
//! the same archive must give the same bytes.

use super::{FollowUps, Item};
use crate::knowledge::KnowledgeBase;
use crate::report::scope::{Scope, Which, Window};
use jiff::civil::Date;
use std::collections::BTreeMap;
use xxhash_rust::xxh3::xxh3_64;

/// Maximum line length in bytes, excluding the line ending.
const LINE: usize = 75;

/// Returns whether any open follow-up has a due date. RFC 5545, 3.6 requires at least one event per
/// calendar.
pub fn has_events(knowledge: &KnowledgeBase) -> bool {
    let scope = Scope::new(knowledge, Window::default());
    let mut open = scope.every.iter().flat_map(|id| scope.entry(*id).incident.open_actions());
    open.any(|action| action.due.is_some())
}

/// Writes the calendar, with an all-day event on each due date. `incident` returns an incident's title and,
/// if known, the URL of its page.
pub fn calendar<'k>(
    title: &str,
    report: &FollowUps,
    incident: impl Fn(&Which) -> (&'k str, Option<String>),
) -> String {
    let mut lines = Lines(String::new());
    lines.push("BEGIN", "VCALENDAR");
    lines.push("VERSION", "2.0");
    lines.push("PRODID", "-//hindsite//follow-ups//EN");
    lines.push("METHOD", "PUBLISH");
    lines.push("X-WR-CALNAME", &escaped(&format!("{title}: follow-ups")));
    let mut identities: BTreeMap<String, usize> = BTreeMap::new();
    for item in &report.open {
        let identity = format!("{}\n{}", item.incident.slug, item.action);
        let times = identities.entry(identity.clone()).or_default();
        *times += 1;
        let identity = format!("{identity}\n{times}");
        event(&mut lines, item, &identity, report.header.today, incident(&item.incident));
    }
    lines.push("END", "VCALENDAR");
    lines.0
}

fn event(lines: &mut Lines, item: &Item, identity: &str, today: Date, incident: (&str, Option<String>)) {
    let Some(due) = item.due else { return };
    let day = due.strftime("%Y%m%d").to_string();
    // In a published calendar, RFC 5545 wants the day of publication here, so that a moved date counts as
    // an update.
    let stamped = today.strftime("%Y%m%d").to_string();
    lines.push("BEGIN", "VEVENT");
    lines.push("UID", &format!("{:016x}@hindsite", xxh3_64(identity.as_bytes())));
    lines.push("DTSTAMP", &format!("{stamped}T000000Z"));
    lines.push("DTSTART;VALUE=DATE", &day);
    let owner = item.owner.as_ref().map_or_else(String::new, |owner| format!(" ({owner})"));
    lines.push("SUMMARY", &escaped(&format!("{}{owner}", item.action)));
    let (title, address) = incident;
    let mut about = format!("Promised after “{title}”");
    for ticket in &item.tickets {
        about.push('\n');
        about.push_str(ticket);
    }
    lines.push("DESCRIPTION", &escaped(&about));
    if let Some(address) = address {
        lines.push("URL", &address);
    }
    // A due date does not make anybody busy.
    lines.push("TRANSP", "TRANSPARENT");
    lines.push("END", "VEVENT");
}

struct Lines(String);

impl Lines {
    /// Appends a property, folded at the maximum line length and never within a character.
    fn push(&mut self, name: &str, value: &str) {
        let mut room = LINE;
        for c in name.chars().chain([':']).chain(value.chars()) {
            if c.len_utf8() > room {
                self.0.push_str("\r\n ");
                room = LINE - 1;
            }
            self.0.push(c);
            room -= c.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_folded_between_characters() {
        let mut lines = Lines(String::new());
        lines.push("SUMMARY", &"é".repeat(60));
        let text = lines.0;
        assert!(text.split("\r\n").all(|line| line.len() <= LINE), "{text}");
        // RFC 5545, 3.1: unfolding removes every line break followed by a space.
        assert_eq!(text.replace("\r\n ", ""), format!("SUMMARY:{}\r\n", "é".repeat(60)));
    }

    #[test]
    fn what_separates_values_is_escaped() {
        assert_eq!(escaped("a,b;c\\d\ne\u{7}"), "a\\,b\\;c\\\\d\\ne ");
    }
}
