//! The repository on a code host, from the address of a git remote.

/// A service that hosts repositories and publishes sites from them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Provider {
    /// github.com or GitHub Enterprise Server.
    Github,
    /// gitlab.com or an own GitLab.
    Gitlab,
}

/// A repository on a code host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remote {
    /// The service.
    pub provider: Provider,
    /// Its host, with the port of its web pages if the address states one.
    host: String,
    /// The path of the repository: `owner/name`, and groups above it on GitLab.
    path: String,
}

impl Remote {
    /// Parses what `git remote get-url` prints. Credentials are dropped. `None` for folders and unknown hosts.
    pub fn parse(url: &str) -> Option<Remote> {
        let (authority, path, is_web) = split(url.trim())?;
        let host = authority.rsplit('@').next()?.to_lowercase();
        // The port of SSH is not that of the web pages.
        let host = if is_web { host.as_str() } else { host.split(':').next()? };
        let host = match host {
            "www.github.com" | "ssh.github.com" => "github.com",
            "altssh.gitlab.com" => "gitlab.com",
            other => other,
        };
        let path = path.trim_matches('/');
        let path = path.strip_suffix(".git").unwrap_or(path);
        let is_plain = |part: &str| {
            !part.is_empty()
                && !part.starts_with('.')
                && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~'))
        };
        let depth = path.split('/').count();
        let named = |name: &str| host == format!("{name}.com") || host.starts_with(&format!("{name}."));
        let provider = match () {
            () if named("github") && depth == 2 => Provider::Github,
            () if named("gitlab") && depth >= 2 => Provider::Gitlab,
            () => return None,
        };
        path.split('/').all(is_plain).then(|| Remote {
            provider,
            host: host.to_owned(),
            path: path.to_owned(),
        })
    }

    /// Returns the `edit_url` of a knowledge base in `folder`, or in the root of the repository.
    pub fn edit_url(&self, branch: &str, folder: Option<&str>) -> String {
        let Remote { host, path, .. } = self;
        let edit = match self.provider {
            Provider::Github => "edit",
            Provider::Gitlab => "-/edit",
        };
        let folder = folder.map(|folder| format!("{}/", encode(folder))).unwrap_or_default();
        format!("https://{host}/{path}/{edit}/{}/{folder}{{path}}", encode(branch))
    }

    /// Returns the address of the site, where it follows from that of the repository. GitLab gives a project a domain
    /// of its own.
    pub fn pages_url(&self) -> Option<String> {
        if self.host != "github.com" {
            return None;
        }
        let (owner, name) = self.path.split_once('/')?;
        let site = format!("{}.github.io", owner.to_lowercase());
        Some(match name.to_lowercase() == site {
            true => format!("https://{site}/"),
            false => format!("https://{site}/{name}/"),
        })
    }
}

/// Splits an address into authority and path, and says whether it is one of the web.
fn split(url: &str) -> Option<(&str, &str, bool)> {
    let Some((scheme, rest)) = url.split_once("://") else {
        // `git@host:path`, the short form of SSH; a colon after a slash belongs to a path.
        let (authority, path) = url.split_once(':')?;
        return (!authority.contains('/')).then_some((authority, path, false));
    };
    let (authority, path) = rest.split_once('/')?;
    match scheme {
        "https" | "http" => Some((authority, path, true)),
        "ssh" | "git" | "git+ssh" => Some((authority, path, false)),
        _ => None,
    }
}

/// Escapes what a URL path cannot hold.
fn encode(path: &str) -> String {
    let mut out = String::new();
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remotes_are_parsed_without_credentials() {
        for (url, edit, pages) in [
            (
                "git@github.com:acme/postmortems.git",
                "https://github.com/acme/postmortems/edit/main/{path}",
                Some("https://acme.github.io/postmortems/"),
            ),
            (
                "https://ann:ghp_secret@github.com/Acme/PM",
                "https://github.com/Acme/PM/edit/main/{path}",
                Some("https://acme.github.io/PM/"),
            ),
            (
                "ssh://git@ssh.github.com:443/acme/acme.github.io.git",
                "https://github.com/acme/acme.github.io/edit/main/{path}",
                Some("https://acme.github.io/"),
            ),
            (
                "https://github.acme.example:8443/ops/pm/",
                "https://github.acme.example:8443/ops/pm/edit/main/{path}",
                None,
            ),
            ("https://gitlab.com/acme/sre/pm.git", "https://gitlab.com/acme/sre/pm/-/edit/main/{path}", None),
            (
                "ssh://git@gitlab.acme.example:2222/sre/pm.git",
                "https://gitlab.acme.example/sre/pm/-/edit/main/{path}",
                None,
            ),
        ] {
            let remote = Remote::parse(url).unwrap_or_else(|| panic!("{url}"));
            assert_eq!(remote.edit_url("main", None), edit, "{url}");
            assert_eq!(remote.pages_url().as_deref(), pages, "{url}");
        }
    }

    #[test]
    fn what_is_no_known_host_is_no_remote() {
        for url in [
            "",
            "/srv/git/pm.git",
            "../pm.git",
            "file:///srv/pm.git",
            "C:\\repos\\pm",
            "https://bitbucket.org/acme/pm",
            "https://github.com/acme",
            "https://github.com/acme/pm/extra",
            "git@github.com:acme/p m.git",
            "https://evilgithub.com/acme/pm",
            "https://github.com/acme/\"\nx = 1",
        ] {
            assert_eq!(Remote::parse(url), None, "{url}");
        }
    }

    #[test]
    fn folders_and_branches_are_escaped() {
        let remote = Remote::parse("git@github.com:acme/ops.git").unwrap();
        for (branch, folder, expected) in [
            ("main", Some("docs/our postmortems"), "edit/main/docs/our%20postmortems/{path}"),
            ("release/1.0", None, "edit/release/1.0/{path}"),
            ("trunk#2", Some("büro"), "edit/trunk%232/b%C3%BCro/{path}"),
        ] {
            let expected = format!("https://github.com/acme/ops/{expected}");
            assert_eq!(remote.edit_url(branch, folder), expected);
        }
    }
}
