//! Where files are read from: the disk, or the program itself, which carries the example archive.
//!
//! Both answer the same four questions, so that nothing after it can tell the two apart.

use crate::config;
use crate::fs::{self, Found, Kind, Stamp, Walk};
use include_dir::{Dir, DirEntry, include_dir};
use std::path::{Path, PathBuf};

static CONTENT: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/content");
static CONFIG: &[u8] = include_bytes!("../../hindsite.toml");

/// The folder of [`CONTENT`] in the example, as its configuration names it.
const CONTENT_FOLDER: &str = "content";

/// What holds the files of an archive.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Storage {
    /// The disk.
    #[default]
    Disk,
    /// The program: the example archive. Paths are relative to its root, which is the empty path.
    Example,
}

/// Where the bytes of a file are, for whoever needs them later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// In this file.
    File(PathBuf),
    /// In the program.
    Embedded(&'static [u8]),
}

impl Storage {
    /// What a path leads to, and its stamp; `None` if it leads nowhere.
    pub fn stamp(self, path: &Path) -> fs::Result<Option<Stamp>> {
        match self {
            Storage::Disk => fs::target(&fs::resolve(path)?),
            Storage::Example if path.as_os_str().is_empty() || path == Path::new(CONTENT_FOLDER) => {
                Ok(Some(embedded(Kind::Dir, 0)))
            }
            Storage::Example => Ok(bytes(path).map(|bytes| embedded(Kind::File, bytes.len()))),
        }
    }

    /// Every file below a folder; see [`fs::walk`].
    pub fn walk(self, root: &Path, enter: &dyn Fn(&Path) -> bool) -> fs::Result<Walk> {
        match self {
            Storage::Disk => fs::walk(root, enter),
            Storage::Example => {
                let mut walk = Walk::default();
                if root == Path::new(CONTENT_FOLDER) {
                    visit(&CONTENT, enter, &mut walk.files);
                }
                walk.files.sort_by(|a, b| a.path.cmp(&b.path));
                Ok(walk)
            }
        }
    }

    /// The bytes of a file.
    pub fn read(self, path: &Path) -> fs::Result<Vec<u8>> {
        match (self, bytes(path)) {
            (Storage::Example, Some(bytes)) => Ok(bytes.to_vec()),
            _ => fs::read(path),
        }
    }

    /// Where the bytes of a file are.
    pub fn origin(self, path: PathBuf) -> Origin {
        match (self, bytes(&path)) {
            (Storage::Example, Some(bytes)) => Origin::Embedded(bytes),
            _ => Origin::File(path),
        }
    }
}

fn bytes(path: &Path) -> Option<&'static [u8]> {
    if path == Path::new(config::FILE_NAME) {
        return Some(CONFIG);
    }
    CONTENT.get_file(path.strip_prefix(CONTENT_FOLDER).ok()?).map(include_dir::File::contents)
}

fn visit(dir: &'static Dir<'static>, enter: &dyn Fn(&Path) -> bool, files: &mut Vec<Found>) {
    for entry in dir.entries().iter().filter(|entry| enter(entry.path())) {
        match entry {
            DirEntry::Dir(dir) => visit(dir, enter, files),
            DirEntry::File(file) => {
                let stamp = embedded(Kind::File, file.contents().len());
                files.push(Found { path: file.path().to_path_buf(), stamp });
            }
        }
    }
}

/// What is in the program never changes.
fn embedded(kind: Kind, len: usize) -> Stamp {
    Stamp { kind, size: len as u64, modified: None, changed: None, mode: 0o644, identity: None }
}
