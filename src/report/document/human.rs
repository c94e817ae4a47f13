//! Renders a report for the terminal, readable without colour and in a pipe.

use super::{Cell, Document, Line, Table};
use crate::invisible;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// Maximum width of a text column.
const WIDEST: usize = 56;
/// Wrap the header of a numeric column that is wider than this and than its numbers.
const HEAD: usize = 12;

/// Renders the document as plain text.
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
    let last = table.columns.len().saturating_sub(1);
    let body: Vec<Vec<String>> = table
        .rows
        .iter()
        .map(|row| row.iter().enumerate().map(|(at, cell)| shown(cell, at == last)).collect())
        .collect();
    let widest = |at: usize| body.iter().filter_map(|row| row.get(at)).map(|text| text.width()).max();
    let heads: Vec<Vec<String>> = table
        .columns
        .iter()
        .enumerate()
        .map(|(at, column)| match column.numeric {
            true => broken(&plain(&column.name), widest(at).unwrap_or(0).max(HEAD)),
            false => vec![plain(&column.name)],
        })
        .collect();
    let widths: Vec<usize> = (0..table.columns.len())
        .map(|at| heads[at].iter().map(|line| line.width()).chain(widest(at)).max().unwrap_or(0))
        .collect();
    let mut out = String::new();
    // Heads stand on the line above the figures, however many lines they have.
    let lines = heads.iter().map(Vec::len).max().unwrap_or(0);
    for line in 0..lines {
        let text = |head: &Vec<String>| (line + head.len()).checked_sub(lines).map(|at| head[at].clone());
        row(&mut out, table, &widths, heads.iter().map(|head| text(head).unwrap_or_default()));
    }
    for cells in body {
        row(&mut out, table, &widths, cells.into_iter());
    }
    out
}

fn row(out: &mut String, table: &Table, widths: &[usize], cells: impl Iterator<Item = String>) {
    let mut line = String::new();
    for ((text, column), width) in cells.zip(&table.columns).zip(widths) {
        let blank = " ".repeat(width.saturating_sub(text.width()));
        match column.numeric {
            true => line.push_str(&format!("{blank}{text}  ")),
            false => line.push_str(&format!("{text}{blank}  ")),
        }
    }
    out.push_str(line.trim_end());
    out.push('\n');
}

/// Returns a cell's text. Titles are truncated; verdicts and the last column are shown in full.
fn shown(cell: &Cell, last: bool) -> String {
    let text = plain(&cell.text);
    let sentence = cell.subject.is_none() && (cell.state.is_some() || last);
    if sentence { text } else { shortened(&text) }
}

/// Wraps text at word boundaries.
fn broken(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![];
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.width() + 1 + word.width() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Returns the text without what moves the cursor, changes colours or reorders a line.
fn plain(text: &str) -> String {
    invisible::printable(text).chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
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
    }

    #[test]
    fn long_heads_are_broken_and_sentences_are_not_cut() {
        let sentence = format!("Recurred while the fix was open, {}", "x".repeat(60));
        let table = Table::new(&["#Contributed to it", "Verdict", "Incident"]).rows([vec![
            Cell::text("3"),
            Cell::text(sentence.clone()).state("while-open"),
            Cell { subject: Some(super::super::Subject::Incident("a".into())), ..Cell::text("y".repeat(60)) },
        ]]);
        let text = rows(&table);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!((lines[0], lines.len()), ("Contributed", 3));
        assert!(lines[1].starts_with("      to it  Verdict "), "{text}");
        assert!(lines[2].contains(&sentence) && lines[2].ends_with("y…"), "{text}");
    }

    #[test]
    fn what_is_too_long_ends_in_dots() {
        assert_eq!(shortened(&"x".repeat(80)).width(), WIDEST);
    }
}
