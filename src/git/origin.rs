//! Asks git where a repository comes from.

use super::repository::Repository;
use std::path::Path;

/// Returns the address of the remote `origin`.
pub fn origin(root: &Path) -> Option<String> {
    first_line(&Repository::around(root).ok()?, &["remote", "get-url", "origin"])
}

/// Returns the branch that `origin` publishes by default, or else the one that is checked out.
pub fn default_branch(root: &Path) -> Option<String> {
    let repository = Repository::around(root).ok()?;
    if let Some(head) = first_line(&repository, &["symbolic-ref", "--quiet", "refs/remotes/origin/HEAD"]) {
        return head.strip_prefix("refs/remotes/origin/").map(str::to_owned);
    }
    let is_there = |branch: &&str| {
        let reference = format!("refs/remotes/origin/{branch}");
        first_line(&repository, &["rev-parse", "--verify", "--quiet", &reference]).is_some()
    };
    if let Some(branch) = ["main", "master"].into_iter().find(is_there) {
        return Some(branch.to_owned());
    }
    let head = first_line(&repository, &["symbolic-ref", "--quiet", "HEAD"])?;
    head.strip_prefix("refs/heads/").map(str::to_owned)
}

/// The first line that git prints; `None` if it fails or prints nothing.
fn first_line(repository: &Repository, arguments: &[&str]) -> Option<String> {
    let output = repository.run(arguments).ok().filter(|output| output.status.success())?;
    let text = String::from_utf8_lossy(&output.stdout).lines().next()?.trim().to_owned();
    (!text.is_empty()).then_some(text)
}
