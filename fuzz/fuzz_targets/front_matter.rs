//! Front matter of any bytes: read without a panic, and every problem is inside the text.
#![no_main]

use hindsite::incident::front_matter;
use libfuzzer_sys::fuzz_target;
use std::sync::Arc;

fuzz_target!(|text: &str| {
    let path: Arc<str> = "a.md".into();
    let (_, problems) = front_matter::read(&path, text);
    for problem in problems {
        if let Some(span) = problem.place.range() {
            // A reader of YAML may point into a letter; what is shown begins with the letter.
            assert!(span.start <= span.end && span.end <= text.len(), "{span:?} of {} bytes", text.len());
        }
    }
});
