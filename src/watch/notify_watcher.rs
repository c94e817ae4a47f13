//! File events from the operating system through notify 8. Version 9 is a release candidate with a
//! different interface.

use super::debounce::{Cue, Pace};
use crate::source::Folders;
use notify::event::{AccessKind, AccessMode, CreateKind, ModifyKind};
use notify::{ErrorKind, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The system's file watcher and the folders it watches.
#[derive(Debug)]
pub(super) struct Native {
    watcher: RecommendedWatcher,
    armed: Arc<Armed>,
}

/// The watched folders. A deleted folder is removed at once, since a new one in its place can have the same
/// inode.
#[derive(Debug, Default)]
struct Armed(Mutex<Folders>);

impl Native {
    /// Creates a watcher without folders; events below `output` are ignored.
    pub fn new(pace: &Arc<Pace>, output: Option<PathBuf>) -> Result<Native, String> {
        let armed = Arc::new(Armed::default());
        let (bell, folders) = (pace.clone(), armed.clone());
        let hear = move |event: notify::Result<Event>| {
            if let Some(cue) = cue(&event, &folders, output.as_deref()) {
                bell.hint(cue);
            }
        };
        let watcher = notify::recommended_watcher(hear).map_err(|error| explain(&error))?;
        Ok(Native { watcher, armed })
    }

    /// Watches exactly these folders; returns how many are new.
    pub fn arm(&mut self, folders: &Folders) -> Result<usize, String> {
        let (gone, new) = {
            let armed = self.armed.lock();
            let gone: Vec<PathBuf> = missing(&armed, folders);
            (gone, missing(folders, &armed))
        };
        if gone.is_empty() && new.is_empty() {
            return Ok(0);
        }
        let mut paths = self.watcher.paths_mut();
        // Remove first: a moved folder is one watch under two names.
        for path in &gone {
            // Fails if the folder is already gone.
            let _ = paths.remove(path);
        }
        let mut refused = None;
        let mut stand = vec![];
        for path in &new {
            match paths.add(path, RecursiveMode::NonRecursive) {
                Ok(()) => stand.push(path),
                // The folder vanished; the scan that follows will see that.
                Err(error) if matches!(error.kind, ErrorKind::PathNotFound) => {}
                Err(error) => {
                    refused = Some(error);
                    break;
                }
            }
        }
        let committed = paths.commit();
        match refused.map_or(committed, Err) {
            Err(error) if is_exhausted(&error) => return Err(explain(&error)),
            // A folder that cannot be watched is still polled.
            _ => {}
        }
        let mut armed = self.armed.lock();
        armed.retain(|path, _| !gone.contains(path));
        armed.extend(stand.into_iter().filter_map(|path| Some((path.clone(), *folders.get(path)?))));
        Ok(new.len())
    }
}

impl Armed {
    fn lock(&self) -> MutexGuard<'_, Folders> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns the folders that are missing or different in the other list.
fn missing(these: &Folders, others: &Folders) -> Vec<PathBuf> {
    let differs = |(path, identity): &(&PathBuf, &Option<(u64, u64)>)| others.get(*path) != Some(identity);
    these.iter().filter(differs).map(|(path, _)| path.clone()).collect()
}

/// Classifies an event; `None` for events that change nothing, such as our own reads.
fn cue(event: &notify::Result<Event>, armed: &Armed, output: Option<&Path>) -> Option<Cue> {
    let Ok(event) = event else { return Some(Cue::Folders) };
    if event.need_rescan() {
        return Some(Cue::Folders);
    }
    let cue = match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => Cue::Changes,
        EventKind::Access(_) => return None,
        EventKind::Create(CreateKind::File) => Cue::Changes,
        EventKind::Create(_) => Cue::Folders,
        _ => Cue::Changes,
    };
    if matches!(event.kind, EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_))) {
        let mut armed = armed.lock();
        // Without its watch, the folder counts as new in the next scan.
        if event.paths.iter().filter(|path| armed.remove(*path).is_some()).count() > 0 {
            return Some(Cue::Folders);
        }
    }
    let is_noise = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        name.starts_with('.') || output.is_some_and(|output| path.starts_with(output))
    };
    (event.paths.is_empty() || !event.paths.iter().all(is_noise)).then_some(cue)
}

/// Returns whether the system's watch limit is exhausted.
fn is_exhausted(error: &notify::Error) -> bool {
    match &error.kind {
        ErrorKind::MaxFilesWatch => true,
        ErrorKind::Io(io) => matches!(io.raw_os_error(), Some(23 | 24 | 28)),
        _ => false,
    }
}

fn explain(error: &notify::Error) -> String {
    match is_exhausted(error) && cfg!(target_os = "linux") {
        true => "the system's limit on watched folders is reached (`fs.inotify.max_user_watches`, \
                 `fs.inotify.max_user_instances`)"
            .to_owned(),
        false => format!("the system cannot watch folders: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use notify::event::RemoveKind;

    fn heard(kind: EventKind, paths: &[&str]) -> Option<Cue> {
        let event = paths.iter().fold(Event::new(kind), |event, path| event.add_path(path.into()));
        cue(&Ok(event), &Armed::default(), Some(Path::new("/kb/public")))
    }

    #[test]
    fn reading_hidden_files_and_our_own_output_are_no_hints() {
        let any = EventKind::Modify(ModifyKind::Any);
        assert_eq!(heard(EventKind::Access(AccessKind::Open(AccessMode::Any)), &["/kb/content/a.md"]), None);
        assert_eq!(heard(any, &["/kb/content/.a.md.swp"]), None);
        assert_eq!(heard(any, &["/kb/public/index.html"]), None);
        assert_eq!(heard(EventKind::Create(CreateKind::Folder), &["/kb/public"]), None);
        assert_eq!(heard(any, &["/kb/content/a.md"]), Some(Cue::Changes));
        assert_eq!(heard(any, &["/kb/content/.a.md.tmp", "/kb/content/a.md"]), Some(Cue::Changes));
        assert_eq!(heard(EventKind::Create(CreateKind::Folder), &["/kb/content/d"]), Some(Cue::Folders));
    }

    #[test]
    fn an_overflow_names_no_path_and_is_a_hint() {
        let overflow = Event::new(EventKind::Other).set_flag(notify::event::Flag::Rescan);
        assert_eq!(cue(&Ok(overflow), &Armed::default(), None), Some(Cue::Folders));
        assert_eq!(cue(&Err(notify::Error::generic("x")), &Armed::default(), None), Some(Cue::Folders));
    }

    #[test]
    fn a_folder_that_went_is_armed_again_even_with_the_same_identity() {
        let dir = tempfile::tempdir().unwrap();
        let folders = Folders::from([(dir.path().to_path_buf(), Some((1, 1)))]);
        let mut native = Native::new(&Arc::default(), None).unwrap();
        assert_eq!(native.arm(&folders), Ok(1));
        assert_eq!(native.arm(&folders), Ok(0));
        let went = Event::new(EventKind::Remove(RemoveKind::Folder)).add_path(dir.path().to_path_buf());
        assert_eq!(cue(&Ok(went), &native.armed, None), Some(Cue::Folders));
        assert_eq!(native.arm(&folders), Ok(1));
    }
}
