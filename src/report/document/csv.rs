//! Writes a report's main figures as CSV: one row per cause, follow-up, incident or month.

use crate::knowledge::KnowledgeBase;
use crate::report::causes::Causes;
use crate::report::detection::Detection;
use crate::report::follow_ups::{FollowUps, Item};
use crate::report::review::Review;
use crate::report::scope::Which;
use crate::report::trends::Trends;
use crate::report::{Reports, Topic};

/// Writes one report as CSV.
pub fn write(knowledge: &KnowledgeBase, reports: &Reports, topic: Topic) -> Result<String, csv::Error> {
    match topic {
        Topic::Causes => causes(&reports.causes),
        Topic::FollowUps => follow_ups(&reports.follow_ups),
        Topic::Detection => detection(knowledge, &reports.detection),
        Topic::Trends => trends(&reports.trends),
    }
}

/// Writes the incidents of a review as CSV.
pub fn review(review: &Review) -> Result<String, csv::Error> {
    let head =
        ["id", "date", "severity", "title", "duration_seconds", "services", "root_causes", "detected_by"];
    let rows = review.incidents.iter().map(|incident| {
        vec![
            incident.id.slug.to_string(),
            option(&incident.date),
            option(&incident.severity),
            incident.title.clone(),
            option(&incident.duration_seconds),
            incident.services.join(" "),
            incident.causes.join(" "),
            option(&incident.detected_by),
        ]
    });
    table(&head, rows)
}

fn causes(report: &Causes) -> Result<String, csv::Error> {
    let head = [
        "cause",
        "title",
        "incidents",
        "contributing",
        "services",
        "seconds_lost",
        "durations_recorded",
        "median_seconds",
        "first",
        "last",
        "per_year",
        "per_year_low",
        "per_year_high",
        "change",
        "p_adjusted",
        "ids",
    ];
    let rows = report.causes.iter().map(|cause| {
        let services: Vec<&str> = cause.services.iter().map(|hit| hit.service.as_str()).collect();
        vec![
            cause.cause.clone(),
            cause.title.clone(),
            cause.incidents.count.to_string(),
            cause.contributing.count.to_string(),
            services.join(" "),
            cause.time_lost.total_seconds.to_string(),
            cause.time_lost.recorded.count.to_string(),
            option(&cause.time_lost.spread.map(|spread| spread.median)),
            option(&cause.first),
            option(&cause.last),
            option(&cause.rate.map(|rate| rate.per_year)),
            option(&cause.rate.map(|rate| rate.low)),
            option(&cause.rate.map(|rate| rate.high)),
            cause.change.sentence.clone(),
            option(&cause.change.p_adjusted),
            ids(&cause.incidents.incidents),
        ]
    });
    table(&head, rows)
}

fn follow_ups(report: &FollowUps) -> Result<String, csv::Error> {
    let head = [
        "action",
        "owner",
        "due",
        "state",
        "overdue_days",
        "age_days",
        "closed",
        "type",
        "commitment",
        "tickets",
        "incident",
        "incident_date",
    ];
    let commitments = report.open.iter().chain(&report.settled).map(|item| row(item, false));
    table(&head, commitments.chain(report.ideas.iter().map(|item| row(item, true))))
}

fn row(item: &Item, idea: bool) -> Vec<String> {
    vec![
        item.action.clone(),
        option(&item.owner),
        option(&item.due),
        item.state.word().to_owned(),
        option(&item.overdue_days),
        option(&item.age_days),
        option(&item.closed),
        option(&item.kind),
        if idea { "no" } else { "yes" }.to_owned(),
        item.tickets.join(" "),
        item.incident.slug.to_string(),
        option(&item.date),
    ]
}

fn detection(knowledge: &KnowledgeBase, report: &Detection) -> Result<String, csv::Error> {
    let head = ["id", "date", "services", "detected_by", "found", "seconds_to_detect"];
    let rows = report.header.counted.incidents.iter().map(|which| {
        let entry = &knowledge.entries[which.id];
        let by = entry.incident.facts.detected_by;
        vec![
            which.slug.to_string(),
            option(&entry.incident.date.map(|date| date.day())),
            entry.services.join(" "),
            option(&by.map(|by| by.word())),
            option(&by.map(|by| if by.by_us() { "we" } else { "they" })),
            option(&entry.incident.times.to_detect().map(|length| length.as_secs())),
        ]
    });
    table(&head, rows)
}

fn trends(report: &Trends) -> Result<String, csv::Error> {
    let severities: Vec<String> = report
        .severities
        .iter()
        .map(|severity| severity.severity.clone().unwrap_or_else(|| "unrated".to_owned()))
        .collect();
    let head: Vec<&str> = ["month", "incidents"]
        .into_iter()
        .chain(severities.iter().map(String::as_str))
        .chain(["ids"])
        .collect();
    let rows = report.months.iter().map(|month| {
        let mut row = vec![month.month.clone(), month.incidents.count.to_string()];
        row.extend(month.by_severity.iter().map(|figure| figure.count.to_string()));
        row.push(ids(&month.incidents.incidents));
        row
    });
    table(&head, rows)
}

fn ids(incidents: &[Which]) -> String {
    incidents.iter().map(|which| &*which.slug).collect::<Vec<&str>>().join(" ")
}

/// Formats an optional value; an empty string if there is none.
pub fn option<T: ToString>(value: &Option<T>) -> String {
    value.as_ref().map_or_else(String::new, ToString::to_string)
}

/// A CSV table without executable formulas.
pub fn table(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Result<String, csv::Error> {
    let mut writer = csv::Writer::from_writer(vec![]);
    writer.write_record(head.iter().map(|text| harmless(text)))?;
    for row in rows {
        writer.write_record(row.iter().map(|text| harmless(text)))?;
    }
    let bytes = writer.into_inner().map_err(|error| error.into_error())?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Prefixes a cell that a spreadsheet would execute with an apostrophe, as OWASP advises (CSV injection).
fn harmless(text: &str) -> String {
    match text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        let rows = [vec!["=cmd|' /C calc'!A0".to_owned(), "a,b".to_owned()]].into_iter();
        let text = table(&["a", "b"], rows).expect("a table");
        assert_eq!(text, "a,b\n'=cmd|' /C calc'!A0,\"a,b\"\n");
        for cell in ["+1", "-1", "@SUM(A1)", "\t=1"] {
            assert!(harmless(cell).starts_with('\''), "{cell}");
        }
        assert_eq!(harmless("2026-03-02"), "2026-03-02");
    }
}
