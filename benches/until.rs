//! Builds the site of a folder and stops at the end of a stage, so that what is counted of two such runs tells the
//! cost of a stage, whatever the compiler inlined where. `scripts/instructions.py` runs it under callgrind.
#![allow(clippy::unwrap_used, missing_docs)]

use hindsite::knowledge::Edition;
use hindsite::output::Foreign;
use hindsite::pipeline::{self, Request};
use hindsite::source::{Location, Storage};
use std::path::PathBuf;
use std::time::Duration;

fn main() {
    let [stage, content, output] = std::env::args().skip(1).collect::<Vec<_>>().try_into().unwrap();
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
    };
    let stop = |done| {
        if format!("{done:?}").to_lowercase() == stage {
            // Nothing is undone: what is left behind is not to be counted.
            std::process::exit(0);
        }
    };
    pipeline::build(&request, None, &stop).unwrap();
}
