//! Whether a folder may be published into, asked before anything is touched.
//!
//! Generators have wiped home folders and sources (`-o ../project`). hindsite deletes only what its manifest
//! lists, so the worst it could do is to scatter a site among somebody's files; it refuses that too.

use super::{Error, Foreign, Manifest};
use crate::fs::{self, Kind};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// The folders an output folder must keep clear of.
#[derive(Debug, Clone)]
pub struct Project<'a> {
    /// The root of the knowledge base.
    pub root: &'a Path,
    /// Everything that is read: content, static and theme folders. Those that do not exist count too.
    pub inputs: &'a [PathBuf],
    /// The project's cache (`.hindsite/`), made if need be; without one, publishing many files is slower.
    pub cache: Option<&'a Path>,
    /// The person's home folder, if known.
    pub home: Option<&'a Path>,
}

/// A folder that was found fit to publish into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    dir: PathBuf,
    cache: Option<PathBuf>,
}

impl Target {
    /// The folder: as it was typed, or where a symbolic link leads.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The project's cache, which may hold the work on it.
    pub fn cache(&self) -> Option<&Path> {
        self.cache.as_deref()
    }
}

const ELSEWHERE: &str = "choose a folder of its own, such as `--output public`";

/// Checks `output`, as it was typed. [`Foreign::Overwrite`] (`--force`) allows a folder with other people's
/// files in it, and nothing else that is refused.
///
/// # Errors
/// [`Error::Refused`] with the reason; nothing was touched.
pub fn check(output: &Path, project: &Project<'_>, foreign: Foreign) -> Result<Target, Error> {
    let refuse = |why: String, hint| Err(Error::Refused { dir: output.to_path_buf(), why, hint });
    let real = match fs::resolve(output) {
        Ok(real) => real,
        Err(error) if is_elsewhere(&error) => return Err(error.into()),
        Err(_) => {
            return refuse(
                "is a symbolic link that leads nowhere".to_owned(),
                "remove the link, or make what it leads to",
            );
        }
    };
    if let Some(why) = misplaced(&real, project)? {
        return refuse(why, ELSEWHERE);
    }
    if let Some(file) = fs::file_above(&real)? {
        return refuse(format!("is below `{}`, which is not a folder", file.display()), ELSEWHERE);
    }
    match fs::stamp(&real)?.map(|stamp| stamp.kind) {
        None => {}
        Some(Kind::Dir) if foreign == Foreign::Overwrite || Manifest::is_in(&real)? => {}
        Some(Kind::Dir) => {
            let names: Vec<_> = fs::list(&real)?.into_iter().map(|(name, _)| name).collect();
            if names.iter().any(|name| name == ".git") {
                return refuse(
                    "is the root of a git working tree".to_owned(),
                    "if it is a checkout to publish from, such as a `gh-pages` worktree, build into it once with `--force`",
                );
            }
            if let Some(name) = names.iter().find(|name| !is_harmless(name)) {
                return refuse(
                    format!("holds files that hindsite did not write, such as `{}`", name.to_string_lossy()),
                    "choose an empty or new folder; `--force` builds among the files and overwrites those in the way of pages",
                );
            }
        }
        Some(_) => return refuse("is not a folder".to_owned(), ELSEWHERE),
    }
    let is_plain =
        output.file_name().is_some() && fs::stamp(output)?.is_none_or(|stamp| stamp.kind == Kind::Dir);
    let dir = if is_plain { output.to_path_buf() } else { real };
    Ok(Target { dir, cache: project.cache.map(Path::to_path_buf) })
}

/// Whether a path cannot be looked at for another reason than a link in it.
fn is_elsewhere(error: &fs::Error) -> bool {
    use std::io::ErrorKind as K;
    matches!(
        error.source.kind(),
        K::PermissionDenied | K::InvalidFilename | K::InvalidInput | K::NotADirectory
    )
}

/// What is wrong with where it is.
fn misplaced(real: &Path, project: &Project<'_>) -> Result<Option<String>, Error> {
    if real.parent().is_none() {
        return Ok(Some("is the root of the disk".to_owned()));
    }
    if real.components().any(|part| part.as_os_str() == ".git") {
        return Ok(Some("is inside a `.git` folder".to_owned()));
    }
    if let Some(home) = project.home
        && fs::resolve(home)?.starts_with(real)
    {
        return Ok(Some("is or contains your home folder".to_owned()));
    }
    let root = fs::resolve(project.root)?;
    if root.starts_with(real) {
        return Ok(Some("is or contains the project".to_owned()));
    }
    for input in project.inputs.iter().map(PathBuf::as_path).chain(project.cache) {
        let name = input.display();
        let input = fs::resolve(input)?;
        // An archive may be its own content folder; then `public/` is inside it, and the walk passes it over.
        if real == input || (real.starts_with(&input) && !root.starts_with(&input)) {
            return Ok(Some(format!("is or lies inside `{name}`, which hindsite needs")));
        }
        if input.starts_with(real) {
            return Ok(Some(format!("contains `{name}`, which hindsite needs")));
        }
    }
    Ok(None)
}

/// What may lie in a folder before the first build: hidden files and the host name GitHub Pages reads.
fn is_harmless(name: &OsStr) -> bool {
    name == "CNAME" || name.to_string_lossy().starts_with('.')
}

#[cfg(all(test, unix))]
#[expect(clippy::disallowed_methods, reason = "tests set their stage")]
mod tests {
    use super::*;
    use std::fs as disk;
    use std::os::unix::fs::symlink;

    struct World(tempfile::TempDir);

    impl World {
        fn new() -> World {
            let world = World(tempfile::tempdir().unwrap());
            for dir in [
                "home/me/project/content/team",
                "home/me/project/static",
                "home/me/project/.git/info",
                "other",
                "checkout/.git",
            ] {
                disk::create_dir_all(world.path(dir)).unwrap();
            }
            disk::write(world.path("other/letter.txt"), "dear").unwrap();
            disk::write(world.path("file"), "x").unwrap();
            symlink("home/me/project/content", world.path("to-content")).unwrap();
            symlink("nowhere", world.path("dangling")).unwrap();
            symlink("fresh", world.path("to-fresh")).unwrap();
            world
        }

        fn path(&self, path: &str) -> PathBuf {
            self.0.path().join(path)
        }

        fn check(&self, output: &Path, foreign: Foreign) -> Result<Target, Error> {
            let inputs = ["home/me/project/content", "home/me/project/static", "home/me/project/themes/x"];
            let (root, home) = (self.path("home/me/project"), self.path("home/me"));
            let inputs = inputs.map(|input| self.path(input));
            check(
                output,
                &Project {
                    root: &root,
                    inputs: &inputs,
                    cache: Some(&root.join(".hindsite")),
                    home: Some(&home),
                },
                foreign,
            )
        }
    }

    #[test]
    fn places_that_are_never_right_are_refused_with_force_too() {
        let world = World::new();
        let never = [
            ("home/me", "home folder"),
            ("home", "home folder"),
            ("home/me/project", "the project"),
            ("home/me/project/.", "the project"),
            ("home/me/project/static/../../project", "the project"),
            ("home/me/project/content", "content"),
            ("home/me/project/content/team/public", "content"),
            ("home/me/project/themes/x", "themes"),
            ("home/me/project/themes", "themes"),
            ("to-content", "content"),
            ("to-content/public", "content"),
            ("home/me/project/.hindsite/x", ".hindsite"),
            ("home/me/project/.git", ".git"),
            ("home/me/project/.git/info/site", ".git"),
            ("file", "not a folder"),
            ("dangling", "nowhere"),
        ];
        for (output, reason) in never {
            for foreign in [Foreign::Respect, Foreign::Overwrite] {
                let error = world.check(&world.path(output), foreign).unwrap_err();
                assert!(error.is_usage() && error.to_string().contains(reason), "{output}: {error}");
            }
        }
        assert!(world.check(Path::new("/"), Foreign::Overwrite).is_err());
    }

    #[test]
    fn other_peoples_folders_need_force() {
        let world = World::new();
        for (output, reason) in [("other", "letter.txt"), ("checkout", "git working tree")] {
            let error = world.check(&world.path(output), Foreign::Respect).unwrap_err();
            assert!(error.to_string().contains(reason), "{error}");
            world.check(&world.path(output), Foreign::Overwrite).unwrap();
            disk::write(world.path(output).join("hindsite-manifest.json"), Manifest::default().to_json())
                .unwrap();
            world.check(&world.path(output), Foreign::Respect).unwrap();
        }
    }

    #[test]
    fn a_folder_of_its_own_is_fine() {
        let world = World::new();
        disk::create_dir_all(world.path("fresh")).unwrap();
        for name in ["CNAME", ".gitkeep"] {
            disk::write(world.path("fresh").join(name), "x").unwrap();
        }
        for output in ["home/me/project/public", "fresh", "new/nested/public"] {
            assert_eq!(world.check(&world.path(output), Foreign::Respect).unwrap().dir(), world.path(output));
        }
        let linked = world.check(&world.path("to-fresh"), Foreign::Respect).unwrap();
        assert_eq!(linked.dir(), fs::resolve(&world.path("fresh")).unwrap());
    }

    #[test]
    fn an_archive_that_is_its_own_content_folder_has_room_for_the_site() {
        let world = World::new();
        let root = world.path("home/me/project");
        let project = Project { root: &root, inputs: std::slice::from_ref(&root), cache: None, home: None };
        check(&root.join("public"), &project, Foreign::Respect).unwrap();
        check(&root, &project, Foreign::Respect).unwrap_err();
    }
}
