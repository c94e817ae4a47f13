//! The words hindsite recognises: one TOML file per language under `src/lexicon/`, normalised and merged once.

mod phrases;

pub use phrases::{Hit, Phrases};

use super::fields::words::{DetectedBy, Kind};
use super::sections::SectionKind;
use super::timeline::Mark;
use super::wording::{fold, is_cjk, without_numbering};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// The embedded files, English first: where two languages share a name, the first file decides.
const FILES: [(&str, &str); 8] = [
    ("en", include_str!("../lexicon/en.toml")),
    ("ja", include_str!("../lexicon/ja.toml")),
    ("zh", include_str!("../lexicon/zh.toml")),
    ("de", include_str!("../lexicon/de.toml")),
    ("fr", include_str!("../lexicon/fr.toml")),
    ("es", include_str!("../lexicon/es.toml")),
    ("pt", include_str!("../lexicon/pt.toml")),
    ("more", include_str!("../lexicon/more.toml")),
];

type Lists = BTreeMap<String, Vec<String>>;

/// One language file.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct File {
    headings: Lists,
    labels: Lists,
    marks: Lists,
    cues: Lists,
    channels: Lists,
    detection: Lists,
    kinds: Lists,
    titles: Lists,
    words: Lists,
}

/// What a label asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Label {
    Title,
    Date,
    Introduced,
    Started,
    Detected,
    Acknowledged,
    Mitigated,
    Resolved,
    Window,
    Severity,
    Duration,
    TimeToDetect,
    TimeToAcknowledge,
    TimeToMitigate,
    TimeToResolve,
    Services,
    RootCause,
    ContributingFactors,
    Trigger,
    DetectedBy,
    Summary,
    Status,
    Kind,
    Authors,
    Tags,
    Related,
    Visibility,
}

impl Label {
    const ALL: [(&'static str, Label); 27] = [
        ("title", Label::Title),
        ("date", Label::Date),
        ("introduced", Label::Introduced),
        ("started", Label::Started),
        ("detected", Label::Detected),
        ("acknowledged", Label::Acknowledged),
        ("mitigated", Label::Mitigated),
        ("resolved", Label::Resolved),
        ("window", Label::Window),
        ("severity", Label::Severity),
        ("duration", Label::Duration),
        ("time_to_detect", Label::TimeToDetect),
        ("time_to_acknowledge", Label::TimeToAcknowledge),
        ("time_to_mitigate", Label::TimeToMitigate),
        ("time_to_resolve", Label::TimeToResolve),
        ("services", Label::Services),
        ("root_cause", Label::RootCause),
        ("contributing_factors", Label::ContributingFactors),
        ("trigger", Label::Trigger),
        ("detected_by", Label::DetectedBy),
        ("summary", Label::Summary),
        ("status", Label::Status),
        ("kind", Label::Kind),
        ("authors", Label::Authors),
        ("tags", Label::Tags),
        ("related", Label::Related),
        ("visibility", Label::Visibility),
    ];

    /// The label of a front-matter key or of a key of the language files.
    pub fn from_name(name: &str) -> Option<Label> {
        Label::ALL.iter().find(|(key, _)| *key == name).map(|(_, label)| *label)
    }

    /// The key of the language files, which is that of front matter where there is one.
    pub fn name(self) -> &'static str {
        Label::ALL.iter().find(|(_, label)| *label == self).map_or("", |(name, _)| name)
    }
}

/// What a phrase inside a sentence or a timeline entry says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cue {
    /// What happened at the time of the entry.
    Mark(Mark),
    /// The sentence is about the impact.
    Impact,
    /// Something began to fail.
    Began,
    /// It was over.
    Over,
    /// Somebody or something noticed.
    Noticed,
    /// A length follows.
    Lasted,
    /// The sentence denies or imagines.
    Not,
}

/// All words, ready to be looked up.
#[derive(Debug)]
pub struct Lexicon {
    headings: BTreeMap<char, Vec<(String, SectionKind)>>,
    labels: BTreeMap<String, Label>,
    marks: BTreeMap<String, Mark>,
    /// Phrases of entries and sentences.
    pub cues: Phrases<Cue>,
    /// How an incident was found, in the value of a label.
    pub channels: Phrases<DetectedBy>,
    /// How an incident was found, in running text.
    pub detection: Phrases<DetectedBy>,
    kinds: BTreeMap<String, Kind>,
    titles: BTreeMap<String, BTreeSet<String>>,
    words: BTreeMap<String, BTreeSet<String>>,
}

static BUILT_IN: LazyLock<Lexicon> = LazyLock::new(Lexicon::load);

/// The embedded words.
pub fn built_in() -> &'static Lexicon {
    &BUILT_IN
}

impl Lexicon {
    fn load() -> Lexicon {
        let files: Vec<File> = FILES.iter().filter_map(|(_, text)| toml::from_str(text).ok()).collect();
        let pairs = |pick: fn(&File) -> &Lists| -> Vec<(String, String)> {
            let lists = files.iter().flat_map(|file| pick(file).iter());
            lists.flat_map(|(key, names)| names.iter().map(move |name| (key.clone(), name.clone()))).collect()
        };
        let typed = |key: &str| Mark::from_name(key);
        let mut headings: BTreeMap<char, Vec<(String, SectionKind)>> = BTreeMap::new();
        for (kind, name) in pairs(|file| &file.headings) {
            let (bare, star) = name.strip_suffix('*').map_or((name.as_str(), ""), |bare| (bare, "*"));
            let folded = fold(bare);
            if let (Some(kind), Some(first)) = (SectionKind::from_name(&kind), folded.chars().next()) {
                headings.entry(first).or_default().push((format!("{folded}{star}"), kind));
            }
        }
        let mut labels = BTreeMap::new();
        for (key, name) in pairs(|file| &file.labels) {
            if let Some(label) = Label::from_name(&key) {
                labels.entry(fold(&name)).or_insert(label);
            }
        }
        let mut marks = BTreeMap::new();
        for (key, name) in pairs(|file| &file.marks) {
            if let Some(mark) = typed(&key) {
                marks.entry(fold(&name)).or_insert(mark);
            }
        }
        let cue = |key: &str| match key {
            "impact" => Some(Cue::Impact),
            "began" => Some(Cue::Began),
            "over" => Some(Cue::Over),
            "noticed" => Some(Cue::Noticed),
            "lasted" => Some(Cue::Lasted),
            "not" => Some(Cue::Not),
            _ => Mark::from_name(key).map(Cue::Mark),
        };
        let kinds = pairs(|file| &file.kinds);
        let kinds = kinds.into_iter().filter_map(|(key, name)| Some((fold(&name), Kind::read(&key)?)));
        let sets = |pick: fn(&File) -> &Lists| {
            let mut sets: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
            for (key, name) in pairs(pick) {
                sets.entry(key).or_default().insert(fold(&name));
            }
            sets
        };
        Lexicon {
            headings,
            labels,
            marks,
            cues: Phrases::new(
                pairs(|file| &file.cues).into_iter().filter_map(|(key, name)| Some((name, cue(&key)?))),
            ),
            channels: Phrases::new(
                pairs(|file| &file.channels)
                    .into_iter()
                    .filter_map(|(key, name)| Some((name, DetectedBy::read(&key)?))),
            ),
            detection: Phrases::new(
                pairs(|file| &file.detection)
                    .into_iter()
                    .filter_map(|(key, name)| Some((name, DetectedBy::read(&key)?))),
            ),
            kinds: kinds.collect(),
            titles: sets(|file| &file.titles),
            words: sets(|file| &file.words),
        }
    }

    /// The folded words of a list of the files.
    pub fn list(&self, name: &str) -> impl Iterator<Item = &str> {
        self.words.get(name).into_iter().flatten().map(String::as_str)
    }

    /// Whether a folded text is one of a list.
    pub fn has(&self, list: &str, folded: &str) -> bool {
        self.words.get(list).is_some_and(|words| words.contains(folded))
    }

    /// The folded words about titles of a list.
    pub fn titles(&self, name: &str) -> impl Iterator<Item = &str> {
        self.titles.get(name).into_iter().flatten().map(String::as_str)
    }

    /// The kind that a word names.
    pub fn kind(&self, word: &str) -> Option<Kind> {
        self.kinds.get(&fold(word)).copied()
    }

    /// The mark that a whole folded label stands for.
    pub fn mark(&self, folded: &str) -> Option<Mark> {
        self.marks.get(folded).copied()
    }

    /// The label that text names: `Severity:`, `**Incident start (UTC)**`, `首次发生时间（UTC）`.
    pub fn label(&self, text: &str) -> Option<Label> {
        if text.len() > 80 {
            return None;
        }
        let text = text.trim().trim_end_matches([':', '：']).trim();
        let whole = fold(without_numbering(text));
        self.labels.get(&whole).copied().or_else(|| {
            let bare = fold(without_numbering(without_bracket(text)));
            self.label_of(&bare)
        })
    }

    fn label_of(&self, folded: &str) -> Option<Label> {
        let mut rest = folded;
        loop {
            if let Some(label) = self.labels.get(rest) {
                return Some(*label);
            }
            let suffix =
                self.list("label_suffixes").find_map(|word| rest.strip_suffix(word)?.strip_suffix(' '));
            if let Some(label) = suffix.and_then(|stem| self.labels.get(stem)) {
                return Some(*label);
            }
            let shorter =
                self.list("label_qualifiers").filter_map(|word| rest.strip_prefix(word)?.strip_prefix(' '));
            rest = shorter.min_by_key(|rest| rest.len())?;
        }
    }

    /// What a folded heading tells: a timeline wherever it says so, otherwise the longest name it starts with. A heading
    /// that is a list of names is about the cause if one of them is.
    pub fn heading(&self, folded: &str) -> Option<SectionKind> {
        let early = |at: usize| folded[..at].split(' ').count() <= 5;
        let timed = folded.starts_with(|c: char| c.is_ascii_digit());
        if !timed && self.list("timeline").any(|word| folded.find(word).is_some_and(early)) {
            return Some(SectionKind::Timeline);
        }
        if folded.contains('|') {
            let kinds: Option<Vec<SectionKind>> = folded
                .split('|')
                .map(|part| self.exact_heading(part.trim_start_matches("and ").trim()))
                .collect();
            if kinds.is_some_and(|kinds| kinds.contains(&SectionKind::RootCause)) {
                return Some(SectionKind::RootCause);
            }
        }
        let mut rest = folded;
        loop {
            if let Some(kind) = self.heading_prefix(rest) {
                return Some(kind);
            }
            rest = self.without_qualifier(rest)?;
        }
    }

    /// The kind of a folded heading that is a name and nothing more.
    pub fn exact_heading(&self, folded: &str) -> Option<SectionKind> {
        let exact = |heading: &str| {
            let names = self.headings.get(&heading.chars().next()?)?;
            names.iter().find(|(name, _)| name.trim_end_matches('*') == heading).map(|(_, kind)| *kind)
        };
        exact(folded).or_else(|| self.without_qualifier(folded).and_then(exact))
    }

    fn heading_prefix(&self, folded: &str) -> Option<SectionKind> {
        let names = self.headings.get(&folded.chars().next()?)?;
        let allowed = names.iter().filter(|(name, _)| self.allows(folded, name));
        allowed.max_by_key(|(name, _)| name.len()).map(|(_, kind)| *kind)
    }

    fn allows(&self, folded: &str, name: &str) -> bool {
        if let Some(name) = name.strip_suffix('*') {
            return continues(folded, name).is_some();
        }
        let Some(rest) = continues(folded, name) else { return false };
        let Some(rest) = rest.strip_prefix(' ') else { return rest.is_empty() || rest.starts_with('|') };
        self.has("heading_joiners", rest.split([' ', '|']).next().unwrap_or(rest))
    }

    fn without_qualifier<'a>(&self, folded: &'a str) -> Option<&'a str> {
        let rests = self.list("heading_qualifiers").filter_map(|word| continues(folded, word));
        rests
            .map(|rest| rest.trim_start_matches([' ', '|']))
            .filter(|rest| !rest.is_empty())
            .min_by_key(|rest| rest.len())
    }
}

/// What follows a name at the start of a folded heading, if the name ends where a word does.
pub fn continues<'a>(folded: &'a str, name: &str) -> Option<&'a str> {
    let rest = folded.strip_prefix(name)?;
    let whole = rest.is_empty() || rest.starts_with([' ', '|']) || name.ends_with(is_cjk);
    whole.then_some(rest)
}

/// The label without what it adds in brackets at its end: `発生日時 (JST)`, `Time to detect (TTD)`.
fn without_bracket(label: &str) -> &str {
    let closed = label.ends_with([')', '）', ']']);
    match label.rfind(['(', '（', '[']) {
        Some(at) if closed && at > 0 => label[..at].trim_end(),
        _ => label,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_and_every_key_is_read() {
        for (name, text) in FILES {
            let file: File = toml::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(file.headings.keys().all(|key| SectionKind::from_name(key).is_some()), "{name}");
            assert!(file.labels.keys().all(|key| Label::from_name(key).is_some()), "{name}");
            assert!(file.marks.keys().all(|key| Mark::from_name(key).is_some()), "{name}");
            let channels = file.channels.keys().chain(file.detection.keys());
            assert!(channels.into_iter().all(|key| DetectedBy::read(key).is_some()), "{name}");
            assert!(file.kinds.keys().all(|key| Kind::read(key).is_some()), "{name}");
        }
    }

    #[test]
    fn labels_are_found_with_qualifiers_and_remarks() {
        for (written, label) in [
            ("Severity:", Some(Label::Severity)),
            ("Total impact duration", Some(Label::Duration)),
            ("When detected", Some(Label::Detected)),
            ("First detected", Some(Label::Detected)),
            ("Incident start time (UTC)", Some(Label::Started)),
            ("Time to detect (TTD)", Some(Label::TimeToDetect)),
            ("首次发生时间（UTC）", Some(Label::Started)),
            ("影響期間", Some(Label::Window)),
            ("Author(s)", Some(Label::Authors)),
            ("Issue Discovered", Some(Label::Detected)),
            ("Schweregrad", Some(Label::Severity)),
            ("Durée", Some(Label::Duration)),
            ("Level", None),
            ("Category", None),
            ("Reviewer", None),
            ("Last Modified", None),
            ("", None),
        ] {
            assert_eq!(built_in().label(written), label, "{written}");
        }
    }
}
