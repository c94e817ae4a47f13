//! The GitHub workflow that `init` writes.

use crate::project;

/// The path of the workflow, from the root of a repository.
pub const WORKFLOW_FILE: &str = ".github/workflows/postmortems.yml";

const WORKFLOW: &str = include_str!("templates/postmortems.yml");
const INSTALL_ARCHIVE: &str = include_str!("templates/install-archive.yml");

/// The address and the digest of the release archive, which the team fills in.
const ARCHIVE_VARIABLES: &str = "\
env:
  # The release archive of hindsite for Linux x86_64, and its SHA-256 (`sha256sum FILE`). Both are required.
  HINDSITE_URL: \"\"
  HINDSITE_SHA256: \"\"

";

/// How a workflow installs hindsite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Install {
    /// An action, as `OWNER/REPO@REF`.
    Action(String),
    /// A release archive whose address and digest the team writes into the workflow.
    Archive,
}

impl Install {
    /// Parses `OWNER/REPO[/PATH][@REF]`; the default `REF` is the tag of this version.
    pub fn action(named: &str) -> Option<Install> {
        let tag = format!("v{}", project::VERSION);
        let (repository, reference) = named.split_once('@').unwrap_or((named, &tag));
        let is_plain = |part: &str| {
            !part.is_empty()
                && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
        };
        let parts: Vec<&str> = repository.split('/').collect();
        let is_named = parts.len() >= 2 && parts.iter().all(|part| is_plain(part));
        let is_reference = reference.split('/').all(is_plain);
        (is_named && is_reference).then(|| Install::Action(format!("{repository}@{reference}")))
    }
}

/// Returns the workflow for the root of a repository. Steps run, and find the site, in the folder `inside`.
pub fn github(inside: Option<&str>, install: &Install) -> String {
    let (step, variables) = match install {
        Install::Action(action) => (format!("      - uses: {action}\n"), ""),
        Install::Archive => (INSTALL_ARCHIVE.to_owned(), ARCHIVE_VARIABLES),
    };
    let quoted = |path: &str| serde_json::Value::from(path).to_string();
    let mut head = variables.to_owned();
    let mut site = "public".to_owned();
    if let Some(folder) = inside {
        head.push_str(&format!("defaults:\n  run:\n    working-directory: {}\n\n", quoted(folder)));
        site = quoted(&format!("{folder}/public"));
    }
    WORKFLOW
        .replace("{install}", &step)
        .replace("jobs:\n", &format!("{head}jobs:\n"))
        .replace("path: public\n", &format!("path: {site}\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_is_named_by_repository_and_reference() {
        let tag = format!("v{}", project::VERSION);
        for (named, expected) in [
            ("acme/tool@v2", Some("acme/tool@v2".to_owned())),
            ("acme/tool", Some(format!("acme/tool@{tag}"))),
            ("acme/tools/hindsite@release/v1", Some("acme/tools/hindsite@release/v1".to_owned())),
            (
                "a-b/c.d_e@3d3c42e5aac5ba805825da76410c181273ba90b1",
                Some("a-b/c.d_e@3d3c42e5aac5ba805825da76410c181273ba90b1".to_owned()),
            ),
            ("acme", None),
            ("acme/", None),
            ("/tool@v1", None),
            ("acme/tool@", None),
            ("acme/tool@v1\n  run: evil", None),
            ("acme/to ol@v1", None),
            ("https://github.com/acme/tool@v1", None),
        ] {
            assert_eq!(Install::action(named), expected.map(Install::Action), "{named}");
        }
    }

    #[test]
    fn without_an_action_the_workflow_names_no_repository() {
        let own = github(None, &Install::Archive);
        let foreign: Vec<&str> =
            own.lines().filter(|line| line.contains("uses:") && !line.contains("uses: actions/")).collect();
        assert_eq!(foreign, Vec::<&str>::new());
        assert!(own.contains("HINDSITE_SHA256: \"\""), "{own}");
        let named = github(Some("docs/x"), &Install::Action("acme/tool@v1".to_owned()));
        assert_eq!(named.matches("- uses: acme/tool@v1\n").count(), 2, "{named}");
        assert!(!named.contains("HINDSITE_URL"), "{named}");
    }
}
