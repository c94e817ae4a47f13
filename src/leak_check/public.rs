//! What may be published although a withheld document has it too: what public documents and the team itself state.

use super::Kind;
use super::normalize::Words;
use super::phrases::{images, own_names, people, stated_names};
use crate::config::{Config, Term};
use crate::incident::Incident;
use std::collections::{HashMap, HashSet};

/// The names that public documents state, each as a whole.
#[derive(Default)]
pub struct Stated {
    names: HashSet<u64>,
    /// Values of custom fields, with their keys.
    fields: HashSet<(String, u64)>,
}

impl Stated {
    /// Adds what a document states: its names, people, services, causes and tags, and its custom fields.
    pub fn add(&mut self, incident: &Incident) {
        let facts = &incident.facts;
        let lists = [&facts.services, &facts.root_cause, &facts.contributing_factors, &facts.tags];
        let listed = lists.into_iter().flatten().map(String::as_str);
        let folders = incident.path.split('/').rev().skip(1);
        let texts = listed.chain(folders).chain(images(incident)).chain(people(incident));
        self.names.extend(texts.map(|text| Words::of(text).whole()));
        self.names.extend(own_names(incident).iter().map(|name| name.words.whole()));
        let fields = stated_names(incident).into_iter().filter(|name| name.kind == Kind::Field);
        self.fields.extend(fields.map(|field| (field.key.to_lowercase(), field.words.whole())));
    }

    /// Whether a public document has this name.
    pub fn has_name(&self, name: u64) -> bool {
        self.names.contains(&name)
    }

    /// Whether a public document has this value under the same key.
    pub fn has_field(&self, key: &str, value: u64) -> bool {
        self.fields.contains(&(key.to_lowercase(), value))
    }
}

/// The texts that the team decided to publish: `[public] allow`, and what `hindsite.toml` names.
pub fn allowed(config: &Config) -> Vec<Words> {
    let terms = config.services.iter().chain(&config.causes);
    let named = terms.flat_map(|(key, Term { title, aliases, owner, description })| {
        [Some(key), title.as_ref(), owner.as_ref(), description.as_ref()].into_iter().flatten().chain(aliases)
    });
    let levels = config.severities.iter().flat_map(|level| [&level.name].into_iter().chain(&level.aliases));
    let texts =
        config.public.allow.iter().chain([&config.title, &config.description]).chain(named).chain(levels);
    texts.chain(&config.base_url).chain(&config.edit_url).map(|text| Words::of(text)).collect()
}

/// Which phrases at least two public documents have.
#[derive(Default)]
pub struct Usage {
    /// The first document that has each phrase, and whether another one has it too.
    documents: HashMap<u64, (usize, bool)>,
}

impl Usage {
    /// Adds the phrases of one document, which has a number of its own; `wanted` are the phrases of interest.
    pub fn add(&mut self, document: usize, texts: &[String], wanted: impl Fn(u64) -> bool) {
        for words in texts.iter().map(|text| Words::of(text)) {
            let phrases = words.runs().chain(words.windows(1)).map(|(_, hash)| hash);
            for hash in phrases.filter(|hash| wanted(*hash)) {
                let (first, is_common) = self.documents.entry(hash).or_insert((document, false));
                *is_common |= *first != document;
            }
        }
    }

    /// Whether at least two public documents have the phrase.
    pub fn is_common(&self, hash: u64) -> bool {
        self.documents.get(&hash).is_some_and(|(_, is_common)| *is_common)
    }
}
