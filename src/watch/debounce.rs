//! Debounces file events. Uses constant memory for any number of events.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Quiet time before a scan: an editor's truncate, write and rename is one save.
pub const QUIET: Duration = Duration::from_millis(25);
/// Maximum delay of a scan during a burst of events.
pub const BOUND: Duration = Duration::from_millis(500);

/// A kind of event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cue {
    /// None; the wait timed out.
    Nothing,
    /// Files changed.
    Changes,
    /// Folders were created or removed, or events were lost, so some changes may have been missed.
    Folders,
    /// A request to stop.
    Stop,
}

/// Collects events and waits for a pause.
#[derive(Debug, Default)]
pub(super) struct Pace {
    heard: Mutex<Option<Heard>>,
    bell: Condvar,
}

#[derive(Debug, Clone, Copy)]
struct Heard {
    cue: Cue,
    first: Instant,
    last: Instant,
}

impl Pace {
    /// Records an event.
    pub fn hint(&self, cue: Cue) {
        let now = Instant::now();
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        *heard = Some(match *heard {
            Some(before) => Heard { cue: before.cue.max(cue), first: before.first, last: now },
            None => Heard { cue, first: now, last: now },
        });
        self.bell.notify_all();
    }

    /// Waits for a pause after an event, for the maximum delay, or until `due`.
    pub fn wait(&self, due: Instant) -> Cue {
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let until = match *heard {
                Some(Heard { cue: Cue::Stop, .. }) => return Cue::Stop,
                Some(Heard { first, last, .. }) => (last + QUIET).min(first + BOUND),
                None => due,
            };
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return heard.take().map_or(Cue::Nothing, |heard| heard.cue);
            }
            heard = self.bell.wait_timeout(heard, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

/// Stops the wait from any thread.
#[derive(Debug, Clone)]
pub struct Stopper(Arc<Pace>);

impl Stopper {
    pub(super) fn new(pace: &Arc<Pace>) -> Stopper {
        Stopper(pace.clone())
    }

    /// Stops this wait and all later ones.
    pub fn stop(&self) {
        self.0.hint(Cue::Stop);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;

    fn later() -> Instant {
        Instant::now() + Duration::from_secs(60)
    }

    #[test]
    fn a_single_save_is_looked_at_after_a_short_silence() {
        let pace = Pace::default();
        let start = Instant::now();
        pace.hint(Cue::Changes);
        assert_eq!(pace.wait(later()), Cue::Changes);
        assert!(start.elapsed() >= QUIET && QUIET <= Duration::from_millis(50));
        assert_eq!(pace.wait(Instant::now()), Cue::Nothing, "a look takes what was heard");
    }

    #[test]
    fn a_burst_is_a_handful_of_looks() {
        let pace = Pace::default();
        let end = Instant::now() + Duration::from_millis(1200);
        let looks = thread::scope(|scope| {
            scope.spawn(|| {
                while Instant::now() < end {
                    pace.hint(Cue::Changes);
                    thread::sleep(Duration::from_millis(1));
                }
            });
            let mut looks = 0;
            while Instant::now() < end {
                assert_eq!(pace.wait(later()), Cue::Changes);
                looks += 1;
            }
            looks
        });
        // A busy machine may wake a thread late, but the number of scans is bounded.
        assert!((2..=10).contains(&looks), "{looks} looks");
    }

    #[test]
    fn lost_hints_are_not_forgotten_behind_ordinary_ones() {
        let pace = Pace::default();
        pace.hint(Cue::Folders);
        pace.hint(Cue::Changes);
        assert_eq!(pace.wait(later()), Cue::Folders);
    }
}
