//! `hindsite init`: a knowledge base where there is none.

use super::plan::Plan;
use super::{Voice, place};
use crate::authoring::scaffold;
use crate::authoring::workflow::{self, Install, WORKFLOW_FILE};
use crate::cli::{Global, Init};
use crate::diagnostic::count;
use crate::fs::{self, Kind};
use crate::pipeline::Failure;
use crate::project;
use std::path::{Path, PathBuf};

/// What may be named.
const NEW: &str = "name a folder, or a new one";

/// Writes all of it or nothing, and says what comes next.
pub fn run(global: &Global, options: &Init, voice: &Voice) -> Result<(), Failure> {
    let dir = folder(global, options)?;
    let markdown = markdown(&dir)?;
    let archive = archive(global, &dir, &markdown)?;
    let mut plan = Plan::new(&dir);
    let install = install(options)?;
    let workflow = workflow::github(inside_repository(&dir).as_deref(), &install);
    for (path, text) in scaffold::files(&archive, workflow, place::today(global)?) {
        plan.add(&path, text)?;
    }
    let replaced: Vec<String> =
        plan.steps.iter().filter(|s| s.before.is_some()).map(|s| s.path.clone()).collect();
    if !options.force && !replaced.is_empty() {
        return Err(there_already(&replaced));
    }
    plan.gitignore()?;
    plan.write()?;
    for step in &plan.steps {
        let did = match &step.before {
            Some(_) if step.path == ".gitignore" => "Added to",
            Some(_) => "Replaced",
            None => "Wrote",
        };
        voice.say(&format!("{did} {}", step.path));
    }
    let inside = |path: &&String| {
        archive.iter().any(|folder| folder == "." || path.starts_with(&format!("{folder}/")))
    };
    let adopted = markdown.iter().filter(inside).count();
    voice.say(&next_steps(&dir, &archive, adopted, &install));
    Ok(())
}

/// Decides how the workflow installs hindsite: by the action that was named, by our own, or from an archive.
fn install(options: &Init) -> Result<Install, Failure> {
    let Some(action) = options.action.as_deref().or(project::github_slug()) else {
        return Ok(Install::Archive);
    };
    Install::action(action).ok_or_else(|| Failure::Usage {
        message: format!("`{action}` is not the name of an action"),
        hint: Some("write it as `OWNER/REPO@REF`; without `@REF` it is the tag of this version".into()),
    })
}

/// Where to write: `DIR`, which may be new, else the root that was given, else here.
fn folder(global: &Global, options: &Init) -> Result<PathBuf, Failure> {
    let typed = options.dir.clone().or_else(|| global.root.clone()).unwrap_or_else(|| PathBuf::from("."));
    let dir = fs::resolve(&typed).map_err(|error| Failure::typed(&error, NEW))?;
    match fs::stamp(&dir).map_err(Failure::disk)?.map(|stamp| stamp.kind) {
        None => match fs::file_above(&dir).map_err(Failure::disk)? {
            None => Ok(dir),
            Some(file) => Err(Failure::Usage {
                message: format!(
                    "`{}` is below `{}`, which is not a folder",
                    typed.display(),
                    file.display()
                ),
                hint: Some(NEW.into()),
            }),
        },
        Some(Kind::Dir) => Ok(dir),
        Some(_) => Err(Failure::Usage {
            message: format!("`{}` is not a folder", typed.display()),
            hint: Some(NEW.into()),
        }),
    }
}

/// The folders with the postmortems: those that were named, else the one that looks like it.
fn archive(global: &Global, dir: &Path, markdown: &[String]) -> Result<Vec<String>, Failure> {
    if global.content.is_empty() {
        return Ok(scaffold::archive(markdown).into_iter().collect());
    }
    let named = global.content.iter().map(|typed| {
        let folder = place::existing(typed)?;
        let Ok(inside) = folder.strip_prefix(dir) else {
            return Err(Failure::Usage {
                message: format!("`{}` is not in `{}`", typed.display(), dir.display()),
                hint: Some(
                    "begin in the folder that holds both, or name it later: `content` in hindsite.toml"
                        .into(),
                ),
            });
        };
        let path = inside.to_string_lossy().replace('\\', "/");
        Ok(if path.is_empty() { ".".to_owned() } else { path })
    });
    named.collect()
}

/// The Markdown files below a folder, hidden ones and dependencies aside.
fn markdown(dir: &Path) -> Result<Vec<String>, Failure> {
    if fs::stamp(dir).map_err(Failure::disk)?.is_none() {
        return Ok(vec![]);
    }
    let enter = |inside: &Path| {
        let name = inside.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        !name.starts_with('.')
            && !matches!(name.as_str(), "node_modules" | "target" | "vendor" | "public" | "templates")
    };
    let walk = fs::walk(dir, &enter).map_err(Failure::disk)?;
    let paths = walk.files.into_iter().map(|found| found.path.to_string_lossy().replace('\\', "/"));
    let is_markdown = |path: &String| {
        let extension = path.rsplit_once('.').map(|(_, extension)| extension.to_lowercase());
        matches!(extension.as_deref(), Some("md" | "mdx" | "qmd" | "markdown"))
    };
    Ok(paths.filter(is_markdown).collect())
}

fn there_already(paths: &[String]) -> Failure {
    let named: Vec<String> = paths.iter().map(|path| format!("`{path}`")).collect();
    Failure::Usage {
        message: format!(
            "{} there already; nothing was written",
            match named.as_slice() {
                [one] => format!("{one} is"),
                several => format!("{} are", several.join(", ")),
            }
        ),
        hint: Some("`--force` replaces what is there".into()),
    }
}

fn next_steps(dir: &Path, archive: &[String], markdown: usize, install: &Install) -> String {
    let mut lines = vec![String::new(), "Next:".to_owned()];
    if fs::resolve(Path::new(".")).is_ok_and(|here| here != dir) {
        lines.push(format!("  cd {}", typed(dir)));
    }
    match archive {
        [_, ..] => {
            let folders: Vec<&str> = archive.iter().map(String::as_str).collect();
            lines.push(format!(
                "  hindsite serve                 the site of your {} in `{}` (`content` in hindsite.toml)",
                count(markdown, "Markdown file"),
                folders.join("`, `")
            ));
            lines.push(format!(
                "  hindsite import {:<14} their titles, dates and severities as front matter, as a diff",
                folders.iter().map(|folder| quoted(folder)).collect::<Vec<_>>().join(" ")
            ));
        }
        [] => lines.push("  hindsite serve                 the site with its example incident".to_owned()),
    }
    lines.push("  hindsite new \"What happened\"   your next postmortem".to_owned());
    lines.push("  git add . && git commit        then push, and in the repository on GitHub".to_owned());
    lines.push("                                 set Settings > Pages > Source to GitHub Actions".to_owned());
    if *install == Install::Archive {
        lines.push(String::new());
        lines.push("The workflow needs the address of a release archive: set `HINDSITE_URL` and `HINDSITE_SHA256` in".to_owned());
        lines.push(format!(
            "{WORKFLOW_FILE}, or name an action: `hindsite init --force --action OWNER/REPO@REF`"
        ));
    }
    lines.push(String::new());
    lines.push(
        "warning: GitHub Pages of a private repository may be public: who can read the site depends on"
            .to_owned(),
    );
    lines.push(
        "your plan. Check Settings > Pages before the first push; without it, delete the job `deploy`"
            .to_owned(),
    );
    if let Some(inside) = inside_repository(dir) {
        let up = "../".repeat(inside.split('/').count());
        let folder = WORKFLOW_FILE.rsplit_once('/').map_or("", |(folder, _)| folder);
        lines.push(String::new());
        lines.push(
            "warning: GitHub reads workflows in the root of a repository only. This one is written for that"
                .to_owned(),
        );
        lines.push("place; move it there:".to_owned());
        lines.push(format!("  mkdir -p {up}{folder}"));
        lines.push(format!("  mv {} {up}{folder}/", WORKFLOW_FILE));
    }
    lines.join("\n")
}

/// A folder as it is typed from here, in quotes where a shell would take it for something else.
fn typed(dir: &Path) -> String {
    let here = fs::resolve(Path::new(".")).unwrap_or_default();
    quoted(&dir.strip_prefix(&here).unwrap_or(dir).to_string_lossy())
}

/// A path as a shell reads it.
fn quoted(path: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | '\\' | ':');
    match path.chars().all(plain) && !path.starts_with('-') {
        true => path.to_owned(),
        false => format!("'{}'", path.replace('\'', "'\\''")),
    }
}

/// Where a folder is in the repository around it; nothing for its root.
fn inside_repository(dir: &Path) -> Option<String> {
    let is_root = |folder: &&Path| matches!(fs::stamp(&folder.join(".git")), Ok(Some(_)));
    let inside = dir.strip_prefix(dir.ancestors().find(is_root)?).ok()?;
    let parts: Vec<_> = inside.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    (!parts.is_empty()).then(|| parts.join("/"))
}
