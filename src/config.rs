//! `hindsite.toml`: what a team may set, every key with a default. Not command-line options, and
//! not where files are: `source` knows that.

mod check;
mod explain;
mod stated;
mod values;

pub use check::{Check, Fact};
pub(crate) use explain::explain;
pub use stated::Stated;
pub use values::no_site_address;

use crate::diagnostic::{Code, Diagnostic, nearest};
use jiff::tz::TimeZone;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The file's name, in the root of a knowledge base.
pub const FILE_NAME: &str = "hindsite.toml";

/// The themes inside of hindsite.
pub const BUILT_IN_THEMES: &[&str] = &["default", "plain"];

/// Everything `hindsite.toml` can say.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The site's name.
    pub title: String,
    /// One sentence about the site, for the home page, feeds and search engines.
    pub description: String,
    /// Where the site is published; only feeds and canonical links need it, and without it there is no sitemap.
    pub base_url: Option<String>,
    /// The folders with postmortems, relative to the root.
    pub content: Vec<String>,
    /// The folder that is copied as it is.
    #[serde(rename = "static")]
    pub static_dir: String,
    /// The theme's folder under `themes/`, or a built-in theme.
    pub theme: Option<String>,
    /// Whether search engines may list the site; if nothing is said, only the public edition.
    pub search_engines: Option<bool>,
    /// IANA name of the zone of times written without one.
    pub timezone: String,
    /// BCP 47 tag of the language most documents are in.
    pub language: String,
    /// Where a document can be edited; `{path}` is replaced.
    pub edit_url: Option<String>,
    /// Globs of files that are not postmortems, relative to the root.
    pub ignore: Vec<String>,
    /// The severity scale, worst first.
    pub severities: Vec<SeverityLevel>,
    /// Our key to the names an archive uses for it.
    pub fields: BTreeMap<String, OneOrMany>,
    /// Kind of section to further headings that open it.
    pub headings: BTreeMap<String, OneOrMany>,
    /// Further names of time zones, as people write them behind a time: `GST = "+04:00"`.
    pub zones: BTreeMap<String, String>,
    /// The controlled vocabulary of root causes; empty for free text.
    pub causes: BTreeMap<String, Term>,
    /// What is known about services.
    pub services: BTreeMap<String, Term>,
    /// What the public edition needs to know.
    pub public: Public,
    /// What `check` looks at, and how much it matters.
    pub check: Check,
    /// Whether the file names a time zone, even the default one.
    #[serde(skip)]
    pub timezone_stated: bool,
}

/// `[public]`
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Public {
    /// Words that the public edition may say although a document that it withholds says them too.
    pub allow: Vec<String>,
}

/// One step of the severity scale.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeverityLevel {
    /// The name that is shown.
    pub name: String,
    /// Other spellings.
    #[serde(default)]
    pub aliases: Vec<String>,
}

/// A cause or a service as the team names it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Term {
    /// The name that is shown; the key if there is none.
    pub title: Option<String>,
    /// Other spellings.
    pub aliases: Vec<String>,
    /// The team that owns it.
    pub owner: Option<String>,
    /// What it is.
    pub description: Option<String>,
}

/// `"a"` or `["a", "b"]`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum OneOrMany {
    /// A single name.
    One(String),
    /// Several.
    Many(Vec<String>),
}

impl OneOrMany {
    /// The names.
    pub fn names(&self) -> &[String] {
        match self {
            OneOrMany::One(name) => std::slice::from_ref(name),
            OneOrMany::Many(names) => names,
        }
    }
}

impl Default for Config {
    fn default() -> Self {
        Config {
            title: "Postmortems".into(),
            description: String::new(),
            base_url: None,
            content: vec!["content".into()],
            static_dir: "static".into(),
            theme: None,
            search_engines: None,
            timezone: "UTC".into(),
            language: "en".into(),
            edit_url: None,
            ignore: vec![],
            severities: vec![],
            fields: BTreeMap::new(),
            headings: BTreeMap::new(),
            zones: BTreeMap::new(),
            causes: BTreeMap::new(),
            services: BTreeMap::new(),
            check: Check::default(),
            timezone_stated: false,
            public: Public::default(),
        }
    }
}

/// An offset such as `+07:00`, or an IANA name.
fn zone_of(text: &str) -> Option<TimeZone> {
    let offset = || {
        let (sign, digits) = (if text.starts_with('-') { -1 } else { 1 }, text.strip_prefix(['+', '-'])?);
        let (hours, minutes) = digits.split_once(':').unwrap_or((digits, "0"));
        let seconds = hours.parse::<i32>().ok()? * 3600 + minutes.parse::<i32>().ok()? * 60;
        jiff::tz::Offset::from_seconds(sign * seconds).ok().map(TimeZone::fixed)
    };
    offset().or_else(|| jiff::tz::db().get(text).ok())
}

impl Config {
    /// Reads a configuration; every problem is an error at its place.
    pub fn parse(path: &Arc<str>, text: &str) -> Result<Config, Vec<Diagnostic>> {
        let mut config: Config = toml::from_str(text).map_err(|error| vec![explain(path, &error)])?;
        config.timezone_stated =
            toml::from_str::<toml::Table>(text).is_ok_and(|all| all.contains_key("timezone"));
        let problems = config.check(&Stated { path: path.clone(), text });
        if problems.is_empty() { Ok(config) } else { Err(problems) }
    }

    /// The zone of times written without one.
    pub fn zone(&self) -> TimeZone {
        jiff::tz::db().get(&self.timezone).unwrap_or(TimeZone::UTC)
    }

    /// The team's names of zones.
    pub fn zone_names(&self) -> BTreeMap<String, TimeZone> {
        let named = self.zones.iter();
        named.filter_map(|(name, zone)| Some((name.clone(), zone_of(zone)?))).collect()
    }

    fn check(&self, stated: &Stated<'_>) -> Vec<Diagnostic> {
        let problem = |key: &str, word: &str, message: String, hint: &str| {
            Diagnostic::new(Code::ConfigValue, stated.word(key, word), message).hint(hint)
        };
        let mut problems = vec![];
        if jiff::tz::db().get(&self.timezone).is_err() {
            let message = format!("`{}` is not a time zone", self.timezone);
            let hint = "use an IANA name such as `Europe/Copenhagen`";
            problems.push(problem("timezone", &self.timezone, message, hint));
        }
        for (name, zone) in self.zones.iter().filter(|(_, zone)| zone_of(zone).is_none()) {
            let message = format!("`{zone}` is not a time zone, so `{name}` cannot name it");
            problems.push(problem("zones", zone, message, "use an offset such as `+07:00`, or an IANA name"));
        }
        for found in values::problems(self) {
            problems.push(problem(found.key, &found.word, found.message, found.hint));
        }
        for glob in &self.ignore {
            if let Err(error) = globset::Glob::new(glob) {
                let message = format!("`{glob}` is not a glob: {}", error.kind());
                let hint = "globs are as in `**/template*.md`: docs/configuration.md";
                problems.push(problem("ignore", glob, message, hint));
            }
        }
        for (table, names, known) in
            [("fields", &self.fields, KNOWN_FIELDS), ("headings", &self.headings, KNOWN_HEADINGS)]
        {
            for key in names.keys().filter(|key| !known.contains(&key.as_str())) {
                let message = format!("`{key}` is not a name that hindsite knows");
                let hint = match nearest(key, known.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("one of {}", known.join(", ")),
                };
                problems.push(problem(table, key, message, &hint));
            }
        }
        if let Some(theme) = self.theme.as_ref().filter(|name| !is_name(name)) {
            let hint =
                format!("the name of a folder under `themes/`, or one of {}", BUILT_IN_THEMES.join(", "));
            problems.push(problem("theme", theme, format!("`{theme}` is not the name of a theme"), &hint));
        }
        for (id, (message, hint)) in self.check.problems() {
            problems.push(problem("check", id, message, &hint));
        }
        problems
    }
}

/// Whether it can be the name of one folder, and of none above.
fn is_name(text: &str) -> bool {
    !text.trim().is_empty() && !text.starts_with('.') && !text.contains(['/', '\\'])
}

/// The keys of a postmortem, as DESIGN's table has them.
pub const KNOWN_FIELDS: &[&str] = &[
    "title",
    "date",
    "severity",
    "duration",
    "started",
    "detected",
    "acknowledged",
    "mitigated",
    "resolved",
    "introduced",
    "services",
    "root_cause",
    "contributing_factors",
    "trigger",
    "detected_by",
    "status",
    "kind",
    "actions",
    "tags",
    "authors",
    "symptoms",
    "related",
    "aliases",
    "visibility",
    "summary",
];

/// The kinds of section that `[headings]` can extend.
pub const KNOWN_HEADINGS: &[&str] = &[
    "summary",
    "impact",
    "timeline",
    "detection",
    "trigger",
    "root_cause",
    "contributing_factors",
    "resolution",
    "should_have_happened",
    "went_well",
    "went_wrong",
    "lucky",
    "lessons",
    "action_items",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn complaint(text: &str) -> (String, Option<String>) {
        let problems = Config::parse(&"hindsite.toml".into(), text).expect_err("a problem");
        (problems[0].message.clone(), problems[0].hint.clone())
    }

    #[test]
    fn the_example_of_the_design_is_read() {
        let text = r#"
            title = "Acme postmortems"
            base_url = "https://acme.github.io/postmortems/"
            content = ["content"]
            timezone = "UTC"
            severities = [{ name = "SEV1", aliases = ["P0", "critical"] }, { name = "SEV2" }]
            [fields]
            services = ["affected", "affectedSystems"]
            resolved = "resolvedWhen"
            [causes.expired-certificate]
            title = "Expired certificate"
            aliases = ["cert expiry"]
            [services.checkout]
            owner = "payments"
        "#;
        let config = Config::parse(&"hindsite.toml".into(), text).expect("a configuration");
        assert_eq!(config.severities[0].aliases, ["P0", "critical"]);
        assert_eq!(config.fields["resolved"].names(), ["resolvedWhen"]);
        assert_eq!(config.services["checkout"].owner.as_deref(), Some("payments"));
    }

    #[test]
    fn a_typo_is_answered_with_what_was_meant() {
        let (message, hint) = complaint("titel = \"x\"");
        assert_eq!(message, "there is no key `titel`");
        assert_eq!(hint.as_deref(), Some("did you mean `title`?"));
        assert_eq!(complaint("[fields]\nservice = \"x\"").1.as_deref(), Some("did you mean `services`?"));
        assert_eq!(complaint("timezone = \"Mars/Base\"").0, "`Mars/Base` is not a time zone");
    }

    #[test]
    fn a_problem_is_shown_where_its_key_stands_and_not_where_a_comment_has_its_words() {
        let place = |text: &str| {
            let problem = Config::parse(&"hindsite.toml".into(), text).expect_err("a problem").remove(0);
            problem.place.range().map(|span| (text[..=span.start].lines().count(), text[span].to_owned()))
        };
        for (text, line, word) in [
            ("# Mars/Base\ntimezone = \"Mars/Base\"", 2, "\"Mars/Base\""),
            ("title = \"a [b\"\nignore = [\"x\", \"a [b\"]", 2, "\"a [b\""),
            ("title = \"Our service\"\n[fields]\nservice = \"x\"", 3, "service"),
            ("title = \"dns\"\n[causes.a]\naliases = [\"dns\"]\n[causes.b]\ntitle = \"dns\"", 3, "\"dns\""),
            ("title = \"Our theme\"\ntheme = \"\"", 2, "\"\""),
        ] {
            assert_eq!(place(text), Some((line, word.to_owned())), "{text}");
        }
    }

    #[test]
    fn an_address_that_is_none_and_a_name_of_two_things_are_refused() {
        for (text, expected) in [
            ("base_url = \"acme.github.io\"", "`acme.github.io` is not an address"),
            ("base_url = \"https:///x\"", "`https:///x` is not an address"),
            ("edit_url = \"javascript:alert(1)//{path}\"", "`javascript:alert(1)//{path}` is not an address"),
            (
                "edit_url = \"https://x.org/edit\"",
                "`https://x.org/edit` has no `{path}`, so that it would lead from every page to the same one",
            ),
            (
                "[causes.a]\naliases = [\"Cert expiry\"]\n[causes.b]\naliases = [\"cert-expiry\"]",
                "`cert-expiry` is a name of `a` and of `b`",
            ),
            (
                "severities = [{ name = \"A\", aliases = [\"p0\"] }, { name = \"B\", aliases = [\"P0\"] }]",
                "`P0` is a name of `A` and of `B`",
            ),
            (
                "[fields]\nservices = [\"title\"]",
                "`title` is a key of its own, and no other name of `services`",
            ),
            (
                "[fields]\ntags = \"team\"\nservices = \"team\"",
                "`team` is a name of `services` and of `tags`",
            ),
        ] {
            assert_eq!(complaint(text).0, expected);
        }
        let same = "[causes.a]\ntitle = \"A\"\naliases = [\"a\"]\n[fields]\ntitle = \"title\"";
        assert!(Config::parse(&"hindsite.toml".into(), same).is_ok());
    }

    #[test]
    fn a_value_of_another_shape_is_told_in_words_and_how_to_write_it() {
        let told = |text: &str| {
            let problem = Config::parse(&"hindsite.toml".into(), text).expect_err("a problem").remove(0);
            (problem.code, problem.message, problem.hint.unwrap_or_default())
        };
        for (text, message, hint) in [
            ("content = \"notes\"", "this must be a list", "write it in brackets: `[\"notes\"]`"),
            ("content = 3", "this must be a list", "lists stand in brackets"),
            ("title = 3", "this must be text", "text stands in quotes"),
            ("title = 2026-01-01", "this must be text", "text stands in quotes"),
            ("search_engines = \"yes\"", "this must be `true` or `false`", "without quotes"),
            (
                "severities = [\"SEV1\"]",
                "this must be a table with the name of a severity",
                "as in `{ name = \"SEV1\", aliases = [\"critical\"] }`",
            ),
            ("severities = [{ aliases = [] }]", "the key `name` is missing", "add `name = \"…\"`"),
            ("[causes]\ndns = \"x\"", "this must be a table", "as in `{ title = \"Expired certificate\" }`"),
            (
                "[fields]\ndate = 3",
                "this must be text or a list of texts",
                "as in `\"a\"` or `[\"a\", \"b\"]`",
            ),
            ("[check.levels]\nHS500 = 3", "this must be a word", "words stand in quotes"),
        ] {
            assert_eq!(told(text), (Code::ConfigValue, message.to_owned(), hint.to_owned()), "{text}");
        }
    }
}
