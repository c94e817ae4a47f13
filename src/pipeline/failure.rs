//! Why a run has no result: each kind has its exit code, a text for people, and a remedy where there is one.

use crate::diagnostic::{Diagnostic, Report, Texts, human};
use crate::source::LoadError;
use crate::{fs, git, output};

/// Why there is no result. Each kind has its exit code.
#[derive(Debug)]
pub enum Failure {
    /// The content has errors: nothing was published, the old site stays. Exit code 1.
    Content(Report),
    /// The configuration has errors. Exit code 2.
    Configuration(Report),
    /// The command asks for what cannot be. Exit code 2.
    Usage {
        /// What.
        message: String,
        /// What to do.
        hint: Option<String>,
    },
    /// The machine failed. Exit code 3.
    Environment {
        /// What failed, where and why.
        message: String,
        /// What to do.
        hint: Option<String>,
    },
}

impl Failure {
    /// The disk does not do what is asked of it.
    pub fn disk(error: fs::Error) -> Failure {
        Failure::Environment { message: error.to_string(), hint: error.remedy().map(str::to_owned) }
    }

    /// A path that was typed cannot be looked at: the machine's fault where permission is missing, else a typo.
    pub fn typed(error: &fs::Error, hint: &str) -> Failure {
        let message = error.to_string();
        match (error.source.kind(), error.remedy()) {
            (std::io::ErrorKind::PermissionDenied, remedy) => {
                Failure::Environment { message, hint: remedy.map(str::to_owned) }
            }
            _ => Failure::Usage { message, hint: Some(hint.to_owned()) },
        }
    }

    /// The search index cannot be read or made: the machine's fault, never the archive's.
    pub fn index(message: String) -> Failure {
        Failure::Environment {
            message: format!("the search index cannot be read: {message}"),
            hint: Some("delete the folder `.hindsite/search`; it is made again".into()),
        }
    }

    /// A page cannot be rendered: the theme's fault.
    pub(super) fn unrenderable(problem: Diagnostic) -> Failure {
        Failure::Configuration(Report::new(vec![problem], &Texts::new()))
    }

    /// The exit code of the command that failed so.
    pub fn exit_code(&self) -> u8 {
        match self {
            Failure::Content(_) => 1,
            Failure::Configuration(_) | Failure::Usage { .. } => 2,
            Failure::Environment { .. } => 3,
        }
    }
}

impl Failure {
    /// What a person should read, with ANSI styles.
    pub fn text(&self) -> String {
        match self {
            Failure::Content(report) | Failure::Configuration(report) => human::report(report),
            Failure::Usage { message, hint } | Failure::Environment { message, hint } => {
                human::plain_error(message, hint.as_deref())
            }
        }
    }
}

impl From<output::Error> for Failure {
    fn from(error: output::Error) -> Failure {
        let (message, hint) = (error.to_string(), error.remedy().map(str::to_owned));
        match error.is_usage() {
            true => Failure::Usage { message, hint },
            false => Failure::Environment { message, hint },
        }
    }
}

impl From<git::Error> for Failure {
    fn from(error: git::Error) -> Failure {
        let (message, hint) = (error.to_string(), error.remedy().map(str::to_owned));
        match error.is_usage() {
            true => Failure::Usage { message, hint },
            false => Failure::Environment { message, hint },
        }
    }
}

impl From<LoadError> for Failure {
    fn from(error: LoadError) -> Failure {
        match error {
            LoadError::Config(problems, texts) => Failure::Configuration(Report::new(problems, &texts)),
            LoadError::NoContent(folder) => Failure::Usage {
                message: format!("there is no folder `{}`", folder.display()),
                hint: Some(
                    "name the folder with your postmortems: `--content DIR`, or `content` in hindsite.toml"
                        .into(),
                ),
            },
            LoadError::NoTheme(name) => Failure::Usage {
                message: format!("there is no theme `{name}`: no folder `themes/{name}`"),
                hint: Some("correct `theme` in hindsite.toml, or remove it for the built-in theme".into()),
            },
            LoadError::Io(error) => Failure::disk(error),
        }
    }
}
