//! Facts a document without front matter states in its head: tables of keys and values, `**Severity:** SEV2`,
//! bullets, `Key: value` lines, label headings and a section of details. As written: what a value means,
//! and which of two statements wins, is decided elsewhere.

mod keys;
mod pair;

use super::outline::{Block, Inline};
use super::sections::{HeadingNames, SectionKind, kind_of};
use super::wording::{is_placeholder, one_line, opens_unknown};
use pair::Pair;
use std::ops::Range;

pub use keys::canonical;

/// A fact as the document states it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// The key as written, without markup and the colon.
    pub key: String,
    /// The value on one line: at most 300 characters, never empty, and "TBD" only for the time to detect. Items of a
    /// list are joined by `, `.
    pub value: String,
    /// The bytes of the block or the row that states it.
    pub span: Range<usize>,
    /// Targets of the links in the value.
    pub links: Vec<String>,
}

/// The facts stated before the first section that tells a story, in that section if it is a summary, and
/// in sections of details (`Stats`, `メタデータ`) anywhere, in reading order.
pub fn read(blocks: &[Block]) -> Vec<Stated> {
    let mut reader = Reader { found: Vec::new() };
    let mut place = Place::Head;
    let mut at = 0;
    let mut titled = false;
    while let Some(block) = blocks.get(at) {
        let end = blocks[at + 1..].iter().position(is_heading).map_or(blocks.len(), |next| at + 1 + next);
        let Block::Heading { level, text, span, .. } = block else {
            reader.blocks(&blocks[at..end], place);
            at = end;
            continue;
        };
        let title = !titled && *level == 1;
        titled = true;
        let own = &blocks[at + 1..end];
        at += 1;
        if keys::is_details(&text.text) {
            place = if place.is_head() { Place::HeadDetails } else { Place::Details };
        } else if title {
            place = Place::Head;
        } else if place.is_head() {
            if reader.label(text, span, own) {
                at = end;
                place = Place::Head;
            } else {
                place = Place::after_head(&text.text);
            }
        } else {
            place = if names_detection(own) { Place::of_story(&text.text) } else { Place::Story };
        }
    }
    reader.found
}

/// Where a block stands, which says how much is needed for it to be a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Above every section that tells a story.
    Head,
    /// A section of details there.
    HeadDetails,
    /// The first section that tells a story, if facts may stand in it.
    Opening,
    /// A section of details further down.
    Details,
    /// A section that tells how it was found: who found it and how long that took are facts there, and nothing else.
    Detection,
    /// Anywhere else: nothing is a fact here.
    Story,
}

impl Place {
    fn is_head(self) -> bool {
        matches!(self, Place::Head | Place::HeadDetails)
    }

    fn is_details(self) -> bool {
        matches!(self, Place::HeadDetails | Place::Details)
    }

    /// Whether a pair is a fact here: details are, above the story also what is set in bold, and anywhere
    /// else only what has a known key. Glossaries are in bold too.
    fn takes(self, pair: &Pair<'_>) -> bool {
        if self == Place::Detection {
            return pair.bold && tells_detection(pair.key);
        }
        self.is_details() || (self == Place::Head && pair.bold) || canonical(pair.key).is_some()
    }

    fn after_head(heading: &str) -> Place {
        match kind_of(heading, &HeadingNames::default()) {
            None | Some(SectionKind::Summary | SectionKind::Impact) => Place::Opening,
            Some(SectionKind::Detection) => Place::Detection,
            Some(_) => Place::Story,
        }
    }

    fn of_story(heading: &str) -> Place {
        match kind_of(heading, &HeadingNames::default()) {
            Some(SectionKind::Detection) => Place::Detection,
            _ => Place::Story,
        }
    }
}

struct Reader {
    found: Vec<Stated>,
}

impl Reader {
    /// Reads the blocks between two headings.
    fn blocks(&mut self, blocks: &[Block], place: Place) {
        if place == Place::Story {
            return;
        }
        for (at, block) in blocks.iter().enumerate() {
            match block {
                Block::Table { header, rows, row_spans, span } if place != Place::Detection => {
                    self.table(header, rows, row_spans, span, place);
                }
                Block::Paragraph { text, in_item: false, span, .. } if place != Place::Detection => {
                    self.paragraph(text, span, place);
                }
                Block::Item { depth: 0, task: None, text, span, .. } => {
                    self.item(text, span, &blocks[at + 1..], place);
                }
                _ => {}
            }
        }
    }

    fn push(&mut self, key: &str, value: &str, links: Vec<String>, span: &Range<usize>) {
        let (key, mut value) = (one_line(key), one_line(value));
        match canonical(&key) {
            Some("authors") => value = keys::people(&value),
            Some("detected_by") => value = keys::finder(&value),
            _ => {}
        }
        let longest = if keys::is_cause(&key) { pair::LONGEST_CAUSE } else { pair::LONGEST };
        // That nobody knows how long it took to find it is said against points that would tell.
        let silent =
            (is_placeholder(&value) || opens_unknown(&value)) && canonical(&key) != Some("time_to_detect");
        if keys::is_key(&key) && value.chars().count() <= longest && !silent {
            self.found.push(Stated { key, value, span: span.clone(), links });
        }
    }

    /// Two columns of keys and values, or one row of values under a header of keys.
    fn table(
        &mut self,
        header: &[Inline],
        rows: &[Vec<Inline>],
        spans: &[Range<usize>],
        whole: &Range<usize>,
        place: Place,
    ) {
        let known = |cell: &Inline| canonical(&cell.text).is_some();
        let known_keys = header.iter().filter(|cell| known(cell)).count();
        if let [row] = rows
            && header.len() >= 2
            && (known_keys >= 2 || (header.len() > 2 && known_keys >= 1 && place.is_details()))
        {
            for (key, value) in header.iter().zip(row) {
                self.push(&key.text, &value.text, value.links.clone(), whole);
            }
            return;
        }
        let [first, second] = header else { return };
        let keys = || rows.iter().filter_map(|row| row.first());
        let facts = known(first) || keys().any(known);
        let times =
            keys().filter(|key| key.text.trim_start().starts_with(|c: char| c.is_ascii_digit())).count();
        if !(facts || place.is_details()) || times * 2 > rows.len() {
            return;
        }
        if !keys::is_column_name(&first.text) && !keys::is_column_name(&second.text) {
            self.push(&first.text, &second.text, second.links.clone(), whole);
        }
        for (row, span) in rows.iter().zip(spans) {
            if let [key, value] = row.as_slice() {
                self.push(&key.text, &value.text, value.links.clone(), span);
            }
        }
    }

    /// Lines of keys and values. Prose has colons too, so a lone line counts only if its key is bold or known.
    fn paragraph(&mut self, text: &Inline, span: &Range<usize>, place: Place) {
        let bold = text.lead.as_deref();
        let pairs: Vec<Option<Pair<'_>>> = text.text.lines().map(|line| pair::split(line, bold)).collect();
        let stated = pairs.iter().flatten().count();
        let all = stated == pairs.len() && stated >= 2 && place != Place::Opening;
        for pair in pairs.into_iter().flatten() {
            if all || place.takes(&pair) {
                let links = if text.text.contains('\n') { Vec::new() } else { text.links.clone() };
                self.push(pair.key, pair.value, links, span);
            }
        }
    }

    /// `- **Severity**: SEV2`, or a key with its values as items below it.
    fn item(&mut self, text: &Inline, span: &Range<usize>, after: &[Block], place: Place) {
        let Some(pair) = pair::split(&text.text, text.lead.as_deref()) else {
            let key = text.text.trim().trim_end_matches([':', '：']);
            if let Some((values, links)) = listed(after, 1)
                && canonical(key).is_some()
            {
                self.push(key, &values, links, span);
            }
            return;
        };
        if text.text.trim().lines().count() == 1 && place.takes(&pair) {
            self.push(pair.key, pair.value, text.links.clone(), span);
        }
    }

    /// `## Severity: SEV2`, or `## Author(s)` above a list of names or one short line; whether it was one.
    fn label(&mut self, heading: &Inline, span: &Range<usize>, own: &[Block]) -> bool {
        if let Some(pair) = pair::split(&heading.text, None)
            && pair.value.chars().count() <= 60
            && keys::is_label(pair.key)
        {
            self.push(pair.key, pair.value, heading.links.clone(), span);
            return own.is_empty();
        }
        if !keys::is_field(&heading.text) {
            return false;
        }
        let stated = match own {
            [Block::Paragraph { text, .. }] if text.text.chars().count() <= 120 => {
                Some((text.text.clone(), text.links.clone()))
            }
            [Block::Item { .. }, ..] => listed(own, 0),
            _ => None,
        };
        let Some((value, links)) = stated else { return false };
        self.push(&heading.text, &value, links, span);
        true
    }
}

fn tells_detection(key: &str) -> bool {
    matches!(canonical(key), Some("detected_by" | "time_to_detect"))
}

/// Whether an item in bold says how it was found: asked before what its section is about, which takes longer to tell.
fn names_detection(own: &[Block]) -> bool {
    let leads = own.iter().filter_map(|block| match block {
        Block::Item { depth: 0, text, .. } => text.lead.as_deref(),
        _ => None,
    });
    leads.into_iter().any(tells_detection)
}

fn is_heading(block: &Block) -> bool {
    matches!(block, Block::Heading { .. })
}

/// The short items at a depth that `blocks` start with, joined; `None` if there are none or one is prose.
fn listed(blocks: &[Block], depth: u8) -> Option<(String, Vec<String>)> {
    let mut values: Vec<String> = Vec::new();
    let mut all_links = Vec::new();
    for block in blocks {
        match block {
            Block::Item { depth: at, text, .. } if *at == depth => {
                let value = one_line(&text.text);
                if values.len() >= 12 || value.chars().count() > 60 {
                    return None;
                }
                all_links.extend(text.links.iter().cloned());
                values.push(value);
            }
            _ => break,
        }
    }
    values.retain(|value| !is_placeholder(value));
    (!values.is_empty()).then(|| (values.join(", "), all_links))
}

#[cfg(test)]
mod tests;
