//! What the postmortems say together: which causes recur and whether the fixes held, what was promised, who
//! found out first, where things are going.
//!
//! Pure functions of the [`KnowledgeBase`]: the pages, the terminal and JSON show the same values. Nothing
//! here knows an address, asks a clock or ranks people, and nothing is averaged over durations.

pub mod causes;
pub mod detection;
pub mod document;
pub mod fixes;
pub mod follow_ups;
pub mod lazy;
pub mod lengths;
pub mod review;
pub mod scope;
pub mod statistics;
pub mod trends;

use crate::knowledge::KnowledgeBase;
use causes::Causes;
use detection::Detection;
use follow_ups::FollowUps;
use scope::{Scope, Window};
use serde::Serialize;
use std::sync::Arc;
use trends::Trends;

/// Version of the reports' JSON format.
pub const SCHEMA: u32 = 1;

/// The reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// Recurring causes, and whether the fixes held.
    Causes,
    /// Follow-ups and their state.
    FollowUps,
    /// Who found incidents first.
    Detection,
    /// Changes over time.
    Trends,
}

impl Topic {
    /// All reports in the order a review shows them.
    pub const ALL: [Topic; 4] = [Topic::Causes, Topic::FollowUps, Topic::Detection, Topic::Trends];

    /// Returns the identifier used in URLs and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Topic::Causes => "causes",
            Topic::FollowUps => "follow-ups",
            Topic::Detection => "detection",
            Topic::Trends => "trends",
        }
    }

    /// Returns the title for readers.
    pub fn title(self) -> &'static str {
        match self {
            Topic::Causes => "What keeps going wrong",
            Topic::FollowUps => "What was promised",
            Topic::Detection => "Who found out first",
            Topic::Trends => "Where things are going",
        }
    }
}

/// All reports on one period.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reports {
    /// Recurring causes, and whether the fixes held.
    pub causes: Arc<Causes>,
    /// Follow-ups and their state.
    pub follow_ups: FollowUps,
    /// Who found incidents first.
    pub detection: Detection,
    /// Changes over time.
    pub trends: Trends,
}

impl Reports {
    /// Computes all reports for a period.
    pub fn new(knowledge: &KnowledgeBase, window: Window) -> Reports {
        Reports::with(&Scope::new(knowledge, window), |scope| Arc::new(Causes::new(scope)))
    }

    fn with(scope: &Scope<'_>, causes: impl FnOnce(&Scope<'_>) -> Arc<Causes> + Send) -> Reports {
        let (follow_ups, (causes, (detection, trends))) = rayon::join(
            || FollowUps::new(scope),
            || (causes(scope), rayon::join(|| Detection::new(scope), || Trends::new(scope))),
        );
        Reports { causes, follow_ups, detection, trends }
    }

    /// Serialises one report as JSON.
    pub fn json(&self, topic: Topic) -> serde_json::Result<String> {
        match topic {
            Topic::Causes => serde_json::to_string(&*self.causes),
            Topic::FollowUps => serde_json::to_string(&self.follow_ups),
            Topic::Detection => serde_json::to_string(&self.detection),
            Topic::Trends => serde_json::to_string(&self.trends),
        }
    }
}
