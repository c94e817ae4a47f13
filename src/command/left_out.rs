//! What a command says about documents that an edition leaves out.

use crate::diagnostic::count;
use crate::incident::Audience;
use crate::knowledge::Edition;
use crate::knowledge::left_out::{LeftOut, Reason};

/// How many documents of a public edition are named without being asked for.
const NAMED: usize = 10;

/// How much is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// How many, and in a public edition the first of them.
    Summary,
    /// Every document.
    All,
}

/// Lines about the documents that an edition leaves out; none if it has them all.
pub fn lines(left_out: &[LeftOut], edition: Edition, detail: Detail) -> Vec<String> {
    if left_out.is_empty() {
        return vec![];
    }
    let tally = |reason| left_out.iter().filter(|left| left.reason == reason).count();
    let (internal, restricted, drafts) =
        (tally(Reason::Internal), tally(Reason::Restricted), tally(Reason::Draft));
    let mut parts = vec![];
    if internal > 0 {
        parts.push(count(internal, "internal document"));
    }
    if restricted > 0 {
        let how = match edition.audience {
            Audience::Public => String::new(),
            _ => format!(" (`--audience restricted` includes {})", them(restricted)),
        };
        parts.push(format!("{}{how}", count(restricted, "restricted document")));
    }
    if drafts > 0 {
        parts.push(format!("{} (`--drafts` includes {})", count(drafts, "draft"), them(drafts)));
    }
    let named = match (detail, edition.audience) {
        (Detail::All, _) => left_out.len(),
        (Detail::Summary, Audience::Public) => NAMED,
        (Detail::Summary, _) => 0,
    };
    let mut lines = vec![format!("Left out {}", joined(&parts))];
    lines.extend(left_out.iter().take(named).map(line));
    if named < left_out.len() {
        match named {
            0 => lines[0] += "; `--list-left-out` names each",
            _ => lines.push(format!("  and {} more; `--list-left-out` names all", left_out.len() - named)),
        }
    }
    lines
}

fn line(left: &LeftOut) -> String {
    let why = match (&left.statement, left.reason) {
        (Some(statement), _) => statement.as_str(),
        (None, Reason::Draft) => "a draft",
        (None, _) => "no `visibility: public`",
    };
    format!("  {}: {why}", left.path)
}

fn them(count: usize) -> &'static str {
    if count == 1 { "it" } else { "them" }
}

/// `a, b and c`
fn joined(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(path: &str, reason: Reason, statement: Option<&str>) -> LeftOut {
        LeftOut { path: path.into(), reason, statement: statement.map(str::to_owned) }
    }

    #[test]
    fn an_internal_edition_says_how_many_and_how_to_include_them() {
        let all = [
            left("a.md", Reason::Draft, Some("`published: no`")),
            left("b.md", Reason::Draft, None),
            left("c.md", Reason::Restricted, None),
        ];
        let lines = lines(&all, Edition::default(), Detail::Summary);
        assert_eq!(
            lines,
            [
                "Left out 1 restricted document (`--audience restricted` includes it) and 2 drafts (`--drafts` includes them); `--list-left-out` names each"
            ]
        );
    }

    #[test]
    fn a_public_edition_names_the_first_and_why() {
        let mut all: Vec<LeftOut> =
            (0..12).map(|n| left(&format!("{n}.md"), Reason::Internal, None)).collect();
        all[1].statement = Some("`visibility: internal`".to_owned());
        let edition = Edition { drafts: false, audience: Audience::Public };
        let summary = lines(&all, edition, Detail::Summary);
        assert_eq!(summary.len(), 12);
        assert_eq!(summary[1..3], ["  0.md: no `visibility: public`", "  1.md: `visibility: internal`"]);
        assert_eq!(summary[11], "  and 2 more; `--list-left-out` names all");
        assert_eq!(lines(&all, edition, Detail::All).len(), 13);
        assert_eq!(lines(&[], edition, Detail::All), Vec::<String>::new());
    }
}
