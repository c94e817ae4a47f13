//! A timeline written as a table: which column is the time, which the day, which the event.

use super::label::{self, Label};
use super::row::{Context, Draft, Row, one_line};
use crate::incident::moment::scan::Cursor;
use crate::incident::moment::stamp::Stamp;
use crate::incident::moment::zone_of;
use crate::incident::outline::Inline;
use std::ops::Range;

/// What the columns of a table are for.
struct Columns {
    time: usize,
    day: Option<usize>,
    event: Option<usize>,
}

/// What a column is made of.
#[derive(Default)]
struct Column {
    /// Cells with words.
    filled: usize,
    /// Cells that are a time of day, perhaps with its day.
    clocks: usize,
    /// Cells that are a day, perhaps with a time.
    days: usize,
    /// Letters in all.
    length: usize,
}

/// The rows of a table, if it has a column of times or days; one may be all unreadable if its
/// header says that it should be times.
pub(super) fn rows(
    header: &[Inline],
    body: &[Vec<Inline>],
    spans: &[Range<usize>],
    whole: &Range<usize>,
) -> Option<Vec<Row>> {
    let columns = columns(header, body)?;
    let mut rows = Vec::with_capacity(body.len() + 1);
    rows.push(Row::Context(header_context(header, &columns)));
    let zone = header.get(columns.time).and_then(|cell| zone_of(&cell.text));
    for (at, cells) in body.iter().enumerate() {
        let span = spans.get(at).unwrap_or(whole).clone();
        rows.push(Row::Event(Draft { column: zone.clone(), span, ..draft(cells, &columns) }));
    }
    Some(rows)
}

/// How many rows of a table whose header speaks of times begin with one.
pub(super) fn counts_times(header: &[Inline], body: &[Vec<Inline>]) -> usize {
    // Further right it is a time of something else.
    let named = columns(header, body)
        .filter(|columns| columns.time <= 1 + usize::from(columns.day.is_some()))
        .filter(|columns| header.get(columns.time).is_some_and(names_time));
    named.map_or(0, |columns| survey(body, columns.time).clocks)
}

fn draft(cells: &[Inline], columns: &Columns) -> Draft {
    let time = cells.get(columns.time).map_or("", |cell| cell.text.trim());
    let day = columns.day.and_then(|at| cells.get(at)).map_or("", |cell| cell.text.trim());
    let (label, of_day) = (label::read(time), label::read(day));
    let event = columns.event.and_then(|at| cells.get(at));
    let text = event.map_or_else(|| label.as_ref().map_or("", |label| label.rest), |cell| cell.text.as_str());
    Draft {
        stamp: together(label.map(|label| label.stamp), of_day.map(|label| label.stamp)),
        written: one_line(&format!("{day}\n{time}")),
        text: one_line(text),
        lead: event.and_then(|cell| cell.lead.clone()),
        ..Draft::default()
    }
}

/// The time of one cell on the day of another.
fn together(time: Option<Stamp>, day: Option<Stamp>) -> Option<Stamp> {
    match (time, day) {
        (Some(time), Some(day)) => Some(Stamp { day: time.day.or(day.day), ..time }),
        (time, day) => time.or(day),
    }
}

fn columns(header: &[Inline], body: &[Vec<Inline>]) -> Option<Columns> {
    let surveys: Vec<Column> = (0..header.len()).map(|at| survey(body, at)).collect();
    let mostly = |count: usize, column: &Column| count > 0 && 2 * count >= column.filled;
    let is_time = |at: usize| names_time(&header[at]) || mostly(surveys[at].clocks, &surveys[at]);
    let is_day = |at: usize| mostly(surveys[at].days, &surveys[at]) || names_day(&header[at]);
    let zoned = |at: &usize| zone_of(&header[*at].text).is_some();
    let all = || 0..header.len();
    let times = || all().filter(|at| is_time(*at));
    let time = times().find(zoned).or_else(|| times().next()).or_else(|| all().find(|at| is_day(*at)))?;
    let dated = surveys[time].days > 0;
    let day = all().find(|at| *at != time && is_day(*at) && surveys[*at].days > 0).filter(|_| !dated);
    let spare = |at: &usize| *at != time && Some(*at) != day && !is_time(*at) && !is_day(*at);
    // The first of the longest.
    let event = all().filter(spare).rev().max_by_key(|at| surveys[*at].length);
    Some(Columns { time, day, event })
}

fn survey(body: &[Vec<Inline>], at: usize) -> Column {
    let mut column = Column::default();
    for cell in body.iter().filter_map(|row| row.get(at)) {
        let text = cell.text.trim();
        column.length += text.len();
        column.filled += usize::from(!text.is_empty());
        // A sentence that begins with a time is an event.
        if let Some(Label { stamp, .. }) = label::read(text).filter(|label| label.rest.len() <= 60) {
            column.clocks += usize::from(stamp.clock.is_some());
            column.days += usize::from(stamp.day.is_some());
        }
    }
    column
}

fn names_time(header: &Inline) -> bool {
    let own = header.text.to_lowercase();
    let words =
        ["time", "timestamp", "datetime", "when", "zeit", "uhrzeit", "zeitpunkt", "hora", "heure", "tid"];
    let first = own.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty()).unwrap_or("");
    let dated = own.contains("time") && first == "date";
    words.contains(&first) || dated || ["時刻", "日時", "時間", "时间"].iter().any(|sign| own.contains(sign))
}

fn names_day(header: &Inline) -> bool {
    let own = header.text.to_lowercase();
    let first = own.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty()).unwrap_or("");
    ["date", "day", "datum", "fecha"].contains(&first) || own.contains("日付")
}

/// What the headers of the time and day columns say: a day, or at least its year (`Date (2021)`).
fn header_context(header: &[Inline], columns: &Columns) -> Context {
    let mut context = Context::default();
    for cell in [Some(columns.time), columns.day].into_iter().flatten().filter_map(|at| header.get(at)) {
        let of_cell = Context::of_heading(&cell.text);
        context.day = context.day.or(of_cell.day);
        context.year = context.year.or_else(|| year(&cell.text));
    }
    context
}

fn year(text: &str) -> Option<i16> {
    let digits = |c: char| c.is_ascii_digit();
    let mut numbers = text.split(|c: char| !digits(c)).filter(|number| number.len() == 4);
    numbers.find_map(|number| Cursor::new(number).year()).map(|(year, _)| year)
}
