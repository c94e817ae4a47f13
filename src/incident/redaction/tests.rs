use super::*;
use proptest::prelude::*;

fn kept(body: &str) -> String {
    let redaction = Redaction::find(body);
    assert!(redaction.problems.is_empty(), "{:?}", redaction.problems);
    Cut::of(body, &redaction.parts).text
}

fn codes(body: &str) -> Vec<Code> {
    Redaction::find(body).problems.into_iter().map(|problem| problem.code).collect()
}

/// Whether a public edition refuses the body.
fn is_refused(body: &str) -> bool {
    let diagnostics = Redaction::find(body).diagnostics(&"a.md".into(), 0, true);
    diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
}

#[test]
fn text_between_markers_is_cut_with_its_markers() {
    assert_eq!(kept("a <!-- internal -->x<!-- /internal --> b"), "a b");
    assert_eq!(kept("one\n\n<!-- internal -->\nsecret\n\n<!-- /internal -->\ntwo"), "one\n\ntwo");
}

#[test]
fn markers_nest_and_are_read_in_any_case() {
    let text = "<!--INTERNAL-->a<!-- internal -->b<!-- /Internal -->c<!--/internal-->d";
    assert_eq!(kept(text), "d");
    assert_eq!(kept("é<!-- internal -->ü<!-- /internal -->ö"), "éö");
}

#[test]
fn an_unmatched_marker_is_an_error_in_public() {
    let open = Redaction::find("a <!-- internal --> b");
    assert_eq!((open.parts[0].clone(), open.problems[0].code), (2..21, Code::InternalUnclosed));
    let closed = Redaction::find("a <!-- /internal --> b");
    assert_eq!((closed.parts.len(), closed.problems[0].code), (0, Code::InternalUnopened));
    for body in [
        "a <!-- internal --> b",
        "a <!-- /internal --> b",
        "<!-- internal -->a<!-- /internal -->b<!-- /internal -->",
    ] {
        assert!(is_refused(body), "{body}");
    }
}

#[test]
fn near_misses_are_found_in_every_spelling() {
    let labels = [
        "intenral",
        "intrenal",
        "Internall",
        "internaI",
        "intérnal",
        "ｉｎｔｅｒｎａｌ",
        "іnternal",
        "inter\u{200b}nal",
        "in\u{ad}ternal",
        "\u{feff}internal",
        "i n t e r n a l",
        "internal only",
        "INTERNAL-ONLY",
        "begin internal",
        "internal:begin",
        "startinternal",
        "internal_start",
        "end internal",
        "/ intern",
        "internal/",
        "internal note: see wiki",
        "for internal use only",
        "this section is internal",
        "internal (do not share)",
        "private",
        "confidential",
        "confidental",
        "restricted",
        "redacted",
        "hidden",
        "secret",
        "not public",
        "do not publish",
        "employees only",
        "not for customers",
        "hide from public",
        "visibility: internal",
        "nda",
        "intern",
        "nur intern",
        "interno",
        "interne",
        "vertraulich",
        "confidentiel",
        "社内",
        "社内限定",
        "内部",
        "非公開 ここから",
        "conﬁdential",
    ];
    for label in labels {
        for body in [
            format!("a <!-- {label} --> b"),
            format!("a <!--{label}--> b"),
            format!("a <!--- {label} ---> b"),
            format!("a\n\n<!--\n  {label}\n-->\n\nb"),
        ] {
            assert_eq!(codes(&body), [Code::InternalNearMiss], "{body}");
        }
    }
}

#[test]
fn near_misses_are_found_in_other_syntax() {
    for open in [
        "<internal>",
        "[internal]",
        "{% internal %}",
        "{{< internal >}}",
        "{internal}",
        "::: internal",
        "<!-internal->",
        "<! internal >",
        "<!— internal —>",
        "<-- internal -->",
        "<!-- internal ->",
        "<!-- internal --!>",
        "!-- internal -->",
        "&lt;!-- internal --&gt;",
        "&#60;!-- internal --&#62;",
        "&amp;lt;!-- internal --&amp;gt;",
        "&lt;!&#45;&#45; internal &#45;&#45;&gt;",
        "{/* internal */}",
        "{# internal #}",
        "%% internal %%",
        "[//]: # (internal)",
        "[comment]: # 'internal only'",
        "<private>",
        "【社内】",
        "＜!-- internal --＞",
        "<!-- internal",
        "<!-- internal --",
    ] {
        let body = format!("a\n\n{open}\nsecret\n\nb");
        assert_eq!(codes(&body), [Code::InternalNearMiss], "{body}");
    }
    for body in [
        "a <internal>b</internal>",
        "a [hidden]b[/hidden]",
        "a {% redact %}b{% endredact %}",
        "<secret>b</secret>",
    ] {
        assert!(codes(body).contains(&Code::InternalNearMiss), "{body}");
    }
}

#[test]
fn half_a_near_miss_is_refused_too() {
    for body in [
        "<!-- intenral -->a<!-- /internal -->b",
        "<!-- internal -->a<!-- /intenral -->b",
        "<!-- internal -->a<!-- end internal -->b",
        "[internal]\na\n<!-- /internal -->\nb",
        "<!-- internal -->a<!-- internal -->b",
        "```\n<!-- intenral -->\n```\na\n<!-- /internal -->",
    ] {
        assert!(is_refused(body), "{body}");
    }
}

#[test]
fn ordinary_comments_and_text_are_silent() {
    for body in [
        "<!-- toc -->",
        "<!-- more -->",
        "<!-- /toc -->",
        "<!-- TODO: add the graph of the internal queue -->",
        "<!-- prettier-ignore -->",
        "<!-- markdownlint-disable MD033 -->",
        "<!-- cspell:ignore internal -->",
        "<!-- hindsite: allow HS601 -->",
        "<!-- external -->",
        "<!-- internet exchange outage -->",
        "<!-- start -->",
        "<!-- end of timeline -->",
        "<!-- Describe what happened, who was affected and how long internal users waited -->",
        "<!-- related -->",
        "<!-- initial report -->",
        "<!-- poll interval: 5 m -->",
        "<!-- notes -->",
        "<!-- -->",
        "<!---->",
        "The password is <redacted> or [redacted].",
        "The [internal] tag was missing",
        "- [internal](https://example.org/)",
        "[internal]: https://example.org/",
        "`<!-- intenral -->` was typed",
        "```html\n<!-- internal note -->\n```",
        "    <!-- private -->",
        "see <https://internal> and <internal@example.org>",
        "if a<b and internal>c",
        "x <- internal",
        "{{ .Values.internal.port }}",
        "<details><summary>Internals</summary>x</details>",
        "## Internal impact",
    ] {
        assert_eq!(codes(body), [], "{body}");
    }
}

#[test]
fn the_place_of_a_near_miss_is_its_place_in_the_file() {
    let body = "<!-- internal -->x<!-- /internal --> a <!-- intenral -->";
    let problem = Redaction::find(body).problems.remove(0);
    assert_eq!(&body[problem.span.unwrap()], "<!-- intenral -->");
}

/// Ways to write a comment; `@` is the label.
const COMMENTS: &[&str] = &[
    "<!-- @ -->",
    "<!--@-->",
    "<!--- @ --->",
    "<!-- @ --!>",
    "<! @ >",
    "<!-\u{2014} @ \u{2014}->",
    "&lt;!-- @ --&gt;",
    "<!--\n@\n-->",
    "<!-- / @ -->",
    "<!-- /@ -->",
    "<!-- -- @ -- -->",
    "<!--\u{a0}@\u{200b}-->",
    "{/* @ */}",
];

/// What people add to a label; `@` is the term.
const PHRASES: &[&str] = &[
    "@",
    "@ only",
    "begin @",
    "BEGIN: @",
    "@ begin",
    "end-@",
    "@ part",
    "start of @ section",
    "@ note: see wiki",
    "# @",
    "**@**",
];

/// Changes letters of a word: `edits` are a place, a kind and a letter each.
fn misspelled(word: &str, edits: &[(usize, u8, char)]) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    for (place, kind, letter) in edits {
        let at = place % letters.len();
        match kind % 5 {
            0 => letters.insert(at, *letter),
            1 if letters.len() > 1 => drop(letters.remove(at)),
            2 => letters[at] = *letter,
            3 if at + 1 < letters.len() => letters.swap(at, at + 1),
            _ => letters[at] = letters[at].to_uppercase().next().unwrap_or(letters[at]),
        }
    }
    letters.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn nothing_near_a_marker_is_published_silently(
        comment in prop::sample::select(COMMENTS),
        phrase in prop::sample::select(PHRASES),
        term in prop::sample::select(&["internal", "confidential", "restricted"][..]),
        edits in prop::collection::vec((0..12_usize, 0..5_u8, prop::char::range('a', 'z')), 0..=2),
        invisible in prop::option::of((0..8_usize, prop::sample::select(&['\u{200b}', '\u{ad}', '\u{2060}', '\u{fe0f}'][..]))),
        is_inline in any::<bool>(),
    ) {
        let word = misspelled(term, &edits);
        prop_assume!(!terms::OTHER_WORDS.contains(&word.to_lowercase().as_str()));
        let mut label: Vec<char> = phrase.replace('@', &word).chars().collect();
        if let Some((at, sign)) = invisible {
            label.insert(at % label.len(), sign);
        }
        let marker = comment.replace('@', &label.into_iter().collect::<String>());
        let body = if is_inline { format!("Before {marker} secret") } else { format!("Before\n\n{marker}\n\nsecret") };
        let redaction = Redaction::find(&body);
        let published = Cut::of(&body, &redaction.parts).text;
        prop_assert!(is_refused(&body) || !published.contains("secret"), "{body}");
    }
}
