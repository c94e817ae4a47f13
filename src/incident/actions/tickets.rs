//! The issues and pull requests an action names: by link, by bare URL, or by number.

use crate::incident::wording::{fold, has_words};

/// The tickets of an item's words and links, each once, in order of appearance.
pub(super) fn find(text: &str, links: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for url in links.iter().map(String::as_str).chain(urls(text)) {
        if is_ticket_url(url) {
            add(&mut found, clean_url(url).to_owned());
        }
    }
    let alone = text.split_whitespace().count() == 1;
    let mut before = "";
    for word in text.split_whitespace() {
        let bare = word.trim_matches(['(', ')', '[', ']', ',', '.', ';', ':', '（', '）']);
        let enclosed = word.starts_with(['(', '[', '（']) && word.len() > bare.len() + 1;
        let last = word.ends_with([')', ']']) && before.ends_with(',');
        let apart = alone || enclosed || last;
        let named = || announces(before);
        let stands = match () {
            () if is_number(bare) => apart || named(),
            () if is_key(bare) => (apart && !is_standard(bare)) || named(),
            () => is_reference(bare),
        };
        if stands {
            add(&mut found, bare.to_owned());
        }
        before = word;
    }
    found
}

/// The tickets of a cell or a field made for them: there any key or number is one, and any URL.
pub(super) fn in_cell(text: &str, links: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for url in links.iter().map(String::as_str).chain(urls(text)).filter(|url| url.contains("://")) {
        add(&mut found, clean_url(url).to_owned());
    }
    for word in
        text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '、' | '(' | ')' | '[' | ']' | '/'))
    {
        let word = word.trim_end_matches(['.', ':']);
        if is_number(word) || is_key(word) {
            add(&mut found, word.to_owned());
        }
    }
    for word in text.split_whitespace().filter(|word| is_reference(word)) {
        add(&mut found, word.to_owned());
    }
    found
}

/// The most tickets an action keeps; more are no follow-up but a list.
const MOST: usize = 50;

/// Adds a ticket unless it is there, or a link to it is.
pub(super) fn add(tickets: &mut Vec<String>, ticket: String) {
    if tickets.len() < MOST && !tickets.iter().any(|known| *known == ticket || names_same(known, &ticket)) {
        tickets.push(ticket);
    }
}

/// Whether a URL leads to an issue, a pull request or a like thing.
pub(super) fn is_ticket_url(url: &str) -> bool {
    let Some((_, path)) = clean_url(url).split_once("://") else { return false };
    let parts: Vec<&str> = path.split(['/', '?', '&', '#']).collect();
    let numbered = |names: &[&str]| {
        parts
            .windows(2)
            .any(|pair| names.contains(&pair[0]) && pair[1].starts_with(|c: char| c.is_ascii_digit()))
    };
    numbered(&[
        "issues",
        "pull",
        "pulls",
        "merge_requests",
        "work_items",
        "pull-requests",
        "edit",
        "story",
        "epics",
        "discussions",
        "alerts",
    ]) || parts.windows(2).any(|pair| matches!(pair[0], "browse" | "issue") && is_key(pair[1]))
        || parts.iter().any(|part| {
            part.strip_prefix("id=")
                .is_some_and(|id| !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit()))
                && path.contains("bug")
        })
        || parts.first().is_some_and(|host| *host == "trello.com") && parts.get(1) == Some(&"c")
}

/// A short name for a ticket that stands for a title: `owner/name#12` for a GitHub issue.
pub(super) fn short(url: &str) -> String {
    let clean = clean_url(url);
    let Some((_, path)) = clean.split_once("://") else { return clean.to_owned() };
    let parts: Vec<&str> = path.split(['/', '?', '#']).collect();
    match parts.as_slice() {
        [_, owner, name, "issues" | "pull", number, ..] => format!("{owner}/{name}#{number}"),
        [_, "browse", key, ..] => (*key).to_owned(),
        _ => path.trim_end_matches('/').to_owned(),
    }
}

/// The bare URLs in a text.
pub(super) fn urls(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| {
        c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | '（' | '）' | '、' | '。' | '"' | '|')
    })
    .filter(|word| word.starts_with("https://") || word.starts_with("http://"))
}

/// Whether words in brackets only point to a ticket: `(issue)`, `[link to issue]`, `(#12, #13)`.
pub(super) fn only_points(text: &str) -> bool {
    const POINTERS: &[&str] = &[
        "issue", "issues", "pr", "prs", "pull", "link", "links", "ticket", "tickets", "jira", "mr",
        "tracked", "tracking", "bug",
    ];
    const BESIDE: &[&str] = &[
        "to", "here", "see", "this", "for", "an", "a", "the", "github", "gitlab", "request", "requests",
        "in", "on", "and", "created", "opened", "merged",
    ];
    let mut points = false;
    for word in text
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '[' | ']' | '、'))
        .map(|word| word.trim_matches([':', '.']))
        .filter(|word| !word.is_empty())
    {
        let folded = fold(word);
        if is_number(word)
            || is_key(word)
            || is_reference(word)
            || word.starts_with("http")
            || POINTERS.contains(&folded.as_str())
        {
            points = true;
        } else if !BESIDE.contains(&folded.as_str()) {
            return false;
        }
    }
    points
}

/// `#12`.
fn is_number(word: &str) -> bool {
    word.strip_prefix('#')
        .is_some_and(|n| (1..=7).contains(&n.len()) && n.bytes().all(|b| b.is_ascii_digit()))
}

/// `owner/name#12`.
fn is_reference(word: &str) -> bool {
    let Some((repository, number)) = word.split_once('#') else { return false };
    let Some((owner, name)) = repository.split_once('/') else { return false };
    let named = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
    };
    named(owner) && named(name) && !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())
}

/// `ABC-123`, the key of a Jira or Linear issue.
fn is_key(word: &str) -> bool {
    let Some((project, number)) = word.split_once('-') else { return false };
    let project_like = (2..=10).contains(&project.len())
        && project.starts_with(|c: char| c.is_ascii_uppercase())
        && project.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    project_like && (1..=6).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit())
}

/// Keys of standards, advisories and documents: `UTF-8` is no ticket.
fn is_standard(key: &str) -> bool {
    const STANDARDS: &[&str] = &[
        "ADR", "AES", "AI", "BCP", "CVE", "COVID", "CWE", "EC", "GPT", "HTTP", "IPV", "ISO", "MD", "PEP",
        "PM", "RFC", "RSA", "SEV", "SHA", "SLA", "TLS", "UTC", "UTF", "WPA",
    ];
    key.split('-').next().is_some_and(|project| STANDARDS.contains(&project))
}

fn announces(word: &str) -> bool {
    let folded = fold(word);
    ["issue", "issues", "pr", "ticket", "jira", "bug", "mr", "fixes", "closes", "gh"]
        .iter()
        .any(|name| has_words(&folded, name))
}

fn names_same(known: &str, ticket: &str) -> bool {
    let number = ticket.rsplit('#').next().filter(|_| ticket.contains('#') && !ticket.contains("://"));
    let tail = known.rsplit(['/', '#']).next();
    known.contains('/') && (number.is_some_and(|n| tail == Some(n)) || tail == Some(ticket))
}

fn clean_url(url: &str) -> &str {
    url.trim_end_matches(['.', ',', ';', ':', '!', '*'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tickets_are_links_to_trackers_and_numbers_that_stand_apart() {
        for (text, links, expected) in [
            (
                "Fix it ([#12](u))",
                vec!["https://github.com/a/b/issues/12"],
                vec!["https://github.com/a/b/issues/12"],
            ),
            ("Fix it, see the docs", vec!["https://example.org/issues/"], vec![]),
            ("Fix it (#12)", vec![], vec!["#12"]),
            ("Fix it (Jira DH-259).", vec![], vec!["DH-259"]),
            ("#2127", vec![], vec!["#2127"]),
            ("Fix rule #7 for UTF-8 (SHA-256)", vec![], vec![]),
            (
                "See https://gitlab.com/a/b/-/merge_requests/3.",
                vec![],
                vec!["https://gitlab.com/a/b/-/merge_requests/3"],
            ),
            (
                "a https://x.atlassian.net/browse/OPS-12",
                vec![],
                vec!["https://x.atlassian.net/browse/OPS-12"],
            ),
            ("Port octo/cat#9 over", vec![], vec!["octo/cat#9"]),
        ] {
            let links: Vec<String> = links.into_iter().map(String::from).collect();
            assert_eq!(find(text, &links), expected, "{text}");
        }
        assert_eq!(in_cell("AI-1, #3", &[]), ["AI-1", "#3"]);
    }

    #[test]
    fn brackets_that_only_point_are_known() {
        for text in ["issue", "link to issue", "#12, #13", "see issue here", "Issue", "see https://e.org/1"] {
            assert!(only_points(text), "{text}");
        }
        for text in ["20m", "currently blocking on #365", "batch requests", "here"] {
            assert!(!only_points(text), "{text}");
        }
    }

    #[test]
    fn a_ticket_may_stand_for_a_title() {
        assert_eq!(short("https://github.com/a/b/issues/12"), "a/b#12");
        assert_eq!(short("https://x.atlassian.net/browse/OPS-12"), "OPS-12");
    }
}
