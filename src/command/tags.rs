//! `hindsite tags merge`: one name for what has two.

use super::Voice;
use super::changes::{self, Change};
use super::documents::{Document, Documents};
use crate::authoring::edit;
use crate::cli::{Global, Merge};
use crate::diagnostic::{count, nearest};
use crate::incident::{self, Conventions};
use crate::pipeline::Failure;

/// Renames, or shows what would be; 1 if a document could not be read.
pub fn merge(global: &Global, options: &Merge, voice: &Voice) -> Result<u8, Failure> {
    let (field, from, to) = (options.field.key(), options.from.trim(), options.to.trim());
    if from == to || from.is_empty() || to.is_empty() {
        return Err(Failure::Usage {
            message: "the two names must be different, and neither empty".into(),
            hint: Some("as in `hindsite tags merge fluentD fluentd`".into()),
        });
    }
    let found = Documents::find(global, &[])?;
    let conventions = Conventions::new(&found.config);
    if !found.unread.is_empty() {
        voice.write(&crate::diagnostic::human::report(&found.report()));
    }
    let mut changes = vec![];
    let mut troubled = !found.unread.is_empty();
    for document in &found.documents {
        match edit::rename(&document.source.text, &conventions.keys, field, from, to) {
            Ok(None) => {}
            Ok(Some(after)) => changes.push(Change {
                file: document.file.clone(),
                shown: document.shown.clone(),
                before: Some(document.source.text.to_string()),
                after,
            }),
            Err(refusal) => {
                troubled = true;
                voice.say(&format!("not changed: {}: {}", document.shown, refusal.0));
            }
        }
    }
    let in_text = in_text(&found.documents, &changes, &conventions, field, from);
    if changes.is_empty() && in_text.is_empty() && !troubled {
        return Err(unknown(&found.documents, &conventions, field, from));
    }
    changes::settle(&changes, options.write, voice)?;
    for document in in_text {
        voice.say(&format!("not changed: {}: its text says `{from}`, not its front matter", document.shown));
    }
    let (did, then) = if options.write { ("Changed", "") } else { ("Would change", "; `--write` does it") };
    voice.say(&match changes.len() {
        0 => format!("Nothing to change: no front matter that can be edited has `{from}` among its {field}"),
        n => format!("{did} `{from}` to `{to}` in {}{then}", count(n, "document")),
    });
    Ok(u8::from(troubled))
}

/// The documents that give the name outside of their front matter, which only a person can change.
fn in_text<'d>(
    documents: &'d [Document],
    changes: &[Change],
    conventions: &Conventions,
    field: &str,
    from: &str,
) -> Vec<&'d Document> {
    let says = |document: &&Document| names(document, conventions, field).iter().any(|name| name == from);
    let changed = |document: &&Document| changes.iter().any(|change| change.file == document.file);
    documents.iter().filter(says).filter(|document| !changed(document)).collect()
}

fn names(document: &Document, conventions: &Conventions, field: &str) -> Vec<String> {
    let incident = incident::parse(&document.source, conventions).incident;
    let facts = incident.map(|incident| incident.facts.clone()).unwrap_or_default();
    if field == "services" { facts.services } else { facts.tags }
}

fn unknown(documents: &[Document], conventions: &Conventions, field: &str, from: &str) -> Failure {
    let known: std::collections::BTreeSet<String> =
        documents.iter().flat_map(|document| names(document, conventions, field)).collect();
    let near = nearest(from, known.iter().map(String::as_str));
    Failure::Usage {
        message: format!("no document has `{from}` among its {field}"),
        hint: Some(match near {
            Some(near) => format!("did you mean `{near}`? Upper and lower case count here"),
            None => format!(
                "upper and lower case count here; there {} {}",
                if known.len() == 1 { "is" } else { "are" },
                count(known.len(), field.trim_end_matches('s'))
            ),
        }),
    }
}
