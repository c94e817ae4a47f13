//! Files in an output folder that its manifest does not list: a public edition would be published beside them.

use super::manifest::{self, Manifest};
use crate::fs::{self, Kind};
use std::path::Path;

/// What hosts read in the root of a site, and what is never served.
const OF_HOSTS: &[&str] =
    &["CNAME", "_headers", "_redirects", "robots.txt", "favicon.ico", ".htaccess", ".well-known"];

/// A file that hindsite did not write, or a folder with nothing else in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Leftover {
    /// The path below the output folder; that of a folder ends with `/`.
    pub path: String,
    /// How many files it is.
    pub files: usize,
}

/// Lists what is in an output folder and not from the last build, sorted. Files of hosts and of git are left out.
///
/// # Errors
/// The disk's.
pub fn leftovers(site: &Path) -> fs::Result<Vec<Leftover>> {
    let mut found = vec![];
    if fs::stamp(site)?.is_some_and(|stamp| stamp.kind == Kind::Dir) {
        collect(site, "", &Manifest::load(site)?, &mut found)?;
    }
    found.sort();
    Ok(found)
}

/// Adds what is in a folder. Returns how many files of the last build are in it or below.
fn collect(site: &Path, folder: &str, ours: &Manifest, found: &mut Vec<Leftover>) -> fs::Result<usize> {
    let mut listed = 0;
    for (name, kind) in fs::list(&site.join(folder))? {
        let path = format!("{folder}{}", name.to_string_lossy());
        match kind {
            _ if folder.is_empty() && is_expected(&path) => {}
            Kind::Dir => {
                let before = found.len();
                match collect(site, &format!("{path}/"), ours, found)? {
                    0 => {
                        let files = found.drain(before..).map(|leftover| leftover.files).sum();
                        if files > 0 {
                            found.push(Leftover { path: format!("{path}/"), files });
                        }
                    }
                    files => listed += files,
                }
            }
            _ if ours.files.contains_key(&path) => listed += 1,
            _ => found.push(Leftover { path, files: 1 }),
        }
    }
    Ok(listed)
}

fn is_expected(name: &str) -> bool {
    let is_our_work = name.starts_with(".hindsite-");
    name == manifest::NAME || name.starts_with(".git") || is_our_work || OF_HOSTS.contains(&name)
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests set their stage")]
mod tests {
    use super::*;
    use crate::output::manifest::Entry;
    use std::fs as disk;

    #[test]
    fn folders_without_pages_of_the_build_are_named_whole() {
        let dir = tempfile::tempdir().unwrap();
        let site = dir.path().join("public");
        assert_eq!(leftovers(&site).unwrap(), []);
        let ours = ["index.html", "incidents/a/index.html", ".nojekyll"];
        let others = [
            "index.html.gz",
            "incidents/a/index.html.br",
            "incidents/b/index.html",
            "incidents-old/a/index.html",
            "incidents-old/b/index.html",
            ".backup/x.html",
            "CNAME",
            ".git/HEAD",
            ".well-known/security.txt",
            ".hindsite-stage/new/x",
        ];
        for path in ours.iter().chain(&others) {
            disk::create_dir_all(site.join(path).parent().unwrap()).unwrap();
            disk::write(site.join(path), "x").unwrap();
        }
        disk::create_dir(site.join("empty")).unwrap();
        let files = ours.map(|path| (path.to_owned(), Entry::of(0, b"x")));
        disk::write(site.join(manifest::NAME), Manifest::new(files.into()).to_json()).unwrap();
        let leftover = |path: &str, files| Leftover { path: path.to_owned(), files };
        let expected = [
            leftover(".backup/", 1),
            leftover("incidents-old/", 2),
            leftover("incidents/a/index.html.br", 1),
            leftover("incidents/b/", 1),
            leftover("index.html.gz", 1),
        ];
        assert_eq!(leftovers(&site).unwrap(), expected);
    }
}
