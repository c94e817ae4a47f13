//! Whether the files of `static/`, which are published under the names they have, can have them everywhere: a site is
//! cloned, archived and served on systems that keep fewer names apart than this one.

use super::Static;
use crate::diagnostic::{Code, Diagnostic, Place};
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization as _;

/// Names that Windows keeps for devices, whatever the extension; `com` and `lpt` with a digit are, too.
const DEVICES: &[&str] = &["con", "prn", "aux", "nul"];

/// What two names are to a system that keeps neither case nor Unicode forms apart.
pub fn folded(path: &str) -> String {
    path.nfc().flat_map(char::to_lowercase).nfc().collect()
}

/// What is wrong with the names; `folder` is where the files are, for messages.
pub(super) fn problems(statics: &[Static], folder: &str) -> Vec<Diagnostic> {
    let mut found = vec![];
    let mut known: BTreeMap<String, &str> = BTreeMap::new();
    for file in statics {
        let place = || Place::file(format!("{folder}/{}", file.path));
        if let Some(name) = file.path.split('/').find(|name| !is_portable(name)) {
            let message = format!("`{}` is a name that not every system can keep", name.escape_debug());
            found.push(Diagnostic::new(Code::UnusableName, place(), message).hint("rename it"));
        }
        if let Some(other) = known.insert(folded(&file.path), &file.path) {
            let message = format!(
                "`{folder}/{other}` and `{folder}/{}` are one file where case or Unicode forms are not kept apart",
                file.path
            );
            found.push(Diagnostic::new(Code::SlugClash, place(), message).hint("rename one of the two"));
        }
    }
    found
}

fn is_portable(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().to_lowercase();
    let numbered = ["com", "lpt"].iter().find_map(|device| stem.strip_prefix(device));
    let is_numbered = numbered.is_some_and(|rest| matches!(rest.as_bytes(), [b'0'..=b'9']));
    let is_plain = |c: char| !c.is_control() && !matches!(c, '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|');
    let is_device = is_numbered || DEVICES.contains(&stem.as_str());
    !is_device && name.len() <= 255 && name.chars().all(is_plain) && !name.ends_with(['.', ' '])
}
