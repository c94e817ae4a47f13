//! The blocks of a section as paragraphs, tables and lists with their nesting.

use crate::incident::outline::{Block, Inline};
use std::ops::Range;

/// A paragraph, a table or a list, in reading order.
#[derive(Debug)]
pub(super) enum Part<'a> {
    Paragraph { text: &'a Inline, span: &'a Range<usize> },
    Table { header: &'a [Inline], rows: &'a [Vec<Inline>], spans: &'a [Range<usize>] },
    List { ordered: bool, nodes: Vec<Node<'a>> },
}

/// A list item with what stands below it.
#[derive(Debug)]
pub(super) struct Node<'a> {
    pub text: &'a Inline,
    pub task: Option<bool>,
    pub span: &'a Range<usize>,
    /// Its further paragraphs.
    pub notes: Vec<&'a Inline>,
    pub children: Vec<Node<'a>>,
}

impl Node<'_> {
    /// Whether it or an item below it has a checkbox.
    pub fn has_task(&self) -> bool {
        self.task.is_some() || self.children.iter().any(Node::has_task)
    }
}

/// The parts of a run of blocks without headings. Quotations are not part of it.
pub(super) fn parts(blocks: &[Block]) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = blocks;
    while let Some((block, after)) = rest.split_first() {
        rest = after;
        match block {
            Block::Paragraph { text, in_item: false, quoted: false, span } => {
                parts.push(Part::Paragraph { text, span });
            }
            Block::Table { header, rows, row_spans, .. } => {
                parts.push(Part::Table { header, rows, spans: row_spans });
            }
            Block::Item { ordered, .. } => {
                let mut nodes = Vec::new();
                (nodes, rest) = list(std::slice::from_ref(block), after, nodes);
                match parts.last_mut() {
                    Some(Part::List { ordered: same, nodes: known }) if same == ordered => {
                        known.append(&mut nodes)
                    }
                    _ => parts.push(Part::List { ordered: *ordered, nodes }),
                }
            }
            _ => {}
        }
    }
    parts
}

/// Reads an outermost item and all that is nested in it; returns what follows.
fn list<'a>(
    first: &'a [Block],
    mut rest: &'a [Block],
    mut nodes: Vec<Node<'a>>,
) -> (Vec<Node<'a>>, &'a [Block]) {
    // The items that the next one may be nested in, outermost first.
    let mut open: Vec<(u8, Node<'a>)> = Vec::new();
    let mut next = first.first();
    while let Some(block) = next {
        match block {
            Block::Item { depth, task, text, span, .. } => {
                close(&mut open, *depth, &mut nodes);
                let node = Node { text, task: *task, span, notes: Vec::new(), children: Vec::new() };
                open.push((*depth, node));
            }
            Block::Paragraph { text, in_item: true, .. } => {
                if let Some((_, node)) = open.last_mut() {
                    node.notes.push(text);
                }
            }
            _ => {}
        }
        let nested = match rest.first() {
            Some(Block::Item { depth, .. }) => *depth > 0,
            Some(Block::Paragraph { in_item, .. }) => *in_item,
            // Code and tables between nested items are part of the list.
            Some(Block::Code { .. } | Block::Table { .. }) => {
                matches!(rest.get(1), Some(Block::Item { depth, .. }) if *depth > 0)
            }
            _ => false,
        };
        next = rest.first().filter(|_| nested);
        if nested {
            rest = &rest[1..];
        }
    }
    close(&mut open, 0, &mut nodes);
    (nodes, rest)
}

/// Moves the open items at least as deep as `depth` into the ones above them.
fn close<'a>(open: &mut Vec<(u8, Node<'a>)>, depth: u8, nodes: &mut Vec<Node<'a>>) {
    while let Some((_, node)) = open.pop_if(|(above, _)| *above >= depth) {
        match open.last_mut() {
            Some((_, parent)) => parent.children.push(node),
            None => nodes.push(node),
        }
    }
}
