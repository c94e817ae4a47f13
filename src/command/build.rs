//! `hindsite build`

use super::left_out::{self, Detail};
use super::timings::Timings;
use super::{Voice, follow, place};
use crate::cli::{Build, Global};
use crate::diagnostic::{count, human};
use crate::fs;
use crate::leak_check::Matches;
use crate::output::Foreign;
use crate::pipeline::{self, Built, Failure, Request};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Builds the site and says where it is.
pub fn run(global: &Global, options: &Build, voice: &Voice) -> Result<(), Failure> {
    let started = Instant::now();
    let output = match &options.output {
        Some(output) => output.clone(),
        None => place::default_output(global)?,
    };
    let location = place::location(global, &output)?;
    if global.content.is_empty() && !is_knowledge_base(&location.root) {
        return Err(place::nothing_here(
            &location.root,
            "`hindsite init` starts one; `hindsite build --content DIR` builds an archive as it is",
        ));
    }
    let request = Request {
        cache: place::cache(global, &location),
        location,
        today: place::today(global)?,
        edition: options.edition.into(),
        base_url: options.base_url.clone(),
        strict: options.strict,
        foreign: if options.force { Foreign::Overwrite } else { Foreign::Respect },
        home: std::env::home_dir(),
        patience: Duration::from_secs(10),
        matches: if options.show_matches { Matches::Shown } else { place::matches() },
        output,
    };
    if options.watch {
        return follow::build(global, request, options.poll, voice);
    }
    let timings = Timings::start(started);
    let built = pipeline::build(&request, place::program(), &|stage| timings.done(stage))?;
    voice.warnings(&built.report);
    built.notes.iter().for_each(|note| voice.say(note));
    let detail = if options.list_left_out { Detail::All } else { Detail::Summary };
    left_out::lines(&built.left_out, request.edition, detail).iter().for_each(|line| voice.say(line));
    if options.timings {
        voice.say(timings.lines().trim_end());
    }
    voice.say(&summary(&built, &request.output, started.elapsed()));
    Ok(())
}

/// Whether there is anything to build without being told what.
pub(super) fn is_knowledge_base(root: &Path) -> bool {
    [crate::config::FILE_NAME, "content"]
        .iter()
        .any(|name| matches!(fs::stamp(&root.join(name)), Ok(Some(_))))
}

pub(super) fn summary(built: &Built, output: &Path, took: Duration) -> String {
    let published = &built.published;
    let incidents = count(built.incidents, "incident");
    let changed = match (published.written.len(), published.deleted.len()) {
        (0, 0) => "nothing changed".to_owned(),
        (written, 0) => format!("{written} written"),
        (written, deleted) => format!("{written} written, {deleted} deleted"),
    };
    let problems = human::tally(&built.report).map_or_else(String::new, |tally| format!("; {tally}"));
    let home: PathBuf = output.join("index.html");
    format!(
        "Built {incidents}: {} files ({changed}) in {:.2} s{problems}\nOpen {}",
        built.files,
        took.as_secs_f64(),
        home.display()
    )
}
