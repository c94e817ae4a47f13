use super::*;
use crate::incident::outline;
use crate::incident::sections::{HeadingNames, sections};
use proptest::prelude::*;

fn actions(text: &str) -> Vec<Action> {
    let blocks = outline::blocks(&outline::events(text, 0));
    let sections = sections(&blocks, &HeadingNames::default());
    parse(&blocks, &sections, &TimeZone::UTC)
}

/// Status letter, title and, where there are any, owner, due day, kind and tickets of each action.
fn listing(text: &str) -> Vec<String> {
    let row = |a: Action| {
        let status = match a.status {
            ActionStatus::Open => 'o',
            ActionStatus::InProgress => 'p',
            ActionStatus::Done => 'd',
            ActionStatus::Dropped => 'x',
        };
        let due = a.due.map(|m| m.day().to_string()).unwrap_or_default();
        let fields =
            [a.owner.unwrap_or_default(), due, a.kind.unwrap_or_default(), a.tickets.join(" ")].join(",");
        let fields = fields.trim_end_matches(',');
        format!("{status} {}{}{fields}", a.title, if fields.is_empty() { "" } else { " | " })
    };
    actions(text).into_iter().map(row).collect()
}

#[track_caller]
fn check(cases: &[(&str, &[&str])]) {
    for (text, expected) in cases {
        assert_eq!(listing(text), *expected, "{text}");
    }
}

#[test]
fn lists_under_a_heading_are_actions() {
    check(&[
        (
            "## Action items\n- [x] Add a probe — @sre\n- [ ] ~~Page the lead~~\n- [ ] Raise the limit (due 2026-03-01, #12)\n",
            &["d Add a probe | sre", "x Page the lead", "o Raise the limit | ,2026-03-01,,#12"],
        ),
        (
            "## Action Items\n- **Limit the pool**: a full one blocks all.\n- Replace the proxy. It is old.\n-\n- TBD\n",
            &["o Limit the pool", "o Replace the proxy"],
        ),
        (
            "## Action items\n- [ ] https://github.com/a/b/issues/7\n- #21\n",
            &["o a/b#7 | ,,,https://github.com/a/b/issues/7", "o #21 | ,,,#21"],
        ),
        (
            "## アクションアイテム\n- [ ] **AI-D1** 監視を足す。 — **担当:**\n  基盤 owner、**期限:** 2026-05-10。\n- [x] **上限を設ける** — 説明。完了: 2026-04-16\n",
            &["o 監視を足す | 基盤 owner,2026-05-10", "d 上限を設ける"],
        ),
        (
            "## Cause\n\nDisk.\n\n## Remedial measures\n\n- Fix the bug.\n\n## Recommendations\n\n- Watch the relay.\n",
            &["o Fix the bug", "o Watch the relay"],
        ),
    ]);
}

#[test]
fn groups_pass_on_owner_kind_and_status() {
    check(&[
        (
            "## Action items\nEvery one needs an issue:\n### Process improvements\n1. Write it down ([issue](https://github.com/a/b/issues/3))\n### Payments\n1. Alert (DONE)\n",
            &["o Write it down | ,,process,https://github.com/a/b/issues/3", "d Alert"],
        ),
        (
            "## Follow-ups\n- Monitoring:\n  - Alert on errors\n    - by region\n- @alice:\n  - Drill quarterly\n- Ship it\n  - Owner: Bob\n",
            &["o Alert on errors | ,,monitoring", "o Drill quarterly | alice", "o Ship it | Bob"],
        ),
        (
            "## Remediation\n### Immediate actions (completed)\n- Revert\n### Later\n**In progress:**\n\n- Split\n\n**To do:**\n\n- Test\n",
            &["d Revert", "p Split", "o Test"],
        ),
        (
            "## Actions\n\n**Robert**\n- Add a disk alert\n\n**Kim**\n- Write the runbook - DONE\n",
            &["o Add a disk alert | Robert", "d Write the runbook | Kim"],
        ),
        (
            "## Next steps\n\nJG:\n- Call the vendor\n\n**Storage team**\n- Order disks (@ann)\n",
            &["o Call the vendor | JG", "o Order disks | ann"],
        ),
        (
            "## Action items\n### Database\n- Add an index\n### Won't do\n- Move to another cloud\n",
            &["o Add an index", "x Move to another cloud"],
        ),
    ]);
}

#[test]
fn nested_items_are_actions_below_a_group() {
    check(&[
        (
            "## Action Items\n* QA\n    * look for other early returns\n    * list what to check by hand\n* In future work on the API:\n    * Add tests.\n* Set up alarms. **(Done during this incident)**\n",
            &[
                "o look for other early returns",
                "o list what to check by hand",
                "o Add tests",
                "d Set up alarms",
            ],
        ),
        (
            "## Action items\n- [ ] Alerts for:\n  - [ ] warp queue (@ana, due 2024-03-01)\n  - [x] claims backend\n- [ ] Bigger pool\n",
            &["o Alerts for: warp queue | ana,2024-03-01", "d Alerts for: claims backend", "o Bigger pool"],
        ),
        (
            "## Preventive measures\n- Improvements/Fixes:\n  - Audit the balancer\n- Tasks to address the issue:\n  1. Replace the disk\n  2. Watch the queue\n",
            &["o Audit the balancer", "o Replace the disk", "o Watch the queue"],
        ),
        (
            "## Corrective actions\n1. **CA-001**: Replace the column\n   - **Responsible**: John Doe\n   - **Due Date**: January 20, 2024\n   - **Status**: Completed\n2. **CA-002**: Test again\n   - **Responsible**: QA\n",
            &["d Replace the column | John Doe,2024-01-20", "o Test again | QA"],
        ),
        (
            "## Action items\n- [ ] Move the hosts\n  - [x] Order them\n  - [ ] Rack them\n",
            &["o Move the hosts", "d Order them", "o Rack them"],
        ),
        (
            "## Action items\n- Ask the vendor\n  - Bob wrote: owner of the case is Kim, due 2026-01-01 at the latest.\n",
            &["o Ask the vendor"],
        ),
    ]);
}

#[test]
fn tables_are_read_by_their_columns() {
    check(&[
        (
            "## アクションアイテム\n| # | カテゴリ | アクション | 担当 | 期限 | ステータス |\n|---|---|---|---|---|---|\n| 1 | 予防 | 上限を設ける | 基盤 | 2026-05-28 | TODO |\n| 2 | 検知 | 監視する | 未割当 | — | **完了** |\n| 3 | | | | | |\n\n### カテゴリの説明\n- **予防:** 再発しないように\n",
            &["o 上限を設ける | 基盤,2026-05-28,予防", "d 監視する | ,,検知"],
        ),
        (
            "## Action items\n| Action Item | Type | Owner | Bug |\n|---|---|---|---|\n| Update the playbook | mitigate | @jenny | n/a **DONE** |\n| Flux it | prevent | [martym](u) | OPS-12 |\n",
            &["d Update the playbook | jenny,,mitigate", "o Flux it | martym,,prevent,OPS-12"],
        ),
        (
            "# Long lock\n## Systemic changes\n| Action | Prevents | Status |\n|---|---|---|\n| Abort migrations | Locks | Done |\n| Test a full copy | Surprises | In progress |\n",
            &["d Abort migrations", "p Test a full copy"],
        ),
        (
            "# Halt\n\n**Trigger**: the epoch.\n\n| Action Item | Owner | Status |\n|---|---|---|\n| Sync versions | Core team | DONE |\n\n## Timeline\n\n| Time | Action | Owner |\n|---|---|---|\n| 10:00 | Restart | Ann |\n",
            &["d Sync versions | Core team"],
        ),
        (
            "## Improvement plan\n### Prevention\n| Item | Tracking | Owner | Target |\n|---|---|---|---|\n| Pin it | #9 | ann | landed 2026-05-29 |\n### Process\n| Item | Tracking | Owner | Target |\n|---|---|---|---|\n| Drill | TBD | — | v2.8 |\n",
            &["d Pin it | ann,,prevention,#9", "o Drill | ,,process"],
        ),
    ]);
}

#[test]
fn owners_dates_and_marks_leave_the_title() {
    check(&[
        (
            "## Action items\n- [dustin] finish the patch\n- [DONE] re-enable the region\n- **Ann**: write a runbook\n- Runtime team — add a canary\n- @kim: call the vendor\n- add a test (already done)\n- upgrade the switch - WONTDO\n- ask the vendor — discussed but decided not to do\n",
            &[
                "o finish the patch | dustin",
                "d re-enable the region",
                "o write a runbook | Ann",
                "o add a canary | Runtime team",
                "o call the vendor | kim",
                "d add a test",
                "x upgrade the switch",
                "x ask the vendor",
            ],
        ),
        (
            "## Corrective actions\n- [x] Runtime team — limit the proxy — 2024-01-10\n- [ ] Payments — add a canary for the inactive deadline — 2024-02-01\n- [ ] Add a smoke test — Search — 2024-02-01\n",
            &[
                "d limit the proxy | Runtime team,2024-01-10",
                "o add a canary for the inactive deadline | Payments,2024-02-01",
                "o Add a smoke test | Search,2024-02-01",
            ],
        ),
        (
            "## Corrective Actions with Owners\n* Brief all guests [Rick]\n  - Enforced by a document\n* Three reviewers [RFC]\n* ✅ **COMPLETED (PR #3)**: Generated types\n",
            &["o Brief all guests | Rick", "o Three reviewers [RFC]", "d Generated types | ,,,#3"],
        ),
        (
            "## Action items\n- [ ] **[Runtime team] Limit the pool** — a full one blocks all\n- Remove the job (see https://example.org/a/b/pull/34).\n",
            &["o Limit the pool | Runtime team", "o Remove the job | ,,,https://example.org/a/b/pull/34"],
        ),
        (
            "## Action items\n- [ ] Owner: Ann. Do it. Due: 2026-10-01\n- [ ] Tell them (@payments, due 2026-10-01) https://example.org/a/b/issues/951\n",
            &[
                "o Do it | Ann,2026-10-01",
                "o Tell them | payments,2026-10-01,,https://example.org/a/b/issues/951",
            ],
        ),
        (
            "## Action items\n- Use a longer `INSERT ... SELECT. Then` pattern\n- `a: b. c` must go. It is old.\n- [ ] Set `owner: x` by hand\n",
            &[
                "o Use a longer INSERT ... SELECT. Then pattern",
                "o a: b. c must go",
                "o Set owner: x by hand",
            ],
        ),
    ]);
}

#[test]
fn labels_act_as_headings() {
    check(&[
        (
            "# Down\n\n- **Key events**\n  - Resolved: 2024-01-06 16:10\n\n- **Resolution**:\n  - The node was replaced\n\n- **Review actions**:\n  - Add an alert\n",
            &["o Add an alert"],
        ),
        (
            "## Learnings\n### Reviews\nThey failed.\n\n**Actions planned:**\n\n- We will test it.\n- We are changing reviews, so that they will:\n  1. state the risk\n  2. look further\n\n**Action taken:**\n\nOur guide is easier to find. It names a channel.\n\n### Policy\n\n**Action taken:** The policy is [public](u).\n\n### Criteria\n\n**Action taken:**\n\nWe have set criteria for stopping the whole system early:\n\n- If it goes on: stop.\n- Otherwise: go on.\n",
            &[
                "o We will test it",
                "o We are changing reviews, so that they will",
                "d Our guide is easier to find",
                "d The policy is public",
                "d We have set criteria for stopping the whole system early",
            ],
        ),
        (
            "## Remediation\nWe reverted.\n\n**Action item:** Declare earlier. Owner: @ann\n",
            &["o Declare earlier | ann"],
        ),
        ("## Resolution\n\n**Action taken:**\n\n- Restarted it\n", &[]),
    ]);
}

#[test]
fn headings_and_paragraphs_may_be_actions() {
    check(&[
        (
            "## Corrective actions\n\n### Disable external access\n\nThe endpoint moves.\n\n### Require a token\n\nSince July.\n",
            &["o Disable external access", "o Require a token"],
        ),
        (
            "## Action items\n### AI-1: Rate limits\n- **Owner:** Ann\n- **Status:** Done\n\nThe limit is ten.\n\n### AI-2: Better probe\n**Owner:** Kim\n**Due:** 2026-02-01\n",
            &["d Rate limits | Ann", "o Better probe | Kim,2026-02-01"],
        ),
        (
            "## Corrective and preventative measures\n\nEnforce VPNs. The employee did well.\n\nContinuous training of everybody.\n",
            &["o Enforce VPNs", "o Continuous training of everybody"],
        ),
        (
            "## Action items\n### Builder\nLimit memory of builds. (https://github.com/a/b/pull/159)\n### Why\nIt is hard to tell.\n### Process\n1. Name a lead.\n",
            &["o Limit memory of builds | ,,,https://github.com/a/b/pull/159", "o Name a lead | ,,process"],
        ),
    ]);
}

#[test]
fn layouts_of_other_archives_are_read() {
    check(&[
        (
            "## Action Items and Ownership\n\n### Immediate (This Week)\n- [ ] **Mike Rodriguez**: Complete load tests\n- [ ] **DevOps Team**: Test performance in CI\n",
            &["o Complete load tests | Mike Rodriguez", "o Test performance in CI | DevOps Team"],
        ),
        (
            "## Prevention Plan\n\n1. **Git Security**\n   - Add hooks\n   - Regular audits\n\n2. **Documentation**\n   - Update guides\n\n## Sign-Off Required\n\n- [ ] Security Team\n",
            &["o Add hooks", "o Regular audits", "o Update guides | ,,documentation"],
        ),
        (
            "## Corrective measures\n- **Improvements/Fixes:**\n  - Regular review of memory\n- **Specific Tasks**:\n  - **TODO**: Patch the proxy\n",
            &["o Regular review of memory", "o Patch the proxy"],
        ),
        (
            "## Prevention Plan\n\n### P0 — Prevent this failure\n\n| Priority | Action | Type | Status |\n|---|---|---|---|\n| P0 | Cap imports | Config | TODO |\n\n**Requirements:**\n- Single source of truth\n- Fresh data\n",
            &["o Cap imports | ,,config"],
        ),
        (
            "### Action Items\n1. Fix type errors. Severity: Critical. Owner: Runtime.\n2. ⏳ Enable scanning (Owner: Backend Team, Due: 24h)\n",
            &["o Fix type errors | Runtime", "p Enable scanning | Backend Team"],
        ),
        (
            "## What we're doing to prevent this\n\n**Immediate Actions (Completed):**\n- Slowed the rollout\n\n**To complete before the switch:**\n- Write a runbook\n",
            &["d Slowed the rollout", "o Write a runbook"],
        ),
        (
            "## Corrective and Preventative Measure\n\nDevelop better questions.\nHire a professional.\nAdd a feature.\n",
            &["o Develop better questions", "o Hire a professional", "o Add a feature"],
        ),
        (
            "## アクションアイテム\n\n### カテゴリの説明\n\n- **予防:** 再発防止策\n\n| # | カテゴリ | アクション | 担当 | 状態 |\n|---|---|---|---|---|\n| 1 | 予防 | 縮約に変更 | 運用 | **完了** |\n",
            &["d 縮約に変更 | 運用,,予防"],
        ),
    ]);
}

#[test]
fn explanations_are_no_actions() {
    check(&[
        ("## Prevention\nIt is hard.\n\n- the user edits\n- the user saves\n", &[]),
        ("## Prevention\n- Already fixed it.\n- Test it\n", &["d Already fixed it", "o Test it"]),
        (
            "## Remediation\n### Planned\n1. **Watch the engine**\n\nWe will watch:\n\n- reads\n- writes\n\n2. **Write runbooks**\n",
            &["o Watch the engine", "o Write runbooks"],
        ),
        (
            "## Corrective Actions\n\n### Unauthenticated operations\n\nThese queries could be run without a login:\n\n- COPYRIGHT_QUERY\n- VIDEO_QUALITY_QUERY\n\nWe now ask for a token.\n",
            &[],
        ),
        (
            "## Action items\n- One\n### Lessons\n- Two\n### Technical\n- Three\n",
            &["o One", "o Three | ,,technical"],
        ),
        (
            "## Improvement plan\n| Item | Status |\n|---|---|\n| Pin it | done |\n\n**Verified:**\n- The bot: it works\n",
            &["d Pin it"],
        ),
        (
            "## Prevention\n### Action items\n- [ ] Scan commits\n### Process improvements\n- Never commit plans\n",
            &["o Scan commits"],
        ),
        ("## Resolution\n### Immediate actions\n1. Removed the file\n2. Pushed again\n", &[]),
        ("## Actions\n- 10:43 Alex restarts the pool\n- 10:50 Kim calls the vendor\n", &[]),
        ("## Follow-up actions\n- None required for this run.\n- No further action.\n", &[]),
        ("# Slow\n\n**Next steps:** The vendor is still looking.\n", &[]),
    ]);
}

#[test]
fn checkboxes_count_without_a_section_of_follow_ups() {
    check(&[
        (
            "- [ ] Tell them\n\n## Timeline\n- 10:00 alert\n\n## Lessons\n- [x] Learn\n",
            &["o Tell them", "d Learn"],
        ),
        (
            "## Follow-up actions\n\n| Action | Status |\n|---|---|\n| Lint it | Open |\n\n## Findings\n\n- [ ] Yes, see below\n\n## Later\n\n- [ ] Check the dashboard\n",
            &["o Lint it"],
        ),
        (
            "## Is this a pattern?\n- [ ] One-off\n- [x] Pattern\n\n## Deployment checklist\n- [ ] Verify secrets\n",
            &[],
        ),
        (
            "## Redaction\n- [x] No, nothing\n- [ ] Yes, see below\n\n## Success criteria\n- [x] It works\n",
            &[],
        ),
        (
            "## Actions\n- [ ] Incident has been dealt with or is over\n- [ ] Sections above are filled out\n- [x] This report is cleaned up\n",
            &[],
        ),
        ("## 12. 关闭审核\n- [x] 扫描完成\n- [ ] 观察窗口无复发\n", &[]),
    ]);
}

#[test]
fn an_action_has_an_anchor_and_a_closing_date() {
    let text = "# T\n## Action items\n| Task | Owner | Status |\n|---|---|---|\n| Do it | me | Done (2026-04-02) |\n";
    let found = actions(text);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].anchor, "action-items");
    assert_eq!(found[0].closed.map(|m| m.day().to_string()).as_deref(), Some("2026-04-02"));
    assert!(text[found[0].span.clone()].contains("Do it"));
    assert!(!found[0].stated);
    let closed = |text: &str| actions(text)[0].closed.map(|m| m.day().to_string());
    assert_eq!(closed("## Todo\n- Add it (completed 2026-04-03)\n").as_deref(), Some("2026-04-03"));
    assert_eq!(closed("## Todo\n- Add it (Completed: 2026-04-04)\n").as_deref(), Some("2026-04-04"));
}

proptest! {
    #[test]
    fn any_markdown_is_parsed(text in "(## Actions\n|### P1: |[*][*]|- \\[[x ]\\] |- |  - |1[.] |\\|Action\\|Due\\|\n\\|-\\|-\\|\n|\\||\n|`|owner: |担当: |due |by 2026-03-01|@[a-z]|~~|✅|完了| — |[(\\[（)\\]）:：—]|https://|[a-z]{1,6} |[\\PC]){0,60}") {
        for action in actions(&text) {
            prop_assert!(!action.title.is_empty() && !action.title.contains('\n'));
            prop_assert!(text.get(action.span).is_some());
        }
    }
}
