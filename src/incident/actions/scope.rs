//! Which parts of a document hold follow-ups.

use super::group::{Group, is_bold, kind_of};
use super::words::{SectionName, is_closed, is_pure, normalize, section_name};
use crate::incident::outline::{Block, Inline};
use crate::incident::sections::{Section, SectionKind};
use std::collections::BTreeMap;
use std::ops::Range;

/// How sure something is to be a follow-up. A document's follow-ups are the surest it has, and no others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Certainty {
    /// A checkbox in a document without any section of follow-ups.
    Checkbox,
    /// In a section that is as often an essay, such as "Prevention".
    Likely,
    /// In a table of actions under any heading.
    Table,
    /// What was done at the time; counts only beside planned follow-ups.
    Taken,
    /// In a section of follow-ups.
    Certain,
}

/// What a heading says of the blocks below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    FollowUps(Certainty),
    /// A section that tells what happened, such as "Timeline" or "Resolution".
    Told,
    /// Anything else.
    Neutral,
    /// A legend, a closing checklist, or what stands below them.
    Closed,
}

/// The blocks between one heading and the next.
#[derive(Debug)]
pub(super) struct Stretch<'a> {
    pub heading: Option<&'a Inline>,
    /// The bytes of the heading.
    pub span: Range<usize>,
    /// 0 above the first heading, 7 for a bold line that acts as one.
    pub level: u8,
    pub anchor: String,
    pub blocks: &'a [Block],
    pub scope: Scope,
    /// Whether its heading is the one that opened the section of follow-ups.
    pub opens: bool,
    pub group: Group,
}

/// The level of a bold line that acts as a heading.
const BOLD: u8 = 7;

/// Splits a document at its headings and bold label lines.
pub(super) fn stretches<'a>(blocks: &'a [Block], sections: &[Section]) -> Vec<Stretch<'a>> {
    let known: BTreeMap<usize, &Section> =
        sections.iter().map(|section| (section.blocks.start.wrapping_sub(1), section)).collect();
    let mut out: Vec<Stretch<'a>> = vec![Stretch::head()];
    let mut open: Vec<(u8, Scope)> = Vec::new();
    let mut start = 0;
    let mut titled = false;
    for (at, block) in blocks.iter().enumerate() {
        let section = known.get(&at).copied();
        let Some((level, text, span)) = heading(block, section) else { continue };
        if let Some(last) = out.last_mut() {
            last.blocks = &blocks[start..at];
        }
        start = at + 1;
        while open.pop_if(|(above, _)| *above >= level).is_some() {}
        let parent = open.last().map_or(Scope::Neutral, |(_, scope)| *scope);
        let name = normalize(&text.text);
        // The first heading of a document is its title.
        let is_title = !titled && level == 1 && section_name(&name).is_none_or(|_| name.contains(' '));
        titled = true;
        let scope = match is_title {
            true => Scope::Neutral,
            false => scope(parent, &text.text, &name, section.and_then(|section| section.kind)),
        };
        let inside = matches!(parent, Scope::FollowUps(_));
        let opens = matches!(scope, Scope::FollowUps(_)) && !inside;
        let mut group = if inside || opens { Group::of_heading(&text.text) } else { Group::default() };
        if opens {
            // "Prevention" as the section's own name does not sort the actions in it.
            group.kind = None;
            group.owner = None;
        }
        let anchor = match block {
            Block::Heading { id, .. } => id.clone(),
            _ => out
                .iter()
                .rev()
                .find(|above| above.level < BOLD)
                .map(|above| above.anchor.clone())
                .unwrap_or_default(),
        };
        open.push((level, scope));
        out.push(Stretch {
            heading: Some(text),
            span: span.clone(),
            level,
            anchor,
            blocks: &[],
            scope,
            opens,
            group,
        });
    }
    if let Some(last) = out.last_mut() {
        last.blocks = &blocks[start..];
    }
    out
}

impl Stretch<'_> {
    /// What stands above the first heading.
    fn head() -> Stretch<'static> {
        Stretch {
            heading: None,
            span: 0..0,
            level: 0,
            anchor: String::new(),
            blocks: &[],
            scope: Scope::Neutral,
            opens: false,
            group: Group::default(),
        }
    }
}

/// A heading, or a paragraph that acts as one: a bold line that names a section, or a label of follow-ups.
fn heading<'a>(block: &'a Block, section: Option<&Section>) -> Option<(u8, &'a Inline, &'a Range<usize>)> {
    match block {
        Block::Heading { level, text, span, .. } => Some((*level, text, span)),
        Block::Paragraph { text, in_item: false, quoted: false, span } => {
            let plain = text.text.trim();
            let label = is_bold(text) || plain.ends_with([':', '：']) && plain.split(' ').count() <= 5;
            let names = || label && !plain.contains('\n') && section_name(&normalize(plain)).is_some();
            (section.is_some() || names()).then_some((BOLD, text, span))
        }
        _ => None,
    }
}

fn scope(parent: Scope, heading: &str, name: &str, kind: Option<SectionKind>) -> Scope {
    if is_closed(name) && parent != Scope::Neutral {
        return Scope::Closed;
    }
    let told = matches!(
        kind,
        Some(
            SectionKind::Impact
                | SectionKind::Timeline
                | SectionKind::Detection
                | SectionKind::Trigger
                | SectionKind::RootCause
                | SectionKind::ContributingFactors
                | SectionKind::Resolution
                | SectionKind::ShouldHaveHappened
        )
    );
    let timeline = kind == Some(SectionKind::Timeline);
    let named = section_name(name).filter(|_| !timeline);
    // A name of the lexicon or of the configuration.
    let named = named.or((kind == Some(SectionKind::ActionItems)).then_some(SectionName::Likely));
    match (parent, named) {
        (Scope::Closed, _) => Scope::Closed,
        (Scope::FollowUps(Certainty::Likely), Some(_)) if is_pure(name) => {
            Scope::FollowUps(Certainty::Certain)
        }
        (Scope::FollowUps(Certainty::Certain), Some(SectionName::Taken)) => {
            Scope::FollowUps(Certainty::Taken)
        }
        (Scope::FollowUps(certainty), _) => match kind {
            // "Detection" among the follow-ups says what they improve.
            Some(kind) if named.is_none() && kind_of(heading).is_none() && !is_group(kind) => Scope::Closed,
            _ => Scope::FollowUps(certainty),
        },
        (_, Some(SectionName::Certain)) => Scope::FollowUps(Certainty::Certain),
        (Scope::Told, _) => Scope::Told,
        (_, Some(SectionName::Likely)) => Scope::FollowUps(Certainty::Likely),
        (_, Some(SectionName::Taken)) => Scope::FollowUps(Certainty::Taken),
        _ if told => Scope::Told,
        _ => Scope::Neutral,
    }
}

fn is_group(kind: SectionKind) -> bool {
    matches!(
        kind,
        SectionKind::Detection | SectionKind::Resolution | SectionKind::Trigger | SectionKind::ActionItems
    )
}
