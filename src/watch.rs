//! WHEN to look again. What changed is not known here: whoever looks walks the folders and compares
//! stamps and digests.
//!
//! The system's events are hints and no more: measured, 150 to 276 of 300 files showed up after a
//! `git checkout`. So
//!
//! - a hint starts a short wait for silence, which a burst cannot stretch beyond a bound ([`pace`]);
//! - a folder that came or went is looked at once more a second later, when its own watch stands;
//! - whatever happens, there is a look every few seconds: the net;
//! - when the system cannot watch (its limits are exhausted, or it is a network's file system and the
//!   person said `--poll`), the net is all there is, and closer.
//!
//! Each folder is watched by itself, and the set follows what the last look walked ([`Watch::arm`]): what
//! is hidden, ignored or our own output is not watched at all, and a folder put in the place of another is
//! seen by its identity.

mod debounce;
mod notify_watcher;

use crate::source::Folders;
use debounce::{Cue, Pace};
use notify_watcher::Native;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

pub use debounce::{BOUND, QUIET, Stopper};

/// Scan again this long after a folder was created or removed.
const AFTER_FOLDERS: Duration = Duration::from_secs(1);
/// Minimum and maximum time between scans without events.
const NET: (Duration, Duration) = (Duration::from_secs(2), Duration::from_secs(5));
/// The same limits when polling is the only means.
const POLL: (Duration, Duration) = (Duration::from_millis(400), Duration::from_secs(4));
/// Scans without an event may take one part in this many of the time.
const SHARE: u32 = 40;

/// Why [`Watch::wait`] returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wake {
    /// It is time to scan.
    Look,
    /// A stop was requested.
    Stop,
}

/// Decides when to scan for changes.
#[derive(Debug)]
pub struct Watch {
    pace: Arc<Pace>,
    native: Option<Native>,
    /// Scheduled scans.
    due: Vec<Instant>,
    woken: Instant,
}

impl Watch {
    /// Creates a watch without folders. `poll` disables the system's file events.
    ///
    /// The text says why there are no file events, unless polling was requested.
    pub fn new(poll: bool, output: Option<PathBuf>) -> (Watch, Option<String>) {
        let pace = Arc::new(Pace::default());
        let (native, notice) = match poll {
            true => (None, None),
            false => match Native::new(&pace, output) {
                Ok(native) => (Some(native), None),
                Err(why) => (None, Some(why)),
            },
        };
        (Watch { pace, native, due: vec![], woken: Instant::now() }, notice)
    }

    /// Returns a handle that stops the wait from any thread.
    pub fn stopper(&self) -> Stopper {
        Stopper::new(&self.pace)
    }

    /// Watches exactly these folders. If some are new, the next scan follows at once, since changes made
    /// before the watch started were not reported.
    ///
    /// The text says why file events were given up, if so.
    pub fn arm(&mut self, folders: &Folders) -> Option<String> {
        let native = self.native.as_mut()?;
        match native.arm(folders) {
            Ok(0) => None,
            Ok(_) => {
                self.due.push(Instant::now());
                None
            }
            Err(why) => {
                self.native = None;
                Some(why)
            }
        }
    }

    /// Waits until it is time to scan.
    pub fn wait(&mut self) -> Wake {
        let now = Instant::now();
        let idle = self.idle(now.duration_since(self.woken));
        let due = self.due.iter().copied().min().unwrap_or(now + idle).min(now + idle);
        let cue = self.pace.wait(due);
        self.woken = Instant::now();
        self.due.retain(|due| *due > self.woken);
        match cue {
            Cue::Stop => return Wake::Stop,
            Cue::Folders => self.due.push(self.woken + AFTER_FOLDERS),
            Cue::Changes | Cue::Nothing => {}
        }
        Wake::Look
    }

    /// Returns how long to wait without events, given the duration of the last scan.
    fn idle(&self, look: Duration) -> Duration {
        let (least, most) = if self.native.is_some() { NET } else { POLL };
        (look * SHARE).clamp(least, most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_hints_it_looks_all_the_same_and_a_stop_ends_it() {
        let (mut watch, notice) = Watch::new(true, None);
        assert_eq!(notice, None);
        let start = Instant::now();
        assert_eq!(watch.wait(), Wake::Look);
        assert!(start.elapsed() >= POLL.0);
        watch.stopper().stop();
        assert_eq!(watch.wait(), Wake::Stop);
        assert_eq!(watch.wait(), Wake::Stop, "for good");
    }

    #[test]
    fn an_expensive_look_is_taken_less_often() {
        let (watch, _) = Watch::new(true, None);
        assert_eq!(watch.idle(Duration::from_millis(1)), POLL.0);
        assert_eq!(watch.idle(Duration::from_millis(50)), Duration::from_secs(2));
        assert_eq!(watch.idle(Duration::from_secs(9)), POLL.1);
    }
}
