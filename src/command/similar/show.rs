//! Earlier incidents for a person at a terminal, and for the reviewer of a pull request.

use super::Reviewed;
use super::likeness::{OpenAction, Reasoned};
use crate::command::found;
use crate::invisible;
use crate::knowledge::Entry;
use crate::pipeline::Linked;
use std::fmt::Write as _;

/// How many open follow-ups of an incident are named.
const ACTIONS: usize = 3;
/// The title of what a reviewer sees.
const TITLE: &str = "We have been here before";

/// Blocks of lines.
pub fn human(linked: &Linked, results: &[(&Entry, Reasoned)], colours: bool) -> String {
    let mut out = String::new();
    for (entry, reasoned) in results {
        out.push_str(&found::block(linked, entry, &[], colours));
        for line in about(reasoned, ACTIONS) {
            let _ = writeln!(out, "  {line}");
        }
        out.push('\n');
    }
    out
}

/// What else there is to say of a file under review.
pub fn human_review(reviewed: &Reviewed<'_>) -> String {
    let mut out = String::new();
    for line in repeated(reviewed) {
        let _ = writeln!(out, "{line}");
    }
    if let Some(related) = &reviewed.related {
        let _ = writeln!(out, "For the front matter: {related}");
    }
    out
}

/// One annotation for a file (docs.github.com, "Workflow commands for GitHub Actions").
pub fn github(file: &str, reviewed: &Reviewed<'_>) -> String {
    let mut lines = vec![];
    for (number, (entry, reasoned)) in (1..).zip(&reviewed.results) {
        let incident = &entry.incident;
        let mut parts = vec![format!("{number}. {} ({})", incident.title, incident.path)];
        parts.extend(about(reasoned, ACTIONS));
        lines.push(parts.join("\n   "));
    }
    lines.extend(repeated(reviewed));
    lines.extend(reviewed.related.as_ref().map(|related| format!("For the front matter: {related}")));
    if lines.is_empty() {
        return String::new();
    }
    let property = data(file).replace(':', "%3A").replace(',', "%2C");
    format!("::notice file={property},title={TITLE}::{}\n", data(&lines.join("\n")))
}

/// The same as Markdown, for the summary of a workflow's step.
pub fn markdown(file: &str, reviewed: &Reviewed<'_>) -> String {
    let mut out = format!("### {TITLE}: `{}`\n\n", invisible::printable(file).replace('`', "'"));
    for (entry, reasoned) in &reviewed.results {
        let incident = &entry.incident;
        let _ =
            writeln!(out, "1. **{}** (`{}`)", plain(&incident.title), invisible::printable(&incident.path));
        for line in about(reasoned, usize::MAX) {
            let _ = writeln!(out, "   - {}", plain(&line));
        }
    }
    out.push('\n');
    for line in repeated(reviewed) {
        let _ = writeln!(out, "- {}", plain(&line));
    }
    if let Some(related) = &reviewed.related {
        let _ = write!(out, "\n```yaml\n{related}\n```\n");
    }
    out.push('\n');
    out
}

/// How long a comment may be; GitHub takes 65,536 characters.
const COMMENT: usize = 60_000;

/// Renders the files that are like earlier incidents as a comment; empty if none is.
pub fn comment(reviews: &[(String, &Reviewed<'_>)]) -> String {
    let is_said =
        |reviewed: &Reviewed<'_>| !reviewed.results.is_empty() || !reviewed.proposed_before.is_empty();
    let texts: Vec<String> = reviews
        .iter()
        .filter(|(_, reviewed)| is_said(reviewed))
        .map(|(path, reviewed)| markdown(path, reviewed))
        .collect();
    let mut out = String::new();
    for (shown, text) in texts.iter().enumerate() {
        if out.chars().count() + text.chars().count() > COMMENT {
            let _ = writeln!(out, "… and {} more in the summary of the workflow run", texts.len() - shown);
            break;
        }
        out.push_str(text);
    }
    out
}

/// Why, how it was resolved, and what is still open.
fn about(reasoned: &Reasoned, actions: usize) -> Vec<String> {
    let mut lines = vec![format!("Both have {}", reasoned.why.join("; "))];
    lines.extend(reasoned.resolution.as_ref().map(|text| format!("Resolved: {text}")));
    lines.extend(reasoned.open_actions.iter().take(actions).map(open));
    let more = reasoned.open_actions.len().saturating_sub(actions);
    if more > 0 {
        let (noun, verb) = if more == 1 { ("follow-up", "is") } else { ("follow-ups", "are") };
        lines.push(format!("… and {more} more {noun} {verb} open"));
    }
    lines
}

fn open(action: &OpenAction) -> String {
    let owner = action.owner.as_ref().map_or_else(String::new, |owner| format!(", {owner}"));
    let due = action.due.as_ref().map_or_else(String::new, |due| format!(", due {due}"));
    format!("Still open: {}{owner}{due}", action.title)
}

fn repeated(reviewed: &Reviewed<'_>) -> Vec<String> {
    let line = |again: &super::ProposedBefore| {
        let before: Vec<String> = again
            .before
            .iter()
            .map(|earlier| format!("“{}” ({}, {})", earlier.action, earlier.path, earlier.state))
            .collect();
        format!("“{}” was proposed before: {}", again.action, before.join("; "))
    };
    reviewed.proposed_before.iter().map(line).collect()
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the words of a document, so that none is markup or mentions somebody.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for c in invisible::printable(text).chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#') {
            out.push('\\');
        }
        out.push(c);
        if c == '@' {
            out.push_str("&#8203;");
        }
    }
    out
}
