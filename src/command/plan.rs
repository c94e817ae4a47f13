//! Several files that are written together or not at all.

use super::changes::refuse_way_through;
use crate::authoring::scaffold;
use crate::fs::{self, Flush};
use crate::pipeline::Failure;
use std::path::{Path, PathBuf};

/// The files to write, and what they replace.
pub(super) struct Plan<'d> {
    dir: &'d Path,
    pub steps: Vec<Step>,
}

/// One of them.
pub(super) struct Step {
    /// Below the folder.
    pub path: String,
    file: PathBuf,
    /// What is there now.
    pub before: Option<Vec<u8>>,
    after: String,
}

impl Plan<'_> {
    /// Nothing yet.
    pub fn new(dir: &Path) -> Plan<'_> {
        Plan { dir, steps: vec![] }
    }

    /// One more file.
    pub fn add(&mut self, path: &str, after: String) -> Result<(), Failure> {
        refuse_way_through(self.dir, Path::new(path))?;
        let file = self.dir.join(path);
        let before = match fs::target(&file).map_err(Failure::disk)? {
            None => None,
            Some(_) => Some(fs::read(&file).map_err(Failure::disk)?),
        };
        self.steps.push(Step { path: path.to_owned(), file, before, after });
        Ok(())
    }

    /// Lines of a `.gitignore` are added to those that are there.
    pub fn gitignore(&mut self) -> Result<(), Failure> {
        refuse_way_through(self.dir, Path::new(".gitignore"))?;
        let file = self.dir.join(".gitignore");
        let before = match fs::target(&file).map_err(Failure::disk)? {
            None => None,
            Some(_) => Some(fs::read_to_string(&file).map_err(Failure::disk)?),
        };
        if let Some(after) = scaffold::gitignore(before.as_deref()) {
            let before = before.map(String::into_bytes);
            self.steps.push(Step { path: ".gitignore".into(), file, before, after });
        }
        Ok(())
    }

    /// Writes all files. When one fails, those before it are put back.
    pub fn write(&self) -> Result<(), Failure> {
        let missing: Vec<&Path> = self
            .steps
            .iter()
            .flat_map(|step| step.file.ancestors().skip(1))
            .filter(|folder| matches!(fs::stamp(folder), Ok(None)))
            .collect();
        for (at, step) in self.steps.iter().enumerate() {
            let written = match step.before {
                Some(_) => fs::replace(&step.file, step.after.as_bytes()),
                None => fs::write_new(&step.file, step.after.as_bytes(), Flush::Now),
            };
            if let Err(error) = written {
                self.undo(at, &missing);
                return Err(Failure::disk(error));
            }
        }
        Ok(())
    }

    /// The first failure is what is told, so those of putting back are not.
    fn undo(&self, at: usize, made: &[&Path]) {
        for step in &self.steps[..at] {
            let _ = match &step.before {
                Some(before) => fs::replace(&step.file, before),
                None => fs::remove_file(&step.file),
            };
        }
        // The file that failed may be there in part.
        if let Some(step) = self.steps.get(at).filter(|step| step.before.is_none()) {
            let _ = fs::remove_file(&step.file);
        }
        let mut folders = made.to_vec();
        folders.sort_by_key(|folder| std::cmp::Reverse(folder.components().count()));
        for folder in folders {
            let _ = fs::remove_dir_if_empty(folder);
        }
    }
}
