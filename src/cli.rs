//! What can be typed. Names and help only; what it means is decided in `command`.

mod authoring;
mod questions;
mod site;

pub use authoring::{Ci, Explain, Field, Import, Init, Merge, New, Tags};
pub use questions::{
    Check, CheckFormat, Export, ExportFormat, Format, Report, ReportFormat, ReportName, ReviewFormat, Search,
    Similar,
};
pub use site::{Build, Edition, Serve};

use authoring::{EXPLAIN_EXAMPLES, IMPORT_EXAMPLES, INIT_EXAMPLES, MERGE_EXAMPLES, NEW_EXAMPLES};
use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;
use questions::{CHECK, EXPORT_EXAMPLES, QUERY_LANGUAGE, REPORT_EXAMPLES, SIMILAR_EXAMPLES};
use site::{BUILD_EXAMPLES, SERVE_EXAMPLES};
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
  hindsite serve                              the site at http://127.0.0.1:4000, at every save anew
  hindsite search connection pool exhausted   the site's search, in the terminal
  hindsite init                               a knowledge base here, with a GitHub workflow
  hindsite new \"Checkout returned 503\"        a postmortem from the template, in the right place
  hindsite import docs/postmortems            front matter for old documents, as a diff

Exit codes: 0 fine, 1 the content has errors, 2 wrong usage or configuration,
3 the machine failed";

/// A day as it is typed.
fn day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "it is no day of the calendar; a day is written as 2026-03-02".to_owned())
}

/// Where help lists what every command understands: apart from what the command is asked for.
const GLOBAL: &str = "Options of every command";

/// What every command understands.
#[derive(Debug, Clone, Args)]
pub struct Global {
    /// The knowledge base [default: the nearest folder up with a hindsite.toml, else this one]
    #[arg(short = 'C', long, global = true, value_name = "DIR", help_heading = GLOBAL)]
    pub root: Option<PathBuf>,
    /// A folder with postmortems; builds an archive that has no configuration (repeatable)
    #[arg(long, global = true, value_name = "DIR", help_heading = GLOBAL)]
    pub content: Vec<PathBuf>,
    /// The day to build for, as YYYY-MM-DD [default: SOURCE_DATE_EPOCH, else today]
    #[arg(long, global = true, value_name = "DATE", value_parser = day, help_heading = GLOBAL)]
    pub today: Option<Date>,
    /// Say nothing but errors
    #[arg(short, long, global = true, help_heading = GLOBAL)]
    pub quiet: bool,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", help_heading = GLOBAL)]
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
    /// Show where each fact of a document comes from, or how many documents state each field
    #[command(after_help = EXPLAIN_EXAMPLES)]
    Explain(Explain),
    /// Change tags in the front matter of all documents
    #[command(after_help = MERGE_EXAMPLES)]
    Tags {
        /// What to do with them.
        #[command(subcommand)]
        command: Tags,
    },
}

const MAN_EXAMPLES: &str = "\
Examples:
  hindsite man | man -l -        read it
  hindsite man check > /usr/local/share/man/man1/hindsite-check.1";

const SCHEMA_EXAMPLES: &str = "\
Examples:
  hindsite schema > .hindsite-schema.json
  # then, as the first line of the front matter of a file in content/2026/:
  # yaml-language-server: $schema=../../.hindsite-schema.json";

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  hindsite completions bash > ~/.local/share/bash-completion/completions/hindsite
  hindsite completions zsh > \"${fpath[1]}/_hindsite\"
  hindsite completions fish > ~/.config/fish/completions/hindsite.fish";
