//! How the files of an archive are read: what of the configuration a single document needs to know. Not what is
//! known of other documents.

use super::fields::keys::Keys;
use super::lexicon::Label;
use super::sections::{HeadingNames, SectionKind};
use crate::config::Config;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// The part of the configuration that decides how a file is read.
#[derive(Debug, Clone)]
pub struct Conventions {
    /// Which key means what.
    pub keys: Keys,
    /// The zone of times written without one.
    pub zone: TimeZone,
    /// Whether the archive says so; without, a document knows better.
    pub zone_stated: bool,
    /// The team's own names of zones.
    pub zones: BTreeMap<String, TimeZone>,
    /// Further headings of known sections.
    pub headings: HeadingNames,
    /// Whether the parts that only colleagues may read are left out.
    pub public: bool,
}

impl Conventions {
    /// Those of a knowledge base.
    pub fn new(config: &Config) -> Conventions {
        let headings = config.headings.iter().filter_map(|(kind, names)| {
            let kind = SectionKind::from_name(kind)?;
            Some((kind, names.names().to_vec()))
        });
        let labels = config.fields.iter().filter_map(|(key, names)| Some((Label::from_name(key)?, names)));
        let labels =
            labels.flat_map(|(label, names)| names.names().iter().map(move |name| (name.as_str(), label)));
        Conventions {
            keys: Keys::new(config),
            zone: config.zone(),
            zone_stated: config.timezone_stated,
            zones: config.zone_names(),
            headings: HeadingNames::new(&headings.collect()).with_labels(labels),
            public: false,
        }
    }

    /// The same, for the public edition or not.
    #[must_use]
    pub fn public(self, public: bool) -> Conventions {
        Conventions { public, ..self }
    }
}
