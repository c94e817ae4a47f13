//! From a look to what is served: the loop of `hindsite serve`, one turn at a time.

use super::live::{Audience, Live, plain};
use super::pages::Site;
use super::shards::Shards;
use crate::diagnostic::{Code, Diagnostic, Problem, Report, Texts};
use crate::pipeline::{self, Failure, Linked, Look, Request, Warm};
use crate::search::resident::Resident;
use crate::site::views::site_path;
use crate::watch::{Wake, Watch};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Follows an archive and keeps [`Live`] up to date.
#[derive(Debug)]
pub struct Follower {
    live: Arc<Live>,
    warm: Warm,
    /// The search index, as far as browsers have asked for it.
    index: Arc<Resident>,
    generation: u64,
    theme: u128,
    known: BTreeSet<(Arc<str>, Code, String)>,
}

/// What a turn brought.
#[derive(Debug)]
pub enum News {
    /// There is a new site.
    Shown {
        /// The digest of everything it was made from.
        inputs: u128,
        /// What changed since the last one; empty for the first.
        changed: Vec<String>,
        /// How many incidents it has.
        incidents: usize,
        /// How many pages.
        pages: usize,
        /// The browsers that look at it.
        audience: Audience,
        /// From the look to the new site.
        took: Duration,
        /// What is wrong with it and was not with the one before.
        problems: Report,
    },
    /// There is none: the last good one stays.
    Failed(Failure),
    /// The system gives no hints, for this reason; changes are looked for.
    Polling(String),
}

impl Follower {
    /// Follows for `live`.
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

    /// Follows until somebody stops the watch. `request` is asked before each turn: the day may be another.
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

    /// Looks once; `None` when everything is as it was.
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
                        // Nobody's page waits for what the terminal says.
                        let incidents = linked.knowledge.incidents().count();
                        let problems = self.new_problems(linked.report());
                        News::Shown { inputs: digest, changed, incidents, pages, audience, took, problems }
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
        // The built-in templates are known to be whole; trying them would delay the first page by the time
        // that everything an archive can be asked takes.
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

    /// What is said for the first time, or again after it was gone. That it moved within its file is no news.
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
