use super::*;

/// Tokens are put together here, so that no scanner takes this file for a leak.
fn parts(parts: &[&str]) -> String {
    parts.concat()
}

fn found(text: &str) -> Vec<(Code, String)> {
    find(&"a.md".into(), text).into_iter().map(|problem| (problem.code, problem.message)).collect()
}

const RANDOM: &str = "q7Zt4mWc9LxB2vKd8RfJ5nHg3TyP6sUe1AoXiQ0bMzVwDkNlCrYhGjEuSpFaIOt7";

#[test]
fn every_kind_of_secret_is_found_and_none_is_printed() {
    let jwt = parts(&["eyJhbGciOiJIUzI1NiJ9", ".eyJzdWIiOiI0MiIsIm4iOiJ6In0.", &RANDOM[..43]]);
    let base64 = parts(&["AccountKey=", RANDOM, &RANDOM[..22], "=="]);
    let pem = parts(&[
        "-----BEGIN RSA PRIV",
        "ATE KEY-----\n",
        RANDOM,
        "\n",
        RANDOM,
        "\n-----END RSA PRIVATE KEY-----",
    ]);
    for (text, code) in [
        (parts(&["AK", "IAQ7ZT4MWC9LXB2VKD"]), Code::Token),
        (parts(&["AI", "za", &RANDOM[..35]]), Code::Token),
        (parts(&["gh", "p_", &RANDOM[..36]]), Code::Token),
        (parts(&["github", "_pat_", RANDOM, &RANDOM[..18]]), Code::Token),
        (parts(&["gl", "pat-", &RANDOM[..20]]), Code::Token),
        (parts(&["xo", "xb-", &RANDOM[..40]]), Code::Token),
        (
            parts(&[
                "https://hooks.sl",
                "ack.com/services/T",
                &RANDOM[..8],
                "/B",
                &RANDOM[8..16],
                "/",
                &RANDOM[20..44],
            ]),
            Code::Token,
        ),
        (parts(&["sk", "_live_", &RANDOM[..24]]), Code::Token),
        (parts(&["np", "m_", &RANDOM[..36]]), Code::Token),
        (parts(&["py", "pi-AgEIcHlwaS5vcmc", RANDOM, RANDOM]), Code::Token),
        (base64, Code::Token),
        (jwt, Code::WebToken),
        (pem, Code::PrivateKey),
        ("postgres://app:q7Zt4mWc9@db.acme.io/shop".into(), Code::PasswordInUrl),
    ] {
        let problems = found(&format!("we ran `{text}` and it worked"));
        assert_eq!(problems.iter().map(|(code, _)| *code).collect::<Vec<_>>(), [code], "{text}");
        assert!(!problems[0].1.contains("t4m") && !problems[0].1.contains("T4M"), "{}", problems[0].1);
    }
}

#[test]
fn examples_placeholders_and_words_that_begin_alike_are_no_secrets() {
    for text in [
        parts(&["AK", "IAIOSFODNN7EXAMPLE"]),
        parts(&["AK", "IAXXXXXXXXXXXXXXXX"]),
        parts(&["gh", "p_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"]),
        parts(&["gh", "p_", &RANDOM[..20]]),
        parts(&["gh", "p_", &RANDOM[..50]]),
        parts(&["mygh", "p_", &RANDOM[..36]]),
        "npm_config_registry_is_not_set_in_the_ci".into(),
        "eyJhbGciOiJIUzI1NiJ9 is how a token begins".into(),
        parts(&[
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.",
            "SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
        ]),
        "-----BEGIN RSA PRIVATE KEY-----\n…\n-----END RSA PRIVATE KEY-----".into(),
        "-----BEGIN CERTIFICATE-----".into(),
        "postgres://user:password@db/shop".into(),
        "postgres://app:$DB_PASSWORD@db/shop".into(),
        "postgres://app:<secret>@db/shop".into(),
        "redis://app:q7Zt4mWc9@localhost:6379".into(),
        "https://example.org/a:b@c".into(),
        "https://medium.com/@someone:post".into(),
    ] {
        assert_eq!(found(&text), [], "{text}");
    }
}
