//! What each stage of a build takes, on the example archive. `cargo bench`; for larger archives and ratios to
//! other programs, `scripts/speed.py`.
#![allow(clippy::unwrap_used, missing_docs)]

use divan::Bencher;
use hindsite::knowledge::Edition;
use hindsite::output::Foreign;
use hindsite::pipeline::{self, Linked, Memo, Request};
use hindsite::render;
use hindsite::site::SitePlan;
use hindsite::source::{Inputs, Location, Storage};
use std::path::PathBuf;
use std::time::Duration;

fn main() {
    divan::main();
}

fn request() -> Request {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let output = root.join("public");
    Request {
        location: Location { root, content: vec![], output: Some(output.clone()), storage: Storage::Disk },
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
    }
}

fn inputs() -> Inputs {
    pipeline::read(&request(), &mut Memo::default()).unwrap()
}

fn linked() -> Linked {
    pipeline::link(&request()).unwrap()
}

fn plan(linked: &Linked) -> SitePlan {
    let plan = linked.plan(linked.shards(&request()).unwrap().0);
    plan.prepare();
    plan
}

#[divan::bench]
fn read(bencher: Bencher<'_, '_>) {
    bencher.bench(inputs);
}

#[divan::bench]
fn parse(bencher: Bencher<'_, '_>) {
    let inputs = inputs();
    bencher.bench(|| pipeline::parse(&inputs, Edition::default(), &mut Memo::default()));
}

/// Reading, parsing and linking, with what is wrong.
#[divan::bench]
fn link(bencher: Bencher<'_, '_>) {
    bencher.bench(linked);
}

/// The index in memory and its shards.
#[divan::bench]
fn index(bencher: Bencher<'_, '_>) {
    let linked = linked();
    bencher.bench(|| linked.shards(&request()).map_err(|_| ()));
}

/// Which pages there are, and what they share: the reports, who is related.
#[divan::bench]
fn prepare(bencher: Bencher<'_, '_>) {
    let linked = linked();
    let (shards, _) = linked.shards(&request()).unwrap();
    bencher.with_inputs(|| shards.clone()).bench_values(|shards| linked.plan(shards).prepare());
}

#[divan::bench]
fn fingerprint(bencher: Bencher<'_, '_>) {
    let linked = linked();
    let plan = plan(&linked);
    bencher.bench(|| {
        let digest = |(file, route): (&String, _)| {
            let view = plan.view(route)?;
            render::fingerprint(&linked.theme, file, &view).ok()
        };
        plan.pages.iter().filter_map(digest).fold(0, |all, one| all ^ one)
    });
}

#[divan::bench]
fn render_all(bencher: Bencher<'_, '_>) {
    let linked = linked();
    let plan = plan(&linked);
    bencher.bench(|| {
        let pages = plan.pages.values().filter_map(|route| plan.view(route));
        pages.map(|view| render::page(&linked.theme, view)).filter(Result::is_ok).count()
    });
}
