//! What is read from disk: the only way in. Everything after works on these values.
//!
//! `today` is part of them, so that no later stage asks a clock. Which files are postmortems is
//! decided here, by name; what is in them is not looked at.

use crate::config::{self, Config};
use crate::diagnostic::{Code, Diagnostic, Place, Texts};
use crate::fs::{self, Kind};
use globset::{Glob, GlobSet, GlobSetBuilder};
use jiff::civil::Date;
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_128;

/// The file by which a folder is known as a site that hindsite made.
pub const SITE_MARK: &str = "hindsite-manifest.json";

/// Largest document that is read.
const MAX_BYTES: u64 = 2 * 1024 * 1024;

/// Extensions of Markdown dialects.
const MARKDOWN: &[&str] = &["md", "markdown", "mdown", "mkd", "mdx", "qmd", "rmd"];

/// Files that may be published with the documents that show them.
const MEDIA: &[&str] = &[
    "png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "pdf", "mp4", "webm", "txt", "log", "csv", "json",
    "har", "pcap", "zip", "gz",
];

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
    /// Where it is on disk.
    pub file: PathBuf,
    /// Digest of its bytes.
    pub digest: u128,
}

/// A file of `static/`, copied as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Static {
    /// The path in the site.
    pub path: String,
    /// Where it is on disk.
    pub file: PathBuf,
    /// Digest of its bytes.
    pub digest: u128,
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
        self.sources.iter().map(|source| (source.path.clone(), source.text.clone())).collect()
    }
}

/// Reads everything. A document that cannot be read is a diagnostic; the others are still read.
pub fn load(location: &Location, today: Date) -> Result<Inputs, LoadError> {
    let config = load_config(&location.root)?;
    let folders: Vec<PathBuf> = match location.content.is_empty() {
        true => config.content.iter().map(|folder| location.root.join(folder)).collect(),
        false => location.content.clone(),
    };
    for folder in &folders {
        if kind(folder)? != Some(Kind::Dir) {
            return Err(LoadError::NoContent(folder.clone()));
        }
    }
    let ignore = globs(&config.ignore);
    let mut found = Found::default();
    for folder in &folders {
        found.collect(&location.root, folder, &ignore, location.output.as_deref())?;
    }
    found.documents.sort();
    found.documents.dedup();
    let read: Vec<Result<Source, Diagnostic>> =
        found.documents.par_iter().map(|(path, file)| read_document(path, file)).collect();
    let mut sources = vec![];
    for result in read {
        match result {
            Ok(source) => sources.push(source),
            Err(diagnostic) => found.diagnostics.push(diagnostic),
        }
    }
    sources.retain(is_document);
    Ok(Inputs {
        media: hashed(found.media)?
            .into_iter()
            .map(|(path, file, digest)| Media { path: path.into(), file, digest })
            .collect(),
        statics: load_statics(&location.root.join(&config.static_dir), &ignore)?,
        theme: load_theme(&location.root, config.theme.as_deref())?,
        config: Arc::new(config),
        sources,
        today,
        diagnostics: found.diagnostics,
    })
}

/// Reads `hindsite.toml`, or gives the defaults where there is none.
fn load_config(root: &Path) -> Result<Config, LoadError> {
    let file = root.join(config::FILE_NAME);
    if kind(&file)?.is_none() {
        return Ok(Config::default());
    }
    let name: Arc<str> = Arc::from(config::FILE_NAME);
    let text: Arc<str> = String::from_utf8_lossy(&fs::read(&file)?).into();
    Config::parse(&name, &text).map_err(|problems| LoadError::Config(problems, Texts::from([(name, text)])))
}

fn globs(patterns: &[String]) -> GlobSet {
    let mut builder = GlobSetBuilder::new();
    for glob in patterns.iter().filter_map(|pattern| Glob::new(pattern).ok()) {
        builder.add(glob);
    }
    builder.build().unwrap_or_else(|_| GlobSet::empty())
}

#[derive(Default)]
struct Found {
    documents: Vec<(String, PathBuf)>,
    media: Vec<(String, PathBuf)>,
    diagnostics: Vec<Diagnostic>,
}

impl Found {
    fn collect(
        &mut self,
        root: &Path,
        folder: &Path,
        ignore: &GlobSet,
        output: Option<&Path>,
    ) -> Result<(), LoadError> {
        let shown = |inside: &Path| match folder.strip_prefix(root) {
            Ok(above) => slashed(&above.join(inside)),
            Err(_) => slashed(inside),
        };
        let enter = |inside: &Path| {
            let name = inside.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
            let hidden = name.starts_with('.') || matches!(&*name, "node_modules" | "target");
            let whole = folder.join(inside);
            let own = output.is_some_and(|output| whole == output)
                || (inside.extension().is_none() && is_output(&whole));
            !hidden && !own && !ignore.is_match(slashed(inside)) && !ignore.is_match(shown(inside))
        };
        let walk = fs::walk(folder, &enter)?;
        for skipped in walk.skipped {
            let place = Place::file(shown(&skipped.path));
            self.diagnostics.push(Diagnostic::new(
                Code::NotReadable,
                place,
                format!("left out: {}", skipped.reason),
            ));
        }
        for inside in walk.files {
            let path = shown(&inside);
            let extension = extension(&path);
            if MARKDOWN.contains(&extension.as_str()) || (extension.is_empty() && !is_project_file(&path)) {
                self.documents.push((path, folder.join(inside)));
            } else if MEDIA.contains(&extension.as_str()) {
                self.media.push((path, folder.join(inside)));
            }
        }
        Ok(())
    }
}

/// Whether the folder is a site that hindsite made.
fn is_output(folder: &Path) -> bool {
    matches!(fs::stamp(&folder.join(SITE_MARK)), Ok(Some(_)))
}

/// Lower-cased; empty when the name has none, or ends like a sentence.
fn extension(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    if crate::source::stem_len(name) == name.len() {
        String::new()
    } else {
        name[stem_len(name) + 1..].to_lowercase()
    }
}

fn stem_len(name: &str) -> usize {
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() && extension.len() <= 8 && !extension.contains(' ') => {
            stem.len()
        }
        _ => name.len(),
    }
}

/// Files without an extension that every repository has.
fn is_project_file(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_uppercase();
    [
        "LICENSE",
        "LICENCE",
        "COPYING",
        "NOTICE",
        "MAKEFILE",
        "DOCKERFILE",
        "CODEOWNERS",
        "AUTHORS",
        "OWNERS",
        "CNAME",
        "VERSION",
        "PROCFILE",
        "JENKINSFILE",
    ]
    .iter()
    .any(|known| name == *known)
}

/// A file without an extension is a document when it begins as one.
fn is_document(source: &Source) -> bool {
    if !extension(&source.path).is_empty() {
        return true;
    }
    let start = source.text.trim_start_matches('\u{feff}').trim_start();
    ["# ", "## ", "---\n", "---\r\n", "+++\n", "+++\r\n"].iter().any(|opening| start.starts_with(opening))
}

fn slashed(path: &Path) -> String {
    let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

fn kind(path: &Path) -> Result<Option<Kind>, fs::Error> {
    Ok(fs::stamp(&fs::resolve(path)?)?.map(|stamp| stamp.kind))
}

fn read_document(path: &str, file: &Path) -> Result<Source, Diagnostic> {
    let place = || Place::file(path);
    let unreadable = |error: fs::Error| {
        let diagnostic = Diagnostic::new(Code::Unreadable, place(), error.to_string());
        diagnostic
            .hint(error.remedy().unwrap_or("name it under `ignore` in hindsite.toml to build without it"))
    };
    let size = fs::stamp(file).map_err(unreadable)?.map_or(0, |stamp| stamp.size);
    if size > MAX_BYTES {
        let message =
            format!("the file has {} MiB; hindsite reads documents up to {}", size >> 20, MAX_BYTES >> 20);
        return Err(Diagnostic::new(Code::FileTooLarge, place(), message)
            .hint("keep logs and dumps beside the postmortem and link to them"));
    }
    let bytes = fs::read(file).map_err(unreadable)?;
    let text: Arc<str> = match String::from_utf8(bytes) {
        Ok(text) => text.into(),
        // A nameless binary is no document; a Markdown file that is not text is a mistake.
        Err(_) if extension(path).is_empty() => Arc::from(""),
        Err(error) => return Err(not_utf8(path, &error)),
    };
    let mut hasher = xxhash_rust::xxh3::Xxh3::new();
    hasher.update(path.as_bytes());
    hasher.update(&[0]);
    hasher.update(text.as_bytes());
    Ok(Source { path: path.into(), text, digest: hasher.digest128() })
}

fn not_utf8(path: &str, error: &std::string::FromUtf8Error) -> Diagnostic {
    let bytes = error.as_bytes();
    let at = error.utf8_error().valid_up_to();
    let line = bytes[..at].iter().filter(|b| **b == b'\n').count() + 1;
    let column =
        String::from_utf8_lossy(&bytes[..at]).lines().last().map_or(0, |line| line.chars().count()) + 1;
    let utf16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    let message = format!("line {line}, column {column}: byte 0x{:02x} is not UTF-8", bytes[at]);
    let hint = if utf16 { "this is UTF-16: save it as UTF-8" } else { "save the file as UTF-8" };
    Diagnostic::new(Code::NotUtf8, Place::file(path), message).hint(hint)
}

fn hashed(mut files: Vec<(String, PathBuf)>) -> Result<Vec<(String, PathBuf, u128)>, fs::Error> {
    files.sort();
    files.dedup();
    files
        .into_par_iter()
        .map(|(path, file)| fs::read(&file).map(|bytes| (path, file, xxh3_128(&bytes))))
        .collect()
}

fn load_statics(folder: &Path, ignore: &GlobSet) -> Result<Vec<Static>, LoadError> {
    if kind(folder)? != Some(Kind::Dir) {
        return Ok(vec![]);
    }
    let enter = |inside: &Path| {
        let name = inside.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        !name.starts_with('.') && !ignore.is_match(slashed(inside))
    };
    let files = fs::walk(folder, &enter)?
        .files
        .into_iter()
        .map(|inside| (slashed(&inside), folder.join(inside)))
        .collect();
    Ok(hashed(files)?.into_iter().map(|(path, file, digest)| Static { path, file, digest }).collect())
}

fn load_theme(root: &Path, name: Option<&str>) -> Result<Vec<ThemeFile>, LoadError> {
    let Some(name) = name else { return Ok(vec![]) };
    let folder = root.join("themes").join(name);
    if kind(&folder)? != Some(Kind::Dir) {
        return Err(LoadError::NoTheme(name.to_owned()));
    }
    let visible =
        |inside: &Path| !inside.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
    let files = fs::walk(&folder, &visible)?.files.into_iter().map(|inside| {
        let path = slashed(&inside);
        let origin: Arc<str> = format!("themes/{name}/{path}").into();
        Ok(ThemeFile { path, origin, bytes: fs::read(&folder.join(inside))?.into() })
    });
    files.collect()
}
