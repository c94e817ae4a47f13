//! Dot charts, where each dot links to an incident: recurrences over time, durations and times to detect on
//! a logarithmic axis.

use super::super::chart::{Dot, Picture, SceneRow, percent};
use super::ROWS;
use super::axes::{LogAxis, TimeAxis};
use crate::knowledge::facets::FacetKind;
use crate::knowledge::severities::level;
use crate::knowledge::{Id, KnowledgeBase};
use crate::report::Reports;
use crate::report::causes::CauseFigures;
use crate::report::document::length;
use crate::report::scope::Which;
use crate::site::routes::Route;
use std::collections::BTreeMap;

/// Maximum number of dots in a row; the newest are shown.
const DOTS: usize = 250;

/// Incidents of recurring causes over time.
pub fn recurrences(knowledge: &KnowledgeBase, reports: &Reports, route: &Route) -> Option<Picture> {
    let causes: Vec<&CauseFigures> = reports.causes.recurring().take(ROWS).collect();
    timeline(knowledge, reports, route, &causes, true)
}

/// Incidents of one cause over time.
pub fn recurrences_of(
    knowledge: &KnowledgeBase,
    reports: &Reports,
    route: &Route,
    cause: &CauseFigures,
) -> Option<Picture> {
    (cause.incidents.count > 1).then(|| timeline(knowledge, reports, route, &[cause], false))?
}

fn timeline(
    knowledge: &KnowledgeBase,
    reports: &Reports,
    route: &Route,
    causes: &[&CauseFigures],
    labelled: bool,
) -> Option<Picture> {
    let first = causes.iter().filter_map(|cause| cause.first).min()?;
    let last = causes.iter().filter_map(|cause| cause.last).max()?.max(knowledge.today);
    let axis = TimeAxis::new(first, last);
    let mut looks: BTreeMap<&str, &str> = BTreeMap::new();
    let mut rows: Vec<SceneRow> = vec![];
    for cause in causes {
        let mut row = SceneRow { height: 24, ..SceneRow::default() };
        if labelled {
            row.label = Some(cause.title.clone());
            row.href = Some(route.to(&Route::Term(FacetKind::Cause, cause.cause.clone())));
            row.note = Some(format!("{}×", cause.incidents.count));
        }
        if let (Some(first), Some(last)) = (cause.first, cause.last) {
            row.line((0.0, 0.5), (1.0, 0.5), "grid");
            row.line((axis.at(first), 0.5), (axis.at(last), 0.5), "span");
        }
        for which in cause.incidents.incidents.iter().take(DOTS).rev() {
            let Some(date) = knowledge.entries[which.id].incident.date else { continue };
            let recurrence = reports.causes.fixes.recurrence(&cause.cause, which.id);
            let (class, text) = recurrence.map_or(("first", "First seen"), |recurrence| {
                (recurrence.verdict.word(), recurrence.verdict.words())
            });
            looks.insert(class, text);
            row.dots.push(dot(knowledge, route, which, (axis.at(date.day()), 0.5), class, text));
        }
        rows.push(row);
    }
    rows.push(SceneRow::axis(&axis.ticks()));
    let picture = Picture {
        description: "Each incident in time, by what can be said of the return of its cause".to_owned(),
        rows,
        labelled,
        ..Picture::default()
    };
    Some(looks.into_iter().fold(picture, |picture, (class, text)| picture.legend(class, text)))
}

/// Durations, one row per severity.
pub fn durations(knowledge: &KnowledgeBase, reports: &Reports, route: &Route) -> Option<Picture> {
    let report = &reports.trends;
    let axis = LogAxis::new(report.durations.iter().map(|one| one.seconds))?;
    let rows = report.severities.iter().filter(|severity| severity.durations.recorded.count > 0);
    let rows = rows.map(|severity| {
        let look = match severity.rank.map_or(0, level) {
            0 => "unknown".to_owned(),
            level => format!("level-{level}"),
        };
        let label = severity.severity.clone().unwrap_or_else(|| "Unrated".to_owned());
        let lengths = severity.durations.recorded.incidents.iter().filter_map(|which| {
            Some((which, knowledge.entries[which.id].incident.duration?.length.as_secs()))
        });
        let median = severity.durations.spread.map(|spread| spread.median);
        lengths_row(knowledge, route, &axis, label, &look, lengths, median)
    });
    let rows = rows.chain([SceneRow::axis(&axis.ticks())]).collect();
    let description = "Durations, one dot an incident, on a logarithmic axis".to_owned();
    let picture = Picture { description, rows, labelled: true, ..Picture::default() };
    Some(picture.legend("median", "Median"))
}

/// Times to detect, by who detected the incident.
pub fn delays(knowledge: &KnowledgeBase, reports: &Reports, route: &Route) -> Option<Picture> {
    let report = &reports.detection;
    let seconds = |id: Id| knowledge.entries[id].incident.times.to_detect().map(|length| length.as_secs());
    let axis = LogAxis::new(report.delay.recorded.incidents.iter().filter_map(|which| seconds(which.id)))?;
    let unknown: Vec<Which> = report
        .delay
        .recorded
        .incidents
        .iter()
        .filter(|which| knowledge.entries[which.id].incident.facts.detected_by.is_none())
        .cloned()
        .collect();
    let sides = [
        ("We found it", "we", &report.delay_we.recorded.incidents, report.delay_we.spread),
        ("They told us", "they", &report.delay_they.recorded.incidents, report.delay_they.spread),
        ("By whom is not recorded", "unknown", &unknown, None),
    ];
    let rows = sides.into_iter().filter(|(_, _, incidents, _)| !incidents.is_empty());
    let rows = rows.map(|(label, look, incidents, spread)| {
        let lengths = incidents.iter().filter_map(|which| Some((which, seconds(which.id)?)));
        lengths_row(knowledge, route, &axis, label.to_owned(), look, lengths, spread.map(|one| one.median))
    });
    let rows: Vec<SceneRow> = rows.chain([SceneRow::axis(&axis.ticks())]).collect();
    let has_median = sides.iter().any(|(.., spread)| spread.is_some());
    let description = "Time to detection, one dot an incident, on a logarithmic axis".to_owned();
    let picture = Picture { description, rows, labelled: true, ..Picture::default() };
    Some(if has_median { picture.legend("median", "Median") } else { picture })
}

fn lengths_row<'a>(
    knowledge: &KnowledgeBase,
    route: &Route,
    axis: &LogAxis,
    label: String,
    look: &str,
    lengths: impl Iterator<Item = (&'a Which, i64)>,
    median: Option<i64>,
) -> SceneRow {
    let mut row = SceneRow { label: Some(label), height: 36, ..SceneRow::default() };
    row.line((0.0, 0.5), (1.0, 0.5), "grid");
    for (at, (which, seconds)) in lengths.take(DOTS).enumerate() {
        // Vertical jitter, so that equal values don't overlap.
        let y = 0.5 + [0.0, -0.22, 0.22, -0.11, 0.11][at % 5];
        row.dots.push(dot(knowledge, route, which, (axis.at(seconds), y), look, &length(seconds)));
    }
    if let Some(median) = median {
        let x = axis.at(median);
        row.line((x, 0.05), (x, 0.95), "median");
        row.note = Some(length(median));
    }
    row
}

fn dot(
    knowledge: &KnowledgeBase,
    route: &Route,
    which: &Which,
    at: (f64, f64),
    class: &str,
    about: &str,
) -> Dot {
    let incident = &knowledge.entries[which.id].incident;
    let date = incident.date.map_or_else(String::new, |date| format!("{}: ", date.day()));
    Dot {
        x: percent(at.0),
        y: percent(at.1),
        class: class.to_owned(),
        title: format!("{date}{} ({about})", incident.title),
        href: route.to(&Route::Incident(which.slug.clone())),
    }
}
