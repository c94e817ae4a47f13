//! Names of files in a theme that are mistakes: nothing reads the file, and a name that something would is near.
//!
//! A theme may hold what it likes beside `templates/` and `assets/`: a readme, a licence, the sources of a picture.

use super::settings;
use crate::diagnostic::{Code, Diagnostic, Names, Place};
use crate::source::ThemeFile;
use std::collections::{BTreeMap, BTreeSet};

/// A warning for each file that looks as if it was meant to be read. `files` are all of the theme, those of the
/// built-in one beneath it among them; `used` are the assets that settings and stylesheets name.
pub fn mistaken(
    built_in: &BTreeMap<String, ThemeFile>,
    own: &[ThemeFile],
    files: &BTreeMap<String, ThemeFile>,
    used: &BTreeSet<String>,
) -> Vec<Diagnostic> {
    let own = own.iter().filter(|file| !built_in.contains_key(&file.path));
    let problem = |file: &ThemeFile| {
        let near = match file.path.split_once('/') {
            Some(("templates", name)) if !is_part(name, file, files) => {
                near(name, built_in, "templates/").or_else(|| Some(all_templates(built_in)))
            }
            Some(("assets", name)) if !used.contains(name) => near(name, built_in, "assets/"),
            Some(("templates" | "assets", _)) => None,
            Some((folder, rest)) => {
                let near = Names::new(["templates", "assets"]).nearest(folder)?;
                Some(did_you_mean(&format!("{near}/{rest}")))
            }
            None => misplaced(&file.path, built_in),
        };
        let message = format!("nothing reads the theme's file `{}`", file.path);
        Some(Diagnostic::new(Code::ThemeUnread, Place::file(file.origin.clone()), message).hint(near?))
    };
    own.filter_map(problem).collect()
}

/// Whether a template is there for others: it has components, which all templates share, or one names it.
fn is_part(name: &str, file: &ThemeFile, files: &BTreeMap<String, ThemeFile>) -> bool {
    let has = |file: &ThemeFile, words: &str| String::from_utf8_lossy(&file.bytes).contains(words);
    let names_it = |other: &ThemeFile| has(other, &format!("\"{name}\"")) || has(other, &format!("'{name}'"));
    let others =
        files.values().filter(|other| other.path.starts_with("templates/") && other.path != file.path);
    has(file, "endcomponent") || others.into_iter().any(names_it)
}

/// The built-in file of a folder whose name is near.
fn near(name: &str, built_in: &BTreeMap<String, ThemeFile>, folder: &str) -> Option<String> {
    let known = Names::new(built_in.keys().filter_map(|path| path.strip_prefix(folder)));
    known.nearest(name).map(|near| did_you_mean(&format!("{folder}{near}")))
}

/// A file beside the folders that belongs into one of them, or that is nearly `theme.toml`.
fn misplaced(name: &str, built_in: &BTreeMap<String, ThemeFile>) -> Option<String> {
    if name == settings::FILE_NAME {
        return None;
    }
    let is_same = |path: &&String| path.rsplit_once('/').is_some_and(|(_, own)| own == name);
    let settings = || Names::new([settings::FILE_NAME]).nearest(name);
    built_in.keys().find(is_same).map(String::as_str).or_else(settings).map(did_you_mean)
}

fn did_you_mean(path: &str) -> String {
    format!("did you mean `{path}`?")
}

fn all_templates(built_in: &BTreeMap<String, ThemeFile>) -> String {
    let names: Vec<&str> = built_in.keys().filter_map(|path| path.strip_prefix("templates/")).collect();
    format!("the templates are {}, and what they include or extend", names.join(", "))
}
