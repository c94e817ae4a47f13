//! What can be typed to ask an archive something: `check`, `report`, `search`, `similar`, `export`.

use super::{Edition, day};
use crate::incident::Audience;
use crate::search::query::Sort;
use clap::{Args, ValueEnum};
use jiff::civil::Date;
use std::path::PathBuf;

pub(super) const REPORT_EXAMPLES: &str = "\
Examples:
  hindsite report                                 all of them
  hindsite report causes                          what keeps going wrong
  hindsite report --since 2026-07-01 --until 2026-10-01 --format markdown
                                                  a quarter, for the review";

pub(super) const EXPORT_EXAMPLES: &str = "\
Examples:
  hindsite export | jq -r 'select(.severity_rank == 1) | .title'
  hindsite export --format csv > postmortems.csv
  sqlite3 postmortems.db \".import --csv postmortems.csv incidents\"
  hindsite export --format quickwit --output quickwit/
  quickwit index create --index-config quickwit/index-config.yaml
  quickwit index ingest --index postmortems --input-path quickwit/documents.ndjson

NDJSON and JSON follow docs/schema/incidents.schema.json. In CSV, `services` and `causes` are the
last parts of their addresses with a blank between two, `tags` have a comma and a blank, `actions`
and `open_actions` are how many there are, durations are seconds, what is not known is empty.";

/// Options of `hindsite export`.
#[derive(Debug, Args)]
pub struct Export {
    /// What to print
    #[arg(long, value_name = "FORMAT", default_value = "ndjson")]
    pub format: ExportFormat,
    /// The folder to write into; only for quickwit, which are two files
    #[arg(short, long, value_name = "DIR", required_if_eq("format", "quickwit"))]
    pub output: Option<PathBuf>,
    /// Which documents to include
    #[command(flatten)]
    pub edition: Edition,
    /// Report withheld words found in a public export with the words, also in CI, whose logs others may read
    #[arg(long)]
    pub show_matches: bool,
}

/// How incidents are exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// One JSON object a line, those of incidents.json
    Ndjson,
    /// A table, one row an incident
    Csv,
    /// The site's incidents.json
    Json,
    /// An index configuration and documents for Quickwit
    Quickwit,
}

pub(super) const CHECK: &str = "\
Examples:
  hindsite check                                    the whole archive
  hindsite check content/2026                       one folder, or one file
  hindsite check --strict                           fail on warnings too
  hindsite check --explain HS500                    what a code means, why, and what to do
  hindsite check --format github --changed-since origin/main
                                                    a pull request: annotations and a summary
  hindsite check --format sarif > hindsite.sarif    for code scanning

In hindsite.toml, `[check.levels]` silences or raises a code for all documents:

  [check.levels]
  HS511 = \"off\"
  HS601 = \"warning\"

In a document, `<!-- hindsite: allow HS601 -->` silences it there.
Exit codes: 0 fine, 1 errors (with --strict also warnings), 2 wrong usage or configuration,
3 the machine failed";

/// Options of `hindsite check`.
#[derive(Debug, Args)]
pub struct Check {
    /// Report only on these files and folders
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Fail on warnings too
    #[arg(long)]
    pub strict: bool,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: CheckFormat,
    /// Report only on files added or changed since the history parted from this branch or commit, and on links
    /// that this breaks elsewhere
    #[arg(long, value_name = "REF")]
    pub changed_since: Option<String>,
    /// Check what a build for these readers would find; `public` makes errors of what stops a public build
    #[arg(long, value_name = "WHO", default_value = "restricted")]
    pub audience: Audience,
    /// Say what a code means, and check nothing
    #[arg(long, value_name = "CODE", conflicts_with_all = ["paths", "changed_since", "strict", "format"])]
    pub explain: Option<String>,
}

/// How problems are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// For a terminal
    Human,
    /// One a line, `path:line:column: severity[CODE] message`
    Short,
    /// For programs
    Json,
    /// Annotations of a GitHub workflow, and the step's summary
    Github,
    /// For code scanners
    Sarif,
}

/// Options of `hindsite report`.
#[derive(Debug, Args)]
pub struct Report {
    /// The report; without one, a review document of the stretch of time
    #[arg(value_name = "REPORT")]
    pub report: Option<ReportName>,
    /// The first day, as YYYY-MM-DD [default: the beginning]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub since: Option<Date>,
    /// The day after the last, as YYYY-MM-DD [default: the end]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub until: Option<Date>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: ReportFormat,
    /// Only overdue follow-ups, and exit code 1 if there are any
    #[arg(long)]
    pub overdue: bool,
    /// Which documents to include
    #[command(flatten)]
    pub edition: Edition,
}

/// The reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportName {
    /// Which causes recur, and whether the fixes held
    Causes,
    /// What was promised, and how it stands
    FollowUps,
    /// Who found out first
    Detection,
    /// Where things are going
    Trends,
}

/// How a report is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// For a terminal
    Human,
    /// To paste and edit
    Markdown,
    /// For programs
    Json,
    /// For spreadsheets
    Csv,
}

pub(super) const QUERY_LANGUAGE: &str = "\
The query:
  disk full              incidents with both words, in any form; with some of them if none has all
  \"disk full\"            the words in this order
  -disk                  not this word
  disk OR volume         one of the two
  fail*                  words that begin so
  service:checkout       also cause: severity: tag: status: owner: detected: (alert, customer, …)
  title:disk             also section: symptom: action:
  severity:<=2           also date:2025-03..2025-06 year:2025 duration:>2h ttd:<5m ttr:
  is:recurring           also has:open-actions is:overdue has:timeline has:actions
  sort:date              also relevance, severity, duration

A whole log line or stack trace is a query too: `journalctl -n 1 | hindsite search -`";

/// Options of `hindsite search`.
#[derive(Debug, Args)]
pub struct Search {
    /// What to look for; `-` reads it from standard input
    #[arg(required_unless_present_any = ["not", "batch"])]
    pub query: Vec<String>,
    /// `-word`, which would be read as flags otherwise; see [`Cli::from_typed`]
    #[arg(long, hide = true)]
    pub not: Vec<String>,
    /// Every line of standard input is a query; one JSON document a line answers each
    #[arg(long, conflicts_with = "query")]
    pub batch: bool,
    /// How many incidents to show
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub limit: usize,
    /// Their order [default: relevance, and date without words]
    #[arg(long, value_name = "ORDER")]
    pub sort: Option<Sort>,
    /// How to show them
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: Format,
    /// Which documents to include
    #[command(flatten)]
    pub edition: Edition,
}

pub(super) const SIMILAR_EXAMPLES: &str = "\
Examples:
  hindsite similar content/2026/draft.md
  journalctl -n 20 -u checkout | hindsite similar -
  hindsite similar --changed-since origin/main --format github   in a workflow for pull requests";

/// Options of `hindsite similar`.
#[derive(Debug, Args)]
pub struct Similar {
    /// A postmortem, a draft, or any text; `-` reads it from standard input
    #[arg(required_unless_present = "changed_since")]
    pub file: Option<PathBuf>,
    /// For each postmortem added or changed since the history parted from this branch or commit
    #[arg(long, value_name = "REF", conflicts_with = "file")]
    pub changed_since: Option<String>,
    /// How many incidents to show [default: 5, and 3 for each changed file]
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
    /// How to show them
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: ReviewFormat,
    /// Which documents to include
    #[command(flatten)]
    pub edition: Edition,
}

/// How results are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For a terminal.
    Human,
    /// One JSON document.
    Json,
}

/// How results are shown, also to the reviewer of a pull request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReviewFormat {
    /// For a terminal.
    Human,
    /// One JSON document.
    Json,
    /// Annotations of a GitHub workflow.
    Github,
    /// Markdown for a comment.
    Markdown,
}
