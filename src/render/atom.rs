//! Writes a feed as Atom (RFC 4287). Titles and summaries are plain text, so readers need not trust any HTML.

use crate::site::feeds::{FeedEntry, FeedView};
use quick_xml::escape::escape;

/// Returns the XML of a feed.
pub fn write(view: &FeedView) -> String {
    let mut xml = String::from("<?xml version=\"1.0\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">");
    element(&mut xml, "title", &view.title);
    element(&mut xml, "id", &view.id);
    element(&mut xml, "updated", &view.updated);
    author(&mut xml, &view.title);
    element(&mut xml, "generator", "hindsite");
    link(&mut xml, &view.page, "alternate");
    link(&mut xml, &view.address, "self");
    for entry in &view.entries {
        write_entry(&mut xml, entry);
    }
    xml.push_str("</feed>\n");
    xml
}

fn write_entry(xml: &mut String, view: &FeedEntry) {
    xml.push_str("<entry>");
    element(xml, "title", &view.title);
    element(xml, "id", &view.id);
    element(xml, "updated", &view.published);
    for name in &view.authors {
        author(xml, name);
    }
    for term in &view.categories {
        xml.push_str(&format!("<category term=\"{}\"/>", escape(character_data(term))));
    }
    link(xml, &view.address, "alternate");
    element(xml, "published", &view.published);
    if !view.summary.is_empty() {
        element(xml, "summary", &view.summary);
    }
    xml.push_str("</entry>");
}

fn element(xml: &mut String, name: &str, text: &str) {
    xml.push_str(&format!("<{name}>{}</{name}>", escape(character_data(text))));
}

fn author(xml: &mut String, name: &str) {
    xml.push_str("<author>");
    element(xml, "name", name);
    xml.push_str("</author>");
}

fn link(xml: &mut String, href: &str, rel: &str) {
    xml.push_str(&format!("<link href=\"{}\" rel=\"{rel}\"/>", escape(character_data(href))));
}

/// Removes the characters that XML 1.0 forbids even when escaped: most control characters, U+FFFE and U+FFFF.
fn character_data(text: &str) -> String {
    let is_allowed =
        |c: &char| !matches!(c, '\0'..='\x08' | '\x0b' | '\x0c' | '\x0e'..='\x1f' | '\u{fffe}' | '\u{ffff}');
    text.chars().filter(is_allowed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use quick_xml::Reader;
    use quick_xml::events::Event;

    fn feed(title: &str) -> FeedView {
        let entry = FeedEntry {
            id: "urn:hindsite:incident:disk".into(),
            title: title.into(),
            address: "https://example.org/a?b=1&c=\"2\"".into(),
            published: "2026-03-02T14:05:00+00:00".into(),
            summary: title.into(),
            authors: vec![title.into()],
            categories: vec![title.into()],
        };
        FeedView {
            id: "urn:hindsite:feed".into(),
            title: "Acme".into(),
            page: "https://example.org/".into(),
            address: "https://example.org/feed.xml".into(),
            updated: entry.published.clone(),
            entries: vec![entry],
        }
    }

    /// The texts and attribute values of a document, as an XML parser reads them.
    fn parsed(xml: &str) -> Vec<String> {
        let (mut reader, mut found, mut text) = (Reader::from_str(xml), vec![], String::new());
        loop {
            match reader.read_event().expect("well-formed XML") {
                Event::Start(tag) | Event::Empty(tag) => {
                    let attributes = tag.attributes().map(|attribute| attribute.expect("an attribute"));
                    found.extend(attributes.map(|one| {
                        one.normalized_value(quick_xml::XmlVersion::default()).expect("a value").into_owned()
                    }));
                }
                Event::Text(part) => text += &part.decode().expect("UTF-8"),
                Event::GeneralRef(name) => {
                    let name = name.decode().expect("UTF-8");
                    text += quick_xml::escape::resolve_predefined_entity(&name).expect("a predefined entity");
                }
                Event::End(_) => found.push(std::mem::take(&mut text)),
                Event::Eof => return found,
                _ => {}
            }
        }
    }

    #[test]
    fn texts_survive_an_xml_parser() {
        for title in ["Disk full", "<b>R&D</b> said \"no\", it's 5 > 4", "]]> &amp; <![CDATA[", "認証 🔥 é"]
        {
            let found = parsed(&write(&feed(title)));
            let count = found.iter().filter(|text| *text == title).count();
            assert_eq!(count, 4, "title, author, category and summary of {title}: {found:?}");
            assert!(found.iter().any(|text| text == "https://example.org/a?b=1&c=\"2\""));
        }
    }

    #[test]
    fn characters_that_xml_forbids_are_removed() {
        for (title, expected) in
            [("a\u{b}b", "ab"), ("\0\u{1b}[31mred", "[31mred"), ("x\u{ffff}\u{fffe}\ty", "x\ty")]
        {
            let found = parsed(&write(&feed(title)));
            assert!(found.iter().any(|text| text == expected), "{title:?}: {found:?}");
        }
    }

    #[test]
    fn an_entry_without_summary_has_no_summary_element() {
        let mut view = feed("Disk full");
        view.entries[0].summary.clear();
        assert!(!write(&view).contains("<summary"));
    }
}
