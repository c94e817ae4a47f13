//! Problems as a compiler would print them: what, where with a caret, what to do.
//!
//! Colour is in the text as ANSI styles; whoever writes it to a stream that shows none strips them.

use super::{Problem, Report, Severity, count};
use crate::invisible;
use anstyle::{AnsiColor, Style};
use std::fmt::Write as _;
use unicode_width::UnicodeWidthStr as _;

const BOLD: Style = Style::new().bold();
const GUTTER: Style = AnsiColor::Blue.on_default().bold();
const MAX_LINE: usize = 160;

fn colour(severity: Severity) -> Style {
    match severity {
        Severity::Error => AnsiColor::Red.on_default().bold(),
        Severity::Warning => AnsiColor::Yellow.on_default().bold(),
        Severity::Note => AnsiColor::Cyan.on_default().bold(),
    }
}

/// Every problem, an empty line between them.
pub fn report(report: &Report) -> String {
    let mut out = String::new();
    for problem in &report.problems {
        write_problem(&mut out, problem);
        out.push('\n');
    }
    out
}

/// An error that has no place in a file.
pub fn plain_error(message: &str, hint: Option<&str>) -> String {
    let style = colour(Severity::Error);
    let hint = hint.map_or_else(String::new, |hint| format!("{BOLD}hint:{BOLD:#} {}\n", printable(hint)));
    format!("{style}error{style:#}{BOLD}: {}{BOLD:#}\n{hint}", printable(message))
}

/// `2 errors and 3 warnings`, or `None` when there is nothing to count.
pub fn tally(report: &Report) -> Option<String> {
    let parts: Vec<String> = [Severity::Error, Severity::Warning, Severity::Note]
        .into_iter()
        .filter(|severity| report.count(*severity) > 0)
        .map(|severity| count(report.count(severity), severity.word()))
        .collect();
    match parts.as_slice() {
        [] => None,
        [only] => Some(only.clone()),
        [head @ .., last] => Some(format!("{} and {last}", head.join(", "))),
    }
}

fn write_problem(out: &mut String, problem: &Problem) {
    let d = &problem.diagnostic;
    let style = colour(d.severity);
    let path = on_one_line(&d.place.path);
    // Writing into a String cannot fail, so the results of `write!` below carry no news.
    let _ = writeln!(
        out,
        "{style}{}[{}]{style:#}{BOLD}: {}{BOLD:#}",
        d.severity.word(),
        d.code.id(),
        indented(&d.message)
    );
    match &problem.at {
        None => {
            let _ = writeln!(out, "{GUTTER}  -->{GUTTER:#} {path}");
        }
        Some(at) => {
            let number = at.line.to_string();
            let pad = " ".repeat(number.len());
            let _ = writeln!(out, "{pad}{GUTTER}-->{GUTTER:#} {path}:{}:{}", at.line, at.column);
            let (line, before, marked) = window(at);
            let _ = writeln!(out, "{pad} {GUTTER}|{GUTTER:#}");
            let _ = writeln!(out, "{GUTTER}{number} |{GUTTER:#} {line}");
            let carets = "^".repeat(marked.max(1));
            let _ = writeln!(out, "{pad} {GUTTER}|{GUTTER:#} {}{style}{carets}{style:#}", " ".repeat(before));
        }
    }
    if let Some(hint) = &d.hint {
        let _ = writeln!(out, "{BOLD}hint:{BOLD:#} {}", indented(hint));
    }
}

/// The part of the source line to show, the width before the caret, and the caret's own width.
fn window(at: &super::Resolved) -> (String, usize, usize) {
    let chars: Vec<char> = at.source_line.chars().collect();
    let from = (at.column - 1).min(chars.len());
    let to = if at.end_line == at.line { (at.end_column - 1).clamp(from, chars.len()) } else { chars.len() };
    let first = if from > MAX_LINE * 3 / 4 { from - MAX_LINE / 4 } else { 0 };
    let last = chars.len().min(first + MAX_LINE);
    let text = |range: &[char]| marked(&range.iter().collect::<String>().replace('\t', "    "));
    let ellipsis = if first > 0 { "…" } else { "" };
    let before = ellipsis.width() + text(&chars[first..from]).width();
    let marked = text(&chars[from..to.min(last).max(from)]).width();
    let tail = if last < chars.len() { "…" } else { "" };
    (format!("{ellipsis}{}{tail}", text(&chars[first..last])), before, marked)
}

/// What names a file may hold its line break: no line but the first begins where problems begin.
fn indented(text: &str) -> String {
    printable(text).replace('\n', "\n    ")
}

/// A name may hold a line break, and must not write a line of its own.
pub(super) fn on_one_line(path: &str) -> String {
    printable(path).replace('\n', "\u{fffd}")
}

/// Returns the text without what a terminal would obey: control characters and those that reorder text.
pub(super) fn printable(text: &str) -> String {
    invisible::printable(text)
        .chars()
        .map(|c| if c.is_control() && c != '\n' { '\u{fffd}' } else { c })
        .collect()
}

/// Returns a line of a document with a mark for each invisible character: the line is shown because of what is in it.
fn marked(text: &str) -> String {
    let marks = text.chars().map(|c| match invisible::name(c) {
        Some(_) if !matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}') => {
            format!("<{}>", invisible::code_point(c))
        }
        _ if c.is_control() => '\u{fffd}'.to_string(),
        _ => c.to_string(),
    });
    marks.collect()
}
