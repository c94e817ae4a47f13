//! A whole document of any text becomes pages in which nothing runs, or problems, and never a panic.
#![no_main]

mod archive;
#[path = "../../tests/it/judge.rs"]
mod judge;

use hindsite::output::Content;
use hindsite::pipeline::Memo;
use hindsite::render;
use libfuzzer_sys::fuzz_target;
use std::cell::RefCell;

thread_local!(static MEMO: RefCell<Memo> = RefCell::default());

fuzz_target!(|text: &str| {
    let documents = vec![archive::source("content/a.md", text)];
    let linked = MEMO.with_borrow_mut(|memo| archive::link(documents, memo));
    let Ok(linked) = linked else { return };
    let plan = linked.plan(vec![]);
    plan.prepare();
    let shown = |file: &str| file.starts_with("incidents/") || ["index.html", "feed.xml"].contains(&file);
    for (file, route) in plan.pages.iter().filter(|(file, _)| shown(file)) {
        let view = plan.view(route).expect("a planned page has a view");
        let content = render::page(&linked.theme, view).expect("the theme renders every view");
        if let (true, Content::Bytes(bytes)) = (file.ends_with(".html"), content) {
            let offences = judge::offences(std::str::from_utf8(&bytes).expect("UTF-8"));
            assert!(offences.is_empty(), "{file}: {offences:#?}");
        }
    }
});
