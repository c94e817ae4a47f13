//! `theme.toml`: what a theme may say about itself without a template. Not where files are: those it names are
//! the theme's own, under `assets/`.

use crate::config::{self, Stated};
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::site::navigation::scheme;
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

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

impl Settings {
    /// Reads a `theme.toml`; every problem is an error at its place.
    pub fn parse(stated: &Stated<'_>) -> Result<Settings, Vec<Diagnostic>> {
        let settings: Settings =
            toml::from_str(stated.text).map_err(|error| vec![config::explain(&stated.path, &error)])?;
        let problems = settings.check(stated);
        if problems.is_empty() { Ok(settings) } else { Err(problems) }
    }

    fn check(&self, stated: &Stated<'_>) -> Vec<Diagnostic> {
        let problem = |place, message| Diagnostic::new(Code::ConfigValue, place, message);
        let mut problems = vec![];
        if let Some(base) = &self.base
            && !config::BUILT_IN_THEMES.contains(&base.as_str())
        {
            let message = format!("`{base}` is not a built-in theme");
            let hint = match nearest(base, config::BUILT_IN_THEMES.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("one of {}", config::BUILT_IN_THEMES.join(", ")),
            };
            problems.push(problem(stated.value(&["base"]), message).hint(hint));
        }
        for (name, colour) in &self.colors {
            let is_dark = name == "dark";
            if matches!(colour, Colour::Dark(_)) != is_dark {
                let message = format!("`{name}` cannot stand here");
                let hint =
                    "a colour is a text, as `accent = \"#0b6075\"`; `[colors.dark]` is a table of them";
                problems.push(problem(stated.key(&["colors", name]), message).hint(hint));
            }
        }
        problems.extend(self.navigation.iter().filter_map(|entry| entry.problem(stated)));
        for (key, kind, endings) in [
            ("css", "stylesheet", &[".css"][..]),
            ("js", "script", &[".js", ".mjs"]),
            ("logo", "picture", PICTURES),
        ] {
            let is_it = |file: &str| endings.iter().any(|ending| file.to_ascii_lowercase().ends_with(ending));
            for (_, file) in self.assets().filter(|(of, file)| *of == key && !is_it(file)) {
                let message = format!("`{file}` is not the name of a {kind}");
                let hint = format!("the name of a {kind} ends in {}", endings.join(", "));
                problems.push(problem(stated.word(key, file), message).hint(hint));
            }
        }
        problems
    }

    /// The files under `assets/` that it names, with the key under which each is named.
    pub fn assets(&self) -> impl Iterator<Item = (&'static str, &String)> {
        let css = self.css.iter().map(|file| ("css", file));
        let js = self.js.iter().map(|file| ("js", file));
        css.chain(js).chain(self.logo.iter().map(|logo| ("logo", &logo.file)))
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

impl Entry {
    fn problem(&self, stated: &Stated<'_>) -> Option<Diagnostic> {
        let problem =
            |value, message: String| Diagnostic::new(Code::ConfigValue, stated.place(value), message);
        if self.text.get_ref().trim().is_empty() {
            let message = "an entry of the navigation has no text, so that nobody could choose it";
            return Some(problem(&self.text, message.into()).hint("`text` is what the link says"));
        }
        let href = self.href.get_ref();
        if leads_somewhere(href) {
            return None;
        }
        let below = href.trim_start_matches('/');
        let hint = match href.starts_with("//") || !leads_somewhere(below) {
            true => NAVIGATION.to_owned(),
            false => format!("addresses begin at the site's own root, as `{below}`"),
        };
        Some(problem(&self.href, format!("`{href}` is not an address a page may link to")).hint(hint))
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
