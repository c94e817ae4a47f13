//! The pipeline kept warm between looks: WHAT changed. When to look is for whoever calls.

use super::{Failure, Memo, Request, read};
use crate::source::{Folders, Inputs};

/// A pipeline that remembers what it saw.
#[derive(Debug, Default)]
pub struct Warm {
    /// What the stages know from the looks before.
    pub memo: Memo,
    seen: Option<Seen>,
    last: Option<Inputs>,
}

#[derive(Debug, PartialEq, Eq)]
enum Seen {
    Inputs(u128),
    Failure(String),
}

/// What a look found.
#[derive(Debug)]
pub enum Look {
    /// Everything is as it was at the last look.
    Same,
    /// Something is new.
    New {
        /// What there is now.
        inputs: Inputs,
        /// The paths that changed since it was last possible to read them all; empty the first time.
        changed: Vec<String>,
    },
    /// It cannot be read now, or not in the way of the last look.
    Failed(Failure),
}

impl Warm {
    /// Reads what changed. The same failure twice is news once.
    pub fn look(&mut self, request: &Request) -> Look {
        match read(request, &mut self.memo) {
            Ok(inputs) => {
                if !self.is_new(Seen::Inputs(inputs.digest())) {
                    return Look::Same;
                }
                let changed = self.last.as_ref().map_or_else(Vec::new, |last| inputs.changed_since(last));
                self.last = Some(inputs.clone());
                Look::New { inputs, changed }
            }
            Err(failure) => match self.is_new(Seen::Failure(failure.text())) {
                true => Look::Failed(failure),
                false => Look::Same,
            },
        }
    }

    /// The folders that matter, as the last look found them.
    pub fn folders(&self) -> &Folders {
        &self.memo.sources.folders
    }

    /// Makes the next look report everything as new.
    pub fn forget(&mut self) {
        self.seen = None;
    }

    fn is_new(&mut self, seen: Seen) -> bool {
        let seen = Some(seen);
        if self.seen == seen {
            return false;
        }
        self.seen = seen;
        true
    }
}
