//! `hindsite report`: the reports of the site in the terminal, and a stretch of time in one document.

use super::{Voice, place};
use crate::cli::{Global, Report, ReportFormat, ReportName};
use crate::knowledge::KnowledgeBase;
use crate::knowledge::facets::FacetKind;
use crate::pipeline::{self, Failure};
use crate::report::document::{Document, Subject, csv, human, markdown, review};
use crate::report::review::Review;
use crate::report::scope::Window;
use crate::report::{Reports, Topic};
use crate::site::routes::Route;
use crate::site::views::canonical;

/// Prints a report. With `--overdue`, whether something is overdue is the exit code.
pub fn run(global: &Global, options: &Report, voice: &Voice) -> Result<u8, Failure> {
    let window = Window { since: options.since, until: options.until };
    if let (Some(since), Some(until)) = (window.since, window.until)
        && since >= until
    {
        return Err(Failure::Usage {
            message: format!("`--until {until}` is not after `--since {since}`"),
            hint: Some("`--until` is the day after the last one: a quarter is `--since 2026-07-01 --until 2026-10-01`".into()),
        });
    }
    let topic = options.report.map(topic);
    if options.overdue && topic != Some(Topic::FollowUps) {
        return Err(Failure::Usage {
            message: "only follow-ups can be overdue".into(),
            hint: Some("write `hindsite report follow-ups --overdue`".into()),
        });
    }
    let request = place::looking(global, options.edition.into())?;
    let linked = pipeline::link(&request)?;
    let problems = linked.report();
    if problems.has_errors() {
        // A file that cannot be read is missing from the figures, which must not pass for all of them.
        return Err(Failure::Content(problems));
    }
    let knowledge = &linked.knowledge;
    let (text, overdue) = match topic {
        None => (whole(knowledge, window, options.format)?, false),
        Some(topic) => {
            let mut reports = Reports::new(knowledge, window);
            if options.overdue {
                reports.follow_ups.only_overdue();
            }
            let overdue = options.overdue && !reports.follow_ups.open.is_empty();
            (one(knowledge, &reports, topic, options)?, overdue)
        }
    };
    voice.print(&text)?;
    Ok(u8::from(overdue))
}

fn topic(name: ReportName) -> Topic {
    match name {
        ReportName::Causes => Topic::Causes,
        ReportName::FollowUps => Topic::FollowUps,
        ReportName::Detection => Topic::Detection,
        ReportName::Trends => Topic::Trends,
    }
}

fn one(
    knowledge: &KnowledgeBase,
    reports: &Reports,
    topic: Topic,
    options: &Report,
) -> Result<String, Failure> {
    let document = || {
        let mut document = Document::new(knowledge, reports, topic);
        if options.overdue {
            document.sections.retain(|section| section.id == "overdue");
        }
        document
    };
    Ok(match options.format {
        ReportFormat::Human => human::write(&document()),
        ReportFormat::Markdown => markdown::write(&document(), &|subject| address(knowledge, subject)),
        ReportFormat::Json => reports.json(topic).map_err(unwritten)?,
        ReportFormat::Csv => csv::write(knowledge, reports, topic).map_err(unwritten)?,
    })
}

fn whole(knowledge: &KnowledgeBase, window: Window, format: ReportFormat) -> Result<String, Failure> {
    let value = Review::new(knowledge, window);
    let document = || review::document(knowledge, &value);
    Ok(match format {
        ReportFormat::Human => human::write(&document()),
        ReportFormat::Markdown => markdown::write(&document(), &|subject| address(knowledge, subject)),
        ReportFormat::Json => value.json().map_err(unwritten)?,
        ReportFormat::Csv => csv::review(&value).map_err(unwritten)?,
    })
}

/// Where a subject's page is on the published site, when that is known.
fn address(knowledge: &KnowledgeBase, subject: &Subject) -> Option<String> {
    let route = match subject {
        Subject::Incident(slug) => Route::Incident(slug.clone()),
        Subject::Cause(slug) => Route::Term(FacetKind::Cause, slug.clone()),
        Subject::Service(slug) => Route::Term(FacetKind::Service, slug.clone()),
    };
    canonical(knowledge, &route)
}

fn unwritten(error: impl std::fmt::Display) -> Failure {
    Failure::Environment { message: format!("the report could not be written out: {error}"), hint: None }
}
