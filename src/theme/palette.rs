//! The colours of a theme: the names its stylesheet declares, what `theme.toml` makes of them, and whether text
//! can be read in them.

use super::settings::{Colours, Stated};
use crate::diagnostic::{Code, Diagnostic, nearest};
use csscolorparser::Color;
use std::collections::BTreeMap;

/// The least contrast of text and what is behind it: WCAG 2.2, success criterion 1.4.3.
const ENOUGH: f64 = 4.5;
/// The colours of text, and those behind it.
const TEXT: [&str; 7] = ["ink", "quiet", "accent", "good", "bad", "warn", "code-name"];
const BEHIND: [&str; 2] = ["paper", "surface"];

/// The stylesheet that sets a theme's own colours, and what is to be said about them.
pub fn stylesheet(
    stated: &Stated<'_>,
    sheet: &str,
    (light, dark): &(Colours, Colours),
) -> Result<(String, Vec<Diagnostic>), Vec<Diagnostic>> {
    let (mut css, mut problems, mut warnings) = (String::new(), vec![], vec![]);
    let known = declared(sheet, "light");
    for (scheme, colours) in [("light", light), ("dark", dark)] {
        let mut all = known.clone();
        all.extend(declared(sheet, scheme));
        let read = read(stated, &known, colours, &mut problems);
        if !read.is_empty() {
            let rules: String =
                read.iter().map(|(name, colour)| format!(" --{name}: {};", colour.to_css_hex())).collect();
            css += &format!("@media screen and (prefers-color-scheme: {scheme}) {{ :root {{{rules} }} }}\n");
        }
        all.extend(read);
        warnings.extend(faint(stated, scheme, &all, colours));
    }
    if problems.is_empty() { Ok((css, warnings)) } else { Err(problems) }
}

/// The colours that a theme states, read; what is no colour or has no such name is a problem.
fn read(
    stated: &Stated<'_>,
    known: &BTreeMap<String, Color>,
    colours: &Colours,
    problems: &mut Vec<Diagnostic>,
) -> BTreeMap<String, Color> {
    let mut read = BTreeMap::new();
    for (name, value) in colours {
        if !known.contains_key(name) {
            let hint = match nearest(name, known.keys().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the colours are {}", known.keys().cloned().collect::<Vec<_>>().join(", ")),
            };
            let message = format!("the theme has no colour `{name}`");
            problems.push(stated.problem(Code::ConfigKey, name, message).hint(hint));
            continue;
        }
        match csscolorparser::parse(value) {
            Ok(colour) => drop(read.insert(name.clone(), colour)),
            Err(_) => {
                let message = format!("`{value}` is not a colour");
                let hint =
                    "a CSS colour, such as `#0b6075`, `teal`, `rgb(11 96 117)` or `oklch(45% 0.08 220)`";
                problems.push(stated.problem(Code::ConfigValue, value, message).hint(hint));
            }
        }
    }
    read
}

/// The colours that a stylesheet declares as custom properties of `:root` for a scheme.
fn declared(sheet: &str, scheme: &str) -> BTreeMap<String, Color> {
    let from = match scheme {
        "dark" => sheet.find("(prefers-color-scheme: dark)").unwrap_or(sheet.len()),
        _ => 0,
    };
    let block = sheet[from..].split_once(":root").and_then(|(_, rest)| rest.split_once('}'));
    let block = block.map_or("", |(block, _)| block.trim_start_matches([' ', '{']));
    let rules = block.split(';').filter_map(|rule| rule.trim().strip_prefix("--")?.split_once(':'));
    rules
        .filter_map(|(name, value)| {
            Some((
                name.trim().to_owned(),
                csscolorparser::parse(value.trim()).ok().filter(|_| !value.contains('('))?,
            ))
        })
        .collect()
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
            let value = &changed[stands];
            let hint = "text needs 4.5 to be read by everybody (WCAG 2.2 AA)";
            faint.push(stated.problem(Code::ThemeContrast, value, message).hint(hint));
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
            let (a, b) = (csscolorparser::parse(a).unwrap(), csscolorparser::parse(b).unwrap());
            (contrast(&a, &b) * 100.0).floor() / 100.0
        };
        assert_eq!(of("#000", "#fff"), 21.0);
        assert_eq!(of("#777777", "#fff"), 4.47);
        assert_eq!(of("#767676", "#fff"), 4.54);
        assert_eq!(of("#fff", "#0000ff"), 8.59);
    }

    #[test]
    fn the_names_are_those_of_the_stylesheet() {
        let sheet = ":root {\n --ink: #123; --gap: 1rem;\n --paper: #fff;\n}\n@media (prefers-color-scheme: dark) {\n :root {\n --ink: #eee;\n }\n}\n";
        let names = |scheme| declared(sheet, scheme).into_keys().collect::<Vec<_>>();
        assert_eq!(names("light"), ["ink", "paper"]);
        assert_eq!(names("dark"), ["ink"]);
    }
}
