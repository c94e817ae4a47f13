use super::*;

fn codes(text: &str) -> Vec<Code> {
    hits(text).into_iter().map(|hit| hit.code).filter(|code| !code.is_off()).collect()
}

#[test]
fn phrases_that_find_somebody_at_fault() {
    for (text, code) in [
        ("The outage was caused by human error.", Code::HumanError),
        ("We should have noticed the alert", Code::ShouldHave),
        ("The on-call engineer should've escalated", Code::ShouldHave),
        ("This shouldn't have been rushed to production", Code::ShouldHave),
        ("事前に検証すべきだった", Code::ShouldHave),
        ("somebody forgot to renew the token", Code::Lapse),
        ("we failed to verify that it was running", Code::Lapse),
        ("that the header changed was overlooked", Code::Lapse),
        ("it was an oversight", Code::Lapse),
        ("A careless command", Code::Judgement),
        ("it was our fault", Code::Judgement),
        ("Be more careful to test", Code::MoreCare),
    ] {
        assert_eq!(codes(text), [code], "{text}");
    }
}

#[test]
fn machines_plans_and_facts_are_left_alone() {
    for text in [
        "the server failed to respond",
        "tls: failed to verify certificate",
        "the health check failed to notice the leak",
        "We should have automated tests for this",
        "we should have a talk about it",
        "the alert should have fired",
        "should have been automatically corrected as the backlog was processed",
        "lazy loading of the extension",
        "the load balancer ignored the header",
        "by 80 I mean 55 because I forgot what the quota was",
        "a faulty disk",
        "the default of ignoring it was wrong",
        "見落とされやすい",
    ] {
        assert!(codes(text).is_empty(), "{text}");
    }
}

#[test]
fn words_of_hindsight_are_known_and_off() {
    let all: Vec<Code> = hits("obviously it could have been worse").into_iter().map(|hit| hit.code).collect();
    assert_eq!(all, [Code::HindsightWord, Code::WhatIf]);
    assert!(all.iter().all(|code| code.is_off()));
}

#[test]
fn a_denied_human_error_is_no_blame() {
    for text in [
        "Operator error is never a root cause.",
        "\"Human error\" isn't where we stop.",
        "We look at systems rather than human error.",
        "This was not a human error; the form was wrong.",
    ] {
        assert!(codes(text).is_empty(), "{text}");
    }
    for text in [
        "It was a human error.",
        "No alert fired. Human error caused it.",
        "Operator error, which is never nice",
    ] {
        assert_eq!(codes(text), [Code::HumanError], "{text}");
    }
}
