//! What can be typed. Names and help only; what it means is decided in `command`.

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;
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

const EXAMPLES: &str = "\
Examples:
  hindsite build                              the site, into public/
  hindsite build --content docs/postmortems   an archive that has no hindsite.toml
  hindsite build --base-url https://acme.github.io/postmortems/
  hindsite report causes                      what keeps going wrong
  hindsite report --since 2026-07-01 --until 2026-10-01 --format markdown
  hindsite serve                              the site at http://127.0.0.1:4000, following every save

Exit codes: 0 fine, 1 the content has errors, 2 wrong usage or configuration, 3 the machine failed";

/// What every command understands.
#[derive(Debug, Args)]
pub struct Global {
    /// The knowledge base [default: the nearest folder up with a hindsite.toml, else this one]
    #[arg(short = 'C', long, global = true, value_name = "DIR")]
    pub root: Option<PathBuf>,
    /// A folder with postmortems; builds an archive that has no configuration (repeatable)
    #[arg(long, global = true, value_name = "DIR")]
    pub content: Vec<PathBuf>,
    /// The day to build for, as YYYY-MM-DD [default: SOURCE_DATE_EPOCH, else today]
    #[arg(long, global = true, value_name = "DATE")]
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
    Build(Build),
    /// Serve the site to this machine and follow every save
    Serve(Serve),
    /// Print a report, or with none named all of them in one document
    Report(Report),
}

/// Options of `hindsite report`.
#[derive(Debug, Args)]
pub struct Report {
    /// The report; without one, a review document of the stretch of time
    #[arg(value_name = "REPORT")]
    pub report: Option<ReportName>,
    /// The first day, as YYYY-MM-DD [default: the beginning]
    #[arg(long, value_name = "DATE")]
    pub since: Option<Date>,
    /// The day after the last
    #[arg(long, value_name = "DATE")]
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
