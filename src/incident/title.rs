//! What a document is called, what kind it is, and the few sentences that stand for it in lists.

use super::Conventions;
use super::fields::words::Kind;
use super::fields::{Facts, one_line};
use super::outline::Block;
use super::sections::{Section, SectionKind, kind_of, text_of};
use super::slug;
use super::wording::{capitalised, with_emoji};
use crate::{invisible, source};

/// Longest excerpt in characters.
const EXCERPT: usize = 280;

/// The title and whether the body's first heading is it, and so need not be shown again.
pub(super) struct Title {
    pub text: String,
    pub in_body: bool,
    /// Whether a heading of the body says it.
    pub in_heading: bool,
}

/// Front matter, else the first top-level heading, else the file name made readable.
pub(super) fn find(path: &str, facts: &Facts, blocks: &[Block], conventions: &Conventions) -> Title {
    let headings = || {
        blocks.iter().filter_map(|block| match block {
            Block::Heading { level, text, .. } => Some((*level, text.text.as_str())),
            _ => None,
        })
    };
    if let Some(title) = &facts.title {
        let first = headings().next();
        let repeated = first.is_some_and(|(level, text)| level == 1 && same(text, title));
        return Title { text: readable(title), in_body: repeated, in_heading: false };
    }
    // A placeholder nobody filled in names no document either.
    let headings = || headings().map(|(level, text)| (if is_placeholder(text) { 0 } else { level }, text));
    // A top-level heading that opens a section, as `# Stats` at the end, names no document.
    let first = headings().enumerate().find(|(at, (level, text))| {
        *level == 1 && !text.trim().is_empty() && (*at == 0 || kind_of(text, &conventions.headings).is_none())
    });
    match first {
        Some((at, (_, text))) => Title { text: readable(text), in_body: at == 0, in_heading: true },
        None => Title { text: from_path(path), in_body: false, in_heading: false },
    }
}

/// Titles that a template asks to replace.
fn is_placeholder(text: &str) -> bool {
    let words = text.trim().trim_matches(['[', ']', '<', '>', '{', '}', '*', '_']).to_lowercase();
    matches!(
        words.as_str(),
        "issue name"
            | "incident name"
            | "incident title"
            | "postmortem title"
            | "post-mortem title"
            | "title"
    )
}

fn same(a: &str, b: &str) -> bool {
    let letters = |text: &str| {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>()
    };
    letters(a) == letters(b)
}

/// One line; `:warning:` is the sign it stands for.
fn readable(text: &str) -> String {
    let line = one_line(text);
    if line.contains(':') { with_emoji(&line) } else { line }
}

/// `2022-03-04-slow_search.md` is called "Slow search"; a bare date is its own name.
fn from_path(path: &str) -> String {
    let generic = slug::is_generic(path);
    let name = match path.rsplit('/').nth(1) {
        Some(folder) if generic => folder,
        _ => source::stem(path),
    };
    let words = name.replace(['_', '-'], " ");
    let undated = words.trim_start_matches(|c: char| c.is_ascii_digit() || c.is_whitespace());
    let dated = name.len() >= 10 && name.starts_with(|c: char| c.is_ascii_digit());
    let chosen = if dated && !undated.trim().is_empty() {
        undated.trim()
    } else if dated {
        name
    } else {
        words.trim()
    };
    let chosen = if chosen.is_empty() { path } else { chosen };
    capitalised(&invisible::readable(chosen))
}

/// The stated kind, or what the name and the content make plain.
pub(super) fn kind(path: &str, facts: &Facts, title: &str, blocks: &[Block], sections: &[Section]) -> Kind {
    if let Some(kind) = facts.kind {
        return kind;
    }
    let told = facts.severity.is_some()
        || facts.started.is_some()
        || facts.duration.is_some()
        || facts.date.is_some();
    let shaped = sections.iter().any(|section| {
        matches!(section.kind, Some(SectionKind::Timeline | SectionKind::RootCause | SectionKind::Impact))
    });
    if (is_template(path, blocks) && !told) || (is_about_archive(path) && !told && !shaped) {
        return Kind::Document;
    }
    let severity = facts.severity.as_deref().unwrap_or("").to_lowercase();
    let title = title.to_lowercase();
    let planned = ["scheduled maintenance", "planned maintenance", "maintenance window", "planned outage"];
    if severity.contains("maintenance")
        || (title.starts_with("maintenance") && !tells_what_broke(&title))
        || title.contains("maintenance: ")
        || is_named_maintenance(&title)
        || is_filed_as_maintenance(path, &title)
        || planned.iter().any(|words| title.contains(words))
    {
        return Kind::Maintenance;
    }
    Kind::Incident
}

/// `LDAP maintenance`, but not what broke during it.
fn is_named_maintenance(title: &str) -> bool {
    title.ends_with(" maintenance") && !tells_what_broke(title)
}

/// `2026-06-03-maintenance-azure-1-34.md` with a title such as "Upgrade to Kubernetes 1.34".
fn is_filed_as_maintenance(path: &str, title: &str) -> bool {
    let name = source::stem(path).to_lowercase().replace(['-', '_', '.'], " ");
    let is_named = name.split(' ').any(|word| matches!(word, "maintenance" | "maintenances"));
    is_named && !tells_what_broke(title) && !tells_what_broke(&name)
}

fn tells_what_broke(title: &str) -> bool {
    const PLACES: [&str; 7] = ["during ", "after ", " by ", "due to ", "caused ", "following ", "unplanned"];
    const WORDS: [&str; 15] = [
        "outage",
        "fail",
        "incident",
        "error",
        "unreachable",
        "unavailable",
        "inaccessible",
        "degrad",
        "broke",
        "slow",
        "stuck",
        "lost",
        "corrupt",
        "problem",
        "crash",
    ];
    let is_down = title.split(|c: char| !c.is_alphanumeric()).any(|word| word == "down");
    is_down || PLACES.iter().chain(&WORDS).any(|word| title.contains(word))
}

/// `README.md`, `index.md`, and what else stands in capitals beside the documents.
fn is_about_archive(path: &str) -> bool {
    let stem = source::stem(path);
    let capitals = stem.chars().count() > 3 && stem.chars().all(|c| c.is_ascii_uppercase() || c == '_');
    slug::is_generic(path) || capitals
}

/// A file called template, or for `yyyy`, with no date in what should be its timeline.
pub(super) fn is_template(path: &str, blocks: &[Block]) -> bool {
    let stem = source::stem(path).to_lowercase();
    let named = stem.contains("template") || stem.contains("yyyy") || stem.starts_with("_template");
    let is_filled = |block: &Block| match block {
        Block::Table { rows, .. } => rows.iter().flatten().any(|cell| is_dated(&cell.text)),
        Block::Heading { text, .. } | Block::Item { text, .. } => is_dated(&text.text),
        _ => false,
    };
    // The name first: it is seldom that of a template, and looking for dates costs as much as parsing.
    named && !blocks.iter().any(is_filled)
}

fn is_dated(text: &str) -> bool {
    super::moment::find(text, &jiff::tz::TimeZone::UTC).is_some()
}

/// The stated summary, else the beginning of the summary section, else of the text.
pub(super) fn summary(facts: &Facts, blocks: &[Block], sections: &[Section]) -> String {
    if let Some(summary) = &facts.summary {
        return excerpt(summary);
    }
    let told = sections.iter().find(|section| section.kind == Some(SectionKind::Summary));
    let range = told.map_or(blocks, |section| blocks.get(section.blocks.clone()).unwrap_or(&[]));
    let prose = |blocks: &[Block]| {
        blocks.iter().find_map(|block| match block {
            Block::Paragraph { text, quoted: false, .. } if told_in(&text.text) > 40 => {
                Some(text.text.clone())
            }
            _ => None,
        })
    };
    let text = prose(range).or_else(|| prose(blocks)).unwrap_or_else(|| {
        let body: Vec<Block> = blocks
            .iter()
            .filter(|block| match block {
                Block::Heading { .. } | Block::Code { .. } => false,
                Block::Paragraph { text, .. } => told_in(&text.text) > POINTER || !text.text.contains("://"),
                _ => true,
            })
            .take(3)
            .cloned()
            .collect();
        text_of(&body)
    });
    excerpt(&text)
}

/// `See https://…` has no more characters beside the address, and says nothing.
const POINTER: usize = 8;

/// How many characters a text has beside addresses.
fn told_in(text: &str) -> usize {
    let words = text.split_whitespace().filter(|word| !word.contains("://"));
    words.map(|word| word.chars().count() + 1).sum::<usize>().saturating_sub(1)
}

/// Cut at the end of a word.
fn excerpt(text: &str) -> String {
    let line = one_line(text);
    if line.chars().count() <= EXCERPT {
        return line;
    }
    let cut: String = line.chars().take(EXCERPT).collect();
    let end = cut.rfind(' ').filter(|at| *at > cut.len() / 2).unwrap_or(cut.len());
    format!("{}…", cut[..end].trim_end_matches([',', ';', ':', '.', ' ']))
}
