//! Keys that say whether a document is published and for whom: ours, those of other generators, and slips of them.

use crate::incident::fields::words::Visibility;
use crate::incident::unified::unified_words;

/// What a key asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    /// Whether the document is a draft, or is hidden like one.
    Draft,
    /// Whether it is published.
    Published,
    /// Whether it is for these readers only.
    Flag(Visibility),
    /// Whether it is public. Only `visibility` can make it so.
    Public,
    /// Who may read it.
    Access,
    /// How far it is.
    Status,
    /// Nothing: the key is nearly one of ours, and counts like it where it withholds.
    Near(Ours),
}

/// A key that a slip is nearly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ours {
    Visibility,
    Published,
    Draft,
    Status,
}

impl Ours {
    /// The key as it is written.
    pub fn name(self) -> &'static str {
        match self {
            Ours::Visibility => "visibility",
            Ours::Published => "published",
            Ours::Draft => "draft",
            Ours::Status => "status",
        }
    }
}

const DRAFT: &[&str] = &[
    "draft",
    "drafts",
    "isdraft",
    "indraft",
    "wip",
    "unpublished",
    "hidden",
    "ishidden",
    "hide",
    "unlisted",
    "unpublish",
    "nopublish",
    "donotpublish",
    "dontpublish",
    "entwurf",
    "brouillon",
    "borrador",
    "rascunho",
    "bozza",
    "下書き",
    "草稿",
    "ドラフト",
];

const PUBLISHED: &[&str] = &[
    "published",
    "publish",
    "ispublished",
    "visible",
    "isvisible",
    "listed",
    "veroffentlicht",
    "publie",
    "publicado",
];

const INTERNAL_FLAGS: &[&str] =
    &["internal", "internalonly", "isinternal", "embargo", "embargoed", "nda", "sensitive"];

const RESTRICTED_FLAGS: &[&str] = &["private", "isprivate", "confidential", "restricted", "secret"];

const ACCESS: &[&str] = &[
    "visibility",
    "audience",
    "access",
    "accesslevel",
    "confidentiality",
    "classification",
    "sensitivity",
    "tlp",
    "distribution",
    "privacy",
    "readers",
    "sichtbarkeit",
    "公開範囲",
    "公開",
    "可见性",
    "可見性",
    "公开范围",
];

const STATUS: &[&str] = &[
    "status",
    "state",
    "stage",
    "phase",
    "workflow",
    "publicationstatus",
    "documentstatus",
    "docstatus",
    "reviewstatus",
    "reportstatus",
    "postmortemstatus",
    "ステータス",
    "状態",
    "状态",
    "狀態",
    "statut",
    "estado",
    "stato",
];

/// Keys within reach of ours that mean something else.
const OTHERS: [&str; 13] = [
    "states",
    "stats",
    "stat",
    "statue",
    "statute",
    "drift",
    "craft",
    "graft",
    "raft",
    "publisher",
    "publishes",
    "viability",
    "disability",
];

/// Our keys, how many letters may be wrong, and what is meant.
const NEAR: &[(&str, usize, Ours)] = &[
    ("visibility", 3, Ours::Visibility),
    ("published", 1, Ours::Published),
    ("draft", 1, Ours::Draft),
    ("status", 1, Ours::Status),
];

/// Returns what a key asks, by the last part of a dotted one.
pub(super) fn read(key: &str) -> Option<Key> {
    let last = key.rsplit(['.', ':', '/']).find(|part| !part.trim().is_empty()).unwrap_or(key);
    let name = unified_words(last).concat();
    let is = |names: &[&str]| names.contains(&name.as_str());
    if is(DRAFT) {
        Some(Key::Draft)
    } else if is(PUBLISHED) {
        Some(Key::Published)
    } else if is(INTERNAL_FLAGS) {
        Some(Key::Flag(Visibility::Internal))
    } else if is(RESTRICTED_FLAGS) {
        Some(Key::Flag(Visibility::Restricted))
    } else if is(ACCESS) {
        Some(Key::Access)
    } else if is(STATUS) {
        Some(Key::Status)
    } else if matches!(name.as_str(), "public" | "ispublic") {
        Some(Key::Public)
    } else {
        near(&name).map(Key::Near)
    }
}

fn near(name: &str) -> Option<Ours> {
    if OTHERS.contains(&name) {
        return None;
    }
    if name == "vis" || name == "viz" || name.starts_with("visib") || name.starts_with("visab") {
        return Some(Ours::Visibility);
    }
    let near = NEAR.iter().find(|(ours, slack, _)| {
        let length = name.chars().count();
        length.abs_diff(ours.len()) <= *slack
            && length >= 4
            && strsim::damerau_levenshtein(name, ours) <= *slack
    });
    near.map(|(_, _, meant)| *meant)
}
