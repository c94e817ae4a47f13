//! A key that is there again, in another spelling or under another name: which of its values counts.

use super::Reader;
use super::keys::fold;
use crate::diagnostic::Code;
use crate::incident::front_matter::Entry;

impl Reader<'_> {
    /// Reports a second value: the first counts, but for the keys that decide about publication, where the stricter does.
    /// Other names may be another tool's, so only two spellings of one name are reported.
    pub(super) fn again(&mut self, key: &'static str, first: &Entry, entry: &Entry) {
        // Categories and keywords are tags alike.
        if key == "tags" && fold(&first.key) != fold(&entry.key) {
            for tag in self.list(entry) {
                if !self.facts.tags.iter().any(|known| known.eq_ignore_ascii_case(&tag)) {
                    self.facts.tags.push(tag);
                }
            }
        }
        if fold(&first.key) != fold(&entry.key) || first.node.value == entry.node.value {
            return;
        }
        let counts = match key {
            "visibility" | "status" => "the stricter value".to_owned(),
            _ => format!("`{}`", first.key),
        };
        let message =
            format!("`{}` and `{}` are one key with two values; {counts} counts", first.key, entry.key);
        self.warn(Code::RepeatedKey, &entry.key_span, message, "remove one of the two");
    }
}
