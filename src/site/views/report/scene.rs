//! Pictures as shapes. Places are percentages of the width and the height, so that a picture is as wide as
//! its page and its lines stay thin; looks are classes, so that they follow dark, light and print.

use serde::Serialize;

/// A picture: one scene, or one a row with its label.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Picture {
    /// What it shows, in words; the table has the figures.
    pub description: String,
    /// What the looks mean.
    pub legend: Vec<Legend>,
    /// The scenes, one above the other on the same horizontal axis.
    pub rows: Vec<SceneRow>,
    /// Whether rows have labels.
    pub labelled: bool,
}

/// What a look means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Legend {
    /// The class.
    pub class: String,
    /// The meaning.
    pub text: String,
}

/// A scene with its label.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct SceneRow {
    /// What it is of.
    pub label: Option<String>,
    /// The page of that.
    pub href: Option<String>,
    /// A figure beside it.
    pub note: Option<String>,
    /// Whether it is an axis, which has no label and no figure.
    pub axis: bool,
    /// The height in pixels.
    pub height: u32,
    /// Bars and columns.
    pub rects: Vec<Rect>,
    /// Lines.
    pub lines: Vec<Stroke>,
    /// Points.
    pub dots: Vec<Dot>,
    /// Words.
    pub words: Vec<Word>,
}

/// A bar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rect {
    /// Its left edge.
    pub x: String,
    /// Its upper edge.
    pub y: String,
    /// Its width.
    pub width: String,
    /// Its height.
    pub height: String,
    /// Its look.
    pub class: String,
    /// What it is, for a pointer that rests on it.
    pub title: Option<String>,
}

/// A line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stroke {
    /// From.
    pub x1: String,
    /// From.
    pub y1: String,
    /// To.
    pub x2: String,
    /// To.
    pub y2: String,
    /// Its look.
    pub class: String,
}

/// A point that leads to an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Dot {
    /// Where.
    pub x: String,
    /// Where.
    pub y: String,
    /// Its look.
    pub class: String,
    /// What it is.
    pub title: String,
    /// The page of that.
    pub href: String,
}

/// A word of an axis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Word {
    /// Where.
    pub x: String,
    /// Where.
    pub y: String,
    /// `start`, `middle` or `end`.
    pub anchor: String,
    /// The word.
    pub text: String,
}

impl Picture {
    /// With what a look means.
    pub fn legend(mut self, class: &str, text: &str) -> Picture {
        self.legend.push(Legend { class: class.to_owned(), text: text.to_owned() });
        self
    }
}

impl SceneRow {
    /// A bar from and to shares of the width and the height, all from 0 to 1.
    pub fn rect(&mut self, x: f64, y: f64, width: f64, height: f64, class: &str, title: Option<String>) {
        self.rects.push(Rect {
            x: percent(x),
            y: percent(y),
            width: percent(width),
            height: percent(height),
            class: class.to_owned(),
            title,
        });
    }

    /// A line.
    pub fn line(&mut self, from: (f64, f64), to: (f64, f64), class: &str) {
        self.lines.push(Stroke {
            x1: percent(from.0),
            y1: percent(from.1),
            x2: percent(to.0),
            y2: percent(to.1),
            class: class.to_owned(),
        });
    }

    /// A word; at the edges it stays inside.
    pub fn word(&mut self, x: f64, y: f64, text: impl Into<String>) {
        let anchor = match x {
            x if x < 0.03 => "start",
            x if x > 0.97 => "end",
            _ => "middle",
        };
        let (x, y) = (percent(x), percent(y));
        self.words.push(Word { x, y, anchor: anchor.to_owned(), text: text.into() });
    }

    /// An axis with words at their places.
    pub fn axis(ticks: &[(f64, String)]) -> SceneRow {
        let mut row = SceneRow { axis: true, height: 22, ..SceneRow::default() };
        row.line((0.0, 0.02), (1.0, 0.02), "axis");
        for (x, text) in ticks {
            row.line((*x, 0.02), (*x, 0.25), "axis");
            row.word(*x, 0.85, text.clone());
        }
        row
    }
}

/// A share as an attribute of a picture.
pub fn percent(share: f64) -> String {
    super::super::percent(share * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_short_and_inside() {
        assert_eq!(percent(0.5), "50%");
        assert_eq!(percent(1.0 / 3.0), "33.33%");
        assert_eq!(percent(-0.2), "0%");
        assert_eq!(percent(7.0), "100%");
    }
}
