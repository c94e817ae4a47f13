//! Problems in a GitHub workflow: annotations for the ten that matter most of each severity, since GitHub
//! shows no more a step, and a table in the step's summary for the rest.

use super::{Problem, Report, Severity, explain, human};
use crate::invisible;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// How many annotations of a severity GitHub shows for one step.
const SHOWN: usize = 10;

/// Rows of the table; a summary may have 1 MiB, and nobody reads as far.
const ROWS: usize = 300;

/// The report, divided into what is shown beside the lines and what is not.
#[derive(Debug)]
pub struct Annotated {
    /// Workflow commands, one a line.
    pub commands: String,
    /// How many problems have no annotation.
    pub left: usize,
    /// The step's summary, as Markdown.
    pub summary: String,
}

/// Divides the report. `changed` are the files of the pull request, as the report names them; `prefix`
/// leads from the repository's root to the knowledge base, and ends with `/` unless it is empty.
pub fn write(report: &Report, changed: &BTreeSet<String>, prefix: &str) -> Annotated {
    let mut ranked: Vec<&Problem> = report.problems.iter().collect();
    ranked.sort_by_key(|problem| rank(problem, changed));
    let mut counts = std::collections::BTreeMap::new();
    let (shown, left): (Vec<&Problem>, Vec<&Problem>) = ranked.into_iter().partition(|problem| {
        let count = counts.entry(problem.diagnostic.severity).or_insert(0);
        *count += 1;
        *count <= SHOWN
    });
    let commands = shown.iter().map(|problem| command(problem, prefix)).collect();
    Annotated { commands, left: left.len(), summary: summary(report, &left, prefix) }
}

/// What comes first: errors, then the files of the pull request, then what does most harm.
fn rank(problem: &Problem, changed: &BTreeSet<String>) -> (Severity, bool, u8) {
    let d = &problem.diagnostic;
    let weight = match d.code.id().as_bytes()[2] {
        b'7' => 0,
        b'0' => 1,
        b'1' => 2,
        b'5' => 3,
        b'6' => 4,
        _ => 5,
    };
    (d.severity, !changed.contains(&*d.place.path), weight)
}

/// A workflow command: `::error file=…,line=…::message`.
fn command(problem: &Problem, prefix: &str) -> String {
    let d = &problem.diagnostic;
    let level = match d.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut out = format!("::{level} file={}", property(&format!("{prefix}{}", d.place.path)));
    // Writing into a `String` cannot fail.
    if let Some(at) = &problem.at {
        let _ = write!(out, ",line={},endLine={}", at.line, at.end_line);
        // GitHub ignores columns that span lines.
        if at.line == at.end_line {
            let _ = write!(out, ",col={},endColumn={}", at.column, at.end_column);
        }
    }
    let title = format!("{}: {}", d.code.id(), d.code.about());
    let mut message = d.message.clone();
    if let Some(hint) = &d.hint {
        let _ = write!(message, "\nhint: {hint}");
    }
    let _ = write!(message, "\n{}", explain::reference(d.code));
    let _ = writeln!(out, ",title={}::{}", property(&title), data(&message));
    out
}

fn summary(report: &Report, left: &[&Problem], prefix: &str) -> String {
    let mut out = match human::tally(report) {
        Some(tally) => format!("### hindsite check: {tally}\n"),
        None => return "### hindsite check: no problems\n".into(),
    };
    if left.is_empty() {
        out.push_str("\nAll of them are shown beside their lines.\n");
        return out;
    }
    // Writing into a `String` cannot fail.
    let _ = writeln!(out, "\nGitHub shows {SHOWN} of a kind beside their lines. The others:\n");
    out.push_str("| | code | where | what |\n|---|---|---|---|\n");
    for problem in left.iter().take(ROWS) {
        let d = &problem.diagnostic;
        let line = problem.at.as_ref().map_or_else(String::new, |at| format!(":{}", at.line));
        let place = cell(&format!("{prefix}{}{line}", d.place.path));
        let (word, id) = (d.severity.word(), d.code.id());
        let id = match explain::url(d.code) {
            Some(url) => format!("[{id}]({url})"),
            None => id.to_owned(),
        };
        let _ = writeln!(out, "| {word} | {id} | {place} | {} |", cell(&d.message));
    }
    if left.len() > ROWS {
        let _ = writeln!(out, "\n… and {} more: `hindsite check` prints them all.", left.len() - ROWS);
    }
    out
}

/// Text in a cell of a Markdown table, where nothing of it is markup.
fn cell(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in human::printable(text).chars() {
        match c {
            '\n' => out.push(' '),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '|' | '\\' | '*' | '_' | '[' | ']' | '#' | '@' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// The message of a workflow command, escaped as actions/toolkit does.
fn data(text: &str) -> String {
    invisible::printable(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a workflow command: also without the marks that end one.
fn property(text: &str) -> String {
    let text: String =
        text.chars().map(|c| if c.is_control() && !"\r\n".contains(c) { '\u{fffd}' } else { c }).collect();
    data(&text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, Diagnostic, Place, Texts};

    #[test]
    fn a_command_cannot_be_broken_by_what_it_tells() {
        let place = Place::span("a,b:c%.md", 0..3);
        let diagnostic = Diagnostic::new(Code::BrokenLink, place, "50 %\r\n::error::x");
        let texts = Texts::from([("a,b:c%.md".into(), "abc def".into())]);
        let report = Report::new(vec![diagnostic], &texts);
        let commands = write(&report, &BTreeSet::new(), "docs/").commands;
        let reference = data(&explain::reference(Code::BrokenLink));
        assert_eq!(
            commands,
            format!(
                "::warning file=docs/a%2Cb%3Ac%25.md,line=1,endLine=1,col=1,endColumn=4,title=HS100%3A a link to a \
                 document that is not there::50 %25%0D%0A::error::x%0A{reference}\n"
            )
        );
    }

    #[test]
    fn the_ten_that_matter_most_are_annotated_and_the_rest_is_in_the_summary() {
        let note = |path: &str, code| Diagnostic::new(code, Place::file(path), "x");
        let mut all: Vec<Diagnostic> =
            (0..12).map(|n| note(&format!("{n:02}.md"), Code::BrokenLink)).collect();
        all.push(note("99.md", Code::EmptyDocument));
        all.push(note("zz.md", Code::Token));
        let report = Report::new(all, &Texts::new());
        let changed = BTreeSet::from(["11.md".to_owned()]);
        let Annotated { commands, left, summary } = write(&report, &changed, "");
        let files: Vec<&str> =
            commands.lines().filter_map(|line| line.split("file=").nth(1)?.split(',').next()).collect();
        assert_eq!(files[..4], ["zz.md", "11.md", "99.md", "00.md"]);
        assert_eq!((files.len(), left), (11, 3));
        assert_eq!(summary.matches("| warning |").count(), 3);
        assert!(summary.contains("| 10.md | x |"), "{summary}");
    }
}
