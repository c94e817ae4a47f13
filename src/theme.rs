//! Templates and assets: the built-in theme, and whatever files of it a team has replaced.
//!
//! Templates see their view and nothing else: no functions, no environment, no files, no clock.

mod assets;
mod css;
mod names;
mod palette;
mod properties;
mod settings;
mod templates;

use crate::config::Stated;
use crate::diagnostic::{Code, Diagnostic, Place, nearest};
use crate::knowledge::KnowledgeBase;
use crate::site::navigation;
use crate::site::plan::AssetFile;
use crate::site::views::SiteAssets;
use crate::source::{Static, ThemeFile};
use assets::{Assets, Elsewhere};
use include_dir::{Dir, include_dir};
use settings::{NAVIGATION, Settings};
use std::collections::BTreeMap;
use std::sync::Arc;
use tera::Tera;

static DEFAULT: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/default");
static PLAIN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/plain");

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
    /// What is to be said about its settings and stylesheets.
    pub warnings: Vec<Diagnostic>,
    /// The names of its assets, as its own files name them.
    names: Vec<String>,
    /// The files that its stylesheets name and it does not have.
    elsewhere: Vec<Elsewhere>,
    /// The text of the built-in theme, which a site has whatever is in its archive.
    pub words: String,
    /// Where each template came from, by name.
    origins: BTreeMap<String, Arc<str>>,
    /// Where each address of its navigation stands.
    navigation: Vec<Place>,
}

impl Theme {
    /// The theme of that name: a built-in one with the given files in place of its own, or beside them.
    pub fn new(name: Option<&str>, overrides: &[ThemeFile]) -> Result<Theme, Vec<Diagnostic>> {
        let stated = overrides.iter().find(|file| file.path == settings::FILE_NAME);
        let text = stated.map_or_else(|| "".into(), |file| String::from_utf8_lossy(&file.bytes));
        let path = stated.map_or_else(|| "".into(), |file| file.origin.clone());
        let stated = Stated { path, text: &text };
        let settings = Settings::parse(&stated)?;
        let built_in = built_in(settings.base.as_deref().or(name));
        let mut files = built_in.clone();
        files.extend(overrides.iter().map(|file| (file.path.clone(), file.clone())));
        // Our own stylesheet with its own colours has nothing to be told of.
        let is_ours = settings.has_no_colours() && !overrides.iter().any(|file| file.path == SHEET);
        let mut warnings = if is_ours { vec![] } else { tint(&stated, &settings, &mut files)? };
        let origins = templates::origins(&files);
        let words = templates::words(&built_in);
        let (tera, digest) = templates::compiled(&files, &origins)?;
        let Assets { names, files: published, mut used, elsewhere, problems, warnings: of_sheets } =
            assets::published(&files);
        if !problems.is_empty() {
            return Err(problems);
        }
        warnings.extend(of_sheets);
        used.extend(settings.assets().map(|(_, file)| file.clone()));
        warnings.extend(names::mistaken(&built_in, overrides, &files, &used));
        let mut assets = of_every_page(&names);
        adorn(&stated, &settings, &names, &mut assets)?;
        let navigation = settings.navigation.iter().map(|entry| stated.place(&entry.href)).collect();
        let names = names.into_keys().collect();
        Ok(Theme {
            tera,
            digest,
            assets,
            files: published,
            warnings,
            names,
            elsewhere,
            words,
            origins,
            navigation,
        })
    }

    /// What the theme names and the site does not have.
    pub fn missing(&self, knowledge: &KnowledgeBase, statics: &[Static]) -> Vec<Diagnostic> {
        let is_there = |path: &str| statics.binary_search_by(|file| file.path.as_str().cmp(path)).is_ok();
        let files = self.elsewhere.iter().filter(|file| !is_there(&file.path));
        let files = files.map(|file| self.no_file(file, &knowledge.config.static_dir, statics));
        files.chain(self.no_page(knowledge, statics)).collect()
    }

    fn no_page(&self, knowledge: &KnowledgeBase, statics: &[Static]) -> Vec<Diagnostic> {
        let hrefs: Vec<&str> = self.assets.navigation.iter().map(|(_, href)| href.as_str()).collect();
        let lost = navigation::unreached(knowledge, statics, &hrefs);
        let stated = hrefs.iter().zip(&self.navigation);
        let lost =
            stated.filter_map(|(href, place)| Some((place, lost.iter().find(|lost| lost.0 == *href)?)));
        let problem = |(place, (href, near)): (&Place, &(&str, Option<String>))| {
            let hint =
                near.as_ref().map_or_else(|| NAVIGATION.to_owned(), |near| format!("did you mean `{near}`?"));
            Diagnostic::new(Code::ConfigValue, place.clone(), format!("the site has no page `{href}`"))
                .hint(hint)
        };
        lost.map(problem).collect()
    }

    fn no_file(&self, file: &Elsewhere, static_dir: &str, statics: &[Static]) -> Diagnostic {
        let message = format!("neither the theme nor `{static_dir}/` has a file `{}`", file.path);
        let own: Vec<String> = self.names.iter().map(|name| format!("assets/{name}")).collect();
        let all = own.iter().chain(statics.iter().map(|file| &file.path));
        let hint = match nearest(&file.path, all.map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                "put it under the theme's `assets/`, and name it from the folder of the stylesheet".into()
            }
        };
        Diagnostic::new(Code::ThemeFile, file.place.clone(), message).hint(hint)
    }

    /// Renders a template. A template that fails says where and why.
    pub(crate) fn render(&self, template: &str, context: &tera::Context) -> Result<String, Diagnostic> {
        self.tera.render(template, context).map_err(|error| {
            templates::explain(&error, &self.origins, template)
                .hint("a template sees its view and nothing else")
        })
    }
}

/// The stylesheet of a theme.
const SHEET: &str = "assets/style.css";

/// The name of the stylesheet that is made of a theme's colours.
const COLOURS: &str = "assets/colors.css";

/// Puts the theme's own colours into a stylesheet of their own: the pages allow no style but in files.
fn tint(
    stated: &Stated<'_>,
    settings: &Settings,
    files: &mut BTreeMap<String, ThemeFile>,
) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
    let sheet = files.get(SHEET).map(|file| file.bytes.clone()).unwrap_or_default();
    let (css, warnings) = palette::stylesheet(stated, &String::from_utf8_lossy(&sheet), &settings.colours())?;
    if !css.is_empty() {
        let file = ThemeFile { path: COLOURS.into(), origin: COLOURS.into(), bytes: css.into_bytes().into() };
        files.insert(file.path.clone(), file);
    }
    Ok(warnings)
}

/// What the settings add to every page.
fn adorn(
    stated: &Stated<'_>,
    settings: &Settings,
    names: &BTreeMap<String, String>,
    assets: &mut SiteAssets,
) -> Result<(), Vec<Diagnostic>> {
    let mut problems = vec![];
    let mut find = |key: &str, file: &str| {
        let found = names.get(file).cloned();
        if found.is_none() {
            let message = format!("the theme has no file `assets/{file}`");
            let below = file.strip_prefix("assets/").unwrap_or(file);
            let hint = match nearest(below, names.keys().map(String::as_str)) {
                Some(near) => {
                    format!("did you mean `{near}`? The path is that below the theme's folder `assets/`")
                }
                None => "the path is that below the theme's folder `assets/`".into(),
            };
            problems.push(Diagnostic::new(Code::ConfigValue, stated.word(key, file), message).hint(hint));
        }
        found
    };
    let colours = names.get("colors.css").cloned();
    let css = settings.css.iter().filter_map(|file| find("css", file));
    assets.stylesheets = colours.into_iter().chain(css).collect();
    assets.scripts = settings.js.iter().filter_map(|file| find("js", file)).collect();
    if let Some(logo) = &settings.logo {
        assets.logo = find("logo", &logo.file).map(|name| (name, logo.alt.clone()));
    }
    assets.navigation = settings
        .navigation
        .iter()
        .map(|entry| (entry.text.get_ref().clone(), entry.href.get_ref().clone()))
        .collect();
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// The files that a theme is made from: those of the default one, over them those of the built-in theme it names.
fn built_in(base: Option<&str>) -> BTreeMap<String, ThemeFile> {
    let mut files = BTreeMap::new();
    collect(&DEFAULT, "default", &mut files);
    if base == Some("plain") {
        collect(&PLAIN, "plain", &mut files);
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

fn collect(dir: &Dir<'static>, name: &str, files: &mut BTreeMap<String, ThemeFile>) {
    for file in dir.files() {
        let path = file.path().to_string_lossy().replace('\\', "/");
        let origin: Arc<str> = format!("themes/{name}/{path}").into();
        let bytes = if path.ends_with(".js") { lean(file.contents()) } else { file.contents().into() };
        files.insert(path.clone(), ThemeFile { path, origin, bytes });
    }
    for dir in dir.dirs() {
        collect(dir, name, files);
    }
}

/// The files that pages refer to by a name that hindsite knows.
fn of_every_page(names: &BTreeMap<String, String>) -> SiteAssets {
    let named = |name: &str| names.get(name).cloned().unwrap_or_default();
    let previews = names.iter().filter_map(|(name, hashed)| {
        let kind = name.strip_prefix("preview-")?.strip_suffix(".png")?;
        Some((kind.to_owned(), hashed.clone()))
    });
    SiteAssets {
        stylesheet: named("style.css"),
        script: named("site.js"),
        search: named("search.js"),
        search_page: named("search-page.js"),
        list: named("list.js"),
        lost: named("lost.js"),
        icon: named("icon.svg"),
        previews: previews.collect(),
        ..SiteAssets::default()
    }
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
