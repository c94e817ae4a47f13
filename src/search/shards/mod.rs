//! The index as files for browsers: scripts that call `hindsiteShard(name, value)`, since a page opened from
//! disk may load nothing but scripts. `docs/search-format.md` describes them; `search.js` reads them.
//!
//! Every name but the head's has the digest of the content. A shard depends on what is in it and nothing else:
//! statistics that every document changes are in the head.

mod dictionary;
mod doc_table;
mod encode;
mod postings;
mod terms;

use super::Search;
use super::document::Field;
use super::query_expansion::{frequency, is_listed};
use crate::site::plan::AssetFile;
use crate::site::routes::hashed;
use dictionary::{Places, Split, common_list, lexicon, routed, split};
use doc_table::Part;
use rayon::prelude::*;
use serde_json::{Value, json};
use std::ops::Range;

/// Version of the format. A browser script of another version reports the mismatch.
const VERSION: u32 = 1;
/// Documents per shard of result data.
const SHOWN: usize = 80;
/// Documents per shard of filter values or lengths.
const ROWS: usize = 16_384;
/// Up to this many documents, filter values are in one shard.
const FACTS_IN_ONE: usize = 2048;
/// Documents per file; hosts limit the number of files.
const DOCUMENTS_A_FILE: usize = 20;
/// Minimum number of files before that limit applies.
const FEWEST_FILES: usize = 16;

/// Returns the index as files for browsers, named relative to `search/`.
///
/// # Errors
/// tantivy's error, if the index cannot be read.
pub fn shards(search: &Search<'_>) -> Result<Vec<AssetFile>, String> {
    let failed = |error: tantivy::TantivyError| error.to_string();
    let corpus = &search.corpus;
    let forms = corpus.forms_with("").map_err(failed)?;
    let dictionary = terms::dictionary(corpus, search.stemmer, &forms).map_err(failed)?;
    let documents = corpus.len as usize;
    let mut files = Files::default();
    let names = doc_table::shared_names(search.knowledge);
    let shown: Vec<Range<usize>> = ranges(documents, SHOWN).collect();
    let shown =
        files.add_each("shown", &shown, |range| doc_table::shown(search.knowledge, &names, range.clone()));
    let lengths: Vec<String> = ranges(documents, ROWS)
        .map(|range| files.add("lengths", &doc_table::lengths(corpus, range)))
        .collect();
    let facts = facts(&mut files, search);
    let budget = (documents / DOCUMENTS_A_FILE).max(FEWEST_FILES);
    let left = budget.saturating_sub(files.list.len() + 1).max(8);
    let share = |percent: usize| (left * percent / 100).max(1);
    let shares = [share(12), share(6), share(9), share(4)];
    let most = left.saturating_sub(shares.iter().sum()).max(1);
    let [of_words, of_codes, of_places, of_lexicon] = shares;
    let mut places = Places::default();
    let common: Split = split(&mut files, "common", &dictionary.common, most, &mut places);
    let words: Split = split(&mut files, "words", &dictionary.words, of_words, &mut places);
    let codes: Split = split(&mut files, "codes", &dictionary.codes, of_codes, &mut places);
    let places = places.files(&mut files, of_places);
    let listed = forms.iter().filter(|form| is_listed(&form.text));
    let listed: Vec<(&str, u32)> = listed.map(|form| (form.text.as_str(), frequency(form))).collect();
    let lexicon = lexicon(&mut files, &listed, of_lexicon);
    let head = json!({
        "version": VERSION,
        "documents": documents,
        "average": Field::ALL.map(|field| corpus.average[field as usize]),
        "endings": search.stemmer.endings(),
        "common": common_list(&dictionary, &common),
        "words": routed(&words.firsts, &words.digests),
        "codes": routed(&codes.firsts, &codes.digests),
        "places": places,
        "lexicon": lexicon,
        "each": SHOWN,
        "names": names.join("\n"),
        "shown": shown.join(" "),
        "lengths": lengths.join(" "),
        "facts": facts,
    });
    files.list.push(AssetFile {
        name: "head.js".into(),
        bytes: script("head", &head.to_string()).into_bytes().into(),
    });
    files.list.sort_by(|a, b| a.name.cmp(&b.name));
    files.list.dedup_by(|a, b| a.name == b.name);
    Ok(files.list)
}

/// Writes the filter values in shards; a small site has them in one.
fn facts(files: &mut Files, search: &Search<'_>) -> Vec<String> {
    let documents = search.corpus.len as usize;
    let whole = documents <= FACTS_IN_ONE;
    if whole {
        let value = json!(Part::ALL.map(|part| doc_table::facts(&search.facts, part, 0..documents)));
        return vec![files.add("facts", &value)];
    }
    let part = |part: Part| {
        let parts = ranges(documents, ROWS).map(|range| doc_table::facts(&search.facts, part, range));
        parts.map(|value| files.add("facts", &value)).collect::<Vec<String>>().join(" ")
    };
    Part::ALL.map(part).to_vec()
}

fn ranges(len: usize, each: usize) -> impl Iterator<Item = Range<usize>> {
    (0..len).step_by(each).map(move |from| from..(from + each).min(len))
}

/// Wraps JSON in a script that passes it to the loader.
fn script(name: &str, value: &str) -> String {
    // JSON is valid JavaScript except for two characters that older browsers treat as line ends.
    let value = match value.contains(['\u{2028}', '\u{2029}']) {
        true => &value.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029"),
        false => value,
    };
    format!("hindsiteShard(\"{name}\",{value})\n")
}

/// Creates a shard; returns it with the digest in its name.
fn shard(kind: &str, value: &Value) -> (AssetFile, String) {
    let value = value.to_string();
    let name = hashed(kind, xxhash_rust::xxh3::xxh3_128(value.as_bytes()), "js");
    let stem = name.trim_end_matches(".js");
    let digest = stem.rsplit('.').next().unwrap_or_default().to_owned();
    let bytes = script(stem, &value).into_bytes().into();
    (AssetFile { name, bytes }, digest)
}

#[derive(Default)]
struct Files {
    list: Vec<AssetFile>,
}

impl Files {
    /// Adds a shard and returns its digest. Shards with equal contents share a file.
    fn add(&mut self, kind: &str, value: &Value) -> String {
        let (file, digest) = shard(kind, value);
        self.list.push(file);
        digest
    }

    /// Adds shards built in parallel.
    fn add_each<P: Sync>(
        &mut self,
        kind: &str,
        parts: &[P],
        value: impl Fn(&P) -> Value + Sync,
    ) -> Vec<String> {
        let made: Vec<(AssetFile, String)> = parts.par_iter().map(|part| shard(kind, &value(part))).collect();
        let (files, digests): (Vec<AssetFile>, Vec<String>) = made.into_iter().unzip();
        self.list.extend(files);
        digests
    }
}
