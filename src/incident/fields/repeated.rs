//! A key that is there again, in another spelling or under another name: which of its values counts. Who may read a document is
//! never a matter of which line stands first.

use super::Reader;
use super::keys::fold;
use super::words::{Status, Visibility};
use crate::diagnostic::Code;
use crate::incident::front_matter::Entry;

impl Reader<'_> {
    /// The value read first counts, but for the two keys that keep a document from readers: there the strictest does. Other
    /// names may be another tool's, so only two spellings of one name are told.
    pub(super) fn again(&mut self, key: &'static str, first: &Entry, entry: &Entry) {
        let stricter = match key {
            "visibility" => {
                let said = entry.node.text().and_then(Visibility::read).unwrap_or(Visibility::Internal);
                let before = self.facts.visibility.unwrap_or(Visibility::Internal);
                self.facts.visibility = Some(before.max(said));
                before < said
            }
            "status" => {
                let drafted = entry.node.text().and_then(Status::read) == Some(Status::Draft);
                let before = self.facts.status;
                if drafted {
                    self.facts.status = Some(Status::Draft);
                }
                drafted && before != Some(Status::Draft)
            }
            _ => false,
        };
        let counts = if stricter { entry } else { first };
        if fold(&first.key) == fold(&entry.key) && first.node.value != entry.node.value {
            let message = format!(
                "`{}` and `{}` are one key with two values; `{}` counts",
                first.key, entry.key, counts.key
            );
            self.warn(Code::RepeatedKey, &entry.key_span, message, "remove one of the two");
        }
    }
}
