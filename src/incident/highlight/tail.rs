//! Everything without a lexer of its own: syntect with two-face's grammars, on the pure-Rust regex engine.

use std::sync::LazyLock;

use syntect::parsing::{BasicScopeStackOp, ParseState, Scope, ScopeStack, SyntaxSet};
use syntect::util::LinesWithEndings;

use super::{Class, Spans};

/// A longer line is published plain: a grammar's regexes take time in the square of it, or worse.
const MAX_LINE: usize = 512;
/// A larger block is published plain. Limits are sizes and never clocks: the same input must give the same bytes.
const MAX_BLOCK: usize = 64 * 1024;
/// 2 ms; a grammar is inflated, and its regexes compiled, when first used.
static GRAMMARS: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

/// Scope prefixes, the more specific first. What matches none has the class of what encloses it.
static CLASSES: LazyLock<Vec<(Scope, Class)>> = LazyLock::new(|| {
    use Class::*;
    [
        ("comment", Comment),
        ("meta.mapping.key", Key),
        ("entity.name.tag", Key),
        ("entity.other.attribute-name", Key),
        ("support.type.property-name", Key),
        ("meta.interpolation", Plain),
        ("meta.embedded", Plain),
        ("string", String),
        ("constant.numeric", Number),
        ("constant", Constant),
        ("keyword", Keyword),
        ("storage", Keyword),
        ("variable.language", Keyword),
        ("entity.name.type", Type),
        ("entity.name.class", Type),
        ("support.type", Type),
        ("support.class", Type),
        ("entity.name", Name),
        ("variable.function", Name),
        ("support", Name),
        ("variable", Variable),
        ("markup.inserted", Inserted),
        ("markup.deleted", Deleted),
        ("invalid", Error),
    ]
    .into_iter()
    .filter_map(|(scope, class)| Some((Scope::new(scope).ok()?, class)))
    .collect()
});

/// The code as spans; `None` for a language no grammar is known for, or a block past the limits.
pub(super) fn html(lang: &str, code: &str) -> Option<String> {
    // Names people write that the grammars do not know.
    let token = match lang {
        "shell" | "console" | "shellsession" => "bash",
        "docker" => "dockerfile",
        "csharp" => "cs",
        "jsonc" => "json",
        "golang" => "go",
        other => other,
    };
    if token.is_empty() || code.len() > MAX_BLOCK {
        return None;
    }
    let mut state = ParseState::new(GRAMMARS.find_syntax_by_token(token)?);
    let mut scopes = ScopeStack::new();
    let mut classes: Vec<Class> = Vec::new();
    let mut spans = Spans::new(code);
    for line in LinesWithEndings::from(code) {
        if line.len() > MAX_LINE {
            spans.push(Class::Plain, line);
            continue;
        }
        let mut at = 0;
        for (end, op) in state.parse_line(line, &GRAMMARS).ok()? {
            spans.push(classes.last().copied().unwrap_or(Class::Plain), &line[at..end]);
            at = end;
            scopes
                .apply_with_hook(&op, |change, _| match change {
                    BasicScopeStackOp::Push(scope) => classes.push(class(scope, classes.last().copied())),
                    BasicScopeStackOp::Pop => drop(classes.pop()),
                })
                .ok()?;
        }
        spans.push(classes.last().copied().unwrap_or(Class::Plain), &line[at..]);
    }
    Some(spans.finish())
}

fn class(scope: Scope, parent: Option<Class>) -> Class {
    let parent = parent.unwrap_or(Class::Plain);
    match CLASSES.iter().find(|(prefix, _)| prefix.is_prefix_of(scope)) {
        Some((_, Class::String)) if parent == Class::Key => Class::Key, // "a": in JSON
        Some((_, class)) => *class,
        None => parent,
    }
}
