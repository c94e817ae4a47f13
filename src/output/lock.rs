//! One writer at a time per output folder.
//!
//! The lock is `flock` on a file beside the folder, so it dies with its holder, however that dies, and a
//! file left by one that was killed locks nobody out. It is removed on release; who opened it just before
//! sees that it has lost its name and starts over (`fs::claim`). Readers are never locked out.

use super::{Error, place::Place};
use crate::fs::{self, Claim};
use std::fs::File;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

const POLL: Duration = Duration::from_millis(25);

/// The right to change an output folder, until dropped.
#[derive(Debug)]
pub struct Lock {
    path: PathBuf,
    // Closing it is what unlocks, after `drop` has removed the name.
    _file: File,
}

impl Lock {
    /// Waits for the lock of an output folder, at most for `patience`.
    ///
    /// # Errors
    /// [`Error::Busy`] with the holder's process id when patience ends; the disk's own errors at once.
    pub(super) fn acquire(place: &Place, patience: Duration) -> Result<Lock, Error> {
        let path = place.lock().to_path_buf();
        let started = Instant::now();
        loop {
            match fs::claim(place.lock(), &format!("{}\n", std::process::id()))? {
                Claim::Held(_file) => return Ok(Lock { path, _file }),
                Claim::Taken(holder) if started.elapsed() >= patience => {
                    return Err(Error::Busy {
                        site: place.site().to_path_buf(),
                        holder: holder.trim().parse().ok(),
                    });
                }
                Claim::Taken(_) => thread::sleep(POLL),
            }
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // A lock file that cannot be removed is untidy, not wrong.
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn a_second_writer_waits_then_names_the_first() {
        let dir = tempfile::tempdir().unwrap();
        let site = dir.path().join("public");
        let place = Place::of(&site, None).unwrap();
        let first = Lock::acquire(&place, Duration::ZERO).unwrap();
        let error = Lock::acquire(&place, Duration::from_millis(60)).unwrap_err();
        assert!(
            matches!(error, Error::Busy { holder: Some(pid), .. } if pid == std::process::id()),
            "{error}"
        );
        drop(first);
        Lock::acquire(&place, Duration::ZERO).unwrap();
        assert_eq!(fs::list(dir.path()).unwrap(), [], "nothing is left behind");
    }

    #[test]
    fn twenty_writers_take_turns() {
        let dir = tempfile::tempdir().unwrap();
        let site = dir.path().join("public");
        let inside = AtomicUsize::new(0);
        thread::scope(|scope| {
            for _ in 0..20 {
                scope.spawn(|| {
                    let _lock =
                        Lock::acquire(&Place::of(&site, None).unwrap(), Duration::from_secs(30)).unwrap();
                    assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0);
                    thread::sleep(Duration::from_millis(2));
                    inside.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
    }

    #[test]
    fn a_file_left_by_a_killed_writer_locks_nobody_out() {
        let dir = tempfile::tempdir().unwrap();
        let site = dir.path().join("public");
        let place = Place::of(&site, None).unwrap();
        fs::write_new(place.lock(), b"4242\n", fs::Flush::Later).unwrap();
        Lock::acquire(&place, Duration::ZERO).unwrap();
    }
}
