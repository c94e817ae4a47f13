//! `hindsite check`: what it says, to whom, and with which exit code.

use crate::archive::{Archive, Outcome, TODAY, run_in};
use crate::schema;
use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// A document that states everything `check` asks for.
const FACTS: &str = "title: Checkout down\ndate: 2026-03-02\nseverity: SEV1\nduration: 41m\nservices: [checkout]\n\
                     root_cause: disk-full";

fn archive(body: &str) -> Archive {
    let archive = Archive::new();
    archive.incident("2026-03-02-checkout", FACTS, body);
    archive
}

fn with_environment(archive: &Archive, arguments: &[&str], variables: &[(&str, &Path)]) -> Outcome {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hindsite"));
    command.current_dir(archive.root()).args(["--today", TODAY, "--color", "never"]).args(arguments);
    for name in ["GITHUB_STEP_SUMMARY", "GITHUB_WORKSPACE", "GITHUB_BASE_REF"] {
        command.env_remove(name);
    }
    let output = command.envs(variables.iter().copied()).output().expect("hindsite runs");
    Outcome {
        code: output.status.code().expect("an exit code"),
        stdout: String::from_utf8(output.stdout).expect("UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

/// The codes in the order they are reported.
fn codes(archive: &Archive) -> Vec<String> {
    let outcome = archive.run(&["check", "--format", "json"]);
    let document: Value = serde_json::from_str(&outcome.stdout).expect("JSON");
    let diagnostics = document["diagnostics"].as_array().expect("a list");
    diagnostics.iter().map(|problem| problem["code"].as_str().expect("a code").to_owned()).collect()
}

#[test]
fn an_archive_without_problems_says_so() {
    let outcome = archive("- it broke").run(&["check"]);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (0, "No problems in 1 document\n"));
}

#[test]
fn a_problem_is_shown_with_its_place_its_remedy_and_where_to_read_on() {
    let outcome = archive("We should have noticed the alert.").run(&["check"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    snapbox::assert_data_eq!(
        outcome.stdout,
        snapbox::str![[r#"
note[HS601]: `We should have noticed`: it compares the people then with what is known now, and tells nothing of what they did
 --> content/2026-03-02-checkout.md:9:1
  |
9 | We should have noticed the alert.
  | ^^^^^^^^^^^^^^^^^^^^^^
hint: say what they did and what they knew, as in `the dashboard was green, so the rollout went on`; what would help next time is a follow-up

1 note in 1 document

     1  HS601  note     what somebody should have done, in place of what happened

`hindsite check --explain HS601` says why it matters and how to silence it

"#]]
    );
}

#[test]
fn every_subject_is_noticed() {
    let whole = |front: &str, body: &str| {
        let archive = Archive::new();
        archive.incident("2026-03-02-a", front, body);
        codes(&archive)
    };
    let with = |extra: &str, body: &str| whole(&format!("{FACTS}\n{extra}"), body);
    assert_eq!(whole("date: 2026-03-02\nkind: incident", "- it broke"), ["HS500"]);
    assert_eq!(with("started: 2026-03-02 14:05", ""), ["HS503"]);
    assert_eq!(with("", "## Action items\n\n- Rotate the logs\n"), ["HS510"]);
    assert_eq!(with("", "## Action items\n\n- Rotate the logs (owner: sre)\n"), ["HS511"]);
    assert_eq!(with("", "## Action items\n\n- Rotate the logs (owner: sre, due: 2026-04-01)\n"), [""; 0]);
    assert_eq!(with("", "## Action items\n\n- Rotate the logs (OPS-12)\n"), [""; 0]);
    assert_eq!(with("", "## Action items\n\n- Improve logging (owner: sre, due: 2026-04-01)\n"), ["HS512"]);
    assert_eq!(with("status: final", ""), ["HS520", "HS521"]);
    assert_eq!(with("", "## Notes\n\na\n\n## Notes\n\nb\n"), ["HS531"]);
    assert_eq!(with("", "<!-- hindsite: allow HS999 -->\n"), ["HS540"]);
    assert_eq!(with("contributing_factors: [human-error]", ""), ["HS600"]);
    assert_eq!(with("", "Mail jo@acme.io about 10.1.2.3\n"), ["HS710", "HS711"]);
    assert_eq!(with("", "We ran `psql postgres://app:q7Zt4mWc9@db.acme.io/shop`\n"), ["HS702"]);
}

#[test]
fn a_long_silence_while_people_were_at_it_is_noticed() {
    let timeline = "## Timeline (UTC)\n\n- 10:00 users see errors\n- 10:05 the alert fires\n- 10:10 a rollback\n\
                    - 10:20 no change\n- 13:00 a second rollback\n- 13:30 resolved\n";
    let front = format!("{FACTS}\nstarted: 2026-03-02T10:00:00Z\nresolved: 2026-03-02T13:30:00Z")
        .replace("duration: 41m\n", "");
    let archive = Archive::new();
    archive.incident("2026-03-02-a", &front, timeline);
    let outcome = archive.run(&["check", "--format", "short"]);
    let expected =
        "content/2026-03-02-a.md:16:3: note[HS504] the timeline is silent for 2h 40m of 3h 25m before this\n";
    assert_eq!(outcome.stdout, expected);
}

#[test]
fn one_thing_under_two_spellings_is_noticed_where_fewer_write_it() {
    let archive = Archive::new();
    for (name, tag) in [("a", "fluentd"), ("b", "fluentd"), ("c", "fluent-d"), ("d", "fluentD")] {
        archive.incident(&format!("2026-03-0{}-{name}", 2), &format!("{FACTS}\ntags: [{tag}]"), "");
    }
    let outcome = archive.run(&["check", "--format", "short"]);
    assert_eq!(
        outcome.stdout,
        "content/2026-03-02-c.md:8:8: warning[HS502] the tag `fluent-d` is written `fluentd` in 2 documents\n\
         content/2026-03-02-d.md:8:8: note[HS502] the tag `fluentD` is written `fluentd` in 2 documents\n"
    );
}

#[test]
fn an_unknown_service_is_answered_with_what_was_meant() {
    let archive = archive("");
    archive.file("hindsite.toml", "[services.checkuot]\n");
    let outcome = archive.run(&["check"]);
    assert!(outcome.stdout.contains("warning[HS501]: `checkout` is not a service"), "{}", outcome.stdout);
    assert!(outcome.stdout.contains("hint: did you mean `checkuot`?"), "{}", outcome.stdout);
}

#[test]
fn an_image_that_no_document_shows_is_noticed() {
    let archive = archive("![used](used.png)");
    archive.file("content/used.png", "x").file("content/left-over.png", "x");
    let outcome = archive.run(&["check", "--format", "short"]);
    assert!(outcome.stdout.starts_with("content/left-over.png:1:1: note[HS530] "), "{}", outcome.stdout);
    assert_eq!(outcome.stdout.lines().count(), 1);
}

#[test]
fn a_link_to_a_draft_is_broken_on_the_site_and_drafts_are_checked_too() {
    let archive = archive("See [the other](2026-03-03-draft.md).");
    archive.incident("2026-03-03-draft", &format!("{FACTS}\nstatus: draft"), "[no](nowhere.md)");
    assert_eq!(codes(&archive), ["HS100", "HS100"]);
}

#[test]
fn warnings_fail_only_where_that_is_asked_for_and_secrets_always() {
    let warned = archive("[no](nowhere.md)");
    assert_eq!(warned.run(&["check"]).code, 0);
    assert_eq!(warned.run(&["check", "--strict"]).code, 1);
    let noted = archive("We should have noticed it.");
    assert_eq!(noted.run(&["check", "--strict"]).code, 0);
    let secret = archive("`https://ci:q7Zt4mWc9@git.acme.io/x`");
    assert_eq!(secret.run(&["check"]).code, 1);
}

#[test]
fn a_secret_warns_in_a_build_and_stops_it_only_if_configuration_says_so() {
    let archive = archive("`https://ci:q7Zt4mWc9@git.acme.io/x`");
    let outcome = archive.run(&["build"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    assert!(outcome.stderr.contains("warning[HS702]: a password in an address"), "{}", outcome.stderr);
    archive.file("hindsite.toml", "[check.levels]\nHS702 = \"error\"\n");
    assert_eq!(archive.run(&["build"]).code, 1);
}

#[test]
fn a_secret_is_never_printed_in_a_message() {
    let archive = archive("We should have noticed `https://ci:q7Zt4mWc9@git.acme.io/x`");
    for format in ["human", "short", "json", "github", "sarif"] {
        let outcome = archive.run(&["check", "--format", format]);
        assert!(outcome.stdout.contains("HS702") && !outcome.stdout.contains("q7Zt4"), "{}", outcome.stdout);
    }
}

#[test]
fn a_problem_of_an_entry_is_told_where_that_entry_stands_in_its_list() {
    let archive = Archive::new();
    archive.file("hindsite.toml", "[causes.disk-full]\n[services.checkout]\n");
    archive.incident("2026-03-02-a", FACTS, "x").incident("2026-03-03-b", FACTS, "x");
    let front = "title: C\nseverity: SEV1\nduration: 1h\nrelated:\n  - 2026-03-02-a\n  - \"nowhere\"\n  - gone\n\
                 services: [checkout, shop, 'shopping']\nroot_cause:\n  - disk-full\n  - human error\n\
                 tags: deploys-eu, deploys";
    archive.incident("2026-03-04-c", front, "x");
    archive.incident("2026-03-05-d", &format!("{FACTS}\ntags: [deploy]"), "x");
    archive.incident("2026-03-06-e", &format!("{FACTS}\ntags: [deploy]"), "x");
    archive.file(
        "content/2026-03-07-f.md",
        "{\"related\": [\"2026-03-02-a\",\n \"nil\"],\n\"kind\": \"document\"}\nx\n",
    );
    let printed = archive.run(&["check", "--format", "short"]).stdout;
    let told: Vec<&str> = printed
        .lines()
        .map(|line| line.split("] ").next().unwrap().strip_prefix("content/2026-03-").unwrap())
        .collect();
    assert_eq!(
        told,
        [
            "04-c.md:7:5: warning[HS104",
            "04-c.md:8:5: warning[HS104",
            "04-c.md:9:22: warning[HS501",
            "04-c.md:9:28: warning[HS501",
            "04-c.md:12:5: warning[HS031",
            "04-c.md:12:5: note[HS600",
            "04-c.md:13:19: warning[HS502",
            "07-f.md:1:1: note[HS005",
            "07-f.md:2:2: warning[HS104",
        ],
        "{printed}"
    );
}

#[test]
fn that_there_are_no_documents_is_said_of_the_folder_and_only_where_it_is_so() {
    let archive = Archive::new();
    archive.file("hindsite.toml", "content = [\"docs/outages\"]\n").file("docs/outages/notes.txt", "x");
    let short =
        |arguments: &[&str]| archive.run(&[&["check", "--format", "short"], arguments].concat()).stdout;
    let none = "warning[HS205] there are no Markdown files in the content folder\n";
    assert_eq!(short(&[]), format!("docs/outages:1:1: {none}"));
    assert_eq!(short(&["--content", "docs/outages"]), format!(".:1:1: {none}"));
    archive.file("docs/outages/2026-03-02-a.md", b"# Caf\xe9\n");
    let told = short(&[]);
    assert_eq!(told.lines().count(), 1, "{told}");
    assert!(told.starts_with("docs/outages/2026-03-02-a.md:1:1: error[HS001] "), "{told}");
    assert!(!archive.run(&["build"]).stderr.contains("HS205"));
}

/// Of the configuration and of the theme; the exit code tells that nothing was checked.
#[test]
fn what_is_wrong_with_the_configuration_or_the_theme_is_told_in_the_format_that_was_asked_for() {
    let archive = archive("- it broke");
    archive.file("hindsite.toml", "title = \"A\"\nfoo = 1\n");
    let run = |format: &str| {
        let outcome = with_environment(&archive, &["check", "--format", format], &[]);
        assert_eq!(outcome.code, 2, "{format}: {}{}", outcome.stdout, outcome.stderr);
        outcome
    };
    let human = run("human");
    assert!(human.stdout.is_empty() && human.stderr.starts_with("error[HS301]: there is no key `foo`\n"));
    assert_eq!(run("short").stdout, "hindsite.toml:2:1: error[HS301] there is no key `foo`\n");
    let json: Value = serde_json::from_str(&run("json").stdout).expect("JSON");
    let problem = &json["diagnostics"][0];
    assert_eq!(
        (&problem["code"], &problem["path"], &problem["line"]),
        (&"HS301".into(), &"hindsite.toml".into(), &2.into())
    );
    let sarif: Value = serde_json::from_str(&run("sarif").stdout).expect("JSON");
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "HS301");
    let annotation = "::error file=hindsite.toml,line=2,endLine=2,col=1,endColumn=4,title=HS301%3A";
    assert!(run("github").stdout.starts_with(annotation));
    archive.file("hindsite.toml", "theme = \"own\"\n");
    archive.file("themes/own/templates/404.html", "{% include \"x");
    assert!(run("short").stdout.starts_with("themes/own/templates/404.html:1:1: error[HS310] "));
    assert!(run("github").stdout.starts_with("::error file=themes/own/templates/404.html,title=HS310"));
}

#[test]
fn a_build_gives_advice_only_if_configuration_says_so() {
    let archive = archive("## Action items\n\n- Rotate the logs\n");
    assert!(!archive.run(&["build"]).stderr.contains("HS510"));
    archive.file("hindsite.toml", "[check]\nbuild = true\n[check.levels]\nHS510 = \"error\"\n");
    let outcome = archive.run(&["build"]);
    assert_eq!(outcome.code, 1);
    assert!(outcome.stderr.contains("error[HS510]"), "{}", outcome.stderr);
}

#[test]
fn configuration_silences_raises_and_turns_on() {
    let body = "We should have noticed it, obviously.";
    for (level, expected) in [("off", 0), ("note", 0), ("warning", 0), ("error", 1)] {
        let archive = archive(body);
        archive.file("hindsite.toml", format!("[check.levels]\nHS601 = \"{level}\"\n"));
        let outcome = archive.run(&["check", "--format", "short"]);
        assert_eq!(outcome.code, expected, "{level}");
        assert_eq!(outcome.stdout.contains(&format!("{level}[HS601]")), level != "off", "{}", outcome.stdout);
    }
    let archive = archive(body);
    archive.file("hindsite.toml", "[check.levels]\nHS605 = \"note\"\nHS601 = \"off\"\n");
    assert_eq!(codes(&archive), ["HS605"]);
    archive.file("hindsite.toml", "[check]\nfacts = [\"detected_by\"]\n[check.levels]\nHS601 = \"off\"\n");
    assert!(archive.run(&["check"]).stdout.contains("does not state `detected_by`"));
}

#[test]
fn a_mistake_in_that_configuration_is_answered_with_what_was_meant() {
    let archive = archive("");
    for (text, message, hint) in [
        ("[check.levels]\nHS5O0 = \"off\"\n", "there is no code `HS5O0`", "did you mean `HS500`?"),
        ("[check.levels]\nHS500 = \"of\"\n", "`of` is not a word that can stand here", "did you mean `off`?"),
        ("[check.levels]\nHS010 = \"off\"\n", "`HS010` is always an error", "correct the file"),
        (
            "[check]\nfacts = [\"service\"]\n",
            "`service` is not a word that can stand here",
            "did you mean `services`?",
        ),
        ("[check]\nalow = []\n", "there is no key `alow`", "hint: the keys are"),
    ] {
        archive.file("hindsite.toml", text);
        let outcome = archive.run(&["check"]);
        assert_eq!(outcome.code, 2, "{text}");
        assert!(outcome.stderr.contains(message) && outcome.stderr.contains(hint), "{}", outcome.stderr);
    }
}

#[test]
fn a_document_allows_a_code_for_itself_and_no_more() {
    let archive = archive(
        "We should have noticed it.\n\n<!-- hindsite: allow HS601, HS702 -->\n\nhttps://ci:q7Zt4mWc9@git.acme.io/x",
    );
    archive.incident("2026-03-03-b", FACTS, "We should have noticed it.");
    assert_eq!(codes(&archive), ["HS601"]);
    archive.file("content/broken.md", "---\ntitle: x\n\n<!-- hindsite: allow HS010 -->\n");
    assert!(codes(&archive).contains(&"HS010".to_owned()), "what makes a page impossible cannot be allowed");
}

#[test]
fn paths_restrict_what_is_reported() {
    let archive = archive("[no](nowhere.md)");
    archive.incident("sub/2026-03-03-b", FACTS, "[no](nowhere.md)").file("README.md", "# x\n");
    let lines = |arguments: &[&str]| archive.run(&[&["check", "--format", "short"], arguments].concat());
    assert_eq!(lines(&[]).stdout.lines().count(), 2);
    assert!(lines(&["content/sub"]).stdout.starts_with("content/sub/2026-03-03-b.md:9:"));
    assert_eq!(lines(&["content/sub"]).stdout.lines().count(), 1);
    assert_eq!(lines(&["content/sub", "content/2026-03-02-checkout.md"]).stdout.lines().count(), 2);
    assert_eq!(lines(&["content/su"]).code, 2);
    let outside = lines(&["README.md"]);
    assert_eq!((outside.code, outside.stdout.as_str()), (0, ""));
    assert!(
        outside.stderr.contains("`README.md` has no documents that hindsite reads"),
        "{}",
        outside.stderr
    );
}

#[test]
fn a_folder_or_a_file_without_configuration_is_an_archive_of_its_own() {
    let archive = Archive::new();
    archive.file("docs/outages/2026-02-03 Queue stuck.md", "# Queue stuck\n\n[no](nowhere.md)\n");
    for path in ["docs/outages", "docs/outages/2026-02-03 Queue stuck.md"] {
        let outcome = archive.run(&["check", path, "--format", "short"]);
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        assert!(
            outcome.stdout.contains("2026-02-03 Queue stuck.md:3:1: warning[HS100]"),
            "{}",
            outcome.stdout
        );
    }
}

#[test]
fn what_is_not_there_is_wrong_usage() {
    let archive = Archive::new();
    let nothing = archive.run(&["check"]);
    assert_eq!(nothing.code, 2);
    assert!(nothing.stderr.contains("neither a hindsite.toml nor a content folder"), "{}", nothing.stderr);
    let missing = archive.run(&["check", "nowhere"]);
    assert_eq!(missing.code, 2);
    assert!(missing.stderr.contains("nowhere"), "{}", missing.stderr);
    assert!(missing.stderr.contains("hint: check the path for a typo"), "{}", missing.stderr);
    let code = archive.run(&["check", "--explain", "HS50"]);
    assert_eq!(code.code, 2);
    assert!(code.stderr.contains("there is no code `HS50`"), "{}", code.stderr);
}

#[cfg(unix)]
#[test]
fn a_folder_in_place_of_the_configuration_or_a_file_nobody_may_read_is_named() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = archive("");
    std::fs::create_dir(folder.root().join("hindsite.toml")).expect("a folder");
    let outcome = folder.run(&["check"]);
    assert_eq!(outcome.code, 3, "{}", outcome.stderr);
    assert!(outcome.stderr.contains("hindsite.toml"), "{}", outcome.stderr);
    let archive = archive("");
    let file = archive.root().join("content/2026-03-02-checkout.md");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o000)).expect("a mode");
    if std::fs::read(&file).is_ok() {
        // Root may read everything.
        return;
    }
    let outcome = archive.run(&["check"]);
    assert_eq!(outcome.code, 1);
    assert!(outcome.stdout.contains("error[HS007]"), "{}", outcome.stdout);
}

#[test]
fn the_json_follows_its_schema() {
    let archive = archive("[no](nowhere.md) and jo@acme.io");
    archive.file("content/bare.md", "- it broke\n");
    let outcome = archive.run(&["check", "--format", "json"]);
    let document: Value = serde_json::from_str(&outcome.stdout).expect("JSON");
    let problems = schema::check(&document, &schema::schema("check.schema.json"), "check");
    assert!(problems.is_empty(), "{problems:#?}");
    assert!(document["diagnostics"].as_array().expect("a list").len() >= 3);
}

/// What SARIF 2.1.0 requires: §3.13.2 `version`, §3.13.4 `runs`, §3.14.6 `tool`, §3.18.2 `driver`, §3.19.8
/// `name`, §3.49.3 rules with an `id`, §3.27.11 results with a `message`, §3.27.7 a `ruleIndex` that leads to
/// the rule, §3.27.10 a `level` of the list, §3.30 regions from 1 on, §3.4 URIs that are references.
#[test]
fn the_sarif_has_what_its_specification_requires() {
    let archive = archive("[no](nowhere.md)");
    archive.incident("with blank", "date: 2026-01-01\nkind: incident", "- x");
    let outcome = archive.run(&["check", "--format", "sarif"]);
    let log: Value = serde_json::from_str(&outcome.stdout).expect("JSON");
    assert_eq!(log["version"], "2.1.0");
    assert!(log["$schema"].as_str().expect("a schema").contains("sarif-schema-2.1.0"));
    let run = &log["runs"][0];
    assert_eq!(run["tool"]["driver"]["name"], "hindsite");
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    assert!(rules.iter().all(|rule| rule["id"].is_string() && rule["shortDescription"]["text"].is_string()));
    let results = run["results"].as_array().expect("results");
    assert_eq!(results.len(), 2);
    for result in results {
        let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small")];
        assert_eq!(rule["id"], result["ruleId"]);
        assert!(["error", "warning", "note", "none"].contains(&result["level"].as_str().expect("a level")));
        assert!(!result["message"]["text"].as_str().expect("a text").is_empty());
        let place = &result["locations"][0]["physicalLocation"];
        assert!(!place["artifactLocation"]["uri"].as_str().expect("a URI").contains(' '));
        assert_eq!(place["artifactLocation"]["uriBaseId"], "%SRCROOT%");
        if let Some(region) = place.get("region") {
            assert!(region["startLine"].as_u64() >= Some(1) && region["startColumn"].as_u64() >= Some(1));
        }
    }
}

#[test]
fn a_workflow_gets_ten_annotations_of_a_kind_and_the_rest_in_its_summary() {
    let archive = Archive::new();
    for n in 1..=12 {
        archive.incident(&format!("sub/2026-03-{n:02}-x"), FACTS, "[no](nowhere.md)");
    }
    let summary = archive.root().join("summary.md");
    std::fs::write(&summary, "before\n").expect("a file");
    let arguments = ["check", "--format", "github"];
    let variables = [("GITHUB_STEP_SUMMARY", summary.as_path()), ("GITHUB_WORKSPACE", archive.root())];
    let outcome = with_environment(&archive, &arguments, &variables);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let lines: Vec<&str> = outcome.stdout.lines().collect();
    assert_eq!(lines.len(), 10);
    let start = "::warning file=content/sub/2026-03-01-x.md,line=9,endLine=9,col=1,endColumn=17,title=HS100%3A a link to a document that is not there::";
    assert!(lines[0].starts_with(start), "{}", lines[0]);
    let text = std::fs::read_to_string(&summary).expect("the summary");
    assert!(text.starts_with("before\n### hindsite check: 12 warnings\n"), "{text}");
    assert_eq!(text.matches("| warning |").count(), 2, "{text}");
    assert!(text.contains("content/sub/2026-03-12-x.md:9"), "{text}");
}

#[test]
fn annotations_name_files_from_the_repositorys_root() {
    let archive = Archive::new();
    archive
        .file("team/hindsite.toml", "")
        .file("team/content/2026-03-02-a.md", format!("---\n{FACTS}\n---\n[no](x.md)\n"));
    let arguments = ["--root", "team", "check", "--format", "github"];
    let outcome = with_environment(&archive, &arguments, &[("GITHUB_WORKSPACE", archive.root())]);
    assert!(outcome.stdout.contains("file=team/content/2026-03-02-a.md,"), "{}", outcome.stdout);
}

#[test]
fn a_summary_that_cannot_be_written_is_the_machines_fault() {
    let archive = archive("[no](nowhere.md)");
    let arguments = ["check", "--format", "github"];
    let outcome = with_environment(&archive, &arguments, &[("GITHUB_STEP_SUMMARY", archive.root())]);
    assert_eq!(outcome.code, 3, "{}", outcome.stderr);
}

#[test]
fn a_pull_request_hears_of_its_own_files_only() {
    let archive = archive("[no](nowhere.md)");
    let git = |arguments: &[&str]| git(&archive, arguments);
    git(&["init", "--quiet"]);
    git(&["add", "."]);
    git(&["commit", "--quiet", "-m", "one"]);
    git(&["checkout", "--quiet", "-b", "branch"]);
    archive.incident("2026-03-03-b", FACTS, "[no](nowhere.md)");
    git(&["add", "."]);
    git(&["commit", "--quiet", "-m", "two"]);
    archive.incident("2026-03-04-c", FACTS, "[no](nowhere.md)");
    let outcome = archive.run(&["check", "--changed-since", "main", "--format", "short"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let files: Vec<&str> = outcome.stdout.lines().filter_map(|line| line.split(':').next()).collect();
    assert_eq!(files, ["content/2026-03-03-b.md", "content/2026-03-04-c.md"]);
    let unknown = archive.run(&["check", "--changed-since", "nowhere"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.stderr.contains("git knows no commit `nowhere`"), "{}", unknown.stderr);
}

fn git(archive: &Archive, arguments: &[&str]) {
    let status = Command::new("git")
        .args(["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"])
        .args(arguments)
        .current_dir(archive.root())
        .output()
        .expect("git runs")
        .status;
    assert!(status.success(), "{arguments:?}");
}

/// Whoever renames a file does not touch the documents that link to it.
#[test]
fn a_pull_request_hears_of_the_links_it_breaks_elsewhere() {
    let archive = Archive::new();
    archive.incident("2026-03-02-a", FACTS, "## Gone\n\nx");
    archive.incident("2026-03-03-b", FACTS, "## Kept\n\nx");
    let links = "[a](2026-03-02-a.md#gone) [b](2026-03-03-b.md#kept) [old](nowhere.md) ![p](p.png)";
    archive.incident("2026-03-04-c", &format!("{FACTS}\nrelated: [2026-03-02-a]"), links);
    archive.file("content/p.png", "x");
    git(&archive, &["init", "--quiet"]);
    git(&archive, &["add", "."]);
    git(&archive, &["commit", "--quiet", "-m", "one"]);
    git(&archive, &["checkout", "--quiet", "-b", "branch"]);
    git(&archive, &["mv", "content/2026-03-02-a.md", "content/2026-03-02-renamed.md"]);
    git(&archive, &["rm", "--quiet", "content/p.png"]);
    archive.incident("2026-03-03-b", FACTS, "## Another\n\nx");
    git(&archive, &["commit", "--quiet", "-am", "two"]);
    let outcome = archive.run(&["check", "--changed-since", "main", "--format", "short"]);
    let mut told: Vec<&str> = outcome.stdout.lines().filter_map(|line| line.split("] ").nth(1)).collect();
    told.sort_unstable();
    let expected = [
        "`2026-03-02-a.md#gone` is not in the archive",
        "`content/2026-03-03-b.md` has no heading with the anchor `#kept`",
        "`p.png` is not in the archive",
        "no document is called `2026-03-02-a`",
    ];
    assert_eq!(told, expected, "{}", outcome.stdout);
    assert!(
        outcome.stdout.lines().all(|line| line.starts_with("content/2026-03-04-c.md:")),
        "{}",
        outcome.stdout
    );
}

#[test]
fn outside_of_a_repository_a_pull_request_is_wrong_usage() {
    let archive = archive("");
    let outcome = archive.run(&["check", "--changed-since", "main"]);
    assert_eq!(outcome.code, 2, "{}", outcome.stderr);
    assert!(outcome.stderr.contains("hint: "), "{}", outcome.stderr);
}

#[test]
fn a_code_is_explained_in_the_terminal() {
    let archive = Archive::new();
    let outcome = archive.run(&["check", "--explain", "hs600"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    assert!(
        outcome.stdout.starts_with("### HS600\n\n**Note.** A person's error given as a cause."),
        "{}",
        outcome.stdout
    );
    assert!(!outcome.stdout.contains("HS601\n"), "{}", outcome.stdout);
}

#[test]
fn the_example_has_advice_and_nothing_that_is_wrong() {
    let outcome = run_in(Path::new(env!("CARGO_MANIFEST_DIR")), &["check", "--strict", "--format", "short"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stdout);
}

#[test]
fn no_archive_has_a_secret() {
    assert_no_secrets(&crate::corpus::own(""));
}

#[test]
#[ignore = "needs HINDSITE_CORPUS, the archives of other teams"]
fn no_foreign_archive_has_a_secret() {
    assert_no_secrets(&crate::corpus::foreign(""));
}

fn assert_no_secrets(corpus: &Path) {
    for folder in crate::corpus::archives(corpus) {
        let path = folder.to_str().expect("UTF-8");
        let outcome = run_in(&std::env::temp_dir(), &["check", path, "--format", "short"]);
        assert!(outcome.code <= 1, "{path}: {}", outcome.stderr);
        let secrets: Vec<&str> = outcome.stdout.lines().filter(|line| line.contains("[HS70")).collect();
        assert_eq!(secrets, [""; 0], "{path}");
    }
}

#[test]
fn the_line_ends_of_old_macs_and_the_imports_of_mdx_change_no_advice() {
    let text = format!("---\n{FACTS}\n---\n\n## Impact\n\nWe should have noticed.\n\n## Impact\n\nMore.\n");
    let advice = |name: &str, text: &str| {
        let archive = Archive::new();
        archive.file(&format!("content/2026-03-02-checkout.{name}"), text);
        codes(&archive)
    };
    let expected = advice("md", &text);
    assert_eq!(expected.len(), 2, "{expected:?}");
    assert_eq!(advice("md", &text.replace('\n', "\r")), expected);
    let imports = "import Note from \"./we-should-have-noticed\"\nexport const cause = \"human error\"\n";
    assert_eq!(advice("mdx", &text.replacen("---\n\n", &format!("---\n{imports}\n"), 1)), expected);
}

/// What tired people type in front matter, and the line that helps.
#[test]
fn front_matter_that_cannot_be_read_is_told_with_its_remedy_and_nothing_else() {
    let quoted = "begins with `@` must be quoted";
    for (front, hint) in [
        ("title: @oncall paged", quoted),
        ("title: T\nauthors: [@ann, @bob]", quoted),
        ("title: T\nseverity: ?", "begins with `?` must be quoted"),
        ("title: T\ntrigger: -", "begins with `-` must be quoted"),
        ("services:\n- checkout\n-cart", "a blank behind its hyphen: `- cart`"),
        ("title: 'it's down'", "in double quotes: `\"it's down\"`"),
        ("title: \"say \"hi\"\"", "in single quotes"),
        ("title: [checkout] down", "must be quoted"),
        ("title: \"no end", "close it, or put the whole value in quotes"),
        ("title: T\nno colon", "a line is `key: value`"),
        ("title:T", "with a blank behind the colon"),
        ("title: T\n  severity: SEV1", "begin in the same column"),
        ("title: T\n\tseverity: SEV1", "spaces, not tabs"),
    ] {
        let archive = Archive::new();
        archive.incident("2026-03-02-a", front, "- it broke");
        let outcome = archive.run(&["check", "--format", "json"]);
        let report: Value = serde_json::from_str(&outcome.stdout).expect("JSON");
        let told = report["diagnostics"].as_array().expect("a list");
        let codes: Vec<&str> = told.iter().map(|problem| problem["code"].as_str().expect("text")).collect();
        assert_eq!(codes, ["HS011"], "{front}: {report}");
        let said = told[0]["hint"].as_str().unwrap_or("no hint");
        assert!(said.contains(hint), "{front}: {report}");
    }
}

/// India, Ireland and Israel have an IST each, hours apart.
#[test]
fn a_zone_whose_name_is_not_its_own_is_told_unless_the_archive_is_in_it() {
    let told = |config: &str, started: &str| {
        let archive = Archive::new();
        archive.file("hindsite.toml", config);
        archive.incident("2026-03-02-a", &format!("{FACTS}\nstarted: {started}"), "- it broke");
        let printed = archive.run(&["check", "--format", "short"]).stdout;
        printed.trim().to_owned()
    };
    let line = FACTS.lines().count() + 2;
    for zone in ["", "timezone = \"UTC\"", "timezone = \"Asia/Tokyo\""] {
        let expected = format!(
            "content/2026-03-02-a.md:{line}:10: warning[HS021] `IST` is a name of several time zones, so `2026-03-02 14:05 IST` is not read"
        );
        let printed = told(zone, "2026-03-02 14:05 IST");
        assert!(printed.lines().any(|line| line == expected), "{printed}");
    }
    assert_eq!(told("timezone = \"Asia/Kolkata\"", "2026-03-02 14:05 IST"), "");
    assert_eq!(told("timezone = \"UTC\"", "2026-03-02 14:05 +05:30"), "");
    assert_eq!(told("timezone = \"UTC\"", "2026-03-02 14:05"), "");
}

#[test]
fn a_new_knowledge_base_is_told_of_times_without_a_zone() {
    let archive = Archive::new();
    assert_eq!(archive.run(&["init"]).code, 0);
    archive.incident("2026/2026-03-02-a", &format!("{FACTS}\nstarted: 2026-03-02 14:05"), "- it broke");
    let printed = archive.run(&["check", "--format", "short"]).stdout;
    assert!(printed.contains("note[HS503] a time without a time zone, which is read as UTC"), "{printed}");
}
