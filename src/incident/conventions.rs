//! How the files of an archive are read: what of the configuration a single document needs to know. Not what is
//! known of other documents.

use super::fields::keys::Keys;
use super::outline::Block;
use super::sections::{HeadingNames, SectionKind};
use super::timeline::{self, Timeline};
use crate::config::Config;
use jiff::tz::TimeZone;

/// The part of the configuration that decides how a file is read.
#[derive(Debug, Clone)]
pub struct Conventions {
    /// Which key means what.
    pub keys: Keys,
    /// The zone of times written without one.
    pub zone: TimeZone,
    /// Whether the archive says so; without, a document knows better.
    pub zone_stated: bool,
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
        Conventions {
            keys: Keys::new(config),
            zone: config.zone(),
            zone_stated: config.timezone_stated,
            headings: HeadingNames::new(&headings.collect()),
            public: false,
        }
    }

    /// The same, for the public edition or not.
    #[must_use]
    pub fn public(self, public: bool) -> Conventions {
        Conventions { public, ..self }
    }

    /// The same with the zone of the times in a document's head, if that is another: what a line above the first
    /// section says of all times, else, where the archive says nothing, what the document says of its timeline.
    pub(super) fn of_head(&self, blocks: &[Block], timeline: &Timeline) -> Option<Conventions> {
        let of_timeline = timeline.zone.clone().filter(|_| !self.zone_stated);
        let zone = timeline::zone_above(blocks).or(of_timeline)?;
        (zone != self.zone).then(|| Conventions { zone, ..self.clone() })
    }
}
