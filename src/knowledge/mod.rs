//! The knowledge base: all postmortems with their facets, links and related incidents. Built by [`link`]
//! and immutable afterwards. It contains slugs but no URLs, which only `site::routes` makes.

pub mod causes;
mod facet_index;
pub mod facets;
pub mod left_out;
pub mod links;
pub mod related;
pub mod severities;

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::incident::fields::words::{Kind, Status};
use crate::incident::{Audience, Incident, Parsed, slug};
use crate::source::Media;
use facet_index::Groups;
use facets::{Facet, FacetKind, Factors};
use jiff::civil::Date;
use left_out::LeftOut;
use links::{Links, Target};
use rayon::prelude::*;
use related::{Kin, Related};
use severities::Severity;
use std::collections::BTreeMap;
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_64;

/// Index of an incident in [`KnowledgeBase::entries`], which are sorted newest first.
pub type Id = usize;

/// All documents, linked, as of one day.
#[derive(Debug)]
pub struct KnowledgeBase {
    /// The configuration.
    pub config: Arc<Config>,
    /// The date of the build.
    pub today: Date,
    /// Which documents are included.
    pub edition: Edition,
    /// All documents, newest first; those without a date come last.
    pub entries: Vec<Arc<Entry>>,
    /// Files that documents embed or link to, by path, with their digest.
    pub media: BTreeMap<Arc<str>, Media>,
    /// The documents that the edition leaves out, by path.
    pub left_out: Vec<LeftOut>,
    /// Restricted documents that an internal edition leaves out: links to them are not broken.
    withheld: Vec<Arc<Incident>>,
    groups: Arc<Groups>,
    slugs: Arc<Slugs>,
    /// The links of each document, and the files they may point to.
    links: Vec<Arc<Links>>,
    files: Vec<Media>,
    kin: Kin,
}

/// A document with what linking adds to it.
#[derive(Debug)]
pub struct Entry {
    /// The document.
    pub incident: Arc<Incident>,
    /// Its slug, unique within the site.
    pub slug: Arc<str>,
    /// Its severity on the site's scale.
    pub severity: Option<Severity>,
    /// Slugs of its services.
    pub services: Vec<String>,
    /// Slugs of its root causes.
    pub causes: Vec<String>,
    /// The causes that its contributing factors resolve to.
    pub factors: Factors,
    /// The targets of its holes, in order.
    pub targets: Vec<Target>,
    /// Documents that link here, newest first.
    pub backlinks: Vec<Id>,
}

/// Which documents a command works with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Edition {
    /// Whether drafts are included.
    pub drafts: bool,
    /// Who reads the result.
    pub audience: Audience,
}

impl Edition {
    /// Every document: drafts and restricted ones too.
    pub const EVERYTHING: Edition = Edition { drafts: true, audience: Audience::Restricted };

    /// Whether a document is part of the edition.
    pub fn includes(self, incident: &Incident) -> bool {
        (self.drafts || incident.status != Status::Draft) && self.audience.may_read(incident.visibility)
    }
}

impl KnowledgeBase {
    /// Iterates over incidents of all kinds, newest first.
    pub fn incidents(&self) -> impl Iterator<Item = (Id, &Entry)> {
        let entries = self.entries.iter().map(|entry| &**entry).enumerate();
        entries.filter(|(_, entry)| entry.incident.kind != Kind::Document)
    }

    /// Returns related incidents, most similar first. Computed for all incidents on the first call, because
    /// it costs more than the rest of linking.
    pub fn related(&self, id: Id) -> Vec<Related> {
        self.kin.related(id)
    }

    /// Like [`KnowledgeBase::related`], without the reasons.
    pub fn alike(&self, id: Id) -> Vec<Id> {
        self.kin.alike(id)
    }

    /// Returns whether another knowledge base has the same metadata and configuration, so that facets,
    /// slugs and reports are equal. Body text may differ.
    pub fn states_the_same(&self, other: &KnowledgeBase) -> bool {
        Arc::ptr_eq(&self.groups, &other.groups) && self.today == other.today
    }

    /// Returns a facet; every kind exists, possibly empty.
    pub fn facet(&self, kind: FacetKind) -> &Facet {
        &self.groups.facets[&kind]
    }
}

/// Links parsed documents into a knowledge base.
pub fn link(
    config: &Arc<Config>,
    today: Date,
    edition: Edition,
    parsed: &[Arc<Parsed>],
    media: &[Media],
) -> (KnowledgeBase, Vec<Diagnostic>) {
    link_after(None, config, today, edition, parsed, media)
}

/// Like [`link`] and with the same result, but reuses the parts of an earlier state that cannot have
/// changed.
pub fn link_after(
    before: Option<&KnowledgeBase>,
    config: &Arc<Config>,
    today: Date,
    edition: Edition,
    parsed: &[Arc<Parsed>],
    media: &[Media],
) -> (KnowledgeBase, Vec<Diagnostic>) {
    let mut diagnostics: Vec<Diagnostic> =
        parsed.iter().flat_map(|parsed| parsed.diagnostics.iter().cloned()).collect();
    let (mut incidents, others): (Vec<Arc<Incident>>, Vec<Arc<Incident>>) = parsed
        .iter()
        .filter_map(|parsed| parsed.incident.clone())
        .partition(|incident| edition.includes(incident));
    let mut left_out: Vec<LeftOut> =
        others.iter().filter_map(|incident| LeftOut::of(incident, edition)).collect();
    left_out.sort();
    // In a public edition no link to what it leaves out is reported.
    let is_withheld = |incident: &Arc<Incident>| {
        !edition.audience.is_public() && !edition.audience.may_read(incident.visibility)
    };
    let withheld: Vec<Arc<Incident>> = others.into_iter().filter(is_withheld).collect();
    incidents.sort_by(|a, b| newest_first(a, b));
    let incidents: Arc<[Arc<Incident>]> = incidents.into();
    // With unchanged metadata, facets and slugs are unchanged too.
    let same =
        before.filter(|before| before.config == *config && state_the_same(&before.entries, &incidents));
    let named = same.filter(|same| {
        same.files == media
            && have_the_same_anchors(&same.entries, &incidents)
            && are_the_same(&same.withheld, &withheld)
    });
    let known = |id: Id| {
        let same = named.filter(|same| Arc::ptr_eq(&same.entries[id].incident, &incidents[id]))?;
        Some(same.links[id].clone())
    };
    let group = || match same {
        Some(same) => same.groups.clone(),
        None => Arc::new(Groups::new(config, &incidents)),
    };
    let mut problems = vec![];
    let resolve = || {
        let slugs = same.map_or_else(|| Arc::new(slugs(&incidents)), |same| same.slugs.clone());
        let resolved = links::resolve(&incidents, &withheld, &slugs.names, media, known, &mut problems);
        (slugs, resolved)
    };
    let (groups, (slugs, resolved)) = rayon::join(group, resolve);
    diagnostics.extend(groups.problems.iter().chain(&slugs.problems).cloned());
    diagnostics.append(&mut problems);
    diagnostics.extend(incidents.iter().filter_map(|incident| not_yet(incident, today)));
    let kin = Kin::new(before.map(|before| &before.kin), incidents.clone(), groups.clone());
    let entry = |(id, backlinks): (Id, Vec<Id>)| {
        let known = same.map(|same| &same.entries[id]).filter(|known| {
            Arc::ptr_eq(&known.incident, &incidents[id])
                && known.backlinks == backlinks
                && known.targets == resolved.links[id].targets
        });
        known.cloned().unwrap_or_else(|| {
            Arc::new(Entry {
                incident: incidents[id].clone(),
                slug: slugs.names[id].clone(),
                severity: groups.severities[id].clone(),
                services: groups.services[id].iter().map(|service| service.slug.clone()).collect(),
                causes: groups.causes[id].iter().map(|cause| cause.slug.clone()).collect(),
                factors: groups.factors[id].clone(),
                targets: resolved.links[id].targets.clone(),
                backlinks,
            })
        })
    };
    let entries = resolved.backlinks.into_par_iter().with_min_len(256).enumerate().map(entry).collect();
    let (media, files) = (resolved.media, media.to_vec());
    let config = config.clone();
    let knowledge = KnowledgeBase {
        config,
        today,
        edition,
        entries,
        media,
        left_out,
        withheld,
        groups,
        slugs,
        links: resolved.links,
        files,
        kin,
    };
    (knowledge, diagnostics)
}

/// Whether two lists hold the same documents, unchanged.
fn are_the_same(before: &[Arc<Incident>], now: &[Arc<Incident>]) -> bool {
    before.len() == now.len() && before.iter().zip(now).all(|(a, b)| Arc::ptr_eq(a, b))
}

/// Returns whether the documents are the same, in the same order, with the same metadata.
fn state_the_same(before: &[Arc<Entry>], incidents: &[Arc<Incident>]) -> bool {
    let pairs = || before.iter().map(|entry| &entry.incident).zip(incidents);
    before.len() == incidents.len() && pairs().all(|(a, b)| Arc::ptr_eq(a, b) || a.states_the_same(b))
}

/// Returns whether all heading anchors are unchanged, so that links to headings still resolve the same.
fn have_the_same_anchors(before: &[Arc<Entry>], incidents: &[Arc<Incident>]) -> bool {
    let mut pairs = before.iter().map(|entry| &entry.incident).zip(incidents);
    pairs.all(|(a, b)| Arc::ptr_eq(a, b) || a.body.has_the_same_anchors(&b.body))
}

/// Returns the latest date anywhere on earth when it is `today` here.
pub fn latest(today: Date) -> Date {
    today.tomorrow().unwrap_or(today)
}

/// Reports an incident dated in the future.
fn not_yet(incident: &Incident, today: Date) -> Option<Diagnostic> {
    let day = incident.date.filter(|_| incident.kind.counts())?.day();
    if day <= latest(today) {
        return None;
    }
    let spans = &incident.facts.spans;
    let span = ["date", "started"].iter().find_map(|key| spans.get(key));
    let place = Place::of(incident.path.clone(), span.cloned());
    let message = format!("the incident is dated {day}, and today is {today}");
    let hint = "correct the date; of work that is planned say `kind: maintenance`";
    Some(Diagnostic::new(Code::NotYet, place, message).hint(hint))
}

fn newest_first(a: &Incident, b: &Incident) -> std::cmp::Ordering {
    let date = |incident: &Incident| incident.date.map(|date| date.at);
    date(b).cmp(&date(a)).then_with(|| match a.date {
        // On the same day, the higher number in the path is newer.
        Some(_) => b.path.cmp(&a.path),
        None => a.path.cmp(&b.path),
    })
}

/// One slug per document.
#[derive(Debug)]
struct Slugs {
    names: Vec<Arc<str>>,
    problems: Vec<Diagnostic>,
}

/// Returns short slugs, and long ones for documents that would share a short one.
fn slugs(incidents: &[Arc<Incident>]) -> Slugs {
    let mut diagnostics = vec![];
    let mut digests: Vec<u64> =
        incidents.iter().map(|incident| xxh3_64(incident.names.short.as_bytes())).collect();
    digests.sort_unstable();
    // Different digests mean different names.
    if digests.windows(2).all(|pair| pair[0] != pair[1]) {
        let names = incidents.iter().map(|incident| incident.names.short.as_str().into()).collect();
        return Slugs { names, problems: vec![] };
    }
    let mut by_short: BTreeMap<&str, Vec<Id>> = BTreeMap::new();
    for (id, incident) in incidents.iter().enumerate() {
        by_short.entry(&incident.names.short).or_default().push(id);
    }
    let mut slugs: Vec<Arc<str>> = vec![Arc::default(); incidents.len()];
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
            slugs[id] = slug.into();
        }
    }
    Slugs { names: slugs, problems: diagnostics }
}
