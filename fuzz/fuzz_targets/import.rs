//! Import reads any text, adds what it proposes, and then has nothing more to propose.
#![no_main]

mod archive;

use hindsite::authoring::import;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let conventions = archive::conventions();
    let before = archive::source("content/a.md", text);
    let proposal = import::propose(&before, &conventions);
    if let Ok(Some(after)) = import::apply(&before, &proposal) {
        let after = archive::source("content/a.md", &after);
        let again = import::propose(&after, &conventions);
        assert!(!matches!(import::apply(&after, &again), Ok(Some(_))), "a second run changes it again");
    }
    let _ = import::split::split(&before, &conventions);
});
