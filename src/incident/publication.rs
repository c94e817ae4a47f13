//! Whether a document is a draft and who may read it, from every place where it can say so.
//!
//! Nothing is published by mistake: of several statements the strictest counts, an unclear draft marker means draft,
//! and in a public build what is not understood withholds the document or stops the build.

mod keys;
mod values;

use super::Conventions;
use super::fields::words::{Status, Visibility};
use super::front_matter::{Entry, Node, Value};
use super::header::{self, Stated};
use super::problem::Problem;
use crate::diagnostic::{Code, Diagnostic, Severity};
use keys::{Key, Ours};
use std::ops::Range;
use std::sync::Arc;
use values::{Answer, StatusReading, VisibilityReading};

/// Maps within maps are searched to this depth.
const DEEPEST: usize = 4;

/// What a document states about its own publication.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Publication {
    /// How far it is.
    pub status: Option<Status>,
    /// Who may read it.
    pub visibility: Option<Visibility>,
    /// The statement that makes it a draft, as written: `published: false`.
    pub draft_because: Option<String>,
    /// The statement that decides who may read it, as written.
    pub visibility_because: Option<String>,
}

/// Reads what front matter states. `path` is where problems are reported.
pub fn read(path: &Arc<str>, entries: &[Entry], conventions: &Conventions) -> (Publication, Vec<Diagnostic>) {
    let mut reader = Reader::new(path, conventions);
    for entry in entries {
        match conventions.keys.find(&entry.key) {
            Some(("status", _)) => reader.status(entry),
            Some(("visibility", _)) => reader.visibility(entry),
            Some(_) => {}
            None => reader.other(entry, 0),
        }
    }
    reader.finish()
}

/// Adds what the head of a document states: it can withhold a document and never publish one.
pub fn restrict(
    publication: Publication,
    path: &Arc<str>,
    stated: &[Stated],
    conventions: &Conventions,
) -> (Publication, Vec<Diagnostic>) {
    let mut reader = Reader::new(path, conventions);
    reader.is_public_claimed = publication.visibility == Some(Visibility::Public);
    reader.publication = publication;
    for stated in stated {
        let key = header::canonical(&stated.key).unwrap_or(&stated.key).to_owned();
        let value = Value::Scalar { text: stated.value.clone(), quoted: false };
        let node = Node { value, span: stated.span.clone() };
        reader.head(&Entry { key, key_span: stated.span.clone(), node });
    }
    reader.finish()
}

impl Publication {
    /// Adds another statement of the same document, which can withhold it and never publish it.
    #[must_use]
    pub fn restricted_by(mut self, other: Publication) -> Publication {
        if other.status == Some(Status::Draft) && self.status != Some(Status::Draft) {
            self.status = other.status;
            self.draft_because = other.draft_because;
        }
        let before = self.visibility.unwrap_or(Visibility::Internal);
        if other.visibility.is_some_and(|visibility| visibility > before) {
            self.visibility = other.visibility;
            self.visibility_because = other.visibility_because;
        }
        self
    }
}

struct Reader<'a> {
    path: &'a Arc<str>,
    conventions: &'a Conventions,
    publication: Publication,
    /// Whether `visibility: public` is stated, whatever else is.
    is_public_claimed: bool,
    /// What contradicts it, and where.
    contradictions: Vec<(String, Range<usize>)>,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    fn new(path: &'a Arc<str>, conventions: &'a Conventions) -> Reader<'a> {
        Reader {
            path,
            conventions,
            publication: Publication::default(),
            is_public_claimed: false,
            contradictions: vec![],
            diagnostics: vec![],
        }
    }

    fn finish(mut self) -> (Publication, Vec<Diagnostic>) {
        if self.is_public_claimed {
            for (written, span) in std::mem::take(&mut self.contradictions) {
                let message =
                    format!("{written} contradicts `visibility: public`; the stricter of the two counts");
                self.report(
                    Problem::new(Code::VisibilityDisagrees, span, message).hint("remove one of the two"),
                );
            }
        }
        (self.publication, self.diagnostics)
    }

    /// `status:`, our own key.
    fn status(&mut self, entry: &Entry) {
        self.nested(entry, 0);
        for text in texts(&entry.node) {
            match values::status(&text) {
                StatusReading::Known(Status::Draft) => self.draft(entry),
                StatusReading::Known(status) => {
                    let before = self.publication.status.unwrap_or(status);
                    self.publication.status = Some(before.min(status));
                }
                StatusReading::NearlyDraft => {
                    self.unknown(entry, &text, Status::WORDS, Severity::Warning, "");
                    self.draft(entry);
                }
                StatusReading::Withheld | StatusReading::Unknown => {
                    let effect = match self.conventions.public {
                        true => ", so the document is withheld from the public edition",
                        false => "",
                    };
                    self.unknown(entry, &text, Status::WORDS, Severity::Warning, effect);
                    self.withhold(entry);
                }
            }
        }
    }

    /// `visibility:`, our own key: the only one that can make a document public.
    fn visibility(&mut self, entry: &Entry) {
        self.nested(entry, 0);
        for text in texts(&entry.node) {
            let visibility = match values::visibility(&text) {
                VisibilityReading::Known(visibility) => visibility,
                VisibilityReading::Unknown { nearest } => {
                    let severity = if self.conventions.public { Severity::Error } else { Severity::Warning };
                    self.unknown(entry, &text, Visibility::WORDS, severity, "");
                    nearest
                }
            };
            self.is_public_claimed |= visibility == Visibility::Public;
            self.see(visibility, entry);
        }
    }

    /// A key that is not ours. Other generators and habits have their own for drafts and for who may read.
    fn other(&mut self, entry: &Entry, depth: usize) {
        let Some(key) = keys::read(&entry.key) else { return self.nested(entry, depth) };
        let texts = texts(&entry.node);
        let answers = || texts.iter().map(|text| values::answer(text));
        match key {
            Key::Draft => match answers().max() {
                None | Some(Answer::No) => self.nested(entry, depth),
                Some(Answer::Yes) => self.draft(entry),
                Some(Answer::Unclear) => {
                    self.unclear_draft(entry);
                    self.draft(entry);
                }
            },
            Key::Published => match texts.iter().map(|text| values::published(text)).max() {
                None | Some(Answer::No) => self.nested(entry, depth),
                Some(Answer::Yes) => self.draft(entry),
                Some(Answer::Unclear) => {
                    self.unclear_draft(entry);
                    self.draft(entry);
                }
            },
            Key::Flag(visibility) if answers().any(|answer| answer == Answer::Yes) => {
                self.contradict(visibility, entry);
            }
            Key::Flag(_) if answers().any(|answer| answer == Answer::Unclear) => {
                self.contradict(Visibility::Internal, entry);
            }
            Key::Public if answers().any(|answer| answer == Answer::No) => {
                self.contradict(Visibility::Internal, entry);
            }
            Key::Flag(_) | Key::Public => {}
            Key::Access => {
                for visibility in texts.iter().filter_map(|text| values::restriction(text)) {
                    self.contradict(visibility, entry);
                }
            }
            Key::Status
                if texts.iter().any(|text| values::status(text) == StatusReading::Known(Status::Draft)) =>
            {
                self.draft(entry);
            }
            Key::Status => {}
            Key::Near(ours) => {
                let message = format!("there is no key `{}`", entry.key);
                let severity = if self.conventions.public { Severity::Error } else { Severity::Warning };
                let problem = Problem::new(Code::NearMissKey, entry.key_span.clone(), message)
                    .hint(format!("did you mean `{}`?", ours.name()));
                self.diagnostics.push(Diagnostic { severity, ..problem.of(self.path) });
                self.slip(ours, &texts, entry);
                self.nested(entry, depth);
            }
        }
    }

    /// A key that is nearly ours counts like it, where it withholds.
    fn slip(&mut self, ours: Ours, texts: &[String], entry: &Entry) {
        let is_draft = |text: &String| match ours {
            Ours::Visibility => false,
            Ours::Published => values::published(text) != Answer::No,
            Ours::Draft => values::answer(text) != Answer::No,
            Ours::Status => values::status(text) == StatusReading::Known(Status::Draft),
        };
        if texts.iter().any(is_draft) {
            self.draft(entry);
        }
        if ours == Ours::Visibility {
            for visibility in texts.iter().filter_map(|text| values::restriction(text)) {
                self.see(visibility, entry);
            }
        }
    }

    /// Maps within a value: `params: { draft: true }`.
    fn nested(&mut self, entry: &Entry, depth: usize) {
        if let Value::Map(entries) = &entry.node.value
            && depth < DEEPEST
        {
            for nested in entries {
                self.other(nested, depth + 1);
            }
        }
    }

    /// A statement in the text: only what is understood counts, for prose has the same words.
    fn head(&mut self, entry: &Entry) {
        let Some(text) = entry.node.text() else { return };
        match keys::read(&entry.key) {
            Some(Key::Status) => match values::status(text) {
                StatusReading::Known(Status::Draft) => self.draft(entry),
                StatusReading::Withheld => self.contradict(Visibility::Internal, entry),
                _ => {}
            },
            Some(Key::Access) => {
                if let Some(visibility) = values::restriction(text) {
                    self.contradict(visibility, entry);
                }
            }
            Some(Key::Draft) if values::answer(text) == Answer::Yes => self.draft(entry),
            Some(Key::Published) if values::answer(text) == Answer::No => self.draft(entry),
            Some(Key::Flag(visibility)) if values::answer(text) == Answer::Yes => {
                self.contradict(visibility, entry)
            }
            Some(Key::Public) if values::answer(text) == Answer::No => {
                self.contradict(Visibility::Internal, entry);
            }
            _ => {}
        }
    }

    fn draft(&mut self, entry: &Entry) {
        self.publication.status = Some(Status::Draft);
        self.publication.draft_because.get_or_insert_with(|| written(entry));
    }

    /// Counts a statement about who may read the document, if it is the strictest.
    fn see(&mut self, visibility: Visibility, entry: &Entry) {
        if self.publication.visibility.is_none_or(|before| before < visibility) {
            self.publication.visibility = Some(visibility);
            self.publication.visibility_because = Some(written(entry));
        }
    }

    /// A statement beside `visibility` that the document is not for everybody.
    fn contradict(&mut self, visibility: Visibility, entry: &Entry) {
        self.see(visibility, entry);
        self.contradictions.push((written(entry), entry.node.span.clone()));
    }

    /// Keeps a document out of the public edition; others show it.
    fn withhold(&mut self, entry: &Entry) {
        if self.conventions.public {
            self.see(Visibility::Internal, entry);
        }
    }

    fn unclear_draft(&mut self, entry: &Entry) {
        let message = format!("unclear draft marker {}, so the document is a draft", written(entry));
        let problem = Problem::new(Code::UnclearDraft, entry.node.span.clone(), message);
        self.report(problem.hint("write `draft: true` or `draft: false`"));
    }

    fn unknown(&mut self, entry: &Entry, text: &str, words: &[&str], severity: Severity, effect: &str) {
        let text: String = text.chars().take(60).collect();
        let message = format!("unknown {} `{text}`{effect}", entry.key.trim().to_lowercase());
        let hint = match crate::diagnostic::nearest(&text, words.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("one of {}", words.join(", ")),
        };
        let problem = Problem::new(Code::UnknownWord, entry.node.span.clone(), message).hint(hint);
        self.diagnostics.push(Diagnostic { severity, ..problem.of(self.path) });
    }

    fn report(&mut self, problem: Problem) {
        self.diagnostics.push(problem.of(self.path));
    }
}

/// Whether a key is a slip of one that decides about publication.
pub fn is_near_key(key: &str) -> bool {
    matches!(keys::read(key), Some(Key::Near(_)))
}

/// The statement as written, on one line.
fn written(entry: &Entry) -> String {
    let line = format!("{}: {}", entry.key, entry.node.display());
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ").replace('`', "'");
    let short: String = line.chars().take(60).collect();
    match short == line {
        true => format!("`{line}`"),
        false => format!("`{short}…`"),
    }
}

/// The texts of a value, those in lists and maps too; nothing where there is none.
fn texts(node: &Node) -> Vec<String> {
    match &node.value {
        Value::Null => vec![],
        Value::Scalar { .. } => node.text().map(str::to_owned).into_iter().collect(),
        Value::List(items) => items.iter().flat_map(texts).collect(),
        Value::Map(entries) => entries.iter().flat_map(|entry| texts(&entry.node)).collect(),
    }
}

#[cfg(test)]
mod tests;
