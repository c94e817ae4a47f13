//! `hindsite init`: writes a new knowledge base.

mod next_steps;

use super::plan::Plan;
use super::{Voice, place};
use crate::authoring::remote::{Provider, Remote};
use crate::authoring::scaffold::{self, Addresses, Files};
use crate::authoring::workflow::{DEPENDABOT_FILES, Install, Jobs, PIPELINE_FILE, Similar, WORKFLOW_FILE};
use crate::cli::{Ci, Global, Init};
use crate::fs::{self, Kind};
use crate::pipeline::Failure;
use crate::{git, project};
use next_steps::NextSteps;
use std::path::{Path, PathBuf};

/// The hint on a path that cannot be the folder.
const NEW: &str = "name a folder, or a new one";

/// The repository around the new knowledge base.
struct Repository {
    /// Its root; `None` outside of a repository.
    root: Option<PathBuf>,
    /// The folder of the knowledge base in it, if it is not the root.
    folder: Option<String>,
    /// Where it is hosted, if `origin` names a known host.
    remote: Option<Remote>,
    /// The branch that is published.
    branch: String,
}

/// Writes all files or none, and prints the next steps.
pub fn run(global: &Global, options: &Init, voice: &Voice) -> Result<(), Failure> {
    let dir = folder(global, options)?;
    let markdown = markdown(&dir)?;
    let archive = archive(global, &dir, &markdown)?;
    let repository = repository(&dir);
    let provider = provider(options, &repository)?;
    let install = install(options, provider)?;
    let mut plan = Plan::new(&dir);
    let mut files = scaffold::files(&archive, &addresses(&repository), place::today(global)?);
    let ci = jobs(options, provider, &archive, &repository, &install);
    files.extend(ci.iter().cloned());
    for (path, text) in files {
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
    let ci: Vec<String> = ci.into_iter().map(|(path, _)| path).collect();
    let next = NextSteps {
        dir: &dir,
        archive: &archive,
        documents: markdown.iter().filter(inside).count(),
        provider,
        ci: &ci,
        install: &install,
        folder: repository.folder.as_deref(),
    };
    voice.say(&next.to_string());
    Ok(())
}

/// Finds the repository around a folder that may not be there yet.
fn repository(dir: &Path) -> Repository {
    let is_root = |folder: &&Path| matches!(fs::stamp(&folder.join(".git")), Ok(Some(_)));
    let root = dir.ancestors().find(is_root).map(Path::to_path_buf);
    let folder = root.as_deref().and_then(|root| {
        let parts = dir.strip_prefix(root).ok()?.components();
        let parts: Vec<_> = parts.map(|part| part.as_os_str().to_string_lossy()).collect();
        (!parts.is_empty()).then(|| parts.join("/"))
    });
    let remote = root.as_deref().and_then(git::origin).and_then(|url| Remote::parse(&url));
    let branch = root.as_deref().and_then(git::default_branch).unwrap_or_else(|| "main".to_owned());
    Repository { root, folder, remote, branch }
}

/// Decides whose jobs are written: those that were asked for, those of the host of `origin`, or GitHub's.
fn provider(options: &Init, repository: &Repository) -> Result<Option<Provider>, Failure> {
    let hosted = repository.remote.as_ref().map(|remote| remote.provider);
    let provider = match options.ci {
        Some(Ci::None) => None,
        Some(Ci::Github) => Some(Provider::Github),
        Some(Ci::Gitlab) => Some(Provider::Gitlab),
        None => Some(hosted.unwrap_or(Provider::Github)),
    };
    let option = if options.action.is_some() { "--action" } else { "--comment" };
    if provider != Some(Provider::Github) && (options.action.is_some() || options.comment) {
        return Err(Failure::Usage {
            message: format!("`{option}` is for GitHub workflows"),
            hint: Some(format!("leave out `{option}`, or write a workflow with `--ci github`")),
        });
    }
    Ok(provider)
}

/// Decides how CI installs hindsite: with the action that was named, with our own, or from an archive.
fn install(options: &Init, provider: Option<Provider>) -> Result<Install, Failure> {
    let own = project::github_slug().filter(|_| provider == Some(Provider::Github));
    let Some(action) = options.action.as_deref().or(own) else { return Ok(Install::archive()) };
    Install::action(action).ok_or_else(|| Failure::Usage {
        message: format!("`{action}` is not the name of an action"),
        hint: Some("write it as `OWNER/REPO@REF`; without `@REF` it is the tag of this version".into()),
    })
}

fn addresses(repository: &Repository) -> Addresses {
    let Some(remote) = &repository.remote else { return Addresses::default() };
    Addresses {
        base_url: remote.pages_url(),
        edit_url: Some(remote.edit_url(&repository.branch, repository.folder.as_deref())),
    }
}

/// Returns the files for the code host.
fn jobs(
    options: &Init,
    provider: Option<Provider>,
    archive: &[String],
    repository: &Repository,
    install: &Install,
) -> Files {
    let own = ["content".to_owned()];
    let jobs = Jobs {
        content: if archive.is_empty() { &own } else { archive },
        folder: repository.folder.as_deref(),
        branch: &repository.branch,
        install,
        similar: if options.comment { Similar::Comment } else { Similar::Summary },
    };
    match provider {
        None => vec![],
        Some(Provider::Gitlab) => vec![(PIPELINE_FILE.to_owned(), jobs.gitlab())],
        Some(Provider::Github) => {
            let mut files = vec![(WORKFLOW_FILE.to_owned(), jobs.github())];
            let is_there = |path: &str| {
                let root = repository.root.as_deref();
                root.is_some_and(|root| matches!(fs::stamp(&root.join(path)), Ok(Some(_))))
            };
            if !DEPENDABOT_FILES.into_iter().any(is_there) {
                files.extend(jobs.dependabot());
            }
            files
        }
    }
}

/// Returns the folder to write to: `DIR`, which may be new, else the root that was given, else the current directory.
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

/// Returns the content folders: those that were named, else the one that looks like it.
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

/// Finds the Markdown files below a folder, without hidden files and dependencies.
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
