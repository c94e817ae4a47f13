//! Closed views: one struct per template with everything the page shows. Templates can access nothing else,
//! so a view's digest determines whether its page changed.

mod actions;
mod calendar;
mod chrome;
mod facets;
mod home;
mod incident;
mod list;
mod not_found;
mod report;
mod resolve_links;
mod rug_plot;
mod same_cause;
mod search;
mod timeline;
mod years;

pub use chrome::{Chrome, Logo, NavItem, SiteAssets, address, canonical, is_indexed, site_path};
pub use facets::FacetsView;
pub use home::HomeView;
pub use incident::{IncidentView, details};
pub use list::ListView;
pub use not_found::NotFoundView;
pub use report::{ReportView, ReportsView};
pub use search::SearchView;
pub use years::{is_split, years};

use crate::diagnostic::count;
use crate::incident::duration;
use crate::incident::moment::{Moment, Precision};
use crate::incident::slug::slugify;
use crate::knowledge::facets::FacetKind;
use crate::knowledge::{Entry, Id, KnowledgeBase, severities};
use crate::site::routes::Route;
use serde::Serialize;
use std::sync::Arc;

/// A link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Link {
    /// The text.
    pub text: String,
    /// The URL.
    pub href: String,
}

/// A time for a `<time>` element.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct When {
    /// Machine-readable: `2026-03-02` or `2026-03-02T14:05:00+00:00`.
    pub iso: String,
    /// The date: `2 Mar 2026`.
    pub text: String,
    /// The time of day, if known: `14:05`.
    pub clock: Option<String>,
}

/// A severity, shown as text and shape, never by colour alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Badge {
    /// The name: `SEV1`.
    pub text: String,
    /// URL of its index page.
    pub href: String,
    /// 1 (worst) to 5; 0 for an unknown severity.
    pub level: u32,
}

/// An incident in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Its slug.
    pub id: Arc<str>,
    /// Its title.
    pub title: String,
    /// URL of its page.
    pub href: String,
    /// When it happened.
    pub date: Option<When>,
    /// Its severity.
    pub severity: Option<Badge>,
    /// Its duration: `2h 15m`.
    pub duration: Option<String>,
    /// The duration in seconds, for sorting.
    pub seconds: Option<i64>,
    /// Affected services.
    pub services: Vec<Link>,
    /// Root causes.
    pub causes: Vec<Link>,
    /// `Near miss`, `Maintenance`, …; `None` for an ordinary incident.
    pub kind: Option<String>,
}

impl When {
    /// Formats a time.
    pub fn new(moment: &Moment) -> When {
        let (day, time) = (moment.local.date(), moment.local.time());
        // `month` is between 1 and 12.
        let month = MONTHS[day.month() as usize - 1];
        let mut text = String::with_capacity(11);
        digits(day.day().into(), 1, &mut text);
        text.extend([" ", month, " "]);
        digits(day.year().into(), 4, &mut text);
        if moment.precision == Precision::Day {
            return When { iso: day.to_string(), text, clock: None };
        }
        let offset = offset_text(moment);
        let mut iso = String::with_capacity(25);
        for (number, width, behind) in
            [(day.year(), 4, "-"), (day.month().into(), 2, "-"), (day.day().into(), 2, "T")]
        {
            digits(number.into(), width, &mut iso);
            iso.push_str(behind);
        }
        let mut clock = String::with_capacity(12);
        digits(time.hour().into(), 2, &mut clock);
        clock.push(':');
        digits(time.minute().into(), 2, &mut clock);
        iso.push_str(&clock);
        iso.push(':');
        digits(time.second().into(), 2, &mut iso);
        iso.push_str(&offset);
        clock.push(' ');
        clock.push_str(if moment.offset.is_zero() { "UTC" } else { &offset });
        When { iso, text, clock: Some(clock) }
    }
}

/// Appends a zero-padded number. Negative years are written as `format!` does.
fn digits(number: i32, width: u32, out: &mut String) {
    match u32::try_from(number) {
        Ok(number) if number < 10_u32.pow(width.max(2)) => {
            let shown = width.max(if number < 10 { 1 } else { 2 });
            for place in (0..shown).rev() {
                // A digit is less than ten.
                out.extend(char::from_digit(number / 10_u32.pow(place) % 10, 10));
            }
        }
        _ => out.push_str(&format!("{number:0width$}", width = width as usize)),
    }
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn offset_text(moment: &Moment) -> String {
    let minutes = moment.offset.seconds() / 60;
    let mut text = String::from(if minutes < 0 { "-" } else { "+" });
    digits(minutes.abs() / 60, 2, &mut text);
    text.push(':');
    digits(minutes.abs() % 60, 2, &mut text);
    text
}

/// Builds the row of an entry in a list on page `from`.
pub fn row(knowledge: &KnowledgeBase, from: &Route, id: Id) -> Row {
    let entry = &knowledge.entries[id];
    let incident = &entry.incident;
    Row {
        id: entry.slug.clone(),
        title: incident.title.clone(),
        href: from.to(&Route::Incident(entry.slug.clone())),
        date: incident.date.as_ref().map(When::new),
        severity: badge(knowledge, entry, from),
        duration: incident.duration.as_ref().map(|stated| duration::format(stated.length)),
        seconds: incident.duration.as_ref().map(|stated| stated.length.as_secs()),
        services: services(knowledge, entry, from),
        causes: causes(knowledge, entry, from),
        kind: kind_label(entry),
    }
}

/// Returns the severity of an entry. A severity that only templates and index pages state has no page.
pub fn badge(knowledge: &KnowledgeBase, entry: &Entry, from: &Route) -> Option<Badge> {
    let severity = entry.severity.as_ref()?;
    let slug = slugify(&severity.name);
    knowledge.facet(FacetKind::Severity).terms.get(&slug)?;
    Some(Badge {
        text: severity.name.clone(),
        href: from.to(&Route::Term(FacetKind::Severity, slug)),
        level: severities::level(severity.rank),
    })
}

/// Returns the services of an entry with links.
pub fn services(knowledge: &KnowledgeBase, entry: &Entry, from: &Route) -> Vec<Link> {
    terms(knowledge, FacetKind::Service, &entry.services, from)
}

/// Returns the root causes of an entry with links.
pub fn causes(knowledge: &KnowledgeBase, entry: &Entry, from: &Route) -> Vec<Link> {
    terms(knowledge, FacetKind::Cause, &entry.causes, from)
}

fn terms(knowledge: &KnowledgeBase, kind: FacetKind, slugs: &[String], from: &Route) -> Vec<Link> {
    let facet = knowledge.facet(kind);
    let link = |slug: &String| Link {
        text: facet.title(slug).to_owned(),
        href: from.to(&Route::Term(kind, slug.clone())),
    };
    // What only templates and index pages state has no page.
    slugs.iter().filter(|slug| facet.terms.contains_key(*slug)).map(link).collect()
}

fn kind_label(entry: &Entry) -> Option<String> {
    use crate::incident::fields::words::Kind;
    let label = match entry.incident.kind {
        Kind::Incident => return None,
        Kind::NearMiss => "Near miss",
        Kind::Security => "Security",
        Kind::Maintenance => "Maintenance",
        Kind::Exercise => "Exercise",
        Kind::Document => "Document",
    };
    Some(label.to_owned())
}

/// Formats a percentage for an SVG attribute, with at most two decimals.
pub fn percent(value: f64) -> String {
    let text = format!("{:.2}", value.clamp(0.0, 100.0));
    format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
}

/// Formats a number of days, coarser for longer periods: `12 days`, `5 months`, `14 years`.
pub fn days(days: usize) -> String {
    match days {
        0..60 => count(days, "day"),
        60..730 => count(days * 12 / 365, "month"),
        _ => count(days / 365, "year"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::DateTime;
    use jiff::tz::Offset;

    proptest::proptest! {
        /// Compares with jiff's own formatting.
        #[test]
        fn moments_are_written_as_the_calendar_writes_them(
            seconds in -62_000_000_000_i64..250_000_000_000, minutes in -720_i32..=720, precise: bool,
        ) {
            let at = jiff::Timestamp::from_second(seconds).unwrap();
            let offset = Offset::from_seconds(minutes * 60).unwrap();
            let local: DateTime = offset.to_datetime(at);
            let precision = if precise { Precision::Second } else { Precision::Day };
            let when = When::new(&Moment { at, local, offset, precision });
            assert_eq!(when.text, local.strftime("%-d %b %Y").to_string());
            if precise {
                let zone = format!("{}{:02}:{:02}", if minutes < 0 { '-' } else { '+' }, minutes.abs() / 60, minutes.abs() % 60);
                assert_eq!(when.iso, format!("{local}{zone}"));
                let zone = if minutes == 0 { "UTC" } else { &zone };
                assert_eq!(when.clock, Some(format!("{} {zone}", local.strftime("%H:%M"))));
            } else {
                assert_eq!((when.iso, when.clock), (local.date().to_string(), None));
            }
        }
    }

    #[test]
    fn the_longer_ago_the_coarser() {
        let told = [1, 59, 60, 236, 729, 730, 5166].map(days);
        assert_eq!(told, ["1 day", "59 days", "1 month", "7 months", "23 months", "2 years", "14 years"]);
    }
}
