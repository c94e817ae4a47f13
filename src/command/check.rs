//! `hindsite check`: what is wrong with the archive, and what would make it better.

use super::broken::Changes;
use super::{Voice, narrow, place};
use crate::cli::{Check, CheckFormat, Global};
use crate::diagnostic::{Code, Report, count, explain, github, human, json, nearest, sarif, short};
use crate::knowledge::Edition;
use crate::pipeline::{self, Failure};
use crate::{fs, git};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

/// Reports; whether there are errors is the exit code.
pub fn run(global: &Global, options: &Check, voice: &Voice) -> Result<u8, Failure> {
    if let Some(id) = &options.explain {
        return explained(id, voice).map(|()| 0);
    }
    let scope = narrow::scope(global, &options.paths)?;
    let mut request = place::looking(&scope.global, Edition { drafts: true, audience: options.audience })?;
    request.cache = None;
    let root = request.location.root.clone();
    if scope.global.content.is_empty() && !super::build::is_knowledge_base(&root) {
        return Err(place::nothing_here(
            &root,
            "name the folder with your postmortems: `hindsite check DIR`",
        ));
    }
    let changed = match &options.changed_since {
        Some(reference) => {
            let difference = git::changes_since(&root, reference)?;
            Some(Changes::new(difference.changed, &difference.removed))
        }
        None => None,
    };
    let linked = match pipeline::check(&request) {
        Ok(linked) => linked,
        Err(Failure::Configuration(report)) => {
            let changed = changed.map(|changes| changes.files);
            return misconfigured(report, options, &root, changed, voice);
        }
        Err(failure) => return Err(failure),
    };
    let mut report = linked.report();
    let documents: Vec<&str> = linked.inputs.sources.iter().map(|source| &*source.path).collect();
    report.problems.retain(|problem| {
        let told = &problem.diagnostic;
        let concerns = || changed.as_ref().is_none_or(|changes| changes.concern(told));
        // That there is nothing concerns whatever was asked for.
        (scope.holds(&told.place.path) && concerns()) || told.code == Code::NothingToBuild
    });
    let listed =
        |path: &str| scope.holds(path) && changed.as_ref().is_none_or(|changes| changes.files.contains(path));
    let looked_at = documents.iter().filter(|path| listed(path)).count();
    for path in scope.without(&documents) {
        voice.say(&format!("`{path}` has no documents that hindsite reads: nothing in it was checked"));
    }
    print(&report, options, &root, changed.map(|changes| changes.files), looked_at, voice)?;
    let warnings = options.strict && report.count(crate::diagnostic::Severity::Warning) > 0;
    Ok(u8::from(report.has_errors() || warnings))
}

/// Nothing was checked: what is wrong with the configuration or the theme, for whoever asked. A person reads it on
/// stderr, as from every command; a program, where it reads the rest.
fn misconfigured(
    report: Report,
    options: &Check,
    root: &Path,
    changed: Option<BTreeSet<String>>,
    voice: &Voice,
) -> Result<u8, Failure> {
    if options.format == CheckFormat::Human {
        return Err(Failure::Configuration(report));
    }
    print(&report, options, root, changed, 0, voice)?;
    Ok(Failure::Configuration(report).exit_code())
}

fn print(
    report: &Report,
    options: &Check,
    root: &Path,
    changed: Option<BTreeSet<String>>,
    looked_at: usize,
    voice: &Voice,
) -> Result<(), Failure> {
    let text = match options.format {
        CheckFormat::Human => format!("{}{}", human::report(report), ending(report, looked_at)),
        CheckFormat::Short => short::write(report),
        CheckFormat::Json => json::write(report).map_err(unwritten)?,
        CheckFormat::Sarif => sarif::write(report, &place::above(root)).map_err(unwritten)?,
        CheckFormat::Github => return annotate(report, root, changed, voice),
    };
    match options.format {
        CheckFormat::Human => voice.answer(|_| text)?,
        // Nothing is printed for no problems, not even an empty line.
        CheckFormat::Short if text.is_empty() => {}
        _ => voice.print(&text)?,
    }
    Ok(())
}

/// Annotations on stdout, the summary where the workflow wants it.
fn annotate(
    report: &Report,
    root: &Path,
    changed: Option<BTreeSet<String>>,
    voice: &Voice,
) -> Result<(), Failure> {
    // Without `--changed-since`, everything is reported, and the files of the pull request come first.
    let base = variable("GITHUB_BASE_REF");
    let asked = base.and_then(|base| git::changes_since(root, &format!("origin/{base}")).ok());
    let changed = changed.or(asked.map(|difference| difference.changed)).unwrap_or_default();
    let annotated = github::write(report, &changed, &place::above(root));
    if !annotated.commands.is_empty() {
        voice.print(&annotated.commands)?;
    }
    match variable("GITHUB_STEP_SUMMARY") {
        Some(file) => fs::append(Path::new(&file), annotated.summary.as_bytes()).map_err(|error| {
            let hint = error.remedy().unwrap_or("GITHUB_STEP_SUMMARY names a file that can be written");
            Failure::Environment { message: error.to_string(), hint: Some(hint.to_owned()) }
        })?,
        None if annotated.left > 0 => {
            voice.say(&format!("{} more: `hindsite check` prints them all", annotated.left));
        }
        None => {}
    }
    Ok(())
}

/// What there is, by code, and what to do about it.
fn ending(report: &Report, looked_at: usize) -> String {
    let documents = count(looked_at, "document");
    let Some(tally) = human::tally(report) else { return format!("No problems in {documents}\n") };
    let mut counts: BTreeMap<_, usize> = BTreeMap::new();
    for problem in &report.problems {
        *counts.entry((problem.diagnostic.severity, problem.diagnostic.code)).or_default() += 1;
    }
    let mut out = format!("{tally} in {documents}\n\n");
    // Writing into a `String` cannot fail.
    for ((severity, code), count) in &counts {
        let _ = writeln!(out, "{count:>6}  {}  {:<7}  {}", code.id(), severity.word(), code.about());
    }
    let first = counts.keys().next().map_or("HS500", |(_, code)| code.id());
    let _ = writeln!(out, "\n`hindsite check --explain {first}` says why it matters and how to silence it");
    out
}

fn explained(id: &str, voice: &Voice) -> Result<(), Failure> {
    match Code::from_id(id) {
        Some(code) => {
            let silence = match code.is_fatal() {
                true => "Nothing silences it: the page cannot be made while it stands.".to_owned(),
                false => format!(
                    "Silence it everywhere with `{id} = \"off\"` under `[check.levels]` in hindsite.toml, in one \
                     document with `<!-- hindsite: allow {id} -->`.",
                    id = code.id()
                ),
            };
            voice.print(&format!("{}\n\n{silence}", explain::section(code)))?;
            Ok(())
        }
        None => Err(Failure::Usage {
            message: format!("there is no code `{id}`"),
            hint: Some(match nearest(id, Code::ALL.iter().map(|code| code.id())) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "codes look like `HS500`; docs/diagnostics.md has them all".into(),
            }),
        }),
    }
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn unwritten(error: impl std::fmt::Display) -> Failure {
    Failure::Environment { message: format!("the problems could not be written out: {error}"), hint: None }
}
