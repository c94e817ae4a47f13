//! `hindsite search`

use super::found::{self, Document, Record};
use super::{Voice, place};
use crate::cli::{Format, Global, Search as Options};
use crate::pipeline::{self, Failure, Linked};
use crate::search::Search;
use crate::search::evaluate::Found;

/// Finds incidents and shows them.
pub fn run(global: &Global, options: &Options, voice: &Voice) -> Result<(), Failure> {
    let query = match options.query.as_slice() {
        [] if options.batch => found::standard_input()?,
        [only] if only == "-" => found::standard_input()?,
        words => typed(words, &options.not),
    };
    let request = place::looking(global, options.edition.into())?;
    let linked = pipeline::link(&request)?;
    let search = found::search(&linked, &request, voice)?;
    if options.batch {
        return batch(&query, options, &search, voice);
    }
    let found = search.find(&query, options.sort).map_err(Failure::index)?;
    found.hints.iter().for_each(|hint| voice.say(&format!("hint: {hint}")));
    if options.format == Format::Json {
        let text = found::json(&document(&query, &search, &found, options.limit))?;
        voice.answer(|_| text)?;
        return Ok(());
    }
    voice.answer(|colours| human(&linked, &search, &found, options.limit, colours))?;
    voice.say(&summary(&found, options.limit));
    Ok(())
}

/// One line of JSON a query; a query that is asked twice is answered twice.
fn batch(queries: &str, options: &Options, search: &Search<'_>, voice: &Voice) -> Result<(), Failure> {
    for query in queries.lines() {
        let found = search.find(query, options.sort).map_err(Failure::index)?;
        let text = found::json_line(&document(query, search, &found, options.limit))?;
        voice.answer(|_| text)?;
    }
    Ok(())
}

/// The query as one would type it into the box; a word that is left out needs quotes if it has blanks.
fn typed(words: &[String], not: &[String]) -> String {
    let not = not.iter().map(|word| match word.contains(' ') && !word.starts_with('"') {
        true => format!("-\"{word}\""),
        false => format!("-{word}"),
    });
    // What is left out comes first, so that the last word is the one that may not be finished.
    not.chain(words.iter().cloned()).collect::<Vec<_>>().join(" ")
}

fn document(query: &str, search: &Search<'_>, found: &Found, limit: usize) -> Document<Record> {
    let record = |hit: &crate::search::evaluate::Hit| {
        Record::new(search.entry(hit.doc), *hit, found::sections(search, *hit, &found.terms))
    };
    let results = found.hits.iter().take(limit).map(record).collect();
    Document {
        relaxed: found.relaxed,
        hints: found.hints.clone(),
        also: found.also.clone(),
        ..Document::new(query, found.hits.len(), results)
    }
}

fn human(linked: &Linked, search: &Search<'_>, found: &Found, limit: usize, colours: bool) -> String {
    let blocks = found.hits.iter().take(limit).map(|hit| {
        let sections = found::sections(search, *hit, &found.terms);
        found::block(linked, search.entry(hit.doc), &sections, colours)
    });
    blocks.map(|block| format!("{block}\n")).collect()
}

fn summary(found: &Found, limit: usize) -> String {
    let total = found.hits.len();
    let mut text = match total {
        0 => "Nothing found".to_owned(),
        1 => "1 incident".to_owned(),
        n => format!("{n} incidents"),
    };
    if total > limit {
        text.push_str(&format!(", the first {limit} are shown"));
    }
    match total {
        1 if found.relaxed => text.push_str("; it has some of the words, none has all"),
        1.. if found.relaxed => text.push_str("; none has all the words, these have some"),
        _ => {}
    }
    if !found.also.is_empty() {
        text.push_str(&format!("; also: {}", found.also.join(", ")));
    }
    text
}
