//! Values that are of the right type and still cannot be meant: addresses that are none, and names that would mean
//! two things. What is wrong is told with the word to point at; places are the caller's.

use super::{Config, KNOWN_FIELDS, OneOrMany, Term};
use std::collections::BTreeMap;

/// Something wrong.
#[derive(Debug)]
pub(super) struct Found {
    /// The key of the file it is under.
    pub key: &'static str,
    /// The word to point at.
    pub word: String,
    /// What is wrong.
    pub message: String,
    /// What to write.
    pub hint: &'static str,
}

/// How an address is written.
const WHOLE: &str = "write it whole, as in `https://acme.github.io/postmortems/`";

/// Why a text is not the address that a site is published at; nothing if it is.
pub fn no_site_address(text: &str) -> Option<(String, &'static str)> {
    if !is_web_address(text) {
        return Some((format!("`{text}` is not an address"), WHOLE));
    }
    text.contains(['?', '#']).then(|| (format!("`{text}` is the address of a page, not of a site"), WHOLE))
}

/// `http` or `https`, a host, and nothing that an address has to encode.
fn is_web_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let Some(rest) = rest else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let encoded = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '"' | '<' | '>' | '\\' | '`');
    !host.is_empty() && host.contains(char::is_alphanumeric) && !rest.contains(encoded)
}

/// Everything of that sort in a configuration.
pub(super) fn problems(config: &Config) -> Vec<Found> {
    let mut found = vec![];
    if let Some(url) = &config.base_url
        && let Some((message, hint)) = no_site_address(url)
    {
        found.push(Found { key: "base_url", word: url.clone(), message, hint });
    }
    found.extend(config.edit_url.as_ref().and_then(|url| edit_url(url)));
    found.extend(terms("causes", &config.causes));
    found.extend(terms("services", &config.services));
    let levels = config.severities.iter();
    let levels = levels
        .map(|level| (level.name.as_str(), std::iter::once(&level.name).chain(&level.aliases).collect()));
    found.extend(two_meanings("severities", levels));
    found.extend(fields(&config.fields));
    found
}

fn edit_url(url: &str) -> Option<Found> {
    const HINT: &str = "write it as in `https://github.com/acme/postmortems/edit/main/{path}`";
    let message = match (is_web_address(&url.replace("{path}", "path")), url.contains("{path}")) {
        (false, _) => format!("`{url}` is not an address"),
        (_, false) => {
            format!("`{url}` has no `{{path}}`, so that it would lead from every page to the same one")
        }
        _ => return None,
    };
    Some(Found { key: "edit_url", word: url.to_owned(), message, hint: HINT })
}

fn terms(table: &'static str, terms: &BTreeMap<String, Term>) -> Option<Found> {
    two_meanings(
        table,
        terms.iter().map(|(key, term)| {
            (key.as_str(), std::iter::once(key).chain(&term.title).chain(&term.aliases).collect())
        }),
    )
}

/// The first name that two things have, whatever its case and its hyphens.
fn two_meanings<'a>(
    table: &'static str,
    named: impl Iterator<Item = (&'a str, Vec<&'a String>)>,
) -> Option<Found> {
    let bare = |name: &str| -> String {
        name.chars().filter(|c| !matches!(c, ' ' | '-' | '_')).flat_map(char::to_lowercase).collect()
    };
    let mut known: BTreeMap<String, &str> = BTreeMap::new();
    for (owner, names) in named {
        for name in names {
            let other = *known.entry(bare(name)).or_insert(owner);
            if other != owner {
                let message = format!("`{name}` is a name of `{other}` and of `{owner}`");
                let hint = "a name can mean one of them only";
                return Some(Found { key: table, word: name.clone(), message, hint });
            }
        }
    }
    None
}

fn fields(fields: &BTreeMap<String, OneOrMany>) -> Option<Found> {
    let taken = |key: &str, name: &str| KNOWN_FIELDS.contains(&name) && key != name;
    let own = fields.iter().find_map(|(key, names)| {
        let name = names.names().iter().find(|name| taken(key, name))?;
        let message = format!("`{name}` is a key of its own, and no other name of `{key}`");
        let hint = "name the keys that the archive uses and hindsite does not know";
        Some(Found { key: "fields", word: name.clone(), message, hint })
    });
    own.or_else(|| {
        two_meanings(
            "fields",
            fields.iter().map(|(key, names)| (key.as_str(), names.names().iter().collect())),
        )
    })
}
