//! Builds the site of a folder on as many threads as rayon has and calls [`stage_ended`] after each stage. callgrind dumps
//! its counters there, whatever the compiler inlined elsewhere. `scripts/instructions.py` runs it.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

use hindsite::knowledge::Edition;
use hindsite::output::Foreign;
use hindsite::pipeline::{self, Request};
use hindsite::source::{Location, Storage};
use std::path::PathBuf;
use std::time::Duration;

fn main() {
    let [content, output] = std::env::args().skip(1).collect::<Vec<_>>().try_into().unwrap();
    let (content, output) = (PathBuf::from(content), PathBuf::from(output));
    let location = Location {
        root: content.clone(),
        content: vec![content],
        output: Some(output.clone()),
        storage: Storage::Disk,
    };
    let request = Request {
        location,
        today: jiff::civil::date(2026, 11, 22),
        edition: Edition::default(),
        base_url: None,
        strict: false,
        output,
        cache: None,
        foreign: Foreign::Respect,
        home: None,
        patience: Duration::ZERO,
        matches: Default::default(),
    };
    pipeline::build(&request, None, &|stage| stage_ended(&format!("{stage:?}").to_lowercase())).unwrap();
}

/// Names a stage that has ended. callgrind finds this function by its name.
#[inline(never)]
fn stage_ended(stage: &str) {
    println!("{}", std::hint::black_box(stage));
}
