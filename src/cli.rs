//! What can be typed. Names and help only; what it means is decided in `command`.

use crate::search::query::Sort;
use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;
use std::ffi::OsString;
use std::path::PathBuf;

/// The knowledge base of what went wrong: Markdown postmortems as a searchable static site
#[derive(Debug, Parser)]
#[command(name = "hindsite", version, about, max_term_width = 100, after_help = EXAMPLES)]
pub struct Cli {
    /// What every command understands.
    #[command(flatten)]
    pub global: Global,
    /// The command; a build if none is given.
    #[command(subcommand)]
    pub command: Option<Command>,
}

impl Cli {
    /// Reads the command line. In a query, `-word` is a word to leave out and no flag.
    pub fn from_typed(arguments: impl Iterator<Item = OsString>) -> Cli {
        let mut searching = false;
        let mut open = true;
        let arguments = arguments.map(|argument| {
            let text = argument.to_str().unwrap_or_default();
            open &= text != "--";
            let excluded = text.strip_prefix('-').filter(|rest| {
                rest.chars().count() > 1 && rest.starts_with(|c: char| c == '"' || c.is_alphanumeric())
            });
            let read = match excluded {
                Some(word) if searching && open => Some(OsString::from(format!("--not={word}"))),
                _ => None,
            };
            searching |= text == "search";
            read.unwrap_or(argument)
        });
        Cli::parse_from(arguments)
    }
}

const EXAMPLES: &str = "\
Examples:
  hindsite build                              the site, into public/
  hindsite build --content docs/postmortems   an archive that has no hindsite.toml
  hindsite build --base-url https://acme.github.io/postmortems/
  hindsite check                              what is wrong, and what would be better
  hindsite report causes                      what keeps going wrong
  hindsite report --since 2026-07-01 --until 2026-10-01 --format markdown
  hindsite serve                              the site at http://127.0.0.1:4000, following every save
  hindsite search connection pool exhausted   the site's search, in the terminal
  hindsite init                               a knowledge base here, with a workflow for GitHub Pages
  hindsite new \"Checkout returned 503\"       a postmortem from the template, in the right place
  hindsite import docs/postmortems            front matter for old documents, as a diff

Exit codes: 0 fine, 1 the content has errors, 2 wrong usage or configuration, 3 the machine failed";

/// A day as it is typed.
fn day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "it is no day of the calendar; a day is written as 2026-03-02".to_owned())
}

/// What every command understands.
#[derive(Debug, Clone, Args)]
pub struct Global {
    /// The knowledge base [default: the nearest folder up with a hindsite.toml, else this one]
    #[arg(short = 'C', long, global = true, value_name = "DIR")]
    pub root: Option<PathBuf>,
    /// A folder with postmortems; builds an archive that has no configuration (repeatable)
    #[arg(long, global = true, value_name = "DIR")]
    pub content: Vec<PathBuf>,
    /// The day to build for, as YYYY-MM-DD [default: SOURCE_DATE_EPOCH, else today]
    #[arg(long, global = true, value_name = "DATE", value_parser = day)]
    pub today: Option<Date>,
    /// Say nothing but errors
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Build the site
    #[command(after_help = BUILD_EXAMPLES)]
    Build(Build),
    /// Serve the site to this machine and follow every save
    #[command(after_help = SERVE_EXAMPLES)]
    Serve(Serve),
    /// Say what is wrong with the archive, and what would make it better
    #[command(after_help = CHECK)]
    Check(Check),
    /// Print a report, or with none named all of them in one document
    #[command(after_help = REPORT_EXAMPLES)]
    Report(Report),
    /// Find incidents, as the site's search does
    #[command(after_help = QUERY_LANGUAGE)]
    Search(Search),
    /// Find earlier incidents like a draft, a line of a log, or the files of a pull request
    #[command(after_help = SIMILAR_EXAMPLES)]
    Similar(Similar),
    /// Print every incident for other programs
    #[command(after_help = EXPORT_EXAMPLES)]
    Export(Export),
    /// Print the JSON Schema of the front matter, for editors
    #[command(after_help = SCHEMA_EXAMPLES)]
    Schema,
    /// Print the completions of a shell
    #[command(after_help = COMPLETIONS_EXAMPLES)]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page, of hindsite or of one command
    #[command(after_help = MAN_EXAMPLES)]
    Man {
        /// The command
        command: Option<String>,
    },
    /// Start a knowledge base: configuration, template, first incident, GitHub workflow
    #[command(after_help = INIT_EXAMPLES)]
    Init(Init),
    /// Start a postmortem from the template, where the archive keeps them
    #[command(after_help = NEW_EXAMPLES)]
    New(New),
    /// Put what old documents say of themselves into front matter, as a diff to review
    #[command(after_help = IMPORT_EXAMPLES)]
    Import(Import),
    /// Change tags in the front matter of all documents
    #[command(after_help = MERGE_EXAMPLES)]
    Tags {
        /// What to do with them.
        #[command(subcommand)]
        command: Tags,
    },
}

const BUILD_EXAMPLES: &str = "\
Examples:
  hindsite build                                  the site, into public/
  hindsite build --content docs/postmortems       an archive that has no hindsite.toml
  hindsite build --output /srv/postmortems        somewhere else
  hindsite build --base-url https://acme.github.io/postmortems/
                                                  feeds and previews with whole addresses
  hindsite build --strict                         fail on warnings too
  hindsite build --audience public                only what is marked public
  hindsite build --watch                          again at every save";

const SERVE_EXAMPLES: &str = "\
Examples:
  hindsite serve                 at http://127.0.0.1:4000, or the next free port
  hindsite serve --open          and in the browser
  hindsite serve --drafts        with the drafts
  hindsite serve --poll          where changes are not announced: network and container folders";

const REPORT_EXAMPLES: &str = "\
Examples:
  hindsite report                                 all of them
  hindsite report causes                          what keeps going wrong
  hindsite report --since 2026-07-01 --until 2026-10-01 --format markdown
                                                  a quarter, for the review";

const MAN_EXAMPLES: &str = "\
Examples:
  hindsite man | man -l -        read it
  hindsite man check > /usr/local/share/man/man1/hindsite-check.1";

const INIT_EXAMPLES: &str = "\
Examples:
  hindsite init                  here; a folder with old postmortems becomes the content
  hindsite init incidents        in the folder `incidents`, made if need be
  hindsite init --force          replace what is there, and say what

Nothing is written if one of the files is there already (lines missing in a .gitignore are added).";

/// Options of `hindsite init`.
#[derive(Debug, Args)]
pub struct Init {
    /// The folder [default: this one]
    #[arg(value_name = "DIR")]
    pub dir: Option<PathBuf>,
    /// Replace files that are there already
    #[arg(long)]
    pub force: bool,
}

const NEW_EXAMPLES: &str = "\
Examples:
  hindsite new \"Checkout returned 503\"
  hindsite new \"Checkout returned 503\" --severity SEV2 --service checkout --service cart
  hindsite new \"Checkout returned 503\" --started \"2026-03-02 14:05 UTC\" --no-edit
  hindsite new \"Key left in a log\" --template security     from templates/security.md

The name follows those of the archive (2026-03-02-checkout, PM2026-013-checkout, …). The template is
templates/postmortem.md, or the built-in one; `{title}` and `{date}` in it are filled in.";

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

const IMPORT_EXAMPLES: &str = "\
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

/// What to do with tags.
#[derive(Debug, Subcommand)]
pub enum Tags {
    /// Give a tag the name of another, wherever front matter has it
    #[command(after_help = MERGE_EXAMPLES)]
    Merge(Merge),
}

const MERGE_EXAMPLES: &str = "\
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

const EXPORT_EXAMPLES: &str = "\
Examples:
  hindsite export | jq -r 'select(.severity_rank == 1) | .title'
  hindsite export --format csv > postmortems.csv
  hindsite export --format quickwit --output quickwit/
  quickwit index create --index-config quickwit/index-config.yaml
  quickwit index ingest --index postmortems --input-path quickwit/documents.ndjson";

const SCHEMA_EXAMPLES: &str = "\
Examples:
  hindsite schema > .hindsite-schema.json
  # then, as the first line of a postmortem's front matter:
  # yaml-language-server: $schema=../.hindsite-schema.json";

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  hindsite completions bash > ~/.local/share/bash-completion/completions/hindsite
  hindsite completions zsh > \"${fpath[1]}/_hindsite\"
  hindsite completions fish > ~/.config/fish/completions/hindsite.fish";

/// Options of `hindsite export`.
#[derive(Debug, Args)]
pub struct Export {
    /// What to print
    #[arg(long, value_name = "FORMAT", default_value = "ndjson")]
    pub format: ExportFormat,
    /// The folder to write into; only for quickwit, which are two files
    #[arg(short, long, value_name = "DIR", required_if_eq("format", "quickwit"))]
    pub output: Option<PathBuf>,
    /// Include documents whose status is draft
    #[arg(long)]
    pub drafts: bool,
    /// Who will read it
    #[arg(long, value_name = "WHO", default_value = "internal")]
    pub audience: Audience,
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

const CHECK: &str = "\
Examples:
  hindsite check                                    the whole archive
  hindsite check content/2026                       one folder, or one file
  hindsite check --strict                           fail on warnings too
  hindsite check --explain HS500                    what a code means, why, and what to do
  hindsite check --format github --changed-since origin/main
                                                    a pull request: annotations, and the rest in the summary
  hindsite check --format sarif > hindsite.sarif    for code scanning

In hindsite.toml, `[check.levels]` silences or raises a code for all documents:

  [check.levels]
  HS511 = \"off\"
  HS601 = \"warning\"

In a document, `<!-- hindsite: allow HS601 -->` silences it there.
Exit codes: 0 fine, 1 errors (with --strict also warnings), 2 wrong usage or configuration, 3 the machine failed";

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
    /// Report only on files added or changed since the branch left this commit
    #[arg(long, value_name = "REF")]
    pub changed_since: Option<String>,
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
    /// The day after the last
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub until: Option<Date>,
    /// How to print it
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: ReportFormat,
    /// Only overdue follow-ups, and exit code 1 if there are any
    #[arg(long)]
    pub overdue: bool,
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

const QUERY_LANGUAGE: &str = "\
The query:
  disk full              incidents with both words, in any form; those with some of them if none has all
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
    /// Include documents whose status is draft
    #[arg(long)]
    pub drafts: bool,
}

const SIMILAR_EXAMPLES: &str = "\
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
}

/// How results are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Human,
    /// One JSON document.
    Json,
}

/// How results are shown, also to the reviewer of a pull request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReviewFormat {
    /// For people.
    Human,
    /// One JSON document.
    Json,
    /// Annotations of a GitHub workflow.
    Github,
}

/// Options of `hindsite build`.
#[derive(Debug, Default, Args)]
pub struct Build {
    /// The folder to publish into [default: public]
    #[arg(short, long, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// Where the site will be published; feeds, the sitemap and canonical links need it
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
    /// Include documents whose status is draft
    #[arg(long)]
    pub drafts: bool,
    /// Who will read the site
    #[arg(long, value_name = "WHO", default_value = "internal")]
    pub audience: Audience,
    /// Fail on warnings too
    #[arg(long)]
    pub strict: bool,
    /// Build into a folder that has other files, and overwrite those in the way
    #[arg(long)]
    pub force: bool,
    /// Say what each stage took
    #[arg(long, conflicts_with = "watch")]
    pub timings: bool,
    /// Stay, and build again after every save
    #[arg(short, long)]
    pub watch: bool,
    /// With --watch: look at the files regularly, for network and container file systems
    #[arg(long, requires = "watch")]
    pub poll: bool,
}

/// Options of `hindsite serve`.
#[derive(Debug, Default, Args)]
pub struct Serve {
    /// The port [default: 4000, or the next that is free]
    #[arg(short, long, value_name = "PORT")]
    pub port: Option<u16>,
    /// The name or address to listen on; anything but this machine's own lets others read the site
    #[arg(long, value_name = "HOST", default_value = "127.0.0.1")]
    pub host: String,
    /// Open the site in the browser
    #[arg(short, long)]
    pub open: bool,
    /// Include documents whose status is draft
    #[arg(long)]
    pub drafts: bool,
    /// Who will read the site
    #[arg(long, value_name = "WHO", default_value = "internal")]
    pub audience: Audience,
    /// Look at the files regularly, for network and container file systems
    #[arg(long)]
    pub poll: bool,
}

/// Who will read the site.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Audience {
    /// The organisation: everything but what is restricted to named people is up to its host.
    #[default]
    Internal,
    /// Anybody: only documents whose visibility is public.
    Public,
}
