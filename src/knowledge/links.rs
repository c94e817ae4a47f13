//! Resolves the links of every document to a document, a file or a heading. Broken links get a diagnostic
//! with the nearest name.

mod near;

use super::Id;
use crate::diagnostic::{Code, Diagnostic, MAX_ALIKE, Place, Severity, nearest};
use crate::incident::Incident;
use crate::incident::body::{Hole, HoleKind, percent_decode};
use crate::incident::outline;
use crate::incident::slug::{of_alias, slugify};
use crate::source::{self, Media};
use near::Near;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::{Arc, OnceLock};

/// The target of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Another document, optionally with a heading.
    Document {
        /// The document.
        id: Id,
        /// The anchor of the heading, if the link names one that exists.
        anchor: Option<String>,
    },
    /// A published file, by its path.
    File(Arc<str>),
    /// A heading in the same document. Only raw HTML leaves this to the link stage.
    Anchor(String),
    /// No target: the link is broken or withheld.
    Nowhere,
    /// A document that the edition leaves out.
    Withheld,
}

/// The links of all documents.
#[derive(Debug)]
pub struct Resolved {
    /// By document.
    pub links: Vec<Arc<Links>>,
    /// The documents that link to each document.
    pub backlinks: Vec<Vec<Id>>,
    /// Files that documents embed or link to.
    pub media: BTreeMap<Arc<str>, Media>,
}

/// The links of one document.
#[derive(Debug)]
pub struct Links {
    /// The targets of its holes, in order.
    pub targets: Vec<Target>,
    /// The documents it links to.
    others: Vec<Id>,
    problems: Vec<Diagnostic>,
}

struct Archive<'a> {
    incidents: &'a [Arc<Incident>],
    slugs: &'a [Arc<str>],
    /// Built on the first link.
    by_path: OnceLock<HashMap<&'a str, Id>>,
    /// Built on the first link that names a document instead of its file.
    by_name: OnceLock<BTreeMap<&'a str, Id>>,
    /// Former names. Built on the first name that no current document has.
    by_alias: OnceLock<BTreeMap<String, Id>>,
    /// Built on the first unknown name.
    near_names: OnceLock<Near<'a>>,
    /// Built on the first broken document link.
    near_documents: OnceLock<Near<'a>>,
    /// Built on the first broken image link.
    near_files: OnceLock<Near<'a>>,
    media: BTreeMap<&'a str, &'a Media>,
    /// The anchors of each document, collected on the first link to one of its headings.
    anchors: Vec<OnceLock<HashSet<&'a str>>>,
    /// Paths and names of the documents that the edition leaves out.
    withheld: BTreeSet<&'a str>,
}

/// Resolves every hole and every `related:` entry. `known` holds the links of unchanged documents, if all
/// names still have the same meaning. A link to a `withheld` document is not broken and leads nowhere.
pub fn resolve(
    incidents: &[Arc<Incident>],
    withheld: &[Arc<Incident>],
    slugs: &[Arc<str>],
    media: &[Media],
    known: impl Fn(Id) -> Option<Arc<Links>> + Sync,
    diagnostics: &mut Vec<Diagnostic>,
) -> Resolved {
    let archive = Archive {
        incidents,
        slugs,
        by_path: OnceLock::new(),
        by_name: OnceLock::new(),
        by_alias: OnceLock::new(),
        near_names: OnceLock::new(),
        near_documents: OnceLock::new(),
        near_files: OnceLock::new(),
        media: media.iter().map(|media| (&*media.path, media)).collect(),
        anchors: incidents.iter().map(|_| OnceLock::new()).collect(),
        withheld: withheld.iter().flat_map(names_of).collect(),
    };
    let links: Vec<Arc<Links>> = incidents
        .par_iter()
        .with_min_len(64)
        .enumerate()
        .map(|(id, incident)| known(id).unwrap_or_else(|| Arc::new(archive.link(id, incident))))
        .collect();
    let mut backlinks = vec![vec![]; incidents.len()];
    let mut shown = BTreeMap::new();
    for (id, links) in links.iter().enumerate() {
        for other in &links.others {
            let of_other: &mut Vec<Id> = &mut backlinks[*other];
            // Backlinks are needed in order.
            if of_other.last() != Some(&id) {
                of_other.push(id);
            }
        }
        for target in &links.targets {
            if let Target::File(path) = target
                && let Some(file) = archive.media.get(&**path)
            {
                shown.insert(path.clone(), (*file).clone());
            }
        }
        diagnostics.extend(links.problems.iter().cloned());
    }
    Resolved { links, backlinks, media: shown }
}

/// The path of a document and the names that links use for it.
fn names_of(incident: &Arc<Incident>) -> [&str; 4] {
    let names = &incident.names;
    [&*incident.path, names.title.as_str(), names.stem.as_str(), names.short.as_str()]
}

impl<'a> Archive<'a> {
    /// Whether a path or a name is that of a document that the edition leaves out.
    fn is_withheld(&self, from: &str, target: &str) -> bool {
        !self.withheld.is_empty()
            && (candidates(from, target).any(|path| self.withheld.contains(&*path))
                || self.withheld.contains(slugify(source::stem(target.trim_end_matches('/'))).as_str()))
    }

    fn by_path(&self, path: &str) -> Option<Id> {
        let all = || self.incidents.iter().enumerate().map(|(id, incident)| (&*incident.path, id)).collect();
        self.by_path.get_or_init(all).get(path).copied()
    }

    fn by_name(&self) -> &BTreeMap<&'a str, Id> {
        self.by_name.get_or_init(|| {
            let mut by_name = BTreeMap::new();
            for (id, incident) in self.incidents.iter().enumerate().rev() {
                by_name.insert(incident.names.title.as_str(), id);
                by_name.insert(incident.names.stem.as_str(), id);
                by_name.insert(&*self.slugs[id], id);
            }
            by_name
        })
    }

    /// Returns the newest document with this former name.
    fn formerly(&self, slug: &str) -> Option<Id> {
        let all = || {
            let mut former = BTreeMap::new();
            for (id, incident) in self.incidents.iter().enumerate().rev() {
                let names = incident.facts.aliases.iter().filter_map(|alias| of_alias(alias));
                former.extend(names.map(|name| (name, id)));
            }
            former
        };
        self.by_alias.get_or_init(all).get(slug).copied()
    }

    fn link(&self, id: Id, incident: &Incident) -> Links {
        let mut problems = vec![];
        let targets: Vec<Target> =
            incident.body.holes.iter().map(|hole| self.fill(id, hole, &mut problems)).collect();
        let related: Vec<Id> = incident
            .facts
            .related
            .iter()
            .filter_map(|name| self.related(incident, name, &mut problems))
            .collect();
        let linked = targets.iter().filter_map(|target| match target {
            Target::Document { id, .. } => Some(*id),
            _ => None,
        });
        let others = linked.chain(related).filter(|other| *other != id).collect();
        Links { targets, others, problems }
    }

    fn fill(&self, own: Id, hole: &Hole, diagnostics: &mut Vec<Diagnostic>) -> Target {
        let incident = &*self.incidents[own];
        let place = || match hole.span.is_empty() {
            true => Place::file(incident.path.clone()),
            false => Place::span(incident.path.clone(), hole.span.clone()),
        };
        if let HoleKind::WikiLink { .. } = hole.kind {
            return self.wiki(own, hole, diagnostics, place);
        }
        if let Some(id) = self.beside(incident, &hole.target) {
            return Target::Document { id, anchor: None };
        }
        let (path, fragment) = split(&hole.target);
        if path.is_empty() {
            let anchor = self.anchor_in(own, fragment.as_deref().unwrap_or(""));
            return anchor.map_or(Target::Nowhere, Target::Anchor);
        }
        if let Some(id) = candidates(&incident.path, &path).find_map(|path| self.by_path(&path)) {
            return self.document(id, fragment, diagnostics, place);
        }
        if let Some(file) = candidates(&incident.path, &path).find_map(|path| self.media.get(&*path)) {
            return Target::File(file.path.clone());
        }
        if matches!(hole.kind, HoleKind::Image { by_name: true, .. })
            && let Some(file) = self.media_named(&path)
        {
            return Target::File(file.path.clone());
        }
        let image = matches!(hole.kind, HoleKind::Image { .. } | HoleKind::RawImage);
        if !image && self.is_withheld(&incident.path, &path) {
            return Target::Withheld;
        }
        let code = if image { Code::MissingImage } else { Code::BrokenLink };
        let message = format!("`{}` is not in the archive", printable(&hole.target));
        let diagnostic = Diagnostic::new(code, place(), message);
        let name = path.rsplit('/').next().unwrap_or(&path);
        let former = || Some(&*self.incidents[self.formerly(&of_alias(&path)?)?].path);
        let near = match image {
            true => self.near_files.get_or_init(|| Near::files(self.media.keys().copied())),
            false => self
                .near_documents
                .get_or_init(|| Near::files(self.incidents.iter().map(|incident| &*incident.path))),
        };
        // A report lists no more of them, and each suggestion compares all names.
        let listed = diagnostics.len() < MAX_ALIKE;
        diagnostics.push(match former().filter(|_| !image) {
            Some(now) => diagnostic.hint(format!("it is `{now}` now, which has this among its `aliases`")),
            None => match listed.then(|| near.nearest(name)).flatten() {
                Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
                None => diagnostic,
            },
        });
        Target::Nowhere
    }

    /// Returns the single file with this name in any folder.
    fn media_named(&self, name: &str) -> Option<&'a Media> {
        let mut found = self.media.iter().filter(|(path, _)| path.rsplit('/').next() == Some(name));
        let first = found.next().map(|(_, media)| *media);
        first.filter(|_| found.next().is_none())
    }

    /// Resolves the most common form of link: a file name in the same folder. Must agree with
    /// [`candidates`].
    fn beside(&self, incident: &Incident, target: &str) -> Option<Id> {
        if target.starts_with('.') || target.contains(['/', '\\', '%', '?', '#']) {
            return None;
        }
        match incident.path.rsplit_once('/') {
            Some((folder, _)) => self.by_path(&format!("{folder}/{target}")),
            None => self.by_path(target),
        }
    }

    fn document(
        &self,
        id: Id,
        fragment: Option<String>,
        diagnostics: &mut Vec<Diagnostic>,
        place: impl Fn() -> Place,
    ) -> Target {
        let Some(fragment) = fragment.filter(|fragment| !fragment.is_empty()) else {
            return Target::Document { id, anchor: None };
        };
        let other = &self.incidents[id];
        if let Some(anchor) = self.anchor_in(id, &fragment) {
            return Target::Document { id, anchor: Some(anchor) };
        }
        let message = format!("`{}` has no heading with the anchor `#{fragment}`", other.path);
        let listed = diagnostics.len() < MAX_ALIKE;
        let suggest = || nearest(&fragment, other.body.headings.iter().map(|heading| heading.id.as_str()));
        let near = listed.then(suggest).flatten();
        let diagnostic = Diagnostic::new(Code::BrokenFragment, place(), message);
        diagnostics.push(match near {
            Some(near) => diagnostic.hint(format!("did you mean `#{near}`?")),
            None => diagnostic,
        });
        Target::Document { id, anchor: None }
    }

    /// Resolves a wikilink: `[[PM-2026-035]]` means the single document with that name or prefix.
    fn wiki(
        &self,
        own: Id,
        hole: &Hole,
        diagnostics: &mut Vec<Diagnostic>,
        place: impl Fn() -> Place,
    ) -> Target {
        let (name, fragment) = split(&hole.target);
        if name.is_empty() {
            let anchor = self.anchor_in(own, fragment.as_deref().unwrap_or(""));
            return anchor.map_or(Target::Nowhere, Target::Anchor);
        }
        let file = || {
            let beside =
                candidates(&self.incidents[own].path, &name).find_map(|path| self.media.get(&*path).copied());
            beside.or_else(|| self.media_named(&name))
        };
        match self.named(&name) {
            Some(id) => self.document(id, fragment, diagnostics, place),
            None if let Some(file) = file() => Target::File(file.path.clone()),
            None if self.is_withheld("", &name) => Target::Withheld,
            None => {
                let message = format!("no document is called `{}`", printable(&name));
                // Notes from a personal vault are linked the same way and aren't part of the archive.
                let diagnostic = Diagnostic::new(Code::BrokenLink, place(), message);
                diagnostics.push(Diagnostic { severity: Severity::Note, ..diagnostic });
                Target::Nowhere
            }
        }
    }

    fn named(&self, name: &str) -> Option<Id> {
        let slug = slugify(source::stem(name.trim_end_matches('/')));
        if let Some(id) = self.by_name().get(slug.as_str()) {
            return Some(*id);
        }
        if let Some(id) = self.formerly(&slug) {
            return Some(id);
        }
        let prefix = format!("{slug}-");
        if slug.len() < 4 {
            return None;
        }
        let names = self.by_name().range(prefix.as_str()..).take_while(|(key, _)| key.starts_with(&prefix));
        let mut ids = names.map(|(_, id)| *id);
        let first = ids.next()?;
        ids.all(|id| id == first).then_some(first)
    }

    /// Returns the anchor of a document that a fragment names.
    fn anchor_in(&self, id: Id, fragment: &str) -> Option<String> {
        let body = &self.incidents[id].body;
        let all = || {
            let headings = body.headings.iter().map(|heading| heading.id.as_str());
            headings
                .chain(body.title_anchor.as_deref())
                .chain(body.anchors.iter().map(String::as_str))
                .collect()
        };
        let anchors = self.anchors[id].get_or_init(all);
        let written = [fragment.to_owned(), fragment.to_lowercase()];
        // `[[note#What helped]]` names a heading by its words.
        let slug = || outline::anchor(fragment.rsplit('#').next().unwrap_or(fragment), &mut BTreeMap::new());
        let named = std::iter::once_with(slug);
        written.into_iter().chain(named).find(|id| anchors.contains(id.as_str()))
    }

    fn related(&self, incident: &Incident, name: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<Id> {
        let path = candidates(&incident.path, name).find_map(|path| self.by_path(&path));
        let found = path.or_else(|| self.named(name));
        if found.is_none() && !self.is_withheld(&incident.path, name) {
            let place = Place::of(incident.path.clone(), incident.facts.span_of("related", name));
            let diagnostic =
                Diagnostic::new(Code::UnknownRelated, place, format!("no document is called `{name}`"));
            let names = || Near::new(self.by_name().keys().map(|name| (*name, *name)).collect());
            diagnostics.push(match self.near_names.get_or_init(names).nearest(&slugify(name)) {
                Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
                None => diagnostic,
            });
        }
        found
    }
}

/// Splits a target into its percent-decoded path and fragment. A query string is kept in the path.
fn split(target: &str) -> (String, Option<String>) {
    let (path, fragment) = match target.split_once('#') {
        Some((path, fragment)) => (path, Some(percent_decode(fragment))),
        None => (target, None),
    };
    let path = path.split('?').next().unwrap_or(path);
    (percent_decode(path.trim()), fragment)
}

/// Returns the paths a target may mean, most likely first.
fn candidates(from: &str, target: &str) -> impl Iterator<Item = String> {
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let target = target.trim_start_matches("./").trim_end_matches('/');
    let mut bases = match target.strip_prefix('/') {
        // Relative to the root of the archive, or of a folder above the document.
        Some(absolute) => {
            let ancestors =
                std::iter::successors(Some(folder), |folder| folder.rsplit_once('/').map(|(up, _)| up));
            let mut bases: Vec<String> = ancestors.filter_map(|folder| normalise(folder, absolute)).collect();
            bases.extend(normalise("", absolute));
            bases
        }
        None => normalise(folder, target).into_iter().collect(),
    };
    bases.dedup();
    bases.into_iter().flat_map(|base| {
        // Built lazily: the first one almost always matches.
        (0..7).map(move |form| {
            let html = base.strip_suffix(".html").unwrap_or(&base);
            match form {
                0 => base.clone(),
                1 => format!("{base}.md"),
                2 => format!("{html}.md"),
                3 => format!("{html}.qmd"),
                4 => format!("{base}.mdx"),
                5 => format!("{base}/index.md"),
                _ => format!("{base}/README.md"),
            }
        })
    })
}

/// Resolves `.` and `..`; `None` if the path leaves the root.
fn normalise(folder: &str, target: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

fn printable(text: &str) -> String {
    text.chars().take(120).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_read_from_where_it_is_written() {
        let first = |from: &str, target: &str| candidates(from, target).next();
        assert_eq!(first("a/b/c.md", "../d.md").as_deref(), Some("a/d.md"));
        assert_eq!(first("a/b/c.md", "./d.md").as_deref(), Some("a/b/d.md"));
        assert_eq!(first("c.md", "../../etc/passwd"), None);
        assert!(candidates("docs/x/c.md", "/assets/i.png").any(|path| path == "assets/i.png"));
        assert!(candidates("a/c.md", "d.html").any(|path| path == "a/d.md"));
        assert_eq!(split("x%20y.md#A%20b"), ("x y.md".into(), Some("A b".into())));
    }
}
