//! The fixed lists: status, kind, visibility, and who found the incident.

use serde::Serialize;

macro_rules! words {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal $(| $other:literal)*),+ $(,)? }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        pub enum $name { $($(#[$doc])* #[serde(rename = $word)] $variant),+ }

        impl $name {
            /// The words of the list.
            pub const WORDS: &'static [&'static str] = &[$($word),+];

            /// Every spelling that is read, in lower case.
            pub const SPELLINGS: &'static [&'static str] = &[$($word $(, $other)*),+];

            /// The word as it is written in front matter.
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }

            /// Reads a word, with the spellings that mean the same.
            pub fn read(text: &str) -> Option<$name> {
                let folded = text.trim().to_lowercase().replace(['_', ' '], "-");
                match folded.as_str() { $($word $(| $other)* => Some($name::$variant),)+ _ => None }
            }
        }
    };
}

words! {
    /// How far the document is.
    Status {
        /// Being written: only built with `--drafts`.
        Draft = "draft" | "wip",
        /// Being read by others.
        Review = "review" | "in-review" | "in-progress" | "preliminary",
        /// Done.
        Final = "final" | "complete" | "completed" | "published" | "resolved" | "closed" | "done" | "approved",
    }
}

words! {
    /// What the document is about.
    Kind {
        /// Something broke.
        Incident = "incident" | "outage" | "issue",
        /// Something nearly broke.
        NearMiss = "near-miss" | "nearmiss",
        /// A vulnerability or an attack.
        Security = "security" | "vulnerability",
        /// Planned work; stays out of the recurrence figures.
        Maintenance = "maintenance" | "planned" | "under-maintenance",
        /// A drill; stays out of the recurrence figures.
        Exercise = "exercise" | "drill" | "game-day" | "gameday",
        /// An index or a template among the postmortems: a page, and no incident.
        Document = "document" | "page",
    }
}

words! {
    /// Who may read it.
    Visibility {
        /// Anybody.
        Public = "public",
        /// The organisation.
        Internal = "internal",
        /// Named people.
        Restricted = "restricted" | "confidential" | "private",
    }
}

words! {
    /// How the incident was found.
    DetectedBy {
        /// An alert fired.
        Alert = "alert" | "alerts" | "alerting" | "monitoring" | "monitor" | "pager" | "アラート" | "監視" | "監視アラート" | "自動アラート" | "自動検知",
        /// Somebody looked at a dashboard.
        Dashboard = "dashboard" | "dashboards",
        /// A probe acting as a user.
        Synthetic = "synthetic" | "synthetics" | "synthetic-probe" | "synthetic-check" | "probe" | "smoke-test",
        /// A test or a deployment pipeline.
        Ci = "ci" | "pipeline" | "test" | "tests",
        /// A customer told us.
        Customer = "customer" | "customers" | "customer-report" | "user" | "users" | "user-report" | "support" | "support-ticket" | "ユーザー報告" | "ユーザ報告" | "ユーザーからの報告" | "ユーザーによる報告" | "ユーザーによる手動報告" | "ユーザ自身による報告" | "顧客報告" | "顧客からの報告",
        /// A colleague noticed.
        Employee = "employee" | "staff" | "colleague" | "engineer" | "developer" | "internal",
        /// A partner told us.
        Partner = "partner" | "vendor" | "provider",
        /// Somebody reported it: press, social media, a researcher.
        Report = "report" | "social-media" | "press" | "researcher",
    }
}

/// The word without a remark in brackets and without doubts: `alert (PagerDuty)`, `Draft?`.
pub fn bare(text: &str) -> &str {
    let signs = |c: char| c.is_whitespace() || matches!(c, '?' | '!' | '.');
    let text = text.trim_end_matches(signs);
    let remark = text.find(['(', '（']).filter(|_| text.ends_with([')', '）']));
    remark.map_or(text, |at| text[..at].trim_end_matches(signs))
}

impl DetectedBy {
    /// Whether our own instruments found it, rather than a person telling us.
    pub fn by_us(self) -> bool {
        matches!(self, DetectedBy::Alert | DetectedBy::Dashboard | DetectedBy::Synthetic | DetectedBy::Ci)
    }
}

impl Kind {
    /// Whether the figures about recurrence count it. A near-miss is counted: its cause came back, whoever
    /// was spared.
    pub fn counts(self) -> bool {
        matches!(self, Kind::Incident | Kind::Security | Kind::NearMiss)
    }
}
