//! Actions in a table: what each column holds, and a row as an action.

use super::item::{self, Draft};
use super::words::WORDS;
use super::{ActionStatus, fields, status, tickets};
use crate::incident::moment::{self, Moment};
use crate::incident::outline::Inline;
use crate::incident::wording::{fold, is_placeholder, one_line};
use jiff::tz::TimeZone;

/// Where the facts of a row stand.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Columns {
    title: usize,
    owner: Option<usize>,
    due: Option<usize>,
    status: Option<usize>,
    closed: Option<usize>,
    kind: Option<usize>,
    ticket: Option<usize>,
    addresses: Option<usize>,
    /// Whether the table is one of actions wherever it stands.
    pub by_itself: bool,
    /// Whether a column is called "action item" or the like.
    pub marked: bool,
}

/// The columns of a table of actions; `None` for any other table.
pub(super) fn columns(header: &[Inline]) -> Option<Columns> {
    let cells: Vec<String> = header.iter().map(|cell| fold(&cell.text)).collect();
    let find = |known: &[String]| {
        known.iter().find_map(|name| cells.iter().position(|cell| head(cell) == name || cell == name))
    };
    let words = &WORDS.columns;
    let mut columns = Columns {
        owner: find(&words.owner),
        due: find(&words.due),
        status: find(&words.status),
        closed: find(&words.closed),
        kind: find(&words.kind),
        ticket: find(&words.ticket),
        addresses: find(&words.addresses),
        ..Columns::default()
    };
    let facts = [columns.owner, columns.due, columns.status].iter().flatten().count();
    let marked = find(&words.marked);
    let sure = marked.or_else(|| find(&words.title));
    let title = sure.or_else(|| find(&words.words));
    let needed = if sure.is_some() { 0 } else { 2 - usize::from(title.is_some()) };
    if facts < needed {
        return None;
    }
    let known = [
        columns.owner,
        columns.due,
        columns.status,
        columns.closed,
        columns.kind,
        columns.ticket,
        columns.addresses,
    ];
    let free = |at: &usize| !known.contains(&Some(*at)) && !words.numbering.contains(&cells[*at]);
    columns.title = title.or_else(|| (0..cells.len()).find(free))?;
    let timed = cells.iter().any(|cell| words.time.contains(head(cell)));
    columns.marked = marked.is_some();
    columns.by_itself = sure.is_some() && (columns.marked || facts > 0) && !timed;
    Some(columns)
}

/// A column's name without the remark in brackets: `Due (UTC)`.
fn head(name: &str) -> &str {
    name.split('|').next().unwrap_or(name)
}

impl Columns {
    /// Parses a row; `None` for one without an action. A column wins over what the words say.
    pub fn parse(&self, row: &[Inline], zone: &TimeZone) -> Option<Draft> {
        let cell = |at: Option<usize>| at.and_then(|at| row.get(at));
        let mut draft = item::parse(row.get(self.title)?, zone)?;
        if let Some(owner) = cell(self.owner) {
            draft.owner = fields::owner(&owner.text).or(draft.owner);
        }
        if let Some(due) = cell(self.due) {
            draft.due = only_date(&due.text, zone).or(draft.due);
            self.close_elsewhere(&mut draft, due, zone);
        }
        if let Some(closed) = cell(self.closed) {
            self.close(&mut draft, &closed.text, zone);
        }
        if let Some(status) = cell(self.status) {
            self.status(&mut draft, status, zone);
        }
        let stated = |cell: &&Inline| !is_placeholder(&cell.text);
        if let Some(kind) = cell(self.kind).filter(stated) {
            draft.kind = Some(one_line(&kind.text).to_lowercase());
        }
        if let Some(ticket) = cell(self.ticket) {
            self.close_elsewhere(&mut draft, ticket, zone);
            for ticket in tickets::in_cell(&ticket.text, &ticket.links) {
                tickets::add(&mut draft.tickets, ticket);
            }
        }
        if let Some(cause) = cell(self.addresses).filter(stated) {
            draft.addresses.push(one_line(&cause.text));
        }
        Some(draft)
    }

    fn status(&self, draft: &mut Draft, cell: &Inline, zone: &TimeZone) {
        draft.status = status::in_cell(&cell.text).or(draft.status);
        if draft.status == Some(ActionStatus::Done) && draft.closed.is_none() {
            draft.closed = moment::find(&cell.text, zone).map(|(moment, _)| moment);
        }
        if cell.struck.is_some() {
            draft.status = Some(ActionStatus::Dropped);
        }
    }

    /// Reads `DONE` behind a ticket (`n/a **DONE**`) and `landed 2026-05-29` in place of a due date.
    fn close_elsewhere(&self, draft: &mut Draft, cell: &Inline, zone: &TimeZone) {
        if draft.status.is_some() {
            return;
        }
        let (_, fields) = fields::extract(&cell.text, zone);
        let text = cell.text.trim();
        let last = text.rsplit(' ').next().unwrap_or(text);
        draft.closed = draft.closed.or(fields.closed);
        let closed = |word| status::exactly(word).filter(|status| !status.is_open());
        draft.status = fields.status.or_else(|| status::exactly(text)).or_else(|| closed(last));
    }

    fn close(&self, draft: &mut Draft, text: &str, zone: &TimeZone) {
        draft.closed = only_date(text, zone).or(draft.closed);
        if draft.closed.is_some() || status::in_cell(text) == Some(ActionStatus::Done) {
            draft.status = Some(ActionStatus::Done);
        }
    }
}

/// The date of a cell that states one date; a range or a date moved to another is none.
fn only_date(text: &str, zone: &TimeZone) -> Option<Moment> {
    let text = text.trim();
    if let Some(moment) = moment::parse(text, zone) {
        return Some(moment);
    }
    let (moment, range) = moment::find(text, zone)?;
    let lead = text.get(..range.start)?;
    let rest = text.get(range.end..)?;
    let ranged = rest.contains(['〜', '~', '→', '–', '～'])
        || rest.contains("->")
        || rest.trim_start().starts_with('-');
    (!lead.chars().any(char::is_alphanumeric) && !ranged && moment::find(rest, zone).is_none())
        .then_some(moment)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(names: &str) -> Option<Columns> {
        let cells: Vec<Inline> =
            names.split(',').map(|text| Inline { text: text.to_owned(), ..Inline::default() }).collect();
        columns(&cells)
    }

    #[test]
    fn columns_are_known_by_their_names() {
        for (names, title, owner, due, status) in [
            ("#,アクション,担当,期限,状態", 1, Some(2), Some(3), Some(4)),
            ("ID,内容,担当者,期限", 1, Some(2), Some(3), None),
            ("Action Item,Type,Owner,Bug", 0, Some(2), None, None),
            ("Description,Owner (team),Due date", 0, Some(1), Some(2), None),
            ("#,Fix,Assignee,ETA", 1, Some(2), Some(3), None),
        ] {
            let found = header(names).map(|c| (c.title, c.owner, c.due, c.status));
            assert_eq!(found, Some((title, owner, due, status)), "{names}");
        }
        assert_eq!(header("Time,Event"), None);
        assert_eq!(header("Team,Members"), None);
        assert_eq!(header("Link,Description"), None);
        assert_eq!(header("Action,Prevents,Status").map(|c| c.by_itself), Some(true));
        assert_eq!(header("Time,Action,Owner").map(|c| c.by_itself), Some(false));
        assert_eq!(header("Item,Owner,Target").map(|c| c.by_itself), Some(false));
    }

    #[test]
    fn a_cell_states_one_date_or_none() {
        let day = |text: &str| only_date(text, &TimeZone::UTC).map(|m| m.day().to_string());
        assert_eq!(day("2026-04-19").as_deref(), Some("2026-04-19"));
        assert_eq!(day("2026-04-19（仮）").as_deref(), Some("2026-04-19"));
        assert_eq!(day("2026-04-19 〜継続"), None);
        assert_eq!(day("2026-04-19 → 2026-05-01"), None);
        assert_eq!(day("TBD"), None);
    }
}
