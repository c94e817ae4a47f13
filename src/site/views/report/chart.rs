//! Charts as shapes. Positions are percentages of width and height, so that a chart fills the page while
//! its lines stay thin; colours are CSS classes, which follow dark mode, light mode and print.

use serde::Serialize;

/// A chart with one or more rows.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Picture {
    /// Text alternative; the table has the figures.
    pub description: String,
    /// The legend.
    pub legend: Vec<Legend>,
    /// Rows on a shared horizontal axis.
    pub rows: Vec<SceneRow>,
    /// Whether rows have labels.
    pub labelled: bool,
}

/// A legend entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Legend {
    /// CSS class.
    pub class: String,
    /// Its meaning.
    pub text: String,
}

/// A row of a chart.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct SceneRow {
    /// Its label.
    pub label: Option<String>,
    /// URL of the label's page.
    pub href: Option<String>,
    /// A figure beside it.
    pub note: Option<String>,
    /// Whether it is an axis, without label and figure.
    pub axis: bool,
    /// Height in pixels.
    pub height: u32,
    /// Bars and columns.
    pub rects: Vec<Rect>,
    /// Lines.
    pub lines: Vec<Stroke>,
    /// Points.
    pub dots: Vec<Dot>,
    /// Text.
    pub words: Vec<Word>,
}

/// A bar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rect {
    /// Left edge.
    pub x: String,
    /// Top edge.
    pub y: String,
    /// Width.
    pub width: String,
    /// Height.
    pub height: String,
    /// CSS class.
    pub class: String,
    /// Tooltip.
    pub title: Option<String>,
}

/// A line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stroke {
    /// Start.
    pub x1: String,
    /// Start.
    pub y1: String,
    /// End.
    pub x2: String,
    /// End.
    pub y2: String,
    /// CSS class.
    pub class: String,
}

/// A point that links to an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Dot {
    /// Position.
    pub x: String,
    /// Position.
    pub y: String,
    /// CSS class.
    pub class: String,
    /// Tooltip.
    pub title: String,
    /// URL of the incident.
    pub href: String,
}

/// A text on an axis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Word {
    /// Position.
    pub x: String,
    /// Position.
    pub y: String,
    /// `start`, `middle` or `end`.
    pub anchor: String,
    /// The text.
    pub text: String,
}

impl Picture {
    /// Adds a legend entry.
    pub fn legend(mut self, class: &str, text: &str) -> Picture {
        self.legend.push(Legend { class: class.to_owned(), text: text.to_owned() });
        self
    }
}

impl SceneRow {
    /// Adds a bar. Positions and sizes are fractions from 0 to 1.
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

    /// Adds a line.
    pub fn line(&mut self, from: (f64, f64), to: (f64, f64), class: &str) {
        self.lines.push(Stroke {
            x1: percent(from.0),
            y1: percent(from.1),
            x2: percent(to.0),
            y2: percent(to.1),
            class: class.to_owned(),
        });
    }

    /// Adds a text, aligned to stay inside at the edges.
    pub fn word(&mut self, x: f64, y: f64, text: impl Into<String>) {
        let anchor = match x {
            x if x < 0.03 => "start",
            x if x > 0.97 => "end",
            _ => "middle",
        };
        let (x, y) = (percent(x), percent(y));
        self.words.push(Word { x, y, anchor: anchor.to_owned(), text: text.into() });
    }

    /// Creates an axis with labels.
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

/// Formats a fraction as a percentage attribute.
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
