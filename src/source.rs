//! What is read from disk: the only way in. Everything after works on these values.
//!
//! `today` is part of them, so that no later stage asks a clock. Which files are postmortems is
//! decided in `select`, by name, and where a name says nothing by how the text begins; what is in them is not looked at.

mod changes;
mod left_out;
mod load;
mod memo;
mod names;
mod position;
mod select;
mod storage;
mod svg;

pub use load::{load, load_config, load_with};
pub use memo::Folders;
pub use names::folded;
pub use select::{ignored_by, is_markdown, stem};
pub use storage::{Origin, Storage};

use crate::config::Config;
use crate::diagnostic::{Diagnostic, Texts};
use crate::fs;
use jiff::civil::Date;
use memo::Shelf;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

/// The file by which a folder is known as a site that hindsite made.
pub const SITE_MARK: &str = "hindsite-manifest.json";

/// One document as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The path relative to the root, with `/`, as messages and edit links show it.
    pub path: Arc<str>,
    /// The text.
    pub text: Arc<str>,
    /// Digest of path and text: the key of everything that is kept between builds.
    pub digest: u128,
}

/// A file beside the documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Media {
    /// The path relative to the root, with `/`.
    pub path: Arc<str>,
    /// Where its bytes are.
    pub file: Origin,
    /// Digest of its bytes.
    pub digest: u128,
    /// Whether it is an image that says where it was taken.
    pub has_position: bool,
}

/// A file of `static/`, copied as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Static {
    /// The path in the site.
    pub path: String,
    /// Where its bytes are.
    pub file: Origin,
    /// Digest of its bytes.
    pub digest: u128,
    /// Whether it is an image that says where it was taken.
    pub has_position: bool,
}

/// A file of a theme: its path inside the theme and its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThemeFile {
    /// The path inside the theme, with `/`.
    pub path: String,
    /// Where it came from, for messages.
    pub origin: Arc<str>,
    /// The content.
    pub bytes: Arc<[u8]>,
}

/// Everything a build is made from.
#[derive(Debug, Clone)]
pub struct Inputs {
    /// The configuration.
    pub config: Arc<Config>,
    /// The documents, sorted by path.
    pub sources: Vec<Source>,
    /// The file of each document, in the same order: paths of two folders outside of the root may be the same.
    pub files: Vec<PathBuf>,
    /// The files beside them, sorted by path.
    pub media: Vec<Media>,
    /// The files of `static/`, sorted by path.
    pub statics: Vec<Static>,
    /// The team's own theme files.
    pub theme: Vec<ThemeFile>,
    /// The day of the build.
    pub today: Date,
    /// What was wrong while reading.
    pub diagnostics: Vec<Diagnostic>,
}

/// Where to read.
#[derive(Debug, Clone)]
pub struct Location {
    /// The root of the knowledge base.
    pub root: PathBuf,
    /// Folders given on the command line, in place of the configured ones.
    pub content: Vec<PathBuf>,
    /// The output folder, never read as input.
    pub output: Option<PathBuf>,
    /// What holds the files.
    pub storage: Storage,
}

/// What matters of a file that is copied to the site.
#[derive(Debug, Clone, Copy)]
struct Traits {
    /// Digest of its bytes.
    digest: u128,
    /// Whether it runs or loads something when it is opened.
    is_active: bool,
    /// Whether it is an image that says where it was taken.
    has_position: bool,
}

/// What one load leaves for the next: what each file was, by its stamp, and which folders were looked into.
#[derive(Debug, Default)]
pub struct Memo {
    documents: Shelf<Source>,
    /// What matters of each file that is copied.
    copied: Shelf<Traits>,
    theme: Shelf<Arc<[u8]>>,
    /// The folders in which a change may matter, as the last load found them, even one that failed.
    pub folders: Folders,
}

/// Why reading could not even begin.
#[derive(Debug)]
pub enum LoadError {
    /// The configuration is wrong.
    Config(Vec<Diagnostic>, Texts),
    /// A content folder is missing.
    NoContent(PathBuf),
    /// The configured theme is missing.
    NoTheme(String),
    /// The disk failed.
    Io(fs::Error),
}

impl From<fs::Error> for LoadError {
    fn from(error: fs::Error) -> Self {
        LoadError::Io(error)
    }
}

impl Inputs {
    /// The texts that problems point into.
    pub fn texts(&self) -> Texts {
        let settings = self.theme.iter().filter(|file| file.path.ends_with(".toml"));
        let settings =
            settings.map(|file| (file.origin.clone(), String::from_utf8_lossy(&file.bytes).into()));
        self.sources.iter().map(|source| (source.path.clone(), source.text.clone())).chain(settings).collect()
    }

    /// Digest of everything here: two builds from inputs with the same digest give the same site.
    pub fn digest(&self) -> u128 {
        let mut hasher = Xxh3::new();
        let mut rest = format!("{:?} {:?} {:?}", self.config, self.today, self.diagnostics);
        for source in &self.sources {
            hasher.update(&source.digest.to_le_bytes());
        }
        // A file that moves from one list to the next is published elsewhere, so each has its name before it. Writing to
        // a `String` cannot fail.
        rest.push_str(" media");
        for Media { path, digest, .. } in &self.media {
            let _ = write!(rest, " {path:?} {digest:x}");
        }
        rest.push_str(" static");
        for Static { path, digest, .. } in &self.statics {
            let _ = write!(rest, " {path:?} {digest:x}");
        }
        rest.push_str(" theme");
        for ThemeFile { path, bytes, .. } in &self.theme {
            let _ = write!(rest, " {path:?} {:x}", xxh3_128(bytes));
        }
        hasher.update(rest.as_bytes());
        hasher.digest128()
    }
}
