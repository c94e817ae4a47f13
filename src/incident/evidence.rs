//! Which words of a document its title, its date and its points in time rest on: for whoever writes them into
//! the front matter, and must know what is said from what is merely likely.

use super::fields;
use super::moment::{self, Moment, stamp};
use super::outline::Block;
use super::{Conventions, front_matter, outline, readable, resolve, title, without_imports};
use crate::source::Source;
use jiff::civil::Date;

/// How many blocks of a body count as its first lines.
const FIRST_BLOCKS: usize = 6;

/// What a document says of itself outside of its front matter.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    /// The heading that names it.
    pub title: Option<String>,
    /// The dates it gives itself, each with the place that gives it: the file name, the title, the head.
    pub dates: Vec<(&'static str, Moment)>,
    /// The first day in its first lines, whatever it is the day of; one without a year has that of the file
    /// name.
    pub mentioned: Option<Date>,
}

/// Reads it.
pub fn evidence(source: &Source, conventions: &Conventions) -> Evidence {
    let text = readable(&source.text);
    let (front, _) = front_matter::read(&source.path, &text);
    let (facts, _) = fields::read(&source.path, &front.entries, conventions);
    let body = without_imports(&source.path, &text[front.body..]);
    let blocks = outline::blocks(&outline::events(&body, front.body));
    let found = title::find(&source.path, &facts, &blocks, conventions);
    // Also a title of the front matter, so that a second look sees what the first saw.
    let in_title = moment::find(&found.text, &conventions.zone);
    let title = found.in_heading.then_some(found.text);
    let dates = [
        ("file name", moment::in_path(&source.path, &conventions.zone)),
        ("title", in_title.map(|(moment, _)| moment)),
        ("head", resolve::labelled_date(&blocks, conventions)),
    ];
    let dates: Vec<_> = dates.into_iter().filter_map(|(place, date)| Some((place, date?))).collect();
    Evidence { title, mentioned: mentioned(&dates, &blocks), dates }
}

fn mentioned(dates: &[(&'static str, Moment)], blocks: &[Block]) -> Option<Date> {
    let year = dates.first().map(|(_, date)| date.day().year());
    let in_text = |text: &str| {
        let day = stamp::search(text, |stamp| {
            let day = stamp.day?;
            let (month, of_month) = day.month_day(None)?;
            day.alone().or_else(|| Date::new(day.year().or(year)?, month, of_month).ok())
        });
        day.map(|(day, _)| day)
    };
    blocks.iter().take(FIRST_BLOCKS).find_map(|block| match block {
        Block::Heading { text, .. } | Block::Paragraph { text, .. } | Block::Item { text, .. } => {
            in_text(&text.text)
        }
        _ => None,
    })
}
