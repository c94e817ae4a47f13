//! ALL postmortems: what they have in common and how they lead to each other. Born complete by
//! [`link`] and immutable; knows addresses only as slugs, since `site::routes` makes URLs of them.

pub mod causes;
pub mod facets;
pub mod links;
pub mod related;
pub mod severities;

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::incident::fields::words::{Kind, Status, Visibility};
use crate::incident::{Incident, Parsed, slug};
use crate::source::Media;
use facets::{Facet, FacetKind};
use jiff::civil::Date;
use links::Target;
use related::{Kin, Related};
use severities::Severity;
use std::collections::BTreeMap;
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_64;

/// Position of an incident in [`KnowledgeBase::entries`]; they are ordered newest first.
pub type Id = usize;

/// Everything that is known, for one day.
#[derive(Debug)]
pub struct KnowledgeBase {
    /// The configuration.
    pub config: Arc<Config>,
    /// The day it is seen from.
    pub today: Date,
    /// Who it is for.
    pub edition: Edition,
    /// Every page's document, newest first, those without a date last.
    pub entries: Vec<Entry>,
    /// Services, causes, severities, tags and years with their incidents.
    pub facets: BTreeMap<FacetKind, Facet>,
    /// Files that documents show or offer, by path, with their digest.
    pub media: BTreeMap<Arc<str>, Media>,
    kin: Kin,
}

/// One document among the others.
#[derive(Debug)]
pub struct Entry {
    /// The document.
    pub incident: Arc<Incident>,
    /// Its name in addresses, unique in the site.
    pub slug: String,
    /// Its place on the site's scale.
    pub severity: Option<Severity>,
    /// Slugs of its services.
    pub services: Vec<String>,
    /// Slugs of its root causes.
    pub causes: Vec<String>,
    /// What its holes lead to, one each.
    pub targets: Vec<Target>,
    /// Documents that link here, newest first.
    pub backlinks: Vec<Id>,
}

/// What a build asks for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Edition {
    /// Whether drafts are part of it.
    pub drafts: bool,
    /// Whether only what anybody may read is part of it.
    pub public_only: bool,
}

impl KnowledgeBase {
    /// The entries that are incidents of any kind, newest first.
    pub fn incidents(&self) -> impl Iterator<Item = (Id, &Entry)> {
        self.entries.iter().enumerate().filter(|(_, entry)| entry.incident.kind != Kind::Document)
    }

    /// Incidents like this one, the most alike first. They are found, for all at once, when the first page
    /// asks: it costs more than everything else about linking.
    pub fn related(&self, id: Id) -> &[Related] {
        self.kin.related(id)
    }

    /// The facet of a kind; every kind is there, if empty.
    pub fn facet(&self, kind: FacetKind) -> &Facet {
        &self.facets[&kind]
    }
}

/// Links what was parsed into one knowledge base.
pub fn link(
    config: &Arc<Config>,
    today: Date,
    edition: Edition,
    parsed: &[Arc<Parsed>],
    media: &[Media],
) -> (KnowledgeBase, Vec<Diagnostic>) {
    let mut diagnostics: Vec<Diagnostic> =
        parsed.iter().flat_map(|parsed| parsed.diagnostics.iter().cloned()).collect();
    let mut incidents: Vec<Arc<Incident>> = parsed
        .iter()
        .filter_map(|parsed| parsed.incident.clone())
        .filter(|incident| edition.drafts || incident.status != Status::Draft)
        .filter(|incident| !edition.public_only || incident.visibility == Visibility::Public)
        .collect();
    incidents.sort_by(|a, b| newest_first(a, b));
    let mut problems = vec![];
    let group = || {
        let severities = severities::rank(config, &incidents, &mut diagnostics);
        let causes = causes::resolve(config, &incidents, &mut diagnostics);
        let services = facets::services(config, &incidents);
        let facets = facets::build(config, &incidents, &services, &severities, &causes);
        (severities, causes, services, facets)
    };
    let resolve = || {
        let slugs = slugs(&incidents, &mut problems);
        let resolved = links::resolve(&incidents, &slugs, media, &mut problems);
        (slugs, resolved)
    };
    let ((severities, causes, services, facets), (slugs, resolved)) = rayon::join(group, resolve);
    diagnostics.append(&mut problems);
    let kin = Kin::new(incidents.clone(), services.clone(), causes.clone());
    let mut parts = slugs.into_iter().zip(severities).zip(services).zip(causes);
    let mut links = resolved.targets.into_iter().zip(resolved.backlinks);
    let entry = |incident| {
        let (((slug, severity), services), causes) = parts.next()?;
        let (targets, backlinks) = links.next()?;
        let services = services.into_iter().map(|service| service.slug).collect();
        let causes = causes.into_iter().map(|cause| cause.slug).collect();
        Some(Entry { incident, slug, severity, services, causes, targets, backlinks })
    };
    let entries: Vec<Entry> = incidents.into_iter().filter_map(entry).collect();
    let media = resolved.media;
    (KnowledgeBase { config: config.clone(), today, edition, entries, facets, media, kin }, diagnostics)
}

fn newest_first(a: &Incident, b: &Incident) -> std::cmp::Ordering {
    let date = |incident: &Incident| incident.date.map(|date| date.at);
    date(b).cmp(&date(a)).then_with(|| a.path.cmp(&b.path))
}

/// One slug each: short ones, and long ones for documents that would share a short one.
fn slugs(incidents: &[Arc<Incident>], diagnostics: &mut Vec<Diagnostic>) -> Vec<String> {
    let mut digests: Vec<u64> =
        incidents.iter().map(|incident| xxh3_64(incident.names.short.as_bytes())).collect();
    digests.sort_unstable();
    // Names with different digests are different names.
    if digests.windows(2).all(|pair| pair[0] != pair[1]) {
        return incidents.iter().map(|incident| incident.names.short.clone()).collect();
    }
    let mut by_short: BTreeMap<&str, Vec<Id>> = BTreeMap::new();
    for (id, incident) in incidents.iter().enumerate() {
        by_short.entry(&incident.names.short).or_default().push(id);
    }
    let mut slugs = vec![String::new(); incidents.len()];
    let mut owners: BTreeMap<String, Id> = BTreeMap::new();
    for (short, mut ids) in by_short {
        ids.sort_by_key(|id| incidents[*id].path.clone());
        for &id in &ids {
            let path = &incidents[id].path;
            let slug = if ids.len() == 1 { short.to_owned() } else { slug::long(path) };
            if ids.len() > 1 {
                let other =
                    ids.iter().find(|other| **other != id).map_or(path, |other| &incidents[*other].path);
                let message =
                    format!("`{path}` and `{other}` both want the address `{short}`; this one is `{slug}`");
                let diagnostic = Diagnostic::new(Code::SlugShared, Place::file(path.clone()), message);
                diagnostics.push(diagnostic.hint("rename one of the two for a short address"));
            }
            if let Some(other) = owners.insert(slug.clone(), id) {
                let message =
                    format!("`{}` and `{path}` have the same address `{slug}`", incidents[other].path);
                diagnostics.push(
                    Diagnostic::new(Code::SlugClash, Place::file(path.clone()), message)
                        .hint("rename one of the two"),
                );
            }
            slugs[id] = slug;
        }
    }
    slugs
}
