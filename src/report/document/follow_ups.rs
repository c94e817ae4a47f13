//! Builds the follow-ups report as a document.

use super::{Cell, Section, Table, days};
use crate::diagnostic::count;
use crate::knowledge::KnowledgeBase;
use crate::report::follow_ups::repeated::Repeated;
use crate::report::follow_ups::{Closing, FollowUps, Item, State};
use crate::report::statistics::survival::Survival;

/// Days after which the share still open is reported.
const MARKS: [(&str, i64); 6] =
    [("a week", 7), ("30 days", 30), ("90 days", 90), ("180 days", 180), ("a year", 365), ("two years", 730)];

/// Column headers of a list of follow-ups.
const ITEMS: &[&str] = &["Follow-up", "State", "Owner", "Due", "After"];

/// Returns the sections of the report.
pub fn sections(knowledge: &KnowledgeBase, report: &FollowUps) -> Vec<Section> {
    let overdue: Vec<&Item> = report.overdue().collect();
    let open: Vec<&Item> = report.open.iter().filter(|item| item.state != State::Overdue).collect();
    let ideas: Vec<&Item> = report.ideas.iter().collect();
    let overdue = items(knowledge, Section::new("overdue", "Overdue"), &overdue, "Nothing is overdue");
    if report.commitments.is_empty() && ideas.is_empty() {
        return vec![commitments(report), overdue];
    }
    let mut sections = vec![
        commitments(report),
        overdue,
        items(knowledge, Section::new("open", "Open"), &open, "Nothing else is open"),
        repeated(knowledge, report),
        owners(report),
        ages(report),
        closing(report),
    ];
    let about = "No owner and no date: nobody has promised these, so nobody is late";
    let section = match ideas.is_empty() {
        true => Section::new("ideas", "Ideas"),
        false => Section::new("ideas", "Ideas").line(about),
    };
    sections.push(match ideas.is_empty() {
        true => section.line("Every follow-up has an owner or a date, or is done"),
        false => section.table(
            Table::new(&["Follow-up", "State", "After"]).rows(ideas.iter().map(|item| idea(knowledge, item))),
        ),
    });
    sections
}

fn commitments(report: &FollowUps) -> Section {
    let standings = &report.commitments;
    let section = Section::new("commitments", "Commitments");
    if standings.is_empty() {
        return section.line(match report.ideas.len() {
            0 => "No follow-ups are recorded".to_owned(),
            n => format!("{} recorded, none with an owner or a date", count(n, "follow-up")),
        });
    }
    let rows = [
        (State::Overdue, &standings.overdue),
        (State::Open, &standings.open),
        (State::InProgress, &standings.in_progress),
        (State::Done, &standings.done),
        (State::Dropped, &standings.dropped),
    ];
    section
        .about(
            format!(
                "{} that somebody took on (an owner, a date, or done), {} (none of these)",
                count(standings.total.count, "follow-up"),
                count(report.ideas.len(), "idea")
            ),
            &standings.total.incidents,
        )
        .table(Table::new(&["State", "#Follow-ups"]).rows(
            rows.into_iter().map(|(state, tally)| {
                vec![Cell::text(state.words()).state(state.word()), Cell::tally(tally)]
            }),
        ))
}

/// Returns a table of follow-ups, or a sentence if there are none.
pub fn items(knowledge: &KnowledgeBase, section: Section, items: &[&Item], none: &str) -> Section {
    if items.is_empty() {
        return section.line(none);
    }
    let table = Table::new(ITEMS);
    section.table(table.rows(items.iter().map(|item| row(knowledge, item))))
}

/// Returns a follow-up's table row.
fn row(knowledge: &KnowledgeBase, item: &Item) -> Vec<Cell> {
    let state = match (item.overdue_days, item.closed) {
        (Some(over), _) => format!("{} overdue", days(over)),
        (None, Some(closed)) => format!("{} {closed}", item.state.words()),
        _ => item.state.words().to_owned(),
    };
    vec![
        Cell::text(item.action.clone()),
        Cell::text(state).state(item.state.word()),
        Cell::text(item.owner.clone().unwrap_or_default()),
        Cell::day(item.due),
        Cell::incident(knowledge, &item.incident),
    ]
}

fn idea(knowledge: &KnowledgeBase, item: &Item) -> Vec<Cell> {
    vec![
        Cell::text(item.action.clone()),
        Cell::text(item.state.words()).state(item.state.word()),
        Cell::incident(knowledge, &item.incident),
    ]
}

fn repeated(knowledge: &KnowledgeBase, report: &FollowUps) -> Section {
    let section = Section::new("repeated", "Proposed again");
    match report.repeated.is_empty() {
        true => section.line("No follow-up was proposed again after another incident"),
        false => section
            .line(format!(
                "{} proposed after more than one incident",
                count(report.repeated.len(), "follow-up")
            ))
            .table(proposals(knowledge, &report.repeated)),
    }
}

/// Returns one row per proposal of repeated follow-ups; the first row of each shows the count.
pub fn proposals(knowledge: &KnowledgeBase, repeated: &[Repeated]) -> Table {
    let mut table = Table::new(&["#Times", "Follow-up", "State", "Proposed", "After"]);
    for one in repeated {
        for (at, proposal) in one.proposals.iter().enumerate() {
            let incidents: Vec<_> = one.proposals.iter().map(|proposal| proposal.incident.clone()).collect();
            table.rows.push(vec![
                if at == 0 { Cell::of(format!("{}×", one.incidents), &incidents) } else { Cell::default() },
                Cell::text(proposal.action.clone()),
                Cell::text(proposal.state.words()).state(proposal.state.word()),
                Cell::day(proposal.date),
                Cell::incident(knowledge, &proposal.incident),
            ]);
        }
    }
    table
}

fn owners(report: &FollowUps) -> Section {
    let section = Section::new("owners", "By owner");
    if report.owners.is_empty() {
        return section.line("No follow-up has an owner");
    }
    let rows = report.owners.iter().map(|owner| {
        vec![
            Cell::text(owner.owner.clone().unwrap_or_else(|| "nobody named".to_owned())),
            Cell::tally(&owner.overdue),
            Cell::tally(&owner.open),
            Cell::tally(&owner.done),
        ]
    });
    section.table(Table::new(&["Owner", "#Overdue", "#Open", "#Done"]).rows(rows))
}

fn ages(report: &FollowUps) -> Section {
    let section = Section::new("ages", "By age");
    if report.open.is_empty() {
        return section.line("Nothing is open");
    }
    let rows = report.ages.iter().map(|age| vec![Cell::text(age.age), Cell::tally(&age.open)]);
    section.line("Since the incident").table(Table::new(&["Age", "#Open"]).rows(rows))
}

fn closing(report: &FollowUps) -> Section {
    let section = Section::new("closing", "How long they take");
    let Closing { survival, undated } = &report.closing;
    if !report.closing.is_told() {
        let of = match (*undated, report.commitments.done.count) {
            (0, _) => return section.line("No follow-up that somebody took on tells when it was made"),
            (1, 1) => "The one that is done does not tell when".to_owned(),
            (1, done) => format!("1 of the {done} that are done does not tell when"),
            (undated, done) if undated == done => format!("None of the {done} that are done tells when"),
            (undated, done) => format!("{undated} of the {done} that are done do not tell when"),
        };
        return section.line(format!("{of} (`closed`), so nothing can be said of how long they take"));
    }
    let half = match survival.median_days {
        Some(median) => format!("half are done within {} of the incident", days(median)),
        None => "fewer than half are done, so there is no median yet".to_owned(),
    };
    let rows = MARKS.iter().map(|(mark, day)| {
        let (open, watched) = at(survival, *day);
        vec![
            Cell::text(*mark),
            Cell::text(if watched > 0 { format!("{:.0} %", open * 100.0) } else { String::new() }),
            Cell::text(watched.to_string()),
        ]
    });
    let unknown = report.commitments.total.count.saturating_sub(survival.n);
    let unknown = match unknown {
        0 => String::new(),
        1 => "; 1 more does not tell when it was made or done, and cannot count".to_owned(),
        n => format!("; {n} more do not tell when they were made or done, and cannot count"),
    };
    section
        .line(format!(
            "{} of {} done; {half} (Kaplan-Meier: open ones count for as long as they have been open){unknown}",
            survival.ended,
            count(survival.n, "follow-up")
        ))
        .table(Table::new(&["After", "#Still open", "#Watched that long"]).rows(rows))
}

/// Returns the share still open after a number of days, and how many were observed for longer.
fn at(closing: &Survival, days: i64) -> (f64, usize) {
    let step = closing.steps.iter().rev().find(|step| step.days <= days);
    (step.map_or(1.0, |step| step.open), closing.watched_beyond(days))
}
