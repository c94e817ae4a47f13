//! The last look at a public edition: does any of its bytes say what was withheld? Nothing is withheld here; that is done
//! where documents are read and linked. This looks for mistakes, ours and the authors'.
//!
//! Titles, file names and people of documents that are not public, and text that only colleagues may read, become
//! *needles*: runs of words. The pages are read word by word, with their markup and without.

mod words;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::incident::body::{Hole, HoleKind};
use crate::incident::{Incident, Parsed, slug};
use crate::knowledge::Edition;
use crate::source;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use words::{Run, runs};

/// How many words of a text make a needle: fewer are said by chance.
const TEXT: usize = 6;
/// The fewest words of a line that is shorter.
const LINE: usize = 3;
/// A single word is telling from so many letters on, or with letters and digits from so many.
const LONG: usize = 14;
const MIXED: usize = 6;

/// What must not be said, and where it is written.
#[derive(Debug, Default)]
pub struct Withheld {
    needles: HashMap<u64, Needle>,
    lengths: BTreeSet<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Needle {
    what: What,
    path: Arc<str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    Title,
    File,
    Person,
    Text,
}

impl Withheld {
    /// What the public edition withholds: `whole` are the documents as they are, `public` as that edition reads them, in
    /// the same order. `allowed` are words that may be said all the same, `theme` the text of the templates: that the help of
    /// the search has a title for an example tells nobody of the document.
    pub fn new(
        whole: &[Arc<Parsed>],
        public: &[Arc<Parsed>],
        edition: Edition,
        allowed: &[String],
        theme: &str,
    ) -> Withheld {
        let is_public = |incident: &Incident| edition.includes(incident);
        let shown: Vec<&Incident> = public
            .iter()
            .filter_map(|parsed| parsed.incident.as_deref())
            .filter(|one| is_public(one))
            .collect();
        let mut said = Said::default();
        for incident in &shown {
            said.add(incident);
        }
        for text in allowed {
            said.titles.insert(runs(text).words.join(" "));
            said.learn(text);
        }
        let mut withheld = Withheld::default();
        for (whole, public) in whole.iter().zip(public) {
            let Some(incident) = whole.incident.as_deref() else { continue };
            if !public.incident.as_deref().is_some_and(is_public) {
                withheld.document(incident, &said);
            }
            withheld.contents(incident, &said);
        }
        let mut themed = Said::default();
        words::without_markup(theme).lines().for_each(|line| themed.learn(line));
        withheld.needles.retain(|hash, _| !themed.runs.contains(hash));
        withheld
    }

    /// What a file of the public edition says that it must not.
    pub fn leaks(&self, file: &str, bytes: &[u8]) -> Vec<Diagnostic> {
        let found = self.found(file, bytes).into_iter();
        found.map(|needle| needle.problem(&format!("the public page `{file}`"))).collect()
    }

    /// What an export for the public says that it must not.
    pub fn exported(&self, text: &str) -> Vec<Diagnostic> {
        self.found("", text.as_bytes()).into_iter().map(|needle| needle.problem("the export")).collect()
    }

    fn found(&self, file: &str, bytes: &[u8]) -> BTreeSet<&Needle> {
        let text = String::from_utf8_lossy(bytes);
        let mut found: BTreeSet<&Needle> = BTreeSet::new();
        let mut look = |run: &Run| {
            for length in &self.lengths {
                found.extend(run.windows(*length).filter_map(|window| self.needles.get(&window)));
            }
        };
        look(&runs(file));
        look(&runs(&words::unescaped(&text)));
        if file.ends_with(".html") || file.ends_with(".xml") {
            look(&runs(&words::without_markup(&text)));
        }
        found
    }

    fn document(&mut self, incident: &Incident, said: &Said) {
        let stem = source::stem(&incident.path);
        for (what, name) in
            [(What::Title, incident.title.as_str()), (What::File, stem), (What::File, &incident.names.short)]
        {
            let run = runs(name);
            let telling = run.words.len() > 1 || run.words.iter().any(|word| word.chars().count() >= MIXED);
            let telling = telling && !(what == What::File && slug::tells_nothing(name));
            if telling && !said.titles.contains(&run.words.join(" ")) {
                self.put(&run, 0..run.words.len().min(TEXT), what, incident);
            }
        }
    }

    /// People, images and text that no public document names or says.
    fn contents(&mut self, incident: &Incident, said: &Said) {
        let owners = incident.actions.iter().filter_map(|action| action.owner.as_ref());
        for person in owners.chain(&incident.facts.authors) {
            let run = runs(person);
            let letters: usize = run.words.iter().map(|word| word.chars().count()).sum();
            if letters > 2 && !said.runs.contains(&run.hash(0..run.words.len())) {
                self.put(&run, 0..run.words.len(), What::Person, incident);
            }
        }
        for image in images(incident) {
            let run = runs(image);
            if run.words.len() > 1 && !said.titles.contains(&run.words.join(" ")) {
                self.put(&run, 0..run.words.len().min(TEXT), What::File, incident);
            }
        }
        self.texts(incident, said);
    }

    /// What the document says and no public document does.
    fn texts(&mut self, incident: &Incident, said: &Said) {
        for text in texts(incident) {
            for line in text.lines() {
                let run = runs(line);
                for range in chunks(run.words.len()).filter(|range| range.len() >= LINE) {
                    let hash = run.hash(range.clone());
                    if !said.runs.contains(&hash) {
                        self.put(&run, range, What::Text, incident);
                    }
                }
                for at in 0..run.words.len() {
                    if is_telling(&run.words[at]) && !said.runs.contains(&run.hash(at..at + 1)) {
                        self.put(&run, at..at + 1, What::Text, incident);
                    }
                }
            }
        }
    }

    fn put(&mut self, run: &Run, range: std::ops::Range<usize>, what: What, incident: &Incident) {
        if range.is_empty() {
            return;
        }
        self.lengths.insert(range.len());
        self.needles.entry(run.hash(range)).or_insert_with(|| Needle { what, path: incident.path.clone() });
    }
}

impl Needle {
    fn problem(&self, teller: &str) -> Diagnostic {
        let what = match self.what {
            What::Title => "the title",
            What::File => "the file name",
            What::Person => "an owner or author",
            What::Text => "text",
        };
        // The words themselves stay unsaid: the log of a build may be public too.
        let message = format!("{teller} would say {what} of `{}`, which is withheld", self.path);
        Diagnostic::new(Code::Disclosed, Place::file(self.path.clone()), message)
            .hint("reword the public document that says it, or list the words under `allow` in `[public]` of hindsite.toml")
    }
}

/// What public documents say anyhow.
#[derive(Debug, Default)]
struct Said {
    /// Titles and the names of files and folders, as words.
    titles: HashSet<String>,
    /// Every run of up to [`TEXT`] words.
    runs: HashSet<u64>,
}

impl Said {
    fn add(&mut self, incident: &Incident) {
        let stem = source::stem(&incident.path);
        let folders = incident.path.rsplit('/').skip(1);
        let names =
            [incident.title.as_str(), stem, &incident.names.short].into_iter().chain(images(incident));
        for name in names.chain(folders) {
            self.titles.insert(runs(name).words.join(" "));
        }
        for text in texts(incident) {
            text.lines().for_each(|line| self.learn(line));
        }
        let facts = &incident.facts;
        let lists =
            [&facts.services, &facts.root_cause, &facts.contributing_factors, &facts.tags, &facts.authors];
        lists.into_iter().flatten().for_each(|text| self.learn(text));
        incident
            .actions
            .iter()
            .filter_map(|action| action.owner.as_ref())
            .for_each(|owner| self.learn(owner));
        self.learn(&incident.title);
    }

    fn learn(&mut self, line: &str) {
        let run = runs(line);
        for length in 1..=TEXT {
            self.runs.extend(run.windows(length));
        }
    }
}

/// What a document says, in lines.
fn texts(incident: &Incident) -> impl Iterator<Item = &str> {
    let sections =
        incident.sections.iter().flat_map(|section| [section.heading.as_str(), section.text.as_str()]);
    let actions = incident.actions.iter().map(|action| action.title.as_str());
    let facts = &incident.facts;
    let stated = facts.symptoms.iter().chain(&facts.trigger).chain(&facts.summary).map(String::as_str);
    sections.chain(actions).chain(stated)
}

/// The file names of its images, without the ending.
fn images(incident: &Incident) -> impl Iterator<Item = &str> {
    let is_image = |hole: &&Hole| matches!(hole.kind, HoleKind::Image { .. } | HoleKind::RawImage);
    incident.body.holes.iter().filter(is_image).map(|hole| source::stem(&hole.target))
}

/// A short line as a whole, a longer one in pieces; what is left over at its end is said with the rest.
fn chunks(words: usize) -> impl Iterator<Item = std::ops::Range<usize>> {
    let length = words.clamp(1, TEXT);
    (0..words / length).map(move |chunk| chunk * length..(chunk + 1) * length)
}

/// A word that nobody writes by chance.
fn is_telling(word: &str) -> bool {
    let letters = word.chars().count();
    let mixed = word.chars().any(char::is_alphabetic) && word.chars().any(char::is_numeric);
    letters >= LONG || (mixed && letters >= MIXED)
}
