//! Builds the causes report as a document.

use super::{Cell, Section, Table, days, length, lost, quartiles};
use crate::diagnostic::count;
use crate::knowledge::KnowledgeBase;
use crate::report::causes::{CauseFigures, Causes};
use crate::report::fixes::{Fixes, Promised, Recurrence, Standing};
use crate::report::statistics::poisson::Rate;
use crate::report::statistics::yearly;

/// Returns the sections of the report.
pub fn sections(knowledge: &KnowledgeBase, report: &Causes) -> Vec<Section> {
    if report.causes.is_empty() && report.fixes.standing.is_empty() {
        // Four parts more would only say again that there is nothing to say.
        return vec![causes(report)];
    }
    let mut sections = vec![
        causes(report),
        gaps(report),
        change(report),
        fixes(knowledge, &report.fixes),
        standing(knowledge, &report.fixes),
    ];
    if !report.alike.is_empty() {
        sections.push(alike(report));
    }
    sections
}

fn causes(report: &Causes) -> Section {
    let section = Section::new("causes", "Causes");
    if report.causes.is_empty() {
        return section.line("No incident names a root cause (`root_cause`), so nothing can be said of any");
    }
    let table = Table::new(&[
        "Cause",
        "#Incidents",
        "#Contributed to",
        "#Services hit",
        "#Time lost",
        "#Median (quartiles)",
        "First seen",
        "Last seen",
        "#A year (95 % interval)",
    ]);
    section.line(named(report)).table(table.rows(report.causes.iter().map(row)))
}

/// Returns a summary such as `16 root causes, 10 of them in more than one incident; 5 more only
/// contributed`.
fn named(report: &Causes) -> String {
    let roots = report.causes.iter().filter(|cause| cause.incidents.count > 0).count();
    let recurring = match (report.recurring().count(), roots) {
        (1, 1) => String::new(),
        (0, 1) => "not ".to_owned(),
        (0, _) => "none ".to_owned(),
        (n, _) => format!("{n} of them "),
    };
    let more = match report.causes.len() - roots {
        0 => String::new(),
        n => format!("; {n} more only contributed"),
    };
    format!("{}, {recurring}in more than one incident{more}", count(roots, "root cause"))
}

fn row(cause: &CauseFigures) -> Vec<Cell> {
    let (time, incidents) = (&cause.time_lost, cause.incidents.incidents.as_slice());
    vec![
        Cell::cause(&cause.cause, &cause.title),
        Cell::figure(&cause.incidents),
        Cell::figure(&cause.contributing),
        Cell::of(cause.services.len().to_string(), if cause.services.is_empty() { &[] } else { incidents }),
        Cell::of(lost(time), &time.recorded.incidents),
        Cell::of(quartiles(time.spread.as_ref()), &time.recorded.incidents),
        Cell::day(cause.first),
        Cell::day(cause.last),
        Cell::text(cause.rate.as_ref().filter(|rate| rate.events > 0).map_or_else(String::new, rate)),
    ]
}

/// Formats a rate with its interval: `0.42 (0.09 to 1.23)`.
pub fn rate(rate: &Rate) -> String {
    format!("{} ({} to {})", yearly(rate.per_year), yearly(rate.low), yearly(rate.high))
}

fn gaps(report: &Causes) -> Section {
    let section = Section::new("gaps", "How far apart");
    let rows: Vec<Vec<Cell>> = report
        .recurring()
        .filter(|cause| !cause.gaps_days.is_empty())
        .map(|cause| {
            let gaps: Vec<String> = cause.gaps_days.iter().map(ToString::to_string).collect();
            vec![
                Cell::cause(&cause.cause, &cause.title),
                Cell::figure(&cause.incidents),
                Cell::text(gaps.join(", ")),
            ]
        })
        .collect();
    match rows.is_empty() {
        true => section.line("No root cause was seen on two days"),
        false => section.table(
            Table::new(&["Cause", "#Incidents", "Days between one and the next, oldest first"]).rows(rows),
        ),
    }
}

fn change(report: &Causes) -> Section {
    let section = Section::new("change", "More often than before?");
    let Some(periods) = &report.periods else {
        return section.line("The archive does not reach back far enough to compare two stretches of time");
    };
    let section = section.line(format!(
        "{} against {}; {}",
        periods.now.words(),
        periods.before.words(),
        match report.tested {
            0 => "no cause is frequent enough to test".to_owned(),
            1 => "1 cause is frequent enough to test".to_owned(),
            n => format!("{n} causes are frequent enough to test, and p is corrected for that (Holm)"),
        }
    ));
    let seen = report.causes.iter().filter(|cause| cause.change.now.count + cause.change.before.count > 0);
    let rows: Vec<Vec<Cell>> = seen
        .map(|cause| {
            vec![
                Cell::cause(&cause.cause, &cause.title),
                Cell::figure(&cause.change.now),
                Cell::figure(&cause.change.before),
                Cell::text(cause.change.sentence.clone()),
            ]
        })
        .collect();
    match rows.is_empty() {
        true => section.line("No cause was seen in either"),
        false => section.table(Table::new(&["Cause", "#Now", "#Before", "What can be said"]).rows(rows)),
    }
}

fn fixes(knowledge: &KnowledgeBase, fixes: &Fixes) -> Section {
    let mut section = Section::new("fixes", "Did the fixes hold?");
    if fixes.recurrences.is_empty() {
        return section.line("No cause came back");
    }
    for (verdict, figure) in &fixes.verdicts {
        section = section
            .about(format!("{}: {}", verdict.words(), count(figure.count, "incident")), &figure.incidents);
    }
    if fixes.assumed > 0 {
        section = section.line(format!(
            "{} that {} not say what {} are taken to address the cause of the incident",
            count(fixes.assumed, "follow-up"),
            if fixes.assumed == 1 { "does" } else { "do" },
            if fixes.assumed == 1 { "it addresses" } else { "they address" },
        ));
    }
    section.table(
        Table::new(&["Came back", "Cause", "Verdict", "Promised by then", "Incident", "Seen before"])
            .rows(fixes.recurrences.iter().map(|recurrence| recurred(knowledge, recurrence))),
    )
}

/// Returns the table row of a recurrence.
pub fn recurred(knowledge: &KnowledgeBase, recurrence: &Recurrence) -> Vec<Cell> {
    let previous = &recurrence.previous;
    vec![
        Cell::day(Some(recurrence.date)),
        Cell::cause(&recurrence.cause, &recurrence.title),
        Cell::text(recurrence.sentence.clone()).state(recurrence.verdict.word()),
        Cell::text(promised(&recurrence.promised)),
        Cell::incident(knowledge, &recurrence.incident),
        Cell::of(
            format!("{}×, last {} earlier", recurrence.seen_before, days(recurrence.days_since)),
            std::slice::from_ref(previous),
        ),
    ]
}

/// Formats the follow-ups of a cause: `2 done, 1 open`.
pub fn promised(promised: &Promised) -> String {
    let parts: Vec<String> = [
        (promised.done, "done"),
        (promised.open, "open"),
        (promised.undated, "done, not recorded when"),
        (promised.dropped, "dropped"),
        (promised.ideas, "without owner and date"),
    ]
    .into_iter()
    .filter(|(n, _)| *n > 0)
    .map(|(n, state)| format!("{n} {state}"))
    .collect();
    if parts.is_empty() { "nothing".to_owned() } else { parts.join(", ") }
}

fn standing(knowledge: &KnowledgeBase, fixes: &Fixes) -> Section {
    let section = Section::new("standing", "Not seen since");
    if fixes.standing.is_empty() {
        return section.line("No cause has an incident with a date");
    }
    let table =
        Table::new(&["Cause", "Last seen", "Incident", "#Days since", "#A year, at most (95 %)", "Promised"]);
    section
        .line("How often a cause may still happen, given that it has stayed away so long")
        .table(table.rows(fixes.standing.iter().map(|standing| stood(knowledge, standing))))
}

fn stood(knowledge: &KnowledgeBase, standing: &Standing) -> Vec<Cell> {
    let bound = standing.upper_bound_per_year;
    vec![
        Cell::cause(&standing.cause, &standing.title),
        Cell::day(Some(standing.date)),
        Cell::incident(knowledge, &standing.last),
        Cell::text(standing.days.to_string()),
        Cell::text(bound.map_or_else(String::new, yearly)),
        Cell::text(promised(&standing.promised)),
    ]
}

fn alike(report: &Causes) -> Section {
    let rows = report.alike.iter().map(|pair| {
        vec![
            Cell::cause(&pair.cause, &pair.title),
            Cell::figure(&pair.incidents),
            Cell::cause(&pair.other, &pair.other_title),
            Cell::figure(&pair.other_incidents),
        ]
    });
    Section::new("alike", "Maybe the same")
        .line("Names that look alike. To count them as one, name one as an alias of the other under `[causes]` in hindsite.toml")
        .table(Table::new(&["Cause", "#Incidents", "Maybe the same", "#Incidents"]).rows(rows))
}

/// Returns the figures of one cause in sentences, for its own page.
pub fn facts(cause: &CauseFigures) -> Vec<(&'static str, Cell)> {
    let time = &cause.time_lost;
    let mut facts = vec![
        ("Incidents", Cell::figure(&cause.incidents)),
        ("Contributed to", Cell::figure(&cause.contributing)),
        ("Time lost", Cell::of(lost(time), &time.recorded.incidents)),
    ];
    if let Some(spread) = &time.spread {
        let text = format!("{}, n = {}", quartiles(Some(spread)), spread.n);
        facts.push(("Median duration (quartiles)", Cell::of(text, &time.recorded.incidents)));
        if let Some((low, high)) = spread.median_interval {
            let text = format!("{} to {}", length(low), length(high));
            facts.push(("The median, with 95 % confidence", Cell::text(text)));
        }
    }
    if let Some(found) = &cause.rate {
        facts.push(("A year, with 95 % interval", Cell::text(rate(found))));
    }
    if !cause.gaps_days.is_empty() {
        let gaps: Vec<String> = cause.gaps_days.iter().map(ToString::to_string).collect();
        facts.push(("Days between recurrences", Cell::text(gaps.join(", "))));
    }
    facts
}
