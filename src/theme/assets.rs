//! The files of a theme under the names by which they are published: their own with a digest of the content, so that
//! a file that changes gets another address. A stylesheet names other files, so it is written anew with theirs, and
//! changes with them.

use super::css;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::incident::body::percent_decode;
use crate::site::plan::AssetFile;
use crate::site::routes::{encode, hashed};
use crate::source::ThemeFile;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_128;

/// The folder of the files, in a theme and on a site.
const FOLDER: &str = "assets/";

/// The files of a theme as they are published.
#[derive(Debug, Default)]
pub struct Assets {
    /// Own name, without the folder, to published name.
    pub names: BTreeMap<String, String>,
    /// The files, in order of name.
    pub files: Vec<AssetFile>,
    /// The names, without the folder, of the files that stylesheets name.
    pub used: BTreeSet<String>,
    /// The files that stylesheets name and the theme does not have: those of `static/`, or none.
    pub elsewhere: Vec<Elsewhere>,
    /// What makes a stylesheet impossible.
    pub problems: Vec<Diagnostic>,
    /// What a stylesheet asks for in vain.
    pub warnings: Vec<Diagnostic>,
}

/// A file that a stylesheet names and the theme does not have.
#[derive(Debug, Clone)]
pub struct Elsewhere {
    /// Where it is named.
    pub place: Place,
    /// The file from the site's root.
    pub path: String,
}

/// Names every file below `assets/`.
pub fn published(files: &BTreeMap<String, ThemeFile>) -> Assets {
    let mut press = Press { files, open: vec![], made: Assets::default() };
    for path in files.keys() {
        if let Some(name) = path.strip_prefix(FOLDER) {
            press.publish(name);
        }
    }
    press.made.files.sort_by(|a, b| a.name.cmp(&b.name));
    press.made
}

struct Press<'f> {
    files: &'f BTreeMap<String, ThemeFile>,
    /// The stylesheets that are being written, each named by the one before.
    open: Vec<String>,
    made: Assets,
}

impl Press<'_> {
    /// The published name of a file, after those of all files that it names.
    fn publish(&mut self, name: &str) -> Option<String> {
        if let Some(published) = self.made.names.get(name) {
            return Some(published.clone());
        }
        let file = self.files.get(&format!("{FOLDER}{name}"))?;
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "bin"));
        let bytes = match extension.eq_ignore_ascii_case("css") {
            true => self.stylesheet(name, file),
            false => file.bytes.clone(),
        };
        let published = hashed(&stem.replace('/', "-"), xxh3_128(&bytes), extension);
        self.made.names.insert(name.to_owned(), published.clone());
        self.made.files.push(AssetFile { name: published.clone(), bytes });
        Some(published)
    }

    fn stylesheet(&mut self, name: &str, file: &ThemeFile) -> Arc<[u8]> {
        let Ok(text) = std::str::from_utf8(&file.bytes) else {
            let problem = Diagnostic::new(
                Code::ThemeBroken,
                Place::file(file.origin.clone()),
                "the stylesheet is not UTF-8",
            );
            self.made.problems.push(problem.hint("save the file as UTF-8"));
            return file.bytes.clone();
        };
        self.open.push(name.to_owned());
        let mut addresses = vec![];
        for reference in css::references(text) {
            let place = Place::span(file.origin.clone(), reference.span.clone());
            if let Some(address) = self.address(name, &reference.address, place) {
                addresses.push((reference.span, address));
            }
        }
        self.open.pop();
        match addresses.is_empty() {
            true => file.bytes.clone(),
            false => css::rewritten(text, &addresses).into_bytes().into(),
        }
    }

    /// What a published stylesheet says in place of an address; `None` to leave it as it is. All stylesheets are
    /// published in one folder, whatever folders they come from.
    fn address(&mut self, sheet: &str, address: &str, place: Place) -> Option<String> {
        let address = address.trim();
        if address.is_empty() || address.starts_with('#') {
            return None;
        }
        if is_whole(address) {
            self.made.warnings.extend(other_host(address, place));
            return None;
        }
        let end = address.find(['?', '#']).unwrap_or(address.len());
        let (file, rest) = address.split_at(end);
        let Some(path) = resolved(sheet, &percent_decode(file)) else {
            let message = format!("`{address}` leads out of the site");
            let hint = "an address begins in the stylesheet's own folder, such as `fonts/acme.woff2`: the site may \
                        have a folder of its host";
            self.made.problems.push(Diagnostic::new(Code::ThemeFile, place, message).hint(hint));
            return None;
        };
        let name = path.strip_prefix(FOLDER);
        if let Some(name) = name.filter(|name| self.open.iter().any(|open| open == name)) {
            let message = format!("the stylesheet imports itself by way of `{name}`");
            let hint = "remove one of the imports";
            self.made.problems.push(Diagnostic::new(Code::ThemeBroken, place, message).hint(hint));
            return None;
        }
        match name.and_then(|name| self.publish(name)) {
            Some(published) => {
                self.made.used.extend(name.map(str::to_owned));
                Some(encode(&published) + rest)
            }
            None => {
                let shown = name.map_or_else(|| format!("../{}", encode(&path)), encode);
                self.made.elsewhere.push(Elsewhere { place, path });
                Some(shown + rest)
            }
        }
    }
}

/// Whether an address names its host or has its content in it.
fn is_whole(address: &str) -> bool {
    let scheme = address.split_once(':').map_or("", |(scheme, _)| scheme);
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    is_scheme || address.starts_with("//")
}

fn other_host(address: &str, place: Place) -> Option<Diagnostic> {
    let is_data = address.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:"));
    let message = format!("`{address}` is not on this site");
    let hint = "put a copy under the theme's `assets/` and name that: pages refuse fonts and stylesheets from \
                elsewhere, and a picture would tell its host of every reader";
    (!is_data).then(|| Diagnostic::new(Code::ThemeElsewhere, place, message).hint(hint))
}

/// A file from the site's root, as a stylesheet below `assets/` names it; `None` if it would be outside of the site.
fn resolved(sheet: &str, file: &str) -> Option<String> {
    if file.starts_with('/') {
        return None;
    }
    let folder = sheet.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> =
        FOLDER.split('/').chain(folder.split('/')).filter(|part| !part.is_empty()).collect();
    for part in file.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}
