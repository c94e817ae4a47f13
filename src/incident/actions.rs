//! What a postmortem promises to do: its action items, read from task lists, bullets and tables.
//! Front matter that lists actions is read elsewhere; whether a promise was kept is judged elsewhere.

mod fields;
mod group;
mod handles;
mod item;
mod state;
mod table;
mod tickets;
mod title;

use super::moment::Moment;
use super::outline::{Block, Inline};
use super::sections::{Section, SectionKind};
use group::Group;
use item::Draft;
use jiff::tz::TimeZone;
use std::ops::Range;

/// How far an action is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ActionStatus {
    /// Promised; also whatever says nothing else.
    #[default]
    Open,
    /// Somebody works on it.
    InProgress,
    /// Finished.
    Done,
    /// Will not be done.
    Dropped,
}

impl ActionStatus {
    /// Whether it is still to be done.
    pub fn is_open(self) -> bool {
        matches!(self, ActionStatus::Open | ActionStatus::InProgress)
    }
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// What is to be done: one line without markup, at most 160 characters.
    pub title: String,
    /// The person, handle (without `@`) or team as written.
    pub owner: Option<String>,
    /// When it is promised for.
    pub due: Option<Moment>,
    /// How far it is.
    pub status: ActionStatus,
    /// When it was finished, if that is written.
    pub closed: Option<Moment>,
    /// Links to issues and pull requests, or their names (`ABC-123`, `#123`, `owner/name#123`).
    pub tickets: Vec<String>,
    /// What sort of action it is, as written and lower-cased: `prevent`, `detection`, `process`, `予防`.
    pub kind: Option<String>,
    /// The causes it is said to address, as written.
    pub addresses: Vec<String>,
    /// The bytes of the item or the row in the file.
    pub span: Range<usize>,
    /// Whether front matter states it; false for what was read from the body.
    pub stated: bool,
    /// The anchor of the section it stands in, empty above the first heading.
    pub anchor: String,
}

/// The actions of a body in reading order: everything listed in its action item sections, and task lists
/// anywhere. Dates without a zone are read in `zone`.
pub fn read(blocks: &[Block], sections: &[Section], zone: &TimeZone) -> Vec<Action> {
    let mut reader = Reader { blocks, zone, actions: Vec::new() };
    for stretch in stretches(blocks.len(), sections) {
        reader.stretch(&stretch);
    }
    reader.actions
}

/// The blocks between one heading and the next.
struct Stretch<'a> {
    blocks: Range<usize>,
    heading: &'a str,
    anchor: &'a str,
    /// Whether it belongs to an action item section.
    promises: bool,
    /// What its heading says of the actions below it.
    group: Group,
}

fn stretches<'a>(blocks: usize, sections: &'a [Section]) -> Vec<Stretch<'a>> {
    let first = sections.first().map_or(blocks, |section| section.blocks.start.saturating_sub(1));
    let mut out =
        vec![Stretch { blocks: 0..first, heading: "", anchor: "", promises: false, group: Group::default() }];
    let (mut promised, mut told) = (0, 0);
    for section in sections {
        let start = section.blocks.start;
        let nested = start <= promised;
        match section.kind {
            Some(SectionKind::ActionItems) => {
                promised = promised.max(section.tree.end);
                told = 0;
            }
            Some(_) => told = told.max(section.tree.end),
            None => {}
        }
        let promises = start <= promised && start > told;
        let mut group = if promises { Group::of_heading(&section.heading) } else { Group::default() };
        if !nested {
            // "Prevention" as the section's own name does not sort the actions in it.
            group.kind = None;
        }
        let (heading, anchor) = (section.heading.as_str(), section.anchor.as_str());
        out.push(Stretch { blocks: section.blocks.clone(), heading, anchor, promises, group });
    }
    out
}

struct Reader<'a> {
    blocks: &'a [Block],
    zone: &'a TimeZone,
    actions: Vec<Action>,
}

/// What an item turned out to be, for the items nested in it.
enum Parent {
    Action(usize),
    Group(Group),
    Text,
}

/// How far the reading of a stretch has come.
struct Progress {
    /// Whether plain bullets are promises here.
    bullets: bool,
    /// Whether the first list is numbered: then bullets that interrupt it explain its last number.
    numbered: bool,
    /// What the heading, or the label line since, says of what follows.
    label: Group,
    /// The items that the next one may be nested in, outermost first.
    parents: Vec<(u8, Parent)>,
}

impl Reader<'_> {
    fn stretch(&mut self, stretch: &Stretch<'_>) {
        let blocks = &self.blocks[stretch.blocks.clone()];
        let heading = &stretch.group;
        let tables = stretch.promises && self.tables(blocks, heading, stretch.anchor);
        let first = blocks.iter().find(|block| matches!(block, Block::Item { depth: 0, .. }));
        let mut progress = Progress {
            bullets: stretch.promises && !tables && lists_promises(blocks, stretch.heading),
            numbered: matches!(first, Some(Block::Item { ordered: true, .. })),
            label: heading.clone(),
            parents: Vec::new(),
        };
        for (at, block) in blocks.iter().enumerate() {
            match block {
                Block::Item { depth, .. } => {
                    while progress.parents.last().is_some_and(|(above, _)| above >= depth) {
                        progress.parents.pop();
                    }
                    let parent = self.listed(block, blocks.get(at + 1), &progress, stretch.anchor);
                    progress.parents.push((*depth, parent));
                }
                Block::Paragraph { text, in_item: true, .. } => {
                    if let Some((_, Parent::Action(of))) = progress.parents.last() {
                        self.explain(*of, text);
                    }
                }
                Block::Paragraph { text, span, .. } if stretch.promises => {
                    progress.parents.clear();
                    progress.label = heading.clone();
                    if group::is_label(&text.text) {
                        progress.label = heading.with(text);
                    } else if group::announces(text) {
                        self.item(text, None, span, heading, stretch.anchor);
                    }
                }
                _ => {}
            }
        }
    }

    /// Reads an item where it stands: an action, a detail of one, or a group of them.
    fn listed(&mut self, item: &Block, next: Option<&Block>, progress: &Progress, anchor: &str) -> Parent {
        let Block::Item { depth, ordered, task, text, span } = item else { return Parent::Text };
        let group = match progress.parents.last() {
            Some((_, Parent::Action(of))) => {
                self.explain(*of, text);
                return Parent::Action(*of);
            }
            Some((_, Parent::Text)) if task.is_none() => return Parent::Text,
            Some((_, Parent::Group(group))) => group,
            _ => &progress.label,
        };
        if let Some(task_below) = nested(next, *depth)
            && task.is_none()
            && Group::is_one(text, task_below)
        {
            return Parent::Group(group.with(text));
        }
        let aside = *depth == 0 && progress.numbered && !ordered;
        if task.is_some() || (progress.bullets && !aside) {
            return self.item(text, *task, span, group, anchor);
        }
        Parent::Text
    }

    /// Reads the tables of promises; whether there was any.
    fn tables(&mut self, blocks: &[Block], group: &Group, anchor: &str) -> bool {
        let mut any = false;
        for block in blocks {
            let Block::Table { header, rows, row_spans, .. } = block else { continue };
            let Some(columns) = table::columns(header) else { continue };
            any = true;
            for (row, span) in rows.iter().zip(row_spans) {
                if let Some(draft) = columns.read(row, self.zone) {
                    self.push(draft, span, group, anchor);
                }
            }
        }
        any
    }

    fn item(
        &mut self,
        text: &Inline,
        task: Option<bool>,
        span: &Range<usize>,
        group: &Group,
        anchor: &str,
    ) -> Parent {
        let Some(mut draft) = item::read(text, self.zone) else { return Parent::Text };
        if task == Some(true) && draft.status != Some(ActionStatus::Dropped) {
            draft.status = Some(ActionStatus::Done);
        }
        if task == Some(false) {
            draft.status.get_or_insert(ActionStatus::Open);
        }
        self.push(draft, span, group, anchor);
        Parent::Action(self.actions.len() - 1)
    }

    fn push(&mut self, draft: Draft, span: &Range<usize>, group: &Group, anchor: &str) {
        self.actions.push(Action {
            title: draft.title,
            owner: draft.owner.or_else(|| group.owner.clone()),
            due: draft.due,
            status: draft.status.or(group.status).unwrap_or_default(),
            closed: draft.closed,
            tickets: draft.tickets,
            kind: draft.kind.or_else(|| group.kind.clone()),
            addresses: draft.addresses,
            span: span.clone(),
            stated: false,
            anchor: anchor.to_owned(),
        });
    }

    /// What stands below an action may name its owner, its due date and its tickets; it never closes it.
    fn explain(&mut self, of: usize, text: &Inline) {
        let Some(action) = self.actions.get_mut(of) else { return };
        let (rest, fields) = fields::extract(&text.text, self.zone);
        if action.owner.is_none() {
            action.owner = fields.owner;
        }
        action.due = action.due.or(fields.due);
        for ticket in fields.tickets.into_iter().chain(tickets::of(&rest, &text.links)) {
            tickets::add(&mut action.tickets, ticket);
        }
    }
}

/// Whether plain bullets under this heading are promises. Those that explain the words of a table are not.
/// "Prevention" and its like open essays as often as lists: there only a list that comes at once, or after
/// one line that announces it, counts.
fn lists_promises(blocks: &[Block], heading: &str) -> bool {
    if group::is_legend(heading) {
        return false;
    }
    if !group::is_loose(heading) {
        return true;
    }
    match blocks {
        [Block::Item { .. }, ..] => true,
        [Block::Paragraph { text, .. }, Block::Item { .. }, ..] => group::is_label(&text.text),
        _ => false,
    }
}

/// Whether the next block is an item nested in this one, and then whether it is a task.
fn nested(next: Option<&Block>, depth: u8) -> Option<bool> {
    match next {
        Some(Block::Item { depth: below, task, .. }) if *below > depth => Some(task.is_some()),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
