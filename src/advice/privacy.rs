//! Personal data and the inside of a network: e-mail addresses, private addresses. One diagnostic a document,
//! since a document that has one usually has many.

use super::document::Document;
use super::note;
use crate::diagnostic::{Code, Diagnostic};
use regex::Regex;
use std::collections::BTreeSet;
use std::net::Ipv4Addr;
use std::ops::Range;
use std::sync::LazyLock;

static EMAIL: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)\b[a-z0-9][a-z0-9._%+-]*@(?:[a-z0-9-]+\.)+[a-z]{2,24}\b").ok());

static ADDRESS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\b\d{1,3}(?:\.\d{1,3}){3}\b(/\d{1,2}\b)?").ok());

/// Names by which only machines inside of a network are known. A Kubernetes service has the same name in every
/// cluster, and tells nothing.
static HOST: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)\b(?:[a-z0-9-]+\.)+(?:internal|corp|intranet|lan|intra)\b").ok());

/// Local parts that name no person: machines, roles and teams.
const ROLES: &[&str] = &[
    "abuse",
    "accounts",
    "admin",
    "alert",
    "alerts",
    "billing",
    "bounce",
    "bugs",
    "contact",
    "dev",
    "devops",
    "donotreply",
    "engineering",
    "example",
    "feedback",
    "git",
    "hello",
    "help",
    "helpdesk",
    "hostmaster",
    "incident",
    "incidents",
    "info",
    "it",
    "jobs",
    "legal",
    "mail",
    "me",
    "newsletter",
    "no-reply",
    "noc",
    "noreply",
    "notifications",
    "office",
    "on-call",
    "oncall",
    "ops",
    "postmaster",
    "press",
    "privacy",
    "root",
    "sales",
    "security",
    "service",
    "soc",
    "sre",
    "status",
    "support",
    "sysadmin",
    "team",
    "user",
    "webmaster",
    "you",
];

/// Whether the last words of a local part name a team or a list: `platform-team`, `db_alerts`.
fn is_role(local: &str) -> bool {
    let local = local.split('+').next().unwrap_or(local).to_lowercase();
    let last = local.rsplit(['-', '_', '.']).next().unwrap_or(&local);
    let lists = [
        "team", "teams", "list", "alerts", "alert", "oncall", "support", "ops", "group", "failures",
        "announce",
    ];
    ROLES.contains(&local.as_str()) || (last.len() < local.len() && lists.contains(&last))
}

/// `email-failures@redis.service`: an instance of a systemd unit.
fn is_unit(domain: &str) -> bool {
    let kinds = [
        "service",
        "socket",
        "timer",
        "target",
        "mount",
        "automount",
        "path",
        "slice",
        "scope",
        "swap",
        "device",
    ];
    domain.rsplit('.').next().is_some_and(|kind| kinds.contains(&kind))
}

/// Advice on both.
pub fn advise(document: &Document<'_>) -> Vec<Diagnostic> {
    let mails = emails(&document.text);
    let hosts = internal(&document.text);
    let mut found = vec![];
    if let Some(first) = mails.first() {
        let names: BTreeSet<String> =
            mails.iter().map(|range| masked(&document.text[range.clone()])).collect();
        let names: Vec<String> = names.into_iter().collect();
        let verb = if names.len() == 1 { "an e-mail address is" } else { "e-mail addresses are" };
        let message = format!("{verb} in the text: {}", super::listed(&names));
        let hint = "name a role or a team; an address on a page is read by machines too";
        found.push(note(Code::EmailAddress, document.span(first.clone()), message, hint));
    }
    if let Some(first) = hosts.first() {
        let names: BTreeSet<String> =
            hosts.iter().map(|range| document.text[range.clone()].to_owned()).collect();
        let names: Vec<String> = names.into_iter().collect();
        let verb = if names.len() == 1 { "an internal address is" } else { "internal addresses are" };
        let message = format!("{verb} in the text: {}", super::listed(&names));
        let hint = "write `10.x.x.x` or the role of the machine if people outside will read this";
        found.push(note(Code::InternalAddress, document.span(first.clone()), message, hint));
    }
    found
}

fn emails(text: &str) -> Vec<Range<usize>> {
    let Some(pattern) = EMAIL.as_ref().filter(|_| text.contains('@')) else { return vec![] };
    // Whether the word at hand is a URL so far; each byte is looked at once.
    let (mut url, mut seen) = (false, 0);
    let is_personal = |range: &Range<usize>| {
        let before = &text[seen..range.start];
        let word = before.rsplit(char::is_whitespace).next().unwrap_or_default();
        url = word.contains("://") || (url && word.len() == before.len());
        seen = range.end;
        let (local, domain) = text[range.clone()].split_once('@').unwrap_or_default();
        let domain = domain.to_lowercase();
        // `scp file root@host:`, `https://user:password@host/` and `git@github.com:` are no mail.
        let address = url || text[range.end..].starts_with(':');
        let example =
            domain.split('.').any(|label| matches!(label, "example" | "noreply" | "test" | "invalid"));
        !address && !example && !is_role(local) && !is_file(&domain) && !is_unit(&domain)
    };
    pattern.find_iter(text).map(|found| found.range()).filter(is_personal).collect()
}

/// `logo@2x.png`
fn is_file(domain: &str) -> bool {
    matches!(domain.rsplit('.').next(), Some("png" | "jpg" | "jpeg" | "gif" | "svg" | "webp" | "js" | "css"))
}

fn internal(text: &str) -> Vec<Range<usize>> {
    let addresses = ADDRESS.iter().flat_map(|pattern| pattern.captures_iter(text)).filter_map(|captures| {
        // `10.0.0.0/8` is a range everybody knows.
        let whole = captures.get(0).filter(|_| captures.get(1).is_none())?;
        let address: Ipv4Addr = whole.as_str().parse().ok()?;
        (address.is_private() && !whole.as_str().ends_with(".0")).then_some(whole.range())
    });
    let hosts = HOST.iter().flat_map(|pattern| pattern.find_iter(text)).map(|found| found.range());
    // A host name that everybody's containers know.
    let hosts = hosts
        .filter(|range| !matches!(&text[range.clone()], "host.docker.internal" | "metadata.google.internal"));
    let mut all: Vec<Range<usize>> = addresses.chain(hosts).collect();
    all.sort_by_key(|range| range.start);
    all
}

/// `a…@example.org`: enough to find it, too little to collect it.
fn masked(address: &str) -> String {
    let (local, domain) = address.split_once('@').unwrap_or((address, ""));
    format!("{}…@{domain}", local.chars().next().unwrap_or('…'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts<'t>(text: &'t str, ranges: &[Range<usize>]) -> Vec<&'t str> {
        ranges.iter().map(|range| &text[range.clone()]).collect()
    }

    #[test]
    fn people_have_addresses_and_machines_do_not() {
        let text = "jo.doe@acme.io no-reply@acme.io a@example.com git@github.com:x logo@2x.png https://u@h.io/ 1+x@users.noreply.github.com";
        assert_eq!(texts(text, &emails(text)), ["jo.doe@acme.io"]);
        assert_eq!(masked("jo.doe@acme.io"), "j…@acme.io");
    }

    #[test]
    fn roles_and_systemd_units_are_no_people() {
        for text in [
            "security@acme.io",
            "Platform-Team@acme.io",
            "db_alerts+prod@acme.io",
            "email-failures@redis.service",
            "getty@tty1.service backup@nightly.timer",
        ] {
            assert!(emails(text).is_empty(), "{text}");
        }
        assert_eq!(emails("it.smith@acme.io, ann-team.lee@acme.io").len(), 2);
    }

    #[test]
    fn a_password_in_an_address_is_no_e_mail() {
        assert!(emails("https://ci:q7Zt4mWc9@git.acme.io/x").is_empty());
    }

    #[test]
    fn private_addresses_are_internal_and_ranges_versions_and_public_ones_are_not() {
        let text = "10.1.2.3 8.8.8.8 10.0.0.0/8 127.0.0.1 192.168.1.7:80 1.10.1.2.3 db1.eu.internal x.svc.cluster.local";
        assert_eq!(texts(text, &internal(text)), ["10.1.2.3", "192.168.1.7", "db1.eu.internal"]);
    }
}
