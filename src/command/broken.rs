//! What a pull request breaks in documents that it does not touch: links to what it removes or renames.

use crate::diagnostic::{Code, Diagnostic};
use crate::incident::slug::slugify;
use crate::source::stem;
use std::collections::BTreeSet;

/// What changed since a commit.
pub struct Changes {
    /// Files that were added or changed.
    pub files: BTreeSet<String>,
    /// Names of files that went, as links and `related` have them.
    gone: BTreeSet<String>,
}

impl Changes {
    /// From paths below the root.
    pub fn new(files: BTreeSet<String>, removed: &BTreeSet<String>) -> Changes {
        Changes { files, gone: removed.iter().map(|path| slugify(stem(path))).collect() }
    }

    /// Whether the problem is one of a file that changed, or one that the change makes elsewhere.
    pub fn concern(&self, problem: &Diagnostic) -> bool {
        let mut quoted = problem.message.split('`').skip(1).step_by(2);
        self.files.contains(&*problem.place.path)
            || match problem.code {
                Code::BrokenLink | Code::MissingImage | Code::UnknownRelated => {
                    quoted.next().is_some_and(|target| {
                        let path = target.split(['#', '?']).next().unwrap_or(target);
                        self.gone.contains(&slugify(stem(path.trim_end_matches('/'))))
                    })
                }
                Code::BrokenFragment => quoted.next().is_some_and(|path| self.files.contains(path)),
                _ => false,
            }
    }
}
