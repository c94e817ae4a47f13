//! What is read from a document and what follows from it, one layout a row. Expected values were
//! worked out by hand from the text beside them.

use crate::archive::Archive;
use serde_json::{Value, json};

/// Builds one document and gives its object.
fn facts(name: &str, text: &str) -> Value {
    let archive = Archive::new();
    archive.file(&format!("content/{name}"), text);
    let site = archive.build();
    let all = site.json("incidents.json");
    all["incidents"][0].clone()
}

#[test]
fn a_title_comes_from_front_matter_then_heading_then_file_name() {
    for (name, text, expected) in [
        ("2026-01-01-slow_search.md", "---\ntitle: Stated\n---\n# Heading\n", "Stated"),
        ("2026-01-01-slow_search.md", "# Heading :warning: `code`\n\n# Stats\n", "Heading ⚠️ code"),
        ("2026-01-01-slow_search.md", "# ISSUE NAME\n\ntext\n", "Slow search"),
        ("2026-01-01-slow_search.md", "text only\n", "Slow search"),
        ("2026-01-01.md", "text only\n", "2026-01-01"),
        ("2026-01-01-disk/index.md", "## Timeline\n\n- 10:00 x\n", "Disk"),
        ("障害.md", "本文\n", "障害"),
        ("x.md", "\u{feff}---\r\ntitle: CRLF and BOM\r\n---\r\ntext\r\n", "CRLF and BOM"),
        ("x.md", "+++\ntitle = \"TOML\"\n+++\ntext\n", "TOML"),
        ("x.md", "{\"title\": \"JSON\"}\ntext\n", "JSON"),
    ] {
        assert_eq!(facts(name, text)["title"], expected, "{name}: {text:?}");
    }
}

#[test]
fn a_date_comes_from_the_first_place_that_has_one() {
    for (name, text, expected) in [
        ("x.md", "---\ndate: 2026-03-02T14:05:00Z\n---\n", json!("2026-03-02T14:05:00+00:00")),
        ("x.md", "---\ndate: 2026-03-02T9:05:00+02:00\n---\n", json!("2026-03-02T09:05:00+02:00")),
        ("x.md", "---\ndate: 2026-05-04T09:30:00-00:00\n---\n", json!("2026-05-04T09:30:00+00:00")),
        ("x.md", "+++\ndate = 2026-02-01T04:02:33\n+++\n", json!("2026-02-01T04:02:33+00:00")),
        ("x.md", "---\nstarted: 2026-03-02 14:05\n---\n", json!("2026-03-02T14:05:00+00:00")),
        ("2025-12-24-x.md", "# Outage on January 3, 2026\n", json!("2025-12-24")),
        ("2025/12/24/x.md", "text\n", json!("2025-12-24")),
        ("x.md", "# Incident report May 12 2025 - it broke\n", json!("2025-05-12")),
        ("x.md", "# T\n\n**Date:** 3 January 2026\n", json!("2026-01-03")),
        ("x.md", "# T\n\n| Key | Value |\n|---|---|\n| Date | 2026-01-03 |\n", json!("2026-01-03")),
        (
            "x.md",
            "# T\n\n| 項目 | 内容 |\n|---|---|\n| 発生日時 | 2026-05-27 22:41 (JST) — 観測時点 |\n",
            json!("2026-05-27T22:41:00+09:00"),
        ),
        (
            "PM2020-001 - x.md",
            "# T\n\n## Timeline\n\nAll times in CET.\n\n| Time | Event |\n|---|---|\n| 2020-01-21 15:36 | it expired |\n",
            json!("2020-01-21T15:36:00+01:00"),
        ),
        // The timeline begins with how it came to be; the name has the year it is filed under.
        (
            "PM2022-006 - x.md",
            "# T\n\n## Timeline\n\n| Time | Event |\n|---|---|\n| 2020-12-21 | a script is written |\n| 2022-05-03 | it is found |\n",
            json!("2022-05-03"),
        ),
        (
            "PM2019-006 - x.md",
            "# T\n\n## Timeline\n\n| Time | Event |\n|---|---|\n| 2020-12-21 | a script is written |\n",
            json!("2020-12-21"),
        ),
        ("x.md", "# Version 1.20.14 was bad\n\nSee 10.0.0.1.\n", Value::Null),
    ] {
        assert_eq!(facts(name, text)["date"], expected, "{name}: {text:?}");
    }
}

#[test]
fn the_times_of_a_head_are_in_the_zone_that_the_document_states() {
    let head =
        "| Key | Value |\n|---|---|\n| Detected | 2026-01-03 10:05 |\n| Resolved | 2026-01-03 11:30 |\n\n";
    let points = |config: &str, text: &str| {
        let archive = Archive::new();
        archive.file("hindsite.toml", config).file("content/x.md", text);
        let incident = archive.build().json("incidents.json")["incidents"][0].clone();
        ["started", "detected", "resolved", "duration_seconds"].map(|key| incident[key].clone())
    };
    let pst = [
        json!("2026-01-03T10:00:00-08:00"),
        json!("2026-01-03T10:05:00-08:00"),
        json!("2026-01-03T11:30:00-08:00"),
        json!(5400),
    ];
    let timeline = "## Timeline\n\nAll times in PST.\n\n- 10:00 Outage starts\n";
    assert_eq!(points("", &format!("# T\n\n{head}{timeline}")), pst, "the timeline states it");
    let above = format!("# T\n\nAll times in PST.\n\n{head}## Timeline\n\n- 10:00 Outage starts\n");
    assert_eq!(points("", &above), pst, "a line above states it");
    assert_eq!(points("timezone = \"Asia/Tokyo\"", &above), pst, "of all times, whatever the archive states");
    let column = "## タイムライン\n\n| 時刻 (JST) | イベント |\n|---|---|\n| 2026-03-23 07:37 | 障害発生 |\n";
    let japanese = format!("# T\n\n| 項目 | 値 |\n|---|---|\n| 検知日時 | 2026-03-23 07:40 |\n\n{column}");
    assert_eq!(points("", &japanese)[1], json!("2026-03-23T07:40:00+09:00"), "the column states it");
    let archive = "timezone = \"Europe/Copenhagen\"";
    assert_eq!(
        points(archive, &japanese)[1],
        json!("2026-03-23T07:40:00+01:00"),
        "the archive states another"
    );
    let two = "## Timeline\n\n- 10:00 PST Outage starts\n- 19:00 UTC Fixed\n";
    let unsure = points("", &format!("# T\n\n{head}{two}"));
    assert_eq!(unsure[1], json!("2026-01-03T10:05:00+00:00"), "two zones state none");
}

#[test]
fn who_found_it_is_read_where_detection_is_told() {
    let told = |line: &str| {
        facts("x.md", &format!("# T\n\n## Summary\n\nx\n\n## 検知\n\n{line}\n"))["detected_by"].clone()
    };
    assert_eq!(told("- **検知方法:** ユーザー報告（チャット経由で共有）"), "customer");
    assert_eq!(told("- **検知方法**: アラート。5 分後に確認"), "alert");
    assert_eq!(told("- **Detected by:** monitoring (the probe of the region)"), "alert");
    assert_eq!(told("- **検知方法:** ユーザーが起動ログを確認し、fatal crash ログを提示"), "customer");
    assert_eq!(told("- Detected by: monitoring"), "alert");
    assert_eq!(told("- **Detected by:** Ann"), Value::Null);
    assert_eq!(told("- **Severity:** SEV1"), Value::Null);
}

#[test]
fn what_is_filed_under_its_end_is_filed_under_what_its_timeline_tells_before() {
    let text = "# T\n\n| 項目 | 内容 |\n|---|---|\n| 発生日時 | 不明 |\n| 復旧日時 | 2026-04-03 19:48 (JST) |\n\n## タイムライン\n\n| 時刻 (JST) | イベント |\n|---|---|\n| 2026-04-03 19:09 | **検知**: ユーザー報告 |\n";
    assert_eq!(facts("x.md", text)["date"], "2026-04-03T19:09:00+09:00");
}

#[test]
fn a_service_of_a_head_is_its_name_without_remarks() {
    let text = "# T\n\n| 項目 | 内容 |\n|---|---|\n| 影響サービス | alt-backend（KnowledgeProjector）、knowledge-sovereign、alt-backend（API）、間接的に下流 tag-generator / search |\n";
    let found = facts("x.md", text);
    let ids: Vec<&str> =
        found["services"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["alt-backend", "knowledge-sovereign"]);
}

#[test]
fn a_time_that_is_only_a_bound_is_no_point() {
    for (written, expected) in [
        ("2026-04-02 07:36 以前（潜在的にはそれ以前から）", Value::Null),
        ("2026-04-02 07:36 UTC or earlier", Value::Null),
        ("2026-04-02 07:36 (at the latest)", Value::Null),
        ("2026-04-02 07:36 頃", json!("2026-04-02T07:36:00+00:00")),
        ("2026-04-02 07:36 (first report)", json!("2026-04-02T07:36:00+00:00")),
    ] {
        let text = format!("# T\n\n| 項目 | 値 |\n|---|---|\n| 検知日時 | {written} |\n");
        assert_eq!(facts("x.md", &text)["detected"], expected, "{written}");
    }
}

#[test]
fn a_duration_is_typed_or_follows_from_what_is_known() {
    for (text, seconds, source) in [
        ("---\nduration: 2h15m\n---\n", 8100, "typed"),
        ("---\nduration: PT41M\n---\n", 2460, "typed"),
        ("---\nduration: 90\n---\n", 5400, "typed"),
        ("---\nstarted: 2026-01-01T10:00:00Z\nresolved: 2026-01-01T12:30:00+01:00\n---\n", 5400, "points"),
        (
            "---\ndate: 2026-01-01T10:00:00-00:00\nresolved: true\nresolvedWhen: 2026-01-01T10:30:00-00:00\n---\n",
            1800,
            "points",
        ),
        (
            "# T\n\n## Timeline\n\n- **2026-01-01 23:50 UTC** - **Outage begins**\n- **00:20** - fixing\n- **00:50 UTC** - **Resolved**\n",
            3600,
            "timeline",
        ),
        ("# T\n\ntext\n\n## Stats\n\n- Time to recovery: 148 minutes\n", 8880, "typed"),
    ] {
        let facts = facts("2026-01-01-x.md", text);
        assert_eq!(
            (facts["duration_seconds"].as_i64(), facts["duration_source"].as_str()),
            (Some(seconds), Some(source)),
            "{text:?}"
        );
    }
    assert_eq!(facts("x.md", "---\nduration: -5\n---\n")["duration_seconds"], Value::Null);
}

#[test]
fn durations_that_disagree_are_a_warning_with_both_values() {
    let archive = Archive::new();
    archive.incident(
        "2026-01-01-x",
        "duration: 3h\nstarted: 2026-01-01T10:00:00Z\nresolved: 2026-01-01T11:00:00Z",
        "x",
    );
    let outcome = archive.run(&["build"]);
    assert!(
        outcome
            .stderr
            .contains("warning[HS023]: the duration is given as 3h, but `resolved` minus `started` is 1h"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn points_in_an_impossible_order_are_a_warning() {
    let archive = Archive::new();
    archive.incident("2026-01-01-x", "started: 2026-01-01T10:00:00Z\nresolved: 2026-01-01T09:00:00Z", "x");
    let outcome = archive.run(&["build"]);
    assert!(
        outcome.stderr.contains("warning[HS022]: `resolved` (2026-01-01 09:00 +00) is before `started`"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn how_long_it_took_to_find_it_is_read_where_detection_is_told() {
    let detect = |points: &str, lines: &str| {
        let text = format!("---\n{points}\n---\n# T\n\n## Summary\n\nx\n\n## Detection\n\n{lines}\n");
        facts("x.md", &text)["detect_seconds"].as_i64()
    };
    let none = "date: 2026-01-01";
    assert_eq!(detect(none, "- **Time to detect:** 54 minutes"), Some(54 * 60));
    assert_eq!(detect(none, "- **検知までの時間 (TTD)**: 約 3 日 23 時間（報告まで）"), Some(95 * 3600));
    assert_eq!(detect(none, "- **Time to detect:** at least 24 hours"), None);
    assert_eq!(detect(none, "- **TTD (A):** 5 hours\n- **TTD (B):** 2 days"), None, "of which failure?");
    // That both are one moment means that nobody knows an earlier one, if the words say so.
    let same = "started: 2026-01-01T10:00:00Z\ndetected: 2026-01-01T10:00:00Z";
    assert_eq!(detect(same, "An alert fired."), Some(0));
    assert_eq!(detect(same, "- **Time to detect:** immediately"), Some(0));
    for unclear in ["unknown", "推定数週間", "N/A", "several weeks"] {
        assert_eq!(detect(same, &format!("- **Time to detect:** {unclear}")), None, "{unclear}");
    }
    assert_eq!(detect(same, "- **Time to detect:** 2 days"), Some(2 * 86400));
    let points = "started: 2026-01-01T10:00:00Z\ndetected: 2026-01-01T10:06:00Z";
    assert_eq!(detect(points, "- **Time to detect:** 2 days"), Some(360), "points are exact");
}

#[test]
fn times_to_detect_and_resolve_follow_from_the_points() {
    let facts = facts(
        "2026-01-01-x.md",
        "---\nstarted: 2026-01-01T10:00:00Z\ndetected: 2026-01-01T10:06:00Z\nresolved: 2026-01-01T10:41:00Z\n---\n",
    );
    assert_eq!(
        (facts["detect_seconds"].as_i64(), facts["resolve_seconds"].as_i64()),
        (Some(360), Some(2460))
    );
}

#[test]
fn severities_of_any_scale_are_kept_in_their_words_and_their_order() {
    for (written, name, rank) in [
        ("SEV1", "SEV1", 1),
        ("SEV-3 (slow)", "SEV-3", 3),
        ("P0", "P0", 1),
        ("down", "down", 1),
        ("disrupted", "disrupted", 2),
        ("notice", "notice", 4),
        ("major-outage", "major-outage", 1),
        ("purple", "purple", 99),
    ] {
        let facts = facts("2026-01-01-x.md", &format!("---\nseverity: {written}\n---\n"));
        assert_eq!(
            (facts["severity"].as_str(), facts["severity_rank"].as_i64()),
            (Some(name), Some(rank)),
            "{written}"
        );
    }
}

#[test]
fn services_are_read_under_the_names_other_tools_use() {
    for (front, expected) in [
        ("services: [a, b]", json!(["a", "b"])),
        ("affected: [a]", json!(["a"])),
        ("affected: null", json!([])),
        ("affectedSystems:\n  - web api", json!(["web api"])),
        ("service: a, b", json!(["a", "b"])),
        ("components: [{name: a}]", json!(["a"])),
    ] {
        let facts = facts("2026-01-01-x.md", &format!("---\n{front}\n---\n"));
        let titles: Vec<&Value> =
            facts["services"].as_array().expect("a list").iter().map(|term| &term["title"]).collect();
        assert_eq!(json!(titles), expected, "{front}");
    }
}

#[test]
fn actions_are_read_from_front_matter_task_lists_bullets_and_tables() {
    let row = |action: &Value| {
        (action["title"].clone(), action["owner"].clone(), action["due"].clone(), action["status"].clone())
    };
    for (text, expected) in [
        (
            "---\nactions:\n  - {title: Alert on expiry, owner: sre, due: 2026-02-01, status: done, closed: 2026-01-20}\n---\n",
            (json!("Alert on expiry"), json!("sre"), json!("2026-02-01"), json!("done")),
        ),
        (
            "## Action items\n\n- [x] Alert on expiry @sre (due 2026-02-01)\n",
            (json!("Alert on expiry"), json!("sre"), json!("2026-02-01"), json!("done")),
        ),
        (
            "## Follow-ups\n\n- **Alert on expiry**: so that it rings\n",
            (json!("Alert on expiry"), Value::Null, Value::Null, json!("open")),
        ),
        (
            "## Action items\n\n| Action | Owner | Due | Status |\n|---|---|---|---|\n| Alert on expiry | sre | 2026-02-01 | In progress |\n",
            (json!("Alert on expiry"), json!("sre"), json!("2026-02-01"), json!("in-progress")),
        ),
    ] {
        let facts = facts("2026-01-01-x.md", text);
        let actions = facts["actions"].as_array().expect("a list");
        assert_eq!(actions.len(), 1, "{text:?}: {actions:#?}");
        assert_eq!(row(&actions[0]), expected, "{text:?}");
    }
}

#[test]
fn a_ticket_and_an_owner_in_one_pair_of_brackets_are_no_title() {
    let text = "# T\n\n## Action items\n\n- Do G ([#12](https://github.com/a/b/issues/12), @alice, due 2026-02-01)\n";
    let action = facts("2026-01-01-x.md", text)["actions"][0].clone();
    assert_eq!(
        (&action["title"], &action["owner"], &action["due"]),
        (&"Do G".into(), &"alice".into(), &"2026-02-01".into())
    );
}

#[test]
fn a_time_that_the_clocks_jumped_over_gives_no_moment_and_no_length() {
    // In Copenhagen 2026-03-29 has no 02:30: at 02:00 it was 03:00.
    let archive = Archive::new();
    archive.file("hindsite.toml", "timezone = \"Europe/Copenhagen\"\n").incident(
        "a",
        "title: A\nstarted: 2026-03-29T02:30:00\nresolved: 2026-03-29T04:00:00",
        "x",
    );
    let outcome = archive.run(&["build"]);
    assert!(outcome.stderr.contains("`2026-03-29T02:30:00` does not exist there"), "{}", outcome.stderr);
    let incident = crate::archive::Site::read(&archive.site()).incident("a");
    assert_eq!(
        (&incident["started"], &incident["resolved"], &incident["duration_seconds"]),
        (&Value::Null, &"2026-03-29T04:00:00+02:00".into(), &Value::Null)
    );
}

#[test]
fn a_pointer_to_a_ticket_is_no_summary() {
    let pointer = "See https://github.com/acme/infra/issues/3414 for more details.";
    let told = "We migrate the scripts of the update center to another tool today.";
    let text = format!("# Move\n\n{pointer}\n\n{told}\n");
    assert_eq!(facts("x.md", &text)["summary"], told);
    assert_eq!(
        facts("x.md", &format!("# Move\n\nDone.\n\n{pointer}\n"))["summary"],
        format!("Done. {pointer}")
    );
}

#[test]
fn days_that_name_and_head_give_apart_are_told() {
    let check = |front: &str, line: &str| {
        let archive = Archive::new();
        archive.file("content/2026-01-17-x.md", format!("{front}# T\n\n**Date:** {line}\n\nIt broke.\n"));
        let outcome = archive.run(&["check", "--format", "short"]);
        let told = outcome.stdout.lines().find(|line| line.contains("HS026")).map(str::to_owned);
        told.map(|line| line.split("note").last().unwrap_or_default().to_owned())
    };
    let expected =
        "[HS026] the file is named 2026-01-17 and the document says 2026-01-14; it is filed under 2026-01-14";
    assert_eq!(check("", "January 14-19, 2026").as_deref(), Some(expected));
    assert_eq!(check("", "January 16, 2026"), None, "it may be the day before in another zone");
    assert_eq!(check("---\ndate: 2026-01-17\n---\n", "January 14, 2026"), None, "front matter decides");
}

#[test]
fn what_is_named_maintenance_is_maintenance_and_what_broke_during_it_is_not() {
    for (title, kind) in [
        ("LDAP maintenance", "maintenance"),
        ("Kubernetes Maintenance: ingress", "maintenance"),
        ("Outage during database maintenance", "incident"),
        ("Data lost after maintenance", "incident"),
        ("Maintenance failed and the site was down", "incident"),
        ("Maintenance with downtime on the wiki", "maintenance"),
    ] {
        assert_eq!(facts("x.md", &format!("# {title}\n\ntext\n"))["kind"], kind, "{title}");
    }
    for (file, title, kind) in [
        ("2026-06-03-maintenance-azure.md", "Azure upgrade to Kubernetes 1.34", "maintenance"),
        ("archives-maintenance.md", "HTTP access to the archives unreachable", "incident"),
        ("outage-after-maintenance.md", "Database restarted", "incident"),
        ("maintenance-mode-stuck.md", "Banner shown for a day", "incident"),
    ] {
        assert_eq!(facts(file, &format!("# {title}\n\ntext\n"))["kind"], kind, "{file}");
    }
}

#[test]
fn maintenance_says_so_in_its_severity_or_its_title() {
    for (front, expected) in [
        ("severity: under-maintenance", "maintenance"),
        ("title: Maintenance on ci", "maintenance"),
        ("title: Outage after the database maintenance", "incident"),
        ("kind: exercise", "exercise"),
        ("kind: near-miss", "near-miss"),
    ] {
        assert_eq!(facts("2026-01-01-x.md", &format!("---\n{front}\n---\nx\n"))["kind"], expected, "{front}");
    }
}

#[test]
fn a_day_amid_the_sentence_of_a_cell_is_not_the_date() {
    let text = "# T\n\n| 項目 | 内容 |\n|---|---|\n| 発生日時 | 最終の正常版は2026-06-27。以後は不明 |\n| 検知日時 | 2026-07-23（目視） |\n";
    assert_eq!(facts("x.md", text)["date"], "2026-07-23");
}

#[test]
fn an_enumeration_comma_parts_services() {
    let services = facts("x.md", "# T\n\n**影響サービス**: api、worker、web\n")["services"].clone();
    let titles: Vec<&Value> = services.as_array().expect("a list").iter().map(|s| &s["title"]).collect();
    assert_eq!(titles, ["api", "worker", "web"]);
}

#[test]
fn a_timeline_that_ends_before_it_begins_gives_neither_end() {
    let text = "# T\n\n## Timeline (UTC)\n\n- 2026-03-26 23:04 Down (**outage starts**)\n- 2026-03-26 08:10 Up (**outage ends**)\n";
    let found = facts("2026-03-26-x.md", text);
    assert_eq!((&found["started"], &found["resolved"]), (&Value::Null, &Value::Null));
}

#[test]
fn a_severity_is_a_shape_and_a_word_in_the_list_of_severities_too() {
    let archive = Archive::new();
    archive.file("hindsite.toml", "severities = [{ name = \"SEV1\" }, { name = \"SEV2\" }]\n");
    archive.incident("2026-03-02-a", "title: A\nseverity: SEV2", "- x");
    let site = archive.build();
    let list = site.page("severities/index.html");
    assert!(
        list.contains(
            "<span class=\"level-2\"><span class=\"shape\" aria-hidden=\"true\"></span></span> SEV2</a>"
        ),
        "{list}"
    );
}

#[test]
fn a_heading_that_the_configuration_names_announces_a_timeline() {
    let archive = Archive::new();
    archive.file("hindsite.toml", "[headings]\ntimeline = \"Hergang\"\n");
    let text =
        "# T\n\n## Hergang (UTC)\n\n- 10:00 Ausfall (**outage starts**)\n- 10:40 Ende (**outage ends**)\n";
    archive.file("content/2026-03-26-x.md", text);
    let found = archive.build().incident("2026-03-26-x");
    assert_eq!(found["started"], "2026-03-26T10:00:00+00:00");
    assert_eq!(found["resolved"], "2026-03-26T10:40:00+00:00");
}

#[test]
fn a_contributing_factor_leads_to_its_cause_under_any_spelling() {
    let archive = Archive::new();
    archive.file("hindsite.toml", "[causes.expired-certificate]\naliases = [\"cert expiry\"]\n");
    archive.incident("2026-03-02-a", "title: A\nroot_cause: expired-certificate", "x");
    archive.incident("2026-03-03-b", "title: B\ncontributing_factors: [Cert expiry, Nobody knew]", "x");
    let site = archive.build();
    let page = site.page("incidents/2026-03-03-b/index.html");
    assert!(page.contains("<a href=\"../../causes/expired-certificate/\">"), "{page}");
    assert!(page.contains("Nobody knew"), "{page}");
}

/// A draft of 4 a.m. says TBD where it knows nothing yet. That is no cause that comes back, and nobody who owns.
#[test]
fn what_is_left_open_counts_as_not_said() {
    let archive = Archive::new();
    let open = "root_cause: TBD\nservices: [checkout, unknown]\nseverity: '?'\nduration: n/a\nresolved: ongoing\ndetected_by: unknown";
    let action =
        "actions:\n  - TBD\n  - { title: Renew it, owner: TBD, due: tbd }\n  - { title: '?', owner: ann }";
    for name in ["2026-03-02-a", "2026-03-03-b"] {
        archive.incident(name, &format!("title: T\n{open}\n{action}"), "- it broke");
    }
    let site = archive.build();
    let incident = site.incident("2026-03-02-a");
    assert_eq!(incident["causes"], json!([]));
    assert_eq!(incident["services"], json!([{ "id": "checkout", "title": "checkout" }]));
    assert_eq!(incident["severity"], json!(null));
    assert_eq!(incident["actions"].as_array().map(Vec::len), Some(1));
    assert_eq!(incident["actions"][0]["owner"], json!(null));
    let page = site.page("incidents/2026-03-02-a/index.html");
    assert!(page.contains("TBD"), "what is written is shown");

    let checked = archive.run(&["check", "--format", "json", "content/2026-03-02-a.md"]);
    let report: Value = serde_json::from_str(&checked.stdout).unwrap();
    let said: Vec<&str> =
        report["diagnostics"].as_array().unwrap().iter().map(|d| d["message"].as_str().unwrap()).collect();
    let expected = [
        "the document does not state `severity`, `root_cause` and `duration`",
        "1 open follow-up has no owner: `Renew it`",
    ];
    assert_eq!(said, expected);
    let causes = archive.run(&["report", "causes"]).stdout;
    assert!(causes.contains("No incident names a root cause"), "{causes}");
}

#[test]
fn a_value_that_is_a_word_for_nothing_is_one_where_it_can_be_a_name() {
    for (front, key, expected) in [
        ("severity: none", "severity", json!("none")),
        (
            "services: [NA, link]",
            "services",
            json!([{ "id": "na", "title": "NA" }, { "id": "link", "title": "link" }]),
        ),
        ("tags: [pending]", "tags", json!(["pending"])),
        ("title: Unknown", "title", json!("Unknown")),
    ] {
        assert_eq!(facts("2026-03-02-x.md", &format!("---\n{front}\n---\ntext\n"))[key], expected, "{front}");
    }
}

#[test]
fn a_time_without_its_day_is_told_what_it_lacks() {
    let archive = Archive::new();
    archive.incident("2026-03-02-a", "title: A\ndate: 2026-03-02\nstarted: 03:12\nresolved: soon", "- x");
    let told = archive.run(&["build"]).stderr;
    assert!(told.contains("hint: a time needs its day, as in `2026-03-02 03:12`\n"), "{told}");
    assert!(told.contains("hint: write it as `2026-03-02` or `2026-03-02T14:05:00Z`\n"), "{told}");
}

#[test]
fn who_stands_first_in_the_last_brackets_owns_a_follow_up() {
    let text = "# T\n\n## Action items\n\n- [ ] Do A (@ann, tomorrow)\n- [ ] Do B (@ann, due 2026-02-01, OPS-9)\n\
                - [ ] Do C (owner: ann, due Friday)\n- [ ] Do D (@ann, 2026-02-01)\n- [ ] Do E (@ann, TBD)\n";
    let all = facts("2026-01-01-x.md", text)["actions"].clone();
    let told: Vec<(&Value, &Value, &Value)> = all
        .as_array()
        .unwrap()
        .iter()
        .map(|action| (&action["title"], &action["owner"], &action["due"]))
        .collect();
    let (ann, none) = (json!("ann"), json!(null));
    let titles = ["Do A (tomorrow)", "Do B", "Do C (due Friday)", "Do D (2026-02-01)", "Do E"]
        .map(|title| json!(title));
    let due = json!("2026-02-01");
    let expected: Vec<(&Value, &Value, &Value)> = vec![
        (&titles[0], &ann, &none),
        (&titles[1], &ann, &due),
        (&titles[2], &ann, &none),
        (&titles[3], &ann, &none),
        (&titles[4], &ann, &none),
    ];
    assert_eq!(told, expected);
}

/// What is published cannot be taken back, so a word in doubt never publishes anything.
#[test]
fn a_word_with_a_remark_or_a_typing_error_is_read_on_the_safe_side() {
    for (front, key, expected) in [
        ("detected_by: alert (PagerDuty)", "detected_by", json!("alert")),
        ("kind: near miss?", "kind", json!("near-miss")),
        ("visibility: public (after the review)", "visibility", json!("internal")),
        ("visibility: public?", "visibility", json!("internal")),
        ("status: finished", "status", json!("final")),
    ] {
        assert_eq!(facts("2026-03-02-x.md", &format!("---\n{front}\n---\ntext\n"))[key], expected, "{front}");
    }
    for draft in ["Draft?", "draft (ann)", "drfat", "drafft"] {
        let archive = Archive::new();
        archive.incident("2026-03-01-a", "title: A", "- x");
        archive.incident("2026-03-02-b", &format!("title: B\nstatus: {draft}"), "- x");
        let site = archive.build();
        assert!(!site.files.contains_key("incidents/2026-03-02-b/index.html"), "{draft}");
    }
}

#[test]
fn a_team_adds_a_heading_a_label_and_a_zone() {
    let archive = Archive::new();
    archive
        .file("hindsite.toml", "[headings]\ntimeline = \"Logbuch\"\n[fields]\nseverity = [\"Stufe\"]\n[zones]\nGST = \"+04:00\"\n")
        .file("content/2026-01-03-x.md", "# T\n\n**Stufe:** SEV2. Two regions\n\n## Logbuch\n\n- 10:00 GST: a\n- 10:30 GST: Outage begins\n");
    let outcome = archive.run(&["export", "--format", "ndjson"]);
    assert!(outcome.stdout.contains("\"severity\":\"SEV2\""), "{}", outcome.stdout);
    assert!(outcome.stdout.contains("2026-01-03T10:30:00+04:00"), "{}", outcome.stdout);
}

#[test]
fn a_zone_that_is_not_known_is_named_and_gives_no_moment() {
    for (line, name) in [("16:42 GST: a", "GST"), ("16:42 XQST - a", "XQST"), ("16:42 (AST) a", "AST")] {
        let archive = Archive::new();
        archive.file("content/2026-01-03-x.md", format!("# T\n\n## Timeline\n\n- {line}\n- 17:00 UTC: b\n"));
        let outcome = archive.run(&["build"]);
        assert!(outcome.stderr.contains(&format!("`{name}` is not a time zone")), "{}", outcome.stderr);
        let incident = crate::archive::Site::read(&archive.site()).incident("2026-01-03-x");
        assert_eq!(incident["timeline"][0]["at"], Value::Null, "{line}");
    }
}

#[test]
fn facts_are_read_wherever_they_are_stated() {
    for (text, key, expected) in [
        ("# T\n\n## Impact\n\n**Severity:** Major (many teams)\n", "severity", json!("Major")),
        (
            "# T\n\n- **Key events**\n  - Resolved 2026-01-03 11:36\n",
            "resolved",
            json!("2026-01-03T11:36:00+00:00"),
        ),
        ("# T\n\n**Duration:** 1,5 hours\n", "duration_seconds", json!(5400)),
        ("# T\n\n**Window**: 2026-01-03 16:31–20:37 UTC\n", "resolved", json!("2026-01-03T20:37:00+00:00")),
        ("# T\n\nThe API was down from 14:05 to 14:46 UTC.\n", "duration_seconds", json!(2460)),
        ("# T\n\n## Detection\n\nWe were paged by Opsgenie.\n", "detected_by", json!("alert")),
        (
            "# T\n\n## Timeline\n\n- 10:00 UTC deploy\n- 10:04 UTC first alert fires\n- 10:30 UTC incident resolved\n",
            "detected",
            json!("2026-01-03T10:04:00+00:00"),
        ),
        ("# [P1] T\n\ntext\n", "severity", json!("P1")),
    ] {
        assert_eq!(facts("2026-01-03-x.md", text)[key], expected, "{text}");
    }
}
