//! A file of settings as it was read: where in it something stands. Found by its keys and not by its letters, which a
//! comment or another value may have as well. What settings mean is not known here.

use crate::diagnostic::Place;
use std::ops::Range;
use std::sync::Arc;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The text of `hindsite.toml` or of a `theme.toml`.
#[derive(Debug)]
pub struct Stated<'t> {
    /// The file.
    pub path: Arc<str>,
    /// What it says.
    pub text: &'t str,
}

impl Stated<'_> {
    /// Where a value stands that was read together with its place.
    pub fn place<T>(&self, value: &Spanned<T>) -> Place {
        self.at(Some(value.span()))
    }

    /// Where the value stands that a key has in the tables above it: the keys from the outermost on.
    pub fn value(&self, keys: &[&str]) -> Place {
        self.at(self.entry(keys).map(|(_, value)| value))
    }

    /// Where the key itself stands.
    pub fn key(&self, keys: &[&str]) -> Place {
        self.at(self.entry(keys).map(|(key, _)| key))
    }

    /// Where a word first stands under a key of the file, as a text or as the name of a key.
    pub fn word(&self, key: &str, word: &str) -> Place {
        let root = DeTable::parse(self.text).ok();
        let under = root.as_ref().and_then(|root| root.get_ref().get(key));
        let first = under.and_then(|value| first(value, word));
        self.at(first.or_else(|| self.entry(&[key]).map(|(_, value)| value)))
    }

    fn at(&self, span: Option<Range<usize>>) -> Place {
        Place::of(self.path.clone(), span)
    }

    fn entry(&self, keys: &[&str]) -> Option<(Range<usize>, Range<usize>)> {
        let (last, above) = keys.split_last()?;
        let root = DeTable::parse(self.text).ok()?;
        let table =
            above.iter().try_fold(root.get_ref(), |table, key| table.get(*key)?.get_ref().as_table())?;
        table.get_key_value(*last).map(|(key, value)| (key.span(), value.span()))
    }
}

/// The first place of a word in a value: tables are in order of their keys, not of the file.
fn first(value: &Spanned<DeValue<'_>>, word: &str) -> Option<Range<usize>> {
    let earliest = |spans: &mut dyn Iterator<Item = Range<usize>>| spans.min_by_key(|span| span.start);
    match value.get_ref() {
        DeValue::String(text) => (text == word).then(|| value.span()),
        DeValue::Array(values) => earliest(&mut values.iter().filter_map(|value| first(value, word))),
        DeValue::Table(table) => earliest(&mut table.iter().filter_map(|(key, value)| {
            if key.get_ref() == word { Some(key.span()) } else { first(value, word) }
        })),
        _ => None,
    }
}
