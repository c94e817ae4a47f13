//! Builds the review of a period as a document: incidents, recurrences, follow-ups, and open questions.

use super::causes::recurred;
use super::follow_ups::items;
use super::{Cell, Document, Line, Section, Table, lead, length};
use crate::diagnostic::count;
use crate::incident::wording::capitalised;
use crate::knowledge::KnowledgeBase;
use crate::knowledge::facets::FacetKind;
use crate::report::fixes::Verdict;
use crate::report::follow_ups::Item;
use crate::report::review::{Incident, Review};

/// Builds the document.
pub fn document(knowledge: &KnowledgeBase, review: &Review) -> Document {
    let mut opening = lead(&review.header);
    if let Some(change) = &review.change {
        let sentence = format!("More often than before? {}", capitalised(&change.sentence));
        opening.push(Line { text: sentence, incidents: change.now.incidents.clone() });
    }
    let title = format!("{}: {}", knowledge.config.title, review.header.window.words());
    let reports = &review.reports;
    let mut sections = vec![incidents(knowledge, review), recurrences(knowledge, review)];
    if !review.incidents.is_empty() {
        sections
            .extend(chosen(super::detection::sections(knowledge, &reports.detection), &["found", "told"]));
    }
    sections.push(promised(knowledge, review));
    sections.push(closed(knowledge, review));
    sections.push(overdue(knowledge, review));
    sections.extend(chosen(super::follow_ups::sections(knowledge, &reports.follow_ups), &["repeated"]));
    if !review.incidents.is_empty() {
        sections.extend(chosen(super::trends::sections(knowledge, &reports.trends), &["durations"]));
    }
    sections.push(decisions(knowledge, review));
    Document { title, lead: opening, sections }
}

fn chosen(sections: Vec<Section>, ids: &[&str]) -> impl Iterator<Item = Section> {
    sections.into_iter().filter(move |section| ids.contains(&section.id))
}

fn incidents(knowledge: &KnowledgeBase, review: &Review) -> Section {
    let section = Section::new("incidents", "What happened");
    if review.incidents.is_empty() {
        return section.line("No incidents");
    }
    let table =
        Table::new(&["Date", "Severity", "Incident", "#Duration", "Services", "Root cause", "Found by"]);
    section.table(table.rows(review.incidents.iter().map(|incident| happened(knowledge, incident))))
}

fn happened(knowledge: &KnowledgeBase, incident: &Incident) -> Vec<Cell> {
    let names = |kind: FacetKind, slugs: &[String]| {
        let facet = knowledge.facet(kind);
        slugs.iter().map(|slug| facet.title(slug)).collect::<Vec<&str>>().join(", ")
    };
    vec![
        Cell::day(incident.date),
        Cell::text(incident.severity.clone().unwrap_or_default()),
        Cell::incident(knowledge, &incident.id),
        Cell::text(incident.duration_seconds.map_or_else(String::new, length)),
        Cell::text(names(FacetKind::Service, &incident.services)),
        Cell::text(names(FacetKind::Cause, &incident.causes)),
        Cell::text(incident.detected_by.unwrap_or_default()),
    ]
}

fn recurrences(knowledge: &KnowledgeBase, review: &Review) -> Section {
    let section = Section::new("recurrences", "What came back");
    let recurrences = &review.reports.causes.fixes.recurrences;
    if recurrences.is_empty() {
        return section.line("No cause came back");
    }
    let table = Table::new(&["Came back", "Cause", "Verdict", "Promised by then", "Incident", "Seen before"]);
    section.table(table.rows(recurrences.iter().map(|recurrence| recurred(knowledge, recurrence))))
}

fn promised(knowledge: &KnowledgeBase, review: &Review) -> Section {
    let report = &review.reports.follow_ups;
    let section = Section::new("promised", "What was promised and is open");
    if report.commitments.is_empty() && report.ideas.is_empty() {
        return section.line("No follow-ups are recorded");
    }
    let section = section.line(format!(
        "{} that somebody took on (an owner, a date, or done), {} of them done; {} (none of these)",
        count(report.commitments.total.count, "follow-up"),
        report.commitments.done.count,
        count(report.ideas.len(), "idea")
    ));
    let open: Vec<&Item> = report.open.iter().collect();
    items(knowledge, section, &open, "None of them is open")
}

fn closed(knowledge: &KnowledgeBase, review: &Review) -> Section {
    let closed: Vec<&Item> = review.reports.follow_ups.closed.iter().collect();
    items(knowledge, Section::new("closed", "What was finished"), &closed, "No follow-up was finished")
}

fn overdue(knowledge: &KnowledgeBase, review: &Review) -> Section {
    let overdue: Vec<&Item> = review.overdue.iter().collect();
    let section = Section::new("overdue", "What is overdue, whenever it was promised");
    items(knowledge, section, &overdue, "Nothing is overdue")
}

/// Returns the questions that the figures leave open, for people to answer.
fn decisions(knowledge: &KnowledgeBase, review: &Review) -> Section {
    let mut section = Section::new("decisions", "To decide");
    let title = |which: &crate::report::scope::Which| &knowledge.entries[which.id].incident.title;
    for recurrence in &review.reports.causes.fixes.recurrences {
        let question = match recurrence.verdict {
            Verdict::NothingPromised => "came back and nothing had been promised: what would stop it?",
            Verdict::FixDropped => {
                "came back and what had been promised was dropped: what would stop it instead?"
            }
            Verdict::AfterFix => "came back after the fix was done: what did the fix miss?",
            // What was promised has been done since.
            Verdict::WhileOpen
                if recurrence.promised.still_open == 0 && recurrence.promised.done_since > 0 =>
            {
                continue;
            }
            Verdict::WhileOpen if recurrence.promised.still_open == 0 => {
                "came back and what had been promised has been dropped since: what would stop it instead?"
            }
            Verdict::WhileOpen => "came back while the fix was open: is it still the right fix, and by when?",
            Verdict::FixUndated => "came back, and nobody wrote when the fix was done: when was it?",
        };
        section.tasks.push(Line {
            text: format!("{} {question} ({})", recurrence.title, title(&recurrence.incident)),
            incidents: vec![recurrence.incident.clone()],
        });
    }
    for told in &review.reports.detection.told {
        section.tasks.push(Line {
            text: format!(
                "{}: only others noticed its last incidents. What would tell us first?",
                told.title
            ),
            incidents: told.last.incidents.clone(),
        });
    }
    if !review.overdue.is_empty() {
        let overdue = count(review.overdue.len(), "follow-up");
        section.tasks.push(Line::new(format!("{overdue} overdue: keep each, change its date, or drop it?")));
    }
    if section.tasks.is_empty() { section.line("Nothing is left open by the figures") } else { section }
}
