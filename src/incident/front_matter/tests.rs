//! Every row of the measured traps that concerns the reading of a block, with its outcome.

use super::*;

fn read_text(text: &str) -> (Vec<(String, String)>, String, Vec<String>) {
    let (front, diagnostics) = read(&"a.md".into(), text);
    let entries = front.entries.iter().map(|e| (e.key.clone(), e.node.display())).collect();
    let said = diagnostics
        .iter()
        .map(|d| {
            let at = d.place.range().map_or(0, |r| r.start);
            format!("{} {at} {}", d.code.id(), d.message)
        })
        .collect();
    (entries, text[front.body..].to_owned(), said)
}

fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
}

#[test]
fn the_three_formats_give_the_same_entries() {
    let expected = pairs(&[("title", "A: b"), ("n", "1.10"), ("tags", "x, y")]);
    for text in [
        "---\ntitle: \"A: b\"\nn: 1.10\ntags: [x, y]\n---\nbody",
        "+++\ntitle = \"A: b\"\nn = 1.10\ntags = [\"x\", \"y\"]\n+++\nbody",
        ";;;\n{\"title\": \"A: b\", \"n\": 1.10, \"tags\": [\"x\", \"y\"]}\n;;;\nbody",
        "{\n\"title\": \"A: b\", \"n\": 1.10, \"tags\": [\"x\", \"y\"]\n}\nbody",
        "\u{feff}---\r\ntitle: \"A: b\"\r\nn: 1.10\r\ntags: [x, y]\r\n---\r\nbody",
        "---\ntitle: \"A: b\"\nn: 1.10\ntags:\n  - x\n  - y\n...\nbody",
        "---\n\n  title: \"A: b\"\n  n: 1.10\n  tags: [x, y]\n---\nbody",
    ] {
        let (entries, body, said) = read_text(text);
        assert_eq!((entries, body.as_str(), said), (expected.clone(), "body", vec![]), "{text:?}");
    }
}

#[test]
fn spelling_survives_where_yaml_would_make_a_number() {
    let text = "---\na: 00123\nb: 1.10\nc: 1e3\nd: yes\ne: 1:30\ng: -5\nh: ~\ni: 2024-01-02\n---\n";
    let (entries, _, said) = read_text(text);
    assert_eq!(said, Vec::<String>::new());
    let values: Vec<&str> = entries.iter().map(|(_, v)| v.as_str()).collect();
    assert_eq!(values, ["00123", "1.10", "1e3", "yes", "1:30", "-5", "", "2024-01-02"]);
}

#[test]
fn a_span_is_the_value_in_the_file() {
    let text = "\u{feff}---\n\n\ntitle:   'Größe'  \nlist: [a, \"b c\"]\nlong: |\n  one\n  two\n---\n";
    let (front, _) = read(&"a.md".into(), text);
    assert_eq!(&text[front.entries[0].node.span.clone()], "'Größe'");
    assert_eq!(&text[front.entries[0].key_span.clone()], "title");
    let Value::List(items) = &front.entries[1].node.value else { panic!("no list") };
    assert_eq!(&text[items[1].span.clone()], "\"b c\"");
    assert_eq!(front.entries[2].node.display(), "one\ntwo");
}

#[test]
fn a_rule_above_prose_is_not_front_matter() {
    for text in [
        "---\nIt was a dark night, and then: boom.\n---\nmore",
        "---\n\nJust text here\n",
        "# T\n\n---\na: b\n---\n",
    ] {
        let (entries, body, said) = read_text(text);
        assert_eq!((entries, body, said), (vec![], text.to_owned(), vec![]));
    }
}

#[test]
fn metadata_never_becomes_text() {
    for (text, expected) in [
        ("---\ntitle: Secret\nowner: bob\n\n# Body", "HS010 0 front matter opened here is never closed"),
        ("---\na: &a [*a]\n---\n", "HS011"),
        ("---\ntitle: Outage: DB down\n---\nb", "HS011"),
        ("---\na: 1\na: 2\n---\nb", "HS011"),
        ("---\na: [1\n---\nb", "HS011"),
        ("+++\na = \n+++\nb", "HS011"),
        (";;;\n{\"a\": 1, \"a\": 2}\n;;;\nb", "HS011"),
        ("---\n- a\n- b\n---\nb", "HS011"),
        ("---\na: .nan\n---\nb", "HS011"),
    ] {
        let (entries, body, said) = read_text(text);
        assert_eq!(entries, vec![], "{text:?}");
        assert!(!body.contains("Secret") && !body.contains("a: "), "{text:?} {body:?}");
        assert!(said.len() == 1 && said[0].starts_with(expected), "{text:?} {said:?}");
    }
}

#[test]
fn a_place_counts_from_the_top_of_the_file() {
    let (_, _, said) = read_text("---\n\n\ntitle: ok\nbad: a: b\n---\n");
    assert!(
        said[0].starts_with("HS011 21 ")
            || said[0].starts_with("HS011 22 ")
            || said[0].starts_with("HS011 19 "),
        "{said:?}"
    );
}

#[test]
fn what_follows_blank_lines_is_text_and_a_warning() {
    let text = "\n---\ntitle: x\n---\nb";
    let (entries, body, said) = read_text(text);
    assert_eq!((entries, body.as_str()), (vec![], text));
    assert!(said[0].starts_with("HS013 1 "), "{said:?}");
}

#[test]
fn bombs_end_with_a_message_in_a_small_stack() {
    let bomb: String = (0..9)
        .map(|n| {
            format!(
                "l{n}: &l{n} [{}]\n",
                vec![if n == 0 { "x".into() } else { format!("*l{}", n - 1) }; 9].join(",")
            )
        })
        .collect();
    let cases = [
        format!("---\n{bomb}---\n"),
        format!("---\na: {}x\n---\n", "- ".repeat(3000)),
        format!("---\n{}x\n---\n", "- ".repeat(8000)),
        format!("---\na: {}\n---\n", "[".repeat(20_000)),
        format!("---\na: {}\n---\n", "x".repeat(70_000)),
        format!("+++\na = {}\n+++\n", "[".repeat(20_000)),
        format!("+++\n{} = 1\n+++\n", vec!["a"; 20_000].join(".")),
        format!(";;;\n{{\"a\": {}}}\n;;;\n", "[".repeat(20_000)),
        format!("{{\"a\": {}}}\n", "[".repeat(20_000)),
    ];
    let outcome = std::thread::Builder::new()
        .stack_size(1024 * 1024)
        .spawn(move || cases.iter().map(|text| read_text(text).2).collect::<Vec<_>>())
        .expect("a thread")
        .join()
        .expect("no overflow");
    for said in &outcome[..8] {
        assert!(said[0].starts_with("HS01"), "{said:?}");
    }
}

proptest::proptest! {
    #[test]
    fn any_text_is_read_without_panic_and_spans_lie_inside(text in "(---|\\+\\+\\+|;;;|\\{)?\n?[ -~\n\r\u{e9}:\\[\\]#&*-]{0,200}\n?(---)?\n?.{0,40}") {
        let (front, diagnostics) = read(&"a.md".into(), &text);
        proptest::prop_assert!(text.is_char_boundary(front.body));
        for entry in &front.entries {
            proptest::prop_assert!(text.get(entry.node.span.clone()).is_some(), "{:?}", entry);
        }
        for d in diagnostics {
            let range = d.place.range().unwrap_or(0..0);
            proptest::prop_assert!(range.start <= text.len());
        }
    }
}
