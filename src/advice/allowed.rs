//! What a document allows itself: `<!-- hindsite: allow HS601 -->` anywhere in it silences the code there. After the
//! codes, a reason may follow.

use crate::diagnostic::{Code, Diagnostic, Place, nearest};
use crate::source::{Inputs, Source};
use std::collections::{BTreeMap, BTreeSet};

const OPENING: &str = "<!-- hindsite: allow ";

/// The diagnostics no document allows, and with `complain` what is wrong in the permissions themselves. What
/// makes a page impossible cannot be allowed.
pub fn keep(found: Vec<Diagnostic>, inputs: &Inputs, complain: bool) -> (Vec<Diagnostic>, Vec<Diagnostic>) {
    let mut allowed: BTreeMap<&str, BTreeSet<Code>> = BTreeMap::new();
    let mut misspelt = vec![];
    for source in inputs.sources.iter().filter(|source| source.text.contains(OPENING)) {
        for (id, place) in permissions(source) {
            match Code::from_id(id) {
                Some(code) => drop(allowed.entry(&source.path).or_default().insert(code)),
                None if complain => misspelt.push(unknown(id, place)),
                None => {}
            }
        }
    }
    let allows = |diagnostic: &Diagnostic| {
        let codes = allowed.get(&*diagnostic.place.path);
        !diagnostic.is_fatal() && codes.is_some_and(|codes| codes.contains(&diagnostic.code))
    };
    (found.into_iter().filter(|diagnostic| !allows(diagnostic)).collect(), misspelt)
}

/// The codes a document names in such comments, with their places.
fn permissions(source: &Source) -> Vec<(&str, Place)> {
    let text = &*source.text;
    // One that is never closed ends at the next, and not at the end of the document.
    let comments = text.split(OPENING).skip(1).filter_map(|rest| rest.split_once("-->"));
    comments
        .flat_map(|(comment, _)| {
            let words = comment.split([' ', ',', ':', '\n', '\t']).filter(|word| !word.is_empty());
            let is_code = |word: &str| word.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("hs"));
            let words = words.enumerate().take_while(move |(at, word)| *at == 0 || is_code(word));
            words.map(|(_, word)| {
                let start = word.as_ptr() as usize - text.as_ptr() as usize;
                (word, Place::span(source.path.clone(), start..start + word.len()))
            })
        })
        .collect()
}

fn unknown(id: &str, place: Place) -> Diagnostic {
    let diagnostic =
        Diagnostic::new(Code::UnknownAllowed, place, format!("there is no code `{id}` to allow"));
    match nearest(id, Code::ALL.iter().map(|code| code.id())) {
        Some(near) => diagnostic.hint(format!("did you mean `{near}`?")),
        None => diagnostic.hint("write it as in `<!-- hindsite: allow HS601 -->`"),
    }
}
