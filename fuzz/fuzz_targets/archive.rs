//! An archive in memory, from what the fuzzer thought of. Not a target.
#![allow(dead_code, reason = "each target uses its part")]

use hindsite::config::Config;
use hindsite::incident::Conventions;
use hindsite::knowledge::Edition;
use hindsite::output::Foreign;
use hindsite::pipeline::{self, Failure, Linked, Memo, Request};
use hindsite::source::{Inputs, Location, Source, Storage};
use jiff::civil::{Date, date};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

pub fn today() -> Date {
    date(2026, 11, 22)
}

pub fn source(path: &str, text: &str) -> Source {
    let digest = xxhash_rust::xxh3::xxh3_128(format!("{path}\0{text}").as_bytes());
    Source { path: path.into(), text: text.into(), digest }
}

pub fn conventions() -> Conventions {
    Conventions::new(&Config::default())
}

/// What is asked for of an archive at `root`.
pub fn request(root: &Path) -> Request {
    let location = Location { root: root.into(), content: vec![], output: None, storage: Storage::Disk };
    Request {
        location,
        today: today(),
        edition: Edition::default(),
        base_url: None,
        strict: false,
        output: root.join("public"),
        cache: None,
        foreign: Foreign::Respect,
        home: None,
        matches: Default::default(),
        patience: Duration::ZERO,
    }
}

/// What `build` makes of these documents before it publishes; `memo` keeps the theme.
pub fn link(sources: Vec<Source>, memo: &mut Memo) -> Result<Linked, Failure> {
    let request = request(Path::new(""));
    let inputs = Inputs {
        config: Arc::new(Config::default()),
        files: vec![PathBuf::new(); sources.len()],
        sources,
        media: vec![],
        statics: vec![],
        theme: vec![],
        today: today(),
        diagnostics: vec![],
    };
    pipeline::link_from(&request, inputs, memo)
}
