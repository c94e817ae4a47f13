//! The public address of hindsite itself, from `package.repository` in Cargo.toml. No other place names it.

/// The version of this program.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Returns the address of the repository; `None` until `package.repository` is set.
pub fn repository() -> Option<&'static str> {
    address(env!("CARGO_PKG_REPOSITORY"))
}

/// Returns the address of a file of this release.
pub fn file_url(path: &str) -> Option<String> {
    repository().map(|repository| file_in(repository, path))
}

/// Returns what to do about a defect of hindsite.
pub fn report_hint() -> String {
    report_to(repository())
}

/// Returns `OWNER/REPO` if the repository is on GitHub, where workflows can use it as an action.
pub fn github_slug() -> Option<&'static str> {
    slug_of(repository()?)
}

fn address(declared: &str) -> Option<&str> {
    let trimmed = declared.trim_end_matches('/');
    let trimmed = trimmed.strip_suffix(".git").unwrap_or(trimmed);
    (!trimmed.is_empty()).then_some(trimmed)
}

fn file_in(repository: &str, path: &str) -> String {
    format!("{repository}/blob/v{VERSION}/{path}")
}

fn report_to(repository: Option<&str>) -> String {
    match repository {
        Some(repository) => format!("report it, with the file if you can, at {repository}/issues"),
        None => "report it to the maintainers of hindsite, with the file if you can".to_owned(),
    }
}

fn slug_of(repository: &str) -> Option<&str> {
    let slug = repository.strip_prefix("https://github.com/")?;
    (slug.split('/').filter(|part| !part.is_empty()).count() == 2).then_some(slug)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unset_repository_gives_no_address() {
        assert_eq!(address(""), None);
        assert!(!report_to(None).contains("http"));
    }

    #[test]
    fn addresses_follow_the_declared_repository() {
        for (declared, repository, slug) in [
            ("https://github.com/acme/tool", "https://github.com/acme/tool", Some("acme/tool")),
            ("https://github.com/acme/tool.git", "https://github.com/acme/tool", Some("acme/tool")),
            ("https://github.com/acme/tool/", "https://github.com/acme/tool", Some("acme/tool")),
            ("https://codeberg.org/acme/tool", "https://codeberg.org/acme/tool", None),
            ("https://github.com/acme", "https://github.com/acme", None),
        ] {
            assert_eq!(address(declared), Some(repository), "{declared}");
            assert_eq!(slug_of(repository), slug, "{declared}");
            let page = format!("{repository}/blob/v{VERSION}/docs/diagnostics.md");
            assert_eq!(file_in(repository, "docs/diagnostics.md"), page);
            assert!(report_to(Some(repository)).ends_with(&format!("{repository}/issues")));
        }
    }
}
