//! What `init` writes for a code host: the jobs that check pull requests and publish the site.

use super::scaffold::Files;
use crate::project;

/// The path of the GitHub workflow, from the root of a repository.
pub const WORKFLOW_FILE: &str = ".github/workflows/postmortems.yml";

/// The paths of the Dependabot configuration, from the root of a repository. The first is the one that is written.
pub const DEPENDABOT_FILES: [&str; 2] = [".github/dependabot.yml", ".github/dependabot.yaml"];

/// The path of the GitLab pipeline, from the root of a repository.
pub const PIPELINE_FILE: &str = ".gitlab-ci.yml";

const WORKFLOW: &str = include_str!("templates/postmortems.yml");
const INSTALL_ARCHIVE: &str = include_str!("templates/install-archive.yml");
const COMMENT_TEXT: &str = include_str!("templates/comment-text.yml");
const COMMENT_JOB: &str = include_str!("templates/comment-job.yml");
const COMMENT_OUTPUT: &str = "    outputs:\n      similar: ${{ steps.comment.outputs.body }}\n";
const DEPENDABOT: &str = include_str!("templates/dependabot.yml");
const PIPELINE: &str = include_str!("templates/gitlab-ci.yml");

/// The archive that CI installs.
const ARCHIVE: &str = "hindsite-x86_64-unknown-linux-musl.tar.gz";

/// How CI installs hindsite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Install {
    /// A GitHub action, as `OWNER/REPO@REF`.
    Action(String),
    /// A release archive, whose digest the team writes into the file.
    Archive {
        /// Its address, if the project publishes releases; else the team writes that too.
        url: Option<String>,
    },
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

    /// Returns the release archive of this version.
    pub fn archive() -> Install {
        let release = |url| format!("{url}/releases/download/v{}/{ARCHIVE}", project::VERSION);
        Install::Archive { url: project::repository().map(release) }
    }

    /// The address and the digest of the archive as YAML variables; none for an action.
    fn variables(&self) -> String {
        let Install::Archive { url } = self else { return String::new() };
        let url = serde_json::Value::from(url.as_deref().unwrap_or(""));
        format!(
            "  # The release archive of hindsite for Linux x86_64, and its SHA-256 (`sha256sum FILE`). Both are required.\n  \
             HINDSITE_URL: {url}\n  HINDSITE_SHA256: \"\"\n"
        )
    }
}

/// Where a pull request shows earlier incidents like the ones it changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Similar {
    /// In annotations and in the summary of the run.
    Summary,
    /// In a comment on the pull request too, which needs a permission to write.
    Comment,
}

/// What the jobs of a knowledge base depend on.
#[derive(Debug)]
pub struct Jobs<'j> {
    /// The content folders, from the root of the knowledge base; `.` is that root.
    pub content: &'j [String],
    /// The folder of the knowledge base, where it is not the root of the repository.
    pub folder: Option<&'j str>,
    /// The branch that is published.
    pub branch: &'j str,
    /// How hindsite is installed.
    pub install: &'j Install,
    /// Where earlier incidents are shown.
    pub similar: Similar,
}

impl Jobs<'_> {
    /// Returns the GitHub workflow, written for the root of the repository.
    pub fn github(&self) -> String {
        let (install, variables) = match self.install {
            Install::Action(action) => {
                (format!("      - id: hindsite\n        uses: {action}\n"), String::new())
            }
            Install::Archive { .. } => {
                (INSTALL_ARCHIVE.to_owned(), format!("\nenv:\n{}", self.install.variables()))
            }
        };
        let defaults = self.folder.map_or_else(String::new, |folder| {
            format!("\ndefaults:\n  run:\n    working-directory: {}\n", quoted(folder))
        });
        let (output, text, job) = match self.similar {
            Similar::Summary => ("", "", ""),
            Similar::Comment => (COMMENT_OUTPUT, COMMENT_TEXT, COMMENT_JOB),
        };
        let paths = list("    paths:\n", "      ", &self.patterns(WORKFLOW_FILE));
        WORKFLOW
            .replace("{outputs}", output)
            .replace("{comment-text}", text)
            .replace("{comment-job}", job)
            .replace("{variables}", &variables)
            .replace("{install}", &install)
            .replace("{push-paths}", &paths)
            .replace("{pull-request-paths}", &pull_request_paths(&paths))
            .replace("{branch}", &quoted(&escape_glob(self.branch)))
            .replace("{on-default-branch}", &self.condition())
            .replace("{defaults}", &defaults)
            .replace("{cache}", &quoted(&self.path(".hindsite")))
            .replace("{site}", &quoted(&self.path("public")))
    }

    /// Returns the GitLab pipeline, written for the root of the repository or to be included there.
    pub fn gitlab(&self) -> String {
        let enter = self.folder.map_or_else(String::new, |folder| format!("    - cd {}\n", quoted(folder)));
        let own = self.path(PIPELINE_FILE);
        PIPELINE
            .replace("{variables}", &Install::archive().variables())
            .replace("{changes}", &list("      changes:\n", "        ", &self.patterns(&own)))
            .replace("{enter}", &enter)
            .replace("{cache}", &quoted(&format!("{}/", self.path(".hindsite"))))
    }

    /// Returns the Dependabot configuration that keeps the versions of the workflow current.
    pub fn dependabot(&self) -> Files {
        vec![(DEPENDABOT_FILES[0].to_owned(), DEPENDABOT.to_owned())]
    }

    /// A path in the knowledge base, from the root of the repository.
    fn path(&self, inside: &str) -> String {
        self.folder.map_or_else(|| inside.to_owned(), |folder| format!("{folder}/{inside}"))
    }

    /// Patterns of the files that the site depends on; none if that may be any file.
    fn patterns(&self, own: &str) -> Vec<String> {
        let mut patterns = match self.folder {
            Some(folder) => vec![format!("{}/**", escape_glob(folder))],
            None if self.content.iter().any(|folder| folder == ".") => return vec![],
            None => {
                let content = self.content.iter().map(|folder| format!("{}/**", escape_glob(folder)));
                content.chain(["hindsite.toml", "static/**", "themes/**"].map(str::to_owned)).collect()
            }
        };
        if self.folder.is_none_or(|folder| !own.starts_with(&format!("{folder}/"))) {
            patterns.push(own.to_owned());
        }
        patterns
    }

    /// The condition of the jobs that publish, as a YAML scalar.
    fn condition(&self) -> String {
        let condition = format!("github.ref == 'refs/heads/{}'", self.branch.replace('\'', "''"));
        match is_plain(self.branch) {
            true => condition,
            false => serde_json::Value::from(condition).to_string(),
        }
    }
}

/// The `paths` of pull requests, with what they mean for required checks.
fn pull_request_paths(paths: &str) -> String {
    match paths {
        "" => String::new(),
        paths => format!(
            "    # A required check that `paths` skips is waited for without end: remove them to require `check`.\n{paths}"
        ),
    }
}

/// A YAML list below a key; empty without entries.
fn list(key: &str, indent: &str, entries: &[String]) -> String {
    if entries.is_empty() {
        return String::new();
    }
    let lines: String = entries.iter().map(|entry| format!("{indent}- {}\n", quoted(entry))).collect();
    format!("{key}{lines}")
}

/// A YAML scalar: plain where nothing in it needs quotes, else as JSON.
fn quoted(text: &str) -> String {
    match is_plain(text) {
        true => text.to_owned(),
        false => serde_json::Value::from(text).to_string(),
    }
}

fn is_plain(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_' | '.');
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '.') && text.chars().all(is_plain)
}

/// Escapes what a filter of paths or branches takes for a pattern.
fn escape_glob(path: &str) -> String {
    let mut out = String::new();
    for c in path.chars() {
        if matches!(c, '*' | '?' | '+' | '[' | ']' | '!' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::authoring::remote::Provider;
    use serde_json::Value;

    const PROVIDERS: [Provider; 2] = [Provider::Github, Provider::Gitlab];

    fn parse(text: &str) -> Value {
        // Without this, YAML takes the key `on` for a boolean.
        serde_saphyr::from_str_with_options(text, serde_saphyr::options! { strict_booleans: true })
            .unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    fn written(provider: Provider, content: &[&str], folder: Option<&str>, branch: &str) -> Value {
        let content: Vec<String> = content.iter().map(|folder| (*folder).to_owned()).collect();
        let install = Install::archive();
        let jobs = Jobs { content: &content, folder, branch, install: &install, similar: Similar::Comment };
        parse(&match provider {
            Provider::Github => jobs.github(),
            Provider::Gitlab => jobs.gitlab(),
        })
    }

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
    fn jobs_run_for_the_files_of_the_knowledge_base() {
        for (content, folder, expected) in [
            (
                &["content"][..],
                None,
                &["content/**", "hindsite.toml", "static/**", "themes/**", WORKFLOW_FILE][..],
            ),
            (
                &["docs/pm", "teams/a [old]"],
                None,
                &[
                    "docs/pm/**",
                    "teams/a \\[old\\]/**",
                    "hindsite.toml",
                    "static/**",
                    "themes/**",
                    WORKFLOW_FILE,
                ],
            ),
            (&["content"], Some("docs/our postmortems"), &["docs/our postmortems/**", WORKFLOW_FILE]),
            (&["."], Some("pm+rca"), &["pm\\+rca/**", WORKFLOW_FILE]),
            (&["."], None, &[]),
        ] {
            let workflow = written(Provider::Github, content, folder, "main");
            for event in ["push", "pull_request"] {
                let paths: Vec<&str> = workflow["on"][event]["paths"]
                    .as_array()
                    .map(|paths| paths.iter().map(|path| path.as_str().unwrap()).collect())
                    .unwrap_or_default();
                assert_eq!(paths, expected, "{event} of {content:?} in {folder:?}");
            }
        }
    }

    #[test]
    fn any_branch_and_folder_is_valid_yaml() {
        for (branch, pattern, reference) in [
            ("main", "main", "github.ref == 'refs/heads/main'"),
            ("release/1.0", "release/1.0", "github.ref == 'refs/heads/release/1.0'"),
            ("it's [new]", "it's \\[new\\]", "github.ref == 'refs/heads/it''s [new]'"),
            ("2026", "2026", "github.ref == 'refs/heads/2026'"),
        ] {
            for folder in [None, Some("a: b"), Some("# x"), Some("- \"q\"")] {
                let workflow = written(Provider::Github, &["content"], folder, branch);
                assert_eq!(workflow["on"]["push"]["branches"][0], pattern);
                assert_eq!(workflow["jobs"]["build"]["if"], reference);
                let path =
                    |inside: &str| folder.map_or(inside.to_owned(), |above| format!("{above}/{inside}"));
                let upload = workflow["jobs"]["build"]["steps"].as_array().unwrap().last().unwrap();
                assert_eq!(upload["with"]["path"], path("public"));
                let pipeline = written(Provider::Gitlab, &["content"], folder, branch);
                assert_eq!(pipeline["pages"]["cache"]["paths"][0], path(".hindsite/"));
            }
        }
    }

    #[test]
    fn no_template_leaves_a_placeholder() {
        for provider in PROVIDERS {
            for similar in [Similar::Summary, Similar::Comment] {
                for install in [Install::archive(), Install::Action("acme/tool@v1".to_owned())] {
                    let content = ["content".to_owned()];
                    let jobs = Jobs {
                        content: &content,
                        folder: Some("ops"),
                        branch: "main",
                        install: &install,
                        similar,
                    };
                    let text = match provider {
                        Provider::Github => jobs.github(),
                        Provider::Gitlab => jobs.gitlab(),
                    };
                    let names =
                        ["variables", "defaults", "install", "outputs", "comment", "cache", "site", "paths"];
                    for name in names.iter().chain(&["branch", "changes", "enter", "on-default"]) {
                        assert!(!text.contains(&format!("{{{name}")), "{name} in {text}");
                    }
                    parse(&text);
                }
            }
        }
    }

    #[test]
    fn without_an_action_no_foreign_repository_is_used() {
        let content = ["content".to_owned()];
        let uses = |install: &Install| {
            let jobs =
                Jobs { content: &content, folder: None, branch: "main", install, similar: Similar::Comment };
            let text = jobs.github();
            let foreign = text.lines().filter_map(|line| line.split("uses: ").nth(1));
            foreign.filter(|used| !used.starts_with("actions/")).map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(uses(&Install::archive()), Vec::<String>::new());
        assert_eq!(uses(&Install::Action("acme/tool@v1".to_owned())), ["acme/tool@v1", "acme/tool@v1"]);
    }
}
