//! serde's complaints in the words of whoever writes a configuration: what is unknown, what was meant, what must stand
//! there.

use crate::diagnostic::{Code, Diagnostic, Place, nearest};
use std::sync::Arc;

/// What is wrong with a file of settings, where, and what to write.
pub(crate) fn explain(path: &Arc<str>, error: &toml::de::Error) -> Diagnostic {
    let span = error.span().map(|span| span.start..span.end.max(span.start + 1));
    let place = Place::of(path.clone(), span);
    let (code, message, hint) = told(error.message().trim());
    let diagnostic = Diagnostic::new(code, place, message);
    match hint {
        Some(hint) => diagnostic.hint(hint),
        None => diagnostic,
    }
}

type Told = (Code, String, Option<String>);

fn told(message: &str) -> Told {
    let mut quoted = message.split('`').skip(1).step_by(2);
    let word = quoted.next().unwrap_or_default();
    let known: Vec<&str> = quoted.collect();
    let meant = |otherwise: &str| match nearest(word, known.iter().copied()) {
        Some(near) => Some(format!("did you mean `{near}`?")),
        None => Some(format!("{otherwise} {}", known.join(", "))),
    };
    if message.starts_with("unknown field") {
        return (Code::ConfigKey, format!("there is no key `{word}`"), meant("the keys are"));
    }
    if message.starts_with("unknown variant") {
        return (Code::ConfigValue, format!("`{word}` is not a word that can stand here"), meant("one of"));
    }
    if message.starts_with("missing field") {
        return (
            Code::ConfigValue,
            format!("the key `{word}` is missing"),
            Some(format!("add `{word} = \"…\"`")),
        );
    }
    let types = message.strip_prefix("invalid type: ").and_then(|rest| rest.rsplit_once(", expected "));
    if let Some((wanted, hint)) = types.and_then(|(found, wanted)| shape(found, wanted)) {
        return (Code::ConfigValue, format!("this must be {wanted}"), Some(hint));
    }
    if message.ends_with("untagged enum OneOrMany") {
        let hint = "as in `\"a\"` or `[\"a\", \"b\"]`";
        return (Code::ConfigValue, "this must be text or a list of texts".into(), Some(hint.into()));
    }
    if message.ends_with("untagged enum Colour") {
        let hint = "as in `\"#1a7f37\"`";
        return (Code::ConfigValue, "this must be a colour, or a table of colours".into(), Some(hint.into()));
    }
    if message == "wanted string or table" {
        return (Code::ConfigValue, "this must be a word".into(), Some("words stand in quotes".into()));
    }
    if message.starts_with("invalid type") {
        return (Code::ConfigValue, message.to_owned(), None);
    }
    (Code::ConfigSyntax, message.lines().next().unwrap_or(message).to_owned(), None)
}

const TABLE: &str = "keys and values in braces, or a line each under a heading in brackets";

/// What must stand where something of another shape was found, and how that is written.
fn shape(found: &str, wanted: &str) -> Option<(&'static str, String)> {
    let text = found.strip_prefix("string ");
    Some(match wanted {
        "a sequence" if found == "map" => (
            "a list of tables",
            "each entry of the list has two pairs of brackets over it, as `[[navigation]]`".into(),
        ),
        "a sequence" => (
            "a list",
            text.map_or_else(
                || "lists stand in brackets".into(),
                |text| format!("write it in brackets: `[{text}]`"),
            ),
        ),
        "a string" => ("text", "text stands in quotes".into()),
        "a boolean" => ("`true` or `false`", "without quotes".into()),
        "struct SeverityLevel" => (
            "a table with the name of a severity",
            "as in `{ name = \"SEV1\", aliases = [\"critical\"] }`".into(),
        ),
        "struct Term" => ("a table", "as in `{ title = \"Expired certificate\" }`".into()),
        "a map" => ("a table", TABLE.into()),
        other if other.starts_with("struct ") => ("a table", TABLE.into()),
        _ => return None,
    })
}
