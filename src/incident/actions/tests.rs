use super::*;
use crate::incident::outline;
use crate::incident::sections::{HeadingNames, sections};
use proptest::prelude::*;

fn actions(text: &str) -> Vec<Action> {
    let blocks = outline::blocks(&outline::events(text, 0));
    let sections = sections(&blocks, &HeadingNames::default());
    read(&blocks, &sections, &TimeZone::UTC)
}

/// Title, status letter, owner, due day, kind, of each action on a line.
fn listing(text: &str) -> Vec<String> {
    let row = |a: Action| {
        let status = match a.status {
            ActionStatus::Open => 'o',
            ActionStatus::InProgress => 'p',
            ActionStatus::Done => 'd',
            ActionStatus::Dropped => 'x',
        };
        let due = a.due.map(|m| m.day().to_string()).unwrap_or_default();
        let fields = [a.owner.unwrap_or_default(), due, a.kind.unwrap_or_default(), a.tickets.join(" ")];
        format!("{status} {} | {}", a.title, fields.join(","))
    };
    actions(text).into_iter().map(row).collect()
}

#[test]
fn every_layout_of_action_items_is_read() {
    for (layout, text, expected) in [
        (
            "task lists",
            "## Action items\n- [x] Add a probe — @sre\n- [ ] ~~Page the lead~~\n- [ ] Raise the limit (due 2026-03-01, #12)\n",
            vec!["d Add a probe | sre,,,", "x Page the lead | ,,,", "o Raise the limit | ,2026-03-01,,#12"],
        ),
        (
            "bullets with a bold lead",
            "## Action Items\n- **Limit the pool**: a full one blocks all.\n- Replace the proxy. It is old.\n-\n- TBD\n",
            vec!["o Limit the pool | ,,,", "o Replace the proxy | ,,,"],
        ),
        (
            "numbers under sub-headings",
            "## Action items\nEvery one needs an issue:\n### Process improvements\n1. Write it down ([issue](https://github.com/a/b/issues/3))\n### Payments\n1. Alert (DONE)\n",
            vec!["o Write it down | ,,process,https://github.com/a/b/issues/3", "d Alert | ,,,"],
        ),
        (
            "groups and details",
            "## Follow-ups\n- Monitoring:\n  - Alert on errors\n    - by region\n- @alice:\n  - Drill quarterly\n- Ship it\n  - Owner: Bob\n",
            vec!["o Alert on errors | ,,monitoring,", "o Drill quarterly | alice,,,", "o Ship it | Bob,,,"],
        ),
        (
            "a numbered list broken by bullets",
            "## Remediation\n### Planned\n1. **Watch the engine**\n\nWe will watch:\n\n- reads\n- writes\n\n2. **Write runbooks**\n",
            vec!["o Watch the engine | ,,,", "o Write runbooks | ,,,"],
        ),
        (
            "headings and labels that tell the status",
            "## Remediation\n### Immediate actions (completed)\n- Revert\n### Later\n**In progress:**\n\n- Split\n\n**To do:**\n\n- Test\n",
            vec!["d Revert | ,,,", "p Split | ,,,", "o Test | ,,,"],
        ),
        (
            "a table",
            "## アクションアイテム\n| # | カテゴリ | アクション | 担当 | 期限 | ステータス |\n|---|---|---|---|---|---|\n| 1 | 予防 | 上限を設ける | 基盤 | 2026-05-28 | TODO |\n| 2 | 検知 | 監視する | 未割当 | — | **完了** |\n| 3 | | | | | |\n\n### カテゴリの説明\n- **予防:** 再発しないように\n",
            vec!["o 上限を設ける | 基盤,2026-05-28,予防,", "d 監視する | ,,検知,"],
        ),
        (
            "a table after Google",
            "## Action items\n| Action Item | Type | Owner | Bug |\n|---|---|---|---|\n| Update the playbook | mitigate | @jenny | n/a DONE |\n| Flux it | prevent | [martym](u) | OPS-12 |\n",
            vec!["o Update the playbook | jenny,,mitigate,", "o Flux it | martym,,prevent,OPS-12"],
        ),
        (
            "an essay named prevention",
            "## Prevention\nIt is hard.\n\n- the user edits\n- the user saves\n",
            vec![],
        ),
        (
            "a list named prevention",
            "## Prevention\n- Already fixed it.\n- Test it\n",
            vec!["d Already fixed it | ,,,", "o Test it | ,,,"],
        ),
        (
            "task lists anywhere, bullets nowhere else",
            "- [ ] Tell them\n\n## Timeline\n- 10:00 alert\n\n## Lessons\n- [x] Learn\n",
            vec!["o Tell them | ,,,", "d Learn | ,,,"],
        ),
        (
            "wrapped labels",
            "## アクションアイテム\n- [ ] **AI-D1** 監視を足す。 — **担当:**\n  基盤 owner、**期限:** 2026-05-10。\n- [x] **上限を設ける** — 説明。完了: 2026-04-16\n",
            vec!["o 監視を足す | 基盤 owner,2026-05-10,,", "d 上限を設ける | ,,,"],
        ),
        (
            "an announced paragraph",
            "## Remediation\nWe reverted.\n\n**Action item:** Declare earlier. Owner: @ann\n",
            vec!["o Declare earlier | ann,,,"],
        ),
        (
            "a bare link",
            "## Action Items\n- [ ] https://github.com/a/b/issues/7\n- #21\n",
            vec!["o a/b#7 | ,,,https://github.com/a/b/issues/7", "o #21 | ,,,#21"],
        ),
        (
            "another section inside",
            "## Action items\n- One\n### Lessons\n- Two\n### Technical\n- Three\n",
            vec!["o One | ,,,", "o Three | ,,technical,"],
        ),
    ] {
        assert_eq!(listing(text), expected, "{layout}");
    }
}

#[test]
fn an_action_knows_where_it_stands_and_when_it_was_closed() {
    let text = "# T\n## Action items\n| Task | Owner | Status |\n|---|---|---|\n| Do it | me | Done (2026-04-02) |\n";
    let found = actions(text);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].anchor, "action-items");
    assert_eq!(found[0].closed.map(|m| m.day().to_string()).as_deref(), Some("2026-04-02"));
    assert!(text[found[0].span.clone()].contains("Do it"));
    assert!(!found[0].stated);
}

proptest! {
    #[test]
    fn any_markdown_is_read(text in "(## Actions\n|[*][*]|- \\[[x ]\\] |- |  - |1[.] |\\|Action\\|Due\\|\n\\|-\\|-\\|\n|\\||\n|owner: |担当: |due |by 2026-03-01|@[a-z]|~~|✅|完了|[(\\[（)\\]）:：—]|https://|[a-z]{1,6} |[\\PC]){0,60}") {
        for action in actions(&text) {
            prop_assert!(!action.title.is_empty() && action.title.chars().count() <= 160 && !action.title.contains('\n'));
            prop_assert!(text.get(action.span).is_some());
        }
    }
}
