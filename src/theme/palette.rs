//! The colours of a theme: the names its stylesheet declares, what `theme.toml` makes of them, and whether text
//! can be read in them.

use super::properties::{self, Property};
use super::settings::Colours;
use crate::config::Stated;
use crate::diagnostic::{Code, Diagnostic, nearest};
use csscolorparser::Color;
use cssparser::color::parse_named_color;
use std::collections::{BTreeMap, BTreeSet};

/// The least contrast of text and what is behind it: WCAG 2.2, success criterion 1.4.3.
const ENOUGH: f64 = 4.5;
/// The colours of text, and those behind it.
const TEXT: [&str; 7] = ["ink", "quiet", "accent", "good", "bad", "warn", "code-name"];
const BEHIND: [&str; 2] = ["paper", "surface"];
/// How a colour is written.
const FORMS: &str = "a name or the numbers of a colour, such as `teal`, `#0b6075`, `rgb(11 96 117)`, `hsl(192 83% 25%)` \
                     or `oklch(45% 0.08 220)`";
/// What CSS takes for a colour and what is another one in every place.
const RELATIVE: &str = "color-mix( light-dark( contrast-color( var( env( currentcolor inherit initial unset revert canvas \
    canvastext linktext visitedtext activetext buttonface buttontext buttonborder field fieldtext highlight highlighttext \
    selecteditem selecteditemtext mark marktext graytext accentcolor accentcolortext";

/// The stylesheet that sets a theme's own colours, and what is to be said about them.
pub fn stylesheet(
    stated: &Stated<'_>,
    sheet: &str,
    (light, dark): &(Colours, Colours),
) -> Result<(String, Vec<Diagnostic>), Vec<Diagnostic>> {
    let (mut css, mut problems, mut warnings) = (String::new(), vec![], vec![]);
    let sheet = properties::declared(sheet);
    let known = names(&sheet);
    for (scheme, colours) in [("light", light), ("dark", dark)] {
        let mut all = declared(&sheet, scheme);
        let read = read(stated, scheme, &known, colours, &mut problems);
        if !read.is_empty() {
            let rules: String =
                read.iter().map(|(name, colour)| format!(" --{name}: {};", colour.to_css_hex())).collect();
            css += &format!("@media screen and (prefers-color-scheme: {scheme}) {{ :root {{{rules} }} }}\n");
        }
        all.extend(read);
        warnings.extend(faint(stated, scheme, &all, colours));
    }
    if !css.is_empty() {
        css += &given_way(light.keys().chain(dark.keys()));
    }
    if problems.is_empty() { Ok((css, warnings)) } else { Err(problems) }
}

/// What a reader has chosen comes before what a theme has: more contrast, as the built-in themes give it, and the colours
/// of the system. It stands here as well, since the rules of the theme come after those of its base.
fn given_way<'n>(stated: impl Iterator<Item = &'n String>) -> String {
    let stated: BTreeSet<&str> = stated.map(String::as_str).collect();
    let rules = |keyword: fn(&str) -> Option<&'static str>| -> String {
        stated.iter().filter_map(|name| Some(format!(" --{name}: {};", keyword(name)?))).collect()
    };
    let contrast = rules(|name| matches!(name, "quiet" | "line").then_some("var(--ink)"));
    let system = rules(|name| match name {
        "accent" => Some("LinkText"),
        name if BEHIND.contains(&name) => Some("Canvas"),
        _ => Some("CanvasText"),
    });
    [("prefers-contrast: more", contrast), ("forced-colors: active", system)]
        .iter()
        .filter(|(_, rules)| !rules.is_empty())
        .map(|(chosen, rules)| format!("@media ({chosen}) {{ :root {{{rules} }} }}\n"))
        .collect()
}

/// The colours that a theme states, read; what is no colour or has no such name is a problem.
fn read(
    stated: &Stated<'_>,
    scheme: &str,
    known: &BTreeSet<String>,
    colours: &Colours,
    problems: &mut Vec<Diagnostic>,
) -> BTreeMap<String, Color> {
    let mut read = BTreeMap::new();
    for (name, value) in colours {
        if !known.contains(name) {
            let hint = match nearest(name, known.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None if known.is_empty() => {
                    "its `assets/style.css` declares none: a colour is a property of `:root`, as `--accent`"
                        .into()
                }
                None => format!("the colours are {}", known.iter().cloned().collect::<Vec<_>>().join(", ")),
            };
            let message = format!("the theme has no colour `{name}`");
            let place = stated.key(&keys(scheme, name));
            problems.push(Diagnostic::new(Code::ConfigKey, place, message).hint(hint));
            continue;
        }
        match usable(name, value) {
            Ok(colour) => drop(read.insert(name.clone(), colour)),
            Err((message, hint)) => {
                let place = stated.value(&keys(scheme, name));
                problems.push(Diagnostic::new(Code::ConfigValue, place, message).hint(hint));
            }
        }
    }
    read
}

/// Where `theme.toml` has the colour of a scheme.
fn keys<'k>(scheme: &str, name: &'k str) -> Vec<&'k str> {
    let dark = (scheme == "dark").then_some("dark");
    ["colors"].into_iter().chain(dark).chain([name]).collect()
}

/// The colour that a value is, as it will be shown; or what is wrong with it and what to do.
fn usable(name: &str, value: &str) -> Result<Color, (String, String)> {
    let Some(colour) = parse_colour(value) else {
        let lowered = value.trim().to_ascii_lowercase();
        let start = lowered.find('(').map_or(lowered.as_str(), |at| &lowered[..=at]);
        if RELATIVE.split_whitespace().any(|relative| relative == start) {
            let message =
                format!("`{value}` is another colour in every place, so that its contrast is not known");
            let dark = "; `[colors.dark]` has those of the dark scheme";
            return Err((message, format!("{FORMS}{dark}")));
        }
        return Err((format!("`{value}` is not a colour that a theme can have"), FORMS.into()));
    };
    if colour.a < 1.0 && (TEXT.contains(&name) || BEHIND.contains(&name)) {
        let message =
            format!("`{value}` is not opaque, so that text in `{name}` or on it may not be readable");
        return Err((message, "the colour that is seen, without an alpha: only `line` may have one".into()));
    }
    // What no screen of sRGB shows is cut off, and the contrast is that of what is shown.
    let [r, g, b, a] = colour.to_rgba8();
    Ok(Color::from_rgba8(r, g, b, a))
}

/// Parses a CSS colour in any notation. cssparser knows the names, csscolorparser the functions and hexadecimal forms.
fn parse_colour(value: &str) -> Option<Color> {
    match parse_named_color(value.trim()) {
        Ok((r, g, b)) => Some(Color::from_rgba8(r, g, b, 255)),
        Err(()) => csscolorparser::parse(value).ok(),
    }
}

/// The names of the colours that a stylesheet declares: those that pages are made in, whatever their values, and others
/// whose value is a colour.
fn names(sheet: &[Property<'_>]) -> BTreeSet<String> {
    let is_ours = |name: &str| TEXT.contains(&name) || BEHIND.contains(&name) || name == "line";
    let is_colour = |one: &&Property<'_>| is_ours(&one.name) || parse_colour(one.value).is_some();
    sheet.iter().filter(is_colour).map(|one| one.name.clone()).collect()
}

/// The colours that a stylesheet declares, as a scheme shows them.
fn declared(sheet: &[Property<'_>], scheme: &str) -> BTreeMap<String, Color> {
    let colour = |one: &Property<'_>| Some((one.name.clone(), parse_colour(one.value)?));
    let of = |is_dark: bool| sheet.iter().filter(move |one| one.is_dark == is_dark).filter_map(colour);
    of(false).chain(of(true).filter(|_| scheme == "dark")).collect()
}

/// The pairs of text and ground that a theme changes and that cannot be read well.
fn faint(
    stated: &Stated<'_>,
    scheme: &str,
    all: &BTreeMap<String, Color>,
    changed: &Colours,
) -> Vec<Diagnostic> {
    let mut faint = vec![];
    for (text, behind) in TEXT.iter().flat_map(|text| BEHIND.map(|behind| (*text, behind))) {
        let Some(stands) = [text, behind].into_iter().find(|name| changed.contains_key(*name)) else {
            continue;
        };
        let (Some(a), Some(b)) = (all.get(text), all.get(behind)) else { continue };
        let contrast = contrast(a, b);
        if contrast < ENOUGH {
            // Rounded down: 4.499 is not enough and must not read as if it were.
            let shown = (contrast * 100.0).floor() / 100.0;
            let message =
                format!("`{text}` on `{behind}` has a contrast of {shown:.2} in the {scheme} scheme");
            let hint = "text needs 4.5 to be read by everybody (WCAG 2.2 AA)";
            let place = stated.value(&keys(scheme, stands));
            faint.push(Diagnostic::new(Code::ThemeContrast, place, message).hint(hint));
        }
    }
    faint
}

/// The contrast ratio of two colours, 1 to 21: WCAG 2.2, "contrast ratio" and "relative luminance".
fn contrast(a: &Color, b: &Color) -> f64 {
    let luminance = |colour: &Color| {
        let [r, g, b] = [colour.r, colour.g, colour.b].map(|channel| {
            let channel = f64::from(channel);
            if channel <= 0.04045 { channel / 12.92 } else { ((channel + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * r + 0.7152 * g + 0.0722 * b
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values of WebAIM's contrast checker.
    #[test]
    fn contrast_is_that_of_wcag() {
        let of = |a: &str, b: &str| {
            let (a, b) = (parse_colour(a).unwrap(), parse_colour(b).unwrap());
            (contrast(&a, &b) * 100.0).floor() / 100.0
        };
        assert_eq!(of("#000", "#fff"), 21.0);
        assert_eq!(of("#777777", "#fff"), 4.47);
        assert_eq!(of("#767676", "#fff"), 4.54);
        assert_eq!(of("#fff", "#0000ff"), 8.59);
    }

    #[test]
    fn a_colour_is_parsed_in_every_notation() {
        // CSS Color Module 4, "named colors" and the conversions of its sample code.
        for (value, expected) in [
            ("rebeccapurple", [102, 51, 153, 255]),
            (" LightGoldenrodYellow ", [250, 250, 210, 255]),
            ("DARKSLATEGREY", [47, 79, 79, 255]),
            ("transparent", [0, 0, 0, 0]),
            ("#0b6075", [11, 96, 117, 255]),
            ("#f008", [255, 0, 0, 136]),
            ("rgb(11 96 117 / 50%)", [11, 96, 117, 128]),
            ("hsl(120deg 100% 25%)", [0, 128, 0, 255]),
        ] {
            assert_eq!(parse_colour(value).unwrap().to_rgba8(), expected, "{value}");
        }
        for value in ["rebecca", "gray50", "", "#12", "rgb(a b c)"] {
            assert!(parse_colour(value).is_none(), "{value}");
        }
    }
}
