//! The loop of `hindsite serve`: checks for changes and updates the served site.

use super::live_reload::{Audience, Live, plain};
use super::page_cache::Site;
use super::shards::Shards;
use crate::diagnostic::{Code, Diagnostic, Problem, Report, Texts};
use crate::knowledge::left_out::LeftOut;
use crate::pipeline::{self, Failure, Linked, Look, Request, Warm};
use crate::search::memory_index::Resident;
use crate::site::views::site_path;
use crate::watch::{Wake, Watch};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Follows a knowledge base and keeps [`Live`] up to date.
#[derive(Debug)]
pub struct Follower {
    live: Arc<Live>,
    warm: Warm,
    /// The search index, built on the first search.
    index: Arc<Resident>,
    generation: u64,
    theme: u128,
    known: BTreeSet<(Arc<str>, Code, String)>,
}

/// The outcome of a turn.
#[derive(Debug)]
pub enum News {
    /// A new site is being served.
    Shown {
        /// Digest of all inputs.
        inputs: u128,
        /// Changed files since the last turn; empty for the first.
        changed: Vec<String>,
        /// Number of incidents.
        incidents: usize,
        /// Documents that the edition leaves out.
        left_out: Vec<LeftOut>,
        /// Number of pages.
        pages: usize,
        /// The browsers following the site.
        audience: Audience,
        /// Time from the check to the new site.
        took: Duration,
        /// New diagnostics since the previous site.
        problems: Report,
    },
    /// The build failed; still serving the last good site.
    Failed(Failure),
    /// File watching is unavailable for this reason; polling instead.
    Polling(String),
}

impl Follower {
    /// Creates a follower that updates `live`.
    pub fn new(live: Arc<Live>) -> Follower {
        Follower {
            live,
            warm: Warm::default(),
            index: Arc::default(),
            generation: 0,
            theme: 0,
            known: BTreeSet::new(),
        }
    }

    /// Follows until the watch is stopped. `request` is called before each turn, because the date may have
    /// changed.
    ///
    /// # Errors
    /// Those of `request`.
    pub fn run(
        &mut self,
        watch: &mut Watch,
        request: &mut dyn FnMut() -> Result<Request, Failure>,
        tell: &mut dyn FnMut(News),
    ) -> Result<(), Failure> {
        loop {
            if let Some(why) = watch.arm(self.warm.folders()) {
                tell(News::Polling(why));
            }
            if watch.wait() == Wake::Stop {
                return Ok(());
            }
            if let Some(news) = self.turn(&request()?) {
                tell(news);
            }
        }
    }

    /// Checks once; returns `None` if nothing changed.
    pub fn turn(&mut self, request: &Request) -> Option<News> {
        let started = Instant::now();
        match self.warm.look(request) {
            Look::Same => None,
            Look::Failed(failure) => Some(self.fail(failure)),
            Look::New { inputs, changed } => {
                let digest = inputs.digest();
                Some(match self.show(request, inputs) {
                    Ok((site, linked)) => {
                        let pages = site.plan.pages.len();
                        let audience = self.live.show(site);
                        let took = started.elapsed();
                        // Update the pages before printing to the terminal.
                        let incidents = linked.knowledge.incidents().count();
                        let problems = self.new_problems(linked.report());
                        let left_out = linked.knowledge.left_out.clone();
                        News::Shown {
                            inputs: digest,
                            changed,
                            incidents,
                            left_out,
                            pages,
                            audience,
                            took,
                            problems,
                        }
                    }
                    Err(failure) => self.fail(failure),
                })
            }
        }
    }

    fn show(
        &mut self,
        request: &Request,
        inputs: crate::source::Inputs,
    ) -> Result<(Arc<Site>, Linked), Failure> {
        let linked = pipeline::link_from(request, inputs, &mut self.warm.memo)?;
        self.generation += 1;
        let before = self.live.now().site;
        let site = Site {
            plan: linked.plan_after(before.as_deref().map(|site| &site.plan)),
            shards: Shards::new(linked.knowledge.clone(), self.index.clone()),
            base: site_path(&linked.knowledge).trim_matches('/').to_owned(),
            theme: linked.theme.clone(),
            generation: self.generation,
        };
        // Built-in templates are tested. Probing them would delay the first page by the time it takes to
        // compute all reports.
        if site.theme.digest != self.theme && !linked.inputs.theme.is_empty() {
            site.probe()
                .map_err(|problem| Failure::Configuration(Report::new(vec![problem], &Texts::new())))?;
            self.theme = site.theme.digest;
        }
        Ok((Arc::new(site), linked))
    }

    fn fail(&mut self, failure: Failure) -> News {
        self.live.fail(&plain(&failure.text()));
        News::Failed(failure)
    }

    /// Returns diagnostics that are new since the previous turn. Moving within the file does not make a
    /// diagnostic new.
    fn new_problems(&mut self, report: Report) -> Report {
        let of = |problem: &Problem| {
            let Diagnostic { place, code, message, .. } = &problem.diagnostic;
            (place.path.clone(), *code, message.clone())
        };
        let known = std::mem::take(&mut self.known);
        self.known = report.problems.iter().map(of).collect();
        Report {
            problems: report.problems.into_iter().filter(|problem| !known.contains(&of(problem))).collect(),
        }
    }
}
