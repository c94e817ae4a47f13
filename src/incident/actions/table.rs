//! Action items in a table: which column is what, and a row as an action.

use super::item::{self, Draft};
use super::{ActionStatus, fields, state, tickets};
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
}

/// Names of the column that says what to do, the surest first.
const TITLE: &str =
    "action item, action items, action, actions, アクション, アクションアイテム, 対策, 対応内容,
    実施内容, 行动项, 行動項, 改进措施, 措施, maßnahme, massnahme, accion, acao, todo, to do,
    follow up, followup, remediation, remediation item, measure, task, タスク, 作業, aufgabe, tarea,
    tarefa, tache, improvement, next step";
/// Names it shares with columns of other tables.
const WORDS: &str = "item, what, 内容, 対応, title, description, summary";
const OWNER: &str = "owner, owners, action owner, assignee, assignees, assigned to, assigned, responsible,
    responsible team, responsible person, dri, who, poc, person, lead, 担当, 担当者, 責任者,
    担当チーム, 负责人, 負責人, 责任人, verantwortlich, verantwortliche, zustandig, wer, responsable,
    responsavel, qui, quien, owner|team, owner|assignee, team";
const DUE: &str =
    "due, due date, due by, deadline, eta, target, target date, by when, when, expected date, 期限,
    期日, 締切, 完了予定, 完了予定日, 予定日, 截止日期, 截止时间, 完成时间, fallig, fallig am, frist,
    bis, bis wann, echeance, fecha limite, fecha, prazo";
const STATUS: &str =
    "status, state, progress, done, ステータス, 状態, 状況, 進捗, 进展, 状态, 狀態, statut, estado,
    fortschritt, done?";
const CLOSED: &str =
    "closed, closed on, completed, completed on, completion date, date completed, done on, 完了日,
    完成日期";
const KIND: &str =
    "type, category, kind, class, 種別, カテゴリ, カテゴリー, 分類, 类型, 类别, typ, kategorie,
    categorie, categoria, tipo, type of action";
const TICKET: &str =
    "ticket, tickets, bug, bugs, tracking, tracking issue, tracking bug, tracking ticket, jira,
    jira ticket, link, links, pr, issue, issues, issue link, github issue, ticket|pr, issue|pr,
    チケット, 課題, 工单, tracked in, reference";
const ADDRESSES: &str = "addresses, cause, root cause, root causes, cause addressed, 原因, 根本原因";

/// The columns of a table of actions; `None` for any other table.
pub(super) fn columns(header: &[Inline]) -> Option<Columns> {
    let cells: Vec<String> = header.iter().map(|cell| fold(&cell.text)).collect();
    let find = |known: &str| {
        known
            .split(',')
            .map(str::trim)
            .find_map(|name| cells.iter().position(|cell| head(cell) == name || cell == name))
    };
    let mut columns = Columns {
        title: 0,
        owner: find(OWNER),
        due: find(DUE),
        status: find(STATUS),
        closed: find(CLOSED),
        kind: find(KIND),
        ticket: find(TICKET),
        addresses: find(ADDRESSES),
    };
    let facts = [columns.owner, columns.due, columns.status];
    let sure = find(TITLE);
    let title = sure.or_else(|| find(WORDS));
    let needed = if sure.is_some() { 0 } else { 2 - usize::from(title.is_some()) };
    if facts.iter().flatten().count() < needed {
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
    let numbering =
        ["", "id", "no", "nr", "num", "number", "番号", "編号", "编号", "priority", "優先度", "prio"];
    let free = |at: &usize| !known.contains(&Some(*at)) && !numbering.contains(&cells[*at].as_str());
    columns.title = title.or_else(|| (0..cells.len()).find(free))?;
    Some(columns)
}

/// A column's name without what it adds in brackets: `Due (UTC)`.
fn head(name: &str) -> &str {
    name.split('|').next().unwrap_or(name)
}

impl Columns {
    /// A row as an action; `None` where nothing is to be done. A column of its own wins over the words.
    pub fn read(&self, row: &[Inline], zone: &TimeZone) -> Option<Draft> {
        let cell = |at: Option<usize>| at.and_then(|at| row.get(at));
        let mut draft = item::read(row.get(self.title)?, zone)?;
        if let Some(owner) = cell(self.owner) {
            draft.owner = fields::owner(&owner.text).or(draft.owner);
        }
        if let Some(due) = cell(self.due) {
            draft.due = only_date(&due.text, zone).or(draft.due);
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
            for ticket in tickets::of_cell(&ticket.text, &ticket.links) {
                tickets::add(&mut draft.tickets, ticket);
            }
        }
        if let Some(cause) = cell(self.addresses).filter(stated) {
            draft.addresses.push(one_line(&cause.text));
        }
        Some(draft)
    }

    fn status(&self, draft: &mut Draft, cell: &Inline, zone: &TimeZone) {
        draft.status = state::of_cell(&cell.text).or(draft.status);
        if draft.status == Some(ActionStatus::Done) && draft.closed.is_none() {
            draft.closed = moment::find(&cell.text, zone).map(|(moment, _)| moment);
        }
        if cell.struck.is_some() {
            draft.status = Some(ActionStatus::Dropped);
        }
    }

    fn close(&self, draft: &mut Draft, text: &str, zone: &TimeZone) {
        draft.closed = only_date(text, zone).or(draft.closed);
        if draft.closed.is_some() || state::of_cell(text) == Some(ActionStatus::Done) {
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
