//! Which files are postmortems, which are published beside them, and which are neither: by name, and
//! where a name says nothing, by how the text begins.

use super::Source;
use globset::{Glob, GlobSet, GlobSetBuilder};

/// Extensions of Markdown dialects.
const MARKDOWN: &[&str] = &["md", "markdown", "mdown", "mkd", "mdx", "qmd", "rmd"];

/// Endings of Markdown that another tool turns into something else first.
const LAYERED: &[&str] =
    &[".html.md.erb", ".html.md", ".md.erb", ".html.markdown", ".markdown.erb", ".md.liquid"];

/// Files that may be published with the documents that show them.
const MEDIA: &[&str] = &[
    "png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "pdf", "mp4", "webm", "txt", "log", "csv", "json",
    "har", "pcap", "zip", "gz",
];

/// How JetBrains' editors name what they are writing, and the old file beside it until they are done.
const EDITORS: &[&str] = &["___jb_tmp___", "___jb_old___", "___jb_bak___"];

/// What a file is, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A postmortem, or what may be one.
    Document,
    /// Something a postmortem may show.
    Media,
    /// Nothing to us.
    Other,
}

/// What the file at `path` is.
pub(super) fn role(path: &str) -> Role {
    let extension = extension(path);
    if path.ends_with('~') || EDITORS.iter().any(|mark| path.ends_with(mark)) {
        return Role::Other;
    }
    if MARKDOWN.contains(&extension.as_str()) || (extension.is_empty() && !is_project_file(path)) {
        Role::Document
    } else if MEDIA.contains(&extension.as_str()) {
        Role::Media
    } else {
        Role::Other
    }
}

/// The globs of the configuration as one.
pub(super) fn globs(patterns: &[String]) -> GlobSet {
    let mut builder = GlobSetBuilder::new();
    for glob in patterns.iter().filter_map(|pattern| Glob::new(pattern).ok()) {
        builder.add(glob);
    }
    builder.build().unwrap_or_else(|_| GlobSet::empty())
}

/// The pattern of `ignore` that leaves out a file, given by its paths from wherever patterns may begin.
pub fn ignored_by<'p>(patterns: &'p [String], paths: &[&str]) -> Option<&'p str> {
    let matches = |glob: &globset::GlobMatcher, path: &str| {
        std::path::Path::new(path).ancestors().any(|part| glob.is_match(part))
    };
    let leaves_out = |pattern: &&String| {
        let glob = Glob::new(pattern).ok().map(|glob| glob.compile_matcher());
        glob.is_some_and(|glob| paths.iter().any(|path| matches(&glob, path)))
    };
    patterns.iter().find(leaves_out).map(String::as_str)
}

/// Whether a name says that a file is Markdown.
pub fn is_markdown(path: &str) -> bool {
    MARKDOWN.contains(&extension(path).as_str())
}

/// Lower-cased; empty when the name has none, or ends like a sentence.
pub(super) fn extension(path: &str) -> String {
    parted(path).1.to_lowercase()
}

/// The file's name without its extension; a name such as `v1.2 notes` has none.
pub fn stem(path: &str) -> &str {
    parted(path).0
}

/// The file's name in two: what stands before the extension, and the extension, which may be empty.
fn parted(path: &str) -> (&str, &str) {
    let name = path.rsplit('/').next().unwrap_or(path);
    // What site generators make of Markdown: `page.html.md.erb`.
    let layered = LAYERED.iter().find_map(|ending| name.strip_suffix(ending));
    if let Some(stem) = layered.filter(|stem| !stem.is_empty()) {
        return (stem, "md");
    }
    match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() && extension.len() <= 8 && !extension.contains(' ') => {
            (stem, extension)
        }
        _ => (name, ""),
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
pub(super) fn is_document(source: &Source) -> bool {
    if !extension(&source.path).is_empty() {
        return true;
    }
    let start = source.text.trim_start_matches('\u{feff}').trim_start();
    ["# ", "## ", "---\n", "---\r\n", "+++\n", "+++\r\n"].iter().any(|opening| start.starts_with(opening))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_editor_keeps_beside_a_document_is_none() {
        for name in ["a.md", "2026/a.markdown", "notes on 2. outage"] {
            assert_eq!(role(name), Role::Document, "{name}");
        }
        for name in [
            "a.md~",
            "#a.md#",
            "a.md___jb_tmp___",
            "a.md___jb_old___",
            "b/a.md___jb_bak___",
            "a.md.orig",
            "notes~",
        ] {
            assert_eq!(role(name), Role::Other, "{name}");
        }
    }
}
