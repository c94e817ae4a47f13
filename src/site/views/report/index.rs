//! The index of reports, with the main figures of each.

use super::super::chrome::{Chrome, NavItem, SiteAssets};
use super::cells::{LineView, line};
use super::tabs;
use crate::diagnostic::count;
use crate::knowledge::KnowledgeBase;
use crate::report::document::{Line, lead};
use crate::report::follow_ups::Tally;
use crate::report::scope::Which;
use crate::report::{Reports, Topic};
use crate::site::routes::Route;
use serde::Serialize;
use std::collections::BTreeSet;

/// The index of reports.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReportsView {
    /// The frame.
    pub chrome: Chrome,
    /// Links to the reports.
    pub tabs: Vec<NavItem>,
    /// What is counted.
    pub lead: Vec<LineView>,
    /// One card per report.
    pub cards: Vec<Card>,
}

/// A report's card.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Card {
    /// Its title.
    pub title: String,
    /// URL of its page.
    pub href: String,
    /// Its first sentences.
    pub lines: Vec<LineView>,
}

impl ReportsView {
    /// Builds the page.
    pub fn new(knowledge: &KnowledgeBase, reports: &Reports, assets: &SiteAssets) -> ReportsView {
        let route = Route::Reports;
        let description =
            "Which causes recur, whether the fixes held, what was promised, who found out first.";
        let view = |lines: Vec<Line>| lines.iter().map(|one| line(knowledge, &route, one)).collect();
        ReportsView {
            chrome: Chrome::new(knowledge, assets, &route, "Reports", description),
            tabs: tabs(&route, None),
            lead: view(lead(&reports.causes.header).into_iter().take(2).collect()),
            cards: Topic::ALL
                .into_iter()
                .map(|topic| Card {
                    title: topic.title().to_owned(),
                    href: route.to(&Route::Report(topic)),
                    lines: view(first(reports, topic)),
                })
                .collect(),
        }
    }
}

fn first(reports: &Reports, topic: Topic) -> Vec<Line> {
    match topic {
        Topic::Causes => causes(reports),
        Topic::FollowUps => follow_ups(reports),
        Topic::Detection => detection(reports),
        Topic::Trends => trends(reports),
    }
}

fn causes(reports: &Reports) -> Vec<Line> {
    let report = &reports.causes;
    let recurring = report.recurring().count();
    let roots = report.causes.iter().filter(|cause| cause.incidents.count > 0).count();
    let mut lines = vec![Line::new(match report.causes.len() {
        0 => "No incident names a root cause".to_owned(),
        _ => format!("{} of {} came back", recurring, count(roots, "root cause")),
    })];
    for (verdict, figure) in &report.fixes.verdicts {
        lines.push(Line {
            text: format!("{}: {}", verdict.words(), figure.count),
            incidents: figure.incidents.clone(),
        });
    }
    lines
}

fn follow_ups(reports: &Reports) -> Vec<Line> {
    let report = &reports.follow_ups;
    let standings = &report.commitments;
    let about = |text: String, incidents: Vec<&Which>| {
        // Newest first, without duplicates.
        let incidents: BTreeSet<&Which> = incidents.into_iter().collect();
        Line { text, incidents: incidents.into_iter().cloned().collect() }
    };
    let tally = |text: &str, tallies: &[&Tally]| {
        let count: usize = tallies.iter().map(|tally| tally.count).sum();
        about(format!("{count} {text}"), tallies.iter().flat_map(|tally| &tally.incidents).collect())
    };
    let proposals = report.repeated.iter().flat_map(|one| &one.proposals);
    vec![
        tally("overdue", &[&standings.overdue]),
        tally("open and not overdue", &[&standings.open, &standings.in_progress]),
        tally("done", &[&standings.done]),
        about(
            format!("{} that nobody took on", count(report.ideas.len(), "idea")),
            report.ideas.iter().map(|item| &item.incident).collect(),
        ),
        about(
            format!("{} proposed again", count(report.repeated.len(), "follow-up")),
            proposals.map(|proposal| &proposal.incident).collect(),
        ),
    ]
}

fn detection(reports: &Reports) -> Vec<Line> {
    let found = &reports.detection.found;
    let known = found.we.count + found.they.count;
    if known == 0 {
        return vec![Line::new("No incident says who found it")];
    }
    vec![
        Line {
            text: format!("We found {} of {known}", found.we.count),
            incidents: found.we.incidents.clone(),
        },
        Line {
            text: format!("Others told us about {} of {known}", found.they.count),
            incidents: found.they.incidents.clone(),
        },
        Line {
            text: format!("{} not recorded", found.unknown.count),
            incidents: found.unknown.incidents.clone(),
        },
    ]
}

fn trends(reports: &Reports) -> Vec<Line> {
    let report = &reports.trends;
    let mut lines: Vec<Line> = report
        .severities
        .iter()
        .map(|severity| Line {
            text: format!(
                "{}: {}",
                severity.severity.as_deref().unwrap_or("Unrated"),
                count(severity.incidents.count, "incident")
            ),
            incidents: severity.incidents.incidents.clone(),
        })
        .collect();
    lines.push(Line::new(match report.together.len() {
        0 if report.pairs_tested == 0 => "Too few incidents to tell which services fail together".to_owned(),
        0 => "No services fail together more than chance explains".to_owned(),
        n => format!("{} of services fail together more than chance explains", count(n, "pair")),
    }));
    lines
}
