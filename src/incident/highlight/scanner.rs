//! Scans code by a language's data: comments, strings, numbers and words. One pass, linear time.

use super::language::Language;
use super::lexer::{number, run};
use super::{Class, Spans};

/// Highlights `code` in a language.
pub(super) fn html(language: &Language, code: &str) -> String {
    let mut scanner = Scanner { language, code, at: 0, previous: None, line_start: true };
    let mut spans = Spans::new(code);
    while scanner.at < code.len() {
        let (class, length) = scanner.token();
        let end = scanner.at + length;
        let token = &code[scanner.at..end];
        spans.push(class, token);
        scanner.advance(token);
    }
    spans.finish()
}

struct Scanner<'a> {
    language: &'a Language,
    code: &'a str,
    at: usize,
    /// The last byte that is not white space.
    previous: Option<u8>,
    /// Whether nothing but white space precedes on this line.
    line_start: bool,
}

impl<'a> Scanner<'a> {
    fn advance(&mut self, token: &str) {
        let words = token.trim_end();
        match words.bytes().next_back() {
            None => self.line_start |= token.contains('\n'),
            last => {
                self.previous = last;
                self.line_start = token[words.len()..].contains('\n');
            }
        }
        self.at += token.len();
    }

    /// Returns the class and the length of the token at the position, at least one character.
    fn token(&self) -> (Class, usize) {
        let rest = &self.code[self.at..];
        let bytes = rest.as_bytes();
        let first = bytes[0];
        if first.is_ascii_whitespace() {
            return (Class::Plain, run(bytes, |b| b.is_ascii_whitespace()));
        }
        let glued = self.at > 0 && self.is_word(self.code.as_bytes()[self.at - 1]);
        self.comment(rest)
            .or_else(|| self.string(rest, glued))
            .or_else(|| self.prefixed(rest, glued))
            .or_else(|| (first.is_ascii_digit() && !glued).then(|| number(bytes)))
            .or_else(|| self.word(rest))
            .unwrap_or_else(|| (Class::Plain, rest.chars().next().map_or(1, char::len_utf8)))
    }

    fn comment(&self, rest: &str) -> Option<(Class, usize)> {
        let block = self.language.block_comments.iter().find(|pair| rest.starts_with(&*pair.open));
        if let Some(pair) = block {
            let inner = &rest[pair.open.len()..];
            let length = inner.find(&*pair.close).map_or(inner.len(), |at| at + pair.close.len());
            return Some((Class::Comment, pair.open.len() + length));
        }
        let opening = self.language.comments.iter().find(|opening| rest.starts_with(opening.as_str()))?;
        // `http://` and `${#list}` hold no comment.
        let before = self.code[..self.at].bytes().next_back().unwrap_or(b'\n');
        let apart = before.is_ascii_whitespace() || b";{}(),".contains(&before);
        (apart || (opening == "//" && before != b':')).then(|| (Class::Comment, line_length(rest)))
    }

    fn string(&self, rest: &str, glued: bool) -> Option<(Class, usize)> {
        if let Some(pair) = self.language.long_strings.iter().find(|pair| rest.starts_with(&*pair.open)) {
            let raw = pair.open != pair.close;
            return Some((
                Class::String,
                pair.open.len() + closing(&rest[pair.open.len()..], &pair.close, raw),
            ));
        }
        if self.language.strings.iter().any(|quote| rest.starts_with(quote.as_str())) {
            // An apostrophe inside a word opens nothing.
            if glued && rest.starts_with('\'') {
                return None;
            }
            return Some((Class::String, quoted(rest.as_bytes())));
        }
        (self.language.characters && !glued).then(|| character(rest)).flatten()
    }

    /// Reads a word by the sign it begins with: `$name`, `@annotation`, `:symbol`, `#include`, `--option`, `[section]`.
    fn prefixed(&self, rest: &str, glued: bool) -> Option<(Class, usize)> {
        let language = self.language;
        if language.sections && self.line_start && rest.starts_with('[') {
            let line = &rest[..line_length(rest)];
            return Some((Class::Type, line.rfind(']').map_or(line.len(), |at| at + 1)));
        }
        if language.directives && self.line_start && rest.starts_with('#') {
            let space = run(&rest.as_bytes()[1..], |b| b == b' ');
            return Some((Class::Keyword, 1 + space + self.word_length(&rest[1 + space..])));
        }
        if language.options && !glued && rest.starts_with('-') {
            let dashes = run(rest.as_bytes(), |b| b == b'-');
            let length = self.word_length(&rest[dashes..]);
            return (dashes <= 2 && rest[dashes..].starts_with(|c: char| c.is_ascii_alphabetic()))
                .then_some((Class::Constant, dashes + length));
        }
        let kinds = [
            (&language.variables, Class::Variable),
            (&language.annotations, Class::Name),
            (&language.symbols, Class::Constant),
        ];
        for (signs, class) in kinds {
            let Some(sign) = signs.iter().find(|sign| rest.starts_with(sign.as_str())) else { continue };
            if class != Class::Variable && (glued || self.previous_is(sign.as_bytes()[0])) {
                continue;
            }
            let name = &rest[sign.len()..];
            let length = match class {
                Class::Variable => variable_length(name),
                _ => identifier_length(name),
            };
            if length > 0 {
                return Some((class, sign.len() + length));
            }
        }
        None
    }

    fn word(&self, rest: &str) -> Option<(Class, usize)> {
        if !rest.starts_with(|c: char| c.is_alphabetic() || c == '_') {
            return None;
        }
        let length = self.word_length(rest);
        let (word, after) = (&rest[..length], &rest[length..]);
        Some((self.class_of(word, after), length))
    }

    fn class_of(&self, word: &str, after: &str) -> Class {
        let language = self.language;
        let opens_statement =
            self.line_start || matches!(self.previous, None | Some(b'{' | b'}' | b';' | b','));
        let next = after.trim_start_matches([' ', '\t']);
        if opens_statement && language.keys.iter().any(|sign| is_key(sign, after, next)) {
            return Class::Key;
        }
        // A member is no keyword: `response.end()`.
        let member = self.previous_is(b'.') && self.code[..self.at].ends_with('.');
        if let Some(class) = language.class_of(word).filter(|_| !member) {
            return class;
        }
        if language.statements && opens_statement && self.previous != Some(b',') {
            return Class::Keyword;
        }
        let capital = word.starts_with(|c: char| c.is_ascii_uppercase());
        if language.verbs && word.contains('-') && capital {
            return Class::Name;
        }
        if after.starts_with('(') || after.starts_with("!(") {
            return Class::Name;
        }
        match capital {
            true if language.capitalized_variables => Class::Variable,
            true if language.capitalized_types && word.len() > 1 => Class::Type,
            _ => Class::Plain,
        }
    }

    fn previous_is(&self, byte: u8) -> bool {
        self.at > 0 && self.code.as_bytes()[self.at - 1] == byte
    }

    fn is_word(&self, byte: u8) -> bool {
        byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii() || self.language.joins(byte)
    }

    /// Returns the length of the word at the start of `text`, without the dots and signs of a sentence at its end.
    fn word_length(&self, text: &str) -> usize {
        let length = run(text.as_bytes(), |b| self.is_word(b));
        text[..length].trim_end_matches(['-', '.', '/', ':', '+', '*', '=', '<', '>']).len()
    }
}

/// Whether the sign of a key follows: `name: value`, not `std::io`; `name = value`, not `name == value`.
fn is_key(sign: &str, after: &str, next: &str) -> bool {
    match sign {
        ":" => after.starts_with(':') && after[1..].starts_with(|c: char| c.is_whitespace()),
        _ => next.starts_with(sign) && !next[sign.len()..].starts_with(['=', '>']),
    }
}

/// Returns the length of `$name` or `${name}` without the sign.
fn variable_length(name: &str) -> usize {
    let bytes = name.as_bytes();
    let close = match bytes.first() {
        Some(b'{') => b'}',
        Some(b'(') => b')',
        Some(b'@' | b'<' | b'^' | b'?' | b'!' | b'*' | b'$') => return 1,
        _ => return identifier_length(name),
    };
    // A variable's name is short, and never a command.
    let inner = run(&bytes[1..bytes.len().min(128)], |b| b.is_ascii_alphanumeric() || b"_.:-".contains(&b));
    if bytes.get(1 + inner) == Some(&close) { inner + 2 } else { 0 }
}

fn identifier_length(name: &str) -> usize {
    run(name.as_bytes(), |b| b.is_ascii_alphanumeric() || b == b'_')
}

fn line_length(rest: &str) -> usize {
    rest.find('\n').unwrap_or(rest.len())
}

/// Returns the length of a string that opens with its first byte and ends with the line at the latest.
///
/// An unclosed string takes the rest of the line at once: looking for the end of each quote again would take quadratic
/// time.
fn quoted(bytes: &[u8]) -> usize {
    let quote = bytes[0];
    let mut at = 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\n' => break,
            b'\\' if bytes.get(at + 1).is_some_and(|b| *b != b'\n') => at += 1,
            b if b == quote => return at + 1,
            _ => {}
        }
        at += 1;
    }
    at.min(bytes.len())
}

/// Returns the length up to and with `close`, or of all that is left; a backslash escapes unless `raw`.
fn closing(text: &str, close: &str, raw: bool) -> usize {
    if raw {
        return text.find(close).map_or(text.len(), |at| at + close.len());
    }
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'\\' {
            at += 1;
        } else if bytes[at..].starts_with(close.as_bytes()) {
            return at + close.len();
        }
        at += 1;
    }
    text.len()
}

/// Reads `'x'` and `'\n'`; a lifetime or an apostrophe is none.
fn character(rest: &str) -> Option<(Class, usize)> {
    let inner = rest.strip_prefix('\'')?;
    let mut chars = inner.char_indices();
    let (_, first) = chars.next()?;
    let end = match first {
        '\\' => {
            let (at, escaped) = chars.next()?;
            let from = at + escaped.len_utf8();
            from + inner.as_bytes()[from..].iter().take(10).position(|b| *b == b'\'')?
        }
        '\'' | '\n' => return None,
        other => other.len_utf8(),
    };
    inner[end..].starts_with('\'').then_some((Class::String, end + 2))
}
