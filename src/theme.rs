//! Templates and assets: the built-in theme, and whatever files of it a team has replaced.
//!
//! Templates see their view and nothing else: no functions, no environment, no files, no clock.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::site::plan::AssetFile;
use crate::site::routes::hashed;
use crate::site::views::SiteAssets;
use crate::source::ThemeFile;
use include_dir::{Dir, include_dir};
use std::collections::BTreeMap;
use std::sync::Arc;
use tera::Tera;
use xxhash_rust::xxh3::Xxh3;

static DEFAULT: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/default");

/// A theme ready to render.
#[derive(Debug)]
pub struct Theme {
    tera: Tera,
    /// Digest of every template: a page made from another one is stale.
    pub digest: u128,
    /// The published names of the assets that every page refers to.
    pub assets: SiteAssets,
    /// The assets, in order of name.
    pub files: Vec<AssetFile>,
}

impl Theme {
    /// The built-in theme with the given files in place of its own, or beside them.
    pub fn new(overrides: &[ThemeFile]) -> Result<Theme, Vec<Diagnostic>> {
        let files = merged(overrides);
        let templates =
            files.iter().filter_map(|(path, file)| Some((path.strip_prefix("templates/")?, file)));
        let mut digest = Xxh3::new();
        let mut sources: Vec<(&str, &str)> = vec![];
        let mut problems = vec![];
        for (name, file) in templates {
            digest.update(name.as_bytes());
            digest.update(&file.bytes);
            match std::str::from_utf8(&file.bytes) {
                Ok(text) => sources.push((name, text)),
                Err(_) => problems.push(Diagnostic::new(
                    Code::ThemeBroken,
                    Place::file(file.origin.clone()),
                    "the template is not UTF-8",
                )),
            }
        }
        let mut tera = Tera::default();
        tera.autoescape_on(vec![".html", ".xml", ".svg"]);
        if let Err(error) = tera.add_raw_templates(sources) {
            problems.push(explain(&error, &files));
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let (assets, files) = published(&files);
        Ok(Theme { tera, digest: digest.digest128(), assets, files })
    }

    /// Renders a template. A template that fails says where and why.
    pub(crate) fn render(&self, template: &str, context: &tera::Context) -> Result<String, Diagnostic> {
        self.tera.render(template, context).map_err(|error| {
            let place = Place::file(format!("templates/{template}"));
            Diagnostic::new(Code::ThemeBroken, place, message(&error))
                .hint("a template sees its view and nothing else")
        })
    }
}

fn merged(overrides: &[ThemeFile]) -> BTreeMap<String, ThemeFile> {
    let mut files = BTreeMap::new();
    collect(&DEFAULT, &mut files);
    for file in overrides {
        files.insert(file.path.clone(), file.clone());
    }
    files
}

/// A script of ours without what only we read: lines of comment and indentation. None of them has text over
/// several lines.
fn lean(script: &[u8]) -> Arc<[u8]> {
    let text = String::from_utf8_lossy(script);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.flat_map(|line| [line, "\n"]).collect::<String>().into_bytes().into()
}

fn collect(dir: &Dir<'static>, files: &mut BTreeMap<String, ThemeFile>) {
    for file in dir.files() {
        let path = file.path().to_string_lossy().replace('\\', "/");
        let origin: Arc<str> = format!("themes/default/{path}").into();
        let bytes = if path.ends_with(".js") { lean(file.contents()) } else { file.contents().into() };
        files.insert(path.clone(), ThemeFile { path, origin, bytes });
    }
    for dir in dir.dirs() {
        collect(dir, files);
    }
}

/// Assets under names that change with their content.
fn published(files: &BTreeMap<String, ThemeFile>) -> (SiteAssets, Vec<AssetFile>) {
    let mut assets = SiteAssets::default();
    let mut published = vec![];
    for (path, file) in files {
        let Some(name) = path.strip_prefix("assets/") else { continue };
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "bin"));
        let hashed = hashed(&stem.replace('/', "-"), xxhash_rust::xxh3::xxh3_128(&file.bytes), extension);
        match name {
            "style.css" => assets.stylesheet.clone_from(&hashed),
            "site.js" => assets.script.clone_from(&hashed),
            "search.js" => assets.search.clone_from(&hashed),
            "search-page.js" => assets.search_page.clone_from(&hashed),
            "icon.svg" => assets.icon.clone_from(&hashed),
            _ => {}
        }
        published.push(AssetFile { name: hashed, bytes: file.bytes.clone() });
    }
    published.sort_by(|a, b| a.name.cmp(&b.name));
    (assets, published)
}

/// Tera's errors name the template, the line and what was expected; they are passed on.
fn explain(error: &tera::Error, files: &BTreeMap<String, ThemeFile>) -> Diagnostic {
    let text = message(error);
    let named = files
        .iter()
        .find(|(path, _)| path.strip_prefix("templates/").is_some_and(|name| text.contains(name)));
    let place = named.map_or_else(|| Place::file("templates"), |(_, file)| Place::file(file.origin.clone()));
    Diagnostic::new(Code::ThemeBroken, place, text)
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A brace lost in a merge once put the reports and the search inside `@media print`.
    #[test]
    fn every_part_of_the_stylesheet_stands_at_the_top_level() {
        let text = DEFAULT.get_file("assets/style.css").and_then(|file| file.contents_utf8()).unwrap();
        let mut depth = 0;
        for (number, line) in text.lines().enumerate() {
            assert!(!line.starts_with("/*") || depth == 0, "line {} is inside a rule: {line}", number + 1);
            depth += line.matches('{').count();
            depth -= line.matches('}').count();
        }
        assert_eq!(depth, 0, "a rule is not closed");
    }
}
