use super::*;
use crate::incident::outline;
use proptest::prelude::*;

fn facts(text: &str) -> Vec<String> {
    let blocks = outline::blocks(&outline::events(text, 0));
    let found = collect(&blocks, &HeadingNames::default());
    found.into_iter().map(|stated| format!("{}={}", stated.label.name(), stated.value)).collect()
}

#[test]
fn every_layout_of_labels_is_read() {
    for (layout, text, expected) in [
        (
            "a table of labels and values",
            "# 障害\n## メタデータ\n| 項目 | 内容 |\n|---|---|\n| 重大度 | SEV-3（一部） |\n| 復旧日時 | 2026-05-27 23:11 (JST) |\n| レビュアー | 未割当 |\n## サマリー\nx: y\n",
            vec!["severity=SEV-3（一部）", "resolved=2026-05-27 23:11 (JST)"],
        ),
        (
            "a table whose header is its first pair",
            "# T\n| Date | 2026-03-02 |\n|---|---|\n| Severity | SEV2 |\n",
            vec!["date=2026-03-02", "severity=SEV2"],
        ),
        (
            "a table with one row under its labels",
            "# T\n| Date | Severity | Duration |\n|---|---|---|\n| 2026-03-02 | SEV2 | 2h |\n",
            vec!["date=2026-03-02", "severity=SEV2", "duration=2h"],
        ),
        (
            "bold lines, and one without a colon",
            "# T\n**Date:** 2 March\n\n**Severity**: Critical\n\n**Shift lead:** Ann\n\n**Cause** The disk was\nfull.\n",
            vec!["date=2 March", "severity=Critical", "root_cause=The disk was full."],
        ),
        (
            "bullets",
            "# T\n- Severity: SEV2\n- **Region**: eu\n- We lost: nothing\n- Authors:\n  - Ann\n  - Bo\n",
            vec!["severity=SEV2", "authors=Ann, Bo"],
        ),
        (
            "nested bullets under a name for facts, with and without a colon",
            "# T\n- **Key events**\n  - First detected: 2023-02-02 10:14\n  - Resolved 2023-02-02 11:36\n- **Context**:\n  - Resolved: by hand\n",
            vec!["detected=2023-02-02 10:14", "resolved=2023-02-02 11:36"],
        ),
        (
            "a quotation above the first section",
            "# T\n> **Severity**: P0\n> **Detected**: 2026-07-21 07:42\n\n## Summary\n> Severity: P3\n",
            vec!["severity=P0", "detected=2026-07-21 07:42"],
        ),
        (
            "label headings",
            "# T\n## Date: 2026-03-02\n## Author(s)\n- Ann Lee\n- Bo\n## Summary\nIt broke.\n## Severity\nSEV9\n",
            vec!["date=2026-03-02", "authors=Ann Lee, Bo"],
        ),
        (
            "details at the end",
            "# T\n## Summary\nIt broke.\n## Action items\n- Owner: Ann\n# Stats\n- Category: Network\n- Time to detection: 54 minutes\n- Total Downtime: 2h\n",
            vec!["time_to_detect=54 minutes", "duration=2h"],
        ),
        (
            "the impact and its parts",
            "# T\n## Summary\nx\n## Impact\n**Severity:** Major (High)\n### User facing\n- **Duration**: ~2 weeks\n## Lessons\n**Severity:** none\n",
            vec!["severity=Major (High)", "duration=~2 weeks"],
        ),
        (
            "a timeline",
            "# T\n| Time | Event |\n|---|---|\n| 10:00 | alert |\n| 10:10 | fixed |\n\n- 16:58: alert\n- **10:00:** alert\n",
            vec![],
        ),
        ("prose", "# T\nNote: it is long.\n\nWe did this: nothing.\n\nhttps://example.org\n", vec![]),
    ] {
        assert_eq!(facts(text), expected, "{layout}");
    }
}

proptest! {
    #[test]
    fn any_markdown_is_read(text in "(#{1,3} |# Stats\n|[*][*]|- |  - |\\|Date\\|x\\|\n\\|-\\|-\\|\n|\\||\n|Severity: |作成者：|: |[a-z]{1,6} |[\\PC]){0,60}") {
        let blocks = outline::blocks(&outline::events(&text, 0));
        for stated in collect(&blocks, &HeadingNames::default()) {
            prop_assert!(!stated.value.is_empty());
            prop_assert!(text.get(stated.span).is_some());
        }
    }
}
