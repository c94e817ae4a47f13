//! A list of services with remarks: `shop (web, mcp, api), cart, and search` is three.

use super::before_remark;
use crate::incident::lexicon::built_in;
use crate::incident::wording::{fold, is_cjk, one_line};
use std::collections::BTreeSet;

/// More words than a name has.
const MOST_WORDS: usize = 7;

/// The names of a list. Brackets are remarks and are not divided; a sentence is no list, and gives nothing.
pub fn services(text: &str) -> Vec<String> {
    let text = one_line(text);
    let text = before_remark(text.trim().trim_end_matches('.'));
    let parts = match top_level(text, &[';', '；']) {
        parts if parts.len() > 1 => parts,
        _ => conjunctions(top_level(text, &[',', '、'])),
    };
    let mut seen = BTreeSet::new();
    let mut names = vec![];
    for part in parts {
        let name = without_remarks(&part);
        if name.is_empty() {
            continue;
        }
        match is_name(&name) {
            // What follows a Chinese or Japanese comma explains the name before it.
            true => {
                if seen.insert(name.to_lowercase()) {
                    names.push(name);
                }
            }
            false if names.is_empty() || !part.contains(is_cjk) => return vec![],
            false => {}
        }
    }
    names
}

fn is_name(name: &str) -> bool {
    let words: Vec<&str> =
        name.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).collect();
    let folded: Vec<String> = words.iter().map(|word| fold(word)).collect();
    let lexicon = built_in();
    let counts = folded.iter().any(|word| lexicon.has("not_services", word));
    let verb = folded
        .iter()
        .any(|word| matches!(word.as_str(), "was" | "were" | "is" | "are" | "could" | "had" | "has"));
    let tells = name.contains(is_cjk) && words.len() >= 3;
    let digits = name.starts_with(|c: char| c.is_ascii_digit()) && words.len() > 1;
    !words.is_empty()
        && words.len() <= MOST_WORDS
        && name.chars().count() <= 80
        && !(counts || verb || tells || digits || name.contains('='))
}

/// The parts between separators that stand outside of brackets and code.
fn top_level(text: &str, separators: &[char]) -> Vec<String> {
    let (mut depth, mut code) = (0usize, false);
    let mut parts = vec![String::new()];
    for c in text.chars() {
        match c {
            '(' | '（' | '[' if !code => depth += 1,
            ')' | '）' | ']' if !code => depth = depth.saturating_sub(1),
            '`' => code = !code,
            // A comma of running Chinese text begins a remark.
            '，' if depth == 0 && !code => break,
            _ => {}
        }
        match (depth == 0 && !code && separators.contains(&c), parts.last_mut()) {
            (true, _) => parts.push(String::new()),
            (false, Some(last)) => last.push(c),
            (false, None) => {}
        }
    }
    parts
}

/// `a and b` is two names, `and b` one.
fn conjunctions(parts: Vec<String>) -> Vec<String> {
    let lexicon = built_in();
    let mut out = vec![];
    for part in parts {
        let mut name: Vec<&str> = vec![];
        let mut depth = 0usize;
        for word in part.split_whitespace() {
            if depth == 0 && lexicon.has("conjunctions", &word.to_lowercase()) {
                out.push(std::mem::take(&mut name).join(" "));
                continue;
            }
            let opened = word.matches(['(', '（', '[']).count();
            depth = (depth + opened).saturating_sub(word.matches([')', '）', ']']).count());
            name.push(word);
        }
        out.push(name.join(" "));
    }
    out
}

/// The name without brackets and quotes.
fn without_remarks(part: &str) -> String {
    let mut out = String::new();
    let mut depth = 0usize;
    for c in part.chars() {
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    let words: Vec<&str> = out.split_whitespace().collect();
    words.join(" ").trim_matches(['`', '*', '"', '\'', '.', ':', ' ']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_are_remarks_and_sentences_are_no_lists() {
        for (text, expected) in [
            ("shop (web, mcp, api) and cart", &["shop", "cart"][..]),
            ("a.rs (run, stop); b.rs", &["a.rs", "b.rs"]),
            ("shop, cart, and search", &["shop", "cart", "search"]),
            ("news-creator（Semaphore）、alt-backend（ハンドラ）", &["news-creator", "alt-backend"]),
            (
                "prod VPS pipeline; ASR account; coverage. The public API was fine.",
                &["prod VPS pipeline", "ASR account", "coverage"],
            ),
            ("Production site (https://www.example.com/)", &["Production site"]),
            ("services/economy/trade，基线 commit a138；问题代码", &["services/economy/trade"]),
            ("All users of the EU region", &[]),
            ("12 customers", &[]),
            ("The gateway was down for everybody in Europe and Asia", &[]),
        ] {
            assert_eq!(services(text), expected, "{text}");
        }
    }
}
