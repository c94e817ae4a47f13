//! How a value is written in each of the three formats.

use super::Setting;
use crate::incident::front_matter::Format;

/// How a scalar stands in the file, which its replacement keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quotes {
    /// As the value needs it.
    Auto,
    /// `'…'`, in YAML.
    Single,
    /// `"…"`
    Double,
}

impl Quotes {
    /// Those of a written scalar.
    pub(super) fn of(written: &str) -> Quotes {
        match written.chars().next() {
            Some('"') => Quotes::Double,
            Some('\'') => Quotes::Single,
            _ => Quotes::Auto,
        }
    }
}

/// A value on one line.
pub(super) fn value(format: Format, setting: &Setting, quotes: Quotes) -> String {
    match (setting, format) {
        (Setting::Bare(text), Format::Yaml | Format::Toml) if quotes == Quotes::Auto => text.clone(),
        (Setting::Text(text) | Setting::Bare(text), _) => text_in(format, text, quotes, false),
        (Setting::List(items), _) => {
            let items: Vec<String> =
                items.iter().map(|item| text_in(format, item, Quotes::Auto, true)).collect();
            format!("[{}]", items.join(", "))
        }
    }
}

/// A text; `in_list` where it stands between commas.
pub(super) fn text_in(format: Format, text: &str, quotes: Quotes, in_list: bool) -> String {
    let single = |text: &str| format!("'{}'", text.replace('\'', "''"));
    let printable = !text.contains(char::is_control);
    match (format, quotes) {
        (Format::Yaml, Quotes::Auto) if is_plain(text, in_list) => text.to_owned(),
        (Format::Yaml, Quotes::Auto) if printable && text.contains('"') => single(text),
        (Format::Yaml, Quotes::Single) if printable => single(text),
        _ => double(text),
    }
}

/// A key.
pub(super) fn key(format: Format, key: &str) -> String {
    let bare = key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    match format {
        Format::Json => double(key),
        Format::Toml if bare && !key.is_empty() => key.to_owned(),
        Format::Yaml if is_plain(key, true) => key.to_owned(),
        Format::Toml | Format::Yaml => double(key),
    }
}

/// A JSON string: YAML and TOML read the same escapes.
fn double(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007f")
}

/// Whether YAML reads the text, unquoted, as that text, and every tool reads it as text.
fn is_plain(text: &str, in_list: bool) -> bool {
    let words = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    let starts = text.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '/' | '_' | '('));
    let marks = |c: char| c.is_control() || (in_list && matches!(c, ',' | '[' | ']' | '{' | '}'));
    let number = text.chars().all(|c| c.is_ascii_digit() || "+-.:_eExXoTZtz ".contains(c));
    starts
        && text.trim() == text
        && !number
        && !text.contains(marks)
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.ends_with(':')
        && !(in_list && text.contains(':'))
        && !words.contains(&text.to_lowercase().as_str())
}
