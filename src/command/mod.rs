//! The commands: what was typed becomes a request to the pipeline, and its result becomes words and
//! an exit code. The only place that asks the environment, and the only one that prints.

mod broken;
mod build;
mod changes;
mod check;
mod documents;
mod editor;
mod explain;
mod export;
mod follow;
mod found;
mod import;
mod init;
mod left_out;
mod manual;
mod narrow;
mod new;
mod overlooked;
mod place;
mod plan;
mod report;
mod search;
mod serve;
mod similar;
mod split;
mod tags;
mod timings;

use crate::cli::{Cli, Color, Command, Tags};
use crate::diagnostic::{Report, Severity, human};
use crate::invisible;
use crate::pipeline::Failure;
use anstream::{AutoStream, ColorChoice};
use std::io::{IsTerminal as _, Write};

/// How many warnings a build prints before it only counts them.
const WARNINGS: usize = 20;

/// Runs what was typed and gives the exit code.
pub fn run(cli: Cli) -> u8 {
    let voice = Voice { choice: choice(cli.global.color), quiet: cli.global.quiet };
    let result = match cli.command {
        Some(Command::Build(options)) => build::run(&cli.global, &options, &voice).map(|()| 0),
        Some(Command::Serve(options)) => serve::run(&cli.global, &options, &voice).map(|()| 0),
        Some(Command::Check(options)) => check::run(&cli.global, &options, &voice),
        Some(Command::Report(options)) => report::run(&cli.global, &options, &voice),
        Some(Command::Search(options)) => search::run(&cli.global, &options, &voice).map(|()| 0),
        Some(Command::Similar(options)) => similar::run(&cli.global, &options, &voice).map(|()| 0),
        Some(Command::Explain(options)) => explain::run(&cli.global, &options, &voice),
        Some(Command::Export(options)) => export::run(&cli.global, &options, &voice).map(|()| 0),
        Some(Command::Schema) => export::schema(&cli.global, &voice).map(|()| 0),
        Some(Command::Completions { shell }) => manual::completions(shell, &voice).map(|()| 0),
        Some(Command::Man { command }) => manual::page(command.as_deref(), &voice).map(|()| 0),
        Some(Command::Init(options)) => init::run(&cli.global, &options, &voice).map(|()| 0),
        Some(Command::New(options)) => new::run(&cli.global, &options, &voice).map(|()| 0),
        Some(Command::Import(options)) => import::run(&cli.global, &options, &voice),
        Some(Command::Tags { command: Tags::Merge(options) }) => tags::merge(&cli.global, &options, &voice),
        None => build::run(&cli.global, &crate::cli::Build::default(), &voice).map(|()| 0),
    };
    match result {
        Ok(code) => code,
        Err(failure) => {
            voice.failure(&failure);
            failure.exit_code()
        }
    }
}

fn choice(color: Color) -> ColorChoice {
    match color {
        Color::Auto => ColorChoice::Auto,
        Color::Always => ColorChoice::Always,
        Color::Never => ColorChoice::Never,
    }
}

/// Speaks to the person at the terminal. A closed pipe is nobody listening, and no error.
pub struct Voice {
    choice: ColorChoice,
    quiet: bool,
}

impl Voice {
    /// What was asked for, on stdout. Of nothing there is not even a line.
    fn print(&self, text: &str) -> Result<(), Failure> {
        let mut stdout = std::io::stdout().lock();
        // Programs get every byte; a terminal gets nothing that reorders what it shows.
        let text = if stdout.is_terminal() { &*invisible::printable(text) } else { text };
        let end: &[u8] = if text.is_empty() || text.ends_with('\n') { b"" } else { b"\n" };
        heard(
            [text.as_bytes(), end]
                .iter()
                .try_for_each(|part| stdout.write_all(part))
                .and_then(|()| stdout.flush()),
        )
    }

    /// A line about progress or success, on stderr.
    fn say(&self, line: &str) {
        if !self.quiet {
            self.write(&format!("{line}\n"));
        }
    }

    /// What is wrong but did not stop the command: warnings up to a limit, then their number.
    fn warnings(&self, report: &Report) {
        if self.quiet {
            return;
        }
        let shown = |problem: &&crate::diagnostic::Problem| problem.diagnostic.severity == Severity::Warning;
        let warnings: Vec<_> = report.problems.iter().filter(shown).cloned().collect();
        let hidden = warnings.len().saturating_sub(WARNINGS);
        let problems = warnings.into_iter().take(WARNINGS).collect();
        self.write(&human::report(&Report { problems }));
        if hidden > 0 {
            self.say(&format!("… and {hidden} more warnings\n"));
        }
    }

    /// What was asked for, on stdout. `text` makes it, for a reader with colours or without.
    fn answer(&self, text: impl FnOnce(bool) -> String) -> Result<(), Failure> {
        let colours = match self.choice {
            ColorChoice::Auto => AutoStream::choice(&std::io::stdout()) != ColorChoice::Never,
            choice => choice != ColorChoice::Never,
        };
        let mut stream = AutoStream::new(std::io::stdout().lock(), self.choice);
        heard(stream.write_all(invisible::printable(&text(colours)).as_bytes()).and_then(|()| stream.flush()))
    }

    fn failure(&self, failure: &Failure) {
        self.write(&failure.text());
        if let Failure::Content(report) = failure {
            let tally = human::tally(report).unwrap_or_default();
            self.write(&format!("nothing was published: {tally}\n"));
        }
    }

    fn write(&self, text: &str) {
        let mut stream = AutoStream::new(std::io::stderr().lock(), self.choice);
        let _ = stream.write_all(invisible::printable(text).as_bytes());
        let _ = stream.flush();
    }
}

/// An answer that could not be written, to a full disk say, is a failure; a reader who went away is none.
fn heard(written: std::io::Result<()>) -> Result<(), Failure> {
    match written {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            let reason = error.to_string();
            let reason = reason.split(" (os error").next().unwrap_or(&reason);
            Err(Failure::Environment {
                message: format!("cannot write the answer to the standard output: {reason}"),
                hint: Some("what was written so far is incomplete; make room, then run again".into()),
            })
        }
        _ => Ok(()),
    }
}
