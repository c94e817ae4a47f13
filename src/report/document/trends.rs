//! Builds the trends report as a document.

use super::{Cell, Column, Section, Table, interval, length, quartiles};
use crate::diagnostic::count;
use crate::knowledge::KnowledgeBase;
use crate::knowledge::facets::FacetKind;
use crate::report::scope::Figure;
use crate::report::trends::{Month, Trends};
use std::collections::BTreeMap;

const TEST: &str = "(Fisher's exact test, corrected by Holm)";
/// Maximum number of services and causes in the cross table.
const MATRIX: usize = 12;

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Returns the sections of the report.
pub fn sections(knowledge: &KnowledgeBase, report: &Trends) -> Vec<Section> {
    vec![
        months(report),
        calendar(report),
        durations(report),
        matrix(knowledge, report),
        together(knowledge, report),
    ]
}

fn months(report: &Trends) -> Section {
    let section = Section::new("months", "Incidents a month");
    if report.months.is_empty() {
        return section.line(report.header.window.without_dates());
    }
    let mut table = Table::new(&["Month", "#Incidents"]);
    table.columns.extend(report.severities.iter().map(|severity| Column {
        name: severity.severity.clone().unwrap_or_else(|| "Unrated".to_owned()),
        numeric: true,
    }));
    let busy: Vec<&Month> = report.months.iter().filter(|month| month.incidents.count > 0).collect();
    let rows = busy.iter().rev().map(|month| {
        let mut row = vec![Cell::text(month.month.clone()), Cell::figure(&month.incidents)];
        row.extend(month.by_severity.iter().map(|figure| match figure.count {
            0 => Cell::default(),
            _ => Cell::figure(figure),
        }));
        row
    });
    section
        .line(format!("{} of {} had incidents", busy.len(), count(report.months.len(), "month"),))
        .table(table.rows(rows))
}

fn calendar(report: &Trends) -> Section {
    let section = Section::new("calendar", "Calendar");
    let mut years: BTreeMap<&str, Vec<Cell>> = BTreeMap::new();
    let most = report.months.iter().map(|month| month.incidents.count).max().unwrap_or(0);
    for month in &report.months {
        let (Some(year), Some(number)) =
            (month.month.get(..month.month.len() - 3), month.month.get(month.month.len() - 2..))
        else {
            continue;
        };
        let row = years.entry(year).or_insert_with(|| vec![Cell::default(); 12]);
        if let Some(cell) =
            number.parse::<usize>().ok().and_then(|number| row.get_mut(number.checked_sub(1)?))
            && month.incidents.count > 0
        {
            *cell = Cell::figure(&month.incidents).state(heat(month.incidents.count, most));
        }
    }
    if years.is_empty() {
        return section.line(report.header.window.without_dates());
    }
    let mut columns = vec!["Year"];
    let numeric: Vec<String> = MONTHS.iter().map(|month| format!("#{month}")).collect();
    columns.extend(numeric.iter().map(String::as_str));
    let rows = years.into_iter().rev().map(|(year, cells)| [vec![Cell::text(year)], cells].concat());
    section.table(Table::new(&columns).rows(rows))
}

/// Returns the shading of a cell, in four steps.
fn heat(n: usize, most: usize) -> &'static str {
    match n * 4 / most.max(1) {
        0 => "heat-1",
        1 => "heat-2",
        2 => "heat-3",
        _ => "heat-4",
    }
}

fn durations(report: &Trends) -> Section {
    let section = Section::new("durations", "Severity and duration");
    if report.durations.is_empty() {
        return section.line("No incident records how long it took");
    }
    let rows = report.severities.iter().map(|severity| {
        let (name, time) = (severity.severity.clone(), &severity.durations);
        let spread = time.spread.as_ref();
        vec![
            Cell::text(name.unwrap_or_else(|| "Unrated".to_owned())),
            Cell::figure(&severity.incidents),
            Cell::of(format!("{} of {}", time.recorded.count, time.of), &time.recorded.incidents),
            Cell::text(quartiles(spread)),
            Cell::text(interval(spread)),
            Cell::text(spread.map_or_else(String::new, |spread| length(spread.longest))),
        ]
    });
    section.line("Side by side: the two are different things, and no score combines them").table(
        Table::new(&[
            "Severity",
            "#Incidents",
            "#Duration recorded",
            "#Median (quartiles)",
            "#Median, 95 % interval",
            "#Longest",
        ])
        .rows(rows),
    )
}

fn matrix(knowledge: &KnowledgeBase, report: &Trends) -> Section {
    let section = Section::new("service-cause", "Which service for which cause");
    if report.services_by_cause.is_empty() {
        return section.line("No incident names both a service and a root cause");
    }
    let (mut services, mut causes): (BTreeMap<&str, usize>, BTreeMap<&str, usize>) = Default::default();
    let mut cells: BTreeMap<(&str, &str), &Figure> = BTreeMap::new();
    for cell in &report.services_by_cause {
        *services.entry(&cell.service).or_default() += cell.incidents.count;
        *causes.entry(&cell.cause).or_default() += cell.incidents.count;
        cells.insert((&cell.service, &cell.cause), &cell.incidents);
    }
    let (all_services, all_causes) = (services.len(), causes.len());
    let (services, causes) = (most(services), most(causes));
    let cause_title = |slug| knowledge.facet(FacetKind::Cause).title(slug).to_owned();
    let mut table = Table::new(&["Service"]);
    table.columns.extend(causes.iter().map(|cause| Column { name: cause_title(cause), numeric: true }));
    let biggest = cells.values().map(|figure| figure.count).max().unwrap_or(0);
    let rows = services.iter().map(|service| {
        let cell = |cause: &&str| match cells.get(&(*service, *cause)) {
            Some(figure) => Cell::figure(figure).state(heat(figure.count, biggest)),
            None => Cell::default(),
        };
        let name = Cell::service(service, knowledge.facet(FacetKind::Service).title(service));
        std::iter::once(name).chain(causes.iter().map(cell)).collect()
    });
    let shown = (services.len() < all_services || causes.len() < all_causes).then(|| {
        format!(
            "The {} most frequent of {all_services} services and {} of {all_causes} causes",
            services.len(),
            causes.len()
        )
    });
    let section = match shown {
        Some(text) => section.line(text),
        None => section,
    };
    section.table(table.rows(rows))
}

fn most(counts: BTreeMap<&str, usize>) -> Vec<&str> {
    let mut names: Vec<(&str, usize)> = counts.into_iter().collect();
    names.sort_by_key(|(name, n)| (std::cmp::Reverse(*n), *name));
    names.into_iter().take(MATRIX).map(|(name, _)| name).collect()
}

fn together(knowledge: &KnowledgeBase, report: &Trends) -> Section {
    let section = Section::new("together", "Which services fail together");
    let tested = count(report.pairs_tested, "pair");
    if report.pairs_tested == 0 {
        return section
            .line("No two services were hit by the same incident three times, so nothing can be said");
    }
    if report.together.is_empty() {
        return section.line(format!(
            "{tested} of services failed together three times or more, none of them more than chance explains {TEST}"
        ));
    }
    let service = |slug| Cell::service(slug, knowledge.facet(FacetKind::Service).title(slug));
    let rows = report.together.iter().map(|pair| {
        vec![
            service(&pair.service),
            service(&pair.other),
            Cell::figure(&pair.incidents),
            Cell::text(format!("{:.1}", pair.expected)),
            Cell::text(format!("{} and {}", pair.of_service, pair.of_other)),
            Cell::text(probability(pair.p_adjusted)),
        ]
    });
    section
        .line(format!("{tested} of services failed together three times or more; these did so more than chance explains {TEST}"))
        .table(Table::new(&["Service", "With", "#Together", "#By chance", "#Incidents of each", "#p, corrected"]).rows(rows))
}

fn probability(p: f64) -> String {
    if p < 0.001 { "< 0.001".to_owned() } else { format!("{p:.3}") }
}
