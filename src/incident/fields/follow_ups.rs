//! `actions:` in front matter: maps with a title, or titles alone.

use super::listed::named;
use super::words::bare;
use super::{Reader, one_line};
use crate::diagnostic::Code;
use crate::incident::actions::{Action, ActionStatus};
use crate::incident::front_matter::{Entry, Node, Value};
use crate::incident::moment;
use crate::incident::moment::Moment;
use crate::incident::wording::leaves_open;

fn with_title(title: String, item: &Node) -> Action {
    Action {
        title,
        owner: None,
        due: None,
        status: ActionStatus::Open,
        closed: None,
        tickets: vec![],
        kind: None,
        addresses: vec![],
        span: item.span.clone(),
        stated: true,
        anchor: String::new(),
    }
}

impl Reader<'_> {
    pub(super) fn follow_ups(&mut self, items: &[Node]) -> Vec<Action> {
        items.iter().filter_map(|item| self.follow_up(item)).collect()
    }

    fn follow_up(&mut self, item: &Node) -> Option<Action> {
        let title = match &item.value {
            Value::Map(_) => ["title", "action", "name", "task", "description"]
                .iter()
                .find_map(|key| item.get(key))
                .map(Node::display),
            _ => item.text().map(str::to_owned),
        };
        let Some(title) = title.map(|title| one_line(&title)).filter(|title| !title.is_empty()) else {
            self.warn(
                Code::WrongType,
                &item.span,
                "an action needs a title".into(),
                "as in `- title: Alert on expiry`",
            );
            return None;
        };
        // A line of the template that waits for its words.
        if leaves_open(&title) {
            return None;
        }
        let Value::Map(entries) = &item.value else {
            return Some(with_title(title, item));
        };
        let mut action = with_title(title, item);
        for entry in entries {
            self.property(&mut action, entry);
        }
        if action.closed.is_some() && action.status == ActionStatus::Open {
            action.status = ActionStatus::Done;
        }
        Some(action)
    }

    fn property(&mut self, action: &mut Action, entry: &Entry) {
        let text = || entry.node.text().map(one_line);
        match entry.key.to_lowercase().as_str() {
            "owner" | "assignee" | "team" => {
                let named = text().filter(|owner| !leaves_open(owner));
                action.owner = named.map(|owner| owner.trim_start_matches('@').to_owned())
            }
            "due" | "due_date" | "deadline" => action.due = self.day(entry),
            "closed" | "done_on" | "completed" => action.closed = self.day(entry),
            "status" | "state" => {
                let Some(word) = text() else { return };
                match ActionStatus::parse(&word).or_else(|| ActionStatus::parse(bare(&word))) {
                    Some(status) => action.status = status,
                    None => self.warn(
                        Code::UnknownWord,
                        &entry.node.span,
                        format!("`{word}` is not a state of an action"),
                        "one of open, in-progress, done, dropped",
                    ),
                }
            }
            "ticket" | "tickets" | "issue" | "url" | "link" => action.tickets = self.list(entry),
            "type" | "kind" => action.kind = text().map(|kind| kind.to_lowercase()),
            "addresses" => {
                action.addresses = match &entry.node.value {
                    Value::List(items) => items.iter().map(|item| one_line(&named(item))).collect(),
                    _ => text().into_iter().collect(),
                }
            }
            _ => {}
        }
    }

    fn day(&mut self, entry: &Entry) -> Option<Moment> {
        let text = entry.node.text().filter(|text| !leaves_open(text))?;
        let day = moment::parse(text, &self.conventions.zone);
        if day.is_none() {
            let message =
                format!("`{text}` is not a date that exists, or not one that can be read one way only");
            self.warn(Code::UnreadableDate, &entry.node.span, message, "write it as `2026-03-02`");
        }
        day
    }
}
