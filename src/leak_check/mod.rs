//! Searches a public edition for what it must not contain. Redaction is done where documents are parsed and linked; this
//! finds mistakes, ours and the authors'.
//!
//! Searched are the titles, file names, people and custom fields of withheld documents and internal parts, and every 12
//! consecutive words of their text (24 characters in a script without spaces). They are compared with the name and the
//! decoded content of every published file, without regard to case, width, punctuation, markup and invisible characters.
//! Allowed is what `[public] allow` and `hindsite.toml` say, what public documents state as their own names, people,
//! services, causes, tags or the same field, and what at least two public and two withheld documents share: their template.

mod decode;
mod leak;
mod normalize;
mod phrases;
mod public;

pub use leak::{Leak, Matches, report};

use crate::incident::{Incident, front_matter};
use crate::knowledge::KnowledgeBase;
use normalize::Words;
use public::{Stated, Usage, allowed};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::{Arc, OnceLock};

/// What a phrase is in its document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The title.
    Title,
    /// The name of the document's file, or of an image in it.
    File,
    /// An owner or author.
    Person,
    /// The value of a custom field.
    Field,
    /// Running text.
    Text,
}

/// The phrases that a public edition must not contain.
#[derive(Debug, Default)]
pub struct LeakCheck {
    /// The paths of the documents that phrases come from.
    paths: Vec<Arc<str>>,
    names: HashMap<u64, Phrase>,
    /// The first word of each name, and how many words the names have that begin with it.
    lengths: HashMap<u64, BTreeSet<usize>>,
    runs: HashMap<u64, Phrase>,
    /// The text of the built-in theme.
    theme: String,
    /// The phrases in it, once something was found.
    themed: OnceLock<HashSet<u64>>,
}

#[derive(Debug, Clone, Copy)]
struct Phrase {
    kind: Kind,
    /// Position in `paths`.
    document: u32,
    /// Whether other withheld documents have it too.
    is_shared: bool,
}

/// What a check is made from.
pub struct Withheld<'a> {
    /// The public edition.
    pub public: &'a KnowledgeBase,
    /// Every document, parsed with its internal parts.
    pub whole: &'a [Arc<Incident>],
    /// The text of every file, by path.
    pub sources: &'a BTreeMap<Arc<str>, Arc<str>>,
    /// The text of the built-in theme.
    pub theme: &'a str,
}

impl LeakCheck {
    /// Collects what a public edition withholds.
    pub fn new(withheld: &Withheld<'_>) -> LeakCheck {
        let entries = withheld.public.entries.iter().map(|entry| &*entry.incident);
        let public: BTreeMap<&str, &Incident> = entries.map(|incident| (&*incident.path, incident)).collect();
        let mut stated = Stated::default();
        public.values().for_each(|incident| stated.add(incident));
        let common = [withheld.theme, phrases::COMMON].map(Words::of);
        let mut collector = Collector {
            check: LeakCheck::default(),
            common: common.iter().flat_map(|words| words.windows(1)).map(|(_, hash)| hash).collect(),
            stated,
        };
        for incident in withheld.whole {
            match public.get(&*incident.path) {
                None => {
                    let source = withheld.sources.get(&incident.path);
                    collector.document(incident, source.map_or("", |text| text));
                }
                Some(public) => collector.internal_parts(incident, public),
            }
        }
        let mut check = collector.check;
        for text in allowed(&withheld.public.config) {
            check.forget(&text);
        }
        let mut usage = Usage::default();
        for (at, incident) in public.values().enumerate() {
            usage.add(at, &phrases::texts(incident), |hash| check.is_shared(hash));
        }
        check.names.retain(|hash, phrase| !(phrase.is_shared && usage.is_common(*hash)));
        check.runs.retain(|hash, phrase| !(phrase.is_shared && usage.is_common(*hash)));
        LeakCheck { theme: withheld.theme.to_owned(), ..check }
    }

    /// The phrases in a published file. `view` gives what documents contribute to a page that a template renders, so that
    /// a phrase of the template itself is not taken for one; `None` where no template is involved.
    pub fn leaks(&self, file: &str, bytes: &[u8], view: impl FnOnce() -> Option<String>) -> Vec<Leak> {
        let mut leaks = self.search(file, bytes);
        if leaks.is_empty() {
            return leaks;
        }
        let hashes = |leaks: Vec<Leak>| leaks.into_iter().map(|leak| leak.hash).collect::<HashSet<u64>>();
        let themed = self.themed.get_or_init(|| hashes(self.search("theme.html", self.theme.as_bytes())));
        if leaks.iter().any(|leak| themed.contains(&leak.hash))
            && let Some(view) = view()
        {
            let contributed = hashes(self.search("view.json", view.as_bytes()));
            leaks.retain(|leak| !themed.contains(&leak.hash) || contributed.contains(&leak.hash));
        }
        leaks
    }

    fn search(&self, file: &str, bytes: &[u8]) -> Vec<Leak> {
        let mut leaks: BTreeMap<(Kind, u32, u64), Leak> = BTreeMap::new();
        for (text, words) in decode::words(file, bytes) {
            for (range, hash, phrase) in self.stretches(&words) {
                leaks.entry((phrase.kind, phrase.document, hash)).or_insert_with(|| Leak {
                    kind: phrase.kind,
                    document: self.paths[phrase.document as usize].clone(),
                    file: file.to_owned(),
                    words: text[words.bytes(range)].to_owned(),
                    hash,
                });
            }
        }
        leaks.into_values().collect()
    }

    /// The names in a text, and its quotations, each as long as it is.
    fn stretches(&self, words: &Words) -> Vec<(std::ops::Range<usize>, u64, Phrase)> {
        let mut stretches: Vec<(std::ops::Range<usize>, u64, Phrase)> = vec![];
        for (range, hash, phrase) in self.found(words) {
            match stretches.last_mut() {
                Some((last, _, before))
                    if phrase.kind == Kind::Text
                        && before.kind == Kind::Text
                        && before.document == phrase.document
                        && range.start <= last.end =>
                {
                    last.end = range.end;
                }
                _ => stretches.push((range, hash, phrase)),
            }
        }
        stretches
    }

    /// Every phrase in a text, the quotations last and in order.
    fn found(&self, words: &Words) -> impl Iterator<Item = (std::ops::Range<usize>, u64, Phrase)> {
        let starts =
            words.windows(1).filter_map(|(first, hash)| Some((first.start, self.lengths.get(&hash)?)));
        let names =
            starts.flat_map(|(start, lengths)| lengths.iter().map(move |length| start..start + length));
        let names = names.filter(|range| range.end <= words.len()).filter_map(|range| {
            let hash = words.hash(range.clone());
            Some((range, hash, *self.names.get(&hash)?))
        });
        let runs = words.runs().filter_map(|(range, hash)| Some((range, hash, *self.runs.get(&hash)?)));
        names.chain(runs)
    }

    fn is_shared(&self, hash: u64) -> bool {
        [&self.names, &self.runs]
            .iter()
            .any(|phrases| phrases.get(&hash).is_some_and(|phrase| phrase.is_shared))
    }

    /// Removes every phrase that an allowed text contains.
    fn forget(&mut self, text: &Words) {
        let found: Vec<u64> = self.found(text).map(|(_, hash, _)| hash).collect();
        for hash in found {
            self.names.remove(&hash);
            self.runs.remove(&hash);
        }
    }
}

struct Collector {
    check: LeakCheck,
    /// Single words that name nothing, those of the built-in theme among them.
    common: HashSet<u64>,
    stated: Stated,
}

impl Collector {
    /// Collects a document of which nothing is published.
    fn document(&mut self, incident: &Incident, source: &str) {
        let names = phrases::own_names(incident).into_iter().chain(phrases::stated_names(incident));
        let document = self.path(incident);
        names.for_each(|name| self.name(name, document));
        phrases::texts(incident).iter().for_each(|text| self.runs(text, document, |_| true));
        // The source also has what no page would show: comments, unused footnotes, raw HTML.
        let (front, _) = front_matter::read(&incident.path, source);
        self.runs(&source[front.body..], document, |_| true);
    }

    /// Collects what the published part of a document does not have.
    fn internal_parts(&mut self, whole: &Incident, public: &Incident) {
        let published: BTreeSet<(Kind, u64)> =
            phrases::stated_names(public).iter().map(|name| (name.kind, name.words.whole())).collect();
        let document = self.path(whole);
        for name in phrases::stated_names(whole) {
            if !published.contains(&(name.kind, name.words.whole())) {
                self.name(name, document);
            }
        }
        if whole.sections != public.sections {
            let published: HashSet<u64> = phrases::body(public)
                .map(Words::of)
                .flat_map(|words| words.runs().map(|(_, hash)| hash).collect::<Vec<u64>>())
                .collect();
            phrases::body(whole)
                .for_each(|text| self.runs(text, document, |hash| !published.contains(&hash)));
        }
    }

    fn path(&mut self, incident: &Incident) -> u32 {
        self.check.paths.push(incident.path.clone());
        u32::try_from(self.check.paths.len() - 1).unwrap_or(u32::MAX)
    }

    fn name(&mut self, name: phrases::Name<'_>, document: u32) {
        let hash = name.words.whole();
        let is_public =
            self.stated.has_name(hash) || (name.kind == Kind::Field && self.stated.has_field(name.key, hash));
        // A long value is compared run by run, as text.
        let is_text = name.kind == Kind::Field && name.words.has_run();
        if is_public || is_text || !phrases::is_telling(&name, &self.common) {
            return;
        }
        self.check.lengths.entry(name.words.hash(0..1)).or_default().insert(name.words.len());
        // A title may come back wherever the template has the same words: only a single word can be common.
        let can_be_shared = name.words.len() == 1 && matches!(name.kind, Kind::Person | Kind::Field);
        let phrase = Phrase { kind: name.kind, document, is_shared: false };
        let known = self.check.names.entry(hash).or_insert(phrase);
        known.is_shared |= can_be_shared && known.document != document;
    }

    fn runs(&mut self, text: &str, document: u32, is_withheld: impl Fn(u64) -> bool) {
        for words in phrases::passages(text).map(Words::of) {
            for (_, hash) in words.runs().filter(|(_, hash)| is_withheld(*hash)) {
                let phrase = Phrase { kind: Kind::Text, document, is_shared: false };
                let known = self.check.runs.entry(hash).or_insert(phrase);
                known.is_shared |= known.document != document;
            }
        }
    }
}
