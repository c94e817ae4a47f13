//! The files of a new knowledge base, and the folder of old postmortems that it adopts.

use super::naming;
use crate::incident::moment;
use jiff::SignedDuration;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Files to write: the path below the root and the text.
pub type Files = Vec<(String, String)>;

const CONFIG: &str = include_str!("templates/hindsite.toml");
const EXAMPLE: &str = include_str!("templates/example.md");

/// When the follow-up of the example is due, from the day of `init`.
const EXAMPLE_DUE: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Lines of `.gitignore`.
const IGNORED: [&str; 2] = ["/.hindsite/", "/public/"];

/// Names of folders in which teams keep postmortems, without hyphens and the `s` of a plural.
const HOMES: [&str; 7] =
    ["postmortem", "incident", "incidentreport", "outage", "rca", "retrospective", "incidentreview"];

/// Prefixes of numbered postmortems. Decision records are numbered without a prefix.
const SERIES: [&str; 7] = ["pm", "inc", "incident", "ir", "rca", "postmortem", "sev"];

/// Addresses that a configuration begins with, as far as they are known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Addresses {
    /// Where the site is published.
    pub base_url: Option<String>,
    /// Where a document can be edited.
    pub edit_url: Option<String>,
}

/// Returns the files of a knowledge base whose postmortems are in the folders of `archive`. Without any, an example is
/// among them.
pub fn files(archive: &[String], addresses: &Addresses, today: Date) -> Files {
    let mut files = vec![
        ("hindsite.toml".to_owned(), config(archive, addresses)),
        ("templates/postmortem.md".to_owned(), super::start::TEMPLATE.to_owned()),
    ];
    if archive.is_empty() {
        let path = format!("content/{}/{today}-example.md", today.year());
        let due = today.checked_add(EXAMPLE_DUE).unwrap_or(today);
        let example = EXAMPLE.replace("{date}", &today.to_string()).replace("{due}", &due.to_string());
        files.push((path, example));
    }
    files
}

fn config(archive: &[String], addresses: &Addresses) -> String {
    let own = ["content".to_owned()];
    let content = if archive.is_empty() { &own } else { archive };
    let ignore = match content {
        // The root has more in it than postmortems.
        [root] if root == "." => {
            "ignore = [\"templates/**\", \"README.md\", \"CHANGELOG.md\", \"CONTRIBUTING.md\"]"
        }
        _ => "# ignore = [\"**/template*.md\"]",
    };
    let quoted: Vec<String> =
        content.iter().map(|folder| serde_json::Value::from(folder.as_str()).to_string()).collect();
    let quoted = format!("[{}]", quoted.join(", "));
    let line = |key: &str, known: &Option<String>, example: &str| match known {
        Some(url) => format!("{key} = {}", serde_json::Value::from(url.as_str())),
        None => format!("# {key} = \"{example}\""),
    };
    let base_url = line("base_url", &addresses.base_url, "https://OWNER.github.io/REPO/");
    let edit_url = line("edit_url", &addresses.edit_url, "https://github.com/OWNER/REPO/edit/main/{path}");
    CONFIG
        .replace("{content}", &quoted)
        .replace("{ignore}", ignore)
        .replace("{base_url}", &base_url)
        .replace("{edit_url}", &edit_url)
}

/// Appends the missing lines to a `.gitignore`; `None` if none is missing.
pub fn gitignore(before: Option<&str>) -> Option<String> {
    let text = before.unwrap_or("");
    let bare = |line: &str| line.trim().trim_matches('/').to_owned();
    let missing: Vec<&str> =
        IGNORED.into_iter().filter(|wanted| !text.lines().any(|line| bare(line) == bare(wanted))).collect();
    if missing.is_empty() {
        return None;
    }
    let end = super::edit::line_end(text);
    let joint = if text.is_empty() || text.ends_with('\n') { "" } else { end };
    let lines: String = missing.iter().map(|line| format!("{line}{end}")).collect();
    Some(format!("{text}{joint}{lines}"))
}

/// Finds the folder of old postmortems among Markdown files, by its name or by dates or numbers in file names; `.` is the
/// root. `None` if nothing looks like postmortems.
pub fn archive(paths: &[String]) -> Option<String> {
    let mut homes: BTreeMap<String, usize> = BTreeMap::new();
    for path in paths {
        let mut above = String::new();
        for folder in path.split('/').rev().skip(1).collect::<Vec<_>>().into_iter().rev() {
            above = if above.is_empty() { folder.to_owned() } else { format!("{above}/{folder}") };
            let bare: String = folder.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
            if HOMES.contains(&bare.as_str()) || HOMES.contains(&bare.trim_end_matches('s')) {
                *homes.entry(above).or_default() += 1;
                break;
            }
        }
    }
    if let Some(most) = homes.values().max().copied() {
        return homes.into_iter().find(|(_, count)| *count == most).map(|(home, _)| home);
    }
    if paths.iter().any(|path| path.starts_with("content/")) {
        return Some("content".to_owned());
    }
    let zone = jiff::tz::TimeZone::UTC;
    let is_filed =
        |path: &&String| moment::in_path(path, &zone).is_some() || naming::is_numbered(path, &SERIES);
    let mut dated = paths.iter().filter(is_filed);
    let first: Vec<&str> = folders(dated.next()?);
    let common = dated.fold(first, |common, path| {
        common.iter().zip(folders(path)).take_while(|(a, b)| **a == *b).map(|(a, _)| *a).collect()
    });
    // Folders of a year hold some of the postmortems; the one above them holds all.
    let common: Vec<&str> = common.into_iter().take_while(|folder| !is_time(folder)).collect();
    Some(if common.is_empty() { ".".to_owned() } else { common.join("/") })
}

fn folders(path: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    parts
}

fn is_time(folder: &str) -> bool {
    folder.len() >= 4 && folder.chars().all(|c| c.is_ascii_digit() || "-_.".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn the_configuration_is_one_and_names_the_content() {
        for content in ["content", ".", "docs/post \"mortems\""] {
            let text = config(&[content.to_owned()], &Addresses::default());
            let config = Config::parse(&"hindsite.toml".into(), &text).unwrap();
            assert_eq!(config.content, [content]);
            assert_eq!((config.base_url, config.edit_url), (None, None));
        }
    }

    #[test]
    fn every_key_of_the_configuration_is_right_when_its_comment_sign_goes() {
        let lines = config(&[], &Addresses::default());
        let text: String = lines
            .lines()
            .filter(|line| {
                !line.starts_with("# ")
                    || line.contains(['=', '[', ']', '{']) && !line.contains('`') && !line.contains("ours")
            })
            .map(|line| format!("{}\n", line.strip_prefix("# ").unwrap_or(line)))
            .collect();
        let config =
            Config::parse(&"hindsite.toml".into(), &text).unwrap_or_else(|e| panic!("{e:?}: {text}"));
        assert_eq!((config.severities.len(), config.causes.len(), config.services.len()), (3, 1, 1));
    }

    #[test]
    fn known_addresses_are_configured() {
        for (base_url, edit_url) in [
            ("https://acme.github.io/pm/", "https://github.com/acme/pm/edit/main/{path}"),
            ("https://acme.github.io/", "https://github.com/acme/acme.github.io/edit/a%22b/x/{path}"),
            ("https://pm.acme.example/", "https://gitlab.com/acme/sre/pm/-/edit/main/{path}"),
        ] {
            let addresses =
                Addresses { base_url: Some(base_url.to_owned()), edit_url: Some(edit_url.to_owned()) };
            let config = Config::parse(&"hindsite.toml".into(), &config(&[], &addresses)).unwrap();
            assert_eq!(config.base_url.as_deref(), Some(base_url));
            assert_eq!(config.edit_url.as_deref(), Some(edit_url));
        }
    }

    #[test]
    fn an_old_archive_is_known_by_its_folder_or_by_dates() {
        for (paths, expected) in [
            (&["docs/post-mortems/2019-01-23.md", "docs/usage.md"][..], Some("docs/post-mortems")),
            (
                &["docs/postmortems/a.md", "docs/adr/incidents/b.md", "docs/postmortems/c.md"],
                Some("docs/postmortems"),
            ),
            (&["reports/2020-01-02-a.md", "README.md"], Some("reports")),
            (&["2021-05/2021-05-09-a.md", "2022-01/2022-01-27-b.md", "README.md"], Some(".")),
            (&["2020-01-02-a.md"], Some(".")),
            (&["PM2020-001 - A.md", "log/2020-01-02-a.md", "README.md"], Some(".")),
            (&["docs/adr/0001-use-rust.md"], None),
            (&["content/x.md"], Some("content")),
            (&["README.md", "docs/usage.md"], None),
            (&[], None),
        ] {
            let paths: Vec<String> = paths.iter().map(|path| (*path).to_owned()).collect();
            assert_eq!(archive(&paths).as_deref(), expected, "{paths:?}");
        }
    }

    #[test]
    fn a_gitignore_gets_only_what_it_lacks() {
        assert_eq!(gitignore(None).as_deref(), Some("/.hindsite/\n/public/\n"));
        assert_eq!(gitignore(Some("public\r\n*.log")).as_deref(), Some("public\r\n*.log\r\n/.hindsite/\r\n"));
        assert_eq!(gitignore(Some("/public/\n.hindsite\n")), None);
    }
}
