//! Flushing while there is more to write, so that the disk works alongside the processor and the last flush finds
//! little left. It promises nothing: what was written after the last round is flushed by whoever needs it.

use super::{Error, Result, flush_all};
use std::path::PathBuf;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

/// A thread that flushes the filesystem of one folder when it is asked to. Dropped, it ends after the round it is in.
#[derive(Debug)]
pub struct Flusher {
    ask: Option<SyncSender<()>>,
    rounds: Option<JoinHandle<Result<()>>>,
}

impl Flusher {
    /// Ready to flush the filesystem that holds `dir`, which must exist when it is asked.
    ///
    /// # Errors
    /// The system has no thread to give.
    pub fn new(dir: PathBuf) -> Result<Flusher> {
        let (ask, asked) = sync_channel(1);
        let place = dir.clone();
        let rounds = move || asked.iter().try_for_each(|()| flush_all(&dir));
        let rounds = thread::Builder::new().name("flusher".into()).spawn(rounds);
        let rounds = rounds.map_err(|source| Error { op: "flush", path: place, source })?;
        Ok(Flusher { ask: Some(ask), rounds: Some(rounds) })
    }

    /// Asks for a round and does not wait for it; one that waits to begin is enough.
    pub fn ask(&self) {
        // Full: a round is about to begin. Gone: a round failed, which `finish` tells.
        let _ = self.ask.as_ref().map(|ask| ask.try_send(()));
    }

    /// Ends the rounds.
    ///
    /// # Errors
    /// What one of them met: the system tells a lost write once, so this may be the only word of it.
    pub fn finish(mut self) -> Result<()> {
        self.end()
    }

    fn end(&mut self) -> Result<()> {
        drop(self.ask.take());
        // The thread does nothing that panics.
        self.rounds.take().and_then(|rounds| rounds.join().ok()).unwrap_or(Ok(()))
    }
}

impl Drop for Flusher {
    fn drop(&mut self) {
        let _ = self.end();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_round_met_is_told_at_the_end_and_not_asking_is_no_error() {
        let nowhere = tempfile::tempdir().unwrap().path().join("gone");
        Flusher::new(nowhere.clone()).unwrap().finish().unwrap();
        let flusher = Flusher::new(nowhere.clone()).unwrap();
        (0..3).for_each(|_| flusher.ask());
        let error = flusher.finish().unwrap_err();
        assert_eq!((error.op, error.path), ("flush", nowhere));
    }
}
