//! Collects the phrases of withheld documents: the names that must not be published, and the text that must not be quoted.

use super::Kind;
use super::normalize::Words;
use crate::config::KNOWN_FIELDS;
use crate::incident::body::{Hole, HoleKind};
use crate::incident::front_matter::{Node, Value};
use crate::incident::{Incident, slug, wording};
use crate::source;
use std::collections::HashSet;

/// A name that a document is known by, or states.
pub struct Name<'a> {
    /// What it names.
    pub kind: Kind,
    /// The name as written.
    pub text: &'a str,
    /// The key of the front matter, for a custom field.
    pub key: &'a str,
    /// Its words.
    pub words: Words,
}

/// The fewest letters of a name with two words or more, and of a single word that is a title.
const LETTERS: u32 = 6;
/// The fewest letters of a person's name.
const PERSON: u32 = 3;
/// The fewest letters of a single word that is the value of a custom field.
const VALUE: u32 = 4;

/// Words that titles and files of postmortems have, and that name none of them.
pub const COMMON: &str = "planned scheduled emergency window report reports notes summary upgrade update updates major minor outage outages downtime failure failures degradation disruption disruptions maintenance latency incident \
    incidents postmortem postmortems retrospective review database network security availability unavailable production staging \
    template templates glossary contributing changelog licence license";

/// The names by which a document itself is known: its title and file names.
pub fn own_names(incident: &Incident) -> Vec<Name<'_>> {
    let files = [source::stem(&incident.path), &incident.names.short].into_iter();
    let files =
        files.chain(incident.facts.aliases.iter().map(|alias| source::stem(alias.trim_end_matches('/'))));
    let title = name(Kind::Title, &incident.title);
    std::iter::once(title).chain(files.map(|file| name(Kind::File, file))).collect()
}

/// The people, images and custom fields that a document names.
pub fn stated_names(incident: &Incident) -> Vec<Name<'_>> {
    // One word, as in `screenshot.png`, names no image.
    let images = images(incident).map(|image| name(Kind::File, image)).filter(|image| image.words.len() > 1);
    let people = people(incident).map(|person| name(Kind::Person, person));
    let mut names: Vec<Name<'_>> = images.chain(people).collect();
    // A key of ours that could not be read, as `duration: unknown`, is no custom field.
    let custom = incident.facts.extra.iter().filter(|(key, _)| !KNOWN_FIELDS.contains(&&*key.to_lowercase()));
    for (key, node) in custom {
        values(node, &mut |value| names.push(Name { key, ..name(Kind::Field, value) }));
    }
    names
}

/// Owners and authors, each person of a list by themselves too.
pub fn people(incident: &Incident) -> impl Iterator<Item = &str> {
    let owners = incident.actions.iter().filter_map(|action| action.owner.as_deref());
    let listed = owners.chain(incident.facts.authors.iter().map(String::as_str));
    listed.flat_map(|people| {
        let parts = people.split([',', ';', '/', '&', '+', '、']);
        let is_list = people.contains([',', ';', '/', '&', '+', '、']);
        std::iter::once(people).chain(parts.filter(move |_| is_list))
    })
}

/// The names of image files, without the ending.
pub fn images(incident: &Incident) -> impl Iterator<Item = &str> {
    let is_image = |hole: &&Hole| matches!(hole.kind, HoleKind::Image { .. } | HoleKind::RawImage);
    incident.body.holes.iter().filter(is_image).map(|hole| source::stem(&hole.target))
}

/// The text of the body.
pub fn body(incident: &Incident) -> impl Iterator<Item = &str> {
    incident.sections.iter().flat_map(|section| [section.heading.as_str(), section.text.as_str()])
}

/// Everything that a document says in running text.
pub fn texts(incident: &Incident) -> Vec<String> {
    let facts = &incident.facts;
    let actions = incident.actions.iter().map(|action| action.title.as_str());
    let stated = facts.symptoms.iter().chain(&facts.root_cause).chain(&facts.contributing_factors);
    let stated = stated.chain(&facts.trigger).chain(&facts.summary).map(String::as_str);
    let texts = body(incident).chain(actions).chain(stated).chain([incident.title.as_str()]);
    let mut texts: Vec<String> = texts.map(str::to_owned).collect();
    for (_, node) in &facts.extra {
        values(node, &mut |value| texts.push(value.to_owned()));
    }
    texts
}

/// The parts of a text that are compared each by themselves: headings, rows of tables, and the text between them. What
/// postmortems have in common are the headings of their template, one after the other.
pub fn passages(text: &str) -> impl Iterator<Item = &str> {
    let is_apart = |line: &str| {
        let line = line.trim_start_matches(['>', ' ', '\t']);
        line.starts_with(['#', '|']) || line.contains(" | ") || line.contains(" · ")
    };
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.split_inclusive('\n').next()?;
        let length = match is_apart(first) {
            true => first.len(),
            false => rest.split_inclusive('\n').take_while(|line| !is_apart(line)).map(str::len).sum(),
        };
        let (passage, after) = rest.split_at(length);
        rest = after;
        Some(passage)
    })
}

/// Whether a name tells its document from others; a common single word does not.
pub fn is_telling(name: &Name<'_>, common: &HashSet<u64>) -> bool {
    let words = &name.words;
    let (letters, characters, single) = (words.letters(), words.characters(), words.len() == 1);
    let is_long = match name.kind {
        Kind::Person => letters >= PERSON || characters >= 2,
        Kind::Field if single => letters >= VALUE,
        _ => letters >= LETTERS || characters >= 4,
    };
    let is_generic = matches!(name.kind, Kind::Title | Kind::File) && slug::tells_nothing(name.text);
    let is_common = single && common.contains(&words.whole()) || is_generic_title(name);
    is_long && words.has_letter() && !is_generic && !is_common && !wording::leaves_open(name.text)
}

/// Whether a title or file has words of [`COMMON`] only, as "Maintenance window".
fn is_generic_title(name: &Name<'_>) -> bool {
    let mut words = name.text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let is_common = |word: &str| COMMON.split(' ').any(|common| common.eq_ignore_ascii_case(word));
    matches!(name.kind, Kind::Title | Kind::File) && words.all(is_common)
}

fn name(kind: Kind, text: &str) -> Name<'_> {
    Name { kind, text, key: "", words: Words::of(text) }
}

fn values<'n>(node: &'n Node, put: &mut impl FnMut(&'n str)) {
    match &node.value {
        Value::Null => {}
        Value::Scalar { text, .. } => put(text),
        Value::List(nodes) => nodes.iter().for_each(|node| values(node, put)),
        Value::Map(entries) => entries.iter().for_each(|entry| values(&entry.node, put)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_and_rows_are_passages_of_their_own() {
        let parts = |text| passages(text).map(str::trim).collect::<Vec<&str>>();
        assert_eq!(
            parts("a\n\n- b\n- c\n## d\n| e |\n|---|\nf"),
            ["a\n\n- b\n- c", "## d", "| e |", "|---|", "f"]
        );
        assert_eq!(parts("a · b\nc\nd"), ["a · b", "c\nd"]);
        assert_eq!(parts("> # a\n> b"), ["> # a", "> b"]);
        assert_eq!(parts(""), [""; 0]);
    }

    #[test]
    fn a_title_of_common_words_names_nothing() {
        for (title, tells) in [
            ("Maintenance window", false),
            ("Major outage", false),
            ("Outage of Initech", true),
            ("Disk full", true),
        ] {
            assert_eq!(is_telling(&name(Kind::Title, title), &HashSet::new()), tells, "{title}");
        }
    }
}
