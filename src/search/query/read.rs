//! Parses a query character by character. Never fails: anything that is not a known field is a word.

use super::{Clause, Item, NAMES, Name, Query, name, sort};
use crate::diagnostic::nearest;
use crate::search::document::ALL_FIELDS;
use crate::search::pasted_text;
use unicode_normalization::UnicodeNormalization as _;

/// Maximum number of characters; enough for a pasted stack trace.
pub const MAX_CHARS: usize = 4000;

/// Maximum number of items.
pub const MAX_ITEMS: usize = 64;

/// A query with more items was pasted, so hyphens and quotes in it are text.
const PASTED: usize = 12;

/// Parses a query; never fails.
pub fn parse(text: &str) -> Query {
    let chars: Vec<char> = text.nfc().take(MAX_CHARS + 1).collect();
    let mut query = Query::default();
    let cut = chars.len() > MAX_CHARS;
    let chars = &chars[..chars.len().min(MAX_CHARS)];
    let mut reader = Reader { chars, at: 0, items: vec![] };
    match pasted_text::is_pasted(chars) {
        true => reader.items.extend(pasted_text::extract_words(chars).into_iter().map(pasted_word)),
        false => reader.read(&mut query),
    }
    if cut || reader.items.len() > MAX_ITEMS {
        query.hints.push("the query is long: only its beginning was read".to_owned());
    }
    reader.items.truncate(MAX_ITEMS);
    let pasted = reader.items.len() > PASTED;
    query.clauses = clauses(reader.items, pasted);
    query
}

fn pasted_word(text: String) -> Lexeme {
    let item = Item::Words { text, fields: ALL_FIELDS, prefix: false, typing: false };
    Lexeme::Item { negated: false, item }
}

/// Returns whether a character is white space, in the terminal and in the browser alike.
pub(in crate::search) fn is_blank(c: char) -> bool {
    matches!(c, '\t'..='\r' | ' ' | '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{2028}' | '\u{2029}' | '\u{3000}')
}

enum Lexeme {
    Or,
    Item { negated: bool, item: Item },
}

struct Reader<'c> {
    chars: &'c [char],
    at: usize,
    items: Vec<Lexeme>,
}

impl Reader<'_> {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    /// Consumes and returns the text before a stop character.
    fn until(&mut self, stop: impl Fn(char) -> bool) -> String {
        let from = self.at;
        while self.peek(0).is_some_and(|c| !stop(c)) {
            self.at += 1;
        }
        self.chars[from..self.at].iter().collect()
    }

    fn read(&mut self, query: &mut Query) {
        loop {
            self.until(|c| !is_blank(c));
            if self.peek(0).is_none() {
                return;
            }
            let negated = self.excludes();
            self.at += usize::from(negated);
            if let Some(item) = self.item(query) {
                let or = matches!(&item, Item::Words { text, .. } if text == "OR" && !negated);
                self.items.push(if or { Lexeme::Or } else { Lexeme::Item { negated, item } });
            }
        }
    }

    /// Returns whether a hyphen excludes what follows. Before a single letter it is part of a copied
    /// command-line option.
    fn excludes(&self) -> bool {
        let goes_on = self.peek(2).is_some_and(|c| !is_blank(c));
        let opens = |c: char| c == '"' || (c.is_alphanumeric() && (goes_on || !c.is_ascii()));
        self.peek(0) == Some('-') && self.peek(1).is_some_and(opens)
    }

    fn item(&mut self, query: &mut Query) -> Option<Item> {
        if self.peek(0) == Some('"') {
            return Some(self.quoted(ALL_FIELDS));
        }
        let start = self.at;
        let word = self.until(|c| !c.is_ascii_alphabetic());
        let begins = self.peek(0) == Some(':') && self.peek(1).is_some_and(|c| !is_blank(c));
        match name(&word.to_lowercase()) {
            Some(_) if self.peek(0) == Some(':') && !begins => {
                self.at += 1;
                None
            }
            Some(name) if begins => {
                self.at += 1;
                self.value(name, query)
            }
            _ => {
                if begins && !word.is_empty() && self.peek(1) != Some('/') && self.peek(1) != Some(':') {
                    unknown(&word, query);
                }
                self.at = start;
                Some(self.word(ALL_FIELDS))
            }
        }
    }

    fn quoted(&mut self, fields: u8) -> Item {
        self.at += 1;
        let text = self.until(|c| c == '"');
        let closed = self.peek(0).is_some();
        self.at += usize::from(closed);
        Item::Phrase { text, fields, closed }
    }

    fn word(&mut self, fields: u8) -> Item {
        // A quote within a word is part of it unless it opens a phrase.
        let mut text = self.until(|c| is_blank(c) || c == '"');
        let prefix = text.len() > 1 && text.ends_with('*');
        if prefix {
            text.pop();
        }
        Item::Words { text, fields, prefix, typing: self.peek(0).is_none() }
    }

    fn value(&mut self, name: Name, query: &mut Query) -> Option<Item> {
        let quoted = self.peek(0) == Some('"');
        match name {
            Name::Text(field) if quoted => Some(self.quoted(field.bit())),
            Name::Text(field) => Some(self.word(field.bit())),
            Name::Fact(fact) => {
                let value = if quoted { self.quoted_text() } else { self.until(is_blank) };
                Some(Item::Filter { fact, value })
            }
            Name::Sort => {
                let value = self.until(is_blank).to_lowercase();
                match sort(&value) {
                    Some(sort) => query.sort = Some(sort),
                    None => query.hints.push(format!(
                        "`{value}` is not an order; it is relevance, date, severity or duration"
                    )),
                }
                None
            }
        }
    }

    fn quoted_text(&mut self) -> String {
        match self.quoted(0) {
            Item::Phrase { text, .. } => text,
            _ => String::new(),
        }
    }
}

fn unknown(word: &str, query: &mut Query) {
    let hint = match nearest(word, NAMES.iter().copied()) {
        Some(near) => {
            format!("there is no field `{word}`, so it is searched as text; did you mean `{near}:`?")
        }
        None => format!("there is no field `{word}`, so it is searched as text"),
    };
    if query.hints.is_empty() {
        query.hints.push(hint);
    }
}

/// Joins items with `OR` between them into one clause.
fn clauses(lexemes: Vec<Lexeme>, pasted: bool) -> Vec<Clause> {
    let mut clauses: Vec<Clause> = vec![];
    let mut joined = false;
    for lexeme in lexemes {
        match lexeme {
            Lexeme::Or => joined = true,
            Lexeme::Item { negated, item } => {
                let item = if pasted && !negated { unquoted(item) } else { item };
                match clauses.last_mut() {
                    Some(last) if joined && !last.negated => last.items.push(item),
                    _ => {
                        let word = matches!(item, Item::Words { .. });
                        clauses.push(Clause { negated: negated && !(pasted && word), items: vec![item] });
                    }
                }
                joined = false;
            }
        }
    }
    clauses
}

/// Turns a phrase into words.
fn unquoted(item: Item) -> Item {
    match item {
        Item::Phrase { text, fields, .. } => Item::Words { text, fields, prefix: false, typing: false },
        item => item,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::document::Field;
    use crate::search::query::{Fact, Sort};

    fn words(text: &str, prefix: bool, typing: bool) -> Item {
        Item::Words { text: text.into(), fields: ALL_FIELDS, prefix, typing }
    }

    fn one(query: &str) -> Clause {
        let mut clauses = parse(query).clauses;
        assert_eq!(clauses.len(), 1, "{query}: {clauses:?}");
        clauses.remove(0)
    }

    #[test]
    fn every_form_of_the_grammar_is_read() {
        assert_eq!(one("disk"), Clause { negated: false, items: vec![words("disk", false, true)] });
        assert_eq!(one("-disk "), Clause { negated: true, items: vec![words("disk", false, false)] });
        assert_eq!(one("dis*").items, [words("dis", true, true)]);
        assert_eq!(one("a OR b").items, [words("a", false, false), words("b", false, true)]);
        let phrase = |text: &str, closed| Item::Phrase { text: text.into(), fields: ALL_FIELDS, closed };
        assert_eq!(one("\"disk full\"").items, [phrase("disk full", true)]);
        assert_eq!(one("\"disk fu").items, [phrase("disk fu", false)]);
        let filter = Item::Filter { fact: Fact::Severity, value: "<=2".into() };
        assert_eq!(one("severity:<=2").items, [filter]);
        let filter = Item::Filter { fact: Fact::Cause, value: "expired certificate".into() };
        assert_eq!(one("cause:\"expired certificate\"").items, [filter]);
        let title =
            Item::Words { text: "disk".into(), fields: Field::Title.bit(), prefix: false, typing: true };
        assert_eq!(one("title:disk").items, [title]);
        assert_eq!(parse("disk sort:date").sort, Some(Sort::Date));
        // A lone asterisk is no prefix, and an excluded item has no alternatives.
        assert_eq!(one("*").items, [words("*", false, true)]);
        let negated = |query: &str| parse(query).clauses.iter().map(|c| c.negated).collect::<Vec<bool>>();
        assert_eq!(negated("-a1 OR b"), [true, false]);
        assert_eq!(negated("a -OR b"), [false, true, false]);
    }

    #[test]
    fn whatever_is_typed_is_a_query() {
        for text in [
            "", "  ", "OR", "OR OR", "-", "--", "\"", "\"\"", ":", "a:", "service:", "*", "((((", "a OR",
            "-\"",
        ] {
            parse(text);
        }
        assert_eq!(parse("OR").clauses, []);
        assert_eq!(parse("service:").clauses, []);
        let long = parse(&"word ".repeat(200_000));
        assert_eq!(long.clauses.len(), MAX_ITEMS);
        assert_eq!(long.hints.len(), 1);
        assert_eq!(parse(&"(".repeat(1_000_000)).clauses.len(), 1);
    }

    #[test]
    fn an_unknown_field_is_text_with_a_hint() {
        let query = parse("servce:dns");
        assert_eq!(query.clauses[0].items, [words("servce:dns", false, true)]);
        assert!(query.hints[0].contains("did you mean `service:`?"), "{:?}", query.hints);
        assert_eq!(parse("https://example.com std::io a:b:c").hints.len(), 1);
        assert_eq!(parse("https://example.com std::io").hints, Vec::<String>::new());
    }

    #[test]
    fn a_hyphen_in_a_pasted_line_excludes_nothing() {
        for line in [
            "java -Xmx512m -jar app.jar a b c d e f g h i j k l",
            "kubectl logs -f pod",
            "rm --all -rf",
            "dmesg | grep -oom",
        ] {
            assert!(parse(line).clauses.iter().all(|clause| !clause.negated), "{line}");
        }
    }
}
