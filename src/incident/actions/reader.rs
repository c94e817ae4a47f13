//! Decides which parts of a document are actions, and what they inherit.

use super::group::{self, Group, Parent};
use super::headings;
use super::item::{self, Draft};
use super::lists::{self, Lead};
use super::scope::{Certainty, Scope, Stretch};
use super::tree::{self, Node, Part};
use super::words::{SectionName, WORDS, is_closed, is_work, normalize, section_name, starts_with_verb};
use super::{Action, ActionStatus, fields, status, table, tickets};
use crate::incident::outline::Inline;
use crate::incident::wording::{fold, has_words};
use jiff::tz::TimeZone;
use std::ops::Range;

/// Parses the actions of a document, in reading order.
pub(super) fn actions(stretches: &[Stretch<'_>], zone: &TimeZone) -> Vec<Action> {
    let mut reader = Reader { zone, found: Vec::new(), anchor: "" };
    let mut counts = Vec::with_capacity(stretches.len());
    for stretch in stretches {
        let before = reader.found.len();
        reader.anchor = &stretch.anchor;
        reader.stretch(stretch);
        counts.push(reader.found.len() - before);
    }
    for section in sections(stretches) {
        if counts[section.clone()].iter().all(|count| *count == 0) {
            reader.headings(&stretches[section]);
        }
    }
    let mut found = surest(reader.found, has_sections(stretches));
    found.sort_by_key(|action| action.span.start);
    found
}

/// The ranges of stretches that each belong to one section of follow-ups.
fn sections(stretches: &[Stretch<'_>]) -> Vec<Range<usize>> {
    let opens = stretches.iter().enumerate().filter(|(_, stretch)| stretch.opens);
    let ranges = opens.map(|(at, stretch)| {
        let below = stretches[at + 1..].iter().take_while(|next| next.level > stretch.level && !next.opens);
        at..at + 1 + below.count()
    });
    ranges.collect()
}

fn has_sections(stretches: &[Stretch<'_>]) -> bool {
    stretches.iter().any(|stretch| matches!(stretch.scope, Scope::FollowUps(_)))
}

/// Keeps the actions of the surest kind.
fn surest(found: Vec<(Certainty, Action)>, has_sections: bool) -> Vec<Action> {
    let has = |wanted: Certainty| found.iter().any(|(certainty, _)| *certainty == wanted);
    let kept: &[Certainty] = match () {
        () if has(Certainty::Certain) => &[Certainty::Certain, Certainty::Taken],
        () if has(Certainty::Table) => &[Certainty::Table],
        () if has(Certainty::Likely) => &[Certainty::Likely],
        () if has_sections => &[],
        () => &[Certainty::Checkbox],
    };
    found.into_iter().filter(|(certainty, _)| kept.contains(certainty)).map(|(_, action)| action).collect()
}

struct Reader<'a> {
    zone: &'a TimeZone,
    found: Vec<(Certainty, Action)>,
    /// The anchor of the section at hand.
    anchor: &'a str,
}

impl<'a> Reader<'a> {
    fn stretch(&mut self, stretch: &Stretch<'_>) {
        let parts = tree::parts(stretch.blocks);
        match stretch.scope {
            Scope::FollowUps(certainty) => self.follow_ups(stretch, &parts, certainty),
            Scope::Neutral => {
                self.tables(&parts, |columns| columns.by_itself);
                self.labels(&parts);
                self.checkboxes(stretch, &parts);
            }
            Scope::Told => {
                self.tables(&parts, |columns| columns.marked);
                self.labels(&parts);
            }
            Scope::Closed => self.tables(&parts, |columns| columns.by_itself),
        }
    }

    /// Reads a stretch of a section of follow-ups.
    fn follow_ups(&mut self, stretch: &Stretch<'_>, parts: &[Part<'_>], certainty: Certainty) {
        if headings::is_action(stretch, parts) {
            return;
        }
        let before = self.found.len();
        let has_table = self.rows(parts, &stretch.group, certainty);
        let first = parts.iter().find_map(|part| match part {
            Part::List { ordered, .. } => Some(*ordered),
            _ => None,
        });
        let mut group = stretch.group.clone();
        let mut lead = Lead::Nothing;
        for part in parts {
            match part {
                Part::Paragraph { text, span } => {
                    if group::is_label(text) {
                        group = stretch.group.with(&text.text);
                        lead = match () {
                            () if is_closed(&normalize(&text.text)) => Lead::Closed,
                            () if group::is_known_label(&text.text) => Lead::Label,
                            () => Lead::Prose(text.text.trim()),
                        };
                    } else if announces(text) {
                        self.push(text, None, span, &stretch.group, certainty);
                    } else {
                        group = stretch.group.clone();
                        lead = Lead::Prose(text.text.trim());
                    }
                }
                Part::List { ordered, nodes } => {
                    // Bullets between the numbers of a list explain the last number.
                    let aside = first == Some(true) && !ordered;
                    let tasks = nodes.iter().any(Node::has_task);
                    let work =
                        tasks || !has_table && !aside && lists::is_work(&lead, nodes, stretch, certainty);
                    if work && !lists::closes_the_document(nodes) && !lists::is_timeline(nodes) {
                        nodes.iter().for_each(|node| self.node(node, &group, certainty));
                    }
                }
                Part::Table { .. } => {}
            }
        }
        if self.found.len() == before {
            self.paragraphs(stretch, parts, certainty);
        }
    }

    /// Reads the tables of actions in a section of follow-ups; returns whether there is any.
    fn rows(&mut self, parts: &[Part<'_>], group: &Group, certainty: Certainty) -> bool {
        let mut any = false;
        for part in parts {
            let Part::Table { header, rows, spans } = part else { continue };
            let Some(columns) = table::columns(header) else { continue };
            any = true;
            for (row, span) in rows.iter().zip(*spans) {
                if let Some(draft) = columns.parse(row, self.zone) {
                    self.add(draft, span, group, certainty);
                }
            }
        }
        any
    }

    /// Reads tables that are recognised by their columns under any heading.
    fn tables(&mut self, parts: &[Part<'_>], wanted: impl Fn(&table::Columns) -> bool) {
        for part in parts {
            if let Part::Table { header, .. } = part
                && let Some(columns) = table::columns(header)
                && wanted(&columns)
            {
                let certainty = if columns.marked { Certainty::Certain } else { Certainty::Table };
                self.rows(std::slice::from_ref(part), &Group::default(), certainty);
            }
        }
    }

    /// Reads labels of follow-ups in other sections: `- **Review actions**:` above bullets, `**Action planned:** We will …`.
    fn labels(&mut self, parts: &[Part<'_>]) {
        for part in parts {
            match part {
                Part::Paragraph { text, span } => {
                    if let Some(certainty) = label_of(text)
                        && announces(text)
                    {
                        self.push(text, None, span, &Group::of_heading(lead_of(text)), certainty);
                    }
                }
                Part::List { nodes, .. } => {
                    for node in nodes {
                        let Some(certainty) = label_of(node.text) else { continue };
                        let group = Group::of_heading(lead_of(node.text));
                        if node.children.is_empty() && announces(node.text) {
                            self.push(node.text, node.task, node.span, &group, certainty);
                        }
                        node.children.iter().for_each(|child| self.node(child, &group, certainty));
                    }
                }
                Part::Table { .. } => {}
            }
        }
    }

    /// Reads checkboxes outside of sections of follow-ups, but for checklists and multiple-choice questions.
    fn checkboxes(&mut self, stretch: &Stretch<'_>, parts: &[Part<'_>]) {
        let heading = stretch.heading.map_or("", |heading| heading.text.trim());
        let folded = fold(heading);
        let is_checklist = WORDS.checkboxes.not_under.iter().any(|word| match word.is_ascii() {
            true => has_words(&folded, word),
            false => folded.contains(word.as_str()),
        });
        if is_checklist || heading.ends_with(['?', '？']) {
            return;
        }
        let mut question = false;
        for part in parts {
            match part {
                Part::Paragraph { text, .. } => question = text.text.trim_end().ends_with(['?', '？']),
                Part::List { nodes, .. }
                    if !question && !lists::closes_the_document(nodes) && !lists::has_answers(nodes) =>
                {
                    for node in nodes.iter().filter(|node| node.has_task()) {
                        self.node(node, &stretch.group, Certainty::Checkbox);
                    }
                }
                _ => {}
            }
        }
    }

    /// Reads an item and what is nested in it.
    fn node(&mut self, node: &Node<'_>, group: &Group, certainty: Certainty) {
        let text = node.text.text.trim();
        if certainty == Certainty::Checkbox && !node.has_task() {
            return;
        }
        let below: Vec<&Inline> = node.children.iter().map(|child| child.text).collect();
        let only_facts = below.iter().all(|item| fields::is_labelled(&item.text));
        let parent = match below.is_empty() || only_facts {
            true => Parent::Action,
            false => group::parent(
                node.text,
                node.task.is_some(),
                &below,
                node.children.iter().any(Node::has_task),
            ),
        };
        let inside = match parent {
            Parent::Action => {
                if let Some(action) = self.push(node.text, node.task, node.span, group, certainty) {
                    self.explain(action, node);
                }
                return;
            }
            Parent::Both => {
                self.push(node.text, node.task, node.span, group, certainty);
                group.clone()
            }
            Parent::Group => group.with(text),
            Parent::Start => group.starting(text),
        };
        node.children.iter().for_each(|child| self.node(child, &inside, certainty));
    }

    /// Reads paragraphs as actions, where a section has nothing else.
    fn paragraphs(&mut self, stretch: &Stretch<'_>, parts: &[Part<'_>], certainty: Certainty) {
        let paragraphs: Vec<(Inline, &Range<usize>)> = parts
            .iter()
            .filter_map(|part| match part {
                Part::Paragraph { text, span } => {
                    Some(lines_of_work(text).into_iter().map(move |line| (line, *span)))
                }
                _ => None,
            })
            .flatten()
            .collect();
        let of_work: Vec<_> = paragraphs.iter().filter(|(text, _)| is_work(&text.text)).collect();
        let only = parts.iter().all(|part| matches!(part, Part::Paragraph { .. }));
        let all = stretch.opens && only && of_work.len() * 2 >= paragraphs.len();
        let single = |(text, _): &&&(Inline, &Range<usize>)| starts_with_verb(&text.text);
        match (certainty, paragraphs.first()) {
            // `**Action taken:**` above a paragraph.
            (Certainty::Taken, Some((text, span))) => {
                self.push(text, None, span, &stretch.group, certainty);
            }
            (Certainty::Certain, Some(_)) if all || !stretch.opens => {
                for (text, span) in of_work.iter().filter(|found| all || single(found)) {
                    self.push(text, None, span, &stretch.group, certainty);
                }
            }
            _ => {}
        }
    }

    /// Reads the sub-headings of a section as actions.
    fn headings(&mut self, section: &[Stretch<'a>]) {
        let Some(Stretch { scope: Scope::FollowUps(certainty), group, .. }) = section.first() else { return };
        for found in headings::find(section) {
            let Some(action) = self.push(&found.text, None, &found.stretch.span, group, *certainty) else {
                continue;
            };
            self.anchor_of(action, &found.stretch.anchor);
            found.facts.into_iter().for_each(|line| self.merge(action, line));
        }
    }

    fn anchor_of(&mut self, action: usize, anchor: &str) {
        if let Some((_, action)) = self.found.get_mut(action) {
            anchor.clone_into(&mut action.anchor);
        }
    }

    /// Adds an action if the words are one; returns its place.
    fn push(
        &mut self,
        text: &Inline,
        task: Option<bool>,
        span: &Range<usize>,
        group: &Group,
        certainty: Certainty,
    ) -> Option<usize> {
        let mut draft = item::parse(text, self.zone)?;
        if task == Some(true) && draft.status != Some(ActionStatus::Dropped) {
            draft.status = Some(ActionStatus::Done);
        }
        if task == Some(false) {
            draft.status.get_or_insert(ActionStatus::Open);
        }
        self.add(draft, span, group, certainty);
        Some(self.found.len() - 1)
    }

    fn add(&mut self, draft: Draft, span: &Range<usize>, group: &Group, certainty: Certainty) {
        let title = match &group.start {
            Some(start) => format!("{start} {}", draft.title),
            None => draft.title,
        };
        let taken = (certainty == Certainty::Taken).then_some(ActionStatus::Done);
        let action = Action {
            title,
            owner: draft.owner.or_else(|| group.owner.clone()),
            due: draft.due,
            status: draft.status.or(group.status).or(taken).unwrap_or_default(),
            closed: draft.closed,
            tickets: draft.tickets,
            kind: draft.kind.or_else(|| group.kind.clone()),
            addresses: draft.addresses,
            span: span.clone(),
            stated: false,
            anchor: self.anchor.to_owned(),
        };
        self.found.push((certainty, action));
    }

    /// Reads the labelled lines and the tickets below an action. A sentence there names no owner and no date.
    fn explain(&mut self, action: usize, node: &Node<'_>) {
        for text in node.notes.iter().copied().chain(node.children.iter().map(|child| child.text)) {
            self.merge(action, text);
        }
        for child in &node.children {
            self.explain(action, child);
        }
    }

    fn merge(&mut self, action: usize, text: &Inline) {
        let Some((_, action)) = self.found.get_mut(action) else { return };
        for line in text
            .text
            .lines()
            .filter(|line| fields::is_labelled(line) || fields::all_labelled(line, self.zone))
        {
            let (_, fields) = fields::extract(line.trim(), self.zone);
            action.owner = action.owner.take().or(fields.owner);
            action.due = action.due.or(fields.due);
            action.closed = action.closed.or(fields.closed);
            action.status = fields.status.unwrap_or(action.status);
            fields.tickets.into_iter().for_each(|ticket| tickets::add(&mut action.tickets, ticket));
        }
        tickets::find(&text.text, &text.links)
            .into_iter()
            .for_each(|ticket| tickets::add(&mut action.tickets, ticket));
        if status::exactly(text.text.trim_end_matches(['.', '!'])) == Some(ActionStatus::Done) {
            action.status = ActionStatus::Done;
        }
    }
}

/// A paragraph as one line of work, or as several where every line of it begins as one.
fn lines_of_work(text: &Inline) -> Vec<Inline> {
    let lines: Vec<&str> = text.text.lines().collect();
    let apart = |line: &&str| is_work(line) && line.starts_with(char::is_uppercase) && line.ends_with('.');
    if lines.len() < 2 || !lines.iter().all(apart) {
        return vec![text.clone()];
    }
    lines.into_iter().map(|line| Inline { text: line.to_owned(), ..Inline::default() }).collect()
}

/// The label that a line starts with: its bold words, or what stands before its first colon.
fn lead_of(text: &Inline) -> &str {
    match &text.lead {
        Some(lead) => lead,
        None => text.text.split([':', '：']).next().unwrap_or(""),
    }
}

/// What a line that starts with the name of a section of follow-ups holds.
fn label_of(text: &Inline) -> Option<Certainty> {
    let lead = lead_of(text);
    let after = text.text.get(lead.len()..).unwrap_or("");
    let colon =
        lead.trim_end().ends_with([':', '：']) || after.starts_with([':', '：']) || after.trim().is_empty();
    if !colon || lead.split(' ').count() > 5 {
        return None;
    }
    match section_name(&normalize(lead))? {
        SectionName::Certain => Some(Certainty::Certain),
        SectionName::Taken => Some(Certainty::Taken),
        SectionName::Likely => None,
    }
}

/// Whether a line says of itself that it is an action: `**Action item:** declare incidents earlier`.
fn announces(text: &Inline) -> bool {
    let lead = lead_of(text);
    let rest = text.text.get(lead.len()..).unwrap_or("").trim_start_matches([':', '：', ' ', '\n']);
    let named = || normalize(lead).starts_with("action") || is_work(rest);
    text.lead.is_some() && label_of(text).is_some() && rest.contains(char::is_alphabetic) && named()
}
