//! What each stage of a build took, for `--timings`: the clock that the pipeline does not have.

use crate::pipeline::Stage;
use std::cell::RefCell;
use std::time::{Duration, Instant};

/// A clock that runs from one stage to the next.
pub(super) struct Timings {
    last: RefCell<Instant>,
    stages: RefCell<Vec<(Stage, Duration)>>,
}

impl Timings {
    /// Starts the clock.
    pub fn start(now: Instant) -> Timings {
        Timings { last: RefCell::new(now), stages: RefCell::default() }
    }

    /// A stage has ended.
    pub fn done(&self, stage: Stage) {
        let now = Instant::now();
        let began = self.last.replace(now);
        self.stages.borrow_mut().push((stage, now - began));
    }

    /// A line a stage: its name, milliseconds.
    pub fn lines(&self) -> String {
        let line = |(stage, took): &(Stage, Duration)| {
            let name = format!("{stage:?}").to_lowercase();
            format!("{name:<12}{:>9.1} ms\n", took.as_secs_f64() * 1000.0)
        };
        self.stages.borrow().iter().map(line).collect()
    }
}
