//! Any query is answered: by the parser, and by a search of three documents.
#![no_main]

mod archive;

use hindsite::knowledge::KnowledgeBase;
use hindsite::pipeline::Memo;
use hindsite::search::Search;
use hindsite::search::memory_index::Resident;
use libfuzzer_sys::fuzz_target;
use std::sync::{Arc, LazyLock};

static KNOWLEDGE: LazyLock<Arc<KnowledgeBase>> = LazyLock::new(|| {
    let text = |n: usize, what: &str| {
        let front = format!("title: {what} {n}\ndate: 2026-01-0{n}\nservices: [api]\nseverity: SEV{n}");
        archive::source(&format!("content/{n}.md"), &format!("---\n{front}\n---\n\nThe {what} fell over.\n"))
    };
    let documents = vec![text(1, "database"), text(2, "cache"), text(3, "certificate")];
    match archive::link(documents, &mut Memo::default()) {
        Ok(linked) => linked.knowledge,
        Err(_) => panic!("the archive of the query target does not link"),
    }
});

// Its index is made once; `Search` borrows both.
static SEARCH: LazyLock<Search<'static>> =
    LazyLock::new(|| Search::resident(&KNOWLEDGE, &Resident::default()).expect("an index"));

fuzz_target!(|text: &str| {
    SEARCH.find(text, None).expect("an answer");
});
