//! Follow-ups that are wishes so far: without owner, without date, or without a point at which they are done.

use super::document::Document;
use super::{listed, note};
use crate::diagnostic::{Code, Diagnostic, Place, count};
use crate::incident::actions::Action;
use std::sync::LazyLock;

/// How a follow-up begins that can go on forever.
const VAGUE: &str = r"(?ix) ^ (?: we\ (?:should|need\ to|will|must|could)\ )? (?:further\ |better\ |continue\ to\ |try\ to\ )?
    (?: investigate | look\ (?:in|at|into) | consider | think\ about | explore | discuss | improve | review
      | understand | be\ (?:more\ )?(?:aware|mindful) | raise\ awareness | keep\ an\ eye | evaluate
      | revisit | research | check\ (?:if|whether) | figure\ out | examine | assess ) \b";

/// What makes one of those end: a document, a decision, a measure, a day.
const RESULT: &str = r"(?ix) \d | \b (?: and\ (?:document|decide|add|fix|file|write|report|implement|replace|remove)
    | document(?:ed)? | decision | decide | proposal | report\b | rfc | adr | runbook | spike | so\ that | until
    | by\ (?:adding|removing|setting|using|moving|replacing|making|running)) \b";

static PATTERNS: LazyLock<Option<(regex::Regex, regex::Regex)>> =
    LazyLock::new(|| Some((regex::Regex::new(VAGUE).ok()?, regex::Regex::new(RESULT).ok()?)));

/// Advice on the follow-ups that are still open.
pub fn advise(document: &Document<'_>) -> Vec<Diagnostic> {
    let open: Vec<&Action> = document.incident.open_actions().collect();
    // A ticket has an owner and a date of its own.
    let untracked: Vec<&Action> = open.iter().copied().filter(|action| action.tickets.is_empty()).collect();
    let mut found = vec![];
    let missing = |code, lacks: fn(&Action) -> bool, (noun, what): (&str, &str), hint: &str| {
        let without: Vec<&Action> = untracked.iter().copied().filter(|action| lacks(action)).collect();
        let first = without.first()?;
        let titles: Vec<String> = without.iter().map(|action| short(&action.title)).collect();
        let verb = if without.len() == 1 { "has" } else { "have" };
        let message = format!("{} {verb} no {what}: {}", count(without.len(), noun), listed(&titles));
        Some(note(code, place(document, first), message, hint))
    };
    let no_owner = |action: &Action| action.owner.is_none();
    // Without an owner it is an idea, and no date would make more of it.
    let no_due = |action: &Action| action.owner.is_some() && action.due.is_none();
    found.extend(missing(
        Code::ActionWithoutOwner,
        no_owner,
        ("open follow-up", "owner"),
        "name a person or a team, as in `- [ ] Alert before the disk is full (owner: storage, due: 2026-04-01)`, or link a ticket",
    ));
    found.extend(missing(
        Code::ActionWithoutDue,
        no_due,
        ("owned follow-up", "due date"),
        "say by when, as in `due: 2026-04-01`, or link a ticket; without one nobody can tell whether it is late",
    ));
    found.extend(open.iter().filter(|action| is_vague(&action.title)).map(|action| {
        let message = format!("`{}` does not say when it is done", short(&action.title));
        let hint = "name the result: what will exist, or what will be measured, once it is done";
        note(Code::VagueAction, place(document, action), message, hint)
    }));
    found
}

/// Whether the follow-up begins with a verb that never ends, and names nothing that would end it.
fn is_vague(title: &str) -> bool {
    PATTERNS.as_ref().is_some_and(|(vague, result)| vague.is_match(title) && !result.is_match(title))
}

fn place(document: &Document<'_>, action: &Action) -> Place {
    let title = action.title.trim_end_matches('…');
    let item = document.text.get(action.span.clone()).unwrap_or_default();
    match item.find(title) {
        Some(at) => document.span(action.span.start + at..action.span.start + at + title.len()),
        None if item.is_empty() => document.value("actions").unwrap_or_else(|| document.whole()),
        None => document.first_line(action.span.clone()),
    }
}

fn short(title: &str) -> String {
    const LONGEST: usize = 60;
    match title.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", title[..end].trim_end()),
        None => title.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verb_that_never_ends_is_vague_unless_something_ends_it() {
        for title in
            ["Investigate the leak", "Look into retries", "Improve monitoring", "We should consider a cache"]
        {
            assert!(is_vague(title), "{title}");
        }
        for title in [
            "Investigate the leak and document what it was",
            "Improve p99 latency to 200 ms",
            "Add an alert on disk usage",
            "Reviewers get a checklist",
            "Considerable load test",
            // That more care is no remedy is said by the advice on language.
            "Be more careful with flags",
        ] {
            assert!(!is_vague(title), "{title}");
        }
    }
}
