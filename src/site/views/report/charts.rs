//! The charts of the reports, each shown beside a table with the same figures.

mod axes;
mod columns;
mod dots;

use super::chart::{Picture, SceneRow};
use crate::diagnostic::count;
use crate::knowledge::KnowledgeBase;
use crate::knowledge::facets::FacetKind;
use crate::report::causes::{CauseFigures, Causes};
use crate::report::follow_ups::FollowUps;
use crate::report::statistics::survival::Survival;
use crate::report::{Reports, Topic};
use crate::site::routes::Route;
use axes::linear;

pub use dots::recurrences_of;

/// Maximum number of rows in a chart.
const ROWS: usize = 15;

/// Returns the chart of a section, if it has one.
pub fn of(
    knowledge: &KnowledgeBase,
    reports: &Reports,
    route: &Route,
    topic: Topic,
    section: &str,
) -> Option<Picture> {
    match (topic, section) {
        (Topic::Causes, "causes") => pareto(&reports.causes, route),
        (Topic::Causes, "gaps") => dots::recurrences(knowledge, reports, route),
        (Topic::FollowUps, "ages") => ages(&reports.follow_ups),
        (Topic::FollowUps, "closing") => survival(&reports.follow_ups.closing.survival),
        (Topic::Detection, "quarters") => columns::quarters(&reports.detection),
        (Topic::Detection, "delay") => dots::delays(knowledge, reports, route),
        (Topic::Trends, "months") => columns::months(&reports.trends),
        (Topic::Trends, "durations") => dots::durations(knowledge, reports, route),
        _ => None,
    }
}

/// Pareto chart of causes with their cumulative share.
fn pareto(report: &Causes, route: &Route) -> Option<Picture> {
    let most = report.causes.first().map(|cause| cause.incidents.count).filter(|most| *most > 0)?;
    let shown = report.causes.iter().filter(|cause| cause.incidents.count > 0).take(ROWS);
    let shown: Vec<&CauseFigures> = shown.collect();
    let rows = shown.iter().map(|cause| {
        let mut row = SceneRow {
            label: Some(cause.title.clone()),
            href: Some(route.to(&Route::Term(FacetKind::Cause, cause.cause.clone()))),
            note: Some(format!("{}, {} %", cause.incidents.count, cause.cumulative_percent)),
            height: 18,
            ..SceneRow::default()
        };
        let share = cause.incidents.count as f64 / most as f64;
        row.rect(0.0, 0.15, share, 0.7, "bar", None);
        let so_far = cause.cumulative_percent as f64 / 100.0;
        row.line((so_far, 0.0), (so_far, 1.0), "halo");
        row.line((so_far, 0.0), (so_far, 1.0), "cumulative");
        row
    });
    let picture = Picture {
        description: format!(
            "{} by number of incidents, each with the share of all up to it",
            if shown.len() < ROWS {
                "Root causes".to_owned()
            } else {
                format!("The {ROWS} most frequent root causes")
            }
        ),
        rows: rows.collect(),
        labelled: true,
        ..Picture::default()
    };
    Some(picture.legend("bar", "Incidents").legend("cumulative", "Share of all so far"))
}

fn ages(report: &FollowUps) -> Option<Picture> {
    let most = report.ages.iter().map(|age| age.open.count).max().filter(|most| *most > 0)?;
    let rows = report.ages.iter().map(|age| {
        let mut row = SceneRow {
            label: Some(age.age.to_owned()),
            note: Some(age.open.count.to_string()),
            height: 18,
            ..SceneRow::default()
        };
        row.rect(0.0, 0.15, age.open.count as f64 / most as f64, 0.7, "bar", None);
        row
    });
    Some(Picture {
        description: "Open commitments by the time since their incident".to_owned(),
        rows: rows.collect(),
        labelled: true,
        ..Picture::default()
    })
}

/// Curve of the share still open by day.
fn survival(closing: &Survival) -> Option<Picture> {
    let longest = closing.longest();
    if closing.steps.is_empty() || longest <= 0 {
        return None;
    }
    // A few very old open follow-ups would compress the rest.
    let last = closing.steps.last().map_or(longest, |step| step.days);
    let end = longest.min(last.max(1) * 3 / 2) as f64;
    let mut row = SceneRow { height: 180, ..SceneRow::default() };
    let y = |open: f64| 0.06 + (1.0 - open) * 0.88;
    for (share, text) in [(1.0, "100 %"), (0.5, "50 %"), (0.0, "0 %")] {
        row.line((0.0, y(share)), (1.0, y(share)), "grid");
        row.word(1.0, y(share) - 0.015, text);
    }
    let (mut x, mut open) = (0.0, 1.0);
    for step in &closing.steps {
        let next = step.days as f64 / end;
        row.line((x, y(open)), (next, y(open)), "curve");
        row.line((next, y(open)), (next, y(step.open)), "curve");
        (x, open) = (next, step.open);
    }
    row.line((x, y(open)), (1.0, y(open)), "curve");
    if let Some(median) = closing.median_days {
        let x = median as f64 / end;
        row.line((x, y(0.5)), (x, y(0.0)), "median");
    }
    let ticks = linear(end).into_iter().map(|days| (days as f64 / end, format!("{days} days")));
    Some(
        Picture {
            description: format!(
                "The share of {} still open by days since the incident",
                count(closing.n, "commitment")
            ),
            rows: vec![row, SceneRow::axis(&ticks.collect::<Vec<_>>())],
            ..Picture::default()
        }
        .legend("curve", "Still open")
        .legend("median", "Half are done"),
    )
}
