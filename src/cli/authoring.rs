//! What can be typed to those who write: `init`, `new`, `import`, `tags`.

use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

pub(super) const INIT_EXAMPLES: &str = "\
Examples:
  hindsite init                  here; a folder with old postmortems becomes the content
  hindsite init incidents        in the folder `incidents`, made if need be
  hindsite init --content notes  with the postmortems that are in `notes`
  hindsite init --ci gitlab      with a pipeline for GitLab Pages in place of the GitHub workflow
  hindsite init --force          replace what is there, and say what

Nothing is written if one of the files is there already (lines missing in a .gitignore are added).";

/// Options of `hindsite init`.
#[derive(Debug, Args)]
pub struct Init {
    /// The folder [default: this one]
    #[arg(value_name = "DIR")]
    pub dir: Option<PathBuf>,
    /// Whose jobs check pull requests and publish the site [default: by the address of `origin`, else github]
    #[arg(long, value_name = "HOST")]
    pub ci: Option<Ci>,
    /// The action that installs hindsite on GitHub; without `@REF`, the tag of this version
    #[arg(long, value_name = "OWNER/REPO@REF")]
    pub action: Option<String>,
    /// Show similar incidents in a comment on the pull request; the workflow gets `pull-requests: write`
    #[arg(long)]
    pub comment: bool,
    /// Replace files that are there already
    #[arg(long)]
    pub force: bool,
}

/// A code host whose jobs `init` can write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Ci {
    /// GitHub Actions and GitHub Pages.
    Github,
    /// GitLab CI and GitLab Pages.
    Gitlab,
    /// No jobs.
    None,
}

pub(super) const NEW_EXAMPLES: &str = "\
Examples:
  hindsite new \"Checkout returned 503\"
  hindsite new \"Checkout returned 503\" --severity SEV2 --service checkout --service cart
  hindsite new \"Checkout returned 503\" --started \"2026-03-02 14:05 UTC\" --no-edit
  hindsite new \"Key left in a log\" --template security     from templates/security.md

The name follows those of the archive (2026-03-02-checkout, PM2026-013-checkout, …). Of several
content folders it is the one you stand in, else the first. The template is templates/postmortem.md,
or the built-in one; `{title}` and `{date}` in it are filled in.";

/// Options of `hindsite new`.
#[derive(Debug, Args)]
pub struct New {
    /// What happened, in a line
    pub title: String,
    /// How bad it was
    #[arg(long, value_name = "NAME")]
    pub severity: Option<String>,
    /// What was hit (repeatable)
    #[arg(long = "service", value_name = "NAME")]
    pub services: Vec<String>,
    /// When it began, as `2026-03-02 14:05 UTC`; its day is the date [default: today]
    #[arg(long, value_name = "TIME")]
    pub started: Option<String>,
    /// A template, as `templates/NAME.md`
    #[arg(long, value_name = "NAME")]
    pub template: Option<String>,
    /// Do not open $VISUAL or $EDITOR
    #[arg(long)]
    pub no_edit: bool,
}

pub(super) const IMPORT_EXAMPLES: &str = "\
Examples:
  hindsite import docs/postmortems            what would change, as a diff
  hindsite import docs/postmortems --write    change it; a second time changes nothing
  hindsite import 2026-03-02.md | git apply   the same for one file, through git
  hindsite import outages.md --split          one long log, a file for each dated heading

Only what a document says in one way is proposed. No byte of a text below its front matter changes.";

/// Options of `hindsite import`.
#[derive(Debug, Args)]
pub struct Import {
    /// Documents and folders [default: the content of the knowledge base]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Change the files
    #[arg(long)]
    pub write: bool,
    /// Make each dated heading of a log a document of its own; the log stays
    #[arg(long)]
    pub split: bool,
}

pub(super) const EXPLAIN_EXAMPLES: &str = "\
Examples:
  hindsite explain                      how many incidents state each field, and how
  hindsite explain content/2026-03-02-checkout.md
                                        each fact, its line, and the rule that read it";

/// Options of `hindsite explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// Documents and folders; without any, a summary of the archive
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
}

/// What to do with tags.
#[derive(Debug, Subcommand)]
pub enum Tags {
    /// Give a tag the name of another, wherever front matter has it
    #[command(after_help = MERGE_EXAMPLES)]
    Merge(Merge),
}

pub(super) const MERGE_EXAMPLES: &str = "\
Examples:
  hindsite tags merge fluentD fluentd            what would change, as a diff
  hindsite tags merge fluentD fluentd --write    change it
  hindsite tags merge Checkout checkout --field services --write";

/// Options of `hindsite tags merge`.
#[derive(Debug, Args)]
pub struct Merge {
    /// The name that goes, as it is written
    #[arg(value_name = "OLD")]
    pub from: String,
    /// The name that stays
    #[arg(value_name = "NEW")]
    pub to: String,
    /// The key that has the names
    #[arg(long, value_name = "FIELD", default_value = "tags")]
    pub field: Field,
    /// Change the files
    #[arg(long)]
    pub write: bool,
}

/// A key whose names can be merged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Field {
    /// `tags`, under any of its names.
    Tags,
    /// `services`, under any of its names.
    Services,
}

impl Field {
    /// Our name of the key.
    pub fn key(self) -> &'static str {
        match self {
            Field::Tags => "tags",
            Field::Services => "services",
        }
    }
}
