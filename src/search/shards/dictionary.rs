//! Splits the dictionary into shards of similar size, with boundaries chosen by content, and writes the
//! list of common terms with the shard of each.

use super::Files;
use super::encode::{Bits, Cutter, digit, front_coded, number, separator};
use super::terms::{Dictionary, Entry};
use serde_json::{Value, json};

/// A shard of fewer bytes is not worth a request.
const LEAST_BYTES: usize = 8 << 10;

/// The shards of one part of the dictionary.
#[derive(Default)]
pub struct Split {
    /// A prefix of the first word of each shard.
    pub firsts: Vec<String>,
    /// The digest of each shard.
    pub digests: Vec<String>,
    /// The number of entries in each shard.
    sizes: Vec<usize>,
}

/// Term positions, grouped by the shard of the term.
#[derive(Default)]
pub struct Places(Vec<String>);

/// Encodes first words and digests, to route a word to its shard.
pub fn routed(firsts: &[String], digests: &[String]) -> Value {
    json!([firsts.join(" "), digests.join(" ")])
}

/// Splits a part of the dictionary into about `count` shards.
pub fn split(files: &mut Files, kind: &str, entries: &[Entry], count: usize, places: &mut Places) -> Split {
    let total: usize = entries.iter().map(Entry::size).sum();
    let mut cutter = Cutter::new((total / count.max(1)).max(LEAST_BYTES), total / entries.len().max(1));
    let mut parts = vec![];
    let mut firsts = vec![];
    let mut from = 0;
    for (at, entry) in entries.iter().enumerate() {
        let cut = cutter.cuts(&entry.text, entry.size());
        if cut {
            parts.push(&entries[from..at]);
            from = at;
        }
        if cut || at == 0 {
            let before = at.checked_sub(1).map_or("", |at| &entries[at].text);
            firsts.push(separator(before, &entry.text));
        }
    }
    if from < entries.len() {
        parts.push(&entries[from..]);
    }
    let digests = files.add_each(kind, &parts, |entries| words_and_postings(entries));
    places.0.extend(parts.iter().map(|part| part.iter().map(|entry| entry.places.as_str()).collect()));
    Split { firsts, digests, sizes: parts.iter().map(|part| part.len()).collect() }
}

/// Encodes the contents of a dictionary shard.
fn words_and_postings(entries: &[Entry]) -> Value {
    let mut texts = String::new();
    let mut before = "";
    for entry in entries {
        front_coded(before, &entry.text, &mut texts);
        texts.push_str(&meaning(entry));
        before = &entry.text;
    }
    let mut postings = Bits::default();
    entries.iter().for_each(|entry| postings.extend(&entry.postings));
    json!([texts, postings.text()])
}

/// Encodes an entry's kind: a space after a term, `!` if no document spells it that way; `=` and the stem
/// after a form, `+` if it is a term as well.
fn meaning(entry: &Entry) -> String {
    let Some(stem) = &entry.stem else { return if entry.bare { "!" } else { " " }.to_owned() };
    let shared = entry.text.chars().zip(stem.chars()).take_while(|(a, b)| a == b).count();
    let cut = entry.text.chars().count() - shared;
    let sign = if entry.postings.is_empty() { '=' } else { '+' };
    let rest: String = stem.chars().skip(shared).collect();
    format!("{sign}{}{rest} ", digit(cut as u64))
}

/// Encodes the common terms with their frequent forms, in order, and the shard of each.
pub fn common_list(dictionary: &Dictionary, common: &Split) -> Value {
    let shards = common.sizes.iter().enumerate().flat_map(|(shard, size)| std::iter::repeat_n(shard, *size));
    let terms = dictionary.common.iter().zip(shards.map(Some));
    let mut list: Vec<(&Entry, Option<usize>)> =
        terms.chain(dictionary.forms.iter().map(|form| (form, None))).collect();
    list.sort_by(|a, b| a.0.text.cmp(&b.0.text));
    let (mut texts, mut numbers) = (String::new(), String::new());
    let mut before = "";
    for (entry, shard) in list {
        front_coded(before, &entry.text, &mut texts);
        texts.push_str(&meaning(entry));
        if let Some(shard) = shard {
            number(shard as u64, &mut numbers);
        }
        before = &entry.text;
    }
    json!([texts, numbers, common.digests.join(" ")])
}

impl Places {
    /// Writes positions to separate files, since only phrase queries need them; each file serves several
    /// shards.
    pub fn files(self, files: &mut Files, count: usize) -> Value {
        let total: usize = self.0.iter().map(String::len).sum();
        let target = (total / count.max(1)).max(LEAST_BYTES);
        let mut firsts = vec![];
        let mut groups: Vec<Vec<String>> = vec![];
        let mut size = target;
        for (at, places) in self.0.into_iter().enumerate() {
            if size >= target {
                firsts.push(at.to_string());
                groups.push(vec![]);
                size = 0;
            }
            size += places.len();
            if let Some(group) = groups.last_mut() {
                group.push(places);
            }
        }
        let digests = files.add_each("places", &groups, |group| json!(group));
        routed(&firsts, &digests)
    }
}

/// Writes the lexicon of word forms with their frequencies, for completion and correction.
pub fn lexicon(files: &mut Files, forms: &[(&str, u32)], count: usize) -> Value {
    let total: usize = forms.iter().map(|(form, _)| form.len()).sum::<usize>() / 2;
    let mut cutter = Cutter::new((total / count.max(1)).max(LEAST_BYTES), total / forms.len().max(1));
    let (mut firsts, mut digests) = (vec![], vec![]);
    let mut text = String::new();
    let mut before = "";
    for (form, frequency) in forms {
        let cut = cutter.cuts(form, form.len() / 2);
        if cut {
            digests.push(files.add("lexicon", &json!(std::mem::take(&mut text))));
        }
        if cut || firsts.is_empty() {
            firsts.push(separator(before, form));
        }
        front_coded(if text.is_empty() { "" } else { before }, form, &mut text);
        text.push(char::from_u32(u32::from('0') + frequency).unwrap_or('0'));
        before = form;
    }
    if !text.is_empty() {
        digests.push(files.add("lexicon", &json!(text)));
    }
    routed(&firsts, &digests)
}
