//! The index as files for browsers: scripts that call `hindsiteShard(name, value)`, since a page opened from
//! disk may load nothing but scripts. `docs/search-format.md` describes them; `search.js` reads them.
//!
//! Every name but the head's has the digest of the content. A shard depends on what is in it and nothing else:
//! statistics that every document changes are in the head.

mod encode;
mod tables;
mod terms;

use super::Search;
use super::document::Field;
use super::expand::{frequency, is_listed};
use crate::site::plan::AssetFile;
use crate::site::routes::hashed;
use encode::{Cutter, digit, front_coded, separator};
use serde_json::{Value, json};
use std::ops::Range;
use tables::Part;
use terms::Entry;

/// The version of the format. A browser that has another one loads the page again.
const VERSION: u32 = 1;
/// Documents in a shard of what results show.
const SHOWN: usize = 64;
/// Documents in a shard of facts or lengths.
const ROWS: usize = 16_384;
/// Documents a file: hosts limit how many files a site has.
const DOCUMENTS_A_FILE: usize = 20;
/// A small site has no more files than this.
const FEWEST_FILES: usize = 24;

/// Bytes below which a shard is not worth a request.
const LEAST_BYTES: usize = 8 << 10;

/// What the index is for browsers, the head first. Names are those below `search/`.
///
/// # Errors
/// tantivy's message when the index cannot be read.
pub fn shards(search: &Search<'_>) -> Result<Vec<AssetFile>, String> {
    let dictionary = terms::dictionary(&search.corpus, search.stemmer).map_err(|error| error.to_string())?;
    let forms = search.corpus.forms_with("").map_err(|error| error.to_string())?;
    let mut files = Files::default();
    let documents = search.corpus.len as usize;
    let shown = ranges(documents, SHOWN)
        .map(|range| files.add("shown", &tables::shown(search.knowledge, range)))
        .collect::<Vec<_>>();
    let lengths: Vec<String> = ranges(documents, ROWS)
        .map(|range| files.add("lengths", &tables::lengths(&search.corpus, range)))
        .collect();
    let facts = Part::ALL.map(|part| {
        ranges(documents, ROWS)
            .map(|range| files.add("facts", &tables::facts(&search.facts, part, range)))
            .collect::<Vec<String>>()
    });
    let left = (documents / DOCUMENTS_A_FILE).max(FEWEST_FILES).saturating_sub(files.list.len() + 1).max(8);
    let (words, word_places) = entries(&mut files, "words", &dictionary.words, left * 48 / 100);
    let (codes, code_places) = entries(&mut files, "codes", &dictionary.codes, left * 16 / 100);
    let places = places(&mut files, word_places.into_iter().chain(code_places).collect(), left * 24 / 100);
    let listed: Vec<(String, u32)> = forms
        .iter()
        .filter(|form| is_listed(&form.text) && terms::is_word(&form.text))
        .map(|form| (form.text.clone(), frequency(form)))
        .collect();
    let lexicon = lexicon(&mut files, &listed, left * 8 / 100);
    let normed: Vec<f32> = Field::ALL.iter().map(|field| search.corpus.average[*field as usize]).collect();
    let head = json!({
        "version": VERSION,
        "documents": documents,
        "average": normed,
        "endings": search.stemmer.endings(),
        "words": words,
        "codes": codes,
        "places": places,
        "lexicon": lexicon,
        "shown": shown.join(" "),
        "each": [SHOWN, ROWS],
        "lengths": lengths.join(" "),
        "facts": facts.map(|files| files.join(" ")),
    });
    files.list.push(AssetFile { name: "head.js".into(), bytes: script("head", &head).into_bytes().into() });
    files.list.sort_by(|a, b| a.name.cmp(&b.name));
    files.list.dedup_by(|a, b| a.name == b.name);
    Ok(files.list)
}

fn ranges(len: usize, each: usize) -> impl Iterator<Item = Range<usize>> {
    (0..len).step_by(each).map(move |from| from..(from + each).min(len))
}

/// A script that hands a value over.
fn script(name: &str, value: &Value) -> String {
    // JSON is JavaScript but for two characters in strings that older browsers end a line at.
    let value = value.to_string().replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029");
    format!("hindsiteShard(\"{name}\",{value})\n")
}

#[derive(Default)]
struct Files {
    list: Vec<AssetFile>,
}

impl Files {
    /// Adds a shard; gives the digest in its name. Two shards with the same content are one file.
    fn add(&mut self, name: &str, value: &Value) -> String {
        let text = script(name, value);
        let name = hashed(name, xxhash_rust::xxh3::xxh3_128(text.as_bytes()), "js");
        let digest = name.split('.').nth(1).unwrap_or_default().to_owned();
        self.list.push(AssetFile { name, bytes: text.into_bytes().into() });
        digest
    }
}

/// First word and digest of each shard, in order.
fn routes(firsts: &[String], digests: &[String]) -> Value {
    json!([firsts.join(" "), digests.join(" ")])
}

/// The dictionary in shards, and the places of each.
fn entries(files: &mut Files, name: &str, entries: &[Entry], count: usize) -> (Value, Vec<String>) {
    let total: usize = entries.iter().map(|entry| entry.postings.len() + entry.text.len()).sum();
    let mut cutter = Cutter::new((total / count.max(1)).max(LEAST_BYTES));
    let (mut firsts, mut digests, mut all_places) = (vec![], vec![], vec![]);
    let (mut texts, mut postings, mut places) = (String::new(), String::new(), String::new());
    let mut before = "";
    let mut flush = |texts: &mut String, postings: &mut String, places: &mut String| {
        digests.push(files.add(name, &json!([std::mem::take(texts), std::mem::take(postings)])));
        all_places.push(std::mem::take(places));
    };
    for entry in entries {
        let cut = cutter.cuts(&entry.text, entry.postings.len() + entry.text.len());
        if cut {
            flush(&mut texts, &mut postings, &mut places);
        }
        if cut || firsts.is_empty() {
            firsts.push(separator(before, &entry.text));
        }
        front_coded(if texts.is_empty() { "" } else { before }, &entry.text, &mut texts);
        texts.push_str(&meaning(entry));
        postings.push_str(&entry.postings);
        places.push_str(&entry.places);
        before = &entry.text;
    }
    if !texts.is_empty() {
        flush(&mut texts, &mut postings, &mut places);
    }
    (routes(&firsts, &digests), all_places)
}

/// A blank behind a term, `!` if nobody writes it so; `=` and the stem behind a form, `+` if it is a term as
/// well.
fn meaning(entry: &Entry) -> String {
    let Some(stem) = &entry.stem else { return if entry.bare { "!" } else { " " }.to_owned() };
    let shared = entry.text.chars().zip(stem.chars()).take_while(|(a, b)| a == b).count();
    let cut = entry.text.chars().count() - shared;
    let sign = if entry.postings.is_empty() { '=' } else { '+' };
    let rest: String = stem.chars().skip(shared).collect();
    format!("{sign}{}{rest} ", digit(cut as u64))
}

/// Places are only needed for phrases, so that they are in files of their own: of several shards each.
fn places(files: &mut Files, all: Vec<String>, count: usize) -> Value {
    let total: usize = all.iter().map(String::len).sum();
    let target = (total / count.max(1)).max(LEAST_BYTES);
    let (mut firsts, mut digests) = (vec![], vec![]);
    let mut group: Vec<String> = vec![];
    let mut size = 0;
    let last = all.len();
    for (at, places) in all.into_iter().enumerate() {
        if group.is_empty() {
            firsts.push(at.to_string());
        }
        size += places.len();
        group.push(places);
        if size >= target || at + 1 == last {
            digests.push(files.add("places", &json!(std::mem::take(&mut group))));
            size = 0;
        }
    }
    routes(&firsts, &digests)
}

/// Every form of a word with how frequent it is: to complete words and to correct them.
fn lexicon(files: &mut Files, forms: &[(String, u32)], count: usize) -> Value {
    let total: usize = forms.iter().map(|(form, _)| form.len()).sum::<usize>() / 2;
    let mut cutter = Cutter::new((total / count.max(1)).max(LEAST_BYTES));
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
    routes(&firsts, &digests)
}
