//! The whole story: load, parse, link, plan, diff, render, publish.
//!
//! Every command that needs the archive runs this and nothing beside it. What goes wrong is a
//! [`Failure`], whose kinds are the exit codes; printing is up to the caller.

mod failure;
mod linking;
mod parsing;
mod warm;

pub use failure::Failure;
pub use linking::{Linked, check, link, link_from};
pub use parsing::parse;
pub use warm::{Look, Warm};

use crate::diagnostic::{Code, Diagnostic, Place, Report, Texts};
use crate::fs;
use crate::incident::{Audience, Incident, Parsed};
use crate::knowledge::left_out::LeftOut;
use crate::knowledge::{Edition, KnowledgeBase};
use crate::leak_check::{self, Leak, LeakCheck, Matches, Withheld};
use crate::output::{self, Artifact, Foreign, Leftover, Output, Planned, Project, Published, Recall, Told};
use crate::project;
use crate::render;
use crate::scratch;
use crate::search::Search;
use crate::search::memory_index::Resident;
use crate::site::plan::{AssetFile, Files};
use crate::site::routes::Route;
use crate::site::{SitePlan, View};
use crate::source::{self, Inputs, Location, ThemeFile};
use crate::theme::Theme;
use jiff::civil::Date;
use linking::{linked, stops, texts};
use rayon::prelude::*;
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use xxhash_rust::xxh3::xxh3_128;

/// How many files or folders of another build are named.
const MAX_LEFTOVERS: usize = 20;

/// What a build is asked for.
#[derive(Debug, Clone)]
pub struct Request {
    /// Where to read.
    pub location: Location,
    /// The day of the build.
    pub today: Date,
    /// Which documents are part of it.
    pub edition: Edition,
    /// In place of the configured `base_url`.
    pub base_url: Option<String>,
    /// Whether a warning is as bad as an error.
    pub strict: bool,
    /// The output folder.
    pub output: PathBuf,
    /// Where the search index is kept; without, it is in memory.
    pub cache: Option<PathBuf>,
    /// Whether files that hindsite did not write may be overwritten.
    pub foreign: Foreign,
    /// The person's home folder, which is never published into.
    pub home: Option<PathBuf>,
    /// How long to wait for another build of the same folder.
    pub patience: Duration,
    /// Whether a leak of withheld words is reported with the words.
    pub matches: Matches,
}

impl Request {
    /// Returns the request without a cache that must not be used, and why.
    pub fn with_usable_cache(&self) -> (Request, Option<String>) {
        let refused = self.cache.as_deref().and_then(|cache| scratch::check_cache(cache).err());
        let why = refused.map(|error| {
            let hint = error.remedy().map(|remedy| format!("\nhint: {remedy}")).unwrap_or_default();
            format!("warning: the cache cannot be kept, so it is in memory: {error}{hint}")
        });
        let cache = if why.is_some() { None } else { self.cache.clone() };
        (Request { cache, ..self.clone() }, why)
    }
}

/// A build that was published.
#[derive(Debug)]
pub struct Built {
    /// How many incidents the site has.
    pub incidents: usize,
    /// How many files the site has.
    pub files: usize,
    /// What was written and deleted.
    pub published: Published,
    /// The documents that the edition leaves out.
    pub left_out: Vec<LeftOut>,
    /// What is wrong, but not so wrong as to stop.
    pub report: Report,
    /// What there is to say about the cache.
    pub notes: Vec<String>,
}

/// A part of a build that takes time. `build --timings` tells how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Walking the folders and reading the files.
    Read,
    /// Markdown and front matter to incidents.
    Parse,
    /// Incidents to a knowledge base, and what is wrong in it.
    Link,
    /// The search index brought up to date, and its shards.
    Index,
    /// Which pages there are.
    Plan,
    /// What pages share: the reports, and which incidents are related.
    Report,
    /// What every page shows; pages that changed, rendered and written beside the site.
    Render,
    /// The new site in the place of the old.
    Publish,
}

/// Hears of each stage as it ends; the clock is the listener's.
pub type Done<'d> = &'d dyn Fn(Stage);

/// What one run leaves for the next, so that it does again only what a change calls for. A run with a memo
/// and one without give the same result.
#[derive(Debug, Default)]
pub struct Memo {
    /// What was read.
    pub sources: source::Memo,
    /// What was parsed, by digest of the document, under the conventions of the last run.
    parsed: HashMap<u128, Arc<Parsed>>,
    conventions: u128,
    /// What was linked last.
    linked: Option<Arc<KnowledgeBase>>,
    /// The theme made of the last run's files.
    theme: Option<(Option<String>, Vec<ThemeFile>, Arc<Theme>)>,
}

/// Builds a site and publishes it, all or nothing. `program` tells one build of hindsite from another; without,
/// nothing is recalled from the build before.
pub fn build(request: &Request, program: Option<u128>, done: Done<'_>) -> Result<Built, Failure> {
    let (request, refused) = &request.with_usable_cache();
    // Asked again when it is written to; asked here, because it needs no reading.
    let target = check_target(request)?;
    let mut memo = Memo::default();
    let mut inputs = read(request, &mut memo)?;
    inputs.diagnostics.extend(left_behind(request, &target)?);
    done(Stage::Read);
    let recall = request.cache.as_ref().zip(program).map(|(cache, program)| {
        let made_from = format!("{program:x} {:x} {:?}", inputs.digest(), request.edition);
        Recall::of(cache, xxh3_128(made_from.as_bytes()))
    });
    if let Some(recall) = recall.as_ref().filter(|recall| recall.knows())
        && let Some((published, told)) =
            Output::open(&target, request.patience)?.recalled(recall).map_err(Failure::disk)?
    {
        let report = Report::new(told.diagnostics, &texts(&inputs));
        if report.problems.iter().any(|problem| stops(request, &problem.diagnostic)) {
            return Err(Failure::Content(report));
        }
        let (incidents, left_out, files) = (told.incidents, told.left_out, published.unchanged);
        return Ok(Built { incidents, files, published, left_out, report, notes: vec![] });
    }
    let mut linked = linked(request, inputs, &mut memo, done)?;
    // There is no next run to keep anything for.
    drop(memo);
    let mut built = published(request, &target, &mut linked, done)?;
    built.notes.splice(0..0, refused.clone());
    // The process ends with its build: to take a large archive apart again, piece by piece, only delays the end.
    std::mem::forget(linked);
    if let Some(recall) = recall {
        let diagnostics = built.report.problems.iter().map(|problem| problem.diagnostic.clone()).collect();
        let told = Told { incidents: built.incidents, left_out: built.left_out.clone(), diagnostics };
        recall.keep(&built.published.manifest, &told);
    }
    Ok(built)
}

/// Builds from what was read.
pub fn build_from(
    request: &Request,
    mut inputs: Inputs,
    memo: &mut Memo,
    done: Done<'_>,
) -> Result<Built, Failure> {
    let (request, refused) = &request.with_usable_cache();
    let target = check_target(request)?;
    inputs.diagnostics.extend(left_behind(request, &target)?);
    let mut linked = linked(request, inputs, memo, done)?;
    let mut built = published(request, &target, &mut linked, done)?;
    built.notes.splice(0..0, refused.clone());
    Ok(built)
}

/// From what is known to a site in its place.
fn published(
    request: &Request,
    target: &output::Target,
    linked: &mut Linked,
    done: Done<'_>,
) -> Result<Built, Failure> {
    let report = linked.report();
    if !request.edition.audience.is_public() {
        // Nobody asks for the texts any more; the pages need the room.
        linked.inputs.sources.clear();
    }
    let (shards, notes) = linked.shards(request)?;
    done(Stage::Index);
    let plan = linked.plan(shards);
    done(Stage::Plan);
    let output = Output::open(target, request.patience)?;
    let pages: Vec<(&String, &Route)> = plan.pages.iter().collect();
    plan.prepare();
    done(Stage::Report);
    if request.edition.audience.is_public() {
        check_leaks(request, linked, &plan, &pages)?;
    }
    let draft = output.draft(request.foreign);
    pages.par_iter().try_for_each(|(file, route)| -> Result<(), Failure> {
        let view = view(&plan, file, route)?;
        let fingerprint = render::fingerprint(&linked.theme, file, &view).map_err(Failure::unrenderable)?;
        match draft.keep(&Planned { path: file, fingerprint }) {
            true => Ok(()),
            false => Ok(draft.put(rendered(&linked.theme, file, view, fingerprint)?)?),
        }
    })?;
    done(Stage::Render);
    let published = draft.commit()?;
    done(Stage::Publish);
    let incidents = linked.knowledge.incidents().count();
    let left_out = linked.knowledge.left_out.clone();
    Ok(Built { incidents, files: pages.len(), published, left_out, report, notes })
}

/// The search index as a site publishes it, from one that is kept in memory.
///
/// # Errors
/// What tantivy says.
pub fn shards(knowledge: &KnowledgeBase, index: &Resident) -> Result<Vec<AssetFile>, String> {
    crate::search::shards::shards(&Search::resident(knowledge, index)?)
}

/// Reads everything a site is made from.
pub fn read(request: &Request, memo: &mut Memo) -> Result<Inputs, Failure> {
    let mut inputs = source::load_with(&request.location, request.today, &mut memo.sources)?;
    if let Some(base_url) = &request.base_url {
        if let Some((message, hint)) = crate::config::no_site_address(base_url) {
            return Err(Failure::Usage {
                message: format!("--base-url: {message}"),
                hint: Some(hint.into()),
            });
        }
        let config = crate::config::Config { base_url: Some(base_url.clone()), ..(*inputs.config).clone() };
        inputs.config = Arc::new(config);
    }
    Ok(inputs)
}

/// The largest file whose content is searched for leaks to its end.
const MAX_SEARCHED: usize = 16 << 20;

/// Searches every file of a public edition for what it withholds.
fn check_leaks(
    request: &Request,
    linked: &Linked,
    plan: &SitePlan,
    pages: &[(&String, &Route)],
) -> Result<(), Failure> {
    let check = linked.leak_check();
    let leaks = |(file, route): &(&String, &Route)| {
        let artifact = rendered(&linked.theme, file, view(plan, file, route)?, 0)?;
        let bytes = match artifact.content {
            output::Content::Bytes(bytes) => bytes,
            output::Content::CopyOf(path, _) => fs::read(&path).map_err(Failure::disk)?,
        };
        // What a template or an asset of hindsite itself contains is no leak, unless a document contributes it.
        let contributed = || match view(plan, file, route).ok()? {
            View::Asset(_) => Some(String::new()),
            View::Json(_) | View::Text(_) | View::Copy { .. } => None,
            view => serde_json::to_string(&view).ok(),
        };
        Ok(check.leaks(file, &bytes[..bytes.len().min(MAX_SEARCHED)], contributed))
    };
    let leaks: Vec<Vec<Leak>> = pages.par_iter().map(leaks).collect::<Result<_, Failure>>()?;
    let entries = &linked.knowledge.entries;
    let paths: HashMap<&str, &Arc<str>> =
        entries.iter().map(|entry| (&*entry.slug, &entry.incident.path)).collect();
    linked.without_leaks(request.matches, leaks.concat(), |file| match plan.pages.get(file)? {
        Route::Incident(slug) => paths.get(&**slug).map(|path| (*path).clone()),
        _ => None,
    })
}

fn check_target(request: &Request) -> Result<output::Target, Failure> {
    let location = &request.location;
    // What is wrong with the configuration is told where it is read.
    let config = source::load_config(location.storage, &location.root).unwrap_or_default();
    let named = config.content.iter().chain([&config.static_dir]).map(String::as_str).chain(["themes"]);
    let mut inputs: Vec<PathBuf> = location.content.clone();
    inputs.extend(named.map(|folder| location.root.join(folder)));
    let (cache, home) = (request.cache.as_deref(), request.home.as_deref());
    let project = Project { root: &location.root, inputs: &inputs, cache, home };
    Ok(output::guard::check(&request.output, &project, request.foreign)?)
}

/// Names what a public edition would be published beside.
fn left_behind(request: &Request, target: &output::Target) -> Result<Vec<Diagnostic>, Failure> {
    if !request.edition.audience.is_public() {
        return Ok(vec![]);
    }
    let found = output::leftovers(target.dir()).map_err(Failure::disk)?;
    let name = request.output.to_string_lossy();
    let place = |path: &str| Place::file(format!("{}/{path}", name.trim_end_matches('/')));
    let named = found.iter().take(MAX_LEFTOVERS).map(|Leftover { path, files }| {
        let message = match files {
            1 => "left by another build; it stays beside the public edition".to_owned(),
            files => format!("{files} files left by another build; they stay beside the public edition"),
        };
        let hint =
            "delete it, or build into an empty folder; what belongs to the site belongs into `static/`";
        Diagnostic::new(Code::LeftBehind, place(path), message).hint(hint)
    });
    let more = found.len().saturating_sub(MAX_LEFTOVERS);
    let rest = (more > 0).then(|| {
        let message = format!("{more} more files or folders left by another build");
        Diagnostic::new(Code::LeftBehind, place(""), message).hint("build into an empty folder")
    });
    Ok(named.chain(rest).collect())
}

fn internal(file: &str, message: &str) -> Failure {
    let diagnostic = Diagnostic::new(Code::Internal, Place::file(file), message);
    Failure::Content(Report::new(vec![diagnostic.hint(project::report_hint())], &Texts::new()))
}

fn view(plan: &SitePlan, file: &str, route: &Route) -> Result<View, Failure> {
    plan.view(route).ok_or_else(|| internal(file, "the page was planned and has no view"))
}

fn rendered(theme: &Theme, file: &str, view: View, fingerprint: u128) -> Result<Artifact, Failure> {
    let content = catch_unwind(AssertUnwindSafe(|| render::page(theme, view)))
        .map_err(|_| internal(file, "the page could not be rendered; that is a defect of hindsite"))?
        .map_err(Failure::unrenderable)?;
    Ok(Artifact { path: file.to_owned(), fingerprint, content })
}

impl Linked {
    /// The pages there are, with the files of the search index.
    pub fn plan(&self, shards: Vec<AssetFile>) -> SitePlan {
        SitePlan::new(&self.knowledge, &self.theme.assets, self.files(shards))
    }

    /// The pages there are after an earlier plan, without the search index.
    pub fn plan_after(&self, before: Option<&SitePlan>) -> SitePlan {
        SitePlan::after(before, &self.knowledge, &self.theme.assets, self.files(vec![]))
    }

    fn files(&self, shards: Vec<AssetFile>) -> Files<'_> {
        Files { theme: &self.theme.files, shards, statics: &self.inputs.statics }
    }

    /// The search index as the site publishes it, and what there is to say about the one that is kept.
    pub fn shards(&self, request: &Request) -> Result<(Vec<AssetFile>, Vec<String>), Failure> {
        let folder = request.cache.as_ref().map(|cache| cache.join("search"));
        let mut search = Search::new(&self.knowledge, folder.as_deref()).map_err(Failure::index)?;
        let shards = crate::search::shards::shards(&search).map_err(Failure::index)?;
        Ok((shards, std::mem::take(&mut search.notes)))
    }

    /// The check for what a public edition of this withholds. It needs the texts of the sources.
    pub fn leak_check(&self) -> LeakCheck {
        let edition = Edition { audience: Audience::Restricted, ..self.knowledge.edition };
        let whole = parse(&self.inputs, edition, &mut Memo::default());
        let whole: Vec<Arc<Incident>> = whole.iter().filter_map(|parsed| parsed.incident.clone()).collect();
        LeakCheck::new(&Withheld {
            public: &self.knowledge,
            whole: &whole,
            sources: &self.inputs.texts(),
            theme: &self.theme.words,
        })
    }

    /// Fails if anything was found. `origin` gives the document that a published file is made from.
    pub fn without_leaks(
        &self,
        matches: Matches,
        leaks: Vec<Leak>,
        origin: impl Fn(&str) -> Option<Arc<str>>,
    ) -> Result<(), Failure> {
        if leaks.is_empty() {
            return Ok(());
        }
        let texts = texts(&self.inputs);
        let mut report = Report::new(leak_check::report(leaks, matches, &texts, origin), &texts);
        if matches == Matches::Hidden {
            report.hide_lines(Code::Disclosed);
        }
        Err(Failure::Content(report))
    }
}
