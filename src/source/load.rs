//! Reading an archive: walk, then read what is not known by its stamp.

use super::left_out;
use super::memo::Shelf;
use super::names;
use super::position;
use super::select::{self, Role, extension};
use super::svg;
use super::{Inputs, LoadError, Location, Media, Memo, Source, Static, Storage, ThemeFile, Traits};
use crate::config::{self, Config};
use crate::diagnostic::{Code, Diagnostic, Place, Texts};
use crate::fs::{self, Found, Kind, Stamp};
use globset::GlobSet;
use jiff::civil::Date;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

/// Largest document that is read.
const MAX_BYTES: u64 = 2 * 1024 * 1024;

/// A file that was found: the path it is known by, where it is, and its stamp.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Listed {
    pub path: String,
    pub file: PathBuf,
    pub stamp: Stamp,
}

impl Listed {
    /// Tells files apart: one that two content folders share has two paths.
    pub fn key(&self) -> u128 {
        let mut hasher = Xxh3::new();
        hasher.update(self.path.as_bytes());
        hasher.update(&[0]);
        hasher.update(self.file.as_os_str().as_encoded_bytes());
        hasher.digest128()
    }
}

/// Reads everything. A document that cannot be read is a diagnostic; the others are still read.
pub fn load(location: &Location, today: Date) -> Result<Inputs, LoadError> {
    load_with(location, today, &mut Memo::default())
}

/// As [`load`], but reads only files whose stamp is not known from the load before.
pub fn load_with(location: &Location, today: Date, memo: &mut Memo) -> Result<Inputs, LoadError> {
    let (root, storage) = (&location.root, location.storage);
    memo.folders.clear();
    note(memo, location, root)?;
    let config = load_config(storage, root)?;
    let folders: Vec<PathBuf> = match location.content.is_empty() {
        true => config.content.iter().map(|folder| root.join(folder)).collect(),
        false => location.content.clone(),
    };
    for folder in &folders {
        note(memo, location, folder)?;
    }
    for folder in &folders {
        if kind(storage, folder)? != Some(Kind::Dir) {
            return Err(LoadError::NoContent(folder.clone()));
        }
    }
    let ignore = select::globs(&config.ignore);
    let mut listing = Listing::default();
    for folder in &folders {
        listing.collect(location, folder, &ignore, memo)?;
    }
    listing.sort();
    let (mut sources, mut origins) = (vec![], vec![]);
    let read = memo.documents.fetch(&listing.documents, |file| read_document(storage, file));
    for (file, result) in listing.documents.iter().zip(read) {
        match result {
            Ok(source) if select::is_document(&source) => {
                sources.push(source);
                origins.push(file.file.clone());
            }
            Ok(_) => {}
            Err(diagnostic) => listing.diagnostics.push(diagnostic),
        }
    }
    let diagnostics = &mut listing.diagnostics;
    let statics = list_folder(location, &config.static_dir, &ignore, memo, diagnostics)?;
    let theme = load_theme(location, config.theme.as_deref(), memo, diagnostics)?;
    // Media and static files are on one shelf, so they are fetched in one go.
    let beside = listing.media.len();
    let files: Vec<Listed> = listing.media.into_iter().chain(statics).collect();
    let traits = traits(storage, &files, &mut memo.copied)?;
    let mut media = vec![];
    let mut statics = vec![];
    for (at, (file, traits)) in files.into_iter().zip(traits).enumerate() {
        let Traits { digest, is_active, has_position } = traits;
        if at < beside && is_active {
            let message = "left out: the picture runs or loads something when it is opened";
            let diagnostic = Diagnostic::new(Code::ActivePicture, Place::file(file.path), message);
            listing.diagnostics.push(diagnostic.hint(
                "export it as a plain SVG or a PNG, or put it into `static/`, which is published as it is",
            ));
            continue;
        }
        let origin = storage.origin(file.file);
        match at < beside {
            true => media.push(Media { path: file.path.into(), file: origin, digest, has_position }),
            false => statics.push(Static { path: file.path, file: origin, digest, has_position }),
        }
    }
    listing.diagnostics.extend(names::problems(&statics, &config.static_dir));
    let config = Arc::new(config);
    Ok(Inputs {
        config,
        sources,
        files: origins,
        media,
        statics,
        theme,
        today,
        diagnostics: listing.diagnostics,
    })
}

/// The configuration of a knowledge base: `hindsite.toml`, with every default where nothing is said or there is none.
pub fn load_config(storage: Storage, root: &Path) -> Result<Config, LoadError> {
    let file = root.join(config::FILE_NAME);
    if kind(storage, &file)?.is_none() {
        return Ok(Config::default());
    }
    if storage == Storage::Disk && !fs::resolve(&file)?.starts_with(fs::resolve(root)?) {
        // A problem in it would quote it: a link in a pull request would print any file of the machine.
        return Err(LoadError::Config(vec![left_out::elsewhere(config::FILE_NAME)], Texts::new()));
    }
    let name: Arc<str> = Arc::from(config::FILE_NAME);
    let text: Arc<str> = match String::from_utf8(storage.read(&file)?) {
        Ok(text) => text.into(),
        Err(error) => {
            let problem = left_out::not_utf8(config::FILE_NAME, &error);
            return Err(LoadError::Config(vec![problem], Texts::new()));
        }
    };
    Config::parse(&name, &text).map_err(|problems| LoadError::Config(problems, Texts::from([(name, text)])))
}

#[derive(Default)]
struct Listing {
    documents: Vec<Listed>,
    media: Vec<Listed>,
    diagnostics: Vec<Diagnostic>,
}

impl Listing {
    fn collect(
        &mut self,
        location: &Location,
        folder: &Path,
        ignore: &GlobSet,
        memo: &mut Memo,
    ) -> Result<(), LoadError> {
        let Location { root, output, storage, .. } = location;
        let named = folder.strip_prefix(root).map(slashed).unwrap_or_default();
        let output = output.as_deref().and_then(|output| output.strip_prefix(folder).ok());
        let is_ours = |inside: &Path, name: &str| {
            let own = output == Some(inside)
                || (inside.extension().is_none() && is_output(*storage, &folder.join(inside)));
            !own && !matches!(name, "node_modules" | "target")
        };
        let files = walk(location, (folder, &named), ignore, &is_ours, memo, &mut self.diagnostics)?;
        for file in files {
            let list = match select::role(&file.path) {
                Role::Document => &mut self.documents,
                Role::Media => &mut self.media,
                Role::Other => continue,
            };
            list.push(file);
        }
        Ok(())
    }

    /// In order of path; a file that two content folders share is listed once.
    fn sort(&mut self) {
        for list in [&mut self.documents, &mut self.media] {
            list.sort_by(|a, b| (&a.path, &a.file).cmp(&(&b.path, &b.file)));
            list.dedup_by(|a, b| a.path == b.path && a.file == b.file);
        }
    }
}

/// The files of a folder, by the paths that messages name them by: those below its name. Nothing hidden or
/// ignored is among them, and nothing that the caller does not take, by its path from the folder and its name.
fn walk(
    location: &Location,
    (folder, named): (&Path, &str),
    ignore: &GlobSet,
    takes: &dyn Fn(&Path, &str) -> bool,
    memo: &mut Memo,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Vec<Listed>, LoadError> {
    let path = |inside: &Path| match named {
        "" => slashed(inside),
        named => format!("{named}/{}", slashed(inside)),
    };
    // A glob may begin in the folder or at the root.
    let is_ignored = |inside: &Path| {
        !ignore.is_empty() && (ignore.is_match(slashed(inside)) || ignore.is_match(path(inside)))
    };
    let enter = |inside: &Path| {
        let name = inside.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        !name.starts_with('.') && takes(inside, &name) && !is_ignored(inside)
    };
    let walk = location.storage.walk(folder, &enter)?;
    let skipped = walk.skipped.into_iter();
    diagnostics.extend(skipped.map(|skipped| left_out::passed_over(path(&skipped.path), skipped.reason)));
    memo.folders.extend(walk.folders.into_iter().map(|dir| (folder.join(dir.path), dir.stamp.identity)));
    let listed =
        |found: Found| Listed { path: path(&found.path), file: folder.join(found.path), stamp: found.stamp };
    Ok(walk.files.into_iter().map(listed).collect())
}

/// Whether the folder is a site that hindsite made.
fn is_output(storage: Storage, folder: &Path) -> bool {
    storage == Storage::Disk && matches!(fs::stamp(&folder.join(super::SITE_MARK)), Ok(Some(_)))
}

/// Notes a folder in which a change may matter, or where one would have to begin for the folder to be
/// there: those above it, up to the root.
fn note(memo: &mut Memo, location: &Location, folder: &Path) -> Result<(), LoadError> {
    if location.storage != Storage::Disk {
        return Ok(());
    }
    for dir in folder.ancestors() {
        let stamp = fs::target(dir)?.filter(|stamp| stamp.kind == Kind::Dir);
        memo.folders.extend(stamp.map(|stamp| (dir.to_path_buf(), stamp.identity)));
        if stamp.is_some() && (dir == location.root || !dir.starts_with(&location.root)) {
            break;
        }
    }
    Ok(())
}

/// The files of a folder that is named from the root, by their paths within it; none where there is no such folder.
fn list_folder(
    location: &Location,
    named: &str,
    ignore: &GlobSet,
    memo: &mut Memo,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Vec<Listed>, LoadError> {
    let folder = &location.root.join(named);
    note(memo, location, folder)?;
    if kind(location.storage, folder)? != Some(Kind::Dir) {
        return Ok(vec![]);
    }
    let mut files = walk(location, (folder, named), ignore, &|_, _| true, memo, diagnostics)?;
    for file in &mut files {
        file.path.drain(..=named.len());
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

fn slashed(path: &Path) -> String {
    if !cfg!(windows)
        && let Some(path) = path.to_str()
    {
        return path.to_owned();
    }
    let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

fn kind(storage: Storage, path: &Path) -> Result<Option<Kind>, fs::Error> {
    Ok(storage.stamp(path)?.map(|stamp| stamp.kind))
}

fn read_document(storage: Storage, file: &Listed) -> Result<Source, Diagnostic> {
    let path = &*file.path;
    if file.stamp.size > MAX_BYTES {
        return Err(left_out::too_large(path, file.stamp.size, MAX_BYTES));
    }
    let bytes = storage
        .read(&file.file)
        .map_err(|error| left_out::refused(path, error.to_string(), error.remedy()))?;
    let text: Arc<str> = match String::from_utf8(bytes) {
        Ok(text) => text.into(),
        // A nameless binary is no document; a Markdown file that is not text is a mistake.
        Err(_) if extension(path).is_empty() => Arc::from(""),
        Err(error) => return Err(left_out::not_utf8(path, &error)),
    };
    let mut hasher = Xxh3::new();
    hasher.update(path.as_bytes());
    hasher.update(&[0]);
    hasher.update(text.as_bytes());
    Ok(Source { path: path.into(), text, digest: hasher.digest128() })
}

fn traits(storage: Storage, files: &[Listed], shelf: &mut Shelf<Traits>) -> Result<Vec<Traits>, fs::Error> {
    let read = |file: &Listed| {
        let bytes = storage.read(&file.file)?;
        let is_active = extension(&file.path).eq_ignore_ascii_case("svg") && svg::is_active(&bytes);
        Ok(Traits { digest: xxh3_128(&bytes), is_active, has_position: position::has_position(&bytes) })
    };
    shelf.fetch(files, read).into_iter().collect()
}

fn load_theme(
    location: &Location,
    name: Option<&str>,
    memo: &mut Memo,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Vec<ThemeFile>, LoadError> {
    let Some(name) = name else { return Ok(vec![]) };
    let storage = location.storage;
    let folder = format!("themes/{name}");
    let files = list_folder(location, &folder, &GlobSet::empty(), memo, diagnostics)?;
    if kind(storage, &location.root.join(&folder))? != Some(Kind::Dir)
        && !config::BUILT_IN_THEMES.contains(&name)
    {
        return Err(LoadError::NoTheme(name.to_owned()));
    }
    let contents = memo.theme.fetch(&files, |file| storage.read(&file.file).map(Arc::from));
    let themed = files.into_iter().zip(contents).map(|(Listed { path, .. }, bytes)| {
        let origin: Arc<str> = format!("themes/{name}/{path}").into();
        Ok(ThemeFile { path, origin, bytes: bytes? })
    });
    themed.collect()
}
