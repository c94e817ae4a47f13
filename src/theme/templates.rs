//! The templates of a theme: compiled, and what is wrong in one told of the file it is in.

use crate::diagnostic::{Code, Diagnostic, Place, nearest};
use crate::invisible;
use crate::source::ThemeFile;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use tera::{ErrorKind, Kwargs, State, Tera, Value};
use xxhash_rust::xxh3::Xxh3;

/// Where templates came from, by name.
pub fn origins(files: &BTreeMap<String, ThemeFile>) -> BTreeMap<String, Arc<str>> {
    let named = |(path, file): (&String, &ThemeFile)| {
        Some((path.strip_prefix("templates/")?.to_owned(), file.origin.clone()))
    };
    files.iter().filter_map(named).collect()
}

/// The text of all templates, styles and scripts.
pub fn words(files: &BTreeMap<String, ThemeFile>) -> String {
    let is_text = |path: &str| [".html", ".css", ".js", ".svg"].iter().any(|ending| path.ends_with(ending));
    let texts = files.iter().filter(|(path, _)| is_text(path));
    texts.map(|(_, file)| String::from_utf8_lossy(&file.bytes)).collect::<Vec<_>>().join("\n")
}

/// The templates, ready to render, and the digest of them all.
pub fn compiled(
    files: &BTreeMap<String, ThemeFile>,
    origins: &BTreeMap<String, Arc<str>>,
) -> Result<(Tera, u128), Vec<Diagnostic>> {
    let templates = files.iter().filter_map(|(path, file)| Some((path.strip_prefix("templates/")?, file)));
    let mut digest = Xxh3::new();
    let mut sources: Vec<(&str, &str)> = vec![];
    let mut problems = vec![];
    for (name, file) in templates {
        digest.update(name.as_bytes());
        digest.update(&file.bytes);
        match std::str::from_utf8(&file.bytes) {
            Ok(text) => sources.push((name, text)),
            Err(_) => {
                let place = Place::file(file.origin.clone());
                let problem = Diagnostic::new(Code::ThemeBroken, place, "the template is not UTF-8");
                problems.push(problem.hint("save the file as UTF-8"));
            }
        }
    }
    let mut tera = Tera::default();
    tera.autoescape_on(vec![".html", ".xml", ".svg"]);
    tera.register_filter("isolate", isolate);
    if let Err(error) = tera.add_raw_templates(sources) {
        let problem = explain(&error, origins, "");
        problems.push(
            match not_there(&error).and_then(|name| nearest(name, origins.keys().map(String::as_str))) {
                Some(near) => problem.hint(format!("did you mean `{near}`?")),
                None => problem,
            },
        );
    }
    if problems.is_empty() { Ok((tera, digest.digest128())) } else { Err(problems) }
}

/// Escapes a name or a title; right-to-left text is isolated, so that it does not reorder what is beside it.
fn isolate(text: Cow<'_, str>, _: Kwargs, _: &State<'_>) -> Value {
    let text = invisible::readable(&text);
    if !invisible::has_right_to_left(&text) {
        return Value::normal_string(&text);
    }
    let mut escaped = vec![];
    // Writing into a vector cannot fail.
    let _ = tera::escape_html(&text, &mut escaped);
    Value::safe_string(&format!("<bdi>{}</bdi>", String::from_utf8_lossy(&escaped)))
}

/// Tera's errors name the line and what was expected; they are passed on. The place is the template they are in, or
/// `rendered` where they do not tell.
pub fn explain(error: &tera::Error, origins: &BTreeMap<String, Arc<str>>, rendered: &str) -> Diagnostic {
    let named = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => report.filename(),
        ErrorKind::MissingParent { current, .. } => current,
        ErrorKind::CircularExtend { tpl, .. } | ErrorKind::CircularInclude { tpl, .. } => tpl,
        // What a template asks for and nobody has is told in a text, with the name before the line.
        ErrorKind::Msg(text) => text
            .split_once("--> ")
            .and_then(|(_, place)| place.split_once(':'))
            .map_or(rendered, |place| place.0),
        _ => rendered,
    };
    let place =
        origins.get(named).map_or_else(|| Place::file("templates"), |origin| Place::file(origin.clone()));
    Diagnostic::new(Code::ThemeBroken, place, message(error))
}

/// The template that another one names and that is not there.
fn not_there(error: &tera::Error) -> Option<&str> {
    match error.kind() {
        ErrorKind::MissingParent { parent, .. } => Some(parent),
        ErrorKind::Msg(text) => Some(text.split_once("Unknown template `")?.1.split_once('`')?.0),
        _ => None,
    }
}

fn message(error: &tera::Error) -> String {
    let mut text = error.to_string();
    if let Some(rest) = text.strip_prefix("error: ") {
        text = rest.to_owned();
    }
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        source = inner.source();
    }
    text
}
