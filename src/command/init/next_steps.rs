//! What to do after `init`, as commands to copy.

use crate::authoring::remote::Provider;
use crate::authoring::workflow::{Install, PIPELINE_FILE};
use crate::diagnostic::count;
use crate::fs;
use std::fmt;
use std::path::Path;

/// The steps after `init`.
pub(super) struct NextSteps<'n> {
    /// The new knowledge base.
    pub dir: &'n Path,
    /// Its content folders, if it adopts an archive.
    pub archive: &'n [String],
    /// How many Markdown files are in them.
    pub documents: usize,
    /// Whose jobs were written.
    pub provider: Option<Provider>,
    /// The files of those jobs, below the knowledge base.
    pub ci: &'n [String],
    /// How they install hindsite.
    pub install: &'n Install,
    /// The folder in the repository, if it is not the root.
    pub folder: Option<&'n str>,
}

impl fmt::Display for NextSteps<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\nNext:")?;
        if fs::resolve(Path::new(".")).is_ok_and(|here| here != self.dir) {
            writeln!(f, "  cd {}", typed(self.dir))?;
        }
        self.write_content(f)?;
        match self.provider {
            None => writeln!(f, "  git add . && git commit -m \"Add postmortems\"")?,
            Some(Provider::Github) => self.write_github(f)?,
            Some(Provider::Gitlab) => self.write_gitlab(f)?,
        }
        Ok(())
    }
}

impl NextSteps<'_> {
    fn write_content(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let folders: Vec<&str> = self.archive.iter().map(String::as_str).collect();
        if folders.is_empty() {
            writeln!(f, "  hindsite serve                 the site with its example incident")?;
        } else {
            let files = count(self.documents, "Markdown file");
            let named = folders.join("`, `");
            writeln!(
                f,
                "  hindsite serve                 the site of your {files} in `{named}` (`content` in hindsite.toml)"
            )?;
            let typed = folders.iter().map(|folder| quoted(folder)).collect::<Vec<_>>().join(" ");
            writeln!(
                f,
                "  hindsite import {typed:<14} their titles, dates and severities as front matter, as a diff"
            )?;
        }
        writeln!(f, "  hindsite new \"What happened\"   your next postmortem")
    }

    fn write_github(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut added = ".".to_owned();
        if let Some(folder) = self.folder {
            let up = "../".repeat(folder.split('/').count());
            writeln!(
                f,
                "  mkdir -p {up}.github/workflows   # GitHub reads workflows in the root of a repository only"
            )?;
            for file in self.ci {
                writeln!(f, "  mv {file} {up}{file}")?;
                added.push_str(&format!(" {up}{file}"));
            }
        }
        writeln!(f, "  git add {added} && git commit -m \"Add postmortems\"")?;
        writeln!(f, "  git push                       and set Settings > Pages > Source to GitHub Actions")?;
        self.write_archive(f)?;
        write!(
            f,
            "\nwarning: who can read the site depends on your plan: with GitHub Free, Pro and Team everybody can, even if\n\
             the repository is private; only Enterprise Cloud can limit a private repository's site to those who can read\n\
             the repository. Not using Pages? Delete the jobs `build` and `deploy`"
        )
    }

    fn write_gitlab(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "  git add . && git commit -m \"Add postmortems\"")?;
        writeln!(f, "  git push                       and add a daily schedule: Build > Pipeline schedules")?;
        self.write_archive(f)?;
        if let Some(folder) = self.folder {
            let file = format!("/{folder}/{PIPELINE_FILE}");
            writeln!(
                f,
                "\nGitLab reads {PIPELINE_FILE} in the root of a repository only. Include this one there:"
            )?;
            writeln!(f, "  include:\n    - local: {}", serde_json::Value::from(file))?;
        }
        write!(
            f,
            "\nwarning: who can read the site is set under Settings > General > Visibility > Pages; a GitLab without access\n\
             control for Pages shows it to everybody. Not using Pages? Delete the job `pages`"
        )
    }

    fn write_archive(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Install::Archive { url } = self.install else { return Ok(()) };
        let variables = match url {
            Some(_) => "`HINDSITE_SHA256`",
            None => "`HINDSITE_URL` and `HINDSITE_SHA256`",
        };
        let file = self.ci.first().map_or("", String::as_str);
        writeln!(f, "\nThe jobs install hindsite from a release archive: set {variables} in {file}")?;
        if self.provider == Some(Provider::Github) {
            writeln!(
                f,
                "before the first push, or name an action: `hindsite init --force --action OWNER/REPO@REF`"
            )?;
        }
        Ok(())
    }
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
