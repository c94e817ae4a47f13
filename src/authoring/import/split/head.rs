//! What the front matter of a log says of every incident in it.

use super::Part;
use crate::authoring::edit::Setting;
use crate::incident::Conventions;
use crate::incident::fields::words::{Kind, Visibility};
use crate::incident::fields::{self, Facts};
use crate::incident::front_matter::FrontMatter;

/// The facts of a log.
pub(super) struct Head(Facts);

impl Head {
    /// What it states, under whatever names.
    pub fn of(front: &FrontMatter, conventions: &Conventions) -> Head {
        Head(fields::read(&"".into(), &front.entries, conventions).0)
    }

    /// The front matter of a part: its title and date, then what holds for all parts. When it happened, how bad it
    /// was and why is each incident's own. A part whose very title only colleagues may read is for them alone.
    pub fn settings(&self, part: &Part<'_>, is_secret: bool) -> Vec<(&'static str, Setting)> {
        let facts = &self.0;
        let word = |word: &str| Setting::Text(word.to_owned());
        let list =
            |texts: &[String]| Some(texts.to_vec()).filter(|texts| !texts.is_empty()).map(Setting::List);
        let visibility = facts.publication.visibility.map(|visibility| match visibility {
            Visibility::Public if is_secret => Visibility::Internal,
            other => other,
        });
        // A log that was set aside as a page is so because it is many incidents, which its parts are not.
        let kind = facts.kind.filter(|kind| *kind != Kind::Document);
        let title = part.title.split_whitespace().collect::<Vec<_>>().join(" ");
        let settings = [
            ("title", Some(Setting::Text(title))),
            ("date", Some(Setting::Bare(part.date.day().to_string()))),
            ("status", facts.publication.status.map(|status| word(status.word()))),
            ("visibility", visibility.map(|visibility| word(visibility.word()))),
            ("kind", kind.map(|kind| word(kind.word()))),
            ("services", list(&facts.services)),
            ("tags", list(&facts.tags)),
            ("authors", list(&facts.authors)),
        ];
        settings.into_iter().filter_map(|(key, setting)| Some((key, setting?))).collect()
    }
}
