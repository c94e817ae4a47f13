//! Builds the detection report as a document.

use super::{Cell, Section, Table, interval, length, quartiles};
use crate::knowledge::KnowledgeBase;
use crate::report::detection::{Detection, Found};
use crate::report::lengths::Lengths;

/// Which incidents of a service a link selects.
const LOOKED: &str = "the last three that say who found them, and at least two";

/// Returns the sections of the report.
pub fn sections(knowledge: &KnowledgeBase, report: &Detection) -> Vec<Section> {
    vec![found(report), told(knowledge, report), delay(report), quarters(report), services(report)]
}

fn found(report: &Detection) -> Section {
    let section = Section::new("found", "We found it, or they told us");
    let known = report.found.we.count + report.found.they.count;
    if known == 0 {
        return section.line("No incident says who found it (the key detected_by), so nothing can be said");
    }
    let rows = report.ways.iter().map(|(way, figure)| {
        let we = report.found.we.incidents.contains(&figure.incidents[0]);
        vec![
            Cell::text(*way),
            Cell::text(if we { "we found it" } else { "they told us" }),
            Cell::figure(figure),
        ]
    });
    section
        .about(format!("We found {} of {known}", report.found.we.count), &report.found.we.incidents)
        .about(
            format!("Others told us about {} of {known}", report.found.they.count),
            &report.found.they.incidents,
        )
        .table(Table::new(&["Found by", "Which is", "#Incidents"]).rows(rows))
}

fn told(knowledge: &KnowledgeBase, report: &Detection) -> Section {
    let section = Section::new("told", "Only others noticed");
    if report.told.is_empty() {
        return section.line(match report.found.we.count + report.found.they.count {
            0 => "No incident says who found it, so nothing can be said".to_owned(),
            _ => format!("No service had its last incidents all reported by others ({LOOKED})"),
        });
    }
    let mut table = Table::new(&[
        "Service",
        "#Last incidents, all reported",
        "Promised to find the next",
        "State",
        "After",
    ]);
    for service in &report.told {
        let first = |at: usize| match at {
            0 => (Cell::service(&service.service, &service.title), Cell::figure(&service.last)),
            _ => Default::default(),
        };
        if service.promised.is_empty() {
            let (name, last) = first(0);
            table.rows.push(vec![name, last, Cell::text("nothing"), Cell::default(), Cell::default()]);
        }
        for (at, promise) in service.promised.iter().enumerate() {
            let (name, last) = first(at);
            table.rows.push(vec![
                name,
                last,
                Cell::text(promise.action.clone()),
                Cell::text(promise.state.words()).state(promise.state.word()),
                Cell::incident(knowledge, &promise.incident),
            ]);
        }
    }
    section.line(format!("Services whose last incidents were all reported by others ({LOOKED})")).table(table)
}

fn delay(report: &Detection) -> Section {
    let section = Section::new("delay", "Time before anybody knew");
    if report.delay.recorded.count == 0 {
        return section
            .line("No incident tells both when it started and when it was detected, to the minute");
    }
    let rows =
        [("All", &report.delay), ("We found it", &report.delay_we), ("They told us", &report.delay_they)];
    section.table(
        Table::new(&[
            "Incidents",
            "#Recorded",
            "#Lost in all",
            "#Median (quartiles)",
            "#Median, 95 % interval",
        ])
        .rows(rows.into_iter().filter(|(_, delay)| delay.of > 0).map(|(who, delay)| {
            vec![
                Cell::text(who),
                Cell::of(format!("{} of {}", delay.recorded.count, delay.of), &delay.recorded.incidents),
                Cell::text(total(delay)),
                Cell::text(quartiles(delay.spread.as_ref())),
                Cell::text(interval(delay.spread.as_ref())),
            ]
        })),
    )
}

fn total(delay: &Lengths) -> String {
    if delay.recorded.count == 0 { String::new() } else { length(delay.total_seconds) }
}

fn sides(found: &Found) -> [Cell; 3] {
    [Cell::figure(&found.we), Cell::figure(&found.they), Cell::figure(&found.unknown)]
}

fn quarters(report: &Detection) -> Section {
    let section = Section::new("quarters", "By quarter");
    if report.quarters.is_empty() {
        return section.line(report.header.window.without_dates());
    }
    let any = |found: &Found| found.we.count + found.they.count + found.unknown.count > 0;
    let rows =
        report.quarters.iter().rev().filter(|quarter| any(&quarter.found)).map(|quarter| {
            [vec![Cell::text(quarter.quarter.clone())], sides(&quarter.found).to_vec()].concat()
        });
    section.table(Table::new(&["Quarter", "#We found it", "#They told us", "#Not recorded"]).rows(rows))
}

fn services(report: &Detection) -> Section {
    let section = Section::new("services", "By service");
    if report.services.is_empty() {
        return section.line("No incident names a service");
    }
    let rows = report.services.iter().map(|service| {
        let mut row = vec![Cell::service(&service.service, &service.title)];
        row.extend(sides(&service.found));
        row.push(Cell::of(
            format!("{} of {}", service.delay.recorded.count, service.delay.of),
            &service.delay.recorded.incidents,
        ));
        row.push(Cell::text(quartiles(service.delay.spread.as_ref())));
        row
    });
    section.table(
        Table::new(&[
            "Service",
            "#We found it",
            "#They told us",
            "#Not recorded",
            "#Time to detection recorded",
            "#Median (quartiles)",
        ])
        .rows(rows),
    )
}
