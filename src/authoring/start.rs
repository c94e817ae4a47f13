//! The first text of a postmortem, from a template.

use super::edit::{self, Refusal, Setting};
use super::rfc_3339;
use crate::incident::fields::keys::Keys;
use crate::incident::front_matter;
use crate::incident::moment::{self, Moment};
use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};

/// The template of a team that has none.
pub const TEMPLATE: &str = include_str!("templates/postmortem.md");

/// What is known at the beginning.
#[derive(Debug, Clone)]
pub struct Start<'a> {
    /// What happened.
    pub title: &'a str,
    /// The day it is filed under.
    pub date: Date,
    /// When it began, as front matter has it.
    pub started: Option<String>,
    /// How bad it was.
    pub severity: Option<&'a str>,
    /// What was hit.
    pub services: &'a [String],
}

/// The template with what is known in its front matter, under the names the template has for it. `{title}` and
/// `{date}` in its text are filled in; nothing else is touched.
pub fn document(template: &str, start: &Start<'_>, keys: &Keys) -> Result<String, Refusal> {
    // In TOML, `date = {date}` is none before it is filled in.
    let template = template.replace("{date}", &start.date.to_string());
    let (front, _) = front_matter::read(&"".into(), &template);
    let name = |key: &'static str| {
        let same = |written: &&str| keys.find(written).is_some_and(|(known, _)| known == key);
        let mut written = front.entries.iter().map(|entry| entry.key.as_str()).filter(same);
        written.next().unwrap_or(key)
    };
    let mut settings = vec![
        (name("title"), Setting::Text(start.title.to_owned())),
        (name("date"), Setting::Bare(start.date.to_string())),
    ];
    settings.extend(start.severity.map(|severity| (name("severity"), Setting::Text(severity.to_owned()))));
    if !start.services.is_empty() {
        settings.push((name("services"), Setting::List(start.services.to_vec())));
    }
    settings.extend(start.started.clone().map(|started| (name("started"), Setting::Bare(started))));
    let text = edit::set(&template, &settings)?;
    let (front, _) = front_matter::read(&"".into(), &text);
    let (head, body) = text.split_at(front.body);
    Ok(format!("{head}{}", body.replace("{title}", start.title)))
}

/// A typed point in time: the moment, and how front matter says it. Without a zone it stays without one.
pub fn typed_time(text: &str, zone: &TimeZone) -> Option<(Moment, String)> {
    let moment = moment::parse(text, zone)?;
    let far = Offset::from_seconds(-(11 * 60 + 15) * 60).unwrap_or(Offset::UTC);
    let zone_stated = moment::parse(text, &TimeZone::fixed(far)).is_some_and(|other| other.at == moment.at);
    Some((moment, rfc_3339(&moment, zone_stated)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use jiff::civil::date;

    fn start(template: &str) -> String {
        let services = ["checkout".to_owned(), "cart".to_owned()];
        let start = Start {
            title: "Checkout: 503s",
            date: date(2026, 3, 2),
            started: typed_time("2026-03-02 14:05 UTC", &TimeZone::UTC).map(|(_, written)| written),
            severity: Some("SEV2"),
            services: &services,
        };
        document(template, &start, &Keys::new(&Config::default())).unwrap()
    }

    #[test]
    fn a_team_s_template_keeps_its_names_its_order_and_its_text() {
        let template = "---\naffected: [] # which?\nsev:\ntitle: {title}\n---\n# {title}\n\nOn {date} {x}\n";
        assert_eq!(
            start(template),
            "---\naffected: [checkout, cart] # which?\nsev: SEV2\ntitle: \"Checkout: 503s\"\ndate: 2026-03-02\nstarted: 2026-03-02T14:05:00Z\n---\n# Checkout: 503s\n\nOn 2026-03-02 {x}\n"
        );
    }

    #[test]
    fn a_template_without_front_matter_gets_some() {
        assert!(start("## Summary\n").starts_with("---\ntitle: \"Checkout: 503s\"\ndate: 2026-03-02\n"));
    }

    #[test]
    fn the_built_in_template_is_read_without_a_word() {
        let text = start(TEMPLATE);
        let source = crate::source::Source { path: "2026-03-02-a.md".into(), text: text.into(), digest: 0 };
        let parsed = crate::incident::parse(&source, &crate::incident::Conventions::new(&Config::default()));
        assert_eq!(parsed.diagnostics, []);
        let incident = parsed.incident.unwrap();
        assert_eq!((incident.title.as_str(), incident.facts.services.len()), ("Checkout: 503s", 2));
        assert_eq!(incident.status, crate::incident::fields::words::Status::Draft);
        assert!(incident.actions.is_empty() && incident.timeline.events.is_empty());
    }

    #[test]
    fn a_time_without_a_zone_gets_none() {
        let written = |text| typed_time(text, &TimeZone::UTC).map(|(_, written)| written);
        assert_eq!(written("2026-03-02 14:05").as_deref(), Some("2026-03-02T14:05:00"));
        assert_eq!(written("2026-03-02 14:05 PST").as_deref(), Some("2026-03-02T14:05:00-08:00"));
        assert_eq!(written("2026-03-02").as_deref(), Some("2026-03-02"));
        assert_eq!(written("03/04/2026"), None);
    }
}
