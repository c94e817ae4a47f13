use super::*;
use crate::incident::outline;
use proptest::prelude::*;

fn facts(text: &str) -> Vec<String> {
    let blocks = outline::blocks(&outline::events(text, 0));
    read(&blocks).into_iter().map(|fact| format!("{}={}", fact.key, fact.value)).collect()
}

#[test]
fn every_layout_of_facts_is_read() {
    for (layout, text, expected) in [
        (
            "a table of keys and values",
            "# 障害\n## メタデータ\n| 項目 | 内容 |\n|---|---|\n| 重大度 | SEV-3（一部） |\n| 復旧日時 | 2026-05-27 23:11 (JST) |\n| レビュアー | 未割当 |\n## サマリー\nx: y\n",
            vec!["重大度=SEV-3（一部）", "復旧日時=2026-05-27 23:11 (JST)"],
        ),
        (
            "a table whose header is its first pair",
            "# T\n| Date | 2026-03-02 |\n|---|---|\n| Severity | SEV2 |\n",
            vec!["Date=2026-03-02", "Severity=SEV2"],
        ),
        (
            "a table with one row under its keys",
            "# T\n| Date | Severity | Duration |\n|---|---|---|\n| 2026-03-02 | SEV2 | TBD |\n",
            vec!["Date=2026-03-02", "Severity=SEV2"],
        ),
        (
            "bold lines",
            "# T\n**Date:** 2 March\n\n**Severity**: Critical\n\n**Shift lead:** Ann\n",
            vec!["Date=2 March", "Severity=Critical", "Shift lead=Ann"],
        ),
        (
            "bullets",
            "# T\n- Severity: SEV2\n- **Region**: eu\n- We lost: nothing\n- Authors:\n  - Ann\n  - Bo\n",
            vec!["Severity=SEV2", "Region=eu", "Authors=Ann, Bo"],
        ),
        (
            "bare lines",
            "# T\nCreated By: Ann Lee <ann@example.org>\nLast Modified: January\n\nAll times UTC.\n",
            vec!["Created By=Ann Lee", "Last Modified=January"],
        ),
        (
            "label headings",
            "# T\n## Level: Internal\n## Author(s)\n- Ann Lee <ann@example.org>\n- Bo\n## Summary\nIt broke.\n## Severity\nSEV9\n",
            vec!["Level=Internal", "Author(s)=Ann Lee, Bo"],
        ),
        (
            "details at the end",
            "# T\n## Summary\nIt broke.\n## Action items\n- Owner: Ann\n# Stats\n- Category: Network\n- Time to detection: 54 minutes\n- Time to recovery: N/A\n",
            vec!["Category=Network", "Time to detection=54 minutes"],
        ),
        (
            "facts in the summary",
            "# T\n## Summary\n**Duration:** 41m\n\n**Glossary:** none here\n\n**Cause:** unknown (so far)\n\nWe saw: much.\n## Lessons\n**Severity:** none\n",
            vec!["Duration=41m"],
        ),
        (
            "a timeline",
            "# T\n| Time | Event |\n|---|---|\n| 10:00 | alert |\n| 10:10 | fixed |\n\n- 16:58: alert\n- **10:00:** alert\n",
            vec![],
        ),
        (
            "prose",
            "# Date: none\nNote: it is long.\n\nTL;DR: it broke.\n\nWe did this: nothing.\n\nhttps://example.org\n",
            vec![],
        ),
    ] {
        assert_eq!(facts(text), expected, "{layout}");
    }
}

#[test]
fn a_fact_keeps_its_links_and_its_place() {
    let text = "# T\n\n- Service: [checkout](services/checkout.md)\n";
    let blocks = outline::blocks(&outline::events(text, 0));
    let found = read(&blocks);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].links, ["services/checkout.md"]);
    assert!(text[found[0].span.clone()].starts_with("- Service"));
}

proptest! {
    #[test]
    fn any_markdown_is_read(text in "(#{1,3} |# Stats\n|[*][*]|- |  - |\\|Date\\|x\\|\n\\|-\\|-\\|\n|\\||\n|Severity: |作成者：|: |[a-z]{1,6} |[\\PC]){0,60}") {
        let blocks = outline::blocks(&outline::events(&text, 0));
        for fact in read(&blocks) {
            prop_assert!(!fact.value.is_empty() && fact.value.chars().count() <= 300 && fact.key.chars().count() <= 40);
            prop_assert!(text.get(fact.span).is_some());
        }
    }
}
