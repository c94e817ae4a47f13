use super::*;
use crate::incident::outline;
use proptest::prelude::*;

fn kind(heading: &str) -> Option<SectionKind> {
    kind_of(heading, &HeadingNames::default())
}

fn parse(text: &str) -> (Vec<Block>, Vec<Section>) {
    let blocks = outline::blocks(&outline::events(text, 0));
    let sections = sections(&blocks, &HeadingNames::default());
    (blocks, sections)
}

#[test]
fn headings_of_known_templates_are_recognised() {
    use SectionKind::*;
    for (heading, expected) in [
        ("Issue Summary", Summary),
        ("Executive summary", Summary),
        ("TL;DR", Summary),
        ("What happened?", Summary),
        ("Incident Summary", Summary),
        (":flying_disc: Impact", Impact),
        ("Impact on users", Impact),
        ("Blast radius", Impact),
        ("User impact", Impact),
        ("1. Business Impact", Impact),
        ("Timeline (all times PST) 06/10/2025. All approximate", Timeline),
        ("Follow-up timeline (times in BST)", Timeline),
        ("Summary and timeline", Timeline),
        (":eye: Detection", Detection),
        ("Why It Wasn't Caught", Detection),
        (":warning: Leadup", Trigger),
        ("Lead-up", Trigger),
        ("Root Cause Analysis", RootCause),
        ("Root causes and trigger", RootCause),
        (":seedling: Blameless root cause", RootCause),
        ("Five Why's", RootCause),
        ("5 whys", RootCause),
        ("Underlying cause", RootCause),
        ("Contributing Factors (findings)", ContributingFactors),
        ("Resolution and recovery", Resolution),
        ("Recovery", Resolution),
        ("Mitigation", Resolution),
        ("What should have happened", ShouldHaveHappened),
        ("What went well?", WentWell),
        ("What worked", WentWell),
        ("What Didn't Go So Well?", WentWrong),
        ("What could have gone better", WentWrong),
        ("What went poorly", WentWrong),
        ("🍀 Where we got lucky", Lucky),
        ("Lessons learnt", Lessons),
        ("Lessons Learned and Future Improvements", Lessons),
        ("Key Takeaways", Lessons),
        ("Conclusion", Lessons),
        ("Action items", ActionItems),
        ("Actions", ActionItems),
        ("Follow-ups", ActionItems),
        (":ballot_box_with_check: Follow-up tasks", ActionItems),
        ("Corrective and Preventative Measures", ActionItems),
        ("Next steps", ActionItems),
        ("TODO", ActionItems),
        ("Remediation items", ActionItems),
        ("Prevention", ActionItems),
    ] {
        assert_eq!(kind(heading), Some(expected), "{heading}");
    }
}

#[test]
fn headings_of_other_languages_are_recognised() {
    use SectionKind::*;
    for (heading, expected) in [
        ("サマリー", Summary),
        ("影響範囲", Impact),
        ("タイムライン（JST）", Timeline),
        ("検知（Detect）", Detection),
        ("根本原因分析", RootCause),
        ("直接原因", RootCause),
        ("寄与要因", ContributingFactors),
        ("対応", Resolution),
        ("うまくいったこと", WentWell),
        ("うまくいかなかったこと", WentWrong),
        ("運が良かったこと", Lucky),
        ("学んだこと", Lessons),
        ("再発防止策", ActionItems),
        ("影响范围", Impact),
        ("时间线", Timeline),
        ("一、根本原因", RootCause),
        ("改进措施", ActionItems),
        ("Zusammenfassung", Summary),
        ("Zeitlicher Ablauf", Timeline),
        ("Maßnahmen", ActionItems),
        ("Ursache", RootCause),
        ("Résumé", Summary),
        ("Causes racines", RootCause),
        ("Plan d'action", ActionItems),
        ("Cronología", Timeline),
        ("Qué salió mal", WentWrong),
        ("Lições aprendidas", Lessons),
        ("Ações", ActionItems),
    ] {
        assert_eq!(kind(heading), Some(expected), "{heading}");
    }
}

#[test]
fn headings_that_only_begin_alike_are_not() {
    for heading in [
        "Fix the parser",
        "Actions runner upgrade",
        "Response time of the API",
        "2022-06-02 10:00 - Recovery begins",
        "21:06 - Timeline starts",
        "対応の評価",
        "After-action report",
        "Stats",
        "Summarizing",
        "Author(s)",
        "",
    ] {
        assert_eq!(kind(heading), None, "{heading}");
    }
}

#[test]
fn a_site_may_name_its_own_sections() {
    let names = HeadingNames::new(&BTreeMap::from([(SectionKind::Impact, vec!["Who noticed".to_owned()])]));
    assert_eq!(kind_of("2) Who noticed?", &names), Some(SectionKind::Impact));
    assert_eq!(kind_of("Summary", &names), Some(SectionKind::Summary));
}

#[test]
fn a_section_owns_its_blocks_and_its_tree() {
    let (blocks, sections) =
        parse("# Outage\nintro\n## Lessons\n\na\n### What went well\nb\n## Timeline\nc\n");
    let seen: Vec<_> = sections
        .iter()
        .map(|s| (s.kind, s.level, s.blocks.len(), text_of(&blocks[s.tree.clone()])))
        .collect();
    assert_eq!(
        seen,
        [
            (None, 1, 1, "intro\nLessons\na\nWhat went well\nb\nTimeline\nc".to_owned()),
            (Some(SectionKind::Lessons), 2, 1, "a\nWhat went well\nb".to_owned()),
            (Some(SectionKind::WentWell), 3, 1, "b".to_owned()),
            (Some(SectionKind::Timeline), 2, 1, "c".to_owned()),
        ]
    );
}

#[test]
fn a_title_is_not_a_section() {
    let (_, sections) = parse("# Impact of the storm\n# Impact\n");
    assert_eq!(sections[0].kind, None);
    assert_eq!(sections[1].kind, Some(SectionKind::Impact));
    assert_eq!(parse("# Summary\n").1[0].kind, Some(SectionKind::Summary));
}

#[test]
fn a_bold_line_with_a_known_name_acts_as_a_heading() {
    let (blocks, sections) =
        parse("## 24 March\n**Root causes:**\n\n- a\n\n**Very important**\n\n**Timeline**\n\n- b\n");
    let seen: Vec<_> =
        sections.iter().map(|s| (s.kind, s.anchor.as_str(), text_of(&blocks[s.blocks.clone()]))).collect();
    assert_eq!(
        seen,
        [
            (None, "24-march", String::new()),
            (Some(SectionKind::RootCause), "24-march", "a\nVery important".to_owned()),
            (Some(SectionKind::Timeline), "24-march", "b".to_owned()),
        ]
    );
}

#[test]
fn groups_of_action_items_are_not_sections_of_their_own() {
    let (_, sections) = parse("## Action items\n### Detection\n### Mitigation\n## Detection\n");
    let kinds: Vec<_> = sections.iter().map(|s| s.kind).collect();
    assert_eq!(kinds, [Some(SectionKind::ActionItems), None, None, Some(SectionKind::Detection)]);
}

#[test]
fn the_text_of_blocks_has_a_line_a_row() {
    let (blocks, _) = parse("# T\n\n- a\n\n| x | y |\n|---|---|\n| 1 | |\n| 2 | 3 |\n\n```\ncode\n```\n");
    assert_eq!(text_of(&blocks), "T\na\nx · y\n1\n2 · 3\ncode");
}

proptest! {
    #[test]
    fn any_markdown_has_sections_inside_its_blocks(text in "(#{0,3} ?|[*][*]|- |\\||\n|[a-z]{1,8}|summary|影響|:eye:|1[.] |[\\PC]){0,60}") {
        let (blocks, sections) = parse(&text);
        for section in &sections {
            prop_assert!(section.blocks.end <= section.tree.end && section.tree.end <= blocks.len());
            prop_assert!(section.blocks.start <= section.blocks.end);
            text_of(&blocks[section.tree.clone()]);
        }
    }
}
