//! Where a link of a log leads, written for a file of the folder beside it.

use super::moved::{Log, holds};
use crate::incident::body::percent_decode;
use crate::incident::body::url::{self, Address};
use crate::incident::outline;
use std::collections::BTreeMap;

impl Log<'_> {
    /// How the place that is written so is written one folder further down; `None` if that is the same.
    pub(super) fn moved(&self, part: usize, to: &str, written: &str) -> Option<String> {
        match url::link(to) {
            Address::Fragment => self.heading(part, &percent_decode(to.trim_start_matches('#'))),
            Address::Relative if to.is_empty() || to.starts_with(['/', '\\', '?']) => None,
            Address::Relative => Some(format!("../{}", written.strip_prefix("./").unwrap_or(written))),
            Address::External | Address::Insecure | Address::Refused => None,
        }
    }

    /// Where a heading of the log is, seen from a part.
    fn heading(&self, from: usize, anchor: &str) -> Option<String> {
        let named = |anchor: &str| self.headings.iter().find(|heading| heading.id == anchor);
        let heading = named(anchor).or_else(|| named(&anchor.to_lowercase()))?;
        let Some(part) = self.parts.iter().position(|part| holds(&part.span, &heading.span)) else {
            return Some(format!("../{}#{}", self.name, heading.id));
        };
        // Headings of one name are numbered in each document.
        let mut seen = BTreeMap::new();
        let mut inside = self.headings.iter().filter(|other| holds(&self.parts[part].span, &other.span));
        let anchor = inside.find_map(|other| {
            let anchor = outline::anchor(other.text, &mut seen);
            (other.span == heading.span).then_some(anchor)
        })?;
        match part == from {
            true => Some(format!("#{anchor}")),
            false => Some(format!("{}#{anchor}", file_name(&self.parts[part].path))),
        }
    }
}

/// The last name of a path.
pub(super) fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// A file name as a link may have it.
pub(super) fn encoded(name: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || !b.is_ascii() || matches!(b, b'-' | b'_' | b'.' | b'~');
    let write = |c: char| match u8::try_from(c).is_ok_and(|b| !plain(b)) {
        true => format!("%{:02X}", u32::from(c)),
        false => c.to_string(),
    };
    name.chars().map(write).collect()
}
