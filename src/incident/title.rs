//! What a document is called, what kind it is, and the few sentences that stand for it in lists.

use super::Conventions;
use super::fields::words::Kind;
use super::fields::{Facts, one_line};
use super::labels;
use super::lexicon::built_in;
use super::outline::Block;
use super::sections::{Section, SectionKind, kind_of, text_of};
use super::slug;
use super::values;
use super::wording::{capitalised, fold, has_words, with_emoji};
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

impl Title {
    /// The same with the title that a label states.
    pub fn renamed(self, title: &str) -> Title {
        Title { text: readable(title), ..self }
    }
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
        None if facts.spans.is_empty() => {
            first_of_any_level(path, &headings().collect::<Vec<_>>(), conventions)
        }
        None => Title { text: from_path(path), in_body: false, in_heading: false },
    }
}

/// A first heading below the first level, where it names no section and states no fact: `## Incident report: …`.
fn first_of_any_level(path: &str, headings: &[(u8, &str)], conventions: &Conventions) -> Title {
    let first = headings.first().filter(|(level, text)| {
        *level > 1
            && text.trim().chars().count() > 3
            && kind_of(text, &conventions.headings).is_none()
            && !text.contains([':', '：']) | text.to_lowercase().starts_with("incident")
            && built_in().label(text.split([':', '：']).next().unwrap_or(text)).is_none()
            && super::moment::clock(text).is_none()
            && !is_dated(text)
    });
    match first {
        Some((_, text)) => Title { text: readable(text), in_body: false, in_heading: true },
        None => Title { text: from_path(path), in_body: false, in_heading: false },
    }
}

/// Titles that a template asks to replace.
fn is_placeholder(text: &str) -> bool {
    let words = text.trim().trim_matches(['[', ']', '<', '>', '{', '}', '*', '_']);
    built_in().has("placeholder_titles", &fold(words))
}

fn same(a: &str, b: &str) -> bool {
    let letters = |text: &str| {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>()
    };
    letters(without_form(a)) == letters(without_form(b))
}

/// The title without the name of its form: `Postmortem: Preview disk full`.
fn without_form(title: &str) -> &str {
    let Some((form, rest)) = title.split_once([':', '：']) else { return title };
    let is_form = built_in().has("forms", &fold(form));
    if is_form && !rest.trim().is_empty() { rest } else { title }
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
    if is_uuid(name) {
        return name.to_owned();
    }
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

/// `06ceee47-94f1-400b-bf58-7482d740d5e6`: five groups of hexadecimal digits.
fn is_uuid(name: &str) -> bool {
    let groups: Vec<usize> = name.split('-').map(str::len).collect();
    groups == [8, 4, 4, 4, 12] && name.chars().all(|c| c.is_ascii_hexdigit() || c == '-')
}

/// The stated kind, or what the name and the content make plain.
pub(super) fn kind(path: &str, facts: &Facts, title: &str, blocks: &[Block], sections: &[Section]) -> Kind {
    if let Some(kind) = facts.kind {
        return kind;
    }
    let told = facts.severity.as_deref().is_some_and(|severity| values::severity(severity).is_some())
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
    let folded = fold(title);
    let names = |list: &str| built_in().titles(list).any(|words| has_words(&folded, words));
    if names("near_miss") {
        return Kind::NearMiss;
    }
    if severity.contains("maintenance") || is_planned(path, title, &folded, blocks) {
        return Kind::Maintenance;
    }
    if names("security") && !names("not_security") {
        return Kind::Security;
    }
    Kind::Incident
}

/// Whether the title, the file's name or the text announces planned work, and none of them tells what broke.
fn is_planned(path: &str, title: &str, folded: &str, blocks: &[Block]) -> bool {
    let lexicon = built_in();
    let names = |text: &str, list: &str| lexicon.titles(list).any(|words| has_words(text, words));
    if names(folded, "maintenance") || title.to_lowercase().contains("maintenance: ") {
        return true;
    }
    let file = fold(source::stem(path));
    let broke =
        |text: &str| lexicon.titles("broke").any(|word| text.contains(word)) || names(text, "broke_by");
    if broke(folded) || broke(&file) {
        return false;
    }
    let is_named = folded.starts_with("maintenance") || folded.ends_with(" maintenance");
    let is_filed = has_words(&file, "maintenance") || has_words(&file, "maintenances");
    is_named || is_filed || names(folded, "work") && announces(blocks)
}

/// Whether the first paragraphs speak of work that is still to come.
fn announces(blocks: &[Block]) -> bool {
    let texts = blocks.iter().filter_map(|block| match block {
        Block::Paragraph { text, .. } => Some(fold(&text.text.replace('\n', " "))),
        _ => None,
    });
    texts.take(4).any(|text| built_in().titles("announced").any(|words| has_words(&text, words)))
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
            Block::Paragraph { text, quoted: false, .. } if is_prose(text) && told_in(&text.text) > 40 => {
                Some(text.text.clone())
            }
            _ => None,
        })
    };
    // A summary that is a list is one, before what another section tells.
    let listed = range.iter().take_while(|block| matches!(block, Block::Item { .. })).cloned();
    let listed: Vec<Block> = if told.is_some() { listed.collect() } else { vec![] };
    let listed = (!listed.is_empty()).then(|| text_of(&listed));
    let text = prose(range).or(listed).or_else(|| prose(blocks)).unwrap_or_else(|| {
        let body: Vec<Block> = blocks
            .iter()
            .filter(|block| match block {
                Block::Heading { .. } | Block::Code { .. } => false,
                Block::Paragraph { text, .. } | Block::Item { text, .. } if !is_prose(text) => false,
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

/// Whether a text is more than labels with their values.
fn is_prose(text: &super::outline::Inline) -> bool {
    !labels::is_statement(text)
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
