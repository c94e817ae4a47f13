//! A report in the terminal: plain text that stays readable without colour and in a pipe.

use super::{Cell, Document, Line, Table};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// A column of text is not wider than this.
const WIDEST: usize = 56;

/// The document as plain text.
pub fn write(document: &Document) -> String {
    let mut out = format!("{}\n{}\n", document.title, "=".repeat(document.title.width()));
    lines(&mut out, &document.lead);
    for section in &document.sections {
        out.push_str(&format!("\n{}\n{}\n", section.heading, "-".repeat(section.heading.width())));
        lines(&mut out, &section.lines);
        if let Some(table) = &section.table {
            out.push_str(&rows(table));
        }
        for task in &section.tasks {
            out.push_str(&format!("[ ] {}\n", plain(&task.text)));
        }
    }
    out
}

fn lines(out: &mut String, lines: &[Line]) {
    for line in lines {
        out.push_str(&plain(&line.text));
        out.push('\n');
    }
}

fn rows(table: &Table) -> String {
    let head = table.columns.iter().map(|column| Cell::text(column.name.clone())).collect();
    let all: Vec<Vec<String>> = std::iter::once(&head)
        .chain(&table.rows)
        .map(|row: &Vec<Cell>| row.iter().map(|cell| shortened(&plain(&cell.text))).collect())
        .collect();
    let width = |at: usize| all.iter().filter_map(|row| row.get(at)).map(|text| text.width()).max();
    let widths: Vec<usize> = (0..table.columns.len()).map(|at| width(at).unwrap_or(0)).collect();
    let mut out = String::new();
    for row in &all {
        let mut line = String::new();
        for ((text, column), width) in row.iter().zip(&table.columns).zip(&widths) {
            let blank = " ".repeat(width - text.width());
            match column.numeric {
                true => line.push_str(&format!("{blank}{text}  ")),
                false => line.push_str(&format!("{text}{blank}  ")),
            }
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// Nothing an archive says moves the cursor or changes colours.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn shortened(text: &str) -> String {
    if text.width() <= WIDEST {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut width = 1;
    for c in text.chars() {
        width += c.width().unwrap_or(0);
        if width > WIDEST {
            break;
        }
        out.push(c);
    }
    format!("{}…", out.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_on_the_right_and_wide_letters_count_twice() {
        let table = Table::new(&["Cause", "#n"])
            .rows([vec![Cell::text("障害"), Cell::text("12")], vec![Cell::text("dns"), Cell::text("3")]]);
        assert_eq!(rows(&table), "Cause   n\n障害   12\ndns     3\n");
        assert_eq!(plain("a\u{1b}[31mb"), "a [31mb");
        assert_eq!(shortened(&"x".repeat(80)).width(), WIDEST);
    }
}
