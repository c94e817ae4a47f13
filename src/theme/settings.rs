//! `theme.toml`: what a theme may say about itself without a template. Not where files are: those it names are
//! the theme's own, under `assets/`.

use crate::config;
use crate::diagnostic::{Code, Diagnostic, Place, nearest};
use crate::site::navigation::scheme;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;
use toml::Spanned;
use toml::de::DeTable;

/// The file's name, in the folder of a theme.
pub const FILE_NAME: &str = "theme.toml";

/// What an entry of the navigation may lead to.
pub const NAVIGATION: &str = "a page of the site, as `reports/causes/`, a file of `static/`, or an address with https:, http: or mailto:";

/// How the names of pictures end that browsers show.
const PICTURES: &[&str] = &[".svg", ".png", ".webp", ".avif", ".jpg", ".jpeg", ".gif"];

/// Everything `theme.toml` can say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The built-in theme that this one changes.
    pub base: Option<String>,
    /// Colours of the light scheme by name, and under `dark` those of the dark one.
    colors: BTreeMap<String, Colour>,
    /// The picture beside the site's name.
    pub logo: Option<Logo>,
    /// The main navigation, in place of the built-in one.
    pub navigation: Vec<Entry>,
    /// Further stylesheets, after the theme's own.
    pub css: Vec<String>,
    /// Further scripts.
    pub js: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged, expecting = "invalid type: a colour is a text, such as \"#0b6075\"")]
enum Colour {
    Light(String),
    Dark(BTreeMap<String, String>),
}

/// The picture in the head of every page.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table, as `[logo]` with a line `file = \"acme.svg\"`")]
pub struct Logo {
    /// Its file under `assets/`.
    pub file: String,
    /// What it says, if it has the site's name in it: then the name is not written beside it.
    pub alt: Option<String>,
}

/// One entry of the main navigation.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table with `text` and `href` under `[[navigation]]`")]
pub struct Entry {
    /// What is shown.
    pub text: Spanned<String>,
    /// A page of the site, as `reports/causes/`, a file of `static/`, or a whole address.
    pub href: Spanned<String>,
}

/// The colours of one scheme, by name.
pub type Colours = BTreeMap<String, String>;

/// A `theme.toml` as it was read, to say where in it something is wrong.
#[derive(Debug)]
pub struct Stated<'t> {
    path: Arc<str>,
    text: &'t str,
}

impl<'t> Stated<'t> {
    /// The text of the file at `path`.
    pub fn new(path: Arc<str>, text: &'t str) -> Stated<'t> {
        Stated { path, text }
    }

    /// Where a value stands.
    pub fn place<T>(&self, value: &Spanned<T>) -> Place {
        Place::span(self.path.clone(), value.span())
    }

    /// Where the value of a key of a table stands.
    pub fn value(&self, keys: &[&str]) -> Place {
        self.entry(keys).map_or_else(|| Place::file(self.path.clone()), |(_, value)| self.span(value))
    }

    /// Where the key itself stands.
    pub fn key(&self, keys: &[&str]) -> Place {
        self.entry(keys).map_or_else(|| Place::file(self.path.clone()), |(key, _)| self.span(key))
    }

    fn span(&self, span: Range<usize>) -> Place {
        Place::span(self.path.clone(), span)
    }

    fn entry(&self, keys: &[&str]) -> Option<(Range<usize>, Range<usize>)> {
        let (last, above) = keys.split_last()?;
        let root = DeTable::parse(self.text).ok()?;
        let table =
            above.iter().try_fold(root.get_ref(), |table, key| table.get(*key)?.get_ref().as_table())?;
        table.get_key_value(*last).map(|(key, value)| (key.span(), value.span()))
    }

    /// A problem with what stands at the first `needle`.
    pub fn problem(&self, code: Code, needle: &str, message: String) -> Diagnostic {
        let place = match self.text.find(needle) {
            Some(start) => Place::span(self.path.clone(), start..start + needle.len()),
            None => Place::file(self.path.clone()),
        };
        Diagnostic::new(code, place, message)
    }

    /// The settings; every problem is an error at its place.
    pub fn settings(&self) -> Result<Settings, Vec<Diagnostic>> {
        let settings: Settings =
            toml::from_str(self.text).map_err(|error| vec![config::explain(&self.path, &error)])?;
        let problems = self.check(&settings);
        if problems.is_empty() { Ok(settings) } else { Err(problems) }
    }

    fn check(&self, settings: &Settings) -> Vec<Diagnostic> {
        let mut problems = vec![];
        if let Some(base) = &settings.base
            && !config::BUILT_IN_THEMES.contains(&base.as_str())
        {
            let message = format!("`{base}` is not a built-in theme");
            let hint = match nearest(base, config::BUILT_IN_THEMES.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("one of {}", config::BUILT_IN_THEMES.join(", ")),
            };
            problems.push(self.problem(Code::ConfigValue, base, message).hint(hint));
        }
        for (name, colour) in &settings.colors {
            let is_dark = name == "dark";
            if matches!(colour, Colour::Dark(_)) != is_dark {
                let message = format!("`{name}` cannot stand here");
                let hint =
                    "a colour is a text, as `accent = \"#0b6075\"`; `[colors.dark]` is a table of them";
                let place = self.key(&["colors", name]);
                problems.push(Diagnostic::new(Code::ConfigValue, place, message).hint(hint));
            }
        }
        problems.extend(settings.navigation.iter().filter_map(|entry| self.entry_problem(entry)));
        for (files, kind, endings) in [
            (&settings.css, "stylesheet", &[".css"][..]),
            (&settings.js, "script", &[".js", ".mjs"]),
            (&settings.logo.iter().map(|logo| logo.file.clone()).collect(), "picture", PICTURES),
        ] {
            let is_it = |file: &str| endings.iter().any(|ending| file.to_ascii_lowercase().ends_with(ending));
            for file in files.iter().filter(|file| !is_it(file)) {
                let message = format!("`{file}` is not the name of a {kind}");
                let hint = format!("the name of a {kind} ends in {}", endings.join(", "));
                problems.push(self.problem(Code::ConfigValue, file, message).hint(hint));
            }
        }
        problems
    }

    fn entry_problem(&self, entry: &Entry) -> Option<Diagnostic> {
        let problem = |value, message: String| Diagnostic::new(Code::ConfigValue, self.place(value), message);
        if entry.text.get_ref().trim().is_empty() {
            let message = "an entry of the navigation has no text, so that nobody could choose it";
            return Some(problem(&entry.text, message.into()).hint("`text` is what the link says"));
        }
        let href = entry.href.get_ref();
        if leads_somewhere(href) {
            return None;
        }
        let below = href.trim_start_matches('/');
        let hint = match href.starts_with("//") || !leads_somewhere(below) {
            true => NAVIGATION.to_owned(),
            false => format!("addresses begin at the site's own root, as `{below}`"),
        };
        Some(problem(&entry.href, format!("`{href}` is not an address a page may link to")).hint(hint))
    }
}

impl Settings {
    /// The files under `assets/` that it names.
    pub fn assets(&self) -> impl Iterator<Item = &String> {
        self.css.iter().chain(&self.js).chain(self.logo.iter().map(|logo| &logo.file))
    }

    /// Whether it states no colours.
    pub fn has_no_colours(&self) -> bool {
        self.colors.is_empty()
    }

    /// The colours of the light and of the dark scheme.
    pub fn colours(&self) -> (Colours, Colours) {
        let (mut light, mut dark) = (Colours::new(), Colours::new());
        for (name, colour) in &self.colors {
            match colour {
                Colour::Light(value) => drop(light.insert(name.clone(), value.clone())),
                Colour::Dark(values) => dark.extend(values.clone()),
            }
        }
        (light, dark)
    }
}

/// Whether an address may stand in a page: one of the site, or of a scheme that browsers do not run.
fn leads_somewhere(href: &str) -> bool {
    match scheme(href).map(str::to_ascii_lowercase).as_deref() {
        Some(scheme) => matches!(scheme, "https" | "http" | "mailto"),
        None => {
            !href.starts_with('/')
                && !href.contains(['\\', '<', '>', '"'])
                && !href.contains(char::is_control)
        }
    }
}
