//! What opens a door: private keys, tokens, passwords in addresses. Found by how they begin, then put to the
//! test: alphabet, length, randomness, and not the example of a manual. A message never has the secret itself.

mod shape;

use crate::diagnostic::{Code, Diagnostic, Place};
use aho_corasick::AhoCorasick;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

/// A kind of secret: how it begins, and how to tell whether it is one.
struct Kind {
    opening: &'static str,
    code: Code,
    name: &'static str,
    /// From the text and where the opening begins to the bytes of the secret.
    test: fn(&str, usize) -> Option<Range<usize>>,
}

macro_rules! tokens {
    ($($opening:literal $name:literal $alphabet:ident $length:expr;)+) => {
        &[$(Kind {
            opening: $opening,
            code: Code::Token,
            name: $name,
            test: |text, at| shape::token(text, at, $opening.len(), shape::$alphabet, $length),
        }),+]
    };
}

/// Tokens that say what they are: the vendors' documented prefixes and lengths.
const TOKENS: &[Kind] = tokens! {
    "AKIA" "an AWS access key" upper 16..=16;
    "ASIA" "an AWS access key" upper 16..=16;
    "AIza" "a Google API key" base64url 35..=35;
    "GOCSPX-" "a Google client secret" base64url 28..=28;
    "ya29." "a Google access token" base64url 60..=2000;
    "ghp_" "a GitHub token" alphanumeric 36..=36;
    "gho_" "a GitHub token" alphanumeric 36..=36;
    "ghu_" "a GitHub token" alphanumeric 36..=36;
    "ghs_" "a GitHub token" alphanumeric 36..=36;
    "ghr_" "a GitHub token" alphanumeric 36..=76;
    "github_pat_" "a GitHub token" word 82..=82;
    "glpat-" "a GitLab token" base64url 20..=60;
    "xoxb-" "a Slack token" base64url 20..=200;
    "xoxp-" "a Slack token" base64url 20..=200;
    "xoxa-" "a Slack token" base64url 20..=200;
    "xoxr-" "a Slack token" base64url 20..=200;
    "xoxs-" "a Slack token" base64url 20..=200;
    "xapp-" "a Slack token" base64url 40..=200;
    "hooks.slack.com/services/T" "a Slack webhook" path 30..=80;
    "sk_live_" "a Stripe key" alphanumeric 16..=250;
    "rk_live_" "a Stripe key" alphanumeric 16..=250;
    "npm_" "an npm token" alphanumeric 36..=36;
    "pypi-AgEIcHlwaS5vcmc" "a PyPI token" base64url 50..=1000;
    "SG." "a SendGrid key" dotted 60..=70;
    "AccountKey=" "an Azure storage key" base64 86..=88;
    "SharedAccessKey=" "an Azure access key" base64 43..=44;
};

const OTHERS: &[Kind] = &[
    Kind { opening: "-----BEGIN ", code: Code::PrivateKey, name: "a private key", test: shape::private_key },
    Kind { opening: "eyJ", code: Code::WebToken, name: "a JSON web token", test: shape::web_token },
    Kind {
        opening: "://",
        code: Code::PasswordInUrl,
        name: "a password in an address",
        test: shape::password,
    },
];

static OPENINGS: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| AhoCorasick::new(kinds().map(|kind| kind.opening)).ok());

fn kinds() -> impl Iterator<Item = &'static Kind> {
    TOKENS.iter().chain(OTHERS)
}

/// The secrets of a document, each with what it opens and a part that tells it from others.
pub fn find(path: &Arc<str>, text: &str) -> Vec<Diagnostic> {
    let Some(openings) = OPENINGS.as_ref() else { return vec![] };
    let mut found: Vec<Diagnostic> = vec![];
    let mut end = 0;
    for opening in openings.find_iter(text) {
        let Some(kind) = kinds().nth(opening.pattern().as_usize()) else { continue };
        if opening.start() < end {
            continue;
        }
        let Some(range) = (kind.test)(text, opening.start()) else { continue };
        end = range.end;
        let secret = &text[range.clone()];
        let message = format!("{} is in the text: `{}`", kind.name, shape::masked(secret, kind.opening));
        let hint = "revoke it first: it is in the history already; then take it out of the text";
        found.push(Diagnostic::new(kind.code, Place::span(path.clone(), range), message).hint(hint));
    }
    found
}

#[cfg(test)]
mod tests;
