//! Whether what begins like a secret is one: its alphabet, its length, its randomness.

use std::ops::{Range, RangeInclusive};

/// What a token may be made of.
pub(super) type Alphabet = fn(u8) -> bool;

pub(super) fn upper(b: u8) -> bool {
    b.is_ascii_uppercase() || b.is_ascii_digit()
}

pub(super) fn alphanumeric(b: u8) -> bool {
    b.is_ascii_alphanumeric()
}

pub(super) fn word(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'_'
}

pub(super) fn base64url(b: u8) -> bool {
    word(b) || b == b'-'
}

pub(super) fn base64(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=')
}

pub(super) fn dotted(b: u8) -> bool {
    base64url(b) || b == b'.'
}

pub(super) fn path(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'/'
}

/// A token: no letter or digit before it, the whole stretch of its alphabet of a possible length, and random.
/// Of a longer stretch no more is read than tells that it is too long: it may hold thousands of openings.
pub(super) fn token(
    text: &str,
    at: usize,
    opening: usize,
    alphabet: Alphabet,
    length: RangeInclusive<usize>,
) -> Option<Range<usize>> {
    if is_glued(text, at, alphanumeric) {
        return None;
    }
    let start = at + opening;
    let end = start + run(&text[start..], alphabet, length.end() + 1);
    let secret = &text[start..end];
    (length.contains(&secret.len()) && is_random(secret)).then_some(at..end)
}

/// The longest label of a block in PEM that is looked at.
const LABEL: usize = 64;

/// A private key with its base64, not the heading of one in a manual. Base64 has no dashes, so the next block's
/// opening ends this one as its own end does.
pub(super) fn private_key(text: &str, at: usize) -> Option<Range<usize>> {
    let from = at + "-----BEGIN ".len();
    let dash = text[from..].bytes().take(LABEL).position(|b| b == b'-')?;
    let label = &text[from..from + dash];
    if !label.ends_with("PRIVATE KEY") && label != "PGP PRIVATE KEY BLOCK" || label.contains('\n') {
        return None;
    }
    let start = from + dash + "-----".len();
    let rest = text[from + dash..].strip_prefix("-----")?;
    let end = rest.find("-----").unwrap_or(rest.len()).min(20_000);
    let body: String = rest.bytes().take(end).filter(|b| base64(*b)).map(char::from).collect();
    (body.len() >= 64 && is_random(&body)).then_some(at..start)
}

/// Three parts with dots between, the first two of them JSON in base64: it begins `{"`, hence `eyJ`.
pub(super) fn web_token(text: &str, at: usize) -> Option<Range<usize>> {
    if is_glued(text, at, dotted) {
        return None;
    }
    let end = at + run(&text[at..], dotted, usize::MAX);
    let parts: Vec<&str> = text[at..end].trim_end_matches('.').split('.').collect();
    let [header, payload, signature] = parts.as_slice() else { return None };
    let signed = signature.len() >= 40 && is_random(signature);
    let json = header.len() >= 15 && payload.len() >= 15 && payload.starts_with("eyJ");
    // The token of jwt.io, which is in every manual.
    let example = *signature == "SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c";
    (json && signed && !example).then_some(at..end)
}

/// `scheme://user:password@host`, unless the password is the name of one.
pub(super) fn password(text: &str, at: usize) -> Option<Range<usize>> {
    let start = at + "://".len();
    let rest = &text[start..];
    let end =
        rest.find(|c: char| c.is_whitespace() || "/?#<>\"'`|\\()[]{}".contains(c)).unwrap_or(rest.len());
    let (user, host) = rest[..end].rsplit_once('@')?;
    let (name, password) = user.split_once(':')?;
    let lowered = password.to_lowercase();
    let names = [
        "pass", "pwd", "secret", "token", "user", "admin", "key", "example", "changeme", "test", "foo",
        "guest",
    ];
    let named = names.iter().any(|word| lowered.contains(word)) || lowered == name.to_lowercase();
    let local = host.starts_with("localhost") || host.starts_with("127.") || host.contains("example");
    let real = password.len() >= 6 && !named && !local && !is_filler(password) && !host.is_empty();
    let from = start + name.len() + 1;
    real.then_some(from..from + password.len())
}

/// Whether what stands before the opening is of the alphabet, so that it opens nothing.
fn is_glued(text: &str, at: usize, alphabet: Alphabet) -> bool {
    text[..at].bytes().next_back().is_some_and(alphabet)
}

/// How many bytes of the alphabet the text begins with, counted up to `most`.
fn run(text: &str, alphabet: Alphabet, most: usize) -> usize {
    text.bytes().take(most).take_while(|b| alphabet(*b)).count()
}

/// Bits a character below which nobody's generator made it: real tokens of that length have more than 3.5.
const BITS: f64 = 3.0;

fn is_random(secret: &str) -> bool {
    let lowered = secret.to_lowercase();
    let placeholder =
        ["example", "xxxx", "0000", "1234567", "abcdefg", "your", "redacted", "placeholder", "dummy", "fake"];
    !placeholder.iter().any(|word| lowered.contains(word)) && entropy(secret) >= BITS && !is_filler(secret)
}

/// Shannon's entropy of the characters, in bits a character.
fn entropy(text: &str) -> f64 {
    let mut counts = [0_u32; 256];
    for byte in text.bytes() {
        counts[usize::from(byte)] += 1;
    }
    let total = text.len() as f64;
    let part = |n: &u32| f64::from(*n) / total;
    -counts.iter().filter(|n| **n > 0).map(part).map(|p| p * p.log2()).sum::<f64>()
}

/// `xxxxxx`, `******`, `$PASSWORD`, `<password>`, `%s`, `…`
fn is_filler(text: &str) -> bool {
    let mut letters = text.chars().collect::<Vec<_>>();
    letters.sort_unstable();
    letters.dedup();
    letters.len() <= 3 || text.contains(['$', '<', '>', '*', '…', '%', '{', '}']) || text.contains("..")
}

/// How it begins, and nothing of the rest.
pub(super) fn masked(secret: &str, opening: &str) -> String {
    match opening {
        "://" => "…".into(),
        "-----BEGIN " => secret.to_owned(),
        _ => format!("{}…", opening),
    }
}
