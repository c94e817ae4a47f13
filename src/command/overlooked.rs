//! Why a path has no document for hindsite, although it is there.

use super::documents::slashed;
use crate::fs::{self, Kind};
use crate::pipeline::Failure;
use crate::source;
use std::path::{Path, PathBuf};

/// Says of a file or folder in which no document was found what is the case. `root` is that of the configuration.
pub(super) fn failure(path: &Path, root: &Path, ignore: &[String]) -> Failure {
    let shown = path.display();
    let folder = fs::target(path).ok().flatten().is_some_and(|stamp| stamp.kind == Kind::Dir);
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    let (message, hint) = if let Some((file, pattern)) = ignored(path, folder, root, ignore) {
        (
            format!("`{file}` is passed over: `ignore` in hindsite.toml has `{pattern}`"),
            "take it out of `ignore` for as long as you work on it",
        )
    } else if folder {
        (format!("there is no Markdown in `{shown}`"), "name a document or a folder that has some")
    } else if source::is_markdown(&name) && name.starts_with('.') {
        (format!("`{shown}` is passed over: its name begins with a dot"), "give it another name")
    } else {
        (format!("`{shown}` is no Markdown"), "name a document, such as one that ends in `.md`, or a folder")
    };
    Failure::Usage { message, hint: Some(hint.into()) }
}

/// The first document there that is ignored, and the pattern that does it.
fn ignored<'p>(path: &Path, folder: bool, root: &Path, ignore: &'p [String]) -> Option<(String, &'p str)> {
    if ignore.is_empty() {
        return None;
    }
    let real = fs::resolve(path).ok()?;
    let inside: Vec<PathBuf> = match folder {
        true => {
            let is_hidden = |name: &std::ffi::OsStr| name.to_string_lossy().starts_with('.');
            let enter = |inside: &Path| !inside.file_name().is_some_and(is_hidden);
            fs::walk(&real, &enter).ok()?.files.into_iter().map(|found| found.path).collect()
        }
        false => vec![real.file_name()?.into()],
    };
    let above = if folder { real.as_path() } else { real.parent()? };
    inside.iter().filter(|inside| source::is_markdown(&slashed(inside))).find_map(|inside| {
        let file = above.join(inside);
        let from_root = file.strip_prefix(root).unwrap_or(&file);
        let pattern = source::ignored_by(ignore, &[&slashed(inside), &slashed(from_root)])?;
        let shown = if folder { path.join(inside) } else { path.to_path_buf() };
        Some((slashed(&shown), pattern))
    })
}
